"""Figures of the werkbank kept on disk: the country is read and derived once for each state of the data.

What can be computed again may be thrown away: a folder that cannot be written, or a damaged file in it, costs time and
nothing else. No pickles: a file in a shared folder must not be able to run anything.
"""

from __future__ import annotations

import contextlib
import zipfile
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import AreaTable
from veerkracht.workflows.derived_file import fresh_file, place_of, remove_older
from veerkracht.workflows.forecast_cache import code_key
from veerkracht.workflows.indexing import load_design, shipped_designs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from veerkracht.workflows.quickscan_country import Country

SMALL = 10
"""A country of so many gemeenten at most opens in a blink: nothing is kept of it."""

_BEHIND = ("facts", "warehouse", "workflows")
_EDITION = 1


def is_small(country: Country) -> bool:
    """Return whether a country has so few gemeenten that nothing needs to be kept of it.

    Raises:
        WarehouseError: if the stored data cannot be read.
    """
    return len(country.known()) <= SMALL


def is_kept(folder: Path, country: Country, *, level: Level) -> bool:
    """Return whether the figures of a level stand on disk, on the boundaries of some year."""
    years = range(2000, 2100)
    names = {place_of(folder, name=_name(level, year), key=_key(country), ending=".npz").name for year in years}
    try:
        return any(one.name in names for one in folder.iterdir())
    except OSError:
        return False


def kept_table(
    folder: Path, country: Country, *, level: Level, year: int | None, make: Callable[[], AreaTable]
) -> AreaTable:
    """Return the figures that the shipped designs work on, from disk or made and put there.

    Args:
        folder: for what can be computed again.
        country: the national figures.
        level: of the areas.
        year: of their boundaries.
        make: reads and derives all figures of the level.
    """
    name = _name(level, year)
    file = place_of(folder, name=name, key=_key(country), ending=".npz")
    try:
        # Opened here, for of a damaged file numpy leaves it open.
        with file.open("rb") as source, np.load(source, allow_pickle=False) as kept:
            return _read(kept, level=level, year=year)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        table = make()
    # Of gemeenten everything: few rows, and counts added up from buurten that nothing else can give.
    if level is not Level.GEMEENTE:
        table = table.select(indicators=[code for code in index_columns(country) if code in table])
    with contextlib.suppress(OSError), fresh_file(file) as fresh, fresh.open("wb") as sink:
        np.savez(sink, allow_pickle=False, **_written(table))
    remove_older(file, name=name, ending=".npz")
    return table


def index_columns(country: Country) -> list[str]:
    """Return the codes of all figures that the shipped designs on our catalogue are made of."""
    designs = [load_design(code) for code in shipped_designs()]
    ours = [one for one in designs if all(leaf.code in country.catalogue for leaf in one.indicators)]
    return list(dict.fromkeys(code for one in ours for code in one.columns))


def _name(level: Level, year: int | None) -> str:
    return f"werkbank-{level.value}-{year or 0}"


def _key(country: Country) -> str:
    return "\n".join([str(_EDITION), country.version, str(country.until), _code()])


@cache
def _code() -> str:
    return code_key(_BEHIND)


def _written(table: AreaTable) -> dict[str, np.ndarray]:
    errors = np.empty(0) if table.errors is None else np.ascontiguousarray(np.moveaxis(table.errors, 2, 0))
    return {
        "codes": np.array(table.areas.codes),
        "names": np.array(table.areas.names),
        "periods": np.array([[one.year, one.month, one.months] for one in table.periods]),
        "indicators": np.array(table.indicators),
        # One indicator after the other, as they are asked for.
        "values": np.ascontiguousarray(np.moveaxis(table.values, 2, 0)),
        "reasons": np.ascontiguousarray(np.moveaxis(table.reasons, 2, 0)),
        "errors": errors,
    }


def _read(kept: np.lib.npyio.NpzFile, *, level: Level, year: int | None) -> AreaTable:
    errors = kept["errors"]
    return AreaTable(
        areas=Areas(level=level, year=year, codes=tuple(kept["codes"].tolist()), names=tuple(kept["names"].tolist())),
        periods=tuple(Period(*one) for one in kept["periods"].tolist()),
        indicators=tuple(kept["indicators"].tolist()),
        values=np.moveaxis(kept["values"], 0, 2),
        reasons=np.moveaxis(kept["reasons"], 0, 2),
        errors=None if errors.size == 0 else np.moveaxis(errors, 0, 2),
    )
