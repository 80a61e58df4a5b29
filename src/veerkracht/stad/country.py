"""A country as a set of regions: each holds some hundred areas and its own households, and together they are all.

A table of distances between all areas of a country does not fit, and people hardly use it: most moves stay near. So a
household moves between areas inside its region, and between regions by way of those who are on their way
(`country_flows`). Nobody is in two regions, and nobody is lost between them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.stad.levers import Levers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from veerkracht.stad.city import City

    Grid = NDArray[np.float64]
    Rows = NDArray[np.int64]

MOST_AREAS: Final = 400  # of a region, unless one gemeente has more: tables of a region then fit in a cache of 2 MB
_GOLDEN = 0.6180339887498949  # so that the same regions do not round up year after year (Weyl 1916)


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country cut into regions.

    Attributes:
        city: all areas; its `region` are the names of the regions, in their order.
        rows: the areas of each region, rising; together all areas, each once.
    """

    city: City
    rows: tuple[Rows, ...]

    def regions(self, city: City | None = None) -> tuple[City, ...]:
        """Return a city for each region.

        Args:
            city: another draw of the same areas; None for the one at hand.
        """
        whole = self.city if city is None else city
        lived = np.stack([whole.households[:, :, rows].sum(axis=(1, 2)) for rows in self.rows], axis=1)
        waiting, institutions = (_divided(each, by=lived) for each in (whole.waiting, whole.institutions))
        return tuple(
            replace(
                whole,
                codes=tuple(whole.codes[row] for row in rows),
                names=tuple(whole.names[row] for row in rows),
                households=np.ascontiguousarray(whole.households[:, :, rows]),
                dwellings=np.ascontiguousarray(whole.dwellings[:, rows]),
                nuisance=whole.nuisance[rows],
                cohesion=whole.cohesion[rows],
                quality=whole.quality[rows],
                centres=whole.centres[rows],
                region=(whole.region[place],),
                region_centres=np.full((1, 2), np.nan),
                region_households=None,
                waiting=waiting[:, place],
                institutions=institutions[:, place],
            )
            for place, rows in enumerate(self.rows)
        )

    def levers(self, levers: Levers) -> tuple[Levers, ...]:
        """Return the levers of each region.

        A quota of the country is divided by where its weights are, else by households, as the number that a gemeente
        must house goes by its residents (Huisvestingswet 2014, article 29).
        """
        weight = levers.quota_weight if levers.quota_weight.any() else self.city.households.sum(axis=(0, 1))
        by = np.array([weight[rows].sum() for rows in self.rows], dtype=np.float64)
        each = np.cumsum(levers.quota[:, None] * by / max(by.sum(), 1e-9), axis=1)
        each[:, -1] = levers.quota
        lots = (np.arange(1, levers.years + 1) * _GOLDEN % 1.0)[:, None]
        quota = np.diff(np.floor(np.round(each, 9) + lots), axis=1, prepend=0.0)
        return tuple(_part(levers, rows, quota=quota[:, place]) for place, rows in enumerate(self.rows))


def country_of(
    city: City, *, gemeenten: Sequence[str], most: int | None = None, named: Mapping[str, str] | None = None
) -> Country:
    """Return a country cut into regions of whole gemeenten that lie together.

    All areas are halved, and each half again, along the longer side, where both sides hold about as many areas. Without
    places they are cut in the order of the codes. A region is named after its largest gemeente. Cut again it is the
    same country, with the names that it has.

    Args:
        city: all areas.
        gemeenten: code of the gemeente of each area; areas with the same stay together.
        most: areas of a region; None for `MOST_AREAS`.
        named: names of gemeenten by code; a code for those that are not in it.
    """
    names, of_area = np.unique(np.array(gemeenten), return_inverse=True)
    lived = city.households.sum(axis=(0, 1)).astype(np.float64)
    areas = np.bincount(of_area)
    people = np.bincount(of_area, weights=lived)
    weight = np.maximum(lived, 1e-9)
    sums = np.stack([np.bincount(of_area, weights=weight * axis) for axis in city.centres.T], axis=1)
    where = sums / np.bincount(of_area, weights=weight)[:, None]
    parts = _halved(np.arange(len(names)), areas=areas, where=where, most=MOST_AREAS if most is None else most)
    groups = sorted(parts, key=lambda group: group.min())
    rows = tuple(np.flatnonzero(np.isin(of_area, group)) for group in groups)
    centres = np.stack([np.average(where[group], axis=0, weights=people[group] + 1e-9) for group in groups])
    largest = [str(names[group[np.argmax(people[group])]]) for group in groups]
    if len(city.region) == len(rows) and np.array_equal(city.region_centres, centres):
        return Country(city=city, rows=rows)
    region = tuple((named or {}).get(code, code) for code in largest)
    return Country(city=replace(city, region=region, region_centres=centres, region_households=None), rows=rows)


def _halved(group: Rows, *, areas: Rows, where: Grid, most: int) -> list[Rows]:
    if len(group) == 1 or areas[group].sum() <= most:
        return [group]
    sides = np.ptp(where[group], axis=0)
    order = group if not sides.max() > 0 else group[np.argsort(where[group, int(np.argmax(sides))], kind="stable")]
    upto = np.cumsum(areas[order])
    cut = 1 + int(np.argmin(np.abs(upto[:-1] - upto[-1] / 2)))
    return [each for half in (order[:cut], order[cut:]) for each in _halved(half, areas=areas, where=where, most=most)]


def _divided(counts: NDArray[np.int64], *, by: NDArray[np.int64]) -> NDArray[np.int64]:
    """Divide whole counts by type over regions in proportion; shape (types, regions), exact sums.

    Where those without a home live is not known per region: an assumption of ours.
    """
    even = np.where(by.sum(axis=1, keepdims=True) > 0, by, 1)
    shares = np.cumsum(even, axis=1) / even.sum(axis=1, keepdims=True)
    upto = np.floor(np.round(shares * counts[:, None], 9) + 0.5)
    return np.asarray(np.diff(upto, axis=1, prepend=0.0), dtype=np.int64)


def _part(levers: Levers, rows: Rows, *, quota: Grid) -> Levers:
    names = ("support", "safety", "meeting", "quality", "built", "demolished", "conversion", "steer", "quota_weight")
    return Levers(quota=quota, **{name: getattr(levers, name)[..., rows] for name in names})
