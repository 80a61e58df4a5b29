"""A map as rows to take along: what every area shows, how sure that is, and why what is missing is missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.areas import Level, code_at
from veerkracht.facts.language import Bilingual
from veerkracht.facts.tables import REASON_WORDS, Reason
from veerkracht.report.quickscan.cells import COVERAGE, kaart_decimals
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.quickscan.legends import certainty, class_positions, map_classes
from veerkracht.report.wording import plain_text, short_names
from veerkracht.signalering.classes import UNKNOWN
from veerkracht.signalering.kaart import Kaart, KaartKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.language import Taal
    from veerkracht.signalering.kaart import Kaart

# From COVERAGE of a normal distribution: the 95th percentile.
_REACH = 1.6448536269514722

_YES, _NO = Bilingual("ja", "yes"), Bilingual("nee", "no")

Value = str | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KaartRows:
    """A map as a table: words and figures by column.

    Attributes:
        codes: of the areas, in the order of the rows.
        columns: the name of each column, in lower case, without spaces.
        words: what each column holds, in a sentence.
        rows: shape (areas, columns); None where there is nothing to say.
    """

    codes: tuple[str, ...]
    columns: tuple[str, ...]
    words: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def records(self) -> list[dict[str, Value]]:
        """Return every row as a mapping from column to value."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


_COLUMNS = (
    (Bilingual("code", "code"), Bilingual("code van het gebied (CBS)", "code of the area (CBS)")),
    (Bilingual("naam", "name"), Bilingual("naam van het gebied", "name of the area")),
    (Bilingual("wijk", "wijk"), Bilingual("wijk waarin het ligt", "wijk (district) in which it lies")),
    (Bilingual("klasse", "class"), Bilingual("klasse op de kaart", "class on the map")),
    (
        Bilingual("kans", "chance"),
        Bilingual(
            "kans dat de klasse klopt: 0,01 of minder tot 0,99 of meer",
            "probability that the class is right: 0.01 or less to 0.99 or more",
        ),
    ),
    (
        Bilingual("zeker", "sure"),
        Bilingual(
            "of de klasse zeker genoeg is; leeg bij een kaart die alleen zekere klassen noemt",
            "whether the class is sure enough; empty for a map that names sure classes only",
        ),
    ),
    (Bilingual("waarde", "value"), Bilingual("cijfer of verandering", "level or change")),
    (
        Bilingual("laag", "low"),
        Bilingual(f"onderkant van het {COVERAGE:.0%}-interval", f"lower end of the {COVERAGE:.0%} interval"),
    ),
    (
        Bilingual("hoog", "high"),
        Bilingual(f"bovenkant van het {COVERAGE:.0%}-interval", f"upper end of the {COVERAGE:.0%} interval"),
    ),
    (Bilingual("eenheid", "unit"), Bilingual("eenheid van waarde, laag en hoog", "unit of value, low and high")),
    (
        Bilingual("reden", "reason"),
        Bilingual("waarom er geen klasse is", "why there is no class"),
    ),
    (Bilingual("kaart", "map"), Bilingual("naam van de kaart", "name of the map")),
    (Bilingual("periode", "period"), Bilingual("jaar of jaren van de cijfers", "year or years of the figures")),
    (Bilingual("bron", "source"), Bilingual("wie de cijfers publiceert", "who publishes the figures")),
    (Bilingual("versie", "version"), Bilingual("versie van de gegevens", "version of the data")),
)


def without_withheld(kaart: Kaart) -> Kaart:
    """Return a map that tells nothing of an area whose figure is withheld but that it is, whatever it held before."""
    hidden = kaart.reasons == Reason.SUPPRESSED
    if not hidden.any():
        return kaart
    return replace(
        kaart,
        values=np.where(hidden, np.nan, kaart.values),
        errors=np.where(hidden, np.nan, kaart.errors),
        classes=np.where(hidden, UNKNOWN, kaart.classes).astype(np.int8),
        chance=np.where(hidden, np.nan, kaart.chance),
        probabilities=np.where(hidden[:, np.newaxis], np.nan, kaart.probabilities),
    )


