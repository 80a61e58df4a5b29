"""What a worker keeps of a job: taken up, told, logged, ended."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from veerkracht.errors.base import VeerkrachtError
from veerkracht.errors.web import JobStoppedError, JobTakenOverError
from veerkracht.facts.language import Bilingual
from veerkracht.web.audit.record import record
from veerkracht.web.jobs.models import Job, JobLine, JobState


def silence() -> timedelta:
    """Return after how long without a sign of life a worker is taken to be lost."""
    return timedelta(seconds=settings.CONFIG.job_silence_seconds)


def take(job_id: uuid.UUID | str) -> Job | None:
    """Return a job for the worker that runs it; None if it was stopped, ended or is being run."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        now = timezone.now()
        if job is None or job.has_ended:
            return None
        lost = job.seen is not None and now - job.seen > silence()
        if job.state == JobState.RUNNING and not lost:
            return None
        job.state, job.started, job.seen, job.attempt = JobState.RUNNING, now, now, job.attempt + 1
        job.save(update_fields=["state", "started", "seen", "attempt"])
    return job


def tell(job: Job, *, share: float | None, step: Bilingual | str) -> None:
    """Keep how far a job is.

    Raises:
        JobStoppedError: if someone asked it to stop, or another worker has taken it up.
    """
    nl, en = (step.nl, step.en) if isinstance(step, Bilingual) else (step, "")
    _alive(job).update(share=share, step=nl[:300], step_en=en[:300], seen=timezone.now())
    current = Job.objects.filter(pk=job.pk).values("attempt", "stop_asked", "state").first()
    if current is None or current["attempt"] != job.attempt or current["state"] != JobState.RUNNING:
        raise JobTakenOverError
    if current["stop_asked"]:
        raise JobStoppedError


def beat(job: Job) -> bool:
    """Keep that the worker of a job lives; return whether it is still the one that runs it."""
    return bool(_alive(job).update(seen=timezone.now()))


def log(job: Job, text: Bilingual | str) -> None:
    """Add a line to the log of a job."""
    nl, en = (text.nl, text.en) if isinstance(text, Bilingual) else (text, "")
    JobLine.objects.create(job=job, text=nl[:4000], text_en=en[:4000])


def end(job: Job, *, result: Mapping[str, object] | None = None, failure: VeerkrachtError | None = None) -> Job:
    """Return a job that has ended: done with a result, stopped, or failed with a reason that a person can read.

    A worker that lost its job to another ends nothing: the job comes back as the other has it.
    """
    mine = job.attempt
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job.pk)
        if job.attempt != mine or job.has_ended:
            return job
        if isinstance(failure, JobStoppedError):
            job.state = JobState.STOPPED
        elif failure is not None:
            job.state, job.failure_nl, job.failure_en = JobState.FAILED, failure.message("nl"), failure.message("en")
        else:
            job.state, job.share, job.result = JobState.DONE, 1.0, dict(result or {})
        job.ended, job.step, job.step_en = timezone.now(), "", ""
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


def _alive(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, attempt=job.attempt, state=JobState.RUNNING)
