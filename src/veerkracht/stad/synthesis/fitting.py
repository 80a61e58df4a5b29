"""From three margins of an area to whole households by stage, income and home, through iterative proportional fitting.

The fit keeps how stage, income and home go together in a seed table (its odds ratios) and meets the margins: Deming &
Stephan, Annals of Mathematical Statistics 11(4), 1940. Because the fit of a table to margins of one dimension is the
seed times one factor per class, only those factors are iterated. It becomes whole in two controlled roundings, which
is always possible where a rounding of all three dimensions at once is not: first stage by income, then those by home.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.synthesis import MarginsDifferError, NegativeMarginError, SeedError
from veerkracht.stad.kernel import kernel
from veerkracht.stad.synthesis.rounding import round_matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Cells = NDArray[np.int64]
    Grid = NDArray[np.float64]

_CLOSE = 1e-7  # relative change of a factor at which the fit has converged
_ROUNDS = 500  # a positive seed converges in about ten; more would be a fault of the seed


@kernel
def _ratio(wanted: float, found: float) -> float:
    return wanted / found if found > 0.0 else 0.0


@kernel
def _weigh(seed: Grid, by_place: Grid, pair: Grid) -> None:
    """Write the sums over places of the seed times a factor for each place."""
    a, b, c = seed.shape
    for i in range(a):
        for j in range(b):
            cell = 0.0
            for k in range(c):
                cell += seed[i, j, k] * by_place[k]
            pair[i, j] = cell


@kernel
def _tilt(pair: Grid, by_stage: Grid, incomes: Cells, by_income: Grid) -> float:
    """Set the factor of each income so that its margin fits; return the largest relative change."""
    change = 0.0
    for j in range(len(incomes)):
        found = 0.0
        for i in range(len(by_stage)):
            found += pair[i, j] * by_stage[i]
        new = _ratio(incomes[j], found)
        change = max(change, abs(new - by_income[j]) / max(new, 1e-300))
        by_income[j] = new
    return change


@kernel
def _fit_three(seed: Grid, stages: Cells, incomes: Cells, places: Cells, table: Grid) -> None:
    """Write into `table` the seed fitted to three margins with the same positive total."""
    a, b, c = seed.shape
    by_stage, by_income, by_place = np.ones(a), np.ones(b), np.ones(c)
    pair = np.empty((a, b))
    for _ in range(_ROUNDS):
        _weigh(seed, by_place, pair)
        for i in range(a):
            found = 0.0
            for j in range(b):
                found += pair[i, j] * by_income[j]
            by_stage[i] = _ratio(stages[i], found)
        change = _tilt(pair, by_stage, incomes, by_income)
        for k in range(c):
            found = 0.0
            for i in range(a):
                for j in range(b):
                    found += seed[i, j, k] * by_stage[i] * by_income[j]
            new = _ratio(places[k], found)
            change = max(change, abs(new - by_place[k]) / max(new, 1e-300))
            by_place[k] = new
        if change < _CLOSE:
            break
    for i in range(a):
        for j in range(b):
            factor = by_stage[i] * by_income[j]
            for k in range(c):
                table[i, j, k] = seed[i, j, k] * factor * by_place[k]


@kernel
def _fit_two(table: Grid, rows: Cells, columns: Cells) -> None:
    """Scale a table of positive numbers to whole sums of rows and columns, in place; the rows fit last."""
    height, width = table.shape
    for _ in range(_ROUNDS):
        worst = 0.0
        for column in range(width):
            found = 0.0
            for row in range(height):
                found += table[row, column]
            factor = _ratio(columns[column], found)
            worst = max(worst, abs(columns[column] - found))
            for row in range(height):
                table[row, column] *= factor
        for row in range(height):
            found = 0.0
            for column in range(width):
                found += table[row, column]
            factor = _ratio(rows[row], found)
            worst = max(worst, abs(rows[row] - found))
            for column in range(width):
                table[row, column] *= factor
        if worst < 1e-6:
            break


@kernel
def _fit_areas(seed: Grid, stages: Cells, incomes: Cells, places: Cells, counts: Cells) -> None:
    a, b, c = seed.shape
    table = np.empty((a, b, c))
    pair, pair_cells = np.empty((a, b)), np.empty((a, b), dtype=np.int64)
    cells = np.empty((a * b, c), dtype=np.int64)
    for area in range(len(stages)):
        if stages[area].sum() == 0:
            counts[area] = 0
            continue
        _fit_three(seed, stages[area], incomes[area], places[area], table)
        for i in range(a):
            for j in range(b):
                pair[i, j] = table[i, j].sum()
        _fit_two(pair, stages[area], incomes[area])
        round_matrix(pair, stages[area], incomes[area], pair_cells)
        flat, rows = table.reshape(a * b, c), pair_cells.reshape(a * b)
        _fit_two(flat, rows, places[area])
        round_matrix(flat, rows, places[area], cells)
        counts[area] = cells.reshape(a, b, c)


def fit_counts(seed: Grid, *, stages: Cells, incomes: Cells, places: Cells) -> Cells:
    """Return whole households by stage, income and home that meet all three margins of every area exactly.

    Args:
        seed: how often they go together elsewhere; only its odds ratios count. Shape (stages, incomes, places), all
            above 0.
        stages: households by life stage; shape (areas, stages).
        incomes: by income; shape (areas, incomes).
        places: by home; shape (areas, places).

    Returns:
        Households, shape (areas, stages, incomes, places). The same input gives the same numbers; there is no chance.

    Raises:
        SeedError: if the seed has another shape, or a number that is not above 0.
        NegativeMarginError: if a margin is below 0.
        MarginsDifferError: if the margins of an area do not have the same total.
    """
    wanted = (stages.shape[1], incomes.shape[1], places.shape[1])
    if seed.shape != wanted or not np.all(seed > 0.0) or not np.all(np.isfinite(seed)):
        raise SeedError(found=seed.shape, wanted=wanted, lowest=float(np.min(seed)))
    first, second, third = (np.ascontiguousarray(one, dtype=np.int64) for one in (stages, incomes, places))
    margins = (first, second, third)
    for one in margins:
        below = np.argwhere(one < 0)
        if len(below):
            raise NegativeMarginError(int(below[0][0]), value=int(one[tuple(below[0])]))
    sums = np.stack([one.sum(axis=1) for one in margins])
    differ = np.flatnonzero((sums != sums[0]).any(axis=0))
    if len(differ):
        area = int(differ[0])
        by_stage, by_income, by_place = (int(one) for one in sums[:, area])
        raise MarginsDifferError(area, stages=by_stage, incomes=by_income, places=by_place)
    counts = np.empty((len(stages), *wanted), dtype=np.int64)
    _fit_areas(np.ascontiguousarray(seed, dtype=np.float64), first, second, third, counts)
    return counts
