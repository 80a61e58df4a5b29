"""Open a file safely: may it be read, how large is it, and what is it really, whatever its name says."""

from __future__ import annotations

import hashlib
import re
import stat
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from veerkracht.errors.files import (
    EmptyFileError,
    EncodingError,
    FileAccessError,
    FileMissingError,
    FileSizeError,
    FolderLoopError,
    NotAreaDataError,
    NulByteError,
    WrongContentError,
)

# The largest real file is a national yearly table (about 15 MB); ten years of all indicators stay below this.
LIMIT_BYTES = 512 * 1024 * 1024
# In a folder or a zip only these are opened; a file that is named itself is always opened.
SUFFIXES = frozenset(
    {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".parquet", ".gpkg", ".geojson", ".json"}
    | {".xml", ".zip", ".html", ".htm"}
)


class Content(StrEnum):
    """The kind of content, told from its first bytes."""

    ZIP = "zip"
    EXCEL = "excel"
    PARQUET = "parquet"
    GEOPACKAGE = "geopackage"
    JSON = "json"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The bytes of one file and what may be known from outside.

    Attributes:
        name: how messages name it: the path as given, `zip!member` inside a zip.
        payload: the whole content.
        content: its kind.
        folder: where its companions stand; None inside a zip.
        hints: file name and folder names, nearest first, for a year or a table id.
    """

    name: str
    payload: bytes
    content: Content
    folder: Path | None
    hints: tuple[str, ...]

    @property
    def checksum(self) -> str:
        """SHA-256 of the content, hexadecimal."""
        return hashlib.sha256(self.payload).hexdigest()

    @property
    def stem(self) -> str:
        """The file name without folders and suffix."""
        return Path(self.name.rpartition("!")[2]).stem


def open_file(path: Path) -> Opened:
    """Return the content of a file of any kind that we can read.

    Raises:
        FileMissingError, FileAccessError, FolderLoopError, EmptyFileError, FileSizeError: as they say.
        WrongContentError: if it is a web page or a compressed single file.
    """
    name = str(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise FileAccessError(file=name, cause="geen gewoon bestand / not a regular file")
        size = status.st_size
        if size > LIMIT_BYTES:
            raise FileSizeError(file=name, megabytes=size // 2**20, limit=LIMIT_BYTES // 2**20)
        payload = path.read_bytes()
    except FileNotFoundError as error:
        raise FileMissingError(file=name) from error
    except OSError as error:
        # ELOOP is 40 on Linux; strerror differs between platforms.
        if error.errno == 40 or "symbolic link" in str(error):
            raise FolderLoopError(file=name) from error
        raise FileAccessError(file=name, cause=error.strerror or type(error).__name__) from error
    hints = tuple(part for part in (path.stem, path.parent.name, path.parent.parent.name) if part)
    return opened(payload, name=name, folder=path.parent, hints=hints)


def opened(payload: bytes, *, name: str, folder: Path | None, hints: tuple[str, ...]) -> Opened:
    """Return bytes with their kind of content.

    Raises:
        EmptyFileError: if there are none.
        WrongContentError: if they are a web page or a compressed single file.
    """
    if not payload.strip(b"\xef\xbb\xbf\r\n\t "):
        raise EmptyFileError(file=name)
    return Opened(name=name, payload=payload, content=_content(payload, name), folder=folder, hints=hints)


def _content(payload: bytes, name: str) -> Content:
    start = payload[:4096]
    if start[:2] == b"\x1f\x8b":
        _refuse_compressed(name)
    if start[:4] == b"PK\x03\x04" or start[:4] == b"PK\x05\x06":
        # The central directory at the end names the parts; a workbook has xl/.
        return Content.EXCEL if b"xl/workbook" in payload[-65536:] or b"xl/workbook" in start else Content.ZIP
    if start[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return Content.EXCEL
    if start[:4] == b"PAR1":
        return Content.PARQUET
    if start[:16] == b"SQLite format 3\x00":
        return Content.GEOPACKAGE
    text = start.lstrip(b"\xef\xbb\xbf\r\n\t ")
    if re.match(rb"<!doctype html|<html|<head|<body", text, re.IGNORECASE):
        raise WrongContentError(
            file=name,
            found_nl="een webpagina (HTML)",
            found_en="a web page (HTML)",
            remedy_nl="De download is mislukt; open het adres in een browser en sla de gegevens zelf op.",
            remedy_en="The download failed; open the address in a browser and save the data themselves.",
        )
    if text[:1] in b"{[" and not text.startswith(b"[]") and re.match(rb"[{\[]\s*[\"{\[\d}\]-]", text):
        return Content.JSON
    return Content.TEXT


def _refuse_compressed(name: str) -> None:
    if name.lower().endswith(".gz"):
        raise NotAreaDataError(
            file=name, found_nl="gecomprimeerd met gzip; pak het eerst uit", found_en="gzip; unpack it"
        )
    raise WrongContentError(
        file=name,
        found_nl="een gecomprimeerd bestand (gzip)",
        found_en="a compressed file (gzip)",
        remedy_nl="Pak het eerst uit.",
        remedy_en="Unpack it first.",
    )


def decode(payload: bytes, *, file: str) -> str:
    """Return text from UTF-8 (with or without mark), UTF-16 or Windows-1252.

    Windows-1252 is taken only when nothing in the file reads as UTF-8: a file that is half
    the one and half the other is refused, because no reading of it is right.

    Raises:
        NulByteError: if the text holds 0x00.
        EncodingError: if the bytes fit none of these encodings, or a mixture.
    """
    if payload[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        try:
            return payload.decode("utf-16")
        except UnicodeDecodeError as error:
            line = payload[: error.start].count(b"\n\x00") + 1
            raise EncodingError(file=file, line=line, byte=payload[error.start]) from error
    at = payload.find(b"\x00")
    if at >= 0:
        raise NulByteError(file=file, line=payload.count(b"\n", 0, at) + 1)
    try:
        return payload.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The decoder counts from behind the byte order mark.
        mark = 3 if payload.startswith(b"\xef\xbb\xbf") else 0
        return _decode_windows(payload, file=file, start=error.start + mark)


def _decode_windows(payload: bytes, *, file: str, start: int) -> str:
    # A lead byte and its continuation, as ë is C3 AB: in Windows-1252 that would be "Ã«", which no Dutch name has.
    is_mixed = re.search(rb"[\xc3][\xa0-\xbf]", payload) is not None or payload[:3] == b"\xef\xbb\xbf"
    if not is_mixed:
        try:
            return payload.decode("cp1252")
        except UnicodeDecodeError as error:
            start = error.start
    raise EncodingError(file=file, line=payload.count(b"\n", 0, start) + 1, byte=payload[start])
