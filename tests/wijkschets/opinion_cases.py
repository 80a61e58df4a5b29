"""Rooms to test opinions on: made-up ones, and published conversations."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from veerkracht.wijkschets.votes import Tally, Votes

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


def votes_of(rows: list[list[int | None]], *, roles: tuple[str, ...] = ()) -> Votes:
    """Return votes written as rows of 1, 0, -1 and None (not seen)."""
    return Votes(
        people=tuple(f"p{row}" for row in range(len(rows))),
        statements=tuple(f"s{column}" for column in range(len(rows[0]))),
        values=np.array([[vote or 0 for vote in row] for row in rows], dtype=np.int8),
        seen=np.array([[vote is not None for vote in row] for row in rows]),
        roles=roles,
    )


def room(
    generator: np.random.Generator,
    *,
    people: int = 30,
    statements: int = 20,
    divided: int = 0,
    yes_sayers: float = 0.0,
    uneven: bool = False,
) -> Votes:
    """Return a room in which people answer by themselves, or in two camps on the first `divided` statements."""
    rates = generator.uniform(0.2, 0.9, statements)
    drift = yes_sayers * generator.standard_normal(people)
    chances = 1 / (1 + np.exp(-(np.log(rates / (1 - rates)) + drift[:, None])))
    camp = np.arange(people) % 2 == 0
    side = generator.random(divided) < 0.5
    chances[:, :divided] = np.where(camp[:, None] == side, 0.95, 0.05)
    values = np.where(generator.random(chances.shape) < chances, 1, -1)
    values[generator.random(chances.shape) < 0.1] = 0
    seen = np.ones(chances.shape, dtype=np.bool_)
    if uneven:
        seen = generator.random(chances.shape) < np.maximum(generator.beta(2, 1.2, people), 0.3)[:, None]
    return Votes(
        people=tuple(map(str, range(people))),
        statements=tuple(map(str, range(statements))),
        values=np.where(seen, values, 0).astype(np.int8),
        seen=seen,
    )


def polis_conversation(folder: Path) -> tuple[Votes, NDArray[np.intp]]:
    """Return the votes of a published conversation, and the published group of each participant, -1 for none."""
    with (folder / "participants-votes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    statements = tuple(name for name in rows[0] if name.isdigit())
    cells = [[row[name] for name in statements] for row in rows]
    seen = np.array([[cell != "" for cell in row] for row in cells])
    values = np.array([[int(cell or 0) for cell in row] for row in cells], dtype=np.int8)
    groups = np.array([int(row["group-id"] or -1) for row in rows], dtype=np.intp)
    people = tuple(row["participant"] for row in rows)
    return Votes(people=people, statements=statements, values=values, seen=seen), groups


def polis_maths(folder: Path) -> tuple[dict[str, Any], list[str], Tally]:
    """Return the published maths of a conversation, its statements, and the counts of its groups from the votes."""
    maths = json.loads((folder / "math-pca2.json").read_text(encoding="utf-8"))
    votes = json.loads((folder / "votes.json").read_text(encoding="utf-8"))
    last: dict[tuple[int, int], int] = {}
    for vote in sorted(votes, key=lambda one: int(float(one["modified"]))):
        person, statement = vote.get("participant_id", vote.get("pid")), vote.get("statement_id", vote.get("tid"))
        last[person, statement] = vote["vote"]
    base = dict(zip(maths["base-clusters"]["id"], maths["base-clusters"]["members"], strict=True))
    group_of = {
        person: place
        for place, group in enumerate(maths["group-clusters"])
        for one in group["members"]
        for person in base[one]
    }
    names = [str(one) for one in maths["tids"]]
    agree, disagree, seen = (np.zeros((len(maths["group-clusters"]), len(names)), dtype=np.int64) for _ in range(3))
    for (person, statement), vote in last.items():
        if person in group_of:
            at = group_of[person], names.index(str(statement))
            seen[at] += 1
            agree[at] += vote == 1
            disagree[at] += vote == -1
    return maths, names, Tally(agree=agree, disagree=disagree, seen=seen)
