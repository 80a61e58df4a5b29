"""Texts without the characters that no document can hold."""

from __future__ import annotations

import re
import unicodedata

# Controls, surrogates, private use, marks that turn the direction of text: no font shows them, formats refuse them.
_UNWANTED = {"Cc", "Cs", "Co", "Cn"}
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def clean(text: str) -> str:
    r"""Return a text without characters that a document cannot hold; line ends become spaces.

    >>> clean("Zui\x00len\tNoord")
    'Zuilen Noord'
    """
    if text.isascii() and text.isprintable():
        return text
    spaced = re.sub(r"[\t\r\n\v\f]+", " ", _TURNING.sub("", text))
    return "".join(char for char in spaced if unicodedata.category(char) not in _UNWANTED)
