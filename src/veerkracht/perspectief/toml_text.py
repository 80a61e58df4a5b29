"""A TOML text of this room, read key by key, in which every error names its line."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from enum import StrEnum
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, TypeVar

from veerkracht.errors.perspectief import (
    PerspectiefFileError,
    PerspectiefKeyError,
    PerspectiefMissingKeyError,
    PerspectiefValueError,
)
from veerkracht.facts.language import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MOST_BYTES: Final = 2_000_000  # some thousand interventions or items; larger is another file
UNKNOWN: Final = "onbekend"
"""The word in the place of an amount, effect, lag or decay that nobody knows."""
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]#]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=")
_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+")
_Member = TypeVar("_Member", bound=StrEnum)
_ANY: Final = 1e15  # no number of this room is larger


def lines_of(text: str) -> dict[str, int]:
    r"""Return the line of every table and key by its place, such as `item[2].first`.

    >>> lines_of("[[item]]\nfirst = 1\n[[item]]\nfirst = 2\n[item.why]\nnl = ''")["item[2].why.nl"]
    6
    """
    counts: dict[str, int] = {}
    found: dict[str, int] = {}
    where, is_inside = "", False
    for number, line in enumerate(text.splitlines(), start=1):
        was_inside, is_inside = is_inside, is_inside != bool(line.count('"""') % 2)
        if was_inside:
            continue
        if header := _HEADER.match(line):
            where = _path(header[2], counts=counts, is_array=header[1] == "[[")
            found.setdefault(where, number)
        elif key := _KEY.match(line):
            found.setdefault(f"{where}.{key[1]}" if where else key[1], number)
    return found


def _path(name: str, *, counts: dict[str, int], is_array: bool) -> str:
    """Return the place that a header opens; `counts` holds how often each array was opened so far."""
    path = ""
    parts = [part.strip().strip("\"'") for part in name.split(".")]
    for depth, part in enumerate(parts, start=1):
        path = f"{path}.{part}" if path else part
        if is_array and depth == len(parts):
            counts[path] = counts.get(path, 0) + 1
        if path in counts:
            path = f"{path}[{counts[path]}]"
    return path


