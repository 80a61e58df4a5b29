"""The real tables in the recorded formats, served on this machine and fetched with the shipped catalogue."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import shapely

from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period, years
from veerkracht.facts.tables import Reason
from veerkracht.sources.cbs import v4
from veerkracht.sources.faults import said_by_service
from veerkracht.sources.http import Http
from veerkracht.sources.shipped import load_catalogue
from veerkracht.sources.transport import host_of
from veerkracht.warehouse.store import Warehouse
from veerkracht.workflows.refresh import refresh

from .conftest import QUICK, addresses_at
from .server import Services, V3Table, serve

pytestmark = pytest.mark.shared_data
Y2020 = Period(2020)


def recorded_2020(folder, gemeenten):
    """The recorded TypedDataSet of 2020, the rows of the country and of a few gemeenten, as the service sends them."""
    base = folder / "kwb" / "84799NED_2020"
    data = pd.read_parquet(base / "cbs.v3.84799NED_TypedDataSet.parquet")
    code = data["WijkenEnBuurten"].str.strip()
    data = data[(code == "NL00") | code.str[2:6].isin([one[2:] for one in gemeenten])]
    rows = json.loads(data.to_json(orient="records"))
    properties = pd.read_parquet(base / "cbs.v3.84799NED_DataProperties.parquet")
    topics = properties[properties["Type"] == "Topic"]
    names = pd.read_parquet(base / "cbs.v3.84799NED_WijkenEnBuurten.parquet")
    names = names[names["Key"].isin(data["WijkenEnBuurten"])]
    info = json.loads((base / "cbs.v3.84799NED_Metadata.json").read_text("utf-8"))
    return V3Table(
        topics=topics["Key"].tolist(),
        rows=rows,
        texts=tuple(topics.loc[topics["Datatype"] == "String", "Key"]),
        regions=dict(zip(names["Key"], names["Title"], strict=True)),
        info={key: value for key, value in info.items() if isinstance(value, str)},
    )


@pytest.fixture(scope="module")
def taken(shared_data, tmp_path_factory):
    """A refresh of Utrecht and Baarn for 2020, from the recorded table through HTTP to a warehouse."""
    home = tmp_path_factory.mktemp("home")
    world = Services()
    world.v3["84799NED"] = recorded_2020(shared_data, ["GM0344", "GM0308"])
    server = serve(world)
    warehouse = Warehouse(home)
    with Http(home / "cache", allowed={host_of(world.base)}, manners=QUICK) as http:
        report = refresh(
            ["GM0344", "GM0308"], years(2020, 2020), catalogue=load_catalogue(), warehouse=warehouse, http=http,
            addresses=addresses_at(world.base),
        )  # fmt: skip
    server.shutdown()
    server.server_close()
    return report, warehouse


def test_the_population_of_utrecht_and_baarn_in_2020_arrives_in_the_warehouse(taken):
    report, warehouse = taken
    done = [one for one in report.tables if one.failed is None]
    assert [one.task.question.table for one in done] == ["84799NED", "84799NED"]
    table = warehouse.table(Level.GEMEENTE, year=2020)
    people = dict(zip(table.areas.codes, table.column("inwoners", Y2020).values.tolist(), strict=True))
    # CBS, 84799NED: residents on 1 January 2020.
    assert people == {"GM0344": 357_597, "GM0308": 24_868}
    assert warehouse.table(Level.COUNTRY, year=2020).column("inwoners", Y2020).values.tolist() == [17_407_585]


def test_the_buurten_of_utrecht_add_up_to_the_gemeente_but_for_rounding(taken):
    table = taken[1].table(Level.BUURT, year=2020, within=("GM0344",))
    people = table.column("inwoners", Y2020)
    assert len(table.areas) == 111
    # Counts of buurten are rounded to 5 at random; residents without a known buurt stay out.
    assert np.nansum(people.values) == pytest.approx(357_597, rel=0.005)
    assert np.nanmax(people.values % 5) == 0


def test_what_cbs_had_not_published_yet_in_march_2021_is_said_so(taken):
    report, warehouse = taken
    (first,) = [one for one in report.tables if one.task.dataset_id == "cbs-kwb-84799NED-GM0344"]
    waiting = {one.indicator for one in first.missing if one.why.nl.startswith("nog geen")}
    assert {"woz_waarde", "koopwoningen"} & waiting or len(waiting) > 20
    table = warehouse.table(Level.BUURT, year=2020, within=("GM0344",))
    for code in waiting & set(table.indicators):
        reasons = table.column(code, Y2020).reasons
        assert set(reasons.tolist()) <= {Reason.NOT_YET_PUBLISHED, Reason.SUPPRESSED}


def test_every_name_of_a_wijk_comes_from_the_list_of_codes(taken):
    areas = taken[1].areas(Level.WIJK, year=2020, within=("GM0344",))
    assert len(areas) == 10
    assert areas.name("WK034401") == "Wijk 01 West"


def test_the_recorded_map_of_baarn_arrives_with_its_missing_figures_as_reasons(services, http, addresses, shared_data):
    from veerkracht.sources import pdok
    from veerkracht.sources.question import Question

    recorded = json.loads((shared_data / "api_responses" / "pdok_baarn_buurten_2025.geojson").read_text("utf-8"))
    whole = {"gemeentecode": "GM0308", "gemeentenaam": "Baarn", "water": "NEE"}
    first = recorded["features"][0]["geometry"]
    name = "wijken-en-buurten-2025"
    services.honours_crs = False
    services.collections = {
        (name, "buurten"): recorded["features"],
        (name, "wijken"): [{"properties": {**whole, "wijkcode": "WK030800", "wijknaam": "x"}, "geometry": first}],
        (name, "gemeenten"): [{"properties": whole, "geometry": first}],
    }
    catalogue = load_catalogue()
    asked = Question(
        table=name, family=catalogue.families["pdok"], catalogue=catalogue, years=(2025,), gemeente="GM0308"
    )
    found = pdok.fetch(http, asked, base=addresses.pdok, page=10)
    buurten = found.boundaries[-1]
    assert len(buurten.areas) == len(recorded["features"])
    assert shapely.is_valid(buurten.geometry).all()
    # CBS: the gemeente Baarn measures 33 square kilometres.
    assert 32 < buurten.area_km2().sum() < 34
    table = next(one for one in found.tables if one.areas.level is Level.BUURT)
    centre = table.areas.row("BU03080000")
    assert table.column("inwoners", Period(2025)).values[centre] == 1825
    assert np.nanmin(table.values) >= 0
    assert (table.reasons == Reason.NOT_YET_PUBLISHED).any()


def test_the_recorded_measures_of_v4_are_found_by_the_stems_of_v3(shared_data):
    folder = shared_data / "api_responses" / "cbs_v4_83765NED"
    codes = pd.read_parquet(folder / "cbs.v4.83765NED_MeasureCodes.parquet").to_dict("records")
    groups = pd.read_parquet(folder / "cbs.v4.83765NED_MeasureGroups.parquet").to_dict("records")
    wanted = set(load_catalogue().in_family("kwb", 2017))
    found = v4.match_measures(wanted, codes, groups)
    assert found["AantalInwoners"] == "T001036"
    assert len(set(found.values())) == len(found)
    assert len(found) >= 40


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("kerncijfers_twenterand.json", "70072ned heeft geen kolom 'BevolkingAanHetBeginVanDePeriode_1'"),
        ("verhuizingen_twenterand.json", "70072ned heeft geen kolom 'VestigingUitAndereGemeente_21'"),
        ("pdok_wfs_exceptionreport.xml", "InvalidParameterValue bij 'PROPERTYNAME'"),
    ],
)
def test_the_recorded_refusals_are_understood(shared_data, name, words):
    body = (shared_data / "api_responses" / "cbs_v3_raw" / name).read_bytes()
    assert words in said_by_service(body).message("nl")


@pytest.mark.parametrize(
    "name",
    [
        "kerncijfers_overijssel_nl.json",
        "woningvoorraad_twenterand_raw.json",
        "pdok_bag_wfs_empty_featurecollection.json",
    ],
)
def test_the_recorded_answers_are_no_refusals(shared_data, name):
    assert said_by_service((shared_data / "api_responses" / "cbs_v3_raw" / name).read_bytes()) is None
