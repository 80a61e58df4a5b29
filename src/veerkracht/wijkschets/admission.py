"""May this be done now: what a step asks for, whose it is, and how much each person has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veerkracht.errors.atelier import (
    AtelierClosedError,
    NothingThereError,
    NotNowError,
    NotYoursError,
    TooManyError,
    unknown_in_contribution,
)
from veerkracht.facts.quadrants import Quadrant
from veerkracht.wijkschets.clock import State
from veerkracht.wijkschets.deeds import (
    Amend,
    Claim,
    Contribute,
    Divide,
    Dots,
    Form,
    Gather,
    Hide,
    Rate,
    React,
    Settle,
    Show,
    Spotlight,
    Steer,
    Undo,
    Vote,
    Withdraw,
    Write,
)
from veerkracht.wijkschets.draaiboek import View
from veerkracht.wijkschets.wording_checks import wrong

if TYPE_CHECKING:
    from collections.abc import Container

    from veerkracht.wijkschets.board import Board, Card
    from veerkracht.wijkschets.deeds import Deed, OfChoices, OfTime
    from veerkracht.wijkschets.draaiboek import Draaiboek, Step

MOST_CARDS = 400
"""Cards of one person; more is a program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something.

    Attributes:
        id: of the participant, or of the person who facilitates.
        party: key of the role; empty for the facilitator.
        is_facilitator: whether this is who leads the atelier.
        is_on_paper: whether someone else types over what this person wrote, in its step or later.
    """

    id: str
    party: str = ""
    is_facilitator: bool = False
    is_on_paper: bool = False


def check(
    deed: Deed,
    *,
    actor: Actor,
    said_in: str,
    board: Board,
    draaiboek: Draaiboek,
    indicators: Container[str],
    name: str,
) -> Step | None:
    """Return the step that a deed belongs to; refuse a deed that cannot be done now.

    A device that was offline hands in late. Words are taken in as long as the atelier runs. A choice (vote, dots,
    points, score) is taken in until the results of its step were shown: who knows the outcome no longer votes. What was
    written on paper was written in its step: it is taken in afterwards too, also when the atelier pauses or is closed.

    Args:
        deed: what someone wants.
        actor: who.
        said_in: key of the step that the device was in; empty for the one that runs.
        board: as it is before.
        draaiboek: of the atelier.
        indicators: codes of the figures that there are.
        name: of the atelier, for messages.

    Raises:
        AtelierClosedError: if the atelier has not begun, pauses or is closed.
        NotNowError: if the step does not ask for it, or not from this role, or not any more.
        NotYoursError: if it is someone else's.
        NothingThereError, ContributionError: if it is about something that is not there.
        TooManyError: if it is more than one person has.
    """
    running = draaiboek.step(board.clock.step) if board.clock.step else None
    if isinstance(deed, Hide | Show | Steer | Spotlight):
        _only_facilitator(deed, actor, board, draaiboek)
        return running
    if isinstance(deed, Contribute):
        _check_words(deed, draaiboek, indicators)
    elif not isinstance(deed, Gather | Undo | Claim | Write | Settle):
        _card(board, deed.card)
    if actor.is_facilitator:
        return running
    if running is None or (board.clock.state is not State.RUNS and not actor.is_on_paper):
        raise AtelierClosedError(name, state=str(board.clock.state))
    step = _step_of(deed, said_in=said_in, running=running, board=board, draaiboek=draaiboek, actor=actor)
    if step.parties and actor.party not in step.parties:
        raise NotNowError(step_nl=step.title.nl, step_en=step.title.en)
    _check_step(deed, step)
    _check_share(deed, actor=actor, board=board, step=step)
    return step


def _step_of(deed: Deed, *, said_in: str, running: Step, board: Board, draaiboek: Draaiboek, actor: Actor) -> Step:
    visited = board.clock.visited
    if not said_in or said_in == running.key or said_in not in visited:
        return running
    step = draaiboek.step(said_in)
    last = len(visited) - 1 - visited[::-1].index(said_in)
    is_told = any(draaiboek.step(key).view is View.RESULTS for key in visited[last + 1 :])
    if is_told and not actor.is_on_paper and isinstance(deed, Vote | Dots | Divide | Rate):
        raise NotNowError(step_nl=step.title.nl, step_en=step.title.en)
    return step


def _only_facilitator(deed: Hide | Show | OfTime, actor: Actor, board: Board, draaiboek: Draaiboek) -> None:
    if not actor.is_facilitator:
        raise NotYoursError
    match deed:
        case Steer(step=key) if key:
            draaiboek.step(key)
        case Hide(card=card) | Show(card=card):
            _card(board, card)
        case Spotlight(card=card) if card:
            _card(board, card)


def _check_words(deed: Contribute, draaiboek: Draaiboek, indicators: Container[str]) -> None:
    themes = [one.key for one in draaiboek.themes]
    if deed.theme and deed.theme not in themes:
        raise unknown_in_contribution("theme", "thema", deed.theme, known=themes)
    if deed.perspective and deed.perspective not in set(Quadrant):
        raise unknown_in_contribution("perspective", "handelingsperspectief", deed.perspective, known=Quadrant)
    if deed.indicator and deed.indicator not in indicators:
        raise wrong("figure", "cijfer", deed.indicator, en="a figure of the list", nl="een cijfer uit de lijst")


def _check_step(deed: Deed, step: Step) -> None:
    """Refuse what the step does not ask for. Mending one's own card is always allowed."""
    match deed:
        case Amend() | Withdraw():
            return
        case Contribute(form=form):
            is_asked = form in step.forms
        case Gather() | Undo():
            is_asked = "gather" in step.acts
        case Claim(block=block) | Write(block=block) | Settle(block=block):
            is_asked = block in step.blocks
        case _:
            is_asked = deed.verb in step.acts
    if not is_asked:
        raise NotNowError(step_nl=step.title.nl, step_en=step.title.en)


