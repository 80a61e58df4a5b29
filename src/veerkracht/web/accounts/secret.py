"""Secrets in links and recovery codes: made once, kept only as a digest."""

from __future__ import annotations

import hashlib
import secrets

# Without 0/o and 1/l/i, which people mistake for each other.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LENGTH = 16
"""16 letters of 31 are 79 random bits: beyond guessing, also for someone who reads the digests."""


def new_secret() -> tuple[str, str]:
    """Return a secret for a link (256 random bits) and its digest."""
    secret = secrets.token_urlsafe(32)
    return secret, digest_of(secret)


def digest_of(secret: str) -> str:
    """Return the SHA-256 of a secret, in hexadecimals."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_code() -> str:
    """Return a code that people can type over: four groups of four letters."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH))
    return "-".join(letters[at : at + 4] for at in range(0, CODE_LENGTH, 4))


def plain_code(typed: str) -> str:
    """Return a code as it was made from how someone typed it.

    Examples:
        >>> plain_code(" ABCD efgh-jkmn pqrs ")
        'abcd-efgh-jkmn-pqrs'
    """
    letters = "".join(letter for letter in typed.lower() if letter.isalnum())
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
