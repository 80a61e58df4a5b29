"""The path of one figure as SVG: measured dots, the line without chance, the fan of what is expected, a border."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.report import palette
from veerkracht.writers.svg.axes import Scale, decimals_of, put_levels, put_moments, ticks
from veerkracht.writers.svg.canvas import SMALL, Canvas, decimal, digits, text_width, wrap

if TYPE_CHECKING:
    from veerkracht.report.path_figure import PathSpec


def put_path(canvas: Canvas, spec: PathSpec, *, language: str) -> float:
    """Put the path on the sheet; return the height."""
    wide = canvas.width > 480
    tall = 210.0 if wide else 170.0
    top = _put_legend(canvas, spec) + 28
    steps = ticks(*_extent(spec), about=4)
    places = decimals_of(steps, at_least=0)
    left = max(text_width(decimal(one, decimals=places, language=language), size=SMALL) for one in steps) + 12
    ends = [spec.fan.value, spec.fan.low80, spec.fan.high80]
    right = max(text_width(_said(one, spec, language), weight=600, size=SMALL) for one in ends) + 20
    moments = [*(when for when, _ in spec.seen), *(one[0] for one in spec.smooth), spec.fan.x]
    x = Scale(low=min(moments), high=max(moments), start=left + 8, end=canvas.width - right)
    y = Scale(low=steps[0], high=steps[-1], start=top + tall, end=top)
    across = (left, canvas.width - right + 12)
    put_levels(canvas, x=across, y=y, steps=steps, unit=spec.unit, decimals=spec.decimals, language=language)
    put_moments(canvas, x=x, years=moments, y=top + tall)
    if spec.border is not None:
        _put_border(canvas, spec.border, x=x, y=y, left=left)
    _put_fan(canvas, spec, x=x, y=y)
    _put_smooth(canvas, spec, x=x, y=y)
    for when, value in spec.seen:
        canvas.circle(x.at(when), y.at(value), 3.4, fill=palette.PAPER, stroke=palette.INK, stroke_width=1.4)
    _put_ends(canvas, spec, x=x, y=y, language=language)
    return top + tall + 26


def _ink(spec: PathSpec) -> str:
    """Return the colour of the class, darkened until it stands out from paper as words must (4.5 : 1)."""
    colour = spec.fill
    while palette.contrast(colour, palette.PAPER) < 4.5:
        colour = palette.mix(colour, palette.INK, 0.15)
    return colour


def _extent(spec: PathSpec) -> tuple[float, float]:
    """Return the lowest and highest of everything that is drawn."""
    values = [value for _, value in spec.seen]
    values += [one for _, _, low, high in spec.smooth for one in (low, high)]
    values += [spec.fan.low90, spec.fan.high90]
    values += [spec.border[0]] if spec.border is not None else []
    values += [0.0] if spec.from_zero else []
    return min(values), max(values)


def _said(value: float, spec: PathSpec, language: str) -> str:
    return decimal(value, decimals=spec.decimals, language=language)


def _put_border(canvas: Canvas, border: tuple[float, str], *, x: Scale, y: Scale, left: float) -> None:
    """Put a dashed line at the value that would change our mind, and what it means above it."""
    at = y.at(border[0])
    ends = f"M{digits(left)} {digits(at)}H{digits(x.end)}"
    canvas.path(ends, stroke=palette.INK, stroke_width=1, stroke_dasharray="2 3", fill="none")
    canvas.text(left + 4, at - 4, border[1], size=SMALL, fill=palette.INK)


def _put_fan(canvas: Canvas, spec: PathSpec, *, x: Scale, y: Scale) -> None:
    """Put the two bands from the last known level to what is expected, and the line through their middle."""
    fan = spec.fan
    when, level = (spec.smooth[-1][0], spec.smooth[-1][1]) if spec.smooth else spec.seen[-1]
    for low, high, strength in ((fan.low90, fan.high90, 0.3), (fan.low80, fan.high80, 0.45)):
        corner = f"M{digits(x.at(when))} {digits(y.at(level))}"
        far = f"L{digits(x.at(fan.x))} {digits(y.at(high))}V{digits(y.at(low))}z"
        canvas.path(corner + far, fill=spec.fill, fill_opacity=strength, stroke="none")
    line = f"M{digits(x.at(when))} {digits(y.at(level))}L{digits(x.at(fan.x))} {digits(y.at(fan.value))}"
    canvas.path(line, fill="none", stroke=_ink(spec), stroke_width=2, stroke_dasharray="5 3")
    canvas.circle(x.at(fan.x), y.at(fan.value), 4.4, fill=_ink(spec), stroke=palette.PAPER, stroke_width=1.2)


def _put_smooth(canvas: Canvas, spec: PathSpec, *, x: Scale, y: Scale) -> None:
    """Put the band and the line without chance."""
    if len(spec.smooth) < 2:
        return
    over = [f"{digits(x.at(when))} {digits(y.at(high))}" for when, _, _, high in spec.smooth]
    under = [f"{digits(x.at(when))} {digits(y.at(low))}" for when, _, low, _ in reversed(spec.smooth)]
    canvas.path(f"M{'L'.join([*over, *under])}z", fill=palette.ACCENT, fill_opacity=0.16, stroke="none")
    line = "L".join(f"{digits(x.at(when))} {digits(y.at(value))}" for when, value, _, _ in spec.smooth)
    canvas.path(f"M{line}", fill="none", stroke=palette.ACCENT, stroke_width=2.2, stroke_linejoin="round")


def _put_ends(canvas: Canvas, spec: PathSpec, *, x: Scale, y: Scale, language: str) -> None:
    """Write the expected value beside its dot, and the ends of the inner band where there is room for them."""
    at, fan = x.at(spec.fan.x) + 9, spec.fan
    middle = y.at(fan.value)
    canvas.text(at, middle + 4, _said(fan.value, spec, language), weight=600, fill=_ink(spec))
    for end in (fan.low80, fan.high80):
        if abs(y.at(end) - middle) >= 14:
            canvas.text(at, y.at(end) + 4, _said(end, spec, language), size=SMALL, fill=palette.MUTED)


def _put_legend(canvas: Canvas, spec: PathSpec) -> float:
    """Say above the drawing what the dots, the line and the fan are; return where it ends."""
    x, y = 0.0, 4.0
    labels = (spec.seen_label, spec.smooth_label if len(spec.smooth) > 1 else "", spec.fan_label)
    for number, label in enumerate(labels):
        if not label:
            continue
        room = 30 + text_width(label, size=SMALL) + 18
        if x and x + room - 18 > canvas.width:
            x, y = 0.0, y + 18
        if number == 0:
            canvas.circle(x + 11, y + 4, 3.4, fill=palette.PAPER, stroke=palette.INK, stroke_width=1.4)
        else:
            colour, strength = (palette.ACCENT, 0.16) if number == 1 else (_ink(spec), 0.45)
            wash = palette.ACCENT if number == 1 else spec.fill
            canvas.rect(x, y - 2, 22, 12, fill=wash, fill_opacity=strength)
            dashes = "" if number == 1 else "5 3"
            canvas.path(
                f"M{digits(x)} {digits(y + 4)}h22", stroke=colour, stroke_width=2, fill="none", stroke_dasharray=dashes
            )
        for row, words in enumerate(wrap(label, width=canvas.width - 32, size=SMALL)):
            canvas.text(x + 29, y + 8 + 15 * row, words, size=SMALL, fill=palette.INK)
        x += room
    return y + 14
