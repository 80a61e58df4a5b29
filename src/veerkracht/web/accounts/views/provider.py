"""Log in through the provider of one's organisation: there and back."""

from __future__ import annotations

from typing import Any

import requests
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from veerkracht.errors.accounts import ProviderError
from veerkracht.web.accounts import limits, provider, sessions
from veerkracht.web.accounts.address import client_address
from veerkracht.web.accounts.audience import everyone
from veerkracht.web.accounts.models import User
from veerkracht.web.accounts.views.log_in import in_language
from veerkracht.web.accounts.views.paths import next_of


@method_decorator([everyone, never_cache], name="dispatch")
class ToProvider(OIDCAuthenticationRequestView):  # type: ignore[misc]  # the package has no types
    """Send someone to the provider, with state, nonce and the challenge of PKCE."""

    def __init__(self, **kwargs: Any) -> None:
        """Ask nothing of the provider yet; the page may be switched off."""
        super(OIDCAuthenticationRequestView, self).__init__(**kwargs)

    OIDC_OP_AUTH_ENDPOINT = property(lambda _self: provider.setting("OIDC_OP_AUTHORIZATION_ENDPOINT"))
    OIDC_RP_CLIENT_ID = property(lambda _self: provider.setting("OIDC_RP_CLIENT_ID"))

    @staticmethod
    def get_settings(attr: str, *args: Any) -> Any:
        """Return a setting, see `provider.setting`."""
        return provider.setting(attr, *args)

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Send on.

        Raises:
            Http404: if this installation has no provider.
            ProviderError: if it does not answer.
        """
        if not provider.is_on():
            raise Http404
        answer: HttpResponseBase = super().get(request)
        request.session["oidc_login_next"] = next_of(request)
        return answer


@method_decorator([everyone, never_cache], name="dispatch")
class FromProvider(OIDCAuthenticationCallbackView):  # type: ignore[misc]  # the package has no types
    """Take back whoever the provider vouches for."""

    @staticmethod
    def get_settings(attr: str, *args: Any) -> Any:
        """Return a setting, see `provider.setting`."""
        return provider.setting(attr, *args)

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Log in, or say why not.

        Raises:
            Http404: if this installation has no provider.
            TooManyTriesError: after too many of these from one address.
        """
        if not provider.is_on():
            raise Http404
        limits.take(limits.LOG_IN, client_address(request))
        try:
            answer: HttpResponseBase = super().get(request)
        except SuspiciousOperation:
            return _failed(
                request,
                ProviderError(
                    why_nl="het antwoord van de inlogdienst hoort niet bij deze poging, of is te oud",
                    why_en="the answer of the provider does not belong to this try, or is too old",
                ),
            )
        except (requests.RequestException, ValueError):
            return _failed(
                request,
                ProviderError(
                    why_nl="de inlogdienst gaf geen goed antwoord", why_en="the provider gave no good answer"
                ),
            )
        except ProviderError as error:
            return _failed(request, error)
        return answer

    def login_success(self) -> HttpResponse:
        """Make the session that of this person."""
        user: User = self.user
        wanted = self.request.session.get("oidc_login_next") or "/"
        sessions.log_in_by_provider(self.request, user)
        return in_language(HttpResponseRedirect(wanted), user)

    def login_failure(self) -> HttpResponse:
        """Say in plain words why there is no way in."""
        why = getattr(self.request, "provider_refused", "")
        return render(self.request, "accounts/provider_refused.html", {"why": why}, status=403)


def _failed(request: HttpRequest, error: ProviderError) -> HttpResponse:
    message = error.message(get_language() or "nl")
    return render(request, "accounts/provider_refused.html", {"why": "failed", "message": message}, status=400)
