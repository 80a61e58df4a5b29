"""The scenarios of the fictitious city: the two that are shipped, ready to be opened and turned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.web.scenario.actions import make_scenario
from veerkracht.web.scenario.models import Scenario
from veerkracht.workflows.scenario_files import EXAMPLES, example_text

if TYPE_CHECKING:
    from veerkracht.web.workspace.models import Trajectory


def ensure_scenarios(trajectory: Trajectory) -> None:
    """Make the scenarios of the demo, if the trajectory has none."""
    if Scenario.objects.filter(trajectory=trajectory).exists():
        return
    for name in EXAMPLES:
        make_scenario(trajectory, by=None, text=example_text(name))
