"""Prioriteiten: the areas with the most pressure, and how stable their place in the list is.

    pressure = w1 * place of the share + w2 * place of the problems + w3 * P(share rose) + w4 * P(problems grew)

A place is the part of the areas that a level exceeds (0 to 1), so that no unit weighs more than another; the photo
(levels) and the film (developments) both count. The weights are open, and the list says how much depends on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

from veerkracht.errors.signalering import ChoiceError
from veerkracht.facts.indicators import Better
from veerkracht.facts.tables import Reason
from veerkracht.signalering.kaart import Kaart, Unavailable
from veerkracht.signalering.stability import Agreement, agreement, ranks_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each part of the pressure counts; only their proportions matter.

    Three fifths for what is there now and two fifths for where it goes: our choice, because a level is known better
    than a development; share and problems count the same.
    """

    share: float = 0.3
    problems: float = 0.3
    share_up: float = 0.2
    problems_worse: float = 0.2

    def __post_init__(self) -> None:
        for name in ("share", "problems", "share_up", "problems_worse"):
            value = getattr(self, name)
            if not value >= 0:
                raise ChoiceError(name, value=value, right_en="0 or more", right_nl="0 of meer")
        if not self.values().sum() > 0:
            raise ChoiceError("weights", value=0, right_en="more than 0 together", right_nl="samen meer dan 0")

    def values(self) -> NDArray[np.float64]:
        """Return the four weights in the order of the formula; shape (4,)."""
        return np.array([self.share, self.problems, self.share_up, self.problems_worse])


