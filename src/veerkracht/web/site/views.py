"""Pages that belong to no part: the front page, the errors, a sign of life."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from veerkracht.web.workspace.access import everyone


@everyone
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """Send people with an account to their work; tell others what this is."""
    if request.user.is_authenticated:
        return redirect("workspace:desk")
    return render(request, "site/home.html")


@everyone
@require_safe
def alive(_request: HttpRequest) -> HttpResponse:
    """Tell a monitor that the application answers."""
    return HttpResponse("ok", content_type="text/plain")


@everyone
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was too old; nothing was changed."""
    del reason
    return render(request, "errors/csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a question was not understood."""
    del exception
    return _fault(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that this may not."""
    del exception
    return _fault(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that nothing is here."""
    del exception
    return _fault(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that the program failed; plain, because anything may be broken."""
    return _fault(request, 500)


def _fault(request: HttpRequest, status: int) -> HttpResponse:
    # A request can be refused before anyone looked who asks, for example because it names another host.
    if not hasattr(request, "user"):
        request.user = AnonymousUser()
    return render(request, f"errors/{status}.html", status=status)
