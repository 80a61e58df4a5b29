"""The text of a demo atelier as values: people, steps, cards and what people chose, in a short form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from collections.abc import Mapping


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Someone(_Strict):
    """Someone who takes part: a pseudonym, a role, and the number of the sheets of who writes on paper."""

    name: str
    party: str
    sheet: int | None = None


class CardText(_Strict):
    """One card, in the short form of the text: `points` with neither `line` nor `area` is a point."""

    id: str
    by: str
    text: str
    form: str = "note"
    theme: str = ""
    sentiment: str = "neutral"
    perspective: str = ""
    indicator: str = ""
    link: str | None = None
    of: str = ""
    buurt: str = ""
    street: str = ""
    points: list[tuple[float, float]] = Field(default_factory=list)
    line: bool = False
    area: bool = False


class GatherText(_Strict):
    """Cards put together; `undone` for one that was taken back at once."""

    by: str
    title: str
    cards: list[str]
    undone: bool = False


class WriteText(_Strict):
    """A shared text; `base` is the name of the version that the writer started from, by default who wrote it."""

    by: str
    block: str
    text: str
    base: str = ""
    named: str = Field(default="", alias="as")


class StepText(_Strict):
    """What happened in one step."""

    key: str
    minutes: float | None = None
    pause: float = 0
    spotlight: str = ""
    cards: list[CardText] = Field(default_factory=list)
    reactions: list[tuple[str, str, str]] = Field(default_factory=list)
    gather: list[GatherText] = Field(default_factory=list)
    hide: list[dict[str, str]] = Field(default_factory=list)
    votes: dict[str, str] = Field(default_factory=dict)
    ratings: dict[str, str] = Field(default_factory=dict)
    dots: dict[str, str] = Field(default_factory=dict)
    points: dict[str, str] = Field(default_factory=dict)
    write: list[WriteText] = Field(default_factory=list)
    settle: list[WriteText] = Field(default_factory=list)


class AtelierText(_Strict):
    """A whole atelier as text."""

    key: str
    name: str
    place: str
    draaiboek: str
    areas: list[str]
    seed: int
    people: dict[str, Someone]
    step: list[StepText]
    days_ago: int = 0
    starts: str = ""
    minutes_ago: float = 0
    code: str = ""
    door_open: bool = False


def plain_card(card: CardText, ids: Mapping[str, str]) -> dict[str, Any]:
    """Return the body of the deed that puts a card on the board."""
    body: dict[str, Any] = {"card": ids[card.id], "form": card.form, "text": card.text, "sentiment": card.sentiment}
    body |= {name: getattr(card, name) for name in ("theme", "perspective", "indicator") if getattr(card, name)}
    body |= {"link": card.link} if card.link else {}
    body |= {"of": ids[card.of]} if card.of else {}
    kind = "area" if card.area else "line" if card.line else "point"
    if card.points:
        body["place"] = {"kind": kind, "points": [list(one) for one in card.points]}
    elif card.buurt or card.street:
        body["place"] = {"kind": "buurt" if card.buurt else "street", "words": card.buurt or card.street}
    return body
