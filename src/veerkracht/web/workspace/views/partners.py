"""Another organisation in a trajectory: invite it, answer for it, choose its people, end it."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from veerkracht.errors.base import VeerkrachtError
from veerkracht.errors.web import NotAllowedError
from veerkracht.errors.workspace import InvitationForOtherError, InvitationOverError, WorkspaceError
from veerkracht.web.accounts import limits
from veerkracht.web.accounts.address import client_address
from veerkracht.web.accounts.models import User
from veerkracht.web.accounts.views.paths import with_next
from veerkracht.web.saying import say
from veerkracht.web.workspace.access import everyone, of_organisation, of_trajectory
from veerkracht.web.workspace.actions import partners
from veerkracht.web.workspace.actions.giving import roles_to_give
from veerkracht.web.workspace.forms import AnswerForm, OrganisationInvitationForm, PeopleForm
from veerkracht.web.workspace.mail import mail_organisation
from veerkracht.web.workspace.models import (
    Organisation,
    Participation,
    Partnership,
    Trajectory,
)
from veerkracht.web.workspace.roles import ALLOWED, Act, Role
from veerkracht.web.workspace.views.who import me, words


@of_trajectory(Act.PARTNER_INVITE)
@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, place: Trajectory) -> HttpResponseBase:
    """Invite an organisation to take part in a trajectory."""
    by, back = me(request), reverse("workspace:participants", kwargs={"trajectory_id": place.pk})
    initial = {"role": Role.ANALIST.value}
    form = OrganisationInvitationForm(request.POST or None, roles=roles_to_give(by, place), initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        invitation, secret = partners.invite_organisation(
            place, name=said["name"], role=Role(said["role"]), by=by, email=said["email"]
        )
        link = request.build_absolute_uri(reverse("workspace:accept_organisation", kwargs={"secret": secret}))
        mailed = mail_organisation(invitation, link=link) if said["send"] else None
        context = {"invitation": invitation, "link": link, "mailed": mailed, "back": back, "of_organisation": True}
        return render(request, "workspace/invited.html", context)
    context = {"form": form, "back": back}
    return render(request, "workspace/invite_organisation.html", context, status=400 if form.errors else 200)


@of_trajectory(Act.PARTNER_INVITE)
@require_POST
def withdraw(request: HttpRequest, place: Trajectory, invitation_id: uuid.UUID) -> HttpResponseBase:
    """Withdraw the invitation of an organisation."""
    invitation = place.organisation_invitations.select_related("trajectory").filter(pk=invitation_id).first()
    if invitation is None:
        raise Http404
    try:
        line = partners.withdraw_organisation(invitation, by=me(request))
    except InvitationOverError as error:
        say(request, words(error))
    else:
        say(request, _("De uitnodiging is ingetrokken."), undo=reverse("workspace:undo", kwargs={"line_id": line.pk}))
    return redirect("workspace:participants", trajectory_id=place.pk)


@of_trajectory(Act.PARTNER_INVITE)
@require_POST
def remove(request: HttpRequest, place: Trajectory, partnership_id: uuid.UUID) -> HttpResponseBase:
    """End it that an organisation takes part, for the organisation of the trajectory."""
    found = place.partnerships.select_related("organisation", "trajectory").filter(pk=partnership_id).first()
    _end(request, found)
    return redirect("workspace:participants", trajectory_id=place.pk)


@of_organisation(Act.PARTNER_ANSWER)
@require_POST
def stop(request: HttpRequest, place: Organisation, partnership_id: uuid.UUID) -> HttpResponseBase:
    """End it that an organisation takes part, for that organisation itself."""
    found = place.partnerships.select_related("organisation", "trajectory").filter(pk=partnership_id).first()
    _end(request, found)
    return redirect("workspace:organisation", slug=place.slug)


@of_organisation(Act.PARTNER_ANSWER)
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, place: Organisation, partnership_id: uuid.UUID) -> HttpResponseBase:
    """Choose who takes part for an organisation in a trajectory of another."""
    found = place.partnerships.select_related("organisation", "trajectory__organisation").filter(pk=partnership_id)
    partnership = found.filter(ended=None).first()
    if partnership is None:
        raise Http404
    present, in_person = _people(partnership)
    sent = request.POST if request.method == "POST" else None
    form = PeopleForm(sent, people=present, most=Role(partnership.role))
    if request.method == "POST" and form.is_valid():
        try:
            changed = partners.choose_people(partnership, people=form.chosen(), by=me(request))
        except WorkspaceError as error:
            form.add_error(None, words(error))
        else:
            say(request, _("Uw keuze is opgeslagen.") if changed else _("Er is niets veranderd."))
            return redirect("workspace:partnership", slug=place.slug, partnership_id=partnership.pk)
    context = {"partnership": partnership, "form": form, "in_person": in_person}
    return render(request, "workspace/partnership.html", context, status=400 if form.errors else 200)


@everyone
@never_cache
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Answer for an organisation, by a link; whoever is no beheerder anywhere is told what to do."""
    limits.take(limits.INVITATION, client_address(request))
    invitation = partners.find_invitation(secret)
    context = {"invitation": invitation, "log_in": with_next("accounts:login", request.path), "fault": ""}
    if not request.user.is_authenticated:
        return render(request, "workspace/accept_organisation.html", context)
    user = me(request)
    mine = _answers_for(user).exclude(pk=invitation.trajectory.organisation_id)
    form = AnswerForm(request.POST if request.method == "POST" else None, organisations=mine)
    if request.method == "POST" and form.is_valid():
        organisation = form.cleaned_data["organisation"]
        try:
            made = partners.accept_for(organisation, secret=secret, by=user)
        except (WorkspaceError, NotAllowedError) as error:
            form.add_error(None, words(error))
        else:
            said = {"name": organisation.name, "trajectory": made.trajectory.name}
            say(request, _("%(name)s doet mee aan %(trajectory)s. Kies nu wie er van u meedoen.") % said)
            return redirect("workspace:partnership", slug=organisation.slug, partnership_id=made.pk)
    if invitation.email and invitation.email != user.email.lower():
        context["fault"] = words(InvitationForOtherError(user.email))
    context |= {"form": form, "can_answer": mine.exists()}
    wrong = context["fault"] or form.errors
    return render(request, "workspace/accept_organisation.html", context, status=400 if wrong else 200)


