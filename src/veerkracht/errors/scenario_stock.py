"""Errors of a table of own homes for a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from veerkracht.errors.scenario import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterable


class StockColumnError(ScenarioError):
    """A table of own homes lacks a column."""

    english: ClassVar[str] = (
        "{file} has no column {missing!r}; its columns are {found}. It needs three: 'buurt' (code, such as "
        "BU03440311), 'goedkoop' (homes up to the aftoppingsgrens) and 'duurder' (dearer homes)."
    )
    dutch: ClassVar[str] = (
        "{file} heeft geen kolom {missing!r}; de kolommen zijn {found}. Er zijn er drie nodig: 'buurt' (code, zoals "
        "BU03440311), 'goedkoop' (woningen tot de aftoppingsgrens) en 'duurder' (duurdere woningen)."
    )

    def __init__(self, file: str, *, missing: str, found: Iterable[str]) -> None:
        super().__init__(file=file, missing=missing, found=", ".join(found) or "-")


class StockCellError(ScenarioError):
    """A cell of a table of own homes cannot be."""

    english: ClassVar[str] = (
        "{file}, row {line}, column {column!r}: {value!r} is not right. A buurt is a code such as BU03440311; a number "
        "of homes is a whole number from 0. Write 0 where there are none: empty is unknown."
    )
    dutch: ClassVar[str] = (
        "{file}, rij {line}, kolom {column!r}: {value!r} kan niet. Een buurt is een code zoals BU03440311; een aantal "
        "woningen is een heel getal vanaf 0. Schrijf 0 als er geen zijn: leeg is onbekend."
    )

    def __init__(self, file: str, *, line: int, column: str, value: str) -> None:
        super().__init__(file=file, line=line, column=column, value=value)
