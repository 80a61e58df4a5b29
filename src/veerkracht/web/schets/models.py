"""Wijkschetsen, every version of them, and what parties said of a published one."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from veerkracht.web.atelier.models import Atelier
from veerkracht.web.workspace.models import Organisation, Trajectory


class Schets(models.Model):
    """A wijkschets of one area; what it says stands in its versions.

    Attributes:
        area: code of the wijk or buurt.
        atelier: whose board it rests on; None for one that rests on figures alone.
        number: of the last version; whoever adds one locks this row first.
        published: number of the last published version; 0 if none is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trajectory = models.ForeignKey(Trajectory, on_delete=models.PROTECT, related_name="schetsen")
    atelier = models.ForeignKey(Atelier, on_delete=models.PROTECT, null=True, related_name="schetsen")
    area = models.CharField(_("gebied"), max_length=20)
    title = models.CharField(_("titel"), max_length=120)
    made = models.DateTimeField(auto_now_add=True)
    number = models.PositiveIntegerField(default=0, editable=False)
    published = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        """Newest first."""

        ordering = ["-made"]
        verbose_name = _("wijkschets")
        verbose_name_plural = _("wijkschetsen")

    def __str__(self) -> str:
        return self.title


class SchetsVersion(models.Model):
    """What a wijkschets said at a moment; the database refuses to change or remove it (migration 0002).

    Attributes:
        values: as `workflows.schetsen` reads it.
        grounds: the figures that it cites, and who wrote the cards, without their words: those stay on the board, where
            they can be erased.
        is_published: whether it was published.
        note: what changed, as a short name and the key of a line, such as `line.changed causes-1`.
    """

    schets = models.ForeignKey(Schets, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    values = models.JSONField()
    grounds = models.JSONField()
    is_published = models.BooleanField(default=False)
    note = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first; one of each number."""

        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["schets", "number"], name="one_schets_version_a_number")]

    def __str__(self) -> str:
        return f"{self.schets} {self.number}"


class SchetsSignOff(models.Model):
    """What a party said of a published version; a later word of the same party stands beside it, it overwrites nothing.

    Attributes:
        party: key of the role.
        organisation: in whose name, where it takes part in the trajectory; None for a role that is none here.
        said_by: who said it in the name of the party, in words.
        said_on: the day on which that was.
        is_own: whether someone of the organisation noted it themselves; else who leads noted what others said.
        by: who noted it.
    """

    version = models.ForeignKey(SchetsVersion, on_delete=models.PROTECT, related_name="sign_offs")
    party = models.SlugField(max_length=60)
    verdict = models.CharField(max_length=20)
    reason = models.TextField(max_length=1000, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    said_by = models.CharField(max_length=200)
    said_on = models.DateField()
    is_own = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Oldest first."""

        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.party}: {self.verdict}"
