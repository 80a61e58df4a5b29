"""The catalogue of interventions as files: what is shipped, and that of an organisation above it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from veerkracht.perspectief.interventions_toml import parse_interventions
from veerkracht.sources.shipped import shipped_text

if TYPE_CHECKING:
    from pathlib import Path

    from veerkracht.perspectief.interventions import Catalogue


@lru_cache(maxsize=1)
def shipped_interventions() -> Catalogue:
    """Return the shipped catalogue, read once.

    Raises:
        PerspectiefError: if the shipped text contradicts itself, which is a fault of the build.
    """
    return parse_interventions(shipped_text("interventies.toml"), document="interventies.toml")


def interventions_with(own: Path | None) -> Catalogue:
    """Return the shipped catalogue, with that of an organisation above it if it has one.

    Args:
        own: file of the organisation, in the same format; None for the shipped catalogue alone.

    Raises:
        PerspectiefError: if the file cannot be read as a catalogue, or changes what was given before.
        OSError: if the file cannot be read.
    """
    shipped = shipped_interventions()
    if own is None:
        return shipped
    return shipped.merged(parse_interventions(own.read_bytes(), document=own.name))
