"""One figure through the years: the level without chance lies nearer to the truth than what was measured."""

from __future__ import annotations

import numpy as np

from veerkracht.demo.city import DEMO_SEED, make_demo_city
from veerkracht.facts.areas import Level
from veerkracht.facts.derive import derive, with_standard_errors
from veerkracht.signalering.level_path import level_path
from veerkracht.sources.shipped import load_catalogue

CATALOGUE = load_catalogue()


def table():
    city = make_demo_city(np.random.default_rng(DEMO_SEED))
    return with_standard_errors(derive(city.tables[Level.BUURT], CATALOGUE), CATALOGUE)


def test_the_band_holds_the_level_and_stays_within_what_the_figure_can_be():
    buurten = table()
    for code in ("onv", "misdrijven_per_1000", "minder_zelfredzaam"):
        path = level_path(buurten, code, catalogue=CATALOGUE)
        known = np.isfinite(path.level)
        assert known.any()
        assert (path.low[known] <= path.level[known]).all()
        assert (path.level[known] <= path.high[known]).all()
        assert (path.low[known] >= CATALOGUE[code].low).all()
        assert path.seen.shape == path.level.shape == (len(buurten.areas), len(path.periods))


def test_the_level_moves_less_from_wave_to_wave_than_what_was_measured():
    path = level_path(table(), "misdrijven_per_1000", catalogue=CATALOGUE)
    rows = np.isfinite(path.seen).all(axis=1)
    assert np.abs(np.diff(path.level[rows])).mean() < np.abs(np.diff(path.seen[rows])).mean()


def test_an_area_that_was_never_seen_has_no_level():
    path = level_path(table(), "onv", catalogue=CATALOGUE)
    never = ~np.isfinite(path.seen).any(axis=1)
    assert never.any()
    assert np.isnan(path.level[never]).all()
    assert np.isnan(path.p_rose[never]).all()


def test_the_chance_of_a_rise_goes_with_the_level():
    path = level_path(table(), "onv", catalogue=CATALOGUE)
    rose = path.level[:, -1] > path.level[:, 0]
    known = np.isfinite(path.p_rose)
    assert ((path.p_rose[known] > 0.5) == rose[known]).all()


def test_a_single_wave_has_no_level_without_chance_and_no_wave_no_path():
    buurten = table()
    last = buurten.periods_of("onv", share=0.4)[-1]
    one = level_path(buurten.select(periods=[last]), "onv", catalogue=CATALOGUE)
    assert one.periods == (last,)
    assert np.isnan(one.level).all()
    assert level_path(buurten.select(indicators=["inwoners"]), "onv", catalogue=CATALOGUE) is None
