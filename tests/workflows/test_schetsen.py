"""A wijkschets as JSON and as files: strict, whole, readable by all, and quiet about whom it must not name."""

from __future__ import annotations

import io
import json
import subprocess
from dataclasses import replace
from datetime import date

import docx
import page
import pikepdf
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.wijkschets.schets_making import ROOM, draft, ready

from veerkracht.cli.main import cli
from veerkracht.errors.report import UnknownFormatError
from veerkracht.errors.schets import SchetsFileError
from veerkracht.wijkschets.draaiboek import Origin
from veerkracht.wijkschets.schets import Cite, CiteKind, Goal, Sentence, SignOff, Verdict
from veerkracht.workflows.draaiboeken import shipped_draaiboek
from veerkracht.workflows.schetsen import SchetsFile, file_from, file_text, schets_from, schets_values
from veerkracht.workflows.schetsen_files import render_file, sheet_of, write_schets_files

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=60).map(str.strip)
CITES = st.lists(
    st.one_of(
        st.builds(Cite, kind=st.just(CiteKind.CARD), ref=st.uuids().map(str)),
        st.builds(
            Cite,
            kind=st.just(CiteKind.FIGURE),
            ref=st.sampled_from(["inwoners", "eenzaam"]),
            area=st.just("WK990103"),
            year=st.integers(2000, 2030),
        ),
    ),
    max_size=4,
    unique=True,  # a source that is given twice counts once
).map(tuple)
SENTENCES = st.lists(
    st.builds(
        Sentence,
        key=st.integers(0, 10**6).map(lambda number: f"zin-{number}"),
        text=WORDS,
        cites=CITES,
        origin=st.sampled_from(Origin),
    ),
    max_size=5,
).map(tuple)
GOALS = st.lists(
    st.builds(
        Goal,
        key=st.just("goals-1"),
        words=WORDS,
        indicator=st.sampled_from(["", "eenzaam"]),
        measured_as=WORDS,
        baseline=st.none() | st.floats(-1e9, 1e9),
        baseline_year=st.integers(0, 2200),
        target=st.none() | st.floats(-1e9, 1e9),
        target_year=st.integers(0, 2200),
        measured_by=WORDS,
        cites=CITES,
    ),
    max_size=2,
).map(tuple)


def a_file(**parts):
    made, grounds = draft()
    made = replace(ready(made), number=3)
    parties = {one.key: one.name for one in shipped_draaiboek("twee-ateliers").parties}
    signed = (
        SignOff(party="bewoner", verdict=Verdict.AGREES, reason="", on=date(2026, 11, 24)),
        SignOff(party="corporatie", verdict=Verdict.DIFFERS, reason="Te duur", on=date(2026, 11, 24)),
    )
    given = {"schets": made, "grounds": grounds.only(made.cites()), "parties": parties, "sign_offs": signed, **parts}
    return SchetsFile(is_published=True, fictitious=True, **given)


@pytest.fixture(scope="module")
def sheet():
    return sheet_of(a_file(), country=None, taal="nl")


@pytest.fixture(scope="module")
def a3(sheet):
    return render_file(sheet, "a3")


def words_of(pdf: bytes, folder) -> list[str]:
    (folder / "a.pdf").write_bytes(pdf)
    read = subprocess.run(["pdftotext", "-layout", str(folder / "a.pdf"), "-"], capture_output=True, check=True)
    return [" ".join(one.split()) for one in read.stdout.decode().split("\f")[:-1]]


@settings(max_examples=40, deadline=None)
@given(heard=SENTENCES, questions=SENTENCES, goals=GOALS, title=WORDS.filter(bool))
def test_a_wijkschets_goes_to_json_and_back_as_it_was(heard, questions, goals, title):
    made = replace(draft()[0], heard=heard, questions=questions, goals=goals, title=title)
    assert schets_from(json.loads(json.dumps(schets_values(made)))) == made


def test_a_file_holds_all_that_a_sheet_shows():
    file = a_file()
    assert file_from(file_text(file)) == file


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schets", "heard", 0, "origin"), "koning"),
        (("schets", "heard", 0, "key"), "<b>"),
        (("schets", "heard", 0, "text"), "x" * 2000),
        (("schets", "goals", 0, "target"), "veel"),
        (("schets", "mix", 0, "quadrant"), "anders"),
        (("schets", "onbekend"), 1),
        (("schets", "on"), "gisteren"),
        (("schets", "title"), "  "),
        (("sign_offs", 0, "verdict"), "misschien"),
        (("grounds", "figures", 0, "value"), "NaN"),
        (("schema",), "veerkracht-wijkschets/9"),
        (("schets",), []),
    ],
)
def test_what_is_no_wijkschets_is_told_with_where_in_both_languages(path, value):
    values = json.loads(file_text(a_file()))
    inner = values
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(SchetsFileError) as caught:
        file_from(json.dumps(values))
    told = caught.value.message("nl"), caught.value.message("en")
    assert all(len(one) < 500 for one in told)
    assert told[0] != told[1]


