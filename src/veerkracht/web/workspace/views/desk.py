"""The desk: my trajectories and organisations, and what waits for me."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from veerkracht.web.accounts.models import User
from veerkracht.web.workspace.access import person, roles_in, roles_on
from veerkracht.web.workspace.models import (
    Invitation,
    Membership,
    Organisation,
    Phase,
    PhaseState,
    Trajectory,
    TrajectoryState,
)
from veerkracht.web.workspace.roles import Act, Role, may
from veerkracht.web.workspace.views.who import me

SOON = timedelta(days=7)
MOST_WAITING = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing that waits for someone.

    Attributes:
        text: what it is, for people.
        where: the trajectory or organisation.
        address: where it can be done.
        is_late: whether it should have been done.
    """

    text: str
    where: str
    address: str
    is_late: bool


@person
@require_safe
def desk(request: HttpRequest) -> HttpResponseBase:
    """Show my work."""
    user = me(request)
    mine = Trajectory.objects.filter(Q(participations__user=user) | Q(organisation__memberships__user=user))
    trajectories = list(mine.select_related("organisation").prefetch_related("phases", "areas").distinct())
    organisations = list(Organisation.objects.filter(memberships__user=user).distinct())
    creating = [one for one in organisations if may(roles_in(user, one), Act.TRAJECTORY_CREATE)]
    context = {
        "person": user,
        "running": [one for one in trajectories if one.state != TrajectoryState.FINISHED],
        "finished": [one for one in trajectories if one.state == TrajectoryState.FINISHED],
        "organisations": organisations,
        "creating": creating,
        "waiting": waiting_for(user, trajectories, organisations, today=timezone.localdate()),
    }
    return render(request, "workspace/desk.html", context)


def waiting_for(
    user: User, trajectories: list[Trajectory], organisations: list[Organisation], *, today: date
) -> list[Waiting]:
    """Return what waits for someone, the latest first: phases to begin or end, invitations that nobody used."""
    found: list[Waiting] = []
    for trajectory in trajectories:
        if trajectory.state != TrajectoryState.FINISHED and may(roles_on(user, trajectory), Act.TRAJECTORY_PLAN):
            found += [line for phase in trajectory.phases.all() if (line := _of_phase(phase, trajectory, today=today))]
    for organisation in organisations:
        if may(roles_in(user, organisation), Act.MEMBERS_INVITE):
            found += _invitations(organisation)
        if may(roles_in(user, organisation), Act.PARTNER_ANSWER):
            found += _partnerships(organisation)
    if user.is_staff:
        found += _without_beheerder()
    return sorted(found, key=lambda line: not line.is_late)[:MOST_WAITING]


def _of_phase(phase: Phase, trajectory: Trajectory, *, today: date) -> Waiting | None:
    address = reverse("workspace:phase", kwargs={"trajectory_id": trajectory.pk, "number": phase.number})
    if phase.state == PhaseState.BUSY and phase.end is not None and phase.end < today:
        text = _("%(phase)s had klaar moeten zijn") % {"phase": phase.name}
        return Waiting(text=text, where=trajectory.name, address=address, is_late=True)
    if phase.state == PhaseState.TODO and phase.start is not None and phase.start <= today + SOON:
        late = phase.start < today
        text = _("%(phase)s kan beginnen") % {"phase": phase.name}
        return Waiting(text=text, where=trajectory.name, address=address, is_late=late)
    return None


def _partnerships(organisation: Organisation) -> list[Waiting]:
    """Return the trajectories of others in which an organisation takes part without anybody."""
    empty = organisation.partnerships.filter(ended=None, people=None).select_related("trajectory")
    return [
        Waiting(
            text=_("Kies wie er voor u meedoen"),
            where=one.trajectory.name,
            address=reverse("workspace:partnership", args=[organisation.slug, one.pk]),
            is_late=False,
        )
        for one in empty
    ]


def _without_beheerder() -> list[Waiting]:
    """Return the organisations that cannot begin: nobody manages them."""
    managed = Membership.objects.filter(role=Role.BEHEERDER.value, user__is_active=True).values("organisation_id")
    return [
        Waiting(
            text=_("Nodig de eerste beheerder uit"),
            where=one.name,
            address=reverse("workspace:first_beheerder", args=[one.slug]),
            is_late=False,
        )
        for one in Organisation.objects.exclude(pk__in=managed)
    ]


def _invitations(organisation: Organisation) -> list[Waiting]:
    soon = timezone.now() + timedelta(days=3)
    ending = Invitation.objects.filter(
        organisation=organisation, used=None, withdrawn=None, expires__gt=timezone.now(), expires__lt=soon
    )
    address = reverse("workspace:organisation", kwargs={"slug": organisation.slug})
    return [
        Waiting(
            text=_("Een uitnodiging verloopt bijna: %(who)s") % {"who": one.email or one.get_role_display()},
            where=organisation.name,
            address=address,
            is_late=False,
        )
        for one in ending
    ]
