"""Atlases kept on disk: made on the first request by one maker at a time, read in a blink by every request after it.

What can be computed again may be thrown away: a folder that cannot be written, or a damaged file in it, costs time and
nothing else.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import time
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from veerkracht.errors.atlas import AtlasMapError, AtlasYearError
from veerkracht.errors.warehouse import WarehouseBusyError
from veerkracht.facts.areas import COUNTRY, Level, gemeente_code, parse_code
from veerkracht.report.atlas.atlas import Atlas, Shown
from veerkracht.warehouse.locking import only_writer
from veerkracht.workflows.atlas import LEVELS, Scene, atlas_of, open_scene, shown_of
from veerkracht.workflows.atlas_area import panel_of
from veerkracht.workflows.atlas_view import View, open_view
from veerkracht.workflows.forecast_cache import code_key
from veerkracht.workflows.quickscan_findings import level_findings

if TYPE_CHECKING:
    from pathlib import Path

    from veerkracht.facts.language import Taal
    from veerkracht.report.atlas.panel import AreaPanel
    from veerkracht.warehouse import Warehouse
    from veerkracht.workflows.quickscan_country import Country

ALL, HEAD, FIGURES = "all", "head", "figures"
LANGUAGES: tuple[Taal, ...] = ("nl", "en")
_YEARS = "years"
_BEHIND = ("facts", "index", "report", "signalering", "warehouse", "workflows")
# While another process makes the same atlas, look again after so many seconds.
_LOOK_AGAIN = 0.05
_RECHECK = 1.0
# So many places of which panels are open stay in memory, and so many panels themselves: in a meeting all open the same.
_VIEWS = 16
_PANELS = 256
# So many parts stay in memory as they are read: those of the country take a quarter of a second each time.
_SAID = 8
# Level 6 of gzip: level 9 takes three times as long for 3% less.
_GZIP = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One part of an atlas as it goes over the line.

    Attributes:
        gz: JSON in UTF-8, gzipped.
        etag: differs whenever the bytes may differ, in quotation marks.
    """

    gz: bytes
    etag: str

    def json(self) -> Any:
        """Return what the bytes say; not to be changed, for who asks again gets the same object."""
        return _said(self.gz)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Key:
    """What one stored atlas is of."""

    gemeente: str | None
    level: Level
    until: int | None
    taal: Taal

    @property
    def name(self) -> str:
        return f"{self.gemeente or COUNTRY}-{self.level.value}-{self.until or 'nu'}-{self.taal}"


def part_name(number: int, *, beside_average: bool = False) -> str:
    """Return the name of the part of an atlas that holds one map.

    >>> part_name(7), part_name(1, beside_average=True)
    ('map-7', 'relative-1')
    """
    return f"{'relative' if beside_average else 'map'}-{number}"


