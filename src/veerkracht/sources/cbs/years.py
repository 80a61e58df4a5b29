"""From the periods of a table to years: a whole year where it is published, else its twelve months."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from veerkracht.errors.data import PeriodError
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import Reason
from veerkracht.sources.marks import read_cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veerkracht.sources.columns import Record


def choose_periods(
    codes: Sequence[Mapping[str, Any]], *, years: Sequence[int]
) -> tuple[dict[str, int], frozenset[int]]:
    """Return which keys of the period dimension are needed, with their year, and which years are provisional.

    Args:
        codes: the list of codes: `Key` (v3) or `Identifier` (v4), `Title` and `Status`.
        years: the years wanted.

    Returns:
        The year of each key; a year of which neither the whole nor all months are there is left out.

    Examples:
        >>> choose_periods([{"Key": "2020JJ00", "Title": "2020*"}], years=[2020])
        ({'2020JJ00': 2020}, frozenset({2020}))
    """
    whole: dict[int, str] = {}
    months: dict[int, list[str]] = defaultdict(list)
    provisional: set[int] = set()
    for code in codes:
        key = str(code.get("Key") or code.get("Identifier") or "")
        try:
            period = Period.parse(key)
        except PeriodError:
            continue
        if period.year not in years:
            continue
        if period.months == 12:
            whole[period.year] = key
        elif period.months == 1:
            months[period.year].append(key)
        else:
            continue
        if _is_provisional(code):
            provisional.add(period.year)
    chosen = {key: year for year, key in whole.items()}
    for year, keys in months.items():
        if year not in whole and len(keys) == 12:
            chosen.update(dict.fromkeys(keys, year))
    return chosen, frozenset(provisional & set(chosen.values()))


def _is_provisional(code: Mapping[str, Any]) -> bool:
    status = str(code.get("Status") or "").lower()
    return "voorlopig" in status or str(code.get("Title") or "").strip().endswith("*")


def sum_months(records: Sequence[Record], *, chosen: Mapping[str, int]) -> list[Record]:
    """Return one row per area and year, the months added up where a year was asked as months.

    A sum is given only if all twelve months are there: eleven months are no year.
    """
    monthly = {year for year in chosen.values() if list(chosen.values()).count(year) == 12}
    groups: dict[tuple[str, int], list[Record]] = defaultdict(list)
    kept: list[Record] = []
    for record in records:
        if record.year in monthly:
            groups[record.area, record.year].append(record)
        else:
            kept.append(record)
    for rows in groups.values():
        cells = {name: _sum([row.cells.get(name) for row in rows]) for name in rows[0].cells}
        kept.append(replace(rows[0], cells=cells))
    return kept


def _sum(cells: Sequence[object]) -> object:
    """Return the sum of twelve months, the mark of the first month without a figure, or null."""
    if len(cells) != 12:
        return None
    total = 0.0
    for cell in cells:
        read = read_cell(cell)
        if read is None or read[1] is not Reason.PRESENT:
            return cell
        total += read[0]
    return total
