"""Errors about people and how they log in."""

from __future__ import annotations

from typing import ClassVar

from veerkracht.errors.web import WebError


class AccountError(WebError):
    """Something about an account or a log-in is wrong."""


class TooManyTriesError(AccountError):
    """Someone tried too often in a short time."""

    english: ClassVar[str] = "There were too many tries. Nothing was changed. Wait {minutes} minutes and try again."
    dutch: ClassVar[str] = (
        "Er is te vaak geprobeerd. Er is niets veranderd. Wacht {minutes} minuten en probeer opnieuw."
    )

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(minutes=minutes)


class WrongCodeError(AccountError):
    """A code of the second step is not right."""

    english: ClassVar[str] = (
        "This code is not right or was used before. Codes change every 30 seconds: wait for the next one and type it."
    )
    dutch: ClassVar[str] = (
        "Deze code klopt niet of is al gebruikt. Codes wisselen elke 30 seconden: wacht op de volgende en typ die over."
    )


class WrongPasswordError(AccountError):
    """The present password, asked for as a check, is not right."""

    english: ClassVar[str] = "Your present password is not right. Nothing was changed. Type it again."
    dutch: ClassVar[str] = "Uw huidige wachtwoord klopt niet. Er is niets veranderd. Typ het opnieuw."


class AccountThereError(AccountError):
    """There is an account with this address already."""

    english: ClassVar[str] = "There is an account with {email!r} already. Log in with it, and then open the link again."
    dutch: ClassVar[str] = "Er is al een account met {email!r}. Log daarmee in en open daarna de link opnieuw."

    def __init__(self, email: str) -> None:
        self.email = email
        super().__init__(email=email)


class LinkOverError(AccountError):
    """A link to log in or to choose a password no longer works."""

    english: ClassVar[str] = "This link no longer works: it was used, or it is too old. Ask for a new one."
    dutch: ClassVar[str] = "Deze link werkt niet meer: hij is al gebruikt of te oud. Vraag een nieuwe aan."


class ProviderError(AccountError):
    """The provider of organisation accounts gave no answer that can be trusted."""

    english: ClassVar[str] = "Logging in with your organisation failed: {why_en}. Try again, or log in with a password."
    dutch: ClassVar[str] = (
        "Inloggen via uw organisatie lukte niet: {why_nl}. Probeer opnieuw, of log in met wachtwoord."
    )

    def __init__(self, *, why_nl: str, why_en: str) -> None:
        super().__init__(why_nl=why_nl, why_en=why_en)
