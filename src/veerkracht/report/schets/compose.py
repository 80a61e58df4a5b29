"""A wijkschets as a document tree: for the accessible A4, the Word file and the web page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.report.blocks import (
    Bullets,
    Callout,
    CalloutKind,
    Column,
    Figure,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Section,
    Table,
    bullets,
    lead,
    paragraph,
)
from veerkracht.report.document import Document
from veerkracht.report.runs import Emphasis, Link, Missing, Number, Strong
from veerkracht.report.schets.poster import Line, Poster, key_line, poster
from veerkracht.report.schets.references import references
from veerkracht.report.schets.wording import TITLES
from veerkracht.wijkschets.grounds import FigureGround

if TYPE_CHECKING:
    from veerkracht.report.blocks import Block
    from veerkracht.report.runs import Cell, Run
    from veerkracht.report.schets.references import Reference
    from veerkracht.report.schets.sheet import Sheet

SOURCES = "waarop-elke-zin-steunt"
"""Anchor of the list of sources."""


def compose_schets(sheet: Sheet) -> Document:
    """Return a wijkschets as a document tree, in the order in which the sheet is read."""
    made = poster(sheet)
    return Document(
        title=f"Wijkschets {made.title}",
        subtitle=made.under,
        language=sheet.taal,
        date=sheet.schets.on,
        summary=tuple(_summary(sheet, made)),
        sections=tuple(_sections(sheet, made)),
        sources=tuple(dict.fromkeys(sheet.kaart.sources)),
        keywords=("wijkschets", made.title),
        fictitious=sheet.fictitious,
        place=made.title,
    )


def _summary(sheet: Sheet, made: Poster) -> list[Block]:
    found: list[Block] = []
    if not sheet.is_published:
        text = sheet.say(
            "Dit is een concept. Er kan nog van alles veranderen.", "This is a draft. Everything may still change."
        )
        title = sheet.say("Concept", "Draft")
        found.append(Callout(kind=CalloutKind.UNCERTAIN, title=title, blocks=(paragraph(text),)))
    found.append(lead(*_problem_words(made)))
    found += _key_figures(sheet)
    found.append(_paragraph_of(made.taken_part_title, made.taken_part))
    found.append(paragraph(sheet.say(_READ_NL, _READ_EN)))
    return found


_READ_NL = (
    "Achter elke zin staat waar hij vandaan komt (cijfer, bewoner of professional), op hoeveel bronnen hij steunt en "
    "welke dat zijn. De nummers staan in de lijst achterin."
)
_READ_EN = (
    "Behind each sentence stands where it comes from (figure, resident or professional), on how many sources it rests "
    "and which these are. The numbers stand in the list at the end."
)


def _problem_words(made: Poster) -> tuple[Run, ...]:
    panel = made.panels["problem"]
    return (" ".join(line.text for line in panel.lines) or panel.empty,)


def _paragraph_of(title: str, text: str) -> Paragraph:
    return paragraph(Strong(f"{title}. "), text)


def _key_figures(sheet: Sheet) -> list[Block]:
    """Return the figures at the top in rows of at most four, and those that are missing with the reason."""
    grounds, items, missing = sheet.grounds.by_cite(), [], []
    for cite in sheet.schets.key_figures:
        found, line = grounds.get(cite), key_line(sheet, cite)
        if isinstance(found, FigureGround) and found.value is not None:
            number = Number(
                text=line.value,
                value=found.value,
                source=found.source,
                year=str(found.year),
                level=found.level,
                area=found.area,
                indicator=found.code,
                unit=found.unit.say(sheet.taal),
            )
            items.append(KeyFigure(number=number, label=line.label, detail=line.detail))
        else:
            missing.append(f"{line.label}: {line.missing}" + (f" ({line.detail})" if line.detail else ""))
    rows: list[Block] = [
        KeyFigures(part) if len(part) > 1 else bullets((f"{part[0].label}: ", part[0].number))
        for part in _rows_of(items)
    ]
    if missing:
        rows.append(Callout(kind=CalloutKind.MISSING, blocks=(bullets(*missing),)))
    return rows


def _rows_of(items: list[KeyFigure]) -> list[tuple[KeyFigure, ...]]:
    """Return rows of two to four; seven are four and three."""
    rows = -(-len(items) // 4)
    size = -(-len(items) // rows) if rows else 1
    return [tuple(items[at : at + size]) for at in range(0, len(items), size)]


def _sections(sheet: Sheet, made: Poster) -> list[Section]:
    taal = sheet.taal
    say = sheet.say
    sections = [
        _map_section(sheet),
        Section(
            heading=say("Cijfers en verhalen", "Figures and stories"),
            blocks=tuple(_part(made, name) for name in ("stands_out", "heard")),
        ),
        Section(
            heading=say("Oorzaak, probleem, gevolg", "Cause, problem, consequence"),
            blocks=tuple(_part(made, name) for name in ("causes", "problem", "consequences")),
        ),
        Section(
            heading=say("Samenredzaamheid", "Samenredzaamheid"),
            blocks=tuple(_part(made, name) for name in ("residents", "institutions", "carriers", "askers")),
        ),
        Section(heading=made.goals_title, blocks=(_goals(sheet, made),)),
        Section(heading=made.mix_title, blocks=_mix(made)),
        _part(made, "dissent"),
        _part(made, "questions"),
        _part(made, "city"),
        Section(heading=made.signed_title, blocks=(_signed(sheet, made),)),
        Section(
            heading=TITLES["sources"].say(taal),
            blocks=(_sources(sheet, tuple(references(sheet).values())),) if made.sources else (),
        ),
    ]
    return [one for one in sections if one.blocks]


def _map_section(sheet: Sheet) -> Section:
    kaart = sheet.kaart
    title = kaart.title or "Signaleringskaart"
    if kaart.spec is None or kaart.table is None:
        why = paragraph(kaart.reason or sheet.say("Er is geen kaart.", "There is no map."))
        return Section(heading=title, blocks=(Callout(kind=CalloutKind.MISSING, blocks=(why,)),))
    figure = Figure(
        question=kaart.question,
        answer=kaart.sentence,
        alt=kaart.alt,
        picture=kaart.spec,
        table=kaart.table,
        source=f"{kaart.source}; {kaart.period}",
        note=kaart.names,
    )
    return Section(heading=title, blocks=(figure,))


def _part(made: Poster, name: str) -> Section:
    panel = made.panels[name]
    return Section(heading=panel.title, blocks=(_lines(panel.lines, empty=panel.empty),))


def _lines(lines: tuple[Line, ...], *, empty: str) -> Block:
    return Bullets(tuple(_runs(line) for line in lines)) if lines else paragraph(Emphasis(empty))


def _runs(line: Line) -> tuple[Run, ...]:
    """Return a sentence with its origin, how many sources it has, and which."""
    before: tuple[Run, ...] = (Strong(f"{line.before}. "),) if line.before else ()
    refs: tuple[Run, ...] = (": ", Link(line.refs, f"#{SOURCES}")) if line.refs else ()
    return (*before, line.text, " (", Emphasis(line.said), *refs, ")")


def _goals(sheet: Sheet, made: Poster) -> Block:
    if not made.goals:
        return paragraph(Emphasis(made.goals_empty))
    return Table(
        caption=made.goals_title,
        columns=(*(Column(heading=head) for head in made.goal_heads), Column(heading=sheet.say("Bron", "Source"))),
        rows=tuple((one.words, one.measure, one.now, one.target, one.by, one.refs or "–") for one in made.goals),
        source=sheet.say(
            "gebiedsatelier; de cijfers van nu staan in de lijst achterin", "gebiedsatelier; see the list"
        ),
    )


def _mix(made: Poster) -> tuple[Section, ...]:
    placed = [
        Section(heading=f"{one.title} ({one.row}, {one.column})", blocks=(_lines(one.lines, empty=one.empty),))
        for one in made.quadrants
    ]
    rest = [Section(heading=made.unplaced_title, blocks=(_lines(made.unplaced, empty=""),))] if made.unplaced else []
    return (*placed, *rest)


def _signed(sheet: Sheet, made: Poster) -> Block:
    if not made.signed:
        return paragraph(Emphasis(made.signed_empty))
    return Table(
        caption=made.signed_title,
        columns=tuple(
            Column(heading=one)
            for one in (
                sheet.say("Partij", "Party"),
                sheet.say("Oordeel", "Verdict"),
                sheet.say("Waarom", "Why"),
                sheet.say("Wie zei het, en wanneer", "Who said so, and when"),
            )
        ),
        rows=tuple(
            (one.party, one.verdict, one.reason or "–", "; ".join(part for part in (one.by, one.on, one.noted) if part))
            for one in made.signed
        ),
        source=sheet.say(
            "de partijen, zelf of genoteerd door de begeleider", "the parties, themselves or noted by who led"
        ),
    )


def _sources(sheet: Sheet, found: tuple[Reference, ...]) -> Table:
    def row(one: Reference) -> tuple[Cell, ...]:
        text = f"“{one.text}”" if one.is_quoted else one.text
        return (str(one.number), one.kind, text, one.detail or Missing(sheet.say("niet bekend", "not known")))

    return Table(
        caption=sheet.say("Cijfers, kaartjes en gedeelde teksten", "Figures, cards and shared texts"),
        columns=(
            Column(heading=sheet.say("Nr", "No")),
            Column(heading=sheet.say("Soort", "Kind")),
            Column(heading=sheet.say("Wat er staat", "What it says"), share=3.0),
            Column(heading=sheet.say("Van wie, waarover", "Whose, about what"), share=2.0),
        ),
        rows=tuple(row(one) for one in found),
        source=sheet.say("gebiedsatelier en de genoemde bronnen", "gebiedsatelier and the sources named"),
        anchor=SOURCES,
    )
