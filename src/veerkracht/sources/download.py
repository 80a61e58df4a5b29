"""Large files of a live service: streamed to disk, taken up again where they broke off, checked, and kept."""

from __future__ import annotations

import hashlib
import json
import re
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import requests
from urllib3.exceptions import HTTPError, MaxRetryError, ReadTimeoutError

from veerkracht.errors.sources import (
    ChecksumError,
    CutAnswerError,
    NotThereError,
    OfflineError,
    RefusedError,
    ServiceDownError,
    SourceError,
    TooLargeError,
    TooSlowError,
    UnreachableError,
    WebPageError,
)
from veerkracht.sources.faults import page_title
from veerkracht.sources.transport import (
    RETRIED,
    GuardedAdapter,
    asked_pause,
    busy,
    check_host,
    host_of,
    root_cause,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from veerkracht.sources.http import Http

_CHUNK = 262_144
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file that was fetched whole.

    Attributes:
        path: where it lies now.
        address: where it came from.
        retrieved: the day on which the service gave it.
        checksum: its SHA-256.
        size: in bytes.
    """

    path: Path
    address: str
    retrieved: date
    checksum: str
    size: int


def download(
    http: Http,
    address: str,
    *,
    name: str,
    expected: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> Download:
    """Fetch a file, or return the kept one if the service says that it did not change.

    A file that broke off stays as a part and is taken up again (Range, If-Range), also by a later run.

    Args:
        http: the caller, whose folder, hosts, manners and offline mode hold here too.
        address: of the file.
        name: of the file on disk.
        expected: the SHA-256 that it must have; empty if nobody promised one.
        progress: told the bytes that are there and the bytes that there will be (0 if unknown).

    Raises:
        SourceError: if it cannot be had whole; the class and the message say why.
    """
    folder = http.folder / "downloads" / hashlib.sha256(address.encode()).hexdigest()[:16]
    kept = _Kept(folder=folder, name=name)
    if http.offline:
        found = kept.whole()
        if found is None:
            raise OfflineError(address)
        return found
    check_host(address, allowed=http.allowed)
    folder.mkdir(parents=True, exist_ok=True)
    with requests.Session() as session:
        adapter = GuardedAdapter(allowed=http.allowed, offline=False)
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        session.headers.update({"User-Agent": http.manners.user_agent, "Accept-Encoding": "identity"})
        return _fetch(http, session, address, kept=kept, expected=expected, progress=progress)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """The files of one download: the whole one, a part of it, and what the service said of each."""

    folder: Path
    name: str

    @property
    def file(self) -> Path:
        return self.folder / self.name

    @property
    def part(self) -> Path:
        return self.folder / f"{self.name}.part"

    def said(self, of: Path) -> dict[str, Any]:
        """Return what the service said of a file, empty if that is unknown or unreadable."""
        try:
            found = json.loads(of.with_name(f"{of.name}.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def note(self, of: Path, said: dict[str, Any]) -> None:
        of.with_name(f"{of.name}.json").write_text(json.dumps(said), "utf-8")

    def whole(self) -> Download | None:
        """Return the file that was fetched before, if it is still as it was."""
        said = self.said(self.file)
        if not said or not self.file.is_file() or self.file.stat().st_size != said.get("size"):
            return None
        return Download(
            path=self.file,
            address=said["address"],
            retrieved=date.fromisoformat(said["retrieved"]),
            checksum=said["checksum"],
            size=said["size"],
        )

    def drop_part(self) -> None:
        self.part.unlink(missing_ok=True)
        self.part.with_name(f"{self.part.name}.json").unlink(missing_ok=True)


def _fetch(
    http: Http,
    session: requests.Session,
    address: str,
    *,
    kept: _Kept,
    expected: str,
    progress: Callable[[int, int], None] | None,
) -> Download:
    """Try as often as is polite; each try goes on where the last one broke off."""
    retry = http.manners.retry()
    deadline = time.monotonic() + 4 * http.manners.deadline_seconds
    tries = 0
    while True:
        tries += 1
        pause: float | None = None
        try:
            with session.get(
                address,
                headers=_conditions(kept),
                stream=True,
                timeout=(http.manners.connect_seconds, http.manners.read_seconds),
            ) as response:
                fault = _refusal(response, address=address, kept=kept, tries=tries)
                pause = asked_pause(response)
                if fault is None:
                    return _take(http, response, address=address, kept=kept, expected=expected, progress=progress)
        except (requests.RequestException, HTTPError) as error:
            fault = _cause(error, address=address, seconds=http.manners.read_seconds, tries=tries)
        try:
            retry = retry.increment("GET", None, error=HTTPError(str(fault)))
        except MaxRetryError:
            raise fault from None
        pause = retry.get_backoff_time() if pause is None else pause
        if time.monotonic() + pause > deadline:
            raise fault
        http.sleep(pause)


def _conditions(kept: _Kept) -> dict[str, str]:
    """Return the headers that say what we already have."""
    if kept.part.is_file() and kept.part.stat().st_size:
        mark = kept.said(kept.part).get("etag") or kept.said(kept.part).get("modified")
        if mark and not str(mark).startswith("W/"):
            return {"Range": f"bytes={kept.part.stat().st_size}-", "If-Range": str(mark)}
    if kept.whole() is not None:
        said = kept.said(kept.file)
        marks = {"If-None-Match": said.get("etag"), "If-Modified-Since": said.get("modified")}
        return {name: str(mark) for name, mark in marks.items() if mark}
    return {}


def _refusal(response: requests.Response, *, address: str, kept: _Kept, tries: int) -> SourceError | None:
    """Return a fault that asking again may mend; raise one that it will not."""
    status = response.status_code
    if status == 416:
        kept.drop_part()
        return CutAnswerError(address, tries=tries)
    if status == 429:
        return busy(response, address=address)
    if status in RETRIED:
        return ServiceDownError(host_of(address), status=status, tries=tries, said=response.reason or "")
    if status in {404, 410}:
        raise NotThereError(address, status=status)
    if status >= 400:
        raise RefusedError(address, status=status, said=response.reason or "")
    if "text/html" in response.headers.get("Content-Type", ""):
        return WebPageError(address, title=page_title(response.raw.read(2000).decode("utf-8", "replace")), tries=tries)
    return None


def _cause(error: Exception, *, address: str, seconds: float, tries: int) -> SourceError:
    if isinstance(error, requests.Timeout | ReadTimeoutError):
        return TooSlowError(host_of(address), seconds=seconds, tries=tries)
    if isinstance(error, HTTPError | requests.exceptions.ChunkedEncodingError):
        return CutAnswerError(address, tries=tries)
    return UnreachableError(host_of(address), tries=tries, cause=root_cause(error))


def _take(
    http: Http,
    response: requests.Response,
    *,
    address: str,
    kept: _Kept,
    expected: str,
    progress: Callable[[int, int], None] | None,
) -> Download:
    """Write what comes to the part file, and make it the whole file once all of it is there."""
    found = kept.whole()
    if response.status_code == 304 and found is not None:
        return found
    continued = _RANGE.fullmatch(response.headers.get("Content-Range", "")) if response.status_code == 206 else None
    start = int(continued[1]) if continued else 0
    length = int(response.headers.get("Content-Length") or 0)
    total = int(continued[2]) if continued else length
    said = {"etag": response.headers.get("ETag", ""), "modified": response.headers.get("Last-Modified", "")}
    kept.note(kept.part, said)
    if total > http.manners.largest_bytes:
        raise TooLargeError(address, limit_bytes=http.manners.largest_bytes)
    with kept.part.open("r+b" if start else "wb") as file:
        file.seek(start)
        file.truncate()
        size = start
        while chunk := response.raw.read1(_CHUNK, decode_content=True):
            file.write(chunk)
            size += len(chunk)
            if size > http.manners.largest_bytes:
                raise TooLargeError(address, limit_bytes=http.manners.largest_bytes)
            if progress is not None:
                progress(size, total)
    return _finish(address, kept=kept, said=said, expected=expected, size=size)


def _finish(address: str, *, kept: _Kept, said: dict[str, str], expected: str, size: int) -> Download:
    with kept.part.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    if expected and checksum != expected.lower():
        kept.drop_part()
        raise ChecksumError(address, found=checksum, expected=expected.lower())
    kept.part.replace(kept.file)
    kept.drop_part()
    day = datetime.now(tz=UTC).date().isoformat()
    kept.note(kept.file, {**said, "address": address, "checksum": checksum, "size": size, "retrieved": day})
    whole = kept.whole()
    if whole is None:
        raise CutAnswerError(address, tries=1)
    return whole
