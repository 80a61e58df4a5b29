"""Answers of people who differ only in how soon they say yes: what such a room looks like, without any groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SWEEPS = 30
# Keeps someone who said yes to all, or no to all, at a finite inclination; on the scale of log odds.
_RIDGE, _MOST = 0.05, 6.0


def chances_of_yes(values: NDArray[np.int8], *, said: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the chance that each person agrees with each statement, if only person and statement matter.

    The log odds are an inclination of the person plus an appeal of the statement, found by Newton steps in turn.

    Args:
        values: 1 agree, -1 disagree, shape (people, statements).
        said: where one of both was said; a pass says nothing here.

    Source:
        Rasch (1960), Probabilistic models for some intelligence and attainment tests; a small ridge on both.
    """
    agreed = (values > 0) & said
    inclination, appeal = np.zeros(values.shape[0]), np.zeros(values.shape[1])
    for _ in range(_SWEEPS):
        inclination = _step(inclination, agreed, said, inclination[:, None] + appeal, axis=1)
        appeal = _step(appeal, agreed, said, inclination[:, None] + appeal, axis=0)
    return _logistic(inclination[:, None] + appeal)


def rooms_like(
    values: NDArray[np.int8], *, said: NDArray[np.bool_], number: int, generator: np.random.Generator
) -> NDArray[np.float64]:
    """Return made-up votes of the same people without groups, shape (number, people, statements); 0 where none is."""
    chances = chances_of_yes(values, said=said)
    made = np.where(generator.random((number, *chances.shape)) < chances, 1.0, -1.0)
    return np.where(said, made, 0.0)


def _step(
    now: NDArray[np.float64],
    agreed: NDArray[np.bool_],
    said: NDArray[np.bool_],
    odds: NDArray[np.float64],
    *,
    axis: int,
) -> NDArray[np.float64]:
    chances = _logistic(odds)
    slope = np.where(said, agreed - chances, 0.0).sum(axis=axis) - _RIDGE * now
    bend = np.where(said, chances * (1 - chances), 0.0).sum(axis=axis) + _RIDGE
    return np.asarray(np.clip(now + slope / bend, -_MOST, _MOST))


def _logistic(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-odds)))
