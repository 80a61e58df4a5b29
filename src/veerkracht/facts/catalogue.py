"""Reads the indicator catalogue: from TOML text to indicators and table families, every fault named.

The text comes in as an argument; `veerkracht.sources.shipped` brings the one in the wheel.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from veerkracht.errors.base import did_you_mean
from veerkracht.errors.data import CatalogueError
from veerkracht.facts.areas import Level
from veerkracht.facts.indicators import (
    Better,
    Break,
    Catalogue,
    ColumnSource,
    Derivation,
    Indicator,
    Kind,
    TableFamily,
    Theme,
)
from veerkracht.facts.language import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from enum import StrEnum

_SERVICES = ("cbs", "dataderden", "leefbaarometer", "pdok", "file")
_CBS_LEVELS = ("land", "gemeente", "wijk", "buurt")
_UNBOUNDED = (float("-inf"), float("inf"))
# What no figure of this kind can be below or above, unless the catalogue says so itself.
_BOUNDS = {
    Kind.COUNT: (0.0, float("inf")),
    Kind.PERCENTAGE: (0.0, 100.0),
    Kind.RATE: (0.0, float("inf")),
    Kind.DISTANCE: (0.0, float("inf")),
    Kind.DENSITY: (0.0, float("inf")),
    Kind.SCORE: _UNBOUNDED,
    Kind.AMOUNT: _UNBOUNDED,
    Kind.CLASS: _UNBOUNDED,
}

_Member = TypeVar("_Member", bound="StrEnum")


def parse_catalogue(text: str) -> Catalogue:
    """Return the catalogue that a TOML text describes.

    The text has three tables: `[units]` (shared names of units), `[families.<code>]` (series of
    published tables) and `[indicators.<code>]`. A source may name several families, and several
    sources may cover one year: then they are other names of the same column, the likeliest first.

    Raises:
        CatalogueError: if the text is no TOML, a key is missing, unknown or of the wrong kind, or
            one line contradicts another; it names the table, the value and the remedy.

    Examples:
        >>> parse_catalogue('[indicators.inwoners]')
        Traceback (most recent call last):
            ...
        veerkracht.errors.data.CatalogueError: Catalogue, indicators.inwoners: the key 'name' is missing. Add it.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        _fail(
            "TOML",
            f"this is not valid TOML: {fault}. Correct that line.",
            f"geen geldige TOML: {fault}. Verbeter die regel.",
        )
    root = _Section(raw, where="catalogue")
    units = {code: root.section("units").bilingual(code) for code in root.section("units", needed=False).names()}
    families = {code: _family(code, part) for code, part in root.section("families", needed=False).sections()}
    indicators = {code: _indicator(code, part, units=units) for code, part in root.section("indicators").sections()}
    root.finish()
    catalogue = Catalogue(indicators=indicators, families=families)
    _check(catalogue)
    return catalogue


