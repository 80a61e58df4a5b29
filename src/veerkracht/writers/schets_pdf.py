"""A wijkschets on one sheet of A3, as PDF/A-2a for the archive and PDF/UA-1 for every reader."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

import typst

from veerkracht.errors.report import WriteReportError
from veerkracht.report import palette
from veerkracht.writers.atomic import write_whole
from veerkracht.writers.pdf import COLOURS
from veerkracht.writers.plain import clean
from veerkracht.writers.svg.drawing import Words, draw
from veerkracht.writers.svg.ground import Grounds
from veerkracht.writers.typesetting import fonts, one_file, shipped_text, showable

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from veerkracht.report.schets.poster import Poster
    from veerkracht.report.schets.sheet import Sheet, SheetMap

_MAP = 460.0
"""Width of the drawing of the map, in units: its letters then have the size of those beside it."""

_COLOURS = {**COLOURS, "professional": palette.mix(palette.ANDERE_OORZAAK, palette.INK, 0.35)}


def render_schets_pdf(poster: Poster, *, sheet: Sheet) -> bytes:
    """Return the A3 sheet with its sources behind it as one tagged PDF; equal input gives equal bytes.

    The content goes to the typesetter as data, so that no name or text can act as markup. The letters are as large as
    the sheet allows; what does not fit in letters that can be read goes on behind.

    Raises:
        WriteReportError: if the typesetter refuses the sheet.
    """
    day: date = sheet.schets.on
    made_with = sheet.say("Gemaakt met Veerkracht, open software", "Made with Veerkracht, open software")
    content = {
        **asdict(poster),
        "language": sheet.taal,
        "date": day.isoformat(),
        "footer": made_with,
        "kaart": _kaart(sheet.kaart, sheet=sheet),
    }
    given = json.dumps({**_plain(content), "colours": _COLOURS}, ensure_ascii=False, allow_nan=False)
    made = datetime.combine(day, time(12), tzinfo=UTC)
    try:
        compiler = typst.Compiler(shipped_text("schets.typ").encode(), font_paths=fonts(), sys_inputs={"schets": given})
        return one_file(compiler.compile(format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=made))
    except typst.TypstError as error:
        raise WriteReportError("pdf", why=str(error).splitlines()[0]) from error


def write_schets_pdf(poster: Poster, path: Path, *, sheet: Sheet) -> None:
    """Write the A3 sheet, whole or not at all.

    Raises:
        WriteReportError: if the typesetter refuses the sheet or the file cannot be written.
    """
    write_whole(path, render_schets_pdf(poster, sheet=sheet))


def _kaart(kaart: SheetMap, *, sheet: Sheet) -> dict[str, Any]:
    title = kaart.title or sheet.say("Signaleringskaart", "Signaleringskaart")
    if kaart.spec is None:
        return {"svg": "", "title": title, "reason": kaart.reason, "aspect": 1.0}
    words = Words(title=kaart.question, description=kaart.alt, language=sheet.taal)
    # The sentence of the legend stands above the map as text, not once more in the drawing.
    drawing = draw(replace(kaart.spec, legend=""), words=words, prefix="kaart", grounds=Grounds(), width=_MAP)
    return {
        "svg": drawing.svg,
        "aspect": drawing.width / drawing.height,
        "title": title,
        "sentence": kaart.sentence,
        "alt": kaart.alt,
        "names": kaart.names,
        "source": f"{kaart.source}; {kaart.period}",
        "reason": "",
    }


def _plain(node: Any) -> Any:
    """Return content with every text made of characters that a document can hold and the fonts can show."""
    if isinstance(node, str):
        return showable(clean(node))
    if isinstance(node, dict):
        return {name: _plain(value) for name, value in node.items()}
    return [_plain(one) for one in node] if isinstance(node, list | tuple) else node
