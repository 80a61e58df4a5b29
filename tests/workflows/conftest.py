"""A warehouse with the real files, read once for all tests that ask for it, whatever process they run in."""

from __future__ import annotations

import fcntl
import os
import pickle
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from veerkracht.sources.shipped import load_catalogue
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.demo import load_demo
from veerkracht.workflows.importing import import_files
from veerkracht.workflows.quickscan_country import open_country


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


# Not for the session: in the same process pages are tested, which look in the folder of their own home.
@pytest.fixture(scope="module", autouse=True)
def _forecasts_of_equal_data_are_computed_once(tmp_path_factory):
    """Keep forecasts of all warehouses in one folder: what they are of is told apart by the version of the data."""
    shared = _once(tmp_path_factory, "verwachting", lambda _: None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Warehouse, "derived", property(lambda _: shared))
        yield


@pytest.fixture(scope="session")
def real_import(shared_data, tmp_path_factory):
    """Return a warehouse that holds the real data folder, and what the import of it said."""

    def fill(folder: Path) -> None:
        report = import_files(
            [shared_data], warehouse=Warehouse(folder), catalogue=load_catalogue(), retrieved=date(2026, 11, 22)
        )
        (folder / "report.pickle").write_bytes(pickle.dumps(report))

    folder = _once(tmp_path_factory, "echt", fill)
    return Warehouse(folder), pickle.loads((folder / "report.pickle").read_bytes())  # our own, of this run


@pytest.fixture(scope="session")
def real_warehouse(real_import):
    """Return a warehouse that holds the real data folder."""
    return real_import[0]


@pytest.fixture(scope="session")
def real_country(real_warehouse):
    """Return the national side of the real reports, read and fitted once in each process."""
    return open_country(real_warehouse, load_catalogue())


@pytest.fixture(scope="session")
def demo_warehouse(tmp_path_factory):
    """Return a warehouse that holds the demo city."""
    return Warehouse(_once(tmp_path_factory, "demo", load_demo))


@pytest.fixture(scope="session")
def demo_country(demo_warehouse):
    """Return the demo city with its country, read and fitted once in each process."""
    return open_country(demo_warehouse, load_catalogue())
