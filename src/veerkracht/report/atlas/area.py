"""What the panel of one area holds, as values: classes, figures, lines through the years, areas alike, gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.facts.areas import Level
    from veerkracht.facts.language import Bilingual
    from veerkracht.facts.periods import Period
    from veerkracht.facts.provenance import Provenance
    from veerkracht.facts.tables import Reason
    from veerkracht.report.figures import MapClass
    from veerkracht.signalering.vergelijking import Peers, Position
    from veerkracht.signalering.verhaal import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaClass:
    """What one of the nine maps says of an area, or why it says nothing.

    Attributes:
        number: of the map.
        title: of the map.
        level: of the map; above that of the area where the data cannot carry it lower. None without a map.
        period: of the map.
        drawn: the class with its colour and pattern; None where it has none.
        explanation: of the class.
        chance: of the class; NaN where unknown.
        probabilities: of every class, name and chance, in the order of the legend; empty where unknown.
        is_unsure: whether the class is not sure enough to be drawn in full.
        reason: why there is no class; empty if there is.
    """

    number: int
    title: str
    level: Level | None
    period: str
    drawn: MapClass | None
    explanation: str
    chance: float
    probabilities: tuple[tuple[str, float], ...]
    is_unsure: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFigure:
    """One figure of an area beside that of its gemeente and of the country.

    Attributes:
        indicator: code.
        period: of the figure.
        value: NaN where missing.
        error: standard error; NaN where unknown.
        reason: why it is missing.
        decimals: how many the spread between areas deserves.
        gemeente, country: the average there; NaN where unknown or where an average says nothing (a count).
        exceeds: share of the other areas here with a lower value; NaN where missing.
        sources: of the figure.
    """

    indicator: str
    period: Period
    value: float
    error: float
    reason: Reason
    decimals: int
    gemeente: float
    country: float
    exceeds: float
    sources: tuple[Provenance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextValue:
    """What is expected of a figure: the middle, and the intervals that hold it with a chance of 80% and 90%."""

    period: Period
    value: float
    low80: float
    high80: float
    low90: float
    high90: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """One year of a figure: as published (or why not), and the level without chance with its 90% band."""

    period: Period
    value: float
    reason: Reason
    level: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaTrend:
    """One figure of an area through the years.

    Attributes:
        indicator: code.
        decimals: how many the spread between areas deserves.
        points: ascending.
        p_rose: chance that the level is higher in the last year than in the first; NaN where unknown.
        ahead: what is expected next; None without a forecast.
        sources: of the figure.
    """

    indicator: str
    decimals: int
    points: tuple[TrendPoint, ...]
    p_rose: float
    ahead: NextValue | None
    sources: tuple[Provenance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """The areas most like one area, in the country or in its own gemeente.

    Attributes:
        where: in which set of areas they were looked for.
        peers: the areas; None if none can be called alike.
        names: by code, with the gemeente behind it where that is another.
        values: figures of each by code of the area and then of the indicator; a missing one is left out.
        position: where the area stands among them in the figure on problems; None where unknown.
        absent: why there are none; None if there are.
    """

    where: Bilingual
    peers: Peers | None
    names: Mapping[str, str]
    values: Mapping[str, Mapping[str, float]]
    position: Position | None
    absent: Bilingual | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaInquiry:
    """Everything that is known of one area, computed before a word is written.

    Attributes:
        code, name: of the area.
        level: of the area.
        gemeente, wijk: names of the areas that hold it; empty where none does.
        residents: NaN where unknown.
        classes: of the nine maps.
        figures: with their interval.
        trends: of the main figures.
        alike: in the country, and in its own gemeente.
        place: in the list of areas to look at first; None if not listed.
        missing: what is not known, and why.
    """

    code: str
    name: str
    level: Level
    gemeente: str
    wijk: str
    residents: float
    classes: tuple[AreaClass, ...]
    figures: tuple[AreaFigure, ...]
    trends: tuple[AreaTrend, ...]
    alike: tuple[Alike, ...]
    place: Place | None
    missing: tuple[tuple[str, str], ...]
