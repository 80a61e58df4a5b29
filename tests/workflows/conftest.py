"""A warehouse with the real files, read once for all tests that ask for it."""

from __future__ import annotations

from datetime import date

import pytest

from veerkracht.sources.shipped import load_catalogue
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.importing import import_files


@pytest.fixture(scope="session", autouse=True)
def _forecasts_of_equal_data_are_computed_once(tmp_path_factory):
    """Keep forecasts of all warehouses in one folder: what they are of is told apart by the version of the data."""
    shared = tmp_path_factory.mktemp("verwachting")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Warehouse, "derived", property(lambda _: shared))
        yield


@pytest.fixture(scope="session")
def real_warehouse(shared_data, tmp_path_factory):
    """Return a warehouse that holds the real data folder."""
    warehouse = Warehouse(tmp_path_factory.mktemp("echt"))
    folders = [shared_data / name for name in ("kwb", "geometry", "leefbaarometer", "rivm", "misdrijven_gezondheid")]
    import_files(folders, warehouse=warehouse, catalogue=load_catalogue(), retrieved=date(2026, 11, 22))
    return warehouse
