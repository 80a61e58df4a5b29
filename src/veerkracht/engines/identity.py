"""Which program computes: parts of another version of the simulation are never taken for its own."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib import resources
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

_PACKAGE = "stad"  # all that decides the numbers of a run; the city and what is known of parameters count by themselves
_STANDS_ON = ("numpy", "numba", "scipy")
_DIGITS = 16


@cache
def code_identity() -> str:
    """Return a name of the code of the simulation and of what it stands on; other code has another name."""
    digest = hashlib.blake2b(digest_size=_DIGITS // 2)
    for name, contents in _modules(resources.files("veerkracht").joinpath(_PACKAGE)):
        digest.update(f"{name} {len(contents)}\n".encode())
        digest.update(contents)
    for name, found in versions().items():
        digest.update(f"{name} {found}\n".encode())
    return digest.hexdigest()


def versions() -> dict[str, str]:
    """Return the versions of what decides the last digits of a number."""
    return {"python": platform.python_version(), **{name: version(name) for name in _STANDS_ON}}


def _modules(folder: Traversable) -> Iterator[tuple[str, bytes]]:
    for item in sorted(folder.iterdir(), key=lambda one: one.name):
        if item.is_dir() and item.name != "__pycache__":
            yield from _modules(item)
        elif item.name.endswith(".py"):
            yield item.name, item.read_bytes()
