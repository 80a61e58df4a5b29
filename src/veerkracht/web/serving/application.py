"""Django for a server such as uvicorn: every page in one of a few threads that stay, each with its own connection.

Django makes a thread, and with it a connection with the database, for every request, and goes back and forth between
that thread and the event loop on the way to the page. With hundreds of telephones that is most of the work. Here the
whole way runs in one thread, and the threads stay.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.handlers.asgi import ASGIHandler

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

THREADS = 3
"""Few, for Python computes in one at a time: of many that take turns all end last. `benchmarks/web.py`, fifty people on
two cores, measured in turns: 95% of pages within 605 and 544 ms with 3, 1,260 with 2, 3,129 with a thread a request."""


class _Steady(ThreadPoolExecutor):
    """One thread that stays, and how much it has to do."""

    def __init__(self) -> None:
        super().__init__(max_workers=1, thread_name_prefix="page")
        self.pending = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do something when what came before is done."""
        self.pending += 1
        future = super().submit(fn, *args, **kwargs)
        future.add_done_callback(self._done)
        return future

    def _done(self, _future: Future[Any]) -> None:
        self.pending -= 1


class Application(ASGIHandler):
    """Django's own handler, with threads that stay."""

    def __init__(self) -> None:
        """Start with threads that wait."""
        self._threads = [_Steady() for _ in range(THREADS)]
        self._turn = 0
        super().__init__()

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: FBT001, FBT002  # Django's own signature
        """Load the middleware for threads: none of ours, and no page, waits in the event loop."""
        del is_async
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Return the answer to a request, made in one thread from beginning to end."""
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request in the thread that has least to do.

        Raises:
            ValueError: for what is no HTTP.
        """
        if scope["type"] != "http":
            raise ValueError(f"Only HTTP is served here, not {scope['type']}.")
        async with ThreadSensitiveContext(executor=self._least_busy()):
            await self.handle(scope, receive, send)

    def _least_busy(self) -> _Steady:
        # In turns where nobody is busy: a stream holds on to its thread, which it uses again when it ends.
        self._turn = (self._turn + 1) % THREADS
        return min(self._threads[self._turn :] + self._threads[: self._turn], key=lambda one: one.pending)
