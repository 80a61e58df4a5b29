"""The simple rules that a forecast must beat say what they are said to say."""

from __future__ import annotations

import numpy as np
import pytest
from tests.signalering.verwachting.simulated import counts, panel_of, scores

from veerkracht.signalering.verwachting.baselines import NAMES, rules
from veerkracht.signalering.verwachting.correction import examples
from veerkracht.signalering.verwachting.features import know, state
from veerkracht.signalering.verwachting.scale import Change, modelled
from veerkracht.signalering.verwachting.threads import one_thread


@one_thread
def simple(panel, *, change=Change.VALUE):
    """Return the rules for one year ahead, what they take off the last wave, and the state."""
    known = know(panel)
    now = state(known, waves=len(panel.periods), target=float(panel.times()[-1]) + 1.0)
    return rules(known, examples(known, horizon=1.0), now, change=change), now


def toy(waves=6):
    """Twenty areas of which the waves have the same mean, so that nothing is taken off."""
    values = np.random.default_rng(1).normal(size=(20, waves))
    return panel_of(values - values.mean(axis=0))


def test_no_change_is_the_last_value():
    panel = toy()
    found, now = simple(panel)
    np.testing.assert_allclose(now.centre + found["no_change"].expected, panel.values[:, -1], atol=1e-12)


def test_the_own_mean_is_that_of_the_last_four_waves():
    panel = toy()
    found, now = simple(panel)
    np.testing.assert_allclose(now.centre + found["own_mean"].expected, panel.values[:, -4:].mean(axis=1), atol=1e-12)


def test_the_own_mean_of_counts_is_that_of_their_logarithms_when_all_waves_are_alike():
    values = np.repeat(np.arange(5.0, 25.0)[:, None], 4, axis=1)
    panel = panel_of(values, kind=counts(1, areas=2).kind, exposure=np.full(20, 100.0))
    found, now = simple(panel)
    np.testing.assert_allclose(now.centre + found["own_mean"].expected, modelled(panel)[:, -1], atol=1e-9)


def test_the_last_change_is_carried_on_with_the_part_of_it_that_went_on_before():
    panel = toy()
    found, now = simple(panel)
    carried = found["last_change"].expected - found["no_change"].expected
    last_change = panel.values[:, -1] - panel.values[:, -2]
    part = carried / last_change
    np.testing.assert_allclose(part, part[0], rtol=1e-6)
    # Of figures without memory half of a change goes back in the next wave.
    assert -0.8 < part[0] < -0.2
    assert np.isfinite(now.last).all()


def test_the_shrunk_value_is_one_part_of_the_last():
    found, now = simple(toy())
    part = found["shrunk"].expected / now.last
    np.testing.assert_allclose(part, part[0], rtol=1e-9)
    assert -0.3 < part[0] < 0.3


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("maker", [scores, counts])
def test_the_chances_of_every_rule_are_a_tenth_on_average(maker, name):
    found, _ = simple(maker(2, areas=300, waves=5))
    assert found[name].chances.mean() == pytest.approx(0.1, abs=0.003)
    assert ((found[name].chances >= 0) & (found[name].chances <= 1)).all()


def test_the_same_chance_for_all_is_a_tenth():
    assert set(simple(toy())[0]["climatology"].chances) == {0.1}


def test_an_area_without_a_value_gets_no_chance_of_any_rule():
    panel = scores(2, areas=300, waves=5)
    panel.values[4] = np.nan
    found, _ = simple(panel)
    for name in NAMES:
        assert np.isnan(found[name].chances[4])