class _Section:
    """One table of the TOML text; remembers which keys were read, so that the rest can be refused."""

    def __init__(self, raw: Mapping[str, Any], *, where: str) -> None:
        self.raw = raw
        self.where = where
        self.read: set[str] = set()

    def names(self) -> tuple[str, ...]:
        return tuple(self.raw)

    def at(self, key: str) -> str:
        return key if self.where == "catalogue" else f"{self.where}.{key}"

    def take(self, key: str, *kinds: type, default: Any = None) -> Any:
        """Return the value of a key, of one of `kinds`; the default, if there is one, when it lacks."""
        self.read.add(key)
        if key not in self.raw:
            if default is None:
                _fail(
                    self.where, f"the key {key!r} is missing. Add it.", f"de sleutel {key!r} ontbreekt. Voeg hem toe."
                )
            return default
        value = self.raw[key]
        if isinstance(value, bool) is not (bool in kinds) or not isinstance(value, kinds):
            en = " or ".join(_WORDS[kind][1] for kind in kinds)
            nl = " of ".join(_WORDS[kind][0] for kind in kinds)
            _fail(self.at(key), f"{value!r} is not {en}. Write {en}.", f"{value!r} is geen {nl}. Schrijf {nl}.")
        return value

    def section(self, key: str, *, needed: bool = True) -> _Section:
        return _Section(self.take(key, dict, default=None if needed else {}), where=self.at(key))

    def sections(self) -> Iterable[tuple[str, _Section]]:
        for key in self.raw:
            yield key, self.section(key)

    def listed(self, key: str) -> Iterable[_Section]:
        for number, part in enumerate(self.take(key, list, default=[]), start=1):
            where = f"{self.at(key)}[{number}]"
            if not isinstance(part, dict):
                _fail(
                    where, f"{part!r} is not a table. Write {{ ... }}.", f"{part!r} is geen tabel. Schrijf {{ ... }}."
                )
            yield _Section(part, where=where)

    def bilingual(self, key: str) -> Bilingual:
        part = self.section(key)
        text = Bilingual(part.take("nl", str), part.take("en", str))
        part.finish()
        if not text.nl.strip() or not text.en.strip():
            _fail(self.at(key), "a language is empty. Write both.", "een taal is leeg. Schrijf ze allebei.")
        return text

    def member(self, key: str, kind: type[_Member]) -> _Member:
        value = self.take(key, str)
        if value not in list(kind):
            _fail_choice(self.at(key), value, list(kind))
        return kind(value)

    def texts(self, key: str, *, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        values = self.take(key, list, str, default=None if default is None else list(default))
        values = [values] if isinstance(values, str) else values
        for value in values:
            if not isinstance(value, str):
                _fail(
                    self.at(key),
                    f"{value!r} is not a text. Quote it.",
                    f"{value!r} is geen tekst. Zet er aanhalingstekens om.",
                )
        return tuple(values)

    def by_year(self, key: str, kind: type) -> dict[int, Any]:
        """Return a table whose keys are years or runs of years such as `2013-2017`."""
        part = self.section(key, needed=False)
        found: dict[int, Any] = {}
        for label in part.names():
            first, _, last = label.partition("-")
            if not (first.isdigit() and (last or first).isdigit() and int(first) <= int(last or first)):
                _fail(
                    part.at(label),
                    "this is not a year or a run of years. Write 2024 or 2013-2017.",
                    "dit is geen jaar of reeks jaren. Schrijf 2024 of 2013-2017.",
                )
            found.update(dict.fromkeys(range(int(first), int(last or first) + 1), part.take(label, kind)))
        return found

    def finish(self) -> None:
        for key in self.raw:
            if key not in self.read:
                hint = did_you_mean(key, self.read)
                _fail(
                    self.where,
                    f"the key {key!r} is not known.{hint['hint_en']} Remove it.",
                    f"de sleutel {key!r} is niet bekend.{hint['hint_nl']} Haal hem weg.",
                )


_WORDS: dict[type, tuple[str, str]] = {
    str: ("tekst", "a text"),
    int: ("geheel getal", "a whole number"),
    float: ("getal", "a number"),
    bool: ("true of false", "true or false"),
    list: ("lijst", "a list"),
    dict: ("tabel", "a table"),
}


def _fail(where: str, what_en: str, what_nl: str) -> NoReturn:
    raise CatalogueError(where, what_en=what_en, what_nl=what_nl)


def _fail_choice(where: str, value: str, right: Iterable[str]) -> NoReturn:
    choices = ", ".join(right)
    _fail(
        where, f"{value!r} is not one of {choices}. Choose one.", f"{value!r} is niet een van {choices}. Kies er een."
    )


def _family(code: str, part: _Section) -> TableFamily:
    family = TableFamily(
        code=code,
        name=part.bilingual("name"),
        publisher=part.take("publisher", str),
        licence=part.take("licence", str),
        service=part.take("service", str),
        address=part.take("address", str, default=""),
        ids=part.by_year("ids", str),
        boundary_years=part.by_year("boundary_years", int),
        filters={key: part.section("filters").take(key, str) for key in part.section("filters", needed=False).names()},
        period_dimension=part.take("period_dimension", str, default=""),
        modelled=part.take("modelled", bool, default=False),
    )
    part.finish()
    if family.service not in _SERVICES:
        _fail_choice(part.at("service"), family.service, _SERVICES)
    return family


def _indicator(code: str, part: _Section, *, units: Mapping[str, Bilingual]) -> Indicator:
    name, unit = part.bilingual("name"), part.take("unit", str)
    if unit not in units:
        _fail_choice(part.at("unit"), unit, units)
    levels = part.texts("levels", default=_CBS_LEVELS)
    for level in levels:
        if level not in list(Level):
            _fail_choice(part.at("levels"), level, list(Level))
    kind = part.member("kind", Kind)
    low, high = _BOUNDS[kind]
    indicator = Indicator(
        code=code,
        name=name,
        theme=part.member("theme", Theme),
        kind=kind,
        unit=units[unit],
        better=part.member("better", Better),
        levels=tuple(Level(level) for level in levels),
        explanation=part.bilingual("explanation"),
        denominator=part.take("denominator", str, default=""),
        minimum_denominator=part.take("minimum_denominator", int, default=0),
        rounded_to=part.take("rounded_to", int, default=0),
        low=float(part.take("low", int, float, default=low)),
        high=float(part.take("high", int, float, default=high)),
        modelled=part.take("modelled", bool, default=False),
        sources=tuple(source for one in part.listed("sources") for source in _sources(one)),
        breaks=tuple(_break(one) for one in part.listed("breaks")),
        derivation=_derivation(part.section("derivation")) if "derivation" in part.raw else None,
    )
    part.finish()
    return indicator


def _sources(part: _Section) -> tuple[ColumnSource, ...]:
    first, last = part.take("first", int, default=0), part.take("last", int, default=9999)
    if first > last:
        _fail(
            part.where,
            f"the first year {first} lies after the last {last}. Swap them.",
            f"het eerste jaar {first} ligt na het laatste {last}. Wissel ze om.",
        )
    found = tuple(
        ColumnSource(
            family=family,
            stem=part.take("stem", str),
            short=part.take("short", str, default=""),
            first=first,
            last=last,
            scale=float(part.take("scale", int, float, default=1.0)),
            provisional_years=tuple(part.take("provisional_years", list, default=[])),
        )
        for family in part.texts("family")
    )
    part.finish()
    return found


def _break(part: _Section) -> Break:
    found = Break(year=part.take("year", int), reason=part.bilingual("reason"))
    part.finish()
    return found


def _derivation(part: _Section) -> Derivation:
    found = Derivation(
        parts=part.texts("parts"),
        wholes=part.texts("wholes", default=()),
        per=float(part.take("per", int, float, default=1.0)),
        same_period=part.take("same_period", bool, default=True),
    )
    part.finish()
    return found


def _check(catalogue: Catalogue) -> None:
    """Refuse a catalogue of which one line contradicts another."""
    for indicator in catalogue:
        where = f"indicators.{indicator.code}"
        if not indicator.sources and indicator.derivation is None:
            _fail(
                where,
                "it has no source and no derivation. Add one of them.",
                "er is geen bron en geen afleiding. Voeg een van beide toe.",
            )
        if not indicator.low < indicator.high:
            _fail(
                where,
                f"low {indicator.low} is not below high {indicator.high}. Correct them.",
                f"low {indicator.low} ligt niet onder high {indicator.high}. Verbeter ze.",
            )
        named = (indicator.denominator, *_inputs(indicator))
        for code in filter(None, named):
            if code not in catalogue:
                hint = did_you_mean(code, catalogue.indicators)
                _fail(
                    where,
                    f"it names the indicator {code!r}, which is not here.{hint['hint_en']} Correct the code.",
                    f"de indicator {code!r} staat hier niet.{hint['hint_nl']} Verbeter de code.",
                )
        for source in indicator.sources:
            if source.family not in catalogue.families:
                _fail_choice(f"{where}.sources", source.family, catalogue.families)
    _check_derivations(catalogue)
    _check_columns(catalogue)


def _inputs(indicator: Indicator) -> tuple[str, ...]:
    made = indicator.derivation
    return () if made is None else made.parts + made.wholes


def _check_derivations(catalogue: Catalogue) -> None:
    """Refuse an indicator that is, by any way round, made from itself."""
    for indicator in catalogue:
        seen: set[str] = set()
        ahead = list(_inputs(indicator))
        while ahead:
            code = ahead.pop()
            if code == indicator.code:
                _fail(
                    f"indicators.{code}.derivation",
                    "it is made from itself. Break the circle.",
                    "hij is van zichzelf gemaakt. Doorbreek de cirkel.",
                )
            if code not in seen:
                seen.add(code)
                ahead.extend(_inputs(catalogue[code]))


def _check_columns(catalogue: Catalogue) -> None:
    """Refuse two indicators that claim one column of one table in one year."""
    claims = [
        (source.family, source.stem, source.first, source.last, indicator.code)
        for indicator in catalogue
        for source in indicator.sources
    ]
    shared = {key for key, times in Counter(claim[:2] for claim in claims).items() if times > 1}
    for before, after in pairwise(sorted(claim for claim in claims if claim[:2] in shared)):
        if before[:2] == after[:2] and after[2] <= before[3] and before[4] != after[4]:
            _fail(
                f"indicators.{after[4]}.sources",
                f"column {after[1]!r} of {after[0]!r} also belongs to {before[4]!r} in {after[2]}. Keep one.",
                f"kolom {after[1]!r} van {after[0]!r} hoort in {after[2]} ook bij {before[4]!r}. Houd er één.",
            )
