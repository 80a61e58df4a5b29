"""Long work: what was asked, how far it is, what it said, what came of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from veerkracht.web.workspace.models import Organisation, Trajectory


class JobState(models.TextChoices):
    """Where a job is."""

    WAITING = "wacht", _("Wacht")
    RUNNING = "bezig", _("Bezig")
    DONE = "klaar", _("Klaar")
    FAILED = "mislukt", _("Mislukt")
    STOPPED = "gestopt", _("Gestopt")


ENDED = (JobState.DONE, JobState.FAILED, JobState.STOPPED)


class Job(models.Model):
    """One piece of long work.

    Attributes:
        kind: which work; see `jobs.kinds`.
        asked: what was asked for, as plain values.
        share: how much is done, 0 to 1; None while that cannot be said.
        step, step_en: what it is doing now, in Dutch and English.
        attempt: how often a worker took it up; a worker that was thought lost tells nothing any more once another did.
        result: what came of it, as plain values.
        failure_nl, failure_en: why it failed, for people.
        seen: last sign of life of the worker.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("soort"), max_length=40)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, related_name="jobs")
    trajectory = models.ForeignKey(Trajectory, on_delete=models.CASCADE, null=True, blank=True, related_name="jobs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(_("stand"), max_length=10, choices=JobState.choices, default=JobState.WAITING)
    asked = models.JSONField(default=dict)
    share = models.FloatField(null=True)
    step = models.CharField(max_length=300, blank=True)
    step_en = models.CharField(max_length=300, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    result = models.JSONField(default=dict)
    failure_nl = models.TextField(blank=True)
    failure_en = models.TextField(blank=True)
    data_version = models.CharField(max_length=60, blank=True)
    stop_asked = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)
    started = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    seen = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering = ["-created"]
        verbose_name = _("taak")
        verbose_name_plural = _("taken")
        indexes = [models.Index(fields=["state", "created"])]

    def __str__(self) -> str:
        return f"{self.kind} ({self.get_state_display()})"

    @property
    def has_ended(self) -> bool:
        """Whether nothing more comes of it."""
        return self.state in ENDED

    @property
    def place(self) -> Trajectory | Organisation | None:
        """Where it belongs, and so who may see it; None for work of the program itself."""
        return self.trajectory or self.organisation

    def doing(self, language: str | None) -> str:
        """Return what it is doing now in a language."""
        return self.step if language == "nl" else self.step_en or self.step

    def failure(self, language: str | None) -> str:
        """Return why it failed in a language; empty if it did not."""
        return self.failure_nl if language == "nl" else self.failure_en


class JobLine(models.Model):
    """One line that a job wrote in its log; lines are only added."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="lines")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField()
    text_en = models.TextField(blank=True)

    class Meta:
        """In order."""

        ordering = ["id"]

    def __str__(self) -> str:
        return self.text

    def say(self, language: str | None) -> str:
        """Return the line in a language."""
        return self.text if language == "nl" else self.text_en or self.text
