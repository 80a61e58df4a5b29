"""Everything the votes of a room say: per statement, per role, and in groups where there demonstrably are any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.wijkschets.agreement import agreement_interval, agreements
from veerkracht.wijkschets.consensus import group_aware_consensus, representativeness, share_interval
from veerkracht.wijkschets.grouping import groupings, taking_part
from veerkracht.wijkschets.grouping_test import Structure, stabilities, structure
from veerkracht.wijkschets.tally import roles_told
from veerkracht.wijkschets.votes import tally

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.wijkschets.consensus import Representativeness
    from veerkracht.wijkschets.grouping import Grouping
    from veerkracht.wijkschets.votes import Tally, Votes

# Groups are told at a chance of at most 5% that they are noise, and if six tenths of them come back. With both, of
# rooms without groups at most one in twenty shows any (docs/explanation/opinies.md has the figures).
MOST_CHANCE, LEAST_STABILITY = 0.05, 0.6
# A share of fewer people than this is not shown: two could work out what the other said. The minimum frequency rule
# with three, Hundepool et al. (2012), Statistical Disclosure Control, 4.2.
LEAST_SHOWN = 3
PERMUTATIONS = 199
_DRAWS, _FEW_DRAWS, _MANY_CELLS = 50, 20, 50_000
_INTERVAL_DRAWS = 1000

TOO_FEW = Bilingual(
    "geen aantoonbare groepen: te weinig mensen gaven genoeg stemmen om groepen te kunnen zien",
    "no demonstrable groups: too few people gave enough votes for groups to be seen",
)
CHANCE = Bilingual(
    "geen aantoonbare groepen: de antwoorden hangen niet meer samen dan door toeval kan",
    "no demonstrable groups: answers hang together no more than chance can make them",
)
UNSTABLE = Bilingual(
    "geen aantoonbare groepen: met net andere mensen kwamen er andere groepen uit",
    "no demonstrable groups: with slightly other people, other groups came out",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Whether groups may be told, and why not.

    Attributes:
        grouping: the groups, or None.
        structure: the permutation test; None if it could not be done.
        stability: how much of the groups comes back, at most 1; None if it could not be worked out.
        draws: of how many bootstraps that is the mean.
        reason: why there are no groups; None if there are.
    """

    grouping: Grouping | None
    structure: Structure | None
    stability: float | None
    draws: int
    reason: Bilingual | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleShares:
    """What each role said; arrays have shape (roles, statements).

    Attributes:
        names: roles in alphabetical order.
        people: how many people have each role.
        is_shown: whether enough answered to show a share.
        counts: what each role answered; not to be shown as it is.
    """

    names: tuple[str, ...]
    people: tuple[int, ...]
    is_shown: NDArray[np.bool_]
    counts: Tally

    def share(self, role: int, statement: int) -> tuple[float, float, float] | None:
        """Return the share of a role that agrees and its 95% interval, or None if too few answered."""
        if not self.is_shown[role, statement]:
            return None
        agree, seen = int(self.counts.agree[role, statement]), int(self.counts.seen[role, statement])
        return agree / seen, *share_interval(agree, seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinions:
    """What the votes of a room say; arrays have shape (statements,).

    Attributes:
        votes: what it was worked out from.
        everyone: counts of all people, shape (1, statements).
        agreement: van der Eijk's A on the scale disagree, pass, agree; NaN where nobody answered.
        agreement_interval: its 95% interval, None where fewer than two answered.
        roles: what each role said.
        consensus: for `roles`, `groups` and `everyone`, as far as there are two or more, the group-aware consensus.
        told: the groups, or why there are none.
        group_marks: what tells each group from the others; None without groups.
        role_marks: what tells each role of three people or more from the others; None if there are no two.
        marked_roles: the roles of `role_marks`.
    """

    votes: Votes
    everyone: Tally
    agreement: NDArray[np.float64]
    agreement_interval: tuple[tuple[float, float] | None, ...]
    roles: RoleShares
    consensus: dict[str, NDArray[np.float64]]
    told: Told
    group_marks: Representativeness | None
    role_marks: Representativeness | None
    marked_roles: tuple[str, ...]

    @property
    def best_consensus(self) -> tuple[str, NDArray[np.float64]]:
        """The consensus over known roles, else over opinion groups, else of everyone; and which of these it is."""
        return next((name, self.consensus[name]) for name in ("roles", "groups", "everyone") if name in self.consensus)


def opinions(votes: Votes, *, seed: int, permutations: int = PERMUTATIONS) -> Opinions:
    """Work out what the votes of a room say; the same votes and seed give the same answer.

    Args:
        votes: of everyone, with roles if they are known.
        seed: for shuffles and bootstraps.
        permutations: shuffles of the test for groups, at least 19 for a test at 5%.
    """
    whole = tally(votes, groups=[np.arange(len(votes.people))])
    told = tell_groups(votes, permutations=permutations, generator=np.random.default_rng([seed, 1]))
    generator = np.random.default_rng([seed, 2])
    scales = np.stack([whole.disagree[0], whole.passes[0], whole.agree[0]], axis=1)
    roles = role_shares(votes)
    consensus = {"everyone": group_aware_consensus(whole)}
    pooled = pooled_roles(votes)
    role_counts = tally(votes, groups=list(pooled.values()))
    if len(pooled) > 1:
        consensus["roles"] = group_aware_consensus(role_counts)
    group_marks = None
    if told.grouping is not None:
        counts = tally(votes, groups=told.grouping.members())
        consensus["groups"], group_marks = group_aware_consensus(counts), representativeness(counts)
    return Opinions(
        votes=votes,
        everyone=whole,
        agreement=agreements(scales) if len(scales) else np.zeros(0),
        agreement_interval=tuple(
            agreement_interval(counts, draws=_INTERVAL_DRAWS, generator=generator) for counts in scales
        ),
        roles=roles,
        consensus=consensus,
        told=told,
        group_marks=group_marks,
        role_marks=representativeness(role_counts) if len(pooled) > 1 else None,
        marked_roles=tuple(pooled),
    )


def tell_groups(votes: Votes, *, permutations: int, generator: np.random.Generator) -> Told:
    """Return the groups that may be told: of those that come back, the ones furthest apart and most firm."""
    found = groupings(votes, generator=generator)
    if not found:
        return Told(grouping=None, structure=None, stability=None, draws=0, reason=TOO_FEW)
    tested = structure(votes, rows=found[0].rows, permutations=permutations, generator=generator)
    draws = _DRAWS if len(found[0].rows) * len(votes.statements) <= _MANY_CELLS else _FEW_DRAWS
    steady = stabilities(found, draws=draws, generator=generator)
    # Far apart and coming back: with few people the silhouette alone often splits one camp in two.
    worth = [
        one.silhouette * back if back >= LEAST_STABILITY else -1.0 for one, back in zip(found, steady, strict=True)
    ]
    chosen = int(np.argmax(worth)) if max(worth) > 0 else None
    kept = steady[chosen] if chosen is not None else max(steady)
    reason = CHANCE if tested.p_value > MOST_CHANCE else UNSTABLE if chosen is None else None
    grouping = found[chosen] if chosen is not None and reason is None else None
    return Told(grouping=grouping, structure=tested, stability=kept, draws=draws, reason=reason)


def people_taking_part(votes: Votes) -> int:
    """Return how many people voted enough to be placed in a group."""
    return len(taking_part(votes))


def pooled_roles(votes: Votes) -> dict[str, NDArray[np.intp]]:
    """Return the people of each role of enough people; those of smaller roles together, if they are enough."""
    rows = {role: votes.rows_of(role) for role in votes.named_roles()}
    large = {role: places for role, places in rows.items() if len(places) >= LEAST_SHOWN}
    small = [places for places in rows.values() if len(places) < LEAST_SHOWN]
    if sum(map(len, small)) >= LEAST_SHOWN:
        large["+"] = np.concatenate(small)
    return large


def role_shares(votes: Votes) -> RoleShares:
    """Return what each role said, and of which roles that may be shown apart."""
    names = votes.named_roles()
    rows = [votes.rows_of(role) for role in names]
    counts = tally(votes, groups=rows)
    people = np.array([len(places) for places in rows], dtype=np.int64)
    is_shown = np.zeros(counts.seen.shape, dtype=np.bool_)
    total = votes.seen.sum(axis=0)
    for statement in range(len(votes.statements)):
        seen = {name: int(count) for name, count in zip(names, counts.seen[:, statement], strict=True)}
        told = roles_told(seen, everyone=int(total[statement]), fewest=LEAST_SHOWN)
        is_shown[:, statement] = [name in told for name in names]
    return RoleShares(names=names, people=tuple(int(one) for one in people), is_shown=is_shown, counts=counts)
