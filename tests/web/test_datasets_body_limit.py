"""A request that is larger than any file may be is refused before Django reads it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from veerkracht.web.datasets.body_limit import BodyLimit


def ask(*, length: int | None, chunks: list[bytes]) -> tuple[list[Any], list[Any]]:
    """Return what the sender got, and what the application behind the limit was given."""
    sent: list[Any] = []
    given: list[Any] = []
    left = list(chunks)

    async def app(_scope: Any, receive: Any, send: Any) -> None:
        while True:
            message = await receive()
            given.append(message)
            if message["type"] == "http.disconnect" or not message.get("more_body"):
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> Any:
        body = left.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(left)}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [] if length is None else [(b"content-length", str(length).encode())]
    asyncio.run(BodyLimit(app, most_mb=2)({"type": "http", "headers": headers}, receive, send))
    return sent, given


def test_a_request_that_says_it_is_too_large_is_not_read_at_all() -> None:
    sent, given = ask(length=10_000_000, chunks=[b"x"])
    assert sent[0]["status"] == 413
    assert "hoogstens 2 MB" in sent[1]["body"].decode()
    assert given == []


def test_a_request_that_does_not_say_so_is_cut_off() -> None:
    _sent, given = ask(length=None, chunks=[b"x" * 1_000_000] * 9)
    assert given[-1] == {"type": "http.disconnect"}
    assert len(given) == 4


@pytest.mark.parametrize("length", [3, None])
def test_other_requests_pass_as_they_are(length: int | None) -> None:
    sent, given = ask(length=length, chunks=[b"abc"])
    assert sent[0]["status"] == 200
    assert given == [{"type": "http.request", "body": b"abc", "more_body": False}]
