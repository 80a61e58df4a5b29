"""Errors of the handelingsperspectieven: a catalogue of interventions or a mix that cannot be read as it is.

PerspectiefError
├── PerspectiefFileError        the text itself: too large, not UTF-8, not TOML
├── PerspectiefKeyError         a key that means nothing here
├── PerspectiefMissingKeyError  a key that must be there
├── PerspectiefValueError       a value that cannot be
├── EvidenceError               an effect or cost that says more than is known
├── RuleError                   an applies-where rule that cannot be read
├── VersionError                an intervention that was edited in place
├── UnknownInterventionError    an intervention that the catalogue does not hold
├── MixItemError                an item of a mix that does not fit its intervention
└── PathShapeError              arrays of dragers and vragers that do not belong together
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from veerkracht.errors.base import VeerkrachtError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_SHOWN = 80


def _place(where: str, line: int) -> dict[str, object]:
    lines = (f" (line {line})", f" (regel {line})") if line else ("", "")
    return {"where": where, "line": line, "at_en": where + lines[0], "at_nl": where + lines[1]}


class PerspectiefError(VeerkrachtError):
    """A catalogue of interventions, or a mix, cannot be used as it is."""


class PerspectiefFileError(PerspectiefError):
    """The text is too large, not UTF-8 or not TOML."""

    english: ClassVar[str] = "{document}: {what_en}. Right is: {right_en}. Save the file anew and try again."
    dutch: ClassVar[str] = "{document}: {what_nl}. Goed is: {right_nl}. Bewaar het bestand opnieuw en probeer het weer."

    def __init__(self, document: str, *, what_en: str, what_nl: str, right_en: str, right_nl: str) -> None:
        super().__init__(document=document, what_en=what_en, what_nl=what_nl, right_en=right_en, right_nl=right_nl)


class PerspectiefKeyError(PerspectiefError):
    """A key that means nothing, so that a wish would be lost in silence."""

    english: ClassVar[str] = (
        "{document}, {at_en}: the key {key!r} means nothing here.{hint_en} Known are: {known}. Mend it or take it out."
    )
    dutch: ClassVar[str] = (
        "{document}, {at_nl}: de sleutel {key!r} betekent hier niets.{hint_nl} Bekend zijn: {known}. "
        "Verbeter hem of haal hem weg."
    )

    def __init__(self, key: str, *, document: str, where: str, line: int, known: Iterable[str]) -> None:
        names = list(known)
        listed = ", ".join(names) or "-"
        super().__init__(key=key, document=document, known=listed, **_place(where, line), **did_you_mean(key, names))


class PerspectiefMissingKeyError(PerspectiefError):
    """A key that must be there is not."""

    english: ClassVar[str] = "{document}, {at_en}: the key {key!r} is missing. Right is: {right_en}. Add it."
    dutch: ClassVar[str] = "{document}, {at_nl}: de sleutel {key!r} ontbreekt. Goed is: {right_nl}. Voeg hem toe."

    def __init__(self, key: str, *, document: str, where: str, line: int, right_en: str, right_nl: str) -> None:
        super().__init__(key=key, document=document, right_en=right_en, right_nl=right_nl, **_place(where, line))


class PerspectiefValueError(PerspectiefError):
    """A key with a value that cannot be."""

    english: ClassVar[str] = "{document}, {at_en}: {key} is {value}, but must be {right_en}.{hint_en} Change the value."
    dutch: ClassVar[str] = (
        "{document}, {at_nl}: {key} is {value}, maar moet zijn: {right_nl}.{hint_nl} Pas de waarde aan."
    )

    def __init__(
        self,
        key: str,
        *,
        value: object,
        document: str,
        where: str,
        line: int,
        right_en: str,
        right_nl: str,
        near: Iterable[str] = (),
    ) -> None:
        super().__init__(
            key=key,
            value=repr(value)[:_MOST_SHOWN],
            document=document,
            right_en=right_en,
            right_nl=right_nl,
            **_place(where, line),
            **did_you_mean(str(value), near),
        )


class EvidenceError(PerspectiefError):
    """An effect or a cost that says more than is known: a point without a margin, or a verdict without a finding."""

    english: ClassVar[str] = "{document}, {at_en}: {what_en}. Right is: {right_en}. Change it, or write 'onbekend'."
    dutch: ClassVar[str] = "{document}, {at_nl}: {what_nl}. Goed is: {right_nl}. Pas het aan, of schrijf 'onbekend'."

    def __init__(
        self, *, document: str, where: str, line: int, what_en: str, what_nl: str, right_en: str, right_nl: str
    ) -> None:
        super().__init__(
            document=document,
            what_en=what_en,
            what_nl=what_nl,
            right_en=right_en,
            right_nl=right_nl,
            **_place(where, line),
        )


class RuleError(PerspectiefError):
    """A rule about where an intervention applies that cannot be read."""

    english: ClassVar[str] = (
        "{document}, {at_en}: the rule {rule!r} cannot be read at {part!r}. "
        "Write 'indicator >= 66.7', and join several with ' and '. Change the rule."
    )
    dutch: ClassVar[str] = (
        "{document}, {at_nl}: de regel {rule!r} is niet te lezen bij {part!r}. "
        "Schrijf 'indicator >= 66.7', en verbind er meer met ' and '. Pas de regel aan."
    )

    def __init__(self, rule: str, *, part: str, document: str, where: str, line: int) -> None:
        super().__init__(rule=rule[:_MOST_SHOWN], part=part[:_MOST_SHOWN], document=document, **_place(where, line))


class VersionError(PerspectiefError):
    """An intervention stands twice with one number, or a later number has an earlier date."""

    english: ClassVar[str] = (
        "{document}, {at_en}: {code!r} {what_en}. A version is never edited: add one with number {next} "
        "and the date of today, and leave the old one."
    )
    dutch: ClassVar[str] = (
        "{document}, {at_nl}: {code!r} {what_nl}. Een versie verandert nooit: voeg er een toe met nummer {next} "
        "en de datum van vandaag, en laat de oude staan."
    )

    def __init__(
        self, code: str, *, document: str, where: str, line: int, what_en: str, what_nl: str, number: int
    ) -> None:
        super().__init__(
            code=code, document=document, what_en=what_en, what_nl=what_nl, next=number, **_place(where, line)
        )


class UnknownInterventionError(PerspectiefError):
    """An intervention, or a version of one, that the catalogue does not hold."""

    english: ClassVar[str] = (
        "{at_en}: the catalogue holds no intervention {code!r}{which_en}.{hint_en} "
        "See `veerkracht interventie list` for the codes, and change the code."
    )
    dutch: ClassVar[str] = (
        "{at_nl}: de catalogus heeft geen interventie {code!r}{which_nl}.{hint_nl} "
        "Zie `veerkracht interventie list` voor de codes, en pas de code aan."
    )

    def __init__(self, code: str, *, known: Iterable[str], version: int = 0, where: str = "", line: int = 0) -> None:
        which = (f" in version {version}", f" in versie {version}") if version else ("", "")
        place = _place(where, line)
        if not where:
            place |= {"at_en": "Catalogue", "at_nl": "Catalogus"}
        super().__init__(code=code, which_en=which[0], which_nl=which[1], **place, **did_you_mean(code, known))


class MixItemError(PerspectiefError):
    """An item of a mix that does not fit its intervention."""

    english: ClassVar[str] = (
        "Mix, item {item!r}{at_line_en} ({intervention}): {what} is {value}, but must be: {right_en}. Change the item."
    )
    dutch: ClassVar[str] = (
        "Mix, item {item!r}{at_line_nl} ({intervention}): {what} is {value}, maar moet zijn: {right_nl}. "
        "Pas het item aan."
    )

    def __init__(
        self, item: str, *, what: str, value: object, intervention: str, right_en: str, right_nl: str, line: int = 0
    ) -> None:
        at_line = (f" (line {line})", f" (regel {line})") if line else ("", "")
        super().__init__(
            item=item,
            what=what,
            value=str(value)[:_MOST_SHOWN],
            intervention=intervention,
            right_en=right_en,
            right_nl=right_nl,
            line=line,
            at_line_en=at_line[0],
            at_line_nl=at_line[1],
        )


class PathShapeError(PerspectiefError):
    """Arrays of dragers and vragers, or of a simulated figure, that do not belong together."""

    english: ClassVar[str] = "{name} has shape {found}; it must be {wanted}. Give both for the same runs and years."
    dutch: ClassVar[str] = "{name} heeft vorm {found}; dat moet {wanted} zijn. Geef beide voor dezelfde runs en jaren."

    def __init__(self, name: str, *, found: object, wanted: object) -> None:
        super().__init__(name=name, found=str(found), wanted=str(wanted))
