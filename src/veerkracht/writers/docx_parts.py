"""Small parts of a Word file for which python-docx has no words: links, bookmarks, header rows, page numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from veerkracht.report import palette


def _element(tag: str, /, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def add_bookmark(paragraph: Any, anchor: str, *, number: int) -> None:
    """Put a bookmark around a paragraph, so that links inside the file find it."""
    name = bookmark_name(anchor)
    paragraph._p.insert(1, _element("w:bookmarkStart", id=str(number), name=name))
    paragraph._p.append(_element("w:bookmarkEnd", id=str(number)))


def bookmark_name(anchor: str) -> str:
    """Return an anchor as Word allows it: a letter first, no hyphens, at most 40 characters.

    >>> bookmark_name("groeien-de-verschillen")
    'vk_groeien_de_verschillen'
    """
    return f"vk_{anchor.replace('-', '_')}"[:40]


def add_link(paragraph: Any, words: str, address: str) -> None:
    """Add words that lead to an address or, after a `#`, to a bookmark."""
    link = OxmlElement("w:hyperlink")
    if address.startswith("#"):
        link.set(qn("w:anchor"), bookmark_name(address[1:]))
    else:
        link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = OxmlElement("w:r")
    look = OxmlElement("w:rPr")
    look.append(_element("w:color", val=palette.ACCENT[1:]))
    look.append(_element("w:u", val="single"))
    text = OxmlElement("w:t")
    text.text = words
    text.set(qn("xml:space"), "preserve")
    run.extend((look, text))
    link.append(run)
    paragraph._p.append(link)


def mark_header_row(table: Any, *, description: str) -> None:
    """Make the first row repeat on every page, mark the first column as header and describe the table."""
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(_element("w:tblHeader", val="true"))
    look = table._tbl.tblPr
    for old in look.findall(qn("w:tblLook")):
        look.remove(old)
    look.append(
        _element(
            "w:tblLook",
            val="00A0",
            firstRow="1",
            lastRow="0",
            firstColumn="1",
            lastColumn="0",
            noHBand="1",
            noVBand="1",
        )
    )
    look.append(_element("w:tblCaption", val=description))
    _hairlines(look)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))


def _hairlines(look: Any) -> None:
    """Give a table lines between its rows and nothing else."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        kind = "single" if side in {"bottom", "insideH"} else "nil"
        borders.append(_element(f"w:{side}", val=kind, sz="4", space="0", color=palette.LINE[1:]))
    place = look.find(qn("w:tblLook"))
    place.addprevious(borders)


def shade(cell: Any, colour: str) -> None:
    """Give a cell a background."""
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=colour[1:]))


def style_language(styles: Any, code: str) -> None:
    """Set the language of all text, for spelling and for screen readers."""
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(_element("w:lang", val=code, eastAsia=code, bidi="ar-SA"))


def add_page_numbers(paragraph: Any) -> None:
    """Add the number of the page as a field that Word keeps right."""
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            run._r.append(_element("w:fldChar", fldCharType=kind))
        else:
            code = OxmlElement("w:instrText")
            code.text = words
            run._r.append(code)


def add_edge(paragraph: Any, *, colour: str) -> None:
    """Give a paragraph a thick line at its left and a light background: a callout."""
    properties = paragraph._p.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    borders.append(_element("w:left", val="single", sz="24", space="8", color=colour[1:]))
    wash = _element("w:shd", val="clear", color="auto", fill=palette.mix(colour, "#FFFFFF", 0.92)[1:])
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    properties.insert_element_before(wash, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def set_widths(table: Any, widths: Sequence[float]) -> None:
    """Fix the widths of the columns, in centimetres."""
    table.autofit = False
    twips = [str(round(width * 567)) for width in widths]
    for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), twips, strict=True):
        column.set(qn("w:w"), width)
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, twips, strict=True):
            properties = cell.get_or_add_tcPr()
            for old in properties.findall(qn("w:tcW")):
                properties.remove(old)
            properties.insert(0, _element("w:tcW", w=width, type="dxa"))
