"""A warehouse with the real files, read once for all tests that ask for it, whatever process they run in."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from veerkracht.sources.shipped import load_catalogue
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.importing import import_files


def _once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder of this run that the first process made; the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    # Processes of pytest-xdist have a folder each below that of the run.
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    folder.mkdir(exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / ".made").exists():
            make(folder)
            (folder / ".made").touch()
    return folder


@pytest.fixture(scope="session", autouse=True)
def _forecasts_of_equal_data_are_computed_once(tmp_path_factory):
    """Keep forecasts of all warehouses in one folder: what they are of is told apart by the version of the data."""
    shared = _once(tmp_path_factory, "verwachting", lambda _: None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Warehouse, "derived", property(lambda _: shared))
        yield


@pytest.fixture(scope="session")
def real_warehouse(shared_data, tmp_path_factory):
    """Return a warehouse that holds the real data folder."""
    names = ("kwb", "geometry", "leefbaarometer", "rivm", "misdrijven_gezondheid")

    def fill(folder: Path) -> None:
        import_files(
            [shared_data / name for name in names],
            warehouse=Warehouse(folder),
            catalogue=load_catalogue(),
            retrieved=date(2026, 11, 22),
        )

    return Warehouse(_once(tmp_path_factory, "echt", fill))
