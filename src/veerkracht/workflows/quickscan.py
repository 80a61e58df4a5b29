"""A QuickScan of one gemeente: from the warehouse to findings, and from findings to files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

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

_WRITERS: dict[str, Callable[[Document, Path], None]] = {
    "pdf": write_pdf,
    "html": write_html,
    "docx": write_docx,
    "json": write_json,
}
FORMATS = tuple(_WRITERS)

__all__ = ["FORMATS", "Request", "make_quickscan", "write_quickscan"]


def make_quickscan(request: Request, *, warehouse: Warehouse, catalogue: Catalogue) -> Document:
    """Return the QuickScan of a gemeente as a document tree.

    Raises:
        AreaCodeError: if a code is not that of a gemeente.
        DataError: if the warehouse holds nothing on the gemeente.
        WarehouseError: if the stored data cannot be read.
    """
    return compose(gather(request, country=open_country(warehouse, catalogue)))


def write_quickscan(
    document: Document,
    folder: Path,
    *,
    formats: Sequence[str] = FORMATS,
    progress: Callable[[Path], None] | None = None,
) -> tuple[Path, ...]:
    """Write the report as `quickscan.pdf`, `.html`, `.docx` and `.json`; each file whole or not at all.

    Raises:
        ReportError: if a figure lacks its alternative text, table or source.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for one in formats:
        path = folder / f"quickscan.{one}"
        _WRITERS[one](document, path)
        written.append(path)
        if progress is not None:
            progress(path)
    return tuple(written)
