"""Going through the tour: start, on, back, stop."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from veerkracht.web.demo import tour
from veerkracht.web.workspace.access import person


@person
@require_POST
def go(request: HttpRequest) -> HttpResponseBase:
    """Go to a stop of the tour, or leave it."""
    trajectory = tour.first_trajectory(request)
    wanted = request.POST.get("stap", "")
    if trajectory is None or not wanted.isdecimal() or int(wanted) >= len(tour.STEPS):
        request.session.pop(tour.KEY, None)
        back = request.POST.get("terug", "")
        safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
        return redirect(back if safe else "workspace:desk")
    request.session[tour.KEY] = int(wanted)
    return redirect(tour.address_of(tour.STEPS[int(wanted)], trajectory))
