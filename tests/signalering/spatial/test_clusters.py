"""Clusters: found where they are, and not where chance made them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.errors.spatial import TooFewNeighboursError
from veerkracht.facts.boundaries import Contiguity
from veerkracht.signalering.spatial.around import among, mean_around
from veerkracht.signalering.spatial.clusters import Cluster, local_clusters
from veerkracht.signalering.spatial.discovery import discovered
from veerkracht.signalering.spatial.moran import moran
from veerkracht.signalering.spatial.steady import steady


def grid(side: int) -> Contiguity:
    """Return a city of side by side square areas."""
    place = np.arange(side * side).reshape(side, side)
    pairs = np.concatenate(
        [
            np.column_stack([place[:, :-1].ravel(), place[:, 1:].ravel()]),
            np.column_stack([place[:-1].ravel(), place[1:].ravel()]),
        ]
    )
    both = np.concatenate([pairs, pairs[:, ::-1]]).astype(np.int32)
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    return Contiguity(focal=both[:, 0], neighbour=both[:, 1], count=side * side)


def hill(side: int) -> np.ndarray:
    """Return figures that are high in one corner of the city and low elsewhere."""
    y, x = np.divmod(np.arange(side * side), side)
    return 10.0 * ((x < side // 3) & (y < side // 3))


def test_neighbours_alike_give_a_high_moran_and_a_draughtboard_a_low_one():
    rng, city = np.random.default_rng(1), grid(8)
    board = (np.add(*np.divmod(np.arange(64), 8)) % 2).astype(float)
    assert moran(hill(8) + rng.normal(size=64), city, rng=rng).value > 0.5
    assert moran(board, city, rng=rng).value == pytest.approx(-1.0)


def test_under_chance_moran_has_its_expected_mean_and_p_is_even():
    rng, city = np.random.default_rng(2), grid(6)
    found = [moran(rng.normal(size=36), city, rng=rng, permutations=199) for _ in range(300)]
    values, p = np.array([one.value for one in found]), np.array([one.p for one in found])
    assert values.mean() == pytest.approx(-1 / 35, abs=0.02)
    assert np.mean(p <= 0.05) == pytest.approx(0.05, abs=0.03)
    inside = np.mean([one.low <= one.value <= one.high for one in found])
    assert inside == pytest.approx(0.95, abs=0.03)


def test_too_few_areas_say_nothing():
    with pytest.raises(TooFewNeighboursError, match="9 areas"):
        moran(np.arange(9.0), grid(3), rng=np.random.default_rng(1))


@pytest.mark.slow
def test_without_spatial_structure_no_more_areas_are_named_than_the_limit_says():
    """600 cities of 100 areas without any pattern, half of them with skewed figures: 5% may name any area at all."""
    rng, city = np.random.default_rng(3), grid(10)
    named = []
    for run in range(600):
        values = rng.normal(size=100) if run % 2 else rng.lognormal(sigma=1.0, size=100)
        kinds = local_clusters(values, city, rng=rng, permutations=1999).kinds
        named.append(np.count_nonzero(kinds))
    false_runs = np.mean(np.array(named) > 0)
    assert np.mean(named) / 100 <= 0.05
    # The false discovery rate itself: under chance all that is named is false, so it is the share of cities with any.
    assert false_runs <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 600)


def test_a_real_cluster_is_found_and_the_rest_of_the_city_is_left_alone():
    rng, city = np.random.default_rng(4), grid(12)
    truth = hill(12)
    kinds = local_clusters(truth + rng.normal(size=144), city, rng=rng).kinds
    inside = truth > 0
    assert np.mean(kinds[inside] == Cluster.HIGH_HIGH) > 0.5
    assert np.mean(kinds[~inside] == Cluster.HIGH_HIGH) < 0.05


def test_an_unlike_area_among_alike_ones_is_named_as_that():
    rng, city = np.random.default_rng(5), grid(12)
    values = hill(12) + rng.normal(scale=0.1, size=144)
    values[13] = -5.0
    assert local_clusters(values, city, rng=rng).kinds[13] == Cluster.LOW_HIGH


def test_the_same_seed_names_the_same_areas():
    values = np.random.default_rng(6).normal(size=64)
    first, second = (local_clusters(values, grid(8), rng=np.random.default_rng(7)).p for _ in range(2))
    assert first.tolist() == second.tolist()


def test_an_island_is_unclear_and_disturbs_nobody():
    city = grid(6)
    apart = Contiguity(focal=city.focal, neighbour=city.neighbour, count=37)
    found = local_clusters(np.append(hill(6), 3.0), apart, rng=np.random.default_rng(8))
    assert np.isnan(found.p[36])
    assert found.kinds[36] == Cluster.UNCLEAR
    assert np.isfinite(found.p[:36]).all()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.floats(0.01, 0.2))
def test_a_smaller_p_is_never_left_out_for_a_larger_one(p, rate):
    found = discovered(np.array(p), rate=rate)
    if found.any():
        assert np.array(p)[found].max() <= min(np.array(p)[~found], default=1.0)
    assert found.sum() >= (np.array(p) <= rate / len(p)).sum()


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20)
def test_areas_left_out_take_their_links_with_them(seed):
    rng, city = np.random.default_rng(seed), grid(5)
    kept = rng.random(25) < 0.6
    fewer = among(city, kept=kept)
    values = rng.normal(size=25)
    mine = mean_around(values[kept], fewer)
    holes = np.where(kept, values, np.nan)
    for at, area in enumerate(np.flatnonzero(kept)):
        beside = holes[city.neighbour[city.focal == area]]
        beside = beside[np.isfinite(beside)]
        assert mine[at] == pytest.approx(beside.mean() if len(beside) else np.nan, nan_ok=True)


def test_noise_is_taken_out_by_size_and_never_by_place():
    rng = np.random.default_rng(9)
    truth, errors = rng.normal(scale=2.0, size=4000), rng.uniform(0.5, 4.0, size=4000)
    seen = truth + rng.normal(size=4000) * errors
    better = steady(seen, errors=errors)
    assert np.mean((better - truth) ** 2) < 0.6 * np.mean((seen - truth) ** 2)
    shuffle = rng.permutation(4000)
    assert steady(seen[shuffle], errors=errors[shuffle]) == pytest.approx(better[shuffle])


def test_figures_of_which_no_noise_is_known_stay_as_they_are():
    values = np.array([1.0, 2.0, 4.0])
    assert steady(values, errors=np.full(3, np.nan)).tolist() == values.tolist()
