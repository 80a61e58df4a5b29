"""Who takes part: the list, everything of one person as a file, and erasing it on request."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from veerkracht.web.accounts.sessions import person_of as me
from veerkracht.web.atelier.actions import joining
from veerkracht.web.atelier.actions.handing_over import hand_over
from veerkracht.web.atelier.lead_words import role_name
from veerkracht.web.atelier.leading import for_role
from veerkracht.web.atelier.live import watchers
from veerkracht.web.atelier.models import LogLine, Participant
from veerkracht.web.saying import say
from veerkracht.web.workspace.roles import Act
from veerkracht.workflows.draaiboeken import draaiboek_from

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from veerkracht.web.atelier.models import Atelier


@for_role(Act.ATELIER_LEAD)
@never_cache
@require_safe
def people(request: HttpRequest, atelier: Atelier) -> HttpResponse:
    """Show who takes part, in which role, through what, since when, and how much each did."""
    draaiboek = draaiboek_from(atelier.draaiboek)
    there = Participant.objects.filter(atelier=atelier)
    done = _done_by(atelier)
    found = [
        {
            "person": one,
            "role": role_name({"party": one.party, "own": one.own_party}, draaiboek),
            "done": done.get(one.pk, 0),
        }
        for one in there.filter(erased=None)
    ]
    gone = there.exclude(erased=None).count()
    return render(request, "atelier/people.html", {"atelier": atelier, "found": found, "gone": gone})


@for_role(Act.ATELIER_LEAD)
@never_cache
@require_safe
def export_person(request: HttpRequest, atelier: Atelier, participant_id: uuid.UUID) -> HttpResponse:
    """Hand out everything of one person as JSON."""
    found = hand_over(_person(atelier, participant_id), by=me(request))
    text = json.dumps(found, ensure_ascii=False, indent=1)
    name = f"deelnemer-{str(participant_id)[:8]}.json"
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)


@for_role(Act.ATELIER_LEAD)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, atelier: Atelier, participant_id: uuid.UUID) -> HttpResponseBase:
    """Ask whether it is meant, then erase name and words of one person."""
    person = _person(atelier, participant_id)
    done = _done_by(atelier).get(person.pk, 0)
    if request.method == "POST" and request.POST.get("zeker") == "ja":
        count = joining.erase(person, by=me(request))
        watchers.nudge(atelier.pk)
        say(
            request,
            ngettext("De naam en %(n)s bijdrage zijn gewist.", "De naam en %(n)s bijdragen zijn gewist.", count)
            % {"n": count},
        )
        return redirect("atelier:people", atelier_id=atelier.pk)
    problem = _("Kruis eerst aan dat u het zeker weet.") if request.method == "POST" else ""
    context = {"atelier": atelier, "person": person, "done": done, "problem": problem}
    return render(request, "atelier/erase.html", context, status=400 if problem else 200)


def _person(atelier: Atelier, participant_id: uuid.UUID) -> Participant:
    """Return someone who takes part here.

    Raises:
        Http404: if nobody does, or the name was erased.
    """
    found = (
        Participant.objects.select_related("atelier__trajectory")
        .filter(atelier=atelier, pk=participant_id, erased=None)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _done_by(atelier: Atelier) -> dict[uuid.UUID, int]:
    counts: dict[uuid.UUID, int] = {}
    for by in LogLine.objects.filter(atelier=atelier).values_list("by", flat=True):
        counts[by] = counts.get(by, 0) + 1
    return counts
