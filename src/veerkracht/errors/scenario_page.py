"""Errors of the scenario page: lines that are gone, others who saved in the meantime, files that are too much.

ScenarioPageError
├── NoEntryError           there is no such line in the scenario
├── MovedOnError           someone else changed or took out the same line
├── NotThisCityError       a scenario of a gemeente that the trajectory does not have
└── TooManyScenariosError  a trajectory has as many as it may
"""

from __future__ import annotations

from typing import ClassVar

from veerkracht.errors.stad import StadError


class ScenarioPageError(StadError):
    """Something about a scenario on the site cannot be."""


class NoEntryError(ScenarioPageError):
    """There is no such line in a scenario."""

    english: ClassVar[str] = (
        "The scenario has no line {at} under {part}; it has {there} there. Go back to the scenario and choose a line."
    )
    dutch: ClassVar[str] = (
        "Het scenario heeft geen regel {at} onder {part}; er staan er {there}. Ga terug naar het scenario en kies een "
        "regel."
    )

    def __init__(self, part: str, *, at: int, there: int) -> None:
        super().__init__(part=part, at=at, there=there)


class MovedOnError(ScenarioPageError):
    """Someone else changed or took out a line while this person was writing."""

    english: ClassVar[str] = (
        "While you were writing, someone else saved version {number}, in which this line is changed or gone. Nothing "
        "was saved; what you filled in still stands here. Read that version, or save yours as a new line."
    )
    dutch: ClassVar[str] = (
        "Terwijl u schreef, bewaarde iemand anders versie {number}, waarin deze regel anders is of weg. Er is niets "
        "bewaard; wat u invulde staat hier nog. Lees die versie, of bewaar de uwe als nieuwe regel."
    )

    def __init__(self, number: int) -> None:
        super().__init__(number=number)


class NotThisCityError(ScenarioPageError):
    """A scenario is about a gemeente that the trajectory does not have."""

    english: ClassVar[str] = (
        "The scenario is about {gemeente}; this trajectory is about {ours}. Change 'gemeente' in the text, or bring it "
        "in at the trajectory of that gemeente."
    )
    dutch: ClassVar[str] = (
        "Het scenario gaat over {gemeente}; dit traject gaat over {ours}. Pas 'gemeente' in de tekst aan, of breng het "
        "in bij het traject van die gemeente."
    )

    def __init__(self, gemeente: str, *, ours: str) -> None:
        super().__init__(gemeente=gemeente, ours=ours or "-")


class TooManyScenariosError(ScenarioPageError):
    """A trajectory has as many scenarios, or a scenario as many versions, as it may."""

    english: ClassVar[str] = "There are {count} already; there may be no more. Archive what you no longer use."
    dutch: ClassVar[str] = "Er zijn er al {count}; meer kan niet. Archiveer wat u niet meer gebruikt."

    def __init__(self, count: int) -> None:
        super().__init__(count=count)
