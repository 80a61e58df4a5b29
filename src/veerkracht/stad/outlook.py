"""Veerkracht in a simulation: the index of phase 1 itself, asked again with the figures of each simulated year and run.

Two outlooks are kept apart. The countable one holds what can be counted: homes, households, allocations. The one of
liveability holds scores, and who is a vrager: uncertain, and told with whether the past showed any skill.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.outlook import DeviationError, OutlookAreasError
from veerkracht.facts.language import Bilingual
from veerkracht.index.held import score_again, slope_again
from veerkracht.stad.households import Pool, Reliance
from veerkracht.stad.outlook_links import LINKS, Manner, figure_slopes, moved_figure
from veerkracht.stad.runs import Runs, band_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from veerkracht.index.held import HeldIndex
    from veerkracht.stad.outlook_links import Link, Simulated
    from veerkracht.stad.runs import Band

    Floats = NDArray[np.float64]

# What a gradient is taken to.
INPUTS = ("reliance", "incomes", "dwellings", "nuisance", "cohesion", "quality")


class Skill(StrEnum):
    """Whether a simulation of the past told the liveability of later years better than no change would."""

    BETTER = "better"
    NOT_BETTER = "not_better"

    @property
    def statement(self) -> Bilingual:
        """What must stand beside every statement on liveability."""
        return _SKILL[self]


_SKILL = {
    Skill.BETTER: Bilingual(
        "Getoetst op eerdere jaren: beter dan geen verandering.",
        "Tested on earlier years: better than no change.",
    ),
    Skill.NOT_BETTER: Bilingual(
        "Niet beter dan geen verandering: op eerdere jaren is niet aangetoond dat deze doorkijk de leefbaarheid beter "
        "voorspelt dan wie zegt dat alles blijft zoals het is.",
        "Not better than no change: it was not shown on earlier years that this outlook tells liveability better than "
        "who says that all stays as it is.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmoved:
    """An indicator that keeps its published figure in the outlook.

    Attributes:
        code: of the indicator.
        name: as it stands on screen.
        weight: its share of the weight of the score, 0 to 1.
    """

    code: str
    name: Bilingual
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookIndex:
    """An index of phase 1, with the links by which a simulation moves it.

    Attributes:
        held: the index of the areas of the city, scales and weights held.
        links: of the indicators that move.
        deviations: of each link, one standard deviation in points; 1 for shares.
        unmoved: the indicators that keep their published figure, heaviest first.
    """

    held: HeldIndex
    links: tuple[Link, ...]
    deviations: Mapping[str, float]
    unmoved: tuple[Unmoved, ...]

    @property
    def unmoved_weight(self) -> float:
        """The share of the weight of the top score that no simulation moves, 0 to 1."""
        return sum(one.weight for one in self.unmoved)

    def unmoved_note(self) -> Bilingual:
        """Return the sentence that an answer must carry about the figures that stay as they are."""
        share = f"{100 * self.unmoved_weight:.0f}%"
        if not self.unmoved:
            return Bilingual("Alle cijfers bewegen mee in de doorkijk.", "All figures move along in the outlook.")
        nl = ", ".join(one.name.nl for one in self.unmoved)
        en = ", ".join(one.name.en for one in self.unmoved)
        return Bilingual(
            f"Deze cijfers blijven gelijk in de doorkijk: {nl}. Samen zijn ze {share} van het gewicht van de score.",
            f"These figures stay the same in the outlook: {en}. Together they are {share} of the weight of the score.",
        )


def outlook_index(held: HeldIndex, *, deviations: Mapping[str, float], links: Sequence[Link] = LINKS) -> OutlookIndex:
    """Return an index made ready for simulations.

    An indicator moves if there is a link for it and the design takes it as published, not divided by another column.

    Args:
        held: the index of phase 1, of the areas of the city in their order.
        deviations: one standard deviation, in points, of each score that the city holds standardised (`onv`, `soc`,
            `fys`): the one by which it was standardised.
        links: which figures move.

    Raises:
        DeviationError: if the design has such a score and its standard deviation is missing or not above zero.
    """
    whole = {choice.code for choice in held.design.indicators if not choice.denominator}
    used = tuple(link for link in links if link.code in whole)
    spreads: dict[str, float] = {}
    for link in used:
        value = deviations.get(link.code, np.nan) if link.manner is Manner.DEVIATIONS else 1.0
        if not 0.0 < value < np.inf:
            raise DeviationError(link.code, value=value)
        spreads[link.code] = float(value)
    kept = [
        Unmoved(code=choice.code, name=choice.name, weight=held.weight(choice.code))
        for choice in held.design.indicators
        if choice.code not in spreads
    ]
    return OutlookIndex(
        held=held,
        links=used,
        deviations=spreads,
        unmoved=tuple(sorted(kept, key=lambda one: (-one.weight, one.code))),
    )


def moved_figures(prepared: OutlookIndex, simulated: Simulated) -> dict[str, Floats]:
    """Return the figures of the indicators that move, per code shape (..., years + 1, areas), in their units.

    Raises:
        OutlookAreasError: if the simulation is of other areas.
    """
    areas = simulated.reliance.shape[-1]
    if areas != len(prepared.held.areas):
        raise OutlookAreasError(simulated=areas, held=len(prepared.held.areas))
    return {
        link.code: moved_figure(
            link, prepared.held.figure(link.code), simulated, deviation=prepared.deviations[link.code]
        )
        for link in prepared.links
    }


def outlook_scores(prepared: OutlookIndex, simulated: Simulated, *, nodes: Sequence[str] = ()) -> dict[str, Floats]:
    """Return the scores of phase 1 in every simulated year.

    At the start they are those of phase 1. Where nobody lives there is no score.

    Args:
        prepared: the index.
        simulated: a trajectory, or runs.
        nodes: codes of the scores wanted; the top and what stands directly below it if empty.

    Returns:
        Per node, shape (..., years + 1, areas); NaN for no score.

    Raises:
        OutlookAreasError: if the simulation is of other areas.
        TreeError: if a node is not in the design.
    """
    design = prepared.held.design
    wanted = tuple(nodes) or main_nodes(prepared)
    figures = moved_figures(prepared, simulated)
    empty = simulated.reliance.sum(axis=-2) <= 0.0
    if not figures:
        found = {code: np.broadcast_to(prepared.held.scores[design.node(code).code], empty.shape) for code in wanted}
    else:
        found = score_again(prepared.held, figures, nodes=wanted)
    if not empty.any():
        return found
    return {code: np.where(empty, np.nan, scores) for code, scores in found.items()}


def main_nodes(prepared: OutlookIndex) -> tuple[str, ...]:
    """Return the codes of the top score and of the scores directly below it."""
    design = prepared.held.design
    codes = {node.code for node in design.nodes}
    return (design.root, *(child for child in design.children(design.root) if child in codes))


def outlook_gradient(prepared: OutlookIndex, simulated: Simulated, *, node: str = "") -> dict[str, Floats]:
    """Return how fast the score of an area in a year moves with what is simulated for that area in that year.

    What stands at the start is held. By the chain rule over the slopes of the index and of the links, so that an
    adjoint over the levers of a policy can begin here.

    Args:
        prepared: the index.
        simulated: a trajectory, or runs.
        node: of which score; the top if empty.

    Returns:
        Per name of `INPUTS`, the partial derivatives in the shape of that array: points of score per household, home
        or standard deviation. The first year holds zeros: the start is what phase 1 says.

    Raises:
        OutlookAreasError: if the simulation is of other areas.
        NoSlopeError: if a scale goes by steps.
    """
    found = {name: np.zeros(np.shape(getattr(simulated, name))) for name in INPUTS}
    figures = moved_figures(prepared, simulated)
    slopes = slope_again(prepared.held, figures, node=node) if figures else {}
    empty = simulated.reliance.sum(axis=-2) <= 0.0
    for link in prepared.links:
        own = prepared.held.figure(link.code)
        steep = np.where(empty, 0.0, slopes[link.code])
        inner = figure_slopes(link, own, simulated, deviation=prepared.deviations[link.code])
        for name, values in inner.items():
            found[name] += np.nan_to_num(values) * (steep if values.ndim == steep.ndim else steep[..., None, :])
    for name, values in found.items():
        first = (..., 0, slice(None)) if values.ndim == empty.ndim else (..., 0, slice(None), slice(None))
        values[first] = 0.0
        found[name] = values
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class CountableOutlook:
    """What can be counted in the runs of a policy: homes, households, allocations, turnover.

    Attributes:
        codes: of the areas.
        first_year: of the start; the other years follow it.
        households: in homes, shape (runs, years + 1, areas).
        incomes: households by income, shape (runs, years + 1, incomes, areas).
        dwellings: homes by segment, shape (runs, years + 1, segments, areas).
        occupied: of those, the occupied ones; same shape.
        turnover: share of homes left in a year, shape (runs, years, areas).
        housed: households that got a home, shape (runs, years, areas).
        urgent: of those, with priority: displaced households and those from institutions; same shape.
        waiting: households without a home of their own, shape (runs, years + 1).
        searched: households that looked for a home, by income, shape (runs, years, incomes).
        found: of those, who found one; same shape.
    """

    codes: tuple[str, ...]
    first_year: int
    households: Floats
    incomes: Floats
    dwellings: Floats
    occupied: Floats
    turnover: Floats
    housed: Floats
    urgent: Floats
    waiting: Floats
    searched: Floats
    found: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveabilityOutlook:
    """What the runs of a policy say of liveability: scores of phase 1 and what moves them. Uncertain.

    Attributes:
        codes: of the areas.
        first_year: of the start; the other years follow it.
        scores: per node of the index, shape (runs, years + 1, areas).
        figures: per indicator that moves, in its unit; same shape.
        vragers: share of households, 0 to 1, same shape; NaN where nobody lives. Here and not among what is counted,
            as self-reliance stands in no register.
        nuisance, cohesion, quality: in standard deviations, same shape.
        unmoved: the indicators that keep their published figure.
        unmoved_note: the sentence about those.
        skill: whether the past showed any.
    """

    codes: tuple[str, ...]
    first_year: int
    scores: Mapping[str, Floats]
    figures: Mapping[str, Floats]
    vragers: Floats
    nuisance: Floats
    cohesion: Floats
    quality: Floats
    unmoved: tuple[Unmoved, ...]
    unmoved_note: Bilingual
    skill: Skill

    def band(self, node: str) -> Band:
        """Return the 90% band of a score over the runs, shape (years + 1, areas)."""
        return band_of(self.scores[node])


def countable_outlook(runs: Runs, *, codes: tuple[str, ...], first_year: int) -> CountableOutlook:
    """Return what can be counted in the runs of a policy."""
    return CountableOutlook(
        codes=codes,
        first_year=first_year,
        households=runs.households,
        incomes=runs.incomes,
        dwellings=runs.dwellings,
        occupied=runs.occupied,
        turnover=runs.turnover,
        housed=runs.housed_to,
        urgent=runs.first_to,
        waiting=runs.pools[:, :, :, Pool.WAITING].sum(axis=-1) + runs.temporary.sum(axis=(-2, -1)),
        searched=runs.searched,
        found=runs.found,
    )


def liveability_outlook(
    prepared: OutlookIndex,
    runs: Runs,
    *,
    first_year: int,
    nodes: Sequence[str] = (),
    skill: Skill = Skill.NOT_BETTER,
) -> LiveabilityOutlook:
    """Return what the runs of a policy say of liveability.

    Args:
        prepared: the index of phase 1.
        runs: of a policy.
        first_year: of the start.
        nodes: as for `outlook_scores`.
        skill: what the backcast showed; nothing, unless told otherwise.

    Raises:
        OutlookAreasError: if the simulation is of other areas.
        TreeError: if a node is not in the design.
    """
    return LiveabilityOutlook(
        codes=prepared.held.areas.codes,
        first_year=first_year,
        scores=outlook_scores(prepared, runs, nodes=nodes),
        figures=moved_figures(prepared, runs),
        vragers=vrager_shares(runs),
        nuisance=runs.nuisance,
        cohesion=runs.cohesion,
        quality=runs.quality,
        unmoved=prepared.unmoved,
        unmoved_note=prepared.unmoved_note(),
        skill=skill,
    )


def vrager_shares(simulated: Simulated) -> Floats:
    """Return the share of vragers among households, shape (..., years + 1, areas); NaN where nobody lives."""
    whole = simulated.reliance.sum(axis=-2)
    part = simulated.reliance[..., Reliance.VRAGER, :]
    return np.asarray(np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0))
