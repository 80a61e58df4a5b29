"""A memory that forgets: values that were needed lately, up to a given weight."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

V = TypeVar("V")


class Recent(Generic[V]):
    """Values that were needed lately; the longest unused leaves when they weigh too much together."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._weight = 0
        self._held: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], V], *, weigh: Callable[[V], int] = lambda _: 1) -> V:
        """Return the value of a key, made if it is not there."""
        held = self._held.get(key)
        if held is None:
            made = make()
            self._held[key] = held = (made, weigh(made))
            self._weight += held[1]
        else:
            self._held[key] = held
        # Threads may ask at once: what another already threw out is gone, and that is fine.
        while self._weight > self._most and len(self._held) > 1:
            oldest = next(iter(self._held), key)
            self._weight -= self._held.pop(oldest, (held[0], 0))[1]
        return held[0]
