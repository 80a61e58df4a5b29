"""Scales and axes: from values to places on the sheet, with round ticks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from veerkracht.report import palette
from veerkracht.report.figures import Line, Point
from veerkracht.writers.svg.canvas import SMALL, Canvas, decimal, digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A straight scale from values to the sheet.

    Attributes:
        low, high: the values at the two ends.
        start, end: their places on the sheet.
    """

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the place of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def ticks(low: float, high: float, *, about: int = 4) -> list[float]:
    """Return round values that cover a range, some `about` steps apart.

    >>> ticks(0.3, 9.2)
    [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]
    >>> ticks(-1e-14, 0.0)
    [-1.0, -0.5, 0.0, 0.5, 1.0]
    """
    if high - low <= 1e-9 * max(1.0, abs(low)):
        # What is left of rounding is no difference: the axis stands around it.
        room = abs(low) * 0.1 if abs(low) > 1e-9 else 1.0
        low, high = low - room, high + room
    rough = (high - low) / about
    power = 10 ** math.floor(math.log10(rough))
    step = next(base * power for base in (1, 2, 2.5, 5, 10) if base * power >= rough * 0.8)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(float(number * step), 10) for number in range(first, last + 1)]


def decimals_of(steps: Sequence[float], *, at_least: int) -> int:
    """Return how many decimals the ticks need to be told apart."""
    return max(at_least, next(n for n in range(7) if n == 6 or all(abs(one * 10**n % 1) in {0.0, 1.0} or
               abs(round(one, n) - one) < 1e-9 for one in steps)))  # fmt: skip


def extent(lines: Iterable[Line], *, from_zero: bool) -> tuple[float, float]:
    """Return the lowest and highest value or end of an interval among these lines."""
    values = [
        one
        for line in lines
        for point in line.points
        for one in (point.value, point.low, point.high)
        if one is not None
    ]
    return min([*values, 0.0]) if from_zero else min(values), max([*values, 0.0]) if from_zero else max(values)


def moments(lines: Iterable[Line]) -> list[float]:
    """Return the moments at which any of these lines has a value, ascending."""
    return sorted({point.x for line in lines for point in line.points if point.value is not None})


def put_levels(canvas: Canvas, *, x: tuple[float, float], y: Scale, steps: Sequence[float], unit: str, decimals: int,
               language: str) -> None:  # fmt: skip
    """Put a hairline and a figure at each tick, the unit above the highest."""
    places = decimals_of(steps, at_least=min(decimals, 0))
    for step in steps:
        zero = step == 0
        colour = palette.MUTED if zero else palette.LINE
        canvas.line(x[0], y.at(step), x[1], y.at(step), stroke=colour, stroke_width=1 if zero else 0.8)
        words = decimal(step, decimals=places, language=language)
        canvas.text(x[0] - 8, y.at(step) + 4, words, size=SMALL, fill=palette.MUTED, anchor="end")
    if unit:
        canvas.text(0, y.at(steps[-1]) - 12, unit, size=SMALL, fill=palette.MUTED)


def put_moments(canvas: Canvas, *, x: Scale, years: Sequence[float], y: float, room: float = 36) -> None:
    """Put the years under a chart; those that would touch another are left out, the last one stays."""
    kept: list[float] = []
    for year in sorted(years, reverse=True):
        if not kept or x.at(kept[-1]) - x.at(year) >= room:
            kept.append(year)
    for year in reversed(kept):
        words = f"{year:.0f}"
        canvas.line(x.at(year), y, x.at(year), y + 4, stroke=palette.MUTED, stroke_width=0.8)
        canvas.text(x.at(year), y + 17, words, size=SMALL, fill=palette.MUTED, anchor="middle")


def put_ends(canvas: Canvas, *, x: Scale, first: float, last: float, y: float) -> None:
    """Put the first and the last year under a small panel, inside its width."""
    canvas.text(x.at(first) - 3, y + 16, f"{first:.0f}", size=SMALL, fill=palette.MUTED)
    if last > first:
        canvas.text(x.at(last) + 6, y + 16, f"{last:.0f}", size=SMALL, fill=palette.MUTED, anchor="end")


def put_line(canvas: Canvas, line: Line, *, x: Scale, y: Scale, colour: str, wide: float, dots: float = 0.0) -> None:
    """Put the band and the line of a series; where a value is missing the line is broken."""
    for run in _runs(line):
        band = [(point.x, point.low, point.high) for point in run if point.low is not None and point.high is not None]
        if len(band) > 1:
            over = [(x.at(when), y.at(high)) for when, _, high in band]
            under = [(x.at(when), y.at(low)) for when, low, _ in reversed(band)]
            canvas.path(_polyline([*over, *under]) + "z", fill=colour, fill_opacity=0.16, stroke="none")
        places = [(x.at(point.x), y.at(point.value)) for point in run if point.value is not None]
        if len(places) > 1:
            canvas.path(_polyline(places), fill="none", stroke=colour, stroke_width=wide, stroke_linejoin="round")
        for at in places if dots or len(places) == 1 else ():
            canvas.circle(*at, dots or 2.5, fill=colour, stroke=palette.PAPER, stroke_width=1)


def _runs(line: Line) -> list[list[Point]]:
    """Return the stretches of a line without a missing value."""
    runs: list[list[Point]] = [[]]
    for point in sorted(line.points, key=lambda one: one.x):
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def _polyline(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{digits(x)} {digits(y)}" for x, y in places)


def apart(wanted: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Return places close to the wanted ones, at least `gap` apart and inside the range if there is room.

    >>> apart([10, 11, 50], gap=10, low=0, high=100)
    [5.5, 15.5, 50.0]
    """
    groups = [[float(place), 1.0, float(place)] for place in sorted(wanted)]  # sum of places, count, middle
    merged = True
    while merged:
        merged = False
        for number in range(len(groups) - 1):
            one, other = groups[number], groups[number + 1]
            if other[2] - one[2] < gap * (one[1] + other[1]) / 2 - 1e-9:
                count = one[1] + other[1]
                groups[number : number + 2] = [[one[0] + other[0], count, (one[0] + other[0]) / count]]
                merged = True
                break
        for group in groups:
            half = gap * (group[1] - 1) / 2
            group[2] = min(max(group[2], low + half), max(high - half, low + half))
    spread = [g[2] + gap * (i - (g[1] - 1) / 2) for g in groups for i in range(int(g[1]))]
    order = sorted(range(len(wanted)), key=lambda number: wanted[number])
    placed = [0.0] * len(wanted)
    for place, number in zip(spread, order, strict=True):
        placed[number] = place
    return placed
