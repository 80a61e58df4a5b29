"""PDF, Word, web page and JSON: whole or not there, the same every time, and harmless."""

from __future__ import annotations

import io
import json
import math
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import docx
import page
import pikepdf
import pytest
from tests.writers.conftest import HOSTILE, a_report

from veerkracht.errors.report import WriteReportError
from veerkracht.report.document import figures, numbers
from veerkracht.writers.docx import render_docx, write_docx
from veerkracht.writers.html import render_html, write_html
from veerkracht.writers.json import render_json, write_json
from veerkracht.writers.pdf import render_pdf, write_pdf
from veerkracht.writers.plain import clean
from veerkracht.writers.tree import SCHEMA

RENDER = {"pdf": render_pdf, "docx": render_docx, "html": render_html, "json": render_json}
WRITE = {"pdf": write_pdf, "docx": write_docx, "html": write_html, "json": write_json}


@pytest.fixture(scope="module")
def pdf(report) -> bytes:
    return render_pdf(report)


@pytest.fixture(scope="module")
def html(report) -> str:
    return render_html(report).decode()


@pytest.fixture(scope="module")
def word(report) -> bytes:
    return render_docx(report)


@pytest.fixture(scope="module")
def tree(report) -> dict:
    return json.loads(render_json(report))


@pytest.mark.parametrize("kind", RENDER)
def test_the_same_report_gives_the_same_bytes(kind):
    assert RENDER[kind](a_report(across=2)) == RENDER[kind](a_report(across=2))


@pytest.mark.parametrize("kind", RENDER)
def test_only_the_date_differs_on_another_day(kind):
    later = replace(a_report(across=2), date=date(2026, 11, 23))
    assert RENDER[kind](later) != RENDER[kind](a_report(across=2))


@pytest.mark.parametrize("kind", WRITE)
def test_a_file_is_whole_and_nothing_else_is_left(kind, report, tmp_path):
    path = tmp_path / f"quickscan.{kind}"
    WRITE[kind](report, path)
    assert path.stat().st_size > 5000
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_said_without_a_traceback(report, tmp_path):
    with pytest.raises(WriteReportError) as caught:
        write_json(report, tmp_path / "weg" / "quickscan.json")
    assert "quickscan.json kon niet worden geschreven" in caught.value.message("nl")


def test_a_report_that_fails_leaves_the_old_file(report, tmp_path, monkeypatch):
    path = tmp_path / "quickscan.json"
    path.write_text("oud")

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(WriteReportError, match="No space left"):
        write_json(report, path)
    assert path.read_text() == "oud"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("profile", ["2a", "ua1"])
def test_the_pdf_meets_the_standards_of_archive_and_access(pdf, profile):
    found = page.validate_pdf_bytes(pdf, profile=profile)
    assert [f"{one.rule_id}: {one.message}" for one in found.failures] == []
    assert found.is_compliant


def tags(node: pikepdf.Object, wanted: str) -> list[pikepdf.Object]:
    """Return every structure element of a kind under a node."""
    found = [node] if isinstance(node, pikepdf.Dictionary) and node.get("/S") == wanted else []
    kids = node.get("/K", []) if isinstance(node, pikepdf.Dictionary) else []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            found.extend(tags(kid, wanted))
    return found


def test_the_pdf_is_tagged_and_every_picture_has_its_text(pdf, report):
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert bool(file.Root.MarkInfo.Marked)
        assert str(file.Root.Lang) == "nl"
        pictures = [one for one in tags(file.Root.StructTreeRoot, "/Figure") if "/Alt" in one]
        assert len(pictures) == len(figures(report))
        assert all(str(one.Alt).startswith("Beeld van") for one in pictures)
        assert tags(file.Root.StructTreeRoot, "/TH")
        assert file.Root.Outlines.First is not None
        with file.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "QuickScan Vloedstede"


