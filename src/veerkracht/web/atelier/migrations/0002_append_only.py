"""The database itself refuses to change or remove a line of the log, what was counted, and a version of a draaiboek.

Two things are let through: the words of a line may be erased (never changed), and the person who saved a draaiboek may be
forgotten when an account is removed. On SQLite a later migration that rebuilds one of these tables has to make its
triggers anew.
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_REFUSAL = "the log of an atelier is append-only"
_KEPT = ("id", "organisation_id", "code", "number", "at")
_LINE, _WORDS, _COUNTED, _BOOK = "atelier_logline", "atelier_logwords", "atelier_counted", "atelier_owndraaiboek"


def _otherwise(same: str) -> str:
    kept = " AND ".join(f'NEW."{column}" {same} OLD."{column}"' for column in _KEPT)
    return f'NOT (NEW."by_id" IS NULL AND {kept} AND CAST(NEW."values" AS text) {same} CAST(OLD."values" AS text))'


def _guards(same: str) -> list[tuple[str, str, str]]:
    """Return of each table what is refused, and when: always if empty."""
    return [
        *((_LINE, "UPDATE", ""), (_LINE, "DELETE", ""), (_WORDS, "UPDATE", "")),
        *((_COUNTED, "UPDATE", ""), (_COUNTED, "DELETE", "")),
        *((_BOOK, "UPDATE", _otherwise(same)), (_BOOK, "DELETE", "")),
    ]


MADE = {
    "sqlite": [
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {f'WHEN {when} ' if when else ''}"
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for table, act, when in _guards("IS")
    ],
    "postgresql": [
        (
            "CREATE FUNCTION atelier_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        ),
        *(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW "
            f"{f'WHEN ({when}) ' if when else ''}EXECUTE FUNCTION atelier_append_only()"
            for table, act, when in _guards("IS NOT DISTINCT FROM")
        ),
    ],
}
UNMADE = {
    "sqlite": [f"DROP TRIGGER {table}_no_{act.lower()}" for table, act, _when in _guards("IS")],
    "postgresql": [
        *(f"DROP TRIGGER {table}_no_{act.lower()} ON {table}" for table, act, _when in _guards("IS")),
        "DROP FUNCTION atelier_append_only()",
    ],
}


def make(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers."""
    for statement in MADE[editor.connection.vendor]:
        editor.execute(statement)


def unmake(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Remove the triggers."""
    for statement in UNMADE[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    """The triggers of four tables."""

    dependencies = [("atelier", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
