"""From a design and a table to an audit as web page, CSV or JSON: what `veerkracht index audit` does."""

from __future__ import annotations

import csv
import io
import json
import math
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.design import NothingMovesError
from veerkracht.errors.report import UnknownFormatError
from veerkracht.index.audit import audit_index
from veerkracht.index.build import build_index
from veerkracht.index.shares import rank_shares
from veerkracht.index.uncertainty import rank_intervals
from veerkracht.report.index_audit import compose_audit
from veerkracht.workflows.index_table import read_table
from veerkracht.workflows.indexing import catalogue_breaks
from veerkracht.writers.atomic import write_whole
from veerkracht.writers.html import write_html

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from veerkracht.facts.language import Taal
    from veerkracht.index.audit import Audit
    from veerkracht.index.design import IndexDesign

FORMATS = ("html", "csv", "json")
# A Sobol share costs seven draws; a quarter of the draws as base pairs keeps both parts of the work alike.
_PAIRS = 4


def run_audit(
    design: IndexDesign,
    table: Path,
    *,
    draws: int,
    seed: int,
    links: Sequence[str] = (),
    area_column: str = "",
) -> Audit:
    """Return the audit of the index of a table file, in its last period.

    Args:
        design: the choices.
        table: a CSV file.
        draws: how many times to draw for intervals and shares; 0 for none, which the audit will say.
        seed: of the draws.
        links: columns of the table, not in the design, to compare the top score with.
        area_column: name of the column with area codes; the first if empty.

    Raises:
        IndexTableError: if the file cannot be read.
        DesignError: if the design cannot be carried out on it.
    """
    read = read_table(table, design=design, area_column=area_column, extra=links)
    breaks = catalogue_breaks(design)
    result = build_index(read.table, design, groups=read.groups, breaks=breaks)
    rng = np.random.default_rng(seed)
    intervals = shares = None
    if draws > 0:
        intervals = rank_intervals(read.table, design, draws=draws, rng=rng, groups=read.groups, breaks=breaks)
        samples = max(2, draws // _PAIRS)
        # Without a doubt that moves a rank there is nothing to divide; the intervals then say so.
        with suppress(NothingMovesError):
            shares = rank_shares(read.table, design, samples=samples, rng=rng, groups=read.groups, breaks=breaks)
    others = {name: read.table.values[:, -1, read.table.position(name)] for name in links}
    return audit_index(result, intervals=intervals, shares=shares, links=others)


def write_audit(audit: Audit, path: Path, *, taal: Taal, day: date) -> None:
    """Write the audit; the name of the file says as what: `.html`, `.csv` or `.json`.

    Raises:
        UnknownFormatError: if it ends otherwise.
        WriteReportError: if the file cannot be written.
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise UnknownFormatError(kind or path.name, available=FORMATS)
    if kind == "html":
        write_html(compose_audit(audit, taal=taal, day=day), path)
    else:
        write_whole(path, (_as_csv(audit) if kind == "csv" else _as_json(audit, day=day)).encode())


def _as_csv(audit: Audit) -> str:
    """Return one line per finding."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["step", "name", "measure", "value", "verdict", "text_nl", "text_en"])
    for step in audit.steps:
        for one in step.findings:
            value = "" if math.isnan(one.value) else repr(float(one.value))
            writer.writerow([step.number, step.name.en, one.measure, value, one.verdict, one.text.nl, one.text.en])
    return stream.getvalue()


def _as_json(audit: Audit, *, day: date) -> str:
    """Return everything in the audit; a figure that cannot be told is null."""
    contents = {
        "design": audit.design.code,
        "date": day.isoformat(),
        "period": str(audit.period),
        "areas": audit.areas,
        "scored": audit.scored,
        "to_look_at": audit.to_look_at,
        "steps": [asdict(step) for step in audit.steps],
        "indicators": [asdict(one) for one in audit.indicators],
        "nodes": [asdict(one) for one in audit.nodes],
        "pairs": [asdict(one) for one in audit.pairs],
    }
    return json.dumps(_without_nan(contents), ensure_ascii=False, indent=1) + "\n"


def _without_nan(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_nan(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
