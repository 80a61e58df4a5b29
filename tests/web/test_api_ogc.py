"""OGC API Features: what the standard asks, the two systems of coordinates, and real clients against a real server."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import shapely
from django.test import Client

from veerkracht.facts.areas import Level
from veerkracht.web.api import throttle
from veerkracht.web.api.actions import make_token
from veerkracht.web.workspace.roles import Role
from veerkracht.workflows.opening import warehouse_at
from veerkracht.workflows.serving_features import CRS84, RD, polygons_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_asked_before():
    throttle.requests.clear()


@pytest.fixture
def anna(make_user, organisation):
    return make_user("Anna", role=Role.ANALIST, organisation=organisation)


@pytest.fixture
def secret(city, anna):
    return make_token(anna, name="QGIS", days=1, trajectory=city.trajectory)[1]


@pytest.fixture
def read(secret):
    return lambda path: Client().get(path, headers={"Authorization": f"Bearer {secret}"})


def collection(city: Any, code: str = "buurten") -> str:
    return f"/api/ogc/trajectories/{city.trajectory.pk}/collections/{code}/items"


def test_from_the_landing_page_every_link_leads_somewhere(city, read):
    seen, todo = set(), [f"/api/ogc/trajectories/{city.trajectory.pk}"]
    while todo:
        path = todo.pop()
        if path in seen or "kaart-" in path:
            continue
        seen.add(path)
        answer = read(path)
        assert answer.status_code == 200, path
        if not answer["Content-Type"].startswith("text/html"):
            found = answer.json()
            links = [*found.get("links", []), *(one for c in found.get("collections", []) for one in c["links"])]
            todo += [link["href"].removeprefix("http://testserver") for link in links]
    assert len(seen) > 8


def test_the_collections_are_areas_and_in_a_trajectory_the_nine_maps(city, read):
    assert [one["id"] for one in read("/api/ogc/collections").json()["collections"]] == [
        "buurten",
        "wijken",
        "gemeenten",
    ]
    found = read(f"/api/ogc/trajectories/{city.trajectory.pk}/collections").json()["collections"]
    assert len(found) == 3 + 18
    west, south, east, north = found[0]["extent"]["spatial"]["bbox"][0]
    assert 3 < west < east < 8
    assert 50 < south < north < 54


def test_pages_hold_every_feature_once_and_say_how_many_there_are(city, read):
    path, seen = collection(city) + "?limit=20", []
    while path:
        page = read(path).json()
        assert page["numberMatched"] == 61
        assert page["numberReturned"] == len(page["features"])
        seen += [one["id"] for one in page["features"]]
        path = next((one["href"] for one in page["links"] if one["rel"] == "next"), "")
    assert len(seen) == len(set(seen)) == 61


def test_every_feature_is_valid_geojson_with_rings_against_the_clock(city, read):
    page = read(collection(city) + "?limit=100").json()
    assert page["type"] == "FeatureCollection"
    for one in page["features"]:
        assert set(one) == {"type", "id", "geometry", "properties"}
        shape = shapely.from_geojson(json.dumps(one["geometry"]))
        assert shape.is_valid
        rings = [part.exterior for part in getattr(shape, "geoms", [shape])]
        assert all(ring.is_ccw for ring in rings)


def test_in_degrees_longitude_comes_first_and_in_the_grid_easting(city, read):
    stored = polygons_of(warehouse_at(city.home), Level.BUURT, within=city.gemeente)
    easting, northing = stored.boundaries.geometry[0].exterior.coords[0]
    answer = read(collection(city) + f"?limit=1&crs={quote(RD, safe='')}")
    assert answer["Content-Crs"] == f"<{RD}>"
    there = shapely.from_geojson(json.dumps(answer.json()["features"][0]["geometry"]))
    assert shapely.Point(easting, northing).distance(shapely.Point(0, 0)) > 1000
    assert there.equals(stored.boundaries.geometry[0])
    degrees = read(collection(city) + "?limit=1")
    assert degrees["Content-Crs"] == f"<{CRS84}>"
    longitude, latitude = degrees.json()["features"][0]["geometry"]["coordinates"][0][0]
    assert 3 < longitude < 8
    assert 50 < latitude < 54


def test_the_tower_of_amersfoort_stands_where_the_grid_begins():
    # The origin of the grid: 155000, 463000 is 5.387206 E, 52.155172 N in WGS 84 (Kadaster), to about a metre.
    from veerkracht.workflows.serving_features import box_of

    box = box_of(5.387206, 52.155172, 5.387206, 52.155172, crs=CRS84)
    east, north = shapely.get_coordinates(box)[0]
    assert abs(east - 155_000) < 2
    assert abs(north - 463_000) < 2


def test_a_box_gives_what_touches_it_in_either_system(city, read):
    stored = polygons_of(warehouse_at(city.home), Level.BUURT, within=city.gemeente)
    west, south, east, north = stored.boundaries.geometry[0].bounds
    box = shapely.box(west + 1, south + 1, east - 1, north - 1)
    inside = {
        code for code, one in zip(stored.areas.codes, stored.boundaries.geometry, strict=True) if one.intersects(box)
    }
    said = f"{west + 1},{south + 1},{east - 1},{north - 1}"
    found = read(collection(city) + f"?limit=100&bbox={said}&bbox-crs={quote(RD, safe='')}").json()
    assert {one["id"] for one in found["features"]} == inside
    degrees = json.loads(json.dumps(stored.geometries([0], crs=CRS84)[0]))
    w, s, e, n = shapely.from_geojson(json.dumps(degrees)).bounds
    again = read(collection(city) + f"?limit=100&bbox={w},{s},{e},{n}").json()
    assert stored.areas.codes[0] in {one["id"] for one in again["features"]}
    assert read(collection(city) + "?bbox=-10,10,-5,20").json()["numberMatched"] == 0
    assert read(collection(city) + "?bbox=-180,-90,180,90").json()["numberMatched"] == 61


@pytest.mark.parametrize(
    "query",
    [
        "bbox=1,2,3",
        "bbox=5,4,3,2",
        "bbox=a,b,c,d",
        "bbox=nan,1,2,3",
        "limit=0",
        "limit=-1",
        "limit=x",
        "offset=-1",
        "crs=EPSG:28992",
        "bbox-crs=x",
        "datetime=gisteren",
        "datetime=2024-13-01",
        "datetime=2025-01-01/2024-01-01",
        "f=xml",
        "onbekend=1",
        "limit=1&limit=2",
    ],
)
def test_a_question_that_cannot_be_is_refused_in_words(city, read, query):
    answer = read(collection(city) + f"?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_a_limit_that_is_too_high_gives_the_most_there_can_be(city, read):
    assert read(collection(city) + "?limit=999999").json()["numberReturned"] == 61


def test_a_time_or_a_property_chooses_features(city, read):
    year = polygons_of(warehouse_at(city.home), Level.BUURT, within=city.gemeente).areas.year
    assert read(collection(city) + f"?datetime={year}-06-01T00:00:00Z").json()["numberMatched"] == 61
    assert read(collection(city) + "?datetime=../1999-01-01").json()["numberMatched"] == 0
    assert read(collection(city) + "?wijk=WK990101").json()["numberMatched"] < 61
    one = read(collection(city) + "/BU99010101").json()
    assert (one["type"], one["id"], one["properties"]["name"]) == ("Feature", "BU99010101", "Vismarkt")
    assert read(collection(city) + "/BU00000000").status_code == 404
    assert read(collection(city, "straten")).status_code == 404


def test_a_map_of_a_trajectory_has_the_class_of_each_area(city, made_maps, read):
    assert read(collection(city, "kaart-7-buurten")).status_code == 503, "it is made first"
    made_maps()
    page = read(collection(city, "kaart-7-buurten") + "?class=onder_druk").json()
    assert 0 < page["numberMatched"] < 61
    said = page["features"][0]["properties"]
    assert said["className"] == "onder druk"
    assert said["chance"] > 0.5
    assert said["colour"].startswith("#")
    assert all(not isinstance(value, dict | list) for value in said.values())


# --- real clients


@pytest.fixture
def server(city, made_maps, tmp_path):
    """A real server over the same home folder, with a database of its own in which a token is made."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made_maps()
    home = Path(city.home)
    env = {
        **os.environ,
        "VEERKRACHT_HOME": str(home),
        "VEERKRACHT_WEB_DATABASE": f"sqlite:///{tmp_path / 'server.sqlite3'}",
        "VEERKRACHT_WEB_HOSTS": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "veerkracht.web.settings",
    }
    run = [sys.executable, "-m", "veerkracht.web"]
    subprocess.run([*run, "migrate", "-v0"], env=env, check=True)
    made = subprocess.run([*run, "shell", "-v0", "-c", _MAKE % city.gemeente], env=env, check=True, capture_output=True)
    secret, trajectory = made.stdout.decode().split()[-2:]
    command = [sys.executable, "-m", "uvicorn", "veerkracht.web.asgi:application", "--port", str(port)]
    process = subprocess.Popen([*command, "--log-level", "error", "--timeout-graceful-shutdown", "2"], env=env)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", secret, trajectory
    finally:
        process.terminate()
        process.wait(10)


