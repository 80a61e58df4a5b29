"""Errors of votes, choices and the wijkschets."""

from __future__ import annotations

from typing import ClassVar

from veerkracht.errors.base import VeerkrachtError


class WijkschetsError(VeerkrachtError):
    """Votes, choices or a wijkschets cannot be worked with as they are."""


class VoteShapeError(WijkschetsError):
    """The arrays of a table of votes do not have one row a person and one column a statement."""

    english: ClassVar[str] = (
        "Votes of {people} people on {statements} statements have arrays of shape {values} and {seen}. "
        "Give one row a person and one column a statement."
    )
    dutch: ClassVar[str] = (
        "Stemmen van {people} mensen op {statements} stellingen staan in reeksen van vorm {values} en {seen}. "
        "Geef een rij per persoon en een kolom per stelling."
    )

    def __init__(self, *, people: int, statements: int, values: object, seen: object) -> None:
        super().__init__(people=people, statements=statements, values=values, seen=seen)


class VoteValueError(WijkschetsError):
    """A vote is none of agree, pass and disagree."""

    english: ClassVar[str] = (
        "The vote of {person} on {statement} is {value}. A vote is 1 (agree), 0 (pass), -1 (disagree) or not seen."
    )
    dutch: ClassVar[str] = (
        "De stem van {person} op {statement} is {value}. Een stem is 1 (eens), 0 (weet niet), -1 (oneens) of niet "
        "gezien."
    )

    def __init__(self, person: str, *, statement: str, value: object) -> None:
        super().__init__(person=person, statement=statement, value=value)


class VoteFileError(WijkschetsError):
    """A file of votes cannot be read; it names the line and the column."""

    english: ClassVar[str] = "{file}{where_en}: {what_en}"
    dutch: ClassVar[str] = "{file}{where_nl}: {what_nl}"

    def __init__(self, file: str, *, what_en: str, what_nl: str, line: int | None = None, column: str = "") -> None:
        place_en = ([f"line {line}"] if line else []) + ([f"column {column!r}"] if column else [])
        place_nl = ([f"regel {line}"] if line else []) + ([f"kolom {column!r}"] if column else [])
        super().__init__(
            file=file,
            line=line,
            column=column,
            what_en=what_en,
            what_nl=what_nl,
            where_en=", " + ", ".join(place_en) if place_en else "",
            where_nl=", " + ", ".join(place_nl) if place_nl else "",
        )


class ScaleError(WijkschetsError):
    """Counts on a scale are not counts, or the scale is too short or too long."""

    english: ClassVar[str] = "The counts {counts} are no scale of answers. {right_en}"
    dutch: ClassVar[str] = "De aantallen {counts} zijn geen schaal met antwoorden. {right_nl}"

    def __init__(self, counts: object, *, right_en: str, right_nl: str) -> None:
        super().__init__(counts=counts, right_en=right_en, right_nl=right_nl)


class UnequalGradesError(WijkschetsError):
    """Not every option was graded by the same number of people, so majorities cannot be compared."""

    english: ClassVar[str] = (
        "The options were graded by {totals} people, but majority judgement compares options that all were graded by "
        "the same people. Count a grade that was not given as the lowest."
    )
    dutch: ClassVar[str] = (
        "De opties zijn beoordeeld door {totals} mensen, maar het meerderheidsoordeel vergelijkt opties die iedereen "
        "beoordeelde. Tel een oordeel dat niet gegeven is als het laagste."
    )

    def __init__(self, totals: object) -> None:
        super().__init__(totals=totals)


class BudgetError(WijkschetsError):
    """A budget cannot be divided: a cost or the budget is no positive whole number, or a vote names no project."""

    english: ClassVar[str] = "The budget cannot be divided: {what_en}."
    dutch: ClassVar[str] = "Het budget kan niet worden verdeeld: {what_nl}."

    def __init__(self, *, what_en: str, what_nl: str) -> None:
        super().__init__(what_en=what_en, what_nl=what_nl)
