"""The list of areas at the werkbank: place, how sure that is, what it was, and the score as a bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.index.versus import worst_first
from veerkracht.report.palette import ONDER_DRUK, one_way
from veerkracht.report.wording import figure

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal
    from veerkracht.index.uncertainty import RankIntervals
    from veerkracht.workflows.werkbank import Ranking, Werkbank

MOST_ROWS = 100
"""So many areas stand in the list at first: what fits in the time of a turn of a slider, and what anybody reads."""

FIFTHS = one_way(5, hue=ONDER_DRUK)
"""From the fifth with the least pressure to that with the most."""

NO_SCORE = "#FFFFFF"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One area of the list.

    Attributes:
        place: 1 for the most pressure; None for no score.
        low, high: between which places it lies in nine of ten draws; None while that is not computed.
        before: its place in the design as it was; None if it had no score there.
        score: as people read it.
        fill, until: of the bar, the part that is sure and the end of what may be, 0 to 100, as drawings write it.
        at: where the score itself stands.
        measured: on how many of the indicators the score rests.
    """

    code: str
    name: str
    place: int | None
    low: int | None
    high: int | None
    before: int | None
    score: str
    fill: str
    until: str
    at: str
    measured: str
    is_chosen: bool

    @property
    def shift(self) -> int:
        """How many places up the list it came; below zero for down."""
        return 0 if self.place is None or self.before is None else self.before - self.place


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The list.

    Attributes:
        rows: most pressure first; areas without a score last.
        total: how many areas there are, also those that do not stand in the list.
        scored: how many have a score.
        sure: whether the intervals are there.
        colours: of each area of the werkbank on the map, in its order.
        unsure: the same, whether the fifth may well be another one.
    """

    rows: tuple[Row, ...]
    total: int
    scored: int
    sure: bool
    colours: tuple[str, ...]
    unsure: tuple[bool, ...]


def listed(
    bank: Werkbank,
    ranking: Ranking,
    *,
    before: Ranking | None,
    intervals: RankIntervals | None,
    chosen: str,
    every: bool,
    taal: Taal,
) -> Listed:
    """Return the list of a ranking.

    Args:
        bank: the areas.
        ranking: what is asked.
        before: of the design as it was; None if that cannot be carried out.
        intervals: how far places can move; None while that is not computed.
        chosen: code of the area that is taken apart, which always stands in the list.
        every: whether all areas stand in it.
        taal: of the numbers.
    """
    places, score = worst_first(ranking.result), ranking.result.score()
    low, high = _ends(ranking, intervals)
    known = score[np.isfinite(score)]
    columns = _Columns(
        places=places,
        score=score,
        low=low,
        high=high,
        was=np.full(len(places), np.nan) if before is None else worst_first(before.result),
        bars=_bars(score, intervals),
        decimals=2 if known.size == 0 or np.abs(known).max() <= 2 else 1,
    )
    order = np.argsort(np.where(np.isnan(places), np.inf, places), kind="stable").tolist()
    shown = [row for at, row in enumerate(order) if every or at < MOST_ROWS or bank.areas.codes[row] == chosen]
    return Listed(
        rows=tuple(_row(bank, ranking, columns, row, chosen=chosen, taal=taal) for row in shown),
        total=len(places),
        scored=int(known.size),
        sure=intervals is not None,
        colours=tuple(NO_SCORE if fifth < 0 else FIFTHS[fifth] for fifth in _fifths(places).tolist()),
        unsure=_unsure(places, low, high),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """What the rows are made of, each of shape (areas,)."""

    places: np.ndarray
    score: np.ndarray
    low: np.ndarray
    high: np.ndarray
    was: np.ndarray
    bars: tuple[np.ndarray, np.ndarray, np.ndarray]
    decimals: int


def _row(bank: Werkbank, ranking: Ranking, columns: _Columns, row: int, *, chosen: str, taal: Taal) -> Row:
    result, score = ranking.result, float(columns.score[row])
    top = result.nodes.index(result.design.root)
    return Row(
        code=bank.areas.codes[row],
        name=bank.areas.names[row],
        place=_whole(columns.places[row]),
        low=_whole(columns.low[row]),
        high=_whole(columns.high[row]),
        before=_whole(columns.was[row]),
        score="" if np.isnan(score) else figure(score, decimals=columns.decimals, taal=taal),
        fill=_length(columns.bars[0][row]),
        at=_length(columns.bars[1][row]),
        until=_length(columns.bars[2][row]),
        measured=f"{int(result.measured[row, -1, top])}/{int(result.expected[top])}",
        is_chosen=bank.areas.codes[row] == chosen,
    )


def _ends(ranking: Ranking, intervals: RankIntervals | None) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of the intervals counted from the most pressure, whichever way the design counts."""
    if intervals is None:
        nothing = np.full(len(ranking.result.areas), np.nan)
        return nothing, nothing
    design = ranking.result.design
    if (design.first == "highest") == (design.worse == "high"):
        return intervals.rank_low, intervals.rank_high
    return ranking.scored + 1 - intervals.rank_high, ranking.scored + 1 - intervals.rank_low


def _bars(score: np.ndarray, intervals: RankIntervals | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return for each area where the sure part of its bar ends, where the score is, and where it may end, 0 to 100."""
    low = score if intervals is None else np.fmin(intervals.score_low, score)
    high = score if intervals is None else np.fmax(intervals.score_high, score)
    if not np.isfinite(score).any():
        return score, score, score
    bottom = min(0.0, float(np.nanmin(score)))
    top = float(np.nanmax(score))
    # A little room to the right, so that the bars stay where they are when the intervals come.
    reach = (top - bottom) * 1.15 or 1.0
    found = tuple(np.clip((one - bottom) / reach * 100, 0, 100) for one in (low, score, high))
    return found[0], found[1], found[2]


def _fifths(places: np.ndarray) -> np.ndarray:
    """Return in which fifth an area lies, 4 for the most pressure; -1 without a score."""
    scored = max(int(np.isfinite(places).sum()), 1)
    share = (np.where(np.isnan(places), 0, places) - 0.5) / scored
    return np.where(np.isnan(places), -1, 4 - np.clip(np.floor(share * 5), 0, 4)).astype(int)


def _unsure(places: np.ndarray, low: np.ndarray, high: np.ndarray) -> tuple[bool, ...]:
    """Return whether an area may lie in more than two of the five colours."""
    scored = max(int(np.isfinite(places).sum()), 1)
    wide = (high - low) > 0.4 * scored
    return tuple((wide & np.isfinite(places)).tolist())


def _length(value: float) -> str:
    # Four digits: a bar is never wider than a few thousand dots.
    return f"{float(value):.4g}" if np.isfinite(value) else ""


def _whole(value: float) -> int | None:
    return round(float(value)) if np.isfinite(value) else None
