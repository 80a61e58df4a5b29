"""Pages of one organisation: what it does and who is in it; name and house style; roles."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from veerkracht.web.saying import say
from veerkracht.web.workspace.access import of_organisation
from veerkracht.web.workspace.actions import members, organisations
from veerkracht.web.workspace.actions.giving import roles_to_give
from veerkracht.web.workspace.forms import OrganisationForm, RoleForm, organisation_initial
from veerkracht.web.workspace.models import Invitation, Membership, Organisation, Participation, Partnership
from veerkracht.web.workspace.roles import Act, Role, may
from veerkracht.web.workspace.views.who import me


@of_organisation(Act.ORGANISATION_VIEW)
@require_safe
def organisation(request: HttpRequest, place: Organisation) -> HttpResponseBase:
    """Show an organisation."""
    roles = request.roles  # type: ignore[attr-defined]  # set by the mark of this page
    shown = list(place.memberships.select_related("user")) if may(roles, Act.MEMBERS_VIEW) else []
    context = {
        "trajectories": list(place.trajectories.prefetch_related("phases", "participations")),
        "members": shown,
        "partnerships": _partnerships(request, place),
        "invitations": _open(place) if may(roles, Act.MEMBERS_INVITE) else [],
        "me": me(request),
    }
    return render(request, "workspace/organisation.html", context)


@of_organisation(Act.ORGANISATION_EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, place: Organisation) -> HttpResponseBase:
    """Change name, kind and house style."""
    form = OrganisationForm(request.POST or None, initial=organisation_initial(place))
    if request.method == "POST" and form.is_valid():
        organisations.change_organisation(place, by=me(request), **form.cleaned_data)
        say(request, _("De gegevens van uw organisatie zijn opgeslagen."))
        return redirect("workspace:organisation", slug=place.slug)
    return render(request, "workspace/organisation_edit.html", {"form": form}, status=400 if form.errors else 200)


@of_organisation(Act.MEMBERS_CHANGE)
@require_http_methods(["GET", "POST"])
def member_role(request: HttpRequest, place: Organisation, member_id: int) -> HttpResponseBase:
    """Give a member another role."""
    member = _member(place, member_id)
    form = RoleForm(request.POST or None, roles=roles_to_give(request.user, place), initial={"role": member.role})
    if request.method == "POST" and form.is_valid():
        line = members.change_member(member, role=Role(form.cleaned_data["role"]), by=me(request))
        text = _("%(name)s is nu %(role)s.") % {"name": member.user, "role": member.get_role_display().lower()}
        say(request, text, undo=reverse("workspace:undo", kwargs={"line_id": line.pk}))
        return redirect("workspace:organisation", slug=place.slug)
    context = {"form": form, "who": member.user, "back": reverse("workspace:organisation", args=[place.slug])}
    return render(request, "workspace/role.html", context, status=400 if form.errors else 200)


@of_organisation(Act.MEMBERS_CHANGE)
@require_POST
def member_remove(request: HttpRequest, place: Organisation, member_id: int) -> HttpResponseBase:
    """Take a member out."""
    member = _member(place, member_id)
    name, himself = str(member.user), member.user_id == request.user.pk
    line = members.remove_member(member, by=me(request))
    text = _("%(name)s is geen lid meer.") % {"name": name}
    say(request, text, undo=reverse("workspace:undo", kwargs={"line_id": line.pk}))
    return redirect("workspace:desk") if himself else redirect("workspace:organisation", slug=place.slug)


@of_organisation(Act.ORGANISATION_VIEW)
@require_POST
def leave(request: HttpRequest, place: Organisation) -> HttpResponseBase:
    """Go away from an organisation."""
    member = place.memberships.get(user=me(request))
    line = members.remove_member(member, by=me(request))
    text = _("U bent geen lid meer van %(name)s.") % {"name": place.name}
    say(request, text, undo=reverse("workspace:undo", kwargs={"line_id": line.pk}))
    return redirect("workspace:desk")


def _member(place: Organisation, member_id: int) -> Membership:
    found = place.memberships.select_related("user", "organisation").filter(pk=member_id).first()
    if found is None:
        raise Http404
    return found


def _partnerships(request: HttpRequest, place: Organisation) -> QuerySet[Partnership]:
    """Return in which trajectories of others an organisation takes part, by how many, and whether by this person."""
    held = place.partnerships.filter(ended=None).select_related("trajectory__organisation")
    mine = Participation.objects.filter(trajectory=OuterRef("trajectory"), user=me(request))
    return held.annotate(how_many=Count("people"), is_mine=Exists(mine))


def _open(place: Organisation) -> list[Invitation]:
    waiting = place.invitations.filter(used=None, withdrawn=None, trajectory=None)
    return list(waiting.select_related("by"))
