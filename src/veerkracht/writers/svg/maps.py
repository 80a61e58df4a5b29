"""Maps as SVG: areas by class, stronger borders, names that do not collide, north and scale."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from veerkracht.report import palette
from veerkracht.report.figures import MISSING, MapSeriesSpec, MapSpec
from veerkracht.report.palette import Pattern
from veerkracht.writers.plain import clean
from veerkracht.writers.svg.canvas import BODY, SMALL, Canvas, decimal, digits, text_width
from veerkracht.writers.svg.ground import Ground, Grounds
from veerkracht.writers.svg.legend import FADE, PATTERN_INK, put_legend

TALLEST = 480.0
STRIP = 30.0
SQUAT = 0.55
"""Greatest height of a map in half a page, as part of its width: two rows of two fit a page of print."""

Box = tuple[float, float, float, float]


def put_map(
    canvas: Canvas, spec: MapSpec, *, grounds: Grounds, language: str, link: Callable[[str], str] | None = None
) -> float:
    """Put a whole map without its legend on the sheet; return its height.

    Args:
        canvas: the sheet.
        spec: the map.
        grounds: made so far.
        language: `nl` or `en`.
        link: gives the address of the page of an area by its code; None for a map that is only looked at.
    """
    tallest = TALLEST if canvas.width > 480 else canvas.width * SQUAT
    ground = grounds.of(spec.boundaries, neighbours=spec.neighbours, width=canvas.width, tallest=tallest)
    # On half a page the names would cover the buurten; then the borders of wijken say where one is.
    is_crowded = canvas.width <= 480 and len(ground.districts) < len(ground.paths)
    district = _WIJK_BORDER if is_crowded else None
    _put_areas(canvas, spec, ground, border=0.5 if is_crowded else 0.8, district=district, link=link)
    # What lies over the areas does not catch the pointer.
    canvas.raw('<g class="vk-names" pointer-events="none">')
    taken = _put_markers(canvas, spec, ground)
    if not is_crowded:
        _put_names(canvas, spec, ground, taken)
    _put_scale(canvas, ground, y=ground.height + 8, language=language)
    canvas.raw("</g>")
    return ground.height + STRIP


def put_map_with_legend(canvas: Canvas, spec: MapSpec, *, grounds: Grounds, language: str) -> float:
    """Put a map and under it its legend; return the height of both."""
    y = put_map(canvas, spec, grounds=grounds, language=language)
    return put_legend(canvas, spec, y=y + 4, sentence=spec.legend)


def put_series(canvas: Canvas, spec: MapSeriesSpec, *, grounds: Grounds) -> float:
    """Put small maps side by side, two or three in a row; return the height."""
    count = len(spec.maps)
    across = min(count, 2 if count in {2, 4} or canvas.width < 480 else 3)
    gap = 18.0
    wide = (canvas.width - gap * (across - 1)) / across
    y, tallest = 0.0, 0.0
    for number, (title, one) in enumerate(zip(spec.titles, spec.maps, strict=True)):
        column = number % across
        if number and column == 0:
            y, tallest = y + tallest + 28, 0.0
        ground = grounds.of(one.boundaries, neighbours=one.neighbours, width=wide, tallest=min(wide * 1.1, 230.0))
        tallest = max(tallest, ground.height)
        canvas.text(column * (wide + gap), y + 14, title, weight=600, size=BODY + 1)
        canvas.raw(f'<g transform="translate({digits(column * (wide + gap))} {digits(y + 22)})">')
        _put_areas(canvas, one, ground, border=0.4, district=_WIJK_BORDER)
        canvas.raw("</g>")
    return y + tallest + 22


def put_series_with_legend(canvas: Canvas, spec: MapSeriesSpec, *, grounds: Grounds) -> float:
    """Put small maps and under them the legend they share, with the counts of the last; return the height."""
    y = put_series(canvas, spec, grounds=grounds)
    return put_legend(canvas, spec.maps[-1], y=y + 4, sentence=spec.legend)


# Small maps have no room for names: the borders of wijken, in ink, say where one is.
_WIJK_BORDER = (palette.mix(palette.INK, palette.PAPER, 0.25), 0.8)


def _put_areas(
    canvas: Canvas,
    spec: MapSpec,
    ground: Ground,
    *,
    border: float,
    district: tuple[str, float] | None = None,
    link: Callable[[str], str] | None = None,
) -> None:
    """Paint the areas, their patterns and the borders; `district` is colour and width of those of wijken."""
    if ground.neighbours:
        # Lines only: every light fill is a class somewhere.
        canvas.path(ground.neighbours, fill="none", stroke=palette.LINE, stroke_width=0.6, stroke_linejoin="round")
    uncertain = spec.uncertain
    over: dict[Pattern, list[str]] = {}
    canvas.raw(f'<g stroke="{palette.PAPER}" stroke-width="{border:g}" stroke-linejoin="round">')
    for row, path in enumerate(ground.paths):
        number = int(spec.class_of[row])
        one = None if number == MISSING else spec.classes[number]
        if not path:
            continue
        fill = palette.NO_DATA if one is None else one.fill
        pattern = Pattern.CROSS if one is None else one.pattern
        if uncertain[row]:
            fill, pattern = palette.mix(fill, palette.PAPER, FADE), Pattern.BACK_HATCH
        if pattern is not Pattern.NONE:
            over.setdefault(pattern, []).append(path)
        said = _said(spec, row)
        if link is None:
            canvas.path(path, title=said, fill=fill)
            continue
        href = escape(link(spec.boundaries.areas.codes[row]))
        canvas.raw(f'<a href="{href}" aria-label="{escape(clean(said))}">')
        canvas.path(path, title=said, fill=fill)
        canvas.raw("</a>")
    canvas.raw("</g>")
    for pattern in sorted(over):
        fill = canvas.pattern(pattern, colour=PATTERN_INK[pattern])
        canvas.path("".join(over[pattern]), fill=fill, stroke="none", pointer_events="none")
    if len(ground.districts) < len(ground.paths):
        lines = "".join(ground.districts[code] for code in sorted(ground.districts))
        ink, thick = district or (palette.PAPER, border * 2.6)
        canvas.path(lines, fill="none", stroke=ink, stroke_width=thick, stroke_linejoin="round", pointer_events="none")
    edge = border + 0.6
    canvas.path(
        ground.outline, fill="none", stroke=palette.INK, stroke_width=edge, stroke_linejoin="round",
        pointer_events="none",
    )  # fmt: skip


def _said(spec: MapSpec, row: int) -> str:
    """Return what one area shows: its name, its class, and whether that is not sure."""
    number = int(spec.class_of[row])
    label = spec.missing_label if number == MISSING else spec.classes[number].label
    doubt = f" ({spec.uncertain_label})" if spec.uncertain[row] and spec.uncertain_label else ""
    return f"{spec.boundaries.areas.names[row]}: {label}{doubt}"


def _put_markers(canvas: Canvas, spec: MapSpec, ground: Ground) -> list[Box]:
    """Put the short texts in their circles, a small open one where there is no text; return the room they take."""
    taken: list[Box] = []
    for code in sorted(spec.markers):
        row = spec.boundaries.areas.row(code)
        x, y = (float(one) for one in ground.points[row])
        if not ground.paths[row]:
            continue
        if not spec.markers[code]:
            canvas.circle(x, y, 4.2, fill=palette.PAPER, stroke=palette.INK, stroke_width=1.6)
            continue
        canvas.circle(x, y, 9, fill=palette.INK, stroke=palette.PAPER, stroke_width=1.4)
        canvas.text(x, y + 4, spec.markers[code], size=SMALL, weight=600, fill="#FFFFFF", anchor="middle")
        taken.append((x - 11, y - 11, x + 11, y + 11))
    return taken


def _put_names(canvas: Canvas, spec: MapSpec, ground: Ground, taken: list[Box]) -> None:
    """Write the names of wijken in small caps, the largest first; one that fits nowhere is left out."""
    wanted = [code for code in spec.district_names if code in ground.district_points]
    for code in sorted(wanted, key=lambda one: (-ground.district_points[one][2], one)):
        x, y, radius = ground.district_points[code]
        lines = _two_lines(spec.district_names[code], room=2.4 * radius)
        half = max(text_width(line, size=SMALL + 0.5, weight=600) for line in lines) * 0.5 + 2
        tall = 7.0 * len(lines)
        x = min(max(x, half + 2), canvas.width - half - 2)
        for shift in (0, -9, 9, -17, 17, -26, 26):
            box = (x - half, y + shift - tall, x + half, y + shift + tall)
            if box[1] > 0 and box[3] < ground.height and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                for number, line in enumerate(lines):
                    at = y + shift - tall + 11 + 13 * number
                    _put_name(canvas, x, at, line)
                break


def _put_name(canvas: Canvas, x: float, y: float, words: str) -> None:
    """Write one line of a name with a halo of paper, so that it reads on every colour."""
    canvas.text(
        x, y, words, size=SMALL + 0.5, weight=600, anchor="middle", stroke=palette.PAPER, stroke_width=3,
        stroke_linejoin="round", stroke_opacity=0.85, paint_order="stroke", font_variant="small-caps",
        letter_spacing=0.3,
    )  # fmt: skip


def _two_lines(name: str, *, room: float) -> list[str]:
    """Return a name on one line, or on two where it is wider than its wijk."""
    words = name.split()
    if len(words) < 2 or text_width(name, size=SMALL, weight=600) < room:
        return [name]
    cuts = range(1, len(words))
    best = min(cuts, key=lambda cut: max(len(" ".join(words[:cut])), len(" ".join(words[cut:]))))
    return [" ".join(words[:best]), " ".join(words[best:])]


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _put_scale(canvas: Canvas, ground: Ground, *, y: float, language: str) -> None:
    """Put the arrow to the north and a bar of a round number of kilometres under the map."""
    longest = canvas.width * 0.22 * ground.metres
    steps = [base * 10**power for power in range(1, 6) for base in (1, 2, 5)]
    metres = max((one for one in steps if one <= longest), default=10)
    wide = metres / ground.metres
    ink = palette.MUTED
    canvas.path(f"M8 {digits(y)}l5 13l-5-3.5l-5 3.5z", fill=ink)
    canvas.text(18, y + 11, "N", size=SMALL, weight=600, fill=ink)
    x = 44.0
    canvas.path(f"M{digits(x)} {digits(y + 3)}v7h{digits(wide)}v-7", fill="none", stroke=ink, stroke_width=1.2)
    km = f"{decimal(metres / 1000, decimals=0 if metres >= 1000 else 1 if metres >= 100 else 2, language=language)} km"
    canvas.text(x + wide + 7, y + 11, km, size=SMALL, fill=ink)
