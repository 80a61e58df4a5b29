"""The mark of pages of an atelier that are for people with an account and a role on its trajectory."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from veerkracht.web.accounts.audience import Access, Audience, View
from veerkracht.web.accounts.audience import mark as mark_view
from veerkracht.web.atelier.models import Atelier
from veerkracht.web.workspace.access import refusal, roles_on
from veerkracht.web.workspace.roles import Act, may
from veerkracht.wijkschets.admission import Actor

if TYPE_CHECKING:
    from veerkracht.web.accounts.models import User

P = ParamSpec("P")


def for_role(act: Act) -> Callable[[Callable[Concatenate[HttpRequest, Atelier, P], HttpResponseBase]], View]:
    """Mark a page of one atelier: its address holds `atelier_id`, its view gets the atelier.

    As `workspace.access.of_trajectory`: for someone without any role on the trajectory the atelier does not exist.
    """

    def mark(view: Callable[Concatenate[HttpRequest, Atelier, P], HttpResponseBase]) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, atelier_id: uuid.UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            found = Atelier.objects.select_related("trajectory__organisation").filter(pk=atelier_id).first()
            roles = roles_on(request.user, found.trajectory) if found is not None else frozenset()
            if found is None or not roles:
                raise Http404
            if not may(roles, act):
                raise refusal(act)
            request.organisation = found.trajectory.organisation  # type: ignore[attr-defined]  # for templates
            request.trajectory, request.roles = found.trajectory, roles  # type: ignore[attr-defined]  # for templates
            return view(request, found, *args, **kwargs)

        mark_view(guarded, Access(audience=Audience.TRAJECTORY, act=act))
        return guarded

    return mark


def facilitator(user: User) -> Actor:
    """Return who leads as the method knows him or her; the page has seen that he or she may."""
    return Actor(id=str(user.pk), is_facilitator=True)
