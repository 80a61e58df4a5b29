"""Who asks, and how an error of ours becomes a line of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language

from veerkracht.web.accounts.sessions import person_of as me

if TYPE_CHECKING:
    from veerkracht.errors.base import VeerkrachtError


__all__ = ["me", "words"]


def words(error: VeerkrachtError) -> str:
    """Return what an error says in the language of the reader."""
    return error.message("nl" if (get_language() or "nl").startswith("nl") else "en")
