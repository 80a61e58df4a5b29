"""What goes into the warehouse comes out of it: numbers, reasons, errors and sources."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.periods import Period
from veerkracht.facts.provenance import Provenance
from veerkracht.facts.tables import AreaTable, Reason
from veerkracht.warehouse import Warehouse

CODES = [f"BU{gemeente:04d}{number:04d}" for gemeente in (344, 363) for number in range(6)]
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
INDICATORS = st.one_of(
    st.sampled_from(["inwoners", "bijstand", "WOZ waarde", 'aan"haling', "p.naam", "é", "select"]), TEXT
).filter(lambda code: "__" not in code)
PERIODS = st.one_of(
    st.integers(1995, 2030).map(Period),
    st.tuples(st.integers(2020, 2024), st.sampled_from([1, 4, 7, 10])).map(lambda p: Period(p[0], p[1], 3)),
)
SOURCES = st.builds(
    Provenance,
    publisher=TEXT,
    table=TEXT,
    column=TEXT,
    licence=st.just("CC BY 4.0"),
    retrieved=st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2030, 1, 1))),
    checksum=st.sampled_from(["", "ab" * 32]),
    boundary_year=st.one_of(st.none(), st.just(2024)),
    modelled=st.booleans(),
    provisional=st.booleans(),
    fictitious=st.booleans(),
    note=st.one_of(st.just(""), TEXT),
)


@st.composite
def tables(draw):
    codes = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=6, unique=True))
    periods = tuple(sorted(draw(st.lists(PERIODS, min_size=1, max_size=3, unique=True))))
    indicators = tuple(draw(st.lists(INDICATORS, min_size=1, max_size=3, unique_by=str.casefold)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = (len(codes), len(periods), len(indicators))
    reasons = rng.choice(list(Reason), size=shape, p=[0.4, *[0.1] * 6]).astype(np.uint8)
    numbers = rng.choice([0.0, -1.5, 1e-300, 1e300, np.inf, 12.5, 99999997.0], size=shape)
    errors = np.where((reasons == 0) & (rng.random(shape) < 0.5), rng.random(shape), np.nan)
    return AreaTable(
        areas=Areas(level=Level.BUURT, year=2024, codes=tuple(codes), names=tuple(draw(TEXT) for _ in codes)),
        periods=periods,
        indicators=indicators,
        values=np.where(reasons == 0, numbers, np.nan),
        reasons=reasons,
        errors=errors if draw(st.booleans()) and not np.isnan(errors).all() else None,
        provenance={
            (code, period): tuple(draw(st.lists(SOURCES, min_size=1, max_size=2, unique=True)))
            for code in indicators
            for period in periods
            if draw(st.booleans())
        },
    )


def in_order(table: AreaTable) -> AreaTable:
    return table.take(np.argsort(np.array(table.areas.codes, dtype=object)))


def stored_and_read(table: AreaTable, home: Path) -> AreaTable:
    warehouse = Warehouse(home)
    with warehouse.writing() as batch:
        batch.add_table("proef", table)
    return Warehouse(home).table(Level.BUURT)


@given(tables())
@settings(max_examples=60, deadline=None)
def test_any_table_comes_back_as_it_went_in(table):
    with tempfile.TemporaryDirectory() as home:
        found, expected = stored_and_read(table, Path(home)), in_order(table)
    assert found.areas == expected.areas
    assert found.periods == expected.periods
    assert found.indicators == expected.indicators
    np.testing.assert_array_equal(found.values, expected.values)
    np.testing.assert_array_equal(found.reasons, expected.reasons)
    if expected.errors is None:
        assert found.errors is None
    else:
        np.testing.assert_array_equal(found.errors, expected.errors)
    assert dict(found.provenance) == dict(expected.provenance)
