"""From a table to one block of figures per indicator: taken out, screened, divided and filled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.design import DesignColumnError
from veerkracht.facts.tables import Reason
from veerkracht.index.impute import NoImputation, Surroundings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.tables import AreaTable
    from veerkracht.index.design import IndexDesign

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The figures that a design works on, indicator by indicator.

    Attributes:
        codes: indicator codes in the order of the tree, branch after branch.
        values: shape (indicators, areas, periods), divided and filled; NaN where missing.
        measured: same shape; True where the value was measured, not filled.
        available: same shape; True where it counts for the availability rules: measured, or filled with an
            earlier figure of the area itself.
        deviations: same shape, standard deviation of each filled value, NaN elsewhere; None if nothing was filled.
        screened_out: shape (areas, periods); True where too little was measured to take part.
    """

    codes: tuple[str, ...]
    values: Floats
    measured: NDArray[np.bool_]
    available: NDArray[np.bool_]
    deviations: Floats | None
    screened_out: NDArray[np.bool_]


def take_columns(table: AreaTable, *, design: IndexDesign) -> Floats:
    """Return the indicators of a design, divided by their denominators.

    Returns:
        Shape (indicators, areas, periods), in the order of the tree.

    Raises:
        DesignColumnError: if the table lacks an indicator or a denominator.
    """
    codes = design.leaves(design.root)
    choices = {choice.code: choice for choice in design.indicators}
    values = _pick(table.values, _positions(table, design))
    for row, code in enumerate(codes):
        if choices[code].denominator:
            at = _position(table, choices[code].denominator, design=design, role=("denominator", "noemer"))
            values[row] /= denominators(table.values[:, :, at])
    return values


def standard_errors(table: AreaTable, *, design: IndexDesign, period: int) -> Floats:
    """Return the standard errors of the indicators, divided by the denominators, in one period.

    Args:
        table: the figures.
        design: which indicators and denominators.
        period: place of the period in the table.

    Returns:
        Shape (indicators, areas); 0 where nothing is known, which counts as no noise.
    """
    codes = design.leaves(design.root)
    if table.errors is None:
        return np.zeros((len(codes), len(table.areas)))
    choices = {choice.code: choice for choice in design.indicators}
    errors = table.errors[:, period, _positions(table, design)].T.copy()
    for row, code in enumerate(codes):
        if choices[code].denominator:
            below = table.values[:, period, table.position(choices[code].denominator)]
            errors[row] /= denominators(below)
    return np.nan_to_num(errors)


def denominators(values: Floats) -> Floats:
    """Return what may stand below the line: zero and negative counts become missing.

    A rate over nobody is not zero and not infinite; it does not exist.

    Examples:
        >>> denominators(np.array([10.0, 0.0, np.nan]))
        array([10., nan, nan])
    """
    return np.where(values > 0, values, np.nan)


def screen(available: NDArray[np.bool_], *, minimum: float) -> NDArray[np.bool_]:
    """Return which areas have too few of the indicators to take part.

    Args:
        available: shape (indicators, areas, periods).
        minimum: share of the indicators, 0 to 1.

    Returns:
        Shape (areas, periods).

    Source:
        COINr, `Screen(unit_screen = "byNA")`; there after filling, here on what is really known.
    """
    return np.asarray(available.mean(axis=0) < minimum - 1e-12)


def with_all_columns(table: AreaTable, *, design: IndexDesign) -> AreaTable:
    """Return the table with every column of a design; what it lacked is empty, `NOT_LOADED`.

    For data in which a source may be absent altogether: the availability rules then decide, and each score
    says on how many indicators it rests. A table of a user is better refused, for a name is easily misspelt.
    """
    lacking = [code for code in design.columns if code not in table]
    if not lacking:
        return table
    shape = (len(table.areas), len(table.periods), len(lacking))
    empty = np.full(shape, np.nan)
    return replace(
        table,
        indicators=(*table.indicators, *lacking),
        values=np.concatenate([table.values, empty], axis=2),
        reasons=np.concatenate([table.reasons, np.full(shape, Reason.NOT_LOADED, dtype=np.uint8)], axis=2),
        errors=None if table.errors is None else np.concatenate([table.errors, empty], axis=2),
    )


def prepare(
    table: AreaTable,
    *,
    design: IndexDesign,
    groups: Mapping[str, Sequence[str]],
    breaks: Mapping[str, Sequence[int]],
) -> Block:
    """Return the block of a table: divided, filled and screened as the design says.

    Args:
        table: the figures.
        design: which indicators, denominators and imputations.
        groups: for each grouping, the group of each area.
        breaks: for each indicator, the years at which its definition changed.

    Raises:
        DesignColumnError: if a column or grouping is not there.
    """
    block = fill(table, design=design, groups=groups, breaks=breaks)
    out = screen(block.available, minimum=design.minimum_measured)
    block.values[:, out] = np.nan
    return replace(block, screened_out=out)


def fill(
    table: AreaTable,
    *,
    design: IndexDesign,
    groups: Mapping[str, Sequence[str]],
    breaks: Mapping[str, Sequence[int]],
) -> Block:
    """Return the block of a table, divided and filled but not yet screened; arguments and errors as for `prepare`.

    Until here no indicator depends on another, so that a column prepared once serves any design that treats it alike.
    """
    values = take_columns(table, design=design)
    deviations: Floats | None = None
    measured = ~np.isnan(values)
    available = measured.copy()
    choices = {choice.code: choice for choice in design.indicators}
    codes = design.leaves(design.root)
    years = np.array([period.year + (period.month - 1) / 12 for period in table.periods])
    named = {name: np.array([str(label) for label in labels]) for name, labels in groups.items()}
    for row, code in enumerate(codes):
        impute = choices[code].impute
        if isinstance(impute, NoImputation):
            continue
        segments = np.searchsorted(np.sort(np.array(breaks.get(code, ()), dtype=np.float64)), years, side="right")
        around = Surroundings(years=years, segments=segments.astype(np.int64), groups=named, design=design.code)
        values[row], deviation = impute.fill(values[row], around=around)
        if impute.own_figure:
            available[row] = ~np.isnan(values[row])
        filled = ~np.isnan(deviation)
        if filled.any():
            deviations = np.full(values.shape, np.nan) if deviations is None else deviations
            deviations[row] = deviation
    nobody = np.zeros(values.shape[1:], dtype=np.bool_)
    return Block(
        codes=codes, values=values, measured=measured, available=available, deviations=deviations, screened_out=nobody
    )


def _positions(table: AreaTable, design: IndexDesign) -> list[int]:
    role = ("indicator", "indicator")
    return [_position(table, code, design=design, role=role) for code in design.leaves(design.root)]


def _position(table: AreaTable, code: str, *, design: IndexDesign, role: tuple[str, str]) -> int:
    if code not in table:
        raise DesignColumnError(code, design=design.code, role_en=role[0], role_nl=role[1], available=table.indicators)
    return table.position(code)


def _pick(values: Floats, positions: list[int]) -> Floats:
    """Return a contiguous copy, shape (indicators, areas, periods)."""
    areas, periods, _ = values.shape
    block = np.empty((len(positions), areas, periods))
    # By stripes of areas, so that each stripe stays in the processor's cache while it is turned around.
    stripe = max(1, 200_000 // max(1, periods * len(positions)))
    for start in range(0, areas, stripe):
        part = values[start : start + stripe]
        block[:, start : start + stripe] = np.moveaxis(part[:, :, positions], 2, 0)
    return block
