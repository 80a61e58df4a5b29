"""What a simulation says of a mix in one area: the figures of its goals as bands, and who carries and who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.perspectief.carrying import carrying_path
from veerkracht.perspectief.reaches import SimulatedBand
from veerkracht.stad.households import Reliance
from veerkracht.stad.outlook_links import LINKS, Manner

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from veerkracht.facts.language import Bilingual
    from veerkracht.perspectief.carrying import CarryingPath

    Floats = NDArray[np.float64]

LEVELS: Final = np.arange(1, 20) / 20.0
"""The quantiles that chances are read between: every 5%, as 64 draws tell no finer."""
COUNTED: Final = frozenset(link.code for link in LINKS if link.manner is Manner.POINTS)
"""The indicators that the simulation counts: homes and incomes. All others are scores, or follow who is a vrager."""


def bands_in(
    figures: Mapping[str, Floats], *, at: int, first: int, caution: Bilingual | None
) -> dict[str, SimulatedBand]:
    """Return what a simulation says of the indicators of one area.

    Args:
        figures: by code, shape (runs, years + 1, areas), as `outlook.moved_figures` gives them, of runs that were
            widened by what tests on the past found, as those of an answer are.
        at: place of the area.
        first: year of the start.
        caution: what must be said with a figure that is not counted: what tests on the past found.
    """
    return {
        code: SimulatedBand(
            first=first,
            levels=LEVELS,
            values=np.quantile(np.asarray(values, dtype=np.float64)[:, :, at], LEVELS, axis=0),
            caution=None if code in COUNTED else caution,
        )
        for code, values in figures.items()
    }


def carrying_in(reliance: Floats, *, at: int) -> CarryingPath:
    """Return the balance of dragers and vragers of one area.

    Args:
        reliance: households by self-reliance, shape (runs, years + 1, reliances, areas), as in `Runs`.
        at: place of the area.

    Raises:
        PathShapeError: if there are no runs or no years.
    """
    return carrying_path(reliance[:, :, Reliance.DRAGER, at], reliance[:, :, Reliance.VRAGER, at])
