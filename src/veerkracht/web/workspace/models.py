"""Organisations, their trajectories for a city or region, who takes part, and the areas that get attention."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from veerkracht.web.workspace.roles import ROLE_NAMES, Role

_ROLES = [(role.value, name) for role, name in ROLE_NAMES.items()]


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    GEMEENTE = "gemeente", _("Gemeente")
    CORPORATION = "corporatie", _("Woningcorporatie")
    WELFARE = "welzijn", _("Welzijnsorganisatie")
    ADVISER = "adviseur", _("Adviesbureau")
    OTHER = "anders", _("Andere organisatie")


class Organisation(models.Model):
    """An organisation: owns trajectories and its own tables.

    Attributes:
        slug: in addresses of pages.
        theme: the token file of its house style.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("naam"), max_length=160)
    slug = models.SlugField(_("kort in het webadres"), max_length=60, unique=True)
    kind = models.CharField(_("soort"), max_length=20, choices=OrganisationKind.choices)
    theme = models.SlugField(_("huisstijl"), max_length=40, default="veerkracht")
    fictitious = models.BooleanField(default=False, editable=False)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        """By name."""

        ordering = ["name"]
        verbose_name = _("organisatie")
        verbose_name_plural = _("organisaties")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's role in an organisation; it counts in all trajectories that the organisation owns."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("rol"), max_length=20, choices=_ROLES)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One role a person and organisation."""

        ordering = ["organisation__name", "user__name"]
        verbose_name = _("lidmaatschap")
        verbose_name_plural = _("lidmaatschappen")
        constraints = [models.UniqueConstraint(fields=["organisation", "user"], name="one_role_an_organisation")]

    def __str__(self) -> str:
        return f"{self.user} – {ROLE_NAMES[Role(self.role)]} – {self.organisation}"


class TrajectoryState(models.TextChoices):
    """How far a trajectory is."""

    PREPARED = "voorbereiding", _("In voorbereiding")
    RUNNING = "loopt", _("Loopt")
    FINISHED = "afgerond", _("Afgerond")


