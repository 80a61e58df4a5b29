"""One map of the atlas: what every area shows with its interval, its chance, or the reason that it is missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtri

from veerkracht.facts.areas import Level
from veerkracht.facts.language import Bilingual
from veerkracht.facts.tables import REASON_WORDS, Reason
from veerkracht.report.atlas.legend import Legend, legend_of, unsure
from veerkracht.report.atlas.rounding import chance_list, plain_list
from veerkracht.report.atlas.sources import Source, sources_of
from veerkracht.report.quickscan.cells import COVERAGE, kaart_decimals
from veerkracht.report.quickscan.legends import class_positions, is_reversed
from veerkracht.report.wording import plain_text
from veerkracht.signalering.kaart import Kaart, KaartKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.language import Taal
    from veerkracht.facts.tables import AreaTable
    from veerkracht.report.quickscan.inputs import Subject
    from veerkracht.signalering.verwachting.per_area import AreaForecasts

_REACH = float(ndtri(0.5 + COVERAGE / 2))
_BESIDE_ALL = 8
_TITLE = Bilingual("Veerkrachtkaart, vergeleken met alle gemeenten", "Resilience map, compared with all municipalities")
_QUESTION = Bilingual("Waar gaat het anders dan elders?", "Where do things go otherwise than elsewhere?")
"""Of map 8 of gemeenten, which lie beside the average of all gemeenten."""
ARRAYS = ("values", "low", "high", "classes", "chance", "probabilities", "unsure", "reasons")
"""What a map holds for every area; the head of an atlas goes without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtlasMap:
    """A map with its words, ready to be drawn.

    Attributes:
        kaart: the map itself.
        legend: what stands beside it.
        low, high: shape (areas,), 90% interval of the values; NaN where unknown.
        notes: what a reader must know.
        sources: where the figures come from.
        taal: of the words.
    """

    kaart: Kaart
    legend: Legend
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    notes: tuple[str, ...]
    sources: tuple[Source, ...]
    taal: Taal

    def head(self) -> dict[str, Any]:
        """Return everything but what is of every area."""
        kaart, taal = self.kaart, self.taal
        return {
            "number": kaart.number,
            "code": kaart.code,
            "kind": kaart.kind.value,
            "title": kaart.title.say(taal),
            "question": kaart.question.say(taal),
            "available": True,
            "level": kaart.level.value,
            "period": kaart.period,
            "indicators": list(kaart.indicators),
            "unit": plain_text(kaart.unit.say(taal), taal=taal),
            "decimals": kaart_decimals(kaart),
            "better": kaart.better.value,
            "legend": self.legend.to_json(),
            "notes": list(self.notes),
            "sources": [source.to_json() for source in self.sources],
        }

    def to_json(self) -> dict[str, Any]:
        """Return the map as JSON can hold it."""
        kaart = self.kaart
        why, texts = reason_texts(kaart.reasons, missing=kaart.classes < 0, taal=self.taal)
        probabilities = kaart.probabilities[:, ::-1] if is_reversed(kaart) else kaart.probabilities
        known = np.isfinite(probabilities).any(axis=1).reshape(-1)
        return self.head() | {
            "values": plain_list(kaart.values),
            "low": plain_list(self.low),
            "high": plain_list(self.high),
            "classes": class_positions(kaart).tolist(),
            "chance": chance_list(kaart.chance),
            "probabilities": [
                chance_list(row) if held else None for row, held in zip(probabilities, known, strict=True)
            ],
            "unsure": unsure(kaart, least=self.legend.least).tolist(),
            "reasons": why,
            "reason_texts": texts,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AtlasGap:
    """A map that the data cannot carry here, why, and on which level they can."""

    number: int
    code: str
    title: str
    reason: str
    elsewhere: Level | None = None

    def to_json(self) -> dict[str, Any]:
        """Return why there is no map, as JSON can hold it."""
        return {
            "number": self.number,
            "code": self.code,
            "title": self.title,
            "available": False,
            "reason": self.reason,
            "elsewhere": None if self.elsewhere is None else self.elsewhere.value,
        }

    def head(self) -> dict[str, Any]:
        """Return the same: nothing here is of every area."""
        return self.to_json()


def atlas_map(
    subject: Subject,
    kaart: Kaart,
    *,
    table: AreaTable,
    forecast: AreaForecasts | None = None,
    remarks: Sequence[Bilingual] = (),
) -> AtlasMap:
    """Return a map of the atlas.

    Args:
        subject: the place, for words and choices.
        kaart: the map, of the areas of the table.
        table: the figures it was made of.
        forecast: behind map 9, of the same areas; its own interval is shown.
        remarks: what must be said beside every map.
    """
    if kaart.number == _BESIDE_ALL and kaart.level is Level.GEMEENTE:
        kaart = replace(kaart, title=_TITLE, question=_QUESTION)
    low, high = _interval(kaart, catalogue=subject.catalogue)
    if forecast is not None and kaart.kind is KaartKind.SIGNALERING:
        low, high = forecast.low90, forecast.high90
    notes = dict.fromkeys(plain_text(note.say(subject.taal), taal=subject.taal) for note in (*remarks, *kaart.notes))
    return AtlasMap(
        kaart=kaart,
        legend=legend_of(kaart, taal=subject.taal, least=subject.choices.least_probability),
        low=low,
        high=high,
        notes=tuple(notes),
        sources=sources_of(table, kaart.indicators, wanted=kaart.provenance),
        taal=subject.taal,
    )


def _interval(kaart: Kaart, *, catalogue: Catalogue) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the 90% interval; that of a level stays within what the indicator can be and holds the value."""
    reach = _REACH * kaart.errors
    low, high = kaart.values - reach, kaart.values + reach
    if kaart.kind is not KaartKind.LEVEL:
        return low, high
    indicator = catalogue[kaart.indicators[0]]
    # np.minimum keeps NaN, so that an unknown error stays an unknown interval.
    return (
        np.minimum(kaart.values, np.maximum(low, indicator.low)),
        np.maximum(kaart.values, np.minimum(high, indicator.high)),
    )


def reason_texts(reasons: NDArray[np.uint8], *, missing: NDArray[np.bool_], taal: Taal) -> tuple[list[int], list[str]]:
    """Return for every area the place of its reason among the texts, -1 where nothing is missing, and the texts.

    What is missing without a reason was not measured: no area is left without a word.
    """
    why = np.where(missing & (reasons == Reason.PRESENT), Reason.NOT_MEASURED, reasons)
    used = [int(one) for one in np.unique(why[missing])]
    place = {reason: at for at, reason in enumerate(used)}
    listed = [place[int(one)] if gone else -1 for one, gone in zip(why, missing.tolist(), strict=True)]
    return listed, [REASON_WORDS[Reason(one)].say(taal) for one in used]
