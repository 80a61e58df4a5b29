"""How fast one person may contribute, counted in this process: against a program that runs wild, not against people."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

from veerkracht.errors.atelier import TooFastError

MINUTE = 60.0
MOST = 240
"""Deeds a minute: four a second. A device that comes back after a long time offline has room for an hour of work."""

_MOST_PEOPLE = 20_000


class Pace:
    """Counts deeds by person, in minutes that begin with the first."""

    def __init__(self) -> None:
        """Start with nobody."""
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def take(self, person: str, *, count: int) -> None:
        """Count so many deeds, if they may be done.

        Raises:
            TooFastError: if they are too many; it says how long to wait.
        """
        now = time.monotonic()
        with self._lock:
            start, done = self._seen.get(person, (now, 0))
            if now - start >= MINUTE:
                start, done = now, 0
            if done + count > MOST:
                raise TooFastError(most=MOST, seconds=max(1, int(start + MINUTE - now) + 1))
            self._seen[person] = (start, done + count)
            self._seen.move_to_end(person)
            while len(self._seen) > _MOST_PEOPLE:
                self._seen.popitem(last=False)


pace = Pace()
