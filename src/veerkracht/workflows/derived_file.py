"""Files that can be made again from the stored data: made once for each state of it, kept, and the older ones removed.

A folder that cannot be written costs time and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from veerkracht.warehouse.manifest import Kind

if TYPE_CHECKING:
    from veerkracht.facts.areas import Areas
    from veerkracht.warehouse import Warehouse

_DIGITS = 24


def boundaries_key(warehouse: Warehouse, areas: Areas, *, edition: int) -> str:
    """Return a text that differs whenever the polygons, the areas or their names differ.

    Polygons of gemeenten count too, because maps show the gemeenten around.

    Args:
        warehouse: the stored data.
        areas: that are drawn, in the order that gives them their numbers.
        edition: of the code that makes the file.
    """
    drawn = (part for part in warehouse.datasets() if part.kind is Kind.BOUNDARIES)
    used = [part.file.sha256 for part in drawn if part.level.value in {areas.level.value, "gemeente"}]
    return "\n".join([str(edition), str(areas), *used, *areas.codes, *areas.names])


def place_of(folder: Path, *, name: str, key: str, ending: str) -> Path:
    """Return where the file of this key stands."""
    return folder / f"{name}-{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:_DIGITS]}{ending}"


def kept(folder: Path, *, name: str, key: str, ending: str, make: Callable[[], bytes]) -> bytes:
    """Return the contents of the file of this key, made if it is not there.

    Args:
        folder: for what can be made again.
        name: of what it holds; another key under the same name removes it.
        key: text that differs whenever the contents would.
        ending: of the file name.
        make: gives the contents.
    """
    file = place_of(folder, name=name, key=key, ending=ending)
    with contextlib.suppress(OSError):
        return file.read_bytes()
    contents = make()
    with contextlib.suppress(OSError), fresh_file(file) as fresh:
        fresh.write_bytes(contents)
    remove_older(file, name=name, ending=ending)
    return contents


@contextmanager
def fresh_file(file: Path) -> Iterator[Path]:
    """Give a place to write to; the file stands under its own name only when the block ended well.

    Raises:
        OSError: if the disk does not take it.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{os.getpid()}-{threading.get_ident()}-{file.name}")
    try:
        yield fresh
        fresh.replace(file)
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


def remove_older(file: Path, *, name: str, ending: str) -> None:
    """Remove the files of the same name that were made for another key."""
    with contextlib.suppress(OSError):
        for old in file.parent.glob(f"{name}-{'[0-9a-f]' * _DIGITS}{ending}"):
            if old != file:
                old.unlink(missing_ok=True)
