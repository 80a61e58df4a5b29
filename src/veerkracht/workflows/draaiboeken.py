"""Draaiboeken as text: the shipped ones, and those that an organisation writes itself."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from veerkracht.errors.atelier import DraaiboekError, NothingThereError
from veerkracht.facts.language import Bilingual
from veerkracht.wijkschets.deeds import Form
from veerkracht.wijkschets.draaiboek import Act, Block, Draaiboek, Origin, Party, Step, Theme, View

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BYTES = 200_000
_DUTCH = {
    "missing": "ingevuld",
    "extra_forbidden": "weggelaten: deze naam betekent hier niets",
    "enum": "een van {expected}",
    "int_type": "een geheel getal",
    "int_parsing": "een geheel getal",
    "string_type": "een tekst",
    "string_too_short": "niet leeg",
    "string_too_long": "hoogstens {max_length} tekens",
    "list_type": "een lijst",
    "too_long": "hoogstens {max_length} stuks",
    "greater_than_equal": "{ge} of meer",
    "less_than_equal": "{le} of minder",
}
"""What would be right, by the kind of fault that pydantic finds; its own words are English."""

Key = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Both(_Strict):
    nl: Words
    en: Words | None = None

    def made(self) -> Bilingual:
        """Who writes a draaiboek in Dutch only is not made to translate it."""
        return Bilingual(self.nl, self.en or self.nl)


class _Party(_Strict):
    key: Key
    name: _Both
    origin: Origin


class _Theme(_Strict):
    key: Key
    name: _Both


class _Block(_Strict):
    key: Key
    title: _Both
    prompt: _Both


class _Step(_Strict):
    key: Key
    title: _Both
    goal: _Both
    question: _Both
    minutes: int
    view: View
    forms: list[Form] = Field(default_factory=list, max_length=10)
    acts: list[Act] = Field(default_factory=list, max_length=10)
    parties: list[Key] = Field(default_factory=list, max_length=40)
    dots: int = Field(default=0, ge=0, le=20)
    points: int = Field(default=0, ge=0, le=1000)
    blocks: list[Key] = Field(default_factory=list, max_length=20)
    on: list[Key] = Field(default_factory=list, max_length=40)


class _Draaiboek(_Strict):
    code: Key
    name: _Both
    explanation: _Both
    party: list[_Party] = Field(max_length=40)
    theme: list[_Theme] = Field(default_factory=list, max_length=40)
    block: list[_Block] = Field(default_factory=list, max_length=20)
    step: list[_Step] = Field(max_length=40)


def draaiboek_from_toml(text: str) -> Draaiboek:
    """Return the draaiboek that a TOML text describes.

    Raises:
        DraaiboekError: if it is no TOML, or cannot be followed; it says where.
    """
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise _wrong(
            "text", len(text), where="bestand", en=f"at most {MOST_BYTES} bytes", nl=f"hoogstens {MOST_BYTES} bytes"
        )
    try:
        return draaiboek_from(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise _wrong("TOML", str(error), where="bestand", en="valid TOML", nl="geldige TOML") from None


def draaiboek_from(values: Mapping[str, Any]) -> Draaiboek:
    """Return the draaiboek of plain values, as `draaiboek_values` gives them.

    Raises:
        DraaiboekError: if it cannot be followed; it says where.
    """
    try:
        read = _Draaiboek.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = " > ".join(str(one) for one in first["loc"][:-1]) or "top"
        right = _DUTCH.get(first["type"], "een waarde van de goede soort, zoals in de meegeleverde draaiboeken")
        nl = right.format(**first.get("ctx", {}))
        raise _wrong(str(first["loc"][-1]), first.get("input"), where=where, en=str(first["msg"]), nl=nl) from None
    return Draaiboek(
        code=read.code,
        name=read.name.made(),
        explanation=read.explanation.made(),
        parties=tuple(Party(key=one.key, name=one.name.made(), origin=one.origin) for one in read.party),
        themes=tuple(Theme(key=one.key, name=one.name.made()) for one in read.theme),
        blocks=tuple(Block(key=one.key, title=one.title.made(), prompt=one.prompt.made()) for one in read.block),
        steps=tuple(_step(one) for one in read.step),
    )


def draaiboek_values(draaiboek: Draaiboek) -> dict[str, Any]:
    """Return a draaiboek as plain values, to be kept as JSON; `draaiboek_from` reads them back."""
    return {
        "code": draaiboek.code,
        "name": _both(draaiboek.name),
        "explanation": _both(draaiboek.explanation),
        "party": [{"key": one.key, "name": _both(one.name), "origin": str(one.origin)} for one in draaiboek.parties],
        "theme": [{"key": one.key, "name": _both(one.name)} for one in draaiboek.themes],
        "block": [{"key": one.key, "title": _both(one.title), "prompt": _both(one.prompt)} for one in draaiboek.blocks],
        "step": [_step_values(one) for one in draaiboek.steps],
    }


def shipped_draaiboeken() -> tuple[Draaiboek, ...]:
    """Return the draaiboeken that come with the program, by code."""
    return tuple(_shipped()[code] for code in sorted(_shipped()))


def shipped_draaiboek(code: str) -> Draaiboek:
    """Return a shipped draaiboek.

    Raises:
        NothingThereError: if none has that code.
    """
    if code not in _shipped():
        raise NothingThereError("draaiboek", code)
    return _shipped()[code]


@cache
def _shipped() -> dict[str, Draaiboek]:
    folder = resources.files("veerkracht.data") / "draaiboeken"
    read = [draaiboek_from_toml(one.read_text("utf-8")) for one in folder.iterdir() if one.name.endswith(".toml")]
    return {one.code: one for one in read}


def _step(read: _Step) -> Step:
    return Step(
        key=read.key,
        title=read.title.made(),
        goal=read.goal.made(),
        question=read.question.made(),
        minutes=read.minutes,
        view=read.view,
        forms=frozenset(read.forms),
        acts=frozenset(read.acts),
        parties=frozenset(read.parties),
        dots=read.dots,
        points=read.points,
        blocks=tuple(read.blocks),
        on=tuple(read.on),
    )


def _step_values(step: Step) -> dict[str, Any]:
    return {
        "key": step.key,
        "title": _both(step.title),
        "goal": _both(step.goal),
        "question": _both(step.question),
        "minutes": step.minutes,
        "view": str(step.view),
        "forms": sorted(str(one) for one in step.forms),
        "acts": sorted(str(one) for one in step.acts),
        "parties": sorted(step.parties),
        "dots": step.dots,
        "points": step.points,
        "blocks": list(step.blocks),
        "on": list(step.on),
    }


def _both(words: Bilingual) -> dict[str, str]:
    return {"nl": words.nl, "en": words.en}


def _wrong(key: str, value: object, *, where: str, en: str, nl: str) -> DraaiboekError:
    return DraaiboekError(key, value=value, where=where, right_en=en, right_nl=nl)
