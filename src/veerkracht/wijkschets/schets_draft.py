"""A first draft of a wijkschets from the board of an atelier: the words of the table, each with what it rests on.

Nothing is made up. What nobody said stays empty, and what nobody chose (a perspective, who begins, a target) stays open
until people choose it. What does not fit on the sheet is still on the board.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from veerkracht.facts.language import Bilingual
from veerkracht.facts.quadrants import Quadrant
from veerkracht.wijkschets.deeds import Form, Link
from veerkracht.wijkschets.draaiboek import Origin, View
from veerkracht.wijkschets.schets import Cite, CiteKind, Dissent, FirstStep, Goal, Sentence, Wijkschets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from veerkracht.facts.language import Taal
    from veerkracht.wijkschets.board import Board, Card
    from veerkracht.wijkschets.draaiboek import Draaiboek
    from veerkracht.wijkschets.grounds import Grounds

MOST_A_PART = 5
"""Sentences of a part in a draft: more do not fit on a sheet that people read on their feet."""

FEWEST_OF_A_ROLE = 3
"""A role of fewer voters is not told apart: one could see who voted what."""

# An agreement of two thirds is what we call shared in a draft, and between one and two thirds divided; people decide.
_SHARED, _DIVIDED = 2 / 3, 1 / 3
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9'\"‘“À-Þ])|\n+")
_NOT_ALL = Bilingual("Oneens met: “{text}”", "Disagrees with: “{text}”")
_DIVIDES = Bilingual("Hierover verschillen de antwoorden: “{text}”", "Answers differ about this: “{text}”")


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who takes part, as far as a sheet may say: the role, and what the words count as."""

    party: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a draft is of.

    Attributes:
        area, title: code of the wijk or buurt and its name.
        on: the day.
        taal: language of the few words that a draft adds around a quotation.
    """

    area: str
    title: str
    on: date
    taal: Taal = "nl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the figures say before anyone spoke: plain statements and the figures at the top of the sheet."""

    key_figures: tuple[Cite, ...] = ()
    stands_out: tuple[Sentence, ...] = ()
    carriers: tuple[Sentence, ...] = ()
    askers: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is at hand while drafting."""

    board: Board
    draaiboek: Draaiboek
    people: Mapping[str, Speaker]
    grounds: Grounds
    about: About
    last: dict[str, int] = field(default_factory=dict)

    def key(self, part: str) -> str:
        self.last[part] = self.last.get(part, 0) + 1
        return f"{part}-{self.last[part]}"

    def cards(self, *forms: Form) -> list[Card]:
        """Return the cards in sight, those that people gave most to first."""
        found = [card for card in self.board.cards.values() if card.is_seen and card.first.form in forms]
        return sorted(found, key=lambda card: (-_weight(card), card.number))

    def speaker(self, card: Card) -> Speaker:
        return self.people.get(card.by, Speaker(party="", origin=Origin.PROFESSIONAL))

    def said(self, part: str, card: Card, *more: Cite) -> Sentence:
        cites = (Cite(kind=CiteKind.CARD, ref=card.first.card), *more)
        return Sentence(key=self.key(part), text=card.text.strip(), cites=cites, origin=self.speaker(card).origin)

    def together(self, part: str, cards: Sequence[Card]) -> list[Sentence]:
        """Return a sentence for each cluster, in its title and its weightiest card, and one for each card alone."""
        lying: dict[str, list[Card]] = {}
        for card in cards:
            lying.setdefault(card.cluster or card.first.card, []).append(card)
        order = sorted(lying.values(), key=lambda many: (-len(many), -sum(map(_weight, many)), many[0].number))
        return [self._of_cluster(part, many) for many in order[:MOST_A_PART]]

    def _of_cluster(self, part: str, cards: Sequence[Card]) -> Sentence:
        title = self.board.clusters.get(cards[0].cluster, "").strip()
        if len(cards) == 1 or not title:
            return self.said(part, cards[0], *(Cite(kind=CiteKind.CARD, ref=one.first.card) for one in cards[1:]))
        origins = Counter(self.speaker(one).origin for one in cards)
        return Sentence(
            key=self.key(part),
            text=f"{title}: {cards[0].text.strip()}",
            cites=tuple(Cite(kind=CiteKind.CARD, ref=one.first.card) for one in cards),
            origin=max(sorted(origins), key=lambda one: origins[one]),
        )

    def written(self, part: str, block: str) -> list[Sentence]:
        """Return the sentences of a text that the table wrote, each resting on that text."""
        prose = self.board.blocks.get(block)
        text = prose.text.text if prose and prose.text else ""
        writers = {prose.text.by} if prose and prose.text else set()
        origins = {self.people[one].origin for one in writers if one in self.people}
        origin = origins.pop() if len(origins) == 1 else Origin.PROFESSIONAL
        cite = Cite(kind=CiteKind.TEXT, ref=block)
        parts = [one.strip() for one in _SENTENCE_END.split(text) if one and one.strip()]
        return [Sentence(key=self.key(part), text=one, cites=(cite,), origin=origin) for one in parts[:MOST_A_PART]]


def draft_from_board(
    board: Board,
    *,
    draaiboek: Draaiboek,
    people: Mapping[str, Speaker],
    grounds: Grounds,
    about: About,
    told: Told,
) -> Wijkschets:
    """Return a draft of what a table said, for people to work on.

    Args:
        board: of the atelier.
        draaiboek: its steps: notes of the first are expectations and left out, notes of the last are open questions.
        people: who takes part, by id.
        grounds: the figures, to find the one that a card is about.
        about: wijk and day.
        told: what the figures say.
    """
    draft = _Draft(board, draaiboek, people, grounds, about)
    shared, dissent, divided = _of_statements(draft)
    notes, open_notes = _of_notes(draft)
    counted = Counter(one.party for one in people.values())
    return Wijkschets(
        area=about.area,
        title=about.title,
        key_figures=told.key_figures,
        stands_out=(*told.stands_out, *_of_figures(draft))[: MOST_A_PART + 1],
        heard=(*shared, *draft.together("heard", notes))[: MOST_A_PART + 2],
        causes=tuple(draft.together("causes", _linked(draft, Link.CAUSE))),
        problem=(*draft.written("problem", "probleem"), *draft.together("problem", _linked(draft, Link.PROBLEM)))[
            :MOST_A_PART
        ],
        consequences=tuple(draft.together("consequences", _linked(draft, Link.CONSEQUENCE))),
        residents=_strengths(draft, "residents", Origin.RESIDENT),
        institutions=_strengths(draft, "institutions", Origin.PROFESSIONAL),
        carriers=told.carriers,
        askers=told.askers,
        goals=_of_goals(draft),
        mix=_of_mix(draft),
        city=(),
        questions=(*(draft.said("questions", card) for card in open_notes), *divided)[:MOST_A_PART],
        dissent=dissent,
        taken_part=tuple(sorted(counted.items())),
        on=about.on,
        number=0,
    )


def _weight(card: Card) -> float:
    """How much people gave a card: dots, points, agreement, reactions."""
    rated = sum(card.ratings.values()) / len(card.ratings) if card.ratings else 0.0
    return sum(card.dots.values()) + sum(card.points.values()) / 10 + rated + len(card.reactions) / 10


def _linked(draft: _Draft, link: Link) -> list[Card]:
    cards = draft.cards(Form.PROBLEM)
    return [card for card in cards if (card.first.link or Link.PROBLEM) is link]


def _strengths(draft: _Draft, part: str, origin: Origin) -> tuple[Sentence, ...]:
    """Return what goes well, each in its own words: who does what is the point, not what it is called together."""
    cards = [card for card in draft.cards(Form.STRENGTH) if draft.speaker(card).origin is origin]
    return tuple(draft.said(part, card) for card in cards[:MOST_A_PART])


def _of_notes(draft: _Draft) -> tuple[list[Card], list[Card]]:
    """Return the notes of what people live through, and those of the last step: what stays open."""
    asking = [step.key for step in draft.draaiboek.steps if Form.NOTE in step.forms]
    plain = [step.key for step in draft.draaiboek.steps if step.view is View.BOARD and not step.acts]
    last = asking[-1] if len(asking) > 1 and asking[-1] in plain else ""
    # Steps that only ask for a note and come before anything was looked at ask what people hope for.
    hopes = {key for key in asking if key in plain and key != last}
    notes = draft.cards(Form.NOTE)
    return [card for card in notes if card.step not in {last, *hopes}], [card for card in notes if card.step == last]


def _of_figures(draft: _Draft) -> Iterable[Sentence]:
    """Yield what people said about a figure, resting on the card and on the figure itself."""
    held = {one.code: one for one in reversed(draft.grounds.figures) if one.area == draft.about.area}
    for card in draft.cards(Form.FIGURE)[:MOST_A_PART]:
        found = held.get(card.first.indicator)
        yield draft.said("stands_out", card, *(() if found is None or found.value is None else (found.cite,)))


def _of_goals(draft: _Draft) -> tuple[Goal, ...]:
    held = {one.code: one for one in reversed(draft.grounds.figures) if one.area == draft.about.area}
    goals = [_goal(draft, sentence.text, sentence.cites) for sentence in draft.written("succes", "succes")]
    for card in draft.cards(Form.SUCCESS)[: MOST_A_PART - min(len(goals), MOST_A_PART - 2)]:
        figure = held.get(card.first.indicator)
        value = None if figure is None else figure.value
        cites = (
            Cite(kind=CiteKind.CARD, ref=card.first.card),
            *((figure.cite,) if figure and value is not None else ()),
        )
        year = figure.year if figure is not None and value is not None else 0
        indicator = card.first.indicator if figure is not None else ""
        goals.append(_goal(draft, card.text.strip(), cites, indicator=indicator, baseline=value, year=year))
    return tuple(goals[:MOST_A_PART])


def _goal(
    draft: _Draft,
    words: str,
    cites: tuple[Cite, ...],
    *,
    indicator: str = "",
    baseline: float | None = None,
    year: int = 0,
) -> Goal:
    return Goal(
        key=draft.key("goals"),
        words=words,
        indicator=indicator,
        measured_as="",
        baseline=baseline,
        baseline_year=year,
        target=None,
        target_year=0,
        measured_by="",
        cites=cites,
    )


def _of_mix(draft: _Draft) -> tuple[FirstStep, ...]:
    known = {str(one): one for one in Quadrant}
    found = [
        FirstStep(quadrant=known.get(card.first.perspective), sentence=draft.said("mix", card), who="")
        for card in draft.cards(Form.MEASURE)[: 2 * MOST_A_PART]
    ]
    written = draft.written("mix", "mix")
    # What the table wrote together says who does what; the cards say in which quadrant. Both stand, people join them.
    return (*found, *(FirstStep(quadrant=None, sentence=one, who="") for one in written))


def _of_statements(draft: _Draft) -> tuple[list[Sentence], tuple[Dissent, ...], list[Sentence]]:
    """Return what all roles share, what a role differs on, and what divides people across roles."""
    shared, dissent, divided = [], [], []
    for card in draft.cards(Form.STATEMENT):
        shares = _agree_by_party(draft, card)
        if len(card.votes) < FEWEST_OF_A_ROLE:
            continue
        overall = _share(card.votes.values())
        if overall is None:
            continue
        against = tuple(sorted(key for key, share in shares.items() if share <= _DIVIDED))
        if overall > _DIVIDED and against:
            sentence = _quoted(draft, "dissent", card, _NOT_ALL)
            dissent.append(Dissent(sentence=sentence, parties=against))
        elif overall >= _SHARED and all(share >= _SHARED for share in shares.values()):
            shared.append(draft.said("heard", card))
        elif _DIVIDED < overall < _SHARED:
            divided.append(_quoted(draft, "questions", card, _DIVIDES))
    return shared[:MOST_A_PART], tuple(dissent[:MOST_A_PART]), divided[:MOST_A_PART]


def _quoted(draft: _Draft, part: str, card: Card, words: Bilingual) -> Sentence:
    said = draft.said(part, card)
    text = words.say(draft.about.taal).format(text=said.text.rstrip("."))
    return Sentence(key=said.key, text=text, cites=said.cites, origin=said.origin)


def _agree_by_party(draft: _Draft, card: Card) -> dict[str, float]:
    """Return the share of each role that agrees, of roles in which enough people voted."""
    votes: dict[str, list[int]] = {}
    for person, value in card.votes.items():
        if person in draft.people:
            votes.setdefault(draft.people[person].party, []).append(value)
    shares = {party: _share(given) for party, given in votes.items() if len(given) >= FEWEST_OF_A_ROLE}
    return {party: share for party, share in shares.items() if share is not None}


def _share(votes: Iterable[int]) -> float | None:
    """Return the share that agrees of those who agree or disagree; None if nobody did."""
    chosen = [one for one in votes if one]
    return sum(one > 0 for one in chosen) / len(chosen) if chosen else None
