"""The numbers of the yearly equations as evidence: what is known of each, where from, and what a draw may be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, cast, get_args, get_type_hints

import numpy as np

from veerkracht.errors.scenario import ParameterNameError, ParameterSumError
from veerkracht.facts.grades import Grade
from veerkracht.facts.language import Bilingual
from veerkracht.stad.coefficients import Coefficients
from veerkracht.stad.distribution import Distribution, Meaning, Shape, checked
from veerkracht.stad.households import Reliance, Stage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

_HINTS: Final = get_type_hints(Coefficients)
SIZES: Final = {item.name: len(get_args(_HINTS[item.name])) or 1 for item in fields(Coefficients)}
"""How many numbers each field of `Coefficients` holds."""


class Evidence(StrEnum):
    """What a city may have that can tell something about a number."""

    COMPOSITION = "composition"
    SCORES = "scores"
    TURNOVER = "turnover"
    GROSS_FLOWS = "gross_flows"
    ALLOCATIONS = "allocations"
    FOLLOWED = "followed"
    TRIAL = "trial"


EVIDENCE_NAMES: Final = {
    Evidence.COMPOSITION: Bilingual("een reeks van wie waar woont", "a series of who lives where"),
    Evidence.SCORES: Bilingual("een reeks leefbaarheidsscores", "a series of liveability scores"),
    Evidence.TURNOVER: Bilingual("de mutatiegraad per buurt", "the turnover per buurt"),
    Evidence.GROSS_FLOWS: Bilingual("verhuizingen van en naar elke buurt", "moves from and to each buurt"),
    Evidence.ALLOCATIONS: Bilingual("toewijzingen van corporatiewoningen", "lettings of homes of corporations"),
    Evidence.FOLLOWED: Bilingual("huishoudens die jaren zijn gevolgd", "households followed for years"),
    Evidence.TRIAL: Bilingual("een goede effectmeting van de inzet", "a sound evaluation of the effort"),
}
USUAL: Final = frozenset({Evidence.COMPOSITION, Evidence.SCORES})
"""What nearly every city has: figures per buurt over the years. Moves per buurt are not published (CBS 60048ned is per
gemeente), and the turnover is with the corporations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One field of `Coefficients` with what is known of it.

    Attributes:
        name: of the field.
        label: for people.
        unit: for people.
        meaning: what the number can be at all.
        elements: names of the numbers where the field holds several (`young`, `family`, ...); else empty.
        distribution: what a draw may be.
        grade: how good the evidence is.
        source: document and year; 'aanname' where there is none.
        address: where the source stands; empty where there is none.
        note: what the number rests on and what is doubted.
        identified_by: what can tell this number apart from the others; each of them is enough. Empty: nothing known.
        follows: name of the parameter whose chance it shares, so that both are high or low together; empty for none.
        switch: name of the switch that turns it on; empty if it is always on.
        off: its values while that switch is off.
    """

    name: str
    label: Bilingual
    unit: Bilingual
    meaning: Meaning
    elements: tuple[str, ...]
    distribution: Distribution
    grade: Grade
    source: str
    address: str
    note: Bilingual
    identified_by: frozenset[Evidence]
    follows: str = ""
    switch: str = ""
    off: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """A mechanism that is in dispute, and therefore on or off as a whole.

    Attributes:
        name: of the switch.
        label: for people.
        on: whether it is on now.
        pro, con: the evidence for and against.
    """

    name: str
    label: Bilingual
    on: bool
    pro: Bilingual
    con: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterSet:
    """All parameters, one a field of `Coefficients`, and the switches; `changed` names what a scenario replaced."""

    parameters: Mapping[str, Parameter]
    switches: Mapping[str, Switch]
    changed: Mapping[str, str]


def central(parameters: ParameterSet) -> Coefficients:
    """Return the coefficients of the central answer.

    Raises:
        ParameterSumError: if the chances of one household in a year together pass 1.
    """
    return _coefficients(
        {name: p.distribution.centre() if _is_on(parameters, p) else p.off for name, p in parameters.parameters.items()}
    )


def draw(parameters: ParameterSet, *, seed: int, run: int) -> Coefficients:
    """Return the coefficients of one run.

    The chance of each parameter comes from a counter of its own, keyed by (seed, name) with the run as counter: the
    same run gives the same draw whatever else is drawn, in any order, on any worker. Parameters that do not follow
    another are drawn independently, which is an assumption: no source gives their correlations.

    Args:
        parameters: what is known.
        seed: of the scenario, 0 or more.
        run: number of the run, 0 or more.

    Raises:
        ParameterSumError: if the chances of one household in a year together pass 1.

    Source:
        Philox4x64-10 (Salmon, Moraes, Dror & Shaw 2011, Parallel random numbers: as easy as 1, 2, 3).
    """
    values = {}
    for name, parameter in parameters.parameters.items():
        d = parameter.distribution
        if not _is_on(parameters, parameter):
            values[name] = parameter.off
        elif d.shape is Shape.FIXED:
            values[name] = d.central
        else:
            chance = chances(parameter.follows or name, size=d.size, together=d.together, seed=seed, run=run)
            values[name] = tuple(float(value) for value in d.quantile(chance, meaning=parameter.meaning))
    return _coefficients(values)


def chances(name: str, *, size: int, together: bool, seed: int, run: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return the numbers in [0, 1) that belong to one parameter in one run, shape (size,)."""
    own = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")
    key = np.array([seed % 2**64, own], dtype=np.uint64)
    counter = np.array([0, run % 2**64, 0, 0], dtype=np.uint64)
    rng = np.random.Generator(np.random.Philox(key=key, counter=counter))
    found = rng.random(size)
    return np.full(size, found[0]) if together else found


