"""The index of veerkracht per area: scores of its parts, and between which places each area stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.report.document import (
    Block,
    Callout,
    CalloutKind,
    Cell,
    Column,
    Figure,
    Missing,
    Number,
    Section,
    Table,
    bullets,
    figures_column,
    lead,
    paragraph,
)
from veerkracht.report.figures import DotSpec, Mark
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.wording import figure, in_sentence, level_word, listing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas
    from veerkracht.facts.periods import Period
    from veerkracht.facts.provenance import Provenance
    from veerkracht.index.design import IndexDesign
    from veerkracht.index.uncertainty import RankIntervals
    from veerkracht.report.quickscan.inputs import Subject

_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexFindings:
    """The scores of the areas of one gemeente.

    Attributes:
        design: the choices, with the scales that were used.
        areas: the rows.
        period: of the scores.
        nodes: codes of the scores, the top first.
        scores: shape (areas, nodes), 0 (unfavourable) to 1; NaN where too little is measured.
        measured: shape (areas, nodes), how many indicators below a node were measured.
        expected: shape (nodes,), how many there are.
        places: intervals of score and place among these areas.
        of: number of areas from which the scales come.
        provenance: the sources of all figures.
        absent: codes of indicators of the design that the data do not hold.
    """

    design: IndexDesign
    areas: Areas
    period: Period
    nodes: tuple[str, ...]
    scores: NDArray[np.float64]
    measured: NDArray[np.int64]
    expected: NDArray[np.int64]
    places: RankIntervals
    of: int
    provenance: tuple[Provenance, ...]
    absent: tuple[str, ...]

    @property
    def top(self) -> int:
        """The place of the top score in `nodes`."""
        return self.nodes.index(self.design.root)


def index_section(subject: Subject, found: IndexFindings) -> Section:
    """Return the chapter: what the index is, the areas with the lowest scores, all scores, and its limits."""
    words = level_word(found.areas.level, taal=subject.taal)
    known = int(np.isfinite(found.scores[:, found.top]).sum())
    blocks: list[Block | Section] = [
        lead(
            subject.say(
                f"De index telt zelfredzaamheid, samenredzaamheid en sociale leefbaarheid bij elkaar op. {known} "
                "van de "
                f"{len(found.areas)} {words} hebben genoeg cijfers voor een score ({found.period}).",
                f"The index adds up self-reliance, mutual reliance and social liveability. {known} of the "
                f"{len(found.areas)} {words} have enough figures for a score ({found.period}).",
            )
        ),
        paragraph(found.design.explanation.say(subject.taal)),
        _lowest(subject, found),
        Callout(kind=CalloutKind.UNCERTAIN, blocks=(bullets(*_limits(subject, found)),)),
        index_table(subject, found),
    ]
    return Section(
        heading=subject.say("De index van veerkracht", "The index of resilience"),
        blocks=tuple(blocks),
        anchor="index",
        new_page=True,
    )


def index_table(subject: Subject, found: IndexFindings) -> Table:
    """Return all areas with their scores, from the lowest up; areas without a score last, with the reason."""
    top = found.top
    parts = [found.nodes.index(code) for code in found.design.children(found.design.root)]
    order = np.argsort(np.nan_to_num(found.scores[:, top], nan=9.0), kind="stable")
    rows: list[tuple[Cell, ...]] = []
    for row in (int(at) for at in order):
        cells: list[Cell] = [found.areas.names[row], _place(subject, found, row)]
        cells += [_score(subject, found, row, node=node) for node in (top, *parts)]
        rows.append(tuple(cells))
    word = level_word(found.areas.level, taal=subject.taal, count=1).capitalize()
    heads = [found.design.node(found.nodes[node]).name.say(subject.taal) for node in (top, *parts)]
    return Table(
        caption=subject.say(
            f"Scores van alle {level_word(found.areas.level, taal='nl')}",
            f"Scores of all {level_word(found.areas.level, taal='en')}",
        ),
        columns=(
            Column(heading=word),
            figures_column(subject.say("Plaats", "Place"), unit=subject.say("1 is laagst", "1 is lowest")),
            *(figures_column(head, unit="0-100") for head in heads),
        ),
        rows=tuple(rows),
        source=f"{short_source(found.provenance)}; {found.period}",
        note=subject.say(
            f"0 is het ongunstigst en 100 het gunstigst van {found.of} gebieden. Tussen haakjes het 90%-interval "
            "van de plaats.",
            f"0 is the least and 100 the most favourable of {found.of} areas. In brackets the 90% interval of the "
            "place.",
        ),
        anchor="tabel-index",
    )


def _number(
    found: IndexFindings,
    row: int,
    *,
    text: str,
    value: float,
    unit: str,
    indicator: str = "",
    ends: tuple[float, float] | None = None,
) -> Number:
    return Number(
        text=text,
        value=value,
        source=short_source(found.provenance),
        year=str(found.period),
        level=found.areas.level.value,
        area=found.areas.codes[row],
        indicator=indicator,
        unit=unit,
        low=None if ends is None else min(ends[0], value),
        high=None if ends is None else max(ends[1], value),
        coverage=None if ends is None else 0.9,
    )


def _score(subject: Subject, found: IndexFindings, row: int, *, node: int) -> Cell:
    value = 100 * float(found.scores[row, node])
    if not np.isfinite(value):
        measured, expected = int(found.measured[row, node]), int(found.expected[node])
        return Missing(subject.say(f"{measured} van {expected} cijfers", f"{measured} of {expected} figures"))
    ends = None
    if node == found.top:
        ends = (100 * float(found.places.score_low[row]), 100 * float(found.places.score_high[row]))
    text = figure(value, decimals=0, taal=subject.taal)
    return _number(found, row, text=text, value=value, indicator=found.nodes[node], unit="0-100", ends=ends)


def _place(subject: Subject, found: IndexFindings, row: int) -> Cell:
    rank = float(found.places.rank[row])
    if not np.isfinite(rank):
        return Missing(subject.say("geen score", "no score"))
    low, high = float(found.places.rank_low[row]), float(found.places.rank_high[row])
    low, high = min(low, rank), max(high, rank)
    exact = round(low) == round(high)
    text = f"{rank:.0f}" if exact else f"{rank:.0f}\u00a0({low:.0f}–{high:.0f})"
    return _number(found, row, text=text, value=rank, unit=subject.say("plaats", "place"), ends=(low, high))


def _lowest(subject: Subject, found: IndexFindings) -> Figure:
    """Return the areas with the lowest scores, each with its interval."""
    score = found.scores[:, found.top]
    order = [int(row) for row in np.argsort(score, kind="stable") if np.isfinite(score[row])][:_SHOWN]
    words = level_word(found.areas.level, taal=subject.taal)
    marks = []
    for row in order:
        cell = _score(subject, found, row, node=found.top)
        if isinstance(cell, Number):
            marks.append(
                Mark(label=found.areas.names[row], value=cell.value, text=cell.text, low=cell.low, high=cell.high)
            )
    middle = 100 * float(np.nanmedian(score))
    sure = [found.areas.names[row] for row in order if found.places.probability_worst[row] >= 0.8]
    answer = subject.say(
        f"Met grote zekerheid bij het laagste tiende deel: {listing(sure, taal='nl')}."
        if sure
        else "Geen enkele plaats onderaan is zeker.",
        f"Almost surely in the lowest tenth: {listing(sure, taal='en')}."
        if sure
        else "No place at the bottom is firm.",
    )
    return Figure(
        question=subject.say(f"Welke {words} hebben de laagste score?", f"Which {words} have the lowest score?"),
        answer=answer,
        alt=subject.say(
            f"Puntgrafiek van de {len(marks)} laagste scores, van {marks[0].text} tot {marks[-1].text} op 100, "
            "met intervallen.",
            f"Dot chart of the {len(marks)} lowest scores, from {marks[0].text} to {marks[-1].text} out of 100, "
            "with intervals.",
        ),
        picture=DotSpec(
            marks=tuple(marks),
            unit="0-100",
            reference=(middle, subject.say(f"midden van {subject.here}", f"middle of {subject.here}")),
        ),
        table=index_table(subject, found),
        source=f"{short_source(found.provenance)}; {found.period}",
        anchor="laagste-scores",
    )


def _carried(subject: Subject, found: IndexFindings) -> str:
    """Return how many figures are of the year itself; the others are carried from up to four years before."""
    scored = np.isfinite(found.scores[:, found.top])
    own = int(np.median(found.measured[scored, found.top])) if scored.any() else 0
    expected = int(found.expected[found.top])
    return subject.say(
        f"Van de {expected} cijfers zijn er meestal {own} van {found.period} zelf. De andere zijn van hoogstens "
        "vier jaar "
        "eerder. De score is een foto, geen ontwikkeling.",
        f"Of the {expected} figures usually {own} are of {found.period} itself. The others are up to four years older. "
        "The score is a photo, not a development.",
    )


def _limits(subject: Subject, found: IndexFindings) -> list[str]:
    """Return what the index cannot say."""
    items = [
        subject.say(
            "De intervallen komen uit 200 trekkingen: met andere gewichten, een andere schaal en met toeval in "
            "de cijfers.",
            "The intervals come from 200 draws: with other weights, another scale and chance in the figures.",
        ),
        subject.say(
            "Een deel van de cijfers (gezondheid, eenzaamheid, geldzorgen) is geschat door een model, mede uit "
            "inkomen en "
            "leeftijd. Ze zeggen dus deels hetzelfde als de andere cijfers.",
            "Some figures (health, loneliness, money worries) are estimates of a model, partly from income and age. "
            "So they partly say the same as the other figures.",
        ),
        _carried(subject, found),
        subject.say(
            "De lijst van gebieden om als eerste te bekijken kan een andere volgorde hebben: die telt geen "
            "samenredzaamheid, en waar dat kan ook wat er veranderde.",
            "The list of areas to look at first can have another order: it does not count mutual reliance, and where "
            "possible it counts what changed.",
        ),
    ]
    if found.absent:
        names = [in_sentence(subject.called(code)) for code in found.absent if code in subject.catalogue]
        items.append(
            subject.say(f"Niet ingelezen: {listing(names, taal='nl')}.", f"Not loaded: {listing(names, taal='en')}.")
        )
    return items
