"""The long work of scenarios: running one many times beside its baseline, and the answer of those runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from veerkracht.facts.language import Bilingual
from veerkracht.web.jobs.files import folder_of
from veerkracht.web.scenario.cities import HELD, data_version_of
from veerkracht.web.scenario.models import ScenarioVersion
from veerkracht.web.workspace.homes import home_of
from veerkracht.workflows.scenario_answer import ANSWER, answer_of, answer_text
from veerkracht.workflows.scenario_engines import LOCAL, engine_named, workers_here
from veerkracht.workflows.scenario_run import SCENARIO, Asked
from veerkracht.workflows.scenario_run import run as run_scenario

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from veerkracht.engines.contract import Step
    from veerkracht.web.jobs.kinds import Reporter
    from veerkracht.web.jobs.models import Job

_CITY = Bilingual("De stad maken uit de cijfers", "Making the city out of the figures")
_ANSWERING = Bilingual("Het antwoord opmaken", "Making up the answer")


def run(job: Job, tell: Reporter) -> Mapping[str, object]:
    """Run a version of a scenario many times; parts that a worker left before it died are used again.

    Raises:
        VeerkrachtError: if the scenario no longer fits the data, or runs fail.
    """
    version = version_of_job(job)
    trajectory = version.scenario.trajectory
    home, runs = home_of(trajectory.organisation), int(job.asked["runs"])
    tell.progress(0.01, _CITY)
    data = data_version_of(trajectory)
    start = HELD.start(version.text, home=home, version=data)
    workers = workers_here()
    folder = result_folder(job)
    made = run_scenario(
        start,
        asked=Asked(runs=runs),
        engine=engine_named(LOCAL, workers=workers),
        workers=workers,
        out=folder,
        progress=lambda step: tell.progress(0.05 + 0.85 * step.done / max(step.total, 1), _words(step)),
    )
    tell.progress(0.92, _ANSWERING)
    answer = answer_of(start, made.merged, folder=folder, home=home)
    (folder_of(job.pk) / ANSWER).write_text(answer_text(answer), "utf-8")
    tell.line(
        Bilingual(
            f"{runs} doorrekeningen van versie {version.number}, met gegevens van versie {data}.",
            f"{runs} runs of version {version.number}, with data of version {data}.",
        )
    )
    return {"files": [ANSWER], "data": data, "scenario_file": SCENARIO}


def version_of_job(job: Job) -> ScenarioVersion:
    """Return the version that a job runs."""
    every = ScenarioVersion.objects.select_related("scenario__trajectory__organisation")
    return every.get(scenario_id=job.asked["scenario"], number=job.asked["number"])


def result_folder(job: Job) -> Path:
    """Return the folder in which the runs of a job stand."""
    folder = folder_of(job.pk) / "runs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def about(job: Job) -> str:
    """Say which scenario is run, and how often."""
    words: dict[str, Any] = {name: job.asked.get(name, "") for name in ("name", "number", "runs")}
    return _("Scenario %(name)s (versie %(number)s), %(runs)s keer doorrekenen") % words


def page_of(job: Job) -> str:
    """Return the address of the answer of the runs of a job."""
    scenario = job.asked.get("scenario")
    return reverse("scenario:result", args=[scenario, job.pk]) if scenario else ""


def _words(step: Step) -> Bilingual:
    return Bilingual(f"Doorrekening {step.done} van {step.total}", f"Run {step.done} of {step.total}")
