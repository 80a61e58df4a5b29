"""The map page on the demo city: what it shows without scripts, what its element asks for, what leaves as a file."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import shutil
from collections.abc import Callable
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.facts.areas import Level
from veerkracht.warehouse import Warehouse
from veerkracht.web.datasets import news
from veerkracht.web.jobs.models import Job, JobState
from veerkracht.web.jobs.tasks import run_job
from veerkracht.web.kaart import figures as kaart_figures
from veerkracht.web.kaart.answers import _range
from veerkracht.web.kaart.filters import FigureCondition, apply_filter, parse_filter, print_filter
from veerkracht.web.kaart.state import KaartState, read_state
from veerkracht.web.workspace.models import Trajectory
from veerkracht.web.workspace.roles import Role
from veerkracht.workflows.atlas_store import AtlasStore
from veerkracht.workflows.opening import open_home
from veerkracht.workflows.quickscan_country import Country

from .conftest import MakeUser
from .figures import City

pytestmark = pytest.mark.django_db
KEYS = ["kaart", "niveau", "jaar", "wijze", "klasse", "gebied", "met", "filter"]


@pytest.fixture(scope="module")
def drawn_home(loaded_city: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with the demo city whose atlas is made, for tests that only look."""
    home = tmp_path_factory.mktemp("getekend") / "home"
    shutil.copytree(loaded_city[0], home)
    warehouse = Warehouse(home)
    store = AtlasStore(warehouse.derived / "atlas", lambda: open_home(home))
    for level in (Level.BUURT, Level.WIJK):
        store.get(gemeente=loaded_city[1], level=level, taal="nl")
    return home


@pytest.fixture
def drawn(
    drawn_home: Path, loaded_city: tuple[Path, str], trajectory: Trajectory, monkeypatch: pytest.MonkeyPatch
) -> City:
    """A city whose atlas is made."""
    monkeypatch.setenv("VEERKRACHT_HOME", str(drawn_home))
    trajectory.gemeenten = [loaded_city[1]]
    trajectory.save()
    return City(home=drawn_home, trajectory=trajectory, gemeente=loaded_city[1])


@pytest.fixture
def reader(city: City, make_user: MakeUser, as_user: Callable[..., Client]) -> Client:
    """A browser of someone who may only read."""
    return as_user(make_user("Lee", role=Role.LEZER, organisation=city.trajectory.organisation))


@pytest.fixture
def viewer(drawn: City, make_user: MakeUser, as_user: Callable[..., Client]) -> Client:
    """The same, with a city whose atlas is made."""
    return as_user(make_user("Lee", role=Role.LEZER, organisation=drawn.trajectory.organisation))


def address(city: City, page: str = "kaart", **parts: str) -> str:
    return reverse(f"kaart:{page}", kwargs={"trajectory_id": city.trajectory.pk, **parts})


def atlas_of(client: Client, city: City, query: str = "niveau=buurt") -> dict[str, Any]:
    answer = client.get(f"{address(city, 'atlas')}?{query}")
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_the_first_visit_starts_the_work_and_shows_how_far_it_is(reader: Client, city: City) -> None:
    page = reader.get(address(city))
    assert "worden klaargemaakt" in page.content.decode()
    job = Job.objects.get(kind="kaarten")
    reader.get(address(city))
    assert Job.objects.filter(kind="kaarten").count() == 1
    assert json.loads(reader.get(address(city, "ready")).content)["ended"] is False
    run_job.func(str(job.pk))
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.failure_nl
    assert json.loads(reader.get(address(city, "ready")).content)["ended"] is True
    assert "<vk-kaart" in reader.get(address(city)).content.decode()


def test_work_that_failed_is_told_and_not_begun_again_by_itself(reader: Client, city: City) -> None:
    reader.get(address(city))
    Job.objects.update(state=JobState.FAILED, failure_nl="De schijf is vol.")
    assert "De schijf is vol." in reader.get(address(city)).content.decode()
    assert Job.objects.count() == 1
    reader.get(address(city) + "?opnieuw=1")
    assert Job.objects.count() == 2


