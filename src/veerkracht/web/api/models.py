"""Tokens by which another program reads the figures as a person: only their digest is kept."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from veerkracht.web.workspace.models import Trajectory


class ApiToken(models.Model):
    """A token of a person: for reading, and for nothing else.

    Attributes:
        digest: SHA-256 of the token; the token itself is shown once and not kept.
        trajectory: the one trajectory that it may read beside the open data; None for open data alone. It counts only
            as long as its person has a role on it.
        expires: the last moment at which it works.
        used: the last day on which it was used.
        withdrawn: when its person took it back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("naam"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    trajectory = models.ForeignKey(
        Trajectory, on_delete=models.CASCADE, null=True, blank=True, related_name="api_tokens"
    )
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField(_("geldig tot"))
    used = models.DateField(_("laatst gebruikt"), null=True, editable=False)
    withdrawn = models.DateTimeField(null=True, editable=False)

    class Meta:
        """Newest first."""

        ordering = ["-created"]
        verbose_name = _("API-sleutel")
        verbose_name_plural = _("API-sleutels")

    def __str__(self) -> str:
        return self.name

    @property
    def is_expired(self) -> bool:
        """Whether it is too old to be used."""
        return self.expires <= timezone.now()

    @property
    def works(self) -> bool:
        """Whether it can still be used by its person."""
        return self.withdrawn is None and not self.is_expired
