"""Pages of one trajectory: how it stands, its words and dates, its planning."""

from __future__ import annotations

from django.forms import Form
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from veerkracht.errors.workspace import ChangedMeanwhileError, DatesError, UnknownGemeenteChosenError
from veerkracht.web.saying import say
from veerkracht.web.workspace import phases
from veerkracht.web.workspace.access import of_organisation, of_trajectory, roles_in
from veerkracht.web.workspace.actions import trajectories
from veerkracht.web.workspace.forms import AreaForm, PhaseForm, TrajectoryEditForm, TrajectoryForm
from veerkracht.web.workspace.homes import home_of
from veerkracht.web.workspace.meanwhile import SEEN
from veerkracht.web.workspace.models import Organisation, Trajectory
from veerkracht.web.workspace.roles import Act, may
from veerkracht.web.workspace.views.who import me, words
from veerkracht.workflows import places


@of_organisation(Act.TRAJECTORY_CREATE)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, place: Organisation) -> HttpResponseBase:
    """Start a trajectory."""
    known = places.gemeenten(home_of(place))
    first = {"start": timezone.localdate(), "gemeente": known[0].code if len(known) == 1 else ""}
    form = TrajectoryForm(request.POST or None, known=known, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = trajectories.create_trajectory(
                place,
                by=me(request),
                name=said["name"],
                goal=said["goal"],
                gemeenten=form.gemeenten(),
                start=said["start"],
                end=said["end"],
            )
        except (DatesError, UnknownGemeenteChosenError) as error:
            form.add_error("end" if isinstance(error, DatesError) else "gemeente", words(error))
        else:
            say(request, _("Het traject staat klaar, met de vier fasen van de methode. Pas de planning gerust aan."))
            return redirect("workspace:trajectory", trajectory_id=made.pk)
    context = {"form": form, "known": known, "standard": phases.STANDARD}
    return render(request, "workspace/trajectory_create.html", context, status=400 if form.errors else 200)


@of_trajectory(Act.TRAJECTORY_VIEW)
@require_safe
def trajectory(request: HttpRequest, place: Trajectory) -> HttpResponseBase:
    """Show how a trajectory stands."""
    roles = request.roles  # type: ignore[attr-defined]  # set by the mark of this page
    names = {one.code: one.name for one in places.gemeenten(home_of(place.organisation))}
    context = {
        "phases": [{"phase": one, "about": phases.about(one.code)} for one in place.phases.all()],
        "steps": list(place.phases.all()),
        "areas": list(place.areas.all()),
        "gemeenten": [names.get(code, code) for code in place.gemeenten],
        "participants": list(place.participations.select_related("user")) if may(roles, Act.MEMBERS_VIEW) else [],
        "members": list(place.organisation.memberships.select_related("user")) if may(roles, Act.MEMBERS_VIEW) else [],
        "is_member": bool(roles_in(request.user, place.organisation)),
        "area_form": AreaForm() if may(roles, Act.AREAS_EDIT) else None,
        "known": _known(place) if may(roles, Act.AREAS_EDIT) else (),
    }
    return render(request, "workspace/trajectory.html", context)


@of_trajectory(Act.TRAJECTORY_EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, place: Trajectory) -> HttpResponseBase:
    """Change words, gemeenten, dates and state."""
    known = places.gemeenten(home_of(place.organisation))
    form = TrajectoryEditForm(request.POST or None, trajectory=place, known=known)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            trajectories.change_trajectory(
                place,
                by=me(request),
                name=said["name"],
                goal=said["goal"],
                gemeenten=form.gemeenten(),
                state=said["state"],
                start=said["start"],
                end=said["end"],
                seen=request.POST.get(SEEN, "")[:40],
            )
        except ChangedMeanwhileError as error:
            form.add_error(None, words(error))
        except (DatesError, UnknownGemeenteChosenError) as error:
            form.add_error("end" if isinstance(error, DatesError) else "gemeente", words(error))
        else:
            say(request, _("Het traject is opgeslagen."))
            return redirect("workspace:trajectory", trajectory_id=place.pk)
    place.refresh_from_db()
    context = {"form": form, "seen": _seen(request, form, now=trajectories.mark_of_trajectory(place))}
    return render(request, "workspace/trajectory_edit.html", context, status=400 if form.errors else 200)


@of_trajectory(Act.TRAJECTORY_PLAN)
@require_http_methods(["GET", "POST"])
def phase(request: HttpRequest, place: Trajectory, number: int) -> HttpResponseBase:
    """Change state, dates and note of a phase.

    Raises:
        Http404: if there is no such phase.
    """
    found = place.phases.filter(number=number).first()
    if found is None:
        raise Http404
    first = {"state": found.state, "start": found.start, "end": found.end, "note": found.note}
    form = PhaseForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            trajectories.change_phase(found, by=me(request), **form.cleaned_data, seen=request.POST.get(SEEN, "")[:40])
        except ChangedMeanwhileError as error:
            form.add_error(None, words(error))
        except DatesError as error:
            form.add_error("end", words(error))
        else:
            say(request, _("De planning van “%(phase)s” is opgeslagen.") % {"phase": found.name})
            return redirect("workspace:trajectory", trajectory_id=place.pk)
    found.refresh_from_db()
    context = {
        "form": form,
        "seen": _seen(request, form, now=trajectories.mark_of_phase(found)),
        "phase": found,
        "about": phases.about(found.code),
        "back": reverse("workspace:trajectory", args=[place.pk]),
    }
    return render(request, "workspace/phase.html", context, status=400 if form.errors else 200)


def _seen(request: HttpRequest, form: Form, *, now: str) -> str:
    """Return the mark for the next try: the present one once a person has been told what is there now."""
    told = not form.is_bound or bool(form.non_field_errors())
    return now if told else request.POST.get(SEEN, "")[:40]


def _known(place: Trajectory) -> tuple[places.Place, ...]:
    return places.places_in(tuple(place.gemeenten), home_of(place.organisation))
