"""Areas of the gemeente beside the areas of the Netherlands that are most like them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.indicators import Better
from veerkracht.report.document import Cell, Column, Number, Table, figures_column
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.wording import decimals_for, figure, in_sentence, level_word, listing, plain_text

if TYPE_CHECKING:
    from veerkracht.facts.areas import Areas, Level
    from veerkracht.facts.provenance import Provenance
    from veerkracht.report.quickscan.inputs import Subject
    from veerkracht.signalering.vergelijking import Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins:
    """Areas that come first, each among the areas elsewhere that are most like it.

    Attributes:
        level: of the areas.
        areas: all areas of the gemeente, for their names.
        indicator: code of the figure in which they are compared.
        positions: the place of each area, by its code.
        alike_on: codes of the figures on which they are alike.
        provenance: the sources.
    """

    level: Level
    areas: Areas
    indicator: str
    positions: dict[str, Position]
    alike_on: tuple[str, ...]
    provenance: tuple[Provenance, ...]


def twins_table(subject: Subject, found: Twins) -> Table:
    """Return the place of each area among those most like it, with its interval; place 1 is best for residents."""
    words = level_word(found.level, taal=subject.taal)
    indicator = subject.catalogue[found.indicator]
    source = short_source(found.provenance)
    decimals = decimals_for(float(np.nanstd([one.value for one in found.positions.values()])))
    rows = tuple(_row(subject, found, code, decimals=decimals, source=source) for code in found.positions)
    on = listing([in_sentence(subject.called(c)) for c in found.alike_on], taal=subject.taal)
    unit = plain_text(indicator.unit.say(subject.taal), taal=subject.taal)
    name = subject.called(found.indicator)
    return Table(
        caption=subject.say(
            f"De {words} van de lijst naast {words} elders die erop lijken: {in_sentence(name)}",
            f"The {words} of the list beside {words} elsewhere that are like them: {in_sentence(name)}",
        ),
        columns=(
            Column(heading=level_word(found.level, taal=subject.taal, count=1).capitalize()),
            figures_column(subject.say("Hier", "Here"), unit=unit),
            figures_column(subject.say("Midden elders", "Middle elsewhere")),
            figures_column(subject.say("Plaats", "Place"), unit=subject.say("1 is het gunstigst", "1 is the best")),
        ),
        rows=rows,
        source=source,
        note=subject.say(
            f"Gekozen op {on}, niet op de uitkomst. Tussen haakjes: 90% zeker daartussen.",
            f"Chosen on {on}, not on the outcome. In brackets: 90% sure between.",
        ),
        anchor="tabel-lijkt-op",
    )


def _row(subject: Subject, found: Twins, code: str, *, decimals: int, source: str) -> tuple[Cell, ...]:
    """Return the figure of an area, that in the middle of its peers, and its place among them."""
    one, indicator = found.positions[code], subject.catalogue[found.indicator]
    rank, low, high = _turned(one, is_low_best=indicator.better is Better.LOW)
    text = str(rank) if low == high else f"{rank}\u00a0({low}–{high})"
    place = Number(
        text=subject.say(f"{text} van {one.of}", f"{text} of {one.of}"),
        value=rank,
        source=source,
        year=str(one.period),
        level=found.level.value,
        area=code,
        indicator=found.indicator,
        unit=subject.say("plaats", "place"),
        low=low,
        high=high,
        coverage=0.9,
    )
    own, middle = (
        Number(
            text=figure(value, decimals=decimals, taal=subject.taal),
            value=value,
            source=source,
            year=str(one.period),
            level=found.level.value,
            area=code,
            indicator=found.indicator,
            unit=plain_text(indicator.unit.say(subject.taal), taal=subject.taal),
        )
        for value in (one.value, one.median)
    )
    return found.areas.name(code), own, middle, place


def _turned(one: Position, *, is_low_best: bool) -> tuple[int, int, int]:
    """Return the rank with its interval, 1 being the best for residents where there is a best."""
    if is_low_best:
        return one.of + 1 - one.rank, one.of + 1 - one.rank_high, one.of + 1 - one.rank_low
    return one.rank, one.rank_low, one.rank_high
