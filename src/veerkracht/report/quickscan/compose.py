"""The whole QuickScan: from findings to one document tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from veerkracht.facts.areas import Level
from veerkracht.report.document import (
    Block,
    Callout,
    CalloutKind,
    Document,
    Figure,
    Section,
    in_pairs,
    lead,
    paragraph,
)
from veerkracht.report.quickscan.answer import make_summary
from veerkracht.report.quickscan.class_chances import chances_table
from veerkracht.report.quickscan.guide import guide_section
from veerkracht.report.quickscan.inputs import LevelFindings, Subject
from veerkracht.report.quickscan.limits import method_section, missing_section
from veerkracht.report.quickscan.map_figures import area_table, map_figure
from veerkracht.report.quickscan.naming import named, named_kaart, named_level
from veerkracht.report.quickscan.notes import absent_reason
from veerkracht.report.quickscan.outlook import RESILIENT_MARK, outlook_table, resilient
from veerkracht.report.quickscan.outlook_quality import quality_section
from veerkracht.report.quickscan.peers import Comparison, comparison_section, comparison_sentence
from veerkracht.report.quickscan.priority_list import priority_section, priority_sentence
from veerkracht.report.quickscan.series import series_figure
from veerkracht.report.quickscan.trends import trend_figure
from veerkracht.report.wording import in_sentence, level_word
from veerkracht.signalering.kaart import Kaart, KaartKind, Unavailable

if TYPE_CHECKING:
    from veerkracht.facts.provenance import Provenance
    from veerkracht.report.document import Table
    from veerkracht.signalering.budget import BudgetCurve
    from veerkracht.signalering.prioriteiten import Priorities
    from veerkracht.signalering.spread import Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything that a QuickScan says, computed.

    Attributes:
        subject: the gemeente.
        levels: findings per level, the finest first.
        kaarten: maps 1 to 9 for the reader: the finest level that can carry each.
        priorities: the list; None if the data cannot carry one.
        comparison: with other gemeenten.
        spreads: differences within the gemeente, one for each figure.
        inventory: codes of the figures of which the report says whether they are there.
        stories: one section for each area that comes first.
        indices: the chapter with the scores of the shipped designs.
        together: the page on what lies together.
        withstanding: the chapter on areas that do better than expected.
        beside: funnels, and areas beside those like them elsewhere.
        curve: what the first areas of the list reach.
        remarks: what else a reader must know about the data.
    """

    subject: Subject
    levels: tuple[LevelFindings, ...]
    kaarten: tuple[Kaart | Unavailable, ...]
    priorities: Priorities | None
    comparison: Comparison
    spreads: tuple[tuple[Level, Spread], ...]
    inventory: tuple[str, ...]
    stories: tuple[Section, ...] = ()
    indices: Section | None = None
    together: Section | None = None
    withstanding: Section | None = None
    beside: tuple[Block, ...] = ()
    curve: BudgetCurve | None = None
    remarks: tuple[str, ...] = ()

    def level(self, level: Level) -> LevelFindings | None:
        """Return what was found on one level."""
        return next((one for one in self.levels if one.level is level), None)

    def maps(self) -> tuple[Kaart, ...]:
        """Return the maps that the data can carry."""
        return tuple(kaart for kaart in self.kaarten if isinstance(kaart, Kaart))


