"""An organisation's own tables: look at a file, say what it means, check every row, keep it, undo it, and read along.

inspection = inspect_upload(name, content, catalogue=catalogue)
checked = check(inspection, inspection.suggestion, catalogue=catalogue, warehouse=warehouse)
store = OwnStore(home, organisation_id)
version = store.commit(checked, by="...", at=now)
country = open_country_with(warehouse, store.current(), catalogue)
"""

from veerkracht.workflows.own_tables_cells import Fault
from veerkracht.workflows.own_tables_check import check
from veerkracht.workflows.own_tables_checked import Checked, ComplexRow
from veerkracht.workflows.own_tables_country import CountryWithOwn, open_country_with
from veerkracht.workflows.own_tables_inspect import Inspection, inspect_upload
from veerkracht.workflows.own_tables_mapping import (
    Allocation,
    AllocationBy,
    Figure,
    OwnIndicator,
    OwnKind,
    OwnMapping,
    RentClass,
    StockColumns,
    TableKind,
    TurnoverUnit,
)
from veerkracht.workflows.own_tables_sheet import ColumnType, ColumnView, SheetView
from veerkracht.workflows.own_tables_store import Act, Event, OwnStore, OwnTable
from veerkracht.workflows.own_tables_version import Accept, Version

__all__ = [
    "Accept",
    "Act",
    "Allocation",
    "AllocationBy",
    "Checked",
    "ColumnType",
    "ColumnView",
    "ComplexRow",
    "CountryWithOwn",
    "Event",
    "Fault",
    "Figure",
    "Inspection",
    "OwnIndicator",
    "OwnKind",
    "OwnMapping",
    "OwnStore",
    "OwnTable",
    "RentClass",
    "SheetView",
    "StockColumns",
    "TableKind",
    "TurnoverUnit",
    "Version",
    "check",
    "inspect_upload",
    "open_country_with",
]
