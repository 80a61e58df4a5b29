"""The second step of logging in: a code of an app; set it up first, and keep recovery codes."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from veerkracht.errors.accounts import WrongCodeError
from veerkracht.web.accounts import second_factor, sessions
from veerkracht.web.accounts.audience import everyone, person
from veerkracht.web.accounts.forms import CodeForm, FirstCodeForm
from veerkracht.web.accounts.models import User
from veerkracht.web.accounts.views.paths import next_of, with_next

_SHOWN_ONCE = "vk_recovery_codes"


@everyone
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code of the app, or a recovery code."""
    wanted = next_of(request)
    user = sessions.half_user(request)
    if user is None:
        return redirect(wanted if request.user.is_authenticated else with_next("accounts:login", wanted))
    if sessions.device_of(user) is None:
        return redirect(with_next("accounts:set_up", wanted))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device = second_factor.check(user, code=form.cleaned_data["code"])
        except WrongCodeError as error:
            form.add_error("code", error.message(get_language() or "nl"))
        else:
            sessions.finish(request, user, device)
            _warn_of_few_codes(request, user)
            return redirect(wanted)
    context = {"form": form, "next": wanted}
    return render(request, "accounts/second_step.html", context, status=400 if form.errors else 200)


@everyone
@never_cache
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponseBase:
    """Set up an app: at the first log-in, or from one's own profile for a new telephone."""
    wanted = next_of(request)
    user = _whose(request)
    if user is None:
        return redirect(with_next("accounts:login", wanted))
    form = FirstCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device, codes = second_factor.confirm(user, code=form.cleaned_data["code"])
        except WrongCodeError as error:
            form.add_error("code", error.message(get_language() or "nl"))
        else:
            sessions.finish(request, user, device)
            request.session[_SHOWN_ONCE] = list(codes)
            return redirect(with_next("accounts:recovery_codes", wanted))
    device = second_factor.new_device(user)
    context = {"form": form, "next": wanted, "secret": second_factor.secret_of(device)}
    return render(request, "accounts/set_up.html", context, status=400 if form.errors else 200)


@everyone
@never_cache
@require_safe
def qr(request: HttpRequest) -> HttpResponse:
    """Draw the code that the app scans.

    Raises:
        Http404: for anyone who is not setting up an app.
    """
    user = _whose(request)
    if user is None:
        raise Http404
    picture = second_factor.qr_svg(second_factor.new_device(user))
    return HttpResponse(picture, content_type="image/svg+xml")


@person
@never_cache
@require_safe
def recovery_codes(request: HttpRequest) -> HttpResponseBase:
    """Show the recovery codes once, right after they were made."""
    codes = request.session.pop(_SHOWN_ONCE, None)
    if codes is None:
        return redirect("accounts:profile")
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "next": next_of(request)})


@person
@require_POST
def new_recovery_codes(request: HttpRequest) -> HttpResponseBase:
    """Make new recovery codes; earlier ones no longer work."""
    user = sessions.person_of(request)
    if sessions.device_of(user) is None:
        return redirect("accounts:set_up")
    request.session[_SHOWN_ONCE] = list(second_factor.renew_codes(user))
    return redirect(with_next("accounts:recovery_codes", next_of(request)))


def _whose(request: HttpRequest) -> User | None:
    """Return who may set up an app now.

    With a password alone one may set up a first app only; a second needs the first, or one could go around it.
    """
    half = sessions.half_user(request)
    if half is not None:
        return half if sessions.device_of(half) is None else None
    return sessions.person_of(request) if request.user.is_authenticated else None


def _warn_of_few_codes(request: HttpRequest, user: User) -> None:
    left = second_factor.codes_left(user)
    if left <= 2:
        text = _("U hebt nog %(left)d herstelcodes. Maak nieuwe in uw profiel.") % {"left": left}
        messages.warning(request, text)
