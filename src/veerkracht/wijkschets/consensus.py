"""What roles or groups share and where they differ: the statistics of Polis, from counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.wijkschets.votes import Tally

# The 90% point of a one-sided normal test, as Polis rounds it (math/src/polismath/math/stats.clj, `z-sig-90?`).
Z_90 = 1.2816
# The 97.5% point of the normal distribution, for intervals of 95%.
_Z_95 = 1.959963984540054
# So many statements stand for a group (repness.clj, `select-rep-comments`).
MOST_REPRESENTATIVE = 5


def group_aware_consensus(counts: Tally) -> NDArray[np.float64]:
    """Return how likely all groups are to agree with each statement, from 0 to 1, shape (statements,).

    The product over groups of (agrees + 1) / (seen + 2); passes count as seen. A statement on which one group is
    against scores low, however large the others are.

    Source:
        Small et al. (2021), Polis: Scaling deliberation, Recerca 26(2), "group-informed consensus".
    """
    return np.asarray(((counts.agree + 1.0) / (counts.seen + 2.0)).prod(axis=0))


def proportion_z(successes: NDArray[np.int64], trials: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the z value of a share against one half, one success and one trial added.

    Source:
        Polis, math/src/polismath/math/stats.clj, `prop-test`.
    """
    more = trials + 1.0
    return np.asarray(2.0 * np.sqrt(more) * ((successes + 1.0) / more - 0.5))


def two_proportions_z(
    successes: NDArray[np.int64],
    trials: NDArray[np.int64],
    *,
    other_successes: NDArray[np.int64],
    other_trials: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return the z value of the difference between two shares, one added to each count; 0 if all are successes.

    Source:
        Polis, math/src/polismath/math/stats.clj, `two-prop-test`.
    """
    own, others, n_own, n_others = (counts + 1.0 for counts in (successes, other_successes, trials, other_trials))
    pooled = (own + others) / (n_own + n_others)
    spread = np.sqrt(np.maximum(pooled * (1.0 - pooled), 0.0) * (1.0 / n_own + 1.0 / n_others))
    difference = own / n_own - others / n_others
    # In a tiny room a count plus one can pass the whole: Polis gives 0 where nothing can differ.
    return np.asarray(np.divide(difference, spread, out=np.zeros_like(spread), where=spread > 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Representativeness:
    """How much a statement tells a group from all others; every array has shape (groups, statements).

    Attributes:
        is_agree: whether agreeing tells more than disagreeing.
        successes: how many of the group agree, or disagree where not `is_agree`.
        trials: how many of the group answered.
        probability: (successes + 1) / (trials + 2).
        probability_z: z value of the share against one half.
        ratio: the probability over that of all others.
        ratio_z: z value of the difference with all others.
    """

    is_agree: NDArray[np.bool_]
    successes: NDArray[np.int64]
    trials: NDArray[np.int64]
    probability: NDArray[np.float64]
    probability_z: NDArray[np.float64]
    ratio: NDArray[np.float64]
    ratio_z: NDArray[np.float64]

    @property
    def strength(self) -> NDArray[np.float64]:
        """The product by which Polis orders statements."""
        return np.asarray(self.ratio * self.ratio_z * self.probability * self.probability_z)

    @property
    def is_sure(self) -> NDArray[np.bool_]:
        """Whether both tests pass at 90%, one-sided."""
        return np.asarray((self.ratio_z > Z_90) & (self.probability_z > Z_90))


def representativeness(counts: Tally) -> Representativeness:
    """Return how much each statement tells each group from all others.

    Source:
        Small et al. (2021); Polis, math/src/polismath/math/repness.clj (`comment-stats`, `add-comparitive-stats`,
        `finalize-cmt-stats`).
    """
    others = counts.others()
    sides = []
    for own, other in ((counts.agree, others.agree), (counts.disagree, others.disagree)):
        probability = (own + 1.0) / (counts.seen + 2.0)
        sides.append(
            (
                own,
                probability,
                proportion_z(own, counts.seen),
                probability / ((other + 1.0) / (others.seen + 2.0)),
                two_proportions_z(own, counts.seen, other_successes=other, other_trials=others.seen),
            )
        )
    is_agree = sides[0][4] > sides[1][4]
    successes, probability, probability_z, ratio, ratio_z = (
        np.where(is_agree, yes, no) for yes, no in zip(*sides, strict=True)
    )
    return Representativeness(
        is_agree=is_agree,
        successes=successes.astype(np.int64),
        trials=counts.seen,
        probability=probability,
        probability_z=probability_z,
        ratio=ratio,
        ratio_z=ratio_z,
    )


def representative_statements(found: Representativeness, *, group: int) -> list[int]:
    """Return the statements that stand for a group, the strongest first, at most five.

    Unlike Polis no statement is named for want of a better one: a group that nothing tells apart has none.
    """
    sure = np.flatnonzero(found.is_sure[group])
    order = np.argsort(-found.strength[group, sure], kind="stable")
    return [int(at) for at in sure[order][:MOST_REPRESENTATIVE]]


def share_interval(successes: int, trials: int) -> tuple[float, float]:
    """Return the 95% interval of a share, from 0 to 1; all of it where nobody answered.

    Source:
        Wilson (1927); recommended for few answers by Brown, Cai and DasGupta (2001).

    >>> [round(end, 3) for end in share_interval(8, 10)]
    [0.49, 0.943]
    """
    if trials == 0:
        return 0.0, 1.0
    share, square = successes / trials, _Z_95**2
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    half = _Z_95 / (1 + square / trials) * np.sqrt(share * (1 - share) / trials + square / (4 * trials**2))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))
