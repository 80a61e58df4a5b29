"""The map on the screen for the hall: the drawing of the map pages, of the gemeente that the trajectory is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from veerkracht.errors.base import VeerkrachtError
from veerkracht.web.kaart.fixed import check_there
from veerkracht.web.kaart.place import place_of, state_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from veerkracht.web.atelier.models import Atelier


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """A map to show.

    Attributes:
        address: of the drawing.
        page: of the map itself, to look further.
    """

    address: str
    page: str


def map_of(request: HttpRequest, atelier: Atelier) -> Plate | None:
    """Return the veerkrachtkaart of the gemeente; None where there are no figures for one."""
    place = place_of(request, atelier.trajectory)
    if place.gemeente is None:
        return None
    state = state_of(request, place)
    try:
        check_there(place, state, number=state.number)
    except VeerkrachtError:
        return None
    address = reverse("kaart:export", kwargs={"trajectory_id": atelier.trajectory_id, "form": "svg"})
    return Plate(address=f"{address}?{state.query()}&toon=1", page=place.map_address)
