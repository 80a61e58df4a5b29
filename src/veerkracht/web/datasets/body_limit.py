"""Refuse a request that is larger than any file may be, before the server has read or stored it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from django.http import parse_cookie
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
# Of any scope: servers and Django type it differently.
App = Callable[[Any, Any, Any], Awaitable[None]]

# A form is a little larger than the file in it.
_FORM_BYTES = 1_000_000
_POLICY = (
    b"default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    b"frame-ancestors 'none'"
)
LANGUAGES = ("nl", "en")
THEMES = ("", "licht", "donker")
Pages = Mapping[tuple[str, str], bytes]
"""The page that says so, by language and theme: made before the first request, so that nothing can go wrong here."""


def pages_of(most_mb: float) -> Pages:
    """Return the page that says that a file is too large, in every language and theme."""
    made = {}
    for language in LANGUAGES:
        with translation.override(language):
            for theme in THEMES:
                page = render_to_string("errors/413.html", {"most": int(most_mb), "theme": theme})
                made[language, theme] = page.encode()
    return made


class BodyLimit:
    """An ASGI application around another that only passes on requests of a size that may be.

    Django reads the whole body before any page can look at it, so this stands before Django.
    """

    def __init__(self, app: App, *, most_mb: float, pages: Pages) -> None:
        """Stand before an application, with the pages of `pages_of`."""
        self._app = app
        self._pages = pages
        self._most = int(most_mb * 1_000_000) + _FORM_BYTES

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass a request on, or say that it is too large."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        said = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if said.isdigit() and int(said) > self._most:
            await self._refuse(scope, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            # Without a length in its head a request can be of any size: it ends here, as if the sender had left.
            return {"type": "http.disconnect"} if read > self._most else message

        await self._app(scope, counted, send)

    async def _refuse(self, scope: Message, send: Send) -> None:
        body = self._pages[_asked_for(dict(scope["headers"]))]
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"content-security-policy", _POLICY),
            (b"x-content-type-options", b"nosniff"),
            (b"x-frame-options", b"DENY"),
            (b"referrer-policy", b"same-origin"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"connection", b"close"),
        ]
        await send({"type": "http.response.start", "status": 413, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _asked_for(headers: Mapping[bytes, bytes]) -> tuple[str, str]:
    """Return the language and theme that a browser asks for: those that were chosen here, else its own language."""
    cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
    said = headers.get(b"accept-language", b"").decode("latin-1")
    wanted = [cookies.get("vk_language", ""), *(language for language, _ in parse_accept_lang_header(said))]
    language = next((one[:2] for one in wanted if one[:2] in LANGUAGES), LANGUAGES[0])
    theme = cookies.get("vk_theme", "")
    return language, theme if theme in THEMES else ""
