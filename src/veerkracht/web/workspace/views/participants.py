"""Who takes part in a trajectory."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from veerkracht.web.saying import say
from veerkracht.web.workspace.access import of_trajectory
from veerkracht.web.workspace.actions import members
from veerkracht.web.workspace.actions.giving import roles_to_give
from veerkracht.web.workspace.forms import RoleForm
from veerkracht.web.workspace.models import Participation, Trajectory
from veerkracht.web.workspace.roles import Act, Role, may
from veerkracht.web.workspace.views.who import me


@of_trajectory(Act.MEMBERS_VIEW)
@require_safe
def participants(request: HttpRequest, place: Trajectory) -> HttpResponseBase:
    """Show who takes part."""
    roles = request.roles  # type: ignore[attr-defined]  # set by the mark of this page
    waiting = place.invitations.filter(used=None, withdrawn=None).select_related("by")
    context = {
        "participants": list(place.participations.select_related("user", "partnership__organisation")),
        "partnerships": list(place.partnerships.filter(ended=None).select_related("organisation")),
        "organisation_invitations": list(place.organisation_invitations.filter(used=None, withdrawn=None)),
        "members": list(place.organisation.memberships.select_related("user")),
        "invitations": list(waiting) if may(roles, Act.MEMBERS_INVITE) else [],
        "me": me(request),
    }
    return render(request, "workspace/participants.html", context)


@of_trajectory(Act.MEMBERS_CHANGE)
@require_http_methods(["GET", "POST"])
def participant_role(request: HttpRequest, place: Trajectory, part_id: int) -> HttpResponseBase:
    """Give someone another role in this trajectory."""
    part = _part(place, part_id)
    form = RoleForm(request.POST or None, roles=roles_to_give(request.user, place), initial={"role": part.role})
    if request.method == "POST" and form.is_valid():
        line = members.change_participant(part, role=Role(form.cleaned_data["role"]), by=me(request))
        text = _("%(name)s is nu %(role)s.") % {"name": part.user, "role": part.get_role_display().lower()}
        say(request, text, undo=reverse("workspace:undo", kwargs={"line_id": line.pk}))
        return redirect("workspace:participants", trajectory_id=place.pk)
    context = {"form": form, "who": part.user, "back": reverse("workspace:participants", args=[place.pk])}
    return render(request, "workspace/role.html", context, status=400 if form.errors else 200)


@of_trajectory(Act.MEMBERS_CHANGE)
@require_POST
def participant_remove(request: HttpRequest, place: Trajectory, part_id: int) -> HttpResponseBase:
    """Take someone out of this trajectory."""
    part = _part(place, part_id)
    name, himself = str(part.user), part.user_id == request.user.pk
    line = members.remove_participant(part, by=me(request))
    text = _("%(name)s doet niet meer mee.") % {"name": name}
    say(request, text, undo=reverse("workspace:undo", kwargs={"line_id": line.pk}))
    return redirect("workspace:desk") if himself else redirect("workspace:participants", trajectory_id=place.pk)


@of_trajectory(Act.TRAJECTORY_VIEW)
@require_POST
def leave(request: HttpRequest, place: Trajectory) -> HttpResponseBase:
    """Stop taking part.

    Raises:
        Http404: for a member of the organisation, who takes part through it.
    """
    part = place.participations.filter(user=me(request)).first()
    if part is None:
        raise Http404
    line = members.remove_participant(part, by=me(request))
    text = _("U doet niet meer mee aan %(name)s.") % {"name": place.name}
    say(request, text, undo=reverse("workspace:undo", kwargs={"line_id": line.pk}))
    return redirect("workspace:desk")


def _part(place: Trajectory, part_id: int) -> Participation:
    found = place.participations.select_related("user", "trajectory__organisation").filter(pk=part_id).first()
    if found is None:
        raise Http404
    return found
