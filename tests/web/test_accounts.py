"""Logging in: a password, a second step, a lock after wrong tries; and nothing that tells who has an account."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from veerkracht.errors.accounts import LinkOverError
from veerkracht.errors.web import NotAllowedError
from veerkracht.web.accounts import actions, limits, second_factor
from veerkracht.web.accounts.local_link import one_time_link
from veerkracht.web.accounts.models import LogInLink, RecoveryCode, User
from veerkracht.web.accounts.secret import digest_of
from veerkracht.web.accounts.tasks import send_reset_mail
from veerkracht.web.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
PASSWORD = "zeven-wijze-ooievaars"
LOG_IN = "/account/inloggen/"
SECOND = "/account/tweede-stap/"


@pytest.fixture(autouse=True)
def quick_passwords(settings):  # type: ignore[no-untyped-def]  # fixture of pytest-django
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def anna(quick_passwords: None) -> User:
    return User.objects.create_user("Anna@voorbeeld.nl", name="Anna de Vries", password=PASSWORD)


@pytest.fixture
def configured(settings):  # type: ignore[no-untyped-def]  # fixture of pytest-django
    def change(**values: object) -> None:
        settings.CONFIG = settings.CONFIG.model_copy(update=values)

    return change


def code_of(device: TOTPDevice, *, drift: int = 0) -> str:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift + drift)
    return f"{totp.token():06d}"


def with_device(user: User) -> TOTPDevice:
    return TOTPDevice.objects.create(user=user, name="app", confirmed=True)


def log_in(
    client: Client, *, password: str = PASSWORD, email: str = "anna@voorbeeld.nl", wanted: str = "", **more: str
):  # type: ignore[no-untyped-def]
    return client.post(LOG_IN, {"username": email, "password": password, "next": wanted}, **more)


def who(client: Client) -> str:
    """Return whose page the profile is; empty for nobody."""
    answer = client.get("/account/profiel/")
    return answer.context["person"].name if answer.status_code == 200 else ""


def test_after_the_password_alone_a_session_is_nobodys(anna, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    with_device(anna)
    assert log_in(client)["Location"].startswith(SECOND)
    assert who(client) == ""
    for address in ("/werkplek/", "/account/profiel/", "/beheer/", "/account/wachtwoord/"):
        assert client.get(address)["Location"].startswith((LOG_IN, "/beheer/login")), address


def test_password_and_code_lead_to_the_page_that_was_asked_for(anna, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    device = with_device(anna)
    assert client.get("/account/profiel/")["Location"] == f"{LOG_IN}?next=/account/profiel/"
    second = log_in(client, email="ANNA@Voorbeeld.NL", wanted="/account/profiel/")["Location"]
    answer = client.post(second, {"code": code_of(device), "next": "/account/profiel/"})
    assert answer["Location"] == "/account/profiel/"
    assert who(client) == "Anna de Vries"


def test_the_key_of_the_session_changes_at_each_step(anna, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    device = with_device(anna)
    client.get(LOG_IN)
    session = client.session
    session["before"] = 1
    session.save()
    keys = [session.session_key]
    log_in(client)
    keys.append(client.session.session_key)
    client.post(SECOND, {"code": code_of(device)})
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3


def test_a_code_works_once(anna, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    device = with_device(anna)
    code = code_of(device)
    log_in(client)
    assert client.post(SECOND, {"code": code}).status_code == 302
    other = Client()
    log_in(other)
    assert other.post(SECOND, {"code": code}).status_code == 400
    assert who(other) == ""


def test_someone_without_second_step_sets_it_up_before_anything_else(anna, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    log_in(client, wanted="/account/profiel/")
    assert client.get(SECOND)["Location"].startswith("/account/tweede-stap/instellen/")
    page = client.get("/account/tweede-stap/instellen/")
    assert "/account/tweede-stap/qr.svg" in page.content.decode()
    assert client.get("/account/tweede-stap/qr.svg").content.startswith(b"<?xml")
    assert who(client) == ""
    assert client.post("/account/tweede-stap/instellen/", {"code": "000000"}).status_code == 400
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    answer = client.post("/account/tweede-stap/instellen/", {"code": code_of(TOTPDevice.objects.get())}, follow=True)
    shown = re.findall(r"<code>([a-z0-9-]{19})</code>", answer.content.decode())
    assert len(set(shown)) == 10
    assert {one.digest for one in RecoveryCode.objects.all()} == {digest_of(code) for code in shown}
    assert who(client) == "Anna de Vries"
    # They are shown once.
    assert client.get("/account/herstelcodes/").status_code == 302


def test_with_the_password_alone_nobody_sets_up_another_phone(anna, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    with_device(anna)
    log_in(client)
    assert client.get("/account/tweede-stap/instellen/").status_code == 302
    assert client.get("/account/tweede-stap/qr.svg").status_code == 404
    assert not TOTPDevice.objects.filter(confirmed=False).exists()


def test_a_recovery_code_lets_in_once(anna, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    with_device(anna)
    code = second_factor.renew_codes(anna)[3]
    log_in(client)
    assert client.post(SECOND, {"code": code.upper().replace("-", " ")}).status_code == 302
    assert who(client) == "Anna de Vries"
    assert second_factor.codes_left(anna) == 9
    other = Client()
    log_in(other)
    assert other.post(SECOND, {"code": code}).status_code == 400


def test_new_recovery_codes_make_the_old_ones_worthless(anna) -> None:  # type: ignore[no-untyped-def]  # fixtures
    with_device(anna)
    old = second_factor.renew_codes(anna)
    new = second_factor.renew_codes(anna)
    assert not set(old) & set(new)
    assert not RecoveryCode.objects.filter(digest__in=[digest_of(code) for code in old]).exists()


def test_codes_cannot_be_guessed_by_trying(anna, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    with_device(anna)
    log_in(client)
    statuses = [client.post(SECOND, {"code": f"{number:06d}"}).status_code for number in range(10)]
    assert statuses == [400] * 8 + [429] * 2


def test_where_no_second_step_is_asked_the_password_is_enough(anna, client, configured) -> None:  # type: ignore[no-untyped-def]  # fixtures
    configured(second_factor=False)
    assert log_in(client)["Location"] == "/werkplek/"
    assert who(client) == "Anna de Vries"


def test_who_has_a_second_step_is_asked_for_it_also_where_it_need_not(anna, client, configured) -> None:  # type: ignore[no-untyped-def]  # fixtures
    configured(second_factor=False)
    with_device(anna)
    assert log_in(client)["Location"].startswith(SECOND)
    assert who(client) == ""


def test_five_wrong_passwords_lock_the_account_for_this_address(anna, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    statuses = [log_in(client, password="fout").status_code for _ in range(5)]
    assert statuses == [400] * 4 + [429]
    locked = log_in(client)
    assert locked.status_code == 429
    assert "15 minuten" in locked.content.decode()
    # Not for the same person elsewhere, nor for someone else here.
    assert log_in(Client(REMOTE_ADDR="10.0.0.9")).status_code == 302
    User.objects.create_user("bas@voorbeeld.nl", name="Bas", password=PASSWORD)
    assert log_in(Client(), email="bas@voorbeeld.nl").status_code == 302


def test_the_lock_ends_after_a_quarter_of_an_hour(anna, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    from axes.models import AccessAttempt

    for _ in range(5):
        log_in(client, password="fout")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert log_in(client).status_code == 302


def test_one_address_cannot_try_passwords_of_many_people(client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    tries = [log_in(client, email=f"iemand{number}@voorbeeld.nl", password="fout") for number in range(42)]
    assert [answer.status_code for answer in tries] == [400] * limits.LOG_IN.most + [429] * 2


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(anna, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    pages = [
        re.sub(r'value="[^"]*"', "", log_in(Client(), email=email, password="fout").content.decode())
        for email in ("anna@voorbeeld.nl", "niemand@voorbeeld.nl")
    ]
    assert pages[0] == pages[1]


def test_someone_made_inactive_is_out_at_once(anna, client, configured) -> None:  # type: ignore[no-untyped-def]  # fixtures
    configured(second_factor=False)
    log_in(client)
    anna.is_active = False
    anna.save()
    assert who(client) == ""
    assert log_in(Client()).status_code == 400


@pytest.mark.parametrize(
    "wanted",
    [
        "https://boos.nl/",
        "//boos.nl/",
        "/\\boos.nl",
        "javascript:alert(1)",
        "http:///boos.nl",
        "https://testserver@boos.nl",
        "\x00//boos.nl",
    ],
)
def test_a_log_in_leads_to_this_site_only(wanted, anna, client, configured) -> None:  # type: ignore[no-untyped-def]  # fixtures
    configured(second_factor=False)
    assert log_in(client, wanted=wanted)["Location"] == "/werkplek/"


def test_logging_out_ends_the_session(anna, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    client = as_user(anna)
    assert who(client)
    client.post("/account/uitloggen/")
    assert who(client) == ""


def test_a_forgotten_password_gets_the_same_answer_for_everyone(anna, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    User.objects.create_user("via@organisatie.nl", name="Via")
    answers = [
        client.post("/account/wachtwoord-vergeten/", {"email": email}, follow=True)
        for email in ("anna@voorbeeld.nl", "niemand@voorbeeld.nl", "via@organisatie.nl")
    ]
    bodies = [re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers]
    assert bodies[0] == bodies[1] == bodies[2]
    # The page does the same work for each: what differs is done by a worker, later.
    assert not mail.outbox


def test_the_link_of_a_mail_gives_a_new_password_once(anna, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    send_reset_mail.func("anna@voorbeeld.nl", "https://veerkracht.stad.nl")
    link = re.search(r"https://veerkracht\.stad\.nl(/\S+)", mail.outbox[0].body)[1]
    page = client.get(link, follow=True)
    # The secret moves out of the address, so that it stands in no log and no Referer.
    assert page.redirect_chain[-1][0].endswith("/kiezen/")
    where = page.redirect_chain[-1][0]
    assert client.post(where, {"new": "kort"}).status_code == 400
    assert client.post(where, {"new": "negen blauwe reigers"}).status_code == 302
    anna.refresh_from_db()
    assert anna.check_password("negen blauwe reigers")
    again = Client().get(link)
    assert again.status_code == 400
    assert "werkt niet meer" in again.content.decode()


def test_no_mail_goes_to_strangers_or_to_who_logs_in_through_an_organisation(anna) -> None:  # type: ignore[no-untyped-def]  # fixtures
    User.objects.create_user("via@organisatie.nl", name="Via")
    send_reset_mail.func("niemand@voorbeeld.nl", "https://x")
    send_reset_mail.func("via@organisatie.nl", "https://x")
    assert not mail.outbox


def test_nobody_is_flooded_with_mail(anna, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    for _ in range(6):
        send_reset_mail.func("anna@voorbeeld.nl", "https://x")
    assert len(mail.outbox) == limits.FORGOTTEN_ACCOUNT.most
    statuses = [client.post("/account/wachtwoord-vergeten/", {"email": "a@b.nl"}).status_code for _ in range(12)]
    assert statuses == [302] * limits.FORGOTTEN.most + [429] * 2


def test_changing_the_password_ends_other_sessions(anna, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    here, elsewhere = as_user(anna), as_user(anna)
    wrong = here.post("/account/wachtwoord/", {"old": "fout", "new": "negen blauwe reigers"})
    assert wrong.status_code == 400
    assert here.post("/account/wachtwoord/", {"old": PASSWORD, "new": "negen blauwe reigers"}).status_code == 302
    assert who(here)
    assert who(elsewhere) == ""


@pytest.mark.parametrize("password", ["kort", "wachtwoord123", "password12345", "annadevries1", "123456789012"])
def test_a_password_that_is_easily_guessed_is_refused(password, anna, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    answer = as_user(anna).post("/account/wachtwoord/", {"old": PASSWORD, "new": password})
    assert answer.status_code == 400
    anna.refresh_from_db()
    assert anna.check_password(PASSWORD)


def test_the_language_of_the_profile_is_that_of_the_pages(anna, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    client = as_user(anna)
    client.post("/account/profiel/", {"name": "Anna Visser", "language": "en"})
    assert client.cookies["vk_language"].value == "en"
    assert who(client) == "Anna Visser"


def test_a_link_of_the_demo_logs_in_once_and_only_on_this_machine(anna, configured) -> None:  # type: ignore[no-untyped-def]  # fixtures
    configured(demo=True)
    path = one_time_link(anna)
    assert Client(REMOTE_ADDR="10.1.2.3").get(path).status_code == 404
    assert Client(HTTP_X_FORWARDED_FOR="10.1.2.3").get(path).status_code == 404
    here = Client()
    assert here.get(path).status_code == 302
    assert who(here) == "Anna de Vries"
    assert Client().get(path).status_code == 400
    # When the demo ends, so does the session.
    configured(demo=False)
    assert who(here) == ""


def test_a_link_of_the_demo_is_worth_nothing_after_ten_minutes(anna, configured) -> None:  # type: ignore[no-untyped-def]  # fixtures
    configured(demo=True)
    path = one_time_link(anna)
    LogInLink.objects.update(expires=timezone.now() - timedelta(seconds=1))
    with pytest.raises(LinkOverError):
        actions.use_log_in_link(path.strip("/").rpartition("/")[2])


def test_without_demo_there_is_no_such_link(anna, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    with pytest.raises(NotAllowedError):
        one_time_link(anna)
    assert client.get(reverse("accounts:one_time", args=["x"])).status_code == 404


def test_the_admin_is_entered_by_our_own_log_in(anna, client, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    assert client.get("/beheer/", follow=True).redirect_chain[-1][0].startswith(LOG_IN)
    assert as_user(anna).get("/beheer/", follow=True).status_code == 404
    boss = User.objects.create_superuser("fb@voorbeeld.nl", name="Functioneel Beheer", password=PASSWORD)
    assert as_user(boss).get("/beheer/").status_code == 200
    half = Client()
    log_in(half, email="fb@voorbeeld.nl")
    assert half.get("/beheer/", follow=True).redirect_chain[-1][0].startswith("/account/")


def test_what_a_functional_manager_does_stands_in_the_audit(as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    boss = as_user(User.objects.create_superuser("fb@voorbeeld.nl", name="Functioneel Beheer", password=PASSWORD))
    form = {"name": "Cas", "email": "Cas@voorbeeld.nl", "language": "nl", "is_active": "on", "first_password": ""}
    assert boss.post("/beheer/accounts/user/add/", form).status_code == 302
    cas = User.objects.get(email="cas@voorbeeld.nl")
    assert not cas.has_usable_password()
    boss.post(f"/beheer/accounts/user/{cas.pk}/change/", {**form, "is_active": ""})
    with_device(cas)
    boss.post("/beheer/accounts/user/", {"action": "take_second_factor", "_selected_action": str(cas.pk)})
    acts = set(AuditEntry.objects.filter(object_id=str(cas.pk)).values_list("act", flat=True))
    assert acts >= {"accounts.person.added", "accounts.person.managed", "admin.added", "admin.changed"}
    assert "accounts.second_factor.taken" in acts
    assert not TOTPDevice.objects.filter(user=cas).exists()
    assert boss.get(f"/beheer/accounts/user/{cas.pk}/delete/").status_code == 403


def test_no_secret_stands_in_the_audit(anna, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    device = with_device(anna)
    codes = second_factor.renew_codes(anna)
    actions.change_password(anna, old=PASSWORD, new="negen blauwe reigers")
    everything = " ".join(f"{entry.before} {entry.after} {entry.object_name}" for entry in AuditEntry.objects.all())
    for secret in (PASSWORD, "negen blauwe reigers", device.key, *codes, anna.password):
        assert secret not in everything
