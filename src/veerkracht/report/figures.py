"""Maps and charts as values: what they show, not how they are drawn (writers/svg draws them)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from veerkracht.errors.report import MissingHeadingError, PictureShapeError
from veerkracht.facts.boundaries import Boundaries
from veerkracht.report import palette
from veerkracht.report.diagrams import ReliabilitySpec
from veerkracht.report.palette import Pattern
from veerkracht.report.path_figure import PathSpec

MISSING = -1
"""The class number of an area without a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapClass:
    """A class on a map, in a legend and in a table: always a colour and a word, where needed a pattern.

    Attributes:
        code: short name for machines, for example `onder_druk`.
        label: what people read, in the language of the report.
        fill: colour as `#RRGGBB`.
        pattern: lies over the colour so that it survives a grey copier.
    """

    code: str
    label: str
    fill: str
    pattern: Pattern = Pattern.NONE

    def __post_init__(self) -> None:
        if not self.label.strip():
            raise MissingHeadingError("class")


@dataclass(frozen=True, slots=True, kw_only=True)
class BivariateLegend:
    """The two axes of a map of three by three classes.

    Attributes:
        rows: what runs from bottom to top, for example "overlast en onveiligheid".
        columns: what runs from left to right.
        low, high: the words at the two ends.
    """

    rows: str
    columns: str
    low: str = "laag"
    high: str = "hoog"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSpec:
    """A map of areas by class.

    Attributes:
        boundaries: polygons in EPSG:28992, one for each area.
        classes: in the order of the legend; nine, row by row, if `grid` is given.
        class_of: shape (areas,), position in `classes` per area, `MISSING` (-1) without a value.
        legend: one sentence that says what is counted, for example "In 14 van de 106 buurten ...".
        missing_label: what the white areas are; the count is added when drawn.
        certainty: shape (areas,), chance 0-1 that the class is right, NaN where that has no meaning; None if unknown.
        sure_from: below this certainty an area fades to paper and gets a thin hatch.
        uncertain_label: what the faded areas are; empty if there is no certainty.
        district_names: names written on the map by code of the wijk (or of the areas themselves).
        markers: short text in a circle by area code, for example the number on the priority list; a small open circle
            for an empty text.
        neighbours: areas around, drawn muted; None if unknown.
        grid: the axes of a map of three by three classes; None for a plain legend.
    """

    boundaries: Boundaries
    classes: tuple[MapClass, ...]
    class_of: NDArray[np.int64]
    legend: str
    missing_label: str
    certainty: NDArray[np.float64] | None = None
    sure_from: float = 0.7
    uncertain_label: str = ""
    district_names: Mapping[str, str] = field(default_factory=dict)
    markers: Mapping[str, str] = field(default_factory=dict)
    neighbours: Boundaries | None = None
    grid: BivariateLegend | None = None

    def __post_init__(self) -> None:
        expected = (len(self.boundaries.areas),)
        for name, array in (("class_of", self.class_of), ("certainty", self.certainty)):
            if array is not None and array.shape != expected:
                raise PictureShapeError(name, found=array.shape, expected=expected)
        outside = (self.class_of < MISSING) | (self.class_of >= len(self.classes))
        if outside.any():
            raise PictureShapeError(
                "class_of", found=int(self.class_of[outside][0]), expected=f"-1 ... {len(self.classes) - 1}"
            )
        if self.grid is not None and len(self.classes) != 9:
            raise PictureShapeError("classes", found=len(self.classes), expected=9)

    def counts(self) -> tuple[int, ...]:
        """Return the number of areas in each class."""
        return tuple(int((self.class_of == number).sum()) for number in range(len(self.classes)))

    @property
    def missing(self) -> int:
        """The number of areas without a value."""
        return int((self.class_of == MISSING).sum())

    @property
    def uncertain(self) -> NDArray[np.bool_]:
        """Which areas have a class that is not sure; shape (areas,)."""
        if self.certainty is None:
            return np.zeros(self.class_of.shape, dtype=np.bool_)
        doubtful: NDArray[np.bool_] = (self.certainty < self.sure_from) & (self.class_of != MISSING)
        return doubtful


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSeriesSpec:
    """Small maps side by side that share their classes, for example one for each year.

    Attributes:
        titles: above each map.
        maps: with equal classes; their legends are replaced by `legend`.
        legend: one sentence for all maps.
    """

    titles: tuple[str, ...]
    maps: tuple[MapSpec, ...]
    legend: str

    def __post_init__(self) -> None:
        if len(self.titles) != len(self.maps) or not self.maps:
            raise PictureShapeError("titles", found=len(self.titles), expected=max(1, len(self.maps)))
        if any(one.classes != self.maps[0].classes for one in self.maps):
            raise PictureShapeError("classes", found="different", expected="the same for all maps")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A value at a moment, with its interval where it is an estimate; None where nothing is known."""

    x: float
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A series over time; `emphasis` for the one that the chart is about."""

    name: str
    points: tuple[Point, ...]
    emphasis: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendSpec:
    """Lines over time, each with its band and its name at its end.

    Attributes:
        lines: at least one with at least one known point.
        unit: of the values, written at the axis.
        decimals: of the values at axis and ends.
        from_zero: True where zero means something, so that the axis starts there.
        breaks: x position and short text of a break in the definition.
        across: what the horizontal axis is, where it is not time; empty for years.
    """

    lines: tuple[Line, ...]
    unit: str
    decimals: int = 0
    from_zero: bool = False
    breaks: tuple[tuple[float, str], ...] = ()
    across: str = ""

    def __post_init__(self) -> None:
        if not any(point.value is not None for line in self.lines for point in line.points):
            raise PictureShapeError("lines", found=0, expected="at least one value")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallMultiplesSpec:
    """One small panel for each line, on the same scale, with the other lines in grey behind it.

    Attributes:
        lines: one panel each, in the order given.
        unit, decimals, from_zero: as in `TrendSpec`.
        reference: a line shown in every panel, for example the gemeente; None for none.
        own_scale: names of the lines that would flatten all others; their panels have a scale of their own and say so.
        own_scale_label: what such a panel says, in the language of the report.
    """

    lines: tuple[Line, ...]
    unit: str
    decimals: int = 0
    from_zero: bool = False
    reference: Line | None = None
    own_scale: frozenset[str] = frozenset()
    own_scale_label: str = ""

    def __post_init__(self) -> None:
        if not any(point.value is not None for line in self.lines for point in line.points):
            raise PictureShapeError("lines", found=0, expected="at least one value")
        if self.own_scale and not self.own_scale_label.strip():
            raise MissingHeadingError("scale of its own")


