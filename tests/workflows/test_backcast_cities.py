"""The simulation laid beside what came, in real cities and in the fictitious one."""

from __future__ import annotations

import numpy as np
import pytest

from veerkracht.demo.plan import CITY
from veerkracht.errors.backcast import NoEarlierChangeError, TooFewMeasuredError, UnknownWaveError
from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period
from veerkracht.sources.shipped import load_catalogue
from veerkracht.stad.backcast import LEAST_RUNS
from veerkracht.workflows.backcast import BackcastRequest, backcast
from veerkracht.workflows.scenario_files import load_parameters

# Smaller cities with many wijken, so that the runs are quick.
CITIES = ("GM0344", "GM0772", "GM0150", "GM0503", "GM0080", "GM0200")


def past_of(warehouse, **changes):
    request = {"gemeenten": CITIES, "start": Period(2018), "runs": LEAST_RUNS} | changes
    return backcast(
        BackcastRequest(**request), warehouse=warehouse, catalogue=load_catalogue(), parameters=load_parameters()
    )


@pytest.mark.slow
@pytest.mark.shared_data
def test_the_simulation_of_real_cities_has_bands_that_hold_and_does_not_claim_to_beat_no_change(real_warehouse):
    found = past_of(real_warehouse)
    assert found.gemeenten == CITIES
    assert [wave.year for wave in found.waves] == [2020]
    assert found.found.areas > 80
    assert found.found.bands_hold
    # Without policy an area is expected to stay what it is: more skill than chance would be a leak.
    assert not found.found.is_better
    assert abs(found.found.against["no_change"].skill) < 0.1
    assert "Niet beter dan geen verandering" in found.found.explanation().nl
    assert not found.noise.is_stays_fitted
    assert all(note.nl and note.en for note in found.notes)


@pytest.mark.shared_data
def test_a_start_without_waves_around_it_is_refused(real_warehouse):
    with pytest.raises(NoEarlierChangeError):
        past_of(real_warehouse, start=Period(2014))
    with pytest.raises(UnknownWaveError, match="2014"):
        past_of(real_warehouse, start=Period(2020))
    with pytest.raises(UnknownWaveError):
        past_of(real_warehouse, start=Period(2017))


def test_a_gemeente_that_is_not_stored_is_left_out_and_without_any_there_is_nothing_to_judge(demo_warehouse):
    with pytest.raises(TooFewMeasuredError):
        past_of(demo_warehouse, gemeenten=("GM0001",), level=Level.BUURT, start=Period(2022))


def test_the_fictitious_city_is_tested_the_same_way_and_twice_the_same(demo_warehouse):
    one, other = (
        past_of(demo_warehouse, gemeenten=(CITY, "GM0001"), level=Level.BUURT, start=Period(2022)) for _ in range(2)
    )
    assert one.left_out == ("GM0001",)
    assert one.found == other.found
    assert 0.0 < one.found.coverage <= 1.0
    assert np.isfinite(one.found.crps)
