"""Layouts: the kinds of file that are known by their header, declared in data/layouts/*.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from veerkracht.errors.files import LayoutFileError
from veerkracht.facts.language import Bilingual
from veerkracht.facts.tables import Reason
from veerkracht.sources.files.headers import stems
from veerkracht.sources.shipped import shipped_text

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnColumn:
    """A column of an organisation's own table, which the catalogue does not hold.

    Attributes:
        code: indicator code.
        low, high: values outside these are wrong.
        unit: for messages.
    """

    code: str
    low: float = float("-inf")
    high: float = float("inf")
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One kind of file: how to know it, and what to do with each of its columns.

    Names of columns are stems (`AantalInwoners`), or names as they stand where a source has no stems.

    Attributes:
        code: short name.
        name: what the file is, for the user.
        requires: all of these columns are there.
        any_of: at least one of these columns is there; empty if that does not matter.
        outcome: `take`, `links` (links between codes only), `metadata` (known, holds no figures) or `refuse` (known,
            and not to be mixed with ours).
        reason: why it is not taken, unless `outcome` is `take`.
        families: table families of the catalogue in which its columns are looked up, the main one first.
        publisher, licence: only where no family says so.
        codes: columns that may hold the area code, in order of preference.
        level_column: column with Gemeente, Wijk or Buurt, for codes without letters.
        level: level of codes without letters if there is no such column.
        names: columns that may hold the area name, in order of preference.
        period: column with the period; `jrstatcode` gives its first four digits.
        year: year of the figures if the layout fixes it.
        boundary_year: year of the boundaries if the layout fixes it.
        boundary_years: year of the boundaries by the last year of figures in the file.
        boundaries_of_last_year: True if all years stand on the boundaries of the last one.
        null, blank: what a typed null and an empty cell mean.
        early_release: True if a column without any value is one that is still to be published.
        drop: rows with this value in this column are left out (water).
        columns: our indicator code, stem or short name by column name, where the name itself is no stem.
        patterns: the same by regular expression; a group `year` names the period of the column.
        foreign: regular expressions of columns that others derived: never taken.
        own: columns of an own table.
        note: what a reader of the figures must know, in Dutch; goes into the provenance.
        warning: what the user must know on import.
        table: id of the published table, where the layout fixes it.
        links: where old and new codes stand: the columns `old`, `new` and, where there are any, `share` and `name`;
            `old_year` and `new_year` are columns or years.
    """

    code: str
    name: Bilingual
    requires: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    outcome: str = "take"
    reason: Bilingual = field(default=Bilingual("", ""))
    families: tuple[str, ...] = ()
    publisher: str = ""
    licence: str = ""
    codes: tuple[str, ...] = ()
    level_column: str = ""
    level: str = ""
    names: tuple[str, ...] = ()
    period: str = ""
    year: int = 0
    boundary_year: int = 0
    boundary_years: Mapping[int, int] = field(default_factory=dict)
    boundaries_of_last_year: bool = False
    null: Reason = Reason.NOT_MEASURED
    blank: Reason = Reason.NOT_MEASURED
    early_release: bool = False
    drop: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    patterns: Mapping[str, str] = field(default_factory=dict)
    foreign: tuple[str, ...] = ()
    own: Mapping[str, OwnColumn] = field(default_factory=dict)
    note: str = ""
    warning: Bilingual = field(default=Bilingual("", ""))
    table: str = ""
    links: Mapping[str, str | int] = field(default_factory=dict)

    def fits(self, names: frozenset[str]) -> bool:
        """Return whether a file with these columns (stems and names) is of this kind."""
        return all(name in names for name in self.requires) and (
            not self.any_of or any(name in names for name in self.any_of)
        )

    def is_foreign(self, header: str) -> bool:
        """Return whether a column was derived by others."""
        return any(re.fullmatch(pattern, header) for pattern in self.foreign)


@lru_cache(maxsize=1)
def shipped_layouts() -> tuple[Layout, ...]:
    """Return the layouts that ship with the program, the most demanding first.

    Raises:
        LayoutFileError: if one of them is written wrongly.
    """
    found: list[Layout] = []
    for name in ("kwb.toml", "andere.toml"):
        found.extend(_layout(raw) for raw in tomllib.loads(shipped_text(f"layouts/{name}"))["layout"])
    return tuple(sorted(found, key=lambda layout: -len(layout.requires)))


@lru_cache(maxsize=1)
def known_stems() -> tuple[str, ...]:
    """Return all stems of the Kerncijfers tables, also those we do not use."""
    return tuple(tomllib.loads(shipped_text("layouts/kwb.toml"))["known_stems"])


def _layout(raw: Mapping[str, Any]) -> Layout:
    values: dict[str, Any] = {}
    for key, value in raw.items():
        if key in {"name", "reason", "warning"}:
            values[key] = Bilingual(value["nl"], value["en"])
        elif key in {"null", "blank"}:
            values[key] = Reason[value]
        elif key == "boundary_years":
            values[key] = {int(last): year for last, year in value.items()}
        else:
            values[key] = tuple(value) if isinstance(value, list) else value
    try:
        return Layout(**values)
    except TypeError as error:
        raise LayoutFileError(layout=raw.get("code", "?"), key=str(error)) from error


def keys_of(header: Sequence[str]) -> tuple[str, ...]:
    """Return the stem of each column of a file."""
    return stems(header, known=known_stems())


def find_layout(header: Sequence[str], *, has_geometry: bool = False) -> Layout | None:
    """Return the most demanding layout that a header fits, or None.

    Args:
        header: column names as they stand in the file.
        has_geometry: True if the rows have polygons; counts as a column `geometry`.

    >>> layout = find_layout(["wk_code", "wk_naam", "jaar", "lbm", "afw", "fys", "onv", "soc", "vrz", "won"])
    >>> layout.code if layout else None
    'leefbaarometer-csv'
    """
    names = frozenset((*header, *keys_of(header), *(("geometry",) if has_geometry else ())))
    return next((layout for layout in shipped_layouts() if layout.fits(names)), None)
