"""Which indicators a simulation moves, and how: each link from who lives where to a published figure, with its reason.

A figure at year t is the published figure, changed by what changed in the simulation since its start. So at the start
it is the published figure to the last bit, and a level that the simulation gets wrong does not come back in the figure.
A published figure of nought that moves by a ratio stays nought: nothing tells how fast it would grow.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.stad.households import SOCIAL, Reliance, Segment
from veerkracht.stad.synthesis.figures import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from veerkracht.facts.tables import AreaTable

    Floats = NDArray[np.float64]

# Households of an average area added to each area where a share is told as a ratio to its start. Without them an area
# that starts with no vrager could never get one, and one of ten households would leap. Our assumption; in an area of
# 500 households it takes 2% off a change.
SOFTENING: Final = 10.0


class Manner(StrEnum):
    """How a change in the simulation becomes a change of a figure."""

    RATIO = "ratio"  # the figure is multiplied by the share now over the share at the start
    POINTS = "points"  # the change of the share, in percentage points, is added to the figure
    DEVIATIONS = "deviations"  # the change in standard deviations, times one of them in points, is added


class Simulated(Protocol):
    """What of a simulation moves figures: a `Trajectory`, or many of them with the runs as first axis.

    All arrays have shape (..., years + 1, groups, areas) or (..., years + 1, areas), as in `Trajectory`.
    """

    @property
    def reliance(self) -> Floats:
        """Households by self-reliance."""

    @property
    def incomes(self) -> Floats:
        """Households by income."""

    @property
    def dwellings(self) -> Floats:
        """Homes by segment."""

    @property
    def nuisance(self) -> Floats:
        """In standard deviations, higher is worse."""

    @property
    def cohesion(self) -> Floats:
        """In standard deviations, higher is better."""

    @property
    def quality(self) -> Floats:
        """In standard deviations, higher is better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """How the simulation moves one indicator.

    Attributes:
        code: of the indicator, in the catalogue.
        source: the attribute of `Simulated` that moves it.
        groups: which groups of that attribute count, for a share; empty for a score of areas.
        manner: how.
        sign: 1, or -1 where the simulation counts the other way round.
        low, high: bounds of the figure, in its unit; a published figure beyond them is its own bound.
        reason: why, for people.
    """

    code: str
    source: str
    groups: tuple[int, ...] = ()
    manner: Manner
    sign: float = 1.0
    low: float = -np.inf
    high: float = np.inf
    reason: Bilingual


_VRAGERS = Bilingual(
    "Gaat mee met het aandeel vragers: neemt dat met een tiende toe, dan dit cijfer ook. Vragers zijn niet geteld maar "
    "geschat; een uitkering is het beste open teken ervan. Dat beide even hard gaan, is onze aanname.",
    "Goes along with the share of vragers: if that grows by a tenth, so does this figure. Vragers are estimated, not "
    "counted; a benefit is the best open sign of them. That both go equally fast is our assumption.",
)
_SAME = Bilingual(
    "De simulatie telt dezelfde huishoudens: de verandering in procentpunten komt er één op één bij.",
    "The simulation counts the same households: the change in percentage points is added one to one.",
)
_HOMES = Bilingual(
    "De simulatie telt dezelfde woningen: de verandering in procentpunten komt er één op één bij.",
    "The simulation counts the same homes: the change in percentage points is added one to one.",
)
_SCORE = Bilingual(
    "De simulatie rekent met deze score in standaardafwijkingen; de verandering is teruggerekend naar punten.",
    "The simulation computes with this score in standard deviations; the change is turned back into points.",
)


def _of_vragers(code: str) -> Link:
    return Link(
        code=code,
        source="reliance",
        groups=(Reliance.VRAGER,),
        manner=Manner.RATIO,
        low=0.0,
        high=100.0,
        reason=_VRAGERS,
    )


def _share(code: str, *, source: str, groups: tuple[int, ...], reason: Bilingual) -> Link:
    return Link(code=code, source=source, groups=groups, manner=Manner.POINTS, low=0.0, high=100.0, reason=reason)


def _score(code: str, *, source: str, sign: float = 1.0) -> Link:
    return Link(code=code, source=source, manner=Manner.DEVIATIONS, sign=sign, reason=_SCORE)


LINKS: Final[tuple[Link, ...]] = (
    _of_vragers("minder_zelfredzaam"),
    _of_vragers("aandeel_bijstand"),
    _of_vragers("aandeel_arbeidsongeschikt"),
    # The 40% and the 20% of the country: two quintiles and one (CBS, Kerncijfers wijken en buurten).
    _share("lage_inkomens", source="incomes", groups=(0, 1), reason=_SAME),
    _share("hoge_inkomens", source="incomes", groups=(4,), reason=_SAME),
    _share("koopwoningen", source="dwellings", groups=(Segment.OWNED,), reason=_HOMES),
    _share("huurwoningen", source="dwellings", groups=(*SOCIAL, Segment.PRIVATE), reason=_HOMES),
    _share("corporatiewoningen", source="dwellings", groups=SOCIAL, reason=_HOMES),
    _share("overige_verhuurders", source="dwellings", groups=(Segment.PRIVATE,), reason=_HOMES),
    _score("onv", source="nuisance", sign=-1.0),
    _score("soc", source="cohesion"),
    _score("fys", source="quality"),
)
"""The links of the shipped designs and the maps; modelled figures of RIVM and crime have none, as no source tells how
they follow who lives somewhere, and those of RIVM are made of such figures themselves."""


