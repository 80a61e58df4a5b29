"""A piece of a report for a page of the web application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.writers.html import render_fragment

if TYPE_CHECKING:
    from veerkracht.report.document import Document


def fragment_of(document: Document) -> str:
    """Return the blocks of a report as HTML, every text escaped, without style or script."""
    return render_fragment(document)
