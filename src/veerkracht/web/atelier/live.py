"""What changes on a board, sent to everyone who looks: one watcher an atelier in each process, one text for all.

The number of a line of the log is the id of an event, so a browser that comes back gets what it missed. Other processes
write too, so a watcher also asks the database, four times a second.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import logging
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from veerkracht.web.atelier.models import Atelier
from veerkracht.web.atelier.rooms import rooms
from veerkracht.web.atelier.showing import For, texts_since

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable

    from veerkracht.web.atelier.rooms import Room

EVERY = 0.25
"""Seconds between two looks in the log: what an other process took in is seen that late at most."""

GATHERING = 0.05
"""Seconds in which changes are gathered into one message, so that thirty votes are one text for everyone."""

PER_LISTENER = 0.0008
"""Seconds more for each who listens: a message for three hundred takes the server a while, and it must also hear."""

BREATH = 15.0
"""Seconds after which a quiet line says that it is still there: devices ask anew where nothing is heard, and proxies
close what is silent for a minute."""

MOST_WAITING = 50
"""Messages that wait for a slow browser. One that is further behind is cut off, comes back, and gets all at once."""

# Few, for each holds a connection with the database; the pages have threads of their own.
_LOG = logging.getLogger(__name__)
_PARTS, _DIGITS = 2, 10
_READERS = ThreadPoolExecutor(2, thread_name_prefix="atelier")


@dataclass(frozen=True, slots=True, order=True)
class Since:
    """How far someone knows the board: the edition of the atelier, and the number of the last line of its log."""

    edition: int
    number: int

    @classmethod
    def read(cls, given: str | None) -> Since:
        """Return what the id of an event says; the beginning where it says nothing."""
        parts = (given or "").split(".")
        if len(parts) != _PARTS or not all(part.isascii() and part.isdigit() and len(part) < _DIGITS for part in parts):
            return cls(0, 0)
        return cls(int(parts[1]), int(parts[0]))

    def __str__(self) -> str:
        return f"{self.number}.{self.edition}"


@dataclass(frozen=True, slots=True)
class Message:
    """A text for everyone, and how far it reaches; without a text: the end."""

    upto: Since
    text: bytes


@dataclass(slots=True)
class Watcher:
    """Looks after one atelier in this process, as long as anyone listens. Lives in the event loop."""

    atelier_id: uuid.UUID
    upto: Since = field(default_factory=lambda: Since(0, 0))
    listeners: dict[asyncio.Queue[Message], For] = field(default_factory=dict)
    task: asyncio.Task[None] | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self, since: Since, *, audience: For) -> AsyncIterator[bytes]:
        """Yield what changed after `since`, then every change, until the browser goes away."""
        queue: asyncio.Queue[Message] = asyncio.Queue(MOST_WAITING)
        self.listeners[queue] = audience
        try:
            first = (await _in_thread(partial(_messages, self.atelier_id, since, [audience])))[audience]
            self._start(first.upto)
            last = first.upto
            yield b"retry: 1500\n\n" + first.text
            while True:
                try:
                    message = await asyncio.wait_for(queue.get(), BREATH)
                except TimeoutError:
                    yield b"event: breath\ndata: 1\n\n"
                    continue
                if not message.text:
                    return
                if message.upto > last:
                    last = message.upto
                    yield message.text
        finally:
            self.listeners.pop(queue, None)

    def _start(self, upto: Since) -> None:
        if self.task is None or self.task.done():
            self.upto = upto
            # Of nobody's request: it goes on when the first listener leaves.
            self.task = asyncio.get_running_loop().create_task(self._watch(), context=contextvars.Context())

    async def _watch(self) -> None:
        while self.listeners:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.news.wait(), EVERY)
                await asyncio.sleep(GATHERING + PER_LISTENER * len(self.listeners))
            self.news.clear()
            audiences = list(dict.fromkeys(self.listeners.values()))
            try:
                messages = await _in_thread(partial(_messages, self.atelier_id, self.upto, audiences))
            except DatabaseError:
                # The database is away for a moment; what changed meanwhile is told when it is back.
                _LOG.warning("The log of an atelier cannot be read now.", exc_info=True)
                await asyncio.sleep(EVERY)
                continue
            for queue, audience in list(self.listeners.items()):
                if audience in messages and messages[audience].upto > self.upto:
                    self._hand(queue, messages[audience])
            self.upto = max([self.upto, *(one.upto for one in messages.values())])

    def _hand(self, queue: asyncio.Queue[Message], message: Message) -> None:
        try:
            queue.put_nowait(message)
        except asyncio.QueueFull:
            self.listeners.pop(queue, None)
            while not queue.empty():
                queue.get_nowait()
            queue.put_nowait(Message(Since(0, 0), b""))


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
            known = self._found.get(atelier.pk)
            if known is not None and known[1] is loop:
                return known[0]
            watcher = Watcher(atelier.pk)
            self._found[atelier.pk] = (watcher, loop)
            return watcher

    def nudge(self, atelier_id: uuid.UUID) -> None:
        """Say, from any thread, that something was added."""
        with self._lock:
            found = self._found.get(atelier_id)
        if found is not None and not found[1].is_closed():
            found[1].call_soon_threadsafe(found[0].news.set)


watchers = Watchers()


def _messages(atelier_id: uuid.UUID, since: Since, audiences: list[For]) -> dict[For, Message]:
    """Return what changed, as text for each audience; everything, and that it is everything, for an earlier edition."""
    close_old_connections()
    try:
        atelier = Atelier.objects.defer("draaiboek", "areas").get(pk=atelier_id)
        room = rooms.of(atelier)
        with room.lock:
            room.meet(number=atelier.number, edition=atelier.edition)
            found = {one: news(room, since, audience=one) for one in audiences}
    finally:
        close_old_connections()
    return {one: Message(upto, _event(upto, body)) for one, (upto, body) in found.items()}


def _event(upto: Since, body: str) -> bytes:
    return f"id: {upto}\nevent: items\ndata: {body}\n\n".encode()


def news(room: Room, since: Since, *, audience: For) -> tuple[Since, str]:
    """Return how far the board is, and what changed, as JSON. The caller holds the lock of the room.

    Someone who knows an earlier edition, or a later state than there is (a backup was put back), gets everything.
    """
    upto = Since(room.edition, room.board.number)
    is_whole = since.edition != upto.edition or since > upto
    items = texts_since(room, 0 if is_whole else since.number, audience=audience, now=timezone.now())
    whole = "true" if is_whole else "false"
    body = f'{{"number":{upto.number},"since":"{upto}","whole":{whole},"items":[{",".join(items)}]}}'
    return upto, body


async def _in_thread(work: Callable[[], dict[For, Message]]) -> dict[For, Message]:
    return await asyncio.get_running_loop().run_in_executor(_READERS, work)
