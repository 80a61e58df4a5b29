"""Pages run in a few threads that stay, each from beginning to end in one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from veerkracht.web.serving.application import THREADS, Application

_SEEN: list[str] = []


def _page(request: HttpRequest) -> HttpResponse:
    """Tell in which thread the page is made."""
    _SEEN.append(threading.current_thread().name)
    return HttpResponse(str(threading.get_ident()))


urlpatterns = [path("draad/", _page)]


async def _answer(application: Application) -> int:
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/draad/",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "server": ("localhost", 80),
    }
    asked = [{"type": "http.request", "body": b"", "more_body": False}]
    said: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        if asked:
            return asked.pop()
        await asyncio.sleep(3600)
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        said.append(message)

    await application(scope, receive, send)
    return int(bytes(said[1]["body"]))  # type: ignore[arg-type]  # the body of a message of ASGI


@pytest.mark.parametrize("many", [1, 40])
def test_many_visitors_share_a_few_threads(many: int) -> None:
    async def all_at_once() -> list[int]:
        application = Application()
        return await asyncio.gather(*(_answer(application) for _ in range(many)))

    _SEEN.clear()
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        told = asyncio.run(all_at_once())
    assert len(told) == len(_SEEN) == many
    assert len(set(told)) == min(many, THREADS)
    assert all(name.startswith("page") for name in _SEEN)


def test_what_is_no_http_is_refused() -> None:
    async def ask(answer: Callable[[], object]) -> None:
        await Application()({"type": "websocket"}, answer, answer)

    with pytest.raises(ValueError, match="Only HTTP"):
        asyncio.run(ask(lambda: None))
