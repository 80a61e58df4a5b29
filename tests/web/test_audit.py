"""The audit is appended, never edited: not by the program and not in the database."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from veerkracht.errors.web import AppendOnlyError
from veerkracht.web.accounts.models import User
from veerkracht.web.audit.models import AuditEntry
from veerkracht.web.audit.record import record


@pytest.fixture
def entry(db: None) -> AuditEntry:
    person = User.objects.create_user("anna@voorbeeld.nl", name="Anna")
    return record(person, "test.done", person, after={"x": 1})


def test_a_line_says_who_did_what_on_which_object(entry: AuditEntry) -> None:
    kept = AuditEntry.objects.get()
    assert (kept.actor_name, kept.act, kept.object_name, kept.after) == ("Anna", "test.done", "Anna", {"x": 1})
    assert kept.object_type == "accounts.user"


def test_the_program_cannot_change_or_remove_a_line(entry: AuditEntry) -> None:
    entry.act = "something.else"
    for change in (entry.save, entry.delete, AuditEntry.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            change()
    with pytest.raises(AppendOnlyError):
        AuditEntry.objects.update(act="x")


@pytest.mark.parametrize("statement", ["UPDATE audit_auditentry SET act = 'x'", "DELETE FROM audit_auditentry"])
def test_the_database_refuses_to_change_or_remove_a_line(entry: AuditEntry, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.get().act == "test.done"


def test_a_person_who_leaves_stays_named_in_the_audit(entry: AuditEntry) -> None:
    User.objects.all().delete()
    assert AuditEntry.objects.get().actor_name == "Anna"
