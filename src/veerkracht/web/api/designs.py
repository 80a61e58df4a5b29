"""Which index designs there are: those that come with Veerkracht, and versions that others add by `register`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from veerkracht.workflows.serving_ranks import shipped

if TYPE_CHECKING:
    from veerkracht.index.design import IndexDesign
    from veerkracht.web.workspace.models import Trajectory

DesignSource = Callable[["Trajectory"], Mapping[str, "IndexDesign"]]
"""Gives the designs that a trajectory saved, by code; called only for who may see the trajectory."""

_SOURCES: list[DesignSource] = []


def register(source: DesignSource) -> None:
    """Add designs of a trajectory to the API; an app does so when Django starts."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def designs_of(trajectory: Trajectory | None) -> dict[str, IndexDesign]:
    """Return all designs by code; a shipped one cannot be replaced by a saved one."""
    found: dict[str, IndexDesign] = {}
    if trajectory is not None:
        for source in _SOURCES:
            found.update(source(trajectory))
    return {**found, **shipped()}
