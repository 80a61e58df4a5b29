"""Logging in through the provider of an organisation, against a real one on this machine."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import oidc_provider_mock
import pytest
import requests
from django.test import Client
from pydantic import SecretStr

from veerkracht.web.accounts import oidc, provider
from veerkracht.web.accounts.models import User
from veerkracht.web.workspace.actions import invitations
from veerkracht.web.workspace.models import Membership
from veerkracht.web.workspace.roles import Role

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:authlib"),
    pytest.mark.filterwarnings("ignore:.*authlib.*"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"),
]
THERE, BACK = "/account/organisatie/", "/account/organisatie/terug/"


@pytest.fixture
def issuer(settings) -> Iterator[str]:  # type: ignore[no-untyped-def]  # fixture of pytest-django
    with running(settings) as address:
        yield address


@contextmanager
def running(settings: Any, **options: Any) -> Iterator[str]:
    provider._KEPT.clear()
    with oidc_provider_mock.run_server_in_thread(**options) as server:
        address = f"http://localhost:{server.server_port}"
        settings.CONFIG = settings.CONFIG.model_copy(
            update={"oidc_client": "veerkracht", "oidc_secret": SecretStr("geheim"), "oidc_issuer": address}
        )
        yield address


def person_there(issuer: str, subject: str, **claims: Any) -> None:
    """Make a person known to the provider."""
    requests.put(f"{issuer}/users/{subject}", json=claims, timeout=5).raise_for_status()


def go(client: Client, subject: str, *, wanted: str = "", change: dict[str, str] | None = None) -> str:
    """Walk to the provider, log in there, and return the way back (path and query)."""
    there = client.get(f"{THERE}?{urlencode({'next': wanted})}" if wanted else THERE)["Location"]
    if change:
        query = {key: values[0] for key, values in parse_qs(urlsplit(there).query).items()} | change
        there = f"{there.partition('?')[0]}?{urlencode(query)}"
    answer = requests.post(there, data={"sub": subject}, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    assert back.path == BACK
    return f"{back.path}?{back.query}"


def who(client: Client) -> str:
    answer = client.get("/account/profiel/")
    return answer.context["person"].name if answer.status_code == 200 else ""


def test_a_person_is_known_by_subject_and_needs_no_second_step_of_ours(issuer, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    User.objects.create_user("anna@stad.nl", name="Anna", subject=f"{issuer}|anna-1")
    person_there(issuer, "anna-1", email="een.ander@adres.nl", email_verified=False)
    answer = client.get(go(client, "anna-1", wanted="/account/profiel/"))
    assert answer["Location"] == "/account/profiel/"
    assert who(client) == "Anna"


def test_the_way_there_has_state_nonce_and_the_challenge_of_pkce(issuer, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    query = parse_qs(urlsplit(client.get(THERE)["Location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    assert len(query["state"][0]) >= 32
    assert len(query["nonce"][0]) >= 32
    assert len(query["code_challenge"][0]) == 43
    assert query["redirect_uri"] == [f"http://testserver{BACK}"]


def test_our_own_second_step_follows_where_the_provider_does_not_ask_one(issuer, client, settings) -> None:  # type: ignore[no-untyped-def]  # fixtures
    settings.CONFIG = settings.CONFIG.model_copy(update={"oidc_second_factor": False})
    User.objects.create_user("anna@stad.nl", name="Anna", subject=f"{issuer}|anna-1")
    person_there(issuer, "anna-1", email="anna@stad.nl")
    client.get(go(client, "anna-1"))
    assert who(client) == ""
    assert client.get("/account/inloggen/")["Location"].startswith("/account/tweede-stap/")


def test_an_unknown_person_gets_a_friendly_page_and_no_account(issuer, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    person_there(issuer, "wie", email="wie@stad.nl", email_verified=True, name="Wie")
    answer = client.get(go(client, "wie"))
    assert answer.status_code == 403
    assert "We kennen u nog niet" in answer.content.decode()
    assert not User.objects.filter(email="wie@stad.nl").exists()


def test_an_invited_person_gets_account_and_role_at_the_first_log_in(issuer, client, organisation, make_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    boss = make_user("Baas", role=Role.BEHEERDER, organisation=organisation)
    invitations.invite(organisation, role=Role.ANALIST, by=boss, email="nieuw@stad.nl")
    person_there(issuer, "n-1", email="Nieuw@stad.nl", email_verified=True, name="Nieuwe Collega")
    assert client.get(go(client, "n-1")).status_code == 302
    new = User.objects.get(email="nieuw@stad.nl")
    assert (new.name, new.subject, new.has_usable_password()) == ("Nieuwe Collega", f"{issuer}|n-1", False)
    assert Membership.objects.get(user=new).role == Role.ANALIST
    assert who(client) == "Nieuwe Collega"


def test_who_opened_the_link_of_an_open_invitation_comes_in_by_it(issuer, client, organisation, make_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    boss = make_user("Baas", role=Role.BEHEERDER, organisation=organisation)
    _, secret = invitations.invite(organisation, role=Role.LEZER, by=boss)
    person_there(issuer, "n-2", email="n2@stad.nl", email_verified=True, name="Twee")
    client.get(f"/uitnodiging/{secret}/")
    assert client.get(go(client, "n-2")).status_code == 302
    assert Membership.objects.get(user__email="n2@stad.nl").role == Role.LEZER


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_the_provider_did_not_verify_opens_no_door(
    verified, issuer, client, organisation, make_user
) -> None:  # type: ignore[no-untyped-def]  # fixtures
    boss = make_user("Baas", role=Role.BEHEERDER, organisation=organisation)
    invitations.invite(organisation, role=Role.BEHEERDER, by=boss, email="doel@stad.nl")
    person_there(issuer, "x", email="doel@stad.nl", email_verified=verified)
    answer = client.get(go(client, "x"))
    assert answer.status_code == 403
    assert "niet bevestigd" in answer.content.decode()
    assert not User.objects.filter(email="doel@stad.nl").exists()


def test_an_account_with_a_password_is_not_taken_over_by_its_address(issuer, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    User.objects.create_user("anna@stad.nl", name="Anna", password="zeven-wijze-ooievaars")
    person_there(issuer, "boos", email="anna@stad.nl", email_verified=True)
    assert client.get(go(client, "boos")).status_code == 403
    assert who(client) == ""
    assert User.objects.get().subject == ""


def test_an_account_made_for_the_provider_is_linked_the_first_time(issuer, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    User.objects.create_user("cas@stad.nl", name="Cas")
    person_there(issuer, "cas-1", email="cas@stad.nl", email_verified=True)
    assert client.get(go(client, "cas-1")).status_code == 302
    assert User.objects.get().subject == f"{issuer}|cas-1"
    # From now on the subject counts: another one with the same address does not come in.
    person_there(issuer, "cas-2", email="cas@stad.nl", email_verified=True)
    other = Client()
    assert other.get(go(other, "cas-2")).status_code == 403


def test_someone_made_inactive_does_not_come_in(issuer, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    User.objects.create_user("anna@stad.nl", name="Anna", subject=f"{issuer}|anna-1", is_active=False)
    person_there(issuer, "anna-1", email="anna@stad.nl", email_verified=True)
    assert client.get(go(client, "anna-1")).status_code == 403
    assert who(client) == ""


def refused(answer: Any) -> bool:
    return answer.status_code == 400 and "hoort niet bij deze poging" in answer.content.decode()


def test_an_answer_with_another_state_is_refused(issuer, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    User.objects.create_user("anna@stad.nl", name="Anna", subject=f"{issuer}|anna-1")
    back = go(client, "anna-1")
    assert refused(client.get(re.sub(r"state=[^&]+", "state=verzonnen", back)))
    # The answer of one browser is worth nothing in another.
    assert Client().get(back).status_code == 403
    assert who(client) == ""


def test_an_answer_is_taken_once(issuer, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    User.objects.create_user("anna@stad.nl", name="Anna", subject=f"{issuer}|anna-1")
    back = go(client, "anna-1")
    assert client.get(back).status_code == 302
    client.post("/account/uitloggen/")
    assert client.get(back).status_code in {400, 403}
    assert who(client) == ""


def test_a_token_of_another_log_in_is_refused(issuer, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    User.objects.create_user("anna@stad.nl", name="Anna", subject=f"{issuer}|anna-1")
    assert refused(client.get(go(client, "anna-1", change={"nonce": "van-een-ander"})))
    assert who(client) == ""


def test_a_token_that_has_ended_is_refused(settings, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    with running(settings, access_token_max_age=timedelta(seconds=-600)) as issuer:
        User.objects.create_user("anna@stad.nl", name="Anna", subject=f"{issuer}|anna-1")
        answer = client.get(go(client, "anna-1"))
    assert answer.status_code == 400
    assert who(client) == ""


@pytest.mark.parametrize(
    ("claims", "what"),
    [
        ({"aud": "een-andere-toepassing"}, "audience"),
        ({"iss": "https://een-ander.nl"}, "issuer"),
        ({"exp": 1}, "ended"),
        ({"nonce": "anders"}, "nonce"),
    ],
)
def test_every_claim_of_a_token_counts(claims, what, settings, monkeypatch) -> None:  # type: ignore[no-untyped-def]  # fixtures
    from cryptography.hazmat.primitives.asymmetric import rsa
    from django.core.exceptions import SuspiciousOperation

    settings.CONFIG = settings.CONFIG.model_copy(update={"oidc_client": "veerkracht", "oidc_issuer": "https://p.nl"})
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    monkeypatch.setattr(
        oidc.OrganisationAccountBackend, "retrieve_matching_jwk", lambda _self, _token: key.public_key()
    )
    now = int(time.time())
    good = {"aud": "veerkracht", "iss": "https://p.nl", "exp": now + 60, "iat": now, "sub": "a", "nonce": "n"}
    backend = oidc.OrganisationAccountBackend()
    assert backend.verify_token(jwt.encode(good, key, algorithm="RS256"), nonce="n")["sub"] == "a"
    with pytest.raises(SuspiciousOperation):
        backend.verify_token(jwt.encode({**good, **claims}, key, algorithm="RS256"), nonce="n")


def test_a_token_without_signature_is_refused(settings, monkeypatch) -> None:  # type: ignore[no-untyped-def]  # fixtures
    from django.core.exceptions import SuspiciousOperation

    settings.CONFIG = settings.CONFIG.model_copy(update={"oidc_client": "veerkracht", "oidc_issuer": "https://p.nl"})
    monkeypatch.setattr(oidc.OrganisationAccountBackend, "retrieve_matching_jwk", lambda _self, _token: "")
    token = jwt.encode({"sub": "a", "nonce": "n"}, "", algorithm="none")
    with pytest.raises(SuspiciousOperation):
        oidc.OrganisationAccountBackend().verify_token(token, nonce="n")


def test_someone_who_stops_at_the_provider_gets_a_page(issuer, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    there = client.get(THERE)["Location"]
    answer = requests.post(there, data={"action": "deny"}, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    page = client.get(f"{back.path}?{back.query}")
    assert page.status_code == 403
    assert "lukte niet" in page.content.decode()


def test_a_provider_that_does_not_answer_gives_words(settings, client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    provider._KEPT.clear()
    settings.CONFIG = settings.CONFIG.model_copy(
        update={"oidc_client": "veerkracht", "oidc_issuer": f"http://localhost:{port}"}
    )
    answer = client.get(THERE)
    assert answer.status_code == 400
    assert "gaf geen antwoord" in answer.content.decode()


def test_a_provider_is_asked_for_its_addresses_once(issuer, client, monkeypatch) -> None:  # type: ignore[no-untyped-def]  # fixtures
    asked = []
    real = provider._described
    monkeypatch.setattr(provider, "_described", lambda: (asked.append(1), real())[1])
    for _ in range(3):
        client.get(THERE)
    assert len(asked) == 1


def test_without_provider_there_are_no_such_pages(client) -> None:  # type: ignore[no-untyped-def]  # fixtures
    assert client.get(THERE).status_code == 404
    assert client.get(BACK).status_code == 404
