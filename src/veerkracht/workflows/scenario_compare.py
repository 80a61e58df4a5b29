"""Results of scenarios put beside each other, if they answer the same question; and written as files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from veerkracht.errors.base import did_you_mean
from veerkracht.errors.scenario_answer import (
    DifferentResultsError,
    FileStandsError,
    FileWriteError,
    TooManyResultsError,
    UnknownAnswerAreaError,
)
from veerkracht.facts.language import Bilingual
from veerkracht.report.stad.comparison import FORMAT, MOST, comparison_of
from veerkracht.report.stad.comparison_text import CSV_COLUMNS, csv_rows
from veerkracht.report.stad.values import as_plain
from veerkracht.workflows.derived_file import fresh_file
from veerkracht.workflows.scenario_answer import answer_from
from veerkracht.workflows.scenario_result import open_result
from veerkracht.writers.csv_table import csv_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from veerkracht.facts.language import Taal
    from veerkracht.report.stad.comparison import Comparison
    from veerkracht.workflows.scenario_result import Result


def compare(folders: Sequence[Path], *, home: Path) -> Comparison:
    """Return one to four results beside each other.

    Args:
        folders: of `scenario_run.run`.
        home: folder of the stored data.

    Raises:
        TooManyResultsError: if there are more than can be read.
        DifferentResultsError: if they are not of the same city, years, seed, number of runs and program.
        OtherResultError, AnswerError: as `answer_from` does.
    """
    if len(folders) > MOST:
        raise TooManyResultsError(len(folders), most=MOST)
    results = [open_result(folder) for folder in folders]
    for other in results[1:]:
        _require_same(results[0], other)
    answers = [answer_from(folder, home=home) for folder in folders]
    return comparison_of(answers, folders=[str(folder) for folder in folders])


_SAME = {
    "codes": Bilingual("de gebieden", "the areas"),
    "start": Bilingual("het jaar van het begin", "the year of the start"),
    "years": Bilingual("het aantal jaren", "the number of years"),
    "seed": Bilingual("het toeval (seed)", "the chance (seed)"),
    "runs": Bilingual("het aantal doorrekeningen", "the number of runs"),
    "sampling": Bilingual("wat per doorrekening verschilt (sampling)", "what differs between runs (sampling)"),
    "code": Bilingual("de versie van het programma", "the version of the program"),
}


def _require_same(one: Result, other: Result) -> None:
    for name, words in _SAME.items():
        found = [getattr(each if hasattr(each, name) else each.spec, name) for each in (one, other)]
        if found[0] != found[1]:
            shown = [f"{each[0]}, ..." if isinstance(each, tuple) else each for each in found]
            raise DifferentResultsError(
                one.folder,
                other.folder,
                what_nl=words.nl,
                what_en=words.en,
                found_one=shown[0],
                found_other=shown[1],
            )


def require_areas(comparison: Comparison, codes: Sequence[str]) -> None:
    """Check that a comparison has all these areas.

    Raises:
        UnknownAnswerAreaError: if it lacks one; it names the nearest.
    """
    there = [area.code for area in comparison.areas]
    for code in codes:
        if code not in there:
            raise UnknownAnswerAreaError(code, **did_you_mean(code, there))


def comparison_json(comparison: Comparison) -> bytes:
    """Return a comparison as JSON."""
    return (json.dumps({"format": FORMAT, **_mapping(comparison)}, ensure_ascii=False, indent=1) + "\n").encode()


def comparison_csv(comparison: Comparison, *, taal: Taal, codes: Sequence[str] = ()) -> bytes:
    """Return a comparison as CSV for a spreadsheet in the Netherlands, or with points in English."""
    return csv_table(CSV_COLUMNS, csv_rows(comparison, taal=taal, codes=codes), taal=taal)


def require_new(file: Path, *, force: bool) -> None:
    """Check that a file may be written, before anything is computed for it.

    Raises:
        FileStandsError: if it is there and may not be replaced.
    """
    if file.exists() and not force:
        raise FileStandsError(file)


def write_new(file: Path, contents: bytes, *, force: bool) -> None:
    """Write a file of a user, whole or not at all.

    Raises:
        FileStandsError: if it is there and may not be replaced.
        FileWriteError: if the disk does not take it.
    """
    require_new(file, force=force)
    try:
        with fresh_file(file) as fresh:
            fresh.write_bytes(contents)
    except OSError as error:
        raise FileWriteError(file, why=error.strerror or str(error)) from error


def _mapping(comparison: Comparison) -> dict[str, object]:
    plain = as_plain(comparison)
    return plain if isinstance(plain, dict) else {}
