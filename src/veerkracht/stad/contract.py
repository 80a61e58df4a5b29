"""When a city is in balance: a contract of tolerances that its users set, and what the runs say of each of them.

No tolerance is built in. A verdict is never a colour alone: it says what was found, what was agreed and in how many
runs it holds, and it is "not known" where the runs are too few, the band too wide, or the past showed no skill.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.errors.balance import ToleranceError, UnknownMeasureError
from veerkracht.facts.language import Bilingual
from veerkracht.stad.outlook import Skill
from veerkracht.stad.runs import Band, band_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEAST_RUNS: Final = 20
"""Below this, no end of a 90% band is known: each end is one run in twenty."""

SURE: Final = 0.9
"""A tolerance is kept if it holds in so large a part of the runs, and broken if it fails in so large a part: the same
certainty as the bands."""
_BROKEN: Final = round(1.0 - SURE, 12)


class Ground(StrEnum):
    """What a measure rests on."""

    COUNTED = "counted"  # homes, households, allocations, euros
    ESTIMATED = "estimated"  # on who is a vrager, which stands in no register
    SCORED = "scored"  # on scores of liveability; worth nothing unless the backcast showed skill


class Light(StrEnum):
    """The colour of a verdict; never shown without its reason."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One thing that a contract can be about; more of it is worse.

    Attributes:
        code: fixed name.
        name: as it stands on screen, at the start of a sentence.
        unit: behind its number as shown.
        factor: by which its number is multiplied to be shown: 100 for a share that is shown as a percentage.
        digits: decimals that are shown.
        ground: what it rests on.
        values: shape (runs,), or (1,) for what does not depend on chance; NaN where it could not be had.
        interval: for what all runs together say once (a chance): its 90% interval; `values` then repeats the middle.
        is_certain: True if it does not depend on the runs at all (a budget).
    """

    code: str
    name: Bilingual
    unit: Bilingual
    factor: float
    digits: int
    ground: Ground
    values: Floats
    interval: Band | None = None
    is_certain: bool = False

    @property
    def band(self) -> Band:
        """The 90% band over the runs, or the interval of what they say once."""
        return self.interval or band_of(self.values)

    def kept(self, most: float) -> float:
        """Return in how large a part of the runs the measure is at most so high.

        Of what all runs say once, 1 or 0 where its whole interval lies on one side, and a half where it does not.
        """
        if self.interval is None:
            return float((self.values <= most).mean())
        if self.interval.low <= most < self.interval.high:
            return 0.5
        return float(self.interval.high <= most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """What the users agreed on for one measure.

    Attributes:
        code: of the measure.
        at_most: the measure may be this high, in its unit.
        widest: a 90% band wider than this, on both sides of `at_most`, says too little; None for twice `at_most`, and
            any width where that is 0.

    Raises:
        ToleranceError: if a number is none, or a width not above 0.
    """

    code: str
    at_most: float
    widest: float | None = None

    def __post_init__(self) -> None:
        if not np.isfinite(self.at_most):
            raise ToleranceError(
                self.code, name="at_most", value=self.at_most, right_en="a number", right_nl="een getal"
            )
        if self.widest is not None and not self.widest > 0:
            raise ToleranceError(
                self.code, name="widest", value=self.widest, right_en="a number above 0", right_nl="een getal boven 0"
            )

    @property
    def width(self) -> float:
        """The widest band that still says something."""
        if self.widest is not None:
            return self.widest
        return 2.0 * abs(self.at_most) if self.at_most else float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the runs say of one tolerance, or of all of them.

    Attributes:
        code: of the measure; empty for the whole contract.
        light: the colour.
        reason: in words; always shown with the colour.
        kept: part of the runs in which the tolerance holds, 0 to 1; NaN if not known.
        ground: what it rests on; of the whole contract None.
    """

    code: str
    light: Light
    reason: Bilingual
    kept: float
    ground: Ground | None


