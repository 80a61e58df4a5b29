"""Denominators between counts: on the line between them, never beyond what the counts allow, never too sure."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.denominators import (
    ESTIMATED_NOTE,
    MAXIMUM_GAP_YEARS,
    MAXIMUM_YEARS_APART,
    fill_denominators,
)
from veerkracht.facts.derive import derive
from veerkracht.facts.periods import Period, years
from veerkracht.facts.provenance import Provenance
from veerkracht.facts.tables import AreaTable, Column
from veerkracht.sources.shipped import load_catalogue

COUNT = st.integers(50, 20_000).map(float)


def filled(known, *, first=2012, last=2024, breaks=()):
    """Return the denominators of one area with these counts by year, rounded to five, in all years."""
    periods = years(first, last)
    counts = np.array([[known.get(period.year, np.nan) for period in periods]])
    found = fill_denominators(
        counts,
        variances=np.full(counts.shape, 4.0),
        periods=periods,
        wanted=np.ones(counts.shape, dtype=bool),
        breaks=breaks,
    )
    by_year = {period.year: found.values[0, i] for i, period in enumerate(periods)}
    errors = {period.year: float(np.sqrt(found.variances[0, i])) for i, period in enumerate(periods)}
    return by_year, errors


@given(COUNT, COUNT, st.integers(2, int(MAXIMUM_GAP_YEARS)))
def test_a_year_between_two_counts_lies_between_them_and_the_counts_stay_as_they_are(start, end, gap):
    values, errors = filled({2015: start, 2015 + gap: end})
    assert values[2015] == start
    assert values[2015 + gap] == end
    assert errors[2015] == errors[2015 + gap] == 2.0
    between = [values[2015 + n] for n in range(gap + 1)]
    assert np.diff(between) == pytest.approx(np.full(gap, (end - start) / gap), abs=1e-6)
    assert min(start, end) <= min(between) <= max(between) <= max(start, end)


@given(COUNT, COUNT, st.integers(2, int(MAXIMUM_GAP_YEARS)))
def test_the_error_of_a_year_between_covers_that_all_change_came_on_one_day(start, end, gap):
    _, errors = filled({2015: start, 2015 + gap: end})
    for n in range(1, gap):
        f = n / gap
        assert errors[2015 + n] >= np.sqrt(f * (1 - f)) * abs(end - start)


@given(st.dictionaries(st.integers(2012, 2024), COUNT, min_size=1), st.integers(2012, 2025))
def test_no_count_is_used_across_a_break_of_definition(known, broken):
    together, _ = filled(known, breaks=(broken,))
    apart, _ = filled({year: count for year, count in known.items() if year < broken})
    after, _ = filled({year: count for year, count in known.items() if year >= broken})
    for year, value in together.items():
        alone = (apart if year < broken else after)[year]
        assert value == alone or (np.isnan(value) and np.isnan(alone))


@given(st.dictionaries(st.integers(2000, 2024), COUNT, min_size=1))
def test_nothing_is_drawn_over_a_longer_gap_or_carried_further_than_the_documentation_says(known):
    values, _ = filled(known, first=2000)
    for year, value in values.items():
        before = max((y for y in known if y <= year), default=None)
        after = min((y for y in known if y >= year), default=None)
        near = min(abs(year - y) for y in known) <= MAXIMUM_YEARS_APART
        on_line = before is not None and after is not None and after - before <= MAXIMUM_GAP_YEARS
        assert np.isfinite(value) == (near or on_line)
        if np.isfinite(value) and not on_line:
            assert value in known.values()


def test_beyond_the_last_count_it_is_carried_with_an_error_that_grows():
    values, errors = filled({2020: 1000.0})
    assert [values[year] for year in (2018, 2019, 2020, 2021, 2022)] == [1000.0] * 5
    assert errors[2020] < errors[2021] < errors[2022]
    assert np.isnan(values[2023])


def test_two_counts_close_to_a_third_make_its_own_year_no_less_exact():
    values, errors = filled({2020: 1000.0, 2021: 1800.0, 2022: 2000.0})
    assert (values[2021], errors[2021]) == (1800.0, 2.0)


def test_a_buurt_that_is_being_built_has_no_jump_in_its_crime_rate():
    """Leeuwesteyn (Utrecht) had 1,015 residents in 2021 and 2,585 in 2024; equal crime per resident each year."""
    areas = Areas(level=Level.BUURT, year=2024, codes=("BU03440934",), names=("Leeuwesteyn",))
    people = {2021: 1015.0, 2024: 2585.0}
    cbs, police = (Provenance(publisher=who, table="t", column="c") for who in ("CBS", "politie"))
    columns = {("inwoners", Period(y)): Column.of(np.array([n]), provenance=(cbs,)) for y, n in people.items()}
    for year in range(2021, 2025):
        there = 1015 + (2585 - 1015) * (year - 2021) / 3
        columns["misdrijven", Period(year)] = Column.of(np.array([0.05 * there]), provenance=(police,))
    made = derive(AreaTable.of(areas, columns), load_catalogue())
    rates = [made.column("misdrijven_per_1000", Period(year)) for year in range(2021, 2025)]
    assert [rate.values[0] for rate in rates] == pytest.approx([50.0] * 4)
    assert min(rate.errors[0] for rate in rates[1:3]) > 2 * max(rates[0].errors[0], rates[3].errors[0])
    assert [ESTIMATED_NOTE in " ".join(s.note for s in rate.provenance) for rate in rates] == [False, True, True, False]
