"""Open the stored data of a home folder, with the catalogue that comes with the program."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from veerkracht.sources.shipped import load_catalogue
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.quickscan_country import Country, open_country

if TYPE_CHECKING:
    from veerkracht.facts.indicators import Catalogue


@lru_cache(maxsize=1)
def shipped_catalogue() -> Catalogue:
    """Return the indicators that come with the program, read once."""
    return load_catalogue()


@lru_cache(maxsize=16)
def warehouse_at(home: Path) -> Warehouse:
    """Return the stored data of a home folder; the same object every time, so that its contents are read once."""
    return Warehouse(home)


def version_at(home: Path) -> str:
    """Return the version of the stored data of a home folder; computed anew only when something was written.

    Raises:
        ManifestError: if the list of what is stored cannot be read.
    """
    warehouse = warehouse_at(home)
    return _version(home, warehouse.stamp())


@lru_cache(maxsize=64)
def _version(home: Path, _stamp: object) -> str:
    return warehouse_at(home).version()


def open_home(home: Path) -> Country:
    """Return the national side of all that is shown, from the stored data of a home folder.

    Raises:
        ManifestError: if the list of what is stored cannot be read.
    """
    return open_country(warehouse_at(home), shipped_catalogue())
