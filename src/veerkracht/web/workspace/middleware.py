"""Deny by default: a page without a mark of whom it is for does not exist."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

# Views of other packages, each with its own guard: the admin (staff), static files, the language.
_TRUSTED = (
    "django.contrib.admin.",
    "django.contrib.staticfiles.",
    "django.views.static",
    "django.views.i18n",
)
_LOG = logging.getLogger(__name__)


class DenyByDefaultMiddleware:
    """Let through only views that carry an `access` mark (see `workspace.access`), or that a trusted package guards."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what comes next."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], _args: object, _kwargs: object) -> None:
        """Refuse a view that does not say whom it is for.

        Raises:
            Http404: if it has no mark.
        """
        if is_marked(view):
            return
        _LOG.error("The view %s.%s has no access mark.", view.__module__, getattr(view, "__qualname__", view))
        raise Http404


def is_marked(view: Callable[..., Any]) -> bool:
    """Return whether a view says whom it is for, or belongs to a package that guards its own."""
    if hasattr(view, "access"):
        return True
    owner = getattr(view, "view_class", view)
    return getattr(owner, "__module__", "").startswith(_TRUSTED)
