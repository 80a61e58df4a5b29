"""Controlled rounding: from fractions to whole households whose rows and columns add up exactly, without chance.

A table of fractions whose rows and columns have whole sums can always be rounded so that every cell moves by less than
one and every sum stays (Bacharach, Matrix rounding problems, Management Science 12(9), 1966: it is a flow in a
network with whole capacities). The largest fractions go up first; where that leaves a row and a column open that do not
meet, units move along the shortest alternating path (Ford & Fulkerson). Ties go to the lower number, so that the same
fractions always give the same table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.kernel import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Cells = NDArray[np.int64]
    Grid = NDArray[np.float64]

_DUST = 1e-9  # below this a fraction is the error of floating point numbers


@kernel
def _settle(cells: Cells, fractions: Grid, up: NDArray[np.bool_], rows: Cells, columns: Cells) -> None:
    """Give the open units of rows and columns to the largest fractions, each at most once."""
    width = cells.shape[1]
    order = np.argsort(-fractions.ravel(), kind="mergesort")
    left = rows.sum()
    for place in order:
        if left == 0:
            break
        row, column = place // width, place % width
        if fractions[row, column] > _DUST and rows[row] > 0 and columns[column] > 0:
            cells[row, column] += 1
            up[row, column] = True
            rows[row] -= 1
            columns[column] -= 1
            left -= 1


@kernel
def _reach(fractions: Grid, up: NDArray[np.bool_], start: int, columns: Cells, back: Cells, via: Cells) -> int:
    """Return the nearest open column that an alternating path from a row leads to, or -1; `via` and `back` tell it.

    `via[column]` is the row from which a column was reached, `back[row]` the column that gave the row up.
    """
    height, width = fractions.shape
    via[:] = -1
    back[:] = -1
    queue = np.empty(height, dtype=np.int64)
    queue[0], head, tail = start, 0, 1
    while head < tail:
        row = queue[head]
        head += 1
        for column in range(width):
            if via[column] >= 0 or up[row, column] or fractions[row, column] <= _DUST:
                continue
            via[column] = row
            if columns[column] > 0:
                return column
            for other in range(height):
                if up[other, column] and other != start and back[other] < 0:
                    back[other] = column
                    queue[tail] = other
                    tail += 1
    return -1


@kernel
def _augment(cells: Cells, fractions: Grid, up: NDArray[np.bool_], rows: Cells, columns: Cells) -> None:
    """Place the units that are still open along alternating paths; if none is left, where a row and a column meet."""
    height, width = cells.shape
    back, via = np.empty(height, dtype=np.int64), np.empty(width, dtype=np.int64)
    for start in range(height):
        while rows[start] > 0:
            column = _reach(fractions, up, start, columns, back, via)
            if column < 0:
                # Only the error of floating point numbers leads here: any open column keeps the sums.
                best = -1
                for other in range(width):
                    if columns[other] > 0 and (best < 0 or fractions[start, other] > fractions[start, best]):
                        best = other
                cells[start, best] += 1
                rows[start] -= 1
                columns[best] -= 1
                continue
            rows[start] -= 1
            columns[column] -= 1
            row = via[column]
            cells[row, column] += 1
            up[row, column] = True
            while row != start:
                column = back[row]
                cells[row, column] -= 1
                up[row, column] = False
                row = via[column]
                cells[row, column] += 1
                up[row, column] = True


@kernel
def round_matrix(table: Grid, rows: Cells, columns: Cells, cells: Cells) -> None:
    """Write into `cells` whole numbers near `table` with exactly these sums of rows and columns.

    Args:
        table: fractions, 0 or more; shape (rows, columns). Its sums are near `rows` and `columns`.
        rows: whole sums, 0 or more; shape (rows,). Adds up to the same as `columns`.
        columns: whole sums, 0 or more; shape (columns,).
        cells: what comes out; shape (rows, columns).
    """
    height, width = table.shape
    fractions, up = np.empty((height, width)), np.zeros((height, width), dtype=np.bool_)
    open_rows, open_columns = rows.copy(), columns.copy()
    for row in range(height):
        for column in range(width):
            whole = int(np.floor(table[row, column] + _DUST))
            cells[row, column] = whole
            fractions[row, column] = table[row, column] - whole
            open_rows[row] -= whole
            open_columns[column] -= whole
    # A table that has not quite converged may hold too much in a row or column: take it back where it is least missed.
    for row in range(height):
        while open_rows[row] < 0:
            _take_back(cells[row], fractions[row], open_columns)
            open_rows[row] += 1
    for column in range(width):
        while open_columns[column] < 0:
            _take_back(cells[:, column], fractions[:, column], open_rows)
            open_columns[column] += 1
    _settle(cells, fractions, up, open_rows, open_columns)
    _augment(cells, fractions, up, open_rows, open_columns)


@kernel
def _take_back(cells: Cells, fractions: Grid, across: Cells) -> None:
    """Lower the cell of one line with the smallest fraction that holds anything."""
    best = -1
    for place in range(len(cells)):
        if cells[place] > 0 and (best < 0 or fractions[place] < fractions[best]):
            best = place
    cells[best] -= 1
    fractions[best] += 1.0
    across[best] += 1


def largest_remainder(totals: Cells, weights: Grid) -> Cells:
    """Return whole parts of whole totals in proportion to weights; what is left goes to the largest remainders.

    Args:
        totals: 0 or more; shape (areas,).
        weights: 0 or more; shape (areas, parts). Where all are 0, the parts are equal.

    Returns:
        Shape (areas, parts); each row adds up to its total, and no part is more than one from its fraction.

    Source:
        The method of Hamilton; ties go to the first part.
    """
    sums = weights.sum(axis=1, keepdims=True)
    even = np.full_like(weights, 1.0 / weights.shape[1])
    shares = np.divide(weights, sums, out=even, where=sums > 0)
    exact = totals[:, None] * shares
    parts = np.floor(exact + _DUST).astype(np.int64)
    order = np.argsort(parts - exact, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.broadcast_to(np.arange(order.shape[1]), order.shape), axis=1)
    short: Cells = totals - parts.sum(axis=1)
    return np.asarray(parts + (ranks < short[:, None]), dtype=np.int64)
