"""Change a password, or choose a new one by a link in a mail."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import urlsafe_base64_decode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from veerkracht.errors.accounts import LinkOverError, WrongPasswordError
from veerkracht.web.accounts import actions, sessions
from veerkracht.web.accounts.address import client_address
from veerkracht.web.accounts.audience import everyone, person
from veerkracht.web.accounts.forms import ChangePasswordForm, EmailForm, NewPasswordForm
from veerkracht.web.accounts.models import User

_TOKEN = "vk_reset_token"  # noqa: S105  # the name of a place in the session
_IN_SESSION = "kiezen"


@person
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponseBase:
    """Change one's own password."""
    user = sessions.person_of(request)
    if not user.has_usable_password():
        return redirect("accounts:profile")
    form = ChangePasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_password(user, old=form.cleaned_data["old"], new=form.cleaned_data["new"])
        except WrongPasswordError as error:
            form.add_error("old", error.message(get_language() or "nl"))
        else:
            update_session_auth_hash(request, user)
            messages.success(request, _("Uw wachtwoord is veranderd. Op andere apparaten logt u opnieuw in."))
            return redirect("accounts:profile")
    return render(request, "accounts/change_password.html", {"form": form}, status=400 if form.errors else 200)


@everyone
@never_cache
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponseBase:
    """Ask for a link to choose a new password."""
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        site = f"{request.scheme}://{request.get_host()}"
        actions.ask_new_password(form.cleaned_data["email"], address=client_address(request), site=site)
        return redirect("accounts:forgotten_sent")
    return render(request, "accounts/forgotten.html", {"form": form}, status=400 if form.errors else 200)


@everyone
@require_safe
def forgotten_sent(request: HttpRequest) -> HttpResponseBase:
    """Say the same to everyone: if there is an account, a mail is under way."""
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    return render(request, "accounts/forgotten_sent.html", {"hours": hours})


@everyone
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def choose_password(request: HttpRequest, number: str, token: str) -> HttpResponseBase:
    """Choose a new password by the link of a mail.

    The token moves from the address to the session first, so that it stands in no log and no Referer.

    Raises:
        LinkOverError: if the link was used, is too old or never was.
    """
    user = _user_of(number)
    if token != _IN_SESSION:
        if user is None or not default_token_generator.check_token(user, token):
            raise LinkOverError
        request.session[_TOKEN] = token
        return redirect("accounts:choose_password", number=number, token=_IN_SESSION)
    kept = str(request.session.get(_TOKEN, ""))
    if user is None or not default_token_generator.check_token(user, kept):
        raise LinkOverError
    form = NewPasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        actions.choose_new_password(user, token=kept, new=form.cleaned_data["new"])
        request.session.flush()
        messages.success(request, _("Uw nieuwe wachtwoord is opgeslagen. Log ermee in."))
        return redirect("accounts:login")
    context = {"form": form, "whose": user.email}
    return render(request, "accounts/choose_password.html", context, status=400 if form.errors else 200)


def _user_of(number: str) -> User | None:
    try:
        identity = uuid.UUID(urlsafe_base64_decode(number).decode())
    except (ValueError, UnicodeDecodeError):
        return None
    return User.objects.filter(pk=identity, is_active=True).first()
