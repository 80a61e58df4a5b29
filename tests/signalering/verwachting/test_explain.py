"""Why a forecast is what it is: the parts add up, and what drives the change has the largest part."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from tests.signalering.verwachting.simulated import counts, panel_of, percentages, scores

from veerkracht.facts.periods import Period
from veerkracht.signalering.verwachting.explain import COMMON, REST, contributions
from veerkracht.signalering.verwachting.features import COURSE
from veerkracht.signalering.verwachting.forecast import raw_forecast
from veerkracht.signalering.verwachting.panel import Covariates, Panel
from veerkracht.signalering.verwachting.threads import one_thread

TARGET = Period(2020)


@one_thread
def explained(panel: Panel):
    """Return the raw forecast and the parts of its expected change."""
    raw = raw_forecast(panel, target=TARGET)
    return raw, contributions(raw.fitted, raw.now, drift=raw.drift), raw.drift


@cache
def driven():
    """Areas of which a known covariate drives the change and another tells nothing."""
    rng = np.random.default_rng(8)
    cause, idle = rng.normal(size=(2, 800))
    steps = 0.08 * cause[:, None] + 0.02 * rng.normal(size=(800, 5))
    steps[:, 0] = rng.normal(size=800)
    known = Covariates(
        names=("cause", "idle"),
        themes=("wonen", "inkomen"),
        periods=(),
        values=np.stack([cause, idle], axis=1)[:, None],
    )
    return cause, explained(panel_of(np.cumsum(steps, axis=1), covariates=known))


@pytest.mark.parametrize("maker", [scores, counts, percentages])
def test_the_parts_add_up_to_the_expected_change_since_the_last_value(maker):
    raw, parts, _ = explained(maker(6, areas=500, waves=5))
    last = raw.now.centre + raw.now.last
    np.testing.assert_allclose(sum(parts.values()), raw.chances.middle - last, atol=1e-9, rtol=0)


def test_the_parts_add_up_with_covariates_too():
    _, (raw, parts, _) = driven()
    np.testing.assert_allclose(
        sum(parts.values()), raw.chances.middle - raw.now.centre - raw.now.last, atol=1e-9, rtol=0
    )


def test_a_covariate_that_drives_the_change_has_a_larger_part_than_one_that_tells_nothing():
    cause, (_, parts, _) = driven()
    assert np.corrcoef(parts["wonen"], cause)[0, 1] > 0.8
    assert np.abs(parts["wonen"]).mean() > 5 * np.abs(parts["inkomen"]).mean()


def test_a_covariate_that_drives_the_change_has_the_largest_part_of_what_the_correction_says():
    _, (_, parts, _) = driven()
    others = [np.abs(part).mean() for theme, part in parts.items() if theme not in {"wonen", COMMON, COURSE}]
    assert np.abs(parts["wonen"]).mean() > max(others)


def test_an_area_with_the_median_of_everything_gets_the_common_part_and_its_own_course_only():
    _, (raw, _, drift) = driven()
    middle = np.nanmedian(raw.now.columns, axis=0)
    plain = replace(raw.now, columns=np.vstack([raw.now.columns[:-1], middle]))
    # The median of the table stays what it was: one row of 800 was replaced by it.
    parts = contributions(raw.fitted, plain, drift=drift)
    for theme, part in parts.items():
        if theme == COURSE:
            assert part[-1] == pytest.approx(plain.mean[-1] - plain.last[-1], abs=1e-6)
        elif theme != COMMON:
            assert part[-1] == pytest.approx(0.0, abs=1e-6)


def test_the_common_part_is_the_drift_and_the_same_number_of_own_standard_deviations_for_all():
    _, (raw, parts, drift) = driven()
    beyond = (parts[COMMON] - drift) / raw.now.deviation
    assert np.ptp(beyond) < 1e-9


def test_more_themes_than_seven_are_taken_together_and_still_add_up():
    rng = np.random.default_rng(2)
    themes = tuple(f"thema{k}" for k in range(6))
    values = rng.normal(size=(500, 1, 6))
    known = Covariates(names=themes, themes=themes, periods=(), values=values)
    raw, parts, _ = explained(panel_of(scores(6, areas=500, waves=5).values, covariates=known))
    assert REST in parts
    assert len(parts) <= 8
    np.testing.assert_allclose(
        sum(parts.values()), raw.chances.middle - raw.now.centre - raw.now.last, atol=1e-9, rtol=0
    )
