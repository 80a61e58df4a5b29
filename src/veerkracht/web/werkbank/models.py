"""Designs that people saved at the werkbank, and which design a trajectory works with."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from veerkracht.errors.web import AppendOnlyError
from veerkracht.web.workspace.models import Trajectory

if TYPE_CHECKING:
    from django.db.models.base import ModelBase


class Kept(models.QuerySet[Any]):
    """Rows that can be read and added, never changed."""

    def update(self, **_values: object) -> NoReturn:
        """Refuse.

        Raises:
            AppendOnlyError: always.
        """
        raise AppendOnlyError

    def delete(self) -> NoReturn:
        """Refuse.

        Raises:
            AppendOnlyError: always.
        """
        raise AppendOnlyError


class AppendOnly(models.Model):
    """A row that stays as it was written."""

    objects = Kept.as_manager()

    class Meta:
        """No table of its own."""

        abstract = True

    def save(
        self,
        *,
        force_insert: bool | tuple[ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Any = None,
    ) -> None:
        """Add the row.

        Raises:
            AppendOnlyError: if it was added before.
        """
        if not self._state.adding or force_update:
            raise AppendOnlyError
        super().save(force_insert=True, using=using)

    def delete(self, *_args: object, **_options: object) -> NoReturn:
        """Refuse.

        Raises:
            AppendOnlyError: always.
        """
        raise AppendOnlyError


class DesignVersion(AppendOnly):
    """A design as it was saved; another choice is another version.

    Attributes:
        number: within the trajectory, from 1; addresses name a version by it.
        code: of the design, as in its text.
        based_on: code of the design that it was made from; empty if it came from a file that does not say so.
        text: the design itself, TOML as `veerkracht index build` reads it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trajectory = models.ForeignKey(Trajectory, on_delete=models.PROTECT, related_name="design_versions")
    number = models.PositiveIntegerField(_("nummer"))
    name = models.CharField(_("naam"), max_length=200)
    code = models.CharField(_("code"), max_length=100)
    reason = models.TextField(_("reden"), max_length=2000, blank=True)
    based_on = models.CharField(_("gemaakt van"), max_length=100, blank=True)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("opgeslagen op"), auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ["-number"]
        verbose_name = _("versie van een ontwerp")
        verbose_name_plural = _("versies van ontwerpen")
        constraints = [models.UniqueConstraint(fields=["trajectory", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"{self.name} (versie {self.number})"


class StandardDesign(AppendOnly):
    """Which design a trajectory works with from a moment on; the last line holds.

    Attributes:
        design: the key of a design, as `designs.designs_of` gives it.
    """

    id = models.BigAutoField(primary_key=True)
    trajectory = models.ForeignKey(Trajectory, on_delete=models.PROTECT, related_name="standard_designs")
    design = models.CharField(max_length=100)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ["-id"]
        verbose_name = _("ontwerp van een traject")
        verbose_name_plural = _("ontwerpen van trajecten")

    def __str__(self) -> str:
        return self.design
