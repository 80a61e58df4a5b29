from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from veerkracht.errors.backcast import BackcastShapeError, TooFewMeasuredError
from veerkracht.stad.placebo import Effect, effect_beside_alike, worst

REPLICATIONS, AREAS, TREATED = 200, 300, 20


def a_measured_city(rng: np.random.Generator, *, waves: int = 1):
    """Return what was measured before and after: a level of each area, its own course, and the error of each wave."""
    level = rng.standard_normal(AREAS)
    before = level[:, None] + 0.5 * rng.standard_normal((AREAS, waves))
    after = level + 0.2 * rng.standard_normal(AREAS) + 0.5 * rng.standard_normal(AREAS)
    return before, after


def before_and_after(before, after, *, treated):
    """Return what one would say who only looks at the treated areas: the mean change, with its 95% interval."""
    change = (after - before[:, -1])[treated]
    half = student.ppf(0.975, len(change) - 1) * change.std(ddof=1) / np.sqrt(len(change))
    return Effect(effect=change.mean(), low=change.mean() - half, high=change.mean() + half)


def before_and_after_beside_the_rest(before, after, *, treated):
    """Return the same with the change of all other areas taken off (difference in differences)."""
    change = after - before[:, -1]
    one = before_and_after(before, after, treated=treated)
    rest = change[~treated].mean()
    return Effect(effect=one.effect - rest, low=one.low - rest, high=one.high - rest)


def share_that_holds_zero(estimate, *, waves=1, effect=0.0):
    held = 0
    for seed in range(REPLICATIONS):
        before, after = a_measured_city(np.random.default_rng(seed), waves=waves)
        treated = worst(before[:, -1], number=TREATED)
        held += estimate(before, after + effect * treated, treated=treated).holds_zero
    return held / REPLICATIONS


@pytest.mark.parametrize("waves", [1, 3])
def test_law_9_a_placebo_on_the_worst_twenty_areas_has_no_effect(waves):
    assert share_that_holds_zero(effect_beside_alike, waves=waves) >= 0.9


@pytest.mark.parametrize("naive", [before_and_after, before_and_after_beside_the_rest])
def test_who_only_compares_before_and_after_sees_an_effect_of_nothing(naive):
    assert share_that_holds_zero(naive) < 0.5


def test_an_effect_that_is_there_is_found():
    assert share_that_holds_zero(effect_beside_alike, effect=-0.6) < 0.3
    effects = []
    for seed in range(50):
        before, after = a_measured_city(np.random.default_rng(seed))
        treated = worst(before[:, -1], number=TREATED)
        effects.append(effect_beside_alike(before, after - 0.6 * treated, treated=treated).effect)
    assert np.mean(effects) == pytest.approx(-0.6, abs=0.06)


def test_the_worst_areas_may_vary_twice_as_much_as_others():
    held = 0
    for seed in range(REPLICATIONS):
        rng = np.random.default_rng(seed)
        before, after = a_measured_city(rng)
        restless = after + np.where(before[:, 0] > 0.5, 1.0, 0.0) * rng.standard_normal(AREAS)
        held += effect_beside_alike(before, restless, treated=worst(before[:, 0], number=TREATED)).holds_zero
    assert held / REPLICATIONS >= 0.9


def test_areas_of_one_gemeente_share_their_luck():
    def share(*, known):
        held = 0
        for seed in range(REPLICATIONS):
            rng = np.random.default_rng(seed)
            # Where the worst areas lie is no chance: the first gemeente has more of them.
            groups = np.arange(AREAS) // 15
            before, after = a_measured_city(rng)
            before, after = before + 1.0 * (groups == 0)[:, None], after + 1.0 * (groups == 0)
            after = after + 0.5 * rng.standard_normal(AREAS // 15)[groups]
            treated = worst(before[:, 0], number=TREATED)
            held += effect_beside_alike(before, after, treated=treated, groups=groups if known else None).holds_zero
        return held / REPLICATIONS

    assert share(known=True) >= 0.85
    assert share(known=True) > share(known=False)


@pytest.mark.shared_data
def test_a_placebo_on_the_worst_wijken_of_2018_has_no_effect_on_their_nuisance_of_2020(shared_data):
    table = pd.read_csv(shared_data / "leefbaarometer" / "Leefbaarometer-scores wijken 2002-2020.csv")
    waves = table.pivot_table(index="wk_code", columns="jaar", values="onv")[[2014, 2018, 2020]].dropna()
    values = -waves.to_numpy()
    groups = np.unique([code[2:6] for code in waves.index], return_inverse=True)[1]
    held = 0
    for seed in range(REPLICATIONS):  # of a fifth of the country each: they overlap, so that this is no exact 200
        some = np.random.default_rng(seed).choice(len(values), len(values) // 5, replace=False)
        treated = worst(values[some, 1], number=TREATED)
        one = effect_beside_alike(values[some, :2], values[some, 2], treated=treated, groups=groups[some])
        held += one.holds_zero
    assert held / REPLICATIONS >= 0.9


def test_more_earlier_waves_make_the_interval_narrower():
    def width(waves):
        before, after = a_measured_city(np.random.default_rng(3), waves=waves)
        one = effect_beside_alike(before, after, treated=worst(before[:, -1], number=TREATED))
        return one.high - one.low

    assert width(4) < width(1)


def test_the_worst_areas_are_those_with_the_highest_values_and_never_those_without():
    before = np.array([1.0, np.nan, 3.0, 2.0])
    assert worst(before, number=2).tolist() == [False, False, True, True]
    assert worst(before, number=9).sum() == 3


def test_an_area_that_was_not_measured_afterwards_does_not_count():
    before, after = a_measured_city(np.random.default_rng(1))
    treated = worst(before[:, 0], number=TREATED)
    less = after.copy()
    less[np.flatnonzero(treated)[0]] = np.nan
    kept = np.isfinite(less)
    whole = effect_beside_alike(before, less, treated=treated)
    assert whole == effect_beside_alike(before[kept], after[kept], treated=treated[kept])


def test_without_areas_to_lay_beside_there_is_no_effect_to_tell():
    before, after = a_measured_city(np.random.default_rng(1))
    with pytest.raises(TooFewMeasuredError, match="12"):
        effect_beside_alike(before, after, treated=np.arange(AREAS) > 5)
    with pytest.raises(TooFewMeasuredError):
        effect_beside_alike(before, after, treated=np.zeros(AREAS, dtype=bool))
    with pytest.raises(BackcastShapeError):
        effect_beside_alike(before[:5], after, treated=np.zeros(AREAS, dtype=bool))
