"""Pages of the data of a trajectory: what there is, what is missing for its maps, and how to get it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from veerkracht.errors.base import VeerkrachtError
from veerkracht.facts.areas import Level
from veerkracht.facts.indicators import Theme
from veerkracht.web.accounts.sessions import person_of
from veerkracht.web.datasets import open_actions
from veerkracht.web.datasets.forms import OpenFileForm, RefreshForm
from veerkracht.web.datasets.looking import states_or_job
from veerkracht.web.datasets.reading import country_for, open_country_of, visible_tables
from veerkracht.web.datasets.words import kind_word, level_words, years_words
from veerkracht.web.jobs.models import Job
from veerkracht.web.jobs.showing import shown
from veerkracht.web.workspace.access import of_trajectory, roles_in
from veerkracht.web.workspace.roles import Act, may
from veerkracht.workflows.holdings import MapState, gemeente_names, holdings

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal
    from veerkracht.web.workspace.models import Trajectory

# What one would type at a command line says nothing on a page, which has a button for it.
_COMMAND = re.compile(r"\s[^.`]*`veerkracht[^`]*`\.")
KINDS = ("ophalen", "inlezen")
MOST_JOBS = 5


@of_trajectory(Act.DATA_VIEW)
@require_safe
def data(request: HttpRequest, trajectory: Trajectory) -> HttpResponse:
    """Show what is there, what is missing, what was fetched before."""
    taal: Taal = "nl" if get_language() == "nl" else "en"
    open_country = open_country_of(trajectory.organisation)
    country = country_for(request.user, trajectory)
    states, job = states_or_job(person_of(request), trajectory)
    names = gemeente_names(open_country)
    shown_own = visible_tables(request.user, trajectory)
    member = roles_in(request.user, trajectory.organisation)
    context: dict[str, Any] = {
        "rows": [_holding(one) for one in holdings(open_country.warehouse)],
        "cities": [
            {
                "name": names.get(code, code),
                "known": code in names,
                "is_found": code in states,
                "maps": _maps(states.get(code, ()), taal=taal),
            }
            for code in trajectory.gemeenten
        ],
        "own": [{"table": one, "kind": kind_word(one.kind)} for one in shown_own],
        "looking": job,
        "looking_poll": "" if job is None else reverse("jobs:stand", args=[job.pk]),
        "jobs": _jobs(trajectory),
        "may_see_tables": may(member, Act.DATA_VIEW),
        "data_version": country.version,
        "fictitious": trajectory.organisation.fictitious,
        "may_bring_in": request.user.is_staff,
    }
    return render(request, "datasets/data.html", context)


@of_trajectory(Act.DATA_REFRESH)
@require_http_methods(["GET", "HEAD", "POST"])
def fetch(request: HttpRequest, trajectory: Trajectory) -> HttpResponseBase:
    """Ask for a refresh from the live services."""
    form = RefreshForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            job = open_actions.ask_refresh(
                trajectory,
                by=request.user,  # type: ignore[arg-type]  # the mark let in a person
                first=asked["first"],
                last=asked["last"],
                themes=[Theme(name) for name in asked["themes"]],
            )
        except VeerkrachtError as error:
            form.add_error(None, error.message(get_language() or "nl"))
        else:
            return redirect("jobs:job", job_id=job.pk)
    context = {"form": form, "fictitious": trajectory.organisation.fictitious}
    status = 400 if request.method == "POST" else 200
    return render(request, "datasets/fetch.html", context, status=status)


@of_trajectory(Act.DATA_REFRESH)
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest, trajectory: Trajectory) -> HttpResponseBase:
    """Ask to bring in a file with open data."""
    form = OpenFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            job = open_actions.ask_import(
                trajectory,
                by=request.user,  # type: ignore[arg-type]  # the mark let in a person
                filename=file.name,
                size=file.size,
                chunks=file.chunks(),
            )
        except VeerkrachtError as error:
            form.add_error("file", error.message(get_language() or "nl"))
        else:
            return redirect("jobs:job", job_id=job.pk)
    context = {
        "form": form,
        "fictitious": trajectory.organisation.fictitious,
        "may_bring_in": request.user.is_staff,
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "datasets/bring_in.html", context, status=status)


def _holding(one: Any) -> dict[str, Any]:
    return {
        "publisher": one.publisher,
        "tables": list(one.tables[:6]),
        "more": max(len(one.tables) - 6, 0),
        "levels": level_words(one.levels),
        "years": years_words(one.periods),
        "boundaries": ", ".join(str(year) for year in one.boundary_years),
        "indicators": one.indicators,
        "areas": one.areas,
        "retrieved": one.retrieved,
        "licence": one.licence,
        "modelled": one.modelled,
        "fictitious": one.fictitious,
        "has_polygons": one.has_polygons,
    }


def _maps(states: Sequence[MapState], *, taal: Taal) -> list[dict[str, Any]]:
    found = []
    for one in states:
        level = one.level
        remedy = "" if one.reason is None else _remedy(one.number)
        found.append(
            {
                "number": one.number,
                "title": one.title.say(taal),
                "level": "" if level is None else level_words([level]),
                "is_there": level is not None,
                "is_finest": level is Level.BUURT,
                "reason": "" if one.reason is None else _COMMAND.sub("", one.reason.say(taal)),
                "remedy": remedy,
            }
        )
    return found


def _remedy(number: int) -> str:
    """Return how to get what a map needs."""
    if number == 5:
        return _("Haal open data op, of lees een tabel van de corporatie in.")
    if number == 9:
        return _("Haal meer jaren op: een vooruitblik vraagt ten minste drie metingen.")
    return _("Haal open data op van meer jaren.")


def _jobs(trajectory: Trajectory) -> list[Any]:
    found = Job.objects.filter(trajectory=trajectory, kind__in=KINDS).select_related("by")[:MOST_JOBS]
    return [shown(one) for one in found]
