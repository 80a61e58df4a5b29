"""What is on screen, as the query of the page says it; the element in the browser writes and reads the same words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from veerkracht.facts.areas import Level
from veerkracht.web.kaart.filters import Condition, parse_filter, print_filter

if TYPE_CHECKING:
    from django.http import QueryDict

ABSOLUTE, RELATIVE = "absoluut", "relatief"
_AREA = re.compile(r"(GM|WK|BU)[0-9]{4,8}")
_CLASS = re.compile(r"[a-z0-9_]{1,60}")
LEVELS = (Level.GEMEENTE, Level.WIJK, Level.BUURT)


@dataclass(frozen=True, slots=True, kw_only=True)
class KaartState:
    """The choices of a person on the map page.

    Attributes:
        number: number of the map, 1 to 9.
        level: level of the areas.
        year: figures until this year; None for the latest.
        manner: `absoluut`, or `relatief` to the gemeente.
        class_code: the class whose chance is shown; None shows the classes.
        area: code of the chosen area.
        other: code of the area that it is compared with.
        filter: what must hold for an area to be shown.
    """

    number: int = 7
    level: Level = Level.BUURT
    year: int | None = None
    manner: str = ABSOLUTE
    class_code: str | None = None
    area: str | None = None
    other: str | None = None
    filter: tuple[Condition, ...] = ()

    def with_(self, **changes: object) -> KaartState:
        """Return the state with some choices changed."""
        return replace(self, **changes)  # type: ignore[arg-type]  # names are checked by dataclasses.replace

    def query(self) -> str:
        """Return the query of the page for this state.

        Examples:
            >>> KaartState(number=1, area="BU03440101").query()
            'kaart=1&niveau=buurt&gebied=BU03440101'
        """
        said = {
            "kaart": str(self.number),
            "niveau": self.level.value,
            "jaar": None if self.year is None else str(self.year),
            "wijze": None if self.manner == ABSOLUTE else self.manner,
            "klasse": self.class_code,
            "gebied": self.area,
            "met": self.other,
            "filter": print_filter(self.filter) or None,
        }
        return "&".join(f"{key}={quote(value, safe=':;')}" for key, value in said.items() if value is not None)


def read_state(query: QueryDict | Mapping[str, str], *, start: KaartState) -> KaartState:
    """Return the state that a query says; what it does not say, or says wrongly, is that of `start`.

    Examples:
        >>> read_state({"kaart": "12", "niveau": "wijk", "gebied": "<b>"}, start=KaartState()).query()
        'kaart=7&niveau=wijk'
    """
    number, year = query.get("kaart", ""), query.get("jaar", "")
    level = next((one for one in LEVELS if one.value == query.get("niveau")), start.level)
    manner = query.get("wijze", "")
    written = query.get("filter")
    return KaartState(
        number=int(number) if number in set("123456789") else start.number,
        level=level,
        year=int(year) if re.fullmatch(r"(19|20)[0-9]{2}", year) else start.year,
        manner=manner if manner in {ABSOLUTE, RELATIVE} else start.manner,
        class_code=_matching(query.get("klasse"), _CLASS) or start.class_code,
        area=_matching(query.get("gebied"), _AREA) or start.area,
        other=_matching(query.get("met"), _AREA) or start.other,
        filter=start.filter if written is None else parse_filter(written),
    )


def _matching(text: str | None, pattern: re.Pattern[str]) -> str | None:
    return text if text is not None and pattern.fullmatch(text) else None