def test_without_scripts_there_are_a_map_a_legend_and_a_table_with_links(viewer: Client, drawn: City) -> None:
    page = viewer.get(address(drawn) + "?kaart=6&nu=1").content.decode()
    atlas = atlas_of(viewer, drawn)
    legend = next(one for one in atlas["maps"] if one["number"] == 6)["legend"]
    assert legend["sentence"] in page
    for code, name in zip(atlas["areas"]["codes"], atlas["areas"]["names"], strict=True):
        assert address(drawn, "area", code=code) in page
        assert name in page
    assert f'<noscript><meta http-equiv="refresh" content="0; url={address(drawn)}?' in page


def test_without_scripts_every_drawn_area_is_a_link_with_its_name(viewer: Client, drawn: City) -> None:
    page = viewer.get(address(drawn) + "?kaart=6&nu=1&vast=1").content.decode()
    drawing = page[page.index("<svg", page.index("vk-kaart-plain__map")) :].partition("</svg>")[0]
    shapes = json.loads(viewer.get(address(drawn, "shapes") + "?niveau=buurt").content)["features"]
    for one in shapes:
        assert f'href="{address(drawn, "area", code=one["properties"]["code"])}"' in drawing
        assert escape(one["properties"]["name"]) in drawing
    assert "style=" not in drawing
    assert "<script" not in drawing
    assert "http-equiv" not in page


def test_a_drawing_without_scripts_links_only_what_passes_the_filter(viewer: Client, drawn: City) -> None:
    atlas = atlas_of(viewer, drawn)
    legend = next(one for one in atlas["maps"] if one["number"] == 6)["legend"]["classes"]
    asked = f"6:{next(one['code'] for one in legend if one['count'])}"
    passing = apply_filter(parse_filter(asked), atlas).rows
    page = viewer.get(address(drawn) + f"?kaart=6&nu=1&vast=1&filter={asked}").content.decode()
    drawing = page[page.index("<svg", page.index("vk-kaart-plain__map")) :].partition("</svg>")[0]
    linked = {code for code in atlas["areas"]["codes"] if f"/gebied/{code}/" in drawing}
    assert linked
    assert linked <= {atlas["areas"]["codes"][row] for row in passing}


@pytest.mark.parametrize("form", ["csv", "svg"])
def test_a_map_that_is_not_there_is_a_page_that_says_why_and_what_can_be_done(
    viewer: Client, drawn: City, form: str
) -> None:
    year = atlas_of(viewer, drawn)["years"][0]
    maps = atlas_of(viewer, drawn, f"niveau=buurt&jaar={year}")["maps"]
    absent = next(one for one in maps if not one["available"])
    asked = f"?kaart={absent['number']}&niveau=buurt&jaar={year}"
    answer = viewer.get(address(drawn, "export", form=form) + asked)
    page = unescape(answer.content.decode())
    assert answer.status_code == 404
    assert absent["reason"] in page
    assert address(drawn) + asked in page


def test_what_an_address_names_by_its_version_is_not_asked_for_again(viewer: Client, drawn: City) -> None:
    page = unescape(viewer.get(address(drawn) + "?nu=1").content.decode())
    named = re.findall(r'<link rel="preload" as="fetch"[^>]* href="([^"]+)"', page)
    assert len(named) == 2
    for one in named:
        assert "immutable" in viewer.get(one)["Cache-Control"]
        other = re.sub(r"v=[0-9a-f]+", "v=0", one)
        assert viewer.get(other)["Cache-Control"] == "private, no-cache"


def test_the_page_of_an_area_tells_its_story_and_names_its_sources(viewer: Client, drawn: City) -> None:
    code = atlas_of(viewer, drawn)["areas"]["codes"][3]
    page = viewer.get(address(drawn, "area", code=code)).content.decode()
    assert "welke kant gaat het op" in page
    assert "Bron" in page
    beside = viewer.get(address(drawn, "area", code=code), headers={"X-Requested-With": "vk-kaart"}).content.decode()
    assert "<html" not in beside
    assert "style=" not in beside


