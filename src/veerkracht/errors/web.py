"""Errors of the web application: its settings, and what a person may not or cannot do there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from veerkracht.errors.base import VeerkrachtError


class WebError(VeerkrachtError):
    """Something is wrong in or with the web application."""


class WebSettingsError(WebError):
    """A setting of the web application is wrong."""

    english: ClassVar[str] = "The setting {name} is {value!r}: {what}. Change it and start again."
    dutch: ClassVar[str] = "De instelling {name} is {value!r}: {what}. Pas deze aan en start opnieuw."

    def __init__(self, name: str, *, value: object, what: str) -> None:
        self.name = name
        self.value = value
        super().__init__(name=name, value=value, what=what)


class DatabaseAddressError(WebError):
    """The address of the database is of a kind that does not work here."""

    english: ClassVar[str] = (
        "The address of the database starts with {scheme!r}. "
        "Give sqlite:///path or postgresql://name:password@host:port/database."
    )
    dutch: ClassVar[str] = (
        "Het adres van de database begint met {scheme!r}. "
        "Geef sqlite:///pad of postgresql://naam:wachtwoord@host:poort/database."
    )

    def __init__(self, scheme: str) -> None:
        self.scheme = scheme
        super().__init__(scheme=scheme)


class AppendOnlyError(WebError):
    """A line of history was to be changed or removed."""

    english: ClassVar[str] = "History is kept as it is: lines can be added, not changed or removed."
    dutch: ClassVar[str] = (
        "De geschiedenis blijft zoals zij is: er komen regels bij, maar geen regel verandert of verdwijnt."
    )


class NotAllowedError(WebError):
    """A person may not do this here."""

    english: ClassVar[str] = (
        "You may not do this here{what_en}. Ask an administrator of the organisation for the right role."
    )
    dutch: ClassVar[str] = "U mag dit hier niet doen{what_nl}. Vraag een beheerder van de organisatie om de juiste rol."

    def __init__(self, act: str, *, name_nl: str = "", name_en: str = "") -> None:
        """Name the act in words where it has them: its code is for programs."""
        what = {"what_nl": f": {name_nl}" if name_nl else "", "what_en": f": {name_en}" if name_en else ""}
        super().__init__(act=act, **what)


class NotNowError(WebError):
    """What was asked for cannot be done in the present state."""

    english: ClassVar[str] = "This cannot be done now: {why_en}."
    dutch: ClassVar[str] = "Dit kan nu niet: {why_nl}."

    def __init__(self, *, why_nl: str, why_en: str) -> None:
        super().__init__(why_nl=why_nl, why_en=why_en)


class UnknownJobKindError(WebError):
    """A kind of long work was asked for that is not there."""

    english: ClassVar[str] = "There is no job of kind {kind!r}; there are: {known}."
    dutch: ClassVar[str] = "Er is geen taak van de soort {kind!r}; wel: {known}."

    def __init__(self, kind: str, *, known: Iterable[str]) -> None:
        super().__init__(kind=kind, known=", ".join(known))


class JobStoppedError(WebError):
    """Someone asked a job to stop."""

    english: ClassVar[str] = "The job was stopped because someone asked for it."
    dutch: ClassVar[str] = "De taak is gestopt, omdat iemand daarom vroeg."


class JobBrokeError(WebError):
    """A job ended by a fault in the program."""

    english: ClassVar[str] = (
        "The job failed by a fault in the program. Try again, and give the administrator this number: {job}."
    )
    dutch: ClassVar[str] = (
        "De taak is mislukt door een fout in het programma. Probeer het opnieuw en geef de beheerder dit nummer: {job}."
    )

    def __init__(self, job: str) -> None:
        super().__init__(job=job)


class PortTakenError(WebError):
    """Another program listens on the port."""

    english: ClassVar[str] = "Port {port} is in use by another program. Choose another, for example --port {other}."
    dutch: ClassVar[str] = (
        "Poort {port} is bezet door een ander programma. Kies een andere, bijvoorbeeld --port {other}."
    )

    def __init__(self, port: int) -> None:
        super().__init__(port=port, other=port + 1 if port < 65535 else 8000)


class JobLostError(WebError):
    """The worker of a job disappeared, more than once."""

    english: ClassVar[str] = (
        "The program that did this work stopped {attempts} times before it was done, for example because the memory "
        "of the server was full. Nothing was changed. Try again, and give the administrator this number: {job}."
    )
    dutch: ClassVar[str] = (
        "Het programma dat dit werk deed, stopte {attempts} keer voordat het klaar was, bijvoorbeeld omdat het "
        "geheugen van de server vol was. Er is niets veranderd. Probeer het opnieuw en geef de beheerder dit nummer: "
        "{job}."
    )

    def __init__(self, job: str, *, attempts: int) -> None:
        super().__init__(job=job, attempts=attempts)


class JobTakenOverError(JobStoppedError):
    """A worker that was thought lost goes on with a job that another has taken up."""

    english: ClassVar[str] = "Another worker has taken up this job."
    dutch: ClassVar[str] = "Een ander programma heeft deze taak overgenomen."


class TooManyJobsError(WebError):
    """An organisation has as much long work waiting as it may."""

    english: ClassVar[str] = (
        "Your organisation already has {count} jobs that wait or run; {most} is the most. "
        "Wait until one is done, or stop one."
    )
    dutch: ClassVar[str] = (
        "Uw organisatie heeft al {count} taken die wachten of bezig zijn; {most} is het meeste. "
        "Wacht tot er een klaar is, of stop er een."
    )

    def __init__(self, *, count: int, most: int) -> None:
        super().__init__(count=count, most=most)


class EmailAddressError(WebError):
    """Something is no address of e-mail."""

    english: ClassVar[str] = "{email!r} is no e-mail address. Give one such as anna@city.example."
    dutch: ClassVar[str] = "{email!r} is geen e-mailadres. Geef er een zoals anna@stad.example."

    def __init__(self, email: str) -> None:
        super().__init__(email=email)
