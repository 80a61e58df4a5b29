"""Paper for drawings: shapes and words as SVG text, with fixed decimals so that equal input gives equal bytes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Literal

from veerkracht.report import palette
from veerkracht.report.palette import Pattern
from veerkracht.writers.plain import clean

FONT = "'Source Sans 3', 'Source Sans Pro', sans-serif"
SMALL, BODY, LARGE = 11.5, 13.0, 15.0

# Advance widths of Source Sans 3 Regular, characters 32 to 126, in hundredths of an em (from its hmtx table).
_HUNDREDTHS = (
    "20 29 43 50 50 82 61 25 30 30 42 50 25 31 25 35 50 50 50 50 50 50 50 50 "
    "50 50 25 25 50 50 50 42 85 54 59 57 62 53 49 62 65 26 48 58 49 73 65 66 "
    "57 66 57 53 54 64 52 79 51 48 54 30 35 30 50 50 54 50 55 46 56 50 29 50 "
    "54 25 25 50 26 83 55 54 56 56 35 42 34 54 47 72 45 47 42 30 24 30 50 "
)
_WIDTHS = tuple(int(width) for width in _HUNDREDTHS.split())

Anchor = Literal["start", "middle", "end"]


def text_width(text: str, *, size: float = BODY, weight: int = 400) -> float:
    """Return the width of a line of Source Sans 3, to within a few percent.

    >>> round(text_width("buurt", size=10), 1)
    23.2
    """
    hundredths = sum(_WIDTHS[ord(char) - 32] if 32 <= ord(char) <= 126 else 54 for char in text)
    return hundredths * size / 100 * (1 + max(0, weight - 400) * 0.00025)


def wrap(text: str, *, width: float, size: float = BODY) -> list[str]:
    """Return the words in lines no wider than `width`; a longer word stands alone."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size=size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def shorten(text: str, *, width: float, size: float = BODY) -> str:
    """Return the text, cut with an ellipsis if it is wider than `width`."""
    if text_width(text, size=size) <= width:
        return text
    while text and text_width(f"{text}…", size=size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def digits(value: float) -> str:
    """Return a coordinate with one decimal at most.

    >>> digits(12.0), digits(3.14159), digits(-0.04)
    ('12', '3.1', '0')
    """
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def decimal(value: float, *, decimals: int, language: str) -> str:
    """Return a figure as written in this language.

    >>> decimal(1234.5, decimals=1, language="nl")
    '1.234,5'
    """
    text = f"{value:,.{decimals}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    text = text.replace("-", "−")
    return text.translate(str.maketrans(",.", ".,")) if language == "nl" else text


class Canvas:
    """A sheet on which shapes are put in order; `svg` gives the whole.

    Attributes:
        width: in units; a unit is a pixel on screen at full size.
        prefix: stands before every id, so that several drawings can share a page.
    """

    def __init__(self, *, width: float, prefix: str) -> None:
        self.width = width
        self.prefix = prefix
        self._parts: list[str] = []
        self._patterns: dict[tuple[Pattern, str], str] = {}

    def raw(self, text: str) -> None:
        """Put ready SVG on the sheet."""
        self._parts.append(text)

    def path(self, d: str, *, title: str = "", **attributes: str | float) -> None:
        """Put a path on the sheet; a title shows when a pointer rests on it."""
        inner = f"<title>{escape(clean(title))}</title>" if title else ""
        self._parts.append(f'<path d="{d}"{_attributes(attributes)}' + (f">{inner}</path>" if inner else "/>"))

    def line(self, x1: float, y1: float, x2: float, y2: float, **attributes: str | float) -> None:
        """Put a straight line on the sheet."""
        ends = f'x1="{digits(x1)}" y1="{digits(y1)}" x2="{digits(x2)}" y2="{digits(y2)}"'
        self._parts.append(f"<line {ends}{_attributes({'stroke': palette.LINE, **attributes})}/>")

    def rect(self, x: float, y: float, width: float, height: float, **attributes: str | float) -> None:
        """Put a rectangle on the sheet."""
        box = f'x="{digits(x)}" y="{digits(y)}" width="{digits(width)}" height="{digits(height)}"'
        self._parts.append(f"<rect {box}{_attributes(attributes)}/>")

    def circle(self, x: float, y: float, r: float, **attributes: str | float) -> None:
        """Put a circle on the sheet."""
        self._parts.append(f'<circle cx="{digits(x)}" cy="{digits(y)}" r="{digits(r)}"{_attributes(attributes)}/>')

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = BODY,
        weight: int = 400,
        fill: str = palette.INK,
        anchor: Anchor = "start",
        **attributes: str | float,
    ) -> None:
        """Put a line of words on the sheet, its baseline at `y`."""
        style: dict[str, str | float] = {"font-size": size, "fill": fill}
        if weight != 400:
            style |= {"font-weight": weight, "font-variation-settings": f"'wght' {weight}"}
        if anchor != "start":
            style["text-anchor"] = anchor
        place = f'x="{digits(x)}" y="{digits(y)}"'
        self._parts.append(f"<text {place}{_attributes({**style, **attributes})}>{escape(clean(words))}</text>")

    def lines(self, x: float, y: float, rows: Sequence[str], *, size: float = BODY, fill: str = palette.INK) -> float:
        """Put lines of words under one another; return the baseline after the last."""
        for row in rows:
            self.text(x, y, row, size=size, fill=fill)
            y += size * 1.35
        return y

    def pattern(self, pattern: Pattern, *, colour: str = palette.INK) -> str:
        """Return the fill that paints a pattern over a colour, defining it once."""
        name = self._patterns.setdefault((pattern, colour), f"{self.prefix}-p{len(self._patterns)}")
        return f"url(#{name})"

    def svg(self, height: float, *, title: str, description: str, role: Literal["img", "group"] = "img") -> str:
        """Return the whole drawing as SVG with a title and description for who cannot see it.

        Args:
            height: of the sheet.
            title: of the drawing.
            description: what it shows.
            role: `group` if there is something in it to act on, which an image hides from a screen reader.
        """
        box = f"0 0 {digits(self.width)} {digits(height)}"
        size = f'width="{digits(self.width)}" height="{digits(height)}"'
        patterns = "".join(pattern_definition(name, *key) for key, name in self._patterns.items())
        labels = f'aria-labelledby="{self.prefix}-t {self.prefix}-d"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" {size} role="{role}" {labels} '
            # Typst takes the weight of a variable font from the settings, a browser from the weight.
            f'font-family="{FONT}" font-weight="400" font-variation-settings="\'wght\' 400">'
            f'<title id="{self.prefix}-t">{escape(clean(title))}</title>'
            f'<desc id="{self.prefix}-d">{escape(clean(description))}</desc>'
            + (f"<defs>{patterns}</defs>" if patterns else "")
            + "".join(self._parts)
            + "</svg>"
        )


