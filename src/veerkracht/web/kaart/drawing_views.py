"""What is drawn: the polygons of a city, the tiles of the country, the server's own picture, and exports."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from veerkracht.errors.atlas import AtlasMapError
from veerkracht.errors.warehouse import NoBoundariesError
from veerkracht.web.kaart.answers import compressed, part_of_file
from veerkracht.web.kaart.fixed import check_there, not_here, wanted_of
from veerkracht.web.kaart.place import Place, keeping, place_of, state_of
from veerkracht.web.workspace.access import of_trajectory, person
from veerkracht.web.workspace.models import Trajectory
from veerkracht.web.workspace.roles import Act
from veerkracht.workflows.centres import country_centres
from veerkracht.workflows.shapes import city_shapes
from veerkracht.workflows.tiles import country_tiles


@of_trajectory(Act.KAART_VIEW)
@require_safe
def shapes(request: HttpRequest, trajectory: Trajectory) -> HttpResponse:
    """Give the polygons of a city as GeoJSON."""
    place = place_of(request, trajectory)
    state = state_of(request, place)
    if place.gemeente is None or place.within(state.level) is None:
        raise Http404
    found = city_shapes(place.figures.warehouse, place.gemeente, state.level)
    return compressed(
        request, found.body, etag=f'"{found.etag}"', media_type="application/geo+json", keeping=keeping(request, place)
    )


@of_trajectory(Act.KAART_VIEW)
@require_safe
def tiles(request: HttpRequest, trajectory: Trajectory) -> HttpResponse:
    """Give (a part of) the tiles of the country."""
    return _tiles(request, place_of(request, trajectory))


@person
@require_safe
def country_tiles_file(request: HttpRequest) -> HttpResponse:
    """Give (a part of) the tiles of the country."""
    return _tiles(request, place_of(request, None))


def _tiles(request: HttpRequest, place: Place) -> HttpResponse:
    found = country_tiles(place.figures.warehouse, state_of(request, place).level)
    return part_of_file(request, found.path, etag=f'"{found.etag}"', media_type="application/vnd.pmtiles")


@of_trajectory(Act.KAART_VIEW)
@require_safe
def places(request: HttpRequest, trajectory: Trajectory) -> HttpResponse:
    """Give a point inside every area of the country."""
    return _places(request, place_of(request, trajectory))


@person
@require_safe
def country_places(request: HttpRequest) -> HttpResponse:
    """Give a point inside every area of the country."""
    return _places(request, place_of(request, None))


def _places(request: HttpRequest, place: Place) -> HttpResponse:
    body, etag = country_centres(place.figures.warehouse, state_of(request, place).level)
    return compressed(request, body, etag=etag, media_type="application/json", keeping=keeping(request, place))


@of_trajectory(Act.KAART_EXPORT)
@require_safe
def export(request: HttpRequest, trajectory: Trajectory, form: str) -> HttpResponse:
    """Give the map that is on screen as a file."""
    return _export(request, place_of(request, trajectory), form)


@person
@require_safe
def country_export(request: HttpRequest, form: str) -> HttpResponse:
    """Give the map of the country that is on screen as a file."""
    return _export(request, place_of(request, None), form)


def _export(request: HttpRequest, place: Place, form: str) -> HttpResponse:
    state = state_of(request, place)
    wanted = wanted_of(place, state, form=form)
    try:
        # Asked of what is kept first: to hear from the figures themselves that a map is not there takes half a minute.
        check_there(place, state, number=wanted.number)
        made = place.figures.files.export(wanted, day=datetime.now().astimezone().date())
    except (AtlasMapError, NoBoundariesError) as error:
        return not_here(request, place, state, error=error)
    # An SVG may stand in the page as the map of those without scripts; nothing in it can run (CSP, nosniff).
    manner = "inline" if form == "svg" and "toon" in request.GET else "attachment"
    return HttpResponse(
        made.body,
        content_type=made.media_type,
        headers={"Content-Disposition": f'{manner}; filename="{made.name}"', "Cache-Control": "private, no-store"},
    )
