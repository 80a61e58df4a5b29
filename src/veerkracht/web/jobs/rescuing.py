"""Jobs whose worker disappeared: taken up again once, then ended with words that a person can read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from veerkracht.errors.web import JobLostError
from veerkracht.facts.language import Bilingual
from veerkracht.web.audit.record import record
from veerkracht.web.jobs.models import Job, JobLine, JobState
from veerkracht.web.jobs.running import silence
from veerkracht.web.jobs.tasks import run_job

if TYPE_CHECKING:
    from datetime import datetime

# Work that took its worker down twice will do so a third time.
MOST_ATTEMPTS = 2
_AGAIN = Bilingual(
    "Het programma dat dit werk deed, is gestopt. De taak begint opnieuw.",
    "The program that did this work stopped. The job starts again.",
)


def rescue() -> int:
    """Take up again what a lost worker left, or end it; return how many jobs that were.

    A job is lost when it runs without a sign of life for longer than allowed, or waits while it stands in no queue.
    """
    before = timezone.now() - silence()
    lost = Job.objects.filter(state=JobState.RUNNING, seen__lt=before)
    waiting = Job.objects.filter(state=JobState.WAITING, created__lt=before)
    found = 0
    for job in lost:
        found += _take_up_again(job, before=before)
    if waiting.exists():
        queued = _in_queue()
        for job in waiting:
            if str(job.pk) not in queued:
                run_job.enqueue(str(job.pk))
                found += 1
    return found


def forget_old_lines(*, older_than: timedelta = timedelta(days=30)) -> int:
    """Remove what the queue kept of tasks that ended long ago (the jobs stay); return how many."""
    ended = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - older_than)
    return int(ended.delete()[0])


def _take_up_again(job: Job, *, before: datetime) -> int:
    with transaction.atomic():
        current = Job.objects.select_for_update().get(pk=job.pk)
        # It may have given a sign of life, or another process may have been first.
        if current.state != JobState.RUNNING or current.seen is None or current.seen >= before:
            return 0
        _close_queue_line(current)
        if current.stop_asked:
            current.state, current.ended = JobState.STOPPED, timezone.now()
            act = "jobs.stopped"
        elif current.attempt < MOST_ATTEMPTS:
            current.state, current.share, current.step, current.step_en = JobState.WAITING, None, "", ""
            JobLine.objects.create(job=current, text=_AGAIN.nl, text_en=_AGAIN.en)
            transaction.on_commit(lambda: run_job.enqueue(str(current.pk)))
            act = "jobs.taken_up_again"
        else:
            error = JobLostError(str(current.pk), attempts=current.attempt)
            current.state, current.ended = JobState.FAILED, timezone.now()
            current.failure_nl, current.failure_en = error.message("nl"), error.message("en")
            act = "jobs.lost"
        current.save()
        record(
            None,
            act,
            current,
            organisation=current.organisation_id,
            trajectory=current.trajectory_id,
            after={"kind": current.kind, "state": current.state, "attempt": current.attempt},
        )
    return 1


def _close_queue_line(job: Job) -> None:
    for line in DBTaskResult.objects.running().filter(task_path=run_job.module_path):
        if _job_of(line) == str(job.pk):
            line.set_failed(JobLostError(str(job.pk), attempts=job.attempt))


def _in_queue() -> set[str]:
    ready = DBTaskResult.objects.filter(
        task_path=run_job.module_path, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
    )
    return {_job_of(line) for line in ready}


def _job_of(line: DBTaskResult[..., object]) -> str:
    given = line.args_kwargs.get("args") or [""]
    return str(given[0])
