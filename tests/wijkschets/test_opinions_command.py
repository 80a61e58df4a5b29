"""`veerkracht wijkschets opinies`: any table of votes gets an answer or a clear refusal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from click.testing import CliRunner

from veerkracht.cli.main import cli
from veerkracht.errors import VeerkrachtError
from veerkracht.errors.wijkschets import VoteFileError
from veerkracht.workflows.opinies import run_opinions
from veerkracht.workflows.opinies_votes import read_votes

from .opinion_cases import room

if TYPE_CHECKING:
    from pathlib import Path


def answer(folder: Path, text: str, *, seed: int = 1) -> dict[str, Any]:
    """Return the JSON that votes written as CSV give."""
    path, out = folder / "votes.csv", folder / "out.json"
    path.write_text(text, encoding="utf-8")
    run_opinions(path, out=out, seed=seed, permutations=39)

    def refuse(name: str) -> None:
        raise AssertionError(name)

    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"), parse_constant=refuse)
    return found


def as_csv(divided: int) -> str:
    votes = room(np.random.default_rng(4), divided=divided)
    lines = [",".join(("participant", "role", *votes.statements))]
    for person, row in zip(votes.people, votes.values, strict=True):
        lines.append(",".join((person, "bewoner" if int(person) % 3 else "gemeente", *map(str, row))))
    return "\n".join(lines)


def test_two_camps_come_out_as_groups_with_their_members(tmp_path: Path) -> None:
    found = answer(tmp_path, as_csv(12))

    assert [group["size"] for group in found["groups"]] == [len(group["members"]) for group in found["groups"]]
    assert found["p_value"] <= 0.05
    assert found["stability"] >= 0.6
    assert found["reason"] is None
    assert {"consensus", "agree_by_role", "A", "A_interval", "agree", "disagree", "pass", "seen"} <= found[
        "statements"
    ][0].keys()
    assert found["statements"][0]["consensus_over"] == "roles"


def test_the_same_votes_give_the_same_bytes(tmp_path: Path) -> None:
    answer(tmp_path, as_csv(5))
    first = (tmp_path / "out.json").read_bytes()
    answer(tmp_path, as_csv(5))

    assert (tmp_path / "out.json").read_bytes() == first


def test_without_groups_the_reason_is_told_in_both_languages(tmp_path: Path) -> None:
    found = answer(tmp_path, "a,b\n1,-1\n1,1\n")

    assert found["groups"] is None
    assert "geen aantoonbare groepen" in found["reason"]["nl"]
    assert "no demonstrable groups" in found["reason"]["en"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("participant,s1\n1,1\n", id="one person, one statement"),
        pytest.param("s1;s2\n;\n;\n", id="all blank"),
        pytest.param("\ufeffid;s1;s2\r\na;eens;oneens\r\nb;weet niet;\r\n", id="words, semicolons, Windows"),
        pytest.param("kaart,s1\n1,1\n2,-1\n3,0\n", id="people by number under a name of their own"),
        pytest.param("respondent,s1\n1,1\n0,-1\n", id="two people whose numbers could be votes"),
        pytest.param("participant,role,s1\n1,,1\n2,bewoner,1\n3,,-1\n", id="people without a role"),
    ],
)
def test_a_small_table_gets_an_answer(tmp_path: Path, text: str) -> None:
    assert answer(tmp_path, text)["groups"] is None


def test_a_role_of_fewer_than_three_is_not_shown(tmp_path: Path) -> None:
    found = answer(tmp_path, "role,s1\nbewoner,1\nbewoner,1\nbewoner,-1\npolitie,1\npolitie,1\npolitie,1\nzorg,-1\n")

    assert found["statements"][0]["agree_by_role"]["zorg"] is None
    assert "zorg" in found["statements"][0]["too_few"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("id,s1\na,2\n", ("line 2", "'s1'", "'2' is no vote"), id="unknown value"),
        pytest.param("s1,s2\n1,0\n2,1\n-1,1\n", ("line 3", "'s1'", "'2' is no vote"), id="in the first column"),
        pytest.param("s1;s2\n1;0\n1;1\nja;1\n", ("line 4", "'s1'", "'ja' is no vote"), id="a word in the first column"),
        pytest.param("id,s1\na,1\na,0\n", ("line 3", "'id'", "line 2"), id="the same person twice"),
        pytest.param("id,s1,s1\na,1,0\n", ("'s1'", "two columns"), id="the same statement twice"),
        pytest.param("id,s1\na,1,0\n", ("line 2", "3 cells", "2"), id="too many cells"),
        pytest.param("id,role\na,zorg\n", ("no statement",), id="no statement"),
        pytest.param("id,s1\n", ("no rows",), id="no people"),
        pytest.param("id,s1\n,1\n", ("line 2", "no name or number"), id="a person without a name"),
        pytest.param("id," + ",".join(f"s{at}" for at in range(2100)) + "\na" + ",1" * 2100, ("too large",), id="huge"),
    ],
)
def test_a_wrong_table_is_refused_with_line_and_column(tmp_path: Path, text: str, words: tuple[str, ...]) -> None:
    path = tmp_path / "votes.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(VoteFileError) as caught:
        read_votes(path)

    assert all(word in str(caught.value) for word in words), str(caught.value)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n\x00", bytes(range(256))])
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "votes.csv"
    path.write_bytes(content)
    with pytest.raises(VeerkrachtError):
        read_votes(path)


def test_the_command_says_what_it_found(tmp_path: Path) -> None:
    path = tmp_path / "votes.csv"
    path.write_text("a,b\n1,-1\n1,1\n", encoding="utf-8")
    ran = CliRunner().invoke(cli, ["wijkschets", "opinies", str(path), "--out", str(tmp_path / "o.json")])

    assert ran.exit_code == 0, ran.output
    assert "geen aantoonbare groepen" in ran.output
