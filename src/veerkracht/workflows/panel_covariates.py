"""What else is known of the areas of a panel, read from a second file: numbers, words and groups."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.panel import NoCommonAreaError, NoCovariateError
from veerkracht.facts.language import Bilingual
from veerkracht.signalering.verwachting.panel import Covariates
from veerkracht.sources.files.cells import MISSING_MARKS
from veerkracht.workflows.panel_sheets import EXPOSED, read_lines

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from veerkracht.workflows.panel_sheets import Lines

# A column of words becomes one indicator column a word; with more words than this it is a name, not a kind.
MOST_KINDS = 12
# From this share of cells that look like numbers a column is one of numbers, and the other cells are faults.
_NUMERIC = 0.8
_LIKE_NUMBER = re.compile(r"[-+]?[\d.,\s]*\d[\d.,\s]*([eE][-+]?\d+)?")
_GROUP_NAMES = re.compile(r"(group|groep|gemeente|lad).*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CovariateFile:
    """What a file of covariates held.

    Attributes:
        covariates: of the areas of the panel, in their order.
        groups: by name of the column, a code for each area of the panel; empty text where unknown.
        checksum: SHA-256 of the file.
        notes: what a reader must know.
    """

    covariates: Covariates
    groups: Mapping[str, tuple[str, ...]]
    checksum: str
    notes: tuple[Bilingual, ...]


def is_group(name: str) -> bool:
    """Return whether a column is named as one that says in which gemeente an area lies.

    >>> is_group("gemeentecode"), is_group("LAD13_code"), is_group("dichtheid")
    (True, True, False)
    """
    return _GROUP_NAMES.fullmatch(name) is not None


def read_covariates(path: Path, *, areas: tuple[str, ...], panel: str, exposure: str = "") -> CovariateFile:
    """Return the covariates of the areas of a panel.

    Args:
        path: a table with a column `area`, perhaps `period`, and further columns.
        areas: of the panel.
        panel: name of the file of the panel, for messages.
        exposure: name of the column over which is counted, which may not be below zero; empty if none.

    Raises:
        FileError: if the file cannot be read or a cell is wrong.
        NoCommonAreaError: if it is about none of the areas.
        NoCovariateError: if no column can be used.
    """
    lines = read_lines(path, needs=("area",))
    place = {code: row for row, code in enumerate(lines.areas)}
    rows = np.array([place.get(code, -1) for code in areas], dtype=np.intp)
    if not (rows >= 0).any():
        raise NoCommonAreaError(path.name, panel=panel, own=lines.areas[:3], other=areas[:3])
    columns: dict[str, tuple[str, NDArray[np.float64]]] = {}
    groups: dict[str, tuple[str, ...]] = {}
    left_out: list[str] = []
    # In a second table `n` or `value` are figures like any other.
    taken = {lines.columns["area"], lines.columns.get("period")}
    for name in (one for one in lines.sheet.header if one not in taken and not one.startswith("#")):
        if is_group(name):
            groups[name] = _group(lines, name, rows=rows)
            continue
        found = _columns_of(lines, name)
        if not found:
            left_out.append(name)
        if name == exposure and name in found:
            lines.refuse_negative(name, found[name], what=EXPOSED)
        columns |= {one: (name, lines.grid(values)) for one, values in found.items()}
    if not columns and not groups:
        raise NoCovariateError(file=path.name)
    values = np.full((len(areas), max(1, len(lines.periods)), len(columns)), np.nan)
    for number, (_, grid) in enumerate(columns.values()):
        values[rows >= 0, :, number] = grid[rows[rows >= 0]]
    return CovariateFile(
        covariates=Covariates(
            names=tuple(columns),
            themes=tuple(theme for theme, _ in columns.values()),
            periods=lines.periods,
            values=values,
        ),
        groups=groups,
        checksum=lines.checksum,
        notes=_notes(path.name, left_out=left_out, rows=rows, has_periods=bool(lines.periods) or not columns),
    )


def _columns_of(lines: Lines, name: str) -> dict[str, NDArray[np.float64]]:
    """Return a column as numbers, or as one column of zeros and ones for each of its words; nothing if neither fits."""
    texts = lines.texts(name)
    counts = Counter(text for text in texts if text.lower() not in MISSING_MARKS)
    if not counts:
        return {}
    numeric = sum(times for text, times in counts.items() if _LIKE_NUMBER.fullmatch(text))
    if numeric >= _NUMERIC * counts.total():
        values = lines.numbers(name)
        return {name: values} if np.isfinite(values).any() else {}
    if not 2 <= len(counts) <= MOST_KINDS:
        return {}
    known = np.array([text in counts for text in texts])
    # The most common word is what the others are compared with.
    kinds = sorted(counts, key=lambda text: (-counts[text], text))[1:]
    return {
        f"{name}={kind}": np.where(known, np.array([text == kind for text in texts], dtype=np.float64), np.nan)
        for kind in sorted(kinds)
    }


def _group(lines: Lines, name: str, *, rows: NDArray[np.intp]) -> tuple[str, ...]:
    """Return the group of each area of the panel: the last that the file names."""
    found = dict.fromkeys(range(len(lines.areas)), "")
    order = np.argsort(lines.period_of, kind="stable")
    texts = lines.texts(name)
    for line in order:
        text = texts[line]
        if text.lower() not in MISSING_MARKS:
            found[int(lines.area_of[line])] = text
    return tuple(found[int(row)] if row >= 0 else "" for row in rows)


def _notes(file: str, *, left_out: list[str], rows: NDArray[np.intp], has_periods: bool) -> tuple[Bilingual, ...]:
    """Return what a reader must know of the covariates."""
    notes = []
    without = int((rows < 0).sum())
    if without:
        notes.append(
            Bilingual(
                f"Van {without} gebieden staan er geen kenmerken in {file}.",
                f"Of {without} areas there are no covariates in {file}.",
            )
        )
    if left_out:
        names = ", ".join(left_out)
        notes.append(
            Bilingual(
                f"Niet gebruikt uit {file}: {names} (leeg, of te veel verschillende woorden).",
                f"Not used from {file}: {names} (empty, or too many different words).",
            )
        )
    if not has_periods:
        notes.append(
            Bilingual(
                f"De kenmerken in {file} hebben geen periode. In een toets op het verleden kunnen zij dus jonger zijn "
                "dan wat toen bekend was.",
                f"The covariates in {file} have no period. So in a test on the past they can be younger than what was "
                "known then.",
            )
        )
    return tuple(notes)
