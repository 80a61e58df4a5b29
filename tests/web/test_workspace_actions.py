"""Who may change what in the workspace, and what stays true whatever they try."""

from __future__ import annotations

import ast
import csv
import io
import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from veerkracht.errors.accounts import AccountThereError
from veerkracht.errors.web import NotAllowedError
from veerkracht.errors.workspace import (
    AlreadyThereError,
    DatesError,
    InvitationForOtherError,
    InvitationOverError,
    LastBeheerderError,
    ManyAreasError,
    NoSuchAreaError,
    NoUndoError,
    RoleTooHighError,
    UnknownGemeenteChosenError,
)
from veerkracht.facts.areas import Level
from veerkracht.web.accounts.models import User
from veerkracht.web.audit.models import AuditEntry
from veerkracht.web.audit.sentences import SENTENCES, sentence_of
from veerkracht.web.workspace.actions import invitations, members, organisations, trajectories
from veerkracht.web.workspace.actions.giving import roles_to_give
from veerkracht.web.workspace.actions.undo import undo
from veerkracht.web.workspace.models import Invitation, Membership, Participation, PhaseState, Trajectory
from veerkracht.web.workspace.phases import spread
from veerkracht.web.workspace.roles import ALLOWED, Act, Role
from veerkracht.workflows import places

# ruff: noqa: PLR0917  # fixtures
pytestmark = pytest.mark.django_db
WEB = Path(__file__).parents[2] / "src/veerkracht/web"
SECRET = "negen blauwe reigers"

STAD = (places.Place(code="GM9999", name="Waterdal", level=Level.GEMEENTE),)
BUURTEN = (
    places.Place(code="WK999901", name="Noord", level=Level.WIJK, within="Waterdal"),
    places.Place(code="BU99990101", name="Noorderpark", level=Level.BUURT, within="Noord"),
    places.Place(code="BU99990102", name="Noorderhof", level=Level.BUURT, within="Noord"),
    places.Place(code="BU99990201", name="’t Zand", level=Level.BUURT, within="Zuid"),
)


@pytest.fixture(autouse=True)
def known_places(monkeypatch, settings):  # type: ignore[no-untyped-def]  # fixtures
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(places, "gemeenten", lambda _home=None: STAD)
    monkeypatch.setattr(places, "places_in", lambda codes, _home=None: BUURTEN if "GM9999" in codes else ())


@pytest.fixture
def boss(make_user, organisation) -> User:  # type: ignore[no-untyped-def]  # fixtures
    return make_user("Baas", role=Role.BEHEERDER, organisation=organisation)


@pytest.fixture
def guide(make_user, organisation) -> User:  # type: ignore[no-untyped-def]  # fixtures
    return make_user("Gids", role=Role.PROCESBEGELEIDER, organisation=organisation)


# --- Roles


def test_the_matrix_of_roles_and_acts_is_printed(capsys) -> None:  # type: ignore[no-untyped-def]  # fixture
    with capsys.disabled():
        print("\n" + " " * 20 + " ".join(f"{role.value[:9]:>9}" for role in Role))  # noqa: T201  # the table is for people
        for act in Act:
            print(f"{act.value:<20}" + " ".join(f"{'ja' if act in ALLOWED[role] else '-':>9}" for role in Role))  # noqa: T201
    assert ALLOWED[Role.BEHEERDER] == frozenset(Act)
    assert ALLOWED[Role.LEZER] <= ALLOWED[Role.DEELNEMER] <= ALLOWED[Role.ANALIST]
    changing = {act for act in Act if not act.value.endswith((".view", ".export"))}
    assert not ALLOWED[Role.DEELNEMER] & changing


