"""Errors about index designs and about the tables that a design is carried out on.

DesignError
├── DesignSyntaxError          the text is not TOML
├── UnknownKeyError            a key that means nothing here
├── MissingKeyError            a choice that was skipped
├── DesignValueError           a key with a value that cannot be
├── UnknownMethodError         a method that does not exist
├── TreeError                  nodes and indicators that do not make one tree
├── DesignColumnError          the table lacks what the design asks for
├── ReferencePeriodError       the reference period cannot be used
├── NoSpreadError              a column that is the same everywhere
├── AggregationDomainError     values that an aggregation cannot take
├── NotAdditiveError           a score that cannot be taken apart
├── UnknownDesignError         no shipped design of that name
└── IndexTableError            a table file with a fault in a cell or in its layout
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from veerkracht.errors.base import VeerkrachtError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable


def _listed(words: Iterable[object]) -> str:
    return ", ".join(str(word) for word in words) or "-"


class DesignError(VeerkrachtError):
    """An index design cannot be carried out."""


class DesignSyntaxError(DesignError):
    """The text of a design is not TOML."""

    english: ClassVar[str] = "The design is not valid TOML: {problem}. Mend that line; every text stands in quotes."
    dutch: ClassVar[str] = 'Het ontwerp is geen geldige TOML: {problem}. Verbeter die regel; elke tekst staat tussen ".'

    def __init__(self, problem: str) -> None:
        super().__init__(problem=problem)


class UnknownKeyError(DesignError):
    """A design holds a key that means nothing, so a choice would be lost in silence."""

    english: ClassVar[str] = "Design, {where}: the key {key!r} means nothing here.{hint_en} Known are: {known}."
    dutch: ClassVar[str] = "Ontwerp, {where}: de sleutel {key!r} betekent hier niets.{hint_nl} Bekend zijn: {known}."

    def __init__(self, key: str, *, where: str, known: Iterable[str]) -> None:
        names = list(known)
        super().__init__(key=key, where=where, known=_listed(names), **did_you_mean(key, names))


class MissingKeyError(DesignError):
    """A design skips a choice that it must make."""

    english: ClassVar[str] = "Design, {where}: the key {key!r} is missing. Every choice must be written down; add it."
    dutch: ClassVar[str] = "Ontwerp, {where}: de sleutel {key!r} ontbreekt. Elke keuze moet er staan; voeg hem toe."

    def __init__(self, key: str, *, where: str) -> None:
        super().__init__(key=key, where=where)


class DesignValueError(DesignError):
    """A key of a design has a value that cannot be."""

    english: ClassVar[str] = "Design, {where}: {key} is {value!r}, but must be {right_en}."
    dutch: ClassVar[str] = "Ontwerp, {where}: {key} is {value!r}, maar moet zijn: {right_nl}."

    def __init__(self, key: str, *, value: object, where: str, right_en: str, right_nl: str) -> None:
        super().__init__(key=key, value=value, where=where, right_en=right_en, right_nl=right_nl)


class NothingMovesError(DesignValueError):
    """A design doubts nothing that moves a rank, so that there is no uncertainty to divide."""


class UnknownMethodError(DesignError):
    """A design names a method that does not exist."""

    english: ClassVar[str] = "Design, {where}: there is no method {method!r}.{hint_en} Choose from: {known}."
    dutch: ClassVar[str] = "Ontwerp, {where}: methode {method!r} bestaat niet.{hint_nl} Kies uit: {known}."

    def __init__(self, method: object, *, where: str, known: Iterable[str]) -> None:
        names = list(known)
        super().__init__(method=method, where=where, known=_listed(names), **did_you_mean(str(method), names))


class TreeError(DesignError):
    """The nodes and indicators of a design do not make one tree."""

    english: ClassVar[str] = "Design, {where}: {what_en}"
    dutch: ClassVar[str] = "Ontwerp, {where}: {what_nl}"

    def __init__(self, where: str, *, what_en: str, what_nl: str) -> None:
        super().__init__(where=where, what_en=what_en, what_nl=what_nl)


class DesignColumnError(DesignError):
    """The table lacks a column that the design asks for."""

    english: ClassVar[str] = (
        "The design {design!r} needs the column {column!r} ({role_en}), but the table does not hold it.{hint_en} "
        "Add the column or take it out of the design. The table holds: {available}."
    )
    dutch: ClassVar[str] = (
        "Het ontwerp {design!r} heeft de kolom {column!r} nodig ({role_nl}), maar die staat niet in de tabel.{hint_nl} "
        "Voeg de kolom toe of haal hem uit het ontwerp. De tabel heeft: {available}."
    )

    def __init__(self, column: str, *, design: str, role_en: str, role_nl: str, available: Iterable[str]) -> None:
        names = list(available)
        hints = did_you_mean(column, names)
        shown = names if len(names) <= 20 else [*names[:20], "..."]
        super().__init__(
            column=column, design=design, role_en=role_en, role_nl=role_nl, available=_listed(shown), **hints
        )


class ReferencePeriodError(DesignError):
    """The period on which the scale of a design is set holds no figures."""

    english: ClassVar[str] = (
        "The design sets its scale on {reference}, but {indicator!r} has no value then. "
        "The table holds the periods {available}. Choose another reference, or 'all'."
    )
    dutch: ClassVar[str] = (
        "Het ontwerp ijkt op {reference}, maar {indicator!r} heeft dan geen waarde. "
        "De tabel heeft de periodes {available}. Kies een andere referentie, of 'all'."
    )

    def __init__(self, reference: str, *, indicator: str, available: Iterable[object]) -> None:
        super().__init__(reference=reference, indicator=indicator, available=_listed(available))


class NoSpreadError(DesignError):
    """A column is the same everywhere, so that it cannot be put on a scale."""

    english: ClassVar[str] = (
        "{what!r} has the same value {value:g} in all areas of the reference, so {method} cannot scale it. "
        "Take it out of the design, or give it goalposts."
    )
    dutch: ClassVar[str] = (
        "{what!r} heeft in alle gebieden van de referentie dezelfde waarde {value:g}, dus {method} kan niet schalen. "
        "Haal hem uit het ontwerp, of geef vaste grenzen (goalposts)."
    )

    def __init__(self, what: str, *, value: float, method: str) -> None:
        super().__init__(what=what, value=value, method=method)


class AggregationDomainError(DesignError):
    """An aggregation was given values that it cannot take."""

    english: ClassVar[str] = (
        "{method} in node {node!r} cannot take {value:g}; it needs {right_en}. "
        "Choose a scale above zero (min_max with low = 1) or another aggregation."
    )
    dutch: ClassVar[str] = (
        "{method} in knoop {node!r} kan niet rekenen met {value:g}; nodig is {right_nl}. "
        "Kies een schaal boven nul (min_max met low = 1) of een andere manier van samenvoegen."
    )

    def __init__(self, method: str, *, value: float, right_en: str, right_nl: str, node: str = "?") -> None:
        super().__init__(method=method, value=value, right_en=right_en, right_nl=right_nl, node=node)


class NotAdditiveError(DesignError):
    """A score cannot be taken apart into contributions that add up to it."""

    english: ClassVar[str] = (
        "The score of {node!r} cannot be split over its indicators: {method} counts wins between areas, "
        "which no indicator owns alone. Look at the parts of the node instead."
    )
    dutch: ClassVar[str] = (
        "De score van {node!r} is niet te verdelen over de indicatoren: {method} telt winst tussen gebieden, "
        "en die hoort niet bij één indicator. Bekijk de onderdelen van de knoop."
    )

    def __init__(self, node: str, *, method: str) -> None:
        super().__init__(node=node, method=method)


class UnknownDesignError(DesignError):
    """There is no shipped design of that name, nor a file."""

    english: ClassVar[str] = (
        "There is no design {name!r}: no file, and no shipped design.{hint_en} Shipped are: {available}."
    )
    dutch: ClassVar[str] = (
        "Ontwerp {name!r} bestaat niet: geen bestand en geen meegeleverd ontwerp.{hint_nl} "
        "Meegeleverd zijn: {available}."
    )

    def __init__(self, name: str, *, available: Iterable[str]) -> None:
        names = list(available)
        super().__init__(name=name, available=_listed(names), **did_you_mean(name, names))


class IndexTableError(DesignError):
    """A table file cannot be read: the message names line, column and value."""

    english: ClassVar[str] = "{file}{where_en}: {what_en}"
    dutch: ClassVar[str] = "{file}{where_nl}: {what_nl}"

    def __init__(self, file: str, *, what_en: str, what_nl: str, line: int | None = None, column: str = "") -> None:
        parts_en = [f"line {line}"] if line is not None else []
        parts_nl = [f"regel {line}"] if line is not None else []
        if column:
            parts_en.append(f"column {column!r}")
            parts_nl.append(f"kolom {column!r}")
        super().__init__(
            file=file,
            line=line,
            column=column,
            what_en=what_en,
            what_nl=what_nl,
            where_en="".join(f", {part}" for part in parts_en),
            where_nl="".join(f", {part}" for part in parts_nl),
        )
