"""The scale on which is computed: there and back, within bounds, and thresholds that mean what they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.signalering.verwachting.simulated import counts, panel_of

from veerkracht.signalering.verwachting.learning import worst_tenth
from veerkracht.signalering.verwachting.panel import Kind
from veerkracht.signalering.verwachting.scale import Change, Scale, modelled, noise_driver, scale_of

NUMBERS = st.lists(st.integers(0, 100_000), min_size=1, max_size=20)


@given(values=NUMBERS, exposure=st.floats(1.0, 1e6))
def test_a_count_comes_back_from_the_scale(values, exposure):
    scale = Scale(kind=Kind.COUNT, exposure=np.full(len(values), exposure))
    given_values = np.array(values, dtype=float)
    np.testing.assert_allclose(scale.unit(scale.model(given_values)), given_values, rtol=1e-9, atol=1e-8)


@given(values=st.lists(st.floats(0, 100), min_size=1, max_size=20), kind=st.sampled_from([Kind.SCORE, Kind.PERCENTAGE]))
def test_scores_and_percentages_stay_as_they_are(values, kind):
    scale = Scale(kind=kind, exposure=np.ones(len(values)))
    np.testing.assert_array_equal(scale.unit(scale.model(np.array(values))), values)


@given(value=st.floats(-1e6, 1e6), kind=st.sampled_from(list(Kind)))
def test_nothing_comes_out_that_cannot_be(value, kind):
    found = Scale(kind=kind, exposure=np.ones(1)).unit(np.array([min(value, 500.0)]))[0]
    if kind is Kind.PERCENTAGE:
        assert 0 <= found <= 100
    if kind is Kind.COUNT:
        assert found >= 0


def test_the_scale_of_counts_is_the_logarithm_of_the_rate_of_one_more():
    panel = counts(1, areas=20, waves=3)
    np.testing.assert_allclose(modelled(panel), np.log((panel.values + 1) / panel.exposure))
    np.testing.assert_allclose(modelled(panel)[:, -1], scale_of(panel).model(panel.values[:, -1]))


def test_a_count_without_exposure_is_unknown():
    values = np.full((3, 2), 5.0)
    panel = panel_of(values, kind=Kind.COUNT, exposure=np.array([100.0, 0.0, np.nan]))
    assert list(np.isfinite(modelled(panel)[:, 0])) == [True, False, False]


@pytest.mark.parametrize(
    ("of", "change", "wanted"),
    [(Change.VALUE, 6.0, 16.0), (Change.RATE, 0.03, 10 + 0.03 * 200), (Change.RATIO, np.log(2), 21.0)],
)
def test_a_threshold_after_a_change_of_a_count(of, change, wanted):
    """Ten among 200; a ratio is of one more than the count: twice 11 is 22, which is a count of 21."""
    scale = Scale(kind=Kind.COUNT, exposure=np.array([200.0]))
    assert scale.unit(scale.threshold(np.array([10.0]), change, of=of))[0] == pytest.approx(wanted)


@pytest.mark.parametrize("of", list(Change))
def test_a_threshold_of_a_percentage_is_so_many_points_further(of):
    scale = Scale(kind=Kind.PERCENTAGE, exposure=np.ones(1))
    assert scale.threshold(np.array([12.0]), 5.0, of=of)[0] == 17.0


def test_which_areas_were_among_the_worst_depends_on_what_is_compared():
    """A large area gains most counts, a small one doubles."""
    last = np.array([1000.0, 5.0] + [50.0] * 18)
    after = np.array([1100.0, 40.0] + [50.0] * 18)
    panel = panel_of(last[:, None], kind=Kind.COUNT, exposure=np.array([20_000.0, 100.0] + [1000.0] * 18))
    share = {of: set(np.flatnonzero(worst_tenth(panel, last=last, after=after, change=of))) for of in Change}
    for of in Change:
        assert share[of] == {0, 1}
    gains = {of: scale_order(panel, last, after, of) for of in Change}
    assert gains == {Change.VALUE: 0, Change.RATE: 1, Change.RATIO: 1}


def scale_order(panel, last, after, of):
    """Return which of the first two areas is worse, by asking for the worst of only these and eight that stay."""
    rows = [0, 1, *range(2, 10)]
    small = panel_of(
        panel.values[rows], kind=Kind.COUNT, exposure=panel.exposure[rows, 0], groups=np.zeros(10, dtype=np.intp)
    )
    return int(np.flatnonzero(worst_tenth(small, last=last[rows], after=after[rows], change=of))[0])


def test_the_worst_tenth_of_a_figure_that_should_be_high_is_where_it_fell():
    last, after = np.zeros(20), np.arange(20.0)
    for worse, wanted in (("high", {18, 19}), ("low", {0, 1})):
        panel = panel_of(last[:, None], worse=worse)
        assert set(np.flatnonzero(worst_tenth(panel, last=last, after=after, change=Change.VALUE))) == wanted


def test_noise_goes_with_the_published_error_where_there_is_one():
    panel = panel_of(np.zeros((50, 2)), size=np.full(50, 100.0))
    error = np.repeat(np.linspace(1, 3, 50)[:, None], 2, axis=1)
    found = noise_driver(replace(panel, error=error))
    np.testing.assert_allclose(found[5:-5], (error[:, 0] ** 2 / np.median(error[:, 0] ** 2))[5:-5])


def test_noise_of_a_score_goes_with_one_over_the_number_of_persons_and_is_unknown_without():
    size = np.linspace(100, 5000, 99)
    found = noise_driver(panel_of(np.zeros((99, 2)), size=size))
    np.testing.assert_allclose(found[5:-5], (np.median(1 / size) ** -1 / size)[5:-5])
    assert np.median(found) == pytest.approx(1.0)
    assert not noise_driver(panel_of(np.zeros((99, 2)))).any()


def test_noise_of_the_logarithm_of_a_count_goes_with_one_over_the_count():
    values = np.repeat(np.arange(0.0, 200.0)[:, None], 3, axis=1)
    found = noise_driver(panel_of(values, kind=Kind.COUNT, exposure=np.full(200, 1000.0)))
    assert (np.diff(found) <= 0).all()
    assert found[49] / found[99] == pytest.approx(2.0)
