"""A contract of tolerances: a colour always has its reason, and what cannot be known is not guessed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.errors.balance import ToleranceError, UnknownMeasureError
from veerkracht.facts.language import Bilingual
from veerkracht.stad.contract import (
    LEAST_RUNS,
    Ground,
    Light,
    Measure,
    Tolerance,
    contract_of,
    judge,
    judge_all,
)
from veerkracht.stad.outlook import Skill
from veerkracht.stad.runs import Band


def measure(values, *, code="waiting", ground=Ground.COUNTED, **choices):
    return Measure(
        code=code,
        name=Bilingual("Wachtenden", "Waiting"),
        unit=Bilingual("huishoudens", "households"),
        factor=1.0,
        digits=1,
        ground=ground,
        values=np.asarray(values, dtype=float),
        **choices,
    )


def spread(low, high, *, runs=100):
    return np.linspace(low, high, runs)


def light(values, at_most, **choices):
    return judge(measure(values), Tolerance(code="waiting", at_most=at_most, **choices)).light


@pytest.mark.parametrize(
    ("values", "at_most", "expected"),
    [
        pytest.param(spread(1, 2), 3.0, Light.GREEN, id="all runs within"),
        pytest.param(spread(4, 5), 3.0, Light.RED, id="all runs beyond"),
        pytest.param(spread(2, 4), 3.0, Light.AMBER, id="half of them"),
        pytest.param(spread(0, 100), 90.0, Light.GREEN, id="nine of ten within"),
        pytest.param(spread(0, 100), 9.9, Light.RED, id="nine of ten beyond"),
    ],
)
def test_a_colour_is_the_part_of_the_runs_that_keep_the_tolerance(values, at_most, expected):
    assert light(values, at_most) is expected


def test_a_band_too_wide_on_both_sides_says_nothing():
    assert light(spread(-20, 40), 10.0, widest=30.0) is Light.NOT_KNOWN
    assert light(spread(-20, 40), 10.0, widest=60.0) is Light.AMBER
    assert light(spread(-20, 40), 10.0) is Light.NOT_KNOWN  # twice what was agreed


def test_a_wide_band_on_one_side_is_no_doubt():
    assert light(spread(100, 900), 10.0, widest=1.0) is Light.RED
    assert light(spread(-900, -100), 10.0, widest=1.0) is Light.GREEN


@pytest.mark.parametrize("runs", [1, LEAST_RUNS - 1])
def test_too_few_runs_have_no_band_and_no_colour(runs):
    verdict = judge(measure(np.ones(runs)), Tolerance(code="waiting", at_most=3.0))
    assert verdict.light is Light.NOT_KNOWN
    assert f"er zijn {runs} runs" in verdict.reason.nl
    assert light(np.ones(LEAST_RUNS), 3.0) is Light.GREEN


def test_what_could_not_be_had_is_not_known_and_never_nought():
    values = np.ones(50)
    values[7] = np.nan
    verdict = judge(measure(values), Tolerance(code="waiting", at_most=3.0))
    assert verdict.light is Light.NOT_KNOWN
    assert "nan" not in verdict.reason.nl
    assert np.isnan(verdict.kept)


def test_scores_without_skill_are_told_but_not_judged():
    scored = measure(np.ones(50), ground=Ground.SCORED)
    tolerance = Tolerance(code="waiting", at_most=3.0)
    doubted = judge(scored, tolerance)
    assert doubted.light is Light.NOT_KNOWN
    assert Skill.NOT_BETTER.statement.nl in doubted.reason.nl
    assert "Wachtenden: 1,0 huishoudens" in doubted.reason.nl
    assert judge(scored, tolerance, skill=Skill.BETTER).light is Light.GREEN


def test_the_reason_says_what_was_found_what_was_agreed_and_in_how_many_runs():
    verdict = judge(measure(spread(2, 4)), Tolerance(code="waiting", at_most=3.0))
    assert verdict.reason.nl == (
        "Misschien buiten de afspraak. Wachtenden: 3,0 huishoudens (marge van 90%: 2,1 tot 3,9); afgesproken is "
        "hoogstens 3,0. Dat houdt stand in 50% van de runs."
    )
    assert verdict.reason.en == (
        "Perhaps beyond what was agreed. Waiting: 3.0 households (90% band: 2.1 to 3.9); agreed is at most 3.0. "
        "That holds in 50% of the runs."
    )


def test_a_fall_where_a_rise_was_feared_is_told_as_such():
    verdict = judge(measure(np.full(50, -2.0)), Tolerance(code="waiting", at_most=3.0))
    assert "−2,0 huishoudens" in verdict.reason.nl
    assert "onder nul gaat de andere kant op" in verdict.reason.nl
    nought = judge(measure(np.full(50, -0.01)), Tolerance(code="waiting", at_most=3.0)).reason.nl
    assert "Wachtenden: 0,0 huishoudens" in nought
    assert "onder nul" not in nought
    assert "onder nul" not in judge(measure(np.ones(50)), Tolerance(code="waiting", at_most=3.0)).reason.nl


def test_what_rests_on_who_is_a_vrager_says_that_it_is_estimated():
    verdict = judge(measure(np.ones(50), ground=Ground.ESTIMATED), Tolerance(code="waiting", at_most=3.0))
    assert verdict.light is Light.GREEN
    assert "geschat en niet geteld" in verdict.reason.nl


@pytest.mark.parametrize(
    ("ends", "expected"),
    [((0.0, 0.1), Light.GREEN), ((0.1, 0.3), Light.AMBER), ((0.3, 0.5), Light.RED), ((0.1, 0.2), Light.GREEN)],
)
def test_a_chance_is_judged_by_its_whole_interval(ends, expected):
    low, high = (np.asarray(one) for one in ends)
    middle = (low + high) / 2
    once = measure(np.full(64, middle), interval=Band(low=low, middle=middle, high=high))
    verdict = judge(once, Tolerance(code="waiting", at_most=0.2, widest=1.0))
    assert verdict.light is expected
    assert "van de runs" not in verdict.reason.nl


@given(
    values=st.lists(st.floats(-100, 100), min_size=LEAST_RUNS, max_size=40),
    limits=st.tuples(st.floats(-100, 100), st.floats(0, 50)),
)
def test_a_looser_tolerance_is_never_judged_worse(values, limits):
    order = [Light.RED, Light.AMBER, Light.GREEN]
    tight, loose = (
        judge(measure(values), Tolerance(code="waiting", at_most=most, widest=1e9))
        for most in (limits[0], limits[0] + limits[1])
    )
    assert order.index(tight.light) <= order.index(loose.light)
    assert tight.reason.nl
    assert loose.reason.en


def test_the_whole_is_as_bad_as_its_worst_part_and_names_it():
    measures = [
        measure(np.ones(50), code="a"),
        measure(spread(2, 4), code="b"),
        measure(np.full(50, 9.0), code="c"),
        measure(np.full(50, np.nan), code="d"),
    ]

    def whole(*codes):
        return judge_all(measures, [Tolerance(code=code, at_most=3.0) for code in codes])[0]

    assert whole("a").light is Light.GREEN
    assert whole("a", "b").light is Light.AMBER
    assert whole("a", "b", "d").light is Light.NOT_KNOWN
    assert whole("a", "b", "c", "d").light is Light.RED
    assert whole("a", "b", "c", "d").reason.nl.startswith("Niet in balans volgens de afspraken, bij 1 van de 4")
    assert "Wachtenden" in whole("a", "c").reason.nl


def test_no_contract_is_no_balance():
    whole, parts = judge_all([measure(np.ones(50))], [])
    assert whole.light is Light.NOT_KNOWN
    assert parts == ()


def test_a_tolerance_on_something_that_is_not_measured_is_refused():
    with pytest.raises(UnknownMeasureError) as refused:
        judge_all([measure(np.ones(50))], [Tolerance(code="waitin", at_most=1.0)])
    assert "Bedoelt u 'waiting'?" in refused.value.message("nl")


@pytest.mark.parametrize("most", [np.nan, np.inf])
def test_a_tolerance_that_is_no_number_is_refused(most):
    with pytest.raises(ToleranceError, match="at_most"):
        Tolerance(code="waiting", at_most=most)


@pytest.mark.parametrize("widest", [0.0, -1.0, np.nan])
def test_a_width_that_is_none_is_refused(widest):
    with pytest.raises(ToleranceError, match="widest"):
        Tolerance(code="waiting", at_most=1.0, widest=widest)


def test_a_contract_holds_what_was_agreed_and_nothing_else():
    assert contract_of({"a": 0.0, "b": None, "c": 2.0}) == (
        Tolerance(code="a", at_most=0.0),
        Tolerance(code="c", at_most=2.0),
    )
