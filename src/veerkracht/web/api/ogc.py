"""OGC API Features, parts 1 and 2: areas with their polygons for map programs such as QGIS; GeoJSON only."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from veerkracht.facts.language import Bilingual
from veerkracht.web.api.answers import JSON, as_json, kept_bytes, page_links
from veerkracht.web.api.ogc_collections import (
    collection_of,
    collections_of,
    extent_of,
    feature_of,
    features_of,
)
from veerkracht.web.api.ogc_document import document
from veerkracht.web.api.ogc_query import CRS, check_parameters, read_crs, read_wanted
from veerkracht.web.api.scope import Scope, asked_scope
from veerkracht.web.kaart.place import language
from veerkracht.workflows.serving_features import RD

if TYPE_CHECKING:
    import uuid

    from veerkracht.web.api.ogc_collections import Collection

GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
CONFORMS = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
)
_TITLE = Bilingual("Veerkracht: gebieden en kaarten", "Veerkracht: areas and maps")
_ABOUT = Bilingual(
    "Buurten, wijken en gemeenten met hun grenzen, en de kaarten van een traject. Graden zijn omgerekend uit het "
    "Rijksdriehoekstelsel zonder correctiegrid: tot ongeveer 1 meter nauwkeurig.",
    "Buurten, wijken and gemeenten with their boundaries, and the maps of a trajectory. Degrees are converted from the "
    "Dutch grid without its correction grid: accurate to about 1 metre.",
)


def landing(request: HttpRequest, trajectory_id: uuid.UUID | None = None) -> HttpResponse:
    """Return what there is, and where."""
    check_parameters(request.GET, known=("f",))
    links = [
        _link(request, "self", "", media=JSON),
        _link(request, "service-desc", "/api", media=OPENAPI),
        {"rel": "service-doc", "href": request.build_absolute_uri(reverse("api:about")), "type": "text/html"},
        _link(request, "conformance", "/conformance", media=JSON),
        _link(request, "data", "/collections", media=JSON),
    ]
    scope = asked_scope(request)
    title = _TITLE.say(language())
    if scope.trajectory is not None:
        title = f"{title} ({scope.trajectory.name})"
    return _json({"title": title, "description": _ABOUT.say(language()), "links": links})


def conformance(request: HttpRequest, trajectory_id: uuid.UUID | None = None) -> HttpResponse:
    """Return which parts of the standard hold here."""
    check_parameters(request.GET, known=("f",))
    return _json({"conformsTo": list(CONFORMS)})


def definition(request: HttpRequest, trajectory_id: uuid.UUID | None = None) -> HttpResponse:
    """Return the description of this service for programs."""
    check_parameters(request.GET, known=("f",))
    address = request.build_absolute_uri(_base(asked_scope(request)))
    found = document(collections_of(asked_scope(request)), address=address, title=_TITLE.say(language()))
    return HttpResponse(as_json(found), content_type=OPENAPI)


def collections(request: HttpRequest, trajectory_id: uuid.UUID | None = None) -> HttpResponse:
    """Return the collections."""
    check_parameters(request.GET, known=("f",))
    scope = asked_scope(request)

    def make() -> bytes:
        found = [_collection(request, scope, one) for one in collections_of(scope)]
        links = [_link(request, "self", "/collections", media=JSON)]
        return as_json({"links": links, "crs": list(CRS), "collections": found})

    return kept_bytes(request, scope, make=make, media_type=JSON)


def collection(request: HttpRequest, code: str, trajectory_id: uuid.UUID | None = None) -> HttpResponse:
    """Return one collection."""
    check_parameters(request.GET, known=("f",))
    scope = asked_scope(request)
    found = collection_of(scope, code)
    return kept_bytes(request, scope, make=lambda: as_json(_collection(request, scope, found)), media_type=JSON)


def items(request: HttpRequest, code: str, trajectory_id: uuid.UUID | None = None) -> HttpResponse:
    """Return features of a collection."""
    scope = asked_scope(request)
    found = collection_of(scope, code)
    wanted = read_wanted(request.GET, properties=found.properties)

    def make() -> bytes:
        features, total = features_of(scope, found, wanted)
        links = page_links(request, limit=wanted.limit, offset=wanted.offset, total=total, media=GEOJSON)
        links.append(_link(request, "collection", f"/collections/{code}", media=JSON))
        return as_json(
            {
                "type": "FeatureCollection",
                "timeStamp": _now(),
                "numberMatched": total,
                "numberReturned": len(features),
                "links": links,
                "features": features,
            }
        )

    response = kept_bytes(request, scope, make=make, media_type=GEOJSON)
    response["Content-Crs"] = f"<{wanted.crs}>"
    return response


def item(request: HttpRequest, code: str, area: str, trajectory_id: uuid.UUID | None = None) -> HttpResponse:
    """Return one feature."""
    check_parameters(request.GET, known=("crs", "f"))
    scope, crs = asked_scope(request), read_crs(request.GET, "crs")
    found = collection_of(scope, code)

    def make() -> bytes:
        feature = feature_of(scope, found, area, crs=crs)
        feature["links"] = [
            _link(request, "self", f"/collections/{code}/items/{area}", media=GEOJSON),
            _link(request, "collection", f"/collections/{code}", media=JSON),
        ]
        return as_json(feature)

    response = kept_bytes(request, scope, make=make, media_type=GEOJSON)
    response["Content-Crs"] = f"<{crs}>"
    return response


def _collection(request: HttpRequest, scope: Scope, one: Collection) -> dict[str, Any]:
    at = f"/collections/{one.code}"
    extent = extent_of(scope, one.level)
    return {
        "id": one.code,
        "title": one.title,
        "itemType": "feature",
        **({} if extent is None else {"extent": extent}),
        "crs": list(CRS),
        "storageCrs": RD,
        "links": [
            _link(request, "self", at, media=JSON),
            _link(request, "items", f"{at}/items", media=GEOJSON),
        ],
    }


def _base(scope: Scope) -> str:
    if scope.trajectory is None:
        return reverse("api:ogc")
    return reverse("api:ogc_trajectory", kwargs={"trajectory_id": scope.trajectory.pk})


def _link(request: HttpRequest, rel: str, at: str, *, media: str) -> dict[str, str]:
    return {"rel": rel, "href": request.build_absolute_uri(_base(asked_scope(request)) + at), "type": media}


def _json(value: dict[str, Any]) -> HttpResponse:
    return HttpResponse(as_json(value), content_type=JSON)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
