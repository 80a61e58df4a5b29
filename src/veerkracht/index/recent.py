"""A memory that forgets: values that were needed lately, up to a given weight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

V = TypeVar("V")


class Recent(Generic[V]):
    """Values that were needed lately; the longest unused leave when all together weigh too much.

    Threads may ask at once: two may then make the same value, and a value that another just threw out is made again.
    """

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._held: dict[Hashable, tuple[V, int]] = {}

    def get(self, key: Hashable, make: Callable[[], V], *, weigh: Callable[[V], int] = lambda _: 1) -> V:
        """Return the value of a key, made if it is not there."""
        held = self._held.pop(key, None)
        if held is not None:
            self._held[key] = held
            return held[0]
        made = make()
        self._held[key] = (made, weigh(made))
        # Counted anew rather than kept: a running total would drift when two threads make the same value.
        every = list(self._held.items())
        total = sum(weight for _, (_, weight) in every)
        for oldest, (_, weight) in every[:-1]:
            if total <= self._most:
                break
            self._held.pop(oldest, None)
            total -= weight
        return made
