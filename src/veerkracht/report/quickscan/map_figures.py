"""The maps as figures: picture, words for who cannot see it, and the table that holds its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.report.document import Column, Figure, Table, figures_column
from veerkracht.report.figures import MapSpec
from veerkracht.report.quickscan.cells import kaart_cell
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.quickscan.legends import (
    certainty,
    class_positions,
    grid,
    legend_sentence,
    map_classes,
)
from veerkracht.report.wording import level_word, listing, sentence
from veerkracht.signalering.kaart import Kaart, KaartKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veerkracht.facts.areas import Areas
    from veerkracht.facts.boundaries import Boundaries
    from veerkracht.report.document import Cell
    from veerkracht.report.quickscan.inputs import Subject

SHORT_TITLES = {
    1: ("Minder zelfredzaam", "Low self-reliance"),
    2: ("Verandering", "Change"),
    3: ("Overlast en onveiligheid", "Nuisance and insecurity"),
    4: ("Verandering", "Change"),
    5: ("Corporatiewoningen", "Corporation dwellings"),
    6: ("Focus", "Focus"),
    7: ("Veerkracht", "Resilience"),
    8: ("Vergeleken met de gemeente", "Compared with the municipality"),
}


def map_figure(
    subject: Subject, kaart: Kaart, *, boundaries: Boundaries, table: Table, markers: Mapping[str, str] | None = None
) -> Figure:
    """Return one map with its question, answer, alternative text, table and source."""
    return Figure(
        question=kaart.question.say(subject.taal),
        answer=legend_sentence(kaart, taal=subject.taal),
        alt=_alternative(subject, kaart),
        picture=map_spec(subject, kaart, boundaries=boundaries, markers=markers),
        table=table,
        source=f"{short_source(kaart.provenance)}; {kaart.period}",
        note=" ".join(note.say(subject.taal) for note in kaart.notes),
        anchor=f"kaart-{kaart.number}-{kaart.level.value}",
    )


def map_spec(
    subject: Subject, kaart: Kaart, *, boundaries: Boundaries, markers: Mapping[str, str] | None = None
) -> MapSpec:
    """Return the picture of a map; faded areas are those whose class is less likely than the threshold."""
    sure = certainty(kaart)
    return MapSpec(
        boundaries=boundaries,
        classes=map_classes(kaart, taal=subject.taal),
        class_of=class_positions(kaart),
        legend=legend_sentence(kaart, taal=subject.taal),
        missing_label=subject.say("geen cijfer", "no figure"),
        certainty=sure,
        sure_from=subject.choices.least_probability,
        uncertain_label="" if sure is None else subject.say("kleur is niet zeker", "colour is not sure"),
        district_names=_short_names(subject.wijk_names),
        markers=markers or {},
        grid=grid(kaart, taal=subject.taal),
    )


def area_table(subject: Subject, areas: Areas, *, kaarten: Sequence[Kaart], caption: str, anchor: str = "") -> Table:
    """Return one row for each area with what every map of its level shows.

    The maps of a level share this table, so that print shows it once.
    """
    shown = [kaart for kaart in kaarten if kaart.areas.codes == areas.codes]
    names = _names_within(subject, areas)
    rows = []
    for row in sorted(range(len(areas)), key=lambda at: names[at]):
        cells: list[Cell] = [names[row]]
        cells += [kaart_cell(kaart, row, subject=subject) for kaart in shown]
        rows.append(tuple(cells))
    source = "; ".join(dict.fromkeys(short_source(kaart.provenance) for kaart in shown)) or "-"
    return Table(
        caption=caption,
        columns=(
            Column(heading=level_word(areas.level, taal=subject.taal, count=1).capitalize()),
            *(_column(subject, k) for k in shown),
        ),
        rows=tuple(rows),
        source=source,
        note=subject.say(
            "Een verandering is het verschil zonder toeval. Tussen haakjes staat de kans op de klasse. "
            "Focus: eerst de overlast en onveiligheid, dan het aandeel bewoners die minder zelfredzaam zijn.",
            "A change is the difference without chance. The chance of the class stands in brackets. "
            "Focus: first nuisance and insecurity, then the share of residents with low self-reliance.",
        ),
        anchor=anchor,
    )


def _column(subject: Subject, kaart: Kaart) -> Column:
    short = subject.say(*SHORT_TITLES[kaart.number])
    if kaart.kind in {KaartKind.FOCUS, KaartKind.VEERKRACHT}:
        return Column(heading=short, unit=kaart.period)
    return figures_column(short, unit=f"{kaart.unit.say(subject.taal)}, {kaart.period}")


def _names_within(subject: Subject, areas: Areas) -> list[str]:
    """Return the names of the areas; two of the same name are told apart by their code."""
    double = {name for name in areas.names if areas.names.count(name) > 1}
    return [f"{n} ({c})" if n in double else n for n, c in zip(areas.names, areas.codes, strict=True)]


def _short_names(names: Mapping[str, str]) -> dict[str, str]:
    """Return the names of wijken without the "Wijk 01" that CBS puts before many of them."""
    found = {}
    for code, name in names.items():
        words = name.split()
        is_numbered = (
            len(words) > 2 and words[0].lower() == "wijk" and words[1].isalnum() and any(c.isdigit() for c in words[1])
        )
        found[code] = " ".join(words[2:]) if is_numbered else name
    return found


def _alternative(subject: Subject, kaart: Kaart) -> str:
    """Return what the map shows in words: how many areas each class has, and the names in the strongest classes."""
    positions = class_positions(kaart)
    areas = level_word(kaart.level, taal=subject.taal)
    parts = []
    for place, one in enumerate(map_classes(kaart, taal=subject.taal)):
        members = [kaart.areas.names[at] for at in (positions == place).nonzero()[0]]
        if not members:
            continue
        named = f" ({listing(members, taal=subject.taal, most=5)})" if len(members) <= 12 else ""
        parts.append(f"{one.label}: {len(members)}{named}")
    missing = int((positions < 0).sum())
    if missing:
        parts.append(f"{subject.say('geen cijfer', 'no figure')}: {missing}")
    opening = subject.say(
        f"Kaart van de {len(kaart.areas)} {areas} van {subject.name}, {kaart.title.nl.lower()}, {kaart.period}.",
        f"Map of the {len(kaart.areas)} {areas} of {subject.name}, {kaart.title.en.lower()}, {kaart.period}.",
    )
    return f"{opening} {sentence('; '.join(parts))}"
