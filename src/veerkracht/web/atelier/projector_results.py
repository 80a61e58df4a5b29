"""The results as the hall sees them: each statement with a bar for each role, the most shared first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from veerkracht.web.atelier.showing import FEWEST_OF_A_ROLE
from veerkracht.web.kaart.place import language
from veerkracht.wijkschets.deeds import Form
from veerkracht.wijkschets.tally import Tally, tally_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.web.atelier.rooms import Room

MOST_SHARED, MOST_DIVIDED = 3, 2
SHARED = 0.5
"""From this share of agreement in every role on something is shared; below it the roles differ."""

WIDTH = 100.0
"""Of a bar, in units of its drawing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The votes of a role, or of everyone.

    Attributes:
        parts: key, start and width of each part of the bar: agree, unknown, disagree; none if too few voted.
        words: the same in words.
    """

    name: str
    parts: tuple[tuple[str, float, float], ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One statement and its votes.

    Attributes:
        too_few: names of the roles of which too few voted to show them apart.
    """

    text: str
    bars: tuple[Bar, ...]
    too_few: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What is shared most, and where the roles differ most."""

    shared: tuple[Result, ...]
    divided: tuple[Result, ...]


def results_of(room: Room) -> Results:
    """Return the statements that are shared by all roles, and those that are not. The caller holds the lock.

    In the order of the smallest share of agreement over the roles: what one role rejects is not shared.
    """
    names = {one.key: one.name.say(language()) for one in room.draaiboek.parties}
    who = room.who()
    told = []
    for card in room.board.in_order():
        if card.first.form is Form.STATEMENT and card.votes:
            tally = tally_of(card, who)
            told.append((_least_share(tally), card.text, tally))
    told.sort(key=lambda one: -one[0])
    shared = [one for one in told if one[0] > SHARED][:MOST_SHARED]
    divided = [one for one in reversed(told) if one[0] <= SHARED][:MOST_DIVIDED]
    return Results(
        shared=tuple(_result(text, tally, names) for _share, text, tally in shared),
        divided=tuple(_result(text, tally, names) for _share, text, tally in divided),
    )


def _least_share(tally: Tally) -> float:
    # (agrees + 1) / (seen + 2), as group-aware consensus counts, so that one vote is no certainty.
    big = [votes for votes in tally.by_party.values() if sum(votes.values()) >= FEWEST_OF_A_ROLE] or [tally.votes]
    return min((votes[1] + 1) / (sum(votes.values()) + 2) for votes in big)


def _result(text: str, tally: Tally, names: Mapping[str, str]) -> Result:
    bars, too_few = [_bar(_("Iedereen"), tally.votes)], []
    for party, votes in tally.by_party.items():
        name = names.get(party, _("Anders"))
        if sum(votes.values()) >= FEWEST_OF_A_ROLE:
            bars.append(_bar(name, votes))
        else:
            too_few.append(name)
    # One role alone that is too small would follow from everyone minus the others.
    if len(too_few) == 1 and len(bars) > 1:
        too_few.append(bars.pop().name)
    return Result(text=text, bars=tuple(bars), too_few=tuple(too_few))


def _bar(name: str, votes: Mapping[int, int]) -> Bar:
    seen = sum(votes.values())
    if seen < FEWEST_OF_A_ROLE:
        return Bar(name=name, parts=(), words=_("te weinig stemmen om te tonen"))
    parts, at = [], 0.0
    for key, value in (("agree", 1), ("unknown", 0), ("disagree", -1)):
        width = WIDTH * votes[value] / seen
        parts.append((key, round(at, 2), round(width, 2)))
        at += width
    words = _("%(yes)s eens, %(no)s oneens, %(none)s weet niet") % {"yes": votes[1], "no": votes[-1], "none": votes[0]}
    return Bar(name=name, parts=tuple(parts), words=words)
