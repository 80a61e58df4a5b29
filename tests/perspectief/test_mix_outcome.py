"""From a wijkschets to a mix and on to what a simulation says of its goals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from mix_cases import AREAS, a_plan, an_item

from veerkracht.facts.quadrants import Quadrant
from veerkracht.perspectief.mix import placed
from veerkracht.perspectief.reaches import Target, reach
from veerkracht.perspectief.wishes import Wish, wishes_followed
from veerkracht.sources.shipped import load_catalogue
from veerkracht.stad.mix_outcome import ESTIMATED, bands_in, carrying_in
from veerkracht.stad.outlook import Skill
from veerkracht.wijkschets.schets import Goal
from veerkracht.workflows.interventions import shipped_interventions
from veerkracht.workflows.mixes import target_of

CATALOGUE = shipped_interventions()
GOAL = Goal(
    key="rust",
    words="Het is rustiger.",
    indicator="onv",
    measured_as="",
    baseline=None,
    baseline_year=0,
    target=0.1,
    target_year=2026,
    measured_by="gemeente",
    cites=(),
)


def follow(*wishes: Wish, **changed: object):
    items = placed(a_plan(an_item(**changed)), CATALOGUE)
    return [one.said.nl for one in wishes_followed(items, wishes, area=AREAS[0])]


def test_a_line_of_the_first_mix_that_is_taken_up_is_left_alone():
    assert follow(Wish(key="z1", quadrant=Quadrant.SOCIAL, text="Meer toezicht"), sentence="z1") == []
    assert follow(Wish(key="z1", quadrant=None, text="Meer toezicht"), sentence="z1") == []


def test_a_line_of_the_first_mix_without_an_item_stays_in_view():
    (said,) = follow(Wish(key="z1", quadrant=Quadrant.SOCIAL, text="Meer toezicht"))
    assert "‘Meer toezicht’ Daar is in de mix nog niets voor." in said


def test_an_item_in_another_perspective_than_its_line_is_said():
    (said,) = follow(Wish(key="z1", quadrant=Quadrant.HOUSING, text="Bouwen"), sentence="z1")
    assert "hoort bij sociale aanpak; de zin in de wijkschets bij woningprogramma" in said


def test_an_item_that_points_at_no_line_is_said():
    (said,) = follow(sentence="z9")
    assert "zin z9" in said


def test_a_goal_of_a_wijkschets_knows_from_the_catalogue_which_way_is_good():
    assert target_of(GOAL, catalogue=load_catalogue()).is_higher_better is True
    measured = target_of(replace(GOAL, indicator=""), catalogue=load_catalogue())
    assert measured.is_higher_better is None
    assert "apart gemeten" in reach(measured, {}).said.nl


def test_a_score_gets_no_chance_as_long_as_the_past_showed_no_skill():
    figures = {"onv": np.zeros((30, 3, 2)), "corporatiewoningen": np.full((30, 3, 2), 50.0)}
    goal = Target(key="a", indicator="onv", baseline=None, target=0.5, year=2026, is_higher_better=True)
    unproven = bands_in(figures, at=1, first=2024, skill=Skill.NOT_BETTER)
    assert "niet beter dan wie zegt dat alles blijft" in reach(goal, unproven).said.nl
    proven = bands_in(figures, at=1, first=2024, skill=Skill.BETTER)
    assert reach(goal, proven).high == pytest.approx(0.05)
    assert unproven["corporatiewoningen"].unproven is None


def test_a_figure_that_follows_who_is_a_vrager_is_told_as_estimated():
    figures = {"aandeel_bijstand": np.zeros((30, 3, 1)), "lage_inkomens": np.zeros((30, 3, 1))}
    bands = bands_in(figures, at=0, first=2024, skill=Skill.NOT_BETTER)
    assert bands["aandeel_bijstand"].caution == ESTIMATED
    assert bands["lage_inkomens"].caution is None


def test_the_chance_of_a_goal_is_the_share_of_runs_that_reach_it():
    rng = np.random.default_rng(7)
    runs = rng.normal(0.0, 1.0, size=(4000, 3, 1))
    (band,) = bands_in({"onv": runs}, at=0, first=2024, skill=Skill.BETTER).values()
    for aim in (-1.0, 0.0, 0.7):
        target = Target(key="a", indicator="onv", baseline=None, target=aim, year=2026, is_higher_better=True)
        found = reach(target, {"onv": band})
        assert found.low == pytest.approx(np.mean(runs[:, 2, 0] >= aim), abs=0.01)


def test_the_balance_of_an_area_is_read_from_the_runs():
    reliance = np.ones((5, 2, 3, 2))
    reliance[:, :, 0, 1] = 30.0
    reliance[:, 1, 2, 1] = 10.0
    path = carrying_in(reliance, at=1)
    assert path.middle.tolist() == [30.0, 3.0]
    assert path.better == 0.0
