"""Answers in threads are those of one draw after the other, to the last bit."""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from veerkracht.engines.threads import bands_of, ready_all
from veerkracht.errors.balance import NoRunsError
from veerkracht.errors.ensemble import RunsValueError
from veerkracht.stad.base import prepare
from veerkracht.stad.levers import nothing

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "stad"))
from scenes import city_of, coefficients_of, policy_of

YEARS, AREAS, DRAWS = 2, 5, 5


@pytest.fixture(scope="module")
def asked():
    rng = np.random.default_rng(11)
    city = city_of(1500, areas=AREAS, rng=rng)
    bases = [prepare(city, coefficients_of(rng, width=0.2)) for _ in range(DRAWS)]
    policy = policy_of(city, ("support", "build", "steer"), years=YEARS, rng=rng, everything=False)
    return bases, nothing(years=YEARS, areas=AREAS), policy


@pytest.mark.parametrize("workers", [2, 3, 9])
def test_any_number_of_threads_gives_the_same_bands(asked, workers):
    bases, baseline, policy = asked
    one = bands_of(ready_all(bases, baseline, workers=1), policy)
    more = bands_of(ready_all(bases, baseline, workers=workers), policy)
    assert one.draws == more.draws == DRAWS
    for name in one.change:
        for item in fields(one.change[name]):
            assert np.array_equal(getattr(one.change[name], item.name), getattr(more.change[name], item.name))
            assert np.array_equal(getattr(one.level[name], item.name), getattr(more.level[name], item.name))


def test_no_workers_are_refused(asked):
    with pytest.raises(RunsValueError, match="workers"):
        ready_all(asked[0], asked[1], workers=0)


def test_without_draws_there_are_no_bands(asked):
    with pytest.raises(NoRunsError):
        bands_of(ready_all([], asked[1], workers=2), asked[2])
