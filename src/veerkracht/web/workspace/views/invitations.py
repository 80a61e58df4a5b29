"""Invite, withdraw an invitation, and come in by one."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from veerkracht.errors.accounts import AccountThereError
from veerkracht.errors.workspace import (
    AlreadyThereError,
    FirstBeheerderError,
    InvitationForOtherError,
    InvitationOverError,
)
from veerkracht.web.accounts import limits, sessions
from veerkracht.web.accounts.address import client_address
from veerkracht.web.accounts.forms import NewPersonForm
from veerkracht.web.accounts.views.paths import with_next
from veerkracht.web.saying import say
from veerkracht.web.workspace.access import everyone, of_organisation, of_trajectory, staff
from veerkracht.web.workspace.actions import invitations
from veerkracht.web.workspace.actions.giving import roles_to_give
from veerkracht.web.workspace.actions.members import has_beheerder
from veerkracht.web.workspace.coming_in import remember
from veerkracht.web.workspace.forms import FirstBeheerderForm, InvitationForm
from veerkracht.web.workspace.mail import mail_invitation
from veerkracht.web.workspace.models import Invitation, Organisation, Trajectory
from veerkracht.web.workspace.roles import Act, Role
from veerkracht.web.workspace.views.who import me, words


@of_organisation(Act.MEMBERS_INVITE)
@never_cache
@require_http_methods(["GET", "POST"])
def invite_member(request: HttpRequest, place: Organisation) -> HttpResponseBase:
    """Invite someone for the whole organisation."""
    return _invite(request, place)


@of_trajectory(Act.MEMBERS_INVITE)
@never_cache
@require_http_methods(["GET", "POST"])
def invite_participant(request: HttpRequest, place: Trajectory) -> HttpResponseBase:
    """Invite someone for one trajectory."""
    return _invite(request, place)


@staff
@never_cache
@require_http_methods(["GET", "POST"])
def first_beheerder(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Let a functional manager invite the first beheerder of an organisation."""
    place = get_object_or_404(Organisation, slug=slug)
    form = FirstBeheerderForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            invitation, secret = invitations.invite_first_beheerder(place, by=me(request), email=said["email"])
        except FirstBeheerderError as error:
            form.add_error(None, words(error))
        else:
            return _invited(request, invitation, secret, send=said["send"], back=reverse("workspace:desk"))
    context = {"form": form, "place": place, "has_beheerder": has_beheerder(place)}
    return render(request, "workspace/first_beheerder.html", context, status=400 if form.errors else 200)


@of_organisation(Act.MEMBERS_INVITE)
@require_POST
def withdraw_of_organisation(request: HttpRequest, place: Organisation, invitation_id: uuid.UUID) -> HttpResponseBase:
    """Withdraw an invitation for the organisation."""
    return _withdraw(request, place.invitations.filter(trajectory=None, pk=invitation_id).first(), back=_page(place))


@of_trajectory(Act.MEMBERS_INVITE)
@require_POST
def withdraw_of_trajectory(request: HttpRequest, place: Trajectory, invitation_id: uuid.UUID) -> HttpResponseBase:
    """Withdraw an invitation for one trajectory."""
    return _withdraw(request, place.invitations.filter(pk=invitation_id).first(), back=_page(place))


@everyone
@never_cache
@sensitive_post_parameters("new")
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Come in by a link: with one's account, or by making one."""
    limits.take(limits.INVITATION, client_address(request))
    if request.method == "GET" and (used := invitations.used_before(secret, by=request.user)) is not None:
        say(request, _("U doet al mee."))
        return redirect(_begin(used))
    invitation = invitations.find_invitation(secret)
    remember(request, invitation)
    if request.user.is_authenticated:
        return _accept_known(request, invitation, secret)
    form = NewPersonForm(request.POST or None, email=invitation.email)
    if request.method == "POST" and form.is_valid():
        try:
            user, used = invitations.accept_as_new(
                secret,
                name=form.cleaned_data["name"],
                email=form.cleaned_data["email"],
                password=form.cleaned_data["new"],
                language=get_language() or "nl",
            )
        except AccountThereError as error:
            form.add_error("email", words(error))
        else:
            sessions.log_in_by_password(request, user)
            say(request, _("Welkom, %(name)s. Uw account is gemaakt.") % {"name": user.get_short_name()})
            return redirect(with_next("accounts:second_step", _begin(used)))
    return _accept_page(request, invitation, form=form)


def _accept_known(request: HttpRequest, invitation: Invitation, secret: str) -> HttpResponse:
    user = me(request)
    place = _begin(invitation)
    if request.method == "POST":
        try:
            invitations.accept(secret, by=user)
        except AlreadyThereError:
            say(request, _("U doet al mee. De uitnodiging blijft geldig voor iemand anders."))
            return redirect(place)
        say(request, _("U doet mee."))
        return redirect(place)
    fault = ""
    if invitation.email and invitation.email != user.email.lower():
        fault = words(InvitationForOtherError(user.email))
    return _accept_page(request, invitation, fault=fault)


def _accept_page(
    request: HttpRequest, invitation: Invitation, *, form: NewPersonForm | None = None, fault: str = ""
) -> HttpResponse:
    context = {
        "invitation": invitation,
        "form": form,
        "fault": fault,
        "log_in": with_next("accounts:login", request.path),
        "provider": with_next("accounts:provider", request.path) if settings.CONFIG.oidc_client else "",
    }
    wrong = fault or (form is not None and form.errors)
    return render(request, "workspace/accept.html", context, status=400 if wrong else 200)


def _invite(request: HttpRequest, place: Organisation | Trajectory) -> HttpResponse:
    by = me(request)
    form = InvitationForm(request.POST or None, roles=roles_to_give(by, place))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        invitation, secret = invitations.invite(place, role=Role(said["role"]), by=by, email=said["email"])
        return _invited(request, invitation, secret, send=said["send"], back=_page(place))
    context = {"form": form, "place": place, "back": _page(place)}
    return render(request, "workspace/invite.html", context, status=400 if form.errors else 200)


def _invited(request: HttpRequest, invitation: Invitation, secret: str, *, send: bool, back: str) -> HttpResponse:
    link = request.build_absolute_uri(reverse("workspace:accept", kwargs={"secret": secret}))
    mailed = mail_invitation(invitation, link=link) if send else None
    context = {"invitation": invitation, "link": link, "mailed": mailed, "back": back}
    return render(request, "workspace/invited.html", context)


def _withdraw(request: HttpRequest, invitation: Invitation | None, *, back: str) -> HttpResponse:
    if invitation is None:
        raise Http404
    try:
        line = invitations.withdraw(invitation, by=me(request))
    except InvitationOverError as error:
        say(request, words(error))
        return redirect(back)
    say(request, _("De uitnodiging is ingetrokken."), undo=reverse("workspace:undo", kwargs={"line_id": line.pk}))
    return redirect(back)


def _begin(invitation: Invitation) -> str:
    """Return where someone who comes in begins."""
    if invitation.trajectory is not None:
        return reverse("workspace:trajectory", kwargs={"trajectory_id": invitation.trajectory.pk})
    return _page(invitation.organisation)


def _page(place: Organisation | Trajectory) -> str:
    if isinstance(place, Organisation):
        return reverse("workspace:organisation", kwargs={"slug": place.slug})
    return reverse("workspace:participants", kwargs={"trajectory_id": place.pk})
