"""Small work that a worker does now and then by itself, such as letting go of what was removed long ago."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import DatabaseError

from veerkracht.errors.base import VeerkrachtError

_LOG = logging.getLogger(__name__)
_CHORES: list[Callable[[], object]] = []


def register_chore(chore: Callable[[], object]) -> None:
    """Add a chore; it takes little time, and does no harm when it is done twice."""
    if chore not in _CHORES:
        _CHORES.append(chore)


def do_chores() -> None:
    """Do every chore; one that fails is told in the log of the server and does not stop the others."""
    for chore in _CHORES:
        try:
            chore()
        except (DatabaseError, VeerkrachtError, OSError):
            _LOG.exception("The chore %s failed.", chore)
