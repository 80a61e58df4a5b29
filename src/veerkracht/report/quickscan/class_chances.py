"""How likely every class of the veerkrachtkaart is in each area, not only the class that the map shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.report.document import Cell, Column, Number, Table, figures_column
from veerkracht.report.quickscan.cells import WHY_MISSING, missing_cell
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.wording import level_word, short_chance
from veerkracht.signalering.kaart import Kaart, KaartKind

if TYPE_CHECKING:
    from veerkracht.report.quickscan.inputs import Subject


def chances_table(subject: Subject, kaart: Kaart) -> Table | None:
    """Return one row for each area with the chance of every class of map 7 or 8; None for another map."""
    if kaart.kind is not KaartKind.VEERKRACHT or not np.isfinite(kaart.probabilities).any():
        return None
    areas, title = kaart.areas, kaart.title.say(subject.taal)
    order = sorted(range(len(areas)), key=lambda at: areas.names[at])
    return Table(
        caption=subject.say(f"{title}: de kans op elke klasse", f"{title}: the chance of each class"),
        columns=(
            Column(heading=level_word(areas.level, taal=subject.taal, count=1).capitalize()),
            *(figures_column(one.name.say(subject.taal).capitalize()) for one in kaart.class_names),
        ),
        rows=tuple((areas.names[row], *_chances(subject, kaart, row)) for row in order),
        source=short_source(kaart.provenance),
        note=subject.say(f"Per gebied samen 100%. {WHY_MISSING.nl}", f"Together 100% for each area. {WHY_MISSING.en}"),
        anchor=f"tabel-kansen-{kaart.number}-{kaart.level.value}",
    )


def _chances(subject: Subject, kaart: Kaart, row: int) -> tuple[Cell, ...]:
    """Return the chance of each class of one area, or why there is none."""
    if not np.isfinite(kaart.probabilities[row]).all():
        return (missing_cell(kaart, row, taal=subject.taal),) * len(kaart.class_names)
    return tuple(
        Number(
            text=short_chance(float(chance)),
            value=float(chance),
            source=short_source(kaart.provenance),
            year=kaart.period,
            level=kaart.level.value,
            area=kaart.areas.codes[row],
            indicator=kaart.code,
            unit=named.name.say(subject.taal),
        )
        for chance, named in zip(kaart.probabilities[row], kaart.class_names, strict=True)
    )
