"""CBS OData v3 as it is: padded keys, numbers that shift, 10,000 records, months, withheld figures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from veerkracht.errors.answers import (
    DoubleRowError,
    ImpossibleValueError,
    NoColumnsError,
    NoRowsError,
    NotANumberError,
    TableGoneError,
    UnknownColumnError,
    UnknownFilterError,
)
from veerkracht.errors.data import AreaCodeError
from veerkracht.errors.sources import NotAGemeenteError
from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import Reason
from veerkracht.sources.cbs import v3

from .conftest import QUICK
from .server import Reply
from .world import catalogue, crime_table, family, figures, indicator, kwb_table, question

Y2020 = Period(2020)
CRIME = family(
    "misdrijven", "dataderden", {2019: "47018NED", 2020: "47018NED"}, filters={"SoortMisdrijf": "0.0.0"},
    period_dimension="Perioden",
)  # fmt: skip


def get(http, services, asked=None):
    return v3.fetch(http, asked or question(), base=services.base)


def reasons(tables, code, level=Level.BUURT):
    table = next(one for one in tables if one.areas.level is level)
    column = table.column(code, Y2020)
    return {area: Reason(int(one)) for area, one in zip(table.areas.codes, column.reasons, strict=True)}


def test_the_figures_of_one_gemeente_arrive_at_each_level_with_the_country(http, services):
    services.v3["84799NED"] = kwb_table()
    tables = get(http, services).tables
    assert {table.areas.level: len(table.areas) for table in tables} == {
        Level.COUNTRY: 1, Level.GEMEENTE: 1, Level.WIJK: 2, Level.BUURT: 3,
    }  # fmt: skip
    assert figures(tables, "inwoners", Y2020) == {"BU09900101": 500, "BU09900102": 300, "BU09900201": 450}
    assert tables[-1].areas.names == ("Markt", "Haven", "Bloemenbuurt")
    assert {table.areas.year for table in tables} == {2020}


def test_every_column_says_where_it_comes_from(http, services):
    services.v3["84799NED"] = kwb_table()
    (source,) = get(http, services).tables[0].provenance["inwoners", Y2020]
    assert (source.publisher, source.table, source.column) == ("CBS", "84799NED", "AantalInwoners_5")
    assert (source.licence, source.boundary_year, source.provisional) == ("CC BY 4.0", 2020, False)
    assert len(source.checksum) == 64
    assert source.address.endswith("/ODataApi/odata/84799NED/TypedDataSet")


def test_the_numbers_behind_the_column_names_may_change_every_year(http, services):
    services.v3 = {"84799NED": kwb_table(), "84583NED": kwb_table(year=2019)}
    assert services.v3["84799NED"].topics != services.v3["84583NED"].topics
    tables = get(http, services, question("84583NED", years=(2019,))).tables
    assert figures(tables, "inwoners", Period(2019))["BU09900101"] == 499
    assert tables[0].provenance["bijstand", Period(2019)][0].column == "PersonenPerSoortUitkeringBijstand_80"


def test_a_null_in_a_filled_column_is_withheld_and_never_zero(http, services):
    services.v3["84799NED"] = kwb_table()
    found = reasons(get(http, services).tables, "bijstand")
    assert found == {"BU09900101": Reason.PRESENT, "BU09900102": Reason.SUPPRESSED, "BU09900201": Reason.PRESENT}


def test_a_column_without_any_figure_is_not_yet_published(http, services):
    services.v3["84799NED"] = kwb_table()
    found = get(http, services)
    assert set(reasons(found.tables, "woz").values()) == {Reason.NOT_YET_PUBLISHED}
    assert [(one.indicator, one.year, one.why.nl) for one in found.missing] == [
        ("woz", 2020, "nog geen enkele waarde gepubliceerd")
    ]


def test_a_column_without_any_figure_in_a_finished_table_is_not_measured(http, services):
    done = "Voor deze tabel zijn geen nadere updates meer te verwachten."
    services.v3["84799NED"] = kwb_table(info={"ShortDescription": done})
    assert set(reasons(get(http, services).tables, "woz").values()) == {Reason.NOT_MEASURED}


def test_a_provisional_table_says_so_in_its_provenance(http, services):
    text = "Status van de cijfers:\r\nDe cijfers in deze tabel zijn voorlopig.\r\n\r\nWijzigingen"
    services.v3["84799NED"] = kwb_table(info={"ShortDescription": text})
    assert get(http, services).tables[0].provenance["inwoners", Y2020][0].provisional


def test_a_dot_in_a_column_of_text_is_not_measured(http, services):
    services.v3["84799NED"] = kwb_table()
    found = get(http, services).tables
    assert set(reasons(found, "wijziging", Level.GEMEENTE).values()) == {Reason.NOT_MEASURED}
    assert figures(found, "wijziging", Y2020)["BU09900101"] == 1


def test_keys_of_other_dimensions_are_padded_in_the_question(http, services):
    services.v3["47018NED"] = crime_table()
    found = v3.fetch(http, question("47018NED", of=CRIME, years=(2019, 2020)), base=f"{services.base}/derden")
    assert figures(found.tables, "misdrijven", Period(2019))["BU09900101"] == 50
    assert figures(found.tables, "misdrijven", Y2020)["BU09900101"] == 51
    asked = [one for one in services.asked if one.path.endswith("TypedDataSet")]
    assert "SoortMisdrijf eq '0.0.0 '" in asked[0].query["$filter"]


def test_a_provisional_year_of_a_longer_table_is_marked_and_the_others_are_not(http, services):
    services.v3["47018NED"] = crime_table()
    found = v3.fetch(http, question("47018NED", of=CRIME, years=(2019, 2020)), base=f"{services.base}/derden")
    marks = {p.year: source[0].provisional for t in found.tables for (_, p), source in t.provenance.items()}
    assert marks == {2019: False, 2020: True}


def test_a_dimension_that_the_catalogue_leaves_open_is_taken_at_its_total(http, services):
    services.v3["47018NED"] = crime_table()
    found = v3.fetch(http, question("47018NED", of=replace(CRIME, filters={})), base=f"{services.base}/derden")
    assert figures(found.tables, "misdrijven", Y2020)["BU09900101"] == 51


def test_a_dimension_without_a_total_that_is_left_open_is_refused(http, services):
    table = crime_table()
    table.dimensions["SoortMisdrijf"][0]["Title"] = "Alles"
    services.v3["47018NED"] = table
    with pytest.raises(DoubleRowError) as caught:
        v3.fetch(http, question("47018NED", of=replace(CRIME, filters={})), base=f"{services.base}/derden")
    assert "De catalogus legt een dimensie niet vast: SoortMisdrijf" in caught.value.message("nl")


def test_a_filter_that_the_table_does_not_know_is_named(http, services):
    services.v3["47018NED"] = crime_table()
    wrong = replace(CRIME, filters={"SoortMisdrijf": "9.9.9"})
    with pytest.raises(UnknownFilterError) as caught:
        v3.fetch(http, question("47018NED", of=wrong), base=f"{services.base}/derden")
    assert "kent geen waarde '9.9.9'. Wel: 0.0.0, 1.1.1." in caught.value.message("nl")


def test_twelve_months_make_a_year_and_eleven_do_not(http, services):
    monthly = family("overlast", "dataderden", {2020: "47024NED"}, filters={"SoortMisdrijf": "0.0.0"})
    services.v3["47024NED"] = crime_table(months=True)
    asked = question("47024NED", of=monthly)
    found = v3.fetch(http, asked, base=f"{services.base}/derden")
    assert figures(found.tables, "overlast", Y2020)["BU09900101"] == 12 * 50
    services.v3["47024NED"].time.pop()
    found = v3.fetch(http, asked, base=f"{services.base}/derden")
    assert found.missing[0].why.nl == "de tabel heeft dit jaar niet"


def test_more_than_ten_thousand_records_are_asked_level_by_level(http, services):
    services.v3["84799NED"] = kwb_table(limit=3)
    found = get(http, services)
    assert figures(found.tables, "inwoners", Y2020) == {"BU09900101": 500, "BU09900102": 300, "BU09900201": 450}
    assert services.paths("ODataFeed") == []


def test_too_many_records_at_one_level_are_fetched_page_by_page(http, services):
    services.v3["84799NED"] = kwb_table(limit=2, page=2)
    found = get(http, services)
    assert figures(found.tables, "inwoners", Y2020) == {"BU09900101": 500, "BU09900102": 300, "BU09900201": 450}
    assert len(services.paths("ODataFeed")) == 2


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(page=st.integers(1, 12))
def test_the_size_of_a_page_never_changes_the_table(http, services, page):
    services.v3["84799NED"] = kwb_table(page=page)
    whole = v3.fetch(http, question(gemeente=""), base=services.base)
    services.v3["84799NED"] = kwb_table(page=10_000)
    at_once = v3.fetch(http, question(gemeente=""), base=services.base)
    for paged, single in zip(whole.tables, at_once.tables, strict=True):
        assert paged.areas == single.areas
        np.testing.assert_array_equal(paged.values, single.values)
        np.testing.assert_array_equal(paged.reasons, single.reasons)


def test_many_columns_are_asked_in_parts_and_joined(http, services, monkeypatch):
    monkeypatch.setattr(v3, "_COLUMN_CHARACTERS", 40)
    services.v3["84799NED"] = kwb_table()
    found = get(http, services).tables
    assert len(services.paths("TypedDataSet")) > 1
    assert figures(found, "inwoners", Y2020)["BU09900102"] == 300
    assert figures(found, "bijstand", Y2020)["BU09900101"] == 10


def test_a_table_that_was_renamed_or_withdrawn_is_named_with_the_remedy(http, services):
    with pytest.raises(TableGoneError) as caught:
        get(http, services)
    text = caught.value.message("nl")
    assert "Tabel 84799NED (Tabel kwb) bestaat niet bij CBS" in text
    assert "zet het nieuwe nummer in de catalogus, bij familie 'kwb'" in text


def test_columns_renumbered_since_we_last_looked_are_looked_up_again(caller, services):
    http = caller(manners=replace(QUICK, fresh_hours=6))
    services.v3["84799NED"] = kwb_table(year=2019)
    v3.fetch(http, question(wanted=frozenset({"bijstand"})), base=services.base)
    services.v3["84799NED"] = kwb_table(year=2020)
    found = v3.fetch(http, question(wanted=frozenset({"inwoners"})), base=services.base)
    assert figures(found.tables, "inwoners", Y2020)["BU09900101"] == 500


def test_a_column_that_cannot_be_asked_although_it_is_listed_is_named(http, services):
    services.v3["84799NED"] = kwb_table()
    fault = b"Could not find a property named 'AantalInwoners_5' on type 'Cbs.OData.TData'."
    services.fail("/TypedDataSet", *[Reply(fault, status=500)] * 2)
    with pytest.raises(UnknownColumnError, match="AantalInwoners_5"):
        get(http, services)


def test_a_table_without_any_known_column_is_refused(http, services):
    services.v3["84799NED"] = replace(kwb_table(), topics=["Iets_1"])
    with pytest.raises(NoColumnsError) as caught:
        get(http, services)
    assert "heeft geen enkele kolom die we zoeken: AantalInwoners" in caught.value.message("nl")


def test_a_column_that_is_gone_is_reported_and_the_others_are_taken(http, services):
    table = kwb_table()
    table.topics.remove("GemiddeldeWOZWaardeVanWoningen_35")
    services.v3["84799NED"] = table
    found = get(http, services)
    assert [(one.indicator, one.why.nl) for one in found.missing] == [("woz", "staat niet in de tabel")]
    assert figures(found.tables, "inwoners", Y2020)["BU09900101"] == 500


def test_a_gemeente_without_rows_is_named(http, services):
    services.v3["84799NED"] = kwb_table()
    with pytest.raises(NoRowsError) as caught:
        get(http, services, question(gemeente="GM0344"))
    assert "Tabel 84799NED heeft geen rijen van GM0344" in caught.value.message("nl")


@pytest.mark.parametrize(("code", "error"), [("WK099001", NotAGemeenteError), ("Utrecht", NotAGemeenteError)])
def test_something_else_than_a_gemeente_is_refused(code, error):
    with pytest.raises((error, AreaCodeError)) as caught:
        question(gemeente=code)
    assert f"{code!r} is geen" in caught.value.message("nl")


@pytest.mark.parametrize(
    ("value", "error", "words"),
    [
        pytest.param("veel", NotANumberError, "gebied BU09900101: 'veel' is geen getal", id="text"),
        pytest.param(-5, ImpossibleValueError, "gebied BU09900101: -5 kan niet", id="negative count"),
        pytest.param([1], NotANumberError, "is geen getal", id="a list"),
        pytest.param(True, NotANumberError, "is geen getal", id="a boolean"),
    ],
)
def test_an_impossible_cell_is_named_with_table_column_and_area(http, services, value, error, words):
    table = kwb_table()
    row = next(row for row in table.rows if row["WijkenEnBuurten"].startswith("BU09900101"))
    row["AantalInwoners_5"] = value
    services.v3["84799NED"] = table
    with pytest.raises(error) as caught:
        get(http, services)
    assert "Tabel 84799NED, kolom 'AantalInwoners'" in caught.value.message("nl")
    assert words in caught.value.message("nl")


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        (-99995, Reason.NOT_YET_PUBLISHED),
        (-99997, Reason.SUPPRESSED),
        ("       .", Reason.SUPPRESSED),
        ("x", Reason.SUPPRESSED),
    ],
)
def test_marks_for_missing_become_reasons_and_not_figures(http, services, mark, reason):
    table = kwb_table()
    next(row for row in table.rows if row["WijkenEnBuurten"].startswith("BU09900101"))["AantalInwoners_5"] = mark
    services.v3["84799NED"] = table
    assert reasons(get(http, services).tables, "inwoners")["BU09900101"] is reason


def test_a_name_that_stands_twice_in_a_table_is_not_guessed(http, services):
    table = kwb_table()
    table.topics.append("AantalInwoners_99")
    services.v3["84799NED"] = table
    assert ("inwoners", "staat niet in de tabel") in [(m.indicator, m.why.nl) for m in get(http, services).missing]


def test_only_the_first_of_two_names_of_one_column_is_taken(http, services):
    from veerkracht.facts.indicators import ColumnSource

    both = indicator(
        "inwoners", ColumnSource(family="kwb", stem="Inwoners"), ColumnSource(family="kwb", stem="AantalInwoners")
    )
    services.v3["84799NED"] = kwb_table()
    asked = question(known=catalogue(question().family, indicators=(both,)))
    found = get(http, services, asked)
    assert found.missing == ()
    assert figures(found.tables, "inwoners", Y2020)["BU09900101"] == 500
