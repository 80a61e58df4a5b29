"""What holds for every answer of the site: a strict policy, cookies that stay here, no way in by a wrong door."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import runpy
import uuid
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.core import checks, mail
from django.test import Client, override_settings
from django.urls import reverse

import veerkracht.web.settings
from veerkracht.web.accounts.models import User
from veerkracht.web.audit.models import AuditEntry
from veerkracht.web.workspace.actions import invitations
from veerkracht.web.workspace.models import Membership, Organisation, Participation, Trajectory
from veerkracht.web.workspace.roles import Role

from .made import come_in
from .test_workspace_urls import ours, someone, world  # noqa: F401  # fixtures
from .urls_table import PAGES, Of, World

pytestmark = pytest.mark.django_db

HTML = "text/html"
# Reports that we made stand apart: a sandbox in which nothing runs, with their styles within.
APART = {"products:read"}
READ = {name: page for name, page in PAGES.items() if page.methods[0] == "GET"}
CHANGE = {name: page for name, page in PAGES.items() if "POST" in page.methods}


class Parts(HTMLParser):
    """The parts of a page that could run or fetch something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.elsewhere: list[str] = []
        self.forms_without_token: list[str] = []
        self._form: dict[str, str | None] | None = None
        self._token = False
        self._raw = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        # A block of data is no script: no browser runs it, whatever it holds.
        runs = tag == "script" and "src" not in given and given.get("type") != "application/json"
        self._raw = tag if tag == "style" or runs else ""
        if tag == "style":
            self.inline.append("<style>")
        self.inline += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        for name in ("src", "href", "action", "formaction", "poster", "data", "srcset", "xlink:href"):
            address = (given.get(name) or "").strip().lower()
            if address.startswith(("javascript:", "vbscript:", "data:text")):
                self.inline.append(f"{tag} {name}={address}")
            fetched = tag not in {"a", "area"} and name != "data"
            if fetched and re.match(r"(https?:)?//", address):
                self.elsewhere.append(f"{tag} {name}={address}")
        if tag == "form":
            self._form, self._token = given, False
        if tag == "input" and given.get("name") == "csrfmiddlewaretoken":
            self._token = True

    def handle_endtag(self, tag: str) -> None:
        self._raw = ""
        if tag == "form" and self._form is not None:
            if (self._form.get("method") or "get").lower() == "post" and not self._token:
                self.forms_without_token.append(str(self._form.get("action")))
            self._form = None

    def handle_data(self, data: str) -> None:
        if self._raw == "script" and data.strip():
            self.inline.append(f"<script>{data[:40]}")


@pytest.fixture
def boss(world: World, someone: Callable[..., Client]) -> Client:  # noqa: F811  # a fixture
    """A browser of someone who manages, and who manages the whole site too."""
    client = someone(role=Role.BEHEERDER, on=world.organisation)
    User.objects.filter(pk=client.session["_auth_user_id"]).update(is_staff=True, is_superuser=True)
    return client


def answers(client: Client, world: World) -> Iterator[tuple[str, Any]]:  # noqa: F811  # the world of a test
    """Yield every page that can be read, with its answer."""
    for name, page in READ.items():
        kwargs = dict(page.kwargs(world))
        if page.of is Of.ATELIER:
            come_in(client, **kwargs)
        yield name, client.get(reverse(name, kwargs=kwargs), dict(page.query))


def header_faults(answer: Any) -> list[str]:
    """Return which headers that every answer carries are not there."""
    policy = answer.get("Content-Security-Policy", "")
    wanted = {
        "policy": "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy,
        "frames": "frame-ancestors 'none'" in policy and answer.get("X-Frame-Options") == "DENY",
        "base": "base-uri 'none'" in policy and "form-action 'self'" in policy,
        "sniff": answer.get("X-Content-Type-Options") == "nosniff",
        "referrer": answer.get("Referrer-Policy") == "same-origin",
        "opener": answer.get("Cross-Origin-Opener-Policy") == "same-origin",
    }
    return [name for name, held in wanted.items() if not held]


