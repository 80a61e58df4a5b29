"""The maps as figures: picture, words for who cannot see it, and the table that holds its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.report.document import Column, Figure, Table, figures_column
from veerkracht.report.quickscan.cells import WHY_MISSING, kaart_cell
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.quickscan.legends import legend_sentence
from veerkracht.report.quickscan.notes import reading_note
from veerkracht.report.quickscan.picture import in_words, kaart_picture
from veerkracht.report.wording import level_word, plain_text
from veerkracht.signalering.kaart import Kaart, KaartKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veerkracht.facts.areas import Areas
    from veerkracht.facts.boundaries import Boundaries
    from veerkracht.report.document import Cell
    from veerkracht.report.figures import MapSpec
    from veerkracht.report.quickscan.inputs import Subject

SHORT_TITLES = {
    1: ("Minder zelfredzaam", "Low self-reliance"),
    2: ("Verandering", "Change"),
    3: ("Overlast, onveiligheid", "Nuisance, insecurity"),
    4: ("Verandering", "Change"),
    5: ("Corporatiewoningen", "Corporation dwellings"),
    6: ("Focus", "Focus"),
    7: ("Veerkracht", "Resilience"),
    8: ("Naast de gemeente", "Beside the municipality"),
    9: ("Vooruitblik", "Outlook"),
}


def map_figure(
    subject: Subject,
    kaart: Kaart,
    *,
    boundaries: Boundaries,
    table: Table,
    markers: Mapping[str, str] | None = None,
    like: Kaart | None = None,
) -> Figure:
    """Return one map with its question, answer, alternative text, table and source.

    Args:
        subject: the gemeente.
        kaart: the map.
        boundaries: polygons of its areas.
        table: with its figures.
        markers: short texts in a circle, by area code.
        like: a map shown before with the same figures; its notes are not said again.
    """
    return Figure(
        question=kaart.question.say(subject.taal),
        answer=legend_sentence(kaart, taal=subject.taal),
        alt=in_words(kaart, taal=subject.taal, place=subject.here),
        picture=map_spec(subject, kaart, boundaries=boundaries, markers=markers),
        table=table,
        source=f"{short_source(kaart.provenance)}; {kaart.period}",
        note=_note(subject, kaart, markers=markers, like=like),
        anchor=f"kaart-{kaart.number}-{kaart.level.value}",
    )


def map_spec(
    subject: Subject, kaart: Kaart, *, boundaries: Boundaries, markers: Mapping[str, str] | None = None
) -> MapSpec:
    """Return the picture of a map; faded areas are those whose class is less likely than the threshold."""
    return kaart_picture(
        kaart,
        boundaries=boundaries,
        taal=subject.taal,
        sure_from=subject.choices.least_probability,
        # The legend in words is the answer above the map; twice would be once too often.
        legend="",
        wijk_names=subject.wijk_names,
        markers=markers,
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
    source = short_source(tuple(one for kaart in shown for one in kaart.provenance))
    return Table(
        caption=caption,
        columns=(
            Column(heading=level_word(areas.level, taal=subject.taal, count=1).capitalize()),
            *(_column(subject, k) for k in shown),
        ),
        rows=tuple(rows),
        source=source,
        note=_table_note(subject, shown),
        anchor=anchor,
    )


def _table_note(subject: Subject, kaarten: Sequence[Kaart]) -> str:
    """Return how the columns of the table of all areas are read; only what stands in it."""
    parts = [
        subject.say("Een verandering is het verschil zonder toeval.", "A change is the difference without chance.")
    ]
    if any(kaart.kind is KaartKind.FOCUS for kaart in kaarten):
        parts.append(
            subject.say(
                "Focus: eerst overlast en onveiligheid, dan het aandeel bewoners die minder zelfredzaam zijn.",
                "Focus: first nuisance and insecurity, then the share of residents with low self-reliance.",
            )
        )
    if any(kaart.kind in {KaartKind.VEERKRACHT, KaartKind.SIGNALERING} for kaart in kaarten):
        parts.append(
            subject.say("Tussen haakjes staat de kans op de klasse.", "The chance of the class stands in brackets.")
        )
    if any(kaart.number == 3 for kaart in kaarten):
        parts.append(score_words(subject))
    parts.append(WHY_MISSING.say(subject.taal))
    return " ".join(parts)


def score_words(subject: Subject) -> str:
    """Return what a score of the Leefbaarometer means."""
    return subject.say(
        "Score van de Leefbaarometer: 0 is het gemiddelde van Nederland, lager is meer overlast.",
        "Score of the Leefbaarometer: 0 is the average of the Netherlands, lower is more nuisance.",
    )


def _column(subject: Subject, kaart: Kaart) -> Column:
    short = subject.say(*SHORT_TITLES[kaart.number])
    if kaart.kind in {KaartKind.FOCUS, KaartKind.VEERKRACHT, KaartKind.SIGNALERING}:
        return Column(heading=short, unit=kaart.period)
    unit = plain_text(kaart.unit.say(subject.taal), taal=subject.taal)
    return figures_column(short, unit=f"{unit}, {kaart.period}")


def _names_within(subject: Subject, areas: Areas) -> list[str]:
    """Return the names of the areas; two of the same name are told apart by their code."""
    double = {name for name in areas.names if areas.names.count(name) > 1}
    return [f"{n} ({c})" if n in double else n for n, c in zip(areas.names, areas.codes, strict=True)]


def _note(subject: Subject, kaart: Kaart, *, markers: Mapping[str, str] | None, like: Kaart | None) -> str:
    numbers = (
        subject.say(
            "Een open rondje: dit gebied is veerkrachtig, het doet het al jaren beter dan verwacht met deze bewoners.",
            "An open circle: this area is resilient, for years it has done better than expected with its residents.",
        )
        if markers and kaart.kind is KaartKind.SIGNALERING
        else subject.say(
            "De nummers zijn die van de lijst van gebieden om als eerste te bekijken.",
            "The numbers are those of the list of areas to look at first.",
        )
        if markers
        else ""
    )
    return " ".join(part for part in (numbers, reading_note(subject, kaart, like=like), _past(subject, kaart)) if part)


def _past(subject: Subject, kaart: Kaart) -> str:
    """Return that what is forecast has been by now, where the data end long before the day of the report."""
    target = kaart.periods[-1]
    if kaart.kind is not KaartKind.SIGNALERING or target.year >= subject.day.year:
        return ""
    return subject.say(
        f"{target} is al voorbij: lees nieuwere cijfers in als die er zijn.",
        f"{target} is over by now: load newer figures if there are any.",
    )
