"""What is uncertain of a scenario, in words: first whether the past showed any skill, then what the runs say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.facts.language import Bilingual
from veerkracht.report.stad.wording import change, number, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veerkracht.facts.language import Taal
    from veerkracht.report.stad.answer import Liveability, LivedArea
    from veerkracht.report.stad.values import Compared

_QUANTITIES = {
    "score": Bilingual("veerkracht (0 tot 100)", "veerkracht (0 to 100)"),
    "vragers": Bilingual("aandeel vragers (procentpunt)", "share of vragers (percentage points)"),
    "nuisance": Bilingual("overlast (standaardafwijkingen)", "nuisance (standard deviations)"),
    "cohesion": Bilingual("samenhang (standaardafwijkingen)", "cohesion (standard deviations)"),
    "quality": Bilingual("leefomgeving (standaardafwijkingen)", "surroundings (standard deviations)"),
}
SCALES = {"score": (100.0, 1), "vragers": (100.0, 1), "nuisance": (1.0, 2), "cohesion": (1.0, 2), "quality": (1.0, 2)}
"""Factor and decimals with which each is shown."""

_SIDES = Bilingual(
    "Door het beleid, {name}: zeker meer in {more} van de {areas} gebieden, zeker minder in {less}; in de andere "
    "{rest} ligt de nul binnen de marge.",
    "Because of the policy, {name}: surely more in {more} of {areas} areas, surely less in {less}; in the other {rest} "
    "the band holds nought.",
)
_UNKNOWN = Bilingual(" Van {count} gebied(en) is het niet bekend.", " Of {count} area(s) it is not known.")
_WITHIN = Bilingual(
    "'Zeker' is: in negen van de tien doorrekeningen van dit model. Wat het model niet kent, zit niet in de marge.",
    "'Surely' is: in nine in ten runs of this model. What the model does not know is not in the band.",
)
_AREA = Bilingual(
    "  {name}: veerkracht {start}, door het beleid {score}; vragers {vragers} procentpunt; overlast {nuisance}. Kans "
    "op een slechtere klasse door het beleid {falls}.",
    "  {name}: veerkracht {start}, because of the policy {score}; vragers {vragers} percentage points; nuisance "
    "{nuisance}. Chance of a worse class because of the policy {falls}.",
)
_BEST = Bilingual("Wint het meest:", "Gains most:")
_WORST = Bilingual("Verliest het meest:", "Loses most:")
_ALL = Bilingual("Alle gebieden, van winst naar verlies:", "All areas, from gain to loss:")
_NONE = Bilingual(
    "Geen enkel gebied gaat er door het beleid in het midden van de doorrekeningen op {way}.",
    "No area gets {way} because of the policy in the middle of the runs.",
)
_CONCENTRATION = Bilingual(
    "Hoe ongelijk vragers wonen (dissimilariteit, 0 tot 100): {start} nu; door het beleid {change}.",
    "How unevenly vragers live (dissimilarity, 0 to 100): {start} now; because of the policy {change}.",
)


def lines(liveability: Liveability, *, taal: Taal, most: int, has_chance: bool = True) -> Iterator[str]:
    """Yield what is uncertain, a sentence each; the sentence on skill comes first.

    Args:
        liveability: the outlook.
        taal: the language.
        most: areas at each end; all of them if there are no more.
        has_chance: whether chance is in the bands; without it nothing is called sure.
    """
    yield liveability.statement.say(taal)
    if has_chance:
        yield from (sides(liveability.areas, name, taal=taal) for name in ("score", "vragers", "nuisance", "cohesion"))
        yield _WITHIN.say(taal)
    yield from _areas(liveability.areas, taal=taal, most=most)
    yield _CONCENTRATION.say(taal).format(
        start=number(liveability.dissimilarity.start.middle, taal=taal, digits=1, factor=100),
        change=change(liveability.dissimilarity.change, taal=taal, digits=2, factor=100),
    )
    yield liveability.unmoved_note.say(taal)


def sides(areas: Sequence[LivedArea], name: str, *, taal: Taal) -> str:
    """Return in how many areas the whole band of a change lies on one side of nought."""
    known = [area for area in areas if compared_of(area, name).change.is_known]
    more, less = (sum(compared_of(area, name).change.side == side for area in known) for side in (1, -1))
    told = _SIDES.say(taal).format(
        name=_QUANTITIES[name].say(taal), areas=len(known), more=more, less=less, rest=len(known) - more - less
    )
    missing = len(areas) - len(known)
    return told + (_UNKNOWN.say(taal).format(count=missing) if missing else "")


def compared_of(area: LivedArea, name: str) -> Compared:
    """Return one quantity of an area."""
    found: Compared = getattr(area, name)
    return found


def shown_change(area: LivedArea, name: str, *, taal: Taal) -> str:
    """Return what a policy changes in one quantity of an area, with its band."""
    factor, digits = SCALES[name]
    return change(compared_of(area, name).change, taal=taal, digits=digits, factor=factor)


def _areas(areas: Sequence[LivedArea], *, taal: Taal, most: int) -> Iterator[str]:
    known = sorted(
        (area for area in areas if area.score.change.is_known),
        key=lambda area: (-area.score.change.middle, area.code),
    )
    if most >= len(areas):
        yield _ALL.say(taal)
        yield from (_area(area, taal=taal) for area in known)
        return
    smallest = 0.5 / 10 ** SCALES["score"][1] / SCALES["score"][0]  # what is shown as nought is none
    best = [area for area in known if area.score.change.middle >= smallest][:most]
    worst = [area for area in reversed(known) if area.score.change.middle <= -smallest][:most]
    for head, some in ((_BEST, best), (_WORST, worst)):
        if some:
            yield head.say(taal)
            yield from (_area(area, taal=taal) for area in some)
    for way, some in ((Bilingual("vooruit", "better"), best), (Bilingual("achteruit", "worse"), worst)):
        if not some:
            yield _NONE.say(taal).format(way=way.say(taal))


def _area(area: LivedArea, *, taal: Taal) -> str:
    return _AREA.say(taal).format(
        name=area.name,
        start=number(area.score.start.middle, taal=taal, digits=1, factor=100),
        score=shown_change(area, "score", taal=taal),
        vragers=shown_change(area, "vragers", taal=taal),
        nuisance=shown_change(area, "nuisance", taal=taal),
        falls=percent(area.falls_by_policy, taal=taal),
    )
