"""One area in words and lines, two areas side by side, two cities side by side."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from veerkracht.web.kaart.place import Place, language, place_of, state_of
from veerkracht.web.workspace.access import of_trajectory, person
from veerkracht.web.workspace.models import Trajectory
from veerkracht.web.workspace.roles import Act
from veerkracht.workflows.atlas import place_names
from veerkracht.workflows.atlas_compare import compare_areas, compare_cities
from veerkracht.workflows.telling import fragment_of

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal
    from veerkracht.report.document import Document
    from veerkracht.workflows.atlas_store import AtlasStore

# So many stories stay at hand: in a meeting all open the same.
_PANELS = 256


@of_trajectory(Act.KAART_VIEW)
@require_safe
def area(request: HttpRequest, trajectory: Trajectory, code: str) -> HttpResponse:
    """Show what is known of one area, for a trajectory."""
    return _area(request, place_of(request, trajectory), code)


@person
@require_safe
def country_area(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is known of one area of the country."""
    return _area(request, place_of(request, None), code)


@of_trajectory(Act.KAART_VIEW)
@require_safe
def compare(request: HttpRequest, trajectory: Trajectory, a: str, b: str) -> HttpResponse:
    """Show two areas side by side, for a trajectory."""
    return _compare(request, place_of(request, trajectory), a, b)


@person
@require_safe
def country_compare(request: HttpRequest, a: str, b: str) -> HttpResponse:
    """Show two areas of the country side by side."""
    return _compare(request, place_of(request, None), a, b)


@of_trajectory(Act.KAART_VIEW)
@require_safe
def cities(request: HttpRequest, trajectory: Trajectory) -> HttpResponse:
    """Show the city of a trajectory beside another."""
    return _cities(request, place_of(request, trajectory))


@person
@require_safe
def country_cities(request: HttpRequest) -> HttpResponse:
    """Show two cities of the country side by side."""
    return _cities(request, place_of(request, None))


def _area(request: HttpRequest, place: Place, code: str) -> HttpResponse:
    state, store = state_of(request, place), place.figures.store
    told, words = _panel(store, store.country().version, code, language(), state.year, _today())
    return _page(request, place, told, words)


@lru_cache(maxsize=_PANELS)
def _panel(
    store: AtlasStore, _version: str, code: str, taal: Taal, until: int | None, day: date
) -> tuple[Document, str]:
    """Return the story of an area and its HTML, with the charts: drawing those takes most of the time."""
    found = store.panel(code, taal=taal, until=until).document(day)
    return found, fragment_of(found)


def _compare(request: HttpRequest, place: Place, a: str, b: str) -> HttpResponse:
    state = state_of(request, place)
    found = compare_areas(place.figures.country, (a, b), taal=language(), until=state.year)
    return _told(request, place, found.document(_today()))


def _cities(request: HttpRequest, place: Place) -> HttpResponse:
    """Show the choice of a second city, and the two side by side once it is made."""
    codes = place.figures.country.known()
    names = place_names(place.figures.country)
    own = place.gemeente or request.GET.get("stad", "")
    other = request.GET.get("met", "")
    chosen = None
    if own in codes and other in codes and own != other:
        chosen = compare_cities(place.figures.country, (own, other), taal=language()).document(_today())
    cities = sorted(((code, names.get(code, code)) for code in codes), key=lambda one: one[1])
    # Without a city of its own, the page asks for two: then one alone is none to choose from.
    others = [one for one in cities if one[0] != place.gemeente] if len(cities) > 1 else []
    context = {
        "cities": cities,
        "others": others,
        "own": own,
        "other": other,
        "place": place,
        "document": chosen,
        "told": "" if chosen is None else mark_safe(fragment_of(chosen)),  # noqa: S308  # escaped by the writer
    }
    return render(request, "kaart/cities.html", context)


def _told(request: HttpRequest, place: Place, document: Document) -> HttpResponse:
    """Return a piece of report as a page, or alone for the panel beside the map."""
    return _page(request, place, document, fragment_of(document))


def _page(request: HttpRequest, place: Place, document: Document, words: str) -> HttpResponse:
    told = mark_safe(words)  # noqa: S308  # escaped by the writer
    beside = request.headers.get("X-Requested-With") == "vk-kaart"
    context = {"document": document, "told": told, "place": place}
    return render(request, "kaart/panel.html" if beside else "kaart/area.html", context)


def _today() -> date:
    return datetime.now().astimezone().date()
