"""What a simulation says of a mix in one area: the figures of its goals as bands, and who carries and who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.perspectief.carrying import carrying_path
from veerkracht.perspectief.reaches import SimulatedBand
from veerkracht.stad.households import Reliance
from veerkracht.stad.outlook import Skill
from veerkracht.stad.outlook_links import LINKS, Manner

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from veerkracht.perspectief.carrying import CarryingPath
    from veerkracht.stad.runs import Runs

    Floats = NDArray[np.float64]

LEVELS: Final = np.arange(1, 20) / 20.0
"""The quantiles that chances are read between: every 5%, as 64 draws tell no finer."""
ESTIMATED: Final = Bilingual(
    "Dit cijfer volgt wie vrager is, en dat is geschat en niet geteld.",
    "This figure follows who is a vrager, which is estimated and not counted.",
)
UNPROVEN: Final = Bilingual(
    "op eerdere jaren was zij voor zulke scores niet beter dan wie zegt dat alles blijft zoals het is",
    "on earlier years it was for such scores no better than saying that all stays as it is",
)
_MANNERS: Final = {link.code: link.manner for link in LINKS}


def bands_in(figures: Mapping[str, Floats], *, at: int, first: int, skill: Skill) -> dict[str, SimulatedBand]:
    """Return what a simulation says of the indicators of one area.

    Homes and incomes are counted. A score of liveability gets no chance as long as the past showed no skill, as a
    measure of the contract gets no colour then.

    Args:
        figures: by code, shape (runs, years + 1, areas), as `outlook.moved_figures` gives them, of runs that were
            widened by what tests on the past found, as those of an answer are.
        at: place of the area.
        first: year of the start.
        skill: what tests on the past found.
    """
    return {
        code: SimulatedBand(
            first=first,
            levels=LEVELS,
            values=np.quantile(np.asarray(values, dtype=np.float64)[:, :, at], LEVELS, axis=0),
            caution=ESTIMATED if _MANNERS[code] is Manner.RATIO else None,
            unproven=UNPROVEN if _MANNERS[code] is Manner.DEVIATIONS and skill is not Skill.BETTER else None,
        )
        for code, values in figures.items()
    }


def homes_moved(runs: Runs) -> dict[str, Floats]:
    """Return the shares of homes in every simulated year, for cities whose index does not hold them.

    The figure at the start is that of the city itself, so it can differ from a published one of another year.

    Args:
        runs: of one policy.

    Returns:
        By code of the indicator, shape (runs, years + 1, areas), in percent.
    """
    homes = np.asarray(runs.dwellings, dtype=np.float64)
    whole = homes.sum(axis=2)
    found = {}
    for link in LINKS:
        if link.source == "dwellings":
            part = homes[:, :, list(link.groups), :].sum(axis=2)
            found[link.code] = 100.0 * np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return found


def carrying_in(reliance: Floats, *, at: int) -> CarryingPath:
    """Return the balance of dragers and vragers of one area.

    Args:
        reliance: households by self-reliance, shape (runs, years + 1, reliances, areas), as in `Runs`.
        at: place of the area.

    Raises:
        PathShapeError: if there are no runs or no years.
    """
    return carrying_path(reliance[:, :, Reliance.DRAGER, at], reliance[:, :, Reliance.VRAGER, at])
