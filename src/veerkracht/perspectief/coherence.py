"""Does a mix hang together? What may not, cannot or was never tested, each in a sentence of both languages."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from veerkracht.facts.language import Bilingual
from veerkracht.facts.quadrants import QUADRANT_NAMES
from veerkracht.perspectief.coherence_homes import contradictions, turnover
from veerkracht.perspectief.concerns import Concern, Kind, Severity
from veerkracht.perspectief.evidence import Verdict
from veerkracht.perspectief.interventions import ACTORS, EFFORTS, LEGAL, UNITS, Actor, Legal, Unit
from veerkracht.perspectief.money import money_of, totals
from veerkracht.perspectief.telling import amount

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from veerkracht.perspectief.mix import Placed, Plan

_ROUNDING: Final = 1e-9
_ORDER: Final = (Severity.STOP, Severity.CAUTION, Severity.NOTE)


def concerns(
    items: Sequence[Placed], plan: Plan, *, figures: Mapping[str, Mapping[str, float | None]] | None = None
) -> tuple[Concern, ...]:
    """Return everything to know about the mixes of a plan, the most serious first.

    Args:
        items: of the plan, as `mix.placed` gives them.
        plan: gives decisions, capacities, what falls vacant and the price level.
        figures: indicators by area and code; absent or None where missing.
    """
    found = [*_legal(items, plan), *_capacity(items, plan), *turnover(items, plan.vacated_by_area())]
    found += [
        *contradictions(items),
        *_doses(items),
        *_durations(items),
        *_none_shown(items),
        *_applies(items, figures or {}),
    ]
    found += [*_one_perspective(items), *_money(items, plan)]
    return tuple(sorted(found, key=lambda one: _ORDER.index(one.severity)))


def _legal(items: Sequence[Placed], plan: Plan) -> Iterator[Concern]:
    for one in items:
        for flag in one.decisions:
            if flag in (*plan.decisions, *one.item.decisions) or not _is_asked(one, flag):
                continue
            name, what = one.intervention.name, LEGAL[flag]
            is_statute = flag is Legal.STATUTE
            yield Concern(
                kind=Kind.STATUTE if is_statute else Kind.LEGAL,
                severity=Severity.STOP,
                area=one.area,
                items=(one.item.key,),
                said=Bilingual(
                    f"{name.nl} kan niet zonder {what.nl}. Leg dat besluit vast, of haal dit uit de mix.",
                    f"{name.en} cannot be done without {what.en}. Record that decision, or take this out of the mix.",
                ),
            )


def _is_asked(one: Placed, flag: Legal) -> bool:
    """A sociaal statuut is asked for only where homes are demolished, the by-law on nuisance only of a gemeente."""
    if flag is Legal.NUISANCE_ACT:
        return one.item.actor is Actor.GEMEENTE
    return flag is not Legal.STATUTE or not one.item.built or any(one.item.demolished.values())


def _capacity(items: Sequence[Placed], plan: Plan) -> Iterator[Concern]:
    """Yield the first year in which an actor is asked more than it can do, by unit."""
    for capacity in plan.capacities:
        asked: defaultdict[int, float] = defaultdict(float)
        for year, number in _asked(items, plan, actor=capacity.actor, unit=capacity.unit):
            asked[year] += number
        over = [year for year in sorted(asked) if asked[year] > capacity.yearly * (1.0 + _ROUNDING)]
        if not over:
            continue
        year, unit, actor = over[0], UNITS[capacity.unit], ACTORS[capacity.actor]
        nl, en = (
            [amount(round(value, 2), taal=taal) for value in (asked[year], capacity.yearly)] for taal in ("nl", "en")
        )
        yield Concern(
            kind=Kind.CAPACITY,
            severity=Severity.CAUTION,
            area="",
            items=tuple(one.item.key for one in items if one.item.actor is capacity.actor and year in one.item.span),
            said=Bilingual(
                f"In {year} vraagt de mix {nl[0]} {unit.nl} van {actor.nl}; er is {nl[1]}. "
                "Doe minder, spreid het, of vraag een ander.",
                f"In {year} the mix asks {en[0]} {unit.en} of {actor.en}; there is {en[1]}. "
                "Do less, spread it, or ask another.",
            ),
        )


def _asked(items: Sequence[Placed], plan: Plan, *, actor: Actor, unit: Unit) -> Iterator[tuple[int, float]]:
    mine = [one for one in items if one.item.actor is actor]
    if unit is Unit.EURO:
        spent = totals(line for one in mine for line in money_of(one, plan))
        yield from spent.per_year.items()
        return
    for one in mine:
        if one.item.unit is unit:
            share = 1.0 / one.item.years if one.item.built or one.item.demolished else 1.0
            yield from ((year, one.item.dose * share) for year in one.item.span)


def _doses(items: Sequence[Placed]) -> Iterator[Concern]:
    for one in items:
        tested = one.intervention.tested
        if tested is None or tested.unit is not one.item.unit or one.item.dose >= tested.amount:
            continue
        name, unit = one.intervention.name, UNITS[tested.unit]
        nl, en = ([amount(value, taal=taal) for value in (one.item.dose, tested.amount)] for taal in ("nl", "en"))
        yield Concern(
            kind=Kind.DOSE,
            severity=Severity.CAUTION,
            area=one.area,
            items=(one.item.key,),
            said=Bilingual(
                f"{name.nl}: {nl[0]} {unit.nl} is minder dan het kleinste dat is onderzocht ({nl[1]}). "
                f"{tested.words.nl}",
                f"{name.en}: {en[0]} {unit.en} is less than the smallest that was studied ({en[1]}). {tested.words.en}",
            ),
        )


def _durations(items: Sequence[Placed]) -> Iterator[Concern]:
    """Yield effort that stops before anything of it can be noticed; homes stay, so for them it does not matter."""
    for one in items:
        delay = one.intervention.delay
        if delay is None or one.lever not in (None, *EFFORTS) or one.item.years >= delay.low:
            continue
        name, years = one.intervention.name, one.item.years
        nl, en = (amount(delay.low, taal=taal) for taal in ("nl", "en"))
        whose = (
            Bilingual("eigen inschatting", "our own estimate") if delay.source is None else Bilingual("bron", "source")
        )
        yield Concern(
            kind=Kind.DURATION,
            severity=Severity.CAUTION,
            area=one.area,
            items=(one.item.key,),
            said=Bilingual(
                f"{name.nl} duurt hier {years} jaar. Er is pas na ongeveer {nl} jaar iets van te merken ({whose.nl}).",
                f"{name.en} lasts {years} years here. Only after about {en} years can it be noticed ({whose.en}).",
            ),
        )


def _none_shown(items: Sequence[Placed]) -> Iterator[Concern]:
    for one in items:
        if one.intervention.verdict is Verdict.NONE_SHOWN:
            name, note = one.intervention.name, one.item.note
            yield Concern(
                kind=Kind.NONE_SHOWN,
                severity=Severity.NOTE,
                area=one.area,
                items=(one.item.key,),
                said=Bilingual(
                    f"{name.nl}: er is geen werkzaamheid aangetoond. "
                    + (f"Uw reden: {note}" if note else "Is er een andere goede reden? Schrijf die erbij."),
                    f"{name.en}: no effect was shown. "
                    + (f"Your reason: {note}" if note else "Is there another good reason? Write it down."),
                ),
            )


def _applies(items: Sequence[Placed], figures: Mapping[str, Mapping[str, float | None]]) -> Iterator[Concern]:
    for one in items:
        rule = one.intervention.applies
        does = None if rule is None else rule.applies(figures.get(one.area, {}))
        if rule is None or does:
            continue
        name = one.intervention.name
        heads = (
            (
                f"Of ‘{name.nl}’ hier past, is niet te zeggen: een cijfer ontbreekt.",
                f"Whether ‘{name.en}’ fits here cannot be told: a figure is missing.",
            )
            if does is None
            else (f"{name.nl} is bedoeld voor andere buurten.", f"{name.en} is meant for other areas.")
        )
        yield Concern(
            kind=Kind.APPLIES,
            severity=Severity.NOTE if does is None else Severity.CAUTION,
            area=one.area,
            items=(one.item.key,),
            said=Bilingual(f"{heads[0]} {rule.words.nl}", f"{heads[1]} {rule.words.en}"),
        )


def _one_perspective(items: Sequence[Placed]) -> Iterator[Concern]:
    areas: dict[str, list[Placed]] = {}
    for one in items:
        areas.setdefault(one.area, []).append(one)
    for area, group in areas.items():
        quadrants = {one.intervention.quadrant for one in group}
        if len(quadrants) == 1:
            name = QUADRANT_NAMES[quadrants.pop()]
            yield Concern(
                kind=Kind.ONE_PERSPECTIVE,
                severity=Severity.NOTE,
                area=area,
                items=tuple(one.item.key for one in group),
                said=Bilingual(
                    f"Deze mix gebruikt maar één handelingsperspectief: {name.nl.lower()}. Dat mag.",
                    f"This mix uses only one perspective: {name.en.lower()}. That is allowed.",
                ),
            )


def _money(items: Sequence[Placed], plan: Plan) -> Iterator[Concern]:
    for one in items:
        for line in money_of(one, plan):
            if line.why is not None and line.each is None:
                name = one.intervention.name
                yield Concern(
                    kind=Kind.MONEY,
                    severity=Severity.NOTE,
                    area=one.area,
                    items=(one.item.key,),
                    said=Bilingual(
                        f"{name.nl}: de kosten zijn onbekend; {line.why.nl}.",
                        f"{name.en}: the costs are unknown; {line.why.en}.",
                    ),
                )
