"""Files that a job made: where they lie, and how they are handed out; never by a public address."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

# What we hand out, and as what: a file of another kind is not handed out at all.
MEDIA_TYPES: Mapping[str, str] = {
    ".pdf": "application/pdf",
    ".html": "text/html; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def folder_of(job_id: uuid.UUID) -> Path:
    """Return the folder of what a job made; it may not be there yet."""
    return Path(settings.MEDIA_ROOT) / "jobs" / str(job_id)


def attachment(path: Path, *, filename: str) -> HttpResponse:
    """Return a file to be kept, under a name for people.

    Raises:
        Http404: if it is gone, or of a kind that is not handed out.
    """
    media = MEDIA_TYPES.get(path.suffix)
    if media is None:
        raise Http404
    return _sent(path, media=media, disposition=content_disposition_header(True, filename))  # noqa: FBT003  # Django's


def shown_apart(path: Path, *, filename: str) -> HttpResponse:
    """Return a report as a page that can do nothing to ours: no script, no request, no form, no cookie.

    Our reports hold their styles, pictures and fonts within, so these alone are let through.

    Raises:
        Http404: if it is gone.
    """
    answer = _sent(
        path,
        media=MEDIA_TYPES[".html"],
        disposition=content_disposition_header(False, filename),  # noqa: FBT003  # Django's
    )
    policy = (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
    answer.headers["Content-Security-Policy"] = policy
    return answer


def _sent(path: Path, *, media: str, disposition: str | None) -> HttpResponse:
    try:
        content = path.read_bytes()
    except OSError:
        raise Http404 from None
    answer = HttpResponse(content, content_type=media)
    if disposition is not None:
        answer.headers["Content-Disposition"] = disposition
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
