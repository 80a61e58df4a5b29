"""How often one caller may ask: so many requests a minute, counted in this process.

Counted in memory, because a write for every read would cost more than most answers do. With more processes a caller
may ask as many times more; the limit is there against a program that runs wild, not to sell requests.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

from veerkracht.errors.api import TooManyRequestsError

MINUTE = 60.0
WRONG_TOKENS = 30
"""Wrong tokens from one address of the network in a minute: a secret of 256 bits is not guessed, but logs fill up."""

# So many callers are remembered; the one that asked longest ago is forgotten first.
_MOST = 10_000


class Throttle:
    """Counts requests by caller, in minutes that start with the first request."""

    def __init__(self) -> None:
        """Start with nobody."""
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def take(self, key: str, *, most: int) -> None:
        """Count one request.

        Raises:
            TooManyRequestsError: if it is more than `most` in a minute; it says how long to wait.
        """
        now = time.monotonic()
        with self._lock:
            start, count = self._seen.get(key, (now, 0))
            if now - start >= MINUTE:
                start, count = now, 0
            self._seen[key] = (start, count + 1)
            self._seen.move_to_end(key)
            while len(self._seen) > _MOST:
                self._seen.popitem(last=False)
        if count >= most:
            raise TooManyRequestsError(most=most, seconds=max(1, int(start + MINUTE - now) + 1))

    def clear(self) -> None:
        """Forget everyone; for tests."""
        with self._lock:
            self._seen.clear()


requests = Throttle()
wrong_tokens = Throttle()
