"""Vergelijking: gemeenten or buurten alike, and the place of one among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.signalering import NoPeersError, UnknownPeerError
from veerkracht.signalering.choices import STANDARD, KaartChoices
from veerkracht.signalering.wave_errors import wave_errors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable
    from veerkracht.signalering.ontwikkeling import Fitted

# What makes two gemeenten alike: how large, how urban, how much of the stock is of corporations. Never the outcome:
# cities chosen because they score alike would say nothing about the score.
ALIKE_ON = ("inwoners", "omgevingsadressendichtheid", "corporatiewoningen")
_LOGARITHM = frozenset({"inwoners", "omgevingsadressendichtheid"})
# The stock where the first choice is unknown: what is not owner-occupied is mostly of corporations.
_INSTEAD = {"corporatiewoningen": "koopwoningen"}
_DRAWS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Peers:
    """Areas to compare with, gemeenten or buurten.

    Attributes:
        code: the area itself.
        peers: the others, the most alike first.
        distances: how far each is, in standard deviations over the figures used; NaN if named by the user.
        alike_on: codes of the figures on which they are alike; empty if named by the user.
    """

    code: str
    peers: tuple[str, ...]
    distances: tuple[float, ...]
    alike_on: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where an area stands among its peers in one figure.

    Attributes:
        indicator: code of the figure.
        period: of the figure.
        value: of the area; NaN where missing.
        error: standard error of it; NaN where unknown.
        low, median, high: of the peers.
        rank: 1 is the highest value; 0 where missing.
        rank_low, rank_high: 90% interval of the rank over the noise; equal to `rank` where the noise is unknown.
        of: number of areas that have the figure, itself included.
        values: value of each peer that has the figure, by code.
    """

    indicator: str
    period: Period
    value: float
    error: float
    low: float
    median: float
    high: float
    rank: int
    rank_low: int
    rank_high: int
    of: int
    values: dict[str, float]


def alike(table: AreaTable, code: str, *, k: int = 5, alike_on: Sequence[str] = ALIKE_ON) -> Peers:
    """Return the `k` areas most like one area in size, density and stock, not in outcome.

    Serves gemeenten and, on a table of buurten, buurten of the whole country. Each figure (the first two as logarithm)
    is divided by its standard deviation between areas; the distance is the root mean square over the figures that both
    have. Where the table does not know the share of corporations, that of owner-occupied dwellings stands for the
    stock.

    Raises:
        UnknownPeerError: if the table does not hold the area.
        NoPeersError: if the table holds fewer than two of the figures for it, or no other area.
    """
    if code not in table.areas:
        raise UnknownPeerError(code, available=table.areas.codes)
    own = table.areas.row(code)
    used = tuple(c for c in _held(table, alike_on, row=own))
    if len(used) < 2:
        raise NoPeersError(
            code,
            why_en=f"of {', '.join(alike_on)} we know {len(used)}, and need two",
            why_nl=f"van {', '.join(alike_on)} kennen we er {len(used)}, en twee zijn nodig",
        )
    features = np.stack([_standardised(_latest(table, c), logarithm=c in _LOGARITHM) for c in used], axis=1)
    order, distance = _nearest(features, own, k=k)
    if not order:
        raise NoPeersError(code, why_en="there is no other area", why_nl="er is geen ander gebied")
    return Peers(
        code=code,
        peers=tuple(table.areas.codes[i] for i in order),
        distances=tuple(float(distance[i]) for i in order),
        alike_on=used,
    )


def _held(table: AreaTable, codes: Sequence[str], *, row: int) -> list[str]:
    """Return the figures that an area has, the second choice in the place of the first that it lacks."""
    found = []
    for code in codes:
        known = [c for c in (code, _INSTEAD.get(code, code)) if c in table and np.isfinite(_latest(table, c)[row])]
        found += known[:1]
    return list(dict.fromkeys(found))


