"""When someone is really logged in: password and second factor, an organisation's provider, or the link of the demo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import django_otp
from django.conf import settings
from django.contrib import auth
from django_otp.plugins.otp_totp.models import TOTPDevice

from veerkracht.errors.web import NotAllowedError
from veerkracht.web.accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest

_BY = "vk_logged_in_by"
_HALF = "vk_second_step"
PASSWORD_BACKEND = "django.contrib.auth.backends.ModelBackend"  # noqa: S105  # the name of a class
PROVIDER_BACKEND = "veerkracht.web.accounts.oidc.OrganisationAccountBackend"


def person_of(request: HttpRequest) -> User:
    """Return the person of a request whose page has checked that there is one.

    Raises:
        NotAllowedError: if there is none after all.
    """
    user = request.user
    if not isinstance(user, User):
        raise NotAllowedError("accounts.person")
    return User.objects.get(pk=user.pk)


def device_of(user: User) -> TOTPDevice | None:
    """Return the second factor of a person; None if there is none that was proven to work."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def log_in_by_password(request: HttpRequest, user: User) -> None:
    """Log in someone whose password was right; a second step may follow before this session is anyone's."""
    auth.login(request, user, backend=PASSWORD_BACKEND)
    request.session[_BY] = "password"
    request.session[_HALF] = settings.CONFIG.second_factor or device_of(user) is not None


def log_in_by_link(request: HttpRequest, user: User) -> None:
    """Log in someone with a link of the demo; it holds only while this is a demo."""
    auth.login(request, user, backend=PASSWORD_BACKEND)
    request.session[_BY] = "link"


def log_in_by_provider(request: HttpRequest, user: User) -> None:
    """Log in someone whom the organisation's provider vouches for."""
    auth.login(request, user, backend=PROVIDER_BACKEND)
    request.session[_BY] = "provider"


def finish(request: HttpRequest, user: User, device: TOTPDevice) -> None:
    """Make this session that of a person after the second step; its key changes, so an older one is worth nothing."""
    request.user = user
    django_otp.login(request, device)
    request.session.cycle_key()


def is_complete(request: HttpRequest, user: User) -> bool:
    """Return whether every step of logging in was taken in this session."""
    if user.is_verified():  # type: ignore[attr-defined]  # django_otp's middleware adds it
        return True
    by = request.session.get(_BY)
    if by == "link":
        return bool(settings.CONFIG.demo)
    if by == "provider":
        return bool(settings.CONFIG.oidc_second_factor)
    return not settings.CONFIG.second_factor and not request.session.get(_HALF, False)


def half_user(request: HttpRequest) -> User | None:
    """Return who took the first step of logging in but not the second; None for all others."""
    user = getattr(request, "user_of_session", None)
    if user is None or not user.is_authenticated or is_complete(request, user):
        return None
    return User.objects.get(pk=user.pk)
