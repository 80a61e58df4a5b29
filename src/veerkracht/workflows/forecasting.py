"""A forecast of any panel, and its test on the past: from files to files, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from veerkracht.errors.panel import OutputPathError, PanelTargetError, PeriodLengthError
from veerkracht.errors.report import UnknownFormatError
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period
from veerkracht.facts.provenance import Provenance
from veerkracht.report.backtest.compose import compose
from veerkracht.report.backtest.inputs import Subject
from veerkracht.report.backtest.record import notes_record, record
from veerkracht.signalering.verwachting.backtest import backtest
from veerkracht.signalering.verwachting.forecast import forecast
from veerkracht.signalering.verwachting.outcome import Outlook
from veerkracht.signalering.verwachting.panel import Kind
from veerkracht.workflows.panel_files import PanelFile, PanelRequest, read_panel
from veerkracht.writers.atomic import write_whole
from veerkracht.writers.html import write_html
from veerkracht.writers.json import report_node

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from numpy.typing import NDArray

    from veerkracht.facts.language import Taal
    from veerkracht.report.document import Document
    from veerkracht.signalering.verwachting.outcome import Backtest, Verwachting

COLUMNS = ("area", "expected", "low80", "high80", "low90", "high90", "p_worse", "p_worst10", "class")
SCHEMA = "veerkracht-forecast/1"
REPORT_SUFFIXES = (".html", ".htm")
_LEVELS, _CHANCES = COLUMNS[1:6], COLUMNS[6:8]

Progress = Callable[[Bilingual], None]

_READING = Bilingual("bestanden lezen", "reading files")
_TESTING = Bilingual("toetsen op het verleden", "testing on the past")
_FORECASTING = Bilingual("verwachting maken", "making the forecast")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """A panel and how well its past could be forecast.

    Attributes:
        file: the panel as it was read.
        tested: the tests.
    """

    file: PanelFile
    tested: Backtest


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecasted:
    """A panel, its forecast and how well its past could be forecast.

    Attributes:
        file: the panel as it was read.
        tested: the tests.
        forecast: of the period that was asked for, in the unit in which the method works.
    """

    file: PanelFile
    tested: Backtest
    forecast: Verwachting

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which areas have a forecast, shape (areas,): those with a value to start from."""
        has_value = np.isfinite(self.file.panel.values).any(axis=1)
        found: NDArray[np.bool_] = has_value & np.isfinite(self.forecast.expected)
        return found

    def column(self, name: str) -> NDArray[np.float64]:
        """Return a column of numbers in the unit of the file, NaN where there is no forecast; shape (areas,)."""
        values: NDArray[np.float64] = getattr(self.forecast, name)
        factor = self.file.factor if name in _LEVELS else 1.0
        # Dust of logarithms: a count of 1e-15 is zero.
        whole = name in _LEVELS and self.file.panel.kind is Kind.COUNT
        return np.where(self.known, np.round(values, 9) if whole else values / factor, np.nan)

    def classes(self) -> list[str]:
        """Return the class of each area as a code."""
        pairs = zip(self.forecast.outlook, self.known, strict=True)
        return [str(outlook) if known else Outlook.UNKNOWN.value for outlook, known in pairs]


def run_forecast(request: PanelRequest, *, target: str, seed: int = 1, progress: Progress) -> Forecasted:
    """Return the forecast of a panel for one period, with the tests that say whether to trust it.

    Raises:
        FileError, PanelFileError: if the files are not as they should be.
        PeriodError, PeriodLengthError, PanelTargetError: if the target is no period after the last wave.
    """
    asked = Period.parse(target)
    progress(_READING)
    file = read_panel(request)
    last = file.panel.periods[-1]
    if asked.months != last.months:
        raise PeriodLengthError(file=file.name, one=str(last), other=str(asked))
    if asked <= last:
        raise PanelTargetError(file=file.name, target=str(asked), last=str(last))
    progress(_TESTING)
    tested = backtest(file.panel, horizon=asked.years_since(last), change=request.change, seed=seed)
    progress(_FORECASTING)
    found = forecast(file.panel, target=asked, tested=tested, change=request.change, seed=seed)
    file = replace(file, notes=(*file.notes, *_far(file.panel.periods, asked)))
    return Forecasted(file=file, tested=tested, forecast=found)


