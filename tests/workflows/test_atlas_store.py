"""Stored atlases: made once, the same for every process, thrown away with the data or the code that made them."""

from __future__ import annotations

import json
import threading
import zipfile

import numpy as np
import pytest

from veerkracht.errors.atlas import AtlasMapError, AtlasYearError
from veerkracht.errors.data import NoFiguresError
from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import AreaTable, Column
from veerkracht.sources.shipped import load_catalogue
from veerkracht.workflows import atlas_store
from veerkracht.workflows.atlas import make_atlas
from veerkracht.workflows.atlas_store import ALL, FIGURES, HEAD, AtlasStore, part_name, stamp_of
from veerkracht.workflows.demo import load_demo
from veerkracht.workflows.quickscan_country import open_country

CITY = "GM9901"
UNTIL = 2016


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    return load_demo(tmp_path_factory.mktemp("demo"))[0]


@pytest.fixture
def made(monkeypatch):
    """Return the list of atlases that were made, each by its name."""
    names: list[str] = []
    make = atlas_store._made

    def counted(key, **of):
        names.append(key.name)
        return make(key, **of)

    monkeypatch.setattr(atlas_store, "_made", counted)
    return names


@pytest.fixture(scope="module")
def opener(warehouse):
    """Return what opens one country for all tests, which remembers what it read."""
    country = open_country(warehouse, load_catalogue())
    return lambda: country


def wijken(store, *, part=ALL, until=None):
    return store.get(gemeente=CITY, level=Level.WIJK, taal="nl", until=until, part=part)


def test_what_is_stored_is_what_was_made(opener, tmp_path):
    store = AtlasStore(tmp_path, opener)
    found = make_atlas(opener(), gemeente=CITY, level=Level.WIJK, taal="nl")
    assert wijken(store).json() == json.loads(json.dumps(found.to_json()))
    assert wijken(store, part=HEAD).json() == json.loads(json.dumps(found.head_json()))
    assert wijken(store, part=FIGURES).json() == json.loads(json.dumps(found.figures_json()))
    assert wijken(store, part=part_name(3)).json() == json.loads(json.dumps(found.map_json(3)))
    beside = part_name(3, beside_average=True)
    assert wijken(store, part=beside).json() == json.loads(json.dumps(found.map_json(3, beside_average=True)))


def test_in_another_language_only_the_words_are_made_again(opener, tmp_path, monkeypatch):
    computed = []
    compute = atlas_store.shown_of
    monkeypatch.setattr(atlas_store, "shown_of", lambda scene: computed.append(scene.stored.level) or compute(scene))
    store = AtlasStore(tmp_path, opener)
    assert wijken(store).json()["taal"] == "nl"
    found = store.get(gemeente=CITY, level=Level.WIJK, taal="en").json()
    assert computed == [Level.WIJK]
    whole = make_atlas(opener(), gemeente=CITY, level=Level.WIJK, taal="en")
    assert found == json.loads(json.dumps(whole.to_json()))
    store.get(gemeente=CITY, level=Level.WIJK, taal="en", until=UNTIL)
    assert computed == [Level.WIJK, Level.WIJK]


def test_an_atlas_is_made_once_and_read_by_a_store_that_starts_later(opener, tmp_path, made):
    first = wijken(AtlasStore(tmp_path, opener))
    count = len(made)
    again = wijken(AtlasStore(tmp_path, opener))
    assert (again.gz, again.etag) == (first.gz, first.etag)
    assert len(made) == count


def test_of_many_who_ask_at_once_one_makes_it(opener, tmp_path, made):
    """Two stores stand for two processes: the lock is the system's, and does not know which process holds it."""
    stores = [AtlasStore(tmp_path, opener) for _ in range(2)]
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda at=at: found.append(wijken(stores[at % 2]).gz)) for at in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(set(found)) == 1
    assert len(found) == 6
    assert made == [f"{CITY}-wijk-nu-nl"]


def test_years_between_two_positions_share_one_atlas(opener, tmp_path, made):
    store = AtlasStore(tmp_path, opener)
    years = store.get(gemeente=CITY, level=Level.WIJK, taal="nl", part="years").json()
    assert years[-1] + 50 not in years
    now = wijken(store, until=None)
    assert wijken(store, until=years[-1] + 50).etag == now.etag
    assert wijken(store, until=years[-1]).etag != now.etag
    with pytest.raises(AtlasYearError):
        wijken(store, until=years[0] - 1)
    assert len(made) == 2


