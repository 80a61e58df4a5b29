"""What of a simulation can be measured in a city: the figures to which its coefficients are fitted."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.households import Reliance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from veerkracht.stad.trajectory import Trajectory


class Figure(StrEnum):
    """A figure of every area in every year."""

    VRAGERS = "vragers"  # share of the households
    DRAGERS = "dragers"  # share of the households
    NUISANCE = "nuisance"  # standard deviations
    TURNOVER = "turnover"  # share of the homes that was left in a year (mutatiegraad)
    INFLOW = "inflow"  # households that came to live there in a year, as a share of the homes


COMPOSITION = (Figure.VRAGERS, Figure.DRAGERS)
GROSS_FLOWS = (Figure.TURNOVER, Figure.INFLOW)


def figures_of(trajectory: Trajectory, which: Iterable[Figure]) -> NDArray[np.float64]:
    """Return figures of the simulated years, the start left out; shape (figures, years, areas).

    A share in an area without households or homes is NaN.
    """
    return np.stack([_figure(trajectory, one) for one in which])


def _figure(trajectory: Trajectory, which: Figure) -> NDArray[np.float64]:
    people = trajectory.reliance[1:].sum(axis=1)
    match which:
        case Figure.VRAGERS:
            return _share(trajectory.reliance[1:, Reliance.VRAGER], people)
        case Figure.DRAGERS:
            return _share(trajectory.reliance[1:, Reliance.DRAGER], people)
        case Figure.NUISANCE:
            return trajectory.nuisance[1:]
        case Figure.TURNOVER:
            return trajectory.turnover
        case Figure.INFLOW:
            return _share(trajectory.housed_to, trajectory.dwellings[1:].sum(axis=1))


def _share(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    out = np.full(part.shape, np.nan)
    np.divide(part, whole, out=out, where=whole > 0)
    return out
