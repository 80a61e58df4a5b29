"""DuckDB may give rows in another order than they were asked for; a figure must stay with its own area and year."""

from __future__ import annotations

import numpy as np
import pytest
from building import figures

from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period, years
from veerkracht.warehouse import Warehouse

GEMEENTEN, BUURTEN, WHEN = range(300, 360), range(40), years(2013, 2024)
CODES = [f"BU{gemeente:04d}{buurt:04d}" for gemeente in GEMEENTEN for buurt in BUURTEN]


def telltale(period: Period) -> np.ndarray:
    """A figure that says of which area and year it is."""
    return np.array([int(code[2:]) for code in CODES]) + period.year / 10_000


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    made = Warehouse(tmp_path_factory.mktemp("volgorde"))
    with made.writing() as batch:
        for period in WHEN:
            batch.add_table(f"jaar {period}", figures({("x", period.year): telltale(period)}, codes=CODES))
        batch.add_table("alle jaren", figures({("y", period.year): telltale(period) for period in WHEN}, codes=CODES))
    return made


@pytest.mark.parametrize(
    "within", [None, ("GM0300",), ("GM0359", "GM0310", "GM0333"), tuple(f"GM{g:04d}" for g in GEMEENTEN)]
)
@pytest.mark.parametrize("periods", [None, WHEN[:1], WHEN[3:9], (WHEN[2], WHEN[7])])
def test_every_figure_stays_with_its_own_area_and_year(warehouse, within, periods):
    table = warehouse.table(Level.BUURT, within=within, periods=periods)
    expected = {period: dict(zip(CODES, telltale(period), strict=True)) for period in WHEN}
    assert table.periods == (periods or WHEN)
    for code in ("x", "y"):
        for period in table.periods:
            right = [expected[period][area] for area in table.areas.codes]
            assert table.column(code, period).values.tolist() == right