def _check_share(deed: Deed, *, actor: Actor, board: Board, step: Step) -> None:
    match deed:
        case Amend(card=card) | Withdraw(card=card):
            if _card(board, card).by != actor.id:
                raise NotYoursError
        case Contribute():
            _at_most(1 + sum(card.by == actor.id for card in board.cards.values()), MOST_CARDS)
        case Dots(card=card, count=count):
            _check_target(deed, _card(board, card), step)
            _at_most(count + _given(board, "dots", actor=actor, step=step, but=card), step.dots)
        case Divide(card=card, points=points):
            _check_target(deed, _card(board, card), step)
            _at_most(points + _given(board, "points", actor=actor, step=step, but=card), step.points)
        case Vote(card=card) | Rate(card=card) | React(card=card):
            _check_target(deed, _card(board, card), step)


def _check_target(deed: OfChoices, card: Card, step: Step) -> None:
    """Refuse a choice about a card that the step is not about; statements are for votes, other cards are not."""
    is_meant = (not step.on or card.step in step.on) and card.is_seen
    if deed.verb == "vote":
        is_meant = is_meant and card.first.form is Form.STATEMENT
    if not is_meant:
        raise NotNowError(step_nl=step.title.nl, step_en=step.title.en)


def _given(board: Board, what: str, *, actor: Actor, step: Step, but: str) -> int:
    """Return what someone gave to the cards that a step is about: another step may hand out dots of its own."""
    cards = [card for key, card in board.cards.items() if key != but and (not step.on or card.step in step.on)]
    return sum(getattr(card, what).get(actor.id, 0) for card in cards)


def _at_most(given: int, most: int) -> None:
    if given > most:
        raise TooManyError(given=given, most=most)


def _card(board: Board, key: str) -> Card:
    card = board.cards.get(key)
    if card is None:
        raise NothingThereError("card", key)
    return card
