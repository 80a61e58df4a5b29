"""Pages on which a scenario is read: itself with its answer, its versions, what its numbers rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from veerkracht.errors.web import NotNowError
from veerkracht.web.accounts.sessions import person_of as me
from veerkracht.web.kaart.place import language
from veerkracht.web.saying import say
from veerkracht.web.scenario import actions
from veerkracht.web.scenario.leading import of_scenario
from veerkracht.web.scenario.opened import CANNOT, open_version, version_of
from veerkracht.web.scenario.showing import page_of, quantity_of
from veerkracht.web.workspace.roles import Act
from veerkracht.workflows.scenario_page import chapters_shown

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from veerkracht.web.scenario.models import Scenario

LONGEST_COMMENT = 2000


@never_cache
@of_scenario(Act.SCENARIO_VIEW)
@require_safe
def scenario(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Show what is done in each perspective, and the quick answer beside 'as today'."""
    asked = request.GET.get("versie", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else None
    version = version_of(scenario, number)
    try:
        opened = open_version(version, scenario=scenario)
        context = page_of(opened, quantity=quantity_of(request.GET.get("kaart", "")), taal=language())
    except CANNOT as error:
        broken = {"scenario": scenario, "version": version, "problem": error.message(language())}
        return render(request, "scenario/broken.html", broken)
    return render(request, "scenario/scenario.html", context)


@of_scenario(Act.SCENARIO_VIEW)
@require_safe
def versions(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Show every version, newest first."""
    found = scenario.versions.select_related("by").defer("text")
    return render(request, "scenario/versions.html", {"scenario": scenario, "found": found})


@of_scenario(Act.SCENARIO_VIEW)
@require_safe
def grounds(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Show every number behind the answer with its grade, interval and source."""
    version = version_of(scenario)
    try:
        opened = open_version(version, scenario=scenario)
    except CANNOT as error:
        broken = {"scenario": scenario, "version": version, "problem": error.message(language())}
        return render(request, "scenario/broken.html", broken)
    chapters = chapters_shown(opened.read, taal=language())
    return render(request, "scenario/grounds.html", {"scenario": scenario, "chapters": chapters})


@of_scenario(Act.SCENARIO_VIEW)
@require_POST
def comment(request: HttpRequest, scenario: Scenario) -> HttpResponseBase:
    """Keep what someone says of a version."""
    text, asked = request.POST.get("text", "").strip(), request.POST.get("number", "")
    back = reverse("scenario:scenario", args=[scenario.pk]) + "#reacties"
    if not text or len(text) > LONGEST_COMMENT:
        say(request, _("Schrijf een reactie van 1 tot en met 2.000 tekens."), level=messages.ERROR)
        return redirect(back)
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else scenario.number
    try:
        actions.comment(scenario, by=me(request), number=number, text=text)
    except NotNowError as error:
        say(request, error.message(language()), level=messages.ERROR)
    else:
        say(request, _("Opgeslagen."))
    return redirect(back)
