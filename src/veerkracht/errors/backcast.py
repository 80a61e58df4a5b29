"""Errors of testing a simulation on the past, and of fitting it to a city."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from veerkracht.errors.stad import StadError

if TYPE_CHECKING:
    from collections.abc import Iterable


class BackcastError(StadError):
    """A simulation cannot be tested on the past, or fitted to it, with what was given."""


class BackcastShapeError(BackcastError):
    """Runs, measured waves and rules are not about the same years and areas."""

    english: ClassVar[str] = "{name} has shape {found}; it must be {wanted}. Give all for the same years."
    dutch: ClassVar[str] = "{name} heeft vorm {found}; dat moet {wanted} zijn. Geef alles voor dezelfde jaren."

    def __init__(self, name: str, *, found: object, wanted: object) -> None:
        super().__init__(name=name, found=str(found), wanted=str(wanted))


class TooFewRunsError(BackcastError):
    """A band of 90% cannot be read from so few runs."""

    english: ClassVar[str] = "There are {runs} runs; bands of 90% and their score need at least {least}. Run more."
    dutch: ClassVar[str] = "Er zijn {runs} runs; marges van 90% en hun score vragen er minstens {least}. Maak er meer."

    def __init__(self, *, runs: int, least: int) -> None:
        super().__init__(runs=runs, least=least)


class TooFewMeasuredError(BackcastError):
    """Too few areas were measured to judge a simulation."""

    english: ClassVar[str] = "Only {areas} areas were measured; at least {least} are needed. Take a larger city."
    dutch: ClassVar[str] = "Maar {areas} gebieden zijn gemeten; minstens {least} zijn er nodig. Neem meer gebieden."

    def __init__(self, *, areas: int, least: int) -> None:
        super().__init__(areas=areas, least=least)


class NoEarlierChangeError(BackcastError):
    """Before the start of a backcast there are not two waves from which to learn."""

    english: ClassVar[str] = (
        "Until {last} there are {waves} waves; two are needed to learn how much areas change by themselves. "
        "Start the test later, or add an earlier wave."
    )
    dutch: ClassVar[str] = (
        "Tot en met {last} zijn er {waves} metingen; er zijn er twee nodig om te leren hoeveel gebieden vanzelf "
        "veranderen. Laat de toets later beginnen, of voeg een eerdere meting toe."
    )

    def __init__(self, *, last: object, waves: int) -> None:
        super().__init__(last=str(last), waves=waves)


class UnknownWaveError(BackcastError):
    """The start of a backcast is no wave with another one after it."""

    english: ClassVar[str] = "{start} cannot be the start: there are waves of {waves}. Take one before the last."
    dutch: ClassVar[str] = "{start} kan niet het begin zijn: er zijn metingen van {waves}. Neem er een vóór de laatste."

    def __init__(self, start: object, *, waves: Iterable[object]) -> None:
        super().__init__(start=str(start), waves=", ".join(str(one) for one in waves) or "-")


class TooFewObservationsError(BackcastError):
    """There are fewer observations than parameters to fit."""

    english: ClassVar[str] = (
        "{parameters} parameters cannot be fitted to {observations} observations. Fit fewer, or add observations."
    )
    dutch: ClassVar[str] = (
        "{parameters} parameters passen niet op {observations} waarnemingen. Kies er minder, of voeg waarnemingen toe."
    )

    def __init__(self, *, parameters: int, observations: int) -> None:
        super().__init__(parameters=parameters, observations=observations)


class PriorError(BackcastError):
    """What is believed of a parameter beforehand is no range."""

    english: ClassVar[str] = (
        "Parameter {name} has middle {middle} and spread {spread}. Give a known middle and a spread above 0."
    )
    dutch: ClassVar[str] = (
        "Parameter {name} heeft midden {middle} en spreiding {spread}. Geef een bekend midden en een spreiding boven 0."
    )

    def __init__(self, name: str, *, middle: float, spread: float) -> None:
        super().__init__(name=name, middle=middle, spread=spread)


class NoTestError(BackcastError):
    """The kept track record lacks a test that the answer rests on."""

    english: ClassVar[str] = (
        "The track record lacks the test {code!r}, or it was not laid beside no change. Make it again with the command "
        "that stands in it."
    )
    dutch: ClassVar[str] = (
        "In het bewaarde trackrecord ontbreekt de toets {code!r}, of die is niet naast ‘geen verandering’ gelegd. Maak "
        "het opnieuw met het commando dat erin staat."
    )

    def __init__(self, code: str) -> None:
        super().__init__(code=code)
