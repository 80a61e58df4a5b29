"""Which gemeenten and areas there are to choose from, by name: for forms and searches."""

from __future__ import annotations

import threading
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from veerkracht.errors.warehouse import NothingStoredError, WarehouseError
from veerkracht.facts.areas import Level, gemeente_code
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.opening import version_at, warehouse_at
from veerkracht.workflows.settings import read_settings

_LEVELS = (Level.WIJK, Level.BUURT)
_KEPT: dict[tuple[Path, str], tuple[tuple[Place, ...], dict[str, tuple[Place, ...]]]] = {}
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An area that can be chosen.

    Attributes:
        within: what it lies in, for people: the name of its wijk or gemeente; empty for a gemeente.
    """

    code: str
    name: str
    level: Level
    within: str = ""


def gemeenten(home: Path | None = None) -> tuple[Place, ...]:
    """Return the gemeenten of which buurten or wijken are stored, by name; none if nothing is stored.

    Args:
        home: folder of the warehouse; None for that of this installation.
    """
    return _kept(home)[0]


def places_in(codes: tuple[str, ...], home: Path | None = None) -> tuple[Place, ...]:
    """Return the wijken and buurten of gemeenten, by name."""
    inside = _kept(home)[1]
    return tuple(sorted((place for code in codes for place in inside.get(code, ())), key=lambda place: place.name))


def find(text: str, *, among: tuple[Place, ...]) -> tuple[Place, ...]:
    """Return the places that a text names, best first: by code, by whole name, by the start or a part of a name.

    Examples:
        >>> west = Place(code="WK034401", name="West", level=Level.WIJK)
        >>> oost = Place(code="BU03440111", name="Noordwest", level=Level.BUURT)
        >>> [place.name for place in find("west", among=(oost, west))]
        ['West']
        >>> [place.name for place in find("noord", among=(oost, west))]
        ['Noordwest']
    """
    wanted = plain(text)
    if not wanted:
        return ()
    ways = (
        lambda place: place.code.lower() == wanted,
        lambda place: plain(place.name) == wanted,
        lambda place: plain(place.name).startswith(wanted),
        lambda place: wanted in plain(place.name),
    )
    for fits in ways:
        found = tuple(place for place in among if fits(place))
        if found:
            return found
    return ()


def plain(text: str) -> str:
    """Return a name as people search for it: small letters, no accents, single spaces.

    Examples:
        >>> plain("  Súdwest-Fryslân ")
        'sudwest-fryslan'
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def _kept(home: Path | None) -> tuple[tuple[Place, ...], dict[str, tuple[Place, ...]]]:
    folder = home or read_settings().home
    warehouse = warehouse_at(folder)
    try:
        key = (folder, version_at(folder))
        with _LOCK:
            if key not in _KEPT:
                _KEPT.clear()
                _KEPT[key] = _read(warehouse)
            return _KEPT[key]
    except WarehouseError:
        return (), {}


def _read(warehouse: Warehouse) -> tuple[tuple[Place, ...], dict[str, tuple[Place, ...]]]:
    names = _names(warehouse)
    inside: dict[str, list[Place]] = {}
    for level in _LEVELS:
        try:
            areas = warehouse.areas(level)
        except NothingStoredError:
            continue
        wijken = _names_at(warehouse, Level.WIJK) if level is Level.BUURT else {}
        for code, name, wijk in zip(areas.codes, areas.names, areas.parents(Level.WIJK), strict=True):
            gemeente = gemeente_code(code)
            if gemeente is None:
                continue
            parent = wijken.get(wijk or "", "") or names.get(gemeente, gemeente)
            inside.setdefault(gemeente, []).append(Place(code=code, name=name, level=level, within=parent))
    known = [Place(code=code, name=names.get(code, code), level=Level.GEMEENTE) for code in inside]
    return (
        tuple(sorted(known, key=lambda place: plain(place.name))),
        {code: tuple(places) for code, places in inside.items()},
    )


def _names(warehouse: Warehouse) -> dict[str, str]:
    return _names_at(warehouse, Level.GEMEENTE)


def _names_at(warehouse: Warehouse, level: Level) -> dict[str, str]:
    try:
        areas = warehouse.areas(level)
    except NothingStoredError:
        return {}
    return dict(zip(areas.codes, areas.names, strict=True))