def _far(periods: Sequence[Period], target: Period) -> tuple[Bilingual, ...]:
    """Return a warning when the target lies further from the last wave than the panel is long."""
    ahead, known = target.years_since(periods[-1]), periods[-1].years_since(periods[0])
    if ahead <= known:
        return ()
    note = Bilingual(
        f"Het doel ligt {ahead:.0f} jaar na de laatste meting, en alle metingen samen beslaan {known:.0f} jaar. Zo ver "
        "vooruit is niets geleerd en niets getoetst.",
        f"The target lies {ahead:.0f} years after the last wave, and all waves together span {known:.0f} years. So far "
        "ahead nothing was learned and nothing tested.",
    )
    return (note,)


def run_backtest(request: PanelRequest, *, horizon: float | None = None, seed: int = 1, progress: Progress) -> Tested:
    """Return the tests of a panel on its own past; the horizon is the last gap between waves unless given, in years.

    Raises:
        FileError, PanelFileError: if the files are not as they should be.
    """
    progress(_READING)
    file = read_panel(request)
    before, last = file.panel.periods[-2:]
    progress(_TESTING)
    ahead = last.years_since(before) if horizon is None else horizon
    return Tested(file=file, tested=backtest(file.panel, horizon=ahead, change=request.change, seed=seed))


def check_outputs(paths: Sequence[Path], *, inputs: Sequence[Path]) -> None:
    """Check that results can be written, before a minute is spent on computing them.

    Raises:
        OutputPathError: if a folder is missing or closed, a path is a folder, or it would overwrite an input.
    """
    taken = {one.resolve() for one in inputs}
    for path in paths:
        if path.resolve() in taken:
            raise _no_output(path, _IS_INPUT)
        if path.is_dir():
            raise _no_output(path, _IS_FOLDER)
        if not path.parent.is_dir():
            raise _no_output(path, _NO_FOLDER)
        if not os.access(path.parent, os.W_OK):
            raise _no_output(path, _CLOSED)
        taken.add(path.resolve())


_ELSEWHERE = Bilingual("Kies een andere naam.", "Choose another name.")
_IS_INPUT = Bilingual("dat bestand is al in gebruik in deze opdracht", "that file is already used by this command")
_IS_FOLDER = Bilingual("dat is een map", "that is a folder")
_NO_FOLDER = Bilingual("die map bestaat niet", "that folder does not exist")
_CLOSED = Bilingual("in die map mag u niet schrijven", "you may not write in that folder")


def _no_output(path: Path, why: Bilingual) -> OutputPathError:
    return OutputPathError(
        path=str(path), why_nl=why.nl, why_en=why.en, remedy_nl=_ELSEWHERE.nl, remedy_en=_ELSEWHERE.en
    )


def write_forecast(found: Forecasted, path: Path) -> None:
    """Write the forecast as CSV with exactly `COLUMNS`, areas in the order of the panel.

    Raises:
        WriteReportError: if it cannot be written.
    """
    levels = [[_figure(value) for value in found.column(name)] for name in _LEVELS]
    chances = [[_chance(value) for value in found.column(name)] for name in _CHANCES]
    rows = zip(found.file.panel.areas, *levels, *chances, found.classes(), strict=True)
    _write_rows(path, COLUMNS, rows)


