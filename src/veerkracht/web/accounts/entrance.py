"""Who may come in for the first time: other apps tell here who was invited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest

    from veerkracht.web.accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """One way to be invited.

    Attributes:
        is_invited: says whether an address, in this session, was invited.
        come_in: gives a person who just got an account what the invitation promised.
    """

    is_invited: Callable[[HttpRequest, str], bool]
    come_in: Callable[[HttpRequest, User], None]


_ENTRANCES: list[Entrance] = []


def register(entrance: Entrance) -> None:
    """Add a way to be invited; an app does so when Django starts."""
    _ENTRANCES.append(entrance)


def is_invited(request: HttpRequest, email: str) -> bool:
    """Return whether someone with this address, in this session, was invited by anyone."""
    return any(entrance.is_invited(request, email) for entrance in _ENTRANCES)


def come_in(request: HttpRequest, user: User) -> None:
    """Give a new person what the invitations promised."""
    for entrance in _ENTRANCES:
        entrance.come_in(request, user)
