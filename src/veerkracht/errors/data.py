"""Errors about tables of areas, their codes, periods and indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from veerkracht.errors.base import VeerkrachtError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable


class DataError(VeerkrachtError):
    """A table lacks or contradicts something."""


class AreaCodeError(DataError):
    """A text is not the code of a Dutch area."""

    english: ClassVar[str] = (
        "{code!r} is not an area code. Right are NL00, GM0344, WK034401, BU03440111 or a postcode "
        "such as 3511. Correct the code."
    )
    dutch: ClassVar[str] = (
        "{code!r} is geen gebiedscode. Goed zijn NL00, GM0344, WK034401, BU03440111 of een postcode "
        "zoals 3511. Verbeter de code."
    )

    def __init__(self, code: object) -> None:
        super().__init__(code=code)


class DuplicateAreaError(DataError):
    """A set of areas names the same area twice."""

    english: ClassVar[str] = "Area {code!r} stands {times} times in one set of areas. Keep one of them."
    dutch: ClassVar[str] = "Gebied {code!r} komt {times} keer voor in één lijst. Houd er één over."

    def __init__(self, code: str, *, times: int) -> None:
        super().__init__(code=code, times=times)


class UnknownAreaError(DataError):
    """An area was asked for that the table does not hold."""

    english: ClassVar[str] = "There is no area {code!r} here.{hint_en} Choose an area that the data hold."
    dutch: ClassVar[str] = "Gebied {code!r} is hier niet bekend.{hint_nl} Kies een gebied dat in de gegevens zit."

    def __init__(self, code: str, *, available: Iterable[str] = ()) -> None:
        super().__init__(code=code, **did_you_mean(code, available))


class NoFiguresError(UnknownAreaError):
    """A report was asked for of a gemeente of which nothing is stored."""

    english: ClassVar[str] = (
        "There are no figures on {code!r} yet.{hint_en} Fetch them with `veerkracht data refresh --gemeente GM0344 "
        "--jaren 2015-2024`, or bring in files with `veerkracht data import FOLDER`."
    )
    dutch: ClassVar[str] = (
        "Er zijn nog geen cijfers over {code!r}.{hint_nl} Haal ze op met `veerkracht data refresh --gemeente GM0344 "
        "--jaren 2015-2024`, of lees bestanden in met `veerkracht data import MAP`."
    )


class PeriodError(DataError):
    """A text is not a period."""

    english: ClassVar[str] = "{text!r} is not a period. Right are 2024, 2020JJ00, 2024KW02 or 2024MM03."
    dutch: ClassVar[str] = "{text!r} is geen periode. Goed zijn 2024, 2020JJ00, 2024KW02 of 2024MM03."

    def __init__(self, text: object) -> None:
        super().__init__(text=text)


class MissingIndicatorError(DataError):
    """An indicator was asked for that the table or the catalogue does not hold."""

    english: ClassVar[str] = "There is no indicator {code!r}.{hint_en}"
    dutch: ClassVar[str] = "Indicator {code!r} bestaat niet.{hint_nl}"

    def __init__(self, code: str, *, available: Iterable[str]) -> None:
        super().__init__(code=code, **did_you_mean(code, available))


class MissingPeriodError(DataError):
    """A period was asked for that the table does not hold."""

    english: ClassVar[str] = "The table holds no period {period}. It holds {available}."
    dutch: ClassVar[str] = "De tabel heeft geen periode {period}. Wel: {available}."

    def __init__(self, period: object, *, available: Iterable[object]) -> None:
        super().__init__(period=period, available=", ".join(map(str, available)) or "-")


class TableShapeError(DataError):
    """The arrays of a table do not fit its labels or one another."""

    english: ClassVar[str] = "{name} has shape {shape}, but the labels ask for {expected}."
    dutch: ClassVar[str] = "{name} heeft vorm {shape}, maar de labels vragen {expected}."

    def __init__(self, name: str, *, shape: tuple[int, ...], expected: tuple[int, ...]) -> None:
        super().__init__(name=name, shape=shape, expected=expected)


class ReasonError(DataError):
    """A missing value has no reason, or a present value has one."""

    english: ClassVar[str] = (
        "{count} cells contradict themselves: a missing value needs a reason and a present value has none. "
        "The first is {area!r}, indicator {indicator!r}, period {period}."
    )
    dutch: ClassVar[str] = (
        "{count} cellen spreken zichzelf tegen: een ontbrekende waarde heeft een reden nodig en een gevulde niet. "
        "De eerste is {area!r}, indicator {indicator!r}, periode {period}."
    )

    def __init__(self, *, count: int, area: str, indicator: str, period: object) -> None:
        super().__init__(count=count, area=area, indicator=indicator, period=period)


class DifferentAreasError(DataError):
    """Two tables are of another level or of another year of boundaries."""

    english: ClassVar[str] = (
        "These tables are of different areas: {left} and {right}. Join tables of one level and one year of boundaries."
    )
    dutch: ClassVar[str] = (
        "Deze tabellen gaan over andere gebieden: {left} en {right}. Voeg tabellen samen van één niveau en één jaar."
    )

    def __init__(self, left: str, right: str) -> None:
        super().__init__(left=left, right=right)


class CatalogueError(DataError):
    """The indicator catalogue contradicts itself."""

    english: ClassVar[str] = "Catalogue, {where}: {what_en}"
    dutch: ClassVar[str] = "Catalogus, {where}: {what_nl}"

    def __init__(self, where: str, *, what_en: str, what_nl: str) -> None:
        super().__init__(where=where, what_en=what_en, what_nl=what_nl)


class DisclosureMinimumError(DataError):
    """A minimum for shown counts would protect nobody."""

    english: ClassVar[str] = "A minimum of {minimum} hides no small counts. Choose 2 or more; 10 is usual."
    dutch: ClassVar[str] = (
        "Een minimum van {minimum} verbergt geen kleine aantallen. Kies 2 of meer; 10 is gebruikelijk."
    )

    def __init__(self, minimum: int) -> None:
        super().__init__(minimum=minimum)
