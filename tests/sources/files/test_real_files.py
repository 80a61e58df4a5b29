"""The real files of the open sources are recognised and give the figures that their publishers state."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import AreaTable, Column, Reason
from veerkracht.sources.files import Intake, read
from veerkracht.sources.shipped import load_catalogue

pytestmark = pytest.mark.shared_data


@lru_cache(maxsize=40)
def taken(path: Path) -> Intake:
    return read(path, load_catalogue())


def table(intake: Intake, level: Level) -> AreaTable:
    return next(table for table in intake.tables if table.areas.level is level)


def value(found: AreaTable, area: str, code: str, year: int) -> float:
    return float(found.column(code, Period(year)).values[found.areas.row(area)])


def reason(found: AreaTable, area: str, code: str, year: int) -> Reason:
    return Reason(int(found.column(code, Period(year)).reasons[found.areas.row(area)]))


def column(found: AreaTable, code: str, year: int) -> Column:
    return found.column(code, Period(year))


WIJKEN = "leefbaarometer/Leefbaarometer-scores wijken 2002-2020.csv"
GESLACHTEN = "kwb/national_2024_subset/Kerncijfers_wijken_en_buurten_2024_geslachten.csv"
HERKOMST = "kwb/national_2024_subset/Kerncijfers_wijken_en_buurten_2024_herkomst.csv"
TYPED_2020 = "kwb/84799NED_2020/cbs.v3.84799NED_TypedDataSet.parquet"
STATLINE_2019 = "kwb/amsterdam/Kerncijfers_wijken_en_buurten_2019.csv"
UNTYPED_2019 = "kwb/amsterdam/84583NED_2019_UntypedDataSet_Amsterdam.csv"
UTRECHT = "kwb/utrecht/CBS-Utrecht-kwb-2024.xlsx"
BAARN = "kwb/baarn_2016_2025/baarn_social_data.json"
PDOK_BAARN = "api_responses/pdok_baarn_buurten_2025.geojson"


@pytest.mark.parametrize(
    ("file", "rows", "levels", "boundaries"),
    [
        (WIJKEN, 23058, ("wijk",), (2022,)),
        ("leefbaarometer/buurten_2024/26.geojson", 842, ("buurt",), (2024,)),
        ("geometry/gemeenten_2022.gpkg", 345, ("gemeente",), (2022,)),
        ("geometry/wijken_2022.gpkg", 3340, ("wijk",), (2022,)),
        ("geometry/gemeenten_2022_pdok_wfs_response.geojson", 345, ("gemeente",), (2022,)),
        ("geometry/gemeenten_2024.geojson", 342, ("gemeente",), (2024,)),
        (TYPED_2020, 17341, ("land", "gemeente", "wijk", "buurt"), (2020,)),
        ("kwb/national_2017_subset/buurten_features_clusters_83765NED.csv", 9028, ("buurt",), (2017,)),
        (GESLACHTEN, 18310, ("land", "gemeente", "wijk", "buurt"), (2024,)),
        (HERKOMST, 18310, ("land", "gemeente", "wijk", "buurt"), (2024,)),
        ("kwb/national_2024_subset/buurten_features_clusters_with_crime_2024.csv", 13817, ("buurt",), (2024,)),
        ("kwb/cities_2021/data.csv", 993, ("buurt",), (2021,)),
        (UNTYPED_2019, 579, ("gemeente", "wijk", "buurt"), (2019,)),
        (STATLINE_2019, 580, ("land", "gemeente", "wijk", "buurt"), (2019,)),
        ("kwb/amsterdam/Kerncijfers_wijken_en_buurten_2017.csv", 580, ("land", "gemeente", "wijk", "buurt"), (2017,)),
        ("kwb/amsterdam/buurten.csv", 439, ("buurt",), (2022,)),
        (UTRECHT, 122, ("gemeente", "wijk", "buurt"), (2024,)),
        (BAARN, 220, ("gemeente", "buurt"), (2025,)),
        (
            "kwb/ses_woa/SES_WOA_scores_per_wijk_en_buurt_25042023_160857.csv",
            579,
            ("gemeente", "wijk", "buurt"),
            (2019,),
        ),
        ("misdrijven_gezondheid/buurten_panel.csv", 14574, ("buurt",), (2024,)),
        (PDOK_BAARN, 21, ("buurt",), (2024,)),
    ],
)
def test_a_file_gives_all_its_rows_on_the_right_boundaries(
    shared_data: Path, file: str, rows: int, levels: tuple[str, ...], boundaries: tuple[int, ...]
) -> None:
    report = taken(shared_data / file).report
    assert report.rows_taken == report.rows_read == rows
    assert report.levels == levels
    assert report.boundary_years == boundaries
    assert report.publisher


@pytest.mark.slow
def test_the_twelve_provinces_hold_12147_buurten_with_polygons(shared_data: Path) -> None:
    found = [taken(path) for path in sorted((shared_data / "leefbaarometer/buurten_2024").glob("*.geojson"))]
    codes = {code for intake in found for code in intake.boundaries[0].areas.codes}
    assert len(found) == 12
    assert len(codes) == 12147 == sum(intake.report.rows_taken for intake in found)
    square_km = sum(float(np.nansum(intake.boundaries[0].area_km2())) for intake in found)
    # The Netherlands has 33,700 km2 of land; buurten without a score have no polygon.
    assert 20_000 < square_km < 42_000


def test_the_leefbaarometer_score_is_the_national_level_plus_the_deviation(shared_data: Path) -> None:
    wijken = table(taken(shared_data / WIJKEN), Level.WIJK)
    difference = column(wijken, "lbm", 2020).values - column(wijken, "lbm_afwijking", 2020).values
    np.testing.assert_allclose(difference[~np.isnan(difference)], 4.102265, atol=1e-6)


def test_the_deviation_is_the_sum_of_the_five_dimensions(shared_data: Path) -> None:
    wijken = table(taken(shared_data / WIJKEN), Level.WIJK)
    parts = sum(column(wijken, code, 2018).values for code in ("fys", "onv", "soc", "vrz", "won"))
    np.testing.assert_allclose(parts, column(wijken, "lbm_afwijking", 2018).values, atol=1e-12)


def test_dimensions_were_not_measured_before_2014(shared_data: Path) -> None:
    wijken = table(taken(shared_data / WIJKEN), Level.WIJK)
    assert set(column(wijken, "onv", 2008).reasons) == {Reason.NOT_MEASURED}


def test_a_published_score_arrives_as_published(shared_data: Path) -> None:
    groningen = table(taken(shared_data / "leefbaarometer/buurten_2024/20.geojson"), Level.BUURT)
    assert value(groningen, "BU00140000", "lbm_afwijking", 2024) == 0.189053
    assert value(groningen, "BU00140000", "onv_klasse", 2024) == 3


def test_leefbaarometer_2_is_never_mixed_with_3(shared_data: Path) -> None:
    intake = taken(shared_data / "leefbaarometer/pc4_2012_2018/PC4DIMENSIE.csv")
    assert not intake.tables
    assert intake.report.rows_left_out[0].count == 4068
    assert "versie 2.0" in intake.report.rows_left_out[0].reason.nl


def test_the_same_table_from_statline_and_from_odata_gives_the_same_figures(shared_data: Path) -> None:
    statline = table(taken(shared_data / STATLINE_2019), Level.BUURT)
    odata = table(taken(shared_data / UNTYPED_2019), Level.BUURT)
    rows = statline.areas.rows(odata.areas.codes)
    shared = [code for code in odata.indicators if code in statline]
    assert len(shared) > 60
    assert (rows >= 0).all()
    exact = 0
    for code in shared:
        theirs, ours = column(odata, code, 2019), column(statline, code, 2019)
        both = theirs.present & ours.present[rows]
        left, right = theirs.values[both], ours.values[rows][both]
        exact += bool((left == right).all())
        if code != "indelingswijziging":
            # Between the two downloads CBS rounded counts again at random and corrected WOZ, wealth and corporations.
            assert np.corrcoef(left, right)[0, 1] > 0.98, code
    assert exact >= 45


def test_counts_of_two_releases_differ_by_the_random_rounding_to_5_and_no_more(shared_data: Path) -> None:
    statline = table(taken(shared_data / STATLINE_2019), Level.BUURT)
    odata = table(taken(shared_data / UNTYPED_2019), Level.BUURT)
    rows = statline.areas.rows(odata.areas.codes)
    for code in ("inwoners", "inwoners_15_25", "huishoudens", "huishoudens_met_kinderen"):
        difference = column(odata, code, 2019).values - column(statline, code, 2019).values[rows]
        assert set(np.abs(difference[~np.isnan(difference)])) <= {0.0, 5.0}


def test_the_leefbaarometer_of_2020_joins_the_boundaries_of_2022(shared_data: Path) -> None:
    wijken = table(taken(shared_data / WIJKEN), Level.WIJK)
    drawn = taken(shared_data / "geometry/wijken_2022.gpkg").boundaries[0]
    assert set(wijken.areas.codes) <= set(drawn.areas.codes)


def test_ses_woa_of_2019_stands_on_the_codes_of_2019(shared_data: Path) -> None:
    status = taken(shared_data / "kwb/ses_woa/SES_WOA_scores_per_wijk_en_buurt_25042023_160857.csv")
    figures = taken(shared_data / UNTYPED_2019)
    for level in (Level.WIJK, Level.BUURT):
        assert set(table(status, level).areas.codes) == set(table(figures, level).areas.codes)


def test_a_point_is_withheld_and_an_empty_cell_not_measured(shared_data: Path) -> None:
    amsterdam = table(taken(shared_data / UNTYPED_2019), Level.BUURT)
    reasons = set(column(amsterdam, "woz_waarde", 2019).reasons)
    assert reasons == {Reason.PRESENT, Reason.SUPPRESSED}
    assert Reason.NOT_MEASURED in set(column(amsterdam, "afstand_huisarts", 2019).reasons)


def test_empty_columns_of_an_early_release_are_not_yet_published(shared_data: Path) -> None:
    buurten = table(taken(shared_data / TYPED_2020), Level.BUURT)
    assert len(buurten.areas) == 13808
    assert set(column(buurten, "woz_waarde", 2020).reasons) == {Reason.NOT_YET_PUBLISHED}
    assert Reason.PRESENT in set(column(buurten, "inwoners", 2020).reasons)
    assert buurten.areas.name("BU16800000") == "Annen"


def test_the_population_of_the_netherlands_and_of_utrecht(shared_data: Path) -> None:
    everyone = taken(shared_data / GESLACHTEN)
    assert value(table(everyone, Level.COUNTRY), "NL00", "inwoners", 2024) == 17_942_942
    assert value(table(everyone, Level.GEMEENTE), "GM0344", "inwoners", 2024) == 374_238
    excel = table(taken(shared_data / UTRECHT), Level.GEMEENTE)
    assert value(excel, "GM0344", "inwoners", 2024) == 374_238


def test_excel_and_statline_agree_on_every_buurt_of_utrecht(shared_data: Path) -> None:
    excel = table(taken(shared_data / UTRECHT), Level.BUURT)
    national = table(taken(shared_data / GESLACHTEN), Level.BUURT)
    rows = national.areas.rows(excel.areas.codes)
    for code in ("inwoners", "inwoners_0_15", "inwoners_65_plus", "mannen"):
        np.testing.assert_array_equal(column(excel, code, 2024).values, column(national, code, 2024).values[rows])


def test_a_file_without_codes_gets_them_from_the_file_with_the_same_rows(shared_data: Path) -> None:
    origin = taken(shared_data / HERKOMST)
    country = table(origin, Level.COUNTRY)
    assert value(country, "NL00", "herkomst_buiten_europa", 2024) == 3_324_101
    assert len(table(origin, Level.BUURT).areas) == 14_574


def test_three_sources_agree_on_baarn(shared_data: Path) -> None:
    series = table(taken(shared_data / BAARN), Level.BUURT)
    map_of_2024 = table(taken(shared_data / PDOK_BAARN), Level.BUURT)
    national = table(taken(shared_data / GESLACHTEN), Level.BUURT)
    for code in series.areas.codes:
        expected = value(national, code, "inwoners", 2024)
        assert value(series, code, "inwoners", 2024) == expected
        assert value(map_of_2024, code, "inwoners", 2024) == expected


def test_the_two_pdok_sentinels_are_two_reasons(shared_data: Path) -> None:
    baarn = table(taken(shared_data / PDOK_BAARN), Level.BUURT)
    assert set(column(baarn, "woz_waarde", 2024).reasons) == {Reason.NOT_YET_PUBLISHED}
    assert Reason.SUPPRESSED in set(column(baarn, "autos_per_huishouden", 2024).reasons)


def test_the_year_in_the_data_beats_the_year_in_the_file_name(shared_data: Path) -> None:
    baarn = taken(shared_data / PDOK_BAARN)
    assert baarn.report.boundary_years == (2024,)
    assert baarn.boundaries[0].areas.year == 2024
    left, bottom, right, top = baarn.boundaries[0].geometry[0].bounds
    # Baarn lies around (147, 470) km in the Dutch grid.
    assert 140_000 < left < right < 155_000
    assert 460_000 < bottom < top < 480_000


@pytest.mark.slow
@pytest.mark.parametrize(("file", "year"), [("2012_18+.xlsx", 2012), ("2016_18+.xlsx", 2016)])
def test_rivm_figures_stand_on_the_boundaries_of_2020_code_for_code(shared_data: Path, file: str, year: int) -> None:
    intake = taken(shared_data / "rivm" / file)
    kerncijfers = taken(shared_data / TYPED_2020)
    assert intake.report.boundary_years == (2020,)
    assert set(table(intake, Level.BUURT).areas.codes) == set(table(kerncijfers, Level.BUURT).areas.codes)
    assert intake.report.periods == (Period(year),)
    sources = {s for found in intake.tables[0].provenance.values() for s in found}
    assert all(source.modelled for source in sources)


@pytest.mark.slow
def test_rivm_tells_withheld_from_not_asked(shared_data: Path) -> None:
    intake = taken(shared_data / "rivm/2012_18+.xlsx")
    country, buurten = table(intake, Level.COUNTRY), table(intake, Level.BUURT)
    assert value(country, "NL00", "eenzaam", 2012) == 39.6
    assert "vrijwilligerswerk" not in buurten or set(column(buurten, "vrijwilligerswerk", 2012).reasons) == {
        Reason.NOT_MEASURED
    }
    assert Reason.SUPPRESSED in set(column(buurten, "eenzaam", 2012).reasons)


def test_a_series_tells_still_to_come_from_withheld_and_not_in_the_file(shared_data: Path) -> None:
    baarn = table(taken(shared_data / BAARN), Level.BUURT)
    assert set(column(baarn, "bijstand", 2025).reasons) == {Reason.NOT_YET_PUBLISHED}
    assert set(column(baarn, "opleiding_laag", 2021).reasons) == {Reason.NOT_LOADED}
    assert set(column(baarn, "arbeidsparticipatie", 2023).reasons) == {Reason.PRESENT, Reason.SUPPRESSED}


def test_a_column_from_another_table_names_that_table(shared_data: Path) -> None:
    panel = table(taken(shared_data / "misdrijven_gezondheid/buurten_panel.csv"), Level.BUURT)
    assert panel.provenance["misdrijven", Period(2022)][0].table == "47018NED"
    assert panel.provenance["inwoners", Period(2024)][0].table == "85984NED"
    assert panel.provenance["gezondheid_goed", Period(2016)][0].modelled


def test_what_others_derived_is_ignored_for_that_reason(shared_data: Path) -> None:
    report = taken(shared_data / "kwb/national_2017_subset/buurten_features_clusters_83765NED.csv").report
    foreign = next(item for item in report.columns_ignored if "door anderen" in item.reason.nl)
    assert set(foreign.names) == {"cluster_id", "cluster_label_short", "cluster_label_long", "pca_x", "pca_y"}


def test_zeros_that_an_editor_lost_are_not_loaded_as_missing(shared_data: Path) -> None:
    panel = table(taken(shared_data / "misdrijven_gezondheid/buurten_panel.csv"), Level.BUURT)
    assert reason(panel, "BU00141908", "inwoners", 2024) is Reason.NOT_LOADED
    assert value(panel, "BU00141908", "misdrijven", 2022) == 3
    assert value(panel, "BU00140105", "gezondheid_goed", 2012) == 81.3


def test_english_column_names_become_our_indicators(shared_data: Path) -> None:
    cities = table(taken(shared_data / "kwb/cities_2021/data.csv"), Level.BUURT)
    assert value(cities, "BU00340101", "inwoners", 2021) == 1580
    assert value(cities, "BU00340101", "sociaal_minimum", 2021) == 12.7
    assert sum(code.startswith("BU0363") for code in cities.areas.codes) == 369


def test_columns_of_the_english_map_are_what_we_say_they_are(shared_data: Path) -> None:
    gemeenten = table(taken(shared_data / "geometry/gemeenten_2022.gpkg"), Level.GEMEENTE)
    assert value(gemeenten, "GM0363", "woz_waarde", 2022) == 433
    assert value(gemeenten, "GM0363", "inwoners", 2022) == 882_633


def test_every_cell_of_every_table_has_a_source(shared_data: Path) -> None:
    for file in (WIJKEN, UTRECHT, BAARN):
        for found in taken(shared_data / file).tables:
            for code in found.indicators:
                for period in found.periods_of(code):
                    source = found.provenance[code, period][0]
                    assert source.publisher
                    assert source.boundary_year == found.areas.year
                    assert len(source.checksum) == 64
