"""The path of one figure in one area as a value: what was measured, what lies beneath the chance, what is expected."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from veerkracht.errors.report import MissingHeadingError, PictureShapeError


@dataclass(frozen=True, slots=True, kw_only=True)
class Fan:
    """What is expected at one moment.

    Attributes:
        x: the moment, in years.
        value: the middle of what is likely.
        low80, high80: the inner band.
        low90, high90: the outer band.
    """

    x: float
    value: float
    low80: float
    high80: float
    low90: float
    high90: float

    def __post_init__(self) -> None:
        ends = (self.low90, self.low80, self.value, self.high80, self.high90)
        if any(one > other for one, other in pairwise(ends)):
            raise PictureShapeError("fan", found=str(ends), expected="low90 <= low80 <= value <= high80 <= high90")


@dataclass(frozen=True, slots=True, kw_only=True)
class PathSpec:
    """Measured points, the line without chance, and the band of what is expected next.

    Attributes:
        seen: moment and value of each measurement.
        smooth: moment, level without chance, and the ends of its band; empty if it is not known.
        fan: what is expected next.
        border: a value and what it means when the next figure passes it; None for none.
        unit: of the values.
        fill: colour of what is expected: that of the class of the area.
        seen_label, smooth_label, fan_label: the words of the legend.
        decimals: of the values.
        from_zero: whether the axis starts at zero.
    """

    seen: tuple[tuple[float, float], ...]
    smooth: tuple[tuple[float, float, float, float], ...]
    fan: Fan
    border: tuple[float, str] | None
    unit: str
    fill: str
    seen_label: str
    smooth_label: str
    fan_label: str
    decimals: int = 0
    from_zero: bool = False

    def __post_init__(self) -> None:
        if not self.seen:
            raise PictureShapeError("seen", found=0, expected="at least one value")
        if not (self.seen_label.strip() and self.fan_label.strip()):
            raise MissingHeadingError("line")
