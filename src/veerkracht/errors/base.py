"""The root of the error tree and how an error speaks two languages."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable


class VeerkrachtError(Exception):
    """Something went wrong that a person can mend; the message says how.

    A subclass sets the two templates and hands its facts to `super().__init__`; the facts
    become attributes, so that pages and the API can use them. A template says what was
    wrong, with the value, what would have been right, and what to do.

    Attributes:
        facts: the values that the templates name.
    """

    english: ClassVar[str] = "Something went wrong."
    dutch: ClassVar[str] = "Er ging iets mis."

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        for name, value in facts.items():
            setattr(self, name, value)
        super().__init__(self.message("en"))

    def __reduce__(self) -> tuple[object, ...]:
        """An error crosses the border between two processes with its facts, whatever arguments its kind takes."""
        return _made_again, (type(self), self.facts)

    def message(self, taal: str = "nl") -> str:
        """Return the message in Dutch (`nl`) or English (any other language)."""
        template = self.dutch if taal == "nl" else self.english
        return template.format(**self.facts)


def _made_again(kind: type[VeerkrachtError], facts: dict[str, object]) -> VeerkrachtError:
    error = kind.__new__(kind)
    VeerkrachtError.__init__(error, **facts)
    return error


def did_you_mean(wrong: str, available: Iterable[str]) -> dict[str, str]:
    """Return the facts `hint_nl` and `hint_en`: the nearest right word, or nothing.

    >>> did_you_mean("inkomn", ["inkomen", "leeftijd"])["hint_en"]
    " Did you mean 'inkomen'?"
    """
    near = get_close_matches(wrong, list(available), n=1)
    if not near:
        return {"hint_nl": "", "hint_en": ""}
    return {"hint_nl": f" Bedoelt u {near[0]!r}?", "hint_en": f" Did you mean {near[0]!r}?"}
