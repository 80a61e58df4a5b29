"""A scenario with one line more, less or otherwise says all else as before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from veerkracht.errors.scenario_page import NoEntryError
from veerkracht.stad.scenario import Effort
from veerkracht.stad.scenario_edits import (
    Part,
    amount_of,
    entries_of,
    entry_at,
    place_of,
    turned,
    with_entry,
    without_entry,
)
from veerkracht.stad.scenario_text import scenario_text
from veerkracht.stad.scenario_toml import parse_scenario
from veerkracht.workflows.scenario_files import EXAMPLES, example_text

SCENARIOS = [parse_scenario(example_text(name)) for name in EXAMPLES]
LINES = [
    (scenario, part, at) for scenario in SCENARIOS for part in Part for at in range(len(entries_of(scenario, part)))
]


@pytest.mark.parametrize(("scenario", "part", "at"), LINES)
def test_a_line_taken_out_and_put_back_gives_the_same_scenario_but_for_the_order(scenario, part, at):
    line = entry_at(scenario, part, at)
    without = without_entry(scenario, part, at)
    assert len(entries_of(without, part)) == len(entries_of(scenario, part)) - 1
    back = with_entry(without, part, line)
    assert sorted(map(repr, entries_of(back, part))) == sorted(map(repr, entries_of(scenario, part)))
    other = [one for one in Part if one is not part]
    assert all(entries_of(back, one) == entries_of(scenario, one) for one in other)


@pytest.mark.parametrize(("scenario", "part", "at"), LINES)
def test_the_text_of_a_changed_scenario_reads_back_as_that_scenario(scenario, part, at):
    changed = without_entry(scenario, part, at)
    assert parse_scenario(scenario_text(changed)) == changed


def test_turning_an_amount_changes_that_amount_and_nothing_else():
    scenario = SCENARIOS[0]
    found = turned(scenario, Part.EFFORT, 1, amount=333.0)
    assert amount_of(entry_at(found, Part.EFFORT, 1)) == 333.0
    assert turned(found, Part.EFFORT, 1, amount=120.0) == scenario


def test_a_line_is_found_again_after_someone_put_another_before_it():
    scenario = SCENARIOS[0]
    line = entry_at(scenario, Part.EFFORT, 2)
    moved = replace(scenario, efforts=(replace(scenario.efforts[0], euro=1.0), *scenario.efforts))
    assert place_of(moved, Part.EFFORT, line) == 3
    assert place_of(moved, Part.EFFORT, replace(line, euro=999.0)) is None


@pytest.mark.parametrize("at", [-1, 3, 9999])
def test_a_line_that_is_not_there_is_told_with_how_many_there_are(at):
    with pytest.raises(NoEntryError, match="has 3 there"):
        entry_at(SCENARIOS[0], Part.EFFORT, at)


def test_what_has_no_amount_cannot_be_turned():
    with pytest.raises(NoEntryError):
        turned(SCENARIOS[0], Part.STEER, 0, amount=1.0)
    assert amount_of(SCENARIOS[0].steers[0]) is None
    assert isinstance(entry_at(SCENARIOS[0], Part.EFFORT, 0), Effort)
