"""What people change about jobs: one is asked for, one is stopped. What its worker changes is in `running`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from veerkracht.errors.web import NotNowError
from veerkracht.web.audit.record import record
from veerkracht.web.jobs.kinds import kind_of
from veerkracht.web.jobs.models import ENDED, Job, JobState
from veerkracht.web.jobs.tasks import run_job
from veerkracht.web.workspace.access import require
from veerkracht.web.workspace.models import Organisation, Trajectory
from veerkracht.web.workspace.roles import Act

if TYPE_CHECKING:
    from veerkracht.web.accounts.models import User


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


def _record(by: User | None, act: str, job: Job) -> None:
    record(
        by,
        act,
        job,
        organisation=job.organisation_id,
        trajectory=job.trajectory_id,
        after={"kind": job.kind, "state": job.state},
    )
