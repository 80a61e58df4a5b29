"""The list of areas to look at first, with how stable each place is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.report.document import (
    Block,
    Cell,
    Column,
    Missing,
    Number,
    Paragraph,
    Section,
    Strong,
    Table,
    figures_column,
    lead,
    paragraph,
)
from veerkracht.report.quickscan.budget import budget_figure
from veerkracht.report.quickscan.cells import WHY_MISSING, kaart_cell
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.quickscan.map_figures import SHORT_TITLES, score_words
from veerkracht.report.wording import level_word, listing, plain_text
from veerkracht.signalering.kaart import KaartKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.report.document import Run
    from veerkracht.report.quickscan.inputs import Subject
    from veerkracht.signalering.budget import BudgetCurve
    from veerkracht.signalering.kaart import Kaart
    from veerkracht.signalering.prioriteiten import Priorities

STABLE = 0.8
"""An area stands firmly in the top list if at least this share of the draws has it there."""


def priority_sentence(subject: Subject, found: Priorities | None, *, kaarten: Sequence[Kaart] = ()) -> tuple[Run, ...]:
    """Return which areas to look at first, and of which of them we do not know what changed.

    Args:
        subject: the gemeente.
        found: the list; None if the data cannot carry one.
        kaarten: maps 1 to 4 of the same areas, as far as they are there.
    """
    if found is None or not len(found.order):
        return (
            subject.say(
                "dat kunnen we niet zeggen; daarvoor zijn cijfers nodig over bewoners én over overlast.",
                "we cannot tell; that takes figures on residents and on nuisance.",
            ),
        )
    firm = [found.areas.name(code) for code in found.first() if found.in_top[found.areas.row(code)] >= STABLE]
    top = min(found.top, len(found.order))
    words = level_word(found.areas.level, taal=subject.taal)
    if not firm:
        return (
            subject.say(
                f"geen plaats in de lijst van {top} {words} is zeker. Gebruik de lijst als begin van een gesprek.",
                f"no place in the list of {top} {words} is firm. Use the list to start a conversation.",
            ),
        )
    names = listing(firm, taal=subject.taal, most=8)
    text = subject.say(
        f"{names} {'staat' if len(firm) == 1 else 'staan'} het zekerst bij de {top} {words} om als eerste te bekijken.",
        f"{names} {'is' if len(firm) == 1 else 'are'} most surely among the {top} {words} to look at first.",
    )
    rest = top - len(firm)
    if rest > 0:
        text += subject.say(
            f" De andere {rest} plaatsen zijn minder zeker." if rest > 1 else " De andere plaats is minder zeker.",
            f" The other {rest} places are less sure." if rest > 1 else " The other place is less sure.",
        )
    return (f"{text}{_unmeasured(subject, found, kaarten=kaarten)}",)


def _unmeasured(subject: Subject, found: Priorities, *, kaarten: Sequence[Kaart]) -> str:
    """Return of which areas that stand firmly in the list no change is known, so that nobody reads one into it."""
    changes = [kaart for kaart in kaarten if kaart.kind is KaartKind.CHANGE]
    rows = [found.areas.row(code) for code in found.first() if found.in_top[found.areas.row(code)] >= STABLE]
    blind = [found.areas.names[row] for row in rows if all(kaart.classes[row] < 0 for kaart in changes)]
    if not blind or not changes:
        return ""
    names = listing(blind, taal=subject.taal)
    return subject.say(
        f" Van {names} kennen we alleen de stand van nu, niet de verandering.",
        f" Of {names} we know how things stand now, not what changed.",
    )


def priority_section(
    subject: Subject, found: Priorities, *, kaarten: Sequence[Kaart], curve: BudgetCurve | None = None
) -> Section:
    """Return the chapter with the list.

    Args:
        subject: the gemeente.
        found: the list.
        kaarten: maps 1 to 4 of the same areas, as far as they are there.
        curve: what the first areas reach; None if the residents are unknown.
    """
    words = level_word(found.areas.level, taal=subject.taal)
    top = min(found.top, len(found.order))
    blocks: list[Block | Section] = [
        lead(*_capital(priority_sentence(subject, found))),
        paragraph(_how_counted(subject, found)),
        *_comes_back(subject, found),
        *_not_listed(subject, found),
        _table(subject, found, kaarten=kaarten, top=top),
        *([budget_figure(subject, found, curve=curve, kaarten=kaarten)] if curve is not None else []),
    ]
    heading = subject.say(f"Welke {words} eerst?", f"Which {words} first?")
    return Section(heading=heading, blocks=tuple(blocks), anchor="prioriteiten")


def _comes_back(subject: Subject, found: Priorities) -> list[Paragraph]:
    """Return how much of the list comes back with other chance in the figures, and with any other weights."""
    chance, weights = found.by_chance, found.by_weights
    if chance is None or weights is None or chance.top >= len(found.order):
        return []
    top, low, high = weights.top, weights.low, weights.high
    between = subject.say(f"{low} tot {high}", f"{low} to {high}") if low < high else str(low)
    text = subject.say(
        f"Trekken we het toeval opnieuw, dan komen gemiddeld {chance.overlap:.0f} van de {top} terug. Kiezen we de "
        f"gewichten vrij, dan {weights.overlap:.0f} van de {top} (meestal {between}).",
        f"With chance drawn again, {chance.overlap:.0f} of the {top} come back on average. With weights chosen "
        f"freely, {weights.overlap:.0f} of the {top} do (mostly {between}).",
    )
    return [paragraph(Strong(subject.say("Hoe vast staat de lijst? ", "How firm is the list? ")), text)]


def _how_counted(subject: Subject, found: Priorities) -> str:
    """Return what puts an area higher in this list; developments only where the data let them count."""
    moves = bool(np.isfinite(found.parts[:, 2:]).any())
    now = subject.say(
        "Een gebied staat hoger als er meer bewoners zijn die minder zelfredzaam zijn en als er meer overlast en "
        "onveiligheid is. ",
        "An area stands higher with more residents with low self-reliance and with more nuisance and insecurity. ",
    )
    change = subject.say(
        "De kans dat die groeien telt mee waar we dat in hetzelfde cijfer kunnen zien: wat er nu is telt voor drie "
        "vijfde, wat er verandert voor twee vijfde. ",
        "The chance that these grow counts where the same figure shows it: what is there now counts three fifths, "
        "what changes two fifths. ",
    )
    if not moves:
        change = subject.say(
            "Wat er veranderde telt hier niet mee, want daarover is er alleen een ander cijfer. ",
            "What changed does not count here, because only another figure shows it. ",
        )
    again = subject.say(
        "Dat is een keuze. Daarom maakten we de lijst vaak opnieuw, met andere gewichten en met toeval in de cijfers. "
        "‘Plaats 3 (2–18)’ betekent: nu plaats 3, maar met andere keuzes plaats 2 tot 18.",
        "That is a choice. So we made the list again many times, with other weights and with chance in the figures. "
        "‘Place 3 (2–18)’ means: place 3 now, but with other choices place 2 to 18.",
    )
    return f"{now}{change}{again}"


def _not_listed(subject: Subject, found: Priorities) -> list[Paragraph]:
    """Return how many areas the list cannot hold, so that nobody takes their absence for good news."""
    out = int((found.rank == 0).sum())
    words = level_word(found.areas.level, taal=subject.taal)
    text = subject.say(
        f"{out} {words} staan niet in de lijst, omdat een cijfer over bewoners of over overlast ontbreekt. "
        "Dat zegt niet dat het daar goed gaat.",
        f"{out} {words} are not listed, because a figure on residents or nuisance is missing. "
        "That does not mean that all is well there.",
    )
    return [paragraph(Strong(subject.say("Wat we niet weten. ", "What we do not know. ")), text)] if out else []


def _table(subject: Subject, found: Priorities, *, kaarten: Sequence[Kaart], top: int) -> Table:
    rows: list[tuple[Cell, ...]] = []
    source = short_source(tuple(one for kaart in kaarten for one in kaart.provenance))
    period = "; ".join(dict.fromkeys(kaart.period for kaart in kaarten))
    for row in found.order[:top]:
        at = int(row)
        cells: list[Cell] = [found.areas.names[at], _place(subject, found, at, source=source, period=period)]
        cells.append(_share(subject, found, at, source=source, period=period))
        cells += [kaart_cell(kaart, at, subject=subject) for kaart in kaarten]
        rows.append(tuple(cells))
    word = level_word(found.areas.level, taal=subject.taal, count=1).capitalize()
    return Table(
        caption=subject.say(
            f"De {top} {level_word(found.areas.level, taal='nl')} om als eerste te bekijken",
            f"The {top} {level_word(found.areas.level, taal='en')} to look at first",
        ),
        columns=(
            Column(heading=word),
            figures_column(subject.say("Plaats", "Place"), unit=subject.say("90%-interval", "90% interval")),
            figures_column(
                subject.say(f"In top {top}", f"In top {top}"),
                unit=subject.say("van de keren", "of the times"),
            ),
            *(
                figures_column(
                    subject.say(*SHORT_TITLES[kaart.number]),
                    unit=f"{plain_text(kaart.unit.say(subject.taal), taal=subject.taal)}, {kaart.period}",
                )
                for kaart in kaarten
            ),
        ),
        rows=tuple(rows),
        source=source,
        note=f"{score_words(subject)} {WHY_MISSING.say(subject.taal)}",
        anchor="tabel-prioriteiten",
    )


def _place(subject: Subject, found: Priorities, row: int, *, source: str, period: str) -> Cell:
    low, high, rank = int(found.rank_low[row]), int(found.rank_high[row]), int(found.rank[row])
    if not rank:
        return Missing(subject.say("niet in de lijst", "not listed"))
    text = str(rank) if low == high else f"{rank}\u00a0({low}–{high})"
    return Number(
        text=text,
        value=rank,
        source=source,
        year=period,
        level=found.areas.level.value,
        area=found.areas.codes[row],
        unit=subject.say("plaats", "place"),
        low=low,
        high=high,
        coverage=0.9,
    )


def _share(subject: Subject, found: Priorities, row: int, *, source: str, period: str) -> Cell:
    share = float(found.in_top[row])
    if not np.isfinite(share):
        return Missing(subject.say("niet in de lijst", "not listed"))
    return Number(
        text=f"{round(100 * share)}%",
        value=100 * share,
        source=source,
        year=period,
        level=found.areas.level.value,
        area=found.areas.codes[row],
        unit="%",
    )


def _capital(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    first = runs[0]
    return (first[:1].upper() + first[1:], *runs[1:]) if isinstance(first, str) else runs
