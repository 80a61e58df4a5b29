"""Sobol shares: the published function first, then whose doing it is that ranks move."""

from __future__ import annotations

import numpy as np
import pytest
from index_cases import design, leaf, node, table
from test_index_moments import ALL, figures, three_levels

from veerkracht.errors.design import DesignValueError, NothingMovesError
from veerkracht.index.design import Uncertainty
from veerkracht.index.normalise import MinMax
from veerkracht.index.shares import rank_shares
from veerkracht.index.sobol import shares_each, sobol_shares
from veerkracht.index.tickets import GROUPS

WIDE = MinMax(low=0.0, high=1.0, beyond="extend")


def ishigami(inputs: np.ndarray) -> np.ndarray:
    first, second, third = inputs
    return np.sin(first) + 7 * np.sin(second) ** 2 + 0.1 * third**4 * np.sin(first)


def sample(samples: int):
    rng = np.random.default_rng(3)
    a, b = rng.uniform(-np.pi, np.pi, size=(2, 3, samples))
    mixed = {}
    for place, name in enumerate("xyz"):
        inputs = a.copy()
        inputs[place] = b[place]
        mixed[name] = ishigami(inputs)
    return ishigami(a), ishigami(b), mixed


def test_the_shares_of_the_ishigami_function_are_the_published_ones():
    # Ishigami & Homma (1990); Saltelli et al. (2000), Sensitivity Analysis, with a = 7 and b = 0.1.
    base, other, mixed = sample(40_000)
    found = sobol_shares(base, other, mixed=mixed, rng=np.random.default_rng(1))
    assert [found.first[name].value for name in "xyz"] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.015)
    assert [found.total[name].value for name in "xyz"] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.015)
    assert found.variance == pytest.approx(13.8446, rel=0.02)
    assert all(one.half_width < 0.03 for one in (*found.first.values(), *found.total.values()))


def test_the_half_width_says_how_far_a_small_sample_is_off():
    base, other, mixed = sample(1000)
    found = sobol_shares(base, other, mixed=mixed, rng=np.random.default_rng(1))
    for name, wanted in zip("xyz", (0.5576, 0.4424, 0.2437), strict=True):
        assert abs(found.total[name].value - wanted) < 1.5 * found.total[name].half_width < 0.15


def test_each_outcome_by_itself_has_the_same_shares():
    base, other, mixed = sample(4000)
    two = {name: np.stack([one, -2 * one], axis=1) for name, one in mixed.items()}
    each = shares_each(
        np.stack([base, -2 * base], axis=1),
        np.stack([other, -2 * other], axis=1),
        mixed=two,
        rng=np.random.default_rng(1),
    )
    together = sobol_shares(base, other, mixed=mixed, rng=np.random.default_rng(1))
    for name in "xyz":
        assert each[name][0] == pytest.approx(np.full(2, together.first[name].value), abs=0.015)
        assert each[name][2] == pytest.approx(np.full(2, together.total[name].value), abs=0.015)


def test_an_outcome_that_never_differs_has_no_shares():
    with pytest.raises(DesignValueError, match="differs"):
        sobol_shares(np.ones(5), np.ones(5), mixed={"x": np.ones(5)}, rng=np.random.default_rng(1))


def test_a_rank_that_never_moves_has_no_share_however_large_it_is():
    # In single precision the mean of 1,600 times 14,321 is not 14,321.
    base, other, mixed = sample(1600)
    still = np.full(1600, 14_321.0)
    each = shares_each(
        np.stack([base, still], axis=1),
        np.stack([other, still], axis=1),
        mixed={name: np.stack([one, still], axis=1) for name, one in mixed.items()},
        rng=np.random.default_rng(1),
    )
    for shares in each.values():
        assert all(np.isfinite(one[0]) and np.isnan(one[1]) for one in shares)


def test_a_rank_that_hardly_ever_moves_has_shares_from_the_resamples_that_saw_it():
    base, other = np.zeros(12), np.zeros(12)
    base[3] = 1.0
    found = sobol_shares(base, other, mixed={"x": other, "y": base}, rng=np.random.default_rng(1))
    assert np.isfinite([found.total["x"].value, found.total["x"].half_width]).all()
    each = shares_each(
        base[:, np.newaxis], other[:, np.newaxis], mixed={"x": other[:, np.newaxis]}, rng=np.random.default_rng(1)
    )
    assert np.isfinite(each["x"][3]).all()


def test_places_that_never_move_have_no_uncertainty_to_divide():
    doubts = Uncertainty(noise="none", weights="spread")
    chosen = design(node("top"), leaf("a", spread=0.1), leaf("b", spread=0.1), uncertainty=doubts)
    far_apart = table({"a": [0.0, 10.0], "b": [0.0, 10.0]})
    with pytest.raises(NothingMovesError, match="differs"):
        rank_shares(far_apart, chosen, samples=20, rng=np.random.default_rng(1))


def test_if_only_weights_are_doubted_they_have_the_whole_share():
    chosen = design(
        node("top"),
        leaf("a", spread=0.5),
        leaf("b", spread=0.5),
        uncertainty=Uncertainty(noise="none", weights="spread"),
    )
    rng = np.random.default_rng(5)
    data = table({"a": rng.normal(size=40), "b": rng.normal(size=40)})
    found = rank_shares(data, chosen, samples=50, rng=np.random.default_rng(1))
    assert found.doubted == ("weights",)
    assert found.shift.first["weights"].value == pytest.approx(1.0, abs=0.3)
    assert found.shift.total["weights"].value == pytest.approx(1.0, abs=0.3)
    assert {found.ranks.total[group].value for group in GROUPS if group != "weights"} == {0.0}


def test_a_design_without_doubts_has_no_shares():
    with pytest.raises(DesignValueError, match="doubts something"):
        rank_shares(table({"a": [1.0, 2.0]}), design(node("top"), leaf("a")), samples=9, rng=np.random.default_rng(1))


@pytest.mark.slow
def test_moments_give_the_same_shares_as_draws_in_full():
    full, quick = (
        rank_shares(figures(60), three_levels(ALL), samples=200, rng=np.random.default_rng(2), engine=engine)
        for engine in ("full", "leaves")
    )
    assert full.doubted == quick.doubted == GROUPS
    for one, other in ((full.ranks, quick.ranks), (full.shift, quick.shift)):
        for group in GROUPS:
            room = one.total[group].half_width + other.total[group].half_width + 0.02
            assert abs(one.total[group].value - other.total[group].value) < room, group
            room = one.first[group].half_width + other.first[group].half_width + 0.02
            assert abs(one.first[group].value - other.first[group].value) < room, group


def test_first_order_shares_stay_below_total_ones_and_the_same_chance_gives_the_same_shares():
    found, again = (
        rank_shares(figures(60), three_levels(ALL), samples=200, rng=np.random.default_rng(2), engine="leaves")
        for _ in range(2)
    )
    assert found.ranks == again.ranks
    for group in GROUPS:
        assert found.ranks.first[group].value < found.ranks.total[group].value + found.ranks.first[group].half_width
        assert np.array_equal(found.total[group], again.total[group])
    assert 0.5 < sum(share.value for share in found.ranks.first.values()) < 1.2
