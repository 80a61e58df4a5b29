"""How loops over households are compiled: numba, kept between sessions, with types that mypy can follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

from numba import njit

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

Function = TypeVar("Function", bound="Callable[..., object]")
Whole: TypeAlias = "int | np.int64"  # a whole number in a kernel: of Python, or read from an array


def kernel(function: Function) -> Function:
    """Return a function compiled at its first call; the machine code is kept beside the module, or in the user's cache.

    No fast mathematics: a run must give the same bytes wherever it is cut in blocks.
    """
    return cast("Function", njit(cache=True, error_model="numpy", nogil=True)(function))


def inlined(function: Function) -> Function:
    """Return a function that is written out where a kernel calls it: passing many arrays costs more than its work."""
    return cast("Function", njit(cache=True, error_model="numpy", nogil=True, inline="always")(function))


def summing(function: Function) -> Function:
    """Return a compiled function whose sums may be taken in any order: for expected numbers, which are not whole."""
    order = {"reassoc", "contract", "nsz", "arcp"}
    return cast("Function", njit(cache=True, error_model="numpy", nogil=True, fastmath=order)(function))