def test_a_browser_that_holds_the_atlas_gets_nothing_again(viewer: Client, drawn: City) -> None:
    first = viewer.get(address(drawn, "atlas"), headers={"Accept-Encoding": "gzip"})
    assert first["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(first.content))["place"]["code"] == drawn.gemeente
    again = viewer.get(address(drawn, "atlas"), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_shapes_and_atlas_hold_the_same_areas_in_the_same_order(viewer: Client, drawn: City) -> None:
    shapes = json.loads(viewer.get(address(drawn, "shapes") + "?niveau=buurt").content)
    codes = atlas_of(viewer, drawn)["areas"]["codes"]
    assert all(codes[one["id"]] == one["properties"]["code"] for one in shapes["features"])


@pytest.mark.parametrize("form", ["csv", "svg", "png", "pdf", "gpkg", "geojson"])
def test_what_is_on_screen_leaves_as_a_file(viewer: Client, drawn: City, form: str) -> None:
    answer = viewer.get(address(drawn, "export", form=form) + "?kaart=1&niveau=buurt")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert len(answer.content) > 1000


def test_a_file_holds_only_what_the_filter_lets_through_and_says_so(viewer: Client, drawn: City) -> None:
    atlas = atlas_of(viewer, drawn)
    first = next(one for one in atlas["maps"] if one["number"] == 6)["legend"]["classes"]
    code = next(one["code"] for one in first if one["count"])
    asked = f"6:{code};inwoners>10"
    conditions = parse_filter(asked)
    passing = apply_filter(conditions, atlas)
    assert 0 < len(passing.rows) < len(atlas["areas"]["codes"])
    body = viewer.get(address(drawn, "export", form="csv") + f"?kaart=6&niveau=buurt&filter={asked}").content
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) - 1 == len(passing.rows)


def test_tiles_are_given_in_parts(viewer: Client, drawn: City) -> None:
    whole = viewer.get(address(drawn, "tiles") + "?niveau=buurt")
    assert whole.status_code == 200
    assert whole.content[:7] == b"PMTiles"
    part = viewer.get(address(drawn, "tiles") + "?niveau=buurt", headers={"Range": "bytes=0-6"})
    assert (part.status_code, part.content) == (206, b"PMTiles")
    assert part["Content-Range"] == f"bytes 0-6/{len(whole.content)}"
    beyond = viewer.get(address(drawn, "tiles") + "?niveau=buurt", headers={"Range": "bytes=99999999-"})
    assert beyond.status_code == 416


@given(st.text(max_size=40), st.integers(0, 10_000))
def test_any_range_gives_a_part_that_is_there_or_none(text: str, size: int) -> None:
    for wanted in (_range(text, size=size), _range(f"bytes={text}", size=size)):
        assert wanted is None or wanted == (0, -1) or 0 <= wanted[0] <= wanted[1] < size


@given(
    st.dictionaries(
        st.sampled_from(["kaart", "niveau", "jaar", "wijze", "klasse", "gebied", "met", "filter"]), st.text()
    )
)
def test_any_query_is_read_and_what_it_says_can_be_said_again(query: dict[str, str]) -> None:
    state = read_state(query, start=KaartState())
    said = dict(pair.split("=", 1) for pair in state.query().split("&"))
    assert 1 <= state.number <= 9
    assert read_state({"kaart": said["kaart"], "niveau": said["niveau"]}, start=state) == state


CONDITION = st.one_of(
    st.builds(
        lambda kaart, beside, codes: f"{kaart}{beside}:{'.'.join(codes)}",
        st.integers(1, 9),
        st.sampled_from(["", "r"]),
        st.lists(st.from_regex(r"[a-z0-9_]{1,8}", fullmatch=True), min_size=1, max_size=3, unique=True),
    ),
    st.builds(
        lambda code, side, value: f"{code}{side}{value:g}",
        st.from_regex(r"[a-z_]{1,12}", fullmatch=True).filter(lambda one: one[0] != "_"),
        st.sampled_from("<>"),
        st.integers(-1000, 1000),
    ),
)


@given(st.lists(CONDITION, max_size=6))
def test_a_filter_reads_what_it_wrote(parts: list[str]) -> None:
    conditions = parse_filter(";".join(parts))
    assert len(conditions) == len(parts)
    assert parse_filter(print_filter(conditions)) == conditions


def test_an_area_without_a_figure_never_passes_and_is_counted_apart() -> None:
    atlas = {
        "areas": {"codes": ["a", "b", "c"]},
        "maps": [],
        "relative": [],
        "figures": [{"code": "inwoners", "values": [5.0, None, 50.0]}],
    }
    found = apply_filter((FigureCondition(code="inwoners", side=">", value=10.0),), atlas)
    assert (found.rows, found.unknown, found.ignored) == ((2,), 1, ())
    unheard = FigureCondition(code="onbekend", side="<", value=0.0)
    assert apply_filter((unheard,), atlas).ignored == (unheard,)


def test_a_year_before_all_figures_is_met_with_words(viewer: Client, drawn: City) -> None:
    answer = viewer.get(address(drawn, "atlas") + "?niveau=buurt&jaar=1950")
    assert answer.status_code == 400
    assert "1950" in answer.content.decode()


@pytest.mark.parametrize("code", ["BU00000000", "XX", "..%2F..%2Fetc", "GM0344"])
def test_a_code_that_is_not_there_is_met_with_words(viewer: Client, drawn: City, code: str) -> None:
    assert viewer.get(address(drawn, "area", code="X").replace("/X/", f"/{code}/")).status_code in {400, 404}


def test_the_maps_of_the_country_are_there_for_who_is_logged_in(viewer: Client, drawn: City) -> None:
    assert "<vk-kaart" in viewer.get("/land/?niveau=wijk&nu=1").content.decode()
    head = json.loads(viewer.get("/land/atlas.json?niveau=wijk").content)
    assert all("values" not in one for one in head["maps"])
    one = next(each["number"] for each in head["maps"] if each["available"])
    full = json.loads(viewer.get(f"/land/atlas/{one}.json?niveau=wijk").content)
    assert len(full["values"]) == len(head["areas"]["codes"])


def test_figures_are_kept_by_what_may_be_seen_and_not_by_who_looks(
    city: City, make_user: MakeUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make_user("Eén"), make_user("Twee")
    seen = {first.pk: ("own",), second.pk: ()}
    monkeypatch.setattr(kaart_figures, "whose_figures", lambda user, _t: (city.home, seen[user.pk]))
    with_own = kaart_figures.figures_for(first, city.trajectory)
    assert kaart_figures.figures_for(second, city.trajectory) is not with_own
    seen[first.pk] = ()
    assert kaart_figures.figures_for(first, city.trajectory) is kaart_figures.figures_for(second, city.trajectory)


def test_the_maps_open_at_the_level_and_map_that_the_data_can_carry(viewer: Client, drawn: City) -> None:
    page = viewer.get(address(drawn) + "?nu=1").content.decode()
    assert f"niveau={Level.BUURT.value}" in page
    assert 'aria-current="page"' in page


def test_two_areas_stand_side_by_side_with_whether_they_really_differ(viewer: Client, drawn: City) -> None:
    first, second = atlas_of(viewer, drawn)["areas"]["codes"][:2]
    page = viewer.get(address(drawn, "compare", a=first, b=second)).content.decode()
    assert "Welke cijfers verschillen echt?" in page
    assert "<table" in page
    same = viewer.get(address(drawn, "compare", a=first, b=first))
    assert same.status_code == 400


def test_a_second_city_is_chosen_from_a_list(viewer: Client, drawn: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Country, "known", lambda _: (drawn.gemeente, "GM9902", "GM9903"))
    page = viewer.get(address(drawn, "cities")).content.decode()
    choice = page.partition('<select class="utrecht-select" id="met"')[2].partition("</select>")[0]
    assert re.findall(r'value="(\w+)"', choice) == ["GM9902", "GM9903"]


def test_where_there_is_one_city_the_page_says_what_a_second_needs(viewer: Client, drawn: City) -> None:
    page = viewer.get(address(drawn, "cities")).content.decode()
    assert "Er zijn nu cijfers van één stad." in page
    assert 'id="met"' not in page
    assert viewer.get(address(drawn, "cities") + f"?met={drawn.gemeente}").status_code == 200


def test_new_figures_have_the_maps_made_before_anyone_asks(city: City) -> None:
    job = Job.objects.create(kind="ophalen", organisation=city.trajectory.organisation, trajectory=city.trajectory)
    news.spread(job)
    asked = [one.asked["gemeente"] for one in Job.objects.filter(kind="kaarten")]
    assert sorted(asked) == ["", city.gemeente]
