"""One map on one page of A4, as PDF/A-2a for the archive and PDF/UA-1 for every reader."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

import typst

from veerkracht.errors.report import WriteReportError
from veerkracht.writers.pdf import COLOURS
from veerkracht.writers.plain import clean
from veerkracht.writers.svg.drawing import Words, draw
from veerkracht.writers.svg.ground import Grounds
from veerkracht.writers.typesetting import fonts, one_file, shipped_text, showable

if TYPE_CHECKING:
    from veerkracht.report.figures import MapSpec
    from veerkracht.writers.svg.sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage:
    """What a page says beside the map and the words of its sheet.

    Attributes:
        day: on which it is made.
        footer: the line at the foot of the page.
        explained: name and meaning of the classes that need one.
        remarks: what a reader must know.
    """

    day: date
    footer: str
    explained: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()


def render_map_pdf(spec: MapSpec, *, sheet: Sheet, page: MapPage) -> bytes:
    """Return a map with its words as one tagged page; equal input gives equal bytes.

    The content goes to the typesetter as data, so that no name or text can act as markup.

    Args:
        spec: the map; its `legend` is the sentence above it, as text that can be read aloud and copied.
        sheet: the words around it.
        page: what the page says beside those.

    Raises:
        WriteReportError: if the typesetter refuses the page.
    """
    words = Words(title=sheet.title, description=sheet.description, language=sheet.language)
    content = {
        "title": sheet.title,
        "under": sheet.under,
        "stamp": sheet.stamp,
        "sentence": spec.legend,
        "alt": sheet.description,
        "notes": sheet.notes,
        "explained": page.explained,
        "remarks": page.remarks,
        "footer": page.footer,
        "language": sheet.language,
        "date": page.day.isoformat(),
    }
    # The sentence of the legend stands above the map as text, not once more in the drawing.
    drawing = draw(replace(spec, legend=""), words=words, prefix="kaart", grounds=Grounds())
    given = {**_plain(content), "svg": showable(drawing.svg), "aspect": drawing.width / drawing.height}
    made = datetime.combine(page.day, time(12), tzinfo=UTC)
    try:
        compiler = typst.Compiler(
            shipped_text("map.typ").encode(),
            font_paths=fonts(),
            sys_inputs={"map": json.dumps({**given, "colours": COLOURS}, ensure_ascii=False)},
        )
        return one_file(compiler.compile(format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=made))
    except typst.TypstError as error:
        raise WriteReportError("pdf", why=str(error).splitlines()[0]) from error


def _plain(node: Any) -> Any:
    """Return content with every text made of characters that a document can hold and the fonts can show."""
    if isinstance(node, str):
        return showable(clean(node))
    if isinstance(node, dict):
        return {name: _plain(value) for name, value in node.items()}
    return [_plain(one) for one in node]
