"""Which areas of a city the codes of a scenario mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.errors.scenario import ScenarioAreaError
from veerkracht.facts.areas import parent_code
from veerkracht.stad.scenario import EVERYWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veerkracht.stad.city import City


class Places:
    """The areas of a city by code, wijk or all at once."""

    def __init__(self, city: City) -> None:
        self._city = city
        self._rows = {code: (row,) for row, code in enumerate(city.codes)}
        wijken: dict[str, list[int]] = {}
        for row, code in enumerate(city.codes):
            wijken.setdefault((parent_code(code) if code.startswith("BU") else None) or "", []).append(row)
        self._wijken = {wijk: tuple(rows) for wijk, rows in wijken.items() if wijk}

    def rows(self, code: str, *, where: str, line: int) -> tuple[int, ...]:
        """Return the places of a buurt, of the buurten of a wijk, or of all areas.

        Raises:
            ScenarioAreaError: if the city has no such area; it names the nearest.
        """
        if code == EVERYWHERE:
            return tuple(range(self._city.areas))
        found = self._rows.get(code) or self._wijken.get(code)
        if found is None:
            codes = [*self._city.codes, *self._wijken]
            names = [*self._city.names, *self._wijken]
            raise ScenarioAreaError(code, codes=codes, names=names, where=where, line=line)
        return found

    def row(self, code: str, *, where: str, line: int) -> int:
        """Return the place of one area.

        Raises:
            ScenarioAreaError: if the city has no such area, or the code means several.
        """
        found = self._rows.get(code)
        if found is None:
            raise ScenarioAreaError(code, codes=self._city.codes, names=self._city.names, where=where, line=line)
        return found[0]

    def all_rows(self, codes: Iterable[str], *, where: str, line: int) -> list[int]:
        """Return the places that a list of codes means together, each once, in the order of the city.

        Raises:
            ScenarioAreaError: if the city lacks one of them.
        """
        return sorted({row for code in codes for row in self.rows(code, where=where, line=line)})
