"""The way around: the main menu of a page, and the trajectories that one can go to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from veerkracht.web.workspace.models import Trajectory

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest
    from django_stubs_ext import StrPromise

    from veerkracht.web.accounts.models import User

MOST = 12
"""So many trajectories fit in a menu; the rest stand on the desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place that the menu can lead to.

    Attributes:
        url: its name in `urls.py`.
        app: the application whose pages are this place.
        within: `trajectory` if its address needs one, otherwise empty.
        alone: where it leads without one; for everyone who is logged in.
        act: what one must be allowed to do to see it, as templates write it; empty for everyone who is logged in.
    """

    text: StrPromise
    icon: str
    url: str
    app: str
    within: str = ""
    alone: str = ""
    act: str = ""


PLACES = (
    Place(text=_("Werkplek"), icon="house", url="workspace:desk", app="workspace"),
    Place(
        text=_("Kaart"),
        icon="map",
        url="kaart:kaart",
        app="kaart",
        within="trajectory",
        alone="kaart:country_kaart",
        act="kaart_view",
    ),
    Place(
        text=_("Werkbank"),
        icon="sliders-horizontal",
        url="werkbank:werkbank",
        app="werkbank",
        within="trajectory",
        act="werkbank_view",
    ),
    Place(
        text=_("Gegevens"), icon="database", url="datasets:data", app="datasets", within="trajectory", act="data_view"
    ),
    Place(
        text=_("Ateliers"),
        icon="message-square",
        url="atelier:ateliers",
        app="atelier",
        within="trajectory",
        act="atelier_view",
    ),
    Place(
        text=_("Scenario's"),
        icon="square-split-horizontal",
        url="scenario:scenarios",
        app="scenario",
        within="trajectory",
        act="scenario_view",
    ),
    Place(
        text=_("Rapporten"),
        icon="file-text",
        url="products:products",
        app="products",
        within="trajectory",
        act="product_view",
    ),
)
ADMIN = Place(text=_("Beheer"), icon="settings", url="admin:index", app="admin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a menu.

    Attributes:
        current: whether the reader is there now.
    """

    text: StrPromise | str
    icon: str
    address: str
    current: bool


def menu(request: HttpRequest, *, may: dict[str, bool]) -> list[Item]:
    """Return the main menu for a reader at this page: only what exists and what this person may see."""
    if not request.user.is_authenticated:
        return []
    match = request.resolver_match
    here = match.app_name if match is not None else ""
    trajectory: Trajectory | None = getattr(request, "trajectory", None)
    items = []
    for place in (*PLACES, *((ADMIN,) if request.user.is_staff else ())):
        if trajectory is not None and place.act and not may.get(place.act):
            continue
        address = _address(place, trajectory)
        if address:
            items.append(Item(text=place.text, icon=place.icon, address=address, current=place.app == here))
    return items


def _address(place: Place, trajectory: Trajectory | None) -> str:
    """Return where a place leads from here; empty if it leads nowhere."""
    needs = bool(place.within)
    name = place.alone if needs and trajectory is None else place.url
    try:
        return reverse(name, kwargs={"trajectory_id": trajectory.pk} if needs and trajectory is not None else {})
    except NoReverseMatch:  # a place that this installation does not have, or that needs a trajectory
        return ""


def trajectories_of(user: User | AnonymousUser) -> list[Trajectory]:
    """Return the trajectories that a person can go to, newest first, no more than fit in a menu."""
    if not user.is_authenticated:
        return []
    own = Q(participations__user=user) | Q(organisation__memberships__user=user)
    return list(Trajectory.objects.filter(own).select_related("organisation").distinct()[:MOST])
