"""Fonts for a page that asks nobody for anything: cut to the letters we need and put inside the page."""

from __future__ import annotations

import io
from base64 import b64encode
from functools import cache

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from veerkracht.writers.typesetting import sans_file, serif_file

# Basic Latin, Latin-1 and Latin Extended-A (every European name), and the signs that reports use.
LETTERS = (*range(0x20, 0x7F), *range(0xA0, 0x180), *map(ord, "–—‘’‚“”„…•−→←↑↓↩≈≥≤×€‰"))


def font_faces(title: str) -> str:
    """Return the two `@font-face` rules with their fonts inside; equal input gives equal bytes.

    The serif stands in the title only, so it is cut to the letters of the title. The sans keeps its
    whole weight axis and goes without kerning, because cutting those takes fontTools ten seconds.
    """
    return _sans() + _serif("".join(sorted(set(title))))


@cache
def _sans() -> str:
    features = ("liga", "locl", "mark", "tnum", "smcp")
    with TTFont(io.BytesIO(sans_file().read_bytes()), recalcTimestamp=False, lazy=True) as font:
        _cut(font, letters=LETTERS, features=features)
        return _face("Source Sans 3", weight="200 900", font=_packed(font))


@cache
def _serif(letters: str) -> str:
    with TTFont(io.BytesIO(serif_file().read_bytes()), recalcTimestamp=False, lazy=True) as font:
        _cut(font, letters=tuple(map(ord, letters)), features=("kern", "liga"))
        instantiateVariableFont(font, {"wght": 600, "opsz": 40}, inplace=True)
        return _face("Source Serif 4", weight="600", font=_packed(font))


def _cut(font: TTFont, *, letters: tuple[int, ...], features: tuple[str, ...]) -> None:
    """Leave only these letters and layout features in a font."""
    cutter = Subsetter(Options(layout_features=list(features), hinting=False, notdef_outline=True))
    cutter.populate(unicodes=letters)
    cutter.subset(font)


def _packed(font: TTFont) -> bytes:
    font.flavor = "woff2"
    held = io.BytesIO()
    font.save(held)
    return held.getvalue()


def _face(family: str, *, weight: str, font: bytes) -> str:
    address = f"data:font/woff2;base64,{b64encode(font).decode()}"
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:swap;'
        f'src:url("{address}") format("woff2")}}\n'
    )
