"""Checks of a mix on homes: no more than falls vacant, and not two things that undo each other."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Final

from veerkracht.facts.language import Bilingual
from veerkracht.perspectief.concerns import Concern, Kind, Severity
from veerkracht.perspectief.interventions import CONVERSIONS, Lever, Unit
from veerkracht.perspectief.telling import amount

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from veerkracht.perspectief.mix import Placed

TAKEN_FROM: Final = {
    Lever.SALE_CHEAP: "cheap",
    Lever.DEARER: "cheap",
    Lever.SALE_DEAR: "dear",
    Lever.CHEAPER: "dear",
}
"""The segment whose vacant homes a conversion takes."""
_SEGMENT_NAMES: Final = {
    "cheap": Bilingual("goedkope corporatiewoningen", "cheap corporation homes"),
    "dear": Bilingual("duurdere corporatiewoningen", "dearer corporation homes"),
    "owned": Bilingual("koopwoningen", "owner-occupied homes"),
    "private": Bilingual("particuliere huurwoningen", "private rented homes"),
}
_ROUNDING: Final = 1e-9
_SOLD: Final = {Lever.SALE_CHEAP: "cheap", Lever.SALE_DEAR: "dear"}


def turnover(items: Sequence[Placed], vacated: Mapping[str, Mapping[str, float]]) -> Iterator[Concern]:
    """Yield where existing homes are given another use faster than they fall vacant.

    Args:
        items: of a plan.
        vacated: homes that fall vacant a year, by area and segment; an area that is absent is unknown.
    """
    per_place: defaultdict[tuple[str, str], list[Placed]] = defaultdict(list)
    for one in items:
        if one.lever in CONVERSIONS:
            per_place[one.area, TAKEN_FROM[one.lever]].append(one)
        elif one.lever is Lever.STEER:
            yield from _steer(one, vacated.get(one.area))
    for (area, segment), group in per_place.items():
        free = vacated.get(area, {}).get(segment)
        if free is None:
            yield _not_known(area, group)
        else:
            yield from _beyond(area, group, segment=segment, free=free)


def _beyond(area: str, group: Sequence[Placed], *, segment: str, free: float) -> Iterator[Concern]:
    for year in sorted({year for one in group for year in one.item.span}):
        now = [one for one in group if year in one.item.span]
        asked = sum(one.item.dose * (free if one.item.unit is Unit.SHARE else 1.0) for one in now)
        if asked > free + _ROUNDING * max(1.0, free):
            name = _SEGMENT_NAMES[segment]
            nl, en = ([amount(round(value, 1), taal=taal) for value in (asked, free)] for taal in ("nl", "en"))
            yield Concern(
                kind=Kind.TURNOVER,
                severity=Severity.STOP,
                area=area,
                items=tuple(one.item.key for one in now),
                said=Bilingual(
                    f"In {year} moeten {nl[0]} {name.nl} anders worden gebruikt, en er komen er maar {nl[1]} per jaar "
                    "vrij. Doe minder, of doe er langer over.",
                    f"In {year} {en[0]} {name.en} are to be used otherwise, and only {en[1]} a year fall vacant. "
                    "Do less, or take longer.",
                ),
            )
            return  # the first year says it


def _steer(one: Placed, free: Mapping[str, float] | None) -> Iterator[Concern]:
    told = [free[segment] for segment in ("cheap", "dear") if free and segment in free]
    if free is None or not told:
        yield _not_known(one.area, [one])
        return
    homes = sum(told)
    if homes <= 0.0:
        yield Concern(
            kind=Kind.TURNOVER,
            severity=Severity.STOP,
            area=one.area,
            items=(one.item.key,),
            said=Bilingual(
                "Er komen hier geen corporatiewoningen vrij, dus anders toewijzen kan niets veranderen.",
                "No corporation homes fall vacant here, so letting otherwise can change nothing.",
            ),
        )
        return
    nl, en = (amount(float(round(homes * one.item.years)), taal=taal) for taal in ("nl", "en"))
    yield Concern(
        kind=Kind.TURNOVER,
        severity=Severity.NOTE,
        area=one.area,
        items=(one.item.key,),
        said=Bilingual(
            f"Anders toewijzen gaat over wat vrijkomt: hier ongeveer {nl} corporatiewoningen in {one.item.years} jaar.",
            f"Letting otherwise is about what falls vacant: here about {en} corporation homes in {one.item.years} "
            "years.",
        ),
    )


def _not_known(area: str, group: Sequence[Placed]) -> Concern:
    return Concern(
        kind=Kind.TURNOVER,
        severity=Severity.CAUTION,
        area=area,
        items=tuple(one.item.key for one in group),
        said=Bilingual(
            "Hoeveel woningen hier vrijkomen is niet bekend. Of dit kan, is dus niet na te gaan. "
            "Vraag het de corporatie.",
            "How many homes fall vacant here is not known, so whether this can be done cannot be checked. "
            "Ask the corporation.",
        ),
    )


def contradictions(items: Sequence[Placed]) -> Iterator[Concern]:
    """Yield pairs of items in one area that undo each other.

    Args:
        items: of a plan.
    """
    for one, other in combinations(items, 2):
        if one.area != other.area:
            continue
        segment = _sold_and_built(one, other) or _sold_and_built(other, one)
        if segment:
            name = _SEGMENT_NAMES[segment]
            said = Bilingual(
                f"Hier worden {name.nl} verkocht én gebouwd. Zeg waarom, of kies één van de twee.",
                f"Here {name.en} are both sold and built. Say why, or choose one of the two.",
            )
        elif {one.lever, other.lever} == {Lever.DEARER, Lever.CHEAPER} and _together(one, other):
            said = Bilingual(
                "Hier worden woningen duurder én goedkoper verhuurd in dezelfde jaren. Kies één van de twee.",
                "Here homes are let both dearer and cheaper in the same years. Choose one of the two.",
            )
        elif _against(one, other) and _together(one, other):
            said = Bilingual(
                "Hier krijgt dezelfde groep meer én minder kans op een woning in dezelfde jaren. Kies één van de twee.",
                "Here the same group gets both more and less chance of a home in the same years. "
                "Choose one of the two.",
            )
        else:
            continue
        keys = (one.item.key, other.item.key)
        yield Concern(kind=Kind.CONTRADICTION, severity=Severity.CAUTION, area=one.area, items=keys, said=said)


def _sold_and_built(seller: Placed, builder: Placed) -> str:
    segment = _SOLD.get(seller.lever) if seller.lever else None
    return segment if segment and builder.item.built.get(segment) else ""


def _together(one: Placed, other: Placed) -> bool:
    return one.item.first <= other.item.last and other.item.first <= one.item.last


def _against(one: Placed, other: Placed) -> bool:
    mine, theirs = one.item.weights, other.item.weights
    return any(mine[name] * theirs[name] < 0 for name in mine.keys() & theirs.keys())
