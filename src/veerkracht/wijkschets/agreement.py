"""How much people agree on a scale of ordered answers: van der Eijk's A."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.wijkschets import ScaleError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_LONGEST = 11


def agreement(counts: Sequence[int] | NDArray[np.int64]) -> float:
    """Return how much people agree: 1 all in one answer, 0 spread evenly, -1 half at each end; NaN of nobody.

    Args:
        counts: how many gave each answer, in the order of the scale.

    Raises:
        ScaleError: if counts are negative, or the scale has fewer than 2 or more than 11 answers.

    Source:
        van der Eijk, C. (2001). Measuring agreement in ordered rating scales. Quality & Quantity 35, 325-341.

    >>> round(agreement([30, 40, 210, 130, 530, 50, 10]), 4)
    0.6113
    """
    return float(agreements(np.asarray(counts)[None])[0])


def agreements(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return `agreement` of many sets of counts, shape (sets, answers).

    Counts are peeled off in layers, each of answers that are given and answers that are not; A is the mean over
    layers, weighted by their size.

    Raises:
        ScaleError: if counts are negative, or the scale has fewer than 2 or more than 11 answers.
    """
    length = counts.shape[1]
    if not 2 <= length <= _LONGEST or (counts < 0).any():
        raise ScaleError(
            counts[0].tolist(),
            right_en=f"Give how often each of 2 to {_LONGEST} answers was given, in order.",
            right_nl=f"Geef hoe vaak elk van 2 tot {_LONGEST} antwoorden is gegeven, op volgorde.",
        )
    table = np.array([_pattern(tuple(code >> at & 1 for at in range(length))) for code in range(2**length)])
    left, total = counts.astype(np.int64), np.maximum(counts.sum(axis=1), 1)
    found = np.zeros(len(counts))
    for _ in range(length):
        given = left > 0
        layer = np.where(given, left, np.iinfo(np.int64).max).min(axis=1)
        layer = np.where(given.any(axis=1), layer, 0)
        found += layer * given.sum(axis=1) / total * table[(given * 2 ** np.arange(length)).sum(axis=1)]
        left = left - given * layer[:, None]
    return np.where(counts.sum(axis=1) > 0, found, np.nan)


def agreement_interval(
    counts: NDArray[np.int64], *, draws: int, generator: np.random.Generator
) -> tuple[float, float] | None:
    """Return the 95% interval of A over bootstrap draws of people; None where fewer than two answered."""
    people = int(counts.sum())
    if people < 2:
        return None
    drawn = generator.multinomial(people, counts / people, size=draws)
    low, high = np.quantile(agreements(drawn), [0.025, 0.975])
    return float(low), float(high)


def _pattern(given: tuple[int, ...]) -> float:
    """Return the A of one layer: which answers are given (1) and which are not (0)."""
    length, answers = len(given), sum(given)
    if answers == 0:
        return 0.0
    one_top = two_tops = 0
    for triple in combinations(given, 3):
        one_top += triple in ((1, 1, 0), (0, 1, 1))
        two_tops += triple == (1, 0, 1)
    unimodal = 1.0
    if one_top + two_tops:
        unimodal = ((length - 2) * one_top - (length - 1) * two_tops) / ((length - 2) * (one_top + two_tops))
    return unimodal * (1.0 - (answers - 1) / (length - 1))