def kaart_rows(
    kaart: Kaart,
    *,
    taal: Taal,
    catalogue: Catalogue,
    data_version: str,
    sure_from: float,
    wijk_names: Mapping[str, str] | None = None,
    rows: NDArray[np.bool_] | None = None,
) -> KaartRows:
    """Return one row for each area.

    Figures have the decimals that the spread between all areas deserves, also where only some are
    asked for.

    Args:
        kaart: the map; see `without_withheld`.
        taal: language of the words and of the names of the columns.
        catalogue: says between which ends a figure lies.
        data_version: of the stored data.
        sure_from: the least probability of a class that is sure.
        wijk_names: by code of the wijk; without it the column stays empty.
        rows: shape (areas,), which areas are asked for; None for all.
    """
    wanted = np.arange(len(kaart.areas)) if rows is None else np.flatnonzero(rows)
    reader = _Reader.of(kaart, taal=taal, catalogue=catalogue, sure_from=sure_from)
    names, wijken = short_names(kaart.areas.names), _wijken(wijk_names or {})
    tail = (kaart.title.say(taal), kaart.period, short_source(kaart.provenance), data_version)
    return KaartRows(
        codes=tuple(kaart.areas.codes[row] for row in wanted),
        columns=tuple(name.say(taal) for name, _ in _COLUMNS),
        words=tuple(words.say(taal) for _, words in _COLUMNS),
        rows=tuple(
            (
                kaart.areas.codes[row],
                names[row],
                wijken.get(_wijk(kaart.areas.codes[row], level=kaart.level)),
                *reader.cells(int(row)),
                *tail,
            )
            for row in wanted
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """What one map says of an area: class, chance, sure, value, low, high, unit and reason."""

    kaart: Kaart
    taal: Taal
    labels: Sequence[str]
    places: NDArray[np.int64]
    sure: NDArray[np.bool_] | None
    decimals: int
    ends: tuple[float, float]
    unit: str

    @classmethod
    def of(cls, kaart: Kaart, *, taal: Taal, catalogue: Catalogue, sure_from: float) -> _Reader:
        sure = certainty(kaart)
        known = kaart.indicators[0] if kaart.kind is KaartKind.LEVEL else ""
        ends = (catalogue[known].low, catalogue[known].high) if known in catalogue else (-np.inf, np.inf)
        return cls(
            kaart=kaart,
            taal=taal,
            labels=[one.label for one in map_classes(kaart, taal=taal)],
            places=class_positions(kaart),
            sure=None if sure is None else sure >= sure_from,
            decimals=kaart_decimals(kaart),
            ends=ends,
            unit=plain_text(kaart.unit.say(taal), taal=taal),
        )

    def cells(self, row: int) -> tuple[Value, ...]:
        reason = Reason(int(self.kaart.reasons[row]))
        place = int(self.places[row])
        why = None if reason is Reason.PRESENT else REASON_WORDS[reason].say(self.taal)
        if place < 0 and why is None:
            why = REASON_WORDS[Reason.NOT_MEASURED].say(self.taal)
        value, error = self._rounded(self.kaart.values[row]), float(self.kaart.errors[row])
        low = high = None
        if value is not None and np.isfinite(error):
            low = self._rounded(max(float(self.kaart.values[row]) - _REACH * error, self.ends[0]))
            high = self._rounded(min(float(self.kaart.values[row]) + _REACH * error, self.ends[1]))
        if place < 0:
            return (None, None, None, value, low, high, None if value is None else self.unit, why)
        chance = float(self.kaart.chance[row])
        return (
            self.labels[place],
            # Never certainty: what rounds to 1 is "more than 99%".
            round(min(max(chance, 0.01), 0.99), 2) if np.isfinite(chance) else None,
            None if self.sure is None else (_YES if self.sure[row] else _NO).say(self.taal),
            value,
            low,
            high,
            None if value is None else self.unit,
            None,
        )

    def _rounded(self, value: float) -> float | None:
        return round(float(value), self.decimals) + 0.0 if np.isfinite(value) else None


def _wijken(names: Mapping[str, str]) -> dict[str, str]:
    return dict(zip(names, short_names(tuple(names.values())), strict=True))


def _wijk(code: str, *, level: Level) -> str:
    return (code_at(code, Level.WIJK) or "") if level is Level.BUURT else ""
