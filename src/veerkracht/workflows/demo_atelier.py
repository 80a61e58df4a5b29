"""The ateliers of the fictitious city: who takes part, and who does what at which minute, read from text."""

from __future__ import annotations

import tomllib
import uuid
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from veerkracht.workflows.demo_atelier_text import AtelierText
from veerkracht.workflows.demo_atelier_turns import turns_of_step
from veerkracht.workflows.draaiboeken import shipped_draaiboek

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veerkracht.workflows.demo_atelier_turns import Turn

_IDS = uuid.UUID("6f1ce2b4-7a35-4a53-9d0a-0c4a6f2a9f11")
"""Under it the ids of the demo are made, so that a wijkschets can cite a card by its short name."""

FINISHED, RUNNING = "noorderwaard", "kruidenhof"


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """An atelier to be played.

    Attributes:
        text: as it was written.
        turns: in the order of time.
        ids: UUID by short name of a card.
    """

    text: AtelierText
    turns: tuple[Turn, ...]
    ids: dict[str, str] = field(default_factory=dict)


@cache
def demo_atelier(key: str) -> Play:
    """Return an atelier of the demo city: `noorderwaard` (finished) or `kruidenhof` (under way)."""
    source = resources.files("veerkracht.data") / "demo" / f"atelier_{key}.toml"
    text = AtelierText.model_validate(tomllib.loads(source.read_text("utf-8")))
    ids = {card.id: demo_id(key, card.id) for step in text.step for card in step.cards}
    return Play(text=text, turns=tuple(_turns(text, ids)), ids=ids)


def demo_id(key: str, name: str) -> str:
    """Return the id of a card of a demo atelier by its short name, the same in every seeding."""
    return str(uuid.uuid5(_IDS, f"{key}/{name}"))


def _turns(text: AtelierText, ids: dict[str, str]) -> Iterator[Turn]:
    draaiboek = shipped_draaiboek(text.draaiboek)
    start = 0.0
    for step in text.step:
        minutes = step.minutes if step.minutes is not None else float(draaiboek.step(step.key).minutes)
        yield from turns_of_step(step, start=start, minutes=minutes, ids=ids, key=text.key)
        start += minutes + step.pause
    if len(text.step) == len(draaiboek.steps):
        yield from turns_of_step(None, start=start, minutes=0, ids=ids, key=text.key)
