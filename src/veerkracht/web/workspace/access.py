"""Who has which role where, and the marks by which a page says whom it is for."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from veerkracht.errors.web import NotAllowedError
from veerkracht.web.accounts.audience import Access, Audience, View, everyone, person, staff
from veerkracht.web.accounts.audience import mark as mark_view
from veerkracht.web.workspace.models import Membership, Organisation, Participation, Trajectory
from veerkracht.web.workspace.roles import ACT_NAMES, Act, Role, may

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from veerkracht.web.accounts.models import User

P = ParamSpec("P")

__all__ = [
    "Access",
    "Audience",
    "everyone",
    "of_organisation",
    "of_trajectory",
    "person",
    "refusal",
    "require",
    "roles_in",
    "roles_on",
    "staff",
]


def roles_in(user: User | AnonymousUser, organisation: Organisation) -> frozenset[Role]:
    """Return the roles of a person in an organisation; none for someone who is not a member."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    found = Membership.objects.filter(user=user, organisation=organisation).values_list("role", flat=True)
    return frozenset(Role(role) for role in found)


def roles_on(user: User | AnonymousUser, trajectory: Trajectory) -> frozenset[Role]:
    """Return the roles of a person on a trajectory: of the organisation that owns it, and of taking part in it."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    taking = Participation.objects.filter(user=user, trajectory=trajectory).values_list("role", flat=True)
    member = Membership.objects.filter(user=user, organisation_id=trajectory.organisation_id)
    return frozenset(Role(role) for role in (*taking, *member.values_list("role", flat=True)))


def require(user: User | AnonymousUser, act: Act, on: Organisation | Trajectory) -> None:
    """Return if a person may do this here.

    Raises:
        NotAllowedError: if no role of this person allows it.
    """
    roles = roles_in(user, on) if isinstance(on, Organisation) else roles_on(user, on)
    if not may(roles, act):
        raise refusal(act)


def refusal(act: Act) -> NotAllowedError:
    """Return the error of someone whose roles do not allow an act, with the name of the act for people."""
    names = {}
    for taal in ("nl", "en"):
        with translation.override(taal):
            name = str(ACT_NAMES[act])
        names[f"name_{taal}"] = name[:1].lower() + name[1:]
    return NotAllowedError(act.value, **names)


def of_organisation(
    act: Act,
) -> Callable[[Callable[Concatenate[HttpRequest, Organisation, P], HttpResponseBase]], View]:
    """Mark a page of one organisation: its address holds `slug`, its view gets the organisation.

    For someone without any role there the page does not exist (404); a role that does not allow the act is told so.
    """

    def mark(view: Callable[Concatenate[HttpRequest, Organisation, P], HttpResponseBase]) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            found = Organisation.objects.filter(slug=slug).first()
            roles = roles_in(request.user, found) if found is not None else frozenset()
            if found is None or not roles:
                raise Http404
            if not may(roles, act):
                raise refusal(act)
            request.organisation, request.roles = found, roles  # type: ignore[attr-defined]  # for templates
            return view(request, found, *args, **kwargs)

        mark_view(guarded, Access(audience=Audience.ORGANISATION, act=act))
        return guarded

    return mark


def of_trajectory(
    act: Act,
) -> Callable[[Callable[Concatenate[HttpRequest, Trajectory, P], HttpResponseBase]], View]:
    """Mark a page of one trajectory: its address holds `trajectory_id`, its view gets the trajectory.

    For someone without any role on it the page does not exist (404); a role that does not allow the act is told so.
    """

    def mark(view: Callable[Concatenate[HttpRequest, Trajectory, P], HttpResponseBase]) -> View:
        @wraps(view)
        def guarded(
            request: HttpRequest, trajectory_id: uuid.UUID, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            found = Trajectory.objects.select_related("organisation").filter(pk=trajectory_id).first()
            roles = roles_on(request.user, found) if found is not None else frozenset()
            if found is None or not roles:
                raise Http404
            if not may(roles, act):
                raise refusal(act)
            request.organisation, request.trajectory = found.organisation, found  # type: ignore[attr-defined]  # for templates
            request.roles = roles  # type: ignore[attr-defined]  # for templates
            return view(request, found, *args, **kwargs)

        mark_view(guarded, Access(audience=Audience.TRAJECTORY, act=act))
        return guarded

    return mark
