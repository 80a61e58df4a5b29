"""The manifest: what is stored, where each column comes from, and the checksum of every file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from veerkracht.errors.base import VeerkrachtError
from veerkracht.errors.warehouse import ManifestError, NewerWarehouseError
from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period
from veerkracht.facts.provenance import Provenance

if TYPE_CHECKING:
    from pathlib import Path

# 2: parts may be links between codes, which version 1 cannot read.
SCHEMA_VERSION = 2
MANIFEST = "manifest.json"

Sources = Mapping[tuple[str, Period], tuple[Provenance, ...]]


class Kind(StrEnum):
    """What a part of a dataset holds."""

    TABLE = "table"
    BOUNDARIES = "boundaries"
    LINKS = "links"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A Parquet file of the warehouse.

    Attributes:
        name: its name in the folder `parts`.
        sha256: its checksum, hexadecimal.
        size: its length in bytes.
    """

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The figures, polygons or links of one dataset, on one level and the boundaries of one year.

    Attributes:
        dataset: name of the dataset; several parts may share it.
        kind: figures, polygons, or links from the codes of an earlier year.
        level: of its areas.
        year: of its boundaries; None if there is no such year.
        areas: number of areas; of links: number of links.
        gemeenten: number of areas per gemeente (polygons: that have one); empty if they do not lie in a gemeente.
        periods: ascending; empty for polygons; of links the year of the old codes.
        indicators: codes; empty for polygons.
        with_errors: codes of the indicators that have a standard error somewhere.
        provenance: per (indicator, period), only of what has one; empty for polygons.
        origin: where polygons or links come from; None for figures.
        file: where it stands.
    """

    dataset: str
    kind: Kind
    level: Level
    year: int | None
    areas: int
    gemeenten: Mapping[str, int]
    file: StoredFile
    periods: tuple[Period, ...] = ()
    indicators: tuple[str, ...] = ()
    with_errors: tuple[str, ...] = ()
    provenance: Sources = field(default_factory=dict, repr=False)
    origin: Provenance | None = None

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What a later part of the same key replaces; also the order of parts."""
        return self.dataset, self.kind.value, self.level.value, self.year or 0

    @property
    def rows(self) -> int:
        """Number of rows in its file."""
        return self.areas * max(len(self.periods), 1)

    def sources(self) -> tuple[Provenance, ...]:
        """Return every source once, in order of first use."""
        found = (source for column in self.provenance.values() for source in column)
        return tuple(dict.fromkeys(found if self.origin is None else (self.origin,)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """All parts of the warehouse, in the order of their keys."""

    parts: tuple[Part, ...] = ()

    def version(self) -> str:
        """Return twelve characters that differ whenever the stored data differ."""
        return _checksum([_write_part(part) for part in self.parts])[:12]

    def with_parts(self, added: tuple[Part, ...], *, removed: frozenset[str] = frozenset()) -> Manifest:
        """Return the manifest in which datasets are removed and then parts added or replaced."""
        kept = {part.key: part for part in self.parts if part.dataset not in removed}
        kept.update({part.key: part for part in added})
        return Manifest(parts=tuple(kept[key] for key in sorted(kept)))

    def to_json(self) -> str:
        """Return the text of the manifest file."""
        parts = [_write_part(part) for part in self.parts]
        return json.dumps({"schema": SCHEMA_VERSION, "checksum": _checksum(parts), "parts": parts})


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest in `folder`, an empty one if there is none yet.

    Raises:
        ManifestError: if it cannot be read or has been changed by hand.
        NewerWarehouseError: if a newer version of the program wrote it.
    """
    file = folder / MANIFEST
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Manifest()
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ManifestError(str(file), what_en=f"({error})", what_nl=f"({error})") from error
    wrong = ManifestError(
        str(file), what_en="is damaged or was changed by hand", what_nl="is beschadigd of met de hand veranderd"
    )
    if not isinstance(raw, dict) or not isinstance(raw.get("schema"), int):
        raise wrong
    if raw["schema"] > SCHEMA_VERSION:
        raise NewerWarehouseError(found=raw["schema"], known=SCHEMA_VERSION)
    if _checksum(raw.get("parts")) != raw.get("checksum"):
        raise wrong
    try:
        return Manifest(parts=tuple(_read_part(part) for part in raw["parts"]))
    except (KeyError, IndexError, TypeError, ValueError, VeerkrachtError) as error:
        raise wrong from error


def _checksum(body: object) -> str:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _write_part(part: Part) -> dict[str, Any]:
    """Return a part as JSON values; sources that differ in their column only are written once."""
    sources: dict[Provenance, int] = {}
    columns: dict[str, dict[str, list[list[int | str]]]] = {}
    for (code, period), origins in part.provenance.items():
        written: list[list[int | str]] = []
        for origin in origins:
            number = sources.setdefault(replace(origin, column=""), len(sources))
            written.append([number, origin.column])
        columns.setdefault(str(period), {})[code] = written
    return {
        "dataset": part.dataset,
        "kind": part.kind.value,
        "level": part.level.value,
        "year": part.year,
        "areas": part.areas,
        "rows": part.rows,
        "gemeenten": dict(part.gemeenten),
        "periods": [str(period) for period in part.periods],
        "indicators": list(part.indicators),
        "with_errors": list(part.with_errors),
        "file": asdict(part.file),
        "origin": None if part.origin is None else _write_source(part.origin),
        "sources": [_write_source(source) for source in sources],
        "columns": columns,
    }


def _read_part(raw: Mapping[str, Any]) -> Part:
    sources = [_read_source(source) for source in raw["sources"]]
    provenance: dict[tuple[str, Period], tuple[Provenance, ...]] = {}
    for when, columns in raw["columns"].items():
        period = Period.parse(when)
        for code, written in columns.items():
            provenance[code, period] = tuple(replace(sources[number], column=column) for number, column in written)
    return Part(
        dataset=raw["dataset"],
        kind=Kind(raw["kind"]),
        level=Level(raw["level"]),
        year=raw["year"],
        areas=raw["areas"],
        gemeenten=raw["gemeenten"],
        periods=tuple(Period.parse(period) for period in raw["periods"]),
        indicators=tuple(raw["indicators"]),
        with_errors=tuple(raw["with_errors"]),
        file=StoredFile(**raw["file"]),
        origin=None if raw["origin"] is None else _read_source(raw["origin"]),
        provenance=provenance,
    )


def _write_source(source: Provenance) -> dict[str, Any]:
    """Return a source as JSON values, the fields that say nothing left out."""
    day = None if source.retrieved is None else source.retrieved.isoformat()
    filled = {**asdict(source), "retrieved": day}
    return {name: value for name, value in filled.items() if value not in ("", None, False)}


def _read_source(raw: Mapping[str, Any]) -> Provenance:
    day = raw.get("retrieved")
    rest = {"publisher": "", "table": "", "column": "", **raw}
    return Provenance(**{**rest, "retrieved": None if day is None else date.fromisoformat(day)})
