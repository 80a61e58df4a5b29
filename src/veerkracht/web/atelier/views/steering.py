"""The screen of who leads: steps, time, the live board, hiding, holding up and gathering; with and without script."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from veerkracht.errors.atelier import ContributionError, TooFastError
from veerkracht.web.accounts.sessions import person_of as me
from veerkracht.web.atelier.actions.adding import Sent, add
from veerkracht.web.atelier.lead_board import look
from veerkracht.web.atelier.leading import facilitator, for_role
from veerkracht.web.atelier.live import watchers
from veerkracht.web.atelier.pace import pace
from veerkracht.web.atelier.rooms import rooms
from veerkracht.web.atelier.showing import For
from veerkracht.web.atelier.views.board import items_response, stream_response, take_in
from veerkracht.web.kaart.place import language
from veerkracht.web.saying import say
from veerkracht.web.workspace.roles import Act
from veerkracht.wijkschets.wording_checks import wrong

if TYPE_CHECKING:
    from django.http import QueryDict
    from django.http.response import HttpResponseBase

    from veerkracht.web.atelier.models import Atelier

SHOW = ("alles", "stap", "verborgen")
_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a button of the screen asks for, as a deed.

    Attributes:
        verb: of the deed.
        fixed: parts that the button itself says.
        fields: names of the fields of its form that belong to the deed.
    """

    verb: str
    fixed: dict[str, Any] = field(default_factory=dict)
    fields: tuple[str, ...] = ()


ORDERS: dict[str, Order] = {
    "go": Order(verb="steer", fixed={"move": "go"}, fields=("step",)),
    "pause": Order(verb="steer", fixed={"move": "pause"}),
    "resume": Order(verb="steer", fixed={"move": "resume"}),
    "extend": Order(verb="steer", fixed={"move": "extend"}, fields=("seconds",)),
    "close": Order(verb="steer", fixed={"move": "close"}),
    "hide": Order(verb="hide", fields=("card", "reason")),
    "show": Order(verb="show", fields=("card",)),
    "light": Order(verb="spotlight", fields=("card",)),
    "dark": Order(verb="spotlight"),
    "gather": Order(verb="gather", fields=("cards", "title")),
    "apart": Order(verb="gather", fields=("cards",)),
    "undo": Order(verb="undo", fields=("deed",)),
}
"""The buttons of the screen. The script reads the same table, so that a form means the same with and without it."""


@for_role(Act.ATELIER_LEAD)
@never_cache
@require_safe
def lead(request: HttpRequest, atelier: Atelier) -> HttpResponse:
    """Show the screen of who leads."""
    asked = request.GET.get("toon", "")
    found = look(atelier)
    context = {
        "atelier": atelier,
        "head": found.head,
        "cards": found.cards,
        "here": found.head.step.key if found.head.step else None,
        "show": asked if asked in SHOW else SHOW[0],
        "orders": {key: {"verb": one.verb, "fixed": one.fixed, "fields": one.fields} for key, one in ORDERS.items()},
    }
    return render(request, "atelier/lead.html", context)


@for_role(Act.ATELIER_LEAD)
@never_cache
@require_GET
def news(request: HttpRequest, atelier: Atelier) -> HttpResponse:
    """Answer the head, and every card that changed since a number, as HTML from the same templates as the page."""
    asked = request.GET.get("since", "0")
    found = look(atelier, since=int(asked) if asked.isdecimal() and len(asked) <= _MOST_DIGITS else 0)
    step = found.head.step
    shared = {"atelier": atelier, "may": {"atelier_lead": True}, "here": step.key if step else None}
    cards = [
        {
            "id": one.id,
            "number": one.number,
            "html": render_to_string("atelier/lead/card.html", {**shared, "card": one}, request),
        }
        for one in found.cards
    ]
    head = render_to_string("atelier/lead/head.html", {**shared, "head": found.head}, request)
    return JsonResponse({"number": found.head.number, "head": head, "cards": cards, "count": found.count})


