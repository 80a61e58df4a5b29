"""People and organisations for tests of pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseOperations  # its own module alone does not import on PostgreSQL
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import DjangoDbBlocker

from veerkracht.web.accounts.models import User
from veerkracht.web.workspace.models import Membership, Organisation, Participation, Trajectory
from veerkracht.web.workspace.roles import Role

from .figures import city, derived, loaded_city, made_maps  # noqa: F401  # fixtures

_WITH_HISTORY = ("audit", "werkbank", "atelier", "schets", "scenario")

MakeUser = Callable[..., User]


@pytest.fixture(autouse=True, scope="session")
def _tests_with_real_transactions_may_empty_history() -> Iterator[None]:
    """Between tests that commit, Django empties all tables; SQLite's guards of history stand aside for that moment.

    PostgreSQL empties a table by TRUNCATE, which its guards of rows do not see.
    """
    guards = [import_module(f"veerkracht.web.{app}.migrations.0002_append_only") for app in _WITH_HISTORY]
    plain = DatabaseOperations.sql_flush

    def sql_flush(self: DatabaseOperations, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        statements = plain(self, style, tables, **options)
        if "audit_auditentry" not in tables:
            return statements
        unmade = [statement for guard in guards for statement in guard.UNMADE["sqlite"]]
        aside = [one.replace("DROP TRIGGER", "DROP TRIGGER IF EXISTS") for one in unmade]
        return [*aside, *statements, *(statement for guard in guards for statement in guard.MADE["sqlite"])]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Make the database of the tests; before it goes, end what threads that stay still hold on to.

    PostgreSQL drops no database that anyone holds: threads of pages and of streams keep their connections by design.
    """
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


@pytest.fixture
def organisation(db: None) -> Organisation:
    """The gemeente of these tests."""
    return Organisation.objects.create(name="Gemeente Waterdal", slug="waterdal", kind="gemeente")


@pytest.fixture
def other_organisation(db: None) -> Organisation:
    """An organisation that has nothing to do with the first."""
    return Organisation.objects.create(name="Woonstichting Elders", slug="elders", kind="corporatie")


@pytest.fixture
def trajectory(organisation: Organisation) -> Trajectory:
    """A trajectory of the first organisation."""
    return Trajectory.objects.create(organisation=organisation, name="Veerkrachtige wijken", gemeenten=["GM9999"])


@pytest.fixture
def make_user(db: None) -> MakeUser:
    """Makes a person: `make_user("Anna", role=Role.ANALIST, organisation=..., trajectory=...)`."""

    def make(
        name: str,
        *,
        role: Role | None = None,
        organisation: Organisation | None = None,
        trajectory: Trajectory | None = None,
    ) -> User:
        user = User.objects.create_user(f"{name.lower().replace(' ', '.')}@voorbeeld.nl", name=name)
        if role is not None and organisation is not None:
            Membership.objects.create(user=user, organisation=organisation, role=role.value)
        if role is not None and trajectory is not None:
            Participation.objects.create(user=user, trajectory=trajectory, role=role.value)
        return user

    return make


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """Gives a browser in which a person is logged in, the second factor done."""

    def log_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        device, _ = TOTPDevice.objects.get_or_create(user=user, name="test", defaults={"confirmed": True})
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
        return client

    return log_in
