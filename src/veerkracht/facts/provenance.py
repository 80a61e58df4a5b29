"""Provenance: where a column of figures comes from, and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """The origin of one column: one indicator in one period, on one level.

    Attributes:
        publisher: who publishes it, as it must be named: "CBS", "RIVM", "politie", "BZK", "fictief".
        table: id of the table or name of the file, as the publisher names it.
        column: name of the column there.
        licence: SPDX-like name or a short description.
        retrieved: day on which it was taken in; None if unknown.
        checksum: SHA-256 of the file or answer, hexadecimal; empty if unknown.
        address: where it can be found again (never a path on this machine).
        boundary_year: year of the boundaries on which the publisher counted.
        modelled: True if the figures are estimates of a model, not counts or measurements.
        provisional: True if the publisher says that it may still change.
        fictitious: True for the demo city.
        own: True for figures of an organisation itself, which nobody protected before (see `facts.disclosure`).
        note: what a reader must know, in Dutch B1; empty if nothing.
    """

    publisher: str
    table: str
    column: str
    licence: str = ""
    retrieved: date | None = None
    checksum: str = ""
    address: str = ""
    boundary_year: int | None = None
    modelled: bool = False
    provisional: bool = False
    fictitious: bool = False
    own: bool = False
    note: str = ""

    def cite(self) -> str:
        """Return the short source line under a figure, for example `CBS, 85984NED`."""
        return f"{self.publisher}, {self.table}" if self.table else self.publisher
