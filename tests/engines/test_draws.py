"""Bands from processes are those of one draw after the other, to the last bit."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from veerkracht.engines.draws import keep_ready
from veerkracht.errors.balance import NoRunsError
from veerkracht.errors.ensemble import RunsValueError
from veerkracht.stad.bands import level_of, merge, ready
from veerkracht.stad.base import prepare
from veerkracht.stad.levers import nothing

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "stad"))
from scenes import city_of, coefficients_of, policy_of

YEARS, AREAS, DRAWS = 2, 5, 5


@pytest.fixture(scope="module")
def asked():
    rng = np.random.default_rng(11)
    city = city_of(1500, areas=AREAS, rng=rng)
    draws = [coefficients_of(rng, width=0.2) for _ in range(DRAWS)]
    policy = policy_of(city, ("support", "build", "steer"), years=YEARS, rng=rng, everything=False)
    return city, draws, nothing(years=YEARS, areas=AREAS), policy


@pytest.mark.slow
def test_processes_give_the_bands_of_one_draw_after_the_other_and_survive_a_kill(asked):
    city, draws, baseline, policy = asked
    alone = [ready(prepare(city, one), baseline) for one in draws]
    wanted = merge([level_of(one, policy) for one in alone], [one.baseline for one in alone])
    with keep_ready(city, draws, baseline, workers=2) as drawn:
        drawn.bands(baseline)
        os.kill(drawn.keepers[0].number, signal.SIGKILL)  # and one of them has to begin anew
        found = drawn.bands(policy)
    assert found.draws == wanted.draws == DRAWS
    for name in wanted.change:
        for item in fields(wanted.change[name]):
            for told, other in ((found.level, wanted.level), (found.change, wanted.change)):
                assert np.array_equal(getattr(told[name], item.name), getattr(other[name], item.name))


def test_no_workers_are_refused(asked):
    city, draws, baseline, _ = asked
    with pytest.raises(RunsValueError, match="workers"):
        keep_ready(city, draws, baseline, workers=0)


def test_without_draws_there_are_no_bands(asked):
    city, _, baseline, _ = asked
    with pytest.raises(NoRunsError):
        keep_ready(city, [], baseline, workers=2)
