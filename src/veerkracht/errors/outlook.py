"""Errors of the outlook: veerkracht in a simulation, and the balance of a city."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from veerkracht.errors.base import did_you_mean
from veerkracht.errors.design import DesignError
from veerkracht.errors.stad import StadError


class HeldIndicatorError(DesignError):
    """An index is asked again with an indicator that it does not have."""

    english: ClassVar[str] = (
        "Index {design!r} has no indicator {code!r}.{hint_en} Give figures of its own indicators only: {available}."
    )
    dutch: ClassVar[str] = (
        "Index {design!r} heeft geen indicator {code!r}.{hint_nl} Geef alleen cijfers van de eigen indicatoren: "
        "{available}."
    )

    def __init__(self, code: str, *, design: str, available: Iterable[str]) -> None:
        names = list(available)
        super().__init__(code=code, design=design, available=", ".join(names), **did_you_mean(code, names))


class HeldAreasError(DesignError):
    """An index is asked for areas that it does not have, or for another number of areas than it has."""

    english: ClassVar[str] = (
        "The index holds {held} areas; {what_en}. Give one figure for each area of the index, in its order, "
        "or build the index on a table that holds these areas."
    )
    dutch: ClassVar[str] = (
        "De index heeft {held} gebieden; {what_nl}. Geef één cijfer voor elk gebied van de index, in die volgorde, "
        "of maak de index van een tabel met deze gebieden."
    )

    def __init__(self, lacking: tuple[str, ...], *, held: int, given: int = 0) -> None:
        some = ", ".join(lacking[:5]) + (" ..." if len(lacking) > 5 else "")
        what_en = f"it lacks {some}" if lacking else f"figures of {given} were given"
        what_nl = f"{some} zit er niet in" if lacking else f"er zijn cijfers van {given} gegeven"
        super().__init__(lacking=lacking, held=held, given=given, what_en=what_en, what_nl=what_nl)


class NoSlopeError(DesignError):
    """How fast a score moves was asked of a scale that goes by steps."""

    english: ClassVar[str] = (
        "{code!r} is scaled by its place among the areas ({scale}): it moves in steps and has no slope. "
        "Choose a scale by distance, such as min_max or z_score."
    )
    dutch: ClassVar[str] = (
        "{code!r} is geschaald naar de plaats tussen de gebieden ({scale}): die verspringt en heeft geen helling. "
        "Kies een schaal naar afstand, zoals min_max of z_score."
    )

    def __init__(self, code: str, *, scale: str) -> None:
        super().__init__(code=code, scale=scale)


class OutlookAreasError(StadError):
    """The index of phase 1 and the simulation are of other areas."""

    english: ClassVar[str] = (
        "The simulation is of {simulated} areas, the index of {held}. Make the index of the areas of the city, in the "
        "same order (`hold_index(..., codes=city.codes)`)."
    )
    dutch: ClassVar[str] = (
        "De simulatie gaat over {simulated} gebieden, de index over {held}. Maak de index van de gebieden van de stad, "
        "in dezelfde volgorde (`hold_index(..., codes=city.codes)`)."
    )

    def __init__(self, *, simulated: int, held: int) -> None:
        super().__init__(simulated=simulated, held=held)


class DeviationError(StadError):
    """A simulated standard deviation cannot be told in the unit of its indicator."""

    english: ClassVar[str] = (
        "The simulation moves {code!r} in standard deviations; one of them is {value} points, which must be a number "
        "above 0. Give the standard deviation by which the city was standardised."
    )
    dutch: ClassVar[str] = (
        "De simulatie beweegt {code!r} in standaardafwijkingen; één daarvan is {value} punten, en dat moet een getal "
        "boven 0 zijn. Geef de standaardafwijking waarmee de stad gestandaardiseerd is."
    )

    def __init__(self, code: str, *, value: object) -> None:
        super().__init__(code=code, value=value)


class NoLinkError(StadError):
    """A map of phase 1 was made of a figure that no simulation moves."""

    english: ClassVar[str] = (
        "The simulation does not move {code!r}, so that this map has no outlook. Make the map of one of: {available}."
    )
    dutch: ClassVar[str] = (
        "De simulatie beweegt {code!r} niet; deze kaart heeft daarom geen doorkijk. Maak de kaart van een van: "
        "{available}."
    )

    def __init__(self, code: str, *, available: Iterable[str]) -> None:
        super().__init__(code=code, available=", ".join(available))
