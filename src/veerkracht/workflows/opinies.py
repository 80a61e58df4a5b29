"""From a file of votes to the answer about opinions, as JSON that is the same byte for byte each time."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veerkracht import __version__
from veerkracht.wijkschets.consensus import Representativeness, representative_statements
from veerkracht.wijkschets.grouping import LEAST_MEMBERS, LEAST_VOTES
from veerkracht.wijkschets.opinions import (
    LEAST_SHOWN,
    LEAST_STABILITY,
    MOST_CHANCE,
    PERMUTATIONS,
    Opinions,
    opinions,
    people_taking_part,
)
from veerkracht.workflows.forecasting import check_outputs
from veerkracht.workflows.opinies_votes import VoteFile, read_votes
from veerkracht.writers.atomic import write_whole

if TYPE_CHECKING:
    from pathlib import Path

# Of the way in which it is worked out; raised when the same votes would give another answer.
METHOD_VERSION = 1
TOO_LITTLE = "te weinig"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionRun:
    """The answer about a file of votes, and how it was made."""

    file: VoteFile
    found: Opinions
    seed: int
    permutations: int


def run_opinions(path: Path, *, out: Path, seed: int = 1, permutations: int = PERMUTATIONS) -> OpinionRun:
    """Read votes, work out what they say, and write it as JSON.

    Raises:
        OutputPathError: if `out` cannot be written; before anything is worked out.
        FileError, VoteFileError: if the votes cannot be read.
        WriteReportError: if writing fails; what was there before stays.
    """
    check_outputs([out], inputs=[path])
    file = read_votes(path)
    found = opinions(file.votes, seed=seed, permutations=permutations)
    run = OpinionRun(file=file, found=found, seed=seed, permutations=permutations)
    text = json.dumps(as_plain(run), ensure_ascii=False, indent=1, allow_nan=False)
    write_whole(out, (text + "\n").encode())
    return run


def as_plain(run: OpinionRun) -> dict[str, Any]:
    """Return the whole answer as plain values; what is not known is None."""
    found, told = run.found, run.found.told
    _, consensus = found.best_consensus
    order = sorted(range(len(found.votes.statements)), key=lambda at: (-consensus[at], at))
    return {
        "groups": _groups(found),
        "reason": None if told.reason is None else {"nl": told.reason.nl, "en": told.reason.en},
        "p_value": None if told.structure is None else _number(told.structure.p_value),
        "stability": _number(told.stability),
        "participants": len(found.votes.people),
        "statements": [_statement(found, at) for at in range(len(found.votes.statements))],
        "order": [found.votes.statements[at] for at in order],
        "roles": [
            {"role": name, "people": people if people >= LEAST_SHOWN else None}
            for name, people in zip(found.roles.names, found.roles.people, strict=True)
        ],
        "method": _method(run),
    }


def _groups(found: Opinions) -> list[dict[str, Any]] | None:
    grouping, marks = found.told.grouping, found.group_marks
    if grouping is None or marks is None:
        return None
    return [
        {
            "id": group,
            "size": len(rows),
            "members": [found.votes.people[row] for row in rows],
            "representative": [found.votes.statements[at] for at in representative_statements(marks, group=group)],
        }
        for group, rows in enumerate(grouping.members())
    ]


def _statement(found: Opinions, at: int) -> dict[str, Any]:
    counts = found.everyone
    interval = found.agreement_interval[at]
    over, consensus = found.best_consensus
    shares = {name: found.roles.share(role, at) for role, name in enumerate(found.roles.names)}
    return {
        "id": found.votes.statements[at],
        "consensus": _number(consensus[at]),
        "consensus_over": over,
        "consensus_by": {name: _number(values[at]) for name, values in found.consensus.items()},
        "agree": int(counts.agree[0, at]),
        "disagree": int(counts.disagree[0, at]),
        "pass": int(counts.passes[0, at]),
        "seen": int(counts.seen[0, at]),
        "A": _number(found.agreement[at]),
        "A_interval": None if interval is None else [_number(end) for end in interval],
        "agree_by_role": {name: None if share is None else _number(share[0]) for name, share in shares.items()},
        "agree_by_role_interval": {
            name: None if share is None else [_number(end) for end in share[1:]] for name, share in shares.items()
        },
        "too_few": [name for name, share in shares.items() if share is None],
        "representative": _marks(found.group_marks, at, names=range(len(found.told.grouping.members())))
        if found.told.grouping is not None
        else [],
        "representative_of_role": _marks(found.role_marks, at, names=found.marked_roles),
    }


def _marks(marks: Representativeness | None, at: int, *, names: Any) -> list[dict[str, Any]]:
    """Return which groups or roles a statement stands for, and how."""
    if marks is None:
        return []
    return [
        {
            "group": name,
            "for": "agree" if marks.is_agree[place, at] else "disagree",
            "probability": _number(marks.probability[place, at]),
            "probability_z": _number(marks.probability_z[place, at]),
            "ratio": _number(marks.ratio[place, at]),
            "ratio_z": _number(marks.ratio_z[place, at]),
        }
        for place, name in enumerate(names)
        if marks.is_sure[place, at]
    ]


def _method(run: OpinionRun) -> dict[str, Any]:
    told = run.found.told
    tested = told.structure
    return {
        "version": METHOD_VERSION,
        "veerkracht": __version__,
        "seed": run.seed,
        "permutations": run.permutations,
        "bootstraps": told.draws,
        "p_at_most": MOST_CHANCE,
        "stability_at_least": LEAST_STABILITY,
        "p_statements": None if tested is None else _number(tested.p_statements),
        "p_people": None if tested is None else _number(tested.p_people),
        "variance_share": None if tested is None else _number(tested.share),
        "silhouette": None if told.grouping is None else _number(told.grouping.silhouette),
        "in_groups": people_taking_part(run.found.votes),
        "votes_to_be_grouped": min(LEAST_VOTES, len(run.found.votes.statements)),
        "members_at_least": LEAST_MEMBERS,
        "people_to_show_a_role": LEAST_SHOWN,
        "too_few": {"nl": TOO_LITTLE, "en": "too few"},
        "file": run.file.name,
        "sha256": run.file.checksum,
        "unused_columns": list(run.file.unused),
    }


def _number(value: float | None) -> float | None:
    """Return a number to twelve digits, so that the last bit of a processor makes no difference; None if not known."""
    return None if value is None or not math.isfinite(value) else float(f"{float(value):.12g}")
