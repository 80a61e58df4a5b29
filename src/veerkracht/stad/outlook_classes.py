"""Classes of phase 1 in a simulation: in how large a part of the runs an area crosses a border of the map.

The borders are those of phase 1 and stay where they are. A part of the runs is a chance within the model only: whether
the class at the start was firm to begin with is told beside it, and how far so few runs can be off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.errors.outlook import NoLinkError
from veerkracht.signalering.choices import STANDARD
from veerkracht.signalering.classes import FOCUS_CLASSES, LEVEL_CLASSES, UNKNOWN, VEERKRACHT_CLASSES
from veerkracht.stad.outlook_links import LINKS, Manner, moved_figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from veerkracht.signalering.classes import KaartClass
    from veerkracht.signalering.kaart import Kaart
    from veerkracht.stad.outlook_links import Simulated

    Floats = NDArray[np.float64]

_NORMAL_90: Final = 1.6448536269514722  # 95% point of the standard normal distribution: the end of a 90% interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """A part of the runs, and how far it can be off because there are no more runs.

    Attributes:
        share: of the runs, 0 to 1, any shape; NaN where unknown.
        low: the end of the 90% interval of the chance in endlessly many runs.
        high: the other end.
    """

    share: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """Whether areas change class between the start and a year of the simulation.

    Attributes:
        classes: in the order of the legend.
        before: at the start, shape (areas,), position in `classes`, -1 where missing; the map of phase 1.
        probabilities: shape (areas, classes), part of the runs in each class in that year; NaN where missing.
        worse: of getting into a worse class than at the start.
        better: of getting into a better one.
        is_firm: shape (areas,), whether the class at the start is itself likely enough to be named; where it is not,
            the area may as well have stood on the other side of the border all along.
    """

    classes: tuple[KaartClass, ...]
    before: NDArray[np.int8]
    probabilities: Floats
    worse: Chance
    better: Chance
    is_firm: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusMaps:
    """The maps of phase 1 that make the focuskaart, of the areas of the city in their order.

    Attributes:
        share: map 1, residents with low self-reliance.
        problems: map 3, overlast en onveiligheid.
        focus: map 6, made of both.
    """

    share: Kaart
    problems: Kaart
    focus: Kaart


def chance_of(happens: NDArray[np.bool_], *, known: NDArray[np.bool_]) -> Chance:
    """Return in how large a part of the runs something happens.

    Args:
        happens: shape (runs, ...).
        known: shape (...); elsewhere the chance is NaN.

    Source:
        Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209-212.

    Examples:
        >>> none = chance_of(np.zeros((64, 1), dtype=bool), known=np.array([True]))
        >>> float(none.share[0]), round(float(none.high[0]), 3)
        (0.0, 0.041)
    """
    runs = len(happens)
    share = np.where(known, happens.mean(axis=0), np.nan)
    square = _NORMAL_90**2 / runs
    middle = (share + square / 2) / (1 + square)
    half = np.sqrt(square) * np.sqrt(share * (1 - share) + square / 4) / (1 + square)
    return Chance(share=share, low=np.maximum(middle - half, 0.0), high=np.minimum(middle + half, 1.0))


def known_in_all_runs(*values: Floats) -> NDArray[np.bool_]:
    """Return of which areas all values are known in all runs, shape (areas,)."""
    return np.asarray(np.isfinite(sum(values)).all(axis=0), dtype=np.bool_)


def score_borders(scores: Floats) -> Floats:
    """Return the borders that divide the areas of phase 1 in the fifths of `LEVEL_CLASSES` by score; shape (4,).

    Args:
        scores: of phase 1, of all areas on whose scale the index stands, not of the city alone; NaN for no score.
    """
    return np.quantile(scores[~np.isnan(scores)], np.linspace(0, 1, len(LEVEL_CLASSES) + 1)[1:-1])


def cross_score(scores: Floats, *, borders: Floats, year: int = -1, firm: Floats | None = None) -> Crossing:
    """Return whether areas cross a border of a score of which more is better.

    Args:
        scores: shape (runs, years + 1, areas), of `outlook_scores`.
        borders: shape (4,), ascending; see `score_borders`.
        year: place of the year that is compared with the start.
        firm: how likely the class of each area at the start is by the noise of its figures, shape (areas,); every
            class counts as firm if None.
    """
    start, end = (np.searchsorted(borders, scores[:, at], side="right") for at in (0, year))
    known = known_in_all_runs(scores[:, 0], scores[:, year])
    return _crossing(
        LEVEL_CLASSES,
        start=start,
        end=end,
        known=known,
        worse=end < start,
        better=end > start,
        firm=firm,
    )


def cross_focus(
    share: Floats, problems: Floats, *, borders: tuple[float, ...], year: int = -1, firm: Floats | None = None
) -> Crossing:
    """Return whether areas change class on the focuskaart of phase 1.

    Worse is: more nuisance or a larger share, and neither of them less. Better is the other way round; up in one and
    down in the other is neither.

    Args:
        share: of residents with low self-reliance, shape (runs, years + 1, areas), in percent.
        problems: overlast en onveiligheid of which more is better (`onv`), same shape, in points.
        borders: of the focuskaart: first two of the share, then two of the problems, as `Kaart.borders` holds them.
        year: place of the year that is compared with the start.
        firm: how likely the class at the start is (`Kaart.chance`), shape (areas,); firm for all if None.
    """
    column = {at: np.searchsorted(borders[:2], share[:, at], side="right") for at in (0, year)}
    row = {at: 2 - np.searchsorted(borders[2:], problems[:, at], side="right") for at in (0, year)}
    known = known_in_all_runs(share[:, 0], share[:, year], problems[:, 0], problems[:, year])
    across, down = column[year] - column[0], row[year] - row[0]
    moved = (across != 0) | (down != 0)
    return _crossing(
        FOCUS_CLASSES,
        start=3 * row[0] + column[0],
        end=3 * row[year] + column[year],
        known=known,
        worse=moved & (across >= 0) & (down >= 0),
        better=moved & (across <= 0) & (down <= 0),
        firm=firm,
    )


def cross_maps(maps: FocusMaps, simulated: Simulated, *, deviations: Mapping[str, float], year: int = -1) -> Crossing:
    """Return whether areas change class on the focuskaart, from what its own maps show at the start.

    Args:
        maps: of phase 1.
        simulated: runs.
        deviations: as for `outlook_index`.
        year: place of the year that is compared with the start.

    Raises:
        NoLinkError: if a map was made of a figure that no simulation moves.
    """
    share, problems = (moved_level(one, simulated, deviations=deviations) for one in (maps.share, maps.problems))
    return cross_focus(share, problems, borders=maps.focus.borders, year=year, firm=maps.focus.chance)


def film_probabilities(share: Floats, problems: Floats, *, least: tuple[float, float], year: int = -1) -> Floats:
    """Return in how large a part of the runs each class of the veerkrachtkaart comes true by a year.

    As the map defines them (`veerkracht_probabilities`), but the two developments are those of one run, and need not be
    taken as independent.

    Args:
        share: of residents with low self-reliance, shape (runs, years + 1, areas), in percent.
        problems: overlast en onveiligheid of which more is better, same shape, in points.
        least: below these, a change of the share and of the problems is no change; those of the map of phase 1.
        year: place of the year that is compared with the start.

    Returns:
        Shape (areas, 5) in the order of `VEERKRACHT_CLASSES`; NaN where a figure is missing.
    """
    rise, gain = share[:, year] - share[:, 0], problems[:, year] - problems[:, 0]
    up, down = rise > least[0], rise < -least[0]
    worse, better = gain < -least[1], gain > least[1]
    still = ~up & ~down & ~worse & ~better
    found = np.stack([up & ~worse, ~up & ~worse & ~still, ~up & worse, up & worse, still], axis=-1).mean(axis=0)
    known = known_in_all_runs(rise, gain)
    return np.where(known[:, None], found, np.full(len(VEERKRACHT_CLASSES), np.nan))


def moved_level(kaart: Kaart, simulated: Simulated, *, deviations: Mapping[str, float]) -> Floats:
    """Return the figure of a level map in every simulated year, from what the map shows at the start.

    Args:
        kaart: map 1, 3 or 5 of phase 1, of the areas of the city.
        simulated: a trajectory, or runs.
        deviations: as for `outlook_index`.

    Returns:
        Shape (..., years + 1, areas), in the unit of the map.

    Raises:
        NoLinkError: if no simulation moves the figure that the map was made of.
    """
    code = kaart.indicators[0]
    link = next((link for link in LINKS if link.code == code), None)
    if link is None or (link.manner is Manner.DEVIATIONS and code not in deviations):
        raise NoLinkError(code, available=[one.code for one in LINKS])
    return moved_figure(link, kaart.values, simulated, deviation=deviations.get(code, 1.0))


def _crossing(
    classes: tuple[KaartClass, ...],
    *,
    start: NDArray[np.intp],
    end: NDArray[np.intp],
    known: NDArray[np.bool_],
    worse: NDArray[np.bool_],
    better: NDArray[np.bool_],
    firm: Floats | None,
) -> Crossing:
    counted = np.stack([(end == one).mean(axis=0) for one in range(len(classes))], axis=1)
    is_firm = known if firm is None else known & (firm >= STANDARD.least_probability)
    return Crossing(
        classes=classes,
        before=np.where(known, start[0], UNKNOWN).astype(np.int8),
        probabilities=np.where(known[:, None], counted, np.nan),
        worse=chance_of(worse, known=known),
        better=chance_of(better, known=known),
        is_firm=is_firm,
    )
