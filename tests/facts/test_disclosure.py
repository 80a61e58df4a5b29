"""Small counts never leave, not even by subtraction."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from veerkracht.errors.data import DisclosureMinimumError
from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.derive import derive
from veerkracht.facts.disclosure import protect
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import AreaTable, Column, Reason
from veerkracht.sources.shipped import load_catalogue

CATALOGUE = load_catalogue()
Y24 = Period(2024)
# Two wijken of four and three buurten, and one of a single buurt.
CODES = tuple(f"BU999900{i:02d}" for i in range(4)) + tuple(f"BU999901{i:02d}" for i in range(3)) + ("BU99990200",)
AREAS = Areas(level=Level.BUURT, year=2024, codes=CODES, names=CODES)
WIJKEN = [range(4), range(4, 7)]
COUNTS = arrays(np.float64, len(CODES), elements=st.integers(0, 60).map(float))


def table_of(**columns):
    return AreaTable.of(AREAS, {(code, Y24): Column.of(np.array(v, dtype=float)) for code, v in columns.items()})


@settings(max_examples=200)
@given(COUNTS, st.integers(2, 20))
def test_nothing_below_the_minimum_leaves(counts, minimum):
    shown = protect(table_of(overlast=counts), CATALOGUE, minimum=minimum).column("overlast", Y24)
    visible = shown.values[shown.present]
    assert not ((visible > 0) & (visible < minimum)).any()
    np.testing.assert_array_equal(visible, counts[shown.present])
    assert (shown.reasons[~shown.present] == Reason.SUPPRESSED).all()


@settings(max_examples=200)
@given(COUNTS, st.integers(2, 20))
def test_no_buurt_can_be_had_by_subtracting_the_others_from_a_known_total(counts, minimum):
    shown = protect(table_of(overlast=counts), CATALOGUE, minimum=minimum).column("overlast", Y24)
    for rows in [*WIJKEN, range(len(CODES))]:
        hidden = [row for row in rows if not shown.present[row]]
        assert len(hidden) != 1
        everything = len(hidden) == len(rows)
        assert not hidden or counts[hidden].sum() >= minimum or everything or not counts[list(rows)].sum() >= minimum


@settings(max_examples=100)
@given(COUNTS, COUNTS, COUNTS)
def test_no_part_can_be_had_by_subtracting_the_others_from_their_sum(young, middle, older):
    parts = dict(zip(("inwoners_15_25", "inwoners_25_45", "inwoners_45_65"), (young, middle, older), strict=True))
    table = derive(table_of(**parts), CATALOGUE)
    shown = protect(table, CATALOGUE)
    hidden = [~shown.column(code, Y24).present for code in (*parts, "inwoners_15_65")]
    assert (np.sum(hidden, axis=0) != 1).all()


def test_a_count_of_nought_tells_of_nobody_and_stays():
    shown = protect(table_of(overlast=[0, 20, 30, 40, 0, 0, 50, 60]), CATALOGUE)
    assert shown.column("overlast", Y24).present.all()


def test_a_share_is_hidden_with_the_counts_that_it_is_made_of():
    table = derive(
        table_of(
            inwoners=[100, 200, 300, 400, 100, 200, 300, 8],
            inwoners_65_plus=[5, 20, 60, 90, 30, 40, 50, 4],
        ),
        CATALOGUE,
    )
    shown = protect(table, CATALOGUE)
    counts, shares = shown.column("inwoners_65_plus", Y24), shown.column("aandeel_65_plus", Y24)
    assert counts.present.tolist() == [False, False, True, True, True, True, True, False]
    assert not shares.present[[0, 1, 7]].any()
    assert shares.present[2]


def test_a_percentage_of_an_unknown_number_of_people_stays_inside():
    assert (
        not protect(table_of(arbeidsparticipatie=[50.0] * 8), CATALOGUE)
        .column("arbeidsparticipatie", Y24)
        .present.any()
    )


def test_an_indicator_of_your_own_with_whole_numbers_is_taken_for_a_count():
    shown = protect(table_of(huurachterstand=[3, 12, 15, 40, 0, 0, 20, 30]), CATALOGUE)
    assert shown.column("huurachterstand", Y24).present.tolist() == [False, False, True, True, True, True, True, True]


def test_figures_that_are_no_counts_and_no_shares_stay():
    assert protect(table_of(lbm=[4.1] * 8), CATALOGUE).column("lbm", Y24).present.all()


def test_a_minimum_of_one_protects_nobody_and_is_refused():
    with pytest.raises(DisclosureMinimumError, match="Choose 2 or more"):
        protect(table_of(overlast=[1] * 8), CATALOGUE, minimum=1)
