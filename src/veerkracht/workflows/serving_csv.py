"""Rows of plain values as CSV for a spreadsheet, in which no text can act as a formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from veerkracht.writers.csv_table import csv_table

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal
    from veerkracht.writers.csv_table import Cell


def items_as_csv(items: Sequence[Mapping[str, Any]], *, taal: Taal) -> bytes:
    """Return rows as CSV: values within values get a column of their own, `probabilities.onder_druk`.

    >>> items_as_csv([{"name": "=A1", "p": {"x": 0.5}}], taal="nl").decode("utf-8-sig").splitlines()
    ['name;p.x', "'=A1;0,5"]
    """
    rows = [dict(_flat(one)) for one in items]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return csv_table(columns, [[row.get(name) for name in columns] for row in rows], taal=taal)


def _flat(item: Mapping[str, Any], *, before: str = "") -> list[tuple[str, Cell]]:
    found: list[tuple[str, Cell]] = []
    for name, value in item.items():
        if isinstance(value, Mapping):
            found += _flat(value, before=f"{before}{name}.")
        elif isinstance(value, list):
            found.append((before + name, " ".join(str(one) for one in value)))
        else:
            found.append((before + name, value))
    return found
