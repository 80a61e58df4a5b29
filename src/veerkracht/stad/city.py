"""A city at the start of a simulation: its households, homes and areas, and the pools around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.stad import CityShapeError, OvercrowdedCityError
from veerkracht.stad.households import SEGMENTS, TYPES

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """What is known, or drawn, of a city in the first year.

    Attributes:
        codes: of the areas, shape (areas,).
        names: of the areas, for people to read.
        year: the year of the start; the first simulated year is the next one.
        households: counts in homes, shape (types, segments, areas), int64.
        dwellings: homes, occupied or not, shape (segments, areas), int64.
        nuisance: standardised over the country, higher is worse; minus `onv` in standard deviations. Shape (areas,).
        cohesion: standardised, higher is better; `soc` in standard deviations. Shape (areas,).
        quality: of the surroundings, standardised, higher is better; `fys` in standard deviations. Shape (areas,).
        centres: x and y in km, shape (areas, 2).
        region: names of the gemeenten around, at least one; households that leave are counted per gemeente.
        region_centres: x and y in km, shape (region, 2); NaN where unknown.
        waiting: households in the city without a home, shape (types,), int64.
        institutions: households in institutions who will need a home, shape (types,), int64.
        housed_yearly: households from institutions who get a home in a year without change, shape (types,).
        region_households: of the gemeenten around, shape (region,), NaN where unknown; None if all are.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    year: int
    households: NDArray[np.int64]
    dwellings: NDArray[np.int64]
    nuisance: NDArray[np.float64]
    cohesion: NDArray[np.float64]
    quality: NDArray[np.float64]
    centres: NDArray[np.float64]
    region: tuple[str, ...]
    region_centres: NDArray[np.float64]
    waiting: NDArray[np.int64]
    institutions: NDArray[np.int64]
    region_households: NDArray[np.float64] | None = None
    housed_yearly: NDArray[np.float64] = field(default_factory=lambda: np.zeros(TYPES))

    def __post_init__(self) -> None:
        number = len(self.codes)
        shapes = {
            "households": (TYPES, SEGMENTS, number),
            "dwellings": (SEGMENTS, number),
            "nuisance": (number,),
            "cohesion": (number,),
            "quality": (number,),
            "centres": (number, 2),
            "region_centres": (len(self.region), 2),
            "waiting": (TYPES,),
            "institutions": (TYPES,),
            "housed_yearly": (TYPES,),
        }
        if self.region_households is not None:
            shapes["region_households"] = (len(self.region),)
        for name, wanted in shapes.items():
            found = getattr(self, name).shape
            if found != wanted:
                raise CityShapeError(name, found=found, wanted=wanted)
        crowded = np.argwhere(self.households.sum(axis=0) > self.dwellings)
        if len(crowded):
            segment, area = crowded[0]
            raise OvercrowdedCityError(
                self.names[area],
                segment=int(segment),
                households=int(self.households[:, segment, area].sum()),
                dwellings=int(self.dwellings[segment, area]),
            )

    @property
    def areas(self) -> int:
        """The number of areas."""
        return len(self.codes)

    @property
    def pools(self) -> int:
        """The number of pools: waiting, institutions, the rest of the country, and the gemeenten of the region."""
        return 3 + len(self.region)
