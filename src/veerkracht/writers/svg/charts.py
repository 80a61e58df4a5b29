"""Charts over time as SVG: always the band, the name at the end of the line, small multiples before spaghetti."""

from __future__ import annotations

from veerkracht.report import palette
from veerkracht.report.figures import Line, Point, SmallMultiplesSpec, TrendSpec
from veerkracht.writers.svg.axes import (
    Scale,
    apart,
    decimals_of,
    extent,
    moments,
    put_ends,
    put_levels,
    put_line,
    put_moments,
    ticks,
)
from veerkracht.writers.svg.canvas import BODY, SMALL, Canvas, decimal, digits, shorten, text_width, wrap

LINES = (palette.ACCENT, "#C4582A", "#472C7A", "#3C8FC9", "#8C4A12")
"""Colours of emphasised lines, in order; the others are grey."""


def put_trend(canvas: Canvas, spec: TrendSpec, *, language: str) -> float:
    """Put lines over time on the sheet; return the height."""
    top, tall = 34.0, 270.0 if canvas.width > 480 else 220.0
    low, high = extent(spec.lines, from_zero=spec.from_zero)
    steps = ticks(low, high)
    years = moments(spec.lines)
    places = decimals_of(steps, at_least=0)
    left = max(text_width(decimal(one, decimals=places, language=language), size=SMALL) for one in steps) + 12
    names = _names(spec.lines, decimals=spec.decimals, language=language)
    right = min(max(text_width(words, weight=600) for words in names) + 16, canvas.width * 0.36)
    x = Scale(low=years[0], high=max(years[-1], years[0] + 1), start=left + 8, end=canvas.width - right - 4)
    y = Scale(low=steps[0], high=steps[-1], start=top + tall, end=top)
    across = (left, canvas.width - right)
    put_levels(canvas, x=across, y=y, steps=steps, unit=spec.unit, decimals=spec.decimals, language=language)
    put_moments(canvas, x=x, years=years, y=top + tall)
    for when, words in spec.breaks:
        at = digits(x.at(when))
        canvas.path(f"M{at} {digits(top)}V{digits(top + tall)}", stroke=palette.MUTED, stroke_dasharray="3 3")
        canvas.text(x.at(when) + 5, top + 12, words, size=SMALL, fill=palette.MUTED)
    colours = _colours(spec.lines)
    for line, colour in sorted(zip(spec.lines, colours, strict=True), key=lambda one: one[0].emphasis):
        put_line(
            canvas, line, x=x, y=y, colour=colour, wide=2.4 if line.emphasis else 1.4, dots=3.2 if line.emphasis else 0
        )
    _put_ends(canvas, spec, names, colours, x=x, y=y)
    if spec.across:
        canvas.text(x.end, top + tall + 34, spec.across, size=SMALL, fill=palette.MUTED, anchor="end")
    return top + tall + (42 if spec.across else 26)


def _put_ends(canvas: Canvas, spec: TrendSpec, names: list[str], colours: list[str], *, x: Scale, y: Scale) -> None:
    """Write the name of each line at its end, moved apart where they would touch."""
    ends = [_last(line) for line in spec.lines]
    wanted = [y.at(value) for _, value in ends]
    room = canvas.width - x.end - 12
    for place, (when, value), words, line, colour in zip(
        apart(wanted, gap=16, low=y.end, high=y.start), ends, names, spec.lines, colours, strict=True
    ):
        if abs(place - y.at(value)) > 3 or when < x.high:
            path = f"M{digits(x.at(when) + 4)} {digits(y.at(value))}L{digits(x.end + 9)} {digits(place)}"
            canvas.path(path, stroke=colour, stroke_width=0.7, fill="none")
        ink = _readable(colour)
        weight = 600 if line.emphasis else 400
        canvas.text(x.end + 12, place + 4.5, shorten(words, width=room, size=BODY), weight=weight, fill=ink)


def _names(lines: tuple[Line, ...], *, decimals: int, language: str) -> list[str]:
    """Return the name of each line with its last value."""
    return [f"{one.name} {decimal(_last(one)[1], decimals=decimals, language=language)}" for one in lines]


def _last(line: Line) -> tuple[float, float]:
    """Return moment and value of the last known point; the start of the axis if there is none."""
    known = [(point.x, point.value) for point in line.points if point.value is not None]
    return max(known) if known else (0.0, 0.0)