def _attributes(given: dict[str, str | float]) -> str:
    """Return attributes as text; an underscore in a name stands for a hyphen."""
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(str(value)) if isinstance(value, str) else f"{value:g}"}"'
        for name, value in given.items()
        if value != ""
    )


def pattern_definition(name: str, pattern: Pattern, colour: str) -> str:
    """Return the definition of a pattern: a small tile that repeats."""
    stroke = f'stroke="{colour}" fill="none"'
    dots = "M1.8 .9a.95.95 0 1 0 .01 0zM5.8 4.9a.95.95 0 1 0 .01 0z"
    tiles = {
        Pattern.DOTS: (8, f'<path d="{dots}" fill="{colour}"/>'),
        Pattern.HATCH: (7, f'<path d="M-1 1L1-1M0 7L7 0M6 8L8 6" {stroke} stroke-width=".9"/>'),
        Pattern.BACK_HATCH: (5, f'<path d="M-1 4L1 6M0 0L5 5M4-1L6 1" {stroke} stroke-width=".55"/>'),
        Pattern.CROSS: (7, f'<path d="M0 7L7 0M0 0L7 7" {stroke} stroke-width=".6"/>'),
        Pattern.NONE: (6, ""),
    }
    side, tile = tiles[pattern]
    return f'<pattern id="{name}" width="{side}" height="{side}" patternUnits="userSpaceOnUse">{tile}</pattern>'
