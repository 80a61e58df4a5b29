"""The description of the OGC service for programs: OpenAPI 3.0, as part 1 of the standard has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from veerkracht.web.api.guard import VERSION
from veerkracht.web.api.ogc_query import CRS, DEFAULT_LIMIT, MOST

if TYPE_CHECKING:
    from veerkracht.web.api.ogc_collections import Collection

_ANY = {"type": "object"}
_LINKS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["href", "rel"],
        "properties": {"href": {"type": "string"}, "rel": {"type": "string"}, "type": {"type": "string"}},
    },
}
_FEATURE = {
    "type": "object",
    "required": ["type", "id", "geometry", "properties"],
    "properties": {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": {"type": "string"},
        "geometry": {"type": "object", "nullable": True},
        "properties": _ANY,
        "links": _LINKS,
    },
}
_FEATURES = {
    "type": "object",
    "required": ["type", "features", "numberMatched", "numberReturned", "timeStamp", "links"],
    "properties": {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "features": {"type": "array", "items": _FEATURE},
        "numberMatched": {"type": "integer", "minimum": 0},
        "numberReturned": {"type": "integer", "minimum": 0},
        "timeStamp": {"type": "string", "format": "date-time"},
        "links": _LINKS,
    },
}
_LANDING = {"type": "object", "required": ["links"], "properties": {"links": _LINKS}}
_CONFORMS = {
    "type": "object",
    "required": ["conformsTo"],
    "properties": {"conformsTo": {"type": "array", "items": {"type": "string"}}},
}
_COLLECTION = {
    "type": "object",
    "required": ["id", "links"],
    "properties": {"id": {"type": "string"}, "title": {"type": "string"}, "links": _LINKS},
}
_COLLECTIONS = {
    "type": "object",
    "required": ["links", "collections"],
    "properties": {"links": _LINKS, "collections": {"type": "array", "items": _COLLECTION}},
}
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}
_F = {"name": "f", "in": "query", "schema": {"type": "string", "enum": ["json"]}}
_CRS_CHOICE = {"type": "string", "format": "uri", "enum": list(CRS), "default": CRS[0]}
_CRS = {"name": "crs", "in": "query", "schema": _CRS_CHOICE}


def document(collections: Sequence[Collection], *, address: str, title: str) -> dict[str, Any]:
    """Return the description of a service with these collections.

    Args:
        collections: that it has.
        address: where it stands.
        title: its name.
    """
    paths: dict[str, Any] = {
        "/": _get("landing", "Landing page", _LANDING),
        "/conformance": _get("conformance", "Conformance", _CONFORMS),
        "/collections": _get("collections", "Collections", _COLLECTIONS),
    }
    for one in collections:
        at, name = f"/collections/{one.code}", one.code.replace("-", "_")
        area = {"name": "area", "in": "path", "required": True, "schema": {"type": "string"}}
        paths[at] = _get(f"collection_{name}", one.title, _COLLECTION)
        paths[f"{at}/items"] = _get(
            f"items_{name}", one.title, _FEATURES, parameters=[*_items(), *_filters(one)], media="application/geo+json"
        )
        paths[f"{at}/items/{{area}}"] = _get(
            f"item_{name}", one.title, _FEATURE, parameters=[area, _CRS], media="application/geo+json"
        )
    return {
        "openapi": "3.0.3",
        "info": {"title": title, "version": VERSION, "license": {"name": "EUPL-1.2"}},
        "servers": [{"url": address}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic"},
            },
            "parameters": {"limit": _limit()},
        },
        "security": [{"token": []}, {"basic": []}],
    }


def _get(
    operation: str,
    title: str,
    schema: dict[str, Any],
    *,
    parameters: Sequence[dict[str, Any]] = (),
    media: str = "application/json",
) -> dict[str, Any]:
    wrong = {"application/problem+json": {"schema": _PROBLEM}}
    statuses = ["400", "401", "403", "404", "429", "503"]
    return {
        "get": {
            "operationId": operation,
            "summary": title,
            "parameters": [*parameters, _F],
            "responses": {
                "200": {"description": title, "content": {media: {"schema": schema}}},
                **{status: {"description": "Problem", "content": wrong} for status in statuses},
            },
        }
    }


def _limit() -> dict[str, Any]:
    schema = {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT}
    return {"name": "limit", "in": "query", "style": "form", "explode": False, "schema": schema}


def _items() -> list[dict[str, Any]]:
    numbers = {
        "type": "array",
        "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
        "items": {"type": "number"},
    }
    form = {"in": "query", "style": "form", "explode": False}
    return [
        _limit(),
        {"name": "offset", "in": "query", "schema": {"type": "integer", "minimum": 0, "default": 0}},
        {"name": "bbox", "schema": numbers, **form},
        {"name": "bbox-crs", "in": "query", "schema": _CRS_CHOICE},
        _CRS,
        {"name": "datetime", "schema": {"type": "string"}, **form},
    ]


def _filters(one: Collection) -> list[dict[str, Any]]:
    return [{"name": name, "in": "query", "schema": {"type": "string"}} for name in one.properties]
