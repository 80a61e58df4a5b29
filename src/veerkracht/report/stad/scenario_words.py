"""What stands in a scenario, as people say it: a line in one sentence, and in which of the four perspectives it is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from veerkracht.facts.language import Bilingual
from veerkracht.facts.quadrants import Quadrant
from veerkracht.report.stad.money import ACTOR_NAMES
from veerkracht.report.stad.wording import number
from veerkracht.stad.households import Reliance, Segment
from veerkracht.stad.scenario import EVERYWHERE, SEGMENT_LABELS, Conversion, Effort, Homes, Steer
from veerkracht.stad.scenario_edits import Part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.facts.language import Taal
    from veerkracht.stad.scenario import Quota
    from veerkracht.stad.scenario_edits import Entry

EFFORT_NAMES: Final = {
    "support": Bilingual("Ondersteuning en begeleiding", "Support and guidance"),
    "safety": Bilingual("Huismeesters, beheer en veiligheid", "Caretakers, upkeep and safety"),
    "meeting": Bilingual("Ontmoeting", "Meeting"),
    "quality": Bilingual("Beter ingerichte leefomgeving", "Better laid-out surroundings"),
}
CONVERSION_NAMES: Final = {
    "sale_cheap": Bilingual("Goedkope corporatiewoningen verkopen", "Sell cheap homes of corporations"),
    "sale_dear": Bilingual("Duurdere corporatiewoningen verkopen", "Sell dearer homes of corporations"),
    "dearer": Bilingual("Goedkope corporatiewoningen duurder verhuren", "Let cheap homes of corporations dearer"),
    "cheaper": Bilingual("Duurdere corporatiewoningen goedkoper verhuren", "Let dearer homes of corporations cheaper"),
}
PART_NAMES: Final = {
    Part.EFFORT: Bilingual("Inzet in geld", "Effort in money"),
    Part.HOMES: Bilingual("Bouwen en slopen", "Building and demolishing"),
    Part.CONVERSION: Bilingual("Verkopen of anders verhuren", "Selling or letting otherwise"),
    Part.STEER: Bilingual("Wie een woning krijgt", "Who gets a home"),
    Part.QUOTA: Bilingual("Mensen uit instellingen", "People from institutions"),
}
RELIANCE_NAMES: Final = {
    Reliance.DRAGER: Bilingual("dragers", "dragers"),
    Reliance.BETWEEN: Bilingual("mensen ertussenin", "people in between"),
    Reliance.VRAGER: Bilingual("vragers", "vragers"),
}
_EFFORT_QUADRANT: Final = {
    "support": Quadrant.SOCIAL,
    "meeting": Quadrant.SOCIAL,
    "safety": Quadrant.SURROUNDINGS,
    "quality": Quadrant.SURROUNDINGS,
}
WHOLE_CITY = Bilingual("de hele stad", "the whole city")
_WIJK = Bilingual("wijk {name}", "wijk {name}")
_AND_MORE = Bilingual("{first} en nog {count} gebieden", "{first} and {count} more areas")
_FROM_TO = Bilingual("{first} tot en met {last}", "{first} to {last}")
_MOST_NAMED = 4


def quadrant_of(part: Part, entry: Entry) -> Quadrant:
    """Return the perspective that a line belongs to (stad.md, levers): beheer is of the surroundings."""
    if isinstance(entry, Effort):
        return _EFFORT_QUADRANT[entry.kind]
    return Quadrant.HOUSING if part is Part.HOMES else Quadrant.REPOSITION


def kind_of_line(part: Part, entry: Entry) -> str:
    """Return under which key `evidence.LINES` says through which numbers a line works."""
    return entry.kind if isinstance(entry, Effort) else part.value


def heading_of(part: Part, entry: Entry, *, taal: Taal) -> str:
    """Return what is done, in a few words."""
    if isinstance(entry, Effort):
        return EFFORT_NAMES[entry.kind].say(taal)
    if isinstance(entry, Conversion):
        return CONVERSION_NAMES[entry.kind].say(taal)
    if isinstance(entry, Homes):
        words = (
            Bilingual("Slopen en bouwen", "Demolish and build")
            if entry.built and entry.demolished
            else Bilingual("Slopen", "Demolish")
            if entry.demolished
            else Bilingual("Bouwen", "Build")
        )
        return words.say(taal)
    return PART_NAMES[part].say(taal)


def sentence_of(entry: Entry, *, names: Mapping[str, str], taal: Taal) -> str:
    """Return how much, where, when and by whom.

    Args:
        entry: the line.
        names: of areas, by code.
        taal: the language.
    """
    if isinstance(entry, Effort):
        return (
            Bilingual(
                "{euro} euro per huishouden per jaar in {areas}, {years}; betaald door {actor}",
                "{euro} euro per household a year in {areas}, {years}; paid by {actor}",
            )
            .say(taal)
            .format(
                euro=number(entry.euro, taal=taal, digits=0 if entry.euro == round(entry.euro) else 2),
                areas=areas_words(entry.areas, names=names, taal=taal),
                years=years_words(entry.first, entry.last, taal=taal),
                actor=ACTOR_NAMES[entry.actor].say(taal),
            )
        )
    if isinstance(entry, Homes):
        return _homes_words(entry, names=names, taal=taal)
    if isinstance(entry, Conversion):
        return (
            Bilingual(
                "{share}% van wat vrijkomt in {areas}, {years}; door {actor}",
                "{share}% of what falls vacant in {areas}, {years}; by {actor}",
            )
            .say(taal)
            .format(
                share=number(
                    100 * entry.share, taal=taal, digits=0 if round(100 * entry.share) == 100 * entry.share else 1
                ),
                areas=areas_words(entry.areas, names=names, taal=taal),
                years=years_words(entry.first, entry.last, taal=taal),
                actor=ACTOR_NAMES[entry.actor].say(taal),
            )
        )
    if isinstance(entry, Steer):
        return _steer_words(entry, names=names, taal=taal)
    return _quota_words(entry, names=names, taal=taal)


def _quota_words(entry: Quota, *, names: Mapping[str, str], taal: Taal) -> str:
    total = number(sum(entry.households), taal=taal)
    words = Bilingual("{total} huishoudens in alle jaren samen.", "{total} households in all years together.")
    if not entry.spread:
        return words.say(taal).format(total=total)
    where = Bilingual(" Vooral in {areas}.", " Mostly in {areas}.").say(taal)
    areas = areas_words(tuple(entry.spread), names=names, taal=taal)
    return words.say(taal).format(total=total) + where.format(areas=areas)


def areas_words(codes: tuple[str, ...], *, names: Mapping[str, str], taal: Taal) -> str:
    """Return areas as people call them; more than a few are counted."""
    said = [_area_words(code, names=names, taal=taal) for code in codes]
    if len(said) > _MOST_NAMED:
        first = ", ".join(said[: _MOST_NAMED - 1])
        return _AND_MORE.say(taal).format(first=first, count=len(said) - _MOST_NAMED + 1)
    return ", ".join(said)


def years_words(first: int, last: int, *, taal: Taal) -> str:
    """Return years as people say them.

    >>> years_words(2025, 2034, taal="nl"), years_words(2025, 2025, taal="en")
    ('2025 tot en met 2034', '2025')
    """
    return str(first) if first == last else _FROM_TO.say(taal).format(first=first, last=last)


def _area_words(code: str, *, names: Mapping[str, str], taal: Taal) -> str:
    if code == EVERYWHERE:
        return WHOLE_CITY.say(taal)
    name = names.get(code, code)
    return _WIJK.say(taal).format(name=name) if code.startswith("WK") else name


def _homes_words(entry: Homes, *, names: Mapping[str, str], taal: Taal) -> str:
    parts = []
    for verb, counts in (
        (Bilingual("slopen", "demolish"), entry.demolished),
        (Bilingual("bouwen", "build"), entry.built),
    ):
        if counts:
            each = ", ".join(f"{counts[one]} ({SEGMENT_LABELS[one].say(taal)})" for one in Segment if one in counts)
            parts.append(f"{verb.say(taal)}: {each}")
    return (
        Bilingual("{what}; in {area}, {year}; door {actor}", "{what}; in {area}, {year}; by {actor}")
        .say(taal)
        .format(
            what="; ".join(parts),
            area=_area_words(entry.area, names=names, taal=taal),
            year=entry.year,
            actor=ACTOR_NAMES[entry.actor].say(taal),
        )
    )


def _steer_words(entry: Steer, *, names: Mapping[str, str], taal: Taal) -> str:
    more = Bilingual("{who} maken {times} keer zo veel kans", "{who} have {times} times the chance").say(taal)
    each = [
        more.format(who=RELIANCE_NAMES[one].say(taal), times=number(math.exp(weight), taal=taal, digits=1))
        for one, weight in sorted(entry.weights.items())
    ]
    what = ", ".join(each)
    return (
        Bilingual(
            "{what} op een vrije corporatiewoning in {areas}, {years}",
            "{what} of a free home of a corporation in {areas}, {years}",
        )
        .say(taal)
        .format(
            what=what[:1].upper() + what[1:],
            areas=areas_words(entry.areas, names=names, taal=taal),
            years=years_words(entry.first, entry.last, taal=taal),
        )
    )
