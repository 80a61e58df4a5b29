"""The map on the screen for the hall: of the gemeente of the trajectory, its legend in words that one can read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from veerkracht.errors.base import VeerkrachtError
from veerkracht.web.kaart.fixed import check_there, drawing_to_look_at
from veerkracht.web.kaart.place import Place, place_of, state_of
from veerkracht.workflows.atlas_store import ALL

if TYPE_CHECKING:
    from django.http import HttpRequest

    from veerkracht.web.atelier.models import Atelier
    from veerkracht.web.kaart.state import KaartState


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """A map to show.

    Attributes:
        address: of the drawing.
        title, sentence: what it is about, and the legend in one sentence.
        classes: of the legend: name, colour, pattern and count.
    """

    address: str
    title: str
    sentence: str
    classes: tuple[dict[str, Any], ...]


def map_of(request: HttpRequest, atelier: Atelier) -> Plate | None:
    """Return the veerkrachtkaart of the gemeente; None where it is not made yet, or cannot be."""
    place = place_of(request, atelier.trajectory)
    if place.gemeente is None:
        return None
    state = state_of(request, place)
    try:
        check_there(place, state, number=state.number)
        kept = _Kept(place, state, edition=place.edition())
        title, sentence, classes = _legend(kept)
    except VeerkrachtError:
        return None
    address = f"{reverse('atelier:projector_map', args=[atelier.pk])}?v={kept.edition}"
    return Plate(address=address, title=title, sentence=sentence, classes=classes)


def map_drawing(request: HttpRequest, atelier: Atelier) -> str:
    """Return the drawing as SVG; empty where there is none.

    Raises:
        AtlasError, DataError, WarehouseError: as for `AtlasFiles.on_page`.
    """
    place = place_of(request, atelier.trajectory)
    return "" if place.gemeente is None else drawing_to_look_at(place, state_of(request, place))


class _Kept:
    """A map, equal to another of the same figures: its legend is read once, not with every change on the screen."""

    def __init__(self, place: Place, state: KaartState, *, edition: str) -> None:
        self.place, self.state, self.edition = place, state, edition
        self._key = (place.gemeente, state.query(), edition)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and other._key == self._key


@lru_cache(maxsize=16)
def _legend(kept: _Kept) -> tuple[str, str, tuple[dict[str, Any], ...]]:
    maps = kept.place.kept(kept.state, ALL).json()["maps"]
    found = next(one for one in maps if one["number"] == kept.state.number)
    legend = found["legend"]
    return found["title"], legend["sentence"], tuple(one for one in legend["classes"] if one["count"])
