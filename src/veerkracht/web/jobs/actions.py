"""What people change about jobs: one is asked for, one is stopped. What its worker changes is in `running`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from veerkracht.errors.web import NotNowError, TooManyJobsError
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
        TooManyJobsError: if the organisation has as much work waiting as it may.
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
        _check_room(organisation)
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


def ask_again(job: Job, *, by: User) -> Job:
    """Return a new job that asks what a failed or stopped one asked; the old one stays as it was.

    Raises:
        NotAllowedError: if this person may not.
        NotNowError: if the job did not fail and was not stopped, or its kind cannot be asked for again.
        TooManyJobsError: if the organisation has as much work waiting as it may.
    """
    if job.state not in (JobState.FAILED, JobState.STOPPED):
        raise NotNowError(
            why_nl="alleen een taak die mislukte of gestopt is, kan opnieuw",
            why_en="only a job that failed or was stopped can be asked for again",
        )
    act = kind_of(job.kind).act
    if act is None:
        raise NotNowError(
            why_nl="dit soort taak begint niet vanaf een pagina", why_en="this kind of job is not started from a page"
        )
    return start_job(
        job.kind, by=by, organisation=job.organisation, trajectory=job.trajectory, asked=job.asked, act=act
    )


def _check_room(organisation: Organisation | None) -> None:
    """Refuse more work than an organisation may have waiting, so that others get their turn.

    Raises:
        TooManyJobsError: if it has so much.
    """
    if organisation is None:
        return
    # The row is held, so that two requests at once do not both find the last place free.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    count, most = Job.objects.filter(organisation=organisation).exclude(state__in=ENDED).count(), _most()
    if count >= most:
        raise TooManyJobsError(count=count, most=most)


def _most() -> int:
    return int(settings.CONFIG.jobs_waiting)


def _record(by: User | None, act: str, job: Job) -> None:
    record(
        by,
        act,
        job,
        organisation=job.organisation_id,
        trajectory=job.trajectory_id,
        after={"kind": job.kind, "state": job.state},
    )
