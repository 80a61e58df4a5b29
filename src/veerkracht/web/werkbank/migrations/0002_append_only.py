"""The database itself refuses to change or remove a saved design, and the line that says which one is worked with.

One change is let through: that the person who did it is forgotten, when an account is removed. On SQLite a later
migration that rebuilds one of these tables has to make its triggers anew.
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KEPT = {
    "werkbank_designversion": ("id", "trajectory_id", "number", "name", "code", "reason", "based_on", "text", "at"),
    "werkbank_standarddesign": ("id", "trajectory_id", "design", "at"),
}
"""Of each table the columns that stay as they were written."""

_REFUSAL = "a saved design stays as it was written"


def _otherwise(table: str, *, same: str) -> str:
    kept = " AND ".join(f'NEW."{column}" {same} OLD."{column}"' for column in KEPT[table])
    return f'NOT (NEW."by_id" IS NULL AND {kept})'


MADE = {
    "sqlite": [
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {when}"
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for table in KEPT
        for act, when in (("UPDATE", f"WHEN {_otherwise(table, same='IS')} "), ("DELETE", ""))
    ],
    "postgresql": [
        (
            "CREATE FUNCTION werkbank_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        ),
        *(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW {when}"
            "EXECUTE FUNCTION werkbank_append_only()"
            for table in KEPT
            for act, when in (
                ("UPDATE", f"WHEN ({_otherwise(table, same='IS NOT DISTINCT FROM')}) "),
                ("DELETE", ""),
            )
        ),
    ],
}
UNMADE = {
    "sqlite": [f"DROP TRIGGER {table}_no_{act}" for table in KEPT for act in ("update", "delete")],
    "postgresql": [
        *(f"DROP TRIGGER {table}_no_{act} ON {table}" for table in KEPT for act in ("update", "delete")),
        "DROP FUNCTION werkbank_append_only()",
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
    """Two triggers a table."""

    dependencies = [("werkbank", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
