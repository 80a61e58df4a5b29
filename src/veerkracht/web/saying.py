"""What a page says after an act: that it was done, and a button to undo it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest

_UNDO = "undo="


def say(request: HttpRequest, text: str, *, undo: str = "", level: int = messages.SUCCESS) -> None:
    """Show a sentence on the next page, with a button "Ongedaan maken" where that is possible.

    Args:
        request: of the act.
        text: what was done, for people.
        undo: the address (from `reverse`) that takes a POST without fields and undoes it.
        level: one of Django's message levels.
    """
    messages.add_message(request, level, text, extra_tags=f"{_UNDO}{undo}" if undo else "")


def undo_address(extra_tags: str | None) -> str:
    """Return the address that undoes what a message tells of; empty if there is none.

    Examples:
        >>> undo_address("undo=/o/stad/leden/3/terug/")
        '/o/stad/leden/3/terug/'
    """
    tags = extra_tags or ""
    return tags.removeprefix(_UNDO) if tags.startswith(_UNDO) else ""
