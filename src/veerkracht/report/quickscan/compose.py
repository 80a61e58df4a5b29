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
    SideBySide,
    lead,
    paragraph,
)
from veerkracht.report.quickscan.answer import make_summary
from veerkracht.report.quickscan.inputs import LevelFindings, Subject
from veerkracht.report.quickscan.limits import method_section, missing_section
from veerkracht.report.quickscan.map_figures import area_table, map_figure
from veerkracht.report.quickscan.peers import Comparison, comparison_section, comparison_sentence
from veerkracht.report.quickscan.priority_list import priority_section, priority_sentence
from veerkracht.report.quickscan.series import series_figure
from veerkracht.report.quickscan.trends import trend_figure
from veerkracht.report.wording import level_word
from veerkracht.signalering.kaart import Kaart, Unavailable

if TYPE_CHECKING:
    from veerkracht.facts.provenance import Provenance
    from veerkracht.report.document import Table
    from veerkracht.signalering.prioriteiten import Priorities
    from veerkracht.signalering.vergelijking import Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything that a QuickScan says, computed.

    Attributes:
        subject: the gemeente.
        levels: findings per level, the finest first.
        kaarten: maps 1 to 8 for the reader: the finest level that can carry each.
        priorities: the list; None if the data cannot carry one.
        comparison: with other gemeenten.
        spreads: differences within the gemeente, one for each figure.
        inventory: codes of the figures of which the report says whether they are there.
        stories: one section for each area that comes first.
        indices: the chapter with the scores of the shipped designs.
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
    remarks: tuple[str, ...] = ()

    def level(self, level: Level) -> LevelFindings | None:
        """Return what was found on one level."""
        return next((one for one in self.levels if one.level is level), None)

    def maps(self) -> tuple[Kaart, ...]:
        """Return the maps that the data can carry."""
        return tuple(kaart for kaart in self.kaarten if isinstance(kaart, Kaart))


def compose(found: Findings) -> Document:
    """Return the QuickScan as a document tree, in the language of the subject."""
    subject = found.subject
    film, photo = found.kaarten[6], found.kaarten[5]
    tables = _tables(found)
    sections = [
        _maps_section(found, tables=tables),
        *_time_section(found),
        *_priorities(found),
        *_stories(found),
        comparison_section(subject, found.comparison, spreads=found.spreads, levels=found.levels),
        *([found.indices] if found.indices is not None else []),
        *_coarser_section(found, tables=tables),
        _tables_section(found, tables=tables),
        missing_section(subject, found.levels[0], kaarten=found.kaarten, codes=found.inventory, remarks=found.remarks),
        method_section(subject, kaarten=found.kaarten),
    ]
    return Document(
        title=f"QuickScan Veerkracht {subject.name}",
        subtitle=subject.say(
            "Waar staat de veerkracht van buurten onder druk, waar is ze sterk, en hoe zeker weten we dat?",
            "Where is the resilience of neighbourhoods under pressure, where is it strong, and how sure are we?",
        ),
        language=subject.taal,
        date=subject.day,
        summary=make_summary(
            subject,
            film=film,
            photo=photo,
            pressure=film if isinstance(film, Kaart) else None,
            relative=found.kaarten[7] if isinstance(found.kaarten[7], Kaart) else None,
            comparison=comparison_sentence(subject, found.comparison),
            priorities=priority_sentence(subject, found.priorities),
        ),
        sections=tuple(sections),
        sources=_sources(found),
        keywords=("veerkracht", "QuickScan", subject.name, subject.code),
        fictitious=subject.fictitious,
        data_version=subject.data_version,
        place=subject.name,
    )


def _tables(found: Findings) -> dict[Level, Table]:
    """Return the table of all areas per level; the maps of that level share it."""
    tables = {}
    for one in found.levels:
        shown = [k for k in (*found.maps(), *(m for m in one.kaarten if isinstance(m, Kaart))) if k.level is one.level]
        unique = list({kaart.number: kaart for kaart in shown}.values())
        if not unique:
            continue
        words = level_word(one.level, taal=found.subject.taal)
        caption = found.subject.say(f"Alle {words} van {found.subject.name}", f"All {words} of {found.subject.name}")
        unique.sort(key=lambda kaart: kaart.number)
        tables[one.level] = area_table(
            found.subject, one.areas, kaarten=unique, caption=caption, anchor=f"tabel-{one.level.value}"
        )
    return tables


