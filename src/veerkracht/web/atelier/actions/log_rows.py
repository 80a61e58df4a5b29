"""The end of a log and its new lines, read and written with ready-made SQL.

Every deed of every telephone comes through here. Making the same statements from models anew each time was a sixth of
what the server computed for three hundred of them (benchmarks/atelier.py, py-spy). Values still pass the fields of the
models; the transaction is the caller's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import connection

from veerkracht.web.atelier.models import Atelier, LogLine, LogWords

if TYPE_CHECKING:
    import uuid
    from collections.abc import Sequence

    from django.db.models import Field, Model

    from veerkracht.wijkschets.log import Line

_HEAD = 'SELECT "number", "link", "name", "edition", "expired" FROM "atelier_atelier" WHERE "id" = %s'
_HOLD = " FOR UPDATE"
_LINE = """INSERT INTO "atelier_logline"
("atelier_id", "number", "deed", "verb", "digest", "by", "step", "channel", "at", "link")
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"""
_WORDS = """INSERT INTO "atelier_logwords" ("line_id", "body", "salt")
SELECT "id", %s, %s FROM "atelier_logline" WHERE "atelier_id" = %s AND "number" = %s"""
_END = 'UPDATE "atelier_atelier" SET "number" = %s, "link" = %s WHERE "id" = %s'
_FIELDS = ("atelier", "number", "deed", "verb", "digest", "by", "step", "channel", "at", "link")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of a log, and what is to be known before a line is added."""

    number: int
    link: str
    name: str
    edition: int
    is_expired: bool


def locked_head(atelier_id: uuid.UUID) -> Head:
    """Return the end of the log, held for this transaction.

    Raises:
        Atelier.DoesNotExist: if there is no such atelier.
    """
    with connection.cursor() as cursor:
        hold = _HOLD if connection.features.has_select_for_update else ""
        cursor.execute(_HEAD + hold, [_value(Atelier, "id", atelier_id)])
        found = cursor.fetchone()
    if found is None:
        raise Atelier.DoesNotExist
    number, link, name, edition, expired = found
    return Head(number=number, link=link, name=name, edition=edition, is_expired=expired is not None)


def write_lines(atelier_id: uuid.UUID, lines: Sequence[Line]) -> None:
    """Add lines with their words, and move the end of the log; the head must be locked."""
    key = _value(Atelier, "id", atelier_id)
    rows = [
        (atelier_id, one.number, one.id, one.verb, one.body_digest, one.by, one.step, one.channel, one.at, one.link)
        for one in lines
    ]
    words = [
        (_value(LogWords, "body", dict(one.body or {})), _value(LogWords, "salt", one.salt), key, one.number)
        for one in lines
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_LINE, [[_value(LogLine, *of) for of in zip(_FIELDS, row, strict=True)] for row in rows])
        cursor.executemany(_WORDS, words)
        cursor.execute(_END, [lines[-1].number, lines[-1].link, key])


def _value(model: type[Model], name: str, value: object) -> Any:
    return _fields(model)[name].get_db_prep_save(value, connection)


@cache
def _fields(model: type[Model]) -> dict[str, Field[Any, Any]]:
    return {one.name: one for one in model._meta.concrete_fields}