@pytest.mark.parametrize("role", list(Role))
def test_nobody_gives_a_role_that_may_do_more_than_they_may(role, make_user, organisation) -> None:  # type: ignore[no-untyped-def]  # fixtures
    giver = make_user("Gever", role=role, organisation=organisation)
    for given_role in Role:
        may_give = Act.MEMBERS_INVITE in ALLOWED[role] and ALLOWED[given_role] <= ALLOWED[role]
        assert (given_role in roles_to_give(giver, organisation)) is may_give
        if not may_give:
            with pytest.raises((RoleTooHighError, NotAllowedError)):
                invitations.invite(organisation, role=given_role, by=giver)


def test_a_procesbegeleider_cannot_invite_a_beheerder_by_the_page_either(guide, organisation, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    answer = as_user(guide).post(f"/o/{organisation.slug}/uitnodigen/", {"role": "beheerder"})
    assert answer.status_code == 400
    assert not Invitation.objects.exists()


def test_the_last_beheerder_cannot_leave_or_be_made_less(boss, guide, organisation) -> None:  # type: ignore[no-untyped-def]  # fixtures
    own = Membership.objects.get(user=boss)
    for try_it in (
        lambda: members.remove_member(own, by=boss),
        lambda: members.change_member(own, role=Role.LEZER, by=boss),
    ):
        with pytest.raises(LastBeheerderError):
            try_it()
    second = members.change_member(Membership.objects.get(user=guide), role=Role.BEHEERDER, by=boss)
    assert second.act == "workspace.member.role_changed"
    members.remove_member(own, by=boss)
    assert not Membership.objects.filter(user=boss).exists()


def test_a_beheerder_who_is_inactive_does_not_count_as_the_other_one(boss, guide) -> None:  # type: ignore[no-untyped-def]  # fixtures
    members.change_member(Membership.objects.get(user=guide), role=Role.BEHEERDER, by=boss)
    User.objects.filter(pk=guide.pk).update(is_active=False)
    with pytest.raises(LastBeheerderError):
        members.remove_member(Membership.objects.get(user=boss), by=boss)


def test_members_of_one_organisation_cannot_be_changed_from_another(
    boss, make_user, organisation, other_organisation, as_user
) -> None:  # type: ignore[no-untyped-def]  # fixtures
    stranger = make_user("Vreemd", role=Role.BEHEERDER, organisation=other_organisation)
    own = Membership.objects.get(user=boss)
    with pytest.raises(NotAllowedError):
        members.remove_member(own, by=stranger)
    # Nor by the number of a member of A under the address of B.
    client = as_user(stranger)
    for page in ("verwijderen", "rol"):
        assert client.post(f"/o/{other_organisation.slug}/leden/{own.pk}/{page}/", {"role": "lezer"}).status_code == 404
    assert Membership.objects.get(pk=own.pk).role == Role.BEHEERDER


def test_who_takes_part_in_one_trajectory_sees_no_other_and_not_the_organisation(
    trajectory, organisation, make_user, as_user
) -> None:  # type: ignore[no-untyped-def]  # fixtures
    other = Trajectory.objects.create(organisation=organisation, name="Geheim plan")
    client = as_user(make_user("Gast", role=Role.BEHEERDER, trajectory=trajectory))
    assert client.get(f"/t/{trajectory.pk}/").status_code == 200
    assert client.get(f"/t/{other.pk}/").status_code == 404
    assert client.get(f"/o/{organisation.slug}/").status_code == 404
    assert "Geheim plan" not in client.get("/werkplek/").content.decode()


# --- Invitations


def test_the_secret_of_an_invitation_is_not_kept(boss, organisation) -> None:  # type: ignore[no-untyped-def]  # fixtures
    invitation, secret = invitations.invite(organisation, role=Role.LEZER, by=boss, email="A@B.nl")
    kept = [
        str(value) for one in (*Invitation.objects.values_list(), *AuditEntry.objects.values_list()) for value in one
    ]
    assert not any(secret in value for value in kept)
    assert invitation.email == "a@b.nl"
    assert invitations.find_invitation(secret).pk == invitation.pk


def test_an_invitation_works_once(boss, organisation, make_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    _, secret = invitations.invite(organisation, role=Role.ANALIST, by=boss)
    invitations.accept(secret, by=make_user("Een"))
    with pytest.raises(InvitationOverError, match="used"):
        invitations.accept(secret, by=make_user("Twee"))
    assert Membership.objects.get(user__name="Een").role == Role.ANALIST


@pytest.mark.parametrize("what", ["expired", "withdrawn", "inviter left", "inviter less", "inviter inactive"])
def test_an_invitation_that_is_over_lets_nobody_in(what, boss, guide, organisation, make_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    members.change_member(Membership.objects.get(user=guide), role=Role.BEHEERDER, by=boss)
    invitation, secret = invitations.invite(organisation, role=Role.ANALIST, by=guide)
    inviter = Membership.objects.get(user=guide)
    if what == "expired":
        Invitation.objects.update(expires=timezone.now() - timedelta(seconds=1))
    elif what == "withdrawn":
        invitations.withdraw(invitation, by=boss)
    elif what == "inviter left":
        members.remove_member(inviter, by=boss)
    elif what == "inviter less":
        members.change_member(inviter, role=Role.PROCESBEGELEIDER, by=boss)
    else:
        User.objects.filter(pk=guide.pk).update(is_active=False)
    with pytest.raises(InvitationOverError):
        invitations.accept(secret, by=make_user("Te Laat"))
    answer = Client().get(f"/uitnodiging/{secret}/")
    assert answer.status_code == 400
    assert "werkt niet meer" in answer.content.decode()


def test_an_invitation_lasts_fourteen_days(boss, organisation) -> None:  # type: ignore[no-untyped-def]  # fixtures
    invitation, _ = invitations.invite(organisation, role=Role.LEZER, by=boss)
    assert timedelta(days=13, hours=23) < invitation.expires - timezone.now() <= timedelta(days=14)


def test_an_invitation_for_one_address_is_for_that_address_only(boss, organisation, make_user, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    _, secret = invitations.invite(organisation, role=Role.LEZER, by=boss, email="cas@voorbeeld.nl")
    with pytest.raises(InvitationForOtherError):
        invitations.accept(secret, by=make_user("Dirk"))
    with pytest.raises(InvitationForOtherError):
        invitations.accept_as_new(secret, name="D", email="dirk2@voorbeeld.nl", password=SECRET, language="nl")
    # The form does not let the address be changed either.
    Client().post(f"/uitnodiging/{secret}/", {"name": "Dirk", "email": "dirk3@voorbeeld.nl", "new": SECRET})
    assert not User.objects.filter(email="dirk3@voorbeeld.nl").exists()
    assert Membership.objects.get(user__email="cas@voorbeeld.nl").role == Role.LEZER


def test_who_is_a_member_already_does_not_use_up_an_invitation_or_change_role(boss, organisation) -> None:  # type: ignore[no-untyped-def]  # fixtures
    invitation, secret = invitations.invite(organisation, role=Role.LEZER, by=boss)
    with pytest.raises(AlreadyThereError):
        invitations.accept(secret, by=boss)
    invitation.refresh_from_db()
    assert invitation.used is None
    assert Membership.objects.get(user=boss).role == Role.BEHEERDER


def test_a_new_person_comes_in_by_a_link_and_sets_up_the_second_step_first(guide, trajectory, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    _, secret = invitations.invite(trajectory, role=Role.DEELNEMER, by=guide)
    page = client.get(f"/uitnodiging/{secret}/")
    assert "Veerkrachtige wijken" in page.content.decode()
    weak = client.post(f"/uitnodiging/{secret}/", {"name": "Eva", "email": "eva@voorbeeld.nl", "new": "eva"})
    assert weak.status_code == 400
    assert not User.objects.filter(email="eva@voorbeeld.nl").exists()
    done = client.post(f"/uitnodiging/{secret}/", {"name": "Eva", "email": "Eva@Voorbeeld.nl", "new": SECRET})
    assert done["Location"].startswith("/account/tweede-stap/")
    eva = User.objects.get(email="eva@voorbeeld.nl")
    assert Participation.objects.get(user=eva).role == Role.DEELNEMER
    assert not Membership.objects.filter(user=eva).exists()
    assert client.get(f"/t/{trajectory.pk}/").status_code == 302


def test_an_address_with_an_account_is_asked_to_log_in(boss, organisation, make_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    make_user("Fien")
    _, secret = invitations.invite(organisation, role=Role.LEZER, by=boss)
    with pytest.raises(AccountThereError):
        invitations.accept_as_new(secret, name="F", email="FIEN@voorbeeld.nl", password=SECRET, language="nl")
    answer = Client().post(f"/uitnodiging/{secret}/", {"name": "F", "email": "fien@voorbeeld.nl", "new": SECRET})
    assert answer.status_code == 400
    assert Invitation.objects.get().used is None


def test_an_invitation_is_mailed_if_asked(boss, organisation, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    client = as_user(boss)
    page = client.post(f"/o/{organisation.slug}/uitnodigen/", {"role": "lezer", "email": "g@h.nl", "send": "on"})
    link = re.search(r"http://testserver/uitnodiging/[\w-]+/", page.content.decode())[0]
    assert link in mail.outbox[0].body
    assert mail.outbox[0].to == ["g@h.nl"]
    # The page that lists invitations does not show the secret again.
    assert link not in client.get(f"/o/{organisation.slug}/").content.decode()
    without = client.post(f"/o/{organisation.slug}/uitnodigen/", {"role": "lezer", "send": "on"})
    assert without.status_code == 400


def test_secrets_cannot_be_guessed_by_trying(client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    statuses = [client.get(f"/uitnodiging/raad{number}/").status_code for number in range(32)]
    assert statuses == [400] * 30 + [429] * 2


def test_an_invitation_of_another_organisation_cannot_be_withdrawn(
    boss, organisation, other_organisation, make_user, as_user
) -> None:  # type: ignore[no-untyped-def]  # fixtures
    invitation, _ = invitations.invite(organisation, role=Role.LEZER, by=boss)
    stranger = make_user("Vreemd", role=Role.BEHEERDER, organisation=other_organisation)
    address = f"/o/{other_organisation.slug}/uitnodigingen/{invitation.pk}/intrekken/"
    assert as_user(stranger).post(address).status_code == 404
    with pytest.raises(NotAllowedError):
        invitations.withdraw(invitation, by=stranger)


# --- Trajectories


@hypothesis_settings(deadline=None)
@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 400), st.integers(1, 9))
def test_phases_follow_each_other_from_the_first_day_to_the_last(start, days, parts) -> None:  # type: ignore[no-untyped-def]  # hypothesis
    end = start + timedelta(days=days)
    found = spread(start, end, parts=parts)
    assert len(found) == parts
    assert found[0][0] == start
    assert all(begin <= last for begin, last in found)
    if days + 1 >= parts:
        assert found[-1][1] == end
        assert all(after[0] - before[1] == timedelta(days=1) for before, after in pairwise(found))


def start_trajectory(boss: User, organisation, **more: object) -> Trajectory:  # type: ignore[no-untyped-def]
    asked = {"name": "Wijken", "gemeenten": ["GM9999"], "start": date(2026, 1, 5)} | more
    return trajectories.create_trajectory(organisation, by=boss, **asked)


def test_a_trajectory_starts_with_the_four_phases_of_the_method_in_three_to_six_months(boss, organisation) -> None:  # type: ignore[no-untyped-def]  # fixtures
    made = start_trajectory(boss, organisation)
    assert [phase.code for phase in made.phases.all()] == ["signalering", "wijkschets", "perspectief", "stad"]
    assert timedelta(weeks=13) <= made.end - made.start <= timedelta(weeks=26)
    assert (made.phases.first().start, made.phases.last().end) == (made.start, made.end)


@pytest.mark.parametrize(
    ("more", "error"),
    [({"gemeenten": ["GM0001"]}, UnknownGemeenteChosenError), ({"end": date(2026, 1, 4)}, DatesError)],
)
def test_a_trajectory_that_cannot_be_is_refused_and_nothing_is_kept(more, error, boss, organisation) -> None:  # type: ignore[no-untyped-def]  # fixtures
    with pytest.raises(error):
        start_trajectory(boss, organisation, **more)
    assert not Trajectory.objects.exists()
    assert not AuditEntry.objects.exists()


def test_planning_is_changed_by_who_guides_only(boss, guide, organisation, make_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    phase = start_trajectory(boss, organisation).phases.first()
    asked = {"state": PhaseState.BUSY, "start": date(2026, 1, 5), "end": date(2026, 2, 1), "note": " ja "}
    trajectories.change_phase(phase, by=guide, **asked)
    phase.refresh_from_db()
    assert (phase.state, phase.note) == (PhaseState.BUSY, "ja")
    with pytest.raises(NotAllowedError):
        trajectories.change_phase(phase, by=make_user("Anna", role=Role.ANALIST, organisation=organisation), **asked)
    with pytest.raises(DatesError):
        trajectories.change_phase(phase, by=guide, **{**asked, "end": date(2025, 1, 1)})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("noord", "WK999901"),
        ("NOORDERPARK", "BU99990101"),
        ("bu99990102", "BU99990102"),
        ("zand", "BU99990201"),
        ("derhof", "BU99990102"),
    ],
)
def test_an_area_is_found_by_name_part_of_a_name_or_code(text, code, trajectory, guide) -> None:  # type: ignore[no-untyped-def]  # fixtures
    assert trajectories.add_area(trajectory, by=guide, text=text, reason="").code == code


def test_what_means_no_area_or_more_than_one_is_refused_with_help(trajectory, guide) -> None:  # type: ignore[no-untyped-def]  # fixtures
    with pytest.raises(ManyAreasError, match="Noorderhof"):
        trajectories.add_area(trajectory, by=guide, text="noorder", reason="")
    with pytest.raises(NoSuchAreaError, match="Did you mean 'Noorderpark'"):
        trajectories.add_area(trajectory, by=guide, text="Noordrpark", reason="")
    trajectories.add_area(trajectory, by=guide, text="noord", reason="")
    with pytest.raises(AlreadyThereError):
        trajectories.add_area(trajectory, by=guide, text="WK999901", reason="")


def test_a_choice_from_the_list_of_the_page_means_its_code(trajectory, guide, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    form = {"text": "Noorderpark (BU99990101)", "reason": "=1+1"}
    assert as_user(guide).post(f"/t/{trajectory.pk}/gebieden/nieuw/", form).status_code == 302
    assert trajectory.areas.get().code == "BU99990101"


# --- Undo


def test_each_removal_gives_a_button_that_restores(boss, guide, trajectory, organisation, make_user, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    area = trajectories.add_area(trajectory, by=boss, text="noord", reason="omdat")
    part = Participation.objects.create(trajectory=trajectory, user=make_user("Hans"), role=Role.DEELNEMER.value)
    member = Membership.objects.get(user=guide)
    invitation, _ = invitations.invite(organisation, role=Role.LEZER, by=boss)
    client = as_user(boss)
    removals = [
        (f"/t/{trajectory.pk}/gebieden/{area.code}/verwijderen/", lambda: trajectory.areas.filter(reason="omdat")),
        (f"/t/{trajectory.pk}/deelnemers/{part.pk}/verwijderen/", lambda: Participation.objects.filter(user=part.user)),
        (f"/o/{organisation.slug}/leden/{member.pk}/verwijderen/", lambda: Membership.objects.filter(user=guide)),
        (
            f"/o/{organisation.slug}/uitnodigingen/{invitation.pk}/intrekken/",
            lambda: Invitation.objects.filter(withdrawn=None),
        ),
    ]
    for address, there in removals:
        page = client.post(address, follow=True)
        assert not there().exists(), address
        button = re.search(r'action="(/ongedaan/[0-9a-f-]+/)"', page.content.decode())[1]
        assert client.post(button).status_code == 302
        assert there().exists(), address
        assert client.post(button).status_code == 400, "once"


def test_a_change_of_role_can_be_undone(boss, guide) -> None:  # type: ignore[no-untyped-def]  # fixtures
    line = members.change_member(Membership.objects.get(user=guide), role=Role.LEZER, by=boss)
    undo(line.pk, by=boss)
    assert Membership.objects.get(user=guide).role == Role.PROCESBEGELEIDER


def test_undo_is_for_ones_own_change_and_for_an_hour(boss, guide, trajectory, monkeypatch) -> None:  # type: ignore[no-untyped-def]  # fixtures
    line = trajectories.remove_area(trajectories.add_area(trajectory, by=boss, text="noord", reason=""), by=boss)
    with pytest.raises(NoUndoError):
        undo(line.pk, by=guide)
    later = timezone.now() + timedelta(minutes=61)
    monkeypatch.setattr("veerkracht.web.workspace.actions.undo.timezone.now", lambda: later)
    with pytest.raises(NoUndoError):
        undo(line.pk, by=boss)


def test_undo_gives_nobody_back_what_they_may_no_longer_do(boss, guide, organisation, make_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    members.change_member(Membership.objects.get(user=guide), role=Role.BEHEERDER, by=boss)
    friend = make_user("Vriend", role=Role.BEHEERDER, organisation=organisation)
    line = members.remove_member(Membership.objects.get(user=friend), by=guide)
    members.change_member(Membership.objects.get(user=guide), role=Role.LEZER, by=boss)
    with pytest.raises(NotAllowedError):
        undo(line.pk, by=guide)


# --- The audit


def test_a_beheerder_reads_who_did_what_in_words(
    boss, guide, organisation, other_organisation, as_user, make_user
) -> None:  # type: ignore[no-untyped-def]  # fixtures
    members.change_member(Membership.objects.get(user=guide), role=Role.LEZER, by=boss)
    stranger = make_user("Vreemd", role=Role.BEHEERDER, organisation=other_organisation)
    organisations.change_organisation(
        other_organisation, by=stranger, name="Elders BV", kind="anders", theme="veerkracht"
    )
    client = as_user(boss)
    page = client.get(f"/o/{organisation.slug}/wijzigingen/").content.decode()
    assert "veranderde de rol van Gids: was procesbegeleider, nu lezer" in page
    assert "Elders" not in page
    assert (
        "Gids" not in client.get(f"/o/{organisation.slug}/wijzigingen/?wat=workspace.invitation.made").content.decode()
    )
    filtered = client.get(f"/o/{organisation.slug}/wijzigingen/?wie={boss.pk}&van=2020-01-01&tot=2100-01-01")
    assert "Gids" in filtered.content.decode()
    assert client.get(f"/o/{organisation.slug}/wijzigingen/?van=gisteren").status_code == 400


def test_no_cell_of_the_csv_acts_as_a_formula(boss, trajectory, organisation, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    User.objects.filter(pk=boss.pk).update(name="=cmd|'/C calc'!A0")
    boss.refresh_from_db()
    trajectories.add_area(trajectory, by=boss, text="noord", reason='+HYPERLINK("http://boos")')
    answer = as_user(boss).get(f"/o/{organisation.slug}/wijzigingen.csv")
    assert answer["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 2
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_every_act_has_words() -> None:
    apps = {path.name for path in WEB.iterdir() if path.is_dir()} | {"admin"}
    named = set()
    for path in WEB.rglob("*.py"):
        if "migrations" in path.parts or path.name == "sentences.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (isinstance(node, ast.Call) and "record" in ast.unparse(node.func)) or "_told" in ast.unparse(node)[:8]:
                named |= acts_in(node, apps)
    assert {"workspace.area.removed", "jobs.started", "accounts.password.changed"} <= named
    assert not sorted(named - set(SENTENCES)), "Add these to audit/sentences.py, or register them when Django starts."


def acts_in(node: ast.AST, apps: set[str]) -> set[str]:
    """Return the fixed names of acts that stand in a call."""
    texts = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str))
    return {text for text in texts if re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", text) and text.split(".")[0] in apps}


def test_words_of_the_audit_are_filled_in(boss, guide, organisation, trajectory) -> None:  # type: ignore[no-untyped-def]  # fixtures
    trajectories.add_area(trajectory, by=boss, text="noord", reason="")
    invitations.invite(organisation, role=Role.LEZER, by=boss, email="i@j.nl")
    said = [sentence_of(entry) for entry in AuditEntry.objects.order_by("at")]
    assert said == ["zette Noord (WK999901) op de lijst met aandachtsgebieden", "nodigde iemand uit als lezer (i@j.nl)"]


# --- Pages change nothing themselves


def test_no_page_changes_data_itself() -> None:
    changing = re.compile(r"\.(save|delete|create|update|bulk_create|get_or_create|update_or_create|set_password)\(")
    found = []
    for path in WEB.rglob("*.py"):
        if path.parent.name == "views" or path.name.startswith("views"):
            for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
                if changing.search(line) and "session" not in line:
                    found.append(f"{path.relative_to(WEB)}:{number} {line.strip()}")
    assert not found, "Let an action do this: who may, may it now, change, write it down."


def test_a_page_never_shows_what_someone_typed_as_markup(boss, organisation, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    made = start_trajectory(boss, organisation, name="<script>alert(1)</script>", goal="<img src=x onerror=alert(1)>")
    client = as_user(boss)
    for address in (f"/t/{made.pk}/", "/werkplek/", f"/o/{organisation.slug}/", f"/o/{organisation.slug}/wijzigingen/"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_the_desk_tells_what_waits(boss, organisation, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    start_trajectory(boss, organisation, start=timezone.localdate() - timedelta(days=3))
    page = as_user(boss).get(reverse("workspace:desk")).content.decode()
    assert "Veerkracht in beeld kan beginnen" in page
    assert "Te laat" in page


def test_every_text_of_accounts_workspace_and_audit_has_its_english() -> None:
    from babel.messages.pofile import read_po

    there: set[str] = set()
    for path in WEB.rglob("*.po"):
        with path.open("rb") as file:
            there |= {str(one.id if isinstance(one.id, str) else one.id[0]) for one in read_po(file) if one.string}
    used: set[str] = set()
    for app in ("accounts", "workspace", "audit"):
        for path in (WEB / app).rglob("*.py"):
            used |= set(re.findall(r'\b_\(\s*"((?:[^"\\]|\\.)+)"\s*\)', path.read_text("utf-8")))
        for path in (WEB / "templates" / app).glob("*"):
            text = path.read_text("utf-8")
            used |= set(re.findall(r'(?:translate |_\()"((?:[^"\\]|\\.)+)"', text))
            blocks = re.findall(r"{% blocktranslate[^%]*%}(.*?)(?:{% plural|{% endblocktranslate)", text, re.DOTALL)
            used |= {re.sub(r"{{ (\w+) }}", r"%(\1)s", block) for block in blocks}
    assert len(used) > 350
    assert not sorted(used - there)


def test_what_two_people_write_about_a_phase_at_once_is_not_lost(boss, guide, organisation, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    made = trajectories.create_trajectory(organisation, by=boss, name="T", gemeenten=["GM9999"], start=date(2026, 1, 5))
    address = f"/t/{made.pk}/planning/1/"
    one, other = as_user(boss), as_user(guide)
    seen = {who: hidden(browser.get(address)) for who, browser in (("boss", one), ("guide", other))}
    assert one.post(address, {"state": "bezig", "note": "Van de baas.", "gezien": seen["boss"]}).status_code == 302
    late = other.post(address, {"state": "klaar", "note": "Van de begeleider.", "gezien": seen["guide"]})
    text = late.content.decode()
    assert late.status_code == 400
    assert "Van de baas." in text
    assert "Van de begeleider." in text
    assert made.phases.get(number=1).note == "Van de baas."
    again = {"state": "klaar", "note": "Van de baas. Van de begeleider.", "gezien": hidden(late)}
    assert other.post(address, again).status_code == 302
    assert made.phases.get(number=1).note == "Van de baas. Van de begeleider."


def test_a_trajectory_that_someone_else_changed_is_not_overwritten_unseen(boss, organisation, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    made = trajectories.create_trajectory(organisation, by=boss, name="T", gemeenten=["GM9999"], start=date(2026, 1, 5))
    browser = as_user(boss)
    address = f"/t/{made.pk}/bewerken/"
    form = {"name": "Mijn naam", "goal": "", "state": "loopt", "gemeente": "GM9999", "start": "2026-01-05"}
    form |= {"others": "", "end": "", "gezien": hidden(browser.get(address))}
    Trajectory.objects.filter(pk=made.pk).update(name="Andere naam")
    assert browser.post(address, form).status_code == 400
    assert Trajectory.objects.get().name == "Andere naam"


def hidden(answer) -> str:  # type: ignore[no-untyped-def]  # of the test client
    found = re.search(r'name="gezien" value="(\w+)"', answer.content.decode())
    assert found is not None
    return found[1]


def test_who_came_in_by_a_link_may_click_it_again(boss, organisation, make_user, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    _, secret = invitations.invite(organisation, role=Role.ANALIST, by=boss)
    anna = make_user("Anna")
    invitations.accept(secret, by=anna)
    address = f"/uitnodiging/{secret}/"
    assert as_user(anna).get(address)["Location"] == f"/o/{organisation.slug}/"
    members.remove_member(Membership.objects.get(user=anna), by=boss)
    assert as_user(anna).get(address).status_code == 400
    assert as_user(boss).get(address).status_code == 400


def test_who_may_not_do_something_reads_it_in_words(organisation, make_user, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    reader = make_user("Lezer", role=Role.LEZER, organisation=organisation)
    text = as_user(reader).get(f"/o/{organisation.slug}/trajecten/nieuw/").content.decode()
    assert "U mag dit hier niet doen: een traject starten." in text
    assert "trajectory.create" not in text


def test_functional_managers_see_no_keys_of_second_factors_and_all_jobs(make_user, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    manager = make_user("Beheer")
    User.objects.filter(pk=manager.pk).update(is_staff=True, is_superuser=True)
    manager.refresh_from_db()
    text = as_user(manager).get("/beheer/").content.decode()
    assert "/beheer/jobs/job/" in text
    # A key against forgery is made of random letters, "otp" among them now and then.
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    assert "csrfmiddlewaretoken" not in text
    assert "otp" not in text.lower()


def test_changes_are_told_with_days_as_people_write_them(boss, organisation, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    trajectories.create_trajectory(organisation, by=boss, name="T", gemeenten=["GM9999"], start=date(2026, 1, 31))
    text = as_user(boss).get(f"/o/{organisation.slug}/wijzigingen/").content.decode()
    assert "begin: 31 januari 2026" in text
    assert "2026-01-31" not in text


def test_the_address_of_a_button_opened_by_itself_is_a_page_that_says_so(boss, organisation, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    answer = as_user(boss).get(f"/o/{organisation.slug}/vertrekken/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Deze pagina opent u met een knop" in answer.content.decode()


def test_the_second_of_two_clicks_finds_the_area_there_and_is_no_fault(boss, trajectory, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    browser, page = as_user(boss), reverse("workspace:area_add", args=[trajectory.pk])
    said = {"text": "Noorderpark", "reason": "Bewoners vragen erom."}
    assert [browser.post(page, said).status_code for _ in range(2)] == [302, 302]
    assert trajectory.areas.count() == 1
    other = browser.post(page, said | {"reason": "Een andere reden."})
    assert other.status_code == 400
    assert "Een andere reden." in other.content.decode()
