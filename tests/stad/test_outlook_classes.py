"""Classes of phase 1 in a simulation: the same at the start, and crossed in so large a part of the runs."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from outlook_cases import DEVIATIONS, demo_index, simulated, standing_still

from veerkracht.demo.city import DEMO_SEED, make_demo_city
from veerkracht.errors.outlook import NoLinkError
from veerkracht.facts.areas import Level
from veerkracht.facts.derive import derive
from veerkracht.signalering.classes import FOCUS_CLASSES, LEVEL_CLASSES, UNKNOWN, veerkracht_probabilities
from veerkracht.signalering.level_maps import focuskaart, level_kaart
from veerkracht.sources.shipped import load_catalogue
from veerkracht.stad.outlook import outlook_index, outlook_scores
from veerkracht.stad.outlook_classes import (
    FocusMaps,
    chance_of,
    cross_focus,
    cross_maps,
    cross_score,
    film_probabilities,
    moved_level,
    score_borders,
)


@cache
def maps():
    catalogue = load_catalogue()
    table = derive(make_demo_city(np.random.default_rng(DEMO_SEED)).tables[Level.BUURT], catalogue)
    return (
        level_kaart(table, 1, catalogue=catalogue),
        level_kaart(table, 3, catalogue=catalogue),
        focuskaart(table, catalogue=catalogue),
    )


def some(**choices):
    return simulated(**{"runs": 30, "years": 5, "areas": len(demo_index().areas), "seed": 5} | choices)


def demo_scores(runs):
    index = outlook_index(demo_index(), deviations=DEVIATIONS)
    return outlook_scores(index, runs)["veerkracht"], score_borders(index.held.scores["veerkracht"])


def focus(runs, **choices):
    share, problems, map_6 = maps()
    found = FocusMaps(share=share, problems=problems, focus=map_6)
    return cross_maps(found, runs, deviations=DEVIATIONS, **choices)


def test_at_the_start_the_class_is_that_of_the_focuskaart():
    crossing = focus(some())
    np.testing.assert_array_equal(crossing.before, maps()[2].classes)
    assert len(set(crossing.before.tolist())) > 5
    assert crossing.classes is FOCUS_CLASSES


def test_where_nothing_happens_no_class_is_crossed():
    crossing = focus(standing_still(some()))
    known = crossing.before != UNKNOWN
    assert (crossing.worse.share[known] == 0).all()
    assert (crossing.better.share[known] == 0).all()
    assert (crossing.probabilities[np.flatnonzero(known), crossing.before[known]] == 1).all()


def test_of_every_area_the_classes_add_up_to_all_runs():
    crossing = focus(some())
    known = crossing.before != UNKNOWN
    np.testing.assert_allclose(crossing.probabilities[known].sum(axis=1), 1.0)
    assert np.isnan(crossing.probabilities[~known]).all()
    stays = crossing.probabilities[np.flatnonzero(known), crossing.before[known]]
    assert (crossing.worse.share[known] + crossing.better.share[known] + stays <= 1 + 1e-12).all()


def test_more_nuisance_is_worse_on_the_focuskaart_and_never_better():
    runs = standing_still(some())
    nuisance = runs.nuisance.copy()
    nuisance[:20, 1:] += 3.0
    crossing = focus(replace(runs, nuisance=nuisance))
    known = crossing.before != UNKNOWN
    low = known & (crossing.before < 6)
    # Three standard deviations: from anywhere into the third with much nuisance, in twenty of thirty runs.
    np.testing.assert_allclose(crossing.worse.share[low], 20 / 30)
    assert (crossing.better.share[known] == 0).all()
    assert (crossing.worse.share[known & (crossing.before >= 6)] == 0).all()


def test_up_in_the_one_and_down_in_the_other_is_neither_better_nor_worse():
    share = np.array([[[10.0], [30.0]]])
    problems = np.array([[[-0.2], [0.2]]])
    crossing = cross_focus(share, problems, borders=(15.0, 25.0, -0.1, 0.1))
    assert crossing.before.tolist() == [6]
    assert crossing.probabilities[0, 2] == 1.0
    assert (crossing.worse.share[0], crossing.better.share[0]) == (0.0, 0.0)


def test_a_score_that_falls_in_some_runs_crosses_in_that_part_of_them():
    scores = np.full((10, 3, 2), 0.5)
    scores[:4, 2, 0] = 0.1
    crossing = cross_score(scores, borders=np.array([0.2, 0.4, 0.6, 0.8]))
    assert crossing.before.tolist() == [2, 2]
    assert crossing.worse.share.tolist() == [0.4, 0.0]
    assert crossing.probabilities[0].tolist() == [0.4, 0.0, 0.6, 0.0, 0.0]
    assert crossing.classes is LEVEL_CLASSES


def test_fifths_of_phase_1_hold_a_fifth_of_its_areas_each():
    scores, borders = demo_scores(some())
    before = cross_score(scores, borders=borders).before
    counts = np.bincount(before[before != UNKNOWN], minlength=5)
    assert counts.sum() == np.isfinite(demo_index().scores["veerkracht"]).sum()
    assert np.ptp(counts) <= 1


def test_a_class_that_was_not_firm_at_the_start_is_told_so():
    chance = np.where(np.arange(61) < 10, 0.4, 0.95)
    scores, borders = demo_scores(some())
    crossing = cross_score(scores, borders=borders, firm=chance)
    assert not crossing.is_firm[:10].any()
    assert crossing.is_firm[10:][crossing.before[10:] != UNKNOWN].all()


def test_of_the_focuskaart_a_class_is_firm_where_the_map_names_it_likely():
    crossing, map_6 = focus(some()), maps()[2]
    known = crossing.before != UNKNOWN
    np.testing.assert_array_equal(crossing.is_firm[known], map_6.chance[known] >= 0.7)
    assert 0 < crossing.is_firm.sum() < known.sum()


def test_the_film_is_that_of_the_veerkrachtkaart_for_each_run():
    # With one run every chance is 0 or 1, and the map's own formula must give the same.
    rng = np.random.default_rng(2)
    share, problems = rng.normal(0, 2, size=(2, 1, 2, 500))
    least = (1.0, 0.8)
    rise, gain = share[0, 1] - share[0, 0], problems[0, 1] - problems[0, 0]
    expected = veerkracht_probabilities(
        share_up=(rise > least[0]).astype(float),
        share_down=(rise < -least[0]).astype(float),
        problems_worse=(gain < -least[1]).astype(float),
        problems_better=(gain > least[1]).astype(float),
    )
    found = film_probabilities(share, problems, least=least)
    np.testing.assert_array_equal(found, expected)
    assert (found.sum(axis=0) > 20).all()


def test_the_interval_of_a_chance_is_the_published_one():
    # Newcombe (1998), Statistics in Medicine 17, table I, method 3: Wilson's 95% interval of 81 of 263 is 0.2553 to
    # 0.3662; at 90% it lies inside.
    happens = np.zeros((263, 1), dtype=bool)
    happens[:81] = True
    found = chance_of(happens, known=np.array([True]))
    assert found.share[0] == pytest.approx(81 / 263)
    assert 0.2553 < found.low[0] < found.share[0] < found.high[0] < 0.3662
    square = (found.share[0] - np.array([found.low[0], found.high[0]])) ** 2
    ends = np.array([found.low[0], found.high[0]])
    np.testing.assert_allclose(square, 1.6448536269514722**2 * ends * (1 - ends) / 263, rtol=1e-10)


def test_a_map_of_a_figure_that_no_simulation_moves_has_no_outlook():
    share, problems, _ = maps()
    with pytest.raises(NoLinkError, match="misdrijven_per_1000") as refused:
        moved_level(replace(share, indicators=("misdrijven_per_1000",)), some(), deviations=DEVIATIONS)
    assert "geen doorkijk" in refused.value.message("nl")
    with pytest.raises(NoLinkError):
        moved_level(problems, some(), deviations={})
