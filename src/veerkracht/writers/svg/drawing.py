"""From a picture in the report tree to SVG, with its legend (print) or without (web, where words make the legend)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from veerkracht.report import palette
from veerkracht.report.diagrams import ReliabilitySpec
from veerkracht.report.figures import (
    BarSpec,
    DotSpec,
    FunnelSpec,
    MapSeriesSpec,
    MapSpec,
    Picture,
    SmallMultiplesSpec,
    TrendSpec,
)
from veerkracht.report.palette import Pattern
from veerkracht.report.path_figure import PathSpec
from veerkracht.writers.svg.canvas import Canvas, pattern_definition
from veerkracht.writers.svg.charts import put_multiples, put_trend
from veerkracht.writers.svg.funnel import put_funnel
from veerkracht.writers.svg.ground import Grounds
from veerkracht.writers.svg.legend import PATTERN_INK, LegendItem, put_grid, put_swatch
from veerkracht.writers.svg.maps import put_map, put_map_with_legend, put_series, put_series_with_legend
from veerkracht.writers.svg.marks import put_bars, put_dots
from veerkracht.writers.svg.paths import put_path
from veerkracht.writers.svg.reliability import put_reliability

WIDE, HALF, NARROW = 680.0, 340.0, 340.0
"""Half of the page is half of the units, so that letters print at one size everywhere (11 units are 7.6 points)."""


def width_of(share: float) -> float:
    """Return the width of the sheet for a share of the page, so that letters stay readable."""
    return WIDE if share > 0.75 else HALF


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A finished drawing.

    Attributes:
        svg: the whole SVG element.
        width, height: in units; a unit is a pixel at full size.
    """

    svg: str
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a drawing says to who cannot see it.

    Attributes:
        title: the question that it answers.
        description: its alternative text.
        language: `nl` or `en`; decides how figures are written.
    """

    title: str
    description: str
    language: str


def draw(picture: Picture, *, words: Words, prefix: str, grounds: Grounds, width: float = WIDE) -> Drawing:
    """Return a picture with its legend under it, for print and Word.

    Args:
        picture: a map or chart.
        words: its title, description and language.
        prefix: stands before every id, unique on a page.
        grounds: shared by the maps of one report, so that polygons are simplified once.
        width: of the sheet, in units.
    """
    canvas = Canvas(width=width, prefix=prefix)
    match picture:
        case MapSpec():
            height = put_map_with_legend(canvas, picture, grounds=grounds, language=words.language)
        case MapSeriesSpec():
            height = put_series_with_legend(canvas, picture, grounds=grounds)
        case _:
            height = _put_chart(canvas, picture, words.language)
    return _finish(canvas, height, words)


def draw_bare(picture: Picture, *, words: Words, prefix: str, grounds: Grounds, width: float = WIDE) -> Drawing:
    """Return a picture without the legend of a map, for a page that writes the legend itself; see `draw`."""
    canvas = Canvas(width=width, prefix=prefix)
    match picture:
        case MapSpec():
            height = put_map(canvas, picture, grounds=grounds, language=words.language)
        case MapSeriesSpec():
            height = put_series(canvas, picture, grounds=grounds)
        case _:
            height = _put_chart(canvas, picture, words.language)
    return _finish(canvas, height, words)


def draw_linked(
    spec: MapSpec, *, words: Words, prefix: str, grounds: Grounds, link: Callable[[str], str], width: float = WIDE
) -> Drawing:
    """Return a map of which every area is a link, without its legend; see `draw`.

    Args:
        spec: the map.
        words: its title, description and language.
        prefix: stands before every id, unique on a page.
        grounds: shared by the maps of one page.
        link: gives the address of the page of an area by its code.
        width: of the sheet, in units.
    """
    canvas = Canvas(width=width, prefix=prefix)
    height = put_map(canvas, spec, grounds=grounds, language=words.language, link=link)
    svg = canvas.svg(height, title=words.title, description=words.description, role="group")
    return Drawing(svg=svg, width=width, height=height)


def draw_swatch(item: LegendItem, *, prefix: str) -> str:
    """Return the swatch of one class as a small SVG that says nothing itself; its word stands beside it."""
    canvas = Canvas(width=24, prefix=prefix)
    put_swatch(canvas, item, x=1, y=1)
    svg = canvas.svg(18, title="", description="")
    return _silent(svg)


def draw_chip(fill: str, pattern: str) -> str:
    """Return the swatch of a class inside a line of text; its pattern is one of `shared_patterns`."""
    box = 'x=".5" y=".5" width="21" height="15" rx="2"'
    edge = palette.mix(palette.LINE, palette.INK, 0.25)
    over = "" if pattern == Pattern.NONE else f'<rect {box} fill="url(#vk-{pattern})"/>'
    head = '<svg width="22" height="16" viewBox="0 0 22 16" aria-hidden="true" focusable="false">'
    return f'{head}<rect {box} fill="{fill}" stroke="{edge}"/>{over}</svg>'


def shared_patterns() -> str:
    """Return the patterns that every `draw_chip` on a page uses, as an SVG without size."""
    defined = "".join(pattern_definition(f"vk-{one}", one, PATTERN_INK[one]) for one in sorted(PATTERN_INK))
    return (
        f'<svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>{defined}</defs></svg>'
    )


def draw_grid(spec: MapSpec, *, words: Words, prefix: str) -> str:
    """Return the legend of a map of three by three classes; empty for another map."""
    if spec.grid is None:
        return ""
    canvas = Canvas(width=NARROW - 20, prefix=prefix)
    height = put_grid(canvas, spec, spec.grid, x=0, y=0)
    return canvas.svg(height + 2, title=f"{spec.grid.rows} × {spec.grid.columns}", description=words.description)


def _put_chart(canvas: Canvas, picture: Picture, language: str) -> float:
    match picture:
        case TrendSpec():
            return put_trend(canvas, picture, language=language)
        case SmallMultiplesSpec():
            return put_multiples(canvas, picture, language=language)
        case DotSpec():
            return put_dots(canvas, picture, language=language)
        case FunnelSpec():
            return put_funnel(canvas, picture, language=language)
        case BarSpec():
            return put_bars(canvas, picture, language=language)
        case ReliabilitySpec():
            return put_reliability(canvas, picture, language=language)
        case PathSpec():
            return put_path(canvas, picture, language=language)
        case _:
            return 0.0


def _finish(canvas: Canvas, height: float, words: Words) -> Drawing:
    svg = canvas.svg(height, title=words.title, description=words.description)
    return Drawing(svg=svg, width=canvas.width, height=height)


def _silent(svg: str) -> str:
    """Return a drawing that assistive technology passes over."""
    head, _, rest = svg.partition(' role="img"')
    _, _, rest = rest.partition(' font-family="')
    tail = rest.partition("</desc>")[2]
    return f'{head} aria-hidden="true" focusable="false">{tail}'
