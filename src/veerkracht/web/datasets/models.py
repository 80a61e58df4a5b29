"""Own tables of organisations: which there are, which files wait to be taken in, and with whom figures are shared.

The figures themselves, every version of them and the files as they were sent, stand in the organisation's own store
(`workflows.own_tables`); here is what the pages need to know about them.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from veerkracht.web.workspace.models import Organisation, Partnership, Trajectory

KEPT_AFTER_DROPPING = timedelta(days=30)


class OwnTable(models.Model):
    """A table of an organisation.

    Attributes:
        name: short name, the same as in the store; later versions share it.
        version: number of the version in use; None if all were undone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="own_tables")
    name = models.CharField(_("korte naam"), max_length=40)
    title = models.CharField(_("titel"), max_length=200)
    kind = models.CharField(_("soort"), max_length=20)
    version = models.PositiveIntegerField(_("versie"), null=True)
    changed = models.DateTimeField(_("gewijzigd"), auto_now=True)

    class Meta:
        """By title; one short name an organisation."""

        ordering = ["title"]
        verbose_name = _("eigen tabel")
        verbose_name_plural = _("eigen tabellen")
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="one_table_a_name")]

    def __str__(self) -> str:
        return self.title


class UploadState(models.TextChoices):
    """What became of a file that was sent."""

    DRAFT = "concept", _("Concept")
    KEPT = "bewaard", _("Opgenomen")
    DROPPED = "weg", _("Weggelegd")


class Upload(models.Model):
    """A file that was sent and is not taken in yet: it stays, with what was said about it, until someone decides.

    Attributes:
        filename: as the sender calls it; never used as a path.
        mapping: what its columns mean, as `OwnMapping.to_json` writes it; empty for the first guess.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="uploads")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    filename = models.CharField(_("bestand"), max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(_("stand"), max_length=10, choices=UploadState.choices, default=UploadState.DRAFT)
    mapping = models.TextField(blank=True)
    table = models.ForeignKey(OwnTable, on_delete=models.SET_NULL, null=True, blank=True, related_name="uploads")
    created = models.DateTimeField(auto_now_add=True)
    ended = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering = ["-created"]
        verbose_name = _("aangeboden bestand")
        verbose_name_plural = _("aangeboden bestanden")

    def __str__(self) -> str:
        return self.filename

    @property
    def path(self) -> Path:
        """Where the file lies: under a random name, in a folder that no address leads to."""
        return uploads_folder() / str(self.pk)


class Shares(models.QuerySet["Share"]):
    """Sharings, and which of them hold."""

    def that_hold(self) -> Shares:
        """Return those that were not taken back, of organisations that still take part."""
        return self.filter(models.Q(partnership=None) | models.Q(partnership__ended=None), ended=None)


class Share(models.Model):
    """A table whose figures everyone in a trajectory may see; ended, not removed, when that is taken back.

    Attributes:
        partnership: by which the organisation of the table takes part in the trajectory of another; the sharing holds
            no longer than that. Empty for a trajectory of its own, or one in which its beheerder takes part in person.
    """

    table = models.ForeignKey(OwnTable, on_delete=models.CASCADE, related_name="shares")
    trajectory = models.ForeignKey(Trajectory, on_delete=models.CASCADE, related_name="shares")
    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="shares", null=True, editable=False
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    since = models.DateTimeField(auto_now_add=True)
    ended = models.DateTimeField(null=True)

    objects = Shares.as_manager()

    class Meta:
        """Newest first; shared once at a time."""

        ordering = ["-since"]
        verbose_name = _("gedeelde tabel")
        verbose_name_plural = _("gedeelde tabellen")
        constraints = [
            models.UniqueConstraint(
                fields=["table", "trajectory"], condition=models.Q(ended=None), name="shared_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.table} – {self.trajectory}"


def uploads_folder() -> Path:
    """Return the folder of files that wait to be taken in."""
    return Path(settings.MEDIA_ROOT) / "uploads"
