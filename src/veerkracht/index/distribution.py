"""Shape of one indicator over areas: skewness, kurtosis and places in a reference distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Fitted = Mapping[str, NDArray[np.float64]]


def known(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the measured values only, as one row; NaN left out."""
    flat = np.ravel(values)
    return flat[~np.isnan(flat)]


def skewness(values: NDArray[np.float64]) -> float:
    """Return the sample skewness (type 2, as Excel and COINr have it) of the measured values.

    Returns:
        Without unit; NaN below three values, 0 for a constant.

    Source:
        Joanes & Gill (1998), Comparing measures of sample skewness and kurtosis, G1.

    Examples:
        >>> round(skewness(np.array([1.0, 2.0, 3.0, 10.0])), 4)
        1.7636
    """
    numbers = known(values)
    count = numbers.size
    if count < 3:
        return float("nan")
    away = numbers - numbers.mean()
    second = float((away**2).sum())
    if second == 0.0:
        return 0.0
    return float(count * np.sqrt(count - 1) / (count - 2) * (away**3).sum() / second**1.5)


def kurtosis(values: NDArray[np.float64]) -> float:
    """Return the sample excess kurtosis (type 2) of the measured values.

    Returns:
        Without unit, 0 for a normal distribution; NaN below four values, 0 for a constant.

    Source:
        Joanes & Gill (1998), G2.

    Examples:
        >>> round(kurtosis(np.array([1.0, 2.0, 3.0, 10.0])), 4)
        3.228
    """
    numbers = known(values)
    count = numbers.size
    if count < 4:
        return float("nan")
    away = numbers - numbers.mean()
    second = float((away**2).sum())
    if second == 0.0:
        return 0.0
    fourth = float((away**4).sum()) * (count - 1) ** 2 / second**2
    lead = count * (count + 1) / ((count - 1) * (count - 2) * (count - 3))
    return lead * fourth - 3 * (count - 1) ** 2 / ((count - 2) * (count - 3))


def count_below(values: NDArray[np.float64], *, ordered: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each value how many reference values lie strictly below it; NaN stays NaN.

    Args:
        values: any shape.
        ordered: shape (reference,), ascending, without NaN.
    """
    found = np.searchsorted(ordered, values, side="left").astype(np.float64)
    found[np.isnan(values)] = np.nan
    return found


def count_up_to(values: NDArray[np.float64], *, ordered: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each value how many reference values are at most as large; NaN stays NaN.

    Args:
        values: any shape.
        ordered: shape (reference,), ascending, without NaN.
    """
    found = np.searchsorted(ordered, values, side="right").astype(np.float64)
    found[np.isnan(values)] = np.nan
    return found
