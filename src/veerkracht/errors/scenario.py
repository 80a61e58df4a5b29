"""Errors of scenarios and parameters: what is found wrong before anything runs.

ScenarioError
├── ScenarioEncodingError, ScenarioSyntaxError, ScenarioSizeError   the file itself
├── ScenarioFormatError        another version of the format
├── ScenarioKeyError           a key that means nothing here
├── ScenarioMissingKeyError    a key that must be there
├── ScenarioValueError         a value that cannot be
│   ├── SeedError, YearRangeError, NegativeEffortError, NegativeBudgetError, ShareError
├── ScenarioCityError          a scenario of another city or year
├── ScenarioAreaError          an area that the city does not have
├── MissingMarginsError        an area of which nothing is known
├── DemolitionError            more homes demolished than stand
├── ContradictionError         two lines about the same area, year and subject
├── BudgetExceededError        costs above a budget
├── ParameterNameError         a parameter or switch that does not exist
├── ParameterRangeError        a distribution whose numbers contradict each other
└── ParameterSumError          chances of one household that together pass 1
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar

from veerkracht.errors.base import did_you_mean
from veerkracht.errors.stad import StadError

if TYPE_CHECKING:
    from collections.abc import Iterable


def _place(where: str, line: int) -> dict[str, object]:
    lines = (f" (line {line})", f" (regel {line})") if line else ("", "")
    return {"where": where, "line": line, "at_en": where + lines[0], "at_nl": where + lines[1]}


class ScenarioError(StadError):
    """A scenario, or the parameters under it, cannot be run as they are."""


class ScenarioEncodingError(ScenarioError):
    """The bytes of a scenario are not UTF-8."""

    english: ClassVar[str] = (
        "The scenario is not UTF-8: byte {position} is {byte}. Save the file as text with encoding UTF-8."
    )
    dutch: ClassVar[str] = (
        "Het scenario is geen UTF-8: byte {position} is {byte}. Bewaar het bestand als tekst met codering UTF-8."
    )

    def __init__(self, position: int, *, byte: int) -> None:
        super().__init__(position=position, byte=f"0x{byte:02x}")


class ScenarioSyntaxError(ScenarioError):
    """The text is not TOML; the message of the reader names the line."""

    english: ClassVar[str] = (
        "{document}: this is not valid TOML: {problem}. Mend that line; texts stand in quotes, numbers do not."
    )
    dutch: ClassVar[str] = (
        "{document}: dit is geen geldige TOML: {problem}. Verbeter die regel; teksten staan tussen aanhalingstekens, "
        "getallen niet."
    )

    def __init__(self, problem: str, *, document: str) -> None:
        super().__init__(problem=problem, document=document)


class ScenarioSizeError(ScenarioError):
    """A file that is too large to be a scenario."""

    english: ClassVar[str] = (
        "The scenario has {size} bytes; it may have at most {most}. Check that this is the right file."
    )
    dutch: ClassVar[str] = (
        "Het scenario heeft {size} bytes; het mogen er hoogstens {most} zijn. Kijk of dit het goede bestand is."
    )

    def __init__(self, size: int, *, most: int) -> None:
        super().__init__(size=size, most=most)


class ScenarioFormatError(ScenarioError):
    """A scenario in a version of the format that this program does not read."""

    english: ClassVar[str] = (
        "The scenario has format {found!r}; this program reads format {known}. "
        "Write 'format = {known}' at the top, or use a newer version of Veerkracht."
    )
    dutch: ClassVar[str] = (
        "Het scenario heeft format {found!r}; dit programma leest format {known}. "
        "Zet 'format = {known}' bovenaan, of gebruik een nieuwere versie van Veerkracht."
    )

    def __init__(self, found: object, *, known: int) -> None:
        super().__init__(found=found, known=known)


class ScenarioKeyError(ScenarioError):
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


class ScenarioMissingKeyError(ScenarioError):
    """A key that must be there is not."""

    english: ClassVar[str] = "{document}, {at_en}: the key {key!r} is missing. Add it."
    dutch: ClassVar[str] = "{document}, {at_nl}: de sleutel {key!r} ontbreekt. Voeg hem toe."

    def __init__(self, key: str, *, document: str, where: str, line: int) -> None:
        super().__init__(key=key, document=document, **_place(where, line))


class ScenarioValueError(ScenarioError):
    """A key with a value that cannot be."""

    english: ClassVar[str] = "{document}, {at_en}: {key} is {value!r}, but must be {right_en}. Change the value."
    dutch: ClassVar[str] = "{document}, {at_nl}: {key} is {value!r}, maar moet zijn: {right_nl}. Pas de waarde aan."

    def __init__(
        self, key: str, *, value: object, document: str, where: str, line: int, right_en: str, right_nl: str
    ) -> None:
        super().__init__(
            key=key, value=value, document=document, right_en=right_en, right_nl=right_nl, **_place(where, line)
        )


class SeedError(ScenarioValueError):
    """A seed that is no whole number from 0."""


class YearRangeError(ScenarioError):
    """A year outside the run."""

    english: ClassVar[str] = (
        "Scenario, {at_en}: year {year} lies outside the run, which goes from {first} to {last}. "
        "Choose a year in between, or change 'start' or 'years'."
    )
    dutch: ClassVar[str] = (
        "Scenario, {at_nl}: jaar {year} valt buiten de doorkijk, die loopt van {first} tot en met {last}. "
        "Kies een jaar daartussen, of pas 'start' of 'years' aan."
    )

    def __init__(self, year: int, *, first: int, last: int, where: str, line: int) -> None:
        super().__init__(year=year, first=first, last=last, **_place(where, line))


class NegativeEffortError(ScenarioValueError):
    """An effort below zero."""


class NegativeBudgetError(ScenarioValueError):
    """A budget below zero."""


class ShareError(ScenarioError):
    """Shares of the same homes or of the same quota that together pass one."""

    english: ClassVar[str] = (
        "Scenario, {at_en}: in {area} in {year} {what_en} add up to {total:.1%}; it can be 100% at most. "
        "Lower one of the shares."
    )
    dutch: ClassVar[str] = (
        "Scenario, {at_nl}: in {area} tellen in {year} {what_nl} op tot {total_nl}; meer dan 100% kan niet. "
        "Verlaag een van de aandelen."
    )

    def __init__(
        self, total: float, *, area: str, year: int, what_en: str, what_nl: str, where: str, line: int
    ) -> None:
        told = f"{total:.1%}".replace(".", ",")
        super().__init__(
            total=total, total_nl=told, area=area, year=year, what_en=what_en, what_nl=what_nl, **_place(where, line)
        )


class ScenarioCityError(ScenarioError):
    """A scenario that was made for another city or another year."""

    english: ClassVar[str] = (
        "The scenario is about {wanted}, but the city that was read is {found}. "
        "Read the right city, or change 'gemeente' or 'start' in the scenario."
    )
    dutch: ClassVar[str] = (
        "Het scenario gaat over {wanted}, maar de gelezen stad is {found}. "
        "Lees de goede stad in, of pas 'gemeente' of 'start' in het scenario aan."
    )

    def __init__(self, wanted: str, *, found: str) -> None:
        super().__init__(wanted=wanted, found=found)


class ScenarioAreaError(ScenarioError):
    """An area that the city does not have."""

    english: ClassVar[str] = (
        "Scenario, {at_en}: the city has no area {area!r}. Nearest: {near}. "
        "Give the code of a buurt or wijk, or 'stad' for all buurten."
    )
    dutch: ClassVar[str] = (
        "Scenario, {at_nl}: de stad heeft geen gebied {area!r}. Het dichtst erbij: {near}. "
        "Geef de code van een buurt of wijk, of 'stad' voor alle buurten."
    )

    def __init__(self, area: str, *, codes: Iterable[str], names: Iterable[str], where: str, line: int) -> None:
        known = dict(zip(codes, names, strict=True))
        by_name = {name.casefold(): code for code, name in known.items()}
        close = [by_name[name] for name in get_close_matches(area.casefold(), list(by_name), n=3)]
        close += [code for code in get_close_matches(area, list(known), n=3) if code not in close]
        near = ", ".join(f"{code} ({known[code]})" for code in close[:3]) or "-"
        super().__init__(area=area, near=near, **_place(where, line))


class MissingMarginsError(ScenarioError):
    """An area of which the figures that the scenario needs are not known."""

    english: ClassVar[str] = (
        "Scenario, {at_en}: of {area} {what_en} not known, so nothing can be computed there. "
        "Fill the gap in the tables of the city, or take the area out of the scenario."
    )
    dutch: ClassVar[str] = (
        "Scenario, {at_nl}: van {area} {what_nl} niet bekend, dus daar valt niets te berekenen. "
        "Vul de tabellen van de stad aan, of haal het gebied uit het scenario."
    )

    def __init__(self, area: str, *, what_en: str, what_nl: str, where: str, line: int = 0) -> None:
        super().__init__(area=area, what_en=what_en, what_nl=what_nl, **_place(where, line))


class DemolitionError(ScenarioError):
    """More homes are to be demolished than stand."""

    english: ClassVar[str] = (
        "Scenario, {at_en}: in {area} {wanted} homes of segment {segment} are to be demolished in {year}, but {stands} "
        "stand there then (what is built and demolished before is counted). Lower the number, or build earlier."
    )
    dutch: ClassVar[str] = (
        "Scenario, {at_nl}: in {area} worden in {year} {wanted} woningen van segment {segment} gesloopt, maar er staan "
        "er dan {stands} (eerdere bouw en sloop zijn meegeteld). Verlaag het aantal, of bouw eerder."
    )

    def __init__(self, area: str, *, segment: str, year: int, wanted: int, stands: int, where: str, line: int) -> None:
        super().__init__(area=area, segment=segment, year=year, wanted=wanted, stands=stands, **_place(where, line))


class ContradictionError(ScenarioError):
    """Two lines that say something about the same area, year and subject."""

    english: ClassVar[str] = (
        "Scenario, {at_en}: {what} of {area} in {year} was already given by {other_en}. "
        "Say each thing once: change the years or areas, or put the two together."
    )
    dutch: ClassVar[str] = (
        "Scenario, {at_nl}: {what} van {area} in {year} staat ook al in {other_nl}. "
        "Zeg elk ding één keer: pas de jaren of gebieden aan, of voeg de twee samen."
    )

    def __init__(self, what: str, *, area: str, year: int, where: str, line: int, other: str, other_line: int) -> None:
        first = _place(other, other_line)
        super().__init__(
            what=what,
            area=area,
            year=year,
            other_en=first["at_en"],
            other_nl=first["at_nl"],
            **_place(where, line),
        )


class BudgetExceededError(ScenarioError):
    """What is asked costs more than a budget allows."""

    english: ClassVar[str] = (
        "Scenario, [budget.{actor}]: the known costs {when_en} are {cost:,.0f} euro; the budget is {budget:,.0f} euro. "
        "Do less, spread it over more years, or raise the budget."
    )
    dutch: ClassVar[str] = (
        "Scenario, [budget.{actor}]: de bekende kosten {when_nl} zijn {cost_nl} euro; het budget is {budget_nl} "
        "euro. Doe minder, spreid het over meer jaren, of verhoog het budget."
    )

    def __init__(self, actor: str, *, cost: float, budget: float, year: int | None = None) -> None:
        when = (f"in {year}", f"in {year}") if year else ("over all years", "over alle jaren")
        told = [f"{amount:,.0f}".replace(",", ".") for amount in (cost, budget)]
        super().__init__(
            actor=actor,
            cost=cost,
            cost_nl=told[0],
            budget=budget,
            budget_nl=told[1],
            year=year,
            when_en=when[0],
            when_nl=when[1],
        )


class ParameterNameError(ScenarioError):
    """A parameter or switch that does not exist."""

    english: ClassVar[str] = "{document}, {at_en}: there is no {kind_en} {name!r}.{hint_en} Choose from: {known}."
    dutch: ClassVar[str] = "{document}, {at_nl}: {kind_nl} {name!r} bestaat niet.{hint_nl} Kies uit: {known}."

    def __init__(
        self, name: str, *, document: str, where: str, known: Iterable[str], line: int = 0, switch: bool = False
    ) -> None:
        names = list(known)
        super().__init__(
            name=name,
            document=document,
            known=", ".join(names),
            kind_en="switch" if switch else "parameter",
            kind_nl="schakelaar" if switch else "parameter",
            **_place(where, line),
            **did_you_mean(name, names),
        )


class ParameterRangeError(ScenarioError):
    """A distribution whose numbers contradict each other or the meaning of the parameter."""

    english: ClassVar[str] = "{document}, {at_en}: {what_en}. Right is: {right_en}. Change one of the numbers."
    dutch: ClassVar[str] = "{document}, {at_nl}: {what_nl}. Goed is: {right_nl}. Pas een van de getallen aan."

    def __init__(
        self,
        where: str,
        *,
        document: str,
        what_en: str,
        what_nl: str,
        right_en: str,
        right_nl: str,
        line: int = 0,
    ) -> None:
        super().__init__(
            document=document,
            what_en=what_en,
            what_nl=what_nl,
            right_en=right_en,
            right_nl=right_nl,
            **_place(where, line),
        )


class ParameterSumError(ScenarioError):
    """Chances of one household in one year that together pass 1."""

    english: ClassVar[str] = (
        "The parameters {names} of {who} add up to {total:.3f} a year; a household can only do one of these things, so "
        "at most 1 is possible. Lower one of them."
    )
    dutch: ClassVar[str] = (
        "De parameters {names} van {who} tellen op tot {total:.3f} per jaar; een huishouden doet maar één van deze "
        "dingen, dus meer dan 1 kan niet. Verlaag een ervan."
    )

    def __init__(self, names: Iterable[str], *, who: str, total: float) -> None:
        super().__init__(names=", ".join(names), who=who, total=total)
