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
        step: what it is doing now, in words.
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


class JobLine(models.Model):
    """One line that a job wrote in its log; lines are only added."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="lines")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField()

    class Meta:
        """In order."""

        ordering = ["id"]

    def __str__(self) -> str:
        return self.text
