"""The place that a map page is about: a gemeente of a trajectory, or the whole country; and its addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from veerkracht.facts.areas import Level
from veerkracht.facts.language import Taal
from veerkracht.web.kaart.answers import ASK_AGAIN, KEEP
from veerkracht.web.kaart.figures import Figures, figures_for, open_figures
from veerkracht.web.kaart.filters import FigureCondition
from veerkracht.web.kaart.state import KaartState, read_state
from veerkracht.workflows.atlas_store import ALL, FIGURES, HEAD, Kept, part_name

if TYPE_CHECKING:
    from veerkracht.web.workspace.models import Trajectory


def language() -> Taal:
    """Return the language of the reader."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a map page is about.

    Attributes:
        figures: the data behind it, as this person may see them.
        gemeente: code; None for the whole country.
        trajectory: of which it is a page; None for pages of the country.
    """

    figures: Figures
    gemeente: str | None
    trajectory: Trajectory | None

    def address(self, page: str, **parts: object) -> str:
        """Return the address of a page about this place, the gemeente in its query if it is not the first."""
        if self.trajectory is None:
            return reverse(f"kaart:country_{page}", kwargs=parts)
        address = reverse(f"kaart:{page}", kwargs={"trajectory_id": self.trajectory.pk, **parts})
        first = self.trajectory.gemeente
        return address if self.gemeente in {None, first} else f"{address}?gemeente={self.gemeente}"

    @property
    def map_address(self) -> str:
        """The address of the map page."""
        return self.address("kaart")

    def template(self, page: str, **parts: str) -> str:
        """Return an address in which a script fills in words: `{code}` stands as it is."""
        address = self.address(page, **{name: f"0{name}0" for name in parts})
        for name, word in parts.items():
            address = address.replace(f"0{name}0", word)
        return address

    def edition(self) -> str:
        """Return what differs whenever anything that the map asks for may: it stands in those addresses.

        Raises:
            WarehouseError: if the stored data cannot be read.
        """
        return f"{self.figures.store.edition()}-{language()}"

    def within(self, level: Level) -> str | None:
        """Return the gemeente whose areas are shown at a level; None if it is those of the whole country."""
        return None if level is Level.GEMEENTE else self.gemeente

    def kept(self, state: KaartState, part: str) -> Kept:
        """Return one part of the atlas of this place.

        Raises:
            AtlasError, DataError, WarehouseError: as for `AtlasStore.get`.
        """
        return self.figures.store.get(
            gemeente=self.within(state.level), level=state.level, taal=language(), until=state.year, part=part
        )

    def atlas(self, state: KaartState, *, maps: frozenset[int]) -> Mapping[str, Any]:
        """Return the atlas with what these maps say of every area.

        Raises:
            AtlasError, DataError, WarehouseError: as for `AtlasStore.get`.
        """
        if self.within(state.level) is not None:
            whole: Mapping[str, Any] = self.kept(state, ALL).json()
            return whole
        head: dict[str, Any] = self.kept(state, HEAD).json()
        there = {one["number"] for one in head["maps"] if one["available"]}
        full = {number: self.kept(state, part_name(number)).json() for number in maps & there}
        figures = (
            self.kept(state, FIGURES).json() if any(isinstance(one, FigureCondition) for one in state.filter) else []
        )
        return {**head, "maps": [full.get(one["number"], one) for one in head["maps"]], "figures": figures}


def place_of(request: HttpRequest, trajectory: Trajectory | None) -> Place:
    """Return the place of a request: the gemeente that it names if that is one of the trajectory, or else the first."""
    if trajectory is None:
        return Place(figures=open_figures(), gemeente=None, trajectory=None)
    asked = request.GET.get("gemeente", "")
    gemeente = asked if asked in trajectory.gemeenten else trajectory.gemeente
    return Place(figures=figures_for(request.user, trajectory), gemeente=gemeente or None, trajectory=trajectory)


def keeping(request: HttpRequest, place: Place) -> str:
    """Return how long a browser may keep an answer: long if its address names the data of now."""
    return KEEP if request.GET.get("v") == place.edition() else ASK_AGAIN


def state_of(request: HttpRequest, place: Place) -> KaartState:
    """Return what a request wants to see; without words the veerkrachtkaart, of buurten in a city."""
    start = KaartState(level=Level.BUURT if place.gemeente is not None else Level.GEMEENTE)
    return read_state(request.GET, start=start)
