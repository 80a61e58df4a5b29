"""A report as Word file: real headings, captions, header rows and alternative texts, for who edits on."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, time
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from veerkracht.report import palette
from veerkracht.report.document import Document, Figure
from veerkracht.writers.atomic import write_whole
from veerkracht.writers.columns import column_widths
from veerkracht.writers.docx_parts import (
    add_bookmark,
    add_edge,
    add_link,
    add_page_numbers,
    mark_header_row,
    set_widths,
    shade,
    style_language,
)
from veerkracht.writers.plain import clean
from veerkracht.writers.svg.drawing import WIDE, Words, draw, width_of
from veerkracht.writers.svg.ground import Grounds
from veerkracht.writers.tree import Node, Tree
from veerkracht.writers.typesetting import to_pngs
from veerkracht.writers.words import words_in

# Word has these on every machine; the fonts of the PDF are seldom installed with a reader.
BODY_FONT, TITLE_FONT = "Calibri", "Cambria"
TONES = {"answer": palette.ACCENT, "uncertain": "#8C5A00", "missing": "#472C7A", "method": palette.MUTED}
_EPOCH = (1980, 1, 1, 0, 0, 0)


def render_docx(document: Document) -> bytes:
    """Return the report as a Word file; equal input gives equal bytes.

    Maps and charts are pictures (PNG, 200 dots per inch) with their alternative text: Word would draw
    the letters of an SVG in whatever font it has.

    Raises:
        WriteReportError: if a picture cannot be drawn.
    """
    grounds, language = Grounds(), document.language
    drawings: list[str] = []

    def drawn(figure: Figure, share: float, number: int) -> Node:
        words = Words(title=clean(figure.question), description=clean(figure.alt), language=language)
        drawings.append(
            draw(figure.picture, words=words, prefix=f"f{number}", grounds=grounds, width=width_of(share)).svg
        )
        return {"drawing": len(drawings) - 1, "wide": width_of(share) == WIDE}

    tree = Tree(document, draw=drawn)
    builder = _Builder(tree.node(), appendix=tree.appendix(), pictures=to_pngs(drawings))
    held = io.BytesIO()
    builder.build().save(held)
    return _without_clock(held.getvalue())


def write_docx(document: Document, path: Path) -> None:
    """Write the report as a Word file, whole or not at all.

    Raises:
        WriteReportError: if a picture cannot be drawn or the file cannot be written.
    """
    write_whole(path, render_docx(document))


def _without_clock(packed: bytes) -> bytes:
    """Return the same package with one fixed moment on every part, so that equal input gives equal bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, date_time=_EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return held.getvalue()


