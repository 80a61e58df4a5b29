"""The sources of figures as the page lists them: each table once, with the years that were taken from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from veerkracht.facts.periods import Period
    from veerkracht.facts.provenance import Provenance
    from veerkracht.facts.tables import AreaTable

_LISTED = 4
"""So many years are written out; a longer row is written as first to last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One published table and the periods for which it was used."""

    provenance: Provenance
    periods: tuple[Period, ...]

    @property
    def years(self) -> str:
        """The periods as text; empty if they are not known."""
        texts = [str(period) for period in self.periods]
        return ", ".join(texts) if len(texts) <= _LISTED else f"{texts[0]}-{texts[-1]}"

    def to_json(self) -> dict[str, Any]:
        """Return the source as JSON can hold it."""
        one = self.provenance
        return {
            "name": one.cite(),
            "years": self.years,
            "url": one.address,
            "retrieved": None if one.retrieved is None else one.retrieved.isoformat(),
            "modelled": one.modelled,
            "licence": one.licence,
        }


def sources_of(table: AreaTable, codes: Sequence[str], *, wanted: Iterable[Provenance]) -> tuple[Source, ...]:
    """Return the wanted sources, each table of a publisher once, with the periods that a table of figures took from it.

    Args:
        table: the figures.
        codes: of the indicators that the sources are of.
        wanted: the sources to list.
    """
    asked = set(wanted)
    found: dict[tuple[str, str], tuple[Provenance, set[Period]]] = {}
    for (code, period), held in table.provenance.items():
        if code not in codes:
            continue
        for one in held:
            if one in asked:
                found.setdefault((one.publisher, one.table), (one, set()))[1].add(period)
    # A source whose period the table does not tell is listed without one.
    for one in asked:
        found.setdefault((one.publisher, one.table), (one, set()))
    ordered = sorted(found.items(), key=lambda pair: pair[0])
    return tuple(Source(provenance=one, periods=tuple(sorted(periods))) for _, (one, periods) in ordered)
