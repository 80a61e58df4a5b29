"""What people do in an atelier: one small value for every kind of deed, checked when it is made.

A deed says what someone did, never what the board then looks like; `board` tells that, from all deeds in their order.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from veerkracht.wijkschets.wording_checks import check_count, check_id, check_key, check_length, check_text, wrong

if TYPE_CHECKING:
    from veerkracht.wijkschets.places import Place

MOST_LETTERS = 600
"""A card holds a thought, not a report."""

MOST_PROSE = 6000
MOST_TITLE = 80
MOST_DOTS = 20
MOST_POINTS = 1000
SCALE = range(1, 6)
"""Of the scale from 'helemaal oneens' to 'helemaal eens'."""


class Form(StrEnum):
    """What kind of card it is."""

    NOTE = "note"
    FIGURE = "figure"
    PROBLEM = "problem"
    STRENGTH = "strength"
    SUCCESS = "success"
    STATEMENT = "statement"
    MEASURE = "measure"


class Link(StrEnum):
    """How a problem card stands to another."""

    CAUSE = "cause"
    PROBLEM = "problem"
    CONSEQUENCE = "consequence"


class Sentiment(StrEnum):
    """Whether someone sees a chance or a worry."""

    CHANCE = "chance"
    NEUTRAL = "neutral"
    WORRY = "worry"


class Move(StrEnum):
    """What a facilitator does with the time."""

    GO = "go"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribute:
    """Someone puts a card on the board.

    Attributes:
        card: its id, made by the device.
        form: what kind of card.
        text: the words.
        theme: key of a theme of the draaiboek; empty for none.
        sentiment: chance, neutral or worry.
        perspective: key of the handelingsperspectief it belongs to; empty for none.
        place: where it is about; None for nowhere in particular.
        indicator: code of the figure it is about, for `Form.FIGURE`.
        link: cause, problem or consequence, for `Form.PROBLEM`.
        of: the card that a cause or consequence belongs to; empty for none.
    """

    verb: ClassVar[str] = "contribute"
    card: str
    form: Form
    text: str
    theme: str = ""
    sentiment: Sentiment = Sentiment.NEUTRAL
    perspective: str = ""
    place: Place | None = None
    indicator: str = ""
    link: Link | None = None
    of: str = ""

    def __post_init__(self) -> None:
        check_id(self.card)
        check_text(self.text, most=MOST_LETTERS)
        if self.of:
            check_id(self.of)
        for key in (self.theme, self.perspective, self.indicator):
            check_length(key, most=MOST_TITLE)
        if self.form is Form.FIGURE and not self.indicator:
            raise wrong("figure", "cijfer", "", en="the figure this is about", nl="het cijfer waar dit over gaat")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend:
    """Who wrote a card writes it better; the first text stays in the log."""

    verb: ClassVar[str] = "amend"
    card: str
    text: str

    def __post_init__(self) -> None:
        check_id(self.card)
        check_text(self.text, most=MOST_LETTERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """Who wrote a card takes it back."""

    verb: ClassVar[str] = "withdraw"
    card: str

    def __post_init__(self) -> None:
        check_id(self.card)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hide:
    """The facilitator takes a card out of sight, and says why; it is not gone."""

    verb: ClassVar[str] = "hide"
    card: str
    reason: str

    def __post_init__(self) -> None:
        check_id(self.card)
        check_text(self.reason, most=MOST_LETTERS, what=("The reason", "De reden"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """The facilitator shows a hidden card again."""

    verb: ClassVar[str] = "show"
    card: str

    def __post_init__(self) -> None:
        check_id(self.card)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gather:
    """Someone puts cards together under a title; with an empty cluster they lie apart again."""

    verb: ClassVar[str] = "gather"
    cards: tuple[str, ...]
    cluster: str = ""
    title: str = ""

    def __post_init__(self) -> None:
        for one in self.cards:
            check_id(one)
        if self.cluster:
            check_id(self.cluster)
            check_text(self.title, most=MOST_TITLE, what=("The title", "De titel"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Someone takes back a deed of gathering."""

    verb: ClassVar[str] = "undo"
    deed: str

    def __post_init__(self) -> None:
        check_id(self.deed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """Someone agrees (1), disagrees (-1) or does not know (0); None takes the vote back."""

    verb: ClassVar[str] = "vote"
    card: str
    value: int | None

    def __post_init__(self) -> None:
        check_id(self.card)
        if self.value not in {1, 0, -1, None}:
            raise wrong("vote", "stem", self.value, en="1, 0 or -1", nl="1, 0 of -1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dots:
    """Someone sticks so many dots on a card, instead of what was there before."""

    verb: ClassVar[str] = "dots"
    card: str
    count: int

    def __post_init__(self) -> None:
        check_id(self.card)
        check_count(self.count, most=MOST_DOTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Divide:
    """Someone gives a card so many of the points that each person may divide, instead of what was there before."""

    verb: ClassVar[str] = "divide"
    card: str
    points: int

    def __post_init__(self) -> None:
        check_id(self.card)
        check_count(self.points, most=MOST_POINTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Someone says how far he or she agrees, from 1 to 5; None takes it back."""

    verb: ClassVar[str] = "rate"
    card: str
    value: int | None

    def __post_init__(self) -> None:
        check_id(self.card)
        if self.value is not None and self.value not in SCALE:
            raise wrong("score", "score", self.value, en="1 to 5", nl="1 tot en met 5")


@dataclass(frozen=True, slots=True, kw_only=True)
class React:
    """Someone says something about a card."""

    verb: ClassVar[str] = "react"
    card: str
    text: str

    def __post_init__(self) -> None:
        check_id(self.card)
        check_text(self.text, most=MOST_LETTERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Someone starts writing in a shared text; others see who writes."""

    verb: ClassVar[str] = "claim"
    block: str

    def __post_init__(self) -> None:
        check_key(self.block)


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Someone writes a shared text.

    Attributes:
        block: key of the text in the draaiboek.
        text: all of it.
        base: number of the version that the writer started from; 0 for the empty text.
    """

    verb: ClassVar[str] = "write"
    block: str
    text: str
    base: int

    def __post_init__(self) -> None:
        check_key(self.block)
        check_length(self.text, most=MOST_PROSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle:
    """Someone settles a text of which two versions stand side by side."""

    verb: ClassVar[str] = "settle"
    block: str
    text: str

    def __post_init__(self) -> None:
        check_key(self.block)
        check_length(self.text, most=MOST_PROSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Steer:
    """The facilitator steers the time.

    Attributes:
        move: go to a step, pause, resume, extend or close.
        step: key of the step to go to, for `Move.GO`.
        seconds: so much longer, for `Move.EXTEND`.
    """

    verb: ClassVar[str] = "steer"
    move: Move
    step: str = ""
    seconds: int = 0

    def __post_init__(self) -> None:
        check_count(self.seconds, most=4 * 3600)
        if self.move is Move.GO:
            check_key(self.step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spotlight:
    """The facilitator holds a card up for all to see; an empty id puts the light out."""

    verb: ClassVar[str] = "spotlight"
    card: str = ""

    def __post_init__(self) -> None:
        if self.card:
            check_id(self.card)


OfCards = Contribute | Amend | Withdraw | Hide | Show | Gather | Undo
OfChoices = Vote | Dots | Divide | Rate | React
OfProse = Claim | Write | Settle
OfTime = Steer | Spotlight
Deed = OfCards | OfChoices | OfProse | OfTime
