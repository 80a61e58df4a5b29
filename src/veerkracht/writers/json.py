"""A report as JSON: the whole tree, and every figure with its source, year, level and interval."""

from __future__ import annotations

import json
from pathlib import Path

from veerkracht.report.document import Document
from veerkracht.writers.atomic import write_whole
from veerkracht.writers.tree import Node, Tree


def report_node(document: Document) -> Node:
    """Return the report as plain data after `data/report/report.schema.json`, to be put in a larger JSON."""
    return Tree(document).node()


def render_json(document: Document) -> bytes:
    """Return the report as UTF-8 JSON after `data/report/report.schema.json`; equal input gives equal bytes."""
    text = json.dumps(report_node(document), ensure_ascii=False, indent=1, allow_nan=False)
    return f"{text}\n".encode()


def write_json(document: Document, path: Path) -> None:
    """Write the report as JSON, whole or not at all.

    Raises:
        WriteReportError: if the file cannot be written.
    """
    write_whole(path, render_json(document))
