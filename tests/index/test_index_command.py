"""`veerkracht index` on files as people have them, and on files that are wrong."""

from __future__ import annotations

import csv
import gzip
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from index_cases import design, leaf, node

from veerkracht.cli.index import index
from veerkracht.errors import VeerkrachtError
from veerkracht.facts.areas import Level
from veerkracht.index.design_text import format_design
from veerkracht.workflows.index_table import read_table
from veerkracht.workflows.indexing import load_design, shipped_designs

DESIGN = design(node("top"), node("x", parent="top"), leaf("a", parent="x"), leaf("b", direction="low"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "design.toml").write_text(format_design(DESIGN), encoding="utf-8")
    return tmp_path


def write(folder: Path, content: str | bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def scores(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def build(folder: Path, table: Path, *more: str) -> str:
    command = ["build", str(folder / "design.toml"), "--table", str(table), "--out", str(folder / "out.csv"), *more]
    return CliRunner().invoke(index, command, catch_exceptions=False).output


def test_scores_ranks_and_intervals_come_out(folder):
    table = write(folder, "code,a,b\nX1,0,10\nX2,5,5\nX3,10,0\n")
    said = build(folder, table, "--draws", "20", "--trace", str(folder / "trace.csv"))
    rows = scores(folder / "out.csv")
    assert [(row["area"], row["score"], row["rank"]) for row in rows] == [
        ("X1", "0.0", "3"),
        ("X2", "0.5", "2"),
        ("X3", "1.0", "1"),
    ]
    assert next((row["rank_low"], row["rank_high"], row["measured"], row["expected"]) for row in rows) == (
        "3",
        "3",
        "2",
        "2",
    )
    assert {"top", "x", "availability", "probability_worst"} <= rows[0].keys()
    assert "3 van 3 gebieden hebben een score" in said
    parts = scores(folder / "trace.csv")
    assert sum(float(part["contribution"]) for part in parts if part["area"] == "X2") == pytest.approx(0.5)


def test_the_same_seed_gives_the_same_file(folder):
    table = write(folder, "code,a,b\nX1,0,10\nX2,5,6\nX3,10,0\n")
    outs = []
    for _ in range(2):
        build(folder, table, "--draws", "15", "--seed", "7")
        outs.append((folder / "out.csv").read_bytes())
    assert outs[0] == outs[1]


def test_periods_are_scored_on_one_scale(folder):
    table = write(folder, "code,jaar,a,b\nX1,2019,0,10\nX2,2019,5,5\nX1,2020,10,0\nX2,2020,5,5\n")
    build(folder, table, "--draws", "0")
    rows = scores(folder / "out.csv")
    assert [(row["area"], row["period"], row["score"]) for row in rows] == [
        ("X1", "2019", "0.0"),
        ("X2", "2019", "0.5"),
        ("X1", "2020", "1.0"),
        ("X2", "2020", "0.5"),
    ]
    assert "rank_low" not in rows[0]


SAME = [
    pytest.param(b"code;a;b\nX1;0,5;10\nX2;5,5;5\nX3;10,5;0\n", id="semicolons and decimal commas"),
    pytest.param("code\ta\tb\nX1\t0.5\t10\nX2\t5.5\t5\nX3\t10.5\t0\n".encode("utf-16"), id="UTF-16 and tabs"),
    pytest.param(b"\xef\xbb\xbfcode,a,b\r\nX1,0.5,10\r\nX2,5.5,5\r\nX3,10.5,0\r\n\r\n", id="BOM, CRLF, empty line"),
    pytest.param(gzip.compress(b"code,a,b\nX1,0.5,10\nX2,5.5,5\nX3,10.5,0\n"), id="gzip"),
    pytest.param(b"code,a,b,note\nX1,0.5,10,hi\nX2,5.5,5,-\nX3,10.5,0,?\n", id="a column of text to spare"),
    pytest.param("code;a;b;plaats\nX1;0,5;10;Súdwest\nX2;5,5;5;\nX3;10,5;0;é\n".encode("cp1252"), id="Windows-1252"),
]


@pytest.mark.parametrize("content", SAME)
def test_the_form_of_a_file_does_not_matter(folder, content):
    read = read_table(write(folder, content), design=DESIGN)
    assert read.table.values[:, 0].tolist() == [[0.5, 10.0], [5.5, 5.0], [10.5, 0.0]]
    assert read.table.areas.codes == ("X1", "X2", "X3")


def test_dutch_thousands_and_missing_marks_are_understood(folder):
    content = "buurt;a;b;a_se\nBU03440111;1.234,5;.;0,1\nBU03440112;-99997;2;\nBU03440113;3;NA;0,2\n"
    read = read_table(write(folder, content), design=DESIGN)
    assert read.table.values[0, 0, 0] == 1234.5
    assert read.table.reasons[:, 0].tolist() == [[0, 2], [1, 0], [0, 2]]
    assert read.table.areas.level is Level.BUURT
    assert read.table.errors is not None
    assert read.table.errors[0, 0, 0] == 0.1


WRONG = [
    pytest.param(b"code,a,b\nX1,0,10\nX2,veel,5\n", ["line 3", "'a'", "'veel' is not a number"], id="text"),
    pytest.param(b"code,a,b\nX1,0,10\nX1,5,5\n", ["line 3", "line 2", "already stands"], id="double area"),
    pytest.param(b"code,a,b\nX1,0,10\n,5,5\n", ["line 3", "area code is empty"], id="no area"),
    pytest.param(b"code,a,b\nX1,0\nX2,5,5\n", ["line 2", "2 cells, but the header has 3"], id="short row"),
    pytest.param(b"code,a,a\nX1,0,10\n", ["'a'", "two columns"], id="double column"),
    pytest.param(b"code,a\nX1,0\n", ["'b'", "does not hold it"], id="missing column"),
    pytest.param(b"code,a,bb\nX1,0,1\n", ["Did you mean 'bb'"], id="misspelt column"),
    pytest.param(b"", ["no rows below a header"], id="empty file"),
    pytest.param(b"code,a,b\n", ["no rows below a header"], id="header only"),
    pytest.param(b"1,2,3\n4,5,6\n", ["there is no header"], id="no header"),
    pytest.param(b"<!DOCTYPE html><html></html>", ["web page"], id="HTML"),
    pytest.param(b"PK\x03\x04rest", ["Excel or zip"], id="Excel"),
    pytest.param(b"\x00\x01\x02\x03,a,b", ["not a text file"], id="binary"),
    pytest.param(b"\x1f\x8b\x08\x00damaged", ["damaged"], id="broken gzip"),
    pytest.param(b"code;a;b\nX1;0,5;1\nX2;5.25;5\n", ["line 3", "two decimal signs"], id="mixed decimals"),
    pytest.param(b"code;a;b\nX1;1.234;1\nX2;5.678;5\n", ["line 2", "can mean two numbers"], id="points in doubt"),
    pytest.param(b"code,period,a,b\nX1,2019,0,1\nX2,last,5,5\n", ["line 3", "'period'", "not a period"], id="period"),
    pytest.param(b"code,a,b\nX1,inf,10\nX2,1,5\n", ["line 2", "'inf' is not a number"], id="infinity"),
    pytest.param(b"code,a,b\nX1,4,10\nX2,4,5\n", ["'a' has the same value 4"], id="no spread"),
]


@pytest.mark.parametrize(("content", "words"), WRONG)
def test_a_faulty_file_is_named_with_line_column_value_and_remedy(folder, content, words):
    out = folder / "out.csv"
    with pytest.raises(VeerkrachtError) as caught:
        build(folder, write(folder, content))
    assert all(word in str(caught.value) for word in words), str(caught.value)
    assert caught.value.message("nl") != str(caught.value)
    assert not out.exists()
    assert not list(folder.glob("*.part"))


def test_a_file_that_is_not_there_and_a_place_that_cannot_be_written_are_said(folder):
    with pytest.raises(VeerkrachtError, match="no such file"):
        build(folder, folder / "nothing.csv")
    table = write(folder, "code,a,b\nX1,0,10\nX2,5,5\n")
    with pytest.raises(VeerkrachtError, match="cannot be written"):
        CliRunner().invoke(
            index,
            ["build", str(folder / "design.toml"), "--table", str(table), "--out", str(folder / "no" / "out.csv")],
            catch_exceptions=False,
        )


def test_a_misspelt_design_is_met_with_a_suggestion():
    with pytest.raises(VeerkrachtError, match="Did you mean 'imd2019'"):
        load_design("imd2018")


def test_designs_can_be_listed_and_shown():
    listed = CliRunner().invoke(index, ["designs"], catch_exceptions=False).output
    assert all(name in listed for name in shipped_designs())
    assert CliRunner().invoke(index, ["show", "veerkracht"]).output.startswith("# Veerkracht")


def test_a_person_sees_one_clear_line_and_never_a_traceback(folder):
    table = write(folder, "code,a,b\nX1,0,10\nX2,veel,5\n")
    command = [sys.executable, "-c", "from veerkracht.cli.main import main; main()", "index", "build"]
    command += [str(folder / "design.toml"), "--table", str(table), "--out", str(folder / "out.csv")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.strip().splitlines() == [
        (
            "Fout: table.csv, regel 3, kolom 'a': 'veel' is geen getal. "
            "Schrijf een getal, of laat de cel leeg als er geen is."
        )
    ]


@pytest.mark.shared_data
def test_the_shipped_example_runs_on_the_file_as_published(shared_data, tmp_path):
    table = shared_data / "verification" / "coinr_asem" / "ASEM_iData.csv"
    command = ["build", "asem", "--table", str(table), "--out", str(tmp_path / "o.csv"), "--area-column", "uCode"]
    CliRunner().invoke(index, [*command, "--draws", "5"], catch_exceptions=False)
    first = next(row for row in scores(tmp_path / "o.csv") if row["rank"] == "1")
    assert (first["area"], round(float(first["score"]), 2)) == ("CHE", 68.38)
