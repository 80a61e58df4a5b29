"""Draws from many weights in constant time: the alias method (Walker 1977, ACM TOMS 3; Vose 1991, IEEE TSE 17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.kernel import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FULL = 4294967295.0


@kernel
def build_alias(weights: NDArray[np.float64], threshold: NDArray[np.uint32], alias: NDArray[np.uint16]) -> None:
    """Fill the tables for one draw a row; weights of shape (rows, choices), zero for what cannot be chosen."""
    rows, choices = weights.shape
    small = np.empty(choices, np.int32)
    large = np.empty(choices, np.int32)
    part = np.empty(choices)
    for row in range(rows):
        total = 0.0
        for choice in range(choices):
            total += weights[row, choice]
        if total <= 0.0:
            for choice in range(choices):
                threshold[row, choice] = np.uint32(_FULL)
                alias[row, choice] = choice
            continue
        smalls, larges = 0, 0
        scale = choices / total
        for choice in range(choices):
            part[choice] = weights[row, choice] * scale
            if part[choice] < 1.0:
                small[smalls] = choice
                smalls += 1
            else:
                large[larges] = choice
                larges += 1
        while smalls > 0 and larges > 0:
            smalls -= 1
            low, high = small[smalls], large[larges - 1]
            threshold[row, low] = np.uint32(min(part[low] * _FULL, _FULL))
            alias[row, low] = high
            part[high] -= 1.0 - part[low]
            if part[high] < 1.0:
                larges -= 1
                small[smalls] = high
                smalls += 1
        for place in range(larges):
            threshold[row, large[place]] = np.uint32(_FULL)
            alias[row, large[place]] = large[place]
        for place in range(smalls):
            threshold[row, small[place]] = np.uint32(_FULL)
            alias[row, small[place]] = small[place]
