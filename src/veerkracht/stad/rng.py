"""Random numbers from a counter: any number can be made on its own, by whoever needs it, in any order.

A number depends only on (seed, run, year, purpose, household, try). A policy and its baseline thus share their luck,
and results do not depend on how runs are spread over workers. The mixing is the finaliser of SplitMix64 (Steele, Lea
and Flood, 2014, OOPSLA), which passes BigCrush as a counter-based generator.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.kernel import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31 = np.uint64(30), np.uint64(27), np.uint64(31)


class Purpose(IntEnum):
    """What a random number is for, so that two uses never share one."""

    YEAR = 1
    ORDER = 2
    CHOICE = 3
    URGENT = 4
    QUOTA = 5
    DEMOLITION = 6
    CONVERSION = 7
    NOISE = 8
    RETURN = 9
    LEAVE = 10


@kernel
def mix(counter: np.uint64) -> np.uint64:
    """Return 64 random bits that belong to a counter."""
    bits = counter * _GOLDEN
    bits = (bits ^ (bits >> _S30)) * _FIRST
    bits = (bits ^ (bits >> _S27)) * _SECOND
    return bits ^ (bits >> _S31)


def key(seed: int, *, run: int, year: int, purpose: Purpose) -> np.uint64:
    """Return the start of the counters for one purpose in one year of one run.

    >>> int(key(1, run=0, year=3, purpose=Purpose.YEAR)) == int(key(1, run=0, year=4, purpose=Purpose.YEAR))
    False
    """
    bits = mix(np.uint64(seed & 0xFFFFFFFFFFFFFFFF))
    for part in (run, year, int(purpose)):
        bits = mix(np.uint64(int(bits) ^ part))
    return np.uint64(bits)


@kernel
def mix_all(start: np.uint64, counters: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return 64 random bits for each counter after a start."""
    bits = np.empty(counters.size, np.uint64)
    for place in range(counters.size):
        bits[place] = mix(start + counters[place])
    return bits


@kernel
def mix_block(start: np.uint64, bits: NDArray[np.uint64]) -> None:
    """Fill 64 random bits for each of the counters that follow a start; several at once, where the processor can."""
    for place in range(bits.size):
        bits[place] = mix(start + np.uint64(place))


def uniforms(start: np.uint64, counters: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return a number in [0, 1) for each counter, shape (counters,)."""
    return np.asarray((mix_all(start, counters) >> np.uint64(11)).astype(np.float64) * 2.0**-53)


def normals(start: np.uint64, counters: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return a standard normal number for each counter, by the transform of Box and Muller (1958)."""
    first = uniforms(start, counters * np.uint64(2))
    second = uniforms(start, counters * np.uint64(2) + np.uint64(1))
    return np.asarray(np.sqrt(-2.0 * np.log1p(-first)) * np.cos(2.0 * np.pi * second))
