"""Dots with their interval, and bars, as SVG: one row for each name, in the order given."""

from __future__ import annotations

from veerkracht.report import palette
from veerkracht.report.figures import BarSpec, DotSpec, Mark
from veerkracht.report.palette import Pattern
from veerkracht.writers.svg.axes import Scale, decimals_of, ticks
from veerkracht.writers.svg.canvas import BODY, SMALL, Canvas, decimal, digits, shorten, text_width
from veerkracht.writers.svg.legend import PATTERN_INK

ROW = 27.0


def put_dots(canvas: Canvas, spec: DotSpec, *, language: str) -> float:
    """Put a dot with its interval for each row; return the height."""
    values = [one for mark in spec.marks for one in (mark.value, mark.low, mark.high) if one is not None]
    if spec.reference is not None:
        values.append(spec.reference[0])
    steps = ticks(min(values), max(values))
    top = 46.0 if spec.reference is not None else 30.0
    x, bottom = _frame(canvas, spec, steps, top=top, language=language)
    if spec.reference is not None:
        at = x.at(spec.reference[0])
        canvas.path(
            f"M{digits(at)} {digits(top - 6)}V{digits(bottom)}",
            stroke=palette.INK,
            stroke_width=1.2,
            stroke_dasharray="4 3",
        )
        half = text_width(spec.reference[1], size=SMALL, weight=600) / 2
        place = min(max(at, half), canvas.width - half)
        canvas.text(place, top - 12, spec.reference[1], size=SMALL, weight=600, anchor="middle")
    for number, mark in enumerate(spec.marks):
        y = top + ROW * (number + 0.5)
        colour = palette.ACCENT if mark.emphasis else palette.mix(palette.MUTED, palette.PAPER, 0.2)
        fill = colour if mark.kind is None else mark.kind.fill
        if mark.low is not None and mark.high is not None:
            ends = f"M{digits(x.at(mark.low))} {digits(y)}H{digits(x.at(mark.high))}"
            canvas.path(ends, stroke=colour, stroke_width=4 if mark.emphasis else 3, stroke_opacity=0.35)
        if mark.value is not None:
            canvas.circle(
                x.at(mark.value), y, 6 if mark.emphasis else 5, fill=fill, stroke=palette.PAPER, stroke_width=1.4
            )
    return bottom + 26


def put_bars(canvas: Canvas, spec: BarSpec, *, language: str) -> float:
    """Put a bar from zero for each row; return the height."""
    values = [one for mark in spec.marks for one in (mark.value, mark.low, mark.high) if one is not None]
    steps = ticks(min([*values, 0.0]), max([*values, 0.0]))
    top = 30.0
    x, bottom = _frame(canvas, spec, steps, top=top, language=language)
    for number, mark in enumerate(spec.marks):
        y = top + ROW * number + 5
        if mark.value is None:
            continue
        fill = mark.kind.fill if mark.kind else palette.ACCENT if mark.emphasis else palette.GUNSTIG
        edge = palette.mix(fill, palette.INK, 0.35)
        start, end = sorted((x.at(0.0), x.at(mark.value)))
        canvas.rect(start, y, max(end - start, 0.5), ROW - 10, fill=fill, stroke=edge, stroke_width=0.7)
        if mark.kind is not None and mark.kind.pattern is not Pattern.NONE:
            paint = canvas.pattern(mark.kind.pattern, colour=PATTERN_INK[mark.kind.pattern])
            canvas.rect(start, y, max(end - start, 0.5), ROW - 10, fill=paint)
        if mark.low is not None and mark.high is not None:
            middle = digits(y + (ROW - 10) / 2)
            path = f"M{digits(x.at(mark.low))} {middle}H{digits(x.at(mark.high))}"
            # Paper around the line, so that it shows on a dark bar too.
            canvas.path(path, stroke=palette.PAPER, stroke_width=4)
            canvas.path(path, stroke=palette.INK, stroke_width=1.4)
    canvas.line(x.at(0.0), top, x.at(0.0), bottom, stroke=palette.INK, stroke_width=1)
    return bottom + 26


def _frame(
    canvas: Canvas, spec: DotSpec | BarSpec, steps: list[float], *, top: float, language: str
) -> tuple[Scale, float]:
    """Put names left, values right and hairlines between; return the scale and the bottom of the rows."""
    left = min(max(text_width(mark.label, weight=600) for mark in spec.marks) + 16, canvas.width * 0.36)
    right = max(text_width(_words(mark), weight=600) for mark in spec.marks) + 14
    x = Scale(low=steps[0], high=steps[-1], start=left + 6, end=canvas.width - right - 8)
    bottom = top + ROW * len(spec.marks)
    places = decimals_of(steps, at_least=0)
    room = max(text_width(decimal(one, decimals=places, language=language), size=SMALL) for one in steps) + 12
    every = max(1, -(-len(steps) * room // (x.end - x.start)))
    for number, step in enumerate(steps):
        canvas.line(x.at(step), top, x.at(step), bottom, stroke=palette.LINE, stroke_width=0.8)
        if number % every == 0:
            words = decimal(step, decimals=places, language=language)
            canvas.text(x.at(step), bottom + 16, words, size=SMALL, fill=palette.MUTED, anchor="middle")
    canvas.text(0, SMALL, spec.unit, size=SMALL, fill=palette.MUTED)
    for number, mark in enumerate(spec.marks):
        y = top + ROW * (number + 0.5) + 4.5
        weight = 600 if mark.emphasis else 400
        canvas.text(left - 6, y, shorten(mark.label, width=left - 12, size=BODY), weight=weight, anchor="end")
        ink = palette.INK if mark.value is not None else palette.MUTED
        canvas.text(canvas.width, y, _words(mark), weight=weight, fill=ink, anchor="end")
    return x, bottom


def _words(mark: Mark) -> str:
    """Return what stands at the right of a row: the value, or why there is none."""
    return mark.text if mark.value is not None else mark.missing or "–"
