"""What homes weigh for a group in a year, and tables to draw from: nearly the same draw where nearly the same is asked.

A policy is judged beside its baseline with the same luck. Tables of the alias method alone would undo that: a home more
or less in one area reorders them, and a third of all households would go elsewhere for no reason. So a home is drawn
from the tables of a usual year, which no policy changes; it is kept with the chance that it weighs as much as usual,
and drawn again, from what weighs more than usual, where not. That is exactly the weights of the year (a maximal
coupling: Thorisson 2000, Coupling, Stationarity, and Regeneration, chapter 1; Lindvall 1992).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from veerkracht.stad.alias import ALIAS_BITS, build_alias
from veerkracht.stad.households import GROUP_RELIANCE, GROUPS, SEGMENTS
from veerkracht.stad.kernel import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grid = NDArray[np.float64]

KEEP_BITS = 24  # of a table: the chance that a home drawn as usual is kept
_KEEP = 2.0**KEEP_BITS - 1.0
_NOT_KEEP = ~np.uint64(int(_KEEP) << ALIAS_BITS)
_NOTHING = 1e-9  # share of the weight below which there is nothing to draw again from
_GROUP_RELIANCE = GROUP_RELIANCE.astype(np.int64)


class Choice(NamedTuple):
    """Weights of homes for a group, and the tables to draw from them; tables have shape (groups x segments, areas).

    Attributes:
        weight: shape (groups, homes); 0 for what a group may not have.
        share: weight of the homes of a segment together; shape (groups, segments).
        usual: weight in a usual year, shape (groups, homes).
        drawn: tables of that within a segment, with the chance that a home drawn from it is kept.
        above: tables of what weighs more than usual.
    """

    weight: Grid
    share: Grid
    usual: Grid
    drawn: NDArray[np.uint64]
    above: NDArray[np.uint64]


def choice_of(usual: Grid) -> Choice:
    """Return room for the tables of a run, with those of a usual year filled.

    Args:
        usual: what homes weigh for a group when as many come free as at the start; shape (groups, homes).
    """
    rows = (GROUPS * SEGMENTS, usual.shape[1] // SEGMENTS)
    choice = Choice(
        weight=np.zeros(usual.shape),
        share=np.zeros((GROUPS, SEGMENTS)),
        usual=np.ascontiguousarray(usual),
        drawn=np.zeros(rows, dtype=np.uint64),
        above=np.zeros(rows, dtype=np.uint64),
    )
    build_alias(choice.usual.reshape(rows), choice.drawn)
    return choice


@kernel
def weigh(choice: Choice, supply: Grid, pull: Grid, pull_mean: Grid, fresh: Grid, factor: Grid) -> None:
    """Fill the weights and the tables of a year.

    Args:
        choice: filled in place.
        supply: homes free now or when their household finds another; shape (homes,).
        pull: per home offered, shape (groups, homes).
        pull_mean: of a new home, shape (groups, segments).
        fresh: share of the homes that is new since the start, shape (homes,).
        factor: what climate and steering do, by reliance; shape (reliances, homes).
    """
    areas = supply.size // SEGMENTS
    more = np.empty((GROUPS * SEGMENTS, areas))
    for group in range(GROUPS):
        reliance = _GROUP_RELIANCE[group]
        for segment in range(SEGMENTS):
            total = 0.0
            mean = pull_mean[group, segment]
            for home in range(segment * areas, (segment + 1) * areas):
                value = supply[home] * factor[reliance, home]
                value *= pull[group, home] + fresh[home] * (mean - pull[group, home])
                choice.weight[group, home] = value
                total += value
            choice.share[group, segment] = total
            row, homes = group * SEGMENTS + segment, slice(segment * areas, (segment + 1) * areas)
            _keep_usual(choice.weight[group, homes], choice.usual[group, homes], choice.drawn[row], more[row])
    build_alias(more, choice.above)


@kernel
def _keep_usual(weight: Grid, usual: Grid, drawn: NDArray[np.uint64], more: Grid) -> None:
    """Fill the chance that a home drawn as usual is kept, and what weighs more than usual; all of shape (areas,)."""
    total = usual.sum()
    scale = weight.sum() / total if total > 0.0 else 0.0
    above = 0.0
    for area in range(weight.size):
        meant = usual[area] * scale
        keep = np.uint64(min(weight[area] / meant * (_KEEP + 1.0), _KEEP)) if meant > 0.0 else np.uint64(0)
        drawn[area] = (drawn[area] & _NOT_KEEP) | keep << np.uint64(ALIAS_BITS)
        more[area] = max(weight[area] - meant, 0.0)
        above += more[area]
    if above <= _NOTHING * weight.sum():
        more[:] = weight
