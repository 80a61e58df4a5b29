"""Scenarios beside each other: the quick answers of their last versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veerkracht.errors.scenario_answer import DifferentResultsError, TooManyResultsError
from veerkracht.report.stad.comparison import MOST, comparison_of
from veerkracht.web.scenario.cities import answer_for
from veerkracht.web.scenario.opened import version_of
from veerkracht.workflows.scenario_page import comparison_shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.facts.language import Taal
    from veerkracht.report.stad.answer import Answer
    from veerkracht.web.scenario.models import Scenario
    from veerkracht.web.workspace.models import Trajectory

__all__ = ["MOST", "beside"]


def beside(chosen: Sequence[Scenario], *, trajectory: Trajectory, taal: Taal) -> dict[str, Any]:
    """Return what the page of a comparison needs.

    Raises:
        TooManyResultsError: if there are more than can be read.
        DifferentResultsError: if they are of another city, start or number of years.
        ScenarioError, NoScoresError, SynthesisError, WarehouseError: as for `HeldCities.answer`.
    """
    if len(chosen) > MOST:
        raise TooManyResultsError(len(chosen), most=MOST)
    versions = [version_of(one) for one in chosen]
    answers = [answer_for(trajectory, one.text) for one in versions]
    for scenario, answer in zip(chosen[1:], answers[1:], strict=True):
        _require_same((chosen[0], answers[0]), (scenario, answer))
    found = comparison_of(answers, folders=[f"{one.scenario.name} ({one.number})" for one in versions])
    pairs = list(zip(found.results, chosen, versions, strict=True))
    return {"shown": comparison_shown(found, answers, taal=taal), "pairs": pairs}


def _require_same(one: tuple[Scenario, Answer], other: tuple[Scenario, Answer]) -> None:
    for name, nl, en in (
        ("gemeente", "de gemeente", "the gemeente"),
        ("start", "het beginjaar", "the year of the start"),
        ("last", "het laatste jaar", "the last year"),
        ("seed", "het toeval (seed)", "the chance (seed)"),
    ):
        values = [getattr(each[1].asked, name) for each in (one, other)]
        if values[0] != values[1]:
            raise DifferentResultsError(
                one[0].name, other[0].name, what_nl=nl, what_en=en, found_one=values[0], found_other=values[1]
            )
