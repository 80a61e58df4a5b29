"""Draws from many weights in constant time: the alias method (Walker 1977, ACM TOMS 3; Vose 1991, IEEE TSE 17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.kernel import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A choice is one number, so that a draw reads memory once: the threshold in the 24 highest bits, then 24 bits for who
# uses the table, then 16 of the alias.
THRESHOLD_BITS, ALIAS_BITS = 24, 16
_HIGH = np.uint64(64 - THRESHOLD_BITS)
_FULL = 2.0**THRESHOLD_BITS - 1.0


@kernel
def build_alias(weights: NDArray[np.float64], table: NDArray[np.uint64]) -> None:
    """Fill a table for one draw a row; weights of shape (rows, choices), zero for what cannot be chosen."""
    rows, choices = weights.shape
    small, large = np.empty(choices + 1, np.int32), np.empty(choices + 1, np.int32)
    part = np.empty(choices)
    for row in range(rows):
        total = 0.0
        for choice in range(choices):
            total += weights[row, choice]
        if total <= 0.0:
            for choice in range(choices):
                table[row, choice] = np.uint64(choice)
            continue
        smalls, larges = 0, 0
        scale = choices / total
        for choice in range(choices):
            part[choice] = weights[row, choice] * scale
            # In both lists, and one of them goes on: to ask which costs more.
            small[smalls] = large[larges] = choice
            smalls += part[choice] < 1.0
            larges += part[choice] >= 1.0
        while smalls > 0 and larges > 0:
            smalls -= 1
            low, high = small[smalls], large[larges - 1]
            table[row, low] = np.uint64(min(part[low] * (_FULL + 1.0), _FULL)) << _HIGH | np.uint64(high)
            part[high] -= 1.0 - part[low]
            if part[high] < 1.0:
                larges -= 1
                small[smalls] = high
                smalls += 1
        for place in range(larges):
            table[row, large[place]] = np.uint64(large[place])
        for place in range(smalls):
            table[row, small[place]] = np.uint64(small[place])