_MAKE = """
from veerkracht.web.accounts.models import User
from veerkracht.web.workspace.models import Organisation, Trajectory, Membership
from veerkracht.web.api.actions import make_token
user = User.objects.create_user("q@voorbeeld.nl", name="Q")
place = Organisation.objects.create(name="A", slug="a", kind="gemeente")
Membership.objects.create(user=user, organisation=place, role="analist")
one = Trajectory.objects.create(organisation=place, name="T", gemeenten=["%s"])
print(make_token(user, name="QGIS", days=1, trajectory=one)[1], one.pk)
"""


@pytest.mark.slow
def test_owslib_and_gdal_read_the_areas_and_the_maps(server):
    address, secret, trajectory = server
    base = f"{address}/api/ogc/trajectories/{trajectory}"
    _owslib_reads(base, secret)
    _gdal_reads(base, secret)


def _owslib_reads(base: str, secret: str) -> None:
    from owslib.ogcapi.features import Features

    service = Features(base, headers={"Authorization": f"Bearer {secret}"})
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in service.conformance()["conformsTo"]
    assert service.api()["openapi"] == "3.0.3"
    assert {"buurten", "kaart-7-buurten"} <= set(service.feature_collections())
    assert service.collection("buurten")["storageCrs"] == RD
    page = service.collection_items("buurten", limit=10, offset=55)
    assert (page["numberMatched"], page["numberReturned"]) == (61, 6)
    assert service.collection_item("buurten", "BU99010101")["properties"]["name"] == "Vismarkt"


