"""What a worker keeps of a job: taken up, told, logged, ended."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from veerkracht.errors.base import VeerkrachtError
from veerkracht.errors.web import JobStoppedError
from veerkracht.web.audit.record import record
from veerkracht.web.jobs.models import Job, JobLine, JobState

# Workers tell something at least this often; after it a running job is taken to be lost.
SILENCE = timedelta(minutes=10)


def take(job_id: uuid.UUID | str) -> Job | None:
    """Return a job for the worker that runs it; None if it was stopped, ended or is being run."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        now = timezone.now()
        if job is None or job.has_ended:
            return None
        lost = job.seen is not None and now - job.seen > SILENCE
        if job.state == JobState.RUNNING and not lost:
            return None
        job.state, job.started, job.seen = JobState.RUNNING, now, now
        job.save(update_fields=["state", "started", "seen"])
    return job


def tell(job: Job, *, share: float | None, step: str) -> None:
    """Keep how far a job is.

    Raises:
        JobStoppedError: if someone asked it to stop.
    """
    Job.objects.filter(pk=job.pk).update(share=share, step=step[:300], seen=timezone.now())
    if Job.objects.filter(pk=job.pk, stop_asked=True).exists():
        raise JobStoppedError


def log(job: Job, text: str) -> None:
    """Add a line to the log of a job."""
    JobLine.objects.create(job=job, text=text[:4000])


def end(job: Job, *, result: Mapping[str, object] | None = None, failure: VeerkrachtError | None = None) -> Job:
    """Return a job that has ended: done with a result, stopped, or failed with a reason that a person can read."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job.pk)
        if isinstance(failure, JobStoppedError):
            job.state = JobState.STOPPED
        elif failure is not None:
            job.state, job.failure_nl, job.failure_en = JobState.FAILED, failure.message("nl"), failure.message("en")
        else:
            job.state, job.share, job.result = JobState.DONE, 1.0, dict(result or {})
        job.ended, job.step = timezone.now(), ""
        job.save()
        record(
            None,
            "jobs.ended",
            job,
            organisation=job.organisation_id,
            trajectory=job.trajectory_id,
            after={"kind": job.kind, "state": job.state},
        )
    return job
