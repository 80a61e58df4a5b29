"""Put wijken and buurten on the list of a trajectory and take them off; undo."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from veerkracht.errors.workspace import AlreadyThereError, ManyAreasError, NoSuchAreaError
from veerkracht.web.accounts.views.paths import next_of
from veerkracht.web.saying import say
from veerkracht.web.workspace.access import of_trajectory, person
from veerkracht.web.workspace.actions import trajectories
from veerkracht.web.workspace.actions.undo import undo as undo_line
from veerkracht.web.workspace.forms import AreaForm
from veerkracht.web.workspace.homes import home_of
from veerkracht.web.workspace.models import Trajectory
from veerkracht.web.workspace.roles import Act
from veerkracht.web.workspace.views.who import me, words
from veerkracht.workflows import places


@of_trajectory(Act.AREAS_EDIT)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, place: Trajectory) -> HttpResponseBase:
    """Put an area on the list."""
    form = AreaForm(request.POST or None, initial={"text": request.GET.get("gebied", "")[:160]})
    if request.method == "POST" and form.is_valid():
        text, reason = form.cleaned_data["text"], form.cleaned_data["reason"]
        try:
            area = trajectories.add_area(place, by=me(request), text=_code(text), reason=reason)
        except AlreadyThereError as error:
            # The second of two clicks asks for what is there: nothing is wrong then, and nothing is lost.
            if trajectories.is_there(place, text=_code(text), reason=reason):
                say(request, words(error))
                return redirect("workspace:trajectory", trajectory_id=place.pk)
            form.add_error("text", words(error))
        except (ManyAreasError, NoSuchAreaError) as error:
            form.add_error("text", words(error))
        else:
            say(request, _("%(name)s staat op de lijst.") % {"name": area.name})
            return redirect("workspace:trajectory", trajectory_id=place.pk)
    known = places.places_in(tuple(place.gemeenten), home_of(place.organisation))
    return render(
        request, "workspace/area_add.html", {"form": form, "known": known}, status=400 if form.errors else 200
    )


@of_trajectory(Act.AREAS_EDIT)
@require_POST
def remove(request: HttpRequest, place: Trajectory, code: str) -> HttpResponseBase:
    """Take an area off the list.

    Raises:
        Http404: if it is not on it.
    """
    area = place.areas.filter(code=code).select_related("trajectory").first()
    if area is None:
        raise Http404
    line = trajectories.remove_area(area, by=me(request))
    text = _("%(name)s staat niet meer op de lijst.") % {"name": area.name}
    say(request, text, undo=reverse("workspace:undo", kwargs={"line_id": line.pk}))
    return redirect("workspace:trajectory", trajectory_id=place.pk)


@person
@require_POST
def undo(request: HttpRequest, line_id: uuid.UUID) -> HttpResponseBase:
    """Undo one's own change."""
    line = undo_line(line_id, by=me(request))
    say(request, _("Ongedaan gemaakt. Alles staat weer zoals het was."))
    if request.POST.get("next"):
        return redirect(next_of(request))
    if line.trajectory_id is not None:
        return redirect("workspace:trajectory", trajectory_id=line.trajectory_id)
    return redirect("workspace:desk")


def _code(text: str) -> str:
    """Return the code of a choice from the list, such as `Lombok (BU03440111)`; else the text itself."""
    name, _bracket, rest = text.rpartition("(")
    return rest.rstrip(") ").strip() if name and rest.rstrip().endswith(")") else text
