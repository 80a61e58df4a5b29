"""Pattern: what spatial statistics say of one gemeente: areas with most problems that lie together, residents apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.errors.spatial import NoGroupError, TooFewNeighboursError
from veerkracht.facts.indicators import Better
from veerkracht.signalering.spatial.around import among
from veerkracht.signalering.spatial.clusters import FALSE_DISCOVERIES, Clusters, local_clusters
from veerkracht.signalering.spatial.moran import Moran, moran
from veerkracht.signalering.spatial.segregation import Segregation, segregation
from veerkracht.signalering.spatial.steady import steady

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.boundaries import Contiguity
    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.periods import Period
    from veerkracht.facts.provenance import Provenance
    from veerkracht.facts.tables import AreaTable
    from veerkracht.signalering.kaart import Kaart

LOW_INCOMES: Final = ("lage_inkomens", "laag_inkomen", "sociaal_minimum")
"""Shares of households with little to spend, the first that is known counts; each is of `huishoudens`."""

_LEAST_KNOWN = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """How the problems of a map lie over its areas.

    Attributes:
        kaart: the map of the level of problems.
        whole: Moran's I.
        clusters: per area with a figure, high is much of the problem.
        known: shape (areas,), which areas of the map took part.
        is_steady: whether noise could be taken out first.
    """

    kaart: Kaart
    whole: Moran
    clusters: Clusters
    known: NDArray[np.bool_]
    is_steady: bool

    @property
    def kinds(self) -> NDArray[np.int64]:
        """`Cluster` of each area of the map, -1 where it has no figure; shape (areas,)."""
        found = np.full(len(self.kaart.areas), -1, dtype=np.int64)
        found[self.known] = self.clusters.kinds
        return found

    @property
    def is_together(self) -> bool:
        """Whether areas that are alike lie together more than chance explains."""
        return self.whole.p < FALSE_DISCOVERIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Apartness:
    """How far households of a group live apart.

    Attributes:
        code: of the share of the group.
        period: of the figures.
        found: the index of dissimilarity.
        areas, of: how many areas are in it, and how many there are.
        provenance: the sources.
    """

    code: str
    period: Period
    found: Segregation
    areas: int
    of: int
    provenance: tuple[Provenance, ...]


def find_pattern(kaart: Kaart, contiguity: Contiguity, *, rng: np.random.Generator) -> Pattern | None:
    """Return how the problems of a map of levels lie, or None if too few areas have a figure and a neighbour.

    Noise is taken out first, by size and never by place (`steady`): noise hides a pattern, smoothing by place makes
    one.

    Args:
        kaart: map 3, or another map of levels.
        contiguity: of its areas.
        rng: deals the figures out.
    """
    known = np.isfinite(kaart.values)
    if not known.any():
        return None
    sign = -1.0 if kaart.better is Better.HIGH else 1.0
    values, errors = sign * kaart.values[known], kaart.errors[known]
    level, near = steady(values, errors=errors), among(contiguity, kept=known)
    try:
        whole = moran(level, near, rng=rng)
    except TooFewNeighboursError:
        return None
    return Pattern(
        kaart=kaart,
        whole=whole,
        clusters=local_clusters(level, near, rng=rng),
        known=known,
        is_steady=bool(np.isfinite(errors).any()),
    )


def find_apartness(
    table: AreaTable, *, catalogue: Catalogue, rng: np.random.Generator, codes: Sequence[str] = LOW_INCOMES
) -> Apartness | None:
    """Return how far households with little to spend live apart, in the latest period that half of the areas know.

    Args:
        table: figures of the areas of one gemeente.
        catalogue: says of what each share is.
        rng: draws the numbers.
        codes: shares in percent, the first that is known counts.
    """
    for code in codes:
        whole = catalogue[code].denominator if code in catalogue else ""
        if code not in table or whole not in table:
            continue
        for period in reversed(table.periods_of(code, share=_LEAST_KNOWN)):
            share, total = table.column(code, period), table.column(whole, period)
            both = share.present & total.present & (np.nan_to_num(total.values) > 0)
            if both.mean() < _LEAST_KNOWN:
                continue
            people = total.values[both]
            try:
                found = segregation(share.values[both] / 100.0 * people, people, rng=rng)
            except NoGroupError:
                continue
            sources = tuple(dict.fromkeys((*share.provenance, *total.provenance)))
            return Apartness(
                code=code, period=period, found=found, areas=int(both.sum()), of=len(both), provenance=sources
            )
    return None
