"""Segregation and moves: small numbers do not make a city segregated, and intervals hold the truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.errors.spatial import NoGroupError
from veerkracht.signalering.spatial.around import mean_around
from veerkracht.signalering.spatial.markov import moves, quantile_classes, spatial_moves
from veerkracht.signalering.spatial.segregation import carrington_troske, dissimilarity, isolation, segregation

from .test_clusters import grid

numbers = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=2, max_size=20)


@given(numbers)
def test_an_index_lies_between_even_and_apart(pairs):
    group, rest = np.array(pairs, dtype=float).T
    if group.sum() and rest.sum():
        assert 0 <= dissimilarity(group, group + rest) <= 1 + 1e-12
        overall = group.sum() / (group + rest).sum()
        assert overall - 1e-12 <= isolation(group, group + rest) <= 1 + 1e-12


@given(numbers)
def test_it_does_not_matter_which_of_two_groups_is_called_the_group(pairs):
    group, rest = np.array(pairs, dtype=float).T
    if group.sum() and rest.sum():
        assert dissimilarity(group, group + rest) == pytest.approx(dissimilarity(rest, group + rest))


def test_a_city_of_small_areas_without_segregation_is_not_called_segregated():
    rng = np.random.default_rng(1)
    total = np.full(120, 40)
    found = [segregation(rng.binomial(total, 0.2), total, rng=rng, draws=100) for _ in range(60)]
    assert np.mean([one.raw for one in found]) > 0.1
    assert np.mean([one.value for one in found]) < 0.03
    assert np.quantile([one.low for one in found], 0.9) < 0.06
    raw, chance = (float(np.mean([getattr(one, name) for one in found])) for name in ("raw", "by_chance"))
    assert carrington_troske(raw, by_chance=chance) == pytest.approx(0.0, abs=0.03)


@pytest.mark.parametrize("size", [150, 600])
def test_nine_in_ten_intervals_hold_the_truth(size):
    rng = np.random.default_rng(size)
    total = rng.integers(size // 2, 2 * size, 80)
    share = rng.beta(2, 6, 80)
    truth = dissimilarity(total * share, total.astype(float))
    found = [segregation(rng.binomial(total, share), total, rng=rng, draws=200) for _ in range(150)]
    covered = np.mean([one.low <= truth <= one.high for one in found])
    assert 0.84 <= covered <= 0.96
    assert np.mean([one.value for one in found]) == pytest.approx(truth, abs=0.005)


@pytest.mark.parametrize("group", [[0, 0], [10, 10]])
def test_a_group_of_nobody_or_everybody_cannot_live_apart(group):
    with pytest.raises(NoGroupError):
        segregation(np.array(group), np.array([10, 10]), rng=np.random.default_rng(1))


def test_moves_from_or_to_the_unknown_are_left_out():
    found = moves(np.array([[0, -1, 1], [1, 1, -1], [0, 1, 1]]), count=2)
    assert found.counts.tolist() == [[0, 1], [0, 2]]


def test_where_neighbours_do_not_matter_the_test_rejects_at_its_level():
    rng, city = np.random.default_rng(2), grid(8)
    p = [spatial_moves(rng.normal(size=(64, 12)).cumsum(axis=1), city, classes=3).p for _ in range(120)]
    assert np.mean(np.array(p) < 0.05) < 0.12


def test_where_neighbours_pull_the_moves_depend_on_them():
    rng, city = np.random.default_rng(3), grid(8)
    waves = [rng.normal(size=64)]
    for _ in range(20):
        waves.append(0.5 * waves[-1] + 0.45 * mean_around(waves[-1], city) + rng.normal(scale=0.5, size=64))
    assert spatial_moves(np.column_stack(waves), city, classes=3).p < 0.001


def test_classes_of_a_wave_hold_as_many_areas_each():
    classes = quantile_classes(np.random.default_rng(4).normal(size=(100, 3)), classes=5)
    assert np.bincount(classes.ravel()).tolist() == [60] * 5
