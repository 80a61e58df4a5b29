"""The colours of everything that Veerkracht shows, in one place: each strong colour means one thing.

The values are the house style; `tests/report/test_palette.py` measures contrast and the
distance between classes for normal, deutan, protan and tritan vision.
"""

from __future__ import annotations

from enum import StrEnum

from veerkracht.errors.report import PictureShapeError

INK = "#1F2A33"
PAPER = "#FBFAF6"
MUTED = "#55616B"
ACCENT = "#0F5C5C"
LINE = "#DAD6CC"
NO_DATA = "#FFFFFF"

VEERKRACHTIG = "#0F5C5C"
GUNSTIG = "#8FBBD9"
ANDERE_OORZAAK = "#F0B84A"
ONDER_DRUK = "#D9542B"
GEEN_DUIDELIJKE_ONTWIKKELING = "#E6E2DA"
VEERKRACHTKAART = (VEERKRACHTIG, GUNSTIG, ANDERE_OORZAAK, ONDER_DRUK, GEEN_DUIDELIJKE_ONTWIKKELING)

FOCUSKAART = (
    ("#F1EEE6", "#B5CBDD", "#5E93C0"),
    ("#F2C9A1", "#B7A2A0", "#6B6F9A"),
    ("#E0803A", "#A85A4A", "#4A2C4D"),
)
"""Rows: overlast low to high; columns: share of residents low to high."""

SOCIALE_AANPAK = "#472C7A"
LEEFOMGEVING = "#A3C65C"
WONINGPROGRAMMA = "#C4582A"
HERPOSITIONERING = "#3C8FC9"
PERSPECTIVES = (SOCIALE_AANPAK, LEEFOMGEVING, WONINGPROGRAMMA, HERPOSITIONERING)

BELOW = "#8C4A12"
MIDDLE = "#F5F1E8"
ABOVE = "#0F5C5C"


class Pattern(StrEnum):
    """What lies over a colour so that it survives a grey copier."""

    NONE = "none"
    DOTS = "dots"
    HATCH = "hatch"
    BACK_HATCH = "back-hatch"
    CROSS = "cross"


def _channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(colour: str, other: str, share: float) -> str:
    """Return `colour` with `share` of `other` mixed in, as sRGB.

    >>> mix("#000000", "#FFFFFF", 0.5)
    '#808080'
    """
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def luminance(colour: str) -> float:
    """Return the relative luminance of an sRGB colour, 0 (black) to 1 (white).

    Source:
        W3C, WCAG 2.2, definition of relative luminance.
    """
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour: str, other: str) -> float:
    """Return the contrast between two colours, 1 (none) to 21.

    Source:
        W3C, WCAG 2.2, definition of contrast ratio.

    >>> round(contrast("#000000", "#FFFFFF"))
    21
    """
    bright, dark = sorted((luminance(colour), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def ink_on(fill: str) -> str:
    """Return the ink, white, or where neither reads (4.5 : 1) a blacker ink, for words on this colour."""
    return next((text for text in (INK, "#FFFFFF") if contrast(text, fill) >= 4.5), "#0A0E12")


def one_way(steps: int, *, hue: str = ACCENT) -> tuple[str, ...]:
    """Return shades of one hue from light to dark, for a scale that goes one way.

    Raises:
        PictureShapeError: if fewer than two or more than seven steps are asked; more cannot be told apart.

    >>> one_way(5)[-1]
    '#0F5C5C'
    """
    if not 2 <= steps <= 7:
        raise PictureShapeError("steps", found=steps, expected="2-7")
    lightest = mix(hue, MIDDLE, 0.88)
    return tuple(mix(lightest, hue, step / (steps - 1)) for step in range(steps))


def two_way(steps: int) -> tuple[str, ...]:
    """Return an odd number of shades from `BELOW` over `MIDDLE` to `ABOVE`.

    Raises:
        PictureShapeError: if `steps` is even, below three or above seven.

    >>> two_way(5)[2]
    '#F5F1E8'
    """
    if steps not in {3, 5, 7}:
        raise PictureShapeError("steps", found=steps, expected="3, 5, 7")
    half = steps // 2
    low = tuple(mix(BELOW, MIDDLE, step / half) for step in range(half))
    high = tuple(mix(MIDDLE, ABOVE, step / half) for step in range(1, half + 1))
    return (*low, MIDDLE, *high)
