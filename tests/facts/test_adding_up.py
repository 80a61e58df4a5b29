"""Counts added up: a sum is given only where every part is known."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.facts.adding_up import add_up
from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import AreaTable, Column, Reason
from veerkracht.sources.shipped import load_catalogue

BUURTEN = Areas(
    level=Level.BUURT,
    year=2024,
    codes=("BU00010000", "BU00010001", "BU00010100", "BU00020000"),
    names=("a", "b", "c", "d"),
)
GEMEENTEN = Areas(level=Level.GEMEENTE, year=2024, codes=("GM0001", "GM0002", "GM0003"), names=("A", "B", "C"))
Y = Period(2024)


@given(st.lists(st.integers(0, 10_000), min_size=4, max_size=4))
def test_the_parts_make_the_whole(counts):
    table = AreaTable.of(BUURTEN, {("misdrijven", Y): Column.of(np.array(counts, dtype=float))})
    whole = add_up(table, GEMEENTEN, catalogue=load_catalogue(), codes=["misdrijven"]).column("misdrijven", Y)
    assert whole.values[:2].tolist() == [sum(counts[:3]), counts[3]]


def test_one_withheld_buurt_makes_the_whole_unknown_rather_than_smaller():
    column = Column.of(np.array([5.0, np.nan, 7.0, 9.0]), missing=Reason.SUPPRESSED)
    table = AreaTable.of(BUURTEN, {("misdrijven", Y): column})
    whole = add_up(table, GEMEENTEN, catalogue=load_catalogue(), codes=["misdrijven"]).column("misdrijven", Y)
    assert np.isnan(whole.values[0])
    assert whole.values[1] == 9


def test_a_gemeente_without_parts_has_no_count_rather_than_zero():
    table = AreaTable.of(BUURTEN, {("misdrijven", Y): Column.of(np.zeros(4))})
    whole = add_up(table, GEMEENTEN, catalogue=load_catalogue(), codes=["misdrijven"]).column("misdrijven", Y)
    assert np.isnan(whole.values[2])
    assert whole.values[0] == 0


def test_shares_are_never_added_up():
    table = AreaTable.of(BUURTEN, {("koopwoningen", Y): Column.of(np.full(4, 50.0))})
    assert "koopwoningen" not in add_up(table, GEMEENTEN, catalogue=load_catalogue(), codes=["koopwoningen"])
