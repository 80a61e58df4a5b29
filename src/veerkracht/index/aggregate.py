"""Aggregation: one score of a node from the scores of its children.

Each aggregation is a value with `combine` (the score) and `slope` (how the score splits exactly into its
children). Missing children are left out and the other weights take their place; whether enough is left is
decided by the availability rule of the node, not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

import numpy as np

from veerkracht.errors.design import AggregationDomainError, DesignValueError
from veerkracht.index.benefit import best_weights
from veerkracht.index.outranking import copeland_scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Penalty = Literal["minus", "plus"]
Spread = Literal["population", "sample"]


class Aggregation(Protocol):
    """How the children of a node make its score.

    Attributes:
        compares_areas: True if the score of an area depends on the other areas; such a score is made per period.
    """

    compares_areas: ClassVar[bool]

    def combine(self, values: Floats, *, weights: Floats, node: str) -> Floats:
        """Return the score of each area.

        Args:
            values: shape (children, areas); NaN for a child without a score.
            weights: shape (children,), not negative, not all zero.
            node: code of the node, for messages.

        Returns:
            Shape (areas,); NaN where no child has a score.

        Raises:
            AggregationDomainError: if a value cannot be taken.
        """

    def slope(self, values: Floats, *, weights: Floats, scores: Floats) -> tuple[Floats, Floats] | None:
        """Return `slope` and `rest` with score = sum over children of slope x value + rest, exactly.

        Args:
            values: shape (children, areas).
            weights: shape (children,).
            scores: shape (areas,), as `combine` gave them.

        Returns:
            Two arrays of shape (children, areas), 0 for a missing child; None if no such split exists.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic:
    """The weighted mean: a point less here is made good by a point more there."""

    compares_areas: ClassVar[bool] = False

    def combine(self, values: Floats, *, weights: Floats, node: str) -> Floats:
        """Return the weighted means."""
        del node
        filled, shares = _present_shares(values, weights)
        return _weighted(filled, weights, shares)

    def slope(self, values: Floats, *, weights: Floats, scores: Floats) -> tuple[Floats, Floats] | None:
        """Return the shares of weight: the mean is linear."""
        del scores
        _, total = _present_shares(values, weights)
        return _shares(values, weights, total), np.zeros_like(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedSum:
    """The sum of weight times value, with the weights as they are: they need not add up to one.

    Where a child is missing the sum is scaled up to the whole weight.

    Source:
        MHCLG (2019), English Indices of Deprivation, whose seven weights add up to 0.999.
    """

    compares_areas: ClassVar[bool] = False

    def combine(self, values: Floats, *, weights: Floats, node: str) -> Floats:
        """Return the weighted sums."""
        return np.asarray(Arithmetic().combine(values, weights=weights, node=node) * weights.sum(), dtype=np.float64)

    def slope(self, values: Floats, *, weights: Floats, scores: Floats) -> tuple[Floats, Floats] | None:
        """Return the weights, scaled up where a child is missing."""
        del scores
        _, total = _present_shares(values, weights)
        return _shares(values, weights, total) * weights.sum(), np.zeros_like(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometric:
    """The weighted geometric mean: a low child weighs through, and cannot fully be made good.

    Attributes:
        offset: added before and taken off after, so that one zero does not wipe out a score; 0 for the
            plain geometric mean.

    Source:
        OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6; offset as in UNDP HDI practice.
    """

    compares_areas: ClassVar[bool] = False

    offset: float

    def combine(self, values: Floats, *, weights: Floats, node: str) -> Floats:
        """Return the geometric means."""
        shifted = values + self.offset
        _require_at_least_zero(shifted, method="geometric", node=node)
        with np.errstate(divide="ignore"):
            logs = np.log(shifted)
        present = ~np.isnan(logs)
        total = weights @ present
        # A zero weight must not turn a zero child (log = -inf) into NaN.
        used = present & (weights > 0)[:, np.newaxis]
        raised = np.einsum("k,km->m", weights, np.where(used, logs, 0.0))
        return np.asarray(np.where(total > 0, np.exp(raised / _safe(total)), np.nan) - self.offset)

    def slope(self, values: Floats, *, weights: Floats, scores: Floats) -> tuple[Floats, Floats] | None:
        """Return Euler's split: each child gets its share of weight of the score."""
        _, total = _present_shares(values, weights)
        shares = _shares(values, weights, total)
        shifted = values + self.offset
        slope = np.where(_positive(shifted), shares * (scores + self.offset) / _safe(shifted), 0.0)
        return slope, np.where(np.isnan(values), 0.0, self.offset * (slope - shares))


@dataclass(frozen=True, slots=True, kw_only=True)
class Harmonic:
    """The weighted harmonic mean: strictest of the three means on a low child; zero as soon as one is zero.

    Source:
        OECD/JRC (2008), step 6; COINr, `a_hmean`.
    """

    compares_areas: ClassVar[bool] = False

    def combine(self, values: Floats, *, weights: Floats, node: str) -> Floats:
        """Return the harmonic means."""
        _require_at_least_zero(values, method="harmonic", node=node)
        return Generalised(power=-1.0).combine(values, weights=weights, node=node)

    def slope(self, values: Floats, *, weights: Floats, scores: Floats) -> tuple[Floats, Floats] | None:
        """Return Euler's split."""
        return Generalised(power=-1.0).slope(values, weights=weights, scores=scores)


@dataclass(frozen=True, slots=True, kw_only=True)
class Generalised:
    """The weighted power mean: (sum of w x^p)^(1/p), with the weights adding up to one.

    Attributes:
        power: 1 arithmetic, -1 harmonic, 2 quadratic; not 0 (choose `geometric`).

    Source:
        Hardy, Littlewood & Pólya (1934), Inequalities, ch. II. Compind's `ci_generalized_mean` differs: it
        does not divide by the number of indicators before taking the root.
    """

    compares_areas: ClassVar[bool] = False

    power: float

    def __post_init__(self) -> None:
        if self.power == 0.0:
            raise DesignValueError(
                "power",
                value=self.power,
                where="generalised",
                right_en="a number other than 0 (choose 'geometric')",
                right_nl="een ander getal dan 0 (kies 'geometric')",
            )

    def combine(self, values: Floats, *, weights: Floats, node: str) -> Floats:
        """Return the power means."""
        _require_at_least_zero(values, method="generalised", node=node)
        present = ~np.isnan(values)
        total = weights @ present
        used = present & (weights > 0)[:, np.newaxis]
        with np.errstate(divide="ignore"):
            powers = np.where(used, values**self.power, 0.0)
            mean = np.einsum("k,km->m", weights, powers) / _safe(total)
            root = mean ** (1.0 / self.power)
        return np.asarray(np.where(total > 0, root, np.nan))

    def slope(self, values: Floats, *, weights: Floats, scores: Floats) -> tuple[Floats, Floats] | None:
        """Return Euler's split: the share of w x^p, as the power mean is homogeneous of degree one."""
        _, total = _present_shares(values, weights)
        shares = _shares(values, weights, total)
        usable = _positive(values) & (scores > 0)
        relative = np.where(usable, values / np.where(scores > 0, scores, 1.0), 1.0)
        slope = np.where(usable, shares * relative ** (self.power - 1.0), 0.0)
        return slope, np.zeros_like(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class MazziottaPareto:
    """The mean minus (or plus) a penalty for imbalance: variance between the children over their mean.

    On z-scores with mean 100 and deviation 10 this is the MPI, on `reference_range` 70-130 the adjusted MPI.

    Attributes:
        penalty: `minus` where high is good, `plus` where high is bad. Compind's `ci_ampi` once ignored it.
        spread: variance between the children over their number (`population`, as in the papers and in
            Compind's `ci_ampi`) or over one less (`sample`, as in Compind's `ci_mpi`).

    Source:
        Mazziotta & Pareto (2013), Cogito 5(4), 93-104; (2016), Social Indicators Research 127(3), 983-1003.
    """

    compares_areas: ClassVar[bool] = False

    penalty: Penalty
    spread: Spread

    def combine(self, values: Floats, *, weights: Floats, node: str) -> Floats:
        """Return the penalised means."""
        mean, variance = self._moments(values, weights)
        if (mean <= 0).any():
            raise AggregationDomainError(
                "mazziotta_pareto",
                value=float(np.nanmin(mean)),
                right_en="a mean above zero",
                right_nl="een gemiddelde boven nul",
                node=node,
            )
        return mean + self._sign * variance / mean

    def slope(self, values: Floats, *, weights: Floats, scores: Floats) -> tuple[Floats, Floats] | None:
        """Return Euler's split: mean and penalty are homogeneous of degree one."""
        del scores
        mean, variance = self._moments(values, weights)
        _, total = _present_shares(values, weights)
        away = np.where(np.isnan(values), 0.0, values - mean) * self._correction(values)
        bend = (2.0 * away * mean - variance) / mean**2
        return np.nan_to_num(_shares(values, weights, total) * (1.0 + self._sign * bend)), np.zeros_like(values)

    @property
    def _sign(self) -> float:
        return -1.0 if self.penalty == "minus" else 1.0

    def _moments(self, values: Floats, weights: Floats) -> tuple[Floats, Floats]:
        filled, total = _present_shares(values, weights)
        mean = _weighted(filled, weights, total)
        square = np.where(np.isnan(values), 0.0, values - mean) ** 2
        return mean, _weighted(square, weights, total) * self._correction(values)

    def _correction(self, values: Floats) -> Floats:
        """Return n / (n - 1) for a sample of n present children, 1 otherwise; shape (areas,)."""
        count = (~np.isnan(values)).sum(axis=0) if self.spread == "sample" else np.zeros(values.shape[1])
        return np.where(count > 1, count / np.maximum(count - 1, 1), 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copeland:
    """Wins minus losses: in how many pairs an area outranks the other on the greater weight of children.

    Source:
        Copeland (1951); OECD/JRC (2008), step 6, non-compensatory multi-criteria approach.
    """

    compares_areas: ClassVar[bool] = True

    def combine(self, values: Floats, *, weights: Floats, node: str) -> Floats:
        """Return wins minus losses."""
        del node
        return copeland_scores(values, weights=weights)

    def slope(self, values: Floats, *, weights: Floats, scores: Floats) -> tuple[Floats, Floats] | None:
        """Return None: a win belongs to no child alone."""
        del values, weights, scores
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitOfTheDoubt:
    """Each area gets the weights that suit it best; 1 if no other area scores higher with those weights.

    Attributes:
        low_share, high_share: bounds on the share of one child in the score of the area itself.

    Source:
        Cherchye, Moesen, Rogge & Van Puyenbroeck (2007), Social Indicators Research 82, 111-145; share
        bounds as in Wong & Beasley (1990) and Compind's `ci_bod_constr`. Needs all children of an area.
    """

    compares_areas: ClassVar[bool] = True

    low_share: float
    high_share: float

    def combine(self, values: Floats, *, weights: Floats, node: str) -> Floats:
        """Return the scores, between 0 and 1; NaN where a child is missing."""
        _require_at_least_zero(values, method="benefit_of_the_doubt", node=node)
        chosen = best_weights(values, low_share=self.low_share, high_share=self.high_share)
        del weights
        return np.where(np.isnan(values).any(axis=0), np.nan, (chosen * np.nan_to_num(values)).sum(axis=0))

    def slope(self, values: Floats, *, weights: Floats, scores: Floats) -> tuple[Floats, Floats] | None:
        """Return the weights that each area was given: the score is their sum with the values."""
        del weights, scores
        return best_weights(values, low_share=self.low_share, high_share=self.high_share), np.zeros_like(values)


AGGREGATIONS: dict[str, type[Aggregation]] = {
    "arithmetic": Arithmetic,
    "weighted_sum": WeightedSum,
    "geometric": Geometric,
    "harmonic": Harmonic,
    "generalised": Generalised,
    "mazziotta_pareto": MazziottaPareto,
    "copeland": Copeland,
    "benefit_of_the_doubt": BenefitOfTheDoubt,
}


def _present_shares(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return the values with 0 for missing, and the weight that is present; (children, areas) and (areas,)."""
    missing = np.isnan(values)
    if not missing.any():
        return values, np.full(values.shape[1], weights.sum())
    return np.where(missing, 0.0, values), weights @ ~missing


def _weighted(filled: Floats, weights: Floats, total: Floats) -> Floats:
    return np.asarray(np.where(total > 0, (weights @ filled) / _safe(total), np.nan))


def _shares(values: Floats, weights: Floats, total: Floats) -> Floats:
    """Return the share of each present child in the present weight; 0 for a missing one."""
    return np.where(np.isnan(values), 0.0, weights[:, np.newaxis] / _safe(total))


def _safe(total: Floats) -> Floats:
    return np.where(total != 0, total, 1.0)


def _positive(values: Floats) -> NDArray[np.bool_]:
    return np.asarray(np.nan_to_num(values, nan=0.0) > 0)


def _require_at_least_zero(values: Floats, *, method: str, node: str) -> None:
    if (values < 0).any():
        raise AggregationDomainError(
            method,
            value=float(np.nanmin(values)),
            right_en="values of at least zero",
            right_nl="waarden van nul of hoger",
            node=node,
        )
