"""Errors of the balance of a city: runs that cannot be compared, books that do not close, tolerances that cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from veerkracht.errors.base import did_you_mean
from veerkracht.errors.stad import StadError


class NoRunsError(StadError):
    """There are no runs to tell anything of."""

    english: ClassVar[str] = "There are 0 runs; there must be at least 1. Simulate the policy first."
    dutch: ClassVar[str] = "Er zijn 0 runs; er moet er minstens 1 zijn. Simuleer eerst het beleid."


class UnequalRunsError(StadError):
    """Runs, or a policy and its baseline, have other years, areas or pools and cannot be laid beside each other."""

    english: ClassVar[str] = (
        "{name} has shape {one} in the one and {other} in the other{at_en}. Simulate both with the same city, years, "
        "runs and seed."
    )
    dutch: ClassVar[str] = (
        "{name} heeft vorm {one} in de ene en {other} in de andere{at_nl}. Simuleer beide met dezelfde stad, jaren, "
        "runs en seed."
    )

    def __init__(self, name: str, *, one: object, other: object, run: int | None) -> None:
        at_en, at_nl = ("", "") if run is None else (f" (run {run})", f" (run {run})")
        super().__init__(name=name, one=str(one), other=str(other), run=run, at_en=at_en, at_nl=at_nl)


class DifferentStartError(StadError):
    """A policy and its baseline do not begin in the same city, so that their difference is not that of the policy."""

    english: ClassVar[str] = (
        "The policy and the baseline begin with other households ({name}); both must begin in the same city, run by "
        "run. Simulate both with the same city and seed."
    )
    dutch: ClassVar[str] = (
        "Het beleid en de uitkomst zonder beleid beginnen met andere huishoudens ({name}); beide moeten in dezelfde "
        "stad beginnen, run voor run. Simuleer beide met dezelfde stad en seed."
    )

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class BooksError(StadError):
    """Households appear or disappear: areas, pools and temporary homes do not add up to the city."""

    english: ClassVar[str] = (
        "In run {run} the households of year {year} do not add up: {gap:+g} beside what was formed and dissolved; "
        "it must be 0. This is a fault of the simulation and not of the scenario: report it with the scenario and seed."
    )
    dutch: ClassVar[str] = (
        "In run {run} kloppen de huishoudens van jaar {year} niet: {gap:+g} naast wat gevormd en opgeheven is; "
        "dat moet 0 zijn. Dit is een fout van de simulatie en niet van het scenario: meld het met scenario en seed."
    )

    def __init__(self, *, run: int, year: int, gap: float) -> None:
        super().__init__(run=run, year=year, gap=gap)


class UnknownMeasureError(StadError):
    """A tolerance is set for something that the balance does not measure."""

    english: ClassVar[str] = "The balance has no measure {code!r}.{hint_en} Choose one of: {available}."
    dutch: ClassVar[str] = "De balans kent geen maat {code!r}.{hint_nl} Kies een van: {available}."

    def __init__(self, code: str, *, available: Iterable[str]) -> None:
        names = list(available)
        super().__init__(code=code, available=", ".join(names), **did_you_mean(code, names))


class ToleranceError(StadError):
    """A tolerance is no number, or a width or chance that cannot be."""

    english: ClassVar[str] = "{name} of tolerance {code!r} is {value}; it must be {right_en}. Change the contract."
    dutch: ClassVar[str] = "{name} van tolerantie {code!r} is {value}; het moet {right_nl} zijn. Pas het contract aan."

    def __init__(self, code: str, *, name: str, value: object, right_en: str, right_nl: str) -> None:
        super().__init__(code=code, name=name, value=value, right_en=right_en, right_nl=right_nl)
