"""Map 9 as a figure with its table: the chance of each class and the expected level with its band."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.indicators import Kind
from veerkracht.facts.language import Bilingual
from veerkracht.report.document import Cell, Column, Figure, Number, Table, figures_column
from veerkracht.report.figures import MapSpec
from veerkracht.report.quickscan.cells import WHY_MISSING, class_cell, missing_cell
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.wording import decimals_for, figure, level_word, plain_text, short_chance

if TYPE_CHECKING:
    from veerkracht.facts.areas import Areas
    from veerkracht.facts.provenance import Provenance
    from veerkracht.report.document import Section
    from veerkracht.report.quickscan.inputs import Subject
    from veerkracht.signalering.kaart import Kaart
    from veerkracht.signalering.verwachting.per_area import AreaForecasts

USUAL = 0.1
"""The chance to be among the worst tenth, of an area of which nothing is known."""

_CHANCE = Bilingual("kans", "chance")


RESILIENT_MARK = ""
"""A small open circle stands on map 9 where a buurt withstands its load: many may, and the classes must stay seen."""


def resilient(chapter: Section | None, areas: Areas) -> tuple[str, ...]:
    """Return the codes of the areas that the chapter on withstanding the load calls veerkrachtig; empty without one.

    Args:
        chapter: with its map.
        areas: of map 9; a map of another level says nothing of them.
    """
    for one in chapter.blocks if chapter is not None else ():
        if not isinstance(one, Figure) or not isinstance(one.picture, MapSpec):
            continue
        spec = one.picture
        place = next((at for at, named in enumerate(spec.classes) if named.code == "veerkrachtig"), None)
        if place is not None and spec.boundaries.areas.codes == areas.codes:
            return tuple(areas.codes[row] for row in np.flatnonzero(spec.class_of == place))
    return ()


def forecast_source(subject: Subject, sources: tuple[Provenance, ...]) -> str:
    """Return the source line of what is expected: our own forecast, and what it was made from."""
    return subject.say(f"eigen voorspelling uit {short_source(sources)}", f"own forecast from {short_source(sources)}")


def forecast_decimals(found: AreaForecasts) -> int:
    """Return how many decimals the figures of a forecast deserve: those of the spread between areas."""
    known = found.last[np.isfinite(found.last)]
    return decimals_for(float(np.std(known))) if known.size > 1 else 2


def outlook_table(subject: Subject, kaart: Kaart, *, found: AreaForecasts) -> Table:
    """Return one row for each area: class, chances, the figure now and the one expected with its 80% interval."""
    areas = kaart.areas
    decimals = forecast_decimals(found)
    order = sorted(range(len(areas)), key=lambda at: areas.names[at])
    rows = [_row(subject, kaart, row, found=found, decimals=decimals) for row in order]
    unit = plain_text(kaart.unit.say(subject.taal), taal=subject.taal)
    words = level_word(areas.level, taal=subject.taal)
    return Table(
        caption=subject.say(
            f"Wat we verwachten in de {words} van {subject.here}, {found.target}",
            f"What we expect in the {words} of {subject.here}, {found.target}",
        ),
        columns=(
            Column(heading=level_word(areas.level, taal=subject.taal, count=1).capitalize()),
            Column(heading=subject.say("Vooruitblik", "Outlook")),
            figures_column(subject.say("Kans op groei", "Chance of growth")),
            figures_column(subject.say("Kans op sterke groei", "Chance of strong growth")),
            figures_column(subject.say("Nu", "Now"), unit=str(found.waves[-1])),
            figures_column(subject.say("Verwacht", "Expected"), unit=str(found.target)),
            figures_column(subject.say("80% kans tussen", "80% chance between")),
        ),
        rows=tuple(rows),
        source=forecast_source(subject, kaart.provenance),
        note=_table_note(subject, unit=unit),
        anchor=f"tabel-vooruitblik-{kaart.level.value}",
    )


def _table_note(subject: Subject, *, unit: str) -> str:
    return subject.say(
        f"Cijfers: {unit}. Sterke groei: bij de tien procent gebieden {subject.country} waar de problemen het meest "
        f"groeien; zonder verdere kennis is die kans 10%. {WHY_MISSING.nl}",
        f"Figures: {unit}. Strong growth: among the tenth of the areas {subject.country} where problems grow most; "
        f"without further knowledge that chance is 10%. {WHY_MISSING.en}",
    )


def _row(subject: Subject, kaart: Kaart, row: int, *, found: AreaForecasts, decimals: int) -> tuple[Cell, ...]:
    name = kaart.areas.names[row]
    if not np.isfinite(found.expected[row]):
        missing = missing_cell(kaart, row, taal=subject.taal)
        return (name, missing, missing, missing, _level(subject, kaart, row, found, decimals), missing, missing)
    own = class_cell(kaart, row, taal=subject.taal)
    low, high = (figure(float(v[row]), decimals=decimals, taal=subject.taal) for v in (found.low80, found.high80))
    expected = expected_number(subject, found, row, sources=kaart.provenance, decimals=decimals)
    strong = chance_number(
        subject,
        found,
        row,
        found.p_worst10,
        sources=kaart.provenance,
        ends=(float(found.p_worst10_low[row]), float(found.p_worst10_high[row])),
    )
    return (
        name,
        own,
        chance_number(subject, found, row, found.p_worse, sources=kaart.provenance),
        strong,
        _level(subject, kaart, row, found, decimals),
        expected,
        f"{low} – {high}",
    )


def _level(subject: Subject, kaart: Kaart, row: int, found: AreaForecasts, decimals: int) -> Cell:
    value = float(found.last[row])
    if not np.isfinite(value):
        return missing_cell(kaart, row, taal=subject.taal)
    return last_number(subject, found, row, sources=kaart.provenance, decimals=decimals)


def last_number(
    subject: Subject, found: AreaForecasts, row: int, *, sources: tuple[Provenance, ...], decimals: int
) -> Number:
    """Return the last published figure of an area."""
    seen = [p for p, value in zip(found.waves, found.seen[row], strict=True) if np.isfinite(value)]
    return Number(
        text=figure(float(found.last[row]), decimals=decimals, taal=subject.taal),
        value=float(found.last[row]),
        source=short_source(sources),
        year=str(seen[-1] if seen else found.waves[-1]),
        level=found.level.value,
        area=found.codes[row],
        indicator=found.indicator,
        unit=_unit(subject, found),
    )


def expected_number(
    subject: Subject,
    found: AreaForecasts,
    row: int,
    *,
    sources: tuple[Provenance, ...],
    decimals: int,
    text: str = "",
) -> Number:
    """Return what is expected of an area with its 80% interval."""
    value = float(found.expected[row])
    return Number(
        text=text or figure(value, decimals=decimals, taal=subject.taal),
        value=value,
        source=forecast_source(subject, sources),
        year=str(found.target),
        level=found.level.value,
        area=found.codes[row],
        indicator=found.indicator,
        unit=_unit(subject, found),
        low=min(value, float(found.low80[row])),
        high=max(value, float(found.high80[row])),
        coverage=0.8,
    )


def chance_number(
    subject: Subject,
    found: AreaForecasts,
    row: int,
    chances: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    *,
    sources: tuple[Provenance, ...],
    ends: tuple[float, float] | None = None,
) -> Number:
    """Return a chance as a figure; `ends` is the interval of the chance itself."""
    value = float(chances[row])
    known = ends is not None and bool(np.isfinite(ends).all())
    return Number(
        text=short_chance(value),
        value=value,
        source=forecast_source(subject, sources),
        year=f"{found.waves[-1]}-{found.target}",
        level=found.level.value,
        area=found.codes[row],
        indicator=found.indicator,
        unit=_CHANCE.say(subject.taal),
        low=min(value, ends[0]) if known and ends is not None else None,
        high=max(value, ends[1]) if known and ends is not None else None,
    )


def _unit(subject: Subject, found: AreaForecasts) -> str:
    return plain_text(subject.catalogue[found.indicator].unit.say(subject.taal), taal=subject.taal)


def behind_value(subject: Subject, code: str) -> str:
    """Return what stands behind a value in a sentence: `%`, or nothing where the sentence names the figure."""
    return "%" if subject.catalogue[code].kind is Kind.PERCENTAGE else ""