class _Builder:
    """Builds one Word file from the plain tree."""

    def __init__(self, node: Node, *, appendix: list[Node], pictures: list[bytes]) -> None:
        self.node = node
        self.pictures = pictures
        self.words = words_in(node["language"])
        self.appendix = appendix
        self.file = docx.Document()
        self.marks = 0
        self.style_ids: dict[str, str] = {}

    def _paragraph(self, text: str = "", *, style: str = "Normal") -> Any:
        """Return a new paragraph; the id of a style is looked up once, for python-docx walks all styles each time."""
        made = self.file.add_paragraph(text)
        if style != "Normal":
            if style not in self.style_ids:
                self.style_ids[style] = self.file.styles[style].style_id
            made._p.style = self.style_ids[style]
        return made

    def build(self) -> Any:
        """Return the whole file."""
        self._set_up()
        node = self.node
        self._paragraph(node["title"], style="Title")
        if node["subtitle"]:
            self._paragraph(node["subtitle"], style="Subtitle")
        if node["fictitious"]:
            self._paragraph(style="Normal").add_run(f"{self.words['fictitious']}.").bold = True
        self._paragraph(node["date_text"], style="VK Source")
        self._add_all(node["summary"])
        self._add_all(node["sections"])
        self._add_sources()
        if self.appendix:
            self._add_heading(self.words["appendix"], level=1, anchor="")
            for table in self.appendix:
                self._add_table(table)
        return self.file

    def _set_up(self) -> None:
        """Set page, styles, header, footer and properties."""
        node, file = self.node, self.file
        section = file.sections[0]
        section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.3)
        _set_styles(file)
        style_language(file.styles, "nl-NL" if node["language"] == "nl" else "en-GB")
        stamp = f"   {self.words['fictitious_short']}" if node["fictitious"] else ""
        header = section.header.paragraphs[0]
        header.style = "VK Source"
        header.text = node["place"]
        header.add_run(stamp).bold = True
        version = f" · {self.words['data_version']} {node['data_version']}" if node["data_version"] else ""
        footer = section.footer.paragraphs[0]
        footer.style = "VK Source"
        footer.add_run(f"{node['date_text']}{version} · {self.words['page']} ")
        add_page_numbers(footer)
        made = datetime.combine(datetime.fromisoformat(node["date"]).date(), time(12))
        properties = file.core_properties
        properties.title, properties.subject = node["title"], node["subtitle"]
        properties.author, properties.keywords = ", ".join(node["authors"]), ", ".join(node["keywords"])
        properties.last_modified_by, properties.comments = "", ""
        properties.language, properties.created, properties.modified = node["language"], made, made

    def _add_all(self, blocks: list[Node]) -> None:
        for block in blocks:
            self._add(block)

    def _add(self, block: Node) -> None:
        match block["type"]:
            case "section":
                heading = self._add_heading(block["heading"], level=block["level"], anchor=block["anchor"])
                heading.paragraph_format.page_break_before = block["new_page"]
                self._add_all(block["blocks"])
            case "paragraph":
                self._add_runs(self._paragraph(style="VK Lead" if block["lead"] else "Normal"), block["runs"])
            case "list":
                for item in block["items"]:
                    style = "List Number" if block["numbered"] else "List Bullet"
                    self._add_runs(self._paragraph(style=style), item)
            case "callout":
                self._add_callout(block)
            case "table":
                self._add_table(block)
            case "figure":
                self._add_figure(block)
            case "key-figures":
                self._add_keys(block["items"])
            case "side-by-side":
                self._add_all(block["left"])
                self._add_all(block["right"])
            case _:
                self._break_page()

    def _add_callout(self, block: Node) -> None:
        before = len(self.file.paragraphs)
        self._paragraph(block["title"], style=f"VK {block['kind']}").runs[0].bold = True
        self._add_all(block["blocks"])
        for paragraph in self.file.paragraphs[before:]:
            add_edge(paragraph, colour=TONES[block["kind"]])

    def _break_page(self) -> None:
        self._paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _add_heading(self, words: str, *, level: int, anchor: str) -> Any:
        paragraph = self.file.add_heading(words, level=level)
        self._mark(paragraph, anchor)
        return paragraph

    def _mark(self, paragraph: Any, anchor: str) -> None:
        if anchor:
            self.marks += 1
            add_bookmark(paragraph, anchor, number=self.marks)

    def _add_runs(self, paragraph: Any, runs: list[Node]) -> None:
        for run in runs:
            match run["type"]:
                case "strong":
                    paragraph.add_run(run["text"]).bold = True
                case "emphasis":
                    paragraph.add_run(run["text"]).italic = True
                case "link":
                    add_link(paragraph, run["text"], run["address"])
                case "footnote":
                    # python-docx has no footnotes: between brackets nothing is lost.
                    paragraph.add_run(f" ({run['text']})").font.size = Pt(9)
                case _:
                    paragraph.add_run(run["text"])

    def _add_keys(self, items: list[Node]) -> None:
        paragraph = self._paragraph(style="Normal")
        for place, item in enumerate(items):
            big = paragraph.add_run(f"{'   ·   ' if place else ''}{item['number']['text']}  ")
            big.bold, big.font.size, big.font.color.rgb = True, Pt(18), _rgb(palette.ACCENT)
            paragraph.add_run(item["label"])
            if item["detail"]:
                paragraph.add_run(f" ({item['detail']})").font.size = Pt(9)

    def _add_figure(self, figure: Node) -> None:
        caption = self._paragraph(style="Caption")
        caption.add_run(f"{self.words['figure']} {figure['number']}. ").font.color.rgb = _rgb(palette.ACCENT)
        caption.add_run(figure["question"])
        self._mark(caption, figure["anchor"])
        if figure["answer"]:
            self._paragraph(figure["answer"], style="VK Answer line")
        holder = self._paragraph(style="Normal")
        holder.paragraph_format.keep_with_next = True
        shape = holder.add_run().add_picture(
            io.BytesIO(self.pictures[figure["drawing"]]), width=Cm(16.4 if figure["wide"] else 9.6)
        )
        # Word reads the alternative text from `descr`; `title` is its short name.
        described = shape._inline.docPr
        described.set("descr", figure["alt"])
        described.set("title", figure["question"])
        self._add_under(figure)
        self._paragraph(f"{self.words['data_in']} {figure['table']['number']}.", style="VK Source")

    def _add_under(self, part: Node) -> None:
        if part["note"]:
            self._paragraph(f"{self.words['note']}: {part['note']}", style="VK Source")
        self._paragraph(f"{self.words['source']}: {part['source']}", style="VK Source")

    def _add_table(self, table: Node) -> None:
        caption = self._paragraph(style="Caption")
        caption.add_run(f"{self.words['table']} {table['number']}. ").font.color.rgb = _rgb(palette.ACCENT)
        caption.add_run(table["caption"])
        self._mark(caption, table["anchor"])
        columns = table["columns"]
        grid = self.file.add_table(rows=1 + len(table["rows"]), cols=len(columns), style="Table Grid")
        mark_header_row(grid, description=table["caption"])
        # Asking python-docx for cells one by one takes quadratic time; the rows of the XML do not.
        rows = [[docx.table._Cell(cell, grid) for cell in row._tr.tc_lst] for row in grid.rows]
        for cell, column in zip(rows[0], columns, strict=True):
            words = f"{column['heading']} ({column['unit']})" if column["unit"] else column["heading"]
            _fill(cell, {"type": "strong", "text": words}, align=column["align"])
            shade(cell, palette.mix(palette.LINE, palette.PAPER, 0.4))
        for row, values in zip(rows[1:], table["rows"], strict=True):
            for cell, value, column in zip(row, values, columns, strict=True):
                _fill(cell, value, align=column["align"])
        set_widths(grid, _widths(table))
        self._add_under(table)

    def _add_sources(self) -> None:
        if not self.node["sources"]:
            return
        self._add_heading(self.words["sources"], level=1, anchor="")
        for source in self.node["sources"]:
            paragraph = self._paragraph(style="List Bullet")
            paragraph.add_run(source["cite"]).bold = True
            retrieved = f"{self.words['retrieved']} {source['retrieved_text']}" if source["retrieved_text"] else ""
            facts = " · ".join(fact for fact in (source["licence"], retrieved, source["remarks"]) if fact)
            paragraph.add_run(f" {facts} " if facts else " ")
            if source["address"]:
                add_link(paragraph, source["address"], source["address"])