def contract_of(agreed: Mapping[str, float | None]) -> tuple[Tolerance, ...]:
    """Return the contract of what was agreed per measure; None for nothing.

    Raises:
        ToleranceError: if a number is none.
    """
    return tuple(Tolerance(code=code, at_most=value) for code, value in agreed.items() if value is not None)


def judge(measure: Measure, tolerance: Tolerance, *, skill: Skill = Skill.NOT_BETTER) -> Verdict:
    """Return what the runs say of one tolerance.

    Args:
        measure: what was found.
        tolerance: what was agreed.
        skill: what the backcast showed of liveability.
    """
    found, kept = _found(measure, tolerance), measure.kept(tolerance.at_most)
    why = _not_known(measure, tolerance, kept=kept, skill=skill)
    if why is not None:
        known = Bilingual(f" {found.nl}", f" {found.en}") if np.isfinite(measure.values).all() else Bilingual("", "")
        reason = Bilingual(f"Niet te zeggen: {why.nl}{known.nl}", f"Not known: {why.en}{known.en}")
        return Verdict(
            code=measure.code, light=Light.NOT_KNOWN, reason=reason, kept=float("nan"), ground=measure.ground
        )
    light = Light.GREEN if kept >= SURE else Light.RED if kept <= _BROKEN else Light.AMBER
    reason = Bilingual(f"{_OPENING[light].nl} {found.nl}", f"{_OPENING[light].en} {found.en}")
    return Verdict(code=measure.code, light=light, reason=reason, kept=kept, ground=measure.ground)


def judge_all(
    measures: Sequence[Measure], contract: Sequence[Tolerance], *, skill: Skill = Skill.NOT_BETTER
) -> tuple[Verdict, tuple[Verdict, ...]]:
    """Return the verdict on a contract, and that on each of its tolerances.

    The whole is red if one tolerance is broken, else not known if one is not known, else amber if one is in doubt.

    Raises:
        UnknownMeasureError: if a tolerance is about something that is not measured.
    """
    by_code: Mapping[str, Measure] = {measure.code: measure for measure in measures}
    for tolerance in contract:
        if tolerance.code not in by_code:
            raise UnknownMeasureError(tolerance.code, available=by_code)
    parts = tuple(judge(by_code[tolerance.code], tolerance, skill=skill) for tolerance in contract)
    if not parts:
        return Verdict(code="", light=Light.NOT_KNOWN, reason=_NO_CONTRACT, kept=float("nan"), ground=None), parts
    lights = [part.light for part in parts]
    order = (Light.RED, Light.NOT_KNOWN, Light.AMBER, Light.GREEN)
    light = next(one for one in order if one in lights)
    some = [by_code[part.code].name for part in parts if part.light is light]
    opening, joined = _WHOLE[light], ("; ".join(one.nl for one in some), "; ".join(one.en for one in some))
    tail = ("", "") if light is Light.GREEN else (f" {joined[0]}.", f" {joined[1]}.")
    reason = Bilingual(
        opening.nl.format(number=len(some), of=len(parts), tolerances=_some(len(parts)).nl) + tail[0],
        opening.en.format(number=len(some), of=len(parts), tolerances=_some(len(parts)).en) + tail[1],
    )
    return Verdict(code="", light=light, reason=reason, kept=float("nan"), ground=None), parts


def _some(tolerances: int) -> Bilingual:
    return Bilingual("tolerantie", "tolerance") if tolerances == 1 else Bilingual("toleranties", "tolerances")


