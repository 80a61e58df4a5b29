"""Groups of people are told only where they demonstrably are, and then much as Polis shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from veerkracht.wijkschets.grouping import silhouette, taking_part
from veerkracht.wijkschets.grouping_test import adjusted_rand
from veerkracht.wijkschets.opinions import CHANCE, TOO_FEW, opinions, tell_groups
from veerkracht.wijkschets.yes_model import chances_of_yes

from .opinion_cases import polis_conversation, room, votes_of

if TYPE_CHECKING:
    from pathlib import Path


def told_in(rooms: int, **how: float) -> float:
    """Return in which share of made-up rooms groups are told."""
    told = [
        tell_groups(
            room(np.random.default_rng([7, at]), **how),  # type: ignore[arg-type]
            permutations=99,
            generator=np.random.default_rng(at),
        ).grouping
        for at in range(rooms)
    ]
    return sum(one is not None for one in told) / rooms


@pytest.mark.slow
@pytest.mark.parametrize(
    "how",
    [
        pytest.param({}, id="everyone by themselves"),
        pytest.param({"uneven": True}, id="uneven missing votes"),
        pytest.param({"yes_sayers": 1.0}, id="some say yes to everything"),
        pytest.param({"yes_sayers": 2.0}, id="many say yes or no to everything"),
    ],
)
def test_rooms_without_groups_show_none(how: dict[str, float]) -> None:
    # 60 rooms: at a true rate of 5%, more than 8 alarms happen in one test of two hundred.
    assert told_in(60, **how) <= 8 / 60


@pytest.mark.slow
@pytest.mark.parametrize(
    "how",
    [
        pytest.param({}, id="everyone else by themselves"),
        pytest.param({"yes_sayers": 1.0}, id="some say yes to everything"),
    ],
)
def test_two_camps_on_five_of_twenty_statements_are_found_in_nine_of_ten_rooms(how: dict[str, float]) -> None:
    assert told_in(40, divided=5, **how) >= 0.9


def test_the_model_of_yes_gives_back_how_often_each_person_and_statement_got_a_yes() -> None:
    votes = room(np.random.default_rng(4), yes_sayers=1.0, uneven=True)
    said = votes.seen & (votes.values != 0)
    agreed = (votes.values > 0) & said
    chances = np.where(said, chances_of_yes(votes.values, said=said), 0.0)

    # Where the slope is nought, sums are as they were (sufficient statistics of the model), but for the small ridge.
    assert chances.sum(axis=1) == pytest.approx(agreed.sum(axis=1), abs=0.25)
    assert chances.sum(axis=0) == pytest.approx(agreed.sum(axis=0), abs=0.25)


def test_two_camps_are_found_with_who_is_in_them() -> None:
    found = opinions(room(np.random.default_rng(3), divided=12), seed=1)

    assert found.told.grouping is not None
    camps = np.arange(30) % 2
    assert adjusted_rand(camps, found.told.grouping.labels) >= 0.85
    assert found.best_consensus[0] == "groups"


def test_the_same_votes_and_seed_give_the_same_groups() -> None:
    votes = room(np.random.default_rng(3), divided=8)
    one, two = opinions(votes, seed=5), opinions(votes, seed=5)

    assert one.told.stability == two.told.stability
    assert one.told.structure == two.told.structure


@pytest.mark.slow
@pytest.mark.shared_data
def test_published_groups_come_back_in_at_least_half_of_the_conversations(shared_data: Path) -> None:
    alike = {}
    for folder in sorted((shared_data / "polis").iterdir()):
        votes, published = polis_conversation(folder)
        # What the command tells, not only what it considers: groups that are not told count as not found.
        found = tell_groups(votes, permutations=99, generator=np.random.default_rng([1, 1])).grouping
        if found is None:
            alike[folder.name] = 0.0
            continue
        known = published[found.rows] >= 0
        alike[folder.name] = adjusted_rand(published[found.rows][known], found.labels[known])

    assert sum(one >= 0.85 for one in alike.values()) >= len(alike) / 2, alike


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([[1, 0, -1]], id="one person"),
        pytest.param([[1], [-1], [0]], id="one statement"),
        pytest.param([[None, None], [None, None]], id="nobody voted"),
        pytest.param([[1, 1]] * 20, id="everyone the same"),
    ],
)
def test_a_room_that_says_little_gets_an_answer(rows: list[list[int | None]]) -> None:
    found = opinions(votes_of(rows), seed=1)

    assert found.told.grouping is None
    assert found.told.reason in (TOO_FEW, CHANCE)


def test_people_with_few_votes_are_in_no_group_unless_the_room_is_small() -> None:
    many = votes_of([[1] * 8] * 20 + [[1] + [None] * 7] * 5)
    small = votes_of([[1] * 8] * 4 + [[1] + [None] * 7] * 2)

    assert list(taking_part(many)) == list(range(20))
    assert list(taking_part(small)) == list(range(6))


def test_a_role_of_two_people_is_not_shown_nor_to_be_worked_out() -> None:
    votes = votes_of([[1]] * 4 + [[-1]] * 5 + [[1]] * 2, roles=("bewoner",) * 4 + ("gemeente",) * 5 + ("politie",) * 2)
    roles = opinions(votes, seed=1).roles

    assert roles.names == ("bewoner", "gemeente", "politie")
    assert roles.share(2, 0) is None
    # With both others shown, the two could be subtracted from the total; so the smallest other is hidden too.
    assert roles.share(0, 0) is None
    assert roles.share(1, 0) is not None


def test_silhouette_and_adjusted_rand_are_those_of_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    generator = np.random.default_rng(2)
    points, labels, others = (
        generator.normal(size=(700, 2)),
        generator.integers(0, 3, 700),
        generator.integers(0, 4, 700),
    )

    assert silhouette(points, labels=labels) == pytest.approx(metrics.silhouette_score(points, labels))
    assert adjusted_rand(labels, others) == pytest.approx(metrics.adjusted_rand_score(labels, others))
