"""The fixed map: as a file to download, as a drawing with links for who has no scripts, and why it is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe

from veerkracht.errors.atlas import AtlasMapError
from veerkracht.errors.warehouse import NoBoundariesError
from veerkracht.facts.areas import Level
from veerkracht.web.kaart.filters import ClassCondition, apply_filter, filter_words
from veerkracht.web.kaart.place import Place, language
from veerkracht.web.kaart.state import RELATIVE, KaartState
from veerkracht.workflows.atlas_export import Wanted
from veerkracht.workflows.atlas_store import HEAD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from veerkracht.errors.base import VeerkrachtError


def wanted_of(place: Place, state: KaartState, *, form: str) -> Wanted:
    """Return which map is asked for, with the areas that pass the filter.

    Raises:
        AtlasError, DataError, WarehouseError: as for `Place.atlas`.
    """
    codes, said = None, ""
    if state.filter:
        maps = frozenset(one.kaart for one in state.filter if isinstance(one, ClassCondition))
        atlas = place.atlas(state, maps=maps)
        passing = apply_filter(state.filter, atlas)
        codes = frozenset(atlas["areas"]["codes"][row] for row in passing.rows)
        said = filter_words(state.filter, atlas, ignored=passing.ignored)
    is_relative = state.manner == RELATIVE
    return Wanted(
        gemeente=place.within(state.level),
        level=state.level,
        until=state.year,
        number=8 if is_relative and state.number == 7 else state.number,
        beside_average=is_relative and state.number <= 5,
        form=form,
        taal=language(),
        codes=codes,
        filter_text=said,
    )


def drawing_with_links(place: Place, state: KaartState) -> SafeString:
    """Return the map of a city as SVG in which every area is a link; empty where there are no polygons.

    Raises:
        AtlasError, DataError, WarehouseError: as for `AtlasFiles.on_page`.
    """
    panel = place.template("area", code="{code}")
    try:
        drawn = place.figures.files.on_page(
            wanted_of(place, state, form="svg"), link=lambda code: panel.replace("{code}", quote(code))
        )
    except NoBoundariesError:
        return mark_safe("")
    return mark_safe(drawn.svg)  # noqa: S308  # escaped by the writer


def drawing_to_look_at(place: Place, state: KaartState) -> str:
    """Return the map of a city as SVG without title, legend and links; empty where there are no polygons.

    Raises:
        AtlasError, DataError, WarehouseError: as for `AtlasFiles.on_page`.
    """
    try:
        return place.figures.files.on_page(wanted_of(place, state, form="svg"), link=None).svg
    except NoBoundariesError:
        return ""


def check_there(place: Place, state: KaartState, *, number: int) -> None:
    """Check that the data carry a map here.

    Raises:
        AtlasMapError: if they do not.
        AtlasError, DataError, WarehouseError: as for `Place.kept`.
    """
    there = [one["number"] for one in place.kept(state, HEAD).json()["maps"] if one["available"]]
    if number not in there:
        raise AtlasMapError(number, available=there)


def not_here(request: HttpRequest, place: Place, state: KaartState, *, error: VeerkrachtError) -> HttpResponse:
    """Show why a map cannot be downloaded, and what can be done instead.

    Raises:
        AtlasError, DataError, WarehouseError: as for `Place.kept`.
    """
    maps = place.kept(state, HEAD).json()["maps"]
    asked: Mapping[str, Any] = next((one for one in maps if one["number"] == state.number), {})
    elsewhere = asked.get("elsewhere")
    other = state.with_(level=Level(elsewhere), area=None, other=None) if elsewhere else None
    first = next((one for one in maps if one["available"]), None)
    context = {
        "title": asked.get("title", ""),
        "reason": asked.get("reason") or error.message(language()),
        "elsewhere": None if other is None else _page(place, other),
        "level": elsewhere or "",
        "first": first,
        "first_address": None if first is None else _page(place, state.with_(number=first["number"], class_code=None)),
        "back": _page(place, state),
        "place": place,
    }
    return render(request, "kaart/not_here.html", context, status=404)


def _page(place: Place, state: KaartState) -> str:
    address = place.map_address
    return f"{address}{'&' if '?' in address else '?'}{state.query()}"
