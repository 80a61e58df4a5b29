"""Which index designs there are: those that come with Veerkracht, and within a trajectory the versions saved there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from veerkracht.web.werkbank import designs as saved
from veerkracht.workflows.serving_ranks import shipped

if TYPE_CHECKING:
    from veerkracht.index.design import IndexDesign
    from veerkracht.web.workspace.models import Trajectory

VERSION = "versie-{number}"
"""The code of a saved version: what people call it may change hands, its number does not."""


def standard_of(trajectory: Trajectory | None) -> str:
    """Return the code of the design that a trajectory works with; empty where there is no trajectory."""
    if trajectory is None:
        return ""
    key = saved.standard_of(trajectory)
    return VERSION.format(number=key) if key.isdigit() else key


def designs_of(trajectory: Trajectory | None) -> dict[str, IndexDesign]:
    """Return all designs by code; versions only of the trajectory that is asked for."""
    versions = () if trajectory is None else saved.designs_of(trajectory)
    numbered = ((VERSION.format(number=one.key), one.design) for one in versions if one.version is not None)
    own = {code: replace(design, code=code) for code, design in numbered}
    return {**own, **shipped()}
