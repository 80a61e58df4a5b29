"""What was counted in an atelier, as it stays when names, words and votes are erased: numbers, and no words at all."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from veerkracht.web.atelier.outcome_told import origin_of
from veerkracht.web.atelier.outcomes import SEED, opinions_at
from veerkracht.wijkschets.outcome import given_of, judged_of, rated_of
from veerkracht.wijkschets.standing import small_roles, standings
from veerkracht.wijkschets.tally import tally_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.web.atelier.models import Participant
    from veerkracht.web.atelier.outcomes import Moment
    from veerkracht.wijkschets.opinions import Opinions


def kept_values(moment: Moment, participants: Sequence[Participant]) -> dict[str, Any]:
    """Return the numbers of an outcome as JSON values, by the same rules for small roles as the page.

    Cards go by a number in the order of the board, roles and themes by their key in the draaiboek: what someone wrote
    is erased, also where many chose it.

    Args:
        moment: the board with all votes.
        participants: everyone who ever took part.
    """
    there = [one for one in participants if one.erased is None]
    numbers = {card.first.card: at for at, card in enumerate(reversed(moment.board.in_order()), start=1)}
    found = opinions_at(moment)
    return {
        "log": moment.number,
        "people": {
            "all": len(there),
            "on_paper": sum(one.channel == "paper" for one in there),
            "erased": len(participants) - len(there),
            "roles": dict(Counter(one.party for one in there)),
        },
        "cards": _cards(moment),
        "statements": _statements(moment, found, numbers) if found else [],
        "groups": _groups(found) if found else None,
        "scores": _scores(moment, numbers),
        "points": _given(moment, "points", numbers),
        "dots": _given(moment, "dots", numbers),
    }


def _cards(moment: Moment) -> list[dict[str, Any]]:
    counts = Counter((card.first.theme, origin_of(moment, card)) for card in moment.board.in_order())
    return [{"theme": theme, "origin": origin, "cards": count} for (theme, origin), count in sorted(counts.items())]


def _statements(moment: Moment, found: Opinions, numbers: dict[str, int]) -> list[dict[str, Any]]:
    kept = []
    for at, standing in enumerate(standings(found.votes)):
        key = found.votes.statements[at]
        agree, disagree, seen = (
            int(part[0, at]) for part in (found.everyone.agree, found.everyone.disagree, found.everyone.seen)
        )
        counts = found.roles.counts
        roles = {
            name: _three(int(counts.agree[row, at]), int(counts.disagree[row, at]), int(counts.seen[row, at]))
            for row, name in enumerate(found.roles.names)
            if found.roles.is_shown[row, at]
        }
        small = small_roles(found.votes, found.roles, statement=at)
        by, consensus = found.best_consensus
        kept.append(
            {
                "number": numbers[key],
                "standing": str(standing),
                "everyone": _three(agree, disagree, seen),
                "roles": roles,
                "small_roles": _three(*small) if small else None,
                "consensus": round(float(consensus[at]), 6),
                "consensus_over": by,
                "A": round(float(found.agreement[at]), 6),
                "channels": tally_of(moment.board.cards[key], moment.who).by_channel,
            }
        )
    return kept


def _three(agree: int, disagree: int, seen: int) -> dict[str, int]:
    return {"agree": agree, "disagree": disagree, "pass": seen - agree - disagree}


def _groups(found: Opinions) -> dict[str, Any]:
    told = found.told
    return {
        "sizes": [len(rows) for rows in told.grouping.members()] if told.grouping else [],
        "p_value": told.structure.p_value if told.structure else None,
        "stability": None if told.stability is None else round(told.stability, 6),
    }


def _scores(moment: Moment, numbers: dict[str, int]) -> list[dict[str, Any]]:
    places = {one.option: one.rank for one in judged_of(moment.board).order}
    return [
        {
            "number": numbers[one.card],
            "counts": list(one.counts),
            "place": places.get(one.card, 0),
            "A": round(one.agreement, 6),
            "channels": dict(one.channels),
        }
        for one in rated_of(moment.board, moment.who, seed=SEED)
    ]


def _given(moment: Moment, what: str, numbers: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"number": numbers[one.card], "total": one.total, "people": one.people, "channels": dict(one.channels)}
        for one in given_of(moment.board, moment.who, what=what)
    ]
