"""Files that may do harm: each is refused with a message of its own, in bounded memory and time."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from own_tables_cases import csv_of, ods_of, ods_row, repacked, xlsx_of, xlsx_with

from veerkracht.errors import VeerkrachtError
from veerkracht.errors.files import (
    BrokenFileError,
    EmptyFileError,
    EncodingError,
    EncryptedFileError,
    FileAccessError,
    HugeCellError,
    NoRowsError,
    NulByteError,
)
from veerkracht.errors.own_tables import (
    UnsafeWorkbookError,
    UploadContentError,
    UploadKindError,
    UploadNameError,
    UploadSizeError,
)
from veerkracht.sources.files import upload as uploads
from veerkracht.sources.files.grid import read_upload
from veerkracht.sources.files.upload import open_upload
from veerkracht.sources.files.upload_parts import look_through
from veerkracht.sources.shipped import load_catalogue
from veerkracht.workflows.own_tables import inspect_upload

PLAIN = xlsx_of({"Blad1": [["Buurtcode", "Jaar", "Inwoners"], ["BU03440111", 2024, 120]]})
GOOD_ROWS = ods_row("Buurtcode", "Inwoners") + ods_row("BU03440111", "120")


def refused(name: str, content: bytes | Path, error: type[VeerkrachtError]) -> str:
    """Return the Dutch message with which a file is refused."""
    with pytest.raises(error) as caught:
        inspect_upload(name, content, catalogue=load_catalogue())
    message = caught.value.message("nl")
    assert message != caught.value.message("en")
    assert len(message) > 30
    return message


@pytest.mark.parametrize(
    "name",
    [
        *("../bezit.csv", "/etc/passwd.csv", "C:\\bezit.csv", "map\\bezit.csv", ".bezit.csv", ""),
        *("be\x00zit.csv", "bezit\n.csv", "bezit\u202evsc.exe.csv", "b" * 200 + ".csv", "..", " "),
    ],
)
def test_a_name_that_is_more_than_a_name_is_refused(name):
    refused(name, b"a;b\n1;2\n", UploadNameError)


@pytest.mark.parametrize(
    "name",
    ["bezit.xlsm", "bezit.xltm", "bezit.xlsb", "bezit.xls", "bezit.zip", "bezit.7z", "bezit.exe", "bezit", "a.html"],
)
def test_a_kind_that_may_hold_a_program_or_more_files_is_refused_by_name(name):
    assert "niet opgeslagen" in refused(name, PLAIN, UploadKindError)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("bezit.xlsx", b"<html><body><table><tr><td>1</td></tr></table>", id="a web page called xlsx"),
        pytest.param("bezit.csv", b"<!DOCTYPE html><html>", id="a web page called csv"),
        pytest.param("bezit.csv", b'<?xml version="1.0"?><Workbook>', id="XML called csv"),
        pytest.param("bezit.csv", PLAIN, id="a workbook called csv"),
        pytest.param("bezit.xlsx", b"a;b\n1;2\n", id="a csv called xlsx"),
        pytest.param("bezit.ods", b"%PDF-1.7 ...", id="a PDF called ods"),
        pytest.param(
            "bezit.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, id="an old workbook called xlsx"
        ),
        pytest.param("bezit.csv", b"\x1f\x8b\x08" + b"x" * 50, id="gzip called csv"),
        pytest.param("bezit.csv", b"MZ\x90\x00" + b"x" * 50, id="a program called csv"),
    ],
)
def test_content_that_is_not_what_the_name_says_is_refused(name, content):
    assert "de inhoud is" in refused(name, content, UploadContentError)


def test_a_workbook_with_a_password_is_told_so():
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100 + "EncryptedPackage".encode("utf-16-le")
    assert "wachtwoord" in refused("bezit.xlsx", locked, UploadContentError)


@pytest.mark.parametrize(
    ("part", "text", "said"),
    [
        pytest.param("xl/vbaProject.bin", b"macro", "macro", id="a macro under another name"),
        pytest.param("xl/macrosheets/sheet1.xml", b"<a/>", "macro", id="an Excel 4 macro sheet"),
        pytest.param("xl/externalLinks/externalLink1.xml", b"<a/>", "koppeling", id="a link to another workbook"),
        pytest.param("xl/connections.xml", b"<a/>", "koppeling", id="a link to a database"),
        pytest.param("xl/embeddings/oleObject1.bin", b"x", "bestand in het bestand", id="an embedded file"),
        pytest.param("xl/media/image1.png", b"PK\x03\x04zip", "bestand in het bestand", id="a zip called png"),
        pytest.param("xl/drawings/a.zip", b"x", "bestand in het bestand", id="an archive"),
        pytest.param("xl/../../evil.xml", b"<a/>", "pad", id="a path that leads out"),
        pytest.param("/xl/evil.xml", b"<a/>", "pad", id="an absolute path"),
        pytest.param("xl/x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DOCTYPE", id="an entity"),
        pytest.param(
            "xl/x.bin", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'.encode("utf-16"), "DOCTYPE", id="UTF-16"
        ),
    ],
)
def test_a_workbook_holds_sheets_and_nothing_that_acts(part, text, said):
    assert said in refused("bezit.xlsx", repacked(PLAIN, {part: text}), UnsafeWorkbookError)


@pytest.mark.parametrize(
    ("table", "extra"),
    [
        pytest.param(GOOD_ROWS, {"Basic/Standard/Module1.xml": "<a/>"}, id="a macro"),
        pytest.param('<table:table-source xmlns:x="y" x:href="file:///etc/passwd"/>' + GOOD_ROWS, {}, id="a link"),
        pytest.param(GOOD_ROWS, {"Object 1.zip": "x"}, id="an archive"),
    ],
)
def test_so_does_an_opendocument_sheet(table, extra):
    refused("bezit.ods", ods_of(table, extra=extra), UnsafeWorkbookError)


def test_an_encrypted_opendocument_sheet_is_told_so():
    locked = ods_of(GOOD_ROWS, extra={"META-INF/x.xml": '<m:a xmlns:m="m"><m:encryption-data/></m:a>'})
    assert "wachtwoord" in refused("bezit.ods", locked, EncryptedFileError)


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', id="the last corner"),
        pytest.param('<row r="1048576"><c r="XFD1048576" t="str"><v></v></c></row>', id="an empty text in it"),
        pytest.param('<row r="150000"><c r="ZZ150000"><v>1</v></c></row>', id="rows times columns"),
        pytest.param('<row r="2"><c r="XFD2"><v>1</v></c></row>', id="sixteen thousand columns"),
        pytest.param('<row r="1048576"><c><v>1</v></c></row>', id="a place that is counted, not written"),
    ],
)
def test_one_cell_far_away_does_not_fill_the_memory(cells):
    assert "meer dan" in refused("bezit.xlsx", xlsx_with(cells), UploadSizeError)


@pytest.mark.parametrize("place", ["xfd1048576", "$XFD$1048576", "ZZZZ99999999", "A3"])
def test_a_place_written_in_another_way_than_excel_does_is_not_trusted(place):
    cells = f'<row r="2"><c r="{place}"><v>1</v></c></row>'
    refused("bezit.xlsx", xlsx_with(cells), BrokenFileError)


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(
            GOOD_ROWS + '<table:table-row table:number-rows-repeated="1048576">' + ods_row("a")[17:],
            id="a repeated row",
        ),
        pytest.param(
            GOOD_ROWS + '<table:table-row><table:table-cell table:number-columns-repeated="16384" '
            'office:value-type="string"><text:p>a</text:p></table:table-cell></table:table-row>',
            id="a repeated cell",
        ),
        pytest.param(
            GOOD_ROWS
            + '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
            + ods_row("a"),
            id="empty rows and then one more",
        ),
    ],
)
def test_a_repeated_row_or_cell_does_not_fill_the_memory(table):
    refused("bezit.ods", ods_of(table), UploadSizeError)


def test_empty_rows_that_a_program_adds_at_the_end_do_no_harm():
    wide = '<table:table-cell table:number-columns-repeated="16384"/>'
    end = f'<table:table-row table:number-rows-repeated="1048570">{wide}</table:table-row>'
    found = inspect_upload("bezit.ods", ods_of(GOOD_ROWS + end), catalogue=load_catalogue())
    assert (found.sheets[0].rows, found.sheets[0].header) == (1, ("Buurtcode", "Inwoners"))


def test_one_long_text_that_many_cells_share_is_counted_each_time():
    shared = "<sst><si><t>" + "a" * 4_000 + "</t></si></sst>"
    cells = "".join(
        f'<row r="{row}">' + "".join(f'<c r="{letter}{row}" t="s"><v>0</v></c>' for letter in "ABCDEFGHIJ") + "</row>"
        for row in range(2, 2_002)
    )
    bomb = repacked(xlsx_with(cells), {"xl/sharedStrings.xml": shared})
    assert len(bomb) < 200_000
    assert "tekens tekst" in refused("bezit.xlsx", bomb, UploadSizeError)


def test_a_zip_bomb_is_refused_by_its_table_of_contents():
    bomb = repacked(PLAIN, {"xl/worksheets/sheet2.xml": b"<a>" + b"0" * 60_000_000 + b"</a>"})
    assert len(bomb) < 100_000
    assert "zipbom" in refused("bezit.xlsx", bomb, UnsafeWorkbookError)


def test_a_part_that_lies_about_its_size_is_stopped(monkeypatch):
    monkeypatch.setattr("veerkracht.sources.files.upload_parts.LIMIT_UNPACKED", 2_000)
    monkeypatch.setattr("veerkracht.sources.files.upload_parts._check_contents", lambda archive, file: None)
    with pytest.raises(UnsafeWorkbookError):
        look_through(open_upload("bezit.xlsx", PLAIN))


def test_thousands_of_parts_are_refused():
    many = repacked(PLAIN, {f"xl/worksheets/x{number}.xml": "<a/>" for number in range(600)})
    assert "onderdelen" in refused("bezit.xlsx", many, UploadSizeError)


def test_two_parts_of_one_name_are_refused():
    sink = io.BytesIO(PLAIN)
    with zipfile.ZipFile(sink, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/worksheets/sheet1.xml", "<a/>")
    refused("bezit.xlsx", sink.getvalue(), UnsafeWorkbookError)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            xlsx_with('<row r="2"><c r="A2" t="inlineStr"><is><t>' + "a" * 6_000 + "</t></is></c></row>"), id="inline"
        ),
        pytest.param(
            repacked(PLAIN, {"xl/sharedStrings.xml": f"<sst><si><t>{'a' * 6_000}</t></si></sst>"}), id="shared"
        ),
    ],
)
def test_a_huge_cell_of_a_workbook_is_refused(content):
    refused("bezit.xlsx", content, HugeCellError)


def test_a_csv_of_a_million_columns_is_refused_before_it_is_cut():
    assert "kolommen" in refused("bezit.csv", b";" * 1_000_000 + b"\n1;2\n", UploadSizeError)


def test_a_csv_of_a_million_rows_is_refused():
    assert "rijen" in refused("bezit.csv", b"a;b\n" + b"1;2\n" * 1_000_000, UploadSizeError)


def test_a_huge_cell_of_a_csv_is_refused():
    refused("bezit.csv", b"a;b\n" + b"x" * 6_000 + b";1\n", HugeCellError)
    refused("bezit.csv", b'a;b\n"' + b"x\n" * 200_000, HugeCellError)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param(b"", EmptyFileError, id="nothing"),
        pytest.param(b"\xef\xbb\xbf \r\n", EmptyFileError, id="a mark and spaces"),
        pytest.param(b"a;b\n1;\x002\n", NulByteError, id="a NUL"),
        pytest.param("a;b\n1;\x00\n".encode("utf-16"), NulByteError, id="a NUL in UTF-16"),
        pytest.param(b"\xff\xfea", EncodingError, id="half a letter"),
        pytest.param("a;é\n1;".encode() + b"\xe9\n", EncodingError, id="two encodings"),
        pytest.param(b'a;b\n"1"2;3\n', BrokenFileError, id="a loose quotation mark"),
    ],
)
def test_a_csv_that_is_no_text_is_refused(content, error):
    refused("bezit.csv", content, error)


def test_a_file_that_is_too_large_is_not_even_read(tmp_path, monkeypatch):
    file = tmp_path / "groot.csv"
    with file.open("wb") as sink:
        sink.truncate(uploads.LIMIT_BYTES + 1)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("it was opened"))
    assert "25 MB" in refused("groot.csv", file, UploadSizeError)


def test_a_folder_or_a_file_that_is_gone_is_refused(tmp_path):
    refused("bezit.csv", tmp_path, FileAccessError)
    refused("bezit.csv", tmp_path / "weg.csv", FileAccessError)


def test_a_workbook_without_a_row_has_no_table():
    refused("leeg.xlsx", xlsx_of({"Blad1": []}), NoRowsError)


def test_a_reader_that_breaks_breaks_nothing_else(monkeypatch):
    """A cell that our own look through the parts would miss; without a process of its own this ends the program."""
    monkeypatch.setattr("veerkracht.sources.files.grid.look_through", lambda upload: {})
    bomb = xlsx_with('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    with pytest.raises(BrokenFileError):
        read_upload(open_upload("bezit.xlsx", bomb))


NAMES = st.sampled_from(["a.csv", "a.xlsx", "a.ods", "a.tsv"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=NAMES, content=st.binary(max_size=400))
def test_no_bytes_ever_give_a_traceback(name, content):
    _either(name, content)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(alphabet='BU0344;,\t\n"=x.%-\u00e9 |', max_size=300))
def test_no_text_ever_gives_a_traceback(text):
    _either("a.csv", text.encode())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(at=st.integers(0, len(PLAIN) - 1), byte=st.integers(0, 255), length=st.integers(1, 40))
def test_no_damaged_workbook_ever_gives_a_traceback(at, byte, length):
    _either("a.xlsx", PLAIN[:at] + bytes([byte]) * length + PLAIN[at + length :])


def _either(name: str, content: bytes) -> None:
    """Take a file in, or refuse it with a message in both languages."""
    try:
        found = inspect_upload(name, content, catalogue=load_catalogue())
    except VeerkrachtError as error:
        said = (error.message("nl"), error.message("en"))
    else:
        said = (found.summary().nl, found.sheets[0].name or "csv")
    assert all(said)


def test_a_plain_table_of_each_kind_is_taken():
    """The measure of all refusals above: the same table without harm is welcome."""
    header, row = ["Buurtcode", "Jaar", "Inwoners"], ["BU03440111", 2024, 120]
    files = {
        "a.csv": csv_of(header, [row]),
        "a.xlsx": PLAIN,
        "a.ods": ods_of(ods_row(*header) + ods_row(*map(str, row))),
    }
    for name, content in files.items():
        found = inspect_upload(name, content, catalogue=load_catalogue())
        assert found.sheets[0].header == tuple(header)
        assert found.sheets[0].preview == ((2, ("BU03440111", "2024", "120")),)
