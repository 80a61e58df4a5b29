"""The account of a synthesis: what was adjusted, where, by how much and why; nothing is made up in silence."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.language import Bilingual

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.synthesis.assumptions import Assumption


class Margin(IntEnum):
    """What a figure is about."""

    HOUSEHOLDS = 0
    FAMILIES = 1
    AGES = 2
    LOW_INCOMES = 3
    HIGH_INCOMES = 4
    HOMES = 5
    OWNED = 6
    CORPORATION = 7
    PRIVATE = 8
    CHEAP = 9
    ROOMS = 10
    WAITING = 11
    NUISANCE = 12
    COHESION = 13
    QUALITY = 14
    BENEFITS = 15
    CARE = 16
    CENTRE = 17
    EMPTY = 18


class Why(IntEnum):
    """Why another figure is used than the one published for the area in the year of the start."""

    ROUNDED = 0
    CONTRADICTION = 1
    EARLIER = 2
    RELATED = 3
    ABOVE = 4
    CITY = 5
    ASSUMED = 6
    NO_ROOM = 7
    LEFT_OUT = 8
    UNKNOWN_OWNER = 9
    WIJK = 10
    OWN = 11


MARGIN_WORDS = {
    Margin.HOUSEHOLDS: Bilingual("huishoudens", "households"),
    Margin.FAMILIES: Bilingual("huishoudens met kinderen", "households with children"),
    Margin.AGES: Bilingual("leeftijden", "ages"),
    Margin.LOW_INCOMES: Bilingual("huishoudens bij de laagste 40% inkomens", "households among the lowest 40% incomes"),
    Margin.HIGH_INCOMES: Bilingual(
        "huishoudens bij de hoogste 20% inkomens", "households among the highest 20% incomes"
    ),
    Margin.HOMES: Bilingual("woningen", "homes"),
    Margin.OWNED: Bilingual("koopwoningen", "owner-occupied homes"),
    Margin.CORPORATION: Bilingual("corporatiewoningen", "homes of corporations"),
    Margin.PRIVATE: Bilingual("woningen van andere verhuurders", "homes of other landlords"),
    Margin.CHEAP: Bilingual("goedkope corporatiewoningen", "cheap homes of corporations"),
    Margin.ROOMS: Bilingual("kamers en gedeelde woningen", "rooms and shared homes"),
    Margin.WAITING: Bilingual("huishoudens die een eigen woning zoeken", "households that look for a home"),
    Margin.NUISANCE: Bilingual("overlast en onveiligheid", "nuisance and insecurity"),
    Margin.COHESION: Bilingual("sociale samenhang", "social cohesion"),
    Margin.QUALITY: Bilingual("fysieke omgeving", "physical surroundings"),
    Margin.BENEFITS: Bilingual("bewoners die minder zelfredzaam zijn", "residents with low self-reliance"),
    Margin.CARE: Bilingual("jeugdzorg en Wmo", "youth care and Wmo"),
    Margin.CENTRE: Bilingual("plek op de kaart", "place on the map"),
    Margin.EMPTY: Bilingual("woningen zonder bewoner", "homes without a resident"),
}
WHY_WORDS = {
    Why.ROUNDED: Bilingual(
        "afgeronde cijfers tellen niet op; naar verhouding passend gemaakt",
        "rounded figures do not add up; made to fit",
    ),
    Why.CONTRADICTION: Bilingual(
        "cijfers spreken elkaar tegen; naar verhouding passend gemaakt",
        "figures contradict each other; made to fit in proportion",
    ),
    Why.EARLIER: Bilingual("uit een ander jaar", "from another year"),
    Why.RELATED: Bilingual("niet bekend; afgeleid van een verwant cijfer", "unknown; derived from a related figure"),
    Why.ABOVE: Bilingual("niet bekend; dat van de wijk of gemeente", "unknown; that of the wijk or gemeente"),
    Why.WIJK: Bilingual(
        "niet bekend; gemiddelde van de andere gebieden van de wijk", "unknown; mean of the other areas of the wijk"
    ),
    Why.CITY: Bilingual("niet bekend; gemiddelde van de andere gebieden", "unknown; mean of the other areas"),
    Why.ASSUMED: Bilingual("niet bekend; een aanname", "unknown; an assumption"),
    Why.OWN: Bilingual("van de organisatie zelf", "of the organisation itself"),
    Why.NO_ROOM: Bilingual("meer huishoudens dan woningen", "more households than homes"),
    Why.LEFT_OUT: Bilingual("niet bekend; het gebied doet niet mee", "unknown; the area is left out"),
    Why.UNKNOWN_OWNER: Bilingual(
        "van een deel is de eigenaar onbekend; naar verhouding verdeeld",
        "the owner of a part is unknown; spread in proportion",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustments:
    """All adjustments as columns of equal length, so that a country of buurten fits.

    Attributes:
        areas: rows in `codes` of the account.
        margins: `Margin`.
        whys: `Why`.
        published: the figure of the area itself, NaN where there is none; counts, or shares from 0 to 1.
        used: what is used; same unit.
    """

    areas: NDArray[np.int64]
    margins: NDArray[np.uint8]
    whys: NDArray[np.uint8]
    published: NDArray[np.float64]
    used: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.areas)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a synthesis did with the figures.

    Attributes:
        codes: of the areas that were asked for, those that were left out included.
        names: of these areas.
        adjustments: one row each.
        notes: what holds for the whole city, assumptions included.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    adjustments: Adjustments
    notes: tuple[Bilingual, ...]

    def count(self, margin: Margin, why: Why | None = None) -> int:
        """Return in how many areas a margin was adjusted (for one reason)."""
        rows = self.adjustments.margins == margin
        if why is not None:
            rows &= self.adjustments.whys == why
        return len(np.unique(self.adjustments.areas[rows]))

    def of_area(self, code: str) -> tuple[Bilingual, ...]:
        """Return what was adjusted in one area, a sentence each; empty if nothing or the area is unknown."""
        if code not in self.codes:
            return ()
        rows = np.flatnonzero(self.adjustments.areas == self.codes.index(code))
        return tuple(self._sentence(int(row)) for row in rows)

    def summary(self) -> tuple[Bilingual, ...]:
        """Return the notes and one sentence for each margin and reason, the most frequent first within a margin."""
        table = self.adjustments
        pairs, inverse = np.unique(np.stack([table.margins, table.whys]), axis=1, return_inverse=True)
        lines = []
        for place, (margin, why) in enumerate(pairs.T):
            rows = inverse.ravel() == place
            lines.append(self._line(Margin(margin), Why(why), rows))
        return (*self.notes, *lines)

    def _line(self, margin: Margin, why: Why, rows: NDArray[np.bool_]) -> Bilingual:
        which = np.unique(self.adjustments.areas[rows])
        what, reason = MARGIN_WORDS[margin], WHY_WORDS[why]
        names = ", ".join(self.names[one] for one in which[:3]) + (", ..." if len(which) > 3 else "")
        extra = Bilingual("", "")
        if margin in {Margin.ROOMS, Margin.WAITING}:
            total = int(self.adjustments.used[rows].sum())
            extra = Bilingual(f", samen {total}", f", {total} together")
        whole = len(self.codes)
        return Bilingual(
            f"{_first_up(what.nl)}: {reason.nl}, in {len(which)} van {whole} gebieden{extra.nl} ({names}).",
            f"{_first_up(what.en)}: {reason.en}, in {len(which)} of {whole} areas{extra.en} ({names}).",
        )

    def _sentence(self, row: int) -> Bilingual:
        table = self.adjustments
        what, why = MARGIN_WORDS[Margin(table.margins[row])], WHY_WORDS[Why(table.whys[row])]
        used, published = _shown(table.used[row]), _shown(table.published[row])
        was = Bilingual("", "")
        if published.nl:
            was = Bilingual(f" (gepubliceerd: {published.nl})", f" (published: {published.en})")
        said = Bilingual(f" {used.nl}" if used.nl else "", f" {used.en}" if used.en else "")
        return Bilingual(
            f"{_first_up(what.nl)}:{said.nl}{was.nl}; {why.nl}.",
            f"{_first_up(what.en)}:{said.en}{was.en}; {why.en}.",
        )


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def _shown(value: float) -> Bilingual:
    """Return a number as people read it: whole if it is, else with three figures; nothing for NaN."""
    if np.isnan(value):
        return Bilingual("", "")
    text = f"{value:.0f}" if float(value).is_integer() else f"{value:.3g}"
    return Bilingual(text.replace(".", ","), text)


@dataclass(slots=True)
class Ledger:
    """Gathers adjustments while a city is made.

    Attributes:
        number: of areas.
        parts: what was noted, in order.
        notes: what holds for the whole city.
    """

    number: int
    parts: list[Adjustments] = field(default_factory=list)
    notes: list[Bilingual] = field(default_factory=list)

    def note(
        self,
        rows: NDArray[np.bool_],
        *,
        margin: Margin,
        why: Why,
        used: NDArray[np.float64] | NDArray[np.int64],
        published: NDArray[np.float64] | None = None,
    ) -> None:
        """Note the areas of a mask; `used` and `published` have a value for every area, shape (areas,)."""
        areas = np.flatnonzero(rows)
        if not len(areas):
            return
        nothing = np.full(len(areas), np.nan)
        self.parts.append(
            Adjustments(
                areas=areas,
                margins=np.full(len(areas), margin, dtype=np.uint8),
                whys=np.full(len(areas), why, dtype=np.uint8),
                published=nothing if published is None else published[areas].astype(np.float64),
                used=used[areas].astype(np.float64),
            )
        )

    def say(self, nl: str, en: str) -> None:
        """Note what holds for the whole city."""
        self.notes.append(Bilingual(nl, en))

    def assume(self, one: Assumption) -> None:
        """Note that an assumption was used, with its range and its reason."""
        middle, low, high = (_shown(value) for value in (one.central, one.low, one.high))
        self.say(
            f"Aanname {middle.nl} (van {low.nl} tot {high.nl}): {one.why.nl}",
            f"Assumption {middle.en} (from {low.en} to {high.en}): {one.why.en}",
        )

    def take_over(self, other: Ledger, rows: NDArray[np.int64]) -> None:
        """Take what another ledger noted, of which area i is area `rows[i]` of this one."""
        self.parts.extend(replace(part, areas=rows[part.areas]) for part in other.parts)
        self.notes.extend(other.notes)

    def close(self, *, codes: tuple[str, ...], names: tuple[str, ...]) -> Account:
        """Return the account of all that was noted."""
        columns = ("areas", "margins", "whys", "published", "used")
        kinds = (np.int64, np.uint8, np.uint8, np.float64, np.float64)
        joined = {
            name: np.concatenate([np.empty(0, dtype=kind), *(getattr(part, name) for part in self.parts)])
            for name, kind in zip(columns, kinds, strict=True)
        }
        return Account(codes=codes, names=names, adjustments=Adjustments(**joined), notes=tuple(self.notes))
