"""Refuse a request that is larger than any file may be, before the server has read or stored it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
# Of any scope: servers and Django type it differently.
App = Callable[[Any, Any, Any], Awaitable[None]]

# A form is a little larger than the file in it.
_FORM_BYTES = 1_000_000
_WORDS = (
    "<!doctype html><html lang='nl'><meta charset='utf-8'><title>Te groot</title><h1>Dit bestand is te groot</h1>"
    "<p>U kunt hoogstens {most} MB sturen. Uw bestand is niet opgeslagen. Ga terug, haal weg wat niet nodig is of "
    "splits het bestand, en probeer het opnieuw.</p><p lang='en'>This file is too large: at most {most} MB can be "
    "sent. Your file is not kept. Go back, remove what is not needed or split the file, and try again.</p></html>"
)


class BodyLimit:
    """An ASGI application around another that only passes on requests of a size that may be.

    Django reads the whole body before any page can look at it, so this stands before Django.
    """

    def __init__(self, app: App, *, most_mb: float) -> None:
        """Stand before an application."""
        self._app = app
        self._most_mb = most_mb
        self._most = int(most_mb * 1_000_000) + _FORM_BYTES

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass a request on, or say that it is too large."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        said = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if said.isdigit() and int(said) > self._most:
            await self._refuse(send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            # Without a length in its head a request can be of any size: it ends here, as if the sender had left.
            return {"type": "http.disconnect"} if read > self._most else message

        await self._app(scope, counted, send)

    async def _refuse(self, send: Send) -> None:
        body = _WORDS.format(most=int(self._most_mb)).encode()
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"content-security-policy", b"default-src 'none'"),
            (b"x-content-type-options", b"nosniff"),
            (b"connection", b"close"),
        ]
        await send({"type": "http.response.start", "status": 413, "headers": headers})
        await send({"type": "http.response.body", "body": body})
