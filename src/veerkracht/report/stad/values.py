"""Numbers over all runs as plain values: with a band, beside the baseline, as a chance; and how they become JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from veerkracht.stad.outlook_classes import Chance

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A number over all runs; NaN (null in JSON) where a run has none.

    Attributes:
        mean: means of parts add up to the mean of the whole, as the other three do not.
        low: 5% of the runs lie below it.
        middle: the median.
        high: 5% of the runs lie above it.
    """

    mean: float
    low: float
    middle: float
    high: float

    @property
    def is_known(self) -> bool:
        """Whether every run has a value."""
        return bool(np.isfinite(self.middle))

    @property
    def turned(self) -> Spread:
        """The same told from the other side: of who comes instead of who goes."""
        return Spread(mean=-self.mean, low=-self.high, middle=-self.middle, high=-self.low)

    @property
    def side(self) -> int:
        """1 if the whole band lies above nought, -1 if below, 0 if it holds nought or nothing is known."""
        return int(self.low > 0) - int(self.high < 0)


def spread_of(values: ArrayLike) -> Spread:
    """Return a quantity of every run, shape (runs,), as one spread; as `runs.band_of` makes a band.

    >>> spread_of([1.0, 2.0, 3.0]).middle
    2.0
    """
    each = np.asarray(values, dtype=np.float64)
    ordered = np.sort(each)
    if np.isnan(ordered[-1]):
        return UNKNOWN
    low, middle, high = (_quantile(ordered, share) for share in (0.05, 0.5, 0.95))
    return Spread(mean=float(each.mean()), low=low, middle=middle, high=high)


def _quantile(ordered: Floats, share: float) -> float:
    """Return a quantile as `np.quantile` does, which takes ten times as long: an answer has thousands of them.

    Source:
        Hyndman & Fan 1996, type 7; between two numbers from the nearest of both, as numpy does.
    """
    place = share * (len(ordered) - 1)
    below = int(place)
    first, part = float(ordered[below]), place - below
    last = float(ordered[min(below + 1, len(ordered) - 1)])
    return last - (last - first) * (1.0 - part) if part >= 0.5 else first + (last - first) * part


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A quantity at the start, in the last year of the policy and of the baseline, and the difference run by run.

    For what is counted over all years there is no start: then it is unknown.
    """

    start: Spread
    policy: Spread
    baseline: Spread
    change: Spread


UNKNOWN = Spread(mean=float("nan"), low=float("nan"), middle=float("nan"), high=float("nan"))


def compared(policy: Floats, baseline: Floats, *, start: Floats | None = None) -> Compared:
    """Return one quantity of all runs, shape (runs,) each, beside its baseline."""
    return Compared(
        start=UNKNOWN if start is None else spread_of(start),
        policy=spread_of(policy),
        baseline=spread_of(baseline),
        change=spread_of(policy - baseline),
    )


def compared_years(policy: Floats, baseline: Floats) -> Compared:
    """Return a quantity of every year, shape (runs, years + 1), at the start and in the last year."""
    return compared(policy[:, -1], baseline[:, -1], start=policy[:, 0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Likelihood:
    """In how large a part of the runs something happens, with the 90% interval for so many runs; NaN where unknown."""

    share: float
    low: float
    high: float


def likelihood_of(chance: Chance, at: int) -> Likelihood:
    """Return the chance of one area."""
    return Likelihood(share=float(chance.share[at]), low=float(chance.low[at]), high=float(chance.high[at]))


def as_plain(value: object) -> object:
    """Return values as what JSON knows: dicts with the names of the attributes as keys, null for what is not known.

    >>> as_plain(Likelihood(share=0.5, low=float("nan"), high=1.0))
    {'share': 0.5, 'low': None, 'high': 1.0}
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: as_plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [as_plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value