def _nearest(features: NDArray[np.float64], own: int, *, k: int) -> tuple[list[int], NDArray[np.float64]]:
    """Return the rows nearest to one row and the distance of every row, infinite where too little is known."""
    difference = features - features[own]
    known = np.isfinite(difference)
    count = known.sum(axis=1)
    distance = np.sqrt((np.where(known, difference, 0.0) ** 2).sum(axis=1) / np.maximum(count, 1))
    distance[(count < 2) | (np.arange(len(distance)) == own)] = np.inf
    return [int(i) for i in np.argsort(distance, kind="stable")[:k] if np.isfinite(distance[i])], distance


def given_peers(table: AreaTable, code: str, *, peers: Sequence[str]) -> Peers:
    """Return the gemeenten that the user wants to compare with, once each, itself left out.

    Raises:
        UnknownPeerError: if the table does not hold one of them.
    """
    for one in (code, *peers):
        if one not in table.areas:
            raise UnknownPeerError(one, available=table.areas.codes)
    chosen = tuple(dict.fromkeys(p for p in peers if p != code))
    return Peers(code=code, peers=chosen, distances=(float("nan"),) * len(chosen), alike_on=())


def position(
    table: AreaTable,
    indicator: str,
    *,
    among: Peers,
    period: Period,
    catalogue: Catalogue,
    rng: np.random.Generator,
    choices: KaartChoices = STANDARD,
    fitted: Fitted | None = None,
) -> Position:
    """Return where an area stands among its peers in one figure, with an interval of its rank.

    The rank is drawn again with each figure within its standard error (Goldstein and Spiegelhalter 1996, League tables
    and their limitations).

    Raises:
        MissingIndicatorError: if the table or the catalogue does not hold the figure.
        MissingPeriodError: if the table does not hold the period.
    """
    rows = table.areas.rows((among.code, *among.peers))
    values = table.column(indicator, period).values[rows]
    errors = wave_errors(table, indicator, period=period, catalogue=catalogue, choices=choices, fitted=fitted)[rows]
    here = np.flatnonzero(np.isfinite(values))
    others = here[here > 0]
    peers = {among.peers[i - 1]: float(values[i]) for i in others}
    rank = low = high = 0
    if np.isfinite(values[0]):
        rank = 1 + int((values[others] > values[0]).sum())
        noise = np.nan_to_num(errors[here])
        drawn = values[here] + noise * rng.standard_normal((_DRAWS, len(here)))
        ranks = 1 + (drawn[:, 1:] > drawn[:, :1]).sum(axis=1)
        low, high = (int(q) for q in np.quantile(ranks, [0.05, 0.95], method="nearest"))
    summary = np.quantile(values[others], [0.0, 0.5, 1.0]) if len(others) else np.full(3, np.nan)
    return Position(
        indicator=indicator,
        period=period,
        value=float(values[0]),
        error=float(errors[0]),
        low=float(summary[0]),
        median=float(summary[1]),
        high=float(summary[2]),
        rank=rank,
        rank_low=min(low, rank),
        rank_high=max(high, rank),
        of=len(here),
        values=peers,
    )


def _latest(table: AreaTable, code: str) -> NDArray[np.float64]:
    """Return the latest value of each area; shape (areas,), NaN where none."""
    values = table.values[:, :, table.position(code)]
    found = np.full(len(values), np.nan)
    for column in values.T:
        found = np.where(np.isfinite(column), column, found)
    return found


def _standardised(values: NDArray[np.float64], *, logarithm: bool) -> NDArray[np.float64]:
    """Return values in standard deviations between areas; of the logarithm where sizes differ by factors."""
    with np.errstate(divide="ignore", invalid="ignore"):
        used = np.where(values > 0, np.log(values), np.nan) if logarithm else values
    present = used[np.isfinite(used)]
    spread = float(np.std(present)) if len(present) > 1 else 0.0
    return used / spread if spread > 0 else np.where(np.isfinite(used), 0.0, np.nan)