@for_role(Act.ATELIER_LEAD)
@never_cache
@require_POST
def order(request: HttpRequest, atelier: Atelier) -> HttpResponseBase:
    """Do what a button of the screen asks for, where no script runs."""
    try:
        sent = _sent(request.POST, atelier)
        pace.take(str(me(request).pk), count=1)
        error = _do(request, atelier, sent)
    except (ContributionError, TooFastError) as refused:
        error = refused
    if error is not None:
        say(request, error.message(language()), level=messages.ERROR)
    elif sent.verb == "gather":
        count = len(sent.body["cards"])
        done = ngettext("%(n)s kaartje is verlegd.", "%(n)s kaartjes zijn verlegd.", count) % {"n": count}
        say(request, done, undo=reverse("atelier:undo", args=[atelier.pk, sent.id]))
    return redirect("atelier:lead", atelier_id=atelier.pk)


@for_role(Act.ATELIER_LEAD)
@never_cache
@require_POST
def undo(request: HttpRequest, atelier: Atelier, deed_id: uuid.UUID) -> HttpResponseBase:
    """Take back a deed of gathering."""
    error = _do(request, atelier, Sent(id=str(uuid.uuid4()), verb="undo", body={"deed": str(deed_id)}))
    if error is None:
        say(request, _("De kaartjes liggen weer zoals ze lagen."))
    else:
        say(request, error.message(language()), level=messages.ERROR)
    return redirect("atelier:lead", atelier_id=atelier.pk)


@for_role(Act.ATELIER_LEAD)
@never_cache
@require_POST
def contribute(request: HttpRequest, atelier: Atelier) -> HttpResponse:
    """Take in what the screen sends by script."""
    return take_in(request, atelier, actor=facilitator(me(request)))


@for_role(Act.ATELIER_LEAD)
@never_cache
@require_GET
def stream(request: HttpRequest, atelier: Atelier) -> HttpResponseBase:
    """Send what changes, what is hidden included."""
    return stream_response(request, atelier, audience=For.LEAD)


@for_role(Act.ATELIER_LEAD)
@never_cache
@require_GET
def items(request: HttpRequest, atelier: Atelier) -> HttpResponse:
    """Answer what changed since a number."""
    return items_response(request, atelier, audience=For.LEAD)


def _do(request: HttpRequest, atelier: Atelier, sent: Sent) -> Any:
    outcome = add(atelier, [sent], actor=facilitator(me(request)))[0]
    if outcome.number:
        watchers.nudge(atelier.pk)
    return outcome.error


def _sent(post: QueryDict, atelier: Atelier) -> Sent:
    """Return the deed of a button and the fields of its form.

    Raises:
        ContributionError: if there is no such button, or a number is none.
    """
    button = ORDERS.get(post.get("order", ""))
    if button is None:
        raise wrong("button", "de knop", post.get("order", ""), en="one of the page", nl="een van de pagina")
    body: dict[str, Any] = dict(button.fixed)
    for name in button.fields:
        given = post.get(name, "").strip()
        if name == "cards":
            body[name] = post.getlist(name)
        elif name == "seconds":
            body[name] = _seconds(given)
        elif given:
            body[name] = given
    if "title" in button.fields:
        body["cluster"] = _cluster(atelier, body.get("title", ""))
    return Sent(id=str(uuid.uuid4()), verb=button.verb, body=body)


def _cluster(atelier: Atelier, title: str) -> str:
    """Return the id of the group of that title, or of a new one."""
    room = rooms.of(atelier)
    with room.lock:
        room.catch_up()
        named = [key for key, known in room.board.clusters.items() if known == title]
    return named[-1] if named else str(uuid.uuid4())


def _seconds(given: str) -> int:
    if not given.isdecimal() or len(given) > _MOST_DIGITS:
        raise wrong("time", "de tijd", given, en="a number of seconds", nl="een aantal seconden")
    return int(given)