def moved_figure(link: Link, published: Floats, simulated: Simulated, *, deviation: float = 1.0) -> Floats:
    """Return an indicator in every simulated year, by its change from the start.

    Args:
        link: how it moves.
        published: the figure at the start, shape (areas,); NaN where missing.
        simulated: the simulation.
        deviation: one standard deviation in points of the figure; for scores only.

    Returns:
        Shape (..., years + 1, areas), in the unit of the indicator; the first year is `published` itself. NaN where it
        is missing, or where nobody lives or nothing stands.
    """
    if link.manner is Manner.DEVIATIONS:
        values = getattr(simulated, link.source)
        moved = np.subtract(values, values[..., :1, :], dtype=np.float64)
        moved *= link.sign * deviation
        moved += published
    elif link.manner is Manner.POINTS:
        share = _share_of(link, simulated)
        moved = share - share[..., :1, :]
        moved *= 100.0
        moved += published
    else:
        moved = _softened(link, simulated)
        moved /= moved[..., :1, :].copy()
        moved *= published
    return np.asarray(np.clip(moved, *_bounds(link, published), out=moved))


def figure_slopes(
    link: Link, published: Floats, simulated: Simulated, *, deviation: float = 1.0
) -> Mapping[str, Floats]:
    """Return how fast an indicator moves with each simulated input of the same year; the start is held.

    Args:
        link: how it moves.
        published: as for `moved_figure`.
        simulated: as for `moved_figure`.
        deviation: as for `moved_figure`.

    Returns:
        Per attribute of `Simulated` that matters, the partial derivatives in the shape of that attribute; 0 where the
        figure is at a bound.
    """
    values = np.asarray(getattr(simulated, link.source), dtype=np.float64)
    moved = moved_figure(link, published, simulated, deviation=deviation)
    low, high = _bounds(link, published)
    free = (moved > low) & (moved < high)
    if link.manner is Manner.DEVIATIONS:
        return {link.source: np.where(free, link.sign * deviation, 0.0)}
    inside = np.zeros(values.shape[-2])
    inside[list(link.groups)] = 1.0
    if link.manner is Manner.POINTS:
        share, whole = _share_of(link, simulated), values.sum(axis=-2)
        factor = np.where(free, 100.0, 0.0)
    else:
        share, whole = _softened(link, simulated), values.sum(axis=-2) + SOFTENING
        factor = np.where(free, published / share[..., :1, :], 0.0)
    steep = (inside[:, None] - share[..., None, :]) * (factor / np.where(whole > 0, whole, np.nan))[..., None, :]
    return {link.source: np.nan_to_num(steep)}


def deviations_of(country: AreaTable, *, year: int) -> dict[str, float]:
    """Return one standard deviation of each score that a city holds standardised, in points of that score.

    Of the wave nearest to the start, over all areas of the country: as the synthesis standardises a city. A score that
    the table lacks is left out.

    Args:
        country: figures of all areas of a level; the table that the synthesis got as its country.
        year: of the start.
    """
    found = {}
    for link in LINKS:
        if link.manner is Manner.DEVIATIONS:
            wave = nearest(country, year, partial(_column, link.code))
            last = wave.years[wave.known]
            # Most areas stand in one wave; an area that it lacks is standardised by a wave of its own.
            same = wave.values[wave.known & (wave.years == np.bincount(last).argmax())] if last.size else last
            if same.size > 1 and np.std(same) > 0:
                found[link.code] = float(np.std(same))
    return found


def _column(code: str, column: Callable[[str], Floats]) -> Floats:
    return column(code)


def _bounds(link: Link, published: Floats) -> tuple[Floats, Floats]:
    """Return the bounds per area; a published figure beyond them is its own bound, so that the start stays exact."""
    return np.fmin(link.low, published), np.fmax(link.high, published)


def _share_of(link: Link, simulated: Simulated) -> Floats:
    """Return the share of the groups of a link, shape (..., years + 1, areas); NaN where there is nothing."""
    values = getattr(simulated, link.source)
    part, whole = (one.sum(axis=-2, dtype=np.float64) for one in (values[..., list(link.groups), :], values))
    return np.asarray(np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0))


def _softened(link: Link, simulated: Simulated) -> Floats:
    """Return the share of the groups of a link, with the households of `SOFTENING` added at the mean of the start."""
    values = getattr(simulated, link.source)
    part, whole = (one.sum(axis=-2, dtype=np.float64) for one in (values[..., list(link.groups), :], values))
    first, everyone = part[..., :1, :].sum(axis=-1, keepdims=True), whole[..., :1, :].sum(axis=-1, keepdims=True)
    # With no such household anywhere a ratio says nothing: half a household keeps it a number.
    mean = np.maximum(first, 0.5) / np.maximum(everyone, 1.0)
    return np.asarray((part + SOFTENING * mean) / (whole + SOFTENING), dtype=np.float64)
