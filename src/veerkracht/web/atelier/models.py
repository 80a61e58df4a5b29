"""Ateliers, who takes part, and the log of everything that was done."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from veerkracht.web.workspace.models import Organisation, Trajectory
from veerkracht.wijkschets.log import FIRST, Channel


class OwnDraaiboek(models.Model):
    """A version of a draaiboek that an organisation wrote; a newer one is added, none is overwritten.

    Attributes:
        number: of the version, from 1.
        values: as `workflows.draaiboeken` reads it.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="draaiboeken")
    code = models.SlugField(max_length=60)
    number = models.PositiveIntegerField()
    values = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One of each number."""

        ordering = ["code", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code", "number"], name="one_draaiboek_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.values['name']['nl']} ({self.number})"


class Atelier(models.Model):
    """One meeting, or a series that shares one board.

    Attributes:
        areas: codes of the areas it is about.
        draaiboek: its own copy, as plain values; what the format becomes later changes nothing here.
        code: what people type to join; unlike that of any other atelier.
        is_open: whether people may join now.
        keep_until: the day after which names and texts are erased.
        edition: raised when words were erased or the draaiboek changed; what a process or a browser keeps of an earlier
            one is made again.
        number, link: of the last line of the log; whoever adds a line locks this row first.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trajectory = models.ForeignKey(Trajectory, on_delete=models.PROTECT, related_name="ateliers")
    name = models.CharField(_("naam"), max_length=120)
    place = models.CharField(_("plaats"), max_length=160, blank=True)
    planned = models.DateTimeField(_("datum en tijd"), null=True, blank=True)
    areas = models.JSONField(_("gebieden"), default=list)
    draaiboek = models.JSONField()
    code = models.CharField(max_length=12, unique=True)
    is_open = models.BooleanField(default=False)
    keep_until = models.DateField(_("bewaren tot en met"))
    expired = models.DateTimeField(null=True, editable=False)
    made = models.DateTimeField(auto_now_add=True)
    edition = models.PositiveIntegerField(default=0, editable=False)
    number = models.PositiveIntegerField(default=0, editable=False)
    link = models.CharField(max_length=64, default=FIRST, editable=False)

    class Meta:
        """Newest first."""

        ordering = ["-made"]
        verbose_name = _("atelier")
        verbose_name_plural = _("ateliers")

    def __str__(self) -> str:
        return self.name


class Participant(models.Model):
    """Someone who takes part: a pseudonym and a role, on one device or on paper.

    Attributes:
        party: key of the role in the draaiboek, or `eigen`.
        own_party: the role in someone's own words, for `eigen`.
        origin: what his or her words count as: bewoner or professional.
        digest: of the secret that the device keeps; empty for paper.
        user: the account, of an invited member.
        sheet: number of the sheets of paper on which he or she wrote; None for a screen.
        erased: when name and words were erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    atelier = models.ForeignKey(Atelier, on_delete=models.PROTECT, related_name="participants")
    pseudonym = models.CharField(_("naam of schuilnaam"), max_length=40)
    party = models.SlugField(max_length=60)
    own_party = models.CharField(max_length=40, blank=True)
    origin = models.CharField(max_length=20)
    channel = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Channel])
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    sheet = models.PositiveSmallIntegerField(null=True, editable=False)
    joined = models.DateTimeField(auto_now_add=True)
    erased = models.DateTimeField(null=True, editable=False)

    class Meta:
        """In the order of joining; one account joins an atelier once, and one sheet of paper is one person."""

        ordering = ["joined"]
        constraints = [
            models.UniqueConstraint(
                fields=["atelier", "user"], condition=models.Q(user__isnull=False), name="one_account_joins_once"
            ),
            models.UniqueConstraint(
                fields=["atelier", "sheet"], condition=models.Q(sheet__isnull=False), name="one_sheet_one_person"
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym


class LogLine(models.Model):
    """One line of the log; the database refuses to change or remove it (migration 0002).

    Attributes:
        deed: the id that the device made; the same id twice is the same deed.
        by: id of the participant, or of the account that facilitates.
    """

    atelier = models.ForeignKey(Atelier, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    deed = models.UUIDField()
    verb = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    by = models.UUIDField()
    step = models.CharField(max_length=60)
    channel = models.CharField(max_length=10)
    at = models.DateTimeField()
    link = models.CharField(max_length=64)

    class Meta:
        """In order; no number and no id twice."""

        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["atelier", "number"], name="one_line_a_number"),
            models.UniqueConstraint(fields=["atelier", "deed"], name="one_line_a_deed"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"


class Counted(models.Model):
    """What was counted in an atelier, kept when its words and votes are erased after the term.

    The database refuses to change or remove it (migration 0002).

    Attributes:
        values: as `outcome_kept` makes it: numbers by role, theme and statement; no names, no words, nobody's own vote.
    """

    atelier = models.OneToOneField(Atelier, on_delete=models.PROTECT, primary_key=True, related_name="counted")
    values = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.pk)


class LogWords(models.Model):
    """What a line of the log says. It can be erased, and with it the salt; the line itself stays."""

    line = models.OneToOneField(LogLine, on_delete=models.PROTECT, primary_key=True, related_name="words")
    body = models.JSONField()
    salt = models.CharField(max_length=32)

    def __str__(self) -> str:
        return str(self.pk)