_OPENING = {
    Light.GREEN: Bilingual("Binnen de afspraak.", "Within what was agreed."),
    Light.AMBER: Bilingual("Misschien buiten de afspraak.", "Perhaps beyond what was agreed."),
    Light.RED: Bilingual("Buiten de afspraak.", "Beyond what was agreed."),
}
_WHOLE = {
    Light.GREEN: Bilingual(
        "In balans volgens de afspraken: {number} van de {of} {tolerances} houden stand.",
        "In balance by what was agreed: {number} of {of} {tolerances} hold.",
    ),
    Light.AMBER: Bilingual(
        "Onzeker bij {number} van de {of} {tolerances}:", "In doubt on {number} of {of} {tolerances}:"
    ),
    Light.RED: Bilingual(
        "Niet in balans volgens de afspraken, bij {number} van de {of} {tolerances}:",
        "Not in balance by what was agreed, on {number} of {of} {tolerances}:",
    ),
    Light.NOT_KNOWN: Bilingual(
        "Niet te zeggen bij {number} van de {of} {tolerances}:", "Not known on {number} of {of} {tolerances}:"
    ),
}
_NO_CONTRACT = Bilingual(
    "Niet te zeggen: er zijn geen toleranties afgesproken. Spreek af hoeveel van elke maat u aanvaardt.",
    "Not known: no tolerances were agreed on. Agree on how much of each measure you accept.",
)


def _found(measure: Measure, tolerance: Tolerance) -> Bilingual:
    """Return in words what was found, what was agreed and in how many runs it holds."""
    numbers = [float(one) for one in (measure.band.middle, measure.band.low, measure.band.high, tolerance.at_most)]
    # Adding nought takes the minus off a number that is nought once it is rounded.
    texts = [f"{round(one * measure.factor, measure.digits) + 0.0:.{measure.digits}f}" for one in numbers]
    signed = [text.replace("-", "\N{MINUS SIGN}") for text in texts]
    middle, low, high, most = (Bilingual(text.replace(".", ","), text) for text in signed)
    is_once = measure.is_certain or measure.interval is not None
    share = "" if is_once else f"{100 * measure.kept(tolerance.at_most):.0f}%"
    note = _ESTIMATE if measure.ground is Ground.ESTIMATED else Bilingual("", "")
    spread = Bilingual(f" (marge van 90%: {low.nl} tot {high.nl})", f" (90% band: {low.en} to {high.en})")
    if measure.is_certain:
        spread = Bilingual("", "")
    holds = Bilingual(f" Dat houdt stand in {share} van de runs.", f" That holds in {share} of the runs.")
    if is_once:
        holds = Bilingual("", "")
    gap = "" if measure.unit.en.startswith("%") else " "
    below = _BELOW if texts[0].startswith("-") else Bilingual("", "")
    return Bilingual(
        f"{measure.name.nl}: {middle.nl}{gap}{measure.unit.nl}{spread.nl}; afgesproken is hoogstens {most.nl}."
        f"{holds.nl}{below.nl}{note.nl}",
        f"{measure.name.en}: {middle.en}{gap}{measure.unit.en}{spread.en}; agreed is at most {most.en}."
        f"{holds.en}{below.en}{note.en}",
    )


_BELOW = Bilingual(" Een getal onder nul gaat de andere kant op.", " A number below nought goes the other way.")
_ESTIMATE = Bilingual(" Wie vrager is, is geschat en niet geteld.", " Who is a vrager is estimated and not counted.")


def _not_known(measure: Measure, tolerance: Tolerance, *, kept: float, skill: Skill) -> Bilingual | None:
    """Return why nothing can be said of a tolerance; None if something can."""
    values = measure.values
    if not np.isfinite(values).all():
        name = measure.name
        return Bilingual(
            f"{name.nl} is niet bekend.",
            f"{name.en} is not known.",
        )
    if measure.ground is Ground.SCORED and skill is not Skill.BETTER:
        return skill.statement
    if measure.is_certain:
        return None
    if len(values) < LEAST_RUNS:
        return Bilingual(
            f"er zijn {len(values)} runs, te weinig voor een marge (minstens {LEAST_RUNS}).",
            f"there are {len(values)} runs, too few for a band (at least {LEAST_RUNS}).",
        )
    width = float(measure.band.high - measure.band.low)
    if _BROKEN < kept < SURE and width > tolerance.width:
        return Bilingual(
            "de marge is te breed en ligt aan beide kanten van de afspraak.",
            "the band is too wide and lies on both sides of what was agreed.",
        )
    return None