def test_every_answer_carries_the_strict_policy(boss: Client, world: World) -> None:  # noqa: F811
    found = {name: header_faults(answer) for name, answer in answers(boss, world) if name not in APART}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_a_report_stands_in_a_sandbox_in_which_nothing_runs(boss: Client, world: World) -> None:  # noqa: F811
    for name in APART:
        answer = boss.get(reverse(name, kwargs=dict(PAGES[name].kwargs(world))))
        policy = answer["Content-Security-Policy"]
        assert policy.startswith("sandbox; default-src 'none'")
        assert "script-src" not in policy
        assert "allow-" not in policy


@pytest.mark.parametrize(
    "path", ["/bestaat-niet/", "/beheer/bestaat-niet/", "/static/niet.css", "/..%2f..%2fetc/passwd"]
)
def test_what_is_not_there_carries_the_policy_too(boss: Client, path: str) -> None:
    answer = boss.get(path)
    assert answer.status_code == 404
    assert header_faults(answer) == []


def test_nothing_in_any_page_runs_by_itself_or_comes_from_elsewhere(boss: Client, world: World) -> None:  # noqa: F811
    faults = {}
    for name, answer in answers(boss, world):
        if name in APART or not answer.get("Content-Type", "").startswith(HTML):
            continue
        if answer.get("Content-Disposition", "").startswith("attachment"):
            continue  # a file to keep, which a browser does not open as a page of this site
        parts = Parts(answer.content.decode())
        if parts.inline or parts.elsewhere or parts.forms_without_token:
            faults[name] = (parts.inline, parts.elsewhere, parts.forms_without_token)
    assert faults == {}


def test_the_pages_of_functional_managers_run_nothing_by_themselves(boss: Client) -> None:
    index = boss.get("/beheer/")
    assert index.status_code == 200
    addresses = set(re.findall(r'href="(/beheer/[a-z_/]+)"', index.content.decode()))
    assert len(addresses) > 5
    for address in addresses:
        answer = boss.get(address)
        assert header_faults(answer) == [], address
        parts = Parts(answer.content.decode())
        assert (parts.inline, parts.elsewhere) == ([], []), address


