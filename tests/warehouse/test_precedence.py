"""Where datasets hold the same figure, the better one is shown, whatever the order in which they came."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from building import AMSTERDAM, DAY, EARLIER, UTRECHT, areas, figures

from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import AreaTable, Column, Reason
from veerkracht.warehouse import Warehouse

NAN = float("nan")
KEY = ("inwoners", 2024)


def shown(home, datasets, **asked):
    warehouse = Warehouse(home)
    with warehouse.writing() as batch:
        for name, table in datasets.items():
            batch.add_table(name, table)
    return warehouse.table(Level.BUURT, **asked)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param({"provisional": False}, {"provisional": True}, id="definitive beats provisional"),
        pytest.param({"modelled": False}, {"modelled": True}, id="published beats modelled"),
        pytest.param({"retrieved": DAY}, {"retrieved": EARLIER}, id="later beats earlier"),
        pytest.param({"retrieved": EARLIER}, {}, id="a known day beats an unknown one"),
        pytest.param(
            {"provisional": False, "retrieved": EARLIER},
            {"provisional": True, "retrieved": DAY},
            id="definitive beats newer",
        ),
    ],
)
@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_of_two_present_values_the_better_one_is_shown(tmp_path, better, worse, names):
    one = figures({KEY: [10, 20, 30]}, **{"table": "beter", **better})
    other = figures({KEY: [11, 21, 31]}, **{"table": "slechter", **worse})
    table = shown(tmp_path, {names[0]: one, names[1]: other})
    assert table.column("inwoners", Period(2024)).values.tolist() == [10, 20, 30]
    assert [source.table for source in table.provenance["inwoners", Period(2024)]] == ["beter"]


def test_alike_in_everything_the_name_of_the_dataset_decides(tmp_path):
    datasets = {"b": figures({KEY: [2, 2, 2]}, table="b"), "a": figures({KEY: [1, 1, 1]}, table="a")}
    assert shown(tmp_path, datasets).values.ravel().tolist() == [1, 1, 1]


def test_a_present_value_beats_a_missing_one_of_a_better_source_and_both_are_named(tmp_path):
    definitive = figures({KEY: [10, NAN, 30]}, table="definitief")
    provisional = figures({KEY: [11, 21, 31]}, table="voorlopig", provisional=True)
    table = shown(tmp_path, {"a": definitive, "b": provisional})
    column = table.column("inwoners", Period(2024))
    assert column.values.tolist() == [10, 21, 30]
    assert [source.table for source in column.provenance] == ["definitief", "voorlopig"]


def test_a_source_that_gave_nothing_is_not_named(tmp_path):
    full = figures({KEY: [10, 20, 30]}, table="vol")
    empty = figures({KEY: [NAN, NAN, NAN]}, table="leeg", retrieved=DAY)
    assert [s.table for s in shown(tmp_path, {"a": empty, "b": full}).provenance["inwoners", Period(2024)]] == ["vol"]


@pytest.mark.parametrize("names", list(itertools.permutations(["a", "b", "c"])))
def test_of_two_reasons_the_one_that_says_most_stays(tmp_path, names):
    reasons = (Reason.SUPPRESSED, Reason.NOT_LOADED, Reason.OUTSIDE)
    tables = [figures({KEY: [NAN, NAN, NAN]}, missing=reason) for reason in reasons]
    table = shown(tmp_path, dict(zip(names, tables, strict=True)))
    assert (table.reasons == Reason.SUPPRESSED).all()


def test_the_standard_error_goes_with_the_value_that_is_shown(tmp_path):
    def with_errors(values, errors, **facts):
        plain = figures({KEY: values}, **facts)
        column = Column.of(plain.values[:, 0, 0], errors=np.array(errors), missing=Reason.SUPPRESSED)
        return AreaTable.of(areas(), {("inwoners", Period(2024)): column})

    datasets = {
        "a": with_errors([10, NAN, 30], [1.0, NAN, NAN]),
        "b": with_errors([11, 21, 31], [2.0, 2.0, 2.0]),
    }
    column = shown(tmp_path, datasets).column("inwoners", Period(2024))
    assert column.values.tolist() == [10, 21, 30]
    np.testing.assert_array_equal(column.errors, [1.0, 2.0, np.nan])


def test_areas_that_a_dataset_does_not_have_are_outside_and_columns_that_none_has_are_not_loaded(tmp_path):
    datasets = {
        "utrecht": figures({KEY: [10, 20, 30]}),
        "amsterdam": figures({("woningen", 2023): [1, 2]}, codes=AMSTERDAM),
    }
    table = shown(tmp_path, datasets)
    assert table.areas.codes == (*UTRECHT, *AMSTERDAM)
    assert table.column("inwoners", Period(2024)).reasons[-2:].tolist() == [Reason.OUTSIDE] * 2
    assert table.column("woningen", Period(2023)).values[-2:].tolist() == [1, 2]
    assert (table.column("woningen", Period(2024)).reasons == Reason.NOT_LOADED).all()


def test_what_is_asked_but_not_stored_is_left_out(tmp_path):
    datasets = {"a": figures({KEY: [1, 2, 3], ("woningen", 2023): [4, 5, 6]})}
    table = shown(tmp_path, datasets, indicators=("woningen", "onbekend"), periods=(Period(1990), Period(2023)))
    assert (table.indicators, table.periods) == (("woningen",), (Period(2023),))
    assert table.values.ravel().tolist() == [4, 5, 6]


def test_indicators_stand_in_the_order_asked_and_periods_in_time(tmp_path):
    datasets = {"a": figures({("b", 2023): [1, 2, 3], ("a", 2024): [4, 5, 6]})}
    table = shown(tmp_path, datasets, indicators=("a", "b"), periods=(Period(2024), Period(2023)))
    assert (table.indicators, table.periods) == (("a", "b"), (Period(2023), Period(2024)))
