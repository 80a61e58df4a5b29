"""The city at the start of a scenario, as a housing strategist would look at it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from veerkracht.errors.data import AreaCodeError
from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import AreaTable, Column
from veerkracht.sources.shipped import load_catalogue
from veerkracht.stad.households import RELIANCE, Reliance, Segment
from veerkracht.stad.synthesis import Margin, Why
from veerkracht.workflows.scenario_city import cheap_shares, demo_starting_city, starting_city, with_region
from veerkracht.workflows.scenario_country import starting_country


def shares_of(city, reliance):
    """Return the share of households of one reliance per area."""
    whole = city.households.sum(axis=(0, 1))
    return city.households[reliance == RELIANCE].sum(axis=(0, 1)) / np.maximum(whole, 1)


def test_the_demo_city_has_its_published_households_and_homes():
    from veerkracht.demo.city import DEMO_SEED, make_demo_city

    made = demo_starting_city()
    table = make_demo_city(np.random.default_rng(DEMO_SEED)).tables[Level.BUURT]
    households = table.column("huishoudens", Period(2024)).values
    assert np.array_equal(made.counts.sum(axis=(1, 2, 3)), households)
    homes = table.column("woningen", Period(2024)).values
    assert np.array_equal(made.city.dwellings.sum(axis=0) - made.margins.rooms, homes)
    corporation = made.city.dwellings[Segment.CHEAP] + made.city.dwellings[Segment.DEAR]
    published = table.column("corporatiewoningen", Period(2024)).values
    known = ~np.isnan(published)
    assert np.abs(100 * corporation[known] / homes[known] - published[known]).max() < 1.5  # whole percentages


def test_vragers_of_the_demo_city_live_where_more_residents_have_a_benefit():
    made = demo_starting_city()
    assert np.corrcoef(shares_of(made.city, Reliance.VRAGER), made.signals.benefits)[0, 1] > 0.9


def test_the_demo_city_can_be_read_back_as_sentences_in_two_languages():
    lines = demo_starting_city().account.summary()
    assert len(lines) > 8
    assert all(line.nl and line.en and line.nl.rstrip().endswith(".") for line in lines)


def test_a_wijk_is_no_gemeente(demo_warehouse):
    with pytest.raises(AreaCodeError):
        starting_city(demo_warehouse, "WK999901", catalogue=load_catalogue())


def test_cheap_homes_come_from_all_own_stock_tables_together():
    codes = ("BU99990101", "BU99990102", "BU99990103")
    areas = Areas(level=Level.BUURT, year=2024, codes=codes, names=codes)
    counts = {
        "eigen.een_huur_goedkoop": [10, 0, np.nan],
        "eigen.een_huur_duur": [10, 0, 5],
        "eigen.twee_huur_betaalbaar": [20, 0, 5],
        "eigen.twee_aandeel_huur_betaalbaar": [90, 0, 5],
        "eigen.twee_huur_onbekend": [40, 3, 5],
    }
    table = AreaTable.of(areas, {(name, Period(2024)): Column.of(np.array(v, float)) for name, v in counts.items()})
    assert cheap_shares(table) == {"BU99990101": 0.75}


@pytest.mark.slow
@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("gemeente", "poorest", "neighbour"),
    [("GM0344", "Neckardreef en omgeving", "De Bilt"), ("GM0772", "Tivoli", "Best")],
)
def test_a_real_gemeente_can_be_believed(real_warehouse, gemeente, poorest, neighbour):
    made = starting_city(real_warehouse, gemeente, catalogue=load_catalogue())
    city = made.city
    table = real_warehouse.table(Level.BUURT, within=[gemeente], indicators=["huishoudens"])
    published = table.column("huishoudens", Period(2024)).values
    counted, known = made.counts.sum(axis=(1, 2, 3)), ~np.isnan(published)
    assert np.array_equal(counted[known], published[known])
    assert city.households.sum() + city.waiting.sum() == counted.sum()
    assert neighbour in city.region
    assert np.isfinite(city.centres).all()
    asking, whole = shares_of(city, Reliance.VRAGER), city.households.sum(axis=(0, 1))
    large = whole > 200
    assert city.names[np.argmax(np.where(large, asking, 0.0))] == poorest
    assert np.corrcoef(asking[large], made.signals.benefits[large])[0, 1] > 0.85
    # No tenure of corporations in these data: it is derived, and said so.
    assert made.account.count(Margin.CORPORATION, Why.RELATED) > 90
    owned = city.dwellings[Segment.OWNED].sum() / (city.dwellings.sum() - made.margins.rooms.sum())
    # CBS, wijken 2022: 44% of homes in Utrecht are owner-occupied; Eindhoven is near that.
    assert 0.40 < owned < 0.50


def gemeenten(names, households):
    codes = tuple(f"GM{number:04d}" for number in range(9001, 9001 + len(names)))
    areas = Areas(level=Level.GEMEENTE, year=2024, codes=codes, names=tuple(names))
    years = {2023: [1.0] * len(names), 2024: households}
    return AreaTable.of(
        areas,
        {("huishoudens", Period(year)): Column.of(np.array(values, dtype=float)) for year, values in years.items()},
    )


def test_gemeenten_around_are_weighed_by_their_latest_households_and_the_account_says_so():
    made = demo_starting_city()
    places = np.array([[0.0, 9.0], [0.0, -9.0]])
    city = replace(made.city, region=("Noord", "Zuid"), region_centres=places, region_households=None)
    bare = replace(made, city=city)
    known = with_region(bare, gemeenten(["Zuid", "Elders", "Noord"], [500, 9000, np.nan]))
    assert known.city.region_households.tolist() == [1.0, 500.0]  # of Noord that of the year before
    assert "naar hun huishoudens en hun afstand" in known.account.notes[-1].nl
    for unknown in (None, gemeenten(["Elders"], [9000])):
        found = with_region(bare, unknown)
        assert np.isnan(found.city.region_households).all()
        assert "in gelijke delen" in found.account.notes[-1].nl


def test_the_country_of_the_stored_data_holds_each_household_once_in_named_regions(demo_warehouse):
    made = starting_country(demo_warehouse, catalogue=load_catalogue())
    table = demo_warehouse.table(Level.BUURT, indicators=["huishoudens"])
    published = table.column("huishoudens", Period(2024)).values
    assert made.city.households.sum() + made.city.waiting.sum() == int(np.nansum(published))
    names = demo_warehouse.table(Level.GEMEENTE).areas.names
    assert set(made.city.region) <= set(names)
    assert f"{len(made.city.region)} streken" in made.account.notes[-1].nl
    assert not any("buurgemeenten" in note.nl for note in made.account.notes)
