"""The werkbank that is not ready yet: its figures are made with the maps of the city, and the page says how far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from veerkracht.facts.areas import Level
from veerkracht.web.jobs.models import JobState
from veerkracht.web.kaart.place import place_of
from veerkracht.web.kaart.preparing import last_job, prepare
from veerkracht.web.kaart.state import KaartState
from veerkracht.web.werkbank.benches import is_ready
from veerkracht.web.werkbank.state import read_place

if TYPE_CHECKING:
    from veerkracht.web.workspace.models import Trajectory

# One job makes all levels of a city.
_WITHIN = KaartState(level=Level.BUURT)


def making(request: HttpRequest, trajectory: Trajectory) -> HttpResponse:
    """Show how far the figures are; who comes first starts the work, and after a failure may ask for it again."""
    place = place_of(request, trajectory)
    job = last_job(place, _WITHIN)
    failed = job is not None and job.state == JobState.FAILED and "opnieuw" not in request.GET
    if not failed and request.user.is_authenticated:
        job = prepare(place, _WITHIN, by=request.user)
    page, query = reverse("werkbank:werkbank", args=[trajectory.pk]), read_place(request.GET).query()
    language = get_language()
    context = {
        "job": job,
        "step": "" if job is None else job.doing(language),
        "failure": job.failure(language) if job is not None and failed else "",
        "poll": f"{reverse('werkbank:ready', args=[trajectory.pk])}?{query}",
        "now": f"{page}?{query}&nu=1",
        "again": f"{page}?{query}&opnieuw=1",
    }
    return render(request, "werkbank/making.html", context)


def standing(request: HttpRequest, trajectory: Trajectory) -> JsonResponse:
    """Tell how far the figures are, for a page that asks now and then."""
    if request.user.is_authenticated and is_ready(request.user, trajectory, level=read_place(request.GET).level):
        return JsonResponse({"share": 1.0, "step": "", "ended": True})
    job = last_job(place_of(request, trajectory), _WITHIN)
    share, step = (None, "") if job is None else (job.share, job.doing(get_language()))
    return JsonResponse({"share": share, "step": step, "ended": job is not None and job.has_ended})
