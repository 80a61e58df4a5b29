"""The log of an atelier, read from the database as values of the method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veerkracht.errors.base import VeerkrachtError
from veerkracht.web.atelier.models import LogLine
from veerkracht.wijkschets.board import Done
from veerkracht.wijkschets.deeds_json import deed_of
from veerkracht.wijkschets.log import Channel, Line

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterator

    from veerkracht.wijkschets.deeds import Deed

_COLUMNS = ("number", "deed", "verb", "by", "step", "channel", "at", "words__body")


def done_since(atelier_id: uuid.UUID, number: int) -> Iterator[Done]:
    """Yield what was done after a number, in order; the deed is None where the words were erased."""
    found = LogLine.objects.filter(atelier_id=atelier_id, number__gt=number).order_by("number").values_list(*_COLUMNS)
    for at_number, deed_id, verb, by, step, channel, at, body in found.iterator(chunk_size=2000):
        yield Done(
            number=at_number,
            id=str(deed_id),
            deed=_deed(verb, body),
            by=str(by),
            step=step,
            channel=Channel(channel),
            at=at,
        )


def lines_of(atelier_id: uuid.UUID) -> Iterator[Line]:
    """Yield every line as it stands, to check the chain."""
    found = LogLine.objects.filter(atelier_id=atelier_id).select_related("words").order_by("number")
    for one in found.iterator(chunk_size=2000):
        words = getattr(one, "words", None)
        yield Line(
            number=one.number,
            id=str(one.deed),
            verb=one.verb,
            body=words.body if words else None,
            body_digest=one.digest,
            salt=words.salt if words else "",
            by=str(one.by),
            step=one.step,
            channel=Channel(one.channel),
            at=one.at,
            link=one.link,
        )


def _deed(verb: str, body: dict[str, Any] | None) -> Deed | None:
    """A deed that this version of the program does not know is passed over: no reason to show no board at all."""
    if body is None:
        return None
    try:
        return deed_of(verb, body)
    except VeerkrachtError:
        return None
