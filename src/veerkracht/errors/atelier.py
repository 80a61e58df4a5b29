"""Errors about a gebiedsatelier: its draaiboek, and what people add to it.

AtelierError
├── DraaiboekError          a draaiboek that cannot be followed
├── ContributionError       a contribution with a value that cannot be
├── NotNowError             the step that runs does not ask for this
├── NotYoursError           only who wrote it, or the facilitator, may
├── NothingThereError       no card, role, step or draaiboek of that name
├── TooManyError            more than the step lets one person give
├── TextMovedError          someone else changed the text meanwhile; both are kept
├── IdTakenError            the same id with other contents
├── AtelierClosedError      the atelier does not take anything in now
├── NotJoinedError          this device takes no part
├── SheetTakenError         a sheet of paper that was typed over before
├── SheetRefusedError       a sheet of paper on which something cannot be
├── TooFastError            more contributions in a minute than a person writes
├── LogFileError            a file that is no log of an atelier
├── LogLineError            a line of such a file that lacks a part
└── LogEndError             a noted end of a log that is too short to know it by
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from veerkracht.errors.base import VeerkrachtError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MOST_SHOWN = 60


class AtelierError(VeerkrachtError):
    """Something about a gebiedsatelier cannot be."""


class DraaiboekError(AtelierError):
    """A draaiboek cannot be followed as it stands."""

    english: ClassVar[str] = "Draaiboek, {where}: {key} is {value!r}, but must be {right_en}. Change it there."
    dutch: ClassVar[str] = "Draaiboek, {where}: {key} is {value!r}, maar moet zijn: {right_nl}. Verander het daar."

    def __init__(self, key: str, *, value: object, where: str, right_en: str, right_nl: str) -> None:
        shown = str(value)[:_MOST_SHOWN]
        super().__init__(key=key, value=shown, where=where, right_en=right_en, right_nl=right_nl)


class ContributionError(AtelierError):
    """A contribution has a value that cannot be."""

    english: ClassVar[str] = "{what_en} is {value!r}, but must be {right_en}. It is not sent; change it and send again."
    dutch: ClassVar[str] = (
        "{what_nl} is {value!r}, maar moet zijn: {right_nl}. Het is niet verstuurd; pas het aan en stuur het opnieuw."
    )

    def __init__(self, *, what_en: str, what_nl: str, value: object, right_en: str, right_nl: str) -> None:
        shown = str(value)[:_MOST_SHOWN]
        super().__init__(what_en=what_en, what_nl=what_nl, value=shown, right_en=right_en, right_nl=right_nl)


class NotNowError(AtelierError):
    """The step that runs does not ask for this."""

    english: ClassVar[str] = (
        "The step “{step_en}” does not ask for this. Your text is still on this device; keep it for a later step."
    )
    dutch: ClassVar[str] = (
        "De stap “{step_nl}” vraagt hier niet om. Uw tekst staat nog op dit apparaat; bewaar hem voor een andere stap."
    )

    def __init__(self, *, step_nl: str, step_en: str) -> None:
        super().__init__(step_nl=step_nl, step_en=step_en)


class NotYoursError(AtelierError):
    """Only the one who wrote it, or the facilitator, may do this."""

    english: ClassVar[str] = (
        "This was written by someone else. Only the writer or the facilitator may change it; react to it instead."
    )
    dutch: ClassVar[str] = (
        "Dit schreef iemand anders. Alleen de schrijver of de begeleider mag het veranderen; u kunt er wel op reageren."
    )


class NothingThereError(AtelierError):
    """No card, role, step or draaiboek of that name is there."""

    english: ClassVar[str] = "There is no {kind_en} {name!r} here. Load the page again to see what there is."
    dutch: ClassVar[str] = "Er is hier geen {kind_nl} {name!r}. Laad de pagina opnieuw om te zien wat er is."

    _KINDS: ClassVar[dict[str, str]] = {"card": "kaartje", "role": "rol", "step": "stap"}

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(kind_en=kind, kind_nl=self._KINDS.get(kind, kind), name=name[:_MOST_SHOWN])


class TooManyError(AtelierError):
    """Someone gave more dots or points than the step gives each person."""

    english: ClassVar[str] = "That makes {given}; each person has {most}. Take some away elsewhere first."
    dutch: ClassVar[str] = "Dat worden er {given}; iedereen heeft er {most}. Haal er eerst ergens anders weg."

    def __init__(self, *, given: int, most: int) -> None:
        super().__init__(given=given, most=most)


class TextMovedError(AtelierError):
    """Someone else changed a shared text meanwhile."""

    english: ClassVar[str] = (
        "Someone else changed this text while you wrote. Both texts are kept side by side; choose or join them."
    )
    dutch: ClassVar[str] = (
        "Iemand anders veranderde deze tekst terwijl u schreef. Beide teksten staan naast elkaar; "
        "kies er een of voeg ze samen."
    )


class IdTakenError(AtelierError):
    """An id came twice, with different contents."""

    english: ClassVar[str] = (
        "The id {id} was used before for something else. Load the page again and send it once more."
    )
    dutch: ClassVar[str] = (
        "Het kenmerk {id} is al gebruikt voor iets anders. Laad de pagina opnieuw en stuur het nog eens."
    )

    def __init__(self, id: str) -> None:  # noqa: A002  # the word that the pages and the API use
        super().__init__(id=id[:_MOST_SHOWN])


class AtelierClosedError(AtelierError):
    """The atelier does not take anything in now."""

    english: ClassVar[str] = "The atelier “{name}” takes nothing in now: {why_en}. Ask the facilitator."
    dutch: ClassVar[str] = "Het atelier “{name}” neemt nu niets aan: {why_nl}. Vraag het de begeleider."

    _WHY: ClassVar[dict[str, tuple[str, str]]] = {
        "before": ("het is nog niet begonnen", "it has not begun"),
        "paused": ("het is pauze", "there is a break"),
        "closed": ("het is afgesloten", "it is closed"),
        "door": ("de deur is dicht", "the door is shut"),
        "full": ("het is vol", "it is full"),
        "expired": (
            "de bewaartermijn is voorbij en namen en teksten zijn gewist",
            "its term is over, and names and texts were erased",
        ),
    }

    def __init__(self, name: str, *, state: str) -> None:
        why_nl, why_en = self._WHY[state]
        super().__init__(name=name[:_MOST_SHOWN], why_nl=why_nl, why_en=why_en)


class NotJoinedError(AtelierError):
    """This device takes no part in the atelier."""

    english: ClassVar[str] = (
        "This device takes no part in this atelier (any more). Scan the code and join again; what waits here stays."
    )
    dutch: ClassVar[str] = (
        "Dit apparaat doet niet (meer) mee aan dit atelier. Scan de code en doe opnieuw mee; "
        "wat hier wacht, blijft staan."
    )


class SheetTakenError(AtelierError):
    """A sheet of paper was typed over before."""

    english: ClassVar[str] = (
        "Sheet {code} was typed over before, for {name}. Nothing was added. Look at the code on the sheet once more."
    )
    dutch: ClassVar[str] = (
        "Blad {code} is al overgetypt, voor {name}. Er is niets toegevoegd. Kijk nog eens naar de code op het blad."
    )

    def __init__(self, code: str, *, name: str) -> None:
        super().__init__(code=code, name=name[:_MOST_SHOWN])


class SheetRefusedError(AtelierError):
    """Something on a sheet of paper cannot be; none of the sheet was stored.

    Attributes:
        faults: per part of the sheet (number of a card, id of a statement) why it was refused.
    """

    english: ClassVar[str] = "Sheet {code} was not stored. Mend what stands there and send it again: {why_en}"
    dutch: ClassVar[str] = "Blad {code} is niet opgeslagen. Verbeter wat er staat en verstuur het opnieuw: {why_nl}"

    def __init__(self, code: str, *, faults: Mapping[str, VeerkrachtError] | None = None, **why: str) -> None:
        known = dict(faults or {})
        said = {f"why_{taal}": " ".join(one.message(taal) for one in known.values()) for taal in ("nl", "en")}
        super().__init__(code=code, **{**said, **why})
        self.faults = known


class TooFastError(AtelierError):
    """More contributions came in a minute than a person writes."""

    english: ClassVar[str] = (
        "More than {most} contributions came in one minute. What waits here is kept; it is sent in {seconds} seconds."
    )
    dutch: ClassVar[str] = (
        "Er kwamen meer dan {most} bijdragen in een minuut. Wat hier wacht, blijft staan "
        "en gaat over {seconds} seconden."
    )

    def __init__(self, *, most: int, seconds: int) -> None:
        super().__init__(most=most, seconds=seconds)


class LogFileError(AtelierError):
    """A file is no log of an atelier."""

    english: ClassVar[str] = "{file}, line {line}: {what_en}. Take the file that the page Log hands out, unchanged."
    dutch: ClassVar[str] = (
        "{file}, regel {line}: {what_nl}. Neem het bestand zoals de pagina Logboek het geeft, onveranderd."
    )

    def __init__(self, file: str, *, line: int, what_nl: str, what_en: str) -> None:
        super().__init__(file=file, line=line, what_nl=what_nl.rstrip("."), what_en=what_en.rstrip("."))


class LogLineError(AtelierError):
    """A line of a file is no line of a log."""

    english: ClassVar[str] = "Part {part!r} is missing on this line, or is of another kind than the log writes."
    dutch: ClassVar[str] = "Het deel {part!r} ontbreekt op deze regel, of is anders dan het logboek het schrijft."

    def __init__(self, part: str) -> None:
        super().__init__(part=part)


class LogEndError(AtelierError):
    """The noted end of a log is too short to know it by."""

    english: ClassVar[str] = (
        "The noted end is {end!r}: too short to know a log by. Give at least the first {least} signs of the last link, "
        "as the page Log showed it."
    )
    dutch: ClassVar[str] = (
        "Het genoteerde einde is {end!r}: te kort om een logboek aan te herkennen. Geef ten minste de eerste {least} "
        "tekens van het laatste kenmerk, zoals de pagina Logboek het toonde."
    )

    def __init__(self, end: str, *, least: int) -> None:
        super().__init__(end=end[:_MOST_SHOWN], least=least)


def unknown(kind: str, name: str, *, where: str, known: Iterable[str]) -> DraaiboekError:
    """Return the error of a word that a draaiboek does not know, with the nearest that it does."""
    return DraaiboekError(kind, value=name, where=where, **_one_of(name, known))


def unknown_in_contribution(kind_en: str, kind_nl: str, name: str, *, known: Iterable[str]) -> ContributionError:
    """Return the error of a word of a contribution that the atelier does not know, with the nearest that it does."""
    return ContributionError(
        what_en=f"The {kind_en}", what_nl=f"De waarde van {kind_nl}", value=name, **_one_of(name, known)
    )


def _one_of(name: str, known: Iterable[str]) -> dict[str, str]:
    names = sorted(known)
    hints, listed = did_you_mean(name, names), ", ".join(names)
    return {"right_en": f"one of {listed}{hints['hint_en']}", "right_nl": f"een van {listed}{hints['hint_nl']}"}
