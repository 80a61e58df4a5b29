"""Vergelijking: gemeenten alike, the place of a gemeente among them, and whether differences within it grow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.signalering import NoPeersError, UnknownPeerError
from veerkracht.signalering.choices import STANDARD, KaartChoices
from veerkracht.signalering.comparable import is_comparable
from veerkracht.signalering.measure import nearest
from veerkracht.signalering.ontwikkeling import fit, level_errors
from veerkracht.signalering.spans import held_periods

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable

# What makes two gemeenten alike: how large, how urban, how much of the stock is of corporations. Never the outcome:
# cities chosen because they score alike would say nothing about the score.
ALIKE_ON = ("inwoners", "omgevingsadressendichtheid", "corporatiewoningen")
_LOGARITHM = frozenset({"inwoners", "omgevingsadressendichtheid"})
_DRAWS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Peers:
    """Gemeenten to compare with.

    Attributes:
        code: the gemeente itself.
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
    """Where a gemeente stands among its peers in one figure.

    Attributes:
        indicator: code of the figure.
        period: of the figure.
        value: of the gemeente; NaN where missing.
        error: standard error of it; NaN where unknown.
        low, median, high: of the peers.
        rank: 1 is the highest value; 0 where missing.
        rank_low, rank_high: 90% interval of the rank over the noise; equal to `rank` where the noise is unknown.
        of: number of gemeenten that have the figure, itself included.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How far the areas of a gemeente lie apart in one figure, over time.

    Attributes:
        indicator: code of the figure.
        periods: the periods.
        spread: shape (periods,), standard deviation between areas, weighted by residents, the noise taken out.
        low, high: shape (periods,), 90% interval over the choice of areas.
        areas: number of areas, the same in every period.
        p_grows: probability that the areas lay further apart in the last period than in the first.
    """

    indicator: str
    periods: tuple[Period, ...]
    spread: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    areas: int
    p_grows: float


def alike(table: AreaTable, code: str, *, k: int = 5, alike_on: Sequence[str] = ALIKE_ON) -> Peers:
    """Return the `k` gemeenten most like one gemeente in size, density and stock, not in outcome.

    Each figure (the first two as logarithm) is divided by its standard deviation between gemeenten; the distance is
    the root mean square over the figures that both have.

    Raises:
        UnknownPeerError: if the table does not hold the gemeente.
        NoPeersError: if the table holds fewer than two of the figures for it, or no other gemeente.
    """
    if code not in table.areas:
        raise UnknownPeerError(code, available=table.areas.codes)
    own = table.areas.row(code)
    used = tuple(c for c in alike_on if c in table and np.isfinite(_latest(table, c)[own]))
    if len(used) < 2:
        raise NoPeersError(
            code,
            why_en=f"of {', '.join(alike_on)} we know {len(used)}, and need two",
            why_nl=f"van {', '.join(alike_on)} kennen we er {len(used)}, en twee zijn nodig",
        )
    features = np.stack([_standardised(_latest(table, c), logarithm=c in _LOGARITHM) for c in used], axis=1)
    difference = features - features[own]
    known = np.isfinite(difference)
    count = known.sum(axis=1)
    distance = np.sqrt((np.where(known, difference, 0.0) ** 2).sum(axis=1) / np.maximum(count, 1))
    distance[(count < 2) | (np.arange(len(distance)) == own)] = np.inf
    order = [int(i) for i in np.argsort(distance, kind="stable")[:k] if np.isfinite(distance[i])]
    if not order:
        raise NoPeersError(code, why_en="there is no other gemeente", why_nl="er is geen andere gemeente")
    return Peers(
        code=code,
        peers=tuple(table.areas.codes[i] for i in order),
        distances=tuple(float(distance[i]) for i in order),
        alike_on=used,
    )


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
) -> Position:
    """Return where a gemeente stands among its peers in one figure, with an interval of its rank.

    Raises:
        MissingIndicatorError: if the table or the catalogue does not hold the figure.
        MissingPeriodError: if the table does not hold the period.
    """
    rows = table.areas.rows((among.code, *among.peers))
    values = table.column(indicator, period).values[rows]
    errors = _level_errors(table, indicator, period=period, catalogue=catalogue, choices=choices)[rows]
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


