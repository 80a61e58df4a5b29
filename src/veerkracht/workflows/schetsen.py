"""A wijkschets as JSON and back: what the web keeps, and what the command reads."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from veerkracht.errors.schets import SchetsFileError
from veerkracht.facts.language import Bilingual
from veerkracht.facts.quadrants import Quadrant
from veerkracht.wijkschets.draaiboek import Origin
from veerkracht.wijkschets.grounds import CardGround, FigureGround, Grounds, TextGround
from veerkracht.wijkschets.schets import (
    PLAIN_PARTS,
    Cite,
    CiteKind,
    Dissent,
    FirstStep,
    Goal,
    Sentence,
    SignOff,
    Verdict,
    Wijkschets,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = "veerkracht-wijkschets/1"
MOST_BYTES = 2_000_000
MOST_LETTERS = 1200
"""Of one sentence."""

MOST_LINES = 40
"""Sentences of one part."""

_DUTCH = {
    "missing": "ingevuld",
    "extra_forbidden": "weggelaten: deze naam betekent hier niets",
    "enum": "een van {expected}",
    "int_type": "een geheel getal",
    "int_parsing": "een geheel getal",
    "float_type": "een getal",
    "float_parsing": "een getal",
    "finite_number": "een getal",
    "string_type": "een tekst",
    "string_too_short": "niet leeg",
    "string_too_long": "hoogstens {max_length} tekens",
    "string_pattern_mismatch": "kleine letters, cijfers en streepjes",
    "list_type": "een lijst",
    "too_long": "hoogstens {max_length} stuks",
    "greater_than_equal": "{ge} of meer",
    "less_than_equal": "{le} of minder",
    "literal_error": "{expected}",
    "date_from_datetime_parsing": "een datum zoals 2026-11-23",
    "date_parsing": "een datum zoals 2026-11-23",
}
"""What would be right, by the kind of fault that pydantic finds; its own words are English."""

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
Words = Annotated[str, StringConstraints(max_length=MOST_LETTERS, strip_whitespace=True)]
Name = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
Year = Annotated[int, Field(ge=0, le=2200)]
Value = Annotated[float, Field(allow_inf_nan=False)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Cite(_Strict):
    kind: CiteKind
    ref: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    area: Name = ""
    year: Year = 0

    def made(self) -> Cite:
        return Cite(kind=self.kind, ref=self.ref, area=self.area, year=self.year)


Cites = Annotated[list[_Cite], Field(max_length=60)]


class _Sentence(_Strict):
    key: Key
    text: Words
    cites: Cites
    origin: Origin

    def made(self) -> Sentence:
        return Sentence(key=self.key, text=self.text, cites=_cites(self.cites), origin=self.origin)


class _Goal(_Strict):
    key: Key
    words: Words
    indicator: Name = ""
    measured_as: Words = ""
    baseline: Value | None = None
    baseline_year: Year = 0
    target: Value | None = None
    target_year: Year = 0
    measured_by: Name = ""
    cites: Cites

    def made(self) -> Goal:
        return Goal(**{**self.model_dump(exclude={"cites"}), "cites": _cites(self.cites)})


class _Step(_Strict):
    quadrant: Quadrant | None
    sentence: _Sentence
    who: Name = ""

    def made(self) -> FirstStep:
        return FirstStep(quadrant=self.quadrant, sentence=self.sentence.made(), who=self.who)


class _Dissent(_Strict):
    sentence: _Sentence
    parties: list[Key] = Field(max_length=40)
    about: str = Field(default="", max_length=60)

    def made(self) -> Dissent:
        return Dissent(sentence=self.sentence.made(), parties=tuple(self.parties), about=self.about)


_Sentences = Annotated[list[_Sentence], Field(max_length=MOST_LINES)]


class _Schets(_Strict):
    area: Name
    title: Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
    key_figures: list[_Cite] = Field(default_factory=list, max_length=12)
    stands_out: _Sentences
    heard: _Sentences
    causes: _Sentences
    problem: _Sentences
    consequences: _Sentences
    residents: _Sentences
    institutions: _Sentences
    carriers: _Sentences = []
    askers: _Sentences = []
    goals: list[_Goal] = Field(max_length=MOST_LINES)
    mix: list[_Step] = Field(max_length=MOST_LINES)
    city: _Sentences
    questions: _Sentences
    dissent: list[_Dissent] = Field(max_length=MOST_LINES)
    taken_part: list[tuple[str, Annotated[int, Field(ge=0, le=100_000)]]] = Field(max_length=60)
    on: date
    number: int = Field(ge=0)

    def made(self) -> Wijkschets:
        plain = {name: tuple(one.made() for one in getattr(self, name)) for name in PLAIN_PARTS}
        return Wijkschets(
            area=self.area,
            title=self.title,
            key_figures=_cites(self.key_figures),
            goals=tuple(one.made() for one in self.goals),
            mix=tuple(one.made() for one in self.mix),
            dissent=tuple(one.made() for one in self.dissent),
            taken_part=tuple(self.taken_part),
            on=self.on,
            number=self.number,
            **plain,
        )


class _Both(_Strict):
    nl: str = Field(max_length=1000)
    en: str = Field(max_length=1000)

    def made(self) -> Bilingual:
        return Bilingual(self.nl, self.en)


class _Figure(_Strict):
    code: Name
    area: Name
    year: Year
    name: _Both
    unit: _Both
    area_name: Name
    level: Name
    value: Value | None
    decimals: int = Field(ge=0, le=6)
    beside: Value | None = None
    reason: _Both
    source: str = Field(max_length=1000)
    is_modelled: bool = False

    def made(self) -> FigureGround:
        both = {"name": self.name.made(), "unit": self.unit.made(), "reason": self.reason.made()}
        return FigureGround(**{**self.model_dump(exclude={"name", "unit", "reason"}), **both})


class _Card(_Strict):
    id: Name
    text: str = Field(max_length=5000)
    party: str = Field(max_length=60)
    origin: Origin
    form: Name
    channel: Name
    cluster: Name = ""
    indicator: Name = ""

    def made(self) -> CardGround:
        return CardGround(**self.model_dump())


class _Text(_Strict):
    key: Key
    title: _Both
    text: str = Field(max_length=20_000)

    def made(self) -> TextGround:
        return TextGround(key=self.key, title=self.title.made(), text=self.text)


class _Grounds(_Strict):
    figures: list[_Figure] = Field(default_factory=list, max_length=5000)
    cards: list[_Card] = Field(default_factory=list, max_length=10_000)
    texts: list[_Text] = Field(default_factory=list, max_length=100)

    def made(self) -> Grounds:
        return Grounds(
            figures=tuple(one.made() for one in self.figures),
            cards=tuple(one.made() for one in self.cards),
            texts=tuple(one.made() for one in self.texts),
        )


class _SignOff(_Strict):
    party: Key
    verdict: Verdict
    reason: Words = ""
    on: date
    organisation: Name = ""
    said_by: Name = ""
    is_noted: bool = False

    def made(self) -> SignOff:
        return SignOff(**self.model_dump())


class _File(_Strict):
    schema_: str = Field(alias="schema", pattern=rf"^{SCHEMA}$")
    schets: _Schets
    grounds: _Grounds = Field(default_factory=_Grounds)
    parties: dict[Key, _Both] = Field(default_factory=dict)
    sign_offs: list[_SignOff] = Field(default_factory=list, max_length=200)
    is_published: bool = False
    fictitious: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SchetsFile:
    """A wijkschets with everything that its sheet shows, but for the map.

    Attributes:
        schets: the wijkschets.
        grounds: what its sentences rest on.
        parties: names of the roles by key.
        sign_offs: what parties said of this version.
        is_published: whether it is more than a concept.
        fictitious: whether it is of an invented city.
    """

    schets: Wijkschets
    grounds: Grounds
    parties: Mapping[str, Bilingual]
    sign_offs: tuple[SignOff, ...] = ()
    is_published: bool = False
    fictitious: bool = False


def schets_values(schets: Wijkschets) -> dict[str, Any]:
    """Return a wijkschets as plain JSON values; `schets_from` reads them back."""
    return _plain(schets)


def schets_from(values: object) -> Wijkschets:
    """Return the wijkschets of plain values.

    Raises:
        SchetsFileError: if they are none; it says where.
    """
    return _read(_Schets, values).made()  # type: ignore[no-any-return]  # pydantic's type is the class it was given


def grounds_values(grounds: Grounds) -> dict[str, Any]:
    """Return what sentences rest on as plain JSON values; `grounds_from` reads them back."""
    return _plain(grounds)


def grounds_from(values: object) -> Grounds:
    """Return what sentences rest on from plain values.

    Raises:
        SchetsFileError: if they are none; it says where.
    """
    return _read(_Grounds, values).made()  # type: ignore[no-any-return]  # as above


def file_text(file: SchetsFile) -> str:
    """Return a wijkschets and what it rests on as one JSON text."""
    values = {
        "schema": SCHEMA,
        "schets": _plain(file.schets),
        "grounds": _plain(file.grounds),
        "parties": {key: {"nl": name.nl, "en": name.en} for key, name in file.parties.items()},
        "sign_offs": [_plain(one) for one in file.sign_offs],
        "is_published": file.is_published,
        "fictitious": file.fictitious,
    }
    return json.dumps(values, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def file_from(text: str) -> SchetsFile:
    """Return the wijkschets that a JSON text holds.

    Raises:
        SchetsFileError: if it holds none; it says where.
    """
    if len(text) > MOST_BYTES:
        raise _wrong("size", len(text), where="file", en=f"at most {MOST_BYTES}", nl=f"hoogstens {MOST_BYTES}")
    try:
        values = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        raise _wrong("JSON", text[:30], where="file", en="valid JSON", nl="geldige JSON") from None
    read = _read(_File, values)
    return SchetsFile(
        schets=read.schets.made(),
        grounds=read.grounds.made(),
        parties={key: name.made() for key, name in read.parties.items()},
        sign_offs=tuple(one.made() for one in read.sign_offs),
        is_published=read.is_published,
        fictitious=read.fictitious,
    )


def check_party(party: str, *, verdict: Verdict, reason: str, known: Mapping[str, Bilingual]) -> None:
    """Refuse a word of a party that does not exist, or that differs without saying why.

    Raises:
        SchetsFileError: if it is so.
    """
    if party not in known:
        names = ", ".join(known)
        raise _wrong("party", party, where="sign-off", en=f"one of {names}", nl=f"een van {names}")
    if verdict is not Verdict.AGREES and not reason.strip():
        raise _wrong("reason", reason, where=party, en="why, in a few words", nl="waarom, in een paar woorden")


def _read(kind: type[BaseModel], values: object) -> Any:
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = " > ".join(str(one) for one in first["loc"][:-1]) or "top"
        right = _DUTCH.get(first["type"], "een waarde van de goede soort")
        nl = right.format(**first.get("ctx", {}))
        key = str(first["loc"][-1]) if first["loc"] else "schets"
        raise _wrong(key, first.get("input"), where=where, en=str(first["msg"]), nl=nl) from None


def _plain(value: Any) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(asdict(value), default=str))
    return plain


def _cites(read: list[_Cite]) -> tuple[Cite, ...]:
    return tuple(dict.fromkeys(one.made() for one in read))  # one source given twice is still one source


def _wrong(key: str, value: object, *, where: str, en: str, nl: str) -> SchetsFileError:
    return SchetsFileError(key, value=value, where=where, right_en=en, right_nl=nl)
