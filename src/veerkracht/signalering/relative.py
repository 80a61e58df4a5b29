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

    Areas without a change count in no gemeente. The error of the difference is that of independent areas, the area's
    own share in its gemeente included: (1 - 2w) e^2 + sum of w^2 e^2.

    Args:
        found: the absolute development.
        residents: shape (areas,), the weight; areas without a known number get the median.
        groups: shape (areas,), number of the gemeente, from 0.
    """
    known = np.isfinite(residents) & (residents > 0)
    middle = float(np.median(residents[known])) if known.any() else 1.0
    present = np.isfinite(found.change)
    weight = np.where(present, np.where(known, residents, middle), 0.0)
    number = int(groups.max()) + 1 if len(groups) else 0
    total = np.bincount(groups, weights=weight, minlength=number)
    share = weight / np.maximum(total[groups], 1e-300)
    change, error = np.nan_to_num(found.change), np.nan_to_num(found.error)
    mean = np.bincount(groups, weights=share * change, minlength=number)[groups]
    spread = np.bincount(groups, weights=(share * error) ** 2, minlength=number)[groups]
    difference = np.where(present, change - mean, np.nan)
    deviation = np.sqrt(np.maximum((1.0 - 2.0 * share) * error**2 + spread, 1e-300))
    return replace(
        found,
        change=difference,
        error=np.where(present, deviation, np.nan),
        p_up=np.where(present, ndtr((difference - found.least) / deviation), np.nan),
        p_down=np.where(present, ndtr((-found.least - difference) / deviation), np.nan),
    )
