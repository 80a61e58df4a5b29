"""What was changed in an organisation, by whom and when; also as CSV."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from veerkracht.web.audit.models import AuditEntries, AuditEntry
from veerkracht.web.audit.sentences import SENTENCES, differences_of, sentence_of
from veerkracht.web.workspace.access import of_organisation
from veerkracht.web.workspace.forms import ChangesForm
from veerkracht.web.workspace.models import Organisation
from veerkracht.web.workspace.roles import Act
from veerkracht.writers.csv_table import csv_table

A_PAGE = 50
MOST_ROWS = 20_000
"""In one CSV; whoever needs more chooses a period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One change as people read it."""

    at: datetime
    who: str
    did: str
    where: str
    details: list[str]


@of_organisation(Act.AUDIT_VIEW)
@require_safe
def changes(request: HttpRequest, place: Organisation) -> HttpResponseBase:
    """Show the changes."""
    form, found = _asked(request, place)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("pagina"))
    query = {key: value for key, value in request.GET.items() if key != "pagina" and value}
    context = {
        "form": form,
        "page": page,
        "lines": _lines(page.object_list, place),
        "is_filtered": bool(query),
        "query": urlencode(query),
    }
    return render(request, "workspace/changes.html", context, status=400 if form.errors else 200)


@of_organisation(Act.AUDIT_VIEW)
@require_safe
def changes_csv(request: HttpRequest, place: Organisation) -> HttpResponseBase:
    """Give the same as a file for a spreadsheet, in which no cell acts as a formula."""
    _form, found = _asked(request, place)
    columns = [_("Moment"), _("Wie"), _("Wat"), _("Waar"), _("Van en naar")]
    rows = [
        [f"{timezone.localtime(line.at):%Y-%m-%d %H:%M:%S}", line.who, line.did, line.where, "; ".join(line.details)]
        for line in _lines(found[:MOST_ROWS], place)
    ]
    body = csv_table(columns, rows, taal="nl" if (get_language() or "nl").startswith("nl") else "en")
    name = f"wijzigingen-{place.slug}-{timezone.localdate():%Y-%m-%d}.csv"
    return HttpResponse(
        body, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _asked(request: HttpRequest, place: Organisation) -> tuple[ChangesForm, AuditEntries]:
    everything = AuditEntry.objects.filter(organisation_id=place.pk)
    people = everything.order_by("actor_name").values_list("actor_id", "actor_name").distinct()
    acts = set(everything.order_by("act").values_list("act", flat=True).distinct())
    # A link may ask for an act that nobody did here yet: that is a question with an empty answer.
    acts |= {request.GET.get("wat", "")} & set(SENTENCES)
    shown = {str(number or "systeem"): name for number, name in people}
    form = ChangesForm(
        request.GET or None,
        people=list(shown.items()),
        acts=sorted(((act, general(act)) for act in acts), key=lambda one: one[1]),
    )
    said: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    # A question that is not understood gets its fault shown, not all lines as if it were an answer.
    found = everything.none() if form.errors else everything
    if who := said.get("wie"):
        found = found.filter(actor_id=None if who == "systeem" else who)
    if what := said.get("wat"):
        found = found.filter(act=what)
    if since := said.get("van"):
        found = found.filter(at__gte=timezone.make_aware(datetime.combine(since, time.min)))
    if until := said.get("tot"):
        found = found.filter(at__lt=timezone.make_aware(datetime.combine(until + timedelta(days=1), time.min)))
    return form, found


def general(act: str) -> str:
    """Return an act in words without what it was done to, for a list to choose from."""
    template = SENTENCES.get(act)
    if template is None:
        return act
    blank = {"what": "…", "role": "…", "before": "…", "email": ""}
    return (str(template) % blank).strip()


def _lines(entries: Any, place: Organisation) -> list[Line]:
    names = dict(place.trajectories.values_list("pk", "name"))
    return [
        Line(
            at=entry.at,
            who=entry.actor_name if entry.actor_name != "systeem" else _("Veerkracht zelf"),
            did=sentence_of(entry),
            where=names.get(entry.trajectory_id, place.name) if entry.trajectory_id else place.name,
            details=differences_of(entry),
        )
        for entry in entries
    ]