def test_each_part_language_and_year_has_a_mark_of_its_own(opener, tmp_path):
    store = AtlasStore(tmp_path, opener)
    marks = [wijken(store).etag, wijken(store, part=HEAD).etag, wijken(store, until=UNTIL).etag]
    marks.append(store.get(gemeente=CITY, level=Level.WIJK, taal="en").etag)
    assert len(set(marks)) == 4
    assert all(mark.startswith('"') and mark.endswith('"') for mark in marks)


def test_new_data_make_a_new_atlas_and_remove_the_old(tmp_path):
    warehouse = load_demo(tmp_path / "home")[0]
    folder = tmp_path / "atlas"
    store = AtlasStore(folder, lambda: open_country(warehouse, load_catalogue()), stamp=stamp_of(warehouse))
    before, country = wijken(store), store.country()
    assert store.country() is country
    areas = Areas(level=Level.PC4, year=2024, codes=("3511",), names=("3511",))
    with warehouse.writing() as batch:
        batch.add_table("eigen", AreaTable.of(areas, {("inwoners", Period(2024)): Column.of(np.array([10.0]))}))
    after = wijken(store)
    assert after.etag != before.etag
    assert after.json()["version"] == warehouse.version()
    assert [one.name.partition("-")[0] for one in folder.iterdir()] == [warehouse.version()]


def test_new_code_makes_a_new_atlas(opener, tmp_path, monkeypatch):
    before = wijken(AtlasStore(tmp_path, opener))
    monkeypatch.setattr(atlas_store, "code_key", lambda _: "anders")
    assert wijken(AtlasStore(tmp_path, opener)).etag != before.etag


@pytest.mark.parametrize("damage", [b"", b"geen zip"])
def test_a_damaged_file_is_made_again(opener, tmp_path, damage):
    before = wijken(AtlasStore(tmp_path, opener))
    for file in tmp_path.rglob("*.zip"):
        file.write_bytes(damage)
    assert wijken(AtlasStore(tmp_path, opener)).gz == before.gz


def test_a_member_that_is_damaged_is_made_again(opener, tmp_path):
    before = wijken(AtlasStore(tmp_path, opener))
    file = next(tmp_path.rglob("*.zip"))
    with zipfile.ZipFile(file) as kept:
        at = kept.getinfo(ALL).header_offset + 60
    content = bytearray(file.read_bytes())
    content[at] ^= 255
    file.write_bytes(content)
    assert wijken(AtlasStore(tmp_path, opener)).gz == before.gz


def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(opener, tmp_path):
    (tmp_path / "bezet").write_text("een bestand, geen map")
    store = AtlasStore(tmp_path / "bezet", opener)
    assert wijken(store).json()["level"] == "wijk"


def test_a_part_that_does_not_exist_is_refused_before_and_after_it_was_made(opener, tmp_path):
    store = AtlasStore(tmp_path, opener)
    for _ in range(2):
        with pytest.raises(AtlasMapError, match="map-7"):
            wijken(store, part="map-12")
    with pytest.raises(NoFiguresError):
        store.get(gemeente="GM0001", level=Level.WIJK, taal="nl")


def test_preparing_makes_the_country_on_all_levels_and_says_how_far_it_is(opener, tmp_path, made):
    store, said = AtlasStore(tmp_path, opener), []
    count = store.prepare(languages=("nl",), progress=lambda done, total, name: said.append((done, total, name)))
    assert count == 3
    assert [one[:2] for one in said] == [(1, 3), (2, 3), (3, 3)]
    assert {name for *_, name in said} == {f"NL00-{level}-nu-nl" for level in ("buurt", "wijk", "gemeente")}
    store.get(gemeente=None, level=Level.BUURT, taal="nl", part=part_name(7))
    assert len(made) == 3


def test_panels_of_one_gemeente_share_what_they_have_in_common(opener, tmp_path, monkeypatch):
    opened = []
    view = atlas_store.open_view
    monkeypatch.setattr(atlas_store, "open_view", lambda *one, **named: opened.append(one[1]) or view(*one, **named))
    store = AtlasStore(tmp_path, opener)
    codes = opener().warehouse.areas(Level.WIJK).codes[:3]
    names = {store.panel(code, taal="nl", until=UNTIL).inquiry.name for code in codes}
    assert len(names) == 3
    assert opened == [codes[0]]
