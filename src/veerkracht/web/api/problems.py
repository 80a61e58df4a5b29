"""What went wrong, as other programs read it: problem+json, in the language that was asked for.

Source:
    RFC 9457, Problem Details for HTTP APIs; NLGov REST API Design Rules 2.1, /core/error-handling.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from veerkracht.errors.api import (
    NoForecastError,
    NotMadeError,
    NoTokenError,
    NotReadyError,
    QueryError,
    TooManyRequestsError,
    UnknownParameterError,
    WrongTokenError,
)
from veerkracht.errors.data import NoFiguresError, UnknownAreaError
from veerkracht.errors.warehouse import NoBoundariesError, NothingStoredError
from veerkracht.errors.web import NotAllowedError, TooManyJobsError
from veerkracht.facts.language import Bilingual
from veerkracht.web.kaart.place import language
from veerkracht.web.site.middleware import status_of
from veerkracht.web.workspace.roles import ALLOWED, ROLE_NAMES, Act, Role

if TYPE_CHECKING:
    from veerkracht.errors.base import VeerkrachtError

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: Bilingual("De vraag klopt niet", "The request is not right"),
    401: Bilingual("Zeg eerst wie u bent", "Say first who you are"),
    403: Bilingual("Dit mag u niet", "You may not do this"),
    404: Bilingual("Niet gevonden", "Not found"),
    405: Bilingual("Alleen lezen", "Read only"),
    406: Bilingual("Deze vorm is er niet", "No such form"),
    409: Bilingual("Dit kan nu niet", "Not now"),
    429: Bilingual("Te veel vragen", "Too many requests"),
    503: Bilingual("Nog niet klaar", "Not ready yet"),
}
NOT_FOUND = Bilingual(
    "Dit bestaat niet, of u mag het niet weten. Kijk of het adres klopt.",
    "This does not exist, or you may not know of it. Check the address.",
)
READ_ONLY = Bilingual(
    "Met deze API kunt u alleen lezen. Gebruik GET of HEAD.", "This API is for reading only. Use GET or HEAD."
)
OTHER_FORM = Bilingual(
    "Zo kunnen we dit niet geven. Vraag om application/json of text/csv.",
    "We cannot give it so. Ask for application/json or text/csv.",
)
WHO_MAY = Bilingual("Dit mag een", "This may be done by a")
_STATUS: dict[type[Exception], int] = {
    NoTokenError: 401,
    WrongTokenError: 401,
    TooManyRequestsError: 429,
    TooManyJobsError: 503,
    NotReadyError: 503,
    NotMadeError: 503,
    NoForecastError: 404,
    NoFiguresError: 404,
    UnknownAreaError: 404,
    NothingStoredError: 404,
    NoBoundariesError: 404,
}


def problem(
    request: HttpRequest,
    status: int,
    *,
    detail: str,
    kind: str = "about:blank",
    errors: Sequence[dict[str, Any]] = (),
    further: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Return what went wrong.

    Args:
        request: that cannot be answered.
        status: of HTTP.
        detail: for people: what was wrong and what to do.
        kind: name of the error for programs.
        errors: what was wrong where, for a request that is not right.
        further: plain values for programs.
    """
    body: dict[str, Any] = {
        "type": kind,
        "title": TITLES[status].say(language()),
        "status": status,
        "detail": detail,
        "instance": request.path,
    }
    if errors:
        body["errors"] = list(errors)
    body |= further or {}
    response = HttpResponse(json.dumps(body, ensure_ascii=False), content_type=MEDIA_TYPE, status=status)
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ("Accept-Language",))
    return response


def problem_of(request: HttpRequest, error: VeerkrachtError) -> HttpResponse:
    """Return an error of ours as a problem, with the headers that belong to its status."""
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), None) or status_of(error)
    kind = "urn:veerkracht:" + re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(error).__name__).lower()
    detail = error.message(language())
    errors = []
    if isinstance(error, QueryError | UnknownParameterError):
        errors = [{"in": "query", "location": {"name": error.name}, "code": kind, "detail": detail}]
    allowed = _allowed(error) if isinstance(error, NotAllowedError) else {}
    if allowed.get("roles"):
        names = " / ".join(str(ROLE_NAMES[Role(role)]).lower() for role in allowed["roles"])
        detail = f"{detail} {WHO_MAY.say(language())}: {names}."
    response = problem(request, status, detail=detail, kind=kind, errors=errors, further=allowed)
    if status == 401:
        broken = ', error="invalid_token"' if isinstance(error, WrongTokenError) else ""
        response["WWW-Authenticate"] = f'Bearer realm="Veerkracht"{broken}, Basic realm="Veerkracht", charset="UTF-8"'
    if isinstance(error, TooManyRequestsError | NotReadyError | NotMadeError):
        response["Retry-After"] = str(error.seconds)
    elif status in {429, 503}:
        response["Retry-After"] = "60"
    return response


def _allowed(error: NotAllowedError) -> dict[str, Any]:
    """Return which act was refused, and the roles that have it; no roles for what no role gives."""
    act = str(error.facts["act"])
    roles = [role.value for role in Role if act in set(Act) and Act(act) in ALLOWED[role]]
    return {"act": act, "roles": roles}
