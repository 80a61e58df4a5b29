"""Who asks: a person in a browser, a program with a token, or nobody."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from veerkracht.errors.api import NoTokenError, WrongTokenError
from veerkracht.web.accounts.address import client_address
from veerkracht.web.accounts.secret import digest_of
from veerkracht.web.api import throttle
from veerkracht.web.api.actions import note_use
from veerkracht.web.api.models import ApiToken

if TYPE_CHECKING:
    from veerkracht.web.accounts.models import User
    from veerkracht.web.workspace.models import Trajectory

_LONGEST = 200
_ANONYMOUS_SHARE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks.

    Attributes:
        user: the person, or whose token it is; None for nobody, where open data may be read without a token.
        token: the token that was sent; None for a person in a browser, and for nobody.
        address: of the network.
    """

    user: User | None
    token: ApiToken | None
    address: str

    def reaches(self, trajectory: Trajectory) -> bool:
        """Return whether this caller may know of a trajectory, roles apart: a token reads one at most."""
        return self.user is not None and (self.token is None or self.token.trajectory_id == trajectory.pk)

    def take(self) -> None:
        """Count this request; a person who logged in has more room than an address that nobody vouches for.

        Raises:
            TooManyRequestsError: if it is one too many.
        """
        most = settings.CONFIG.api_per_minute
        if self.token is not None:
            throttle.requests.take(f"token {self.token.pk}", most=most)
        elif self.user is not None:
            throttle.requests.take(f"person {self.user.pk}", most=most)
        else:
            throttle.requests.take(f"address {self.address}", most=max(1, most // _ANONYMOUS_SHARE))


def caller_of(request: HttpRequest, *, is_open: bool) -> Caller:
    """Return who asks.

    A token counts before a session: a program that sends one wants to be that token, with no more rights than it has.

    Args:
        request: with `Authorization: Bearer <token>`, or Basic with the token as password (as QGIS can), or a session.
        is_open: whether nobody may ask too.

    Raises:
        WrongTokenError: if a token was sent that does not work.
        NoTokenError: if nobody said who asks.
        TooManyRequestsError: if too many wrong tokens came from this address.
    """
    address = client_address(request)
    page = request.build_absolute_uri(reverse("api:tokens"))
    sent = request.headers.get("Authorization", "")
    if sent:
        token = _token(_secret(sent))
        if token is None:
            throttle.wrong_tokens.take(address, most=throttle.WRONG_TOKENS)
            raise WrongTokenError(page)
        note_use(token)
        return Caller(user=token.user, token=token, address=address)
    if request.user.is_authenticated:
        return Caller(user=request.user, token=None, address=address)
    if is_open and settings.CONFIG.open_api:
        return Caller(user=None, token=None, address=address)
    raise NoTokenError(page)


def _secret(header: str) -> str:
    """Return the token that a header holds; empty if it holds none.

    >>> _secret("Bearer vk_a"), _secret("Basic cWdpczp2a19h"), _secret("Digest x"), _secret("Basic ???")
    ('vk_a', 'vk_a', '', '')
    """
    scheme, _, rest = header.partition(" ")
    rest = rest.strip()
    if scheme.lower() == "bearer":
        return rest
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(rest, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _token(secret: str) -> ApiToken | None:
    """Return the token of a secret, if it works and its person may still come in."""
    if not secret or len(secret) > _LONGEST:
        return None
    found = ApiToken.objects.select_related("user").filter(digest=digest_of(secret)).first()
    return found if found is not None and found.works and found.user.is_active else None
