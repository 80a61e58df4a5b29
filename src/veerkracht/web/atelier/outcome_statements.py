"""The statements in words and bars: what people share, where they differ, and groups if there demonstrably are any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from veerkracht.web.atelier.actions.joining import OWN
from veerkracht.web.atelier.outcome_bars import Bar, hidden_bar, votes_bar
from veerkracht.web.kaart.place import language
from veerkracht.wijkschets.consensus import representative_statements
from veerkracht.wijkschets.standing import Standing, most_shared, small_roles, standings
from veerkracht.wijkschets.tally import tally_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.web.atelier.outcomes import Moment
    from veerkracht.wijkschets.draaiboek import Draaiboek
    from veerkracht.wijkschets.opinions import Opinions, RoleShares
    from veerkracht.wijkschets.votes import Votes


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement as the page shows it.

    Attributes:
        number: on the page, from 1, in the order of the board.
        origin: key of the origin of who wrote it: bewoner or professional.
        standing: how it stands between the roles.
        everyone: bar of all people.
        roles: bars of the roles, in the order of the draaiboek; the small ones together last.
        shared: how far the roles share it, for the order (see `most_shared`).
        consensus: group-aware, from 0 to 1; `by` says of what: roles, groups or everyone.
        agreement, low, high: van der Eijk's A on the scale oneens, weet niet, eens, with its interval if there is one.
        on_screen, on_paper: how many people voted through each.
    """

    number: int
    card: str
    text: str
    origin: str
    standing: Standing
    everyone: Bar
    roles: tuple[Bar, ...]
    agree: int
    disagree: int
    unknown: int
    shared: float
    consensus: float
    by: str
    agreement: float
    low: float | None
    high: float | None
    on_screen: int
    on_paper: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """An opinion group: its letter, how many people, and the statements that stand for it with what it says to them."""

    name: str
    size: int
    statements: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Groups, or why there are none.

    Attributes:
        found: the groups; empty if there demonstrably are none.
        reason: why not; empty if there are.
        chance, stability: of the permutation test and of the bootstraps; None if they could not be worked out.
    """

    found: tuple[Group, ...]
    reason: str
    chance: float | None
    stability: float | None


def statements_of(moment: Moment, found: Opinions) -> list[Statement]:
    """Return the statements, in the order of the board."""
    order = most_shared(found.votes)
    return [
        _statement(moment, found, at=at, standing=standing, shared=float(order[at]))
        for at, standing in enumerate(standings(found.votes))
    ]


def groups_of(moment: Moment, found: Opinions) -> Groups:
    """Return the opinion groups, or why there are none."""
    told, marks, taal = found.told, found.group_marks, language()
    chance = told.structure.p_value if told.structure else None
    if told.grouping is None or marks is None:
        reason = told.reason.say(taal) if told.reason else ""
        return Groups(found=(), reason=reason, chance=chance, stability=told.stability)
    groups = []
    for place, rows in enumerate(told.grouping.members()):
        texts = tuple(
            (moment.board.cards[found.votes.statements[at]].text, bool(marks.is_agree[place, at]))
            for at in representative_statements(marks, group=place)
        )
        groups.append(Group(name="ABCDEFGHIJ"[place], size=len(rows), statements=texts))
    return Groups(found=tuple(groups), reason="", chance=chance, stability=told.stability)


def party_names(draaiboek: Draaiboek) -> dict[str, str]:
    """Return the names of the roles, in their order, the own one last."""
    return {**{one.key: one.name.say(language()) for one in draaiboek.parties}, OWN: _("Anders")}


def _statement(moment: Moment, found: Opinions, *, at: int, standing: Standing, shared: float) -> Statement:
    key = found.votes.statements[at]
    card = moment.board.cards[key]
    agree, disagree, seen = (
        int(part[0, at]) for part in (found.everyone.agree, found.everyone.disagree, found.everyone.seen)
    )
    by, consensus = found.best_consensus
    interval = found.agreement_interval[at]
    channels = tally_of(card, moment.who).by_channel
    writer = moment.people.get(card.by)
    return Statement(
        number=at + 1,
        card=key,
        text=card.text,
        origin=writer.origin if writer else "",
        standing=standing,
        everyone=votes_bar(_("Iedereen"), agree=agree, disagree=disagree, seen=seen),
        roles=role_bars(found.votes, found.roles, at=at, names=party_names(moment.draaiboek)),
        agree=agree,
        disagree=disagree,
        unknown=seen - agree - disagree,
        shared=shared,
        consensus=float(consensus[at]),
        by=by,
        agreement=float(found.agreement[at]),
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
        on_screen=channels.get("screen", 0),
        on_paper=channels.get("paper", 0),
    )


def role_bars(votes: Votes, roles: RoleShares, *, at: int, names: Mapping[str, str]) -> tuple[Bar, ...]:
    """Return the bars of the roles that may be shown, in the order of `names`; the small ones together last."""
    order = sorted(range(len(roles.names)), key=lambda one: _place(roles.names[one], names))
    bars, hidden = [], []
    for one in order:
        name = names.get(roles.names[one], roles.names[one])
        if not roles.is_shown[one, at]:
            hidden.append(name)
            continue
        agree, disagree, seen = (
            int(part[one, at]) for part in (roles.counts.agree, roles.counts.disagree, roles.counts.seen)
        )
        low, high = (number_format(round(100 * end), 0) for end in (roles.share(one, at) or (0, 0, 1))[1:])
        sure = _("%(low)s tot %(high)s%%") % {"low": low, "high": high}
        bars.append(votes_bar(name, agree=agree, disagree=disagree, seen=seen, sure=sure))
    small = small_roles(votes, roles, statement=at)
    if small is not None:
        bars.append(votes_bar(_("Kleine rollen samen"), agree=small[0], disagree=small[1], seen=small[2]))
    elif hidden:
        bars.append(hidden_bar(", ".join(hidden)))
    return tuple(bars)


def _place(role: str, names: Mapping[str, str]) -> int:
    known = list(names)
    return known.index(role) if role in known else len(known)
