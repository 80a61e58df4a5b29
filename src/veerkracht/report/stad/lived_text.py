"""What is uncertain of a scenario, in words: first whether the past showed any skill, then what the runs say."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from veerkracht.facts.language import Bilingual
from veerkracht.report.stad.classes import class_lines
from veerkracht.report.stad.wording import change, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veerkracht.facts.language import Taal
    from veerkracht.report.stad.answer import Liveability, LivedArea
    from veerkracht.report.stad.values import Compared

_QUANTITIES = {
    "score": Bilingual("Veerkracht (score van 0 tot 100)", "Veerkracht (score from 0 to 100)"),
    "vragers": Bilingual("Vragers (van elke 100 huishoudens)", "Vragers (of every 100 households)"),
    "nuisance": Bilingual("Overlast", "Nuisance"),
    "cohesion": Bilingual("Samenhang", "Cohesion"),
}
SCALES = {"score": (100.0, 1), "vragers": (100.0, 1), "nuisance": (1.0, 2), "cohesion": (1.0, 2), "quality": (1.0, 2)}
"""Factor and decimals with which each is shown."""

_SIDES = Bilingual(
    "{name}: door het plan zeker hoger in {more} van de {areas} gebieden, zeker lager in {less}. In de andere {rest} "
    "kan het beide kanten op.",
    "{name}: because of the plan surely higher in {more} of {areas} areas, surely lower in {less}. In the other {rest} "
    "it can go either way.",
)
_UNKNOWN = Bilingual(" Niet bekend in {count} van de {of} gebieden.", " Not known in {count} of {of} areas.")
_WITHIN = Bilingual(
    "'Zeker' is: de marge ligt helemaal aan één kant van nul. Zo zegt dit model het. Wat het model niet kent, zit niet "
    "in de marge.",
    "'Surely' is: the whole band lies on one side of nought. So says this model. What it does not know is not in the "
    "band.",
)
_UNITS = Bilingual(
    "Overlast en samenhang staan in standaardafwijkingen: 1 is ongeveer het verschil tussen een gewone buurt en de "
    "buurt die op plek 84 van de 100 staat.",
    "Nuisance and cohesion are in standard deviations: 1 is about the difference between a usual buurt and the one at "
    "place 84 of 100.",
)
_AREA = Bilingual(
    "  {name}: veerkracht nu {start}, door het plan {score}; vragers van elke 100 huishoudens {vragers}; overlast "
    "{nuisance}.{falls}",
    "  {name}: veerkracht now {start}, because of the plan {score}; vragers of every 100 households {vragers}; "
    "nuisance {nuisance}.{falls}",
)
_FALLS = Bilingual(
    " In {count} van de {runs} doorrekeningen zakt het door het plan naar een lager vijfde deel van het land.",
    " In {count} of {runs} runs it falls to a lower fifth of the country because of the plan.",
)
_BEST = Bilingual("Wint het meest:", "Gains most:")
_WORST = Bilingual("Verliest het meest:", "Loses most:")
_ALL = Bilingual("Alle gebieden, van winst naar verlies:", "All areas, from gain to loss:")
_NONE = Bilingual(
    "Geen enkel gebied gaat er door het plan in het midden van de doorrekeningen op {way}.",
    "No area gets {way} because of the plan in the middle of the runs.",
)
_CONCENTRATION = Bilingual(
    "Hoe ongelijk vragers over de gebieden wonen (0 is gelijk, 100 is helemaal apart): {start} nu; door het plan "
    "{change}.",
    "How unevenly vragers live over the areas (0 is even, 100 is wholly apart): {start} now; because of the plan "
    "{change}.",
)


def lines(liveability: Liveability, *, taal: Taal, most: int, runs: int, has_chance: bool = True) -> Iterator[str]:
    """Yield what is uncertain, a sentence each; what is not known comes first: skill, and the figures that stay.

    Args:
        liveability: the outlook.
        taal: the language.
        most: areas at each end; all of them if there are no more.
        runs: how many there were.
        has_chance: whether chance is in the bands; without it nothing is called sure, and no runs are counted.
    """
    yield liveability.statement.say(taal)
    yield liveability.unmoved_note.say(taal)
    if has_chance:
        yield from (sides(liveability.areas, name, taal=taal) for name in _QUANTITIES)
        yield _WITHIN.say(taal)
        named = [(area.name, area.fifth, area.focus) for area in liveability.areas]
        yield from class_lines(named, taal=taal, most=most)
    yield _UNITS.say(taal)
    yield from _areas(liveability.areas, taal=taal, most=most, runs=runs if has_chance else 0)
    yield _CONCENTRATION.say(taal).format(
        start=number(liveability.dissimilarity.start.middle, taal=taal, digits=1, factor=100),
        change=change(liveability.dissimilarity.change, taal=taal, digits=2, factor=100),
    )


def sides(areas: Sequence[LivedArea], name: str, *, taal: Taal) -> str:
    """Return in how many areas the whole band of a change lies on one side of nought."""
    known = [area for area in areas if compared_of(area, name).change.is_known]
    more, less = (sum(compared_of(area, name).change.side == side for area in known) for side in (1, -1))
    told = _SIDES.say(taal).format(
        name=_QUANTITIES[name].say(taal), areas=len(known), more=more, less=less, rest=len(known) - more - less
    )
    missing = len(areas) - len(known)
    return told + (_UNKNOWN.say(taal).format(count=missing, of=len(areas)) if missing else "")


def compared_of(area: LivedArea, name: str) -> Compared:
    """Return one quantity of an area."""
    found: Compared = getattr(area, name)
    return found


def shown_change(area: LivedArea, name: str, *, taal: Taal) -> str:
    """Return what a policy changes in one quantity of an area, with its band."""
    factor, digits = SCALES[name]
    return change(compared_of(area, name).change, taal=taal, digits=digits, factor=factor)


def _areas(areas: Sequence[LivedArea], *, taal: Taal, most: int, runs: int) -> Iterator[str]:
    known = sorted(
        (area for area in areas if area.score.change.is_known),
        key=lambda area: (-area.score.change.middle, area.code),
    )
    if most >= len(areas):
        yield _ALL.say(taal)
        yield from (_area(area, taal=taal, runs=runs) for area in known)
        return
    smallest = 0.5 / 10 ** SCALES["score"][1] / SCALES["score"][0]  # what is shown as nought is none
    best = [area for area in known if area.score.change.middle >= smallest][:most]
    worst = [area for area in reversed(known) if area.score.change.middle <= -smallest][:most]
    for head, some in ((_BEST, best), (_WORST, worst)):
        if some:
            yield head.say(taal)
            yield from (_area(area, taal=taal, runs=runs) for area in some)
    for way, some in ((Bilingual("vooruit", "better"), best), (Bilingual("achteruit", "worse"), worst)):
        if not some:
            yield _NONE.say(taal).format(way=way.say(taal))


def _area(area: LivedArea, *, taal: Taal, runs: int) -> str:
    share = area.falls_by_policy.share
    falls = ""
    # Told in runs and not as a chance: the past does not tell that this model gives chances.
    if runs and isfinite(share) and share > 0.0:
        falls = _FALLS.say(taal).format(count=round(share * runs), runs=runs)
    return _AREA.say(taal).format(
        name=area.name,
        start=number(area.score.start.middle, taal=taal, digits=1, factor=100),
        score=shown_change(area, "score", taal=taal),
        vragers=shown_change(area, "vragers", taal=taal),
        nuisance=shown_change(area, "nuisance", taal=taal),
        falls=falls,
    )
