"""The latent level: margins that hold, trends only where they are, neighbours only where they help."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.signalering import panels

from veerkracht.errors.signalering import PanelError
from veerkracht.facts.boundaries import Contiguity
from veerkracht.signalering.latent import Latent, latent
from veerkracht.signalering.panel import Panel, panel_of_counts, panel_of_scores

REACH = 1.6449  # of a 90% interval of a normal distribution
FEW = {"areas": 100, "gemeenten": 1}
WORLDS = [
    pytest.param(panels.scores, {}, id="scores, irregular waves"),
    pytest.param(panels.scores, {"holes": 0.2}, id="scores, one in five missing"),
    pytest.param(panels.scores, {"tails": 4.0}, id="scores, heavy tails"),
    pytest.param(panels.scores, {"jumps": 0.01}, id="scores, some areas merged"),
    pytest.param(panels.counts, {}, id="counts with exposure"),
    pytest.param(panels.counts, {"rounded_to": 5}, id="rounded counts"),
    pytest.param(panels.shares, {"holes": 0.1}, id="shares of rounded counts"),
]
World = Callable[..., tuple[Panel, np.ndarray]]


def held(found: Latent, panel: Panel, truth: np.ndarray) -> tuple[float, float]:
    """Return how often 90% margins hold the true level, and the true change from first to last wave."""
    inside = np.abs(truth - found.level) < REACH * found.level_error
    moved, error = found.change(0, last=-1)
    ends = panel.seen[:, 0] & panel.seen[:, -1]
    right = np.abs(truth[:, -1] - truth[:, 0] - moved) < REACH * error
    return float(inside[panel.seen].mean()), float(right[ends].mean())


def mean_held(world: World, *, seeds: range, **options: object) -> np.ndarray:
    found = []
    for seed in seeds:
        panel, truth = world(seed, **options)
        found.append(held(latent(panel), panel, truth))
    return np.mean(found, axis=0)


@pytest.mark.parametrize(("world", "options"), WORLDS)
def test_margins_of_90_percent_from_1200_areas_hold_the_truth_in_88_to_92_percent(
    world: World, options: dict[str, object]
) -> None:
    level, change = mean_held(world, seeds=range(5), **options)
    assert 0.88 <= level <= 0.92
    assert 0.875 <= change <= 0.925


@pytest.mark.slow
@pytest.mark.parametrize(("world", "options"), WORLDS)
def test_margins_of_90_percent_from_100_areas_hold_the_truth_in_87_to_93_percent(
    world: World, options: dict[str, object]
) -> None:
    level, change = mean_held(world, seeds=range(16), **{**options, **FEW})
    assert 0.87 <= level <= 0.93
    assert 0.87 <= change <= 0.94


def test_three_waves_of_unknown_noise_of_100_areas_are_nearly_held() -> None:
    # 100 products of two changes hardly tell noise from change; this is what the note on the map is for.
    level, change = mean_held(panels.scores, seeds=range(24), times=(2014.0, 2018.0, 2020.0), **FEW)
    assert level >= 0.87
    assert change >= 0.84


def test_margins_of_counts_that_are_mostly_zero_are_a_little_narrow_for_changes() -> None:
    # With one or two events a wave hardly anything tells how much levels change.
    level, change = mean_held(panels.counts, seeds=range(5), rate=4.0, residents=400.0)
    assert 0.88 <= level <= 0.92
    assert 0.85 <= change <= 0.92


def test_zero_counts_lead_to_low_levels_without_bias() -> None:
    panel, truth = panels.counts(1, rate=4.0, residents=400.0)
    found = latent(panel)
    assert (panel.counts == 0).mean() > 0.2
    assert np.isfinite(found.level).all()
    off = (truth - found.level) / found.level_error
    assert abs(off.mean()) < 0.1


def test_a_trend_is_found_where_there_is_one_and_points_the_right_way() -> None:
    rng = np.random.default_rng(3)
    slope = rng.normal(0, 0.02, 800)
    times = np.arange(8.0)
    truth = rng.normal(0, 0.07, (800, 1)) + slope[:, None] * times
    found = latent(panel_of_scores(truth + rng.normal(0, 0.015, truth.shape), times=times))
    assert found.model.has_trend
    assert np.corrcoef(found.trend[:, 4], slope)[0, 1] > 0.8
    assert (found.trend_error[:, 4] > 0).all()


def test_where_levels_only_walk_there_is_no_trend() -> None:
    taken_up = [latent(panels.scores(seed, times=panels.LONG, areas=300)[0]).model.has_trend for seed in range(6)]
    assert sum(taken_up) <= 1


def test_three_waves_never_have_a_trend() -> None:
    found = latent(panels.scores(1, times=(2014.0, 2018.0, 2020.0), areas=300, trend=0.05)[0])
    assert not found.model.has_trend
    assert (found.trend == 0).all()


def test_a_hidden_wave_is_predicted_with_a_margin_that_holds_it() -> None:
    panel, truth = panels.scores(4)
    hidden = np.zeros_like(panel.seen)
    hidden[:, -1] = True
    found = latent(panel.without(hidden))
    off = truth[:, -1] - found.level[:, -1]
    assert (found.level_error[:, -1] > found.level_error[:, -2]).all()
    assert 0.85 <= (np.abs(off) < REACH * found.level_error[:, -1]).mean() <= 0.97


def test_a_merger_widens_the_margin_of_that_area_until_the_next_wave_tells() -> None:
    panel, _ = panels.scores(5)
    values = panel.values.copy()
    values[7, -1] += 0.5
    jumped = panel_of_scores(values, times=panel.times, size=panel.size, groups=panel.groups)
    model = latent(panel).model
    before, after = latent(panel, model=model), latent(jumped, model=model)
    assert after.level_error[7, -1] > 3 * before.level_error[7, -1]
    np.testing.assert_allclose(after.level_error[8], before.level_error[8], rtol=0.05)


def ring(areas: int) -> Contiguity:
    here = np.arange(areas, dtype=np.int32)
    focal = np.concatenate([here, here])
    neighbour = np.concatenate([(here + 1) % areas, (here - 1) % areas]).astype(np.int32)
    return Contiguity(focal=focal, neighbour=neighbour, count=areas)


def in_a_row(seed: int, *, alike: float) -> tuple[Panel, np.ndarray]:
    """Levels of 900 areas in a ring that are alike among neighbours (1) or not (0), with much noise."""
    rng = np.random.default_rng(seed)
    smooth = np.convolve(rng.normal(size=940), np.ones(41) / np.sqrt(41), mode="valid")
    level = 0.07 * (np.sqrt(alike) * smooth + np.sqrt(1 - alike) * rng.normal(size=900))
    truth = level[:, None] + np.cumsum(rng.normal(0, 0.004, (900, 4)), axis=1)
    return panel_of_scores(truth + rng.normal(0, 0.06, truth.shape), times=np.arange(4.0)), truth


def test_neighbours_are_used_where_they_are_alike_and_make_the_levels_better() -> None:
    panel, truth = in_a_row(1, alike=0.95)
    alone, together = latent(panel), latent(panel, contiguity=ring(900))
    assert together.model.borrowing.uses_near
    assert np.std(together.level - truth) < 0.95 * np.std(alone.level - truth)


def test_neighbours_that_are_not_alike_are_left_out() -> None:
    panel, _ = in_a_row(2, alike=0.0)
    found = latent(panel, contiguity=ring(900))
    assert not found.model.borrowing.uses_near
    assert np.isfinite(found.model.borrowing.near_gain)


def test_chances_of_up_and_down_never_add_up_to_more_than_one() -> None:
    found = latent(panels.counts(2, areas=200)[0])
    both = found.p_up(0, last=2, least=0.05) + found.p_down(0, last=2, least=0.05)
    assert (both <= 1 + 1e-9).all()


@settings(max_examples=25, deadline=None)
@example(seed=0, areas=1, waves=3, holes=0.75)
@example(seed=3433, areas=2, waves=3, holes=0.75)  # once a singular matrix
@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(1, 5), st.floats(0, 0.9))
def test_every_cell_has_a_level_with_an_error_whatever_is_missing(
    seed: int, areas: int, waves: int, holes: float
) -> None:
    rng = np.random.default_rng(seed)
    seen = rng.poisson(2.0, (areas, waves)).astype(float)
    seen[rng.random(seen.shape) < holes] = np.nan
    times = np.cumsum(rng.integers(1, 5, waves)).astype(float)
    exposure = np.broadcast_to(rng.lognormal(0, 1, (areas, 1)), seen.shape)
    for panel in (panel_of_counts(seen, times=times, exposure=exposure), panel_of_scores(seen, times=times)):
        found = latent(panel)
        assert np.isfinite(found.level).all()
        assert (found.level_error > 0).all()


def test_times_that_do_not_ascend_are_refused_in_two_languages() -> None:
    with pytest.raises(PanelError) as caught:
        panel_of_scores(np.zeros((3, 2)), times=np.array([2020.0, 2018.0]))
    assert "op volgorde van tijd" in caught.value.message("nl")
    with pytest.raises(PanelError):
        panel_of_scores(np.zeros((3, 2)), times=np.array([2020.0]))


@pytest.mark.slow
def test_twelve_waves_of_all_buurten_take_about_two_seconds(record_property: Callable[[str, object], None]) -> None:
    panel, _ = panels.scores(1, areas=14_500, gemeenten=340, times=panels.LONG)
    start = time.process_time()
    latent(panel)
    took = time.process_time() - start
    record_property("level and trend of 14,500 areas x 12 waves, s of processor", round(took, 2))
    # The goal is 2 s on a machine at rest; the tests share theirs.
    assert took < 5.0
