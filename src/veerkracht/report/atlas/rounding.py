"""Arrays as lists for JSON: rounded to what a figure can carry, and nothing that is not a number."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DIGITS = 4
"""Significant digits of a value: more than any figure of a buurt deserves, few enough to keep a country small."""


def plain(value: float, *, digits: int = DIGITS) -> float | int | None:
    """Return a number with a few significant digits; None for what is not a finite number.

    >>> plain(12.34567), plain(1200.0), plain(float("nan"))
    (12.35, 1200, None)
    """
    short = float(f"{value:.{digits}g}")
    if not math.isfinite(short):
        return None
    return int(short) if short.is_integer() else short


def plain_list(values: NDArray[np.float64], *, digits: int = DIGITS) -> list[float | int | None]:
    """Return the numbers of an array with a few significant digits; None where missing."""
    return [plain(value, digits=digits) for value in values.tolist()]


def hundredths(chance: float) -> float | None:
    """Return a chance in hundredths, which is more than a chance can carry; None where unknown."""
    return round(chance, 2) if math.isfinite(chance) else None


def whole_list(values: NDArray[np.float64]) -> list[int | None]:
    """Return counts as whole numbers; None where missing."""
    return [round(value) if math.isfinite(value) else None for value in values.tolist()]


def chance_list(values: NDArray[np.float64]) -> list[float | int | None]:
    """Return chances in hundredths, which is more than a chance can carry; None where unknown."""
    rounded = np.round(values, 2).tolist()
    return [None if not math.isfinite(one) else int(one) if one in {0.0, 1.0} else one for one in rounded]
