"""Whose doing the doubt is: which part of the spread of runs is due to parameters, to who is a vrager, to chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.ensemble import OtherSamplingError
from veerkracht.index.sobol import SobolShares, shares_each, sobol_shares
from veerkracht.stad.ensemble import MIXED, Sampling

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.merging import Merged

    Floats = NDArray[np.float64]


def outcome(merged: Merged, quantity: str, *, arm: str, year: int = -1, versus_first: bool = True) -> Floats:
    """Return an outcome of one year of every run, the years before the rest; shape (runs, ...)."""
    found = merged.difference(quantity, arm=arm) if versus_first else merged.values(quantity, arm=arm)
    return found[:, year].astype(np.float64)


def variance_shares(merged: Merged, values: Floats, *, rng: np.random.Generator) -> SobolShares:
    """Return which part of the variance of an outcome each source of doubt brings in: `MIXED`, each with a margin.

    The first-order share says what would be won if that source were known; the total share what is lost without it.

    Args:
        merged: an ensemble of which the runs share draws (`Sampling.SHARES`).
        values: an outcome of each run, or several, which then count together; shape (runs,) or (runs, outcomes).
        rng: the source of chance of the bootstrap.

    Raises:
        OtherSamplingError: if the runs do not share draws.
        NothingMovesError: if the outcome never differs.

    Source:
        As `index.sobol`: Janon e.a. (2014) for first-order shares, Jansen (1999) for total ones.
    """
    base, other, mixed = _groups(merged, values)
    return sobol_shares(base, other, mixed=mixed, rng=rng)


def variance_shares_each(
    merged: Merged, values: Floats, *, rng: np.random.Generator
) -> dict[str, tuple[Floats, Floats, Floats, Floats]]:
    """Return the shares of each of many outcomes by itself, such as areas: as `index.sobol.shares_each`.

    Args:
        merged: as for `variance_shares`.
        values: shape (runs, outcomes).
        rng: the source of chance of the bootstrap.

    Raises:
        OtherSamplingError: if the runs do not share draws.
    """
    base, other, mixed = _groups(merged, values)
    return shares_each(base, other, mixed=mixed, rng=rng)


def _groups(merged: Merged, values: Floats) -> tuple[Floats, Floats, dict[str, Floats]]:
    """Return the runs by what they share, in the order of `EnsembleSpec.draws`."""
    if merged.spec.sampling is not Sampling.SHARES:
        raise OtherSamplingError(merged.spec.sampling, wanted=Sampling.SHARES)
    step = 2 + len(MIXED)
    return values[0::step], values[1::step], {name: values[2 + at :: step] for at, name in enumerate(MIXED)}
