"""Figures of an organisation itself are protected; published ones were already."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.disclosure import protect_own
from veerkracht.facts.periods import Period
from veerkracht.facts.provenance import Provenance
from veerkracht.facts.tables import AreaTable, Column, Reason
from veerkracht.sources.shipped import load_catalogue

AREAS = Areas(level=Level.BUURT, year=2024, codes=tuple(f"BU0001000{i}" for i in range(6)), names=tuple("abcdef"))
Y = Period(2024)
OWN = Provenance(publisher="corporatie", table="bezit.csv", column="bijstand", own=True)
CBS = Provenance(publisher="CBS", table="85984NED", column="PersonenPerSoortUitkeringBijstand")


@given(st.lists(st.integers(0, 200), min_size=6, max_size=6))
def test_no_small_count_of_an_organisation_leaves(counts):
    column = Column.of(np.array(counts, dtype=float), provenance=(OWN,))
    shown = protect_own(AreaTable.of(AREAS, {("bijstand", Y): column}), load_catalogue()).column("bijstand", Y)
    left = shown.values[shown.present]
    assert not ((left > 0) & (left < 10)).any()
    assert (shown.reasons[~shown.present] == Reason.SUPPRESSED).all()


@given(st.lists(st.integers(0, 200), min_size=6, max_size=6))
def test_published_counts_stay_as_their_publisher_gave_them(counts):
    table = AreaTable.of(AREAS, {("bijstand", Y): Column.of(np.array(counts, dtype=float), provenance=(CBS,))})
    assert protect_own(table, load_catalogue()) is table


def test_beside_published_columns_only_the_own_column_is_hidden():
    small = np.array([3.0, 40, 50, 60, 70, 80])
    columns = {
        ("bijstand", Y): Column.of(small, provenance=(OWN,)),
        ("arbeidsongeschikt", Y): Column.of(small, provenance=(CBS,)),
    }
    shown = protect_own(AreaTable.of(AREAS, columns), load_catalogue())
    assert shown.column("arbeidsongeschikt", Y).values.tolist() == small.tolist()
    assert np.isnan(shown.column("bijstand", Y).values[0])
    assert np.isnan(shown.column("bijstand", Y).values).sum() >= 2
