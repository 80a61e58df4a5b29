"""How good the forecast of one figure of the country is: from the stored data to a report, and from it to files."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veerkracht.errors.data import MissingIndicatorError
from veerkracht.errors.report import UnknownFormatError, WriteReportError
from veerkracht.errors.warehouse import NothingStoredError
from veerkracht.facts.areas import Level
from veerkracht.facts.indicators import Better
from veerkracht.report.backtest.compose import compose
from veerkracht.report.backtest.inputs import Subject
from veerkracht.report.backtest.record import record
from veerkracht.signalering.verwachting.backtest import backtest
from veerkracht.signalering.verwachting.from_table import next_period, panel_of
from veerkracht.signalering.verwachting.kaart9 import figure_to_forecast
from veerkracht.signalering.verwachting.scale import Change
from veerkracht.workflows.quickscan_forecasts import SEED
from veerkracht.writers.atomic import write_whole
from veerkracht.writers.docx import write_docx
from veerkracht.writers.html import write_html
from veerkracht.writers.json import report_node
from veerkracht.writers.pdf import write_pdf

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from veerkracht.facts.indicators import Indicator
    from veerkracht.facts.language import Taal
    from veerkracht.facts.provenance import Provenance
    from veerkracht.facts.tables import AreaTable
    from veerkracht.report.document import Document
    from veerkracht.signalering.verwachting.outcome import Backtest
    from veerkracht.signalering.verwachting.panel import Panel
    from veerkracht.workflows.quickscan_country import Country

FORMATS = ("pdf", "html", "docx", "json")
LEVELS = (Level.BUURT, Level.WIJK)


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestRequest:
    """Which forecast is tested.

    Attributes:
        code: of the figure.
        level: of the areas.
        day: on which the report is made.
        years: how far ahead; None for the step that the next forecast takes.
        taal: language of the report.
    """

    code: str
    level: Level
    day: date
    years: float | None = None
    taal: Taal = "nl"


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestFound:
    """What the tests found, and the report that tells it."""

    tested: Backtest
    document: Document


def figures_to_test(country: Country, level: Level) -> tuple[Indicator, ...]:
    """Return the figures of a level of which a forecast can be tested, in the order of the catalogue.

    These are the figures of which more is better or worse, and on which a forecast can be made: waves enough that may
    be laid beside each other, and areas enough.

    Raises:
        WarehouseError: if the stored data cannot be read.
    """
    try:
        table = _table(country, level)
    except NothingStoredError:
        return ()
    named = {*country.choices.concentration, *country.choices.problems}
    tells = (one for one in country.catalogue if one.better is not Better.NEITHER or one.code in named)
    return tuple(one for one in tells if _fits(table, one.code, country=country))


def run_figure_backtest(request: BacktestRequest, *, country: Country) -> BacktestFound:
    """Return the tests on the past of the forecast of one figure, with all areas of the country.

    All tests that the data allow are made: choosing among them would be choosing the answer.

    Raises:
        MissingIndicatorError: if the data hold too little of the figure to forecast it.
        NothingStoredError: if nothing is stored at this level.
        WarehouseError: if the stored data cannot be read.
    """
    table = _table(country, request.level)
    if not _fits(table, request.code, country=country):
        raise MissingIndicatorError(
            request.code, available=[one.code for one in figures_to_test(country, request.level)]
        )
    panel = panel_of(table, request.code, catalogue=country.catalogue, choices=country.choices)
    last = panel.periods[-1]
    ahead = next_period(panel.periods).years_since(last) if request.years is None else request.years
    # As the map does it: the worst tenth is that of the figure per resident.
    tested = backtest(panel, horizon=ahead, change=Change.RATE, seed=SEED)
    subject = Subject(
        tested=tested,
        taal=request.taal,
        day=request.day,
        file=country.catalogue[request.code].name.say(request.taal),
        sources=_sources(table, request.code, panel),
    )
    return BacktestFound(tested=tested, document=compose(subject))


def write_figure_backtest(
    found: BacktestFound,
    folder: Path,
    *,
    formats: Sequence[str] = FORMATS,
    progress: Callable[[Path], None] | None = None,
) -> tuple[Path, ...]:
    """Write the report as `backtest.pdf`, `.html`, `.docx` and `.json`; each file whole or not at all.

    The JSON holds every number under its name, and under `report` the tree of the page.

    Raises:
        UnknownFormatError: if a format is not in `FORMATS`.
        WriteReportError: if the folder or a file cannot be written.
    """
    writers: dict[str, Callable[[Path], None]] = {
        "pdf": lambda path: write_pdf(found.document, path),
        "html": lambda path: write_html(found.document, path),
        "docx": lambda path: write_docx(found.document, path),
        "json": lambda path: write_whole(path, _json(found)),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteReportError(str(folder), why=error.strerror or str(error)) from error
    paths = []
    for one in formats:
        if one not in writers:
            raise UnknownFormatError(one, available=FORMATS)
        path = folder / f"backtest.{one}"
        writers[one](path)
        paths.append(path)
        if progress is not None:
            progress(path)
    return tuple(paths)


def _table(country: Country, level: Level) -> AreaTable:
    return country.table(level, year=country.warehouse.areas(level).year)


def _fits(table: AreaTable, code: str, *, country: Country) -> bool:
    return figure_to_forecast(table, [code], catalogue=country.catalogue, choices=country.choices) is not None


def _sources(table: AreaTable, code: str, panel: Panel) -> tuple[Provenance, ...]:
    held = (source for period in panel.periods for source in table.provenance.get((code, period), ()))
    return tuple(dict.fromkeys(held))


def _json(found: BacktestFound) -> bytes:
    node = {**record(found.tested), "report": report_node(found.document)}
    return f"{json.dumps(node, ensure_ascii=False, indent=1, allow_nan=False)}\n".encode()
