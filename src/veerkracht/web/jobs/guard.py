"""The mark on pages of one job: who may see it follows from where the job belongs."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from veerkracht.web.jobs.models import Job
from veerkracht.web.workspace.access import Access, Audience, refusal, roles_in, roles_on
from veerkracht.web.workspace.models import Trajectory
from veerkracht.web.workspace.roles import Act, may

P = ParamSpec("P")
View = Callable[..., HttpResponseBase]


def of_job(act: Act) -> Callable[[Callable[Concatenate[HttpRequest, Job, P], HttpResponseBase]], View]:
    """Mark a page of one job: its address holds `job_id`, its view gets the job.

    For someone without any role where the job belongs it does not exist (404); work of the program itself is for
    functional managers.
    """

    def mark(view: Callable[Concatenate[HttpRequest, Job, P], HttpResponseBase]) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, job_id: uuid.UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            found = Job.objects.select_related("organisation", "trajectory__organisation", "by")
            job = found.filter(pk=job_id).first()
            if job is None:
                raise Http404
            _check(request, job, act)
            return view(request, job, *args, **kwargs)

        guarded.access = Access(audience=Audience.TRAJECTORY, act=act)  # type: ignore[attr-defined]  # read by the middleware
        return guarded

    return mark


def _check(request: HttpRequest, job: Job, act: Act) -> None:
    place = job.place
    if place is None:
        if not request.user.is_staff:
            raise Http404
        return
    if isinstance(place, Trajectory):
        roles, organisation = roles_on(request.user, place), place.organisation
    else:
        roles, organisation = roles_in(request.user, place), place
    if not roles:
        raise Http404
    if not may(roles, act):
        raise refusal(act)
    request.organisation = organisation  # type: ignore[attr-defined]  # for templates
    request.trajectory = job.trajectory  # type: ignore[attr-defined]  # for templates
    request.roles = roles  # type: ignore[attr-defined]  # for templates