def test_no_page_shows_inside_out_when_the_program_breaks(
    boss: Client,
    world: World,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def breaks(*_args: object, **_kwargs: object) -> None:
        secret = "wachtwoord-in-een-variabele"  # noqa: F841  # a traceback would show it
        message = "een geheim van binnen"
        raise RuntimeError(message)

    monkeypatch.setattr("veerkracht.web.workspace.views.desk.render", breaks)
    boss.raise_request_exception = False
    answer = boss.get(reverse("workspace:desk"))
    page = answer.content.decode()
    assert answer.status_code == 500
    assert header_faults(answer) == []
    for inside in ("Traceback", "RuntimeError", "geheim van binnen", "wachtwoord-in-een-variabele", "desk.py"):
        assert inside not in page
    assert "<h1" in page
    assert "RuntimeError" in caplog.text


@pytest.mark.parametrize(
    "host", ["kwaad.example", "localhost.kwaad.example", "localhost@kwaad.example", "a b", "kwaad.example:80:80"]
)
@pytest.mark.parametrize("path", ["/", "/account/inloggen/", "/gezond/"])
def test_a_site_that_calls_itself_otherwise_is_not_answered(client: Client, host: str, path: str) -> None:
    answer = client.get(path, headers={"host": host})
    assert answer.status_code == 400
    assert "kwaad" not in answer.content.decode()
    assert header_faults(answer) == []


def test_a_forwarded_name_of_the_site_is_not_believed(boss: Client, world: World) -> None:  # noqa: F811
    answer = boss.post(
        reverse("workspace:invite_member", args=[world.organisation.slug]),
        {"role": "lezer", "email": "nieuw@voorbeeld.nl"},
        headers={"X-Forwarded-Host": "kwaad.example", "Forwarded": "host=kwaad.example"},
        follow=True,
    )
    page = answer.content.decode()
    assert "http://testserver/uitnodiging/" in page
    assert "kwaad" not in page + "".join(str(one.body) for one in mail.outbox)


ELSEWHERE = [
    "https://kwaad.example/",
    "//kwaad.example/",
    "///kwaad.example/",
    "/\\kwaad.example/",
    "\\\\kwaad.example",
    "http:///kwaad.example",
    "https:kwaad.example",
    "javascript:alert(1)",
    " //kwaad.example",
    "/\t/kwaad.example",
    "http://testserver@kwaad.example/",
    "/%0d%0aLocation:%20https://kwaad.example",
    "\r\n//kwaad.example",
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
@pytest.mark.parametrize("name", ["site:theme", "set_language"])
def test_a_choice_of_look_or_language_leads_to_this_site_only(client: Client, name: str, wanted: str) -> None:
    answer = client.post(reverse(name), {"next": wanted, "theme": "donker", "language": "en"})
    assert answer.status_code in {302, 204}
    where = answer.get("Location", "/")
    assert re.match(r"/(?![/\\])", where), where
    assert "\n" not in where


def test_every_cookie_is_marked_and_none_is_sent_from_another_site(
    client: Client,
) -> None:
    User.objects.create_user("anna@voorbeeld.nl", name="Anna", password="een lang wachtwoord voor Anna")
    client.get(reverse("accounts:login"))
    client.post(
        reverse("accounts:login"), {"username": "anna@voorbeeld.nl", "password": "een lang wachtwoord voor Anna"}
    )
    client.post(reverse("site:theme"), {"theme": "donker"})
    client.post(reverse("set_language"), {"language": "en"})
    held = dict(client.cookies.items())
    assert set(held) == {"vk_session", "vk_csrf", "vk_theme", "vk_language"}
    for name, morsel in held.items():
        assert morsel["samesite"] in {"Lax", "Strict"}, name
        assert not morsel["domain"], name
    assert held["vk_session"]["httponly"]
    assert held["vk_language"]["httponly"]


def test_behind_https_cookies_travel_by_https_only_and_browsers_remember_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [one for one in os.environ if one.startswith("VEERKRACHT_WEB_")]:
        monkeypatch.delenv(name)
    for name, value in {"HOME": str(tmp_path), "WEB_HTTPS": "true", "WEB_HOSTS": "vk.example"}.items():
        monkeypatch.setenv(f"VEERKRACHT_{name}", value)
    held = runpy.run_path(veerkracht.web.settings.__file__)
    assert held["DEBUG"] is False
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY"):
        assert held[name] is True, name
    assert held["SECURE_HSTS_SECONDS"] >= 31_536_000
    values = {name: value for name, value in held.items() if name.isupper() and name not in {"DATABASES", "CONFIG"}}
    with override_settings(**values):
        said = {one.id for one in checks.run_checks(tags=["security"], include_deployment_checks=True)}
    # W005 and W021: whether other names under this domain want https is not ours to say. W008: the proxy redirects.
    assert said <= {"security.W005", "security.W008", "security.W021"}
    assert len((tmp_path / "web" / "secret.key").read_text()) >= 50
    assert (tmp_path / "web" / "secret.key").stat().st_mode & 0o077 == 0


def test_no_page_takes_a_manner_of_asking_that_it_does_not_know(boss: Client, world: World) -> None:  # noqa: F811
    wrong = {}
    for name, page in PAGES.items():
        address = reverse(name, kwargs=dict(page.kwargs(world)))
        for method in {"PUT", "PATCH", "DELETE", "TRACE"} - set(page.methods):
            status = boss.generic(method, address).status_code
            if status not in {403, 404, 405}:
                wrong[f"{method} {name}"] = status
    assert wrong == {}


def test_no_change_is_made_without_the_token_of_our_own_form(world: World) -> None:  # noqa: F811
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.beheerder, backend="django.contrib.auth.backends.ModelBackend")
    before = AuditEntry.objects.count()
    for name, page in CHANGE.items():
        address = reverse(name, kwargs=dict(page.kwargs(world)))
        lines = AuditEntry.objects.count()
        tokens: list[dict[str, str]] = [{}, {"csrfmiddlewaretoken": "a" * 64}]
        assert [client.post(address, {**page.data, **one}).status_code for one in tokens] == [403, 403], name
        assert AuditEntry.objects.count() == lines, name
    assert AuditEntry.objects.count() >= before


def test_a_thing_of_another_organisation_is_not_reached_through_ones_own_address(
    world: World,  # noqa: F811
    someone: Callable[..., Client],  # noqa: F811
) -> None:
    """The address of one's own place with the number of a thing that belongs to another."""
    own = Trajectory.objects.create(organisation=world.other_organisation, name="Eigen", gemeenten=["GM9999"])
    client = someone(role=Role.BEHEERDER, on=world.other_organisation)
    asked, opened = 0, {}
    for name, page in PAGES.items():
        kwargs = dict(page.kwargs(world)) if page.of in {Of.ORGANISATION, Of.TRAJECTORY} else {}
        things = {key for key, value in kwargs.items() if key.endswith("_id") and key != "trajectory_id" and value}
        if not things or not {"slug", "trajectory_id"} & set(kwargs):
            continue
        swapped = {"slug": world.other_organisation.slug, "trajectory_id": own.pk}
        address = reverse(name, kwargs={key: swapped.get(key, value) for key, value in kwargs.items()})
        for method in page.methods:
            asked += 1
            status = client.generic(method, address).status_code
            if status != 404:
                opened[f"{method} {name}"] = status
    assert asked > 15
    assert opened == {}


def test_no_other_organisation_is_named_in_what_one_sees(world: World, someone: Callable[..., Client]) -> None:  # noqa: F811
    # A third one: of the second this organisation is a partner, so that some pages rightly name it.
    hidden = Organisation.objects.create(name="Zeerverborgen Wonen", slug="verborgen", kind="corporatie")
    Trajectory.objects.create(organisation=hidden, name="Zeerverborgen traject")
    for role in (Role.BEHEERDER, Role.LEZER):
        client = someone(role=role, on=world.organisation)
        for name, answer in answers(client, world):
            if not answer.streaming:
                assert b"Zeerverborgen" not in answer.content, name


def test_who_leaves_an_organisation_is_out_at_the_next_click(world: World, someone: Callable[..., Client]) -> None:  # noqa: F811
    client = someone(role=Role.BEHEERDER, on=world.organisation)
    address = reverse("workspace:organisation", args=[world.organisation.slug])
    assert client.get(address).status_code == 200
    Membership.objects.filter(user_id=client.session["_auth_user_id"]).delete()
    Participation.objects.filter(user_id=client.session["_auth_user_id"]).delete()
    assert client.get(address).status_code == 404


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the site itself writes in its log, down to the smallest remark."""
    handler = next(one for one in logging.getLogger().handlers if one.get_name() == "console")
    assert isinstance(handler, logging.StreamHandler)
    log, level = io.StringIO(), logging.getLogger().level
    before = handler.setStream(log)
    logging.getLogger().setLevel(logging.DEBUG)
    yield log
    logging.getLogger().setLevel(level)
    handler.setStream(before)


def test_no_secret_reaches_the_log_or_the_audit(
    world: World,  # noqa: F811
    client: Client,
    written: io.StringIO,
) -> None:
    _made, secret = invitations.invite(world.organisation, role=Role.LEZER, by=world.beheerder)
    password, token = "een heel geheim wachtwoord", f"x-{uuid.uuid4().hex}"
    client.post(reverse("accounts:login"), {"username": "wie@voorbeeld.nl", "password": password})
    client.post(reverse("workspace:accept", args=[secret]), {"password": password})
    client.post(reverse("accounts:choose_password", args=["MQ", token]), {"password": password})
    client.get(reverse("accounts:choose_password", args=["MQ", token]))
    client.get(reverse("accounts:one_time", args=[token]))
    client.put(reverse("workspace:accept", args=[secret]))
    client.get(f"/uitnodiging/{secret}/bestaat-niet/")
    assert "Not Found: /account/eenmalig/" in written.getvalue()
    lines = json.dumps(list(AuditEntry.objects.values("before", "after", "object_name", "object_id")))
    for one in (password, secret, token):
        assert one not in written.getvalue()
        assert one not in lines


def test_every_page_is_in_this_walk() -> None:
    assert set(READ) | set(CHANGE) == set(ours())
