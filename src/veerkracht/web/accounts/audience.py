"""The marks by which a page says whom it is for: everyone, a person, a functional manager; others stand higher up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

P = ParamSpec("P")
View = Callable[..., HttpResponseBase]


class Audience(StrEnum):
    """Whom a page is for."""

    EVERYONE = "everyone"
    PERSON = "person"
    STAFF = "staff"
    ORGANISATION = "organisation"
    TRAJECTORY = "trajectory"
    ATELIER = "atelier"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The mark on a page: whom it is for, and which act (see `workspace.roles`) it is."""

    audience: Audience
    act: str | None = None


def mark(view: Any, access: Access) -> None:
    """Put the mark on a view."""
    view.access = access


def everyone(view: View) -> View:
    """Mark a page that needs no account."""
    mark(view, Access(audience=Audience.EVERYONE))
    return view


def person(view: Callable[Concatenate[HttpRequest, P], HttpResponseBase]) -> View:
    """Mark a page for anyone who is logged in; others are asked to log in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    mark(guarded, Access(audience=Audience.PERSON))
    return guarded


def staff(view: Callable[Concatenate[HttpRequest, P], HttpResponseBase]) -> View:
    """Mark a page for functional managers; it does not exist for others."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_staff:
            raise Http404
        return view(request, *args, **kwargs)

    mark(guarded, Access(audience=Audience.STAFF))
    return guarded
