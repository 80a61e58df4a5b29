"""Another organisation in a trajectory: who lets it in, what it sees, whose tables it shares, and how it goes again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from veerkracht.cli.serve import KINDS
from veerkracht.errors.web import NotAllowedError
from veerkracht.errors.workspace import (
    AlreadyThereError,
    FirstBeheerderError,
    InvitationForOtherError,
    InvitationOverError,
    NotAMemberError,
    NoUndoError,
    PartnershipOverError,
    RoleTooHighError,
)
from veerkracht.web.accounts.models import User
from veerkracht.web.audit.models import AuditEntry
from veerkracht.web.datasets import actions as datasets
from veerkracht.web.datasets.models import OwnTable
from veerkracht.web.datasets.reading import visible_tables
from veerkracht.web.workspace.access import roles_on
from veerkracht.web.workspace.actions import invitations, members, partners
from veerkracht.web.workspace.actions.undo import undo
from veerkracht.web.workspace.models import (
    Organisation,
    OrganisationInvitation,
    OrganisationKind,
    Participation,
    Partnership,
    Trajectory,
)
from veerkracht.web.workspace.roles import Role

from .conftest import MakeUser

# ruff: noqa: PLR0917  # fixtures
pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]


@pytest.fixture
def anna(organisation: Organisation, make_user: MakeUser) -> User:
    """The beheerder of the gemeente."""
    return make_user("Anna", role=Role.BEHEERDER, organisation=organisation)


@pytest.fixture
def willem(other_organisation: Organisation, make_user: MakeUser) -> User:
    """The beheerder of the corporation."""
    return make_user("Willem", role=Role.BEHEERDER, organisation=other_organisation)


@pytest.fixture
def kim(other_organisation: Organisation, make_user: MakeUser) -> User:
    """An analist of the corporation."""
    return make_user("Kim", role=Role.ANALIST, organisation=other_organisation)


@pytest.fixture
def partnership(anna: User, willem: User, trajectory: Trajectory, other_organisation: Organisation) -> Partnership:
    """The corporation takes part in the trajectory of the gemeente."""
    return partner(trajectory, other_organisation, host=anna, guest=willem)


def partner(trajectory: Trajectory, organisation: Organisation, *, host: User, guest: User) -> Partnership:
    """Return a partnership, the whole way: a link and its answer."""
    _, secret = partners.invite_organisation(trajectory, name="De corporatie", role=Role.ANALIST, by=host)
    return partners.accept_for(organisation, secret=secret, by=guest)


def table_of(organisation: Organisation) -> OwnTable:
    """Return an own table in use."""
    return OwnTable.objects.create(organisation=organisation, name="bezit", title="Bezit", kind="stock", version=1)


def test_the_whole_way_in_the_browser(
    anna: User,
    willem: User,
    kim: User,
    trajectory: Trajectory,
    other_organisation: Organisation,
    as_user: AsUser,
) -> None:
    said = {"name": "De corporatie", "role": "analist", "email": willem.email, "send": "on"}
    made = as_user(anna).post(reverse("workspace:invite_organisation", args=[trajectory.pk]), said)
    link = made.context["link"]
    assert link in str(mail.outbox[0].body)
    guest = as_user(willem)
    assert "Veerkrachtige wijken" in guest.get(link).content.decode()
    landed = guest.post(link, {"organisation": other_organisation.pk}, follow=True)
    assert "Kies nu wie er van u meedoen" in landed.content.decode()
    page = landed.redirect_chain[-1][0]
    assert guest.post(page, {f"p_{kim.pk.hex}": "analist"}).status_code == 302
    assert roles_on(kim, trajectory) == {Role.ANALIST}
    assert as_user(kim).get(reverse("workspace:trajectory", args=[trajectory.pk])).status_code == 200
    assert as_user(willem).get(reverse("workspace:trajectory", args=[trajectory.pk])).status_code == 404
    own = reverse("workspace:organisation", args=[other_organisation.slug])
    assert "Doet mee aan" in as_user(kim).get(own).content.decode()
    there = as_user(anna).get(reverse("workspace:participants", args=[trajectory.pk])).content.decode()
    assert "van Woonstichting Elders" in there


def test_to_take_part_opens_nothing_else_of_the_other_organisation(
    partnership: Partnership, willem: User, kim: User, organisation: Organisation, as_user: AsUser
) -> None:
    partners.choose_people(partnership, people={kim: Role.ANALIST}, by=willem)
    second = Trajectory.objects.create(organisation=organisation, name="Een ander traject")
    for person in (kim, willem):
        assert as_user(person).get(reverse("workspace:organisation", args=[organisation.slug])).status_code == 404
        assert as_user(person).get(reverse("workspace:trajectory", args=[second.pk])).status_code == 404
        assert as_user(person).get(reverse("datasets:tables", args=[organisation.slug])).status_code == 404


def test_the_gemeente_sees_tables_of_the_corporation_only_when_shared_and_as_long_as_that_holds(
    partnership: Partnership, anna: User, willem: User, kim: User, other_organisation: Organisation
) -> None:
    trajectory, table = partnership.trajectory, table_of(other_organisation)
    second = Trajectory.objects.create(organisation=trajectory.organisation, name="Een ander traject")
    assert visible_tables(anna, trajectory) == []
    shared = datasets.share(table, trajectory, by=willem)
    assert visible_tables(anna, trajectory) == [table]
    assert visible_tables(None, trajectory) == [table]
    assert visible_tables(anna, second) == []
    datasets.unshare(shared, by=willem)
    assert visible_tables(anna, trajectory) == []
    datasets.share(table, trajectory, by=willem)
    line = partners.end_partnership(partnership, by=willem)
    assert visible_tables(anna, trajectory) == []
    undo(line.pk, by=willem)
    assert visible_tables(anna, trajectory) == [table]


def test_what_was_shared_in_an_earlier_partnership_does_not_come_back_by_itself(
    partnership: Partnership, anna: User, willem: User, other_organisation: Organisation
) -> None:
    trajectory, table = partnership.trajectory, table_of(other_organisation)
    datasets.share(table, trajectory, by=willem)
    partners.end_partnership(partnership, by=anna)
    partner(trajectory, other_organisation, host=anna, guest=willem)
    assert visible_tables(anna, trajectory) == []
    datasets.share(table, trajectory, by=willem)
    assert visible_tables(anna, trajectory) == [table]


def test_tables_cannot_be_shared_with_a_trajectory_in_which_the_organisation_takes_no_part(
    willem: User, trajectory: Trajectory, other_organisation: Organisation
) -> None:
    with pytest.raises(NotAllowedError):
        datasets.share(table_of(other_organisation), trajectory, by=willem)


def test_only_a_beheerder_of_the_organisation_itself_answers_for_it(
    anna: User, willem: User, kim: User, trajectory: Trajectory, other_organisation: Organisation
) -> None:
    _, secret = partners.invite_organisation(trajectory, name="De corporatie", role=Role.ANALIST, by=anna)
    for person in (anna, kim):
        with pytest.raises(NotAllowedError):
            partners.accept_for(other_organisation, secret=secret, by=person)
    with pytest.raises(AlreadyThereError):
        partners.accept_for(trajectory.organisation, secret=secret, by=anna)
    partners.accept_for(other_organisation, secret=secret, by=willem)


def test_a_link_for_one_address_is_for_that_address_only(
    anna: User, willem: User, trajectory: Trajectory, other_organisation: Organisation
) -> None:
    _, secret = partners.invite_organisation(
        trajectory, name="De corporatie", role=Role.ANALIST, by=anna, email="ander@voorbeeld.nl"
    )
    with pytest.raises(InvitationForOtherError):
        partners.accept_for(other_organisation, secret=secret, by=willem)


def use(invitation: OrganisationInvitation, _anna: User) -> None:
    """Let the invitation be used."""
    OrganisationInvitation.objects.filter(pk=invitation.pk).update(used=timezone.now())


def withdraw(invitation: OrganisationInvitation, anna: User) -> None:
    """Withdraw the invitation."""
    partners.withdraw_organisation(invitation, by=anna)


def expire(invitation: OrganisationInvitation, _anna: User) -> None:
    """Let the invitation grow old."""
    past = timezone.now() - timedelta(days=1)
    OrganisationInvitation.objects.filter(pk=invitation.pk).update(expires=past)


def dismiss(_invitation: OrganisationInvitation, anna: User) -> None:
    """Take the right from whoever invited."""
    anna.memberships.update(role=Role.PROCESBEGELEIDER.value)


@pytest.mark.parametrize("event", [use, withdraw, expire, dismiss])
def test_an_invitation_that_is_over_lets_no_organisation_in(
    event: Callable[[OrganisationInvitation, User], None],
    anna: User,
    willem: User,
    trajectory: Trajectory,
    other_organisation: Organisation,
    as_user: AsUser,
) -> None:
    invitation, secret = partners.invite_organisation(trajectory, name="X", role=Role.ANALIST, by=anna)
    event(invitation, anna)
    with pytest.raises(InvitationOverError):
        partners.accept_for(other_organisation, secret=secret, by=willem)
    page = as_user(willem).get(reverse("workspace:accept_organisation", args=[secret]))
    assert page.status_code in {400, 403, 404, 410}
    assert "Deze uitnodiging werkt niet meer" in page.content.decode()


def test_a_withdrawn_invitation_works_again_after_undo(
    anna: User, willem: User, trajectory: Trajectory, other_organisation: Organisation
) -> None:
    invitation, secret = partners.invite_organisation(trajectory, name="X", role=Role.ANALIST, by=anna)
    undo(partners.withdraw_organisation(invitation, by=anna).pk, by=anna)
    assert partners.accept_for(other_organisation, secret=secret, by=willem).ended is None


def test_people_get_no_more_than_was_agreed_and_are_members_only(
    partnership: Partnership, willem: User, kim: User, make_user: MakeUser
) -> None:
    for role in (Role.BEHEERDER, Role.PROCESBEGELEIDER):
        with pytest.raises(RoleTooHighError):
            partners.choose_people(partnership, people={kim: role}, by=willem)
    with pytest.raises(NotAMemberError):
        partners.choose_people(partnership, people={make_user("Vreemd"): Role.LEZER}, by=willem)
    with pytest.raises(NotAllowedError):
        partners.choose_people(partnership, people={kim: Role.LEZER}, by=kim)
    assert not Participation.objects.exists()


def test_who_was_invited_in_person_keeps_that_role(
    partnership: Partnership, anna: User, willem: User, kim: User
) -> None:
    _, secret = invitations.invite(partnership.trajectory, role=Role.PROCESBEGELEIDER, by=anna)
    invitations.accept(secret, by=kim)
    assert partners.choose_people(partnership, people={kim: None}, by=willem) == 0
    partners.end_partnership(partnership, by=willem)
    assert roles_on(kim, partnership.trajectory) == {Role.PROCESBEGELEIDER}


@pytest.mark.parametrize("who", ["anna", "willem"])
def test_either_side_can_end_it_and_undo_that(
    who: str, partnership: Partnership, willem: User, kim: User, request: Any
) -> None:
    by = request.getfixturevalue(who)
    partners.choose_people(partnership, people={kim: Role.ANALIST}, by=willem)
    line = partners.end_partnership(partnership, by=by)
    assert roles_on(kim, partnership.trajectory) == frozenset()
    with pytest.raises(PartnershipOverError):
        partners.end_partnership(partnership, by=by)
    with pytest.raises(PartnershipOverError):
        partners.choose_people(partnership, people={kim: Role.ANALIST}, by=willem)
    undo(line.pk, by=by)
    assert roles_on(kim, partnership.trajectory) == {Role.ANALIST}


def test_someone_of_the_organisation_without_that_right_cannot_end_it(partnership: Partnership, kim: User) -> None:
    with pytest.raises(NotAllowedError):
        partners.end_partnership(partnership, by=kim)


def test_who_leaves_the_organisation_leaves_its_trajectories_too_and_undo_brings_both_back(
    partnership: Partnership, willem: User, kim: User
) -> None:
    partners.choose_people(partnership, people={kim: Role.ANALIST}, by=willem)
    line = members.remove_member(kim.memberships.get(), by=willem)
    assert roles_on(kim, partnership.trajectory) == frozenset()
    undo(line.pk, by=willem)
    assert roles_on(kim, partnership.trajectory) == {Role.ANALIST}


def test_undo_brings_nobody_back_by_a_partnership_that_is_over(
    partnership: Partnership, anna: User, willem: User, kim: User
) -> None:
    partners.choose_people(partnership, people={kim: Role.ANALIST}, by=willem)
    line = members.remove_participant(Participation.objects.get(user=kim), by=kim)
    partners.end_partnership(partnership, by=anna)
    with pytest.raises(NoUndoError):
        undo(line.pk, by=kim)
    assert roles_on(kim, partnership.trajectory) == frozenset()


def test_both_organisations_read_in_their_audit_what_happened(
    partnership: Partnership, willem: User, kim: User, other_organisation: Organisation
) -> None:
    partners.choose_people(partnership, people={kim: Role.ANALIST}, by=willem)
    partners.end_partnership(partnership, by=willem)
    for whose in (other_organisation.pk, partnership.trajectory.organisation_id):
        acts = set(AuditEntry.objects.filter(organisation_id=whose).values_list("act", flat=True))
        assert {f"workspace.partner.{one}" for one in ("accepted", "person_chosen", "ended")} <= acts


# --- the first beheerder of an organisation ---------------------------------------------------------------------------


@pytest.fixture
def functional(make_user: MakeUser) -> User:
    """A functional manager."""
    user = make_user("Femke")
    user.is_staff = True
    user.save()
    return user


def test_a_functional_manager_invites_the_first_beheerder_by_a_link(
    functional: User, organisation: Organisation, make_user: MakeUser, as_user: AsUser
) -> None:
    browser = as_user(functional)
    page = reverse("workspace:first_beheerder", args=[organisation.slug])
    assert page in browser.get(reverse("workspace:desk")).content.decode()
    link = browser.post(page, {}).context["link"]
    first = make_user("Eerste")
    assert as_user(first).post(link).status_code == 302
    assert first.memberships.get().role == Role.BEHEERDER.value
    assert "heeft al een beheerder" in browser.get(page).content.decode()


def test_there_is_only_one_first_beheerder(functional: User, organisation: Organisation, make_user: MakeUser) -> None:
    _, one = invitations.invite_first_beheerder(organisation, by=functional)
    _, other = invitations.invite_first_beheerder(organisation, by=functional)
    invitations.accept(one, by=make_user("Eerste"))
    with pytest.raises(InvitationOverError):
        invitations.accept(other, by=make_user("Tweede"))
    with pytest.raises(FirstBeheerderError):
        invitations.invite_first_beheerder(organisation, by=functional)


def test_such_a_link_dies_with_the_right_of_the_functional_manager(
    functional: User, organisation: Organisation, make_user: MakeUser, anna: User
) -> None:
    with pytest.raises(NotAllowedError):
        invitations.invite_first_beheerder(organisation, by=anna)
    anna.memberships.all().delete()
    _, secret = invitations.invite_first_beheerder(organisation, by=functional)
    User.objects.filter(pk=functional.pk).update(is_staff=False)
    with pytest.raises(InvitationOverError):
        invitations.accept(secret, by=make_user("Eerste"))


@pytest.mark.django_db(transaction=True)
def test_an_empty_installation_begins_by_one_command(
    make_user: MakeUser, as_user: AsUser, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("functional", "femke@voorbeeld.nl", name="Femke", organisation="Gemeente Waterdal")
    password, invitation = capsys.readouterr().out.split()
    assert "/wachtwoord-kiezen/" in password
    path = invitation.removeprefix("http://localhost:8000")
    assert as_user(make_user("Eerste")).post(path).status_code == 302
    made = Organisation.objects.get()
    assert (made.slug, made.kind) == ("gemeente-waterdal", "gemeente")
    assert made.memberships.get().role == Role.BEHEERDER.value
    with pytest.raises(FirstBeheerderError):
        call_command("functional", "femke@voorbeeld.nl", organisation="Gemeente Waterdal")


def test_the_command_offers_every_kind_of_organisation() -> None:
    assert list(KINDS) == OrganisationKind.values
