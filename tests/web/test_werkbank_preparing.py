"""Figures of the werkbank made ready with the maps: kept on disk, and a page that says how far that is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.urls import reverse

from veerkracht.facts.areas import Level
from veerkracht.web.jobs.models import Job, JobState
from veerkracht.web.kaart import preparing
from veerkracht.web.werkbank import benches
from veerkracht.web.workspace.roles import Role
from veerkracht.workflows import werkbank_kept
from veerkracht.workflows.opening import open_home
from veerkracht.workflows.werkbank_opened import Workshop

from .figures import City

pytestmark = pytest.mark.django_db


class Silent:
    """Somebody to whom work tells how far it is, and who passes it over."""

    def progress(self, _share: float | None, _words: object) -> None:
        """Pass over."""


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the demo city count as a country in which opening takes long."""
    monkeypatch.setattr(werkbank_kept, "SMALL", 0)
    monkeypatch.setattr(benches, "_HELD", type(benches._HELD)())


@pytest.fixture
def page(city: City, make_user: Any, as_user: Any) -> Any:
    browser = as_user(make_user("Anna", role=Role.ANALIST, organisation=city.trajectory.organisation))
    return lambda name="werkbank", query="": browser.get(
        f"{reverse(f'werkbank:{name}', args=[city.trajectory.pk])}?{query}"
    )


@pytest.mark.usefixtures("large")
def test_a_werkbank_that_is_not_ready_says_so_and_is_made_by_the_job_of_the_maps(city: City, page: Any) -> None:
    answer = page()
    assert "De werkbank wordt klaargemaakt" in answer.content.decode()
    assert page("ready").json()["ended"] is False
    job = Job.objects.get()
    assert (job.kind, job.trajectory) == (preparing.KIND, city.trajectory)
    page()
    assert Job.objects.count() == 1
    preparing.run(job, Silent())  # type: ignore[arg-type]  # tells nobody
    assert page("ready").json() == {"share": 1.0, "step": "", "ended": True}
    assert 'id="wb-lijst"' in page().content.decode()


@pytest.mark.usefixtures("large")
def test_who_does_not_want_to_wait_opens_it_at_once(page: Any) -> None:
    assert 'id="wb-lijst"' in page(query="nu=1").content.decode()
    assert not Job.objects.exists()


@pytest.mark.usefixtures("large")
def test_after_a_failure_it_is_said_and_begun_again_only_when_asked(page: Any) -> None:
    page()
    Job.objects.update(state=JobState.FAILED, failure_nl="De schijf is vol.")
    assert "De schijf is vol." in page().content.decode()
    assert Job.objects.count() == 1
    page(query="opnieuw=1")
    assert Job.objects.count() == 2


def test_a_small_country_opens_without_anything_kept(city: City, page: Any) -> None:
    assert 'id="wb-lijst"' in page().content.decode()
    assert not list(Path(city.home).rglob("werkbank-*.npz"))


@pytest.fixture
def folder(large: None, tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.mark.parametrize("level", [Level.BUURT, Level.WIJK, Level.GEMEENTE])
def test_from_disk_the_werkbank_says_what_it_says_from_the_stored_data(city: City, folder: Path, level: Level) -> None:
    gemeente = "" if level is Level.GEMEENTE else city.gemeente
    plain = Workshop(country=open_home(city.home)).open(level, gemeente=gemeente)
    Workshop(country=open_home(city.home), folder=folder).keep(level, gemeente=gemeente)
    again = Workshop(country=open_home(city.home), folder=folder)
    assert again.is_ready(level)
    bank = again.open(level, gemeente=gemeente)
    assert (bank.areas, bank.periods) == (plain.areas, plain.periods)
    one, other = plain.rank(), bank.rank()
    np.testing.assert_array_equal(one.result.scores, other.result.scores)
    np.testing.assert_array_equal(plain.quick_intervals(one).rank_high, bank.quick_intervals(other).rank_high)


def test_what_was_kept_of_other_data_is_not_used_and_goes(city: City, folder: Path) -> None:
    country = open_home(city.home)
    Workshop(country=country, folder=folder).keep(Level.BUURT)
    (old,) = folder.iterdir()
    newer = Workshop(country=country.then(2023), folder=folder)
    assert not newer.is_ready(Level.BUURT)
    newer.keep(Level.BUURT)
    (fresh,) = folder.iterdir()
    assert fresh != old


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half", b"\x93NUMPY"])
def test_a_damaged_file_costs_time_and_nothing_else(city: City, folder: Path, content: bytes) -> None:
    workshop = Workshop(country=open_home(city.home), folder=folder)
    workshop.keep(Level.BUURT)
    (file,) = folder.iterdir()
    file.write_bytes(content)
    assert len(workshop.open(Level.BUURT, gemeente=city.gemeente).areas) == 61
    assert file.stat().st_size > len(content)