@pytest.mark.parametrize("text", ["", "[]", "{", "null", "[" * 100_000, '{"schema": 1e999}', "\x00"])
def test_hostile_text_is_no_wijkschets_and_gives_no_traceback(text):
    with pytest.raises(SchetsFileError):
        file_from(text)


@pytest.mark.parametrize("form", ["a3", "a4"])
@pytest.mark.parametrize("profile", ["2a", "ua1"])
def test_both_prints_meet_the_standards_of_archive_and_access(sheet, form, profile):
    found = page.validate_pdf_bytes(render_file(sheet, form), profile=profile)
    assert [f"{one.rule_id}: {one.message}" for one in found.failures] == []


def test_the_a3_is_one_sheet_with_its_sources_behind_it(a3, tmp_path):
    with pikepdf.open(io.BytesIO(a3)) as file:
        assert len(file.pages) == 2
        width, height = (float(file.pages[0].mediabox[at]) for at in (2, 3))
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (420, 297)
    front, back = words_of(a3, tmp_path)
    for words in ("Wat er aan de hand is", "Waarover we verschillen", "Wanneer het gelukt is", "Te duur", "niet eens"):
        assert words in front
    assert "Waarop elke zin steunt" in back
    assert "Verzonnen" in front
    assert "Verzonnen" in back


def test_a_sheet_too_full_for_one_side_loses_nothing(tmp_path):
    file = a_file()
    many = tuple(
        replace(one, key=f"heard-9{number}", text=f"Zin nummer {number} van heel veel, die ook nog eens lang is. " * 4)
        for number in range(40)
        for one in file.schets.heard[:1]
    )
    full = replace(file, schets=replace(file.schets, heard=many, questions=many[:0]))
    pages = words_of(render_file(sheet_of(full, country=None, taal="nl"), "a3"), tmp_path)
    every = " ".join(pages)
    assert all(f"nummer {number} van" in every for number in range(40))


def test_a_small_role_is_not_named_with_its_words(a3, tmp_path):
    """Of the school there were two and of the police one: their cards say professional."""
    _, back = words_of(a3, tmp_path)
    assert ROOM["politie"] < 3
    assert "kaartje · Politie" not in back
    assert "kaartje · School" not in back
    assert "kaartje · Professional" in back


def test_every_sentence_says_where_it_comes_from_and_on_how_much_it_rests(sheet):
    page = render_file(sheet, "html").decode()
    for one in sheet.schets.sentences():
        at = page.index(one.text.replace("'", "&#39;"), page.index("<section"))
        said = page[at : at + 400]
        assert str(one.origin) in said
        assert f"{len(one.cites)} bron" in said


def test_word_opens_it_with_headings_and_head_rows(sheet):
    made = docx.Document(io.BytesIO(render_file(sheet, "docx")))
    headings = [one.text for one in made.paragraphs if one.style.name.startswith("Heading")]
    assert any("Wanneer het gelukt is" in one for one in headings)
    assert any("nog niet" in cell.text.lower() or "2030" in cell.text for table in made.tables for cell in table._cells)


def test_the_same_input_gives_the_same_bytes(sheet, a3):
    assert render_file(sheet, "a3") == a3


def test_hostile_words_act_as_nothing(tmp_path):
    file = a_file()
    hostile = '#set page(fill: red) $x$ <script>alert(1)</script> "; \\'
    bad = replace(
        file, schets=replace(file.schets, title=hostile[:100], problem=(replace(file.schets.problem[0], text=hostile),))
    )
    sheet = sheet_of(bad, country=None, taal="nl")
    assert "#set page(fill: red)" in words_of(render_file(sheet, "a3"), tmp_path)[0]
    assert b"<script>alert" not in render_file(sheet, "html")


def test_an_english_sheet_has_english_words_around_those_of_the_table(tmp_path):
    front = words_of(render_file(sheet_of(a_file(), country=None, taal="en"), "a3"), tmp_path)[0]
    assert "Where we differ" in front
    assert "Waarover we verschillen" not in front


def test_an_unknown_form_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(UnknownFormatError):
        write_schets_files(a_file(), tmp_path / "uit", country=None, taal="nl", forms=["html", "doc"])
    assert not (tmp_path / "uit").exists()


def test_the_command_writes_the_files_and_says_what_is_not_ready(tmp_path):
    made, grounds = draft()
    source = tmp_path / "schets.json"
    source.write_text(file_text(a_file(schets=made, grounds=grounds)), "utf-8")
    command = ["wijkschets", "blad", str(source), "--out", str(tmp_path / "uit"), "--home", str(tmp_path / "leeg")]
    run = CliRunner().invoke(cli, [*command, "--formaat", "a3,html"])
    assert run.exit_code == 0, run.output
    assert {one.name for one in (tmp_path / "uit").iterdir()} == {"wijkschets-a3.pdf", "wijkschets.html"}
    assert "Nog niet klaar om vast te stellen" in run.output
