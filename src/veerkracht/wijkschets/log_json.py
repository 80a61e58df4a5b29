"""Lines of the log as JSON values and back: how a log leaves the program, to be checked without it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from veerkracht.errors.atelier import LogLineError
from veerkracht.wijkschets.log import Channel, Line

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEXTS = ("id", "verb", "body_digest", "salt", "by", "step", "link")


def line_values(line: Line) -> dict[str, Any]:
    """Return a line as JSON values; `line_from` reads them back."""
    return {
        "number": line.number,
        **{name: getattr(line, name) for name in _TEXTS},
        "channel": str(line.channel),
        "at": line.at.isoformat(),
        "body": None if line.body is None else dict(line.body),
    }


def line_from(values: Mapping[str, Any]) -> Line:
    """Return the line that JSON values tell; whether it is in order, the chain says.

    Raises:
        LogLineError: if a part is missing or of another kind.
    """
    texts = {name: _part(values, name, str) for name in _TEXTS}
    body = values.get("body")
    if body is not None and not isinstance(body, dict):
        raise LogLineError("body")
    try:
        at, channel = datetime.fromisoformat(_part(values, "at", str)), Channel(_part(values, "channel", str))
    except ValueError:
        raise LogLineError("at, channel") from None
    if at.tzinfo is None:
        raise LogLineError("at")
    return Line(number=_part(values, "number", int), channel=channel, at=at, body=body, **texts)


def _part(values: Mapping[str, Any], name: str, kind: type) -> Any:
    found = values.get(name) if hasattr(values, "get") else None
    if not isinstance(found, kind) or isinstance(found, bool):
        raise LogLineError(name)
    return found