def _gdal_reads(base: str, secret: str) -> None:
    import pyogrio

    if "OAPIF" not in pyogrio.list_drivers():
        pytest.skip("this GDAL reads no OGC API Features")
    # GDAL passes GDAL_HTTP_HEADERS over for this driver; the token as a password works, as it does in QGIS.
    pyogrio.set_gdal_config_options({"GDAL_HTTP_AUTH": "BASIC", "GDAL_HTTP_USERPWD": f"qgis:{secret}"})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert {"buurten", "kaart-7-buurten"} <= {name for name, _ in pyogrio.list_layers(f"OAPIF:{base}")}
            buurten = pyogrio.read_dataframe(f"OAPIF:{base}", layer="buurten", PAGE_SIZE="20", CRS="OGC:CRS84")
            kaart = pyogrio.read_dataframe(f"OAPIF:{base}", layer="kaart-7-buurten")
            metres = pyogrio.read_dataframe(f"OAPIF:{base}", layer="buurten")
    finally:
        pyogrio.set_gdal_config_options({"GDAL_HTTP_AUTH": None, "GDAL_HTTP_USERPWD": None})
    assert len(buurten) == len(kaart) == len(metres) == 61
    assert set(kaart["class"].dropna()) > {"onder_druk"}
    west, south, east, north = buurten.total_bounds
    assert 3 < west < east < 8
    assert 50 < south < north < 54
    assert metres.crs.to_epsg() == 28992
    there = buurten.to_crs(28992).geometry.centroid.iloc[0]
    assert there.distance(metres.geometry.centroid.iloc[0]) < 2