def _widths(table: Node) -> list[float]:
    """Return the widths of the columns in centimetres, a little wider than for the narrower letters of the PDF."""
    widths = column_widths(table, page=470.0, size=10.5)
    stretch = 470.0 / sum(widths) if sum(widths) > 330 else 1.0
    return [width * stretch / 28.35 for width in widths]


def _fill(cell: Any, value: Node, *, align: str) -> None:
    """Write one cell; a class gets a coloured square before its word."""
    paragraph = cell.paragraphs[0]
    # By its id: looking a style up by name costs python-docx ten milliseconds, and a table has hundreds of cells.
    paragraph._p.style = "VKCell"
    if value["type"] == "class":
        square = paragraph.add_run("■ ")
        square.font.color.rgb = _rgb(value["fill"])
    run = paragraph.add_run(value["reason"] if value["type"] == "missing" else value["text"])
    run.bold = True if value["type"] == "strong" else None
    if align == "right":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _rgb(colour: str) -> Any:
    return RGBColor.from_string(colour[1:])


def _set_styles(file: Any) -> None:
    """Set the look of the built-in styles and add a few of our own."""
    styles = file.styles
    sizes = {
        "Title": 30,
        "Subtitle": 14,
        "Heading 1": 20,
        "Heading 2": 15,
        "Heading 3": 12.5,
        "Caption": 12,
        "Normal": 11,
    }
    for name, size in sizes.items():
        style = styles[name]
        font = TITLE_FONT if name == "Title" else BODY_FONT
        style.font.name, style.font.size = font, Pt(size)
        style.font.color.rgb = _rgb(palette.MUTED if name == "Subtitle" else palette.INK)
        style.font.italic, style.font.bold = False, name.startswith("Heading") or name in {"Caption", "Title"}
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:hAnsi"), font)
    styles["Normal"].paragraph_format.space_after = Pt(8)
    styles["Normal"].paragraph_format.line_spacing = 1.15
    styles["Caption"].paragraph_format.space_before = Pt(16)
    styles["Caption"].paragraph_format.keep_with_next = True
    own = {"VK Source": (9, palette.MUTED), "VK Lead": (13, palette.INK), "VK Cell": (9, palette.INK)}
    own |= {"VK Answer line": (11, palette.MUTED)}
    own |= {f"VK {kind}": (11, colour) for kind, colour in TONES.items()}
    for name, (size, colour) in own.items():
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.font.size, style.font.color.rgb = Pt(size), _rgb(colour)
        style.paragraph_format.space_after = Pt(0 if name == "VK Cell" else 4)
    for name in ("VK Answer line", *(f"VK {kind}" for kind in TONES)):
        styles[name].paragraph_format.keep_with_next = True
    rule = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "12"), ("space", "6"), ("color", palette.ACCENT[1:])):
        bottom.set(qn(f"w:{key}"), value)
    rule.append(bottom)
    properties = styles["Title"].element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    properties.insert(0, rule)
