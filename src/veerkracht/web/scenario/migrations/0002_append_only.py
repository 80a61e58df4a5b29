"""The database itself refuses to change or remove a version of a scenario, or what someone said of it.

One thing is let through: the person who made or noted it may be forgotten when an account is removed. On SQLite a later
migration that rebuilds one of these tables has to make its triggers anew.
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_REFUSAL = "versions of a scenario are append-only"
_TABLES = {
    "scenario_scenarioversion": ("id", "scenario_id", "number", "text", "data_version", "parent", "note", "at"),
    "scenario_scenariocomment": ("id", "scenario_id", "number", "text", "at"),
}


def _otherwise(table: str, same: str) -> str:
    """Return when an update is more than forgetting who made it."""
    kept = [f'NEW."{column}" {same} OLD."{column}"' for column in _TABLES[table]]
    return f'NOT (NEW."by_id" IS NULL AND {" AND ".join(kept)})'


def _guards(same: str) -> list[tuple[str, str, str]]:
    """Return of each table what is refused, and when: always if empty."""
    found = []
    for table in _TABLES:
        found += [(table, "UPDATE", _otherwise(table, same)), (table, "DELETE", "")]
    return found


MADE = {
    "sqlite": [
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {f'WHEN {when} ' if when else ''}"
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for table, act, when in _guards("IS")
    ],
    "postgresql": [
        (
            "CREATE FUNCTION scenario_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        ),
        *(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW "
            f"{f'WHEN ({when}) ' if when else ''}EXECUTE FUNCTION scenario_append_only()"
            for table, act, when in _guards("IS NOT DISTINCT FROM")
        ),
    ],
}
UNMADE = {
    "sqlite": [f"DROP TRIGGER {table}_no_{act.lower()}" for table, act, _when in _guards("IS")],
    "postgresql": [
        *(f"DROP TRIGGER {table}_no_{act.lower()} ON {table}" for table, act, _when in _guards("IS")),
        "DROP FUNCTION scenario_append_only()",
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
    """The triggers of two tables."""

    dependencies = [("scenario", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
