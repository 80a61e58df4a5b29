"""The outcome as files: the votes as the command `wijkschets opinies` reads them, and everything counted as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from veerkracht.web.atelier.outcome_statements import groups_of, statements_of
from veerkracht.web.atelier.outcomes import SEED, opinions_at
from veerkracht.wijkschets.opinions import LEAST_SHOWN, PERMUTATIONS
from veerkracht.wijkschets.outcome import given_of, judged_of, rated_of, votes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.web.atelier.models import Atelier
    from veerkracht.web.atelier.outcome_choices import Divided
    from veerkracht.web.atelier.outcome_statements import Statement
    from veerkracht.web.atelier.outcomes import Moment

SMALL = "klein"
"""Instead of the role of who is one of one or two: a role would be a name."""


def votes_csv(moment: Moment) -> str:
    """Return one row a person, one column a statement: 1, 0, -1 or nothing; without names, in an order of chance."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    votes = votes_of(moment.board, moment.who)
    if votes is None:
        writer.writerow(["participant", "role"])
        return out.getvalue()
    people = Counter(votes.roles)
    # A number in front of each text: two statements may say the same, and no cell begins with a sign of calculation.
    texts = [f"S{at:02d} {moment.board.cards[key].text}" for at, key in enumerate(votes.statements, start=1)]
    writer.writerow(["participant", "role", *(" ".join(text.split()) for text in texts)])
    for row in range(len(votes.people)):
        role = votes.roles[row] if people[votes.roles[row]] >= LEAST_SHOWN else SMALL
        cells = [int(votes.values[row, at]) if votes.seen[row, at] else "" for at in range(len(votes.statements))]
        writer.writerow([f"D{row + 1:03d}", role, *cells])
    return out.getvalue()


def outcome_json(atelier: Atelier, moment: Moment, *, division: Divided | None) -> str:
    """Return everything that the page shows, as JSON; shares of fewer than three people are left out."""
    found = opinions_at(moment)
    statements = statements_of(moment, found) if found else []
    groups = groups_of(moment, found) if found else None
    given = {
        "atelier": {"id": str(atelier.pk), "name": atelier.name, "areas": atelier.areas},
        "log": {"number": moment.number},
        "method": {"seed": SEED, "permutations": PERMUTATIONS, "people_to_show_a_role": LEAST_SHOWN},
        "statements": [_statement(one) for one in statements],
        "groups": [{"name": one.name, "size": one.size, "statements": one.statements} for one in groups.found]
        if groups and groups.found
        else None,
        "reason": groups.reason if groups else "",
        "p_value": groups.chance if groups else None,
        "stability": groups.stability if groups else None,
        "ratings": _ratings(moment),
        "points": _given(moment, "points"),
        "dots": _given(moment, "dots"),
        "division": _division(division),
    }
    return json.dumps(given, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _statement(one: Statement) -> dict[str, Any]:
    return {
        "id": one.card,
        "text": one.text,
        "origin": one.origin,
        "standing": str(one.standing),
        "agree": one.agree,
        "disagree": one.disagree,
        "pass": one.unknown,
        "consensus": one.consensus,
        "consensus_over": one.by,
        "A": one.agreement,
        "A_interval": None if one.low is None else [one.low, one.high],
        "roles": [{"role": bar.name, "said": bar.words, "agree_95": bar.sure or None} for bar in one.roles],
        "channels": {"screen": one.on_screen, "paper": one.on_paper},
    }


def _ratings(moment: Moment) -> dict[str, Any]:
    judged = judged_of(moment.board)
    return {
        "cards": [
            {
                "id": one.card,
                "text": moment.board.cards[one.card].text,
                "counts": one.counts,
                "A": one.agreement,
                "A_interval": one.interval,
                "channels": one.channels,
            }
            for one in rated_of(moment.board, moment.who, seed=SEED)
        ],
        "majority_judgement": [
            {
                "id": one.option,
                "rank": one.rank,
                "grade": one.majority_grade + 1,
                "above": one.above,
                "below": one.below,
            }
            for one in judged.order
        ],
        "people_who_scored_all": judged.people,
        "people_who_scored_any": judged.of,
    }


def _given(moment: Moment, what: str) -> Sequence[dict[str, Any]]:
    return [
        {
            "id": one.card,
            "text": moment.board.cards[one.card].text,
            "total": one.total,
            "people": one.people,
            "channels": one.channels,
        }
        for one in given_of(moment.board, moment.who, what=what)
    ]


def _division(divided: Divided | None) -> dict[str, Any] | None:
    if divided is None:
        return None
    found = divided.division
    return {
        "method": "equal shares",
        "budget": found.budget,
        "completion": str(found.completion),
        "rounds": found.rounds,
        "chosen": found.chosen,
        "added_by_completion": found.added,
        "cost": found.cost,
    }
