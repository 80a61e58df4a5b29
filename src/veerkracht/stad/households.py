"""Who lives where: the types of households, the segments of homes and the places outside the areas of a city."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

INCOMES: Final = 5  # quintiles of standardised household income in the country, 0 the lowest
STAGES: Final = 4
RELIANCES: Final = 3
SEGMENTS: Final = 4
GROUPS: Final = RELIANCES * INCOMES  # what the choice of a home depends on
TYPES: Final = GROUPS * STAGES


class Stage(IntEnum):
    """Life stage of a household; children and age are what the published margins know."""

    YOUNG = 0  # without children, under 35
    FAMILY = 1  # with children at home
    MIDLIFE = 2  # without children, 35 to 65
    SENIOR = 3  # 65 and over


class Reliance(IntEnum):
    """Self-reliance (zelfredzaamheid) of a household. Latent: no register holds it (see `synthesis`)."""

    DRAGER = 0
    BETWEEN = 1
    VRAGER = 2


class Segment(IntEnum):
    """Who owns a home and what it costs; the border of cheap is the aftoppingsgrens."""

    OWNED = 0
    CHEAP = 1  # of a corporation, rent up to the aftoppingsgrens
    DEAR = 2  # of a corporation, dearer
    PRIVATE = 3


SOCIAL: Final = (Segment.CHEAP, Segment.DEAR)


def type_of(income: int, *, stage: Stage, reliance: Reliance) -> int:
    """Return the number of a type, 0 to 59: reliance, then stage, then income, the last running fastest.

    >>> type_of(4, stage=Stage.SENIOR, reliance=Reliance.VRAGER)
    59
    """
    return int(reliance) * STAGES * INCOMES + int(stage) * INCOMES + income


_ALL = np.arange(TYPES)
INCOME: Final[NDArray[np.int64]] = _ALL % INCOMES
STAGE: Final[NDArray[np.int64]] = (_ALL // INCOMES) % STAGES
RELIANCE: Final[NDArray[np.int64]] = _ALL // (INCOMES * STAGES)
GROUP: Final[NDArray[np.int64]] = RELIANCE * INCOMES + INCOME
GROUP_INCOME: Final[NDArray[np.int64]] = np.arange(GROUPS) % INCOMES
GROUP_RELIANCE: Final[NDArray[np.int64]] = np.arange(GROUPS) // INCOMES


class Pool(IntEnum):
    """Places that are not areas, in the order in which they follow the areas; the region may be several gemeenten."""

    WAITING = 0  # in the city without a home of their own: starters, forced movers who found nothing
    INSTITUTION = 1  # beschermd wonen, opvang, statushouders not yet housed
    COUNTRY = 2  # the rest of the country
    REGION = 3  # the first gemeente of the region; more may follow


class Letting(IntEnum):
    """To whom a corporation lets a home; the first three search on the market, the others go before all others."""

    WAITING = 0  # in the city without a home of their own: starters, and forced movers who found nothing
    OUTSIDE = 1  # from the region or the rest of the country
    MOVER = 2  # from another home in the city (doorstromer)
    URGENT = 3  # lost a home by demolition, or back from temporary housing
    INSTITUTION = 4  # of the quota: statushouders, out of beschermd wonen or opvang


LETTINGS: Final = len(Letting)
GONE: Final = 65_535  # the place of a household that was dissolved; its record is used again
NO_SEGMENT: Final = 255
