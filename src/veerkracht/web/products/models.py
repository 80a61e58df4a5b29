"""Reports that were made and are kept: of what, with which figures, by whom."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from veerkracht.web.jobs.files import folder_of
from veerkracht.web.jobs.models import Job
from veerkracht.web.workspace.models import Trajectory

KEPT_AFTER_REMOVAL = timedelta(days=30)


class ProductKind(models.TextChoices):
    """What a product is; the value is also the name of its files."""

    QUICKSCAN = "quickscan", _("QuickScan")
    BACKTEST = "backtest", _("Toets op het verleden")


class Product(models.Model):
    """A report with its files.

    Attributes:
        job: the work that made it; its files lie in the folder of that work.
        place: of a QuickScan the name of the gemeente, of a test the name of the figure.
        data_version: of the figures it was made with.
        own_tables: names of the own tables that were shared with the trajectory at that moment.
        formats: of its files, such as `["pdf", "html"]`.
        removed: when it was put away; after 30 days it is gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("soort"), max_length=20, choices=ProductKind.choices)
    trajectory = models.ForeignKey(Trajectory, on_delete=models.CASCADE, related_name="products")
    job = models.OneToOneField(Job, on_delete=models.CASCADE, related_name="product")
    title = models.CharField(_("titel"), max_length=300)
    place = models.CharField(max_length=200)
    taal = models.CharField(_("taal"), max_length=2, choices=[("nl", "Nederlands"), ("en", "English")])
    asked = models.JSONField(default=dict)
    data_version = models.CharField(_("versie van de gegevens"), max_length=80)
    own_tables = models.JSONField(default=list)
    formats = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made = models.DateTimeField(_("gemaakt op"), default=timezone.now)
    removed = models.DateTimeField(null=True, editable=False)

    class Meta:
        """Newest first."""

        ordering = ["-made"]
        verbose_name = _("rapport")
        verbose_name_plural = _("rapporten")
        indexes = [models.Index(fields=["trajectory", "removed", "made"])]

    def __str__(self) -> str:
        return f"{self.title} ({timezone.localtime(self.made):%Y-%m-%d})"

    def path(self, form: str) -> Path:
        """Return where its file of one format lies."""
        return folder_of(self.job_id) / f"{self.kind}.{form}"

    def filename(self, form: str) -> str:
        """Return the name under which a file is handed out: what it is, of where, of which day.

        Only letters, digits and hyphens, so that it is safe on every computer.
        """
        return f"{self.kind}-{slugify(self.place)[:60] or 'rapport'}-{timezone.localtime(self.made):%Y-%m-%d}.{form}"

    @property
    def gone_at(self) -> object:
        """When a removed product is really gone; None if it was not removed."""
        return None if self.removed is None else self.removed + KEPT_AFTER_REMOVAL
