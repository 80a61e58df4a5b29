"""Periods as the sources write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.errors.data import PeriodError
from veerkracht.facts.periods import Period, label, parse_range, years

PERIODS = st.one_of(
    st.builds(Period, st.integers(1900, 2099)),
    st.builds(lambda y, q: Period(y, 3 * q - 2, 3), st.integers(1900, 2099), st.integers(1, 4)),
    st.builds(lambda y, m: Period(y, m, 1), st.integers(1900, 2099), st.integers(1, 12)),
)


@given(PERIODS)
def test_a_period_reads_back_as_it_was_written(period):
    assert Period.parse(str(period)) == period


@given(PERIODS, PERIODS)
def test_periods_sort_by_when_they_start(one, other):
    if one.years_since(other) > 0:
        assert one > other


@pytest.mark.parametrize(
    "wrong", ["", "24", "2024KW05", "2024MM13", "2024MM00", "1899", "2024JJ01", "jaar", "2024-01", None]
)
def test_what_is_no_period_is_refused(wrong):
    with pytest.raises(PeriodError):
        Period.parse(wrong)


@pytest.mark.parametrize(("text", "expected"), [("2014*", 2014), (" 2020JJ00 ", 2020), (2018.0, 2018), (2018, 2018)])
def test_the_spellings_of_a_year(text, expected):
    assert Period.parse(text) == Period(expected)


def test_a_range_is_taken_in_order_and_once():
    assert parse_range("2018, 2015-2017,2016") == years(2015, 2018)
    assert label(parse_range("2015-2018")) == "2015-2018"


def test_a_range_that_runs_backwards_is_refused():
    with pytest.raises(PeriodError, match="2020-2015"):
        parse_range("2020-2015")
