"""Answers that a browser may keep: compressed bytes with a fixed name, and parts of a large file."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

ASK_AGAIN = "private, no-cache"
"""The browser asks every time whether what it holds is still so."""

KEEP = "private, max-age=604800, immutable"
"""For an address that changes with what it gives: nobody asks for it again."""

_RANGE = re.compile(r"bytes=([0-9]{0,12})-([0-9]{0,12})")


def unchanged(request: HttpRequest, etag: str) -> bool:
    """Return whether the browser already holds these bytes."""
    held = {one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")}
    return etag in held


def compressed(
    request: HttpRequest, body: bytes, *, etag: str, media_type: str, keeping: str = ASK_AGAIN
) -> HttpResponse:
    """Return gzipped bytes as they are, opened for a browser that cannot; nothing at all if it holds them.

    A browser keeps them for one person only: what it holds is tied to the cookies of who asked.

    Args:
        request: says what the browser holds and can open.
        body: gzipped.
        etag: differs whenever the bytes may differ, in quotation marks.
        media_type: of the opened bytes.
        keeping: `ASK_AGAIN`, for what a person may see can change; or `KEEP`, for an address that changes along.
    """
    if unchanged(request, etag):
        response = HttpResponse(status=304)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(body, content_type=media_type, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(gzip.decompress(body), content_type=media_type)
    response["ETag"] = etag
    response["Cache-Control"] = keeping
    patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
    return response


def part_of_file(request: HttpRequest, path: Path, *, etag: str, media_type: str) -> HttpResponse:
    """Return a file, or the part that is asked for (one range; RFC 9110, section 14): tiles are read so.

    Args:
        request: may ask for a range; a range that is not understood gets the whole file, as the RFC has it.
        path: of the file.
        etag: differs whenever the file differs.
        media_type: of the file.
    """
    size = path.stat().st_size
    wanted = _range(request.headers.get("Range", ""), size=size)
    headers = {"ETag": etag, "Accept-Ranges": "bytes", "Cache-Control": "private, max-age=3600"}
    if wanted == (0, -1):
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    if wanted is None:
        if unchanged(request, etag):
            return HttpResponse(status=304, headers=headers)
        return HttpResponse(path.read_bytes(), content_type=media_type, headers=headers)
    first, last = wanted
    with path.open("rb") as file:
        file.seek(first)
        body = file.read(last - first + 1)
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return HttpResponse(body, status=206, content_type=media_type, headers=headers)


def _range(text: str, *, size: int) -> tuple[int, int] | None:
    """Return the first and last byte that are asked for; None for all, (0, -1) for a part that is not there.

    >>> _range("bytes=0-99", size=50), _range("bytes=-10", size=50), _range("bytes=60-", size=50), _range("x", size=9)
    ((0, 49), (40, 49), (0, -1), None)
    """
    said = _RANGE.fullmatch(text.strip())
    if said is None or not (said[1] or said[2]):
        return None
    if not said[1]:
        length = int(said[2])
        return (max(size - length, 0), size - 1) if length and size else (0, -1)
    first = int(said[1])
    last = min(int(said[2]), size - 1) if said[2] else size - 1
    if said[2] and int(said[2]) < first:
        return None
    return (first, last) if first < size else (0, -1)