def test_the_headings_of_the_pdf_skip_no_level(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as file:
        levels = [n for n in range(1, 7) if tags(file.Root.StructTreeRoot, f"/H{n}")]
    assert levels == list(range(1, len(levels) + 1))


def pages_of(made: bytes, folder: Path) -> list[str]:
    """Return the words on each page, as another program reads them."""
    if shutil.which("pdftotext") is None:
        pytest.skip("the system has no pdftotext")
    (folder / "made.pdf").write_bytes(made)
    command = ["pdftotext", "-layout", str(folder / "made.pdf"), "-"]
    read = subprocess.run(command, capture_output=True, check=True)
    return read.stdout.decode().split("\f")[:-1]


def test_every_page_of_invented_data_says_so(pdf, tmp_path):
    assert all("FICTIEF" in words for words in pages_of(pdf, tmp_path))


def test_real_data_do_not_say_that_they_are_invented(tmp_path):
    made = render_pdf(a_report(across=2, fictitious=False))
    assert not any("FICTIEF" in words for words in pages_of(made, tmp_path))


def test_a_table_of_120_buurten_repeats_its_header_on_every_page(tmp_path):
    made = render_pdf(a_report(across=30))
    assert page.is_pdf_compliant_bytes(made, profile="ua1")
    of_table = [words for words in pages_of(made, tmp_path) if words.count("Buurt ") > 15]
    assert len(of_table) > 4
    assert all("Minder" in words and "Klasse" in words for words in of_table)


def test_hostile_names_act_as_no_markup_in_print(pdf, tmp_path):
    words = " ".join(" ".join(pages_of(pdf, tmp_path)).split())
    assert "#set $x$ *b* _c_ <script>alert(1)</script>" in words


def test_the_page_asks_nobody_for_anything(html):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "<script" not in html
    assert not re.search(r'(?:src|href)="(?!#|data:|https://example\.org)', html)
    assert not re.search(r"\bstyle=|\son\w+=", html)
    assert len(re.search(r"<style>(.*?)</style>", html, re.S)[1]) < 400_000


def test_hostile_names_are_shown_as_they_are(html):
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{ 7*7 }}" in html
    assert "\x00" not in html


def test_ids_on_the_page_are_unique(html):
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_every_link_inside_the_page_arrives(html):
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= ids


def test_a_table_behind_several_figures_stands_on_the_page_once(html):
    assert html.count("</span>Alle buurten</caption>") == 1


def test_the_word_file_has_headings_header_rows_and_alternative_texts(word, report):
    file = docx.Document(io.BytesIO(word))
    levels = [int(one.style.name[-1]) for one in file.paragraphs if one.style.name.startswith("Heading")]
    assert levels[0] == 1
    assert all(second - first <= 1 for first, second in pairwise(levels))
    described = [shape._inline.docPr.get("descr") for shape in file.inline_shapes]
    assert len(described) == len(figures(report))
    assert all(one.startswith("Beeld van") for one in described)
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in file.tables)
    assert file.core_properties.title == "QuickScan Vloedstede"
    assert 'w:lang w:val="nl-NL"' in file.styles.element.xml
    assert "FICTIEF" in file.sections[0].header.paragraphs[0].text
    assert any(clean(HOSTILE) in one.text for one in file.paragraphs)


def test_every_number_in_json_carries_source_year_level_and_interval(tree, report):
    assert tree["schema"] == SCHEMA
    assert len(tree["numbers"]) == len(numbers(report)) > 20
    for one in tree["numbers"]:
        assert one["source"]
        assert one["year"]
        assert one["level"]
        assert {"low", "high", "coverage"} <= set(one)
        assert math.isfinite(one["value"])


def test_json_holds_no_nan_and_missing_values_have_their_reason(tree, report):
    assert b"NaN" not in render_json(report)
    cells = [cell for row in tree["sections"][0]["blocks"][0]["table"]["rows"] for cell in row]
    assert {cell["reason"] for cell in cells if cell["type"] == "missing"} == {"geheim"}


def test_columns_of_one_source_are_listed_together(tree):
    assert [one["columns"] for one in tree["sources"]] == [["a", "b"]]


def test_writers_speak_english_too():
    report = a_report(across=2, language="en")
    page_text = render_html(report).decode()
    assert '<html lang="en">' in page_text
    assert "Fictitious" in page_text
    assert "22 November 2026" in page_text
