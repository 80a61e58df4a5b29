"""Checking an own table row by row: what is accepted becomes figures of areas, the rest an account of every fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.facts.indicators import Catalogue, Indicator
from veerkracht.workflows.own_tables_checked import Checked
from veerkracht.workflows.own_tables_inspect import Inspection
from veerkracht.workflows.own_tables_mapping import OwnMapping, TableKind, check_mapping
from veerkracht.workflows.own_tables_monitor import as_indicator, check_monitor
from veerkracht.workflows.own_tables_stock import check_stock
from veerkracht.workflows.own_tables_stock_figures import stock_indicators
from veerkracht.workflows.own_tables_task import Task

if TYPE_CHECKING:
    from veerkracht.warehouse import Warehouse


def check(
    inspection: Inspection, mapping: OwnMapping, *, catalogue: Catalogue, warehouse: Warehouse | None = None
) -> Checked:
    """Return which rows of a table can be used and what is wrong with the others.

    A row is used whole or not at all: one faulty cell keeps out its other cells too. Whether the table may be kept
    without the faulty rows is for `OwnStore.commit` to be told.

    Args:
        inspection: of the file.
        mapping: what its columns mean.
        catalogue: of known indicators.
        warehouse: with the areas of each year, so that codes that do not exist are found; None to check their form.

    Raises:
        MappingFaultError: if the mapping does not fit the file, or names an indicator that nobody knows.
        WarehouseError: if the stored areas cannot be read.
    """
    check_mapping(mapping)
    sheet = inspection.sheet(mapping)
    check_one = check_stock if mapping.kind is TableKind.STOCK else check_monitor
    return check_one(
        Task(inspection=inspection, mapping=mapping, sheet=sheet, catalogue=catalogue, warehouse=warehouse)
    )


def own_indicators(mapping: OwnMapping) -> tuple[Indicator, ...]:
    """Return the figures of a mapping that the catalogue does not know, those made from others included."""
    if mapping.kind is TableKind.STOCK:
        return stock_indicators(mapping)
    return tuple(as_indicator(one) for one in mapping.own)
