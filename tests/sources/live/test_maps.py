"""PDOK and WFS: pages, grids, sentinels, water, error reports."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from veerkracht.errors.answers import (
    BrokenPolygonError,
    DoubleRowError,
    EndlessPagesError,
    NoRowsError,
    OutsideCountryError,
    ServiceFaultError,
    TableGoneError,
)
from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import Reason
from veerkracht.sources import pdok, wfs

from .server import EXCEPTION_REPORT, Reply
from .world import NAMES, PEOPLE, catalogue, family, figures, question, square

MAP = "wijken-en-buurten-2025"
PDOK = family("pdok", "pdok", {2025: MAP})
Y2025 = Period(2025)
WORDS = {"GM": ("gemeente", "gemeenten"), "WK": ("wijk", "wijken"), "BU": ("buurt", "buurten")}


def features(kind, *, degrees=False, camel=False):
    word = WORDS[kind][0]
    found = []
    for number, (code, people) in enumerate(PEOPLE.items()):
        if code.startswith(kind):
            place = square(5.2 + number / 100, 52.1, 0.01) if degrees else square(130_000 + 200 * number, 455_000)
            properties = {
                f"{word}code": code,
                f"{word}naam": NAMES[code],
                "gemeentecode": f"GM{code[2:6]}",
                "water": "NEE",
                "aantalInwoners" if camel else "aantal_inwoners": people if people > 300 else -99997,
            }
            found.append({"type": "Feature", "properties": properties, "geometry": place})
    return found


@pytest.fixture
def drawn(services):
    services.collections = {(MAP, word): features(kind) for kind, (_, word) in WORDS.items()}
    return services


def asked(**more):
    return question(MAP, of=PDOK, years=(2025,), known=catalogue(PDOK), **more)


def get(http, services, *, wfs_base="", page=1000, **more):
    return pdok.fetch(http, asked(**more), base=f"{services.base}/cbs", wfs_base=wfs_base, page=page)


def test_polygons_and_figures_of_one_gemeente_arrive(http, drawn):
    found = get(http, drawn)
    assert [(one.areas.level, len(one.areas), one.areas.year) for one in found.boundaries] == [
        (Level.GEMEENTE, 1, 2025), (Level.WIJK, 2, 2025), (Level.BUURT, 3, 2025),
    ]  # fmt: skip
    buurten = found.boundaries[-1]
    assert buurten.areas.names == ("Markt", "Haven", "Bloemenbuurt")
    np.testing.assert_allclose(buurten.area_km2(), 0.01)
    assert figures(found.tables, "oppervlakte_km2", Y2025)["BU09900101"] == pytest.approx(0.01)
    assert buurten.provenance.table == MAP


def test_a_sentinel_is_a_reason_and_never_a_figure(http, drawn):
    buurten = next(one for one in get(http, drawn).tables if one.areas.level is Level.BUURT)
    column = buurten.column("inwoners", Y2025)
    assert [Reason(int(one)) for one in column.reasons] == [Reason.PRESENT, Reason.SUPPRESSED, Reason.PRESENT]
    assert np.nanmin(column.values) == 450


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(page=st.integers(1, 6))
def test_the_size_of_a_page_never_changes_the_map(http, drawn, page):
    small, large = get(http, drawn, page=page), get(http, drawn)
    for one, other in zip(small.boundaries, large.boundaries, strict=True):
        assert one.areas == other.areas
        assert shapely.equals(one.geometry, other.geometry).all()


def test_degrees_become_metres_when_the_service_does_not_give_the_dutch_grid(http, services):
    services.honours_crs = False
    services.collections = {(MAP, word): features(kind, degrees=True) for kind, (_, word) in WORDS.items()}
    box = shapely.total_bounds(get(http, services).boundaries[-1].geometry)
    # Baarn lies about here: 5.2-5.3 east, 52.1-52.2 north.
    assert 135_000 < box[0] < box[2] < 160_000
    assert 455_000 < box[1] < box[3] < 470_000


def test_water_is_left_out_and_that_is_said(http, drawn):
    for level in ("gemeenten", "wijken", "buurten"):
        drawn.collections[MAP, level][-1]["properties"]["gemeentecode"] = "GM0990"
        drawn.collections[MAP, level][-1]["properties"]["water"] = "JA"
    found = get(http, drawn)
    assert len(found.boundaries[-1].areas) == 3
    assert [note.nl for note in found.notes] == ["polygonen van water weggelaten"]


def test_an_older_year_comes_from_the_wfs_with_its_older_names(http, services):
    services.layers = {f"wijkenbuurten:{word}": features(kind, camel=True) for kind, (_, word) in WORDS.items()}
    found = get(http, services, wfs_base=f"{services.base}/cbs/wijkenbuurten", page=2)
    assert figures(found.tables, "inwoners", Y2025)["BU09900101"] == 500
    assert len(found.boundaries[-1].areas) == 3


def test_a_year_that_neither_service_has_is_named(http, services):
    with pytest.raises(TableGoneError) as caught:
        get(http, services, wfs_base=f"{services.base}/cbs/wijkenbuurten")
    assert f"Tabel {MAP} (Tabel pdok) bestaat niet" in caught.value.message("nl")


def test_an_error_report_of_the_wfs_is_passed_on_in_its_own_words(http, services):
    report = EXCEPTION_REPORT.format(locator="PROPERTYNAME", text="Invalid PROPERTYNAME documentdatum")
    services.fail("/wfs/", Reply(report.encode(), kind="application/xml"))
    with pytest.raises(ServiceFaultError) as caught:
        get(http, services, wfs_base=f"{services.base}/cbs/wijkenbuurten")
    assert "Invalid PROPERTYNAME documentdatum" in caught.value.message("nl")


def test_an_empty_collection_is_a_gemeente_that_is_not_there(http, drawn):
    with pytest.raises(NoRowsError) as caught:
        get(http, drawn, gemeente="GM0344")
    assert "heeft geen rijen van GM0344" in caught.value.message("nl")


def test_a_wfs_that_ignores_the_page_number_is_stopped(http, services):
    rows = {"type": "FeatureCollection", "features": features("BU")[:2]}
    services.fail("/lbm3/ows", *[Reply.of(rows)] * 5)
    with pytest.raises(EndlessPagesError):
        wfs.features(http, f"{services.base}/lbm3/ows", layer="x", more={}, size=2)


@pytest.mark.parametrize(
    ("geometry", "error", "words"),
    [
        pytest.param(
            {"type": "Polygon", "coordinates": [[[1, 2], [3]]]}, BrokenPolygonError, "niet te lezen", id="ragged"
        ),
        pytest.param({"type": "Ster", "coordinates": []}, BrokenPolygonError, "niet te lezen", id="unknown type"),
        pytest.param({"type": "Polygon"}, BrokenPolygonError, "niet te lezen", id="no coordinates"),
        pytest.param(square(52.1, 5.2, 0.01), OutsideCountryError, "x en y verwisseld", id="swapped degrees"),
        pytest.param(square(455_000, 130_000), OutsideCountryError, "liggen niet in Nederland", id="swapped metres"),
    ],
)
def test_a_broken_or_misplaced_polygon_is_named(http, drawn, geometry, error, words):
    drawn.collections[MAP, "buurten"] = features("BU")[:1]
    drawn.collections[MAP, "buurten"][0]["geometry"] = geometry
    with pytest.raises(error) as caught:
        get(http, drawn)
    assert words in caught.value.message("nl")


def test_a_polygon_that_crosses_itself_is_mended(http, drawn):
    corners = [[130_000, 455_000], [130_100, 455_100], [130_100, 455_000], [130_000, 455_100], [130_000, 455_000]]
    bow = {"type": "Polygon", "coordinates": [corners]}
    drawn.collections[MAP, "buurten"][0]["geometry"] = bow
    assert shapely.is_valid(get(http, drawn).boundaries[-1].geometry).all()


def test_a_feature_without_a_polygon_keeps_its_figures(http, drawn):
    drawn.collections[MAP, "buurten"][0]["geometry"] = None
    found = get(http, drawn)
    assert found.boundaries[-1].geometry[0] is None
    assert figures(found.tables, "inwoners", Y2025)["BU09900101"] == 500


def test_a_buurt_that_is_drawn_twice_is_refused(http, drawn):
    drawn.collections[MAP, "buurten"] += features("BU")[:1]
    with pytest.raises(DoubleRowError, match="BU09900101"):
        get(http, drawn)
