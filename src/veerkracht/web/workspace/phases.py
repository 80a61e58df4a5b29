"""The four phases of the method, and how they are spread over the months of a trajectory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

USUAL_WEEKS = 20
"""Between the three and six months that the method takes (brochure of the method, lead time)."""
SHORTEST_WEEKS, LONGEST_WEEKS = 13, 26


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardPhase:
    """A phase of the method.

    Attributes:
        code: fixed name.
        about: what happens in it, for the planning page.
    """

    code: str
    name: StrPromise
    about: StrPromise


STANDARD: tuple[StandardPhase, ...] = (
    StandardPhase(
        code="signalering",
        name=_("Veerkracht in beeld"),
        about=_("Kaarten en cijfers: waar staat de veerkracht onder druk?"),
    ),
    StandardPhase(
        code="wijkschets",
        name=_("Wijkschetsen"),
        about=_("Gebiedsateliers met bewoners en professionals: wat is hier aan de hand?"),
    ),
    StandardPhase(
        code="perspectief",
        name=_("Handelingsperspectieven"),
        about=_("Wat kunnen partijen doen, en wat past bij deze wijk?"),
    ),
    StandardPhase(
        code="stad",
        name=_("Impact op de hele stad"),
        about=_("Wat betekenen de keuzes samen voor de stad? Dit wordt de basis voor prestatieafspraken."),
    ),
)


def about(code: str) -> str:
    """Return what happens in a phase; empty for one that a city added itself."""
    return next((str(phase.about) for phase in STANDARD if phase.code == code), "")


def spread(start: date, end: date, *, parts: int) -> list[tuple[date, date]]:
    """Return begin and end of phases that follow each other without a gap, as even as whole days allow.

    Examples:
        >>> [str(one[0]) for one in spread(date(2026, 1, 1), date(2026, 4, 30), parts=4)]
        ['2026-01-01', '2026-01-31', '2026-03-02', '2026-04-01']
    """
    days = (end - start).days + 1
    edges = [start + timedelta(days=days * part // parts) for part in range(parts + 1)]
    return [(begin, max(begin, after - timedelta(days=1))) for begin, after in pairwise(edges)]


def usual_end(start: date) -> date:
    """Return when a trajectory of the usual length ends."""
    return start + timedelta(weeks=USUAL_WEEKS, days=-1)
