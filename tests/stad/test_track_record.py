from __future__ import annotations

import tomllib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outlook_cases import simulated

from veerkracht.errors.backcast import NoTestError, TooFewMeasuredError, TooFewRunsError
from veerkracht.errors.scenario import ScenarioMissingKeyError
from veerkracht.sources.shipped import shipped_text
from veerkracht.stad.backcast import GOOD_COVERAGE, Skill, stretch_of
from veerkracht.stad.outlook import Skill as Verdict
from veerkracht.stad.runs import band_of
from veerkracht.stad.track_record_toml import parse_track_record, track_record_text
from veerkracht.stad.widening import widened
from veerkracht.workflows.scenario_files import load_parameters, load_track_record

AREAS = 400
GROUPS = np.arange(AREAS) // 10


def normal_runs(*, spread=1.0, seed=0, runs=199):
    return spread * np.random.default_rng(seed).standard_normal((runs, 1, AREAS))


def pair():
    """Return nuisance of a policy and of a baseline that begin in the same city."""
    baseline = simulated(runs=25, years=4, areas=8, seed=3)
    other = simulated(runs=25, years=4, areas=8, seed=4).nuisance
    moved = baseline.nuisance + other - other[:, :1]
    return replace(baseline, nuisance=moved), baseline


def came(seed=1, *, spread=1.0):
    return spread * np.random.default_rng(seed).standard_normal((1, AREAS))


def with_skill(record, code, **skills):
    tests = tuple(
        replace(one, found=replace(one.found, against={**one.found.against, **skills})) if one.code == code else one
        for one in record.tests
    )
    return replace(record, tests=tests)


SURE = Skill(crps=1.0, skill=0.2, low=0.1, high=0.3)
IN_DOUBT = Skill(crps=1.0, skill=0.2, low=-0.1, high=0.5)


@pytest.mark.parametrize("spread", [0.5, 0.8, 1.0])
def test_bands_that_are_so_much_too_narrow_must_be_so_much_wider(spread):
    found = stretch_of(normal_runs(spread=spread), came(), groups=GROUPS)
    assert found.factor == pytest.approx(1.0 / spread, rel=0.12)
    assert GOOD_COVERAGE[0] <= found.held_out <= GOOD_COVERAGE[1]


@settings(max_examples=20)
@given(st.integers(0, 99), st.floats(0.3, 1.5))
def test_widened_by_the_factor_the_bands_hold_nine_in_ten(seed, spread):
    runs, measured = normal_runs(spread=spread, seed=seed), came(seed + 100)
    factor = stretch_of(runs, measured, groups=GROUPS).factor
    wide = stretch_of(runs * factor - (factor - 1.0) * np.median(runs, axis=0), measured, groups=GROUPS)
    assert wide.as_simulated == pytest.approx(0.9, abs=0.01)
    assert wide.factor == pytest.approx(1.0, abs=1e-6)


def test_what_was_not_measured_has_no_part_in_it_and_too_little_is_refused():
    runs, measured = normal_runs(), came()
    less = measured.copy()
    less[0, ::2] = np.nan
    assert stretch_of(runs, less, groups=GROUPS) == stretch_of(runs[:, :, 1::2], less[:, 1::2], groups=GROUPS[1::2])
    with pytest.raises(TooFewRunsError):
        stretch_of(runs[:38], measured, groups=GROUPS)
    with pytest.raises(TooFewMeasuredError):
        stretch_of(runs, np.full_like(measured, np.nan), groups=GROUPS)


@pytest.mark.parametrize("factor", [1.0, 1.7])
def test_wider_bands_leave_the_middle_and_the_effect_of_a_policy_as_they_are(factor):
    policy, baseline = pair()
    wide = widened(policy, baseline, factor=factor)
    np.testing.assert_allclose(wide[0].nuisance - wide[1].nuisance, policy.nuisance - baseline.nuisance, atol=1e-12)
    before, after = (band_of(one.nuisance[:, -1]) for one in (baseline, wide[1]))
    np.testing.assert_allclose(after.middle, before.middle, atol=1e-12)
    np.testing.assert_allclose(after.high - after.low, factor * (before.high - before.low))
    np.testing.assert_array_equal(wide[1].reliance, baseline.reliance)
    np.testing.assert_allclose(wide[1].nuisance[:, 0], baseline.nuisance[:, 0], atol=1e-12)


def test_what_is_kept_is_read_as_it_was_written():
    record = load_track_record()
    assert parse_track_record(track_record_text(record)) == record


def test_the_sentence_of_an_answer_holds_the_kept_figures():
    record = load_track_record()
    one = record.test("nuisance")
    told = record.statement()
    assert f"in {one.found.areas} wijken" in told.nl
    assert f"{abs(100 * one.found.against['no_change'].skill):.1f}".replace(".", ",") + "%" in told.nl
    assert f"{one.last - one.start} years" in told.en
    other = replace(one, found=replace(one.found, areas=123))
    changed = replace(record, tests=tuple(other if each is one else each for each in record.tests))
    assert "in 123 wijken" in changed.statement().nl


def test_in_doubt_the_simulation_is_not_called_better():
    record = load_track_record()
    assert with_skill(record, "nuisance", no_change=SURE).skill is Verdict.BETTER
    assert with_skill(record, "nuisance", no_change=IN_DOUBT).skill is Verdict.NOT_BETTER
    assert with_skill(record, "nuisance", no_change=SURE, trend=IN_DOUBT).skill is Verdict.NOT_BETTER
    assert with_skill(record, "low_incomes", no_change=SURE).skill is record.skill
    assert with_skill(record, "nuisance", no_change=SURE).statement().nl.startswith("Beter dan geen verandering")


def test_a_test_on_the_past_never_makes_bands_narrower():
    record = load_track_record()
    one = record.test("nuisance")
    wide = replace(one, stretch=replace(one.stretch, factor=0.7))
    narrow = replace(record, tests=tuple(wide if each is one else each for each in record.tests))
    assert narrow.stretch == 1.0
    assert "niet verbreed" in narrow.statement().nl


def test_one_gemeente_cannot_tell_skill_from_the_luck_of_the_whole_city():
    one = load_track_record().test("low_incomes")
    better = replace(one, found=replace(one.found, against={"no_change": SURE}))
    assert better.gemeenten == 1
    assert "niet te zeggen" in better.sentence().nl
    assert better.sentence().en.startswith("Whether this is better")
    assert replace(better, gemeenten=30).sentence().nl.startswith("Beter dan geen verandering")


def test_a_track_record_without_the_test_that_an_answer_rests_on_is_refused():
    record = load_track_record()
    without = replace(record, tests=tuple(one for one in record.tests if one.code != "nuisance"))
    with pytest.raises(NoTestError, match="nuisance"):
        parse_track_record(track_record_text(without))
    with pytest.raises(ScenarioMissingKeyError, match="held"):
        parse_track_record(track_record_text(record).replace("held =", "#held ="))
    with pytest.raises(NoTestError):
        parse_track_record(track_record_text(record).replace("against.no_change", "against.nothing"))


def test_what_figures_tell_of_each_number_is_kept_for_numbers_that_are_there():
    stored = tomllib.loads(shipped_text("stad/information.toml"))
    known = load_parameters().parameters
    assert "benchmarks/identified.py" in stored["command"]
    for numbers in stored["cities"].values():
        assert set(numbers) <= set(known)
        # More figures never tell less.
        assert all(0.0 <= flows <= usual <= 1.0 for usual, flows in numbers.values())