def _colours(lines: tuple[Line, ...]) -> list[str]:
    """Return a colour for each line: strong ones for those with emphasis, grey for the others."""
    strong = iter(LINES * (len(lines) // len(LINES) + 1))
    grey = palette.mix(palette.MUTED, palette.PAPER, 0.25)
    return [next(strong) if line.emphasis else grey for line in lines]


def _readable(colour: str) -> str:
    """Return the colour, darkened until words in it stand out from paper (4.5 : 1)."""
    while palette.contrast(colour, palette.PAPER) < 4.5:
        colour = palette.mix(colour, palette.INK, 0.15)
    return colour


def put_multiples(canvas: Canvas, spec: SmallMultiplesSpec, *, language: str) -> float:
    """Put a small panel for each line on the sheet, all on one scale but those that say so; return the height."""
    across = 4 if canvas.width > 480 else 2
    gap, tall, head = 20.0, 76.0, 34.0
    common = [line for line in spec.lines if line.name not in spec.own_scale]
    everything = (*(common or spec.lines), *((spec.reference,) if spec.reference else ()))
    low, high = extent(everything, from_zero=spec.from_zero)
    steps = ticks(low, high, about=2)
    years = moments(everything)
    left = max(text_width(words, size=SMALL) for words in _labels(steps, language=language)) + 10
    wide = (canvas.width - left - gap * (across - 1)) / across
    start = _put_explanation(canvas, spec)
    for number, line in enumerate(spec.lines):
        row, column = divmod(number, across)
        top = start + row * (tall + head + 32) + head
        x0 = left + column * (wide + gap)
        own = line.name in spec.own_scale
        levels = ticks(*extent((line,), from_zero=spec.from_zero), about=2) if own else steps
        x = Scale(low=years[0], high=max(years[-1], years[0] + 1), start=x0 + 3, end=x0 + wide - 6)
        y = Scale(low=levels[0], high=levels[-1], start=top + tall, end=top)
        _put_levels(canvas, levels, x0=x0, wide=wide, y=y, inside=own, labelled=own or column == 0, language=language)
        put_ends(canvas, x=x, first=years[0], last=years[-1], y=top + tall)
        _put_panel(canvas, spec, line, x=x, y=y, own=own)
        _put_head(canvas, line, x=x0, y=top - 12, wide=wide, decimals=spec.decimals, language=language)
        if own:
            words = spec.own_scale_label
            canvas.text(x0 + wide / 2, top + tall + 16, words, size=SMALL, fill=palette.MUTED, anchor="middle")
    rows = -(-len(spec.lines) // across)
    return start + rows * (tall + head + 32) - 8


def _labels(steps: list[float], *, language: str) -> list[str]:
    places = decimals_of(steps, at_least=0)
    return [decimal(one, decimals=places, language=language) for one in steps]


def _put_levels(canvas: Canvas, steps: list[float], *, x0: float, wide: float, y: Scale, inside: bool, labelled: bool,
                language: str) -> None:  # fmt: skip
    """Put the hairlines of a panel; their figures stand left of the first panel, or inside one with its own scale."""
    for step, words in zip(steps, _labels(steps, language=language), strict=True):
        canvas.line(x0, y.at(step), x0 + wide, y.at(step), stroke=palette.LINE, stroke_width=0.8)
        if inside and step != steps[0]:
            canvas.text(x0 + 2, y.at(step) + 10, words, size=SMALL - 1, fill=palette.MUTED)
        elif labelled and not inside:
            canvas.text(x0 - 7, y.at(step) + 4, words, size=SMALL, fill=palette.MUTED, anchor="end")


def _put_explanation(canvas: Canvas, spec: SmallMultiplesSpec) -> float:
    """Say above the panels what unit they are in and what the grey and dashed lines are; return where they start."""
    words = spec.unit if spec.reference is None else f"{spec.unit} · - - - {spec.reference.name}"
    return canvas.lines(0, SMALL, wrap(words, width=canvas.width, size=SMALL), size=SMALL, fill=palette.MUTED) - SMALL


def _put_panel(canvas: Canvas, spec: SmallMultiplesSpec, line: Line, *, x: Scale, y: Scale, own: bool) -> None:
    """Put the other lines of the scale in light grey, then the reference dashed, then the line itself with its band."""
    light = palette.mix(palette.LINE, palette.MUTED, 0.12)
    for other in spec.lines:
        if other is not line and not own and other.name not in spec.own_scale:
            bare = Line(name=other.name, points=tuple(_bare(point) for point in other.points))
            put_line(canvas, bare, x=x, y=y, colour=light, wide=0.7)
    if spec.reference is not None:
        known = sorted((point.x, point.value) for point in spec.reference.points if point.value is not None)
        path = "L".join(f"{digits(x.at(when))} {digits(y.at(value))}" for when, value in known)
        canvas.path(f"M{path}", fill="none", stroke=palette.MUTED, stroke_width=1.1, stroke_dasharray="4 3")
    put_line(canvas, line, x=x, y=y, colour=palette.ACCENT, wide=2.2)
    when, value = _last(line)
    if any(point.value is not None for point in line.points):
        canvas.circle(x.at(when), y.at(value), 3, fill=palette.ACCENT, stroke=palette.PAPER, stroke_width=1)


def _bare(point: Point) -> Point:
    """Return a point without its interval."""
    return Point(x=point.x, value=point.value)


def _put_head(canvas: Canvas, line: Line, *, x: float, y: float, wide: float, decimals: int, language: str) -> None:
    """Write the name of a panel and its last value."""
    known = any(point.value is not None for point in line.points)
    value = decimal(_last(line)[1], decimals=decimals, language=language) if known else "–"
    room = wide - text_width(value, weight=600) - 8
    canvas.text(x, y, shorten(line.name, width=room * 0.97, size=BODY), weight=600)
    canvas.text(x + wide, y, value, weight=600, fill=palette.ACCENT, anchor="end")
