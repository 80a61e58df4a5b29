"""The reliability diagram as SVG: a square, its slanted line, the band that chance allows, and the dots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.report import palette
from veerkracht.writers.svg.axes import Scale, decimals_of, ticks
from veerkracht.writers.svg.canvas import BODY, SMALL, Canvas, decimal, digits, text_width, wrap

if TYPE_CHECKING:
    from veerkracht.report.diagrams import ReliabilitySpec

TALLEST = 360.0
_LEGEND = 190.0


def put_reliability(canvas: Canvas, spec: ReliabilitySpec, *, language: str) -> float:
    """Put the diagram on the sheet; return the height."""
    steps = ticks(0.0, min(1.0, max(spec.top, 0.05)))
    labels = _labels(steps, language=language)
    left = max(text_width(one, size=SMALL) for one in labels) + 12
    beside = canvas.width > 480
    start = canvas.lines(0, SMALL, wrap(spec.up, width=canvas.width, size=SMALL), size=SMALL, fill=palette.MUTED) + 6
    side = min(TALLEST, canvas.width - left - 16 - (_LEGEND + 30 if beside else 0))
    x = Scale(low=steps[0], high=steps[-1], start=left, end=left + side)
    y = Scale(low=steps[0], high=steps[-1], start=start + side, end=start)
    _put_axes(canvas, steps, labels, x=x, y=y)
    _put_points(canvas, spec, x=x, y=y)
    bottom = y.start + 17
    below = wrap(spec.across, width=side, size=SMALL)
    for number, row in enumerate(below, start=1):
        canvas.text(x.end, bottom + 17 * number, row, size=SMALL, fill=palette.MUTED, anchor="end")
    bottom += 17 * len(below) + 6
    if beside:
        _put_legend(canvas, spec, left=x.end + 28, top=start + 10, width=canvas.width - x.end - 28)
        return bottom + 4
    return _put_legend(canvas, spec, left=0, top=bottom + 16, width=canvas.width)


def _labels(steps: list[float], *, language: str) -> list[str]:
    """Return the ticks as percentages."""
    hundreds = [100 * one for one in steps]
    places = decimals_of(hundreds, at_least=0)
    return [f"{decimal(one, decimals=places, language=language)}%" for one in hundreds]


def _put_axes(canvas: Canvas, steps: list[float], labels: list[str], *, x: Scale, y: Scale) -> None:
    """Put hairlines both ways, figures at the left and below, and the slanted line of exactly right."""
    for step, words in zip(steps, labels, strict=True):
        colour, wide = (palette.MUTED, 1) if step == 0 else (palette.LINE, 0.8)
        canvas.line(x.start, y.at(step), x.end, y.at(step), stroke=colour, stroke_width=wide)
        canvas.line(x.at(step), y.start, x.at(step), y.end, stroke=colour, stroke_width=wide)
        canvas.text(x.start - 7, y.at(step) + 4, words, size=SMALL, fill=palette.MUTED, anchor="end")
        canvas.text(x.at(step), y.start + 16, words, size=SMALL, fill=palette.MUTED, anchor="middle")


def _put_points(canvas: Canvas, spec: ReliabilitySpec, *, x: Scale, y: Scale) -> None:
    """Put the band under the slanted line, the line, and the dots on top; a dot outside the band is open."""
    ordered = sorted(spec.points, key=lambda one: one.said)
    if len(ordered) > 1:
        over = [(x.at(one.said), y.at(one.high)) for one in ordered]
        under = [(x.at(one.said), y.at(one.low)) for one in reversed(ordered)]
        outline = "L".join(f"{digits(across)} {digits(up)}" for across, up in (*over, *under))
        canvas.path(f"M{outline}z", fill=palette.ACCENT, fill_opacity=0.16, stroke="none")
    else:
        one = ordered[0]
        bar = f"M{digits(x.at(one.said))} {digits(y.at(one.low))}V{digits(y.at(one.high))}"
        canvas.path(bar, stroke=palette.ACCENT, stroke_opacity=0.3, stroke_width=8)
    slanted = f"M{digits(x.start)} {digits(y.start)}L{digits(x.end)} {digits(y.end)}"
    canvas.path(slanted, stroke=palette.MUTED, stroke_width=1.2, stroke_dasharray="4 3", fill="none")
    known = "L".join(f"{digits(x.at(one.said))} {digits(y.at(one.seen))}" for one in ordered)
    canvas.path(f"M{known}", fill="none", stroke=palette.ACCENT, stroke_width=1.4)
    for one in ordered:
        within = one.low <= one.seen <= one.high
        fill, edge = (palette.ACCENT, palette.PAPER) if within else (palette.PAPER, palette.ACCENT)
        canvas.circle(x.at(one.said), y.at(one.seen), 5, fill=fill, stroke=edge, stroke_width=1.6)


def _put_legend(canvas: Canvas, spec: ReliabilitySpec, *, left: float, top: float, width: float) -> float:
    """Say what the dots, the slanted line and the band are; return the bottom."""
    room = width - 34
    at = top
    for number, words in enumerate((spec.exact, spec.band)):
        if number == 0:
            dashes = f"M{digits(left)} {digits(at - 4)}h24"
            canvas.path(dashes, stroke=palette.MUTED, stroke_width=1.2, stroke_dasharray="4 3")
        else:
            canvas.rect(left, at - 12, 24, 14, fill=palette.ACCENT, fill_opacity=0.16)
        at = canvas.lines(left + 34, at, wrap(words, width=room, size=BODY), size=BODY) + 8
    return at
