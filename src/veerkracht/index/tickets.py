"""Tickets: for each draw, what is drawn of everything that is doubted, so that draws can share and swap parts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from veerkracht.index.design import IndexDesign

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

Group = Literal["noise", "imputation", "weights", "normalisation", "aggregation"]
# The groups of uncertain inputs, in the order of the steps of an index.
GROUPS: tuple[Group, ...] = ("noise", "imputation", "weights", "normalisation", "aggregation")
_STREAMS = {"noise": 1, "imputation": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tickets:
    """What each draw is made with.

    Attributes:
        noise, imputation: shape (draws,), number of the stream of chance that moves measured and filled figures.
        normalisation: shape (draws,), 0 for the scales of the design, n for its n-th alternative.
        aggregation: the same for the way of joining.
        weights: per node, shape (draws, children).
    """

    noise: Whole
    imputation: Whole
    normalisation: Whole
    aggregation: Whole
    weights: Mapping[str, Floats]

    def __len__(self) -> int:
        return self.noise.size

    def mixed(self, other: Tickets, *, group: Group) -> Tickets:
        """Return these tickets with one group of inputs taken from other tickets."""
        name: str = group
        return replace(self, **{name: getattr(other, name)})

    def joined(self, *others: Tickets) -> Tickets:
        """Return these tickets followed by others."""
        every = (self, *others)
        return Tickets(
            noise=np.concatenate([one.noise for one in every]),
            imputation=np.concatenate([one.imputation for one in every]),
            normalisation=np.concatenate([one.normalisation for one in every]),
            aggregation=np.concatenate([one.aggregation for one in every]),
            weights={code: np.concatenate([one.weights[code] for one in every]) for code in self.weights},
        )


def draw_tickets(
    design: IndexDesign, *, weights: Mapping[str, Floats], draws: int, rng: np.random.Generator, start: int = 0
) -> Tickets:
    """Return tickets for all that a design doubts.

    Weights as given follow gamma distributions with the mean and the spread of the design, and are brought back
    to the sum as written; weights that were found in the data stay as found. Each scale and each way of joining
    that the design calls fair is as likely as the chosen one.

    Args:
        design: the choices and the doubts.
        weights: per node, shape (children,), as used.
        draws: how many.
        rng: the source of chance.
        start: number of the first stream; other tickets of the same lottery need other numbers.
    """
    numbers = np.arange(start, start + draws, dtype=np.int64)
    return Tickets(
        noise=numbers,
        imputation=numbers,
        normalisation=rng.integers(1 + len(design.uncertainty.normalise), size=draws, dtype=np.int64),
        aggregation=rng.integers(1 + len(design.uncertainty.aggregate), size=draws, dtype=np.int64),
        weights={
            code: _draw_weights(design, code, weights=weights[code], draws=draws, rng=rng)
            for code in (node.code for node in design.upwards())
        },
    )


def _draw_weights(design: IndexDesign, code: str, *, weights: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Return the weights of the children of one node, shape (draws, children)."""
    spreads = {item.code: item.spread for item in design.items}
    spread = np.array([spreads[child] for child in design.children(code)])
    moving = (spread > 0) & (weights > 0)
    doubted = design.uncertainty.weights == "spread" and design.node(code).weighting == "given"
    if not doubted or not moving.any():
        return np.tile(weights, (draws, 1))
    mean = np.where(moving, weights, 1.0)
    width = np.where(moving, spread, 1.0)
    gamma = rng.gamma((mean / width) ** 2, width**2 / mean, size=(draws, weights.size))
    mixed = np.where(moving, gamma, weights)
    return np.asarray(mixed / mixed.sum(axis=1, keepdims=True) * weights.sum())


def doubted_groups(design: IndexDesign, *, moving: Collection[str]) -> tuple[Group, ...]:
    """Return which groups of inputs a design doubts at all; the others cannot move a rank.

    Args:
        design: the doubts.
        moving: the sources of noise that move any figure, of `noise` and `imputation`.
    """
    doubt = design.uncertainty
    spread = any(item.spread > 0 for item in design.items)
    given = any(node.weighting == "given" for node in design.nodes)
    there: dict[Group, bool] = {
        "noise": "noise" in moving,
        "imputation": "imputation" in moving,
        "weights": doubt.weights == "spread" and spread and given,
        "normalisation": bool(doubt.normalise),
        "aggregation": bool(doubt.aggregate),
    }
    return tuple(group for group in GROUPS if there[group])


def stream(key: tuple[int, ...], *, source: str, period: int, number: int, place: int) -> np.random.Generator:
    """Return the chance of one draw, source, period and place in the tree, the same whoever asks, and when.

    Because each draw has a stream of its own, neither the order of the draws nor the number of threads matters.
    """
    return np.random.default_rng([*key, _STREAMS[source], period, number, place])
