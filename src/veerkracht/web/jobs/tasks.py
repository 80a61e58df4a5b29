"""What a worker runs: one task for every kind of job."""

from __future__ import annotations

import logging

from django_tasks import task

from veerkracht.errors.base import VeerkrachtError
from veerkracht.errors.web import JobBrokeError
from veerkracht.facts.language import Bilingual
from veerkracht.web.jobs import running
from veerkracht.web.jobs.heartbeat import Heartbeat
from veerkracht.web.jobs.kinds import kind_of
from veerkracht.web.jobs.models import Job

_LOG = logging.getLogger(__name__)


class Telling:
    """Keeps what a job tells in the database."""

    def __init__(self, job: Job) -> None:
        """Tell about one job."""
        self._job = job

    def progress(self, share: float | None, step: Bilingual | str) -> None:
        """Say how much is done and what it does now."""
        running.tell(self._job, share=share, step=step)

    def line(self, text: Bilingual | str) -> None:
        """Add a line to the log."""
        running.log(self._job, text)


@task()
def run_job(job_id: str) -> None:
    """Run a job from beginning to end; whatever happens, it ends with words that a person can read."""
    job = running.take(job_id)
    if job is None:
        return
    try:
        with Heartbeat(job):
            result = kind_of(job.kind).run(job, Telling(job))
    except VeerkrachtError as error:
        running.end(job, failure=error)
    except Exception:
        # The border of the worker: a fault of ours must not leave a job that seems to run for ever.
        _LOG.exception("The job %s (%s) broke.", job.pk, job.kind)
        running.end(job, failure=JobBrokeError(str(job.pk)))
        raise
    else:
        running.end(job, result=result)