def compose(found: Findings) -> Document:
    """Return the QuickScan as a document tree, in the language of the subject."""
    found = _named(found)
    subject = found.subject
    film, photo = found.kaarten[6], found.kaarten[5]
    tables = _tables(found)
    sections = [
        guide_section(subject),
        _maps_section(found, tables=tables),
        *_quality_section(found),
        *(one for one in (found.withstanding, found.together) if one is not None),
        *_time_section(found),
        *_priorities(found),
        *_stories(found),
        comparison_section(subject, found.comparison, spreads=found.spreads, levels=found.levels, inside=found.beside),
        *([found.indices] if found.indices is not None else []),
        *_coarser_section(found, tables=tables),
        _tables_section(found, tables=tables),
        missing_section(subject, found.levels[0], kaarten=found.kaarten, codes=found.inventory, remarks=found.remarks),
        method_section(subject, kaarten=found.kaarten),
    ]
    return Document(
        title=f"QuickScan Veerkracht {subject.name}",
        subtitle=subject.say(
            "Waar staat de veerkracht onder druk, waar is ze sterk, en hoe zeker weten we dat?",
            "Where is resilience under pressure, where is it strong, and how sure are we?",
        ),
        language=subject.taal,
        date=subject.day,
        summary=make_summary(
            subject,
            film=film,
            photo=photo,
            pressure=film if isinstance(film, Kaart) else None,
            relative=found.kaarten[7] if isinstance(found.kaarten[7], Kaart) else None,
            outlook=next((k for k in found.kaarten[8:]), None),
            comparison=comparison_sentence(subject, found.comparison),
            priorities=priority_sentence(subject, found.priorities, kaarten=_of_priorities(found)),
            finest=found.levels[0].level,
        ),
        sections=tuple(sections),
        sources=_sources(found),
        keywords=("veerkracht", "QuickScan", subject.name, subject.code),
        fictitious=subject.fictitious,
        data_version=subject.data_version,
        place=subject.name,
    )


def _named(found: Findings) -> Findings:
    """Return the findings with the areas under the names by which people know them."""
    priorities = found.priorities
    return replace(
        found,
        levels=tuple(named_level(one) for one in found.levels),
        kaarten=tuple(named_kaart(one) for one in found.kaarten),
        priorities=replace(priorities, areas=named(priorities.areas)) if priorities is not None else None,
    )


Tables = dict[tuple[Level, bool], "Table"]
"""The table of all areas behind a map, by level and whether the map shows classes of two figures."""

_BROAD = 5
"""With more maps than this on a level, figures and classes get a table each: more columns do not fit a page."""


def _shows_classes(kaart: Kaart) -> bool:
    return kaart.kind in {KaartKind.FOCUS, KaartKind.VEERKRACHT, KaartKind.SIGNALERING}


def _tables(found: Findings) -> Tables:
    """Return the table of all areas for each level; the maps of that level share it."""
    tables: Tables = {}
    for one in found.levels:
        shown = [k for k in (*found.maps(), *(m for m in one.kaarten if isinstance(m, Kaart))) if k.level is one.level]
        unique = list({kaart.number: kaart for kaart in shown}.values())
        if not unique:
            continue
        unique.sort(key=lambda kaart: kaart.number)
        parts = [unique]
        if len(unique) > _BROAD:
            parts = [[k for k in unique if not _shows_classes(k)], [k for k in unique if _shows_classes(k)]]
        for part in parts:
            table = _table(found.subject, one, kaarten=part, is_whole=len(parts) == 1)
            tables |= {(one.level, _shows_classes(kaart)): table for kaart in part}
    return tables


def _table(subject: Subject, level: LevelFindings, *, kaarten: Sequence[Kaart], is_whole: bool) -> Table:
    """Return the table of all areas of a level, or the half of it with these maps."""
    words = level_word(level.level, taal=subject.taal)
    caption = subject.say(f"Alle {words} van {subject.here}", f"All {words} of {subject.here}")
    anchor = f"tabel-{level.level.value}"
    if not is_whole and _shows_classes(kaarten[0]):
        caption += subject.say(": de klassen", ": the classes")
        anchor += "-klassen"
    elif not is_whole:
        caption += subject.say(": de cijfers", ": the figures")
    return area_table(subject, level.areas, kaarten=kaarten, caption=caption, anchor=anchor)


