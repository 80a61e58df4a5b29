"""Means in disguise: aggregations that are an arithmetic mean once every value is curved by the same curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

import numpy as np

from veerkracht.index.aggregate import Arithmetic, Generalised, Geometric, Harmonic, WeightedSum

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.index.aggregate import Aggregation
    from veerkracht.index.design import IndexDesign

Number = TypeVar("Number", np.float32, np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bend:
    """The curve under which an aggregation is a weighted mean (a quasi-arithmetic or Kolmogorov mean).

    Attributes:
        kind: `straight` x, `log` log(x + number), or `power` x^number.
        number: the offset or the power.

    Source:
        Hardy, Littlewood & Pólya (1934), Inequalities, ch. III (Kolmogorov 1930, Nagumo 1930).
    """

    kind: Literal["straight", "log", "power"]
    number: float = 0.0

    def forward(self, values: NDArray[Number]) -> NDArray[Number]:
        """Return the values curved; infinite or NaN where the curve cannot take a value.

        >>> Bend(kind="log").forward(np.array([1.0]))
        array([0.])
        """
        if self.kind == "straight":
            return values
        with np.errstate(divide="ignore", invalid="ignore"):
            curved = np.log(values + self.number) if self.kind == "log" else values**self.number
        return curved.astype(values.dtype, copy=False)

    def backward(self, values: NDArray[Number]) -> NDArray[Number]:
        """Return the values straightened: the inverse of `forward`."""
        if self.kind == "straight":
            return values
        straight = np.exp(values) - self.number if self.kind == "log" else values ** (1.0 / self.number)
        return straight.astype(values.dtype, copy=False)

    @property
    def floor(self) -> float:
        """The lowest value that the curve can take."""
        return {"straight": -np.inf, "log": -self.number, "power": 0.0}[self.kind]


def bend_of(aggregate: Aggregation) -> Bend | None:
    """Return the curve of an aggregation; None if it is no mean in disguise.

    >>> bend_of(Geometric(offset=0.1))
    Bend(kind='log', number=0.1)
    """
    match aggregate:
        case Arithmetic() | WeightedSum():
            return Bend(kind="straight")
        case Geometric():
            return Bend(kind="log", number=aggregate.offset)
        case Harmonic():
            return Bend(kind="power", number=-1.0)
        case Generalised():
            return Bend(kind="power", number=aggregate.power)
        case _:
            return None


def floors(design: IndexDesign, *, aggregate: Aggregation | None) -> NDArray[np.float64]:
    """Return the lowest score of each indicator that all nodes above it can take.

    Noise that pushes a figure below it counts as noise down to it, so that chance alone never makes a draw fail.

    Args:
        design: the tree.
        aggregate: one way of joining for all nodes; None for those of the design.

    Returns:
        Shape (indicators,), in the order of the tree; minus infinity where there is no lowest score.
    """
    nodes = {node.code: node for node in design.nodes}
    found = []
    choices = {choice.code: choice for choice in design.indicators}
    for code in design.leaves(design.root):
        lowest, above = -np.inf, choices[code].parent
        while above:
            bend = bend_of(aggregate or nodes[above].aggregate)
            lowest = max(lowest, -np.inf if bend is None else bend.floor)
            above = nodes[above].parent
        found.append(lowest)
    return np.array(found)
