"""Typst as typesetter: where its fonts are, and how a drawing becomes an image."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import fontpkg_source_sans_3  # type: ignore[import-untyped]
import fontpkg_source_serif_4  # type: ignore[import-untyped]
import typst
from fontTools.ttLib import TTFont

from veerkracht.errors.report import WriteReportError

_SANS = "SourceSans3[wght].ttf"
_SERIF = "SourceSerif4[opsz,wght].ttf"


@cache
def fonts() -> typst.Fonts:
    """Return Source Sans 3 and Source Serif 4 and nothing else, so that every machine makes the same pages."""
    folders = [Path(package.ROOT) / "files" for package in (fontpkg_source_sans_3, fontpkg_source_serif_4)]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def sans_file() -> Path:
    """Return the file of Source Sans 3, roman."""
    return Path(fontpkg_source_sans_3.ROOT) / "files" / _SANS


def serif_file() -> Path:
    """Return the file of Source Serif 4, roman."""
    return Path(fontpkg_source_serif_4.ROOT) / "files" / _SERIF


@cache
def known_characters() -> frozenset[str]:
    """Return the characters that both fonts of the report can show."""
    with TTFont(sans_file(), lazy=True) as sans, TTFont(serif_file(), lazy=True) as serif:
        return frozenset(map(chr, set(sans.getBestCmap()) & set(serif.getBestCmap())))


def showable(text: str) -> str:
    """Return the text with a question mark for each character that the fonts do not hold (PDF/A refuses those).

    >>> showable("Zuilen 🌳")
    'Zuilen ?'
    """
    known = known_characters()
    return text if known.issuperset(text) else "".join(char if char in known else "?" for char in text)


def shipped_text(name: str) -> str:
    """Return a file that is shipped with the package for making reports."""
    return (files("veerkracht") / "data" / "report" / name).read_text(encoding="utf-8")


def to_pngs(svgs: Sequence[str], *, ppi: float = 200.0) -> list[bytes]:
    """Return drawings as PNG on white, in the same order; all in one go, which takes half the time of one by one.

    Raises:
        WriteReportError: if a drawing cannot be rendered.
    """
    if not svgs:
        return []
    pictures = [f'#image(bytes(sys.inputs.s{i}), format: "svg", width: 470pt)' for i in range(len(svgs))]
    page = "#set page(width: auto, height: auto, margin: 0pt, fill: white)\n"
    source = page + "\n#pagebreak()\n".join(pictures)
    inputs = {f"s{i}": svg for i, svg in enumerate(svgs)}
    try:
        compiled = typst.Compiler(source.encode(), font_paths=fonts(), sys_inputs=inputs).compile(format="png", ppi=ppi)
    except typst.TypstError as error:
        raise WriteReportError("png", why=str(error)) from error
    return compiled if isinstance(compiled, list) else [compiled or b""]


def one_file(compiled: bytes | list[bytes] | None) -> bytes:
    """Return what the typesetter made as one file: its first page where it made pages."""
    if isinstance(compiled, bytes):
        return compiled
    return compiled[0] if compiled else b""
