"""Errors that a person can mend become pages (or problem+json for the API) with their own words, never a traceback."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language

from veerkracht.errors.accounts import TooManyTriesError
from veerkracht.errors.atelier import AtelierClosedError, NotJoinedError, NotYoursError, TooFastError
from veerkracht.errors.atelier import NotNowError as NotThisStepError
from veerkracht.errors.base import VeerkrachtError
from veerkracht.errors.web import NotAllowedError, NotNowError

_STATUS: dict[tuple[type[VeerkrachtError], ...], int] = {
    (NotAllowedError, NotJoinedError, NotYoursError): 403,
    (TooManyTriesError, TooFastError): 429,
    (NotNowError, NotThisStepError, AtelierClosedError): 409,
}


class ErrorPagesMiddleware:
    """Turn a `VeerkrachtError` that no page caught into a page of the right status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what comes next."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; an address that only takes a button gets a page, not the empty sheet of a browser."""
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method == "GET" and not response.content:
            page = render(request, "errors/405.html", status=405)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page of an error of ours; None leaves others to Django."""
        if not isinstance(exception, VeerkrachtError):
            return None
        return error_page(request, exception)


def status_of(error: VeerkrachtError) -> int:
    """Return the HTTP status that fits an error: 403 not allowed, 409 not now, 429 too often, 400 otherwise."""
    for errors, status in _STATUS.items():
        if isinstance(error, errors):
            return status
    return 400


def error_page(request: HttpRequest, error: VeerkrachtError) -> HttpResponse:
    """Return a page that says what was wrong and what to do, in the language of the reader; a script gets a problem."""
    status = status_of(error)
    accept = request.headers.get("Accept", "")
    if "application/json" in accept and "text/html" not in accept:
        return problem(error, status=status)
    page = f"errors/{status if status in {403, 429} else 400}.html"
    return render(request, page, {"message": error.message(get_language() or "nl")}, status=status)


def problem(error: VeerkrachtError, *, status: int, seconds: object = None) -> JsonResponse:
    """Return an error as problem+json (RFC 9457), in the language of the reader."""
    body = {"type": type(error).__name__, "title": error.message(get_language() or "nl"), "status": status}
    response = JsonResponse(body, status=status, content_type="application/problem+json")
    if seconds is not None:
        response["Retry-After"] = str(seconds)
    return response
