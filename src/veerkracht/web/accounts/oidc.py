"""People who log in through the provider of their organisation, let in the first time by invitation only."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import jwt
import requests
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from veerkracht.web.accounts import entrance, provider
from veerkracht.web.accounts.actions import create_person, link_provider
from veerkracht.web.accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest

_LEEWAY_SECONDS = 60
_LOG = logging.getLogger(__name__)


class OrganisationAccountBackend(OIDCAuthenticationBackend):  # type: ignore[misc]  # the package has no types
    """Find the person whom the provider vouches for; an unknown one gets no account.

    A person is matched by issuer and subject. The first time, the provider must have verified the address of e-mail,
    and the person must have been invited: by an invitation, or by a functional manager who made the account (then it
    has no password: an account with a password is never taken over by address alone).
    """

    def __init__(self) -> None:
        """Ask nothing of the provider yet: Django makes this object at every log-in, also with a password."""
        self.UserModel = User

    OIDC_OP_TOKEN_ENDPOINT = property(lambda _self: provider.setting("OIDC_OP_TOKEN_ENDPOINT"))
    OIDC_OP_USER_ENDPOINT = property(lambda _self: provider.setting("OIDC_OP_USER_ENDPOINT"))
    OIDC_OP_JWKS_ENDPOINT = property(lambda _self: provider.setting("OIDC_OP_JWKS_ENDPOINT"))
    OIDC_RP_CLIENT_ID = property(lambda _self: provider.setting("OIDC_RP_CLIENT_ID"))
    OIDC_RP_CLIENT_SECRET = property(lambda _self: provider.setting("OIDC_RP_CLIENT_SECRET"))
    OIDC_RP_SIGN_ALGO = "RS256"
    OIDC_RP_IDP_SIGN_KEY = None

    @staticmethod
    def get_settings(attr: str, *args: Any) -> Any:
        """Return a setting, see `provider.setting`."""
        return provider.setting(attr, *args)

    def authenticate(self, request: HttpRequest | None, **kwargs: Any) -> User | None:
        """Return whom the provider vouches for; None for a log-in of another kind.

        Raises:
            SuspiciousOperation: if its token is not what it should be.
        """
        if request is None or not provider.is_on() or not kwargs.get("nonce"):
            return None
        found = super().authenticate(request, **kwargs)
        return found if isinstance(found, User) and found.is_active else None

    def verify_token(self, token: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the claims of a token of the provider.

        More than the package checks: also for whom it is, by whom, and that it has not ended
        (OpenID Connect Core 1.0, 3.1.3.7).

        Raises:
            SuspiciousOperation: if anything is wrong with it.
        """
        try:
            key = self.retrieve_matching_jwk(token)
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[self.OIDC_RP_SIGN_ALGO],
                audience=self.OIDC_RP_CLIENT_ID,
                issuer=provider.issuer(),
                leeway=_LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "sub", "aud", "iss"]},
            )
        except (jwt.PyJWTError, KeyError, TypeError) as error:
            raise SuspiciousOperation(f"The token of the provider is not right: {error}") from None
        nonce = kwargs.get("nonce")
        if not nonce or claims.get("nonce") != nonce:
            raise SuspiciousOperation("The token was made for another log-in (nonce).")
        return claims

    def retrieve_matching_jwk(self, token: Any) -> jwt.PyJWK:
        """Return the key that a token names; one without a name is of the only key of the provider.

        Raises:
            SuspiciousOperation: if there is no such key, or no telling which.
        """
        answer = requests.get(self.OIDC_OP_JWKS_ENDPOINT, timeout=provider.setting("OIDC_TIMEOUT"))
        answer.raise_for_status()
        name = jwt.get_unverified_header(token).get("kid")
        keys = [key for key in jwt.PyJWKSet.from_dict(answer.json()).keys if key.public_key_use in {None, "sig"}]
        fitting = [key for key in keys if name is None or key.key_id == name]
        if len(fitting) != 1:
            raise SuspiciousOperation("The token names no key of the provider.")
        return fitting[0]

    def get_or_create_user(self, access_token: str, id_token: str, payload: dict[str, Any]) -> User | None:
        """Return the person of a checked token; None and a reason on the request if there is none.

        Raises:
            SuspiciousOperation: if what the provider tells about the person is about someone else.
        """
        told = self.get_userinfo(access_token, id_token, payload)
        if not isinstance(told, dict) or told.get("sub") != payload["sub"]:
            raise SuspiciousOperation("The provider told about another person than the token is of.")
        subject = f"{provider.issuer()}|{payload['sub']}"
        known = User.objects.filter(subject=subject).first()
        return known or self._first_time(subject, told)

    def get_user(self, user_id: Any) -> User | None:
        """Return the person of a session; None for someone who may no longer log in."""
        return User.objects.filter(pk=user_id, is_active=True).first()

    def _first_time(self, subject: str, told: dict[str, Any]) -> User | None:
        email = str(told.get("email") or "").strip().lower()
        if not email or told.get("email_verified") is not True:
            return self._refused("unverified")
        there = User.objects.filter(email=email).first()
        if there is not None:
            if there.subject or there.has_usable_password() or not there.is_active:
                return self._refused("password")
            return link_provider(there, subject=subject)
        if not entrance.is_invited(self.request, email):
            return self._refused("unknown")
        with transaction.atomic():
            user = create_person(email, name=str(told.get("name") or email)[:120], password=None)
            link_provider(user, subject=subject)
            entrance.come_in(self.request, user)
        return user

    def _refused(self, why: str) -> User | None:
        _LOG.info("The provider vouched for someone whom we do not let in: %s.", why)
        self.request.provider_refused = why
        return None
