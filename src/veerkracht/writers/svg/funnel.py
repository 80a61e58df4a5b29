"""Funnel plots as SVG: bands of chance that narrow as areas grow; of the areas only those outside stand out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from veerkracht.report import palette
from veerkracht.report.figures import FunnelMark, FunnelSpec
from veerkracht.writers.svg.axes import Scale, decimals_of, put_levels, ticks
from veerkracht.writers.svg.canvas import SMALL, Anchor, Canvas, decimal, digits, shorten, text_width, wrap

_MOST_NAMES = 8
# Areas more than this many times as high as nine tenths of all would press the others flat: they stand at the edge,
# with their value written out.
_FARTHEST = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    """A rectangle on the sheet that is taken by words."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: _Box) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def put_funnel(canvas: Canvas, spec: FunnelSpec, *, language: str) -> float:
    """Put a funnel plot on the sheet; return the height."""
    top, tall = 34.0, 300.0 if canvas.width > 480 else 240.0
    values = sorted(mark.value for mark in spec.marks)
    # Limits at the smallest sizes may reach far beyond all areas; the axis follows the areas.
    edge = _FARTHEST * max(values[(9 * len(values)) // 10], spec.target[0])
    steps = ticks(min(values[0], spec.target[0], 0.0), min(max(values[-1], spec.target[0]), edge))
    sizes = ticks(0.0, max(mark.size for mark in spec.marks))
    places = decimals_of(steps, at_least=0)
    left = max(text_width(decimal(one, decimals=places, language=language), size=SMALL) for one in steps) + 12
    x = Scale(low=0.0, high=sizes[-1], start=left, end=canvas.width - 10)
    y = Scale(low=steps[0], high=steps[-1], start=top + tall, end=top)
    for limits, strength in ((spec.far, 0.10), (spec.near, 0.16)):
        _put_band(canvas, spec.sizes, limits, x=x, y=y, strength=strength)
    put_levels(canvas, x=(left, x.end), y=y, steps=steps, unit=spec.unit, decimals=spec.decimals, language=language)
    at = y.at(spec.target[0])
    canvas.path(f"M{digits(x.start)} {digits(at)}H{digits(x.end)}", stroke=palette.INK, stroke_dasharray="4 3")
    words = spec.target[1]
    canvas.text(x.end, at - 6, words, size=SMALL, weight=600, anchor="end")
    taken = [
        _Box(left=x.end - text_width(words, size=SMALL, weight=600), top=at - 6 - SMALL, right=x.end, bottom=at - 4)
    ]
    for mark in sorted(spec.marks, key=lambda one: abs(one.place)):
        _put_mark(canvas, mark, x=x.at(mark.size), y=y.at(min(mark.value, y.high)), low_is_good=spec.low_is_good)
    _put_names(canvas, spec, x=x, y=y, taken=taken, language=language)
    room = 44.0
    every = max(1, -(-len(sizes) * int(room) // max(int(x.end - x.start), 1)))
    for number, size in enumerate(sizes):
        if number % every == 0:
            label = decimal(size, decimals=0, language=language)
            place = min(x.at(size), canvas.width - text_width(label, size=SMALL) / 2)
            canvas.text(place, top + tall + 17, label, size=SMALL, fill=palette.MUTED, anchor="middle")
    canvas.text(x.end, top + tall + 34, spec.across, size=SMALL, fill=palette.MUTED, anchor="end")
    return _put_key(canvas, spec, y=top + tall + 56)


def _put_band(
    canvas: Canvas,
    sizes: Sequence[float],
    limits: Sequence[tuple[float, float]],
    *,
    x: Scale,
    y: Scale,
    strength: float,
) -> None:
    """Put one band of limits, cut off at the edges of the chart."""
    inside = [(min(s, x.high), low, high) for s, (low, high) in zip(sizes, limits, strict=True)]
    over = [f"{digits(x.at(s))} {digits(y.at(min(high, y.high)))}" for s, _, high in inside]
    under = [f"{digits(x.at(s))} {digits(y.at(max(low, y.low)))}" for s, low, _ in reversed(inside)]
    canvas.path(f"M{'L'.join([*over, *under])}z", fill=palette.MUTED, fill_opacity=strength, stroke="none")


def _put_mark(canvas: Canvas, mark: FunnelMark, *, x: float, y: float, low_is_good: bool) -> None:
    """Put one area: a dot inside the limits, a triangle that points up or down outside the far ones."""
    if abs(mark.place) < 2:
        grey = palette.mix(palette.MUTED, palette.PAPER, 0.25 if mark.place else 0.45)
        canvas.circle(x, y, 3.2, fill=grey, stroke=palette.PAPER, stroke_width=0.7)
        return
    good = (mark.place < 0) == low_is_good
    fill = palette.VEERKRACHTIG if good else palette.ONDER_DRUK
    tip = -6.5 if mark.place > 0 else 6.5
    path = f"M{digits(x)} {digits(y + tip)}L{digits(x - 5.5)} {digits(y - tip * 0.55)}H{digits(x + 5.5)}z"
    canvas.path(path, title=mark.label, fill=fill, stroke=palette.PAPER, stroke_width=0.8)


def _put_names(canvas: Canvas, spec: FunnelSpec, *, x: Scale, y: Scale, taken: list[_Box], language: str) -> None:
    """Write the names of the areas outside the far limits, the farthest first, as far as there is room."""
    outside = [mark for mark in spec.marks if abs(mark.place) == 2]
    outside.sort(key=lambda mark: -abs(mark.value - spec.target[0]))
    boxes = [_box(x.at(mark.size) - 6, y.at(min(mark.value, y.high)), 12.0) for mark in outside]
    for mark in outside[:_MOST_NAMES]:
        words = shorten(mark.label, width=canvas.width * 0.3, size=SMALL)
        if mark.value > y.high:
            words = f"{words} ↑ {decimal(mark.value, decimals=spec.decimals, language=language)}"
        wide = text_width(words, size=SMALL)
        px, py = x.at(mark.size), y.at(min(mark.value, y.high))
        # At the edge a name stands below the line of the axis, not on it.
        shifts = (15.0, 30.0) if mark.value > y.high else (0.0, 15.0, -15.0)
        for start, anchor, shift in _beside(px, wide, shifts=shifts):
            box = _box(start, py + shift, wide)
            free = not any(box.touches(other) for other in (*taken, *boxes))
            if free and box.left >= x.start and box.right <= canvas.width:
                place = start if anchor == "start" else start + wide
                canvas.text(place, py + shift + 4, words, size=SMALL, anchor=anchor)
                taken.append(box)
                break


def _beside(middle: float, wide: float, *, shifts: tuple[float, ...]) -> list[tuple[float, Anchor, float]]:
    """Return where a name may stand: right or left of its mark, on its line or shifted down or up."""
    sides: tuple[tuple[float, Anchor], ...] = ((middle + 9, "start"), (middle - 9 - wide, "end"))
    return [(start, anchor, shift) for shift in shifts for start, anchor in sides]


def _box(left: float, middle: float, wide: float) -> _Box:
    return _Box(left=left, top=middle - 7, right=left + wide, bottom=middle + 7)


def _put_key(canvas: Canvas, spec: FunnelSpec, *, y: float) -> float:
    """Say under the chart what the bands are; return the height of the whole."""
    for label, strength in ((spec.near_label, 0.26), (spec.far_label, 0.10)):
        canvas.rect(0, y - 10, 20, 13, fill=palette.MUTED, fill_opacity=strength)
        for row in wrap(label, width=canvas.width - 34, size=SMALL):
            canvas.text(28, y, row, size=SMALL, fill=palette.MUTED)
            y += SMALL * 1.45
        y += 4
    return y - 6
