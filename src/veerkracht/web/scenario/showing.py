"""What the pages of a scenario show: its lines, its answer, its map; plain values for the templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from veerkracht.facts.areas import Level
from veerkracht.facts.quadrants import QUADRANT_COLUMNS, QUADRANT_ROWS
from veerkracht.report.stad.shown import AREA_QUANTITIES
from veerkracht.stad.scenario_edits import Part
from veerkracht.web.jobs.models import Job
from veerkracht.web.jobs.showing import shown as shown_job
from veerkracht.web.kaart.figures import open_figures_of
from veerkracht.web.scenario.actions import KIND
from veerkracht.web.scenario.cities import answer_for
from veerkracht.web.scenario.turning import MOST, name_of, shown_amount
from veerkracht.web.werkbank.drawing import plate_of
from veerkracht.workflows.scenario_page import QUANTITIES, answer_shown, lines_shown

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal
    from veerkracht.report.stad.answer import Answer
    from veerkracht.report.stad.change_map import ChangeMap
    from veerkracht.web.scenario.models import Scenario
    from veerkracht.web.scenario.opened import Opened
    from veerkracht.workflows.scenario_page import AnswerShown, LineShown

MOST_RUNS_SHOWN = 5


def page_of(opened: Opened, *, quantity: str, taal: Taal, faults: dict[str, str] | None = None) -> dict[str, Any]:
    """Return what the page of a scenario needs.

    Args:
        opened: the version, with amounts that were turned if any were.
        quantity: that the map shows.
        taal: the language.
        faults: what is wrong with amounts, by name of field.

    Raises:
        ScenarioError, NoScoresError, SynthesisError, WarehouseError: as for `HeldCities.answer`.
    """
    answer = answer_for(opened.scenario.trajectory, opened.text)
    return {
        "scenario": opened.scenario,
        "version": opened.version,
        "read": opened.read,
        "is_stale": opened.is_stale,
        "is_turned": opened.text != opened.version.text,
        "grid": grid_of(opened, faults=faults or {}, taal=taal),
        "columns": [one.say(taal) for one in QUADRANT_COLUMNS],
        "jobs": jobs_of(opened.scenario),
        "comments": opened.scenario.comments.select_related("by"),
        **answer_context(answer, opened, quantity=quantity, taal=taal),
    }


def answer_context(answer: Answer, opened: Opened, *, quantity: str, taal: Taal) -> dict[str, Any]:
    """Return what the template of an answer needs."""
    found = answer_shown(answer, opened.read, city=opened.city, taal=taal)
    return {
        "scenario": opened.scenario,
        "answer": found,
        "quantities": [(key, AREA_QUANTITIES[key].say(taal)) for key in AREA_QUANTITIES],
        "maps": [drawn_map(opened, found, one, is_now=one == quantity) for one in QUANTITIES],
        "grounds": reverse("scenario:grounds", args=[opened.scenario.pk]),
        "digest": digest_of(found),
    }


def digest_of(found: AnswerShown) -> str:
    """Return the answer in two sentences: the verdict, and where nuisance changes."""
    nuisance = found.maps["nuisance"]
    return f"{_('In balans?')} {found.light_word}. {nuisance.question} {nuisance.sentence}"


def grid_of(opened: Opened, *, faults: dict[str, str], taal: Taal) -> list[dict[str, Any]]:
    """Return the lines in the 2x2, with the field of each amount."""
    rows = lines_shown(opened.read, names=opened.names, taal=taal)
    return [
        {
            "name": name.say(taal),
            "cells": [{"quadrant": cell, "lines": [_line(line, faults=faults) for line in cell.lines]} for cell in row],
        }
        for name, row in zip(QUADRANT_ROWS, rows, strict=True)
    ]


def _line(line: LineShown, *, faults: dict[str, str]) -> dict[str, Any]:
    part = Part(line.part)
    if line.amount is None:
        return {"line": line, "field": None}
    name = name_of(part, line.at)
    value = shown_amount(part, line.amount)
    field = {
        "name": name,
        "value": f"{value:g}",
        "most": f"{max(MOST[part], value):g}",
        "is_share": part is Part.CONVERSION,
        "fault": faults.get(name, ""),
    }
    return {"line": line, "field": field}


def drawn_map(opened: Opened, answer: AnswerShown, quantity: str, *, is_now: bool) -> dict[str, Any]:
    """Return a map with its outlines, each with its class in words."""
    one: ChangeMap = answer.maps[quantity]
    figures = open_figures_of(opened.scenario.trajectory.organisation)
    plate = plate_of(figures.warehouse, gemeente=opened.read.gemeente, level=Level.BUURT)
    classes = {each.side: each for each in one.classes}
    outlines = []
    if plate is not None:
        outlines = [
            (code, f"{opened.names.get(code, code)}: {classes[side].name}", plate.outlines[code], classes[side])
            for code, side in one.sides.items()
            if code in plate.outlines and side in classes
        ]
    return {"map": one, "plate": plate, "outlines": outlines, "is_now": is_now}


def jobs_of(scenario: Scenario) -> list[Any]:
    """Return the last runs of a scenario, newest first."""
    found = Job.objects.filter(kind=KIND, trajectory=scenario.trajectory, asked__scenario=str(scenario.pk))
    return [shown_job(job) for job in found.select_related("by", "trajectory").order_by("-created")[:MOST_RUNS_SHOWN]]


def quantity_of(asked: str) -> str:
    """Return the quantity that a map shows: the one that was asked for if there is one."""
    return asked if asked in QUANTITIES else QUANTITIES[0]
