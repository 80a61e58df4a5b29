"""A QuickScan of one gemeente: from the warehouse to findings, and from findings to files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from veerkracht.errors.report import UnknownFormatError, WriteReportError
from veerkracht.report.quickscan.compose import compose
from veerkracht.workflows.quickscan_country import open_country
from veerkracht.workflows.quickscan_findings import Request, gather
from veerkracht.writers.docx import write_docx
from veerkracht.writers.html import write_html
from veerkracht.writers.json import write_json
from veerkracht.writers.pdf import write_pdf

if TYPE_CHECKING:
    from veerkracht.facts.indicators import Catalogue
    from veerkracht.report.document import Document
    from veerkracht.warehouse import Warehouse
    from veerkracht.workflows.quickscan_country import Country

_WRITERS: dict[str, Callable[[Document, Path], None]] = {
    "pdf": write_pdf,
    "html": write_html,
    "docx": write_docx,
    "json": write_json,
}
FORMATS = tuple(_WRITERS)

__all__ = ["FORMATS", "Request", "make_quickscan", "read_formats", "report_of", "write_quickscan"]


def make_quickscan(request: Request, *, warehouse: Warehouse, catalogue: Catalogue) -> Document:
    """Return the QuickScan of a gemeente as a document tree.

    Raises:
        AreaCodeError: if a code is not that of a gemeente.
        DataError: if the warehouse holds nothing on the gemeente.
        WarehouseError: if the stored data cannot be read.
    """
    return report_of(request, country=open_country(warehouse, catalogue))


def report_of(request: Request, *, country: Country) -> Document:
    """Return the QuickScan of a gemeente as a document tree; one country may serve many requests.

    Raises:
        AreaCodeError, DataError, WarehouseError: as for `make_quickscan`.
    """
    return compose(gather(request, country=country))


def read_formats(text: str) -> tuple[str, ...]:
    """Return the formats of a list with commas, each once; all of them for an empty text.

    Raises:
        UnknownFormatError: if one is not in `FORMATS`.

    Examples:
        >>> read_formats("json, PDF")
        ('json', 'pdf')
    """
    asked = tuple(dict.fromkeys(one.strip().lower().removeprefix(".") for one in text.split(",") if one.strip()))
    for one in asked:
        if one not in _WRITERS:
            raise UnknownFormatError(one, available=FORMATS)
    return asked or FORMATS


def write_quickscan(
    document: Document,
    folder: Path,
    *,
    formats: Sequence[str] = FORMATS,
    progress: Callable[[Path], None] | None = None,
) -> tuple[Path, ...]:
    """Write the report as `quickscan.pdf`, `.html`, `.docx` and `.json`; each file whole or not at all.

    Raises:
        WriteReportError: if the folder or a file cannot be written.
        ReportError: if a figure lacks its alternative text, table or source.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteReportError(str(folder), why=error.strerror or str(error)) from error
    paths = {one: folder / f"quickscan.{one}" for one in formats}
    # Typesetting runs outside Python's lock, so that two at a time take about two thirds of the time; slowest first.
    with ThreadPoolExecutor(max_workers=2) as pool:
        order = sorted(paths, key=lambda one: one != "docx")
        running = {one: pool.submit(_WRITERS[one], document, paths[one]) for one in order}
        for one, path in paths.items():
            running[one].result()
            if progress is not None:
                progress(path)
    return tuple(paths.values())
