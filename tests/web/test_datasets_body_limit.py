"""A request that is larger than any file may be is refused before Django reads it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from veerkracht.web.datasets.body_limit import BodyLimit, pages_of


def ask(
    *, length: int | None, chunks: list[bytes], further: tuple[tuple[bytes, bytes], ...] = ()
) -> tuple[list[Any], list[Any]]:
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
    headers += further
    asyncio.run(BodyLimit(app, most_mb=2, pages=pages_of(2))({"type": "http", "headers": headers}, receive, send))
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


@pytest.mark.parametrize(
    ("further", "language", "said"),
    [
        pytest.param((), "nl", "Dit bestand is te groot", id="nothing asked for"),
        pytest.param(
            ((b"accept-language", b"de;q=0.9,en-GB;q=0.8,nl;q=0.1"),), "en", "This file is too large", id="en"
        ),
        pytest.param(
            ((b"accept-language", b"nl"), (b"cookie", b"vk_language=en; vk_theme=donker")),
            "en",
            'data-theme="donker"',
            id="chosen here before",
        ),
        pytest.param(((b"cookie", b'vk_theme="><script>'),), "nl", "vk-brand", id="a hostile cookie"),
    ],
)
def test_the_page_is_one_of_ours_in_the_language_of_the_reader(
    further: tuple[tuple[bytes, bytes], ...], language: str, said: str
) -> None:
    sent, _given = ask(length=10_000_000, chunks=[b"x"], further=further)
    page = sent[1]["body"].decode()
    assert f'<html lang="{language}"' in page
    assert said in page
    assert "<script>" not in page
    assert "frame-ancestors 'none'" in dict(sent[0]["headers"])[b"content-security-policy"].decode()
