"""A mix beside a wijkschets: what was taken up, and the chance of each goal with the mix and without."""

from __future__ import annotations

from datetime import date

import pytest
from click.testing import CliRunner

from veerkracht.cli.main import cli
from veerkracht.facts.quadrants import Quadrant
from veerkracht.sources.shipped import shipped_text
from veerkracht.wijkschets.draaiboek import Origin
from veerkracht.wijkschets.grounds import Grounds
from veerkracht.wijkschets.schets import FirstStep, Goal, Sentence, Wijkschets
from veerkracht.workflows.mix_goals import quick_outcome
from veerkracht.workflows.mixes import check_mix
from veerkracht.workflows.schetsen import SchetsFile, file_text

AREA = "BU99010502"


def a_goal(key: str, **changed: object) -> Goal:
    values = {
        "key": key,
        "words": "Minder woningen van de corporatie.",
        "indicator": "corporatiewoningen",
        "measured_as": "",
        "baseline": 77.0,
        "baseline_year": 2024,
        "target": 75.0,
        "target_year": 2035,
        "measured_by": "gemeente",
        "cites": (),
    }
    return Goal(**{**values, **changed})


def a_schets(**changed: object) -> Wijkschets:
    parts = dict.fromkeys(Wijkschets.__dataclass_fields__, ())
    said = Sentence(key="m1", text="Vaker iemand in het gebouw", cites=(), origin=Origin.RESIDENT)
    mixed = FirstStep(quadrant=Quadrant.SOCIAL, sentence=said, who="corporatie")
    told = {"area": AREA, "title": "Reigerveld", "mix": (mixed,), "on": date(2026, 11, 23), "number": 1}
    return Wijkschets(**{**parts, **told, "goals": (a_goal("koop"), a_goal("bus", indicator="")), **changed})


@pytest.fixture(scope="module")
def mix_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("mix") / "mix.toml"
    file.write_text(shipped_text("demo/mix_noorderwaard.toml"), "utf-8")
    return file


@pytest.fixture(scope="module")
def outcome(mix_file, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    return quick_outcome(check_mix(mix_file, home=home), a_schets(), home=home, draws=4)


def test_a_goal_that_the_mix_builds_towards_is_reached_with_it_and_not_without(outcome):
    homes = outcome.goals[0]
    assert homes.mix.why is None
    assert homes.mix.low >= 0.95
    assert homes.today.high <= 0.05


def test_a_goal_that_is_measured_apart_is_no_chance(outcome):
    assert "apart gemeten" in outcome.goals[1].mix.said.nl


def test_the_mix_starts_with_as_many_dragers_for_each_vrager_as_today(outcome):
    assert outcome.carrying.now == outcome.today.now
    assert outcome.draws == 4


def test_a_wijkschets_of_a_larger_area_gets_a_reason_and_no_chance(mix_file, tmp_path):
    schets = a_schets(area="WK990105", goals=(a_goal("koop"),))
    outcome = quick_outcome(check_mix(mix_file, home=tmp_path), schets, home=tmp_path, draws=1)
    assert outcome.carrying is None
    assert "groter gebied" in outcome.goals[0].mix.said.nl


def test_the_command_says_which_sentence_of_the_first_mix_was_not_taken_up(mix_file, tmp_path):
    file = tmp_path / "schets.json"
    schets = a_schets(goals=(a_goal("koop"),))
    file.write_text(file_text(SchetsFile(schets=schets, grounds=Grounds(), parties={})), "utf-8")
    run = CliRunner().invoke(cli, ["mix", "check", str(mix_file), "--schets", str(file), "--draws", "2"])
    assert run.exit_code == 0, run.output
    assert "‘Vaker iemand in het gebouw’ Daar is in de mix nog niets voor." in run.output
    assert "De doelen (2 trekkingen" in run.output
    assert "zoals nu: De kans dat dit doel wordt gehaald is hoogstens 5%." in run.output
