"""Where the built styles and scripts are: the manifest that Vite writes, as addresses for templates."""

from __future__ import annotations

import json
import logging
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.templatetags.static import static

DIST = "veerkracht/dist"
NEUTRAL = "veerkracht"
REMEDY = "cd frontend && npm ci && npm run build"
_LOG = logging.getLogger(__name__)

Manifest = dict[str, dict[str, Any]]


def manifest() -> Manifest:
    """Return what Vite built, by source file; empty when nothing was built, and then a warning stands in the log."""
    found = finders.find(f"{DIST}/manifest.json")
    if not isinstance(found, str):
        _LOG.warning("The styles and scripts are not built. Run: %s", REMEDY)
        return {}
    # Asked for by every icon of a page, so nothing but the question whether it changed.
    return _read(found, os.stat(found).st_mtime_ns)  # noqa: PTH116  # a path of its own takes as long as all the rest


@lru_cache(maxsize=2)
def _read(path: str, _changed: int) -> Manifest:
    read: Manifest = json.loads(Path(path).read_text("utf-8"))
    return read


def is_built() -> bool:
    """Return whether there are styles and scripts at all."""
    return bool(manifest())


def styles(entry: str) -> list[str]:
    """Return the addresses of the style sheets of an entry, in order; none when it was not built."""
    built = manifest()
    chunks = _with_imports(built, f"src/{entry}/main.ts")
    files = [file for chunk in chunks for file in built[chunk].get("css", [])]
    return [_address(file) for file in dict.fromkeys(files)]


def scripts(entry: str) -> list[str]:
    """Return the addresses of the module of an entry (first) and of what it loads at once; none if not built."""
    built = manifest()
    chunks = _with_imports(built, f"src/{entry}/main.ts")
    return [_address(built[chunk]["file"]) for chunk in reversed(chunks)]


def theme(name: str) -> list[str]:
    """Return the address of a house style; none for one that does not exist, and then the neutral one holds.

    The neutral one is part of the styles of every page already.
    """
    chunk = manifest().get(f"tokens/{name}.css") if name != NEUTRAL else None
    return [_address(chunk["file"])] if chunk else []


def asset(name: str) -> str:
    """Return the address of another built file, such as the sprite of icons; empty when it was not built."""
    chunk = manifest().get(name)
    return _address(chunk["file"]) if chunk else ""


@lru_cache(maxsize=256)
def _address(file: str) -> str:
    return static(f"{DIST}/{file}")


def _with_imports(built: Manifest, chunk: str) -> list[str]:
    """Return a chunk after the ones it imports, each once."""
    if chunk not in built:
        return []
    order: list[str] = []

    def visit(name: str) -> None:
        if name in order or name not in built:
            return
        for other in built[name].get("imports", []):
            visit(other)
        if name not in order:
            order.append(name)

    visit(chunk)
    return order
