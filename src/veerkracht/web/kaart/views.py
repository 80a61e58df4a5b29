"""The map page of a trajectory and of the country, and what its element in the browser asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from veerkracht.errors.atlas import AtlasError
from veerkracht.errors.data import DataError, NoFiguresError
from veerkracht.errors.warehouse import WarehouseError
from veerkracht.facts.areas import COUNTRY, Level
from veerkracht.web.jobs.models import JobState
from veerkracht.web.kaart.answers import compressed
from veerkracht.web.kaart.filters import ClassCondition, apply_filter, map_of
from veerkracht.web.kaart.fixed import drawing_with_links
from veerkracht.web.kaart.place import Place, keeping, language, place_of, state_of
from veerkracht.web.kaart.plain import choosing, class_links, with_asked_figure
from veerkracht.web.kaart.preparing import has_figures, is_ready, last_job, prepare
from veerkracht.web.kaart.rows import SORTS, sorted_positions, table_rows
from veerkracht.web.kaart.state import RELATIVE, KaartState
from veerkracht.web.workspace.access import of_trajectory, person
from veerkracht.web.workspace.models import Trajectory
from veerkracht.web.workspace.roles import Act
from veerkracht.workflows.atlas_store import ALL, FIGURES, HEAD, part_name

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON = "application/json"
FORMS = ("png", "svg", "pdf", "csv", "gpkg", "geojson")
# The film, the photo, its two halves, and the rest: the first of these that is there opens the page.
FIRST = (7, 6, 3, 1, 5, 9, 4, 2, 8)
ROWS_A_PAGE = 100
_LEVEL_NAMES = {Level.GEMEENTE: _("gemeenten"), Level.WIJK: _("wijken"), Level.BUURT: _("buurten")}


@of_trajectory(Act.KAART_VIEW)
@require_safe
def kaart(request: HttpRequest, trajectory: Trajectory) -> HttpResponse:
    """Show the maps of the city of a trajectory."""
    return _page(request, place_of(request, trajectory))


@person
@require_safe
def country_kaart(request: HttpRequest) -> HttpResponse:
    """Show the maps of the country."""
    return _page(request, place_of(request, None))


@of_trajectory(Act.KAART_VIEW)
@require_safe
def atlas(request: HttpRequest, trajectory: Trajectory) -> HttpResponse:
    """Give everything that the map page of a city shows, as JSON."""
    return _atlas(request, place_of(request, trajectory))


@person
@require_safe
def country_atlas(request: HttpRequest) -> HttpResponse:
    """Give what the map page of the country shows, as JSON; its maps are asked for one at a time."""
    return _atlas(request, place_of(request, None))


@of_trajectory(Act.KAART_VIEW)
@require_safe
def atlas_map(request: HttpRequest, trajectory: Trajectory, number: str) -> HttpResponse:
    """Give one map of the atlas, as JSON."""
    return _map(request, place_of(request, trajectory), number)


@person
@require_safe
def country_atlas_map(request: HttpRequest, number: str) -> HttpResponse:
    """Give one map of the atlas of the country, as JSON."""
    return _map(request, place_of(request, None), number)


@never_cache
@of_trajectory(Act.KAART_VIEW)
@require_safe
def ready(request: HttpRequest, trajectory: Trajectory) -> HttpResponse:
    """Tell how far the maps of a city are."""
    return _ready(request, place_of(request, trajectory))


@never_cache
@person
@require_safe
def country_ready(request: HttpRequest) -> HttpResponse:
    """Tell how far the maps of the country are."""
    return _ready(request, place_of(request, None))


def _atlas(request: HttpRequest, place: Place) -> HttpResponse:
    state = state_of(request, place)
    part = HEAD if place.within(state.level) is None else ALL
    found = place.kept(state, part)
    return compressed(request, found.gz, etag=found.etag, media_type=JSON, keeping=keeping(request, place))


def _map(request: HttpRequest, place: Place, number: str) -> HttpResponse:
    digits = number.removeprefix("r")
    if number == FIGURES:
        part = FIGURES  # the figures to filter by, of a country whose maps come one at a time
    elif digits in set("123456789"):
        part = part_name(int(digits), beside_average=digits != number)
    else:
        raise Http404
    found = place.kept(state_of(request, place), part)
    return compressed(request, found.gz, etag=found.etag, media_type=JSON, keeping=keeping(request, place))


def _page(request: HttpRequest, place: Place) -> HttpResponse:
    state = with_asked_figure(state_of(request, place), request.GET)
    try:
        if not has_figures(place, state):
            raise NoFiguresError(place.gemeente or COUNTRY, available={})
        if "nu" not in request.GET and not is_ready(place, state, taal=language()):
            return _making(request, place, state)
        if "kaart" not in request.GET:
            state = _first_map(place, state)
        asked = {one.kaart for one in state.filter if isinstance(one, ClassCondition)}
        found = place.atlas(state, maps=frozenset({state.number, *({8} if state.number == 7 else ()), *asked}))
    except (AtlasError, DataError, WarehouseError) as error:
        # A city of which nothing is stored yet: the page says what is missing and where to get it.
        absent = {"message": error.message(language()), "place": place}
        return render(request, "kaart/empty.html", absent)
    return render(request, "kaart/kaart.html", _words(request, place, state, found))


def _making(request: HttpRequest, place: Place, state: KaartState) -> HttpResponse:
    """Show how far the maps are; a person who comes first starts the work, and after a failure may ask for it again."""
    job = last_job(place, state)
    failed = job is not None and job.state == JobState.FAILED and "opnieuw" not in request.GET
    if not failed and request.user.is_authenticated:
        job = prepare(place, state, by=request.user)
    context = {
        "job": job,
        "step": "" if job is None else job.doing(language()),
        "failure": job.failure(language()) if job is not None and failed else "",
        "poll": _and(place.address("ready"), state.query()),
        "now": _page_address(place, state.query() + "&nu=1"),
        "again": _page_address(place, state.query() + "&opnieuw=1"),
        "place": place,
    }
    return render(request, "kaart/making.html", context)


def _ready(request: HttpRequest, place: Place) -> JsonResponse:
    """Tell how far the maps are, for a page that asks now and then."""
    state = state_of(request, place)
    if is_ready(place, state, taal=language()):
        return JsonResponse({"share": 1.0, "step": "", "ended": True})
    job = last_job(place, state)
    share, step = (None, "") if job is None else (job.share, job.doing(language()))
    return JsonResponse({"share": share, "step": step, "ended": job is not None and job.has_ended})


def _first_map(place: Place, state: KaartState) -> KaartState:
    """Return the state with the first map, in the order of the story, that the data can carry here."""
    heads = place.kept(state, HEAD).json()["maps"]
    there = {one["number"] for one in heads if one["available"]}
    first = next((number for number in FIRST if number in there), state.number)
    return state.with_(number=first)


def _words(request: HttpRequest, place: Place, state: KaartState, found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the template of the map page shows."""
    shown = map_of(found, state.number, relative=state.manner == RELATIVE)
    full = shown if shown is not None and "classes" in shown else None
    passing = apply_filter(state.filter, found)
    links = _links(place, state)
    sort = request.GET.get("sorteer", "naam")
    sort = sort if sort.removeprefix("-") in SORTS else "naam"
    order = [] if full is None else sorted_positions(found, full, rows=passing.rows, sort=sort)
    page = Paginator(order, ROWS_A_PAGE).get_page(request.GET.get("pagina"))
    rows = () if full is None else table_rows(found, full, rows=page, taal=language(), panel=links["panel"])

    def address(one: KaartState) -> str:
        return _page_address(place, one.query())

    return {
        "atlas": found,
        "data_version": found["version"],
        "state": state,
        "place": place,
        "kaart": full,
        "maps": [_choice(place, state, one) for one in found["maps"]],
        "absent": next((one for one in found["maps"] if one["number"] == state.number and not one["available"]), None),
        "levels": _levels(place, state),
        "years": [
            {
                "year": year,
                "address": address(state.with_(year=year)),
                "now": year == (state.year or found["years"][-1]),
            }
            for year in found["years"]
        ],
        "classes": [] if full is None else class_links(full, state, address=address),
        "choice": choosing(found, state, passing, address=address),
        "hidden": dict(parse_qsl(urlsplit(address(state)).query)),
        "preload": _preload(links, state),
        "page": page,
        "rows": rows,
        "sort": sort,
        "links": links,
        **_fixed(request, place, state, there=full is not None),
        "still": _and(place.template("export", form="png"), state.query()),
        "exports": [
            {"form": form, "address": _and(place.template("export", form=form), state.query())} for form in FORMS
        ],
    }


