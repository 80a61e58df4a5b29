"""Broken files: each maker writes one file into a folder and returns it; beside it what the Dutch message must say."""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

Maker = Callable[[Path], Path]

KOP = "WijkenEnBuurten;Codering_3;AantalInwoners_5;Koopwoningen_40\n"
GOED = "Kop;BU03440111;100;50\n"
SQUARE = [[5.10, 52.10], [5.11, 52.10], [5.11, 52.11], [5.10, 52.11], [5.10, 52.10]]
BOWTIE = [[5.10, 52.10], [5.11, 52.11], [5.11, 52.10], [5.10, 52.11], [5.10, 52.10]]


def _text(body: str | bytes, *, name: str = "kwb-2024.csv") -> Maker:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(body if isinstance(body, bytes) else body.encode())
        return path

    return make


def _workbook(fill: Callable[[openpyxl.Workbook], None], *, name: str = "kwb-2024.xlsx") -> Maker:
    def make(folder: Path) -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(["gwb_code_10", "regio", "recs", "a_inw"])
        sheet.append(["BU03440111", "Oost", "Buurt", 100])
        fill(book)
        book.save(folder / name)
        return folder / name

    return make


def _zip(parts: dict[str, bytes], *, name: str = "los.zip") -> Maker:
    def make(folder: Path) -> Path:
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, body in parts.items():
                archive.writestr(member, body)
        return folder / name

    return make


def _inner_zip() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("kwb-2024.csv", KOP + GOED)
    return sink.getvalue()


def _parquet(folder: Path) -> bytes:
    table = pa.table({"WijkenEnBuurten": ["BU03440111"], "AantalInwoners_5": [100]})
    pq.write_table(table, folder / "heel.parquet")
    body = (folder / "heel.parquet").read_bytes()
    (folder / "heel.parquet").unlink()
    return body


def _truncated_parquet(folder: Path) -> Path:
    path = folder / "84799NED.parquet"
    path.write_bytes(_parquet(folder)[:-40])
    return path


def features(ring: list[list[float]], *, code: str = "BU03440111", **extra: object) -> bytes:
    """Return a GeoJSON answer of PDOK with one invented buurt."""
    properties = {"buurtcode": code, "buurtnaam": "Oost", "gemeentecode": "GM0344", "aantal_inwoners": 100}
    properties["jrstatcode"] = f"2024{code}"
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    return json.dumps({"type": "FeatureCollection", "features": [feature], **extra}).encode()


def _encrypted_zip(folder: Path) -> Path:
    path = _zip({"kwb-2024.csv": b"a;b\n1;2\n"}, name="geheim.zip")(folder)
    body = bytearray(path.read_bytes())
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(magic) + at] |= 1
    path.write_bytes(bytes(body))
    return path


def _encrypted_workbook(folder: Path) -> Path:
    path = folder / "geheim.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    )
    return path


def _merged(book: openpyxl.Workbook) -> None:
    book.active.append(["BU03440112", "West", "Buurt", 200])
    book.active.merge_cells("B2:B3")


def _formula(book: openpyxl.Workbook) -> None:
    book.active.append(["BU03440112", "West", "Buurt", "=D2*2"])


def _error_cell(book: openpyxl.Workbook) -> None:
    book.active.append(["BU03440112", "West", "Buurt", "#DIV/0!"])


def _vanished(folder: Path) -> Path:
    return folder / "weg.csv"


def _loop(folder: Path) -> Path:
    (folder / "diep").mkdir()
    (folder / "diep" / "terug").symlink_to(folder, target_is_directory=True)
    return folder


def _self_link(folder: Path) -> Path:
    path = folder / "kring.csv"
    path.symlink_to(path)
    return path


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pijp.csv")
    return folder / "pijp.csv"


def _long_name(folder: Path) -> Path:
    return folder / ("kwb" * 200)


def _truncated_workbook(folder: Path) -> Path:
    path = _workbook(lambda book: None)(folder)
    path.write_bytes(path.read_bytes()[:900])
    return path


def _hollow_folder(folder: Path) -> Path:
    (folder / "leeg").mkdir()
    return folder / "leeg"


def _gpkg(folder: Path) -> Path:
    path = folder / "kapot.gpkg"
    path.write_bytes(b"SQLite format 3\x00" + bytes(200))
    return path


def row(inwoners: str = "100", koop: str = "50", code: str = "BU03440111") -> str:
    """Return one row below `KOP`."""
    return f"Oost;{code};{inwoners};{koop}\n"


