"""Errors of the search for the best mix: budgets and floors that cannot be met, and figures that do not fit."""

from __future__ import annotations

from typing import ClassVar

from veerkracht.errors.stad import StadError


class MixError(StadError):
    """A mix cannot be chosen from what was given."""


class MixShapeError(MixError):
    """A table of the choice does not have one row an area and one column a package."""

    english: ClassVar[str] = (
        "{name} has shape {found}; it must be {wanted}. Give one row for each area and one column for each package."
    )
    dutch: ClassVar[str] = (
        "{name} heeft vorm {found}; dat moet {wanted} zijn. Geef één rij per gebied en één kolom per pakket."
    )

    def __init__(self, name: str, *, found: object, wanted: object) -> None:
        super().__init__(name=name, found=str(found), wanted=str(wanted))


class MixValueError(MixError):
    """A cost, gain or limit is missing or below zero where it may not be."""

    english: ClassVar[str] = (
        "{name} is {value} in {area}, package {package}. It must be {wanted}. "
        "Give the figure, or mark the package as not possible there."
    )
    dutch: ClassVar[str] = (
        "{name} is {value} in {area}, pakket {package}. Dat moet {wanted_nl} zijn. "
        "Geef het cijfer, of geef aan dat het pakket daar niet kan."
    )

    def __init__(self, name: str, *, value: float, area: str, package: int, may_be_negative: bool = False) -> None:
        super().__init__(
            name=name,
            value=value,
            area=area,
            package=package,
            wanted="a known number" if may_be_negative else "a known number, 0 or more",
            wanted_nl="een bekend getal" if may_be_negative else "een bekend getal, 0 of meer",
        )


class PackageShapeError(MixError):
    """The levers of packages are not of the areas, years or segments of the city and the policy that they add to."""

    english: ClassVar[str] = (
        "The packages' {name} has shape {found}; it must be {wanted}: areas, packages, years, then as in the levers. "
        "Give it in that shape, with zeros where a package does nothing."
    )
    dutch: ClassVar[str] = (
        "{name} van de pakketten heeft vorm {found}; dat moet {wanted} zijn: gebieden, pakketten, jaren, en dan zoals "
        "bij de knoppen. Geef het in die vorm, met nullen waar een pakket niets doet."
    )

    def __init__(self, name: str, *, found: object, wanted: object) -> None:
        super().__init__(name=name, found=str(found), wanted=str(wanted))


class NegativeLimitError(MixError):
    """A budget or a floor is missing or, for a budget, below zero."""

    english: ClassVar[str] = "{name} is {value}. Give an amount of 0 or more; leave the budget out if it has no limit."
    dutch: ClassVar[str] = "{name} is {value}. Geef een bedrag van 0 of meer; laat het budget weg als er geen grens is."

    def __init__(self, name: str, *, value: float) -> None:
        super().__init__(name=name, value=value)


class NoPackageError(MixError):
    """Of an area no package is possible, not even doing nothing."""

    english: ClassVar[str] = "No package is possible in {area}. Allow at least one there, for example doing nothing."
    dutch: ClassVar[str] = "In {area} kan geen enkel pakket. Sta er minstens één toe, bijvoorbeeld niets doen."

    def __init__(self, area: str) -> None:
        super().__init__(area=area)


class BudgetTooSmallError(MixError):
    """The cheapest packages of all areas already ask more than there is."""

    english: ClassVar[str] = (
        "Budget {budget} is {limit:.6g}, but the cheapest packages together ask {needed:.6g}. "
        "Raise it by {short:.6g}, or allow a cheaper package, for example doing nothing."
    )
    dutch: ClassVar[str] = (
        "Budget {budget} is {limit:.6g}, maar de goedkoopste pakketten kosten samen {needed:.6g}. "
        "Verhoog het met {short:.6g}, of sta een goedkoper pakket toe, bijvoorbeeld niets doen."
    )

    def __init__(self, budget: str, *, limit: float, needed: float) -> None:
        super().__init__(budget=budget, limit=limit, needed=needed, short=needed - limit)


class FloorOutOfReachError(MixError):
    """A floor cannot be reached under the budgets, or not together with the other floors.

    Attributes:
        floor: the floor that binds.
        asked: what it asks.
        most: the most that can be reached, the other floors of the clash kept.
        factor: how many times all budgets would have to be, to reach it; None where no money helps.
        others: the floors it clashes with, empty if it cannot be reached on its own.
    """

    english: ClassVar[str] = (
        "Floor {floor} asks {asked:.6g}, but at most {most:.6g} can be reached{beside_en}. "
        "Lower it to {most:.6g}{ways_en}."
    )
    dutch: ClassVar[str] = (
        "Ondergrens {floor} vraagt {asked:.6g}, maar er is hoogstens {most:.6g} haalbaar{beside_nl}. "
        "Verlaag hem tot {most:.6g}{ways_nl}."
    )

    def __init__(self, floor: str, *, asked: float, most: float, factor: float | None, others: tuple[str, ...]) -> None:
        names = ", ".join(others)
        super().__init__(
            floor=floor,
            asked=asked,
            most=most,
            factor=factor,
            others=others,
            beside_en=f" within the budgets together with floor {names}" if others else " within the budgets",
            beside_nl=f" binnen de budgetten samen met ondergrens {names}" if others else " binnen de budgetten",
            ways_en=_ways(factor, names, more="or give all budgets {:.2f} times as much", less="or lower {}"),
            ways_nl=_ways(factor, names, more="of maak alle budgetten {:.2f} keer zo groot", less="of verlaag {}"),
        )


class WholePackagesError(MixError):
    """Parts of packages would meet all floors, whole packages do not, or none were found that do."""

    english: ClassVar[str] = (
        "With parts of packages all floors could just be met, but no mix of whole packages was found that meets them "
        "within the budgets. Lower floor {floor} a little, or raise a budget a little."
    )
    dutch: ClassVar[str] = (
        "Met delen van pakketten zijn alle ondergrenzen net haalbaar, maar er is geen mix van hele pakketten gevonden "
        "die binnen de budgetten past. Verlaag ondergrens {floor} een beetje, of verhoog een budget een beetje."
    )

    def __init__(self, floor: str) -> None:
        super().__init__(floor=floor)


class WorstShareError(MixError):
    """The share of scenarios that counts as the worst is not above 0 and at most 1."""

    english: ClassVar[str] = "The share of worst scenarios is {share}. Give a share above 0 and at most 1, such as 0.2."
    dutch: ClassVar[str] = (
        "Het aandeel slechtste scenario's is {share}. Geef een aandeel boven 0 en hoogstens 1, bijvoorbeeld 0,2."
    )

    def __init__(self, share: float) -> None:
        super().__init__(share=share)


def _ways(factor: float | None, names: str, *, more: str, less: str) -> str:
    ways = [] if factor is None else [more.format(factor)]
    if names:
        ways.append(less.format(names))
    return "".join(f", {way}" for way in ways)