OUTLIER = 3.0
"""A panel whose highest value is more than this many times that of the highest other gets a scale of its own.

Our choice: below it the other panels still use at least a third of their height.
"""


def flattening(lines: Sequence[Line]) -> frozenset[str]:
    """Return the names of the lines that would press all others flat on one scale: a station among streets.

    >>> quiet = [Line(name=n, points=(Point(x=0, value=v),)) for n, v in (("a", 40.0), ("b", 75.0), ("c", 90.0))]
    >>> sorted(flattening([*quiet, Line(name="station", points=(Point(x=0, value=1420.0),))]))
    ['station']
    >>> flattening(quiet)
    frozenset()
    """
    tops = {line.name: max((abs(p.value) for p in line.points if p.value is not None), default=0.0) for line in lines}
    ranked = sorted(tops, key=lambda name: tops[name])
    for at in range((len(ranked) + 1) // 2, len(ranked)):
        if tops[ranked[at]] > OUTLIER * tops[ranked[at - 1]] > 0:
            return frozenset(ranked[at:])
    return frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One row of a dot or bar chart.

    Attributes:
        label: name of the row.
        value: None if it is not known; `missing` then says why.
        low, high: interval, where the value is an estimate.
        text: the value as people read it.
        emphasis: True for the row that the chart is about.
        kind: class whose colour and pattern the mark takes; None for the accent.
        missing: why there is no value.
    """

    label: str
    value: float | None
    text: str
    low: float | None = None
    high: float | None = None
    emphasis: bool = False
    kind: MapClass | None = None
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DotSpec:
    """A value with its interval for each row, for example peers; rows keep the order given.

    Attributes:
        marks: the rows.
        unit: of the values.
        reference: value and name of a vertical line, for example the Netherlands; None for none.
        decimals: of the axis.
    """

    marks: tuple[Mark, ...]
    unit: str
    reference: tuple[float, str] | None = None
    decimals: int = 0

    def __post_init__(self) -> None:
        if not any(mark.value is not None for mark in self.marks):
            raise PictureShapeError("marks", found=0, expected="at least one value")


@dataclass(frozen=True, slots=True, kw_only=True)
class BarSpec:
    """A horizontal bar for each row, always from zero."""

    marks: tuple[Mark, ...]
    unit: str
    decimals: int = 0

    def __post_init__(self) -> None:
        if not any(mark.value is not None for mark in self.marks):
            raise PictureShapeError("marks", found=0, expected="at least one value")


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelMark:
    """One area in a funnel plot.

    Attributes:
        label: its name.
        size: on the horizontal axis, for example its residents.
        value: on the vertical axis.
        place: -2 or -1 below the far or near limit, 0 inside, 1 or 2 above.
    """

    label: str
    size: float
    value: float
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelSpec:
    """Areas against their size with limits that narrow as areas grow; only those outside are named.

    Attributes:
        marks: the areas, at least one.
        target: the common level, drawn as a line, and its name.
        sizes: ascending, where the limits are given.
        near, far: low and high limit at each of `sizes`.
        near_label, far_label: what the two bands hold, in the language of the report.
        unit: of the values.
        across: what the horizontal axis is.
        decimals: of the values.
        low_is_good: True if an area below the limits does well.
    """

    marks: tuple[FunnelMark, ...]
    target: tuple[float, str]
    sizes: tuple[float, ...]
    near: tuple[tuple[float, float], ...]
    far: tuple[tuple[float, float], ...]
    near_label: str
    far_label: str
    unit: str
    across: str
    decimals: int = 0
    low_is_good: bool = True

    def __post_init__(self) -> None:
        if not self.marks:
            raise PictureShapeError("marks", found=0, expected="at least one area")
        if not len(self.sizes) == len(self.near) == len(self.far) or len(self.sizes) < 2:
            raise PictureShapeError("sizes", found=len(self.sizes), expected="two or more, with limits at each")


Picture = (
    FunnelSpec
    | MapSpec
    | MapSeriesSpec
    | TrendSpec
    | SmallMultiplesSpec
    | DotSpec
    | BarSpec
    | ReliabilitySpec
    | PathSpec
)


def classify(values: NDArray[np.float64], *, borders: Sequence[float]) -> NDArray[np.int64]:
    """Return the step of each value on a scale with these inner borders, `MISSING` for NaN.

    Args:
        values: shape (areas,).
        borders: ascending; a value equal to a border falls in the higher step.

    Examples:
        >>> classify(np.array([1.0, 5.0, np.nan, 9.0]), borders=[5, 8]).tolist()
        [0, 1, -1, 2]
    """
    steps = np.searchsorted(np.asarray(borders, dtype=np.float64), values, side="right").astype(np.int64)
    return np.where(np.isnan(values), MISSING, steps)


def scale_classes(labels: Sequence[str], *, fills: Sequence[str] | None = None) -> tuple[MapClass, ...]:
    """Return the classes of a stepped scale, light to dark unless `fills` says otherwise (`palette.two_way`).

    >>> [one.fill for one in scale_classes(["laag", "midden", "hoog"])][-1]
    '#0F5C5C'
    """
    shades = palette.one_way(len(labels)) if fills is None else fills
    return tuple(
        MapClass(code=f"stap_{number}", label=label, fill=fill)
        for number, (label, fill) in enumerate(zip(labels, shades, strict=True), start=1)
    )
