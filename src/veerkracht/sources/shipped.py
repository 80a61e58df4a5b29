"""What ships in the wheel: the indicator catalogue and other texts of `veerkracht.data`."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from veerkracht.facts.catalogue import parse_catalogue

if TYPE_CHECKING:
    from veerkracht.facts.indicators import Catalogue


def shipped_text(name: str) -> str:
    """Return the text of one file of `veerkracht.data`, for example `catalogue.toml`.

    Raises:
        FileNotFoundError: if the wheel holds no such file, which is a fault of the build.
    """
    return resources.files("veerkracht").joinpath("data", name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def load_catalogue() -> Catalogue:
    """Return the shipped catalogue, read once.

    Raises:
        CatalogueError: if the shipped catalogue contradicts itself.

    >>> load_catalogue()["inwoners"].name.nl
    'Inwoners'
    """
    return parse_catalogue(shipped_text("catalogue.toml"))
