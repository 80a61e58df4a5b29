"""The tables of the site, back and forth with data in them, on whatever database the tests run."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.urls import reverse

from veerkracht.web.accounts.models import User
from veerkracht.web.audit.models import AuditEntry
from veerkracht.web.workspace.models import Organisation

from .test_workspace_urls import world  # noqa: F401  # a fixture
from .urls_table import PAGES, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.database]


def ours() -> list[str]:
    """Return the labels of our apps that have tables."""
    labels = [one.label for one in apps.get_app_configs() if one.name.startswith("veerkracht.")]
    return [label for label in labels if label in MigrationLoader(connection).migrated_apps]


def tables() -> set[str]:
    """Return the tables of ours that are there now."""
    labels = tuple(f"{label}_" for label in ours())
    return {name for name in connection.introspection.table_names() if name.startswith(labels)}


def counts() -> dict[str, int]:
    """Return how many rows each table of ours has."""
    with connection.cursor() as cursor:
        found = {}
        for name in tables():
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608  # a name of ours
            found[name] = cursor.fetchone()[0]
    return found


def shape() -> dict[str, set[str]]:
    """Return the columns of every table of ours."""
    with connection.cursor() as cursor:
        return {
            name: {column.name for column in connection.introspection.get_table_description(cursor, name)}
            for name in tables()
        }


@pytest.fixture
def filled(world: World) -> World:  # noqa: F811  # a fixture
    """A site in which everything that any page shows is there."""
    for page in PAGES.values():
        page.kwargs(world)
    return world


def test_the_models_have_no_change_that_is_not_in_a_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.parametrize(
    "label", sorted({"accounts", "api", "audit", "datasets", "jobs", "products", "werkbank", "workspace"})
)
def test_one_step_back_and_forth_loses_nothing_that_was_there_before_that_step(filled: World, label: str) -> None:
    before, columns = counts(), shape()
    leaves = [name for one, name in MigrationLoader(connection).graph.leaf_nodes() if one == label]
    executor = MigrationExecutor(connection)
    node = executor.loader.graph.node_map[(label, leaves[0])]
    earlier = sorted(one.key[1] for one in node.parents if one.key[0] == label)
    assert sum(before.values()) > 20
    call_command("migrate", label, earlier[-1] if earlier else "zero", interactive=False, verbosity=0)
    kept = counts()
    assert kept == {name: count for name, count in before.items() if name in kept}
    call_command("migrate", interactive=False, verbosity=0)
    assert shape() == columns
    assert {name: count for name, count in counts().items() if name in kept} == kept


def test_all_the_way_back_leaves_nothing_and_all_the_way_forth_gives_a_site_that_works(
    filled: World,
    as_user: Callable,  # type: ignore[type-arg]  # a fixture
) -> None:
    columns = shape()
    assert AuditEntry.objects.exists()
    for label in ours():
        call_command("migrate", label, "zero", interactive=False, verbosity=0)
    assert tables() == set()
    call_command("migrate", interactive=False, verbosity=0)
    assert shape() == columns
    assert set(counts().values()) == {0}
    anna = User.objects.create_user("anna@voorbeeld.nl", name="Anna")
    Organisation.objects.create(name="Stad", slug="stad", kind="gemeente")
    assert as_user(anna).get(reverse("workspace:desk")).status_code == 200
