"""What people may do in a city, per area and year: the four handelingsperspectieven as arrays."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.stad import LeverShapeError
from veerkracht.stad.households import RELIANCES, SEGMENTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grid = NDArray[np.float64]

CONVERSIONS = ("sale_cheap", "sale_dear", "dearer", "cheaper")


@dataclass(frozen=True, slots=True, kw_only=True)
class Levers:
    """A policy: nothing is done where all arrays hold zeros. Years come first, areas last.

    The unit of effort is 100 euro a household and year, at the price level of the scenario.

    Attributes:
        support: sociale aanpak, aimed at what people can do themselves; shape (years, areas).
        safety: sociale aanpak and beheer, aimed at nuisance; shape (years, areas).
        meeting: sociale aanpak, aimed at residents and institutions together; shape (years, areas).
        quality: leefomgeving: what is built and laid out lasts; shape (years, areas).
        built: woningprogramma: homes delivered; shape (years, segments, areas), whole numbers.
        demolished: homes demolished; shape (years, segments, areas), whole numbers.
        conversion: herpositionering: share of homes that fall vacant which change segment, in the order of
            `CONVERSIONS`: cheap and dear sold, cheap made dearer, dear made cheaper; shape (years, 4, areas), 0 to 1.
        steer: herpositionering: log weight in the letting of homes of corporations, by reliance;
            shape (years, reliances, areas); 0 is what is done today.
        quota: households from institutions to be housed in the city; shape (years,), whole numbers.
        quota_weight: where they are to be housed, in proportion; shape (areas,); zeros mean by vacant cheap homes.
    """

    support: Grid
    safety: Grid
    meeting: Grid
    quality: Grid
    built: Grid
    demolished: Grid
    conversion: Grid
    steer: Grid
    quota: Grid
    quota_weight: Grid

    def __post_init__(self) -> None:
        years, areas = self.support.shape
        for name, wanted in _shapes(years, areas).items():
            found = getattr(self, name).shape
            if found != wanted:
                raise LeverShapeError(name, found=found, wanted=wanted)

    @property
    def years(self) -> int:
        """The number of years."""
        return len(self.support)


def _shapes(years: int, areas: int) -> dict[str, tuple[int, ...]]:
    flat = dict.fromkeys(("support", "safety", "meeting", "quality"), (years, areas))
    homes = dict.fromkeys(("built", "demolished"), (years, SEGMENTS, areas))
    return {
        **flat,
        **homes,
        "conversion": (years, len(CONVERSIONS), areas),
        "steer": (years, RELIANCES, areas),
        "quota": (years,),
        "quota_weight": (areas,),
    }


def nothing(*, years: int, areas: int) -> Levers:
    """Return the policy in which nothing is done.

    >>> nothing(years=15, areas=3).built.shape
    (15, 4, 3)
    """
    return Levers(**{name: np.zeros(shape) for name, shape in _shapes(years, areas).items()})


def same(one: Levers, other: Levers) -> bool:
    """Return whether two policies are the same to the last bit."""
    return all(np.array_equal(getattr(one, item.name), getattr(other, item.name)) for item in fields(Levers))