def _end(request: HttpRequest, partnership: Partnership | None) -> None:
    if partnership is None:
        raise Http404
    try:
        line = partners.end_partnership(partnership, by=me(request))
    except VeerkrachtError as error:
        say(request, words(error))
        return
    said = {"name": partnership.organisation.name, "trajectory": partnership.trajectory.name}
    text = (
        _("%(name)s doet niet meer mee aan %(trajectory)s. Gedeelde tabellen van %(name)s zijn daar gesloten.") % said
    )
    say(request, text, undo=reverse("workspace:undo", kwargs={"line_id": line.pk}))


def _answers_for(user: User) -> Any:
    able = [role.value for role in Role if Act.PARTNER_ANSWER in ALLOWED[role]]
    return Organisation.objects.filter(memberships__user=user, memberships__role__in=able).distinct()


def _people(partnership: Partnership) -> tuple[dict[User, Role | None], list[Participation]]:
    """Return the members of an organisation with their role in a trajectory, and those who were invited in person."""
    there = {part.user_id: part for part in partnership.trajectory.participations.select_related("user")}
    present: dict[User, Role | None] = {}
    in_person = []
    for member in partnership.organisation.memberships.select_related("user").filter(user__is_active=True):
        part = there.get(member.user_id)
        if part is not None and part.partnership_id != partnership.pk:
            in_person.append(part)
        else:
            present[member.user] = Role(part.role) if part is not None else None
    return present, in_person
