"""Running a scenario as a job: its answer is that of runs, and says where the quick answer told something else."""

from __future__ import annotations

import json
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.urls import reverse

from veerkracht.engines.contract import InThisProcess
from veerkracht.errors.web import JobStoppedError
from veerkracht.web.jobs.models import JobState
from veerkracht.web.scenario import actions, cities, work
from veerkracht.web.workspace.roles import Role
from veerkracht.workflows.scenario_files import example_text
from veerkracht.workflows.scenario_held import HeldCities


class Told:
    """Keeps what a job tells; stops it after so many steps if asked to."""

    def __init__(self, *, stops_after: int = 1000) -> None:
        self.shares: list[float] = []
        self.lines: list[str] = []
        self._left = stops_after

    def progress(self, share: float, _step: object) -> None:
        """Note how far it is."""
        self.shares.append(share)
        self._left -= 1
        if self._left < 0:
            raise JobStoppedError

    def line(self, text: object) -> None:
        """Note a line."""
        self.lines.append(str(text))


@pytest.fixture
def asked(city, make_user, organisation, as_user, monkeypatch):
    """A job that asks two runs of two years, computed here: this is about the page and not about the runs."""
    monkeypatch.setattr(cities, "HELD", HeldCities(draws=2))
    monkeypatch.setattr(work, "HELD", cities.HELD)
    monkeypatch.setattr(work, "engine_named", lambda *_args, **_given: InThisProcess())
    analyst = make_user("Ans", role=Role.ANALIST, organisation=organisation)
    text = example_text("social_first").replace("years = 15", "years = 2")
    for year in range(2027, 2040):
        text = text.replace(f"to = {year}", "to = 2026")
    scenario = actions.make_scenario(city.trajectory, by=analyst, text=text)
    return scenario, actions.ask_runs(scenario.versions.get(), by=analyst, runs=2), as_user(analyst)


@pytest.mark.slow
def test_runs_give_an_answer_of_their_own_with_where_the_quick_one_differs(asked):
    scenario, job, client = asked
    told = Told()
    job.result, job.state = dict(work.run(job, told)), JobState.DONE
    job.save()
    assert told.shares == sorted(told.shares)
    found = client.get(work.page_of(job))
    html = found.content.decode()
    assert "Waar zei het snelle antwoord iets anders?" in html
    assert not found.context["answer"].is_quick
    assert len(found.context["twins"]) >= 1
    file = client.get(reverse("jobs:file", args=[job.pk, "answer.json"]))
    told_again = json.loads(file.content)
    assert (told_again["asked"]["runs"], told_again["asked"]["engine"]) == (2, "runs")
    assert told_again["countable"]["ledger"]["adds_up"]
    assert "Sociaal eerst" in work.about(job)
    assert scenario.number == 1


@pytest.mark.slow
def test_a_job_that_is_stopped_leaves_parts_that_the_next_uses(asked):
    _scenario, job, _client = asked
    with pytest.raises(JobStoppedError):
        work.run(job, Told(stops_after=1))
    assert work.run(job, Told())["files"] == ["answer.json"]


def test_loading_the_application_starts_nothing_of_its_own():
    """Whoever only loads it (tests, tools, each worker of a server) must not compile for half a minute in its midst."""
    program = (
        "import threading, veerkracht.web.asgi, sys; print([one.name for one in threading.enumerate()], "
        "'veerkracht.stad.micro' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "['MainThread'] False"


def test_the_loops_are_compiled_without_any_stored_data(tmp_path, monkeypatch):
    home = tmp_path / "leeg"
    monkeypatch.setattr(cities, "read_settings", lambda: SimpleNamespace(home=home))
    call_command("warm")
    assert "veerkracht.stad.field_market" in sys.modules
    assert not home.exists()
