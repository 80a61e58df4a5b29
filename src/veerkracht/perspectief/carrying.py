"""The balance of dragers and vragers in a buurt, now and along the path that a simulation shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.errors.perspectief import PathShapeError
from veerkracht.facts.language import Bilingual

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BAND: Final = (0.05, 0.95)  # the band of 90% of the simulation


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryingPath:
    """How many dragers there are for every vrager, year by year.

    Attributes:
        now: at the start: the median over the runs, as who is vrager is estimated; None where there is no vrager.
        low, middle, high: 5%, 50% and 95% of the runs, shape (years + 1,); NaN in a year without vragers in a run.
        better: chance, 0 to 1, that the last year has more dragers for each vrager than the first; None where it
            cannot be told.
    """

    now: float | None
    low: Floats
    middle: Floats
    high: Floats
    better: float | None


def carrying_path(dragers: Floats, vragers: Floats) -> CarryingPath:
    """Return the balance of one area along the runs of a simulation.

    Args:
        dragers: households that carry, shape (runs, years + 1); index 0 of the years is the start.
        vragers: households that ask, the same shape.

    Raises:
        PathShapeError: if the shapes differ, or there are no runs or no years after the start.
    """
    carry, ask = np.atleast_2d(np.asarray(dragers, dtype=np.float64)), np.atleast_2d(np.asarray(vragers, np.float64))
    if carry.shape != ask.shape:
        raise PathShapeError("vragers", found=ask.shape, wanted=carry.shape)
    if carry.ndim != 2 or carry.shape[0] < 1 or carry.shape[1] < 2:
        raise PathShapeError("dragers", found=carry.shape, wanted="(runs >= 1, years + 1 >= 2)")
    ratio = np.divide(carry, ask, out=np.full(carry.shape, np.nan), where=ask > 0)
    low, middle, high = np.quantile(ratio, (BAND[0], 0.5, BAND[1]), axis=0)
    start, end = ratio[:, 0], ratio[:, -1]
    is_told = bool(np.isfinite(start).all() and np.isfinite(end).all())
    return CarryingPath(
        now=float(middle[0]) if np.isfinite(middle[0]) else None,
        low=low,
        middle=middle,
        high=high,
        better=float(np.mean(end > start)) if is_told else None,
    )


def carrying_words(path: CarryingPath, *, first: int) -> Bilingual:
    """Return the balance in a sentence, with its band; the year of the start is `first`."""
    if path.now is None or not np.isfinite(path.middle[-1]):
        return Bilingual(
            "Er zijn (bijna) geen vragers; een verhouding zegt hier niets.",
            "There are (almost) no vragers; a ratio says nothing here.",
        )
    last = first + len(path.middle) - 1
    nl, en = (
        [f"{value:.1f}".replace(".", sign) for value in (path.now, path.low[-1], path.high[-1])] for sign in (",", ".")
    )
    return Bilingual(
        f"Nu zijn er ongeveer {nl[0]} dragers op elke vrager. In {last} zijn dat er {nl[1]} tot {nl[2]}.",
        f"Now there are about {en[0]} dragers for every vrager. In {last} there are {en[1]} to {en[2]}.",
    )
