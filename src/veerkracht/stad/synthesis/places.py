"""Where the areas of a city lie and how they score: nuisance, cohesion, quality, centres and the region around."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import shapely

from veerkracht.facts.areas import parent_code
from veerkracht.stad.synthesis.account import Ledger, Margin, Why
from veerkracht.stad.synthesis.figures import mean_of, nearest

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from veerkracht.facts.boundaries import Boundaries
    from veerkracht.facts.tables import AreaTable
    from veerkracht.stad.synthesis.figures import Figures

    Values = NDArray[np.float64]
    Column = Callable[[str], Values]

REST_OF_REGION = "rest van de regio"
_TOUCHES_M = 500.0  # gemeenten on both sides of a river are neighbours; the widest one between two has some 500 m
_SCORES = ((Margin.NUISANCE, "onv", -1.0), (Margin.COHESION, "soc", 1.0), (Margin.QUALITY, "fys", 1.0))


def scores(figures: Figures, *, country: AreaTable, weights: Values, ledger: Ledger) -> Values:
    """Return nuisance, cohesion and quality in standard deviations over the areas of a country; shape (3, areas).

    Minus `onv`, `soc` and `fys` of the Leefbaarometer, of the wave nearest to the start, each with the mean and the
    standard deviation of its own wave over all areas of `country`. An area without a score gets the mean of its wijk,
    else of the city.
    """
    found = np.zeros((len(_SCORES), len(figures)))
    for place, (margin, code, sign) in enumerate(_SCORES):
        found[place] = sign * standardised(figures, partial(_column, code), country=country)
        fill_up(figures, found[place], margin=margin, weights=weights, ledger=ledger)
    return found


def _column(code: str, column: Column) -> Values:
    return column(code)


def standardised(figures: Figures, recipe: Callable[[Column], Values], *, country: AreaTable) -> Values:
    """Return a figure in standard deviations over the areas of a country, wave by wave; NaN where unknown."""
    own = figures.make(recipe)
    values = np.full(len(figures), np.nan)
    for year in np.unique(own.years[own.known]):
        rows = own.known & (own.years == year)
        among = nearest(country, int(year), recipe)
        same = among.values[among.known & (among.years == year)]
        if len(same) < 2:
            same = own.values[rows]
        spread = float(np.std(same))
        values[rows] = (own.values[rows] - float(np.mean(same))) / spread if spread > 0 else 0.0
    return values


def fill_up(figures: Figures, values: Values, *, margin: Margin, weights: Values, ledger: Ledger) -> None:
    """Give areas without a value the mean of their wijk, else of the city, else 0 (the mean of the country); in place.

    Args:
        figures: of the city.
        values: NaN where unknown; shape (areas,).
        margin: what it is, for the ledger.
        weights: households; shape (areas,).
        ledger: is told.
    """
    lacking = np.isnan(values)
    if not lacking.any():
        return
    parents = np.array([parent_code(code) or "" for code in figures.table.areas.codes])
    _, group = np.unique(parents, return_inverse=True)
    weight = np.where(lacking, 0.0, np.maximum(weights, 1e-9))
    sums = np.bincount(group, weights=weight * np.where(lacking, 0.0, values))
    below = np.bincount(group, weights=weight)
    means = np.divide(sums, below, out=np.full(len(below), np.nan), where=below > 0)[group]
    city = mean_of(values, np.maximum(weights, 1e-9))
    from_wijk = lacking & ~np.isnan(means)
    rest = lacking & ~from_wijk
    values[from_wijk] = means[from_wijk]
    values[rest] = 0.0 if np.isnan(city) else city
    ledger.note(from_wijk, margin=margin, why=Why.WIJK, used=values)
    ledger.note(rest, margin=margin, why=Why.ASSUMED if np.isnan(city) else Why.CITY, used=values)


def centres(figures: Figures, polygons: Boundaries | None, *, ledger: Ledger) -> Values:
    """Return the centroid of each area in km of the Dutch grid, shape (areas, 2).

    An area without a polygon lies in the middle of its wijk, else of the city; without any polygon all lie at (0, 0),
    so that distance plays no part.
    """
    found = np.full((len(figures), 2), np.nan)
    if polygons is not None:
        rows = polygons.areas.rows(figures.table.areas.codes)
        drawn = np.array([one >= 0 and _is_drawn(polygons.geometry[one]) for one in rows], dtype=np.bool_)
        middles = shapely.centroid(polygons.geometry[rows[drawn]])
        found[drawn] = np.stack([shapely.get_x(middles), shapely.get_y(middles)], axis=1) / 1000.0
    elsewhere = np.isnan(found[:, 0])
    even = np.ones(len(figures))
    quiet = Ledger(number=len(figures))
    for axis in range(2):
        fill_up(figures, found[:, axis], margin=Margin.CENTRE, weights=even, ledger=ledger if axis == 0 else quiet)
    if elsewhere.all():
        ledger.say(
            "Er zijn geen grenzen van gebieden: afstand speelt geen rol.",
            "There are no boundaries of areas: distance plays no part.",
        )
    return found


def region(
    polygons: Boundaries | None, around: Boundaries | None, *, own: frozenset[str], ledger: Ledger
) -> tuple[tuple[str, ...], Values]:
    """Return the names and centres in km of the gemeenten that border on the city, at least one; shape (region, 2).

    Args:
        polygons: of the areas of the city; None if unknown.
        around: of gemeenten, the city itself may be among them; None if unknown.
        own: codes of the gemeenten in which the city lies.
        ledger: is told where there is nothing to go by.
    """
    if polygons is not None and around is not None:
        shapes = np.array([one for one in polygons.geometry if _is_drawn(one)], dtype=object)
        others = np.array(
            [
                _is_drawn(shape) and code not in own
                for code, shape in zip(around.areas.codes, around.geometry, strict=True)
            ],
            dtype=np.bool_,
        )
        if len(shapes) and others.any():
            city = shapely.union_all(shapely.simplify(shapes, _TOUCHES_M / 10))
            rows = np.flatnonzero(others)
            near = rows[np.asarray(shapely.distance(around.geometry[rows], city)) <= _TOUCHES_M]
            if len(near):
                middles = shapely.centroid(around.geometry[near])
                where = np.stack([shapely.get_x(middles), shapely.get_y(middles)], axis=1) / 1000.0
                return tuple(around.areas.names[one] for one in near), where
    ledger.say(
        "Er zijn geen grenzen van buurgemeenten: de regio is één plek zonder afstand.",
        "There are no boundaries of neighbouring gemeenten: the region is one place without a distance.",
    )
    return (REST_OF_REGION,), np.full((1, 2), np.nan)


def _is_drawn(shape: object) -> bool:
    return isinstance(shape, shapely.Geometry) and not shape.is_empty
