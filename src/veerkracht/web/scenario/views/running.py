"""Running a scenario many times as a job, and the answer of those runs."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from veerkracht.errors.web import TooManyJobsError
from veerkracht.web.accounts.sessions import person_of as me
from veerkracht.web.jobs.models import Job, JobState
from veerkracht.web.jobs.showing import shown as shown_job
from veerkracht.web.kaart.place import language
from veerkracht.web.saying import say
from veerkracht.web.scenario import actions
from veerkracht.web.scenario.leading import of_scenario
from veerkracht.web.scenario.opened import CANNOT, open_version, version_of
from veerkracht.web.scenario.showing import answer_context, quantity_of
from veerkracht.web.scenario.work import result_folder
from veerkracht.web.workspace.homes import home_of
from veerkracht.web.workspace.roles import Act
from veerkracht.workflows.scenario_answer import answer_from
from veerkracht.workflows.scenario_page import twins_shown

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from veerkracht.report.stad.answer import Answer
    from veerkracht.web.scenario.models import Scenario

NUMBERS = (20, 100, 400)
"""So many runs can be asked for: 20 is the least for a band, 400 makes the chance of something rare tellable."""
_MOST_ANSWERS = 8
_ANSWERS: OrderedDict[str, Answer] = OrderedDict()


@of_scenario(Act.SCENARIO_EDIT)
@require_POST
def ask(request: HttpRequest, scenario: Scenario) -> HttpResponseBase:
    """Ask for the runs of the last version."""
    asked = request.POST.get("runs", "")
    runs = int(asked) if asked in {str(one) for one in NUMBERS} else NUMBERS[1]
    try:
        job = actions.ask_runs(version_of(scenario), by=me(request), runs=runs)
    except TooManyJobsError as error:
        say(request, error.message(language()), level=messages.ERROR)
        return redirect("scenario:scenario", scenario_id=scenario.pk)
    say(request, _("Het doorrekenen is aangevraagd. U kunt gewoon verder werken."))
    return redirect("jobs:job", job_id=job.pk)


@of_scenario(Act.SCENARIO_VIEW)
@require_safe
def result(request: HttpRequest, scenario: Scenario, job_id: object) -> HttpResponse:
    """Show the answer of runs, and where they tell something else than the quick answer."""
    job = get_object_or_404(Job, pk=job_id, kind=actions.KIND, trajectory=scenario.trajectory)
    if job.asked.get("scenario") != str(scenario.pk):
        raise Http404
    version = version_of(scenario, int(job.asked["number"]))
    context = {"scenario": scenario, "version": version, "job": shown_job(job), "problem": "", "is_done": False}
    if job.state == JobState.DONE:
        try:
            found = _answer(job, scenario)
            opened = open_version(version, scenario=scenario)
            shown = answer_context(found, opened, quantity=quantity_of(request.GET.get("kaart", "")), taal=language())
            context |= {**shown, "is_done": True, "twins": twins_shown(found, taal=language())}
        except CANNOT as error:
            context["problem"] = error.message(language())
    return render(request, "scenario/result.html", context)


def _answer(job: Job, scenario: Scenario) -> Answer:
    """Return the answer of a job; those that were read last are kept."""
    key = str(job.pk)
    found = _ANSWERS.get(key)
    if found is None:
        found = answer_from(result_folder(job), home=home_of(scenario.trajectory.organisation))
        _ANSWERS[key] = found
        while len(_ANSWERS) > _MOST_ANSWERS:
            _ANSWERS.popitem(last=False)
    return found
