"""The mark of pages of one scenario: for people with a role on its trajectory."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from veerkracht.web.accounts.audience import Access, Audience, View
from veerkracht.web.accounts.audience import mark as mark_view
from veerkracht.web.scenario.models import Scenario
from veerkracht.web.workspace.access import refusal, roles_on
from veerkracht.web.workspace.roles import Act, may

P = ParamSpec("P")


def of_scenario(act: Act) -> Callable[[Callable[Concatenate[HttpRequest, Scenario, P], HttpResponseBase]], View]:
    """Mark a page of one scenario: its address holds `scenario_id`, its view gets the scenario.

    As `workspace.access.of_trajectory`: for someone without any role on the trajectory the scenario does not exist.
    """

    def mark(view: Callable[Concatenate[HttpRequest, Scenario, P], HttpResponseBase]) -> View:
        @wraps(view)
        def guarded(
            request: HttpRequest, scenario_id: uuid.UUID, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            every = Scenario.objects.select_related("trajectory__organisation", "forked_from")
            found = every.filter(pk=scenario_id).first()
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
