"""AreaTable: nothing is missing without a reason."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from veerkracht.errors.data import (
    DifferentAreasError,
    MissingIndicatorError,
    MissingPeriodError,
    ReasonError,
    TableShapeError,
)
from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.periods import Period
from veerkracht.facts.provenance import Provenance
from veerkracht.facts.tables import AreaTable, Column, Reason

AREAS = Areas(level=Level.BUURT, year=2024, codes=("BU00010000", "BU00010001", "BU00010002"), names=("A", "B", "C"))
Y20, Y24 = Period(2020), Period(2024)
COLUMNS = arrays(np.float64, 3, elements=st.floats(-1e6, 1e6) | st.just(np.nan))
CBS = Provenance(publisher="CBS", table="84799NED", column="AantalInwoners_5")
OWN = Provenance(publisher="corporatie", table="bezit.csv", column="inwoners")


def test_a_missing_value_needs_a_reason():
    with pytest.raises(ReasonError, match="BU00010001"):
        AreaTable.of(AREAS, {("inwoners", Y24): Column(values=np.array([1, np.nan, 3]), reasons=np.zeros(3, np.uint8))})


def test_a_present_value_has_no_reason():
    column = Column(values=np.array([1.0, 0.0, 3.0]), reasons=np.array([0, Reason.SUPPRESSED, 0], np.uint8))
    with pytest.raises(ReasonError):
        AreaTable.of(AREAS, {("inwoners", Y24): column})


@given(COLUMNS)
def test_a_column_comes_out_as_it_went_in(values):
    column = Column.of(values, missing=Reason.SUPPRESSED, provenance=(CBS,))
    back = AreaTable.of(AREAS, {("inwoners", Y24): column}).column("inwoners", Y24)
    np.testing.assert_array_equal(back.values, values)
    assert (back.reasons == np.where(np.isnan(values), Reason.SUPPRESSED, Reason.PRESENT)).all()
    assert back.provenance == (CBS,)


def test_what_no_column_fills_is_not_loaded_rather_than_zero():
    one, two = Column.of(np.ones(3)), Column.of(np.ones(3))
    table = AreaTable.of(AREAS, {("inwoners", Y20): one, ("woningen", Y24): two})
    assert (table.column("woningen", Y20).reasons == Reason.NOT_LOADED).all()
    assert np.isnan(table.column("woningen", Y20).values).all()
    assert table.periods_of("woningen") == (Y24,)


@given(COLUMNS, COLUMNS)
def test_joining_never_loses_a_value_and_ours_stays(ours, theirs):
    left = AreaTable.of(AREAS, {("inwoners", Y24): Column.of(ours, missing=Reason.SUPPRESSED, provenance=(CBS,))})
    right = AreaTable.of(AREAS, {("inwoners", Y24): Column.of(theirs, provenance=(OWN,))})
    both = left.join(right).column("inwoners", Y24)
    np.testing.assert_array_equal(both.values, np.where(np.isnan(ours), theirs, ours))
    nobody = np.isnan(ours) & np.isnan(theirs)
    assert (both.reasons[nobody] == Reason.SUPPRESSED).all()
    used = (np.isnan(ours) & ~np.isnan(theirs)).any()
    assert both.provenance == ((CBS, OWN) if used else (CBS,))


def test_standard_errors_follow_the_value_that_is_used():
    left = AreaTable.of(AREAS, {("x", Y24): Column.of(np.array([1, np.nan, 3]), errors=np.array([0.1, np.nan, 0.3]))})
    right = AreaTable.of(AREAS, {("x", Y24): Column.of(np.array([9.0, 2.0, 9.0]), errors=np.array([0.9, 0.2, 0.9]))})
    np.testing.assert_array_equal(left.join(right).column("x", Y24).errors, [0.1, 0.2, 0.3])


def test_tables_of_other_boundaries_do_not_join():
    other = Areas(level=Level.BUURT, year=2020, codes=AREAS.codes, names=AREAS.names)
    one = AreaTable.of(AREAS, {("x", Y24): Column.of(np.ones(3))})
    with pytest.raises(DifferentAreasError, match="2020"):
        one.join(AreaTable.of(other, {("x", Y24): Column.of(np.ones(3))}))


def test_a_column_of_another_length_is_refused():
    with pytest.raises(TableShapeError, match=r"\(2,\)"):
        AreaTable.of(AREAS, {("x", Y24): Column.of(np.ones(2))})


def test_asking_for_what_is_not_there_helps_on():
    table = AreaTable.of(AREAS, {("inkomen", Y24): Column.of(np.ones(3))})
    with pytest.raises(MissingIndicatorError, match="Did you mean 'inkomen'"):
        table.column("inkomn", Y24)
    with pytest.raises(MissingPeriodError, match="2024"):
        table.column("inkomen", Y20)


def test_taking_and_selecting_keep_rows_and_columns_together():
    table = AreaTable.of(
        AREAS,
        {("x", Y20): Column.of(np.array([1.0, 2, 3])), ("y", Y24): Column.of(np.array([4.0, 5, 6]), provenance=(CBS,))},
    )
    part = table.take(np.array([True, False, True])).select(indicators=["y"], periods=[Y24])
    assert part.column("y", Y24).values.tolist() == [4, 6]
    assert part.areas.names == ("A", "C")
    assert part.provenance == {("y", Y24): (CBS,)}
