"""The door: a code, a name and a role, and one is in; without an account, in ten seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from veerkracht.errors.atelier import AtelierClosedError, AtelierError
from veerkracht.web.accounts import limits
from veerkracht.web.accounts.address import client_address
from veerkracht.web.accounts.audience import everyone
from veerkracht.web.atelier.actions.joining import join, new_ticket
from veerkracht.web.atelier.coming_in import participant_of, people_on, remember
from veerkracht.web.atelier.forms import CodeForm, JoinForm
from veerkracht.web.atelier.models import Atelier
from veerkracht.web.kaart.place import language
from veerkracht.workflows.draaiboeken import draaiboek_from

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from veerkracht.web.atelier.models import Participant


@everyone
@never_cache
@require_http_methods(["GET", "POST"])
def door(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code on the screen."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        limits.check(limits.ATELIER_CODE, client_address(request))
        atelier = Atelier.objects.filter(code=form.cleaned_data["code"]).first()
        if atelier is not None:
            return redirect("atelier:join", code=atelier.code)
        limits.count(limits.ATELIER_CODE, client_address(request))
        form.add_error(
            "code", _("Deze code kennen we niet. Kijk nog eens op het scherm; er staat geen 0, o, 1, l of i in.")
        )
    return render(request, "atelier/door.html", {"form": form}, status=400 if form.errors else 200)


@everyone
@never_cache
@require_http_methods(["GET", "POST"])
def come_in(request: HttpRequest, code: str) -> HttpResponseBase:
    """Ask for a name and a role; who was in goes on at once, unless someone else wants to (`?anders`)."""
    limits.check(limits.ATELIER_CODE, client_address(request))
    atelier = Atelier.objects.select_related("trajectory").filter(code=code).first()
    if atelier is None:
        limits.count(limits.ATELIER_CODE, client_address(request))
        return redirect("atelier:door")
    if "anders" not in request.GET and participant_of(request, atelier) is not None:
        return redirect("atelier:take_part", atelier_id=atelier.pk)
    people = people_on(request, atelier)
    for participant, secret in people:
        if request.method == "POST" and request.POST.get("als") == str(participant.pk):
            return _inside(request, participant, secret)
    draaiboek = draaiboek_from(atelier.draaiboek)
    form = JoinForm(request.POST or None, draaiboek=draaiboek, taal=language(), initial={"ticket": new_ticket()})
    closed = ""
    if request.method == "POST" and form.is_valid():
        user = request.user if request.user.is_authenticated and not people else None
        try:
            return _inside(request, *join(atelier, user=user, **form.cleaned_data))
        except AtelierClosedError as error:
            closed = error.message(language())
        except AtelierError as error:
            form.add_error(None, error.message(language()))
    is_shut = bool(closed) or not atelier.is_open
    context = {"atelier": atelier, "form": form, "closed": closed, "is_shut": is_shut, "people": people}
    return render(request, "atelier/join.html", context, status=409 if closed else 400 if form.errors else 200)


def _inside(request: HttpRequest, participant: Participant, secret: str) -> HttpResponse:
    response = redirect("atelier:take_part", atelier_id=participant.atelier_id)
    remember(request, response, participant, secret)
    return response
