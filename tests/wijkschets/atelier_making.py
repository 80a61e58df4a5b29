"""Small makers for the tests of an atelier."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from veerkracht.facts.language import Bilingual
from veerkracht.wijkschets.board import Board, Done
from veerkracht.wijkschets.deeds import Contribute, Deed, Form, Move, Steer
from veerkracht.wijkschets.draaiboek import Act, Draaiboek, Origin, Party, Step, Theme, View
from veerkracht.wijkschets.log import Channel

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def words(text: str) -> Bilingual:
    return Bilingual(text, text)


def new_id(number: int) -> str:
    return str(uuid.UUID(int=number))


def step(key: str, **parts: object) -> Step:
    given = {"minutes": 10, "view": View.BOARD, **parts}
    return Step(key=key, title=words(key.title()), goal=words("Doel"), question=words("Wat valt je op?"), **given)


def draaiboek(*steps: Step) -> Draaiboek:
    return Draaiboek(
        code="proef",
        name=words("Proef"),
        explanation=words("Om te proberen"),
        parties=(
            Party(key="bewoner", name=words("Bewoner"), origin=Origin.RESIDENT),
            Party(key="corporatie", name=words("Corporatie"), origin=Origin.PROFESSIONAL),
        ),
        themes=(Theme(key="wonen", name=words("Wonen")),),
        blocks=(),
        steps=steps
        or (
            step("kaart", forms=frozenset({Form.NOTE}), acts=frozenset({Act.REACT})),
            step("stellingen", forms=frozenset({Form.STATEMENT}), acts=frozenset({Act.VOTE})),
            step("uitslag", view=View.RESULTS),
            step("dots", acts=frozenset({Act.DOTS}), dots=3),
        ),
    )


class Table:
    """An atelier under way, without anything stored."""

    def __init__(self) -> None:
        self.board = Board()
        self.done: list[Done] = []

    def does(self, deed: Deed, *, by: str = "anna", after: float = 1.0, channel: Channel = Channel.SCREEN) -> Done:
        number = len(self.done) + 1
        last = self.done[-1].at if self.done else START
        one = Done(
            number=number,
            id=new_id(10_000 + number),
            deed=deed,
            by=by,
            step=self.board.clock.step,
            channel=channel,
            at=last + timedelta(seconds=after),
        )
        self.board.apply(one)
        self.done.append(one)
        return one

    def goes_to(self, key: str) -> None:
        self.does(Steer(move=Move.GO, step=key), by="begeleider")

    def card(self, number: int, *, by: str = "anna", form: Form = Form.NOTE, text: str = "Het is hier stil") -> str:
        self.does(Contribute(card=new_id(number), form=form, text=text), by=by)
        return new_id(number)
