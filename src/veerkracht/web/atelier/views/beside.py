"""What stands beside every contribution: the map, the shapes to point at, and what is known of a buurt.

Who takes part without an account sees the open figures of the gemeente of the atelier, never own tables of an
organisation: a code on a screen in a hall is no permission to those.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from veerkracht.errors.data import DataError
from veerkracht.errors.warehouse import WarehouseError
from veerkracht.facts.areas import Level, gemeente_code
from veerkracht.web.atelier.coming_in import of_atelier
from veerkracht.web.atelier.words import gemeente_of
from veerkracht.web.kaart.answers import compressed
from veerkracht.web.kaart.figures import open_figures_of
from veerkracht.web.kaart.place import Place, language
from veerkracht.web.kaart.state import KaartState
from veerkracht.web.site.middleware import problem
from veerkracht.workflows.atlas_store import ALL
from veerkracht.workflows.shapes import city_shapes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.facts.language import Taal
    from veerkracht.web.atelier.models import Atelier, Participant
    from veerkracht.workflows.atlas_store import Kept

_LEVEL = Level.BUURT
_MAPS = frozenset("123456789")
# What of a map is of every area, and what of it a phone draws.
_DRAWN = ("number", "title", "question", "period", "legend", "classes", "unsure", "reasons", "reason_texts", "sources")
# The parts of a panel that stand beside a contribution; lines through the years and peers are for the map page.
_TOLD = ("area", "story", "classes", "indicators", "missing", "sources")


@of_atelier
@require_safe
def beside_map(request: HttpRequest, atelier: Atelier, participant: Participant) -> HttpResponse:
    """Give one map of the gemeente at the level of buurten: `?kaart=7`; without a number the first that is there."""
    place = place_of_atelier(atelier)
    asked = request.GET.get("kaart", "")
    try:
        # What takes a minute to make is made for who leads; who takes part is not kept waiting for it.
        if not place.figures.store.is_made(gemeente=place.gemeente, level=_LEVEL, taal=language()):
            return JsonResponse({"ready": False})
        kept = place.kept(KaartState(level=_LEVEL), ALL)
    except (DataError, WarehouseError) as error:
        return problem(error, status=404)
    number = int(asked) if asked in _MAPS else 0
    body, etag = _one_map(kept, number)
    return compressed(request, body, etag=etag, media_type="application/json")


@of_atelier
@require_safe
def beside_shapes(request: HttpRequest, atelier: Atelier, participant: Participant) -> HttpResponse:
    """Give the polygons of the buurten as GeoJSON."""
    place = place_of_atelier(atelier)
    if not place.gemeente:
        raise Http404
    try:
        found = city_shapes(place.figures.warehouse, place.gemeente, _LEVEL)
    except (DataError, WarehouseError) as error:
        return problem(error, status=404)
    return compressed(request, found.body, etag=f'"{found.etag}"', media_type="application/geo+json")


@of_atelier
@require_safe
def beside_area(request: HttpRequest, atelier: Atelier, participant: Participant, code: str) -> HttpResponse:
    """Give what is known of one wijk or buurt: its story, figures with source and year, and what is missing and why."""
    if gemeente_code(code) != gemeente_of(atelier):
        raise Http404
    place = place_of_atelier(atelier)
    try:
        told = _told(place, code, language())
    except (DataError, WarehouseError) as error:
        return problem(error, status=404)
    body, etag = _packed(told)
    return compressed(request, body, etag=etag, media_type="application/json")


def place_of_atelier(atelier: Atelier) -> Place:
    """Return the place of an atelier with the figures that everyone may see."""
    figures = open_figures_of(atelier.trajectory.organisation)
    return Place(figures=figures, gemeente=gemeente_of(atelier) or None, trajectory=atelier.trajectory)


def _told(place: Place, code: str, taal: Taal) -> dict[str, Any]:
    panel = place.figures.store.panel(code, taal=taal).to_json()
    return {name: panel[name] for name in _TOLD}


@lru_cache(maxsize=32)
def _one_map(kept: Kept, number: int) -> tuple[bytes, str]:
    """Return one map of a kept atlas, gzipped: a tenth of what the map page asks for."""
    atlas = kept.json()
    there = [one for one in atlas["maps"] if one["available"] and "classes" in one]
    order = [number, 7, 6, 3, 1, *(one["number"] for one in there)]
    shown = next((one for wanted in order for one in there if one["number"] == wanted), None)
    made: Mapping[str, Any] = {
        "ready": True,
        "areas": {"codes": atlas["areas"]["codes"], "names": atlas["areas"]["names"]},
        "map": None if shown is None else {name: shown[name] for name in _DRAWN if name in shown},
        "maps": [{"number": one["number"], "title": one["title"]} for one in there],
    }
    return _packed(made)


def _packed(made: Mapping[str, Any]) -> tuple[bytes, str]:
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
    return gzip.compress(text, 6, mtime=0), f'"{hashlib.sha256(text).hexdigest()[:24]}"'