def _maps_section(found: Findings, *, tables: Tables) -> Section:
    subject = found.subject
    blocks: list[Block | Section] = [
        lead(
            subject.say(
                "Eerst de film en de foto: die geven samen het antwoord. Dan de vooruitblik, en daarna de kaarten "
                "waaruit film en foto zijn gemaakt.",
                "First the film and the photo: together they give the answer. Then the outlook, and after that the "
                "maps of which film and photo are made.",
            )
        )
    ]
    shown = {kaart.number: _shown(found, kaart, tables=tables) for kaart in found.kaarten}
    blocks += [
        shown[7],
        shown[6],
        *(shown[n] for n in shown if n == 9),
        *in_pairs([shown[n] for n in (8, 5, 1, 2, 3, 4)]),
    ]
    heading = subject.say("Veerkracht in beeld: de kaarten", "Resilience in view: the maps")
    return Section(heading=heading, blocks=tuple(blocks), anchor="kaarten", new_page=True)


def _shown(found: Findings, kaart: Kaart | Unavailable, *, tables: Tables) -> Figure | Callout:
    return _figure(found, kaart, tables=tables) if isinstance(kaart, Kaart) else _absent(found.subject, kaart)


def _figure(found: Findings, kaart: Kaart, *, tables: Tables) -> Figure | Callout:
    level = found.level(kaart.level)
    if level is None or level.boundaries is None:
        return Callout(
            kind=CalloutKind.MISSING,
            title=kaart.title.say(found.subject.taal),
            blocks=(
                paragraph(
                    found.subject.say(
                        "Er zijn geen grenzen ingelezen voor dit niveau, dus geen kaart. De cijfers staan in de tabel.",
                        "No boundaries are loaded for this level, so no map. The figures stand in the table.",
                    )
                ),
            ),
        )
    markers = {}
    if found.priorities is not None and found.priorities.areas.level is kaart.level and kaart.number in {6, 7}:
        markers = {code: str(place) for place, code in enumerate(found.priorities.first(), start=1)}
    if kaart.number == 9:
        markers = dict.fromkeys(resilient(found.withstanding, kaart.areas), RESILIENT_MARK)
    film = found.kaarten[6]
    table = tables[kaart.level, _shows_classes(kaart)]
    if kaart.number == 9 and level.problems is not None:
        table = outlook_table(found.subject, kaart, found=level.problems.found)
    return map_figure(
        found.subject,
        kaart,
        boundaries=level.boundaries,
        table=table,
        markers=markers,
        like=film if kaart.number == 8 and isinstance(film, Kaart) else None,
    )


def _absent(subject: Subject, kaart: Unavailable) -> Callout:
    return Callout(
        kind=CalloutKind.MISSING,
        title=subject.say("Geen kaart: ", "No map: ") + in_sentence(kaart.title.say(subject.taal)),
        blocks=(paragraph(absent_reason(subject, kaart)),),
    )


def _coarser_section(found: Findings, *, tables: Tables) -> list[Section]:
    """Return the same maps per wijk, where the first chapter shows buurten."""
    sections = []
    for one in found.levels[1:]:
        shown = [k for k in one.kaarten if isinstance(k, Kaart) and not _is_shown(found, k)]
        if not shown or one.boundaries is None:
            continue
        words = level_word(one.level, taal=found.subject.taal)
        heading = found.subject.say(
            f"De kaarten per {level_word(one.level, taal='nl', count=1)}",
            f"The maps by {level_word(one.level, taal='en', count=1)}",
        )
        text = found.subject.say(
            f"Over {words} zijn meer cijfers bekend en is het toeval kleiner. Verschillen binnen een wijk zijn niet te "
            "zien.",
            f"For {words} less is withheld and chance is smaller, but differences within each are hidden.",
        )
        figures = in_pairs([_figure(found, kaart, tables=tables) for kaart in shown])
        sections.append(Section(heading=heading, blocks=(lead(text), *figures)))
    return sections


def _of_priorities(found: Findings) -> tuple[Kaart, ...]:
    """Return maps 1 to 4 of the level of the list, as far as they are there."""
    level = found.level(found.priorities.areas.level) if found.priorities is not None else None
    return tuple(k for k in (level.kaart(n) for n in (1, 2, 3, 4)) if k is not None) if level is not None else ()


def _is_shown(found: Findings, kaart: Kaart) -> bool:
    return any(one.number == kaart.number and one.level is kaart.level for one in found.maps())


