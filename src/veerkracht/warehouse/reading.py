"""Reading: the stored files, checked against their checksums, with what was read kept at hand."""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING, Any

from veerkracht.errors.warehouse import DamagedFileError
from veerkracht.warehouse import parquet
from veerkracht.warehouse.manifest import MANIFEST, Kind, Manifest, read_manifest
from veerkracht.warehouse.writing import DERIVED, PARTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas, Level
    from veerkracht.facts.crosswalk import CodeLinks
    from veerkracht.facts.periods import Period
    from veerkracht.warehouse.manifest import Part


class Reader:
    """The files of one warehouse folder.

    A file is compared with its checksum the first time that this process reads it, so that no
    figure ever comes from a damaged file; that costs about two seconds per gigabyte.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._manifest = Manifest()
        self._stamp: tuple[int, int, int] | None = None
        self._sound: set[tuple[str, int]] = set()
        # A connection is of one thread: a web server reads the same folder from many.
        self._connections = threading.local()
        self._areas: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._names: dict[tuple[str, ...], dict[str, str]] = {}
        self._verdicts: dict[tuple[Level, int | None, tuple[str, ...]], dict[int | None, NDArray[np.uint8]]] = {}

    @property
    def folder(self) -> Path:
        """Where the manifest stands."""
        return self._folder

    @property
    def derived(self) -> Path:
        """Where what can be computed again may be kept."""
        return self._folder / DERIVED

    def manifest(self) -> Manifest:
        """Return the present manifest; read again only when the file has been replaced."""
        stamp = self.stamp()
        if stamp != self._stamp:
            self._manifest, self._stamp = read_manifest(self._folder), stamp
            self._verdicts.clear()
        return self._manifest

    def stamp(self) -> tuple[int, int, int]:
        """Return which file the manifest is now: it is replaced, never changed, so that its number tells a new one."""
        try:
            state = (self._folder / MANIFEST).stat()
        except OSError:
            return (0, 0, 0)
        return (state.st_ino, state.st_mtime_ns, state.st_size)

    def parts(self, level: Level, *, kind: Kind | None = None) -> tuple[Part, ...]:
        """Return the stored parts of a level: of one kind, or figures and polygons."""
        kinds = {Kind.TABLE, Kind.BOUNDARIES} if kind is None else {kind}
        return tuple(p for p in self.manifest().parts if p.level is level and p.kind in kinds)

    def links(self, level: Level) -> tuple[CodeLinks, ...]:
        """Return the stored links between the codes of two years, those to the latest year first."""
        parts = sorted(self.parts(level, kind=Kind.LINKS), key=lambda part: (-(part.year or 0), part.dataset))
        return tuple(parquet.read_links(self._connected(), self._sound_file(part), part) for part in parts)

    def areas(self, parts: Sequence[Part]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Return the codes and names of the areas of each part, in the order of its file."""
        fresh = [part for part in parts if part.file.name not in self._areas]
        if fresh:
            files = [(self._sound_file(part), part) for part in fresh]
            for part, found in zip(fresh, parquet.read_areas(self._connected(), files), strict=True):
                self._areas[part.file.name] = found
        return [self._areas[part.file.name] for part in parts]

    def names(self, parts: Sequence[Part]) -> Mapping[str, str]:
        """Return the name by code of every area of some parts; the first that is more than a code counts."""
        key = tuple(part.file.name for part in parts)
        if key not in self._names:
            found: dict[str, str] = {}
            for codes, spelled in dict.fromkeys(self.areas(parts)):
                for code, name in zip(codes, spelled, strict=True):
                    if found.get(code, "") in {"", code}:
                        found[code] = name
            self._names[key] = found
        return self._names[key]

    def verdicts(self, areas: Areas) -> dict[int | None, NDArray[np.uint8]]:
        """Return what was judged before about a set of areas, by year, to be added to; empty after a change of data."""
        self.manifest()
        return self._verdicts.setdefault((areas.level, areas.year, areas.codes), {})

    def blocks(
        self,
        parts: Sequence[Part],
        *,
        wanted: frozenset[str] | None,
        indicators: Sequence[str],
        periods: Sequence[Period],
    ) -> list[parquet.Block]:
        """Return some columns of tables, for all of their areas or for those that are wanted."""
        files = []
        chosen: dict[int, tuple[str, ...]] = {}
        for part, (codes, _) in zip(parts, self.areas(parts), strict=True):
            # The files of a country share one tuple of codes, so that choosing happens once.
            if id(codes) not in chosen:
                chosen[id(codes)] = codes if wanted is None else tuple(code for code in codes if code in wanted)
            files.append((self._sound_file(part), part, chosen[id(codes)]))
        if not files:
            return []
        return parquet.read_blocks(self._connected(), files, wanted=wanted, indicators=indicators, periods=periods)

    def shapes(self, part: Part, *, wanted: frozenset[str] | None) -> dict[str, Any]:
        """Return the polygons of a part by area code, of all of its areas or of those that are wanted."""
        return parquet.read_shapes(
            self._connected(), self._sound_file(part), limit=None if wanted is None else sorted(wanted)
        )

    def damaged(self) -> tuple[str, ...]:
        """Return the names of all stored files that are gone or are not what was written."""
        self._sound.clear()
        return tuple(part.file.name for part in self.manifest().parts if not self._is_sound(part))

    def _connected(self) -> Any:
        if not hasattr(self._connections, "own"):
            self._connections.own = parquet.connect()
        return self._connections.own

    def _sound_file(self, part: Part) -> Path:
        """Return the file of a part.

        Raises:
            DamagedFileError: if it is gone or its checksum is not the one in the manifest.
        """
        if not self._is_sound(part):
            raise DamagedFileError([part.file.name], folder=str(self._folder))
        return self._folder / PARTS / part.file.name

    def _is_sound(self, part: Part) -> bool:
        file = self._folder / PARTS / part.file.name
        try:
            state = file.stat()
            seen = (part.file.name, state.st_mtime_ns)
            if state.st_size != part.file.size:
                return False
            if seen not in self._sound:
                with file.open("rb") as source:
                    if hashlib.file_digest(source, "sha256").hexdigest() != part.file.sha256:
                        return False
                self._sound.add(seen)
        except OSError:
            return False
        return True
