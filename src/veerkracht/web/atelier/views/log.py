"""The log of an atelier: whether it is whole, as a file, and the board at any moment of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from veerkracht.web.accounts.sessions import person_of as me
from veerkracht.web.atelier.actions.handing_over import hand_over_log
from veerkracht.web.atelier.coming_in import leads
from veerkracht.web.atelier.leading import for_role
from veerkracht.web.atelier.models import Atelier, LogLine
from veerkracht.web.atelier.reading import lines_of
from veerkracht.web.atelier.replaying import VERBS, moment
from veerkracht.web.atelier.showing import For
from veerkracht.web.workspace.roles import Act
from veerkracht.wijkschets.log import FIRST, breaks_in

if TYPE_CHECKING:
    from veerkracht.wijkschets.log import Line

_MOST_DIGITS = 9


@for_role(Act.ATELIER_VIEW)
@never_cache
@require_safe
def log(request: HttpRequest, atelier: Atelier) -> HttpResponse:
    """Show whether the chain holds, how many lines there are of each kind, and how many words were erased."""
    lines = list(lines_of(atelier.pk))
    # People may go on while this is read: the log reaches at least as far as before, and no further than after.
    reach, after = lines[: atelier.number], Atelier.objects.values_list("number", flat=True).get(pk=atelier.pk)
    is_short = (len(reach), _end(reach)) != (atelier.number, atelier.link) or len(lines) > after
    last = _end(lines)
    verbs: dict[str, int] = {}
    for line in lines:
        verbs[line.verb] = verbs.get(line.verb, 0) + 1
    context = {
        "atelier": atelier,
        "breaks": breaks_in(lines),
        # The row of the atelier knows how long its log is: a line missing at the end shows there.
        "is_short": is_short,
        "count": len(lines),
        "erased": sum(line.body is None for line in lines),
        "last": last,
        "verbs": [(VERBS.get(verb, verb), count) for verb, count in sorted(verbs.items(), key=lambda one: -one[1])],
        "first": lines[0].at if lines else None,
        "latest": lines[-1].at if lines else None,
    }
    return render(request, "atelier/log.html", context)


def _end(lines: list[Line]) -> str:
    return lines[-1].link if lines else FIRST


@for_role(Act.ATELIER_LEAD)
@never_cache
@require_safe
def export_log(request: HttpRequest, atelier: Atelier) -> HttpResponse:
    """Hand out the log, one line of JSON a deed."""
    found = hand_over_log(atelier, by=me(request))
    text = "".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in found)
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=f"atelier-{atelier.code}.jsonl")
    }
    return HttpResponse(text, content_type="application/x-ndjson; charset=utf-8", headers=headers)


@for_role(Act.ATELIER_VIEW)
@never_cache
@require_safe
def replay(request: HttpRequest, atelier: Atelier) -> HttpResponse:
    """Show the board as it was after a line of the log; `tot` says which, without it the last."""
    asked = request.GET.get("tot", "")
    last = LogLine.objects.filter(atelier=atelier).count()
    number = min(int(asked), last) if asked.isdecimal() and len(asked) <= _MOST_DIGITS else last
    found = moment(atelier, number, audience=For.LEAD if leads(request, atelier) else For.TABLE)
    context = {"atelier": atelier, "moment": found, "before": max(0, number - 1), "after": min(last, number + 1)}
    return render(request, "atelier/replay.html", context)
