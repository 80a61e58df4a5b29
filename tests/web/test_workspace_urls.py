"""Every page for every role: the own organisation, another one, another trajectory, and nobody.

The table is `urls_table.PAGES`; a page that is not in it fails here.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from itertools import count

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from veerkracht.web.accounts.models import User
from veerkracht.web.workspace.access import Access
from veerkracht.web.workspace.models import Membership, Organisation, Participation, Trajectory
from veerkracht.web.workspace.roles import Role

from .made import come_in
from .urls_table import PAGES, TRUSTED, Of, Page, World

pytestmark = pytest.mark.django_db

_NUMBERS = count()
OF_PLACES = {name: page for name, page in PAGES.items() if page.of in {Of.ORGANISATION, Of.TRAJECTORY}}


def walk(patterns: list[URLPattern | URLResolver], app: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every address of the site with its name."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from walk(one.url_patterns, f"{app}{one.namespace}:" if one.namespace else app)
        else:
            yield f"{app}{one.name or one.pattern}", one


def ours() -> dict[str, URLPattern]:
    """Return the addresses that are ours."""
    return {name: one for name, one in walk(get_resolver().url_patterns) if not name.startswith(TRUSTED)}


@pytest.fixture
def world(organisation, other_organisation, trajectory, make_user) -> World:  # type: ignore[no-untyped-def]  # fixtures
    other_trajectory = Trajectory.objects.create(organisation=organisation, name="Een ander traject")
    beheerder = make_user("Baas", role=Role.BEHEERDER, organisation=organisation)
    return World(
        organisation=organisation,
        trajectory=trajectory,
        beheerder=beheerder,
        other_organisation=other_organisation,
        other_trajectory=other_trajectory,
    )


@pytest.fixture
def someone(as_user):  # type: ignore[no-untyped-def]  # fixtures
    """Makes a browser of a person with one role somewhere."""

    def make(*, role: Role | None = None, on: Organisation | Trajectory | None = None) -> Client:
        user = User.objects.create_user(f"iemand{next(_NUMBERS)}@voorbeeld.nl", name="Iemand")
        if role is not None and isinstance(on, Organisation):
            Membership.objects.create(user=user, organisation=on, role=role.value)
        elif role is not None and isinstance(on, Trajectory):
            Participation.objects.create(user=user, trajectory=on, role=role.value)
        return as_user(user)

    return make


def ask(client: Client, name: str, world: World) -> int:
    """Return the status of a page."""
    page = PAGES[name]
    address = reverse(name, kwargs=dict(page.kwargs(world)))
    if page.methods[0] == "POST":
        return client.post(address, data=dict(page.data)).status_code
    return client.generic(
        page.methods[0], address, QUERY_STRING="&".join(f"{k}={v}" for k, v in page.query.items())
    ).status_code


def is_let_in(status: int, page: Page) -> bool:
    """Return whether a status means that the door is open: whatever comes after is of the page itself."""
    return status < 500 and status not in {401, 403} and (status != 404 or not page.found)


def check(status: int, *, role: Role, page: Page) -> None:
    """Compare a status with what the table says of a role."""
    if role in page.roles:
        assert is_let_in(status, page), (role, status)
    else:
        assert status == 403, (role, status)


def test_every_page_stands_in_the_table() -> None:
    missing = sorted(set(ours()) - set(PAGES))
    assert not missing, f"Add these to tests/web/urls_table.py: {missing}"
    assert not sorted(set(PAGES) - set(ours())), "These are in the table, but no longer there."


def test_every_page_says_whom_it_is_for_and_the_table_agrees() -> None:
    for name, pattern in ours().items():
        access = getattr(pattern.callback, "access", None)
        assert isinstance(access, Access), f"{name} has no mark"
        if name in PAGES:
            assert access.audience.value == PAGES[name].of.value, name


@pytest.mark.parametrize("name", sorted(OF_PLACES))
def test_a_member_gets_what_the_role_allows(name: str, world: World, someone) -> None:  # type: ignore[no-untyped-def]  # fixtures
    for role in Role:
        check(ask(someone(role=role, on=world.organisation), name, world), role=role, page=PAGES[name])


@pytest.mark.parametrize("name", sorted(name for name, page in OF_PLACES.items() if page.of is Of.TRAJECTORY))
def test_who_takes_part_in_a_trajectory_gets_what_the_role_allows(name: str, world: World, someone) -> None:  # type: ignore[no-untyped-def]  # fixtures
    for role in Role:
        check(ask(someone(role=role, on=world.trajectory), name, world), role=role, page=PAGES[name])


def test_for_a_beheerder_of_another_organisation_no_page_of_this_one_exists(world: World, someone) -> None:  # type: ignore[no-untyped-def]  # fixtures
    client = someone(role=Role.BEHEERDER, on=world.other_organisation)
    assert {name: status for name in OF_PLACES if (status := ask(client, name, world)) != 404} == {}


def test_for_who_takes_part_in_another_trajectory_no_page_of_this_one_exists(world: World, someone) -> None:  # type: ignore[no-untyped-def]  # fixtures
    client = someone(role=Role.BEHEERDER, on=world.other_trajectory)
    assert {name: status for name in OF_PLACES if (status := ask(client, name, world)) != 404} == {}


def test_nobody_is_asked_to_log_in(world: World) -> None:
    for name, page in PAGES.items():
        if page.of in {Of.EVERYONE, Of.ATELIER}:
            continue
        answer = Client().generic(page.methods[0], reverse(name, kwargs=dict(page.kwargs(world))))
        assert answer.status_code in {302, 401}, name
        if answer.status_code == 302:
            assert answer["Location"].startswith(reverse("accounts:login")), name


def test_pages_of_functional_managers_do_not_exist_for_a_beheerder(world: World, someone) -> None:  # type: ignore[no-untyped-def]  # fixtures
    client = someone(role=Role.BEHEERDER, on=world.organisation)
    pages = [name for name, page in PAGES.items() if page.of is Of.STAFF]
    assert {name: status for name in pages if (status := ask(client, name, world)) != 404} == {}


@pytest.mark.parametrize("name", sorted(name for name, page in PAGES.items() if page.of is Of.PERSON))
def test_a_page_for_persons_works_without_any_role(name: str, world: World, someone) -> None:  # type: ignore[no-untyped-def]  # fixtures
    assert is_let_in(ask(someone(), name, world), PAGES[name])


@pytest.mark.parametrize("name", sorted(name for name, page in PAGES.items() if page.of is Of.EVERYONE))
def test_a_page_for_everyone_works_for_nobody(name: str, world: World) -> None:
    assert is_let_in(ask(Client(), name, world), PAGES[name])


@pytest.mark.parametrize("name", sorted(name for name, page in PAGES.items() if page.of is Of.ATELIER))
def test_a_page_of_an_atelier_is_for_who_takes_part_in_it(name: str, world: World, someone) -> None:  # type: ignore[no-untyped-def]  # fixtures
    page = PAGES[name]
    kwargs = dict(page.kwargs(world))
    elsewhere, there = someone(role=Role.BEHEERDER, on=world.organisation), someone()
    come_in(elsewhere, **PAGES["atelier:take_part"].kwargs(world))
    come_in(there, **kwargs)
    where, method = reverse(name, kwargs=kwargs), page.methods[0]
    for outside in (Client(), someone(role=Role.BEHEERDER, on=world.organisation), elsewhere):
        assert outside.generic(method, where).status_code == 403, name
    # What is sent here is no contribution, and is told so; what is not there says so to who may ask.
    assert there.generic(method, where).status_code == (404 if not page.found else 400 if method == "POST" else 200)


def test_a_change_is_not_made_by_a_mere_visit(world: World, someone) -> None:  # type: ignore[no-untyped-def]  # fixtures
    client = someone(role=Role.BEHEERDER, on=world.organisation)
    for name, page in PAGES.items():
        if page.methods[0] == "POST":
            kwargs = dict(page.kwargs(world))
            if page.of is Of.ATELIER:
                come_in(client, **kwargs)
            assert client.get(reverse(name, kwargs=kwargs)).status_code in {404, 405}, name


def test_a_change_asks_for_the_token_of_our_own_form(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.beheerder, backend="django.contrib.auth.backends.ModelBackend")
    for name, page in PAGES.items():
        if page.methods[0] == "POST":
            assert client.post(reverse(name, kwargs=dict(page.kwargs(world)))).status_code == 403, name


def test_addresses_of_things_that_are_not_there_do_not_exist(world: World, someone) -> None:  # type: ignore[no-untyped-def]  # fixtures
    client = someone(role=Role.BEHEERDER, on=world.organisation)
    assert client.get(reverse("workspace:trajectory", args=[uuid.uuid4()])).status_code == 404
    assert client.get(reverse("workspace:organisation", args=["bestaat-niet"])).status_code == 404