def _quality_section(found: Findings) -> list[Section]:
    """Return the page on how good the forecast behind map 9 is, of the level that the map shows."""
    ninth = next((k for k in found.maps() if k.number == 9), None)
    level = found.level(ninth.level) if ninth is not None else None
    if level is None or level.problems is None:
        return []
    return [quality_section(found.subject, level.problems, share=level.share)]


def _time_section(found: Findings) -> list[Section]:
    """Return small multiples of the figures behind the maps for the areas that come first."""
    subject = found.subject
    figures: list[Figure] = []
    for level in found.levels:
        first = _first_areas(found, level)
        used = dict.fromkeys(k.indicators[0] for k in (level.kaart(n) for n in (1, 2, 3, 4)) if k is not None)
        drawn = (trend_figure(subject, level, code, areas=first) for code in used)
        figures += [figure for figure in drawn if figure is not None]
    series = [one for one in (series_figure(subject, found.levels, n) for n in (1, 3)) if one is not None]
    if not figures and not series:
        return []
    text = subject.say(
        "Hoe ging het verder in de gebieden die voorop staan? De band laat zien wat toeval kan zijn.",
        "What became of the areas that come first? The band shows what chance can be.",
    )
    heading = subject.say("Door de tijd", "Over time")
    return [Section(heading=heading, blocks=(lead(text), *figures[:4], *series), anchor="verloop")]


def _first_areas(found: Findings, level: LevelFindings) -> Sequence[str]:
    """Return the areas that come first on a level: the priority list, or the wijken that hold its buurten."""
    if found.priorities is None:
        return level.areas.codes[:9]
    first = found.priorities.first()
    if found.priorities.areas.level is level.level:
        return first
    parents = found.priorities.areas.take(found.priorities.areas.rows(first)).parents(level.level)
    return list(dict.fromkeys(code for code in parents if code is not None and code in level.areas))


def _priorities(found: Findings) -> list[Section]:
    if found.priorities is None or not len(found.priorities.order):
        return []
    kaarten = _of_priorities(found)
    return [priority_section(found.subject, found.priorities, kaarten=kaarten, curve=found.curve)]


def _stories(found: Findings) -> list[Section]:
    if not found.stories:
        return []
    subject = found.subject
    text = subject.say(
        "Korte verhalen, gemaakt uit de cijfers. Wat bewoners en professionals weten staat er nog niet in. En of het "
        "een door het ander komt, weten we niet.",
        "Short stories, made from the figures. What residents and professionals know is not in them yet. And whether "
        "one thing causes the other, we do not know.",
    )
    heading = subject.say("Het verhaal per gebied", "The story of each area")
    return [Section(heading=heading, blocks=(lead(text), *found.stories), anchor="verhalen")]


def _tables_section(found: Findings, *, tables: Tables) -> Section:
    heading = found.subject.say("Alle gebieden in een tabel", "All areas in a table")
    chances = [one for k in found.maps() if (one := chances_table(found.subject, k)) is not None]
    return Section(
        heading=heading,
        blocks=(*{table.anchor: table for table in tables.values()}.values(), *chances),
        anchor="tabel",
        new_page=True,
    )


def _sources(found: Findings) -> tuple[Provenance, ...]:
    """Return the sources of all figures that the report uses, each table once."""
    used: dict[tuple[str, str], Provenance] = {}
    for kaart in (*found.maps(), *(k for one in found.levels for k in one.kaarten if isinstance(k, Kaart))):
        for source in kaart.provenance:
            used.setdefault((source.publisher, source.table), source)
    for level in found.levels:
        if level.boundaries is not None and level.boundaries.provenance is not None:
            source = level.boundaries.provenance
            used.setdefault((source.publisher, source.table), replace(source, column=""))
    if found.comparison.table is not None:
        for one in found.comparison.positions:
            for source in found.comparison.table.column(one.indicator, one.period).provenance:
                used.setdefault((source.publisher, source.table), source)
    return tuple(used[key] for key in sorted(used))