def differences(
    table: AreaTable,
    indicator: str,
    *,
    catalogue: Catalogue,
    rng: np.random.Generator,
    choices: KaartChoices = STANDARD,
    draws: int = 1000,
) -> Spread | None:
    """Return how far the areas of one gemeente lie apart over time, or None if fewer than ten can be compared.

    The same areas count in every period, and the noise of a period is taken out, so that a noisier wave does not look
    like a growing difference. Intervals by drawing areas again (bootstrap, Efron 1979).

    Args:
        table: the areas of one gemeente.
        indicator: code of the figure.
        catalogue: holds `indicator`.
        rng: for the bootstrap.
        choices: codes and thresholds.
        draws: number of bootstrap draws.
    """
    held = held_periods(table, indicator, share=choices.least_share)
    periods = tuple(p for p in held if is_comparable(catalogue, indicator, first=p, last=held[-1]))
    if len(periods) < 2:
        return None
    columns = [table.column(indicator, p) for p in periods]
    complete = np.all([c.present for c in columns], axis=0)
    if complete.sum() < 10:
        return None
    values = np.stack([c.values for c in columns], axis=1)[complete]
    noise = np.stack(
        [_level_errors(table, indicator, period=p, catalogue=catalogue, choices=choices) for p in periods], axis=1
    )[complete]
    weight = _residents(table, period=periods[-1], choices=choices)[complete]
    variance = np.nan_to_num(noise) ** 2
    whole = _weighted_spread(values[None], variance=variance[None], weight=weight[None])[0]
    chosen = rng.integers(0, len(values), size=(draws, len(values)))
    drawn = _weighted_spread(values[chosen], variance=variance[chosen], weight=weight[chosen])
    low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
    return Spread(
        indicator=indicator,
        periods=periods,
        spread=whole,
        low=low,
        high=high,
        areas=int(complete.sum()),
        p_grows=float(np.mean(drawn[:, -1] > drawn[:, 0])),
    )


def _residents(table: AreaTable, *, period: Period, choices: KaartChoices) -> NDArray[np.float64]:
    """Return the weight of each area: its residents, or the median of all where they are unknown."""
    residents = nearest(table, (choices.residents,), periods=(period,))[:, 0]
    known = np.isfinite(residents) & (residents > 0)
    return np.where(known, residents, float(np.median(residents[known])) if known.any() else 1.0)


def _weighted_spread(
    values: NDArray[np.float64], *, variance: NDArray[np.float64], weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the weighted standard deviation without noise of each draw and period; shape (draws, periods)."""
    w = (weight / weight.sum(axis=1, keepdims=True))[:, :, None]
    mean = (w * values).sum(axis=1, keepdims=True)
    total = (w * (values - mean) ** 2).sum(axis=1)
    return np.asarray(np.sqrt(np.maximum(total - (w * variance).sum(axis=1), 0.0)))


def _level_errors(
    table: AreaTable, code: str, *, period: Period, catalogue: Catalogue, choices: KaartChoices
) -> NDArray[np.float64]:
    """Return the standard error of the level in one period; measured over the waves where there are three."""
    held = [
        p
        for p in held_periods(table, code, share=choices.least_share)
        if p.months == period.months and is_comparable(catalogue, code, first=p, last=period)
    ]
    model = None
    if len(held) >= 3 and len(table.areas) >= 30:
        model = fit(table, code, first=held[0], last=held[-1], catalogue=catalogue, choices=choices)
    return level_errors(table, code, period=period, catalogue=catalogue, choices=choices, model=model)


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
