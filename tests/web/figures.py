"""Figures for tests of pages: the demo city, loaded once and copied into a home folder of its own for each test."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from veerkracht.web.workspace.models import Trajectory
from veerkracht.workflows.demo import load_demo


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
