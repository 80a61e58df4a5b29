"""Sheets of paper of an atelier as PDF/A-2a and PDF/UA-1, ready for any printer."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

import typst

from veerkracht.errors.report import WriteReportError
from veerkracht.report.paper import CARDS_ON_A_SHEET, SHEET_NAMES, WORDS, SheetKind
from veerkracht.writers.pdf import COLOURS
from veerkracht.writers.plain import clean
from veerkracht.writers.typesetting import fonts, one_file, shipped_text, showable

if TYPE_CHECKING:
    from veerkracht.report.paper import PaperSheets

_HELP = {
    SheetKind.CARDS: "cards_help",
    SheetKind.MAP: "map_help",
    SheetKind.VOTES: "vote_help",
    SheetKind.CHOICES: "choices_help",
}
_CARD_LINES = 9


def render_paper_pdf(paper: PaperSheets, *, day: date) -> bytes:
    """Return sheets as one PDF, a page or more each; equal input gives equal bytes.

    The content goes to the typesetter as data, so that no name or text can act as markup.

    Args:
        paper: the sheets.
        day: on which they are made.

    Raises:
        WriteReportError: if the typesetter refuses them.
    """
    content = {
        "kind": str(paper.kind),
        "heading": SHEET_NAMES[paper.kind].say(paper.taal),
        "title": paper.title,
        "door": paper.door,
        "question": paper.question,
        "help": WORDS[_HELP[paper.kind]].say(paper.taal),
        "roles": list(paper.roles),
        "lines": [{"number": one.number, "text": one.text, "asks": list(one.asks)} for one in paper.lines],
        "words": {key: words.say(paper.taal) for key, words in WORDS.items()},
        "language": paper.taal,
        "names": [list(one) for one in paper.map.names] if paper.map else [],
    }
    given = _plain(content)
    given |= {
        "cards": CARDS_ON_A_SHEET,
        "card_lines": _CARD_LINES,
        "sheets": [{"code": str(code), "qr": qr} for code, qr in paper.sheets],
        "map": {"svg": paper.map.svg, "aspect": paper.map.aspect, "names": given["names"]} if paper.map else None,
        "colours": COLOURS,
        "date": day.isoformat(),
    }
    made = datetime.combine(day, time(12), tzinfo=UTC)
    try:
        compiler = typst.Compiler(
            shipped_text("paper.typ").encode(),
            font_paths=fonts(),
            sys_inputs={"paper": json.dumps(given, ensure_ascii=False)},
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
    if isinstance(node, list):
        return [_plain(one) for one in node]
    return node
