"""Errors about reaching live services: what could not be had, and what the reader can do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from veerkracht.errors.base import VeerkrachtError

if TYPE_CHECKING:
    from collections.abc import Iterable


class SourceError(VeerkrachtError):
    """A live service did not give what it should."""


class HostNotAllowedError(SourceError):
    """An address lies on a host that we never asked to visit; a redirect or a next page may lead there."""

    english: ClassVar[str] = (
        "The address {address} is on host {host!r}, which is not on the list. Allowed are: {allowed}. "
        "Trust this host? Then set it with VEERKRACHT_EXTRA_HOSTS."
    )
    dutch: ClassVar[str] = (
        "Het adres {address} staat op server {host!r} en die staat niet op de lijst. Wel toegestaan: {allowed}. "
        "Vertrouwt u deze server? Zet hem dan in VEERKRACHT_EXTRA_HOSTS."
    )

    def __init__(self, address: str, *, host: str, allowed: Iterable[str]) -> None:
        super().__init__(address=address, host=host, allowed=", ".join(sorted(allowed)) or "-")


class OfflineError(SourceError):
    """Without a network, something was asked for that was never fetched before."""

    english: ClassVar[str] = (
        "{address} was never fetched, and you asked to work offline. Run the command once without --offline."
    )
    dutch: ClassVar[str] = (
        "{address} is nog nooit opgehaald en u werkt zonder netwerk. Geef de opdracht één keer zonder --offline."
    )

    def __init__(self, address: str) -> None:
        super().__init__(address=address)


class UnreachableError(SourceError):
    """No connection could be made, or it broke every time."""

    english: ClassVar[str] = (
        "{host} could not be reached ({cause}), tried {tries} times. Check the network and try again later."
    )
    dutch: ClassVar[str] = (
        "{host} is niet bereikbaar ({cause}), {tries} keer geprobeerd. Kijk of er netwerk is en probeer het later."
    )

    def __init__(self, host: str, *, tries: int, cause: str) -> None:
        super().__init__(host=host, tries=tries, cause=cause)


class CutAnswerError(SourceError):
    """The connection was cut in the middle of an answer, every time."""

    english: ClassVar[str] = (
        "The answer of {address} was cut off every time ({tries} tries). Try again later; what was fetched is kept."
    )
    dutch: ClassVar[str] = (
        "Het antwoord van {address} brak steeds af ({tries} keer geprobeerd). Probeer het later; wat er al is, blijft."
    )

    def __init__(self, address: str, *, tries: int) -> None:
        super().__init__(address=address, tries=tries)


class TooSlowError(SourceError):
    """A service took longer than we wait."""

    english: ClassVar[str] = (
        "{host} did not answer within {seconds:g} seconds ({tries} tries). Try again later, "
        "or wait longer with VEERKRACHT_READ_SECONDS."
    )
    dutch: ClassVar[str] = (
        "{host} gaf binnen {seconds:g} seconden geen antwoord ({tries} keer geprobeerd). Probeer het later, "
        "of wacht langer met VEERKRACHT_READ_SECONDS."
    )

    def __init__(self, host: str, *, seconds: float, tries: int) -> None:
        super().__init__(host=host, seconds=seconds, tries=tries)


class BusyServiceError(SourceError):
    """A service says that it is asked too much (status 429)."""

    english: ClassVar[str] = "{host} is asked too much and wants us to wait {seconds:g} seconds. Try again after that."
    dutch: ClassVar[str] = (
        "{host} krijgt te veel vragen en vraagt om {seconds:g} seconden te wachten. Probeer het daarna opnieuw."
    )

    def __init__(self, host: str, *, seconds: float) -> None:
        super().__init__(host=host, seconds=seconds)


class ServiceDownError(SourceError):
    """A service kept answering with a fault of its own (status 500 to 599)."""

    english: ClassVar[str] = (
        "{host} has a fault of its own (status {status}), tried {tries} times. Try again later. It said: {said}"
    )
    dutch: ClassVar[str] = (
        "{host} heeft een storing (status {status}), {tries} keer geprobeerd. Probeer het later. De melding was: {said}"
    )

    def __init__(self, host: str, *, status: int, tries: int, said: str) -> None:
        super().__init__(host=host, status=status, tries=tries, said=said or "-")


class NotThereError(SourceError):
    """The address does not exist (any more)."""

    english: ClassVar[str] = "{address} does not exist (status {status}). Perhaps the publisher moved or renamed it."
    dutch: ClassVar[str] = (
        "{address} bestaat niet (status {status}). Misschien heeft de uitgever het verplaatst of hernoemd."
    )

    def __init__(self, address: str, *, status: int = 404) -> None:
        super().__init__(address=address, status=status)


class RefusedError(SourceError):
    """A service refused the question (status 400 to 499)."""

    english: ClassVar[str] = "{address} refused the question (status {status}): {said}"
    dutch: ClassVar[str] = "{address} weigert de vraag (status {status}): {said}"

    def __init__(self, address: str, *, status: int, said: str) -> None:
        super().__init__(address=address, status=status, said=said or "-")


class NotWholeError(SourceError):
    """An answer is not the JSON or XML that it should be."""

    english: ClassVar[str] = (
        "The answer of {address} is damaged: no valid {form} at character {position} ({tries} tries). "
        "It begins with {begin!r}. Try again later."
    )
    dutch: ClassVar[str] = (
        "Het antwoord van {address} is beschadigd: geen geldige {form} bij teken {position} ({tries} keer geprobeerd). "
        "Het begint met {begin!r}. Probeer het later."
    )

    def __init__(self, address: str, *, form: str, position: int, begin: str, tries: int = 1) -> None:
        super().__init__(address=address, form=form, position=position, begin=begin, tries=tries)


class WebPageError(SourceError):
    """A web page came instead of data: most often maintenance, or a login page of the own network."""

    english: ClassVar[str] = (
        "{address} gave a web page ({title!r}) instead of data, {tries} times. The service may be under maintenance, "
        "or your network asks you to log in."
    )
    dutch: ClassVar[str] = (
        "{address} gaf een webpagina ({title!r}) in plaats van gegevens, {tries} keer. Misschien is er onderhoud, "
        "of vraagt uw netwerk om in te loggen."
    )

    def __init__(self, address: str, *, title: str, tries: int = 1) -> None:
        super().__init__(address=address, title=title, tries=tries)


class TooLargeError(SourceError):
    """An answer is larger than anything this service should give."""

    english: ClassVar[str] = (
        "The answer of {address} is larger than {limit_mb:g} MB. That is more than this source should give; "
        "if it is right, raise VEERKRACHT_LARGEST_MB."
    )
    dutch: ClassVar[str] = (
        "Het antwoord van {address} is groter dan {limit_mb:g} MB. Dat is meer dan deze bron hoort te geven; "
        "klopt het toch, verhoog dan VEERKRACHT_LARGEST_MB."
    )

    def __init__(self, address: str, *, limit_bytes: int) -> None:
        super().__init__(address=address, limit_mb=limit_bytes / 1e6)


class ChecksumError(SourceError):
    """A downloaded file is not the file that was promised."""

    english: ClassVar[str] = "{address} has checksum {found}, but {expected} was promised. Download it again."
    dutch: ClassVar[str] = "{address} heeft controlegetal {found}, maar {expected} was beloofd. Haal het opnieuw op."

    def __init__(self, address: str, *, found: str, expected: str) -> None:
        super().__init__(address=address, found=found, expected=expected)


class NotAGemeenteError(SourceError):
    """Something else than the code of a gemeente was given where one is needed."""

    english: ClassVar[str] = "{code!r} is not the code of a gemeente. Right is for example GM0344 (Utrecht)."
    dutch: ClassVar[str] = "{code!r} is geen code van een gemeente. Goed is bijvoorbeeld GM0344 (Utrecht)."

    def __init__(self, code: str) -> None:
        super().__init__(code=code)


class SettingsError(SourceError):
    """A setting in the environment is wrong."""

    english: ClassVar[str] = "Setting {name} = {value!r} is wrong: {what}. Correct or remove it."
    dutch: ClassVar[str] = "Instelling {name} = {value!r} klopt niet: {what}. Verbeter of verwijder haar."

    def __init__(self, name: str, *, value: object, what: str) -> None:
        super().__init__(name=name, value=value, what=what)


class NoSuchServiceError(SourceError):
    """The catalogue names a service that nothing here can ask."""

    english: ClassVar[str] = "Family {family!r} has service {service!r}; live are: {known}. Import such data as a file."
    dutch: ClassVar[str] = (
        "Familie {family!r} heeft dienst {service!r}; live zijn: {known}. Lees zulke gegevens in als bestand."
    )

    def __init__(self, service: str, *, family: str, known: Iterable[str]) -> None:
        super().__init__(service=service, family=family, known=", ".join(known))
