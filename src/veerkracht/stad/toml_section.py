"""One table of a TOML text, read key by key: what is not asked for is an error, and so is what is missing."""

from __future__ import annotations

import difflib
import re
import tomllib
from typing import TYPE_CHECKING, Any

import numpy as np

from veerkracht.errors.scenario import (
    ScenarioKeyError,
    ScenarioMissingKeyError,
    ScenarioSyntaxError,
    ScenarioValueError,
)
from veerkracht.facts.language import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]#]+?)\s*\]\]?\s*(?:#.*)?$")
_ANY = float("inf")
_MANY = 1e5  # from here a number is written out, for 1e+06 is none to most readers


class Section:
    """A table of a TOML text that remembers which of its keys were asked for.

    `where` and `line` say where it stands, for messages; `document` is the name of the whole text.
    """

    def __init__(self, data: object, *, document: str, where: str, line: int = 0) -> None:
        self.document, self.where, self.line = document, where, line
        if not isinstance(data, dict):
            raise self.wrong(where, data, right_en="a table", right_nl="een tabel")
        self._data: dict[str, Any] = data
        self._asked: dict[str, None] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def wrong(
        self,
        key: str,
        value: object,
        *,
        right_en: str,
        right_nl: str,
        kind: type[ScenarioValueError] = ScenarioValueError,
    ) -> ScenarioValueError:
        """Return the error that a key has a value that cannot be."""
        return kind(
            key,
            value=value,
            document=self.document,
            where=self.where,
            line=self.line,
            right_en=right_en,
            right_nl=right_nl,
        )

    def take(self, key: str) -> Any:
        """Return what stands under a key.

        Raises:
            ScenarioMissingKeyError: if nothing does.
        """
        if not self.may(key):
            raise ScenarioMissingKeyError(key, document=self.document, where=self.where, line=self.line)
        return self._data[key]

    def may(self, key: str) -> bool:
        """Return whether a key is there, and note that it may be."""
        self._asked[key] = None
        return key in self._data

    def finish(self, *, also: Iterable[str] = ()) -> None:
        """Check that every key was asked for.

        Raises:
            ScenarioKeyError: if one was not; it names the nearest known key.
        """
        known = [*self._asked, *also]
        for key in self._data:
            if key not in known:
                raise ScenarioKeyError(key, document=self.document, where=self.where, line=self.line, known=known)

    def text(self, key: str, *, default: str | None = None) -> str:
        """Return a text that is not empty, or the default."""
        if default is not None and not self.may(key):
            return default
        value = self.take(key)
        if not isinstance(value, str) or (not value.strip() and default is None):
            raise self.wrong(key, value, right_en="a text between quotes", right_nl="een tekst tussen aanhalingstekens")
        return value

    def number(
        self,
        key: str,
        *,
        least: float = -_ANY,
        most: float = _ANY,
        default: float | None = None,
        kind: type[ScenarioValueError] = ScenarioValueError,
    ) -> float:
        """Return a finite number within limits, or the default."""
        if default is not None and not self.may(key):
            return default
        return self.as_number(key, self.take(key), least=least, most=most, kind=kind)

    def as_number(
        self,
        key: str,
        value: object,
        *,
        least: float = -_ANY,
        most: float = _ANY,
        kind: type[ScenarioValueError] = ScenarioValueError,
    ) -> float:
        """Return a value as a finite number within limits."""
        if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
            number = float(value)
            if np.isfinite(number):
                return number
        right_en, right_nl = _limits(least, most, taal="en"), _limits(least, most, taal="nl")
        raise self.wrong(key, value, right_en=right_en, right_nl=right_nl, kind=kind)

    def whole(
        self,
        key: str,
        *,
        least: int = 0,
        most: int = 2**53,
        default: int | None = None,
        kind: type[ScenarioValueError] = ScenarioValueError,
    ) -> int:
        """Return a whole number within limits, or the default."""
        if default is not None and not self.may(key):
            return default
        value = self.take(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.wrong(
                key,
                value,
                right_en=f"a whole number from {least} to {most}",
                right_nl=f"een heel getal van {least} tot en met {most}",
                kind=kind,
            )
        return value

    def numbers(self, key: str) -> tuple[float, ...]:
        """Return a number, or a list of numbers, as a tuple."""
        value = self.take(key)
        values = value if isinstance(value, list) else [value]
        return tuple(self.as_number(key, item) for item in values)

    def truth(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self.take(key) if self.may(key) else default
        if not isinstance(value, bool):
            raise self.wrong(key, value, right_en="true or false", right_nl="true of false")
        return value

    def word(self, key: str, *, known: Iterable[str], default: str | None = None) -> str:
        """Return one of a few words, or the default."""
        if default is not None and not self.may(key):
            return default
        return self.as_word(key, self.take(key), known=known)

    def as_word(self, key: str, value: object, *, known: Iterable[str]) -> str:
        """Return a value as one of a few words."""
        names = list(known)
        if not isinstance(value, str) or value not in names:
            listed = " | ".join(names)
            near = difflib.get_close_matches(str(value), names, n=1)
            hint = (f"; nearest: {near[0]}", f"; het dichtst erbij: {near[0]}") if near else ("", "")
            raise self.wrong(key, value, right_en=listed + hint[0], right_nl=listed + hint[1])
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, at least one."""
        value = self.take(key)
        if (
            not isinstance(value, list)
            or not value
            or not all(isinstance(item, str) and item.strip() for item in value)
        ):
            raise self.wrong(
                key,
                value,
                right_en='a list of texts, at least one: ["..."]',
                right_nl='een lijst met minstens één tekst: ["..."]',
            )
        return tuple(value)

    def bilingual(self, key: str) -> Bilingual:
        """Return a text in both languages, written `{ nl = "...", en = "..." }`."""
        inner = self.inner(key)
        said = Bilingual(nl=inner.text("nl"), en=inner.text("en"))
        inner.finish()
        return said

    def inner(self, key: str) -> Section:
        """Return the table under a key; an empty one if there is none and `key` was asked for by `may`."""
        return Section(self.take(key), document=self.document, where=f"{self.where}, {key}", line=self.line)


def read_toml(text: str, *, document: str) -> dict[str, Any]:
    """Return what a TOML text holds.

    Raises:
        ScenarioSyntaxError: if it is not TOML.
    """
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ScenarioSyntaxError(str(error), document=document) from None


def header_lines(text: str) -> dict[str, list[int]]:
    r"""Return the lines of every header, such as `[[effort]]`, by its name, so that a message can name them.

    >>> header_lines("a = 1\n[[effort]]\n[[effort]]  # more")
    {'effort': [2, 3]}
    """
    lines: dict[str, list[int]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        found = _HEADER.match(line)
        if found:
            lines.setdefault(re.sub(r"[\s\"']", "", found[2]), []).append(number)
    return lines


def _limits(least: float, most: float, *, taal: str) -> str:
    number, start, end = ("a number", "from", "to") if taal == "en" else ("een getal", "van", "tot en met")
    low = f" {start} {least:g}" if np.isfinite(least) else ""
    many = f"{most:,.0f}" if taal == "en" else f"{most:,.0f}".replace(",", ".")
    high = f" {end} {most:g}" if abs(most) < _MANY else f" {end} {many}" if np.isfinite(most) else ""
    return f"{number}{low}{high}"
