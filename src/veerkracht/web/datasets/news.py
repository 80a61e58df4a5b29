"""Who wants to know that there are new figures: other apps say so when Django starts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veerkracht.web.jobs.models import Job

Listener = Callable[["Job"], None]
_LISTENERS: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have a function called after each job that brought new figures."""
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


def spread(job: Job) -> None:
    """Tell everyone who wants to know that a job brought new figures."""
    for listener in _LISTENERS:
        listener(job)
