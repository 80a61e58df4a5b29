"""Where a contribution is about: drawn on the map, or told in words by who does not use the map."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from veerkracht.errors.atelier import ContributionError

Point = tuple[float, float]

MOST_POINTS = 300
"""A finger draws fewer; more is a program."""

MOST_LETTERS = 120


class PlaceKind(StrEnum):
    """How a place was given."""

    POINT = "point"
    LINE = "line"
    AREA = "area"
    BUURT = "buurt"
    STREET = "street"


_FEWEST = {PlaceKind.POINT: 1, PlaceKind.LINE: 2, PlaceKind.AREA: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something is.

    Attributes:
        kind: how it was given.
        points: longitude and latitude in degrees (WGS 84), for what was drawn; the first of an area is not repeated.
        words: the code of the buurt, or the name of the street, for what was not.

    Raises:
        ContributionError: if it is no such place.
    """

    kind: PlaceKind
    points: tuple[Point, ...] = ()
    words: str = ""

    def __post_init__(self) -> None:
        fewest = _FEWEST.get(self.kind)
        if fewest is None:
            if not self.words.strip() or len(self.words) > MOST_LETTERS or self.points:
                raise _wrong(
                    self.words,
                    en=f"a name of 1 to {MOST_LETTERS} letters",
                    nl=f"een naam van 1 tot {MOST_LETTERS} letters",
                )
            return
        most = 1 if self.kind is PlaceKind.POINT else MOST_POINTS
        if not fewest <= len(self.points) <= most:
            raise _wrong(len(self.points), en=f"{fewest} to {most} points", nl=f"{fewest} tot {most} punten")
        if not all(_on_earth(*point) for point in self.points):
            raise _wrong("?", en="degrees of longitude and latitude", nl="graden lengte en breedte")

    def within(self, box: tuple[float, float, float, float]) -> bool:
        """Return whether every point lies in a box (west, south, east, north); told in words counts as within."""
        west, south, east, north = box
        return all(west <= x <= east and south <= y <= north for x, y in self.points)


def _on_earth(longitude: float, latitude: float) -> bool:
    return isfinite(longitude) and isfinite(latitude) and abs(longitude) <= 180 and abs(latitude) <= 90  # degrees


def _wrong(value: object, *, en: str, nl: str) -> ContributionError:
    return ContributionError(what_en="The place", what_nl="De plek", value=value, right_en=en, right_nl=nl)
