"""Development relative to the gemeente: the change of an area beside that of all residents of its gemeente.

A buurt may improve and still fall behind: "ook veerkracht is relatief" (oostkijktvooruit.nl, on the relative map).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.signalering.ontwikkeling import Development


def relative_to_gemeente(
    found: Development, *, residents: NDArray[np.float64], groups: NDArray[np.intp]
) -> Development:
    """Return each change minus the change of the gemeente, weighted by residents.

    Areas without a change count in no gemeente.

    Args:
        found: the absolute development.
        residents: shape (areas,), the weight; areas without a known number get the median.
        groups: shape (areas,), number of the gemeente, from 0.
    """
    present = np.isfinite(found.change)
    difference, deviation = beside_mean(found.change, errors=found.error, weights=residents, groups=groups)
    return replace(
        found,
        change=difference,
        error=deviation,
        p_up=np.where(present, ndtr((difference - found.least) / deviation), np.nan),
        p_down=np.where(present, ndtr((-found.least - difference) / deviation), np.nan),
    )


def beside_mean(
    values: NDArray[np.float64],
    *,
    errors: NDArray[np.float64],
    weights: NDArray[np.float64],
    groups: NDArray[np.intp],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return each value minus the weighted mean of its group, and the standard error of that difference.

    The error is that of independent areas, the area's own share in its group included: (1 - 2w) e^2 + sum of w^2 e^2.

    Args:
        values: shape (areas,), NaN where missing; such an area counts in no group.
        errors: shape (areas,), standard errors; NaN counts as 0.
        weights: shape (areas,); areas without a known weight get the median.
        groups: shape (areas,), number of the group, from 0.

    Returns:
        Shape (areas,) twice, NaN where the value is missing.
    """
    known = np.isfinite(weights) & (weights > 0)
    middle = float(np.median(weights[known])) if known.any() else 1.0
    present = np.isfinite(values)
    weight = np.where(present, np.where(known, weights, middle), 0.0)
    number = int(groups.max()) + 1 if len(groups) else 0
    total = np.bincount(groups, weights=weight, minlength=number)
    share = weight / np.maximum(total[groups], 1e-300)
    value, error = np.nan_to_num(values), np.nan_to_num(errors)
    mean = np.bincount(groups, weights=share * value, minlength=number)[groups]
    spread = np.bincount(groups, weights=(share * error) ** 2, minlength=number)[groups]
    deviation = np.sqrt(np.maximum((1.0 - 2.0 * share) * error**2 + spread, 1e-300))
    return np.where(present, value - mean, np.nan), np.where(present, deviation, np.nan)
