"""Checks of the parts of a deed; each says what was wrong and what would be right."""

from __future__ import annotations

import re
from uuid import UUID

from veerkracht.errors.atelier import ContributionError

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_WORDS = ("The text", "De tekst")


def check_id(value: str) -> None:
    """Refuse what is not a UUID as a device makes one, small letters with dashes.

    Raises:
        ContributionError: if it is none.
    """
    try:
        is_one = str(UUID(value)) == value
    except (ValueError, AttributeError, TypeError):
        is_one = False
    if not is_one:
        raise wrong("id", "kenmerk", value, en="a UUID in small letters", nl="een UUID in kleine letters")


def check_key(value: str) -> None:
    """Refuse what cannot be a key of a draaiboek.

    Raises:
        ContributionError: if it cannot.
    """
    if not _KEY.fullmatch(value):
        raise wrong(
            "key", "sleutel", value, en="small letters, digits and dashes", nl="kleine letters, cijfers en streepjes"
        )


def check_text(value: str, *, most: int, what: tuple[str, str] = _WORDS) -> None:
    """Refuse a text that is empty, too long, or holds signs that no keyboard makes.

    Raises:
        ContributionError: if it is so.
    """
    en, nl = what
    if not value.strip():
        raise ContributionError(what_en=en, what_nl=nl, value=value, right_en="some words", right_nl="een paar woorden")
    check_length(value, most=most, what=what)


def check_length(value: str, *, most: int, what: tuple[str, str] = _WORDS) -> None:
    """Refuse a text that is too long or holds signs that no keyboard makes; empty may be.

    Raises:
        ContributionError: if it is so.
    """
    en, nl = what
    if len(value) > most:
        raise ContributionError(
            what_en=en,
            what_nl=nl,
            value=f"{len(value)}",
            right_en=f"at most {most} letters",
            right_nl=f"hoogstens {most} letters",
        )
    # A null cannot be kept by PostgreSQL, and half a surrogate pair by nobody.
    if any(sign < " " and sign not in "\n\t" for sign in value) or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise ContributionError(
            what_en=en, what_nl=nl, value="�", right_en="letters that can be read", right_nl="leesbare letters"
        )


def check_count(value: int, *, most: int) -> None:
    """Refuse a number that is no whole number from 0 to `most`.

    Raises:
        ContributionError: if it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise wrong("number", "aantal", value, en=f"0 to {most}", nl=f"0 tot en met {most}")


def wrong(english: str, dutch: str, value: object, *, en: str, nl: str) -> ContributionError:
    """Return the error of a part that cannot be."""
    return ContributionError(
        what_en=f"The {english}", what_nl=f"De waarde van {dutch}", value=value, right_en=en, right_nl=nl
    )
