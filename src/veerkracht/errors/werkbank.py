"""Errors at the werkbank, where somebody chooses and weighs indicators.

WerkbankError
├── ChangesSyntaxError       the changes asked for are not readable
├── ChangeValueError         a change with a value that cannot be
├── UnknownChangeError       a change of something that is not in the design or the catalogue
├── TooManyChangesError      more changes than anybody weighs by hand
├── NothingLeftError         everything below a node is switched off
├── NothingToRankError       no area has enough figures for a score
├── ReservedDesignError      a name that a shipped design has
├── DesignFileError          a file that cannot be brought in as a design
└── TooManyVersionsError     a trajectory with as many versions as it may have
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from veerkracht.errors.base import VeerkrachtError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable


class WerkbankError(VeerkrachtError):
    """Something at the werkbank cannot be done."""


class ChangesSyntaxError(WerkbankError):
    """The changes are not JSON of the right shape."""

    english: ClassVar[str] = "The changes cannot be read: {what_en} Nothing was changed."
    dutch: ClassVar[str] = "De wijzigingen zijn niet te lezen: {what_nl} Er is niets veranderd."

    def __init__(self, *, what_en: str, what_nl: str) -> None:
        super().__init__(what_en=what_en, what_nl=what_nl)


class ChangeValueError(WerkbankError):
    """A change has a value that cannot be."""

    english: ClassVar[str] = "{where}: {value} cannot be used. It must be {right_en}. Nothing was changed."
    dutch: ClassVar[str] = "{where}: {value} kan niet. Het moet zijn: {right_nl}. Er is niets veranderd."

    def __init__(self, where: str, *, value: object, right_en: str, right_nl: str) -> None:
        shown = repr(value)
        shown = shown if len(shown) <= 60 else shown[:57] + "..."
        super().__init__(where=where, value=shown, right_en=right_en, right_nl=right_nl)


class UnknownChangeError(WerkbankError):
    """A change is of something that does not exist here."""

    english: ClassVar[str] = "{where}: {code!r} is not {role_en}.{hint_en} Choose one of: {known}."
    dutch: ClassVar[str] = "{where}: {code!r} is geen {role_nl}.{hint_nl} Kies uit: {known}."

    def __init__(self, where: str, *, code: str, role_en: str, role_nl: str, known: Iterable[str]) -> None:
        names = list(known)
        shown = names if len(names) <= 20 else [*names[:20], "..."]
        super().__init__(
            where=where,
            code=code,
            role_en=role_en,
            role_nl=role_nl,
            known=", ".join(shown) or "-",
            **did_you_mean(code, names),
        )


class TooManyChangesError(WerkbankError):
    """There are more changes at once than the werkbank takes."""

    english: ClassVar[str] = "{where}: {count} is too many; at most {most}. Leave some out."
    dutch: ClassVar[str] = "{where}: {count} is te veel; hoogstens {most}. Laat er een aantal weg."

    def __init__(self, where: str, *, count: int, most: int) -> None:
        super().__init__(where=where, count=count, most=most)


class NothingLeftError(WerkbankError):
    """Everything below a node is switched off or weighs nothing."""

    english: ClassVar[str] = (
        "Nothing below {name_en!r} counts any more: all its parts are off or weigh 0. "
        "Give at least one a weight above 0, or switch off {name_en!r} itself."
    )
    dutch: ClassVar[str] = (
        "Onder '{name_nl}' telt niets meer mee: alle onderdelen staan uit of wegen 0. "
        "Geef er minstens één een gewicht boven 0, of zet '{name_nl}' zelf uit."
    )

    def __init__(self, node: str, *, name_nl: str, name_en: str) -> None:
        super().__init__(node=node, name_nl=name_nl, name_en=name_en)


class NothingToRankError(WerkbankError):
    """No area has enough figures for a score."""

    english: ClassVar[str] = (
        "No area has enough figures for a score of {design!r}{when_en}. Choose another year or level, switch off "
        "indicators without figures, or load more data."
    )
    dutch: ClassVar[str] = (
        "Geen gebied heeft genoeg cijfers voor een score van {design!r}{when_nl}. Kies een ander jaar of niveau, zet "
        "indicatoren zonder cijfers uit, of lees meer gegevens in."
    )

    def __init__(self, design: str, *, period: object = "") -> None:
        super().__init__(
            design=design,
            period=period,
            when_en=f" in {period}" if period else "",
            when_nl=f" in {period}" if period else "",
        )


class ReservedDesignError(WerkbankError):
    """A design was to be saved under the name of a design that comes with Veerkracht."""

    english: ClassVar[str] = (
        "{name!r} is the name of a design that comes with Veerkracht; those stay as they are, so that everybody means "
        "the same by it. Choose another name, for example {proposal!r}."
    )
    dutch: ClassVar[str] = (
        "{name!r} is de naam van een ontwerp dat bij Veerkracht hoort. Zo'n ontwerp blijft zoals het is, zodat "
        "iedereen er hetzelfde mee bedoelt. Kies een andere naam, bijvoorbeeld {proposal!r}."
    )

    def __init__(self, name: str, *, proposal: str) -> None:
        super().__init__(name=name, proposal=proposal)


class DesignFileError(WerkbankError):
    """A file cannot be brought in as a design."""

    english: ClassVar[str] = "This file cannot be used as a design: {what_en}. Nothing was saved."
    dutch: ClassVar[str] = "Dit bestand kan niet als ontwerp dienen: {what_nl}. Er is niets opgeslagen."

    def __init__(self, *, what_nl: str, what_en: str) -> None:
        super().__init__(what_nl=what_nl, what_en=what_en)


class TooManyVersionsError(WerkbankError):
    """A trajectory has as many versions of designs as it may have."""

    english: ClassVar[str] = "This trajectory already has {count} versions of designs; no more can be saved."
    dutch: ClassVar[str] = "Dit traject heeft al {count} versies van ontwerpen; er kunnen er geen bij."

    def __init__(self, count: int) -> None:
        super().__init__(count=count)
