"""A map as data: what each area shows, how sure that is, and what must be said beside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.periods import label
from veerkracht.facts.tables import Reason
from veerkracht.signalering.classes import UNKNOWN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas, Level
    from veerkracht.facts.indicators import Better
    from veerkracht.facts.language import Bilingual
    from veerkracht.facts.periods import Period
    from veerkracht.facts.provenance import Provenance
    from veerkracht.signalering.classes import KaartClass


class KaartKind(StrEnum):
    """How a map is drawn."""

    LEVEL = "level"
    CHANGE = "change"
    FOCUS = "focus"
    VEERKRACHT = "veerkracht"
    SIGNALERING = "signalering"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kaart:
    """One of the maps 1-9, for all areas of one level.

    Attributes:
        number: 1 to 9, as in the list of maps.
        code: fixed name of the map.
        kind: how it is drawn.
        title: its name.
        question: what it answers; the title above the figure.
        areas: the rows.
        periods: the period of a level, the first and last of a development, the periods of both figures, or the last
            measurement and the one that is forecast.
        indicators: codes of the figures in it.
        unit: of `values`.
        better: which direction of `values` is better for residents.
        values: shape (areas,), the level, the change without noise or the expected level; for a map of two figures NaN
            everywhere.
        errors: shape (areas,), standard error of `values`; NaN where unknown.
        classes: shape (areas,), position in `class_names`, -1 where missing.
        class_names: the classes in the order of the legend.
        probabilities: shape (areas, classes), of every class; NaN where unknown. Those of a forecast overlap: a strong
            growth is a growth too.
        chance: shape (areas,), of the likeliest class; NaN where unknown.
        borders: the values between the classes of a level; of a focuskaart first the share, then the problems.
        reasons: shape (areas,), `Reason`: why an area has no class.
        notes: what a reader must know.
        provenance: the sources.
    """

    number: int
    code: str
    kind: KaartKind
    title: Bilingual
    question: Bilingual
    areas: Areas
    periods: tuple[Period, ...]
    indicators: tuple[str, ...]
    unit: Bilingual
    better: Better
    values: NDArray[np.float64]
    errors: NDArray[np.float64]
    classes: NDArray[np.int8]
    class_names: tuple[KaartClass, ...]
    probabilities: NDArray[np.float64]
    chance: NDArray[np.float64]
    borders: tuple[float, ...]
    reasons: NDArray[np.uint8]
    notes: tuple[Bilingual, ...]
    provenance: tuple[Provenance, ...]

    @property
    def level(self) -> Level:
        """The level of its areas."""
        return self.areas.level

    @property
    def period(self) -> str:
        """Its period as text, for example `2018-2020`."""
        return label(self.periods)

    @property
    def is_modelled(self) -> bool:
        """Whether a source of it is a model's estimate."""
        return any(source.modelled for source in self.provenance)

    def counts(self) -> dict[str, int]:
        """Return how many areas each class has, by code, `onbekend` last: what the legend says in a sentence."""
        found = {name.code: int((self.classes == i).sum()) for i, name in enumerate(self.class_names)}
        return {**found, "onbekend": int((self.classes == UNKNOWN).sum())}

    def missing(self) -> dict[Reason, int]:
        """Return why areas have no class, and how many for each reason; the most frequent first."""
        found = {Reason(int(r)): int((self.reasons == r).sum()) for r in np.unique(self.reasons)}
        found.pop(Reason.PRESENT, None)
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    def class_of(self, code: str) -> KaartClass | None:
        """Return the class of one area, or None if it has none.

        Raises:
            UnknownAreaError: if the map does not hold `code`.
        """
        at = int(self.classes[self.areas.row(code)])
        return None if at == UNKNOWN else self.class_names[at]

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Kaart:
        """Return the same map with these areas only (row numbers or a mask)."""
        return Kaart(
            number=self.number,
            code=self.code,
            kind=self.kind,
            title=self.title,
            question=self.question,
            areas=self.areas.take(rows),
            periods=self.periods,
            indicators=self.indicators,
            unit=self.unit,
            better=self.better,
            values=self.values[rows],
            errors=self.errors[rows],
            classes=self.classes[rows],
            class_names=self.class_names,
            probabilities=self.probabilities[rows],
            chance=self.chance[rows],
            borders=self.borders,
            reasons=self.reasons[rows],
            notes=self.notes,
            provenance=self.provenance,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unavailable:
    """A map that the data cannot carry, and why.

    Attributes:
        number: 1 to 9.
        code: fixed name of the map.
        title: its name.
        level: the level on which it was asked for.
        reason: why it is not there, and what would be needed.
    """

    number: int
    code: str
    title: Bilingual
    level: Level
    reason: Bilingual
