"""Diagrams that test a forecast, as values: of what was called likely, how much came true."""

from __future__ import annotations

from dataclasses import dataclass

from veerkracht.errors.report import MissingHeadingError, PictureShapeError


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Areas for which about the same chance was stated, and what came of them.

    Attributes:
        said: mean stated chance, 0-1.
        seen: share in which it happened, 0-1.
        low: lower end of what chance allows for `seen` if the stated chances are right; `high` the upper end.
        count: how many areas.
    """

    said: float
    seen: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliabilitySpec:
    """A reliability diagram: stated chance from left to right, what happened from bottom to top.

    Attributes:
        points: at least one, in order of `said`.
        across: what runs from left to right, in the language of the report.
        up: what runs from bottom to top.
        exact: what the slanted line is, for example "precies goed".
        band: what the band is, for example "hier valt een punt in 9 van de 10 keer als de kansen kloppen".
    """

    points: tuple[Said, ...]
    across: str
    up: str
    exact: str
    band: str

    def __post_init__(self) -> None:
        if not self.points:
            raise PictureShapeError("points", found=0, expected="at least one")
        for words in (self.across, self.up, self.exact, self.band):
            if not words.strip():
                raise MissingHeadingError("reliability")

    @property
    def top(self) -> float:
        """The highest chance that the diagram must show."""
        return max(max(one.said, one.seen, one.high) for one in self.points)
