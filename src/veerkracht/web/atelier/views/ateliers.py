"""Pages around an atelier: which there are, making one, how it stands, and the poster that people join by."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from veerkracht.errors.atelier import AtelierError
from veerkracht.errors.web import TooManyJobsError
from veerkracht.web.accounts.sessions import person_of as me
from veerkracht.web.atelier.actions import making
from veerkracht.web.atelier.actions.joining import OWN
from veerkracht.web.atelier.draaiboeken import chosen, offered
from veerkracht.web.atelier.lead_forms import ChangeForm, MakeForm
from veerkracht.web.atelier.leading import for_role
from veerkracht.web.atelier.models import Atelier, Participant
from veerkracht.web.atelier.qr import qr_svg
from veerkracht.web.atelier.rooms import rooms
from veerkracht.web.kaart.place import language
from veerkracht.web.kaart.preparing import prepare_open
from veerkracht.web.saying import say
from veerkracht.web.workspace.access import of_trajectory
from veerkracht.web.workspace.homes import home_of
from veerkracht.web.workspace.roles import Act
from veerkracht.workflows import places
from veerkracht.workflows.draaiboeken import draaiboek_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http.response import HttpResponseBase

    from veerkracht.web.workspace.models import Trajectory
    from veerkracht.wijkschets.draaiboek import Draaiboek


@of_trajectory(Act.ATELIER_VIEW)
@require_safe
def ateliers(request: HttpRequest, trajectory: Trajectory) -> HttpResponse:
    """Show the ateliers of a trajectory, each with how it stands and its figures."""
    found = [
        {"atelier": one, "state": state_of(one), "people": len(_people(one)), "cards": _cards(one)}
        for one in Atelier.objects.filter(trajectory=trajectory)
    ]
    return render(request, "atelier/ateliers.html", {"found": found})


@of_trajectory(Act.ATELIER_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, trajectory: Trajectory) -> HttpResponseBase:
    """Make an atelier."""
    taal, organisation = language(), trajectory.organisation
    known = offered(organisation)
    form = MakeForm(
        request.POST or None,
        draaiboeken=[(one.key, one.draaiboek.name.say(taal)) for one in known],
        places=places.places_in(tuple(trajectory.gemeenten), home_of(organisation)),
        initial={"draaiboek": known[-1].key, "wijken": list(trajectory.areas.values_list("code", flat=True))},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = making.make_atelier(
            trajectory,
            by=me(request),
            name=said["name"],
            draaiboek=chosen(organisation, said["draaiboek"]).draaiboek,
            areas=form.areas,
            place=said["place"],
            planned=said["planned"],
            keep_until=said["keep_until"],
        )
        _have_maps_made(trajectory)
        say(request, _("Het atelier staat klaar. De deur is nog dicht: zet hem open als u mensen wilt laten meedoen."))
        return redirect("atelier:overview", atelier_id=made.pk)
    context = {
        "form": form,
        "known": known,
        "explained": [(one, one.draaiboek.name.say(taal), one.draaiboek.explanation.say(taal)) for one in known],
    }
    return render(request, "atelier/make.html", context, status=400 if form.errors else 200)


def _have_maps_made(trajectory: Trajectory) -> None:
    """Phones show the map beside what people write: it is made now, not when the first one asks."""
    # Where too much work waits already, the map is made when someone who leads opens it.
    with suppress(TooManyJobsError):
        prepare_open(trajectory)


@for_role(Act.ATELIER_VIEW)
@require_safe
def overview(request: HttpRequest, atelier: Atelier) -> HttpResponse:
    """Show how an atelier stands: its door, its steps, who takes part, and the way to every part of it."""
    draaiboek, taal = draaiboek_from(atelier.draaiboek), language()
    context = {
        "atelier": atelier,
        "state": state_of(atelier),
        "draaiboek": draaiboek.name.say(taal),
        "minutes": draaiboek.minutes,
        "steps": planned_steps(atelier, draaiboek),
        "parties": by_party(atelier, draaiboek),
        "people": len(_people(atelier)),
        "cards": _cards(atelier),
        "areas": area_names(atelier),
        **joining(request, atelier),
    }
    return render(request, "atelier/overview.html", context)


@for_role(Act.ATELIER_LEAD)
@require_POST
def set_door(request: HttpRequest, atelier: Atelier) -> HttpResponseBase:
    """Open or close the door."""
    is_open = request.POST.get("open") == "ja"
    making.set_door(atelier, by=me(request), is_open=is_open)
    say(
        request,
        _("De deur is open: wie de code heeft, kan meedoen.")
        if is_open
        else _("De deur is dicht. Wie binnen is, blijft binnen."),
    )
    back = "atelier:lead" if request.POST.get("terug") == "regie" else "atelier:overview"
    return redirect(back, atelier_id=atelier.pk)


@for_role(Act.ATELIER_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, atelier: Atelier) -> HttpResponseBase:
    """Change the words, the day and the term."""
    first = {name: getattr(atelier, name) for name in ("name", "place", "planned", "keep_until")}
    form = ChangeForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            making.change_atelier(atelier, by=me(request), **form.cleaned_data)
        except AtelierError as error:
            form.add_error(None, error.message(language()))
        else:
            say(request, _("Het atelier is opgeslagen."))
            return redirect("atelier:overview", atelier_id=atelier.pk)
    return render(
        request, "atelier/change.html", {"atelier": atelier, "form": form}, status=400 if form.errors else 200
    )


@for_role(Act.ATELIER_VIEW)
@require_safe
def poster(request: HttpRequest, atelier: Atelier) -> HttpResponse:
    """Show a sheet for the wall: the code, the QR, and in three sentences how to join."""
    return render(request, "atelier/poster.html", {"atelier": atelier, **joining(request, atelier)})


@for_role(Act.ATELIER_VIEW)
@require_safe
def qr(request: HttpRequest, atelier: Atelier) -> HttpResponse:
    """Hand out the QR code of the door as SVG."""
    drawn = qr_svg(joining(request, atelier)["address"])
    return HttpResponse(drawn, content_type="image/svg+xml", headers={"Cache-Control": "private, max-age=3600"})


def joining(request: HttpRequest, atelier: Atelier) -> dict[str, str]:
    """Return how people join: the address with the code, and without it for who types."""
    door = request.build_absolute_uri(reverse("atelier:door"))
    return {
        "address": request.build_absolute_uri(reverse("atelier:join", args=[atelier.code])),
        "door": door.partition("://")[2].rstrip("/"),
        # In two halves, as people read it out.
        "code": f"{atelier.code[:3]} {atelier.code[3:]}",
    }


def state_of(atelier: Atelier) -> str:
    """Return how an atelier stands: before, runs, paused, closed or expired."""
    if atelier.expired is not None:
        return "expired"
    room = rooms.of(atelier)
    with room.lock:
        room.catch_up()
        return str(room.board.clock.state)


def planned_steps(atelier: Atelier, draaiboek: Draaiboek) -> list[dict[str, Any]]:
    """Return the steps with what they are for, and from when to when if the day is known."""
    taal, at = language(), timezone.localtime(atelier.planned) if atelier.planned else None
    found = []
    for one in draaiboek.steps:
        end = at + timedelta(minutes=one.minutes) if at else None
        found.append(
            {
                "key": one.key,
                "title": one.title.say(taal),
                "goal": one.goal.say(taal),
                "minutes": one.minutes,
                "start": at,
                "end": end,
            }
        )
        at = end
    return found


def by_party(atelier: Atelier, draaiboek: Draaiboek) -> list[dict[str, Any]]:
    """Return how many people take part in each role, also of roles that nobody has: who is missing matters."""
    counts = Counter(one.party for one in _people(atelier))
    found = [{"name": one.name.say(language()), "count": counts.pop(one.key, 0)} for one in draaiboek.parties]
    own = counts.pop(OWN, 0)
    return [*found, *([{"name": _("Anders"), "count": own}] if own else [])]


def area_names(atelier: Atelier) -> list[str]:
    """Return the names of the areas it is about; the code where there is no name."""
    trajectory = atelier.trajectory
    known = {
        one.code: one.name for one in places.places_in(tuple(trajectory.gemeenten), home_of(trajectory.organisation))
    }
    return [known.get(code, code) for code in atelier.areas]


def _people(atelier: Atelier) -> Sequence[Participant]:
    return list(Participant.objects.filter(atelier=atelier, erased=None))


def _cards(atelier: Atelier) -> int:
    room = rooms.of(atelier)
    with room.lock:
        room.catch_up()
        return len(room.board.in_order())