# name: (maker, the parts that the Dutch message must hold)
BROKEN: dict[str, tuple[Maker, tuple[str, ...]]] = {
    "empty file": (_text(b""), ("leeg (0 bytes)",)),
    "only a byte order mark": (_text(b"\xef\xbb\xbf\r\n"), ("leeg",)),
    "header only": (_text(KOP), ("alleen een kopregel",)),
    "half UTF-8, half Windows": (
        _text((KOP + "Caf\u00e9;BU03440111;1;2\n").encode() + b"Beijum \xeb;BU03440112;1;2\n"),
        ("regel 3", "0xEB", "CSV UTF-8"),
    ),
    "byte that no encoding has": (_text(KOP.encode() + b"a\x81;BU03440111;1;2\n"), ("regel 2", "0x81")),
    "byte order mark and Windows text": (_text(b"\xef\xbb\xbf" + KOP.encode() + b"\xeb;BU03440111;1;2\n"), ("0xEB",)),
    "UTF-16 cut in half": (_text((KOP + GOED).encode("utf-16")[:-1]), ("regel", "codering")),
    "NUL byte": (_text(KOP + "Oo\x00st;BU03440111;1;2\n"), ("regel 2", "NUL-byte")),
    "huge cell": (_text(KOP + "a" * 200_000 + ";BU03440111;1;2\n"), ("regel 2", "131072 tekens")),
    "quotation mark never closed": (_text(KOP + '"Oost;BU03440111;1;2\n'), ("CSV", "regel")),
    "row too short": (_text(KOP + row() + "Oost;BU03440112;3\n"), ("regel 3", "3 cellen", "4")),
    "row too long": (_text(KOP + "Oost;BU03440112;3;4;5\n"), ("regel 2", "5 cellen")),
    "same column name twice": (
        _text("Codering_3;AantalInwoners_5;AantalInwoners_5\nBU03440111;1;2\n"),
        ("'AantalInwoners_5'", "2 keer"),
    ),
    "text in numbers": (_text(KOP + row("veel")), ("regel 2", "'AantalInwoners_5'", "'veel'", "geen getal")),
    "number with a unit": (_text(KOP + row(koop="50%")), ("'50%'", "geen getal")),
    "negative count": (_text(KOP + row("-5")), ("regel 2", "-5", "'inwoners'", "0 tot en met")),
    "percentage over 100": (_text(KOP + row(koop="120")), ("'Koopwoningen_40'", "120", "100 (%)")),
    "too large a number": (_text(KOP + row("1e309")), ("'1e309'", "te groot")),
    "written infinity": (_text(KOP + row("inf")), ("'inf'", "geen getal")),
    "fraction of a resident": (_text(KOP + row("1.234")), ("'1.234'", "geen heel getal", "duizendtallen")),
    "comma and point both for decimals and thousands": (
        _text(KOP + row(koop="1.234,5") + row(koop="12.5", code="BU03440112")),
        ("'12.5'", "'1.234,5'", "door elkaar"),
    ),
    "thousand or fraction": (
        _text(KOP + row(koop="1.234") + row(koop="12,5", code="BU03440112")),
        ("'1.234' (regel 2)", "'12,5' (regel 3)"),
    ),
    "duplicate code, other values": (
        _text(KOP + row() + row("200")),
        ("regel 3", "'BU03440111'", "regel 2", "periode 2024"),
    ),
    "unknown code": (_text(KOP + row() + row(code="XX99")), ("regel 3", "'Codering_3'", "'XX99'", "geen gebiedscode")),
    "code too short": (_text(KOP + row() + row(code="BU034401")), ("'BU034401'", "geen gebiedscode")),
    "no code column": (_text("AantalInwoners_5;Koopwoningen_40\n100;50\n"), ("geen kolom met gebiedscodes",)),
    "two code columns": (
        _text("wijk;buurt;klachten\nWK034401;BU03440111;5\n"),
        ("'wijk', 'buurt'", "welke telt", "[tabel]"),
    ),
    "own table without a mapping": (
        _text("buurt;klachten\nBU03440111;5\n"),
        ("'buurt'", "--mapping koppeling.toml", '"klachten" = "klachten"'),
    ),
    "no year anywhere": (_text(KOP + row(), name="cijfers.csv"), ("jaar van de cijfers", "kwb-2024.csv")),
    "two years in the name": (_text(KOP + row(), name="kwb-2023-2024.csv"), ("één jaar in de naam",)),
    "period that is no year": (
        _text("wk_code,wk_naam,jaar,lbm,afw\nWK034401,West,twintig,4.1,0.1\n"),
        ("regel 2", "'jaar'", "'twintig'", "geen jaar"),
    ),
    "web page instead of CSV": (_text("<!DOCTYPE html><html><body>Onderhoud</body></html>"), ("webpagina (HTML)",)),
    "web page instead of JSON": (_text("  <html>", name="antwoord.json"), ("webpagina",)),
    "gzip with the name of a CSV": (_text(gzip.compress(b"a;b")), ("gzip", "Pak het eerst uit")),
    "error message of CBS": (
        _text("Error getting TypedDataSet for '70072ned': Could not find a property", name="a.json"),
        ("foutmelding van CBS", "70072ned"),
    ),
    "error message of PDOK": (
        _text("<?xml version='1.0'?><ows:ExceptionReport>Invalid PROPERTYNAME</ows:ExceptionReport>", name="a.xml"),
        ("foutmelding van PDOK", "Invalid PROPERTYNAME"),
    ),
    "truncated JSON": (_text('{"value": [{"Codering_3": "BU03', name="a.json"), ("afgebroken JSON", "regel/line 1")),
    "truncated GeoJSON": (_text(features(SQUARE)[:-30], name="a.geojson"), ("afgebroken JSON",)),
    "answer without areas": (
        _text('{"type": "FeatureCollection", "features": []}', name="a.json"),
        ("zonder gebieden",),
    ),
    "JSON without a table": (_text('{"a": {"b": 1}}', name="a.json"), ("JSON zonder tabel",)),
    "polygon that crosses itself": (_text(features(BOWTIE), name="a.geojson"), ("'BU03440111'", "snijdt zichzelf")),
    "latitude and longitude swapped": (
        _text(features([[y, x] for x, y in SQUARE]), name="a.geojson"),
        ("buiten Nederland", "verwisseld"),
    ),
    "polygon in another country": (
        _text(features([[x + 20, y] for x, y in SQUARE]), name="a.geojson"),
        ("buiten Nederland",),
    ),
    "degrees that call themselves RD": (
        _text(
            features(SQUARE, crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}),
            name="a.geojson",
        ),
        ("buiten Nederland", "RD in meters"),
    ),
    "polygon of two points": (_text(features(SQUARE[:2]), name="a.geojson"), ("onleesbaar",)),
    "truncated Parquet": (_truncated_parquet, ("afgebroken Parquet", "Download")),
    "damaged GeoPackage": (_gpkg, ("GeoPackage",)),
    "truncated workbook": (_truncated_workbook, ("beschadigde of afgebroken",)),
    "workbook with a password": (_encrypted_workbook, ("wachtwoord", "kopie zonder wachtwoord")),
    "workbook with merged cells": (_workbook(_merged), ("blad 'Sheet'", "B2:B3", "samengevoegde cellen")),
    "workbook with a formula without result": (_workbook(_formula), ("rij 3", "formule")),
    "workbook with an error value": (_workbook(_error_cell), ("rij 3", "kolom 'D'", "#DIV/0!")),
    "zip bomb": (_zip({"nul.csv": bytes(60 * 2**20)}), ("zipbom", "60 MB")),
    "zip with a path upwards": (_zip({"../../etc/kwb-2024.csv": b"a;b"}), ("onveilig zipbestand", "../")),
    "zip with an absolute path": (_zip({"/etc/kwb-2024.csv": b"a;b"}), ("onveilig zipbestand", "/etc")),
    "zip in a zip": (_zip({"binnen.zip": _inner_zip()}), ("archief in een archief", "binnen.zip")),
    "zip with a password": (_encrypted_zip, ("geheim.zip!kwb-2024.csv", "wachtwoord")),
    "zip with one broken file": (
        _zip({"goed-2024.csv": (KOP + GOED).encode(), "kwb-2024.csv": (KOP + row("veel")).encode()}),
        ("los.zip!kwb-2024.csv", "'veel'"),
    ),
    "damaged zip": (_text(b"PK\x03\x04" + bytes(100), name="los.zip"), ("afgebroken zip",)),
    "file that vanished": (_vanished, ("bestaat niet (meer)", "weg.csv")),
    "link to itself": (_self_link, ("koppeling wijst naar",)),
    "pipe instead of a file": (_pipe, ("mag niet worden gelezen", "geen gewoon bestand")),
    "path that cannot be": (_long_name, ("mag niet worden gelezen",)),
    "folder that holds itself": (_loop, ("terug", "bovenliggende map")),
    "folder without files": (_hollow_folder, ("geen bestanden",)),
}
