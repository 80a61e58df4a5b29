"""Everything that changes a job: asked, started, told, stopped, ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from veerkracht.errors.base import VeerkrachtError
from veerkracht.errors.web import JobStoppedError, NotNowError
from veerkracht.web.audit.record import record
from veerkracht.web.jobs.kinds import kind_of
from veerkracht.web.jobs.models import ENDED, Job, JobLine, JobState
from veerkracht.web.workspace.access import require
from veerkracht.web.workspace.models import Organisation, Trajectory
from veerkracht.web.workspace.roles import Act

if TYPE_CHECKING:
    import uuid

    from veerkracht.web.accounts.models import User

# Workers tell something at least this often; after it a running job is taken to be lost.
SILENCE = timedelta(minutes=10)


def start_job(
    kind: str,
    *,
    by: User | None,
    organisation: Organisation | None,
    trajectory: Trajectory | None = None,
    asked: Mapping[str, object],
    act: Act,
) -> Job:
    """Return a new job that waits for a worker; the same question that is still waiting or running is not asked twice.

    Args:
        kind: fixed name, see `jobs.kinds`.
        by: who asks; None for the program itself, which may always.
        organisation: to which it belongs.
        trajectory: within which it was asked, if any.
        asked: plain values.
        act: which right it takes.

    Raises:
        NotAllowedError: if this person may not.
        UnknownJobKindError: if there is no such kind.
    """
    from veerkracht.web.jobs.tasks import run_job  # noqa: PLC0415  # the task calls back into this module

    kind_of(kind)
    if by is not None and (place := trajectory or organisation) is not None:
        require(by, act, place)
    with transaction.atomic():
        same = Job.objects.filter(
            kind=kind, organisation=organisation, trajectory=trajectory, asked=dict(asked)
        ).exclude(state__in=ENDED)
        if (running := same.first()) is not None:
            return running
        job = Job.objects.create(kind=kind, by=by, organisation=organisation, trajectory=trajectory, asked=dict(asked))
        _record(by, "jobs.started", job)
        transaction.on_commit(lambda: run_job.enqueue(str(job.pk)))
    return job


def ask_to_stop(job: Job, *, by: User) -> Job:
    """Return a job that will stop at its next sign of life; one that waits stops at once.

    Raises:
        NotAllowedError: if this person may not.
        NotNowError: if it has ended.
    """
    place = job.trajectory or job.organisation
    if place is not None:
        require(by, Act.JOB_STOP, place)
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job.pk)
        if job.has_ended:
            raise NotNowError(why_nl="deze taak is al klaar", why_en="this job has ended")
        job.stop_asked = True
        if job.state == JobState.WAITING:
            job.state, job.ended = JobState.STOPPED, timezone.now()
        job.save()
        _record(by, "jobs.stopped", job)
    return job


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
        _record(None, "jobs.ended", job)
    return job


def _record(by: User | None, act: str, job: Job) -> None:
    record(
        by,
        act,
        job,
        organisation=job.organisation_id,
        trajectory=job.trajectory_id,
        after={"kind": job.kind, "state": job.state},
    )
