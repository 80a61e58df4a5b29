"""How to read the report: the classes of the map, the photo and the film, and how sure a figure is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.report.document import Section, Strong, bullets, paragraph
from veerkracht.report.quickscan.map_figures import score_words
from veerkracht.signalering.classes import VEERKRACHT_CLASSES

if TYPE_CHECKING:
    from veerkracht.report.quickscan.inputs import Subject


def guide_section(subject: Subject) -> Section:
    """Return half a page that explains once what the rest of the report uses."""
    taal = subject.taal
    film = paragraph(
        Strong(subject.say("De film", "The film")),
        subject.say(
            " laat zien wat er veranderde. Elk gebied krijgt een van deze namen:",
            " shows what changed. Each area gets one of these names:",
        ),
    )
    classes = bullets(
        *((Strong(one.name.say(taal)), f": {_lower(one.meaning.say(taal))}") for one in VEERKRACHT_CLASSES)
    )
    photo = paragraph(
        Strong(subject.say("De foto", "The photo")),
        subject.say(
            " laat zien hoe het er nu voor staat, en waar veel samenkomt. ",
            " shows how things stand now, and where much comes together. ",
        ),
        Strong(subject.say("De vooruitblik", "The outlook")),
        subject.say(
            " zegt waar problemen bij de volgende meting waarschijnlijk groter zijn.",
            " says where problems will probably be greater at the next measurement.",
        ),
    )
    sure = bullets(
        (
            Strong(subject.say("Tussen haakjes. ", "In brackets. ")),
            subject.say(
                "‘27 (24 tot 30)’: de echte waarde ligt in 90 van de 100 gevallen tussen 24 en 30.",
                "‘27 (24 to 30)’: the true value lies between 24 and 30 in 90 of 100 cases.",
            ),
        ),
        (
            Strong(subject.say("Een * bij een cijfer. ", "A * beside a figure. ")),
            subject.say("Dat is een schatting van een model. ", "It is an estimate of a model. "),
            Strong(subject.say("Score. ", "Score. ")),
            _capital(score_words(subject).partition(": ")[2]),
        ),
    )
    heading = subject.say("Zo leest u deze QuickScan", "How to read this QuickScan")
    return Section(heading=heading, blocks=(film, classes, photo, sure), anchor="leeswijzer")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
