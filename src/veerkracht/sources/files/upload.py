"""Uploads: a file that a stranger may have sent, looked at before it is read and read within bounds."""

from __future__ import annotations

import stat
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from veerkracht.errors.files import EmptyFileError, FileAccessError
from veerkracht.errors.own_tables import (
    UploadContentError,
    UploadKindError,
    UploadNameError,
    UploadSizeError,
)
from veerkracht.facts.language import Bilingual

# A stock of 100,000 complexes with 30 columns is some 15 MB as CSV; the tables of a city monitor are far below that.
LIMIT_BYTES = 25 * 1024 * 1024
LIMIT_NAME = 150


class UploadKind(StrEnum):
    """What kind of table was sent."""

    XLSX = "xlsx"
    ODS = "ods"
    CSV = "csv"


_SUFFIXES = {
    ".xlsx": UploadKind.XLSX,
    ".ods": UploadKind.ODS,
    ".csv": UploadKind.CSV,
    ".tsv": UploadKind.CSV,
    ".txt": UploadKind.CSV,
}
_SAVE_AS = Bilingual(
    "Sla de tabel op als .xlsx, .ods of .csv en probeer het opnieuw.",
    "Save the table as .xlsx, .ods or .csv and try again.",
)
_UNPACK = Bilingual(
    "Pak het archief uit en stuur de tabellen één voor één.", "Unpack the archive and send the tables one by one."
)
_REFUSED = {
    ".xlsm": (Bilingual("een werkmap met macro's (.xlsm)", "a workbook with macros (.xlsm)"), _SAVE_AS),
    ".xltm": (Bilingual("een sjabloon met macro's (.xltm)", "a template with macros (.xltm)"), _SAVE_AS),
    ".xlsb": (Bilingual("een binaire werkmap (.xlsb)", "a binary workbook (.xlsb)"), _SAVE_AS),
    ".xls": (Bilingual("een oude Excel-werkmap (.xls)", "an old Excel workbook (.xls)"), _SAVE_AS),
    ".zip": (Bilingual("een archief (.zip)", "an archive (.zip)"), _UNPACK),
    ".7z": (Bilingual("een archief (.7z)", "an archive (.7z)"), _UNPACK),
    ".rar": (Bilingual("een archief (.rar)", "an archive (.rar)"), _UNPACK),
    ".gz": (Bilingual("een gecomprimeerd bestand (.gz)", "a compressed file (.gz)"), _UNPACK),
    ".html": (Bilingual("een webpagina (.html)", "a web page (.html)"), _SAVE_AS),
    ".pdf": (Bilingual("een pdf", "a PDF"), _SAVE_AS),
}
_RENAME = Bilingual("Geef het bestand de juiste naam.", "Give the file its right name.")
_STARTS: tuple[tuple[bytes, Bilingual], ...] = (
    (b"PK", Bilingual("een zip of werkmap", "a zip or workbook")),
    (b"\xd0\xcf\x11\xe0", Bilingual("een oude of beveiligde Office-bestand", "an old or protected Office file")),
    (b"\x1f\x8b", Bilingual("een gecomprimeerd bestand (gzip)", "a compressed file (gzip)")),
    (b"%PDF", Bilingual("een pdf", "a PDF")),
    (b"Rar!", Bilingual("een archief (rar)", "an archive (rar)")),
    (b"7z\xbc\xaf", Bilingual("een archief (7z)", "an archive (7z)")),
    (b"\x89PNG", Bilingual("een afbeelding", "an image")),
    (b"\xff\xd8\xff", Bilingual("een afbeelding", "an image")),
    (b"SQLite format 3", Bilingual("een database", "a database")),
    (b"PAR1", Bilingual("een Parquet-bestand", "a Parquet file")),
    (b"MZ", Bilingual("een programma", "a program")),
    (b"\x7fELF", Bilingual("een programma", "a program")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that was sent, whose name and first bytes agree.

    Attributes:
        name: as it was sent; safe to show and without folders.
        kind: told by name and content alike.
        payload: all of it.
    """

    name: str
    kind: UploadKind
    payload: bytes


def open_upload(name: str, content: bytes | Path) -> Upload:
    """Return a file that was sent, once its name, size and first bytes are found to be those of a table.

    A path is asked for its size before it is read, so that nothing large comes into memory.

    Raises:
        UploadNameError: if the name holds a folder or a character that cannot be shown.
        UploadKindError: if the name says that it is no table, or one with macros.
        UploadSizeError: if it is larger than `LIMIT_BYTES`.
        EmptyFileError, FileAccessError: as they say.
        UploadContentError: if the content is not what the name says.
    """
    kind = _kind(checked_name(name))
    size = len(content) if isinstance(content, bytes) else _size(name, content)
    if size > LIMIT_BYTES:
        megabytes, most = f"{size / 2**20:.0f} MB", f"{LIMIT_BYTES // 2**20} MB"
        raise UploadSizeError(name, found=Bilingual(megabytes, megabytes), limit=Bilingual(most, most))
    payload = content if isinstance(content, bytes) else _read(name, content)
    if not payload.strip(b"\xef\xbb\xbf\xff\xfe\x00\r\n\t "):
        raise EmptyFileError(file=name)
    _check_content(name, kind, payload)
    return Upload(name=name, kind=kind, payload=payload)


def checked_name(name: str) -> str:
    """Return a file name that is no more than a name.

    Raises:
        UploadNameError: if it holds a folder, a drive, a hidden or unreadable character, or is too long.

    >>> checked_name("woningen 2024.xlsx")
    'woningen 2024.xlsx'
    """
    wrong = None
    if not name.strip() or name.startswith("."):
        wrong = Bilingual("hij begint met een punt of is leeg", "it starts with a point or is empty")
    elif any(mark in name for mark in "/\\:") or name in {".", ".."}:
        wrong = Bilingual("er staat een map in", "it holds a folder")
    elif any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for sign in name):
        wrong = Bilingual("er staan onzichtbare tekens in", "it holds invisible characters")
    elif len(name) > LIMIT_NAME:
        wrong = Bilingual(f"hij is langer dan {LIMIT_NAME} tekens", f"it is longer than {LIMIT_NAME} characters")
    if wrong is not None:
        raise UploadNameError(name.encode("ascii", "backslashreplace").decode(), found=wrong)
    return name


def _kind(name: str) -> UploadKind:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    if suffix in _REFUSED:
        kind, remedy = _REFUSED[suffix]
        raise UploadKindError(name, kind=kind, remedy=remedy)
    shown = suffix or name[-20:]
    raise UploadKindError(
        name, kind=Bilingual(f"bestanden van het soort {shown!r}", f"files of the kind {shown!r}"), remedy=_SAVE_AS
    )


def _size(name: str, path: Path) -> int:
    try:
        status = path.stat()
    except OSError as error:
        raise FileAccessError(file=name, cause=error.strerror or type(error).__name__) from error
    if not stat.S_ISREG(status.st_mode):
        raise FileAccessError(file=name, cause="geen gewoon bestand / not a regular file")
    return status.st_size


def _read(name: str, path: Path) -> bytes:
    try:
        with path.open("rb") as source:
            return source.read(LIMIT_BYTES + 1)
    except OSError as error:
        raise FileAccessError(file=name, cause=error.strerror or type(error).__name__) from error


def _check_content(name: str, kind: UploadKind, payload: bytes) -> None:
    """Refuse what is something else than its name says, before a reader for that kind touches it."""
    found = next((words for start, words in _STARTS if payload.startswith(start)), None)
    text = payload[:4096].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if text.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<table", b"<?xml", b"<workbook")):
        found = Bilingual("een webpagina of XML", "a web page or XML")
    is_zip = payload.startswith(b"PK\x03\x04")
    if kind is UploadKind.CSV:
        if found is None:
            return
    elif is_zip:
        return
    if payload.startswith(b"\xd0\xcf\x11\xe0") and "EncryptedPackage".encode("utf-16-le") in payload:
        found = Bilingual("een werkmap met een wachtwoord", "a workbook with a password")
        remedy = Bilingual("Sla een kopie zonder wachtwoord op.", "Save a copy without password.")
    else:
        remedy = _RENAME if found is None else _SAVE_AS
    found = found or Bilingual("gewone tekst of iets onbekends", "plain text or something unknown")
    raise UploadContentError(name, said=f".{kind.value}", found=found, remedy=remedy)
