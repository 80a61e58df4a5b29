"""Reports: asked for on a page, made by the worker, kept with their figures, never lost by one click."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from veerkracht.errors.web import NotAllowedError, NotNowError
from veerkracht.facts.areas import Level
from veerkracht.warehouse import Warehouse
from veerkracht.web.accounts.models import User
from veerkracht.web.audit.models import AuditEntry
from veerkracht.web.datasets.reading import country_for
from veerkracht.web.jobs.files import folder_of
from veerkracht.web.jobs.models import Job, JobState
from veerkracht.web.products import actions, clearing
from veerkracht.web.products.models import Product, ProductKind
from veerkracht.web.workspace.models import Organisation, Trajectory
from veerkracht.web.workspace.roles import Role
from veerkracht.workflows.quickscan import FORMATS

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


def page(name: str, trajectory: Trajectory, *further: object) -> str:
    return reverse(f"products:{name}", args=[trajectory.pk, *further])


def work() -> None:
    """Let a worker do what waits, as it is done on a server; the connection of the test stays open."""
    with patch("django_tasks_db.management.commands.db_worker.close_old_connections"):
        call_command("worker", "--batch", "--no-startup-delay", "--interval", "0", verbosity=0)


def ask(browser: Client, address: str, commit: Commit, **fields: object) -> Job:
    with commit(execute=True):
        answer = browser.post(address, fields)
    assert answer.status_code == 302, re.sub("<[^>]+>", " ", answer.content.decode())
    return Job.objects.get(pk=answer["Location"].split("/")[2])


def written(job: Job) -> Product:
    """Keep a report that was written by hand, as its worker would."""
    folder = folder_of(job.pk)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "quickscan.html").write_text("<!doctype html><title>QuickScan</title><h1>Stad</h1>", "utf-8")
    (folder / "quickscan.json").write_text("{}", "utf-8")
    trajectory = job.trajectory
    assert trajectory is not None
    return actions.keep_product(
        job,
        kind=ProductKind.QUICKSCAN,
        title="QuickScan Veerkracht Stad aan 't <b>Water</b>",
        place="Stad aan 't Water/..",
        formats=["html", "json"],
        data_version=country_for(None, trajectory).version,
    )


@pytest.fixture
def quickscan(city: City, analyst: User) -> Product:
    """A report in two formats."""
    job = actions.ask_quickscan(
        city.trajectory,
        by=analyst,
        gemeente=city.gemeente,
        name="Stad",
        compare=[],
        taal="nl",
        formats=["html", "json"],
    )
    Job.objects.update(state=JobState.DONE)
    job.refresh_from_db()
    return written(job)


@pytest.mark.slow
def test_a_quickscan_is_made_from_the_page_and_kept_with_the_version_of_its_figures(
    city: City, browser: Client, analyst: User, django_capture_on_commit_callbacks: Commit
) -> None:
    fields = {"gemeente": city.gemeente, "compare": "Rietmonde (fictief)", "taal": "en", "formats": FORMATS}
    job = ask(browser, page("new_quickscan", city.trajectory), django_capture_on_commit_callbacks, **fields)
    work()
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.failure_nl
    product = Product.objects.get(job=job)
    assert product.data_version == job.data_version == Warehouse(city.home).version()
    assert product.by == analyst
    text = browser.get(page("products", city.trajectory)).content.decode()
    assert product.title in text
    assert "De nieuwste" in text
    outcome = browser.get(reverse("jobs:job", args=[job.pk])).content.decode()
    assert page("product", city.trajectory, product.pk) in outcome
    assert browser.get(page("product", city.trajectory, product.pk)).status_code == 200
    files = {one: browser.get(page("download", city.trajectory, product.pk, one)).content for one in FORMATS}
    assert files["pdf"].startswith(b"%PDF-")
    assert "word/document.xml" in zipfile.ZipFile(BytesIO(files["docx"])).namelist()
    assert json.loads(files["json"])
    assert b'lang="en"' in files["html"]
    assert b"Rietmonde" in files["html"]


def test_the_report_is_read_apart_from_our_pages(quickscan: Product, city: City, browser: Client) -> None:
    answer = browser.get(page("read", city.trajectory, quickscan.pk))
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox;")
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "<h1" in answer.content.decode()


@pytest.mark.parametrize(("form", "media"), [("html", "text/html; charset=utf-8"), ("json", "application/json")])
def test_a_file_is_handed_out_under_a_safe_name(
    quickscan: Product, city: City, browser: Client, form: str, media: str
) -> None:
    answer = browser.get(page("download", city.trajectory, quickscan.pk, form))
    assert answer.headers["Content-Type"] == media
    assert re.fullmatch(
        rf'attachment; filename="quickscan-[a-z0-9-]+-\d{{4}}-\d\d-\d\d\.{form}"', answer.headers["Content-Disposition"]
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if form == "json":
        assert json.loads(answer.content) == {}


@pytest.mark.parametrize("form", ["pdf", "docx", "exe", "html.bak"])
def test_a_format_that_was_not_made_is_not_there(quickscan: Product, city: City, browser: Client, form: str) -> None:
    address = f"/t/{city.trajectory.pk}/rapporten/{quickscan.pk}/bestand/{form}/"
    assert browser.get(address).status_code == 404


def test_a_backtest_is_made_from_the_page(
    city: City, browser: Client, django_capture_on_commit_callbacks: Commit
) -> None:
    fields = {"figure": "buurt:overlast_per_1000", "years": "", "taal": "nl", "formats": ["html", "json"]}
    job = ask(browser, page("new_backtest", city.trajectory), django_capture_on_commit_callbacks, **fields)
    work()
    product = Product.objects.get(job=job)
    found = json.loads(browser.get(page("download", city.trajectory, product.pk, "json")).content)
    assert found["areas"] == 61
    assert found["origins"]
    assert product.place == "Meldingen van overlast per 1 000 inwoners"
    assert product.title in browser.get(page("products", city.trajectory)).content.decode()


def test_a_figure_without_enough_measurements_cannot_be_tested(city: City, browser: Client) -> None:
    answer = browser.post(page("new_backtest", city.trajectory), {"figure": "wijk:inwoners", "taal": "nl"})
    assert answer.status_code == 400
    assert not Job.objects.exists()


def test_newer_figures_are_told_and_the_report_stays(quickscan: Product, city: City, browser: Client) -> None:
    before = browser.get(page("read", city.trajectory, quickscan.pk)).content
    warehouse = Warehouse(city.home)
    warehouse.remove(warehouse.datasets()[-1].dataset)
    assert "Er zijn nieuwere" in browser.get(page("products", city.trajectory)).content.decode()
    text = browser.get(page("product", city.trajectory, quickscan.pk)).content.decode()
    assert quickscan.data_version in text
    assert warehouse.version() in text
    assert browser.get(page("read", city.trajectory, quickscan.pk)).content == before


def test_a_removed_report_can_be_brought_back_with_its_files(
    quickscan: Product, city: City, browser: Client, analyst: User
) -> None:
    answer = browser.post(page("remove", city.trajectory, quickscan.pk), follow=True)
    text = answer.content.decode()
    assert page("restore", city.trajectory, quickscan.pk) in text
    assert browser.get(page("read", city.trajectory, quickscan.pk)).status_code == 404
    browser.post(page("restore", city.trajectory, quickscan.pk))
    assert browser.get(page("read", city.trajectory, quickscan.pk)).status_code == 200
    acts = list(AuditEntry.objects.filter(act__startswith="products.").order_by("at").values_list("act", flat=True))
    assert acts == ["products.made", "products.removed", "products.restored"]


def test_a_removed_report_is_gone_after_thirty_days_and_not_before(quickscan: Product, analyst: User) -> None:
    folder = quickscan.path("html").parent
    actions.remove_product(quickscan, by=analyst)
    assert clearing.clear_removed() == 0
    Product.objects.update(removed=timezone.now() - timedelta(days=31))
    assert clearing.clear_removed() == 1
    assert not Product.objects.exists()
    assert not folder.exists()
    assert Job.objects.filter(pk=quickscan.job_id).exists()


def test_a_report_is_removed_once(quickscan: Product, analyst: User) -> None:
    actions.remove_product(quickscan, by=analyst)
    with pytest.raises(NotNowError):
        actions.remove_product(quickscan, by=analyst)


def test_a_job_that_runs_twice_keeps_one_report(quickscan: Product) -> None:
    assert written(quickscan.job).pk == quickscan.pk
    assert Product.objects.count() == 1


def test_a_reader_reads_and_does_not_make(
    quickscan: Product, city: City, make_user: MakeUser, as_user: Callable[[User], Client]
) -> None:
    reader = make_user("Lee", role=Role.LEZER, trajectory=city.trajectory)
    visitor = as_user(reader)
    assert visitor.get(page("read", city.trajectory, quickscan.pk)).status_code == 200
    assert visitor.get(page("new_quickscan", city.trajectory)).status_code == 403
    assert visitor.post(page("remove", city.trajectory, quickscan.pk)).status_code == 403
    with pytest.raises(NotAllowedError):
        actions.remove_product(quickscan, by=reader)


def test_a_report_is_not_found_through_another_trajectory(
    quickscan: Product, city: City, organisation: Organisation, browser: Client
) -> None:
    other = Trajectory.objects.create(organisation=organisation, name="Ander traject", gemeenten=[city.gemeente])
    for name in ("product", "read"):
        assert browser.get(page(name, other, quickscan.pk)).status_code == 404
    assert browser.get(page("download", other, quickscan.pk, "html")).status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param({"formats": []}, "Kies ten minste één soort bestand", id="no files"),
        pytest.param({"gemeente": "GM0344"}, "Gemeente", id="a gemeente outside the trajectory"),
        pytest.param({"compare": "Rietmonde (fictef)"}, "Bedoelt u", id="a misspelled gemeente to compare with"),
        pytest.param({"compare": "<script>alert(1)</script>"}, "&lt;script&gt;", id="markup"),
        pytest.param({"compare": ",".join(["GM9902"] * 13)}, "ten hoogste 12", id="too many"),
        pytest.param({"taal": "de"}, "Taal van het rapport", id="an unknown language"),
    ],
)
def test_a_wrong_question_is_met_with_what_would_be_right(
    city: City, browser: Client, fields: dict[str, object], words: str
) -> None:
    right = {"gemeente": city.gemeente, "taal": "nl", "formats": ["html"]}
    answer = browser.post(page("new_quickscan", city.trajectory), {**right, **fields})
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Job.objects.exists()


def test_without_figures_the_page_says_where_to_get_them(city: City, browser: Client) -> None:
    shutil.rmtree(city.home / "warehouse")
    for name in ("new_quickscan", "new_backtest"):
        answer = browser.get(page(name, city.trajectory))
        assert answer.status_code == 200
        assert "Naar de gegevens" in answer.content.decode()


def test_an_empty_place_teaches(city: City, browser: Client) -> None:
    assert "Een QuickScan laat in één rapport zien" in browser.get(page("products", city.trajectory)).content.decode()


def test_a_report_whose_file_is_gone_is_not_found_and_breaks_nothing(
    quickscan: Product, city: City, browser: Client
) -> None:
    Path(quickscan.path("html")).unlink()
    assert browser.get(page("read", city.trajectory, quickscan.pk)).status_code == 404


def test_what_is_being_made_stands_on_the_page(
    city: City, browser: Client, django_capture_on_commit_callbacks: Commit
) -> None:
    fields = {"figure": f"{Level.BUURT.value}:overlast_per_1000", "taal": "nl", "formats": ["html"]}
    job = ask(browser, page("new_backtest", city.trajectory), django_capture_on_commit_callbacks, **fields)
    text = browser.get(page("products", city.trajectory)).content.decode()
    assert "Nu in de maak" in text
    assert reverse("jobs:stand", args=[job.pk]) in text