def write_explanation(found: Forecasted, path: Path) -> None:
    """Write what each theme adds to the expected change, as CSV: `area` and a column for each theme.

    On the modelled scale: the unit of the figure, or natural logarithms of the rate for counts.

    Raises:
        WriteReportError: if it cannot be written.
    """
    themes = tuple(found.forecast.contributions)
    columns = [[_figure(value) for value in _of_theme(found, theme)] for theme in themes]
    _write_rows(path, ("area", *themes), zip(found.file.panel.areas, *columns, strict=True))


def write_forecast_json(found: Forecasted, path: Path) -> None:
    """Write the forecast, its explanation and its tests as JSON; what is not known is null.

    Raises:
        WriteReportError: if it cannot be written.
    """
    names = COLUMNS[1:8]
    columns = {name: [_plain(value) for value in found.column(name)] for name in names}
    themes = {theme: [_plain(value) for value in _of_theme(found, theme)] for theme in found.forecast.contributions}
    classes = found.classes()
    rows: list[dict[str, Any]] = [
        {
            "area": area,
            **{name: column[row] for name, column in columns.items()},
            "class": classes[row],
            "contributions": {theme: column[row] for theme, column in themes.items()},
        }
        for row, area in enumerate(found.file.panel.areas)
    ]
    node = {
        "schema": SCHEMA,
        "target": str(found.forecast.target),
        "kind": found.file.panel.kind.value,
        "worse": found.file.panel.worse,
        "trusted": found.forecast.trusted,
        "files": dict(found.file.checksums),
        "notes": notes_record((*found.file.notes, *found.forecast.notes)),
        "areas": rows,
        "backtest": record(found.tested),
    }
    write_whole(path, _json(node))


def report_of(found: Tested, *, taal: Taal, day: date) -> Document:
    """Return the report on the tests of a panel as a document tree."""
    sources = tuple(
        Provenance(publisher=name, table="", column="", own=True, checksum=checksum, retrieved=day)
        for name, checksum in found.file.checksums.items()
    )
    subject = Subject(
        tested=found.tested, taal=taal, day=day, file=found.file.name, sources=sources, remarks=found.file.notes
    )
    return compose(subject)


def write_backtest(found: Tested, document: Document, *, path: Path) -> tuple[Path, Path]:
    """Write the report as a web page and, beside it, as JSON; return both paths.

    The JSON holds every number under its name, and under `report` the tree of the page.

    Raises:
        WriteReportError: if one cannot be written.
    """
    beside = json_beside(path)
    write_html(document, path)
    node = {**record(found.tested), "files": dict(found.file.checksums), "report": report_node(document)}
    write_whole(beside, _json(node))
    return path, beside


def check_report_name(path: Path) -> None:
    """Check that a report is asked for as a web page.

    Raises:
        UnknownFormatError: if its name ends otherwise.
    """
    if path.suffix.lower() not in REPORT_SUFFIXES:
        raise UnknownFormatError(path.name, available=REPORT_SUFFIXES)


def json_beside(path: Path) -> Path:
    """Return where the JSON of a report goes: beside it, under the same name."""
    return path.with_suffix(".json")


def _of_theme(found: Forecasted, theme: str) -> NDArray[np.float64]:
    """Return what a theme adds, in the unit of the file; NaN where there is no forecast."""
    return np.where(found.known, found.forecast.contributions[theme] / found.file.factor, np.nan)


def _figure(value: float) -> str:
    """Return a number with six digits that count and never an exponent; empty where there is none."""
    if not np.isfinite(value):
        return ""
    return np.format_float_positional(value, precision=6, unique=False, fractional=False, trim="-")


def _chance(value: float) -> str:
    return f"{value:.4f}" if np.isfinite(value) else ""


def _plain(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _json(node: dict[str, Any]) -> bytes:
    return f"{json.dumps(node, ensure_ascii=False, indent=1, allow_nan=False)}\n".encode()


def _write_rows(path: Path, head: Sequence[str], rows: Iterator[tuple[str, ...]]) -> None:
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    write_whole(path, held.getvalue().encode())
