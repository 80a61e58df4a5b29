"""A map on a sheet of its own: its question above, its legend, and below it where the figures come from."""

from __future__ import annotations

from dataclasses import dataclass

from veerkracht.report import palette
from veerkracht.report.figures import MapSpec
from veerkracht.writers.plain import clean
from veerkracht.writers.svg.canvas import BODY, LARGE, SMALL, Canvas, digits, wrap
from veerkracht.writers.svg.drawing import WIDE, Drawing
from veerkracht.writers.svg.ground import Grounds
from veerkracht.writers.svg.maps import put_map_with_legend

MARGIN = 24.0
_TITLE = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The words around a map.

    Attributes:
        title: the question that it answers.
        under: what the map is of, place and period.
        notes: lines at the foot: sources, what is not sure, day and version.
        description: what the map shows, for who cannot see it.
        language: `nl` or `en`.
        stamp: a word that must not be missed, for example that the figures are invented; empty for none.
    """

    title: str
    under: str
    notes: tuple[str, ...]
    description: str
    language: str
    stamp: str = ""


def draw_sheet(spec: MapSpec, *, sheet: Sheet, width: float = WIDE) -> Drawing:
    """Return a map with its words as one drawing on paper that stands alone.

    Args:
        spec: the map; its `legend` is the sentence under it.
        sheet: the words around it.
        width: of the map itself, in units; the margins come on top.
    """
    canvas = Canvas(width=width, prefix="kaart")
    canvas.rect(0, 0, width + 2 * MARGIN, 20_000, fill=palette.PAPER)
    canvas.raw(f'<g transform="translate({digits(MARGIN)} {digits(MARGIN)})">')
    y = _TITLE
    for line in wrap(clean(sheet.title), width=width * 0.96, size=_TITLE):
        canvas.text(0, y, line, size=_TITLE, weight=600)
        y += _TITLE * 1.25
    y = canvas.lines(0, y, wrap(clean(sheet.under), width=width * 0.96, size=LARGE), size=LARGE, fill=palette.MUTED) - 4
    if sheet.stamp:
        canvas.text(0, y + SMALL, sheet.stamp, size=BODY, weight=600, fill="#A63A17")
        y += 24
    canvas.raw(f'<g transform="translate(0 {digits(y)})">')
    y += put_map_with_legend(canvas, spec, grounds=Grounds(), language=sheet.language)
    canvas.raw("</g>")
    canvas.line(0, y + 10, width, y + 10, stroke=palette.LINE, stroke_width=1)
    y += 28
    for note in sheet.notes:
        y = canvas.lines(0, y, wrap(clean(note), width=width * 0.98, size=SMALL), size=SMALL, fill=palette.MUTED) + 3
    canvas.raw("</g>")
    canvas.width = width + 2 * MARGIN
    height = y + 2 * MARGIN - 12
    svg = canvas.svg(height, title=sheet.title, description=sheet.description)
    return Drawing(svg=svg, width=canvas.width, height=height)