def _maps_section(found: Findings, *, tables: dict[Level, Table]) -> Section:
    subject = found.subject
    blocks: list[Block | Section] = [
        lead(
            subject.say(
                "Acht kaarten, van wat er nu is naar wat er veranderde. De laatste twee leggen beide naast "
                "elkaar: groeit de "
                "druk, en vangt de buurt het op?",
                "Eight maps, from what is there now to what changed. The last two lay both side by side: does "
                "pressure grow, "
                "and does the neighbourhood absorb it?",
            )
        )
    ]
    # The film and the photo first: they are the answer; the parts of which they are made follow, two by two.
    shown = {n: _shown(found, found.kaarten[n - 1], tables=tables) for n in range(1, 9)}
    blocks += [shown[7], shown[8], shown[6], shown[5]]
    blocks += [SideBySide(left=(shown[n],), right=(shown[n + 1],)) for n in (1, 3)]
    heading = subject.say("Veerkracht in beeld: de kaarten", "Resilience in view: the maps")
    return Section(heading=heading, blocks=tuple(blocks), anchor="kaarten", new_page=True)


def _shown(found: Findings, kaart: Kaart | Unavailable, *, tables: dict[Level, Table]) -> Figure | Callout:
    return _figure(found, kaart, tables=tables) if isinstance(kaart, Kaart) else _absent(found.subject, kaart)


def _figure(found: Findings, kaart: Kaart, *, tables: dict[Level, Table]) -> Figure | Callout:
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
    return map_figure(found.subject, kaart, boundaries=level.boundaries, table=tables[kaart.level], markers=markers)


def _absent(subject: Subject, kaart: Unavailable) -> Callout:
    return Callout(
        kind=CalloutKind.MISSING,
        title=f"{subject.say('Kaart', 'Map')} {kaart.number}: {kaart.title.say(subject.taal)}",
        blocks=(paragraph(kaart.reason.say(subject.taal)),),
    )


def _coarser_section(found: Findings, *, tables: dict[Level, Table]) -> list[Section]:
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
            f"In {words} is minder geheim en is het toeval kleiner, maar verschillen binnen een wijk zijn niet te "
            "zien.",
            f"For {words} less is withheld and chance is smaller, but differences within a district are hidden.",
        )
        figures = _in_pairs([_figure(found, kaart, tables=tables) for kaart in shown])
        sections.append(Section(heading=heading, blocks=(lead(text), *figures), new_page=True))
    return sections


def _in_pairs(blocks: Sequence[Figure | Callout]) -> list[Block]:
    """Return blocks two by two; an odd one stands alone."""
    pairs: list[Block] = [
        SideBySide(left=(left,), right=(right,)) for left, right in zip(blocks[::2], blocks[1::2], strict=False)
    ]
    return [*pairs, blocks[-1]] if len(blocks) % 2 else pairs


def _is_shown(found: Findings, kaart: Kaart) -> bool:
    return any(one.number == kaart.number and one.level is kaart.level for one in found.maps())


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
    return [Section(heading=heading, blocks=(lead(text), *figures[:4], *series), anchor="verloop", new_page=True)]


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
    level = found.level(found.priorities.areas.level)
    kaarten = [k for k in (level.kaart(n) for n in (1, 2, 3, 4)) if k is not None] if level else []
    return [priority_section(found.subject, found.priorities, kaarten=kaarten)]


def _stories(found: Findings) -> list[Section]:
    if not found.stories:
        return []
    subject = found.subject
    text = subject.say(
        "Een kort verhaal per gebied, gemaakt uit de cijfers. Wat bewoners en professionals weten staat er nog "
        "niet in.",
        "A short story for each area, made from the figures. What residents and professionals know is not in it yet.",
    )
    heading = subject.say("Het verhaal per gebied", "The story of each area")
    return [Section(heading=heading, blocks=(lead(text), *found.stories), anchor="verhalen", new_page=True)]


def _tables_section(found: Findings, *, tables: dict[Level, Table]) -> Section:
    heading = found.subject.say("Alle gebieden in een tabel", "All areas in a table")
    return Section(heading=heading, blocks=tuple(tables.values()), anchor="tabel", new_page=True)


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
