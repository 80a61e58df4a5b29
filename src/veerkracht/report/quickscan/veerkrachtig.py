"""The chapter on withstanding the load: which areas steadily do better than their residents lead one to expect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.periods import label
from veerkracht.facts.tables import Reason
from veerkracht.report import palette
from veerkracht.report.document import (
    Block,
    Callout,
    CalloutKind,
    Cell,
    Column,
    Figure,
    Number,
    Section,
    Table,
    bullets,
    figures_column,
    lead,
    paragraph,
)
from veerkracht.report.figures import MapClass, MapSpec
from veerkracht.report.palette import Pattern
from veerkracht.report.quickscan.cells import COVERAGE, reason_cell
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.wording import (
    decimals_for,
    figure,
    in_sentence,
    level_word,
    listing,
    sentence,
    short_chance,
    short_names,
)
from veerkracht.signalering.carrying import Veerkrachtig
from veerkracht.signalering.veerkrachtig import VEERKRACHTIG_CLASSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.facts.boundaries import Boundaries
    from veerkracht.report.quickscan.inputs import LevelFindings, Subject
    from veerkracht.signalering.carrying_words import Refusal

# The colours of the film for the same words; what is as expected is quiet, what is uncertain nearly paper with a hatch.
_FILLS = {
    "veerkrachtig": (palette.VEERKRACHTIG, Pattern.NONE),
    "zoals_verwacht": (palette.GEEN_DUIDELIJKE_ONTWIKKELING, Pattern.NONE),
    "onder_druk": (palette.ONDER_DRUK, Pattern.HATCH),
    "onzeker": (palette.PAPER, Pattern.BACK_HATCH),
}
_PARTS = {"bewoners": ("Bewoners", "Residents"), "instellingen": ("Instellingen", "Institutions")}


def veerkrachtig_section(
    subject: Subject,
    found: Veerkrachtig | Refusal,
    *,
    carriers: Mapping[str, Veerkrachtig | Refusal],
    level: LevelFindings,
) -> Section:
    """Return the chapter with map, sentence and table, or why the reading cannot be made.

    Args:
        subject: the gemeente.
        found: the reading of its areas.
        carriers: the same for what residents and what institutions carry.
        level: the level of the areas.
    """
    heading = subject.say("Wie houdt het vol? Beter dan verwacht", "Who holds out? Better than expected")
    if not isinstance(found, Veerkrachtig):
        why = paragraph(found.reason.say(subject.taal))
        missing = Callout(kind=CalloutKind.MISSING, blocks=(why,))
        return Section(heading=heading, blocks=(missing,), anchor="veerkrachtig")
    blocks: list[Block | Section] = [lead(veerkrachtig_sentence(subject, found)), paragraph(_how(subject, found))]
    table = _table(subject, found)
    blocks.append(table if level.boundaries is None else _figure(subject, found, level.boundaries, table=table))
    blocks.append(
        Callout(
            kind=CalloutKind.UNCERTAIN,
            title=subject.say("Wat dit niet zegt", "What this does not say"),
            blocks=(bullets(*(one.say(subject.taal) for one in found.notes)),),
        )
    )
    blocks += _carriers(subject, carriers)
    return Section(heading=heading, blocks=tuple(blocks), anchor="veerkrachtig", new_page=True)


def veerkrachtig_sentence(subject: Subject, found: Veerkrachtig) -> str:
    """Return which areas with a heavy load steadily do better, and which worse."""
    names = short_names(found.areas.names)
    words = level_word(found.areas.level, taal=subject.taal)
    heavy = found.heavy
    better, worse = ([names[i] for i in np.flatnonzero(heavy & (found.reading.classes == k))] for k in (0, 2))
    total = int(heavy.sum())
    problems = in_sentence(subject.called(found.plan.problems))
    if not total:
        return subject.say(
            f"Geen van de {words} hoort bij het kwart van Nederland met de meeste bewoners die minder zelfredzaam "
            "zijn.",
            f"None of the {words} is among the quarter of the country with most residents with low self-reliance.",
        )
    good = subject.say(
        f"Van de {total} {words} met veel bewoners die minder zelfredzaam zijn, doen er {len(better)} het steeds beter "
        f"dan verwacht bij {problems}" + (f": {listing(better, taal='nl', most=6)}." if better else "."),
        f"Of the {total} {words} with many residents with low self-reliance, {len(better)} steadily do better than "
        f"expected for {problems}" + (f": {listing(better, taal='en', most=6)}." if better else "."),
    )
    bad = subject.say(
        f" Steeds slechter gaat het in {len(worse)}" + (f": {listing(worse, taal='nl', most=6)}." if worse else "."),
        f" It goes steadily worse in {len(worse)}" + (f": {listing(worse, taal='en', most=6)}." if worse else "."),
    )
    return good + bad


def _how(subject: Subject, found: Veerkrachtig) -> str:
    """Return how the reading was made, in three sentences, and how the gemeente as a whole does."""
    waves, loads = label(found.plan.periods), label(set(found.plan.load_periods))
    areas = found.standard.expectation.areas
    words = level_word(found.areas.level, taal=subject.taal)
    problems = in_sentence(subject.called(found.plan.problems))
    load = in_sentence(subject.called(found.plan.concentration))
    count = figure(areas, decimals=0, taal=subject.taal)
    return subject.say(
        f"Bij meer {load} horen meer problemen. Hoeveel meer, leerden we van {count} {words} ({loads}), waarbij ook "
        f"grootte en stedelijkheid meetellen. Daarna keken we in {len(found.plan.periods)} metingen van {problems} "
        f"({waves}) of een gebied daar steeds onder of boven zit, vergeleken met de rest van de gemeente. Eén "
        "gelukkige meting telt niet.",
        f"With more {load} come more problems. How many more we learned from {count} {words} ({loads}), allowing for "
        f"size and density. Then we looked in {len(found.plan.periods)} measurements of {problems} ({waves}) whether "
        "an area is steadily below or above that, beside the rest of the municipality. One lucky measurement does not "
        "count.",
    )


def _classes(subject: Subject) -> tuple[MapClass, ...]:
    return tuple(
        MapClass(code=one.code, label=one.name.say(subject.taal), fill=_FILLS[one.code][0], pattern=_FILLS[one.code][1])
        for one in VEERKRACHTIG_CLASSES
    )


def _figure(subject: Subject, found: Veerkrachtig, boundaries: Boundaries, *, table: Table) -> Figure:
    counts = found.counts()
    words = level_word(found.areas.level, taal=subject.taal)
    total, unsure = len(found.areas), counts["onzeker"] + counts["onbekend"]
    answer = subject.say(
        f"{counts['veerkrachtig']} van de {total} {words} doen het steeds beter dan verwacht, {counts['onder_druk']} "
        f"steeds slechter; in {unsure} kunnen we het niet zeggen.",
        f"{counts['veerkrachtig']} of the {total} {words} steadily do better than expected, {counts['onder_druk']} "
        f"steadily worse; in {unsure} we cannot tell.",
    )
    names = short_names(found.areas.names)
    parts = []
    for place, one in enumerate(VEERKRACHTIG_CLASSES):
        members = [names[i] for i in np.flatnonzero(found.reading.classes == place)]
        shown = f" ({listing(members, taal=subject.taal, most=5)})" if 0 < len(members) <= 12 else ""
        parts.append(f"{one.name.say(subject.taal)}: {len(members)}{shown}")
    source = short_source(found.provenance)
    return Figure(
        question=subject.say(
            "Welke gebieden vangen hun belasting op, en welke steeds niet?",
            "Which areas withstand their load, and which steadily do not?",
        ),
        answer=answer,
        alt=subject.say("Kaart van ", "Map of ") + f"{total} {words}. {sentence('; '.join(parts))}",
        picture=MapSpec(
            boundaries=boundaries,
            classes=_classes(subject),
            class_of=found.reading.classes.astype(np.int64),
            legend="",
            missing_label=subject.say("geen cijfer", "no figure"),
            district_names=dict(zip(subject.wijk_names, short_names(tuple(subject.wijk_names.values())), strict=True)),
        ),
        table=table,
        source=f"{source}; {label(found.plan.periods)}",
        anchor=f"kaart-veerkrachtig-{found.areas.level.value}",
    )


def _table(subject: Subject, found: Veerkrachtig) -> Table:
    """Return every area with its load, how it differs from what was expected, and its class with the chance."""
    known = found.difference[np.isfinite(found.difference)]
    decimals = decimals_for(float(np.std(known))) if known.size > 1 else 0
    classes, source = _classes(subject), short_source(found.provenance)
    unknown = np.nan_to_num(found.difference, nan=np.inf)
    rows = []
    for row in np.argsort(unknown, kind="stable"):
        at = int(row)
        place = int(found.reading.classes[at])
        cells: list[Cell] = [found.areas.names[at]]
        if place < 0:
            missing = reason_cell(Reason.NOT_MEASURED, taal=subject.taal)
            rows.append((*cells, missing, missing, missing))
            continue
        cells += [_load(subject, found, at, source=source), _number(subject, found, at, source, decimals=decimals)]
        kind = classes[place]
        if place < 3:
            chance = short_chance(float(found.reading.probabilities[at, place]))
            kind = MapClass(code=kind.code, label=f"{kind.label} ({chance})", fill=kind.fill, pattern=kind.pattern)
        rows.append((*cells, kind))
    head = level_word(found.areas.level, taal=subject.taal, count=1).capitalize()
    unit = found.unit.say(subject.taal)
    return Table(
        caption=subject.say("Beter of slechter dan verwacht, per gebied", "Better or worse than expected, by area"),
        columns=(
            Column(heading=head),
            figures_column(
                subject.say("Belasting", "Load"), unit=subject.say("0 weinig – 100 veel", "0 low – 100 high")
            ),
            figures_column(subject.say("Verschil", "Difference"), unit=unit),
            Column(heading=subject.say("Klasse", "Class"), unit=subject.say("kans", "chance")),
        ),
        rows=tuple(rows),
        source=source,
        note=subject.say(
            "Belasting: welk deel van de gebieden minder bewoners heeft die minder zelfredzaam zijn. Tussen haakjes: "
            "90% zeker daartussen.",
            "Load: the part of the areas with fewer residents with low self-reliance. In brackets: 90% sure between.",
        ),
        anchor="tabel-veerkrachtig",
    )


def _load(subject: Subject, found: Veerkrachtig, row: int, *, source: str) -> Number:
    place = 100.0 * float(found.reading.load_place[row])
    return Number(
        text=f"{place:.0f}",
        value=place,
        source=source,
        year=label(set(found.plan.load_periods)),
        level=found.areas.level.value,
        area=found.areas.codes[row],
        indicator=found.plan.concentration,
        unit=subject.say("plaats 0-100", "place 0-100"),
    )


def _number(subject: Subject, found: Veerkrachtig, row: int, source: str, *, decimals: int) -> Number:
    value, low, high = (float(one[row]) for one in (found.difference, found.low, found.high))
    texts = [_signed(one, decimals=decimals, subject=subject) for one in (value, low, high)]
    return Number(
        text=f"{texts[0]}\u00a0({texts[1]}\u00a0–\u00a0{texts[2]})",
        value=value,
        source=source,
        year=label(found.plan.periods),
        level=found.areas.level.value,
        area=found.areas.codes[row],
        indicator=found.plan.problems,
        unit=found.unit.say(subject.taal),
        low=low,
        high=high,
        coverage=COVERAGE,
    )


def _signed(value: float, *, decimals: int, subject: Subject) -> str:
    text = figure(value, decimals=decimals, taal=subject.taal)
    return f"+{text}" if value > 0 and text.strip("0,.") else text


def _carriers(subject: Subject, carriers: Mapping[str, Veerkrachtig | Refusal]) -> list[Block | Section]:
    """Return what residents and what institutions carry, or in one sentence each why that cannot be said."""
    if not carriers:
        return []
    items = []
    for part, found in carriers.items():
        name = subject.say(*_PARTS.get(part, (part, part)))
        if isinstance(found, Veerkrachtig):
            counts = found.counts()
            figure_name = in_sentence(subject.called(found.plan.problems))
            text = subject.say(
                f"bij {figure_name} doen {counts['veerkrachtig']} gebieden het steeds beter dan verwacht en "
                f"{counts['onder_druk']} steeds slechter.",
                f"for {figure_name}, {counts['veerkrachtig']} areas steadily do better than expected and "
                f"{counts['onder_druk']} steadily worse.",
            )
        else:
            text = in_sentence(found.reason.say(subject.taal))
        items.append(f"{name}: {text}")
    title = subject.say("Doen de bewoners dat, of de instellingen?", "Is it the residents, or the institutions?")
    return [Callout(kind=CalloutKind.MISSING, title=title, blocks=(bullets(*items),))]
