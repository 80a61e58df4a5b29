"""A new scenario file for a gemeente or the fictitious city, to begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from veerkracht.demo.plan import CITY, CITY_NAME
from veerkracht.errors.scenario_answer import ExampleCityError
from veerkracht.workflows.places import find, gemeenten
from veerkracht.workflows.scenario_files import example_text, new_scenario
from veerkracht.workflows.scenario_start import city_of
from veerkracht.workflows.scenario_stock import read_stock, stock_text

if TYPE_CHECKING:
    from pathlib import Path

DEMO: Final = "demo"
_BEFORE: Final = "# ---- Kosten en budgetten ----"


def new_text(gemeente: str, *, example: str, home: Path, stock: Path | None = None) -> str:
    """Return the text of a new scenario.

    Args:
        gemeente: code or name of a gemeente of which data are stored, or `DEMO` for the fictitious city.
        example: one of `scenario_files.EXAMPLES`, for the fictitious city; empty for a scenario that changes nothing.
        home: folder of the stored data; the fictitious city needs none.
        stock: table of own homes, to be written into the scenario.

    Raises:
        StockColumnError, StockCellError, StockAreaError, StockSizeError: if the table of own homes cannot be.
        ExampleCityError: if an example is asked for another city than the fictitious one.
        AreaCodeError, SynthesisError, WarehouseError: as `starting_city` does.
    """
    code, name = (CITY, CITY_NAME) if gemeente.strip().lower() in (DEMO, CITY.lower()) else _named(gemeente, home=home)
    if example and code != CITY:
        raise ExampleCityError(example, gemeente=gemeente)
    own = read_stock(stock) if stock is not None else None
    city = city_of(code, home=home, stock=own.homes if own else None).city
    text = example_text(example) if example else new_scenario(city, name=name)
    if own is not None and _BEFORE not in text:
        return f"{text}\n{stock_text(own)}"
    return text if own is None else text.replace(_BEFORE, f"{stock_text(own)}\n{_BEFORE}", 1)


def _named(gemeente: str, *, home: Path) -> tuple[str, str]:
    """Return the code and the name; what is not found is taken as a code, so that opening it says what is wrong."""
    found = find(gemeente.strip(), among=gemeenten(home))
    if found and gemeente.strip().lower() in (found[0].code.lower(), found[0].name.lower()):
        return found[0].code, found[0].name
    return gemeente.strip().upper(), gemeente.strip()
