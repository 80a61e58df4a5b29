"""What a reader must know beside a map: what changes the reading stands under it, the rest in the method."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.report.wording import in_sentence, level_word
from veerkracht.signalering.kaart import Kaart, KaartKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.facts.areas import Level
    from veerkracht.facts.language import Bilingual
    from veerkracht.report.quickscan.inputs import Subject
    from veerkracht.signalering.kaart import Unavailable

# How the notes of signalering/wording.py are told apart; a test holds these marks beside the functions that write them.
_THRESHOLD = "noemen we geen verandering"
_OTHER_YEARS = "De perioden zijn niet precies gelijk"
_CHANGED_BORDERS = "Die zijn niet te vergelijken"
_NATIONAL, _LOCAL = "De grenzen zijn landelijk", "De grenzen gelden alleen hier"
_NOT_AEDES = "Dit is niet de kaart van Aedes"
_COARSER, _OTHER_FIGURE, _CIRCULAR = "Deze kaart is op ", "Deze kaart gebruikt ", "is door een model geschat uit"
_TAKE_IN = (" Lees ze in met `veerkracht data`.", " Take them in with `veerkracht data`.")


def reading_note(subject: Subject, kaart: Kaart, *, like: Kaart | None = None) -> str:
    """Return what changes the reading of one map, in a few short sentences.

    Args:
        subject: the gemeente.
        kaart: the map.
        like: a map shown before with the same figures; what was said there is not said again.
    """
    parts: list[str] = []
    if like is not None and (like.indicators, like.level) == (kaart.indicators, kaart.level):
        parts.append(
            subject.say(
                f"Dezelfde cijfers als de veerkrachtkaart, maar nu naast het gemiddelde van {subject.here}.",
                f"The same figures as the resilience map, now beside the average of {subject.here}.",
            )
        )
    else:
        parts += [*_level(subject, kaart), *_figure(subject, kaart), *_scale(subject, kaart)]
        parts += [note.say(subject.taal) for note in kaart.notes if _is_for_reading(note)]
    if any(note.nl.startswith(_NOT_AEDES) for note in kaart.notes):
        parts.append(subject.say("Dit is niet de kaart van Aedes.", "This is not the Aedes map."))
    return " ".join(parts)


def _is_for_reading(note: Bilingual) -> bool:
    """Return whether a note is said as it is: not one for the method, nor one that is said in other words."""
    elsewhere = (_THRESHOLD, _OTHER_YEARS, _CHANGED_BORDERS, _NATIONAL, _LOCAL, _NOT_AEDES, _OTHER_FIGURE, _CIRCULAR)
    return not note.nl.startswith(_COARSER) and not any(mark in note.nl for mark in elsewhere)


def _says(kaart: Kaart, mark: str) -> bool:
    return any(mark in note.nl for note in kaart.notes)


def is_coarser(kaart: Kaart) -> bool:
    """Return whether a map is of a higher level than was asked, because the data cannot carry it lower."""
    return any(note.nl.startswith(_COARSER) for note in kaart.notes)


def is_estimated_from_residents(kaart: Kaart) -> bool:
    """Return whether one of the two figures of a map is estimated from characteristics of residents."""
    return _says(kaart, _CIRCULAR)


def uses_other_figure(kaart: Kaart) -> bool:
    """Return whether a map rests on another figure than the one of first choice."""
    return _says(kaart, _OTHER_FIGURE)


def _level(subject: Subject, kaart: Kaart) -> tuple[str, ...]:
    if not is_coarser(kaart):
        return ()
    nl, en = (level_word(kaart.level, taal=taal, count=1) for taal in ("nl", "en"))
    if kaart.kind in {KaartKind.CHANGE, KaartKind.VEERKRACHT}:
        return (
            subject.say(
                f"Deze kaart is per {nl}: op een lager niveau zijn er geen twee metingen die bij elkaar passen.",
                f"This map is by {en}: on a lower level no two measurements match.",
            ),
        )
    return (
        subject.say(
            f"Deze kaart is per {nl}: op een lager niveau is er geen cijfer.",
            f"This map is by {en}: on a lower level there is no figure.",
        ),
    )


def _figure(subject: Subject, kaart: Kaart) -> tuple[str, ...]:
    """Return with what other figure the map is made, if it is, and whether that is an estimate."""
    if not _says(kaart, _OTHER_FIGURE):
        return ()
    other = kaart.indicators[0]
    if kaart.kind is KaartKind.VEERKRACHT and other == subject.choices.concentration[0]:
        other = kaart.indicators[1]
    name = in_sentence(subject.called(other))
    said = subject.say(f"Gemeten met een ander cijfer: {name}", f"Measured with another figure: {name}")
    if is_estimated_from_residents(kaart):
        return (
            said
            + subject.say(
                ". Dat is een schatting uit kenmerken van bewoners; een deel van de samenhang kan daardoor komen.",
                ". That is an estimate from characteristics of residents; part of the relation may come from that.",
            ),
        )
    if subject.catalogue[other].modelled:
        return (said + subject.say(", een schatting van een model.", ", an estimate of a model."),)
    return (f"{said}.",)


def _scale(subject: Subject, kaart: Kaart) -> tuple[str, ...]:
    """Return what the colours divide: all areas of the country or those of the gemeente."""
    national, local = (_says(kaart, mark) for mark in (_NATIONAL, _LOCAL))
    words = level_word(kaart.level, taal=subject.taal)
    if kaart.kind is KaartKind.FOCUS:
        return (_focus_scale(subject, national=national, local=local, words=words),)
    if not (national or local):
        return ()
    where = subject.say("Nederland", "the Netherlands") if national else subject.here
    return (
        subject.say(
            f"De kleuren verdelen de {words} van {where} in vijf even grote groepen.",
            f"The colours divide the {words} of {where} into five groups of equal size.",
        ),
    )


def _focus_scale(subject: Subject, *, national: bool, local: bool, words: str) -> str:
    if national and local:
        return subject.say(
            f"‘Veel overlast’ is het hoogste derde deel van Nederland, ‘veel bewoners’ het hoogste derde deel van "
            f"{subject.here}.",
            f"‘Much nuisance’ is the highest third of the Netherlands, ‘many residents’ the highest third of "
            f"{subject.here}.",
        )
    where = subject.say("Nederland", "the Netherlands") if national else subject.here
    return subject.say(
        f"‘Veel’ is het hoogste derde deel van de {words} van {where}.",
        f"‘Much’ and ‘many’ are the highest third of the {words} of {where}.",
    )


def method_notes(subject: Subject, kaarten: Sequence[Kaart | Unavailable]) -> tuple[str, ...]:
    """Return for each map the thresholds, the years that differ and the borders that changed; equal ones together."""
    marks = (_THRESHOLD, _OTHER_YEARS, _CHANGED_BORDERS)
    titles: dict[str, list[str]] = {}
    for kaart in kaarten:
        if not isinstance(kaart, Kaart):
            continue
        notes = [note.say(subject.taal) for note in kaart.notes if any(mark in note.nl for mark in marks)]
        if notes:
            titles.setdefault(" ".join(notes), []).append(kaart.title.say(subject.taal))
    return tuple(f"{'; '.join(held)}: {notes}" for notes, held in titles.items())


def absent_reason(subject: Subject, kaart: Unavailable) -> str:
    """Return why a map is not there for who reads the report: what figure is missing, and who publishes it."""
    text = kaart.reason.say(subject.taal)
    for command in _TAKE_IN:
        text = text.replace(command, "")
    level: Level = kaart.level
    text = text.replace(
        subject.say(f" op dit niveau ({level.value})", f" at this level ({level.value})"),
        subject.say(f" per {level_word(level, taal='nl', count=1)}", f" by {level_word(level, taal='en', count=1)}"),
    )
    publisher = _PUBLISHERS.get(kaart.number)
    return f"{text} {publisher[0 if subject.taal == 'nl' else 1]}" if publisher else text


_CBS = (
    "Het CBS publiceert dit in de Kerncijfers wijken en buurten.",
    "Statistics Netherlands (CBS) publishes it in Kerncijfers wijken en buurten.",
)
_BZK = (
    "Het ministerie van BZK publiceert dit in de Leefbaarometer, de politie de misdrijven.",
    "The ministry of the Interior publishes it in the Leefbaarometer, the police publish crimes.",
)
# Who publishes the figure of first choice of each map (data/SOURCES of the project: CBS 85984NED, Leefbaarometer 3.0).
_PUBLISHERS = {1: _CBS, 2: _CBS, 3: _BZK, 4: _BZK, 5: _CBS}
