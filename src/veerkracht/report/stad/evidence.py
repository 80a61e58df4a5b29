"""What each figure of an answer and each line of a scenario rests on: the numbers, how good they are and how far apart.

A figure is as sure as the weakest number behind it. That is why nearly all are called an assumption: the words beside
the letter, the interval and the source stand with each number, so that a reader can see which one is doubted.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from veerkracht.facts.grades import GRADES
from veerkracht.facts.language import Bilingual
from veerkracht.report.stad.wording import number
from veerkracht.stad.distribution import Shape
from veerkracht.stad.parameters import unidentified

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veerkracht.facts.language import Taal
    from veerkracht.stad.distribution import Distribution
    from veerkracht.stad.parameters import Parameter, ParameterSet


class Mechanism(StrEnum):
    """A part of the model that a figure rests on; the value is its place on the page of grounds."""

    INPUT = "invoer"
    MOVES = "verhuizen"
    PRIORITY = "voorrang"
    LIFE = "leven"
    RELIANCE = "zelfredzaamheid"
    NUISANCE = "overlast"
    COHESION = "samenhang"
    QUALITY = "leefomgeving"
    SCORE = "score"


NAMES: Final = {
    Mechanism.INPUT: Bilingual("Wat u zelf invulde", "What you filled in yourself"),
    Mechanism.MOVES: Bilingual("Wie verhuist en waarheen", "Who moves, and where to"),
    Mechanism.PRIORITY: Bilingual("Wie weg moet of voorrang heeft", "Who must move or goes first"),
    Mechanism.LIFE: Bilingual("Wat huishoudens toch overkomt", "What happens to households anyway"),
    Mechanism.RELIANCE: Bilingual("Meer of minder zelfredzaam worden", "Becoming more or less self-reliant"),
    Mechanism.NUISANCE: Bilingual("Overlast in een buurt", "Nuisance in a buurt"),
    Mechanism.COHESION: Bilingual("Samenhang in een buurt", "Cohesion in a buurt"),
    Mechanism.QUALITY: Bilingual("De leefomgeving", "The surroundings"),
    Mechanism.SCORE: Bilingual("De score van veerkracht", "The score of veerkracht"),
}
ABOUT: Final = {
    Mechanism.INPUT: Bilingual(
        "Aantallen woningen, euro's, aandelen en jaren staan in uw scenario. Het model neemt aan dat het zo gebeurt.",
        "Numbers of homes, euros, shares and years stand in your scenario. The model takes it that it happens so.",
    ),
    Mechanism.MOVES: Bilingual(
        "Hoe vaak mensen verhuizen, welke woningen voor hen openstaan en hoe ver zij zoeken.",
        "How often people move, which homes are open to them and how far they look.",
    ),
    Mechanism.PRIORITY: Bilingual(
        "Wie door sloop weg moet of uit een instelling komt, gaat voor. Waar zij zoeken is een schatting.",
        "Who loses a home by demolition or comes from an institution goes first. Where they look is an estimate.",
    ),
    Mechanism.LIFE: Bilingual(
        "Ouder worden, gaan samenwonen, meer of minder gaan verdienen.",
        "Growing older, moving in together, earning more or less.",
    ),
    Mechanism.RELIANCE: Bilingual(
        "Zelfredzaamheid staat in geen register. Wie vrager is, is geschat; de marge van die schatting telt mee.",
        "Self-reliance stands in no register. Who is a vrager is estimated; the margin of that estimate counts too.",
    ),
    Mechanism.NUISANCE: Bilingual(
        "Overlast hangt samen met wie er woont, met samenhang, met de omgeving en met inzet. Hoeveel daarvan oorzaak "
        "is, is niet bekend.",
        "Nuisance goes with who lives there, with cohesion, surroundings and effort. How much of that is cause is not "
        "known.",
    ),
    Mechanism.COHESION: Bilingual(
        "Samenhang hangt samen met wie er woont, met verloop en met ontmoeting.",
        "Cohesion goes with who lives there, with turnover and with meeting.",
    ),
    Mechanism.QUALITY: Bilingual(
        "Wat geld voor de leefomgeving doet, is een aanname met een brede marge.",
        "What money for the surroundings does is an assumption with a wide band.",
    ),
    Mechanism.SCORE: Bilingual(
        "De score is de formule van de kaart, opnieuw gevraagd met de cijfers van de doorkijk. Een groot deel van die "
        "cijfers beweegt niet mee.",
        "The score is the formula of the map, asked again with the figures of the outlook. Many of those figures do "
        "not move along.",
    ),
}
_NUMBERS: Final[dict[Mechanism, tuple[str, ...]]] = {
    Mechanism.INPUT: (),
    Mechanism.MOVES: (
        *("move", "move_segment", "move_recent", "settle", "move_per_nuisance", "move_reliance", "move_per_mismatch"),
        *(
            "leave",
            "leave_region",
            "region_distance",
            "give_up",
            "pressure",
            "avoid_nuisance",
            "near",
            "far",
            "starters_from_outside",
        ),
        *("allowed_cheap", "allowed_dear", "tipping_share", "tipping_push"),
    ),
    Mechanism.PRIORITY: ("urgent_far", "return_share"),
    Mechanism.LIFE: ("dissolve", "to_family", "to_midlife", "to_senior", "income_up", "income_down"),
    Mechanism.RELIANCE: (
        *("reliance_up", "reliance_down", "up_per_support", "support_stays", "up_per_cohesion", "down_per_nuisance"),
    ),
    Mechanism.NUISANCE: (
        *("nuisance_stays", "nuisance_per_vragers", "nuisance_per_dragers", "nuisance_per_cohesion"),
        *("nuisance_per_quality", "nuisance_per_works", "nuisance_per_safety", "safety_stays", "nuisance_noise"),
    ),
    Mechanism.COHESION: (
        *("cohesion_stays", "cohesion_per_dragers", "cohesion_per_turnover", "cohesion_per_meeting", "meeting_stays"),
    ),
    Mechanism.QUALITY: ("quality_per_effort", "quality_stays"),
    Mechanism.SCORE: (),
}
FIGURES: Final[dict[str, tuple[Mechanism, ...]]] = {
    "households": (Mechanism.INPUT, Mechanism.MOVES, Mechanism.LIFE),
    "waiting": (Mechanism.INPUT, Mechanism.MOVES, Mechanism.LIFE),
    "homes": (Mechanism.INPUT, Mechanism.MOVES),
    "lettings": (Mechanism.INPUT, Mechanism.MOVES, Mechanism.PRIORITY),
    "success": (Mechanism.MOVES, Mechanism.LIFE, Mechanism.PRIORITY),
    "displaced": (Mechanism.INPUT, Mechanism.PRIORITY),
    "urgent": (Mechanism.INPUT, Mechanism.PRIORITY, Mechanism.MOVES),
    "outside": (Mechanism.MOVES, Mechanism.LIFE),
    "outside_vragers": (Mechanism.MOVES, Mechanism.LIFE, Mechanism.RELIANCE),
    "ledger": (Mechanism.MOVES, Mechanism.LIFE, Mechanism.RELIANCE),
    "money": (Mechanism.INPUT, Mechanism.MOVES),
    "vragers": (Mechanism.RELIANCE, Mechanism.MOVES, Mechanism.LIFE),
    "nuisance": (Mechanism.NUISANCE, Mechanism.RELIANCE, Mechanism.MOVES),
    "cohesion": (Mechanism.COHESION, Mechanism.RELIANCE, Mechanism.MOVES),
    "quality": (Mechanism.QUALITY, Mechanism.INPUT),
    "score": (Mechanism.SCORE, Mechanism.NUISANCE, Mechanism.COHESION, Mechanism.QUALITY, Mechanism.RELIANCE),
}
"""The mechanisms behind each figure that a page shows, the most important first."""
LINES: Final[dict[str, tuple[str, ...]]] = {
    "support": ("up_per_support", "support_stays"),
    "safety": ("nuisance_per_safety", "safety_stays"),
    "meeting": ("cohesion_per_meeting", "meeting_stays"),
    "quality": ("quality_per_effort", "nuisance_per_quality", "quality_stays"),
    "homes": ("return_share", "urgent_far", "nuisance_per_works"),
    "conversion": ("move", "move_segment"),
    "steer": ("move", "allowed_cheap", "allowed_dear"),
    "quota": ("urgent_far",),
}
"""The numbers through which a line of a scenario works, by the kind of line."""
_BETWEEN = Bilingual("{low} tot {high}", "{low} to {high}")
_ZERO = Bilingual("met kans {zero}% nul, anders {range}", "nought with chance {zero}%, else {range}")
_CASES = Bilingual("{middle} (zo zeker als {cases} waarnemingen)", "{middle} (as sure as {cases} observations)")
_ELEMENT = Bilingual("{name}: {range}", "{name}: {range}")
_OFF = Bilingual("staat uit", "is switched off")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRow:
    """One number of the model, as a reader sees it.

    Attributes:
        name: fixed name.
        label: for people.
        unit: for people.
        grade: letter.
        grade_words: what the letter means.
        interval: between which ends it is drawn, in words.
        source: document and year, or 'aanname'.
        address: where the source stands; empty where there is none.
        note: what it rests on and what is doubted.
        is_unidentified: whether no figures of a city can tell it apart from the others.
        changed: why this scenario has another number; empty if it has not.
    """

    name: str
    label: str
    unit: str
    grade: str
    grade_words: str
    interval: str
    source: str
    address: str
    note: str
    is_unidentified: bool
    changed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One mechanism with all its numbers."""

    key: str
    name: str
    about: str
    numbers: tuple[NumberRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Footing:
    """What stands beside a figure: how good the weakest number behind it is, and where to read on.

    Attributes:
        grade: letter of the weakest number; empty where only what people filled in counts.
        words: what that means.
        source: the mechanisms, in words.
        keys: their places on the page of grounds.
    """

    grade: str
    words: str
    source: str
    keys: tuple[str, ...]


def footing_of(figure: str, parameters: ParameterSet, *, taal: Taal) -> Footing:
    """Return what stands beside a figure.

    Args:
        figure: a key of `FIGURES`.
        parameters: with what the scenario changes in them.
        taal: the language.
    """
    mechanisms = FIGURES[figure]
    grades = [parameters.parameters[name].grade for one in mechanisms for name in _NUMBERS[one]]
    weakest = max(grades, key=lambda grade: grade.value) if grades else None
    return Footing(
        grade=weakest.value if weakest else "",
        words=GRADES[weakest].say(taal) if weakest else NAMES[Mechanism.INPUT].say(taal),
        source="; ".join(NAMES[one].say(taal).lower() for one in mechanisms),
        keys=tuple(one.value for one in mechanisms),
    )


def chapters_of(parameters: ParameterSet, *, taal: Taal) -> tuple[Chapter, ...]:
    """Return every mechanism with its numbers; together they hold every number of the model once."""
    unknown = {one.name for one in unidentified(parameters)}
    return tuple(
        Chapter(
            key=one.value,
            name=NAMES[one].say(taal),
            about=ABOUT[one].say(taal),
            numbers=tuple(_row(parameters, name, unknown=unknown, taal=taal) for name in _NUMBERS[one]),
        )
        for one in Mechanism
    )


def numbers_of_line(kind: str, parameters: ParameterSet, *, taal: Taal) -> tuple[NumberRow, ...]:
    """Return the numbers through which a line works: an effort by its kind, another line by its part."""
    unknown = {one.name for one in unidentified(parameters)}
    return tuple(_row(parameters, name, unknown=unknown, taal=taal) for name in LINES[kind])


def _row(parameters: ParameterSet, name: str, *, unknown: Iterable[str], taal: Taal) -> NumberRow:
    one = parameters.parameters[name]
    is_on = not one.switch or parameters.switches[one.switch].on
    return NumberRow(
        name=name,
        label=one.label.say(taal),
        unit=one.unit.say(taal),
        grade=one.grade.value,
        grade_words=GRADES[one.grade].say(taal),
        interval=_interval(one, taal=taal) if is_on else _OFF.say(taal),
        source=one.source,
        address=one.address,
        note=one.note.say(taal),
        is_unidentified=name in unknown,
        changed=parameters.changed.get(name, ""),
    )


def _interval(parameter: Parameter, *, taal: Taal) -> str:
    d = parameter.distribution
    each = [_range(d, at, taal=taal) for at in range(d.size)]
    if len(set(each)) == 1 or not parameter.elements:
        return each[0]
    named = zip(parameter.elements, each, strict=True)
    return "; ".join(
        _ELEMENT.say(taal).format(name=ELEMENTS.get(key, Bilingual(key, key)).say(taal), range=text)
        for key, text in named
    )


def _range(d: Distribution, at: int, *, taal: Taal) -> str:
    if d.shape is Shape.FIXED:
        return _short(d.central[at], taal=taal)
    if d.shape is Shape.BETA:
        return _CASES.say(taal).format(middle=_short(d.central[at], taal=taal), cases=number(float(d.cases), taal=taal))
    low, high = _short(d.low[at], taal=taal), _short(d.high[at], taal=taal)
    between = low if low == high else _BETWEEN.say(taal).format(low=low, high=high)
    if d.shape is not Shape.ZERO_OR:
        return between
    return _ZERO.say(taal).format(zero=number(100 * d.zero, taal=taal), range=between)


def _short(value: float, *, taal: Taal) -> str:
    """Return a number with three figures that count, no more."""
    digits = next((n for n in range(5) if abs(value - round(value, n)) <= 0.005 * abs(value)), 4)
    return number(value, taal=taal, digits=digits)


ELEMENTS: Final = {
    "young": Bilingual("jong", "young"),
    "family": Bilingual("gezin", "family"),
    "midlife": Bilingual("35 tot 65", "35 to 65"),
    "senior": Bilingual("65 en ouder", "65 and older"),
    "owned": Bilingual("koop", "owner-occupied"),
    "cheap": Bilingual("goedkoop", "cheap"),
    "dear": Bilingual("duurder", "dearer"),
    "private": Bilingual("particulier", "private"),
    "drager": Bilingual("drager", "drager"),
    "between": Bilingual("ertussenin", "in between"),
    "vrager": Bilingual("vrager", "vrager"),
    "vrager_to_between": Bilingual("vrager naar ertussenin", "vrager to in between"),
    "between_to_drager": Bilingual("ertussenin naar drager", "in between to drager"),
    "drager_to_between": Bilingual("drager naar ertussenin", "drager to in between"),
    "between_to_vrager": Bilingual("ertussenin naar vrager", "in between to vrager"),
    **{f"income_{at}": Bilingual(f"inkomen {at}", f"income {at}") for at in range(1, 6)},
}
