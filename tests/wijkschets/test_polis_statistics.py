"""Consensus and representativeness against the published maths of three conversations, and by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from veerkracht.wijkschets.consensus import (
    group_aware_consensus,
    representative_statements,
    representativeness,
    share_interval,
)
from veerkracht.wijkschets.votes import Tally, tally

from .opinion_cases import polis_maths, votes_of

if TYPE_CHECKING:
    from pathlib import Path

CONVERSATIONS = ("150ptpt-3gp-no-strict-no-meta", "25ptpt-3gp-no-strict-with-meta", "below-100-ptpts")


def published_counts(maths: dict, names: list[str]) -> Tally:  # type: ignore[type-arg]
    groups = [maths["group-votes"][str(group["id"])]["votes"] for group in maths["group-clusters"]]
    arrays = {key: np.array([[group[name][key] for name in names] for group in groups]) for key in "ADS"}
    return Tally(agree=arrays["A"], disagree=arrays["D"], seen=arrays["S"])


@pytest.mark.shared_data
@pytest.mark.parametrize("name", CONVERSATIONS)
def test_counts_of_groups_are_the_published_ones(shared_data: Path, name: str) -> None:
    maths, names, counts = polis_maths(shared_data / "polis_math" / name)
    published = published_counts(maths, names)

    assert (counts.seen == published.seen).all()
    assert (counts.agree == published.agree).all()
    assert (counts.disagree == published.disagree).all()


@pytest.mark.shared_data
@pytest.mark.parametrize("name", CONVERSATIONS)
def test_group_aware_consensus_is_the_published_one(shared_data: Path, name: str) -> None:
    maths, names, counts = polis_maths(shared_data / "polis_math" / name)
    published = np.array([maths["group-aware-consensus"][one] for one in names])

    assert np.abs(group_aware_consensus(counts) - published).max() <= 1e-12


@pytest.mark.shared_data
@pytest.mark.parametrize("name", CONVERSATIONS)
def test_representativeness_is_the_published_one(shared_data: Path, name: str) -> None:
    maths, names, counts = polis_maths(shared_data / "polis_math" / name)
    found = representativeness(counts)
    compared = 0
    for place, group in enumerate(maths["group-clusters"]):
        for one in maths["repness"][str(group["id"])]:
            at = place, names.index(str(one["tid"]))
            assert found.is_agree[at] == (one["repful-for"] == "agree")
            assert (found.successes[at], found.trials[at]) == (one["n-success"], one["n-trials"])
            for ours, theirs in (
                (found.probability, "p-success"),
                (found.probability_z, "p-test"),
                (found.ratio, "repness"),
                (found.ratio_z, "repness-test"),
            ):
                assert ours[at] == pytest.approx(one[theirs], abs=1e-6)
            compared += 1

    assert compared >= 10


def test_a_statement_that_one_role_rejects_has_low_consensus_however_large_the_others_are() -> None:
    counts = Tally(
        agree=np.array([[98, 50], [0, 3]]), disagree=np.array([[0, 0], [4, 0]]), seen=np.array([[98, 98], [4, 4]])
    )

    assert group_aware_consensus(counts) == pytest.approx([0.99 * 1 / 6, 0.51 * 4 / 6])


def test_a_pass_counts_as_seen() -> None:
    votes = votes_of([[1], [0], [None], [-1]])

    assert group_aware_consensus(tally(votes, groups=[np.arange(4)])) == pytest.approx([2 / 5])


def test_a_group_that_nothing_tells_apart_has_no_statement_of_its_own() -> None:
    same = np.array([[5, 3], [5, 3]])
    found = representativeness(Tally(agree=same, disagree=np.zeros((2, 2), dtype=np.int64), seen=np.full((2, 2), 5)))

    assert representative_statements(found, group=0) == []


def test_a_tiny_group_gives_numbers_and_no_nan() -> None:
    counts = Tally(agree=np.array([[1], [0]]), disagree=np.array([[0], [0]]), seen=np.array([[1], [0]]))
    found = representativeness(counts)

    assert np.isfinite([found.ratio, found.ratio_z, found.probability_z]).all()


def test_the_interval_of_a_share_holds_the_share_and_is_all_of_it_without_answers() -> None:
    low, high = share_interval(3, 4)

    assert 0 < low < 0.75 < high < 1
    assert share_interval(0, 0) == (0.0, 1.0)
