"""Errors of the API: what another program asked for that cannot be given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from veerkracht.errors.base import did_you_mean
from veerkracht.errors.web import WebError


class ApiError(WebError):
    """A request of another program, or a token for it, is wrong."""


class QueryError(ApiError):
    """A parameter of a request has a value that cannot be."""

    english: ClassVar[str] = "The parameter {name} is {value!r}; give {right_en}."
    dutch: ClassVar[str] = "De parameter {name} is {value!r}; geef {right_nl}."

    def __init__(self, name: str, *, value: object, right_nl: str, right_en: str) -> None:
        self.name = name
        super().__init__(name=name, value=value, right_nl=right_nl, right_en=right_en)


class UnknownParameterError(ApiError):
    """A request has a parameter that this address does not know."""

    english: ClassVar[str] = "There is no parameter {name!r} here.{hint_en} There are: {known}."
    dutch: ClassVar[str] = "Hier is geen parameter {name!r}.{hint_nl} Wel: {known}."

    def __init__(self, name: str, *, known: Iterable[str]) -> None:
        self.name = name
        listed = list(known)
        super().__init__(name=name, known=", ".join(listed) or "-", **did_you_mean(name, listed))


class NotReadyError(ApiError):
    """Figures that take a while to compute are not there yet."""

    english: ClassVar[str] = "These figures are being computed. Ask again in {seconds} seconds."
    dutch: ClassVar[str] = "Deze cijfers worden nog berekend. Vraag het over {seconds} seconden opnieuw."

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(seconds=seconds)


class NotMadeError(ApiError):
    """Making figures ready failed, and it is too soon to try once more."""

    english: ClassVar[str] = "These figures could not be made: {why_en} Ask again in {seconds} seconds."
    dutch: ClassVar[str] = "Deze cijfers maken lukte niet: {why_nl} Vraag het over {seconds} seconden opnieuw."

    def __init__(self, seconds: int, *, why_nl: str, why_en: str) -> None:
        self.seconds = seconds
        super().__init__(seconds=seconds, why_nl=why_nl, why_en=why_en)


class TooManyRequestsError(ApiError):
    """Someone asks more often than may be."""

    english: ClassVar[str] = "More than {most} requests in a minute. Wait {seconds} seconds and go on."
    dutch: ClassVar[str] = "Meer dan {most} vragen in een minuut. Wacht {seconds} seconden en ga dan verder."

    def __init__(self, *, most: int, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(most=most, seconds=seconds)


class WrongTokenError(ApiError):
    """A token is not one of ours, is too old or was withdrawn."""

    english: ClassVar[str] = (
        "This token does not work: it is not right, too old, or withdrawn. Make a new one at {page}."
    )
    dutch: ClassVar[str] = (
        "Deze sleutel werkt niet: hij klopt niet, is te oud of ingetrokken. Maak een nieuwe op {page}."
    )

    def __init__(self, page: str) -> None:
        super().__init__(page=page)


class NoTokenError(ApiError):
    """Nobody said who asks."""

    english: ClassVar[str] = "Log in, or send a token in the header Authorization. You make one at {page}."
    dutch: ClassVar[str] = "Log in, of stuur een sleutel mee in de header Authorization. U maakt die op {page}."

    def __init__(self, page: str) -> None:
        super().__init__(page=page)


class TokenDaysError(ApiError):
    """A token would work for a time that cannot be."""

    english: ClassVar[str] = "A token works for 1 to {most} days, not {days}. Nothing was made. Choose fewer days."
    dutch: ClassVar[str] = "Een sleutel werkt 1 tot {most} dagen, niet {days}. Er is niets gemaakt. Kies minder dagen."

    def __init__(self, days: int, *, most: int) -> None:
        super().__init__(days=days, most=most)


class TooManyTokensError(ApiError):
    """A person has as many tokens as one may have."""

    english: ClassVar[str] = "You have {most} tokens that work; that is the most. Withdraw one that you do not need."
    dutch: ClassVar[str] = "U hebt {most} sleutels die werken; dat is het meeste. Trek er een in die u niet nodig hebt."

    def __init__(self, *, most: int) -> None:
        super().__init__(most=most)


class NoForecastError(ApiError):
    """No forecast can be made of these areas."""

    english: ClassVar[str] = "There is no forecast here: {why_en}"
    dutch: ClassVar[str] = "Er is hier geen verwachting: {why_nl}"

    def __init__(self, *, why_nl: str, why_en: str) -> None:
        super().__init__(why_nl=why_nl, why_en=why_en)
