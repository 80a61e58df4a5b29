"""What came out of an atelier: for who leads and looks on, and for who took part once the room has seen it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from veerkracht.web.atelier.coming_in import of_atelier
from veerkracht.web.atelier.leading import for_role
from veerkracht.web.atelier.models import Counted, Participant
from veerkracht.web.atelier.outcome_choices import DivisionForm, chosen_of, divided_of, scores_of
from veerkracht.web.atelier.outcome_out import outcome_json, votes_csv
from veerkracht.web.atelier.outcome_past import past_of
from veerkracht.web.atelier.outcome_statements import groups_of, statements_of
from veerkracht.web.atelier.outcome_told import ORIGINS, chains_of, heaps_of, present_of, texts_of, themes_of
from veerkracht.web.atelier.outcomes import Moment, moment_of, opinions_at
from veerkracht.web.atelier.words import perspective_names
from veerkracht.web.workspace.access import roles_on
from veerkracht.web.workspace.roles import Act, may
from veerkracht.wijkschets.standing import Standing

if TYPE_CHECKING:
    from veerkracht.web.atelier.models import Atelier


@for_role(Act.ATELIER_VIEW)
@never_cache
@require_safe
def results(request: HttpRequest, atelier: Atelier) -> HttpResponse:
    """Show what came out; while people still choose, only to who leads. After the term: what was counted."""
    is_lead = may(roles_on(request.user, atelier.trajectory), Act.ATELIER_LEAD)
    if atelier.expired is not None:
        context = {"atelier": atelier, "past": past_of(atelier), "origins": [str(words) for words in ORIGINS.values()]}
        return render(request, "atelier/results.html", {**context, "tabs": True, "is_lead": is_lead})
    moment = moment_of(atelier)
    if not (moment.is_shown or is_lead):
        return render(request, "atelier/results_not_yet.html", {"atelier": atelier, "tabs": True})
    return render(
        request, "atelier/results.html", {**_context(request, atelier, moment), "tabs": True, "is_lead": is_lead}
    )


@of_atelier
@never_cache
@require_safe
def shared_results(request: HttpRequest, atelier: Atelier, participant: Participant) -> HttpResponse:
    """Show who took part what came out, once it was shown in the room."""
    moment = moment_of(atelier)
    if not moment.is_shown:
        return render(request, "atelier/results_not_yet.html", {"atelier": atelier})
    return render(request, "atelier/results.html", _context(request, atelier, moment))


@for_role(Act.ATELIER_LEAD)
@never_cache
@require_safe
def votes_file(request: HttpRequest, atelier: Atelier) -> HttpResponse:
    """Hand out the votes, one row a person without a name, as the command `wijkschets opinies` reads them."""
    text = votes_csv(moment_of(atelier))
    return _file(text.encode("utf-8-sig"), name=f"{slugify(atelier.name)}-stemmen.csv", kind="text/csv; charset=utf-8")


@for_role(Act.ATELIER_LEAD)
@never_cache
@require_safe
def outcome_file(request: HttpRequest, atelier: Atelier) -> HttpResponse:
    """Hand out everything that was counted, as JSON."""
    if atelier.expired is not None:
        kept = Counted.objects.filter(atelier=atelier).values_list("values", flat=True).first()
        text = json.dumps(kept or {}, ensure_ascii=False, indent=1) + "\n"
    else:
        moment = moment_of(atelier)
        _points, form = _points_and_form(request, moment)
        text = outcome_json(atelier, moment, division=divided_of(moment, form))
    return _file(text.encode(), name=f"{slugify(atelier.name)}-uitkomst.json", kind="application/json")


def _context(request: HttpRequest, atelier: Atelier, moment: Moment) -> dict[str, Any]:
    found = opinions_at(moment)
    statements = statements_of(moment, found) if found else []
    most_shared = sorted(statements, key=lambda one: -one.shared)
    points, form = _points_and_form(request, moment)
    return {
        "atelier": atelier,
        "present": present_of(moment, list(Participant.objects.filter(atelier=atelier))),
        "statements": statements,
        "shared": [one for one in most_shared if one.standing is Standing.SHARED],
        "rejected": [one for one in reversed(most_shared) if one.standing is Standing.REJECTED],
        "divided": [one for one in reversed(most_shared) if one.standing is Standing.DIVIDED],
        "open": [one for one in most_shared if one.standing in {Standing.OPEN, Standing.FEW}],
        "groups": groups_of(moment, found) if found else None,
        "scores": scores_of(moment),
        "points": points,
        "form": form,
        "division": divided_of(moment, form),
        "dots": chosen_of(moment, what="dots", perspectives={}),
        "themes": themes_of(moment),
        "origins": [str(words) for words in ORIGINS.values()],
        "chains": chains_of(moment),
        "heaps": heaps_of(moment),
        "texts": texts_of(moment),
        "number": moment.number,
        "is_shown": moment.is_shown,
    }


def _points_and_form(request: HttpRequest, moment: Moment) -> tuple[list[Any], DivisionForm]:
    names = {str(key): name for key, name in perspective_names().items()}
    points = chosen_of(moment, what="points", perspectives=names)
    return points, DivisionForm(request.GET if "budget" in request.GET else None, cards=points)


def _file(body: bytes, *, name: str, kind: str) -> HttpResponse:
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
