"""The door of every address of the API: reading only, who asks, how often, about what; and errors as problems."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from veerkracht.errors.base import VeerkrachtError
from veerkracht.web.accounts.audience import Access, Audience, View, mark
from veerkracht.web.api.caller import caller_of
from veerkracht.web.api.problems import NOT_FOUND, READ_ONLY, problem, problem_of
from veerkracht.web.api.scope import scope_of
from veerkracht.web.kaart.place import language
from veerkracht.web.workspace.roles import Act

VERSION = "1.0.0"
_READING = ("GET", "HEAD")


def for_everyone(view: Callable[..., HttpResponseBase]) -> View:
    """Return a view that anyone may read, a program without a token too: what the API is, not what it holds."""

    def guarded(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        return _answer(request, lambda: view(request, **parts))

    return _marked(guarded, Access(audience=Audience.EVERYONE))


def for_callers(view: Callable[..., HttpResponseBase], *, is_open: bool) -> View:
    """Return a view for whoever logged in or sent a token; `is_open` if nobody too may read where settings say so."""

    def guarded(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        def answer() -> HttpResponseBase:
            caller = caller_of(request, is_open=is_open)
            caller.take()
            request.asked_about = scope_of(caller, None, act=Act.KAART_VIEW)  # type: ignore[attr-defined]
            return view(request, **parts)

        return _answer(request, answer)

    return _marked(guarded, Access(audience=Audience.PERSON))


def for_trajectory(view: Callable[..., HttpResponseBase], *, act: Act) -> View:
    """Return a view for those with a role on the trajectory in its address; for all others it does not exist."""

    def guarded(request: HttpRequest, trajectory_id: uuid.UUID, **parts: Any) -> HttpResponseBase:
        def answer() -> HttpResponseBase:
            caller = caller_of(request, is_open=False)
            caller.take()
            request.asked_about = scope_of(caller, trajectory_id, act=act)  # type: ignore[attr-defined]
            return view(request, trajectory_id=trajectory_id, **parts)

        return _answer(request, answer)

    return _marked(guarded, Access(audience=Audience.TRAJECTORY, act=act))


def _marked(view: View, access: Access) -> View:
    """Return a view with its mark. Nothing can be changed here, so there is nothing for CSRF to guard."""
    exempt: View = csrf_exempt(view)
    mark(exempt, access)
    return exempt


def _answer(request: HttpRequest, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    if request.method not in _READING:
        response: HttpResponseBase = problem(request, 405, detail=READ_ONLY.say(language()))
        response["Allow"] = ", ".join(_READING)
    else:
        try:
            response = answer()
        except Http404:
            response = problem(request, 404, detail=NOT_FOUND.say(language()))
        except VeerkrachtError as error:
            response = problem_of(request, error)
    response["API-Version"] = VERSION
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("Accept", "Accept-Language", "Authorization", "Cookie"))
    return response
