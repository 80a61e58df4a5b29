"""The simulation laid beside what came, in real cities and in the fictitious one."""

from __future__ import annotations

import numpy as np
import pytest

from veerkracht.demo.plan import CITY
from veerkracht.errors.backcast import NoEarlierChangeError, TooFewMeasuredError, UnknownWaveError
from veerkracht.errors.data import MissingIndicatorError
from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period
from veerkracht.sources.shipped import load_catalogue
from veerkracht.stad.backcast import LEAST_RUNS
from veerkracht.workflows.backcast import BackcastRequest, backcast
from veerkracht.workflows.backcast_past import Subject
from veerkracht.workflows.scenario_files import load_parameters, load_track_record
from veerkracht.workflows.track_record import COMMAND, PLANS, measured_waves, placebo_of
from veerkracht.workflows.track_record import tested as row_of

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


@pytest.mark.shared_data
def test_crime_tells_nothing_at_wijk_level_where_it_is_not_stored(real_warehouse):
    with pytest.raises(MissingIndicatorError, match="misdrijven_per_1000"):
        past_of(real_warehouse, subject=Subject.CRIME)


@pytest.mark.shared_data
@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(plan, id=plan.code, marks=pytest.mark.slow if plan.gemeenten else pytest.mark.nightly)
        for plan in PLANS
    ],
)
def test_the_kept_track_record_is_what_comes_out_again(real_warehouse, plan):
    kept = load_track_record().test(plan.code)
    made = row_of(
        plan,
        cities=30,
        runs=kept.runs,
        warehouse=real_warehouse,
        catalogue=load_catalogue(),
        parameters=load_parameters(),
    )
    assert (made.gemeenten, made.found.areas, made.start, made.last) == (
        kept.gemeenten,
        kept.found.areas,
        kept.start,
        kept.last,
    )
    if kept.can_judge:
        assert made.found.verdict() == kept.found.verdict()
    # So wide that another order of adding up passes, and another engine or another number does not.
    assert made.found.coverage == pytest.approx(kept.found.coverage, abs=0.02)
    assert made.stretch.factor == pytest.approx(kept.stretch.factor, rel=0.1)
    for name, skill in kept.found.against.items():
        assert made.found.against[name].skill == pytest.approx(skill.skill, abs=0.02)


@pytest.mark.shared_data
def test_the_kept_placebo_is_what_comes_out_again(real_warehouse):
    values, groups = measured_waves(real_warehouse, catalogue=load_catalogue())
    kept, made = load_track_record().placebo, placebo_of(values, groups=groups)
    assert (made.replications, made.treated) == (kept.replications, kept.treated) == (200, 20)
    assert made.held == pytest.approx(kept.held, abs=0.011)  # two of two hundred
    assert made.held >= 0.9  # law 9


def test_what_an_answer_rests_on_can_be_made_again_by_the_command_that_stands_in_it():
    record = load_track_record()
    assert [one.code for one in record.tests] == [plan.code for plan in PLANS]
    assert record.command == COMMAND
    assert all(one.found.against["no_change"] for one in record.tests)
