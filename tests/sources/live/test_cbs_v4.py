"""CBS OData v4: long observations become wide tables, codes become titles, attributes become reasons."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from veerkracht.errors.answers import NoRowsError, ServiceFaultError, TableGoneError
from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import Reason
from veerkracht.sources import services as live
from veerkracht.sources.cbs import v4

from .server import Reply
from .world import NAMES, PEOPLE, figures, question

Y2020 = Period(2020)
CODES = [
    {"Identifier": "T001036", "Title": "Aantal inwoners", "MeasureGroupId": "M1"},
    {"Identifier": "M001642", "Title": "Gemiddelde WOZ-waarde van woningen", "MeasureGroupId": "M1"},
    {"Identifier": "M000352", "Title": "Bijstand", "MeasureGroupId": "M2"},
    {"Identifier": "A1", "Title": "Appartement", "MeasureGroupId": "M1"},
    {"Identifier": "A2", "Title": "Appartement", "MeasureGroupId": "M2"},
]
GROUPS = [
    {"Id": "M1", "Title": "Bevolking", "ParentId": None},
    {"Id": "M2", "Title": "Personen per soort uitkering", "ParentId": "M1"},
]


def table():
    rows = []
    for code, people in PEOPLE.items():
        rows.append({"Measure": "T001036", "Value": float(people), "ValueAttribute": "None", "WijkenEnBuurten": code})
        withheld = people <= 300
        rows.append(
            {
                "Measure": "M000352",
                "Value": None if withheld else people // 50,
                "ValueAttribute": "Confidential" if withheld else "None",
                "WijkenEnBuurten": code,
            }
        )
    return {
        "Properties": {"Description": "Status van de cijfers:\r\nDefinitief.\r\n\r\n"},
        "Dimensions": [{"Identifier": "WijkenEnBuurten", "Kind": "GeoDetail"}],
        "MeasureCodes": CODES,
        "MeasureGroups": GROUPS,
        "WijkenEnBuurtenCodes": [{"Identifier": code, "Title": name} for code, name in NAMES.items()],
        "Observations": rows,
    }


def get(http, services, asked=None):
    return v4.fetch(http, asked or question(), base=f"{services.base}/odata/v1/CBS")


def test_observations_become_a_table(http, services):
    services.v4["84799NED"] = table()
    found = get(http, services)
    assert figures(found.tables, "inwoners", Y2020) == {"BU09900101": 500, "BU09900102": 300, "BU09900201": 450}
    assert found.tables[0].provenance["inwoners", Y2020][0].column == "T001036"
    assert found.tables[-1].areas.name("BU09900102") == "Haven"


def test_a_confidential_observation_is_withheld(http, services):
    services.v4["84799NED"] = table()
    buurten = next(one for one in get(http, services).tables if one.areas.level is Level.BUURT)
    assert [Reason(int(r)) for r in buurten.column("bijstand", Y2020).reasons] == [
        Reason.PRESENT, Reason.SUPPRESSED, Reason.PRESENT,
    ]  # fmt: skip


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(page=st.integers(1, 30))
def test_the_size_of_a_page_never_changes_the_figures(http, services, page):
    services.v4["84799NED"] = table()
    services.v4_page = page
    assert figures(get(http, services).tables, "inwoners", Y2020)["BU09900201"] == 450


@pytest.mark.parametrize(
    ("stem", "code"),
    [
        ("AantalInwoners", "T001036"),
        ("GemiddeldeWOZWaardeVanWoningen", "M001642"),
        ("PersonenPerSoortUitkeringBijstand", "M000352"),
    ],
)
def test_a_stem_of_v3_finds_its_measure_by_title(stem, code):
    assert v4.match_measures({stem}, CODES, GROUPS) == {stem: code}


def test_a_title_that_stands_twice_is_not_guessed():
    assert v4.match_measures({"Appartement"}, CODES, GROUPS) == {}


@pytest.mark.parametrize(
    ("attribute", "mark"),
    [("None", None), ("NotAvailable", -99995), ("Impossible", ""), ("Confidential", "."), ("WeWetenHetNiet", ".")],
)
def test_an_attribute_never_becomes_a_zero(attribute, mark):
    assert v4.value_of({"Value": None, "ValueAttribute": attribute}) == mark


def test_a_table_that_v3_no_longer_has_is_fetched_from_v4(http, services, addresses):
    services.v4["84799NED"] = table()
    found = live.fetch(http, question(), addresses=addresses)
    assert figures(found.tables, "inwoners", Y2020)["BU09900101"] == 500


def test_a_table_that_neither_has_is_named(http, addresses):
    with pytest.raises(TableGoneError) as caught:
        live.fetch(http, question(), addresses=addresses)
    assert "Tabel 84799NED (Tabel kwb) bestaat niet bij CBS" in caught.value.message("nl")


def test_a_gemeente_without_observations_is_named(http, services):
    services.v4["84799NED"] = table()
    with pytest.raises(NoRowsError):
        get(http, services, question(gemeente="GM0344"))


def test_the_words_of_the_service_are_passed_on(http, services):
    services.v4["84799NED"] = table()
    body = {"error": {"code": "400", "message": "Could not parse filter"}}
    services.fail("/Observations", Reply.of(body, status=400))
    with pytest.raises(ServiceFaultError, match="Could not parse filter"):
        get(http, services)