EQUAL_SIDES = Weights()
"""The weights of the shipped list: share and problems count the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLists:
    """The lists that might have been, of the listed areas only.

    Attributes:
        rows: shape (listed,), rows of the areas in the maps, ascending.
        jointly: shape (draws, listed), the rank of each with chance in the figures and weights near those given.
        by_chance: the same with chance in the figures only.
        by_weights: the same with any weights (every proportion as likely as another) and the figures as they are.
    """

    rows: NDArray[np.intp]
    jointly: NDArray[np.int32]
    by_chance: NDArray[np.int32]
    by_weights: NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Priorities:
    """The areas in order of pressure.

    Attributes:
        areas: all areas, in the order of the maps.
        order: shape (listed,), rows of the areas from the most pressure down.
        pressure: shape (areas,), 0 to 1; NaN for areas that cannot be listed.
        parts: shape (areas, 4), the parts of the formula, each 0 to 1; NaN where unknown.
        rank: shape (areas,), 1 is the most pressure; 0 where not listed.
        rank_low, rank_high: shape (areas,), 90% interval of the rank over noise and weights; 0 where not listed.
        in_top: shape (areas,), share of the draws in which the area is among the first `top`; NaN where not listed.
        top: how many areas the top list has.
        reasons: shape (areas,), why an area is not listed.
        unknown_parts: shape (areas, 4), which parts are unknown and were left out of its pressure.
        weights: the weights used.
        lists: the lists that were drawn.
        by_chance: what of the top list comes back with other chance in the figures; None for an empty list.
        by_weights: what of it comes back with any other weights.
    """

    areas: Areas
    order: NDArray[np.intp]
    pressure: NDArray[np.float64]
    parts: NDArray[np.float64]
    rank: NDArray[np.int64]
    rank_low: NDArray[np.int64]
    rank_high: NDArray[np.int64]
    in_top: NDArray[np.float64]
    top: int
    reasons: NDArray[np.uint8]
    unknown_parts: NDArray[np.bool_]
    weights: Weights
    lists: DrawnLists
    by_chance: Agreement | None
    by_weights: Agreement | None

    def first(self) -> tuple[str, ...]:
        """Return the codes of the top list, the most pressure first."""
        return tuple(self.areas.codes[i] for i in self.order[: self.top])


def prioritise(
    kaarten: Sequence[Kaart | Unavailable],
    *,
    rng: np.random.Generator,
    weights: Weights = EQUAL_SIDES,
    top: int = 10,
    draws: int = 500,
    weights_concentration: float = 20.0,
) -> Priorities | None:
    """Return the areas in order of pressure with the stability of the list, or None without maps 1 and 3 of one level.

    Levels and developments are drawn again within their standard errors, and the weights around those given
    (Dirichlet). A part that is unknown is left out and the others count more. A development counts only if it is of
    the same figure as the level: the rise of registered crime in a shopping centre says little beside the nuisance
    that residents of the Leefbaarometer live with.

    Args:
        kaarten: maps 1 and 3, and 2 and 4 if they are of the same areas and figures.
        rng: for the draws.
        weights: how much each part counts.
        top: length of the top list.
        draws: number of draws.
        weights_concentration: how closely drawn weights stay to those given; at 20 a weight of 0.3 varies by 0.1.
    """
    share, problems, share_change, problems_change = (_numbered(kaarten, number) for number in (1, 3, 2, 4))
    if share is None or problems is None or problems.areas.codes != share.areas.codes:
        return None
    listed = (share.reasons == Reason.PRESENT) & (problems.reasons == Reason.PRESENT)
    chances = [_p_worse(share_change, beside=share), _p_worse(problems_change, beside=problems)]
    parts = np.full((len(listed), 4), np.nan)
    for i, kaart in enumerate((share, problems)):
        parts[listed, i] = _places(_worse_values(kaart)[listed][None])[0]
        parts[listed, 2 + i] = chances[i][listed]
    pressure = np.where(listed, _combine(parts[None], weights=weights.values()[None])[0], np.nan)
    draw = _Draw(levels=(share, problems), parts=parts[listed], listed=listed)
    alpha = _alpha(weights, concentration=weights_concentration)
    given = np.broadcast_to(weights.values(), (draws, 4))
    lists = DrawnLists(
        rows=np.flatnonzero(listed),
        jointly=draw.ranks(weights=rng.dirichlet(alpha, size=draws), rng=rng),
        by_chance=draw.ranks(weights=given, rng=rng),
        by_weights=ranks_of(_combine(parts[listed][None], weights=rng.dirichlet(np.ones(4), size=draws))),
    )
    reasons = np.where(share.reasons != Reason.PRESENT, share.reasons, problems.reasons).astype(np.uint8)
    return _listed(share.areas, parts=parts, pressure=pressure, lists=lists, reasons=reasons, top=top, weights=weights)


def _listed(
    areas: Areas,
    *,
    parts: NDArray[np.float64],
    pressure: NDArray[np.float64],
    lists: DrawnLists,
    reasons: NDArray[np.uint8],
    top: int,
    weights: Weights,
) -> Priorities:
    """Return the list from the pressure of each area and its ranks in the draws."""
    rows = lists.rows
    order = rows[np.argsort(-pressure[rows], kind="stable")]
    rank, low, high = (np.zeros(len(areas), dtype=np.int64) for _ in range(3))
    rank[order] = np.arange(1, len(order) + 1)
    in_top = np.full(len(areas), np.nan)
    if len(rows):
        ends = np.quantile(lists.jointly, [0.05, 0.95], axis=0, method="nearest")
        low[rows] = np.minimum(ends[0], rank[rows])
        high[rows] = np.maximum(ends[1], rank[rows])
        in_top[rows] = (lists.jointly <= top).mean(axis=0)
    ours = rank[rows].astype(np.int32)
    return Priorities(
        areas=areas,
        order=order,
        pressure=pressure,
        parts=parts,
        rank=rank,
        rank_low=low,
        rank_high=high,
        in_top=in_top,
        top=top,
        reasons=reasons,
        unknown_parts=np.isnan(parts) & (reasons == Reason.PRESENT)[:, None],
        weights=weights,
        lists=lists,
        by_chance=agreement(ours, drawn=lists.by_chance, top=top),
        by_weights=agreement(ours, drawn=lists.by_weights, top=top),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draw:
    """What lists are drawn from: the maps of the levels and the parts of the pressure of the listed areas."""

    levels: tuple[Kaart, Kaart]
    parts: NDArray[np.float64]
    listed: NDArray[np.bool_]

    def ranks(self, *, weights: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.int32]:
        """Return the rank of each listed area in each draw of the figures; shape (draws, listed)."""
        shape = (len(weights), len(self.parts))
        parts = np.empty((*shape, 4))
        for i, kaart in enumerate(self.levels):
            noise = np.nan_to_num(kaart.errors[self.listed])
            parts[:, :, i] = _places(_worse_values(kaart)[self.listed] + noise * rng.standard_normal(shape))
            # A change within its standard error e moves the chance Phi(change / e) as Phi(z + noise).
            parts[:, :, 2 + i] = ndtr(ndtri(self.parts[:, 2 + i]) + rng.standard_normal(shape))
        return ranks_of(_combine(parts, weights=weights))


def _combine(parts: NDArray[np.float64], *, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weighted mean of the known parts; parts (draws, areas, 4), weights (draws, 4)."""
    known = np.isfinite(parts)
    used = known * weights[:, None, :]
    total = used.sum(axis=2)
    found = (used * np.where(known, parts, 0.0)).sum(axis=2)
    return np.asarray(np.where(total > 0, found / np.maximum(total, 1e-12), np.nan))


def _places(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the part of the other areas that each value exceeds, per draw; shape (draws, areas)."""
    count = values.shape[1]
    order = np.argsort(values, axis=1, kind="stable")
    place = np.empty(values.shape)
    np.put_along_axis(place, order, np.arange(count, dtype=np.float64)[None, :], axis=1)
    place /= max(count - 1, 1)
    return place


def _worse_values(kaart: Kaart) -> NDArray[np.float64]:
    """Return the values of a map, turned so that more is worse."""
    return -kaart.values if kaart.better is Better.HIGH else kaart.values


def _numbered(kaarten: Sequence[Kaart | Unavailable], number: int) -> Kaart | None:
    return next((k for k in kaarten if isinstance(k, Kaart) and k.number == number), None)


def _p_worse(kaart: Kaart | None, *, beside: Kaart) -> NDArray[np.float64]:
    """Return the chance of a development for the worse; NaN everywhere without a map of the same figure and areas."""
    if kaart is None or kaart.areas.codes != beside.areas.codes or kaart.indicators != beside.indicators:
        return np.full(len(beside.areas), np.nan)
    return kaart.probabilities[:, 0 if kaart.better is Better.HIGH else 2]


def _alpha(weights: Weights, *, concentration: float) -> NDArray[np.float64]:
    values = weights.values()
    return np.asarray(np.maximum(concentration * values / values.sum(), 1e-6))
