"""Where the OpenID Connect provider has its doors: read from its own description, when first needed."""

from __future__ import annotations

import threading
import time
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from mozilla_django_oidc.utils import import_from_settings

from veerkracht.errors.accounts import ProviderError

_SECONDS = 10.0
_KEPT_SECONDS = 3600.0
_DOORS = {
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "authorization_endpoint",
    "OIDC_OP_TOKEN_ENDPOINT": "token_endpoint",
    "OIDC_OP_USER_ENDPOINT": "userinfo_endpoint",
    "OIDC_OP_JWKS_ENDPOINT": "jwks_uri",
}
_KEPT: dict[str, tuple[float, dict[str, str]]] = {}
_LOCK = threading.Lock()


def is_on() -> bool:
    """Return whether this installation has a provider."""
    return bool(settings.CONFIG.oidc_client)


def issuer() -> str:
    """Return the name of the provider, which is also where it lives."""
    return str(settings.CONFIG.oidc_issuer).rstrip("/")


def doors() -> dict[str, str]:
    """Return the addresses of the provider, kept for an hour.

    Raises:
        ProviderError: if it cannot be reached, or describes itself as another or without encryption.
    """
    with _LOCK:
        at, known = _KEPT.get(issuer(), (0.0, {}))
        if known and time.monotonic() - at < _KEPT_SECONDS:
            return known
        found = _described()
        _KEPT[issuer()] = (time.monotonic(), found)
        return found


def setting(name: str, *default: Any) -> Any:
    """Return a setting of mozilla-django-oidc, made from our own ones."""
    if name in _DOORS:
        return doors()[_DOORS[name]]
    config = settings.CONFIG
    ours = {
        "OIDC_RP_CLIENT_ID": config.oidc_client,
        "OIDC_RP_CLIENT_SECRET": config.oidc_secret.get_secret_value(),
        "OIDC_RP_SIGN_ALGO": "RS256",
        "OIDC_RP_SCOPES": "openid email profile",
        "OIDC_USE_PKCE": True,
        "OIDC_TIMEOUT": _SECONDS,
        "OIDC_CREATE_USER": False,
        "OIDC_AUTHENTICATION_CALLBACK_URL": "accounts:provider_back",
    }
    return ours[name] if name in ours else import_from_settings(name, *default)


def _described() -> dict[str, str]:
    try:
        answer = requests.get(f"{issuer()}/.well-known/openid-configuration", timeout=_SECONDS)
        answer.raise_for_status()
        description = answer.json()
    except requests.RequestException:
        raise ProviderError(why_nl="de inlogdienst gaf geen antwoord", why_en="the provider gave no answer") from None
    found = {key: str(description.get(key, "")) for key in _DOORS.values()}
    same = str(description.get("issuer", "")).rstrip("/") == issuer()
    if not same or not all(_is_safe(address) for address in found.values()):
        raise ProviderError(
            why_nl="de inlogdienst beschrijft zichzelf niet goed",
            why_en="the provider does not describe itself rightly",
        )
    return found


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"})
