"""What people may send to harm: every text a page takes, every file it gives."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse

from veerkracht.web.audit.models import AuditEntry
from veerkracht.web.kaart.filters import MOST_CONDITIONS, parse_filter
from veerkracht.web.site import views
from veerkracht.web.workspace.models import Organisation
from veerkracht.web.workspace.roles import Role

from .figures import City
from .made import come_in
from .test_kaart import address, drawn, drawn_home, viewer  # noqa: F401  # fixtures
from .test_security import Parts
from .test_workspace_urls import someone, world  # noqa: F401  # fixtures
from .urls_table import PAGES, Of, Page, World

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script>"
WORDS = [
    "\x00",
    "a\x00b",
    "\ud800",
    "..",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "%00",
    "%c3%28",
    "'; DROP TABLE jobs_job; --",
    "{{ settings.SECRET_KEY }}",
    "${jndi:ldap://kwaad}",
    SCRIPT,
    "=1+1",
    "9" * 400,
    "-1",
    "NaN",
    "é" * 3000,
    "\u202e\u2066verkeerd om",
]
QUERY = [
    *("kaart", "niveau", "jaar", "wijze", "klasse", "gebied", "met", "filter", "gemeente", "stad", "sorteer", "pagina"),
    *("wie", "wat", "van", "tot", "next", "nu", "opnieuw", "toon", "zoek", "form", "taal", "q", "page", "ontwerp"),
]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1", " =1", "＝1+1"]


def answered(client: Client, where: str, **query: str) -> int:
    """Return the status of a page; a fault of ours would be raised here."""
    said = "&".join(f"{key}={quote(value.encode('utf-8', 'surrogatepass'), safe='')}" for key, value in query.items())
    return client.get(f"{where}?{said}").status_code


def kwargs_for(client: Client, page: Page, world: World) -> dict[str, Any]:  # noqa: F811  # the world of a test
    """Return what stands in the address of a page; of an atelier, the client takes part in it."""
    kwargs = dict(page.kwargs(world))
    if page.of is Of.ATELIER:
        come_in(client, **kwargs)
    return kwargs


@dataclass
class Faults:
    """Pages of faults: drawn whole once for each status, app and word; what they are made of is the same after that."""

    word: str = ""
    drawn: set[tuple[int, str, str]] = field(default_factory=set)


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Faults:
    """Sees to it that a page of a fault is not drawn thousands of times: that is three quarters of all the work."""
    found, draw = Faults(), views._fault

    def once(request: HttpRequest, status: int) -> HttpResponse:
        match = request.resolver_match
        key = status, match.app_name if match is not None else "", found.word
        if key in found.drawn:
            return HttpResponse(status=status)
        found.drawn.add(key)
        return draw(request, status)

    monkeypatch.setattr(views, "_fault", once)
    return found


@pytest.mark.slow
def test_no_question_breaks_a_page(world: World, someone: Callable[..., Client]) -> None:  # noqa: F811
    client = someone(role=Role.BEHEERDER, on=world.organisation)
    turn = 0
    for name, page in PAGES.items():
        where = reverse(name, kwargs=kwargs_for(client, page, world))
        for _ in range(3):
            turn += 1
            query = {key: WORDS[(at + turn * 7) % len(WORDS)] for at, key in enumerate(QUERY)}
            assert answered(client, where, **query) < 500, (name, query)


@pytest.mark.slow
def test_no_word_within_an_address_breaks_a_page(
    world: World,  # noqa: F811
    someone: Callable[..., Client],  # noqa: F811
    faults: Faults,
) -> None:
    client = someone(role=Role.BEHEERDER, on=world.organisation)
    for name, page in PAGES.items():
        kwargs = kwargs_for(client, page, world)
        where = reverse(name, kwargs=kwargs)
        for value in (str(one) for one in kwargs.values() if one):
            at = where.rfind(value)
            for word in WORDS:
                faults.word = word
                written = quote(word.encode("utf-8", "surrogatepass"), safe="")
                hostile = where[:at] + written + where[at + len(value) :]
                assert client.generic(page.methods[0], hostile).status_code < 500, (name, word)
    assert {word for _status, _app, word in faults.drawn} == set(WORDS)


@pytest.mark.slow
def test_no_form_breaks_a_page(world: World, someone: Callable[..., Client]) -> None:  # noqa: F811
    client = someone(role=Role.BEHEERDER, on=world.organisation)
    fields = "name email goal gemeenten start end note text reason role username password token code state kind title"
    leaves = {"accounts:logout", "workspace:organisation_leave", "workspace:trajectory_leave"}
    turn = 0
    for name, page in PAGES.items():
        if name in leaves or ("POST" not in page.methods and not name.startswith(("accounts:", "workspace:"))):
            continue
        turn += 1
        words = {key: WORDS[(at + turn * 5) % len(WORDS)] for at, key in enumerate(fields.split())}
        body = {key: word.encode("utf-8", "replace").decode() for key, word in words.items()}
        assert client.post(reverse(name, kwargs=dict(page.kwargs(world))), body).status_code < 500, (name, body)


def test_bytes_that_are_no_text_are_met_with_words(client: Client) -> None:
    for body in (b"username=%ff%fe&password=%00", b"\xff\xfe\x00", b"a" * 100_000, b"&".join([b"a=1"] * 6000)):
        answer = client.post(
            reverse("accounts:login"), body, content_type="application/x-www-form-urlencoded; charset=utf-8"
        )
        assert answer.status_code == 400
        assert b"<h1" in answer.content


def test_a_hundred_thousand_conditions_cost_no_time_and_the_first_few_hold() -> None:
    asked = ";".join(f"inwoners>{number}" for number in range(100_000))
    begin = time.thread_time()  # the processor counts, not the queue before it
    assert len(parse_filter(asked)) == MOST_CONDITIONS
    assert parse_filter("1:" + ".".join(["a"] * 50_000))
    assert len(parse_filter("9" * 500_000)) == 0
    assert len(parse_filter("a" * 200_000 + "!")) == 0
    assert time.thread_time() - begin < 2.0


@pytest.mark.parametrize("number", ["1e400", "1" * 400, "-" + "9" * 330])
def test_a_number_without_end_is_no_condition(number: str) -> None:
    assert parse_filter(f"inwoners>{number}") == ()


@pytest.mark.parametrize("asked", ["csv%00", "../../x", "CSV", "exe", "svg.csv", "png/../csv"])
def test_a_map_leaves_only_in_a_form_that_we_know(viewer: Client, drawn: City, asked: str) -> None:  # noqa: F811
    where = address(drawn, "export", form="csv").replace("export.csv", f"export.{asked}")
    assert viewer.get(where).status_code in {400, 404}


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-0,0-0,0-0",
        "bytes=" + "0-1," * 10_000,
        "bytes=99999999999999-",
        "bytes=-0",
        "bytes=5-1",
        "pages=1",
        "\x00",
    ],
)
def test_a_strange_part_of_the_tiles_is_never_a_fault(viewer: Client, drawn: City, asked: str) -> None:  # noqa: F811
    answer = viewer.get(address(drawn, "tiles") + "?niveau=wijk", headers={"Range": asked})
    assert answer.status_code in {200, 206, 416}
    assert len(answer.content) <= 5_000_000


def harmless(cell: str) -> bool:
    """Return whether no spreadsheet takes a cell for a formula; a number may begin with a minus."""
    plain = cell.strip()
    return not plain or plain[0] not in "=+-@\t\r\n＝＋－＠" or plain.lstrip("-").replace(",", "").isdigit()


@pytest.mark.parametrize("formula", FORMULAS, ids=ascii)
def test_no_cell_of_the_list_of_changes_is_a_formula(
    world: World,  # noqa: F811
    someone: Callable[..., Client],  # noqa: F811
    formula: str,
) -> None:
    client = someone(role=Role.BEHEERDER, on=world.organisation)
    world.beheerder.name = formula
    world.beheerder.save()
    AuditEntry.objects.create(
        actor_id=world.beheerder.pk,
        actor_name=formula,
        organisation_id=world.organisation.pk,
        act="onbekend.ding",
        object_type="x",
        object_id="1",
        object_name=formula,
        before={"name": formula},
        after={"name": formula + "2"},
    )
    Organisation.objects.filter(pk=world.organisation.pk).update(name=formula)
    body = client.get(reverse("workspace:changes_csv", args=[world.organisation.slug])).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body), delimiter=";"))
    assert len(rows) > 1
    assert [cell for row in rows for cell in row if not harmless(cell)] == []


def test_names_with_a_script_in_them_are_names(
    world: World,  # noqa: F811
    someone: Callable[..., Client],  # noqa: F811
) -> None:
    client = someone(role=Role.BEHEERDER, on=world.organisation)
    nasty = f"\"'>{SCRIPT}<img src=x onerror=alert(1)>"
    Organisation.objects.filter(pk=world.organisation.pk).update(name=nasty)
    world.trajectory.name, world.trajectory.goal = nasty, nasty
    world.trajectory.save()
    world.beheerder.name = nasty
    world.beheerder.save()
    shown = 0
    for name, page in PAGES.items():
        if page.methods[0] != "GET" or name == "products:read":
            continue
        answer = client.get(reverse(name, kwargs=kwargs_for(client, page, world)))
        if answer.get("Content-Type", "").startswith("text/html"):
            body = answer.content.decode()
            shown += "alert(1)" in body
            assert SCRIPT not in body, name
            if not answer.get("Content-Disposition", "").startswith("attachment"):
                assert Parts(body).inline == [], name
    assert shown > 10
