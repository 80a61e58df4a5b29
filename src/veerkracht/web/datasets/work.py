"""The long work of data: fetching from the live services, and bringing in a file with open data."""

from __future__ import annotations

import shutil
from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from veerkracht.errors.datasets import NothingFetchedError, NothingImportedError
from veerkracht.facts.indicators import Theme
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period
from veerkracht.web.datasets import news, open_actions
from veerkracht.web.datasets.models import uploads_folder
from veerkracht.web.datasets.reading import map_states_of, open_country_of
from veerkracht.web.jobs.kinds import Reporter
from veerkracht.web.jobs.models import Job
from veerkracht.web.workspace.homes import home_of
from veerkracht.workflows.importing import ImportItem, Outcome, import_files
from veerkracht.workflows.opening import shipped_catalogue, version_at, warehouse_at
from veerkracht.workflows.refresh import Step, plan, refresh
from veerkracht.workflows.settings import read_settings


def fetch(job: Job, tell: Reporter) -> Mapping[str, object]:
    """Fetch the open data that were asked for; each table is stored whole or not at all.

    Raises:
        NothingFetchedError: if no table came.
        JobStoppedError: if someone asked to stop; the tables that came are kept.
    """
    asked, home = job.asked, home_of(job.organisation)
    periods = [Period(year) for year in range(int(asked["first"]), int(asked["last"]) + 1)]
    themes = [Theme(name) for name in asked["themes"]] or None
    tell.progress(0.0, Bilingual("Uitzoeken welke tabellen nodig zijn", "Finding out which tables are needed"))
    tasks = plan(asked["gemeenten"], periods, catalogue=shipped_catalogue(), themes=themes)
    sources = Bilingual(f"{len(tasks)} tabellen gevraagd.", f"{len(tasks)} tables asked for.")
    tell.line(sources)
    settings = read_settings()

    def listen(step: Step) -> None:
        said, total = step.task.say(), max(step.total, 1)
        size = f" ({step.bytes_done / 1e6:.0f} MB)" if step.bytes_done else ""
        tell.progress(step.done / total, Bilingual(f"{said.nl}{size}", f"{said.en}{size}"))
        if step.finished is not None:
            tell.line(step.finished.say())

    with settings.http(home=home, offline=False) as http:
        report = refresh(
            asked["gemeenten"],
            periods,
            catalogue=shipped_catalogue(),
            warehouse=warehouse_at(home),
            http=http,
            progress=listen,
            themes=themes,
            addresses=settings.addresses(),
        )
    failed = len(report.failed)
    if report.tables and failed == len(report.tables):
        first = report.failed[0].failed
        words = ("", "") if first is None else (first.message("nl"), first.message("en"))
        raise NothingFetchedError(count=failed, first_nl=words[0], first_en=words[1])
    open_actions.changed(job, version=version_at(home))
    news.spread(job)
    _look_ahead(job, tell)
    return {"tables": len(report.tables), "failed": failed}


def bring_in(job: Job, tell: Reporter) -> Mapping[str, object]:
    """Bring in a file with open data, whole or not at all.

    Raises:
        NothingImportedError: if it could not be taken in.
    """
    asked, home = job.asked, home_of(job.organisation)
    folder = uploads_folder() / asked["place"]
    tell.progress(None, Bilingual("Het bestand lezen", "Reading the file"))
    done: list[ImportItem] = []
    try:
        import_files(
            [folder / asked["file"]],
            warehouse=warehouse_at(home),
            catalogue=shipped_catalogue(),
            retrieved=timezone.localdate(job.created),
            progress=done.append,
        )
        error = done[0].error if done else None
        if error is not None:
            # Where it lies on the server is nobody's business.
            words = [error.message(taal).replace(f"{folder}/", "") for taal in ("nl", "en")]
            raise NothingImportedError(why_nl=words[0], why_en=words[1])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for item in done:
        for report in item.reports:
            tell.line(
                Bilingual(
                    f"{report.what.nl}: {report.rows_taken} van {report.rows_read} rijen ingelezen.",
                    f"{report.what.en}: {report.rows_taken} of {report.rows_read} rows taken in.",
                )
            )
            for warning in report.warnings:
                tell.line(warning)
    open_actions.changed(job, version=version_at(home))
    news.spread(job)
    _look_ahead(job, tell)
    taken = [item for item in done if item.outcome is Outcome.TAKEN]
    return {"files": [], "datasets": [name for item in taken for name in item.datasets]}


def _look_ahead(job: Job, tell: Reporter) -> None:
    """See which maps the new figures can carry, so that the page on data has it at hand."""
    if job.trajectory is None:
        return
    tell.progress(None, Bilingual("Kijken welke kaarten er nu zijn", "Looking which maps there are now"))
    country = open_country_of(job.organisation)
    for gemeente in job.trajectory.gemeenten:
        map_states_of(country, gemeente, trajectory=job.trajectory, scope="allen")


def about_fetch(job: Job) -> str:
    """Say which data are fetched."""
    return _("Open data van %(first)s tot en met %(last)s ophalen") % {
        "first": job.asked.get("first"),
        "last": job.asked.get("last"),
    }


def about_bring_in(job: Job) -> str:
    """Say which file is brought in."""
    return _("Inlezen van %(name)s") % {"name": job.asked.get("name", "")}


def page_of(job: Job) -> str:
    """Return the address of the page on data, where what came of a job can be seen."""
    return reverse("datasets:data", args=[job.trajectory_id]) if job.trajectory_id else ""
