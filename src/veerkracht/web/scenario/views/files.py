"""Files of a scenario to take away: its text, its answer, its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from veerkracht.web.kaart.place import language
from veerkracht.web.scenario.cities import answer_for
from veerkracht.web.scenario.leading import of_scenario
from veerkracht.web.scenario.opened import CANNOT, version_of
from veerkracht.web.workspace.roles import Act
from veerkracht.workflows.scenario_answer import answer_text
from veerkracht.workflows.scenario_page import area_csv

if TYPE_CHECKING:
    from veerkracht.report.stad.answer import Answer
    from veerkracht.web.scenario.models import Scenario


@of_scenario(Act.SCENARIO_VIEW)
@require_safe
def toml(_request: HttpRequest, scenario: Scenario, number: int) -> HttpResponse:
    """Hand out a version as the file that `veerkracht scenario run` reads."""
    text = version_of(scenario, number).text
    return _file(text.encode(), scenario, number, ending="toml", media="application/toml; charset=utf-8")


@of_scenario(Act.SCENARIO_VIEW)
@require_safe
def json(_request: HttpRequest, scenario: Scenario, number: int) -> HttpResponse:
    """Hand out the quick answer, as docs/reference/antwoord.md describes it."""
    found = _answer(scenario, number)
    return _file(answer_text(found).encode(), scenario, number, ending="json", media="application/json")


@of_scenario(Act.SCENARIO_VIEW)
@require_safe
def table(_request: HttpRequest, scenario: Scenario, number: int, form: str) -> HttpResponse:
    """Hand out what the plan changes per area, as a table that Excel opens."""
    if form != "csv":
        raise Http404
    found = _answer(scenario, number)
    return _file(area_csv(found, taal=language()), scenario, number, ending="csv", media="text/csv; charset=utf-8")


def _answer(scenario: Scenario, number: int) -> Answer:
    """Return the answer of a version.

    Raises:
        Http404: if there is none: the page of the scenario says why.
    """
    try:
        return answer_for(scenario.trajectory, version_of(scenario, number).text)
    except CANNOT as error:
        raise Http404 from error


def _file(content: bytes, scenario: Scenario, number: int, *, ending: str, media: str) -> HttpResponse:
    safe = "".join(one if one.isascii() and one.isalnum() else "-" for one in scenario.name.lower())[:60]
    response = HttpResponse(content, content_type=media)
    name = f"scenario-{safe.strip('-') or 'x'}-{number}.{ending}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
