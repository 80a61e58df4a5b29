"""Figures for tests of pages: the demo city, loaded once and copied into a home folder of its own for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from veerkracht.facts.areas import Level
from veerkracht.web.workspace.models import Trajectory
from veerkracht.workflows.atlas import LEVELS
from veerkracht.workflows.atlas_store import HEAD, LANGUAGES, AtlasStore
from veerkracht.workflows.demo import load_demo
from veerkracht.workflows.opening import open_home, warehouse_at


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A home folder with the figures of the demo city, and a trajectory on it."""

    home: Path
    trajectory: Trajectory
    gemeente: str


@pytest.fixture(scope="session")
def loaded_city(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return the home folder of the demo city, made once."""
    home = tmp_path_factory.mktemp("stad")
    return home, load_demo(home)[1]


@pytest.fixture
def city(
    loaded_city: tuple[Path, str],
    trajectory: Trajectory,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> City:
    """A city with figures and without anything made of them."""
    made, gemeente = loaded_city
    home = tmp_path / "home"
    shutil.copytree(made, home)
    monkeypatch.setenv("VEERKRACHT_HOME", str(home))
    settings.MEDIA_ROOT = tmp_path / "files"
    trajectory.gemeenten = [gemeente]
    trajectory.save()
    return City(home=home, trajectory=trajectory, gemeente=gemeente)


@pytest.fixture(scope="session")
def derived(loaded_city: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of what is made of the demo city for the map pages, made once."""
    home = tmp_path_factory.mktemp("gemaakt") / "home"
    shutil.copytree(loaded_city[0], home)
    country, folder = open_home(home), warehouse_at(home).derived
    store = AtlasStore(folder / "atlas", lambda: country)
    for gemeente, level in (
        (loaded_city[1], Level.BUURT),
        (loaded_city[1], Level.WIJK),
        *((None, at) for at in LEVELS),
    ):
        for taal in LANGUAGES:
            store.get(gemeente=gemeente, level=level, taal=taal, part=HEAD)
    return folder


@pytest.fixture
def made_maps(city: City, derived: Path) -> Callable[[], None]:
    """Puts the maps of a city, and of its country, where the pages look for them."""

    def put() -> None:
        shutil.copytree(derived, warehouse_at(city.home).derived, dirs_exist_ok=True)

    return put
