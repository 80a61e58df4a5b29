"""Until the second step is taken, a session is nobody's: no page knows who it is, whatever it forgets to check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from veerkracht.web.accounts.sessions import is_complete


class SecondFactorMiddleware:
    """Hide the person of a session that waits for its second step; the log-in page leads there.

    It stands after the middlewares of log-in and of django_otp. Attributes that it gives to a request:
    `user_of_session`, whom the session would belong to; `user`, nobody as long as a step is missing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what comes next."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on with the person it may have."""
        whole: Any = request.user
        request.user_of_session = whole  # type: ignore[attr-defined]  # read by `sessions.half_user`

        def person() -> Any:
            return whole if not whole.is_authenticated or is_complete(request, whole) else AnonymousUser()

        async def aperson() -> Any:
            return await sync_to_async(person)()

        request.user = SimpleLazyObject(person)  # type: ignore[assignment]  # as Django's own middleware does
        request.auser = aperson
        return self.get_response(request)
