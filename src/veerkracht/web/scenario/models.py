"""Scenarios of a trajectory, every version of them, and what people said of them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from veerkracht.web.workspace.models import Trajectory


class Scenario(models.Model):
    """A scenario; what it says stands in its versions.

    Attributes:
        number: of the last version; whoever adds one locks this row first.
        forked_from: the scenario of which it began as a copy; None for one that was begun by itself.
        forked_number: the version that was copied; 0 for none.
        archived: when it was put away; None for one in use.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trajectory = models.ForeignKey(Trajectory, on_delete=models.PROTECT, related_name="scenarios")
    name = models.CharField(_("naam"), max_length=120)
    made = models.DateTimeField(auto_now_add=True)
    number = models.PositiveIntegerField(default=0, editable=False)
    forked_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="forks")
    forked_number = models.PositiveIntegerField(default=0, editable=False)
    archived = models.DateTimeField(null=True, editable=False)

    class Meta:
        """Newest first."""

        ordering = ["-made", "name"]
        verbose_name = _("scenario")
        verbose_name_plural = _("scenario's")

    def __str__(self) -> str:
        return self.name


class ScenarioVersion(models.Model):
    """What a scenario said at a moment; the database refuses to change or remove it (migration 0002).

    Attributes:
        text: the scenario itself, TOML as `veerkracht scenario run` reads it: the one truth.
        data_version: of the stored data when it was saved.
        parent: number of the version that it was made from; 0 for the first.
        note: what changed, for people.
    """

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    data_version = models.CharField(max_length=60)
    parent = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first; one of each number."""

        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["scenario", "number"], name="one_scenario_version_a_number")]

    def __str__(self) -> str:
        return f"{self.scenario} {self.number}"


class ScenarioComment(models.Model):
    """What someone said of a version; it stays as it was written.

    Attributes:
        number: of the version that it is about.
    """

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="comments")
    number = models.PositiveIntegerField()
    text = models.TextField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Oldest first."""

        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.scenario} {self.number}"