class _Last:
    """What the last atlas showed, without its words: for who wants the same one in another language."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: tuple[object, Scene, Shown] | None = None

    def shown(self, key: _Key, *, country: Country) -> tuple[Scene, Shown]:
        """Return what an atlas shows, computed unless it was the last."""
        asked = (country.version, key.gemeente, key.level, key.until)
        with self._lock:
            kept = self._kept
        if kept is None or kept[0] != asked:
            scene = open_scene(country, gemeente=key.gemeente, level=key.level, until=key.until)
            kept = (asked, scene, shown_of(scene))
            with self._lock:
                self._kept = kept
        return kept[1:]


class AtlasStore:
    """The atlases of one set of stored data, for all requests and processes that serve them."""

    def __init__(
        self,
        folder: Path,
        country_opener: Callable[[], Country],
        *,
        stamp: Callable[[], object] | None = None,
    ) -> None:
        """Keep atlases in a folder.

        Args:
            folder: for what can be computed again, for example `warehouse.derived / "atlas"`.
            country_opener: opens the national figures; asked again when the data may have changed.
            stamp: something cheap that differs whenever the data may differ, for example `stamp_of(warehouse)`;
                without it the country is opened again after a second.
        """
        self._folder = folder
        self._open = country_opener
        self._stamp = stamp or (lambda: int(time.monotonic() / _RECHECK))
        self._code = code_key(_BEHIND)
        self._lock, self._last = Lock(), _Last()
        self._makers: dict[str, Lock] = {}
        self._held: tuple[object, Country] | None = None
        self._views: OrderedDict[tuple[str, str, Level, int | None], View] = OrderedDict()
        self._panels: OrderedDict[tuple[str, str, Taal, int | None], AreaPanel] = OrderedDict()

    def country(self) -> Country:
        """Return the national figures as they are stored now; what they read is remembered until the data change.

        Raises:
            WarehouseError: if the stored data cannot be read.
        """
        with self._lock:
            stamp = self._stamp()
            if self._held is None or self._held[0] != stamp:
                fresh = self._open()
                if self._held is not None and self._held[1].version == fresh.version:
                    fresh = self._held[1]
                self._held = stamp, fresh
            return self._held[1]

    def get(self, *, gemeente: str | None, level: Level, taal: Taal, until: int | None = None, part: str = ALL) -> Kept:
        """Return one part of an atlas, made if nobody asked for it before.

        Args:
            gemeente: code; None for the whole country.
            level: of the areas.
            taal: language of the words.
            until: leave out figures of later years; None takes all.
            part: `all`, `head` (all but what is of every area on every map), `figures` (to filter by), or
                `part_name(number)`.

        Raises:
            AtlasMapError: if the atlas has no such part.
            AtlasLevelError, AreaCodeError, NoFiguresError, AtlasYearError, WarehouseError: as for `make_atlas`.
        """
        country = self.country()
        key = _Key(gemeente=gemeente, level=level, until=None, taal=taal)
        if until is not None:
            # A year between two positions is that of the one before it, so that few atlases serve all years.
            years = self._part(key, _YEARS, country=country).json()
            before = [year for year in years if year <= until]
            if not before:
                raise AtlasYearError(until, place=gemeente or COUNTRY, years=years)
            if until <= years[-1]:
                key = _Key(gemeente=gemeente, level=level, until=before[-1], taal=taal)
        return self._part(key, part, country=country)

    def edition(self) -> str:
        """Return what differs whenever any atlas of this store may: for addresses of what a browser keeps."""
        made_of = f"{self._folder}\n{self.country().version}\n{self._code}"
        return hashlib.sha256(made_of.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def is_made(self, *, gemeente: str | None, level: Level, taal: Taal) -> bool:
        """Return whether the atlas of the latest figures is there, so that a request for it need not wait.

        Raises:
            WarehouseError: if the stored data cannot be read.
        """
        key = _Key(gemeente=gemeente, level=level, until=None, taal=taal)
        return self._file(key, country=self.country()).is_file()

    def panel(self, code: str, *, taal: Taal, until: int | None = None) -> AreaPanel:
        """Return the panel of one area; what the areas of its gemeente share is remembered for the next.

        Raises:
            As for `area_panel`.
        """
        country = self.country()
        level, code = parse_code(code)
        asked = (country.version, code, taal, until)
        with self._lock:
            found = self._panels.get(asked)
            if found is not None:
                self._panels.move_to_end(asked)
                return found
        view = self._view(country, code, level=level, until=until)
        found = panel_of(view, code, taal=taal)
        with self._lock:
            self._panels[asked] = found
            while len(self._panels) > _PANELS:
                self._panels.popitem(last=False)
        return found

    def _view(self, country: Country, code: str, *, level: Level, until: int | None) -> View:
        """Return what the panels of a gemeente, or of all gemeenten, have in common."""
        # All gemeenten share one view; buurten and wijken that of their gemeente.
        place = COUNTRY if level is Level.GEMEENTE else gemeente_code(code) or code
        key = (country.version, place, level, until)
        with self._lock:
            view = self._views.get(key)
            if view is not None:
                self._views.move_to_end(key)
        if view is None:
            view = open_view(country, code, until=until)
            with self._lock:
                self._views[key] = view
                while len(self._views) > _VIEWS:
                    self._views.popitem(last=False)
        return view

    def prepare(
        self,
        *,
        gemeenten: Sequence[str] = (),
        languages: Sequence[Taal] = LANGUAGES,
        progress: Callable[[int, int, str], None] | None = None,
    ) -> int:
        """Make the atlases of the country on all levels, and of some gemeenten; return how many there are.

        Args:
            gemeenten: codes of gemeenten to make as well.
            languages: of the words.
            progress: called after each with how many are done, how many there will be, and its name.

        Raises:
            WarehouseError: if the stored data cannot be read.
        """
        places: list[str | None] = [None, *gemeenten]
        keys = [
            _Key(gemeente=place, level=level, until=None, taal=taal)
            for place in places
            for level in LEVELS
            for taal in languages
        ]
        country = self.country()
        for done, key in enumerate(keys, start=1):
            self._part(key, HEAD, country=country)
            if progress is not None:
                progress(done, len(keys), key.name)
        # Panels also tell what is expected of residents; a forecast of the whole country waits on disk from here on.
        for level in LEVELS:
            whole = country.whole(level)
            if whole is not None:
                level_findings(whole, country=country)
        return len(keys)

    def _part(self, key: _Key, part: str, *, country: Country) -> Kept:
        file = self._file(key, country=country)
        found = _read(file, part)
        if found is None:
            with self._only_maker(key, file=file):
                found = _read(file, part)
                if found is None:
                    parts = _parts(_made(key, country=country, last=self._last))
                    self._keep(file, parts)
                    if part not in parts:
                        raise AtlasMapError(part, available=sorted(parts))
                    found = parts[part]
        etag = hashlib.sha256(f"{file.parent.name}/{key.name}/{part}".encode()).hexdigest()[:24]
        return Kept(gz=found, etag=f'"{etag}"')

    def _file(self, key: _Key, *, country: Country) -> Path:
        return self._folder / f"{country.version}-{self._code}" / f"{key.name}.zip"

    @contextmanager
    def _only_maker(self, key: _Key, *, file: Path) -> Iterator[None]:
        """Let one thread of one process make an atlas; the others wait and find it made."""
        with self._lock:
            turn = self._makers.setdefault(key.name, Lock())
        with turn, ExitStack() as held:
            _wait_for_turn(file.with_suffix(".lock"), held=held)
            yield

    def _keep(self, file: Path, parts: dict[str, bytes]) -> None:
        """Write an atlas whole or not at all, and remove those of older data or older code."""
        fresh = file.with_name(f"{file.stem}-{os.getpid()}.new")
        try:
            with zipfile.ZipFile(fresh, "w", zipfile.ZIP_STORED) as sink:
                for name, content in parts.items():
                    sink.writestr(name, content)
            fresh.replace(file)
            for old in self._folder.iterdir():
                if old != file.parent and old.is_dir():
                    shutil.rmtree(old, ignore_errors=True)
        except OSError:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)


def _wait_for_turn(lock: Path, *, held: ExitStack) -> None:
    """Hold the lock of an atlas until `held` closes; wait while another process has it.

    Where no lock can be made nothing can be stored either, and each request makes its own.
    """
    while True:
        try:
            lock.parent.mkdir(parents=True, exist_ok=True)
            held.enter_context(only_writer(lock))
        except WarehouseBusyError:
            time.sleep(_LOOK_AGAIN)
        except OSError:
            return
        else:
            return


def stamp_of(*warehouses: Warehouse) -> Callable[[], object]:
    """Return a function whose answer differs whenever one of these warehouses was written to."""
    return lambda: tuple(one.stamp() for one in warehouses)


def _made(key: _Key, *, country: Country, last: _Last) -> Atlas:
    scene, shown = last.shown(key, country=country)
    return atlas_of(scene, taal=key.taal, shown=shown)


def _parts(atlas: Atlas) -> dict[str, bytes]:
    """Return every part of an atlas by name, as gzipped JSON; every map is written out once."""
    whole = atlas.to_json()
    found = {_YEARS: whole["years"], HEAD: atlas.head_json(), FIGURES: whole["figures"], ALL: whole}
    found |= {part_name(one["number"]): one for one in whole["maps"]}
    found |= {part_name(one["map"], beside_average=True): one for one in whole["relative"]}
    return {name: _bytes(content) for name, content in found.items()}


def _bytes(content: Any) -> bytes:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return gzip.compress(text.encode(), _GZIP, mtime=0)


@lru_cache(maxsize=_SAID)
def _said(gz: bytes) -> Any:
    return json.loads(gzip.decompress(gz))


def _read(file: Path, part: str) -> bytes | None:
    """Return one part of a stored atlas; None if it is not there yet or damaged.

    Raises:
        AtlasMapError: if the atlas is there, but has no such part.
    """
    try:
        with zipfile.ZipFile(file) as kept:
            if part not in kept.namelist():
                raise AtlasMapError(part, available=sorted(kept.namelist()))
            return kept.read(part)
    except (OSError, zipfile.BadZipFile):
        return None
