"""What a page asks while someone turns an amount: the answer, and saving what was turned as a version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from veerkracht.errors.web import NotNowError
from veerkracht.web.accounts.sessions import person_of as me
from veerkracht.web.kaart.place import language
from veerkracht.web.saying import say
from veerkracht.web.scenario import actions
from veerkracht.web.scenario.cities import answer_for
from veerkracht.web.scenario.faults import said
from veerkracht.web.scenario.leading import of_scenario
from veerkracht.web.scenario.opened import CANNOT, open_version, version_of
from veerkracht.web.scenario.showing import answer_context, page_of, quantity_of
from veerkracht.web.scenario.turning import with_amounts
from veerkracht.web.workspace.roles import Act

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from veerkracht.web.scenario.models import Scenario, ScenarioVersion


@never_cache
@of_scenario(Act.SCENARIO_VIEW)
@require_POST
def answer(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Answer amounts that were turned, without saving them: to a script as JSON, else as the whole page."""
    version = _base(request, scenario)
    quantity = quantity_of(request.POST.get("kaart", ""))
    is_script = "application/json" in request.headers.get("Accept", "")
    try:
        text, faults = with_amounts(version.text, request.POST)
        if faults and is_script:
            return JsonResponse({"error": next(iter(faults.values())), "faults": faults}, status=400)
        opened = open_version(version, scenario=scenario, text=text)
        if is_script:
            found = answer_for(scenario.trajectory, text)
            shown = answer_context(found, opened, quantity=quantity, taal=language())
            html = render_to_string("scenario/answer.html", shown, request)
            return JsonResponse({"html": html, "said": shown["digest"], "turned": text != version.text})
        context = page_of(opened, quantity=quantity, taal=language(), faults=faults)
    except CANNOT as error:
        problem = said(error, taal=language())
        if is_script:
            return JsonResponse({"error": problem}, status=400)
        return _with_problem(request, scenario, version, problem=problem, quantity=quantity)
    return render(request, "scenario/scenario.html", context, status=400 if faults else 200)


@of_scenario(Act.SCENARIO_EDIT)
@require_POST
def save(request: HttpRequest, scenario: Scenario) -> HttpResponseBase:
    """Save amounts that were turned as a version."""
    version = _base(request, scenario)
    try:
        text, faults = with_amounts(version.text, request.POST)
        if faults:
            return answer(request, scenario_id=scenario.pk)
        if text == version.text:
            say(request, _("Er is niets veranderd."), level=messages.INFO)
            return redirect("scenario:scenario", scenario_id=scenario.pk)
        if version.number != scenario.number:
            text_nl = _(
                "Iemand anders bewaarde intussen versie %(number)s. Uw bedragen zijn bewaard als een versie na die."
            )
            say(request, text_nl % {"number": scenario.number}, level=messages.WARNING)
        made = actions.save_version(
            scenario, by=me(request), text=text, parent=version.number, note=_("Bedragen veranderd")
        )
    except NotNowError as error:
        say(request, error.message(language()), level=messages.ERROR)
        return redirect("scenario:scenario", scenario_id=scenario.pk)
    except CANNOT as error:
        problem = said(error, taal=language())
        return _with_problem(request, scenario, version, problem=problem, quantity="")
    say(request, _("Bewaard als versie %(number)s.") % {"number": made.number})
    return redirect("scenario:scenario", scenario_id=scenario.pk)


def _base(request: HttpRequest, scenario: Scenario) -> ScenarioVersion:
    asked = request.POST.get("base", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else scenario.number
    return version_of(scenario, number)


def _with_problem(
    request: HttpRequest, scenario: Scenario, version: ScenarioVersion, *, problem: str, quantity: str
) -> HttpResponse:
    """Show the version as it was saved, with what was wrong with what was asked."""
    try:
        opened = open_version(version, scenario=scenario)
        context = page_of(opened, quantity=quantity_of(quantity), taal=language())
    except CANNOT as error:
        broken = {"scenario": scenario, "version": version, "problem": error.message(language())}
        return render(request, "scenario/broken.html", broken)
    return render(request, "scenario/scenario.html", {**context, "problem": problem}, status=400)
