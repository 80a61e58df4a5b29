"""Own homes of an organisation out of its own table, for a scenario: CSV or workbook in, numbers per buurt out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from veerkracht.errors.scenario_stock import StockCellError, StockColumnError
from veerkracht.sources.files.grid import read_upload
from veerkracht.sources.files.headers import fold
from veerkracht.sources.files.upload import open_upload
from veerkracht.stad.scenario import Stock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from veerkracht.sources.files.grid import Grid, GridCell

AREA: Final = ("buurt", "buurtcode", "gebied", "gebiedscode", "code", "area")
CHEAP: Final = ("goedkoop", "goedkopewoningen", "totaftoppingsgrens", "cheap")
DEAR: Final = ("duurder", "duurderewoningen", "bovenaftoppingsgrens", "dear")


def read_stock(file: Path) -> Stock:
    """Return own homes by buurt; rows of the same buurt, such as complexes, are added up.

    Args:
        file: CSV, xlsx or ods with a column for the code of the buurt and one for each of the two segments.

    Raises:
        StockColumnError: if a column is missing.
        StockCellError: if a cell holds no code of a buurt, or no whole number from 0; empty is not 0.
        UploadError, FileError: if the file cannot be read as a table.
    """
    grid = read_upload(open_upload(file.name, file)).grids[0]
    top, (area, cheap, dear) = _header(grid, file=file.name)
    homes: dict[str, tuple[int, int]] = {}
    for line, row in zip(grid.lines[top + 1 :], grid.rows[top + 1 :], strict=True):
        code = str(_cell(row, area) or "").strip().upper()
        if not code.startswith("BU"):
            raise StockCellError(file.name, line=line, column="buurt", value=code)
        counts = [
            _number(row, at, file=file.name, line=line, column=name)
            for at, name in ((cheap, "goedkoop"), (dear, "duurder"))
        ]
        before = homes.get(code, (0, 0))
        homes[code] = (before[0] + counts[0], before[1] + counts[1])
    return Stock(homes=homes, source=file.name)


def stock_text(stock: Stock) -> str:
    """Return the part of a scenario file that holds own homes.

    >>> print(stock_text(Stock(homes={"BU03440311": (120, 30)}, source="bezit.csv")))
    [stock]
    source = "bezit.csv"
    <BLANKLINE>
    [stock.homes]
    BU03440311 = { cheap = 120, dear = 30 }
    <BLANKLINE>
    """
    source = "".join(sign for sign in stock.source if sign.isprintable() and sign not in '\\"')
    lines = [f"{code} = {{ cheap = {cheap}, dear = {dear} }}" for code, (cheap, dear) in sorted(stock.homes.items())]
    return "\n".join(["[stock]", f'source = "{source}"', "", "[stock.homes]", *lines, ""])


def _header(grid: Grid, *, file: str) -> tuple[int, tuple[int, int, int]]:
    """Return the row of the header and the places of its three columns."""
    for at, row in enumerate(grid.rows):
        names = [fold(str(cell)) for cell in row]
        places = [
            next((place for place, name in enumerate(names) if name in known), -1) for known in (AREA, CHEAP, DEAR)
        ]
        if min(places) >= 0:
            return at, (places[0], places[1], places[2])
        if places[0] >= 0 or at == len(grid.rows) - 1:
            missing = ("buurt", "goedkoop", "duurder")[next(n for n, place in enumerate(places) if place < 0)]
            raise StockColumnError(file, missing=missing, found=[str(cell) for cell in row if cell is not None])
    raise StockColumnError(file, missing="buurt", found=[])


def _cell(row: Sequence[GridCell], at: int) -> GridCell:
    return row[at] if at < len(row) else None


def _number(row: Sequence[GridCell], at: int, *, file: str, line: int, column: str) -> int:
    cell = _cell(row, at)
    text = str(cell).strip() if cell is not None else ""
    text = text.removesuffix(".0")
    if not text.isdecimal() or isinstance(cell, bool):
        raise StockCellError(file, line=line, column=column, value=text)
    return int(text)
