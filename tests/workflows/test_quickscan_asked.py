"""What a QuickScan is asked: by code or name, of a gemeente that is there, without telling of a few people."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest

from veerkracht.demo.city import DEMO_SEED, make_demo_city
from veerkracht.errors.data import AreaCodeError, NoFiguresError
from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period
from veerkracht.facts.provenance import Provenance
from veerkracht.facts.tables import AreaTable, Column
from veerkracht.sources.shipped import load_catalogue
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.quickscan import Request
from veerkracht.workflows.quickscan_country import open_country
from veerkracht.workflows.quickscan_findings import gather
from veerkracht.writers.json import render_json

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def country(demo_country):
    return demo_country


@pytest.mark.parametrize("name", ["GM9901", " gm9901 ", "Vloedstede (fictief)", "VLOEDSTEDE (FICTIEF)"])
def test_a_gemeente_is_found_by_code_and_by_name(country, name):
    assert gather(Request(gemeente=name, day=DAY), country=country).subject.code == "GM9901"


def test_a_name_that_nobody_has_is_refused_with_the_right_form(country):
    with pytest.raises(AreaCodeError) as caught:
        gather(Request(gemeente="Vloedstad", day=DAY), country=country)
    assert "GM0344" in caught.value.message("nl")


def test_without_any_data_the_error_says_how_to_get_them(tmp_path):
    empty = open_country(Warehouse(tmp_path), load_catalogue())
    with pytest.raises(NoFiguresError) as caught:
        gather(Request(gemeente="GM0344", day=DAY), country=empty)
    assert "veerkracht data refresh" in caught.value.message("nl")
    assert "veerkracht data import" in caught.value.message("en")


def test_the_index_says_how_few_figures_are_of_the_year_itself(country):
    section = gather(Request(gemeente="GM9901", day=DAY), country=country).indices
    assert section is not None
    assert section.heading == "De index van veerkracht"


def test_small_counts_of_an_organisation_do_not_reach_the_report(tmp_path):
    # A corporation brings counts of its own for one year; three of them are of a handful of people.
    city = make_demo_city(np.random.default_rng(DEMO_SEED))
    table = city.tables[Level.BUURT]
    counts = np.full(len(table.areas), 40.0)
    counts[:3] = [3.0, 4.0, 7.0]
    own = Provenance(publisher="corporatie", table="bezit.csv", column="inwoners", own=True)
    warehouse = Warehouse(tmp_path)
    with warehouse.writing() as batch:
        batch.add_table("demo", table.select(indicators=[c for c in table.indicators if c != "inwoners"]))
        batch.add_boundaries("grenzen", city.boundaries[Level.BUURT])
        column = Column.of(counts, provenance=(own,))
        batch.add_table("eigen", AreaTable.of(table.areas, {("inwoners", Period(2024)): column}))
    found = gather(Request(gemeente="GM9901", day=DAY), country=open_country(warehouse, load_catalogue()))
    shown = found.level(Level.BUURT).table.column("inwoners", Period(2024))
    assert np.isnan(shown.values[:3]).all()
    assert np.nanmin(shown.values) >= 10


def test_the_json_report_is_valid_and_complete(country):
    from veerkracht.report.quickscan.compose import compose

    document = compose(gather(Request(gemeente="GM9901", day=DAY), country=country))
    held = json.loads(render_json(document))
    assert held


def test_where_the_share_rose_nowhere_the_first_page_says_so(country):
    from dataclasses import replace

    from veerkracht.report.quickscan.answer import make_summary

    found = gather(Request(gemeente="GM9901", day=DAY), country=country)
    film = found.kaarten[6]
    # All went well: every area is "gunstig" with certainty, so that none can be under pressure.
    sure = np.tile([0.0, 1.0, 0.0, 0.0, 0.0], (len(film.areas), 1))
    good = replace(
        film, probabilities=sure, classes=np.full(len(film.areas), 1, np.int8), chance=np.ones(len(film.areas))
    )
    page = make_summary(
        found.subject,
        film=good,
        photo=found.kaarten[5],
        pressure=good,
        relative=None,
        comparison=("-",),
        priorities=("-",),
        finest=Level.BUURT,
    )
    assert "bijna nergens kwamen er meer bewoners die minder zelfredzaam zijn" in str(page)
