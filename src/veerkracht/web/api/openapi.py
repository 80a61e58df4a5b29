"""The description of version 1 for programs, with what holds for every address: tokens, problems, headers, CSV."""

from __future__ import annotations

import copy
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from veerkracht.web.api.answers import JSON, as_json
from veerkracht.web.api.v1 import api

_PROBLEMS = {"400": "Bad Request", "401": "Unauthorized", "404": "Not Found", "406": "Not Acceptable"}
_LATER = {"403": "Forbidden", "429": "Too Many Requests", "503": "Not ready yet"}
_ADDRESS = "/api/v1"


def openapi_json(request: HttpRequest) -> HttpResponse:
    """Return the description as JSON; any site may read it, for it says nothing about anyone (NLGov rules)."""
    response = HttpResponse(as_json(described(request.build_absolute_uri(_ADDRESS))), content_type=JSON)
    return _public(response)


def openapi_yaml(request: HttpRequest) -> HttpResponse:
    """Return the same as YAML. JSON is YAML too (YAML 1.2, 1.3): the same text under the other name."""
    response = HttpResponse(as_json(described(request.build_absolute_uri(_ADDRESS))), content_type="application/yaml")
    return _public(response)


def described(address: str) -> dict[str, Any]:
    """Return the description for a server at an address."""
    found = copy.deepcopy(_whole())
    found["servers"] = [{"url": address}]
    return found


@lru_cache(maxsize=1)
def _whole() -> dict[str, Any]:
    found: dict[str, Any] = copy.deepcopy(dict(api.get_openapi_schema(path_prefix="")))
    found["info"]["license"] = {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}
    found["info"]["contact"] = {"name": "Veerkracht", "email": settings.DEFAULT_FROM_EMAIL}
    parts = found.setdefault("components", {})
    parts["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "A token of /account/tokens/."},
        "basic": {"type": "http", "scheme": "basic", "description": "Any name, with the token as password."},
        "session": {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME},
    }
    found["security"] = [{name: []} for name in parts["securitySchemes"]]
    parts.setdefault("schemas", {})["Problem"] = _problem()
    parts["headers"] = {"API-Version": {"description": "Whole version.", "schema": {"type": "string"}}}
    for operations in found["paths"].values():
        for operation in operations.values():
            _complete(operation)
    return found


def _complete(operation: dict[str, Any]) -> None:
    """Add to an operation what ninja does not know of."""
    answers = operation["responses"] = {str(code): answer for code, answer in operation["responses"].items()}
    headers = {"API-Version": {"$ref": "#/components/headers/API-Version"}}
    for answer in answers.values():
        answer["headers"] = headers
    whole = answers["200"]
    whole["description"] = operation.get("summary", "OK")
    if any(one["name"] == "limit" for one in operation.get("parameters", ())):
        whole["content"]["text/csv"] = {"schema": {"type": "string"}}
    if operation["operationId"] in {"design", "trajectory_design"}:
        whole["content"]["application/toml"] = {"schema": {"type": "string"}}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for code, said in {**_PROBLEMS, **_LATER}.items():
        answers[code] = {"description": said, "headers": headers, "content": problem}
    answers["304"] = {"description": "Not Modified", "headers": headers}


def _problem() -> dict[str, Any]:
    return {
        "type": "object",
        "title": "Problem",
        "description": "What went wrong (RFC 9457), in Dutch or English by Accept-Language.",
        "required": ["type", "title", "status", "detail", "instance"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string"},
            "instance": {"type": "string"},
            "errors": {"type": "array", "items": {"type": "object"}},
        },
    }


def _public(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=300"
    return response