def switched(parameters: ParameterSet, switches: Mapping[str, bool], *, line: int = 0) -> ParameterSet:
    """Return the parameters with switches on or off.

    Raises:
        ParameterNameError: if there is no such switch.
    """
    for name in switches:
        if name not in parameters.switches:
            raise ParameterNameError(
                name, document="Scenario", where="[switches]", line=line, known=parameters.switches, switch=True
            )
    wanted = {name: replace(each, on=switches.get(name, each.on)) for name, each in parameters.switches.items()}
    return replace(parameters, switches=wanted)


def replaced(
    parameters: ParameterSet, name: str, distribution: Distribution, *, reason: str, line: int = 0
) -> ParameterSet:
    """Return the parameters with another distribution for one of them, and why.

    A single number for a parameter of several elements holds for all of them.

    Raises:
        ParameterNameError: if there is no such parameter.
        ParameterRangeError: if the distribution cannot be, for this parameter.
    """
    if name not in parameters.parameters:
        raise ParameterNameError(
            name, document="Scenario", where="[parameters]", line=line, known=parameters.parameters
        )
    old = parameters.parameters[name]
    size = SIZES[name]
    where = f"[parameters.{name}]"
    d = _spread(distribution, size=size)
    new = checked(d, meaning=old.meaning, size=size, where=where, document="Scenario", line=line)
    return replace(
        parameters,
        parameters={**parameters.parameters, name: replace(old, distribution=new)},
        changed={**parameters.changed, name: reason},
    )


def _spread(d: Distribution, *, size: int) -> Distribution:
    def wide(numbers: tuple[float, ...]) -> tuple[float, ...]:
        return numbers * size if len(numbers) == 1 else numbers

    return replace(d, central=wide(d.central), low=wide(d.low), high=wide(d.high))


def unidentified(parameters: ParameterSet, *, having: Collection[Evidence] = USUAL) -> tuple[Parameter, ...]:
    """Return the uncertain parameters that what a city has cannot tell; tipping counts only while it is on.

    Source:
        Which data tell which number: `identified_by` in the shipped parameters. That out-migration and the sensitivity
        of inflow cannot be told from composition alone is a finding of our own calibration.
    """
    return tuple(
        p
        for p in parameters.parameters.values()
        if _is_on(parameters, p) and p.distribution.shape is not Shape.FIXED and not p.identified_by & set(having)
    )


