"""Two people who change the same thing at once: the second sees what the first did before it is overwritten."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.formats import date_format

from veerkracht.errors.workspace import ChangedMeanwhileError

SEEN = "gezien"
"""The hidden field of a form that holds the mark of what its page showed."""


def mark_of(stored: Mapping[str, object]) -> str:
    """Return a short text that differs whenever the stored values do.

    Examples:
        >>> mark_of({"note": "a"}) == mark_of({"note": "a"}), mark_of({"note": "a"}) == mark_of({"note": "b"})
        (True, False)
    """
    return hashlib.sha256(json.dumps(stored, default=str, sort_keys=True).encode()).hexdigest()[:16]


def check_unchanged(stored: Mapping[str, object], *, seen: str, names: Mapping[str, Any]) -> None:
    """Return if the stored values are those that the page showed, or if no page showed any.

    Args:
        stored: the values now, by field.
        seen: the mark of what the page showed; empty where there was no page.
        names: what people call the fields that they are told of.

    Raises:
        ChangedMeanwhileError: if not; it says what is stored now.
    """
    if not seen or seen == mark_of(stored):
        return
    said = {}
    for taal in ("nl", "en"):
        with translation.override(taal):
            said[taal] = "; ".join(f"{str(name).lower()}: {_words(stored[field])}" for field, name in names.items())
    raise ChangedMeanwhileError(now_nl=said["nl"], now_en=said["en"])


def _words(value: object) -> str:
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return str(value) if value else "–"