class Table:
    """A table of a TOML text that remembers which of its keys were asked for."""

    def __init__(self, data: Mapping[str, Any], *, document: str, where: str, lines: Mapping[str, int]) -> None:
        self.document, self.where = document, where
        self._data, self._lines = data, lines
        self._asked: dict[str, None] = {}

    def __contains__(self, key: str) -> bool:
        self._asked[key] = None
        return key in self._data

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def line(self, key: str = "") -> int:
        """Return the line of a key, or of the table; 0 if it cannot be told."""
        place = f"{self.where}.{key}" if self.where and key else key or self.where
        while place and place not in self._lines:
            place = place.rpartition(".")[0]
        return self._lines.get(place, 0)

    def at(self, key: str = "") -> dict[str, Any]:
        """Return what an error needs to name a place: document, where and line."""
        return {"document": self.document, "where": self.where or "[top]", "line": self.line(key)}

    def wrong(
        self, key: str, value: object, *, right_en: str, right_nl: str, near: Iterable[str] = ()
    ) -> PerspectiefValueError:
        """Return the error that a key has a value that cannot be."""
        return PerspectiefValueError(key, value=value, right_en=right_en, right_nl=right_nl, near=near, **self.at(key))

    def take(self, key: str, *, right_en: str = "a value", right_nl: str = "een waarde") -> Any:
        """Return what stands under a key.

        Raises:
            PerspectiefMissingKeyError: if nothing does.
        """
        if key not in self:
            raise PerspectiefMissingKeyError(key, right_en=right_en, right_nl=right_nl, **self.at())
        return self._data[key]

    def finish(self) -> None:
        """Check that every key was asked for.

        Raises:
            PerspectiefKeyError: if one was not; it names the nearest known key.
        """
        for key in self._data:
            if key not in self._asked:
                raise PerspectiefKeyError(key, known=self._asked, **self.at(key))

    def text(self, key: str, *, default: str | None = None) -> str:
        """Return a text that is not empty, or the default."""
        if default is not None and key not in self:
            return default
        right = {"right_en": "a text between quotes", "right_nl": "een tekst tussen aanhalingstekens"}
        value = self.take(key, **right)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, value, **right)
        return value.strip()

    def address(self, key: str) -> str:
        """Return an address that begins with http."""
        value = self.text(key)
        if not _ADDRESS.fullmatch(value):
            raise self.wrong(key, value, right_en="an address http(s)://...", right_nl="een adres http(s)://...")
        return value

    def bilingual(self, key: str) -> Bilingual:
        """Return a text in both languages, written `{ nl = "...", en = "..." }`."""
        inner = self.table(key)
        said = Bilingual(nl=inner.text("nl"), en=inner.text("en"))
        inner.finish()
        return said

    def number(self, key: str, *, least: float = -_ANY, most: float = _ANY) -> float:
        """Return a finite number within limits."""
        right = {
            "right_en": f"a number from {least:g} to {most:g}",
            "right_nl": f"een getal van {least:g} tot en met {most:g}",
        }
        value = self.take(key, **right)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise self.wrong(key, value, **right)
        if not isfinite(value):
            raise self.wrong(key, value, **right)
        return float(value)

    def whole(self, key: str, *, least: int, most: int) -> int:
        """Return a whole number within limits."""
        right = {
            "right_en": f"a whole number from {least} to {most}",
            "right_nl": f"een heel getal van {least} tot en met {most}",
        }
        value = self.take(key, **right)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.wrong(key, value, **right)
        return value

    def day(self, key: str) -> date:
        """Return a date, written without quotes."""
        right = {"right_en": "a date such as 2026-11-23", "right_nl": "een datum zoals 2026-11-23"}
        value = self.take(key, **right)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.wrong(key, value, **right)
        return value

    def member(self, key: str, kind: type[_Member]) -> _Member:
        """Return one of the words of a kind."""
        return self.as_member(key, self.take(key, **_one_of(kind)), kind)

    def as_member(self, key: str, value: object, kind: type[_Member]) -> _Member:
        """Return a value as one of the words of a kind."""
        if not isinstance(value, str) or value not in list(kind):
            raise self.wrong(key, value, near=list(kind), **_one_of(kind))
        return kind(value)

    def members(self, key: str, kind: type[_Member]) -> tuple[_Member, ...]:
        """Return a list of words of a kind, none where the key is absent."""
        if key not in self:
            return ()
        value = self.take(key)
        if not isinstance(value, list):
            raise self.wrong(key, value, right_en="a list [ ... ]", right_nl="een lijst [ ... ]")
        return tuple(self.as_member(key, each, kind) for each in value)

    def is_unknown(self, key: str) -> bool:
        """Return whether a key that must be there says 'onbekend'."""
        right = {"right_en": f'a value, or "{UNKNOWN}"', "right_nl": f'een waarde, of "{UNKNOWN}"'}
        return bool(self.take(key, **right) == UNKNOWN)

    def table(self, key: str) -> Table:
        """Return the table under a key."""
        value = self.take(key, right_en="a table", right_nl="een tabel")
        if not isinstance(value, dict):
            raise self.wrong(key, value, right_en="a table { ... }", right_nl="een tabel { ... }")
        return Table(value, document=self.document, where=self._below(key), lines=self._lines)

    def tables(self, key: str) -> Iterator[Table]:
        """Yield every table under a key, none where the key is absent."""
        if key not in self:
            return
        value = self.take(key)
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.wrong(key, value, right_en=f"tables [[{key}]]", right_nl=f"tabellen [[{key}]]")
        for number, each in enumerate(value, start=1):
            where = f"{self._below(key)}[{number}]"
            yield Table(each, document=self.document, where=where, lines=self._lines)

    def _below(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key


def _one_of(kind: type[StrEnum]) -> dict[str, str]:
    listed = " | ".join(kind)
    return {"right_en": listed, "right_nl": listed}


def read_text(raw: bytes | str, *, document: str, known_format: int) -> Table:
    """Return the topmost table of a text whose `format` is known.

    Raises:
        PerspectiefFileError: if the text is too large, not UTF-8 or not TOML.
        PerspectiefValueError, PerspectiefMissingKeyError: if the format is another, or missing.
    """
    if len(raw) > MOST_BYTES:
        what = (f"it has {len(raw)} bytes", f"het heeft {len(raw)} bytes")
        raise _file_error(document, what, right=(f"at most {MOST_BYTES}", f"hoogstens {MOST_BYTES}"))
    try:
        text = raw if isinstance(raw, str) else raw.decode("utf-8-sig")
        data = tomllib.loads(text)
    except UnicodeDecodeError as error:
        what = (f"byte {error.start} is not UTF-8", f"byte {error.start} is geen UTF-8")
        raise _file_error(document, what, right=("text in UTF-8", "tekst in UTF-8")) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        what = (f"this is not valid TOML: {error}", f"dit is geen geldige TOML: {error}")
        right = ("texts in quotes, numbers without", "teksten tussen aanhalingstekens, getallen zonder")
        raise _file_error(document, what, right=right) from None
    root = Table(data, document=document, where="", lines=lines_of(text))
    root.whole("format", least=known_format, most=known_format)
    return root


def _file_error(document: str, what: tuple[str, str], *, right: tuple[str, str]) -> PerspectiefFileError:
    return PerspectiefFileError(document, what_en=what[0], what_nl=what[1], right_en=right[0], right_nl=right[1])