def cautions(parameters: ParameterSet, *, having: Collection[Evidence] = USUAL) -> tuple[Bilingual, ...]:
    """Return what an answer that rests on these parameters must warn of, each a sentence in both languages."""
    found = []
    groups: dict[frozenset[Evidence], list[Parameter]] = {}
    for parameter in unidentified(parameters, having=having):
        groups.setdefault(parameter.identified_by, []).append(parameter)
    for needed, members in sorted(groups.items(), key=lambda item: sorted(item[0])):
        found.append(_not_told(needed, members))
    assumed = [p for p in parameters.parameters.values() if p.grade is Grade.D and _is_on(parameters, p)]
    if assumed:
        total = len(parameters.parameters)
        found.append(
            Bilingual(
                f"{len(assumed)} van de {total} getallen in het model zijn aannames: geen bron geeft ze.",
                f"{len(assumed)} of the {total} numbers in the model are assumptions: no source gives them.",
            )
        )
    found += [
        Bilingual(
            f"De schakelaar '{switch.label.nl}' staat aan. Daartegen pleit: {switch.con.nl}",
            f"The switch '{switch.label.en}' is on. Against it speaks: {switch.con.en}",
        )
        for switch in parameters.switches.values()
        if switch.on
    ]
    for name, reason in parameters.changed.items():
        label = parameters.parameters[name].label
        found.append(
            Bilingual(
                f"Dit scenario vervangt het getal '{label.nl}'. Reden: {reason}",
                f"This scenario replaces the number '{label.en}'. Reason: {reason}",
            )
        )
    return tuple(found)


def _not_told(needed: Iterable[Evidence], members: list[Parameter]) -> Bilingual:
    names = [EVIDENCE_NAMES[each] for each in sorted(needed)]
    nl, en = (", ".join(getattr(p.label, taal) for p in members) for taal in ("nl", "en"))
    if not names:
        return Bilingual(
            f"Met geen enkele bron die wij kennen vast te stellen: {nl}.", f"Told by no data that we know of: {en}."
        )
    nl_names, en_names = " of ".join(each.nl for each in names), " or ".join(each.en for each in names)
    return Bilingual(
        f"Met de gegevens van deze stad niet vast te stellen: {nl}. Daarvoor is nodig: {nl_names}.",
        f"Not told by the data of this city: {en}. That takes {en_names}.",
    )


def _is_on(parameters: ParameterSet, parameter: Parameter) -> bool:
    return not parameter.switch or parameters.switches[parameter.switch].on


def _coefficients(values: Mapping[str, tuple[float, ...]]) -> Coefficients:
    plain = {name: numbers if get_args(_HINTS[name]) else numbers[0] for name, numbers in values.items()}
    made = Coefficients(**cast("dict[str, Any]", plain))
    _check_sums(made)
    return made


def _check_sums(c: Coefficients) -> None:
    """Check that what can happen to one household in one year adds up to 1 at most."""
    ageing = {
        Stage.YOUNG: {"to_family": c.to_family, "to_midlife": c.to_midlife[0]},
        Stage.FAMILY: {"to_midlife": c.to_midlife[1], "to_senior": c.to_senior[0]},
        Stage.MIDLIFE: {"to_senior": c.to_senior[1]},
        Stage.SENIOR: {},
    }
    for stage, ways in ageing.items():
        same = {"dissolve": c.dissolve[stage], "income_up": c.income_up[stage], "income_down": c.income_down[stage]}
        total = sum(ways.values()) + sum(same.values())
        if total > 1.0:
            raise ParameterSumError([*same, *ways], who=stage.name.lower(), total=total)
    between = c.reliance_up[1] + c.reliance_down[1]
    if between > 1.0:
        raise ParameterSumError(("reliance_up", "reliance_down"), who=Reliance.BETWEEN.name.lower(), total=between)
