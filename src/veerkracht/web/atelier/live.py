"""What changes on a board, sent to everyone who looks: one watcher an atelier in each process, one text for all.

The number of a line of the log is the id of an event, so a browser that comes back gets what it missed. Other processes
write too, so a watcher also asks the database, four times a second.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import close_old_connections
from django.utils import timezone

from veerkracht.web.atelier.models import Atelier
from veerkracht.web.atelier.rooms import rooms
from veerkracht.web.atelier.showing import For, items_since

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable

EVERY = 0.25
"""Seconds between two looks in the log: what an other process took in is seen that late at most."""

GATHERING = 0.08
"""Seconds in which changes are gathered into one message, so that thirty votes are one text for everyone."""

BREATH = 15.0
"""Seconds after which a quiet line says that it is still there; proxies close what is silent for a minute."""

MOST_WAITING = 50
"""Messages that wait for a slow browser. One that is further behind is cut off, comes back, and gets all at once."""

# Few, for each holds a connection with the database; the pages have threads of their own.
_READERS = ThreadPoolExecutor(2, thread_name_prefix="atelier")


@dataclass(frozen=True, slots=True)
class Message:
    """A text for everyone, and the number of the log it reaches to; without a text: the end."""

    number: int
    text: bytes


@dataclass(slots=True)
class Watcher:
    """Looks after one atelier in this process, as long as anyone listens. Lives in the event loop."""

    atelier: Atelier
    number: int = -1
    listeners: dict[asyncio.Queue[Message], For] = field(default_factory=dict)
    task: asyncio.Task[None] | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self, since: int, *, audience: For) -> AsyncIterator[bytes]:
        """Yield what changed after `since`, then every change, until the browser goes away."""
        queue: asyncio.Queue[Message] = asyncio.Queue(MOST_WAITING)
        self.listeners[queue] = audience
        try:
            first = await _in_thread(lambda: _messages(self.atelier, since, [audience]))
            self._start(first[audience].number)
            last = first[audience].number
            yield b"retry: 1500\n\n" + first[audience].text
            while True:
                try:
                    message = await asyncio.wait_for(queue.get(), BREATH)
                except TimeoutError:
                    yield b": \n\n"
                    continue
                if not message.text:
                    return
                if message.number > last:
                    last = message.number
                    yield message.text
        finally:
            self.listeners.pop(queue, None)

    def _start(self, number: int) -> None:
        if self.task is None or self.task.done():
            self.number = number
            self.task = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        while self.listeners:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.news.wait(), EVERY)
                await asyncio.sleep(GATHERING)
            self.news.clear()
            audiences = list(dict.fromkeys(self.listeners.values()))
            messages = await _in_thread(lambda asked=audiences: _messages(self.atelier, self.number, asked))
            for queue, audience in list(self.listeners.items()):
                if audience in messages and messages[audience].number > self.number:
                    self._hand(queue, messages[audience])
            self.number = max([self.number, *(one.number for one in messages.values())])

    def _hand(self, queue: asyncio.Queue[Message], message: Message) -> None:
        try:
            queue.put_nowait(message)
        except asyncio.QueueFull:
            self.listeners.pop(queue, None)
            while not queue.empty():
                queue.get_nowait()
            queue.put_nowait(Message(0, b""))


class Watchers:
    """The watchers of this process."""

    def __init__(self) -> None:
        """Start with none."""
        self._lock = threading.Lock()
        self._found: dict[uuid.UUID, tuple[Watcher, asyncio.AbstractEventLoop]] = {}

    def of(self, atelier: Atelier) -> Watcher:
        """Return the watcher of an atelier, in the event loop that runs."""
        loop = asyncio.get_running_loop()
        with self._lock:
            for key, (watcher, its) in list(self._found.items()):
                if its.is_closed() or not watcher.listeners:
                    del self._found[key]
            watcher, its = self._found.get(atelier.pk, (None, loop))
            if watcher is None or its is not loop:
                watcher = Watcher(atelier)
                self._found[atelier.pk] = (watcher, loop)
            return watcher

    def nudge(self, atelier_id: uuid.UUID) -> None:
        """Say, from any thread, that something was added."""
        with self._lock:
            found = self._found.get(atelier_id)
        if found is not None and not found[1].is_closed():
            found[1].call_soon_threadsafe(found[0].news.set)


watchers = Watchers()


def _messages(atelier: Atelier, since: int, audiences: list[For]) -> dict[For, Message]:
    """Return what changed after a number, as text for each audience; nothing where nothing did.

    Since -1 stands for a watcher without a past; a browser without one asks since 0 and always gets an answer.
    """
    close_old_connections()
    try:
        number = Atelier.objects.values_list("number", flat=True).get(pk=atelier.pk)
        room = rooms.of(atelier)
        with room.lock:
            if number > room.board.number:
                room.catch_up()
            number, now = room.board.number, timezone.now()
            found = {one: items_since(room, since, audience=one, now=now) for one in audiences}
    finally:
        close_old_connections()
    return {one: Message(number, _event(number, items)) for one, items in found.items()}


def _event(number: int, items: list[dict[str, object]]) -> bytes:
    body = json.dumps({"number": number, "items": items}, ensure_ascii=False, separators=(",", ":"))
    return f"id: {number}\nevent: items\ndata: {body}\n\n".encode()


async def _in_thread(work: Callable[[], dict[For, Message]]) -> dict[For, Message]:
    return await asyncio.get_running_loop().run_in_executor(_READERS, work)