def _fixed(request: HttpRequest, place: Place, state: KaartState, *, there: bool) -> dict[str, Any]:
    """Return what who has no scripts sees of the map: of a city a drawing with links; a country is too large for that.

    The page itself does not hold it, for it is as large as the rest: without scripts one is led to its own address.
    """
    is_city = place.within(state.level) is not None
    is_fixed = is_city and "vast" in request.GET
    return {
        "is_city": is_city,
        "is_fixed": is_fixed,
        "fixed": _and(_page_address(place, state.query()), "vast=1"),
        "drawing": drawing_with_links(place, state) if is_fixed and there else "",
    }


def _choice(place: Place, state: KaartState, one: Mapping[str, Any]) -> dict[str, Any]:
    """Return one map as something to choose."""
    query = state.with_(number=one["number"], class_code=None).query()
    return {"title": one["title"], "address": _page_address(place, query), "now": one["number"] == state.number}


def _page_address(place: Place, query: str) -> str:
    return _and(place.address("kaart"), query)


def _levels(place: Place, state: KaartState) -> list[dict[str, Any]]:
    return [
        {
            "name": _LEVEL_NAMES[level],
            "now": level is state.level,
            "address": _page_address(place, state.with_(level=level, area=None, other=None).query()),
        }
        for level in _LEVEL_NAMES
    ]


def _links(place: Place, state: KaartState) -> dict[str, str]:
    """Return the addresses that the element in the browser asks for, by the name of its attribute."""
    level = f"niveau={state.level.value}&v={place.edition()}"
    links: dict[str, str] = {
        "atlas": _and(place.address("atlas"), level),
        "map": _and(place.template("atlas_map", number="{number}"), level),
        "panel": place.template("area", code="{code}"),
        "compare": place.template("compare", a="{a}", b="{b}"),
        "export": place.template("export", form="{form}"),
        "forms": ",".join(FORMS),
        "basemap": settings.CONFIG.base_map,
        "state-base": state.query(),
    }
    if place.within(state.level) is None:
        return {**links, "tiles": _and(place.address("tiles"), level), "places": _and(place.address("places"), level)}
    return {**links, "shapes": _and(place.address("shapes"), level)}


def _preload(links: Mapping[str, str], state: KaartState) -> list[str]:
    """Return what the element asks for first, in its own words, so that a browser fetches it beside the scripts."""
    year = "" if state.year is None else f"jaar={state.year}"
    first = [links["atlas"]]
    if "tiles" in links:
        first.append(links["map"].replace("{number}", str(state.number)))
    drawn = links["places"] if "tiles" in links else links["shapes"]
    return [*(_and(one, year) if year else one for one in first), drawn]


def _and(address: str, query: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{query}"
