"""What withstands its load, what stands out and what a list reaches: from stored figures to chapters of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.signalering import NoPeersError
from veerkracht.facts.indicators import Kind
from veerkracht.report.quickscan.funnels import AreaFunnel, funnel_figure
from veerkracht.report.quickscan.naming import named
from veerkracht.report.quickscan.twins import Twins, twins_table
from veerkracht.report.quickscan.veerkrachtig import veerkrachtig_section
from veerkracht.signalering.budget import BudgetCurve, budget_curve
from veerkracht.signalering.carrying import Veerkrachtig, carriers, make_veerkrachtig
from veerkracht.signalering.carrying_words import Refusal
from veerkracht.signalering.funnel import Counting, make_funnel
from veerkracht.signalering.measure import nearest
from veerkracht.signalering.spans import held_periods
from veerkracht.signalering.vergelijking import Position, alike, position
from veerkracht.workflows.indexing import load_design

if TYPE_CHECKING:
    from veerkracht.report.document import Block, Section
    from veerkracht.report.quickscan.inputs import LevelFindings, Subject
    from veerkracht.signalering.prioriteiten import Priorities
    from veerkracht.workflows.quickscan_country import Country, Stored

_SHARE = 1
_CARRYING = "samenredzaamheid"
_TWINS = 20


def withstanding_section(
    subject: Subject,
    stored: Sequence[Stored],
    *,
    levels: Sequence[LevelFindings],
    country: Country,
    rng: np.random.Generator,
) -> Section:
    """Return the chapter on withstanding the load, of the finest level that can carry it; else why none can."""
    readings: list[tuple[Veerkrachtig | Refusal, int]] = []
    for number, one in enumerate(stored):
        known = country.standards(one)
        found = make_veerkrachtig(
            one.inside,
            catalogue=country.catalogue,
            rng=rng,
            choices=country.choices,
            reference=one.country,
            fitted=one.fitted,
            standards=known,
        )
        readings.append((found, number))
        if isinstance(found, Veerkrachtig):
            break
    found, number = readings[-1] if isinstance(readings[-1][0], Veerkrachtig) else readings[0]
    parts: dict[str, Veerkrachtig | Refusal] = {}
    if isinstance(found, Veerkrachtig):
        one = stored[number]
        parts = carriers(
            one.inside,
            carrying_codes(),
            catalogue=country.catalogue,
            rng=rng,
            choices=country.choices,
            reference=one.country,
        )
        found = replace(found, areas=named(found.areas))
    return veerkrachtig_section(subject, found, carriers=parts, level=levels[number])


def carrying_codes() -> dict[str, tuple[str, ...]]:
    """Return the codes of what residents and what institutions carry, by the shipped design of samenredzaamheid."""
    found: dict[str, list[str]] = {}
    for one in load_design(_CARRYING).indicators:
        found.setdefault(one.parent, []).append(one.code)
    return {part: tuple(codes) for part, codes in found.items()}


def beside_blocks(
    subject: Subject,
    stored: Sequence[Stored],
    *,
    priorities: Priorities | None,
    country: Country,
) -> tuple[Block, ...]:
    """Return the funnel of the finest level that has one, and the first areas beside areas like them elsewhere."""
    blocks: list[Block] = []
    for one in stored:
        found = _funnel(subject, one)
        if found is not None:
            blocks.append(funnel_figure(subject, found))
            break
    twins = None if priorities is None else _twins(subject, stored, priorities=priorities)
    if twins is not None:
        blocks.append(twins_table(subject, twins))
    return tuple(blocks)


def curve_of(
    subject: Subject,
    levels: Sequence[LevelFindings],
    *,
    priorities: Priorities | None,
    rng: np.random.Generator,
) -> BudgetCurve | None:
    """Return what the first areas of the list reach, or None where shares or residents are not known."""
    if priorities is None:
        return None
    own = next((one for one in levels if one.level is priorities.areas.level), None)
    share = own.kaart(_SHARE) if own is not None else None
    if own is None or share is None or subject.catalogue[share.indicators[0]].kind is not Kind.PERCENTAGE:
        return None
    residents = nearest(own.table, (subject.choices.residents,), periods=share.periods)[:, 0]
    return budget_curve(priorities, residents=residents, share=share.values, errors=share.errors, rng=rng)


def _funnel(subject: Subject, stored: Stored) -> AreaFunnel | None:
    """Return the funnel of the first rate among the figures on problems; None without a rate that is counted.

    Shares of residents have none: buurten differ in them by far more than chance, which a funnel would only repeat.
    """
    table, choices = stored.inside, subject.choices
    for code in choices.problems:
        indicator = subject.catalogue.indicators.get(code)
        if indicator is None or indicator.kind is not Kind.RATE or indicator.derivation is None:
            continue
        held = [p for p in held_periods(table, code, share=choices.least_share) if p.months == 12]
        if not held:
            continue
        column, per = table.column(code, held[-1]), indicator.derivation.per
        size = nearest(table, indicator.derivation.wholes, periods=(held[-1],))[:, 0]
        size = np.where(size >= choices.least_residents, size, np.nan)
        funnel = make_funnel(column.values * size / per, size=size, counting=Counting.RATE, per=per)
        if funnel is not None:
            return AreaFunnel(
                indicator=code,
                areas=named(table.areas),
                period=held[-1],
                funnel=funnel,
                provenance=column.provenance,
            )
    return None


def _twins(subject: Subject, stored: Sequence[Stored], *, priorities: Priorities) -> Twins | None:
    """Return the first areas of the list, each among the areas of the country that are most like it."""
    one = next((s for s in stored if s.level is priorities.areas.level), None)
    if one is None or len(one.country.areas) < 10 * _TWINS:
        return None
    for code in subject.choices.problems:
        held = [p for p in held_periods(one.country, code, share=subject.choices.least_share) if p.months == 12]
        if not held or code not in subject.catalogue:
            continue
        places: dict[str, Position] = {}
        used: tuple[str, ...] = ()
        for area in priorities.first():
            try:
                among = alike(one.country, area, k=_TWINS)
            except NoPeersError:
                continue
            rows = one.country.areas.rows((area, *among.peers))
            # The interval of a place needs draws of its own per area, so that one more area changes no other.
            found = position(
                one.country.take(rows),
                code,
                among=among,
                period=held[-1],
                catalogue=subject.catalogue,
                rng=np.random.default_rng([len(places), 7]),
                choices=subject.choices,
            )
            if np.isfinite(found.value) and found.values:
                places[area], used = found, among.alike_on
        if places:
            return Twins(
                level=one.level,
                areas=named(one.inside.areas),
                indicator=code,
                positions=places,
                alike_on=used,
                provenance=one.inside.column(code, held[-1]).provenance if code in one.inside else (),
            )
    return None
