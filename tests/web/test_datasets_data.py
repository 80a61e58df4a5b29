"""The data of a trajectory: what there is, what is missing, and getting it from the live services or from a file."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sources.live.conftest import addresses_at
from sources.live.server import Services, serve
from sources.live.world import GEMEENTE, KWB, catalogue, kwb_table
from veerkracht.facts.areas import Level
from veerkracht.warehouse import Warehouse
from veerkracht.web.accounts.models import User
from veerkracht.web.audit.models import AuditEntry
from veerkracht.web.datasets import work as work_of_data
from veerkracht.web.datasets.models import uploads_folder
from veerkracht.web.jobs.models import Job, JobState
from veerkracht.web.jobs.tasks import run_job
from veerkracht.web.workspace.models import Organisation, Trajectory
from veerkracht.web.workspace.roles import Role
from veerkracht.workflows.holdings import holdings, map_states
from veerkracht.workflows.opening import open_home

from .conftest import MakeUser
from .figures import City

pytestmark = pytest.mark.django_db
Commit = Callable[..., AbstractContextManager[list[Callable[[], None]]]]


@pytest.fixture
def analyst(make_user: MakeUser, organisation: Organisation) -> User:
    return make_user("Anna", role=Role.ANALIST, organisation=organisation)


@pytest.fixture
def browser(analyst: User, as_user: Callable[[User], Client]) -> Client:
    return as_user(analyst)


def page(name: str, trajectory: Trajectory) -> str:
    return reverse(f"datasets:{name}", args=[trajectory.pk])


def said(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", answer.content.decode()))


def test_the_page_names_every_source_with_its_years_and_licence(city: City, browser: Client) -> None:
    text = said(browser.get(page("data", city.trajectory)))
    for one in holdings(Warehouse(city.home)):
        assert one.publisher in text
    assert "De negen kaarten van" in text
    assert open_home(city.home).version in text


def test_each_of_the_nine_maps_is_there_or_says_what_is_missing(city: City) -> None:
    states = map_states(open_home(city.home), city.gemeente)
    assert [one.number for one in states] == list(range(1, 10))
    assert all(one.level is Level.BUURT or one.reason is not None for one in states)


def test_without_figures_every_map_is_missing_and_the_page_says_how_to_get_them(city: City, browser: Client) -> None:
    shutil.rmtree(city.home / "warehouse")
    text = said(browser.get(page("data", city.trajectory)))
    assert "Er zijn nog geen open data" in text
    assert text.count("Ontbreekt") >= 9
    assert "Haal open data op" in text


@pytest.fixture
def live(city: City, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """The live services, on this machine, with one table of figures."""
    world = Services()
    server = serve(world)
    world.v3 = {"84799NED": kwb_table(), "84583NED": kwb_table(year=2019)}
    addresses = addresses_at(world.base)
    for name in type(addresses).__dataclass_fields__:
        monkeypatch.setenv(f"VEERKRACHT_ADDRESS_{name.upper()}", getattr(addresses, name))
    for name, value in (("TRIES", "1"), ("FRESH_HOURS", "0"), ("DEADLINE_SECONDS", "10")):
        monkeypatch.setenv(f"VEERKRACHT_{name}", value)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(work_of_data, "shipped_catalogue", lambda: catalogue(KWB))
    city.trajectory.gemeenten = [GEMEENTE]
    city.trajectory.save()
    yield world
    server.shutdown()
    server.server_close()


def ask(browser: Client, trajectory: Trajectory, commit: Commit) -> Job:
    with commit(execute=True):
        answer = browser.post(page("fetch", trajectory), {"first": "2019", "last": "2020"})
    assert answer.status_code == 302, said(answer)
    job = Job.objects.get(pk=answer["Location"].split("/")[2])
    run_job.func(str(job.pk))
    job.refresh_from_db()
    return job


def test_a_refresh_fetches_table_by_table_and_keeps_its_log(
    live: Services, city: City, browser: Client, django_capture_on_commit_callbacks: Commit
) -> None:
    before = Warehouse(city.home).version()
    job = ask(browser, city.trajectory, django_capture_on_commit_callbacks)
    assert job.state == JobState.DONE, job.failure_nl
    assert job.result == {"tables": 2, "failed": 0}
    assert job.data_version == Warehouse(city.home).version() != before
    lines = [line.text for line in job.lines.all()]
    assert lines[0] == "2 tabellen gevraagd."
    assert all("gebieden" in line for line in lines[1:])
    assert AuditEntry.objects.filter(act="datasets.open_data.changed").count() == 1
    text = said(browser.get(page("data", city.trajectory)))
    assert "Open data van 2019 tot en met 2020 ophalen" in text


def test_one_table_that_fails_does_not_stop_the_others_and_is_told(
    live: Services, city: City, browser: Client, django_capture_on_commit_callbacks: Commit
) -> None:
    del live.v3["84799NED"]
    job = ask(browser, city.trajectory, django_capture_on_commit_callbacks)
    assert job.state == JobState.DONE
    assert job.result == {"tables": 2, "failed": 1}
    assert sum("MISLUKT" in line.text for line in job.lines.all()) == 1


def test_services_that_cannot_be_reached_leave_what_there_was(
    live: Services, city: City, browser: Client, django_capture_on_commit_callbacks: Commit
) -> None:
    before = Warehouse(city.home).version()
    live.v3.clear()
    job = ask(browser, city.trajectory, django_capture_on_commit_callbacks)
    assert job.state == JobState.FAILED
    assert "wat er al was, is gebleven" in job.failure_nl
    assert Warehouse(city.home).version() == before


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2020", "2019", "ligt voor"),
        ("2019", "2099", "nog geen cijfers"),
        ("", "2020", "Van jaar"),
        ("x", "y", "getal"),
    ],
)
def test_years_that_cannot_be_are_refused(city: City, browser: Client, first: str, last: str, words: str) -> None:
    answer = browser.post(page("fetch", city.trajectory), {"first": first, "last": last})
    assert answer.status_code == 400
    assert words in said(answer)
    assert not Job.objects.exists()


@pytest.mark.parametrize(("role", "may"), [(Role.ANALIST, True), (Role.PROCESBEGELEIDER, False), (Role.LEZER, False)])
def test_who_may_fetch(
    city: City, make_user: MakeUser, as_user: Callable[[User], Client], role: Role, may: bool
) -> None:
    person = make_user("Pim", role=role, organisation=city.trajectory.organisation)
    assert as_user(person).get(page("fetch", city.trajectory)).status_code == (200 if may else 403)


def test_the_fictitious_city_fetches_nothing(city: City, browser: Client) -> None:
    Organisation.objects.update(fictitious=True)
    answer = browser.post(page("fetch", city.trajectory), {"first": "2019", "last": "2020"})
    assert answer.status_code == 400
    assert not Job.objects.exists()


def send(browser: Client, trajectory: Trajectory, commit: Commit, name: str, content: bytes) -> Any:
    with commit(execute=True):
        return browser.post(page("bring_in", trajectory), {"file": SimpleUploadedFile(name, content)})


def test_only_a_functional_manager_brings_in_figures_that_all_see(
    city: City, browser: Client, analyst: User, django_capture_on_commit_callbacks: Commit
) -> None:
    answer = send(browser, city.trajectory, django_capture_on_commit_callbacks, "kwb.csv", b"a;b\n1;2\n")
    assert answer.status_code == 400
    assert not Job.objects.exists()
    analyst.is_staff = True
    analyst.save()
    answer = send(browser, city.trajectory, django_capture_on_commit_callbacks, "kwb.csv", b"a;b\n1;2\n")
    assert answer.status_code == 302


def test_a_file_that_holds_nothing_for_us_ends_in_words_without_a_place_on_the_server(
    city: City, browser: Client, analyst: User, django_capture_on_commit_callbacks: Commit
) -> None:
    analyst.is_staff = True
    analyst.save()
    answer = send(browser, city.trajectory, django_capture_on_commit_callbacks, "../../x y.csv", b"a;b\n1;2\n")
    job = Job.objects.get(pk=answer["Location"].split("/")[2])
    run_job.func(str(job.pk))
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert str(uploads_folder()) not in job.failure_nl + job.failure_en
    assert "wat er al was, is gebleven" in job.failure_nl
    assert list(uploads_folder().iterdir()) == []


@pytest.mark.parametrize("name", ["virus.exe", "kwb"])
def test_another_kind_of_file_is_refused_at_once(
    city: City, browser: Client, analyst: User, django_capture_on_commit_callbacks: Commit, name: str
) -> None:
    analyst.is_staff = True
    analyst.save()
    answer = send(browser, city.trajectory, django_capture_on_commit_callbacks, name, b"MZ")
    assert answer.status_code == 400
    assert "nemen we niet aan" in said(answer)


@pytest.mark.shared_data
@pytest.mark.slow
def test_a_real_file_is_brought_in(
    city: City,
    browser: Client,
    analyst: User,
    shared_data: Path,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    analyst.is_staff = True
    analyst.save()
    source = sorted((shared_data / "misdrijven_gezondheid").rglob("*.csv"), key=lambda one: one.stat().st_size)[0]
    answer = send(browser, city.trajectory, django_capture_on_commit_callbacks, source.name, source.read_bytes())
    job = Job.objects.get(pk=answer["Location"].split("/")[2])
    run_job.func(str(job.pk))
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.failure_nl
    assert job.result["datasets"]
    assert set(job.result["datasets"]) <= {part.dataset for part in Warehouse(city.home).datasets()}


def test_the_page_does_not_make_a_person_wait_for_what_takes_long(city: City, browser: Client) -> None:
    address = page("data", city.trajectory)
    first = said(browser.get(address))
    job = Job.objects.get(kind="overzicht")
    assert "We kijken welke kaarten uw gegevens kunnen dragen" in first
    assert "Per buurt" not in first
    browser.get(address)
    assert Job.objects.filter(kind="overzicht").count() == 1
    run_job.func(str(job.pk))
    then = said(browser.get(address))
    assert "We kijken welke kaarten" not in then
    assert "1." in then
    assert "9." in then
    assert Job.objects.filter(kind="overzicht").count() == 1


def test_if_the_background_fails_the_page_finds_out_itself(city: City, browser: Client) -> None:
    browser.get(page("data", city.trajectory))
    Job.objects.filter(kind="overzicht").update(state=JobState.FAILED)
    assert "We kijken welke kaarten" not in said(browser.get(page("data", city.trajectory)))
