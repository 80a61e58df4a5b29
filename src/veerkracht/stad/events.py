"""What happens to a household in a year whatever a policy does: it ends, ages, or earns more or less.

At most one thing a year. These events do not depend on the area, so that the same households end in a policy and in its
baseline: with self-reliance frozen, no policy changes the number of vragers in the country (law 3 of the simulation).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from veerkracht.stad.households import GROUPS, INCOME, INCOMES, RELIANCES, STAGE, STAGES, TYPES, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.coefficients import Coefficients

DISSOLVED = -1


class Events(NamedTuple):
    """Chances and ends of the events of a year, per type.

    Attributes:
        chance: shape (types, events), a year.
        target: the type that it becomes, or DISSOLVED; shape (types, events).
        matrix: survivors of each type (row) by the type they were (column); shape (types, types).
        dissolve: chance of ending; shape (types,).
    """

    chance: NDArray[np.float64]
    target: NDArray[np.int64]
    matrix: NDArray[np.float64]
    dissolve: NDArray[np.float64]


def events_of(coefficients: Coefficients) -> Events:
    """Return the events of a year that no policy changes."""
    c = coefficients
    types = np.arange(TYPES)
    towards = {stage: types + (int(stage) - STAGE) * INCOMES for stage in Stage}
    young = np.eye(STAGES)[Stage.YOUNG]
    family = np.eye(STAGES)[Stage.FAMILY]
    midlife = np.eye(STAGES)[Stage.MIDLIFE]
    per_stage = [
        (np.array(c.dissolve), np.full(TYPES, DISSOLVED)),
        (c.to_family * young, towards[Stage.FAMILY]),
        (c.to_midlife[0] * young + c.to_midlife[1] * family, towards[Stage.MIDLIFE]),
        (c.to_senior[0] * family + c.to_senior[1] * midlife, towards[Stage.SENIOR]),
    ]
    chance = [rate[STAGE] for rate, _ in per_stage]
    target = [end for _, end in per_stage]
    chance += [np.where(INCOME < INCOMES - 1, np.array(c.income_up)[STAGE], 0.0)]
    chance += [np.where(INCOME > 0, np.array(c.income_down)[STAGE], 0.0)]
    target += [np.minimum(types + 1, TYPES - 1), np.maximum(types - 1, 0)]
    chances, targets = np.stack(chance, axis=1), np.stack(target, axis=1)
    matrix = np.diag(1.0 - chances.sum(axis=1))
    for event in range(1, chances.shape[1]):
        np.add.at(matrix, (targets[:, event], types), chances[:, event])
    return Events(chance=chances, target=targets, matrix=matrix, dissolve=chances[:, 0])


def by_group(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return counts of types (first axis) summed over stages: by reliance and income."""
    return np.asarray(_folded(counts).sum(axis=1).reshape(GROUPS, *counts.shape[1:]))


def by_reliance(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return counts of types (first axis) summed by self-reliance."""
    return np.asarray(counts.reshape(RELIANCES, TYPES // RELIANCES, *counts.shape[1:]).sum(axis=1))


def by_income(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return counts of types (first axis) summed by income."""
    return np.asarray(counts.reshape(RELIANCES * STAGES, INCOMES, *counts.shape[1:]).sum(axis=0))


def _folded(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(counts.reshape(RELIANCES, STAGES, INCOMES, *counts.shape[1:]))
