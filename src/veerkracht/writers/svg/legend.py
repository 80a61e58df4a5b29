"""Legends: first a sentence, then the classes with the number of areas in each."""

from __future__ import annotations

from dataclasses import dataclass

from veerkracht.report import palette
from veerkracht.report.figures import BivariateLegend, MapClass, MapSpec
from veerkracht.report.palette import Pattern
from veerkracht.writers.svg.canvas import BODY, SMALL, Canvas, text_width, wrap

SWATCH = 16.0
FADE = 0.55
"""How much paper is mixed into the colour of an uncertain area."""

PATTERN_INK = {
    Pattern.DOTS: "#7A4F08",
    Pattern.HATCH: "#7E2710",
    Pattern.BACK_HATCH: palette.MUTED,
    Pattern.CROSS: "#B4AEA1",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendItem:
    """One line of a legend: a swatch, a word and a count.

    Attributes:
        label: what the class is called.
        count: number of areas, None where that has no meaning.
        fill: colour of the swatch.
        patterns: what lies over the colour.
    """

    label: str
    count: int | None
    fill: str
    patterns: tuple[Pattern, ...] = ()


def legend_items(spec: MapSpec) -> tuple[LegendItem, ...]:
    """Return the lines of the legend, in the order of the classes; what does not occur is left out, classes are not."""
    items = [] if spec.grid else [class_item(one, count=n) for one, n in zip(spec.classes, spec.counts(), strict=True)]
    doubtful = int(spec.uncertain.sum())
    if doubtful and spec.uncertain_label:
        fill = palette.mix(palette.MUTED, palette.PAPER, FADE)
        items.append(LegendItem(label=spec.uncertain_label, count=doubtful, fill=fill, patterns=(Pattern.BACK_HATCH,)))
    if spec.missing:
        items.append(
            LegendItem(label=spec.missing_label, count=spec.missing, fill=palette.NO_DATA, patterns=(Pattern.CROSS,))
        )
    return tuple(items)


def class_item(one: MapClass, *, count: int | None = None) -> LegendItem:
    """Return the line of the legend for one class."""
    patterns = () if one.pattern is Pattern.NONE else (one.pattern,)
    return LegendItem(label=one.label, count=count, fill=one.fill, patterns=patterns)


def put_swatch(canvas: Canvas, item: LegendItem, *, x: float, y: float) -> None:
    """Put the swatch of one class on a sheet, its upper left corner at (x, y)."""
    canvas.rect(x, y, SWATCH + 6, SWATCH, rx=2, fill=item.fill, stroke=palette.mix(palette.LINE, palette.INK, 0.25))
    for pattern in item.patterns:
        paint = canvas.pattern(pattern, colour=PATTERN_INK[pattern])
        canvas.rect(x, y, SWATCH + 6, SWATCH, rx=2, fill=paint)


def put_legend(canvas: Canvas, spec: MapSpec, *, y: float, sentence: str) -> float:
    """Put the sentence and the classes under a map; return where the next thing may come."""
    y = (
        canvas.lines(0, y + BODY, wrap(sentence, width=canvas.width * 0.97, size=BODY + 1), size=BODY + 1)
        if sentence
        else y
    )
    x, y = 0.0, y - 2
    if spec.grid is not None:
        y = put_grid(canvas, spec, spec.grid, x=0, y=y + 6) + 8
    for item in legend_items(spec):
        count = "" if item.count is None else f"{item.count}"
        wide = SWATCH + 14 + text_width(item.label) + 7 + text_width(count, weight=600) + 22
        if x and x + wide - 22 > canvas.width:
            x, y = 0.0, y + 24
        put_swatch(canvas, item, x=x, y=y)
        canvas.text(x + SWATCH + 14, y + 12.5, item.label)
        canvas.text(x + SWATCH + 21 + text_width(item.label), y + 12.5, count, weight=600, fill=palette.MUTED)
        x += wide
    return y + 24 if x else y


def put_grid(canvas: Canvas, spec: MapSpec, grid: BivariateLegend, *, x: float, y: float) -> float:
    """Put the three by three squares with their two axes; return where the next thing may come."""
    side, counts = 34.0 if canvas.width > 480 else 28.0, spec.counts()
    left = x + max(text_width(grid.low, size=SMALL), text_width(grid.high, size=SMALL)) + 8
    canvas.text(x, y + SMALL, f"↑ {grid.rows}", size=BODY, weight=600)
    top = y + 20
    for number, one in enumerate(spec.classes):
        row, column = divmod(number, 3)
        at = (left + column * (side + 2), top + (2 - row) * (side + 2))
        canvas.rect(*at, side, side, rx=2, fill=one.fill)
        middle = (at[0] + side / 2, at[1] + side / 2 + 4.5)
        canvas.text(*middle, str(counts[number]), weight=600, fill=palette.ink_on(one.fill), anchor="middle")
    bottom = top + 3 * (side + 2)
    canvas.text(left - 8, top + side / 2 + 4, grid.high, size=SMALL, fill=palette.MUTED, anchor="end")
    canvas.text(left - 8, bottom - side / 2 + 2, grid.low, size=SMALL, fill=palette.MUTED, anchor="end")
    canvas.text(left, bottom + 12, grid.low, size=SMALL, fill=palette.MUTED)
    canvas.text(left + 3 * (side + 2) - 2, bottom + 12, grid.high, size=SMALL, fill=palette.MUTED, anchor="end")
    lines = wrap(f"{grid.columns} →", width=(canvas.width - left) * 0.92, size=BODY)
    for number, line in enumerate(lines):
        canvas.text(left, bottom + 30 + 17 * number, line, size=BODY, weight=600)
    return bottom + 20 + 17 * len(lines)
