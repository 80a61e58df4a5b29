"""Pages of all scenarios of a trajectory: which there are, beginning one, a copy, beside each other, the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from veerkracht.demo.plan import CITY
from veerkracht.errors.web import NotNowError
from veerkracht.web.accounts.sessions import person_of as me
from veerkracht.web.kaart.place import language
from veerkracht.web.saying import say
from veerkracht.web.scenario import actions
from veerkracht.web.scenario.comparing import MOST, beside
from veerkracht.web.scenario.faults import put_in_form, said
from veerkracht.web.scenario.forms import MakeForm
from veerkracht.web.scenario.leading import of_scenario
from veerkracht.web.scenario.models import Scenario
from veerkracht.web.scenario.opened import CANNOT, version_of
from veerkracht.web.workspace.access import of_trajectory
from veerkracht.web.workspace.homes import home_of
from veerkracht.web.workspace.roles import Act
from veerkracht.workflows import places
from veerkracht.workflows.scenario_files import EXAMPLES, example_text
from veerkracht.workflows.scenario_new import new_text

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from veerkracht.web.workspace.models import Trajectory


@of_trajectory(Act.SCENARIO_VIEW)
@require_safe
def scenarios(request: HttpRequest, trajectory: Trajectory) -> HttpResponse:
    """Show the scenarios of a trajectory; those that were put away apart."""
    every = list(Scenario.objects.filter(trajectory=trajectory).select_related("forked_from"))
    context = {
        "found": [one for one in every if one.archived is None],
        "archived": [one for one in every if one.archived is not None],
        "most": MOST,
    }
    return render(request, "scenario/scenarios.html", context)


@of_trajectory(Act.SCENARIO_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, trajectory: Trajectory) -> HttpResponseBase:
    """Begin a scenario: empty for a gemeente, or one of the examples of the fictitious city."""
    choices = _beginnings(trajectory)
    form = MakeForm(request.POST or None, choices=choices, initial={"start": choices[0][0] if choices else ""})
    if request.method == "POST" and form.is_valid():
        kind, _colon, rest = form.cleaned_data["start"].partition(":")
        try:
            if kind == "voorbeeld":
                text = example_text(rest)
            else:
                text = new_text(rest, example="", home=home_of(trajectory.organisation))
            made = actions.make_scenario(trajectory, by=me(request), text=text, name=form.cleaned_data["name"])
        except CANNOT as error:
            put_in_form(form, error, taal=language())
        else:
            say(request, _("Het scenario staat klaar. Voeg toe wat u wilt doen."))
            return redirect("scenario:scenario", scenario_id=made.pk)
    context = {"form": form, "nothing": not choices}
    return render(request, "scenario/make.html", context, status=400 if form.is_bound and form.errors else 200)


@of_trajectory(Act.SCENARIO_VIEW)
@require_safe
def compare(request: HttpRequest, trajectory: Trajectory) -> HttpResponse:
    """Show up to four scenarios beside each other."""
    every = list(Scenario.objects.filter(trajectory=trajectory, archived=None))
    asked = request.GET.getlist("s")
    chosen = [one for one in every if str(one.pk) in asked]
    context: dict[str, Any] = {"every": [(one, one in chosen) for one in every], "most": MOST, "problem": ""}
    if chosen:
        try:
            context |= beside(chosen, trajectory=trajectory, taal=language())
        except CANNOT as error:
            context["problem"] = said(error, taal=language())
    return render(request, "scenario/compare.html", context)


@of_scenario(Act.SCENARIO_EDIT)
@require_POST
def fork(request: HttpRequest, scenario: Scenario) -> HttpResponseBase:
    """Make a copy of the last version as a scenario of its own."""
    name = _("Kopie van %(name)s") % {"name": scenario.name}
    try:
        made = actions.fork(version_of(scenario), by=me(request), name=name)
    except CANNOT as error:
        say(request, said(error, taal=language()), level=messages.ERROR)
        return redirect("scenario:scenario", scenario_id=scenario.pk)
    say(request, _("Dit is uw kopie. Wat u hier verandert, verandert niets in het andere scenario."))
    return redirect("scenario:scenario", scenario_id=made.pk)


@of_scenario(Act.SCENARIO_EDIT)
@require_POST
def archive(request: HttpRequest, scenario: Scenario) -> HttpResponseBase:
    """Put a scenario away, or bring it back."""
    back = reverse("scenario:scenarios", args=[scenario.trajectory_id])
    try:
        if request.POST.get("do") == "restore":
            actions.restore(scenario, by=me(request))
            say(request, _("Terug uit het archief: %(name)s.") % {"name": scenario.name})
            return redirect("scenario:scenario", scenario_id=scenario.pk)
        actions.archive(scenario, by=me(request))
    except NotNowError as error:
        say(request, error.message(language()), level=messages.INFO)
    else:
        say(request, _("In het archief: %(name)s. U kunt het terughalen.") % {"name": scenario.name})
    return redirect(back)


def _beginnings(trajectory: Trajectory) -> list[tuple[str, str]]:
    """Return what can be begun with: each gemeente of which data are stored, and examples for the fictitious city."""
    known = {one.code: one.name for one in places.gemeenten(home_of(trajectory.organisation))}
    empty = _("Een leeg scenario voor %(name)s: alles blijft zoals nu")
    found = [(f"leeg:{code}", empty % {"name": known[code]}) for code in trajectory.gemeenten if code in known]
    if CITY in trajectory.gemeenten:
        words = {
            "social_first": _("Voorbeeld: sociaal eerst"),
            "demolish_and_build": _("Voorbeeld: sloop en nieuwbouw"),
        }
        found += [(f"voorbeeld:{name}", words.get(name, name)) for name in EXAMPLES]
    return found
