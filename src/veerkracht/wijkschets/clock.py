"""The time of an atelier: which step runs, and how long it still has."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from veerkracht.wijkschets.deeds import Move

if TYPE_CHECKING:
    from datetime import datetime

    from veerkracht.wijkschets.deeds import Steer


class State(StrEnum):
    """Whether an atelier takes contributions."""

    BEFORE = "before"
    RUNS = "runs"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(slots=True)
class Clock:
    """Step and time, made from the deeds of the facilitator.

    Attributes:
        state: before, runs, paused or closed.
        step: key of the step; empty before the first.
        since: when the step began or was resumed; None while nothing runs.
        spent: seconds that the step took before `since`.
        extra: seconds that the facilitator added to it.
        visited: keys of the steps that ran, in their order; a step that ran twice stands twice.
    """

    state: State = State.BEFORE
    step: str = ""
    since: datetime | None = None
    spent: float = 0.0
    extra: int = 0
    visited: list[str] = field(default_factory=list)

    def apply(self, deed: Steer, *, at: datetime) -> None:
        """Steer; what has no sense now (a pause of what is paused) changes nothing."""
        match deed.move:
            case Move.GO:
                self.state, self.step, self.since, self.spent, self.extra = State.RUNS, deed.step, at, 0.0, 0
                self.visited.append(deed.step)
            case Move.PAUSE if self.state is State.RUNS:
                self.state, self.spent, self.since = State.PAUSED, self.seconds(at), None
            case Move.RESUME if self.state is State.PAUSED:
                self.state, self.since = State.RUNS, at
            case Move.EXTEND if self.step:
                self.extra += deed.seconds
            case Move.CLOSE:
                self.spent, self.since, self.state = self.seconds(at), None, State.CLOSED

    def seconds(self, now: datetime) -> float:
        """Return how many seconds the step took until now, pauses left out; never below zero."""
        running = (now - self.since).total_seconds() if self.since else 0.0
        return self.spent + max(0.0, running)

    def left(self, now: datetime, *, minutes: float) -> float:
        """Return how many seconds a step of so many minutes still has; below zero when it runs late."""
        return minutes * 60 + self.extra - self.seconds(now)