class Trajectory(models.Model):
    """The three to six months in which a city or region makes its plan.

    Attributes:
        gemeenten: codes, for example `["GM0344"]`; the first is where the maps open.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="trajectories")
    name = models.CharField(_("naam"), max_length=160)
    goal = models.TextField(_("doel"), max_length=4000, blank=True)
    gemeenten = models.JSONField(_("gemeenten"), default=list)
    state = models.CharField(
        _("stand"), max_length=20, choices=TrajectoryState.choices, default=TrajectoryState.PREPARED
    )
    start = models.DateField(_("begin"), null=True, blank=True)
    end = models.DateField(_("einde"), null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ["-created"]
        verbose_name = _("traject")
        verbose_name_plural = _("trajecten")

    def __str__(self) -> str:
        return self.name

    @property
    def gemeente(self) -> str:
        """The code of the gemeente where the maps open."""
        return str(self.gemeenten[0]) if self.gemeenten else ""


class PhaseState(models.TextChoices):
    """How far a phase is."""

    TODO = "gepland", _("Gepland")
    BUSY = "bezig", _("Bezig")
    DONE = "klaar", _("Klaar")


class Phase(models.Model):
    """One step of a trajectory's planning: what, when, how far.

    Attributes:
        number: order within the trajectory, from 1.
        code: fixed name of one of the four phases of the method, empty for an own one.
    """

    trajectory = models.ForeignKey(Trajectory, on_delete=models.CASCADE, related_name="phases")
    number = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40, blank=True)
    name = models.CharField(_("naam"), max_length=120)
    start = models.DateField(_("begin"), null=True, blank=True)
    end = models.DateField(_("einde"), null=True, blank=True)
    state = models.CharField(_("stand"), max_length=20, choices=PhaseState.choices, default=PhaseState.TODO)
    note = models.TextField(_("toelichting"), max_length=4000, blank=True)

    class Meta:
        """In order."""

        ordering = ["trajectory", "number"]
        verbose_name = _("fase")
        verbose_name_plural = _("fasen")
        constraints = [models.UniqueConstraint(fields=["trajectory", "number"], name="one_phase_a_number")]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class Partnership(models.Model):
    """An organisation that takes part in a trajectory of another; ended, not removed, when that is over.

    Attributes:
        role: the role that may most of those that its people can get in the trajectory.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trajectory = models.ForeignKey(Trajectory, on_delete=models.CASCADE, related_name="partnerships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="partnerships")
    role = models.CharField(_("hoogste rol"), max_length=20, choices=_ROLES)
    since = models.DateTimeField(auto_now_add=True)
    ended = models.DateTimeField(null=True, editable=False)

    class Meta:
        """Oldest first; an organisation takes part once at a time."""

        ordering = ["since"]
        verbose_name = _("deelname van een organisatie")
        verbose_name_plural = _("deelnames van organisaties")
        constraints = [
            models.UniqueConstraint(
                fields=["trajectory", "organisation"], condition=models.Q(ended=None), name="takes_part_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.trajectory}"


class Participation(models.Model):
    """A person's role in one trajectory, also someone of another organisation.

    Attributes:
        partnership: of the organisation that sent this person; empty for who was invited in person.
    """

    trajectory = models.ForeignKey(Trajectory, on_delete=models.CASCADE, related_name="participations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="participations")
    role = models.CharField(_("rol"), max_length=20, choices=_ROLES)
    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="people", null=True, blank=True, editable=False
    )
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One role a person and trajectory."""

        ordering = ["trajectory", "user__name"]
        verbose_name = _("deelname")
        verbose_name_plural = _("deelnames")
        constraints = [models.UniqueConstraint(fields=["trajectory", "user"], name="one_role_a_trajectory")]

    def __str__(self) -> str:
        return f"{self.user} – {ROLE_NAMES[Role(self.role)]} – {self.trajectory}"


class AreaOfAttention(models.Model):
    """A buurt or wijk that gets attention in a trajectory, and why."""

    trajectory = models.ForeignKey(Trajectory, on_delete=models.CASCADE, related_name="areas")
    code = models.CharField(_("code"), max_length=12)
    name = models.CharField(_("naam"), max_length=160)
    reason = models.TextField(_("waarom"), max_length=2000, blank=True)
    added = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Each area once."""

        ordering = ["name"]
        verbose_name = _("aandachtsgebied")
        verbose_name_plural = _("aandachtsgebieden")
        constraints = [models.UniqueConstraint(fields=["trajectory", "code"], name="one_mention_an_area")]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Invitation(models.Model):
    """A link by which one person becomes a member or takes part.

    Attributes:
        digest: SHA-256 of the secret in the link; the secret itself is shown once and not kept.
        trajectory: where the role holds; empty for the whole organisation.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    trajectory = models.ForeignKey(
        Trajectory, on_delete=models.CASCADE, related_name="invitations", null=True, blank=True
    )
    role = models.CharField(_("rol"), max_length=20, choices=_ROLES)
    email = models.EmailField(_("e-mailadres"), blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField(_("geldig tot"))
    used = models.DateTimeField(null=True, editable=False)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    withdrawn = models.DateTimeField(null=True, editable=False)

    class Meta:
        """Newest first."""

        ordering = ["-created"]
        verbose_name = _("uitnodiging")
        verbose_name_plural = _("uitnodigingen")

    def __str__(self) -> str:
        return f"{self.email or self.id} – {ROLE_NAMES[Role(self.role)]}"

    @property
    def is_expired(self) -> bool:
        """Whether it is too old to be used."""
        return self.expires <= timezone.now()


class OrganisationInvitation(models.Model):
    """A link by which the beheerder of another organisation lets it take part in a trajectory.

    Attributes:
        name: what the inviting organisation calls the other, for its own list.
        role: the role that may most of those that its people can get in the trajectory.
        digest: SHA-256 of the secret in the link; the secret itself is shown once and not kept.
        partnership: what came of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trajectory = models.ForeignKey(Trajectory, on_delete=models.CASCADE, related_name="organisation_invitations")
    name = models.CharField(_("organisatie"), max_length=160)
    role = models.CharField(_("hoogste rol"), max_length=20, choices=_ROLES)
    email = models.EmailField(_("e-mailadres"), blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField(_("geldig tot"))
    used = models.DateTimeField(null=True, editable=False)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    partnership = models.ForeignKey(Partnership, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    withdrawn = models.DateTimeField(null=True, editable=False)

    class Meta:
        """Newest first."""

        ordering = ["-created"]
        verbose_name = _("uitnodiging van een organisatie")
        verbose_name_plural = _("uitnodigingen van organisaties")

    def __str__(self) -> str:
        return f"{self.name} – {self.trajectory}"

    @property
    def is_expired(self) -> bool:
        """Whether it is too old to be used."""
        return self.expires <= timezone.now()
