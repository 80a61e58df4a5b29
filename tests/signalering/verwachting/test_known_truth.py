"""Simulated panels of which the truth is known: intervals hold it as often as they say, chances come true."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from tests.signalering.verwachting.simulated import MAKERS

from veerkracht.signalering.verwachting.forecast import forecast
from veerkracht.signalering.verwachting.learning import worst_tenth
from veerkracht.signalering.verwachting.scale import Change
from veerkracht.signalering.verwachting.scoring import brier, reliability

SEEDS = range(4)
KINDS = pytest.mark.parametrize("kind", list(MAKERS))
# The first test of a kind makes the forecasts for all of them.
pytestmark = pytest.mark.slow


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """Forecasts of several panels beside what came, one after the other; each of shape (seeds x areas,)."""

    held80: np.ndarray
    held90: np.ndarray
    worst10: np.ndarray
    came: np.ndarray
    worse: np.ndarray
    got_worse: np.ndarray
    fifth: np.ndarray
    means: tuple[float, ...]


@cache
def ahead(kind: str) -> Ahead:
    """Forecast the last wave of each panel from the five before."""
    rows, means = [], []
    for seed in SEEDS:
        panel = MAKERS[kind](seed)
        before, after = panel.until(panel.periods[-2]), panel.values[:, -1]
        found = forecast(before, target=panel.periods[-1])
        last = before.values[:, -1]
        size = panel.exposure[:, 0] if kind == "count" else panel.size[:, 0]
        means.append(float(found.p_worst10.mean()))
        rows.append(
            (
                (found.low80 <= after) & (after <= found.high80),
                (found.low90 <= after) & (after <= found.high90),
                found.p_worst10,
                worst_tenth(panel, last=last, after=after, change=Change.VALUE),
                found.p_worse,
                panel.sign * (after - last) > 0,
                np.searchsorted(np.quantile(size, [0.2, 0.4, 0.6, 0.8]), size),
            )
        )
    columns = [np.concatenate(column) for column in zip(*rows, strict=True)]
    names = ("held80", "held90", "worst10", "came", "worse", "got_worse", "fifth")
    return Ahead(**dict(zip(names, columns, strict=True)), means=tuple(means))


@KINDS
def test_intervals_hold_the_truth_as_often_as_they_say(kind):
    found = ahead(kind)
    assert 0.87 <= found.held90.mean() <= 0.93
    assert 0.77 <= found.held80.mean() <= 0.83


@KINDS
def test_intervals_are_right_for_small_and_for_large_areas(kind):
    found = ahead(kind)
    by_size = [found.held90[found.fifth == k].mean() for k in range(5)]
    assert min(by_size) >= 0.83
    assert max(by_size) <= 0.96


@KINDS
def test_of_areas_with_a_chance_of_the_worst_tenth_so_many_come_there(kind):
    found = ahead(kind)
    assert reliability(found.worst10, found.came).ece <= 0.03


@KINDS
def test_the_chances_of_the_worst_tenth_add_up_to_a_tenth_of_the_areas(kind):
    for mean in ahead(kind).means:
        assert mean == pytest.approx(0.1, abs=1e-9)


@KINDS
def test_the_chances_of_the_worst_tenth_say_more_than_the_same_chance_for_all(kind):
    found = ahead(kind)
    assert 1 - brier(found.worst10, found.came) / 0.09 > 0.03


@KINDS
def test_chances_of_being_worse_come_true(kind):
    found = ahead(kind)
    # What all areas have in common in a wave is not known before: it moves every chance of that wave alike.
    assert reliability(found.worse, found.got_worse).ece <= 0.05
    assert 0.8 <= reliability(found.worse, found.got_worse).slope <= 1.25
