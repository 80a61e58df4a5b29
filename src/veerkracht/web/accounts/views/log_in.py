"""Log in with a password and a second step, and log out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import auth
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from veerkracht.web.accounts import limits, sessions
from veerkracht.web.accounts.actions import use_log_in_link
from veerkracht.web.accounts.address import client_address, is_this_machine
from veerkracht.web.accounts.audience import everyone
from veerkracht.web.accounts.forms import LogInForm
from veerkracht.web.accounts.models import User
from veerkracht.web.accounts.views.paths import next_of, with_next


@everyone
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponseBase:
    """Ask for address and password, then lead to the second step."""
    wanted = next_of(request)
    if request.user.is_authenticated:
        return redirect(wanted)
    if sessions.half_user(request) is not None and request.method == "GET":
        return redirect(with_next("accounts:second_step", wanted))
    form = LogInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        limits.check(limits.LOG_IN, client_address(request))
        credentials = {
            "username": form.cleaned_data["username"].strip().lower(),
            "password": form.cleaned_data["password"],
        }
        user = auth.authenticate(request, **credentials)
        if isinstance(user, User):
            return _let_in(request, user, wanted=wanted)
        limits.count(limits.LOG_IN, client_address(request))
        form.add_error(None, _("Het e-mailadres of het wachtwoord klopt niet. Probeer het opnieuw."))
    return _page(request, form, wanted=wanted)


def locked(request: HttpRequest, *_args: Any) -> HttpResponse:
    """Say that too many wrong passwords were tried for an account from here; also the right one waits now."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "accounts/locked.html", {"minutes": minutes}, status=429)


@everyone
@require_POST
def log_out(request: HttpRequest) -> HttpResponseBase:
    """End this session."""
    auth.logout(request)
    return redirect("site:home")


@everyone
@never_cache
@require_safe
def one_time(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Log in with the link of a demo; for anyone else than a browser on this machine there is no such page.

    Raises:
        Http404: if this is no demo, or the request comes from elsewhere.
    """
    if not settings.CONFIG.demo or not is_this_machine(request):
        raise Http404
    limits.take(limits.INVITATION, client_address(request))
    user = use_log_in_link(secret)
    sessions.log_in_by_link(request, user)
    return in_language(redirect(next_of(request)), user)


def in_language(response: HttpResponseRedirect, user: User) -> HttpResponseRedirect:
    """Return the answer, with the language that this person chose for all pages after it."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        user.language,
        max_age=settings.SESSION_COOKIE_AGE,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _let_in(request: HttpRequest, user: User, *, wanted: str) -> HttpResponse:
    sessions.log_in_by_password(request, user)
    if sessions.is_complete(request, _as_unproven(user)):
        return in_language(HttpResponseRedirect(wanted), user)
    return in_language(HttpResponseRedirect(with_next("accounts:second_step", wanted)), user)


def _as_unproven(user: User) -> User:
    """Return a person as the session has it before a second step."""
    user.otp_device = None  # type: ignore[attr-defined]  # as django_otp's middleware sets it
    user.is_verified = lambda: False  # type: ignore[attr-defined]
    return user


def _page(request: HttpRequest, form: LogInForm, *, wanted: str) -> HttpResponse:
    context = {"form": form, "next": wanted}
    return render(request, "accounts/log_in.html", context, status=200 if not form.errors else 400)
