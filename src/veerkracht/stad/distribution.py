"""What is known of a number: a distribution that holds its central value, its range and the weight of zero."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import betainc, betaincinv, ndtr, ndtri

from veerkracht.errors.scenario import ParameterRangeError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

Numbers = tuple[float, ...]
_Z95: Final = float(ndtri(0.95))  # half the width of the middle 90% of a normal distribution, in standard deviations
_SLACK: Final = 0.03  # how far a centre may lie from where its range puts it, as a share: room for rounding


class Shape(StrEnum):
    """The kinds of distributions; `low` and `high` are the 5% and 95% points unless said otherwise."""

    FIXED = "fixed"
    NORMAL = "normal"
    LOGNORMAL = "lognormal"
    BETA = "beta"  # the centre is the mean; `cases` says how many observations it is worth
    TRIANGULAR = "triangular"  # low and high are the outermost values
    UNIFORM = "uniform"  # low and high are the outermost values
    ZERO_OR = "zero_or"  # zero with chance `zero`, else lognormal


class Meaning(StrEnum):
    """What a number can be at all."""

    SHARE = "share"  # a share or a chance, 0 to 1
    AMOUNT = "amount"  # 0 or more
    EFFECT = "effect"  # any number


BOUNDS: Final = {
    Meaning.SHARE: (0.0, 1.0),
    Meaning.AMOUNT: (0.0, float("inf")),
    Meaning.EFFECT: (float("-inf"), float("inf")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """The distribution of one number, or of a few that belong together (by stage, segment, ...).

    Attributes:
        shape: which kind.
        central: the value of the central answer, per element; empty for ZERO_OR, where it is the median.
        low, high: per element; see `Shape`. Empty for FIXED and BETA.
        zero: chance of exactly zero, 0 to 1; only for ZERO_OR.
        cases: worth of a BETA, in observations.
        together: True if one chance moves all elements up or down together, else each has its own.
    """

    shape: Shape
    central: Numbers = ()
    low: Numbers = ()
    high: Numbers = ()
    zero: float = 0.0
    cases: float = 0.0
    together: bool = True

    @property
    def size(self) -> int:
        """The number of elements."""
        return max(len(self.central), len(self.low))

    def centre(self) -> Numbers:
        """Return the value of each element in the central answer."""
        if self.shape is Shape.ZERO_OR:
            return tuple(float(value) for value in self.quantile(np.full(self.size, 0.5)))
        return self.central

    def limits(self, *, meaning: Meaning = Meaning.EFFECT) -> tuple[Numbers, Numbers]:
        """Return the 5% and the 95% point of each element."""
        low, high = (self.quantile(np.full(self.size, chance), meaning=meaning) for chance in (0.05, 0.95))
        return tuple(map(float, low)), tuple(map(float, high))

    def quantile(self, chance: Values, *, meaning: Meaning = Meaning.EFFECT) -> Values:
        """Return the value below which each element lies with a chance, shape (elements,).

        Values that the meaning does not allow are cut off: the distribution is conditioned on its bounds.

        Args:
            chance: 0 to 1, shape (elements,).
            meaning: what the number can be.
        """
        if self.shape is Shape.FIXED:
            return np.array(self.central)
        bounds = BOUNDS[meaning]
        return np.array([self._one(place, float(chance[place]), bounds=bounds) for place in range(self.size)])

    def _one(self, place: int, chance: float, *, bounds: tuple[float, float]) -> float:
        if self.shape is Shape.BETA:
            mean = self.central[place]
            settled = mean in (0.0, 1.0)
            return mean if settled else float(betaincinv(mean * self.cases, (1.0 - mean) * self.cases, chance))
        low, high = self.low[place], self.high[place]
        if low == high:
            return low
        if self.shape is Shape.UNIFORM:
            return low + chance * (high - low)
        if self.shape is Shape.TRIANGULAR:
            return _triangular(chance, low=low, mode=self.central[place], high=high)
        if self.shape is Shape.ZERO_OR:
            if chance < self.zero:
                return 0.0
            chance = (chance - self.zero) / (1.0 - self.zero)
        if self.shape is Shape.NORMAL:
            return _normal(chance, low=low, high=high, bounds=bounds)
        ends = (float("-inf") if bounds[0] <= 0.0 else float(np.log(bounds[0])), float(np.log(bounds[1])))
        return float(np.exp(_normal(chance, low=float(np.log(low)), high=float(np.log(high)), bounds=ends)))


def _normal(chance: float, *, low: float, high: float, bounds: tuple[float, float]) -> float:
    """Return a quantile of the normal distribution with these 5% and 95% points, conditioned on its bounds."""
    middle, spread = (low + high) / 2.0, (high - low) / (2.0 * _Z95)
    under, over = (float(ndtr((bound - middle) / spread)) for bound in bounds)
    value = middle + spread * float(ndtri(under + chance * (over - under)))
    return min(max(value, bounds[0]), bounds[1])


def _triangular(chance: float, *, low: float, mode: float, high: float) -> float:
    below = (mode - low) / (high - low)
    if chance < below:
        return low + float(np.sqrt(chance * (high - low) * (mode - low)))
    return high - float(np.sqrt((1.0 - chance) * (high - low) * (high - mode)))


def cumulative(distribution: Distribution, value: float, *, place: int = 0) -> float:
    """Return the chance of at most `value` of one element, for tests of what is drawn; bounds do not count.

    >>> cumulative(Distribution(shape=Shape.UNIFORM, central=(0.5,), low=(0.0,), high=(2.0,)), 1.5)
    0.75
    """
    d = distribution
    if d.shape is Shape.FIXED:
        return float(value >= d.central[place])
    if d.shape is Shape.BETA:
        return float(betainc(d.central[place] * d.cases, (1.0 - d.central[place]) * d.cases, np.clip(value, 0.0, 1.0)))
    low, high = d.low[place], d.high[place]
    if d.shape is Shape.UNIFORM:
        return float(np.clip((value - low) / (high - low), 0.0, 1.0))
    if d.shape is Shape.TRIANGULAR:
        mode = d.central[place]
        if value <= mode:
            return max(value - low, 0.0) ** 2 / ((high - low) * (mode - low)) if mode > low else 0.0
        return 1.0 - max(high - value, 0.0) ** 2 / ((high - low) * (high - mode))
    if d.shape is Shape.NORMAL:
        return float(ndtr((value - (low + high) / 2.0) / ((high - low) / (2.0 * _Z95))))
    if value <= 0.0:
        return d.zero if value == 0.0 else 0.0
    middle, spread = np.log(low * high) / 2.0, np.log(high / low) / (2.0 * _Z95)
    return float(d.zero + (1.0 - d.zero) * ndtr((np.log(value) - middle) / spread))


def checked(
    distribution: Distribution, *, meaning: Meaning, size: int, where: str, document: str, line: int = 0
) -> Distribution:
    """Return the distribution if its numbers can be.

    Args:
        distribution: as read.
        meaning: what the number can be.
        size: how many elements the parameter has.
        where: name of the parameter, for messages.
        document: name of the text, for messages.
        line: of the text, for messages; 0 if unknown.

    Raises:
        ParameterRangeError: if the number of elements is wrong, a range stands upside down or off its centre, or a
            value lies outside the meaning of the parameter.
    """
    problem = _problem(distribution, meaning=meaning, size=size)
    if problem:
        what_en, what_nl, right_en, right_nl = problem
        raise ParameterRangeError(
            where,
            document=document,
            line=line,
            what_en=what_en,
            what_nl=what_nl,
            right_en=right_en,
            right_nl=right_nl,
        )
    return distribution


def _problem(d: Distribution, *, meaning: Meaning, size: int) -> tuple[str, str, str, str] | None:
    lengths = {len(numbers) for numbers in (d.central, d.low, d.high) if numbers}
    if lengths != {size}:
        got = "/".join(map(str, sorted(lengths)))
        return (
            f"{got} values were given",
            f"er zijn {got} waarden gegeven",
            f"{size} value(s)",
            f"{size} waarde(n)",
        )
    if not 0.0 <= d.zero < 1.0:
        return (
            f"the chance of zero is {d.zero:g}",
            f"de kans op nul is {d.zero:g}",
            "from 0 to under 1",
            "van 0 tot onder 1",
        )
    if d.shape is Shape.BETA and (meaning is not Meaning.SHARE or not d.cases > 0.0):
        what = f"beta, cases = {d.cases:g}, {meaning.value}"
        return (
            what,
            what,
            "beta only for a share, with 'cases' above 0",
            "beta alleen voor een aandeel, met 'cases' boven 0",
        )
    for place in range(size):
        found = _order(d, place) or _meaning(d, place, meaning=meaning)
        if found:
            return found
    return None


def _meaning(d: Distribution, place: int, *, meaning: Meaning) -> tuple[str, str, str, str] | None:
    least, most = BOUNDS[meaning]
    for numbers in (d.central, d.low, d.high):
        if numbers and not least <= numbers[place] <= most:
            value = numbers[place]
            return (
                f"{value:g} is no {meaning.value}",
                f"{value:g} kan hier niet ({meaning.value})",
                f"from {least:g} to {most:g}",
                f"van {least:g} tot {most:g}",
            )
    return None


def _order(d: Distribution, place: int) -> tuple[str, str, str, str] | None:
    """Return what is wrong with the order of low, central and high of one element."""
    if d.shape in (Shape.FIXED, Shape.BETA):
        return None
    low, high = d.low[place], d.high[place]
    if low > high:
        return (
            f"the range {low:g} to {high:g} stands upside down",
            f"het bereik {low:g} tot {high:g} staat ondersteboven",
            "low at most high",
            "low hoogstens high",
        )
    if low == high == (d.central[place] if d.central else low):
        return None
    if d.shape in (Shape.LOGNORMAL, Shape.ZERO_OR) and low <= 0.0:
        return (
            f"low is {low:g} in a {d.shape.value}",
            f"low is {low:g} in een {d.shape.value}",
            "low above 0",
            "low boven 0",
        )
    if d.shape is Shape.ZERO_OR:
        return None
    central = d.central[place]
    right = float(np.sqrt(low * high)) if d.shape is Shape.LOGNORMAL else (low + high) / 2.0
    width = right if d.shape is Shape.LOGNORMAL else high - low
    off = d.shape in (Shape.NORMAL, Shape.LOGNORMAL) and abs(central - right) > _SLACK * width
    if off or not low <= central <= high:
        wanted = f"{right:.4g}" if off else f"{low:g} ... {high:g}"
        return (
            f"central is {central:g} with a range from {low:g} to {high:g} ({d.shape.value})",
            f"central is {central:g} bij een bereik van {low:g} tot {high:g} ({d.shape.value})",
            wanted,
            wanted,
        )
    return None
