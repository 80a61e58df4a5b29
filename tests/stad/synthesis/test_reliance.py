"""Latent self-reliance: whole, uncertain, and no more than its assumptions."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.stad.households import INCOMES, STAGES, Reliance, Segment
from veerkracht.stad.synthesis.homes import WITHOUT
from veerkracht.stad.synthesis.reliance import (
    COUNTRY_BENEFITS,
    STANDARD_RELIANCE,
    Signals,
    central_coefficients,
    chances,
    draw_coefficients,
    draw_reliance,
    expected_reliance,
)

SHAPE = (STAGES, INCOMES, WITHOUT + 1)


def signals_of(areas, *, city=COUNTRY_BENEFITS, benefits=None):
    flat = np.zeros(areas)
    return Signals(benefits=flat if benefits is None else benefits, care=flat, cohesion=flat, city_benefits=city)


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from([0.0, 0.3, 3.0, 40.0]), st.integers(1, 4))
def test_reliance_adds_up_to_the_households_of_every_type_expected_or_drawn(seed, size, areas):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(size, (areas, *SHAPE))
    signals = signals_of(areas, benefits=rng.normal(0, 2, areas))
    found = chances(counts, coefficients=central_coefficients(), signals=signals)
    for split in (expected_reliance(counts, found), draw_reliance(counts, signals=signals, rng=rng)):
        assert split.min() >= 0
        assert np.array_equal(np.moveaxis(split.sum(axis=0), -1, 0), counts)


def test_the_city_has_as_many_vragers_as_its_level_says():
    counts = np.random.default_rng(1).poisson(30, (20, *SHAPE))
    coefficients = replace(central_coefficients(), level=1.5)
    found = chances(counts, coefficients=coefficients, signals=signals_of(20, city=0.08))
    split = expected_reliance(counts, found)
    assert split[Reliance.VRAGER].sum() / counts.sum() == pytest.approx(0.12, abs=0.001)


def test_dragers_of_a_city_like_the_country_are_those_of_the_country():
    counts = np.random.default_rng(1).poisson(30, (20, *SHAPE))
    found = chances(counts, coefficients=central_coefficients(), signals=signals_of(20))
    split = expected_reliance(counts, found)
    assert split[Reliance.DRAGER].sum() / counts.sum() == pytest.approx(0.40, abs=0.001)


def test_an_area_is_within_one_household_of_its_expectation_however_small_its_cells():
    counts = np.random.default_rng(3).poisson(0.4, (50, *SHAPE))
    found = chances(counts, coefficients=central_coefficients(), signals=signals_of(50))
    log_odds = found.types[None] + found.areas[:, None, None, None] + found.vrager
    expected = (counts / (1.0 + np.exp(-log_odds))).sum(axis=(1, 2, 3))
    split = expected_reliance(counts, found)
    assert np.all(np.abs(split[Reliance.VRAGER].sum(axis=(0, 1, 2)) - expected) < 1.0)


def test_more_benefits_lower_incomes_and_corporation_homes_mean_more_vragers():
    found = chances(
        np.full((2, *SHAPE), 50),
        coefficients=central_coefficients(),
        signals=signals_of(2, benefits=np.array([0.0, 2.0])),
    )
    assert found.areas[1] > found.areas[0]
    assert np.all(np.diff(found.types, axis=1) < 0)
    assert np.all(found.types[:, :, Segment.CHEAP] > found.types[:, :, Segment.OWNED])
    assert found.below_drager > found.vrager


@pytest.mark.parametrize("city", [0.0, 0.01, 0.3, 1.0])
def test_no_household_is_both_vrager_and_drager_whatever_the_city(city):
    counts = np.full((3, *SHAPE), 20)
    for seed in range(20):
        coefficients = draw_coefficients(np.random.default_rng(seed))
        found = chances(counts, coefficients=coefficients, signals=signals_of(3, city=city))
        assert found.below_drager > found.vrager


def test_draws_stay_within_their_ranges_and_differ_more_than_lots_alone_would():
    counts, signals = np.full((5, *SHAPE), 30), signals_of(5)
    shares = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        drawn = draw_coefficients(np.random.default_rng(seed))
        for one in fields(drawn):
            known = getattr(STANDARD_RELIANCE, one.name)
            assert known.low <= getattr(drawn, one.name) <= known.high
        split = draw_reliance(counts, signals=signals, rng=rng)
        shares.append(split[Reliance.VRAGER].sum() / counts.sum())
    by_lot = np.sqrt(0.1 * 0.9 / counts.sum())
    assert np.std(shares) > 5 * by_lot


def test_the_same_generator_draws_the_same_households():
    counts, signals = np.full((3, *SHAPE), 7), signals_of(3)
    first, second = (draw_reliance(counts, signals=signals, rng=np.random.default_rng(8)) for _ in range(2))
    assert np.array_equal(first, second)


def test_every_assumption_says_what_it_is_in_two_languages_and_has_a_range():
    for one in fields(STANDARD_RELIANCE):
        known = getattr(STANDARD_RELIANCE, one.name)
        assert known.low < known.high
        assert "aanname" in known.why.nl
        assert "assumption" in known.why.en
