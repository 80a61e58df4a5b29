"""How a job is shown: its name, its state in words, whether it can be stopped or asked again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from veerkracht.web.jobs.files import folder_of
from veerkracht.web.jobs.kinds import is_known, kind_name, kind_of
from veerkracht.web.jobs.models import Job, JobState

_TONES = {
    JobState.WAITING: "neutral",
    JobState.RUNNING: "active",
    JobState.DONE: "ok",
    JobState.FAILED: "error",
    JobState.STOPPED: "warning",
}
_ICONS = {
    JobState.WAITING: "clock",
    JobState.RUNNING: "play",
    JobState.DONE: "check",
    JobState.FAILED: "octagon-alert",
    JobState.STOPPED: "x",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownJob:
    """A job as a page shows it.

    Attributes:
        about: what is being made, for people.
        state: in words; `tone` and `icon` go with it.
        step: what it does now; empty when it waits or has ended.
        outcome: address of what came of it; empty if nothing, or nothing apart from the job.
        again: whether it can be asked for again.
    """

    job: Job
    kind: str
    about: str
    state: str
    tone: str
    icon: str
    step: str
    by: str
    outcome: str
    again: bool

    @property
    def began(self) -> datetime:
        """When it started, or was asked for."""
        return self.job.started or self.job.created


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFile:
    """A file that can be downloaded."""

    name: str
    url: str
    bytes: int


def shown(job: Job) -> ShownJob:
    """Return how a job is shown in the present language."""
    known = kind_of(job.kind) if is_known(job.kind) else None
    state = JobState(job.state)
    words = str(state.label)
    if state is JobState.RUNNING and job.stop_asked:
        words = _("Stopt")
    done = state is JobState.DONE
    return ShownJob(
        job=job,
        kind=kind_name(job.kind),
        about=known.about(job) if known is not None and known.about is not None else kind_name(job.kind),
        state=words,
        tone=_TONES[state],
        icon=_ICONS[state],
        step=job.doing(get_language()),
        by=str(job.by) if job.by is not None else _("het programma zelf"),
        outcome=known.page(job) if done and known is not None and known.page is not None else "",
        again=state in (JobState.FAILED, JobState.STOPPED) and known is not None and known.act is not None,
    )


def shown_file(job: Job, name: str) -> ShownFile:
    """Return one of the files that a job made."""
    path = folder_of(job.pk) / name
    size = path.stat().st_size if path.is_file() else 0
    return ShownFile(name=name, url=reverse("jobs:file", args=[job.pk, name]), bytes=size)
