from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.errors.ensemble import RunsValueError
from veerkracht.report.stad.doubt import doubt_row
from veerkracht.stad.doubt import Shares, lots_of, shares_beside_field, weightiest
from veerkracht.stad.parameters import unidentified
from veerkracht.workflows.scenario_files import load_parameters

DRAWS = 4000


def a_city(weights, *, draws=DRAWS, areas=5, seed=1):
    """Return runs, and the mean field with and without the latent draws: sums of three causes of known weight."""
    rng = np.random.default_rng(seed)
    numbers, latent, chance = (weight * rng.standard_normal((draws, areas)) for weight in weights)
    return numbers + latent + chance, numbers + latent, numbers


@pytest.mark.parametrize("weights", [(3, 2, 1), (1, 1, 3), (2, 0, 0), (0, 0, 1)])
def test_the_doubt_is_shared_out_as_it_was_put_in(weights):
    runs, both, parameters = a_city(weights)
    found = shares_beside_field(runs, both=both, parameters=parameters)
    whole = sum(one**2 for one in weights)
    told = (found.parameters, found.latent, found.chance)
    assert told == pytest.approx([one**2 / whole for one in weights], abs=0.03)
    assert sum(told) == pytest.approx(1.0)


@settings(max_examples=20)
@given(st.floats(0.2, 4.0))
def test_a_mean_field_that_tells_every_change_too_small_still_tells_whose_doing_it_is(scale):
    runs, both, parameters = a_city((3, 2, 1))
    one = shares_beside_field(runs, both=both, parameters=parameters)
    other = shares_beside_field(runs, both=scale * both, parameters=scale * parameters)
    assert other.chance == pytest.approx(one.chance, abs=1e-9)


def test_of_few_draws_what_chance_makes_alike_is_not_called_knowledge():
    told = []
    for seed in range(60):
        runs, unrelated, _ = a_city((1, 0, 1), draws=24, areas=1, seed=seed)
        luck = runs - unrelated
        told.append(shares_beside_field(luck, both=unrelated, parameters=unrelated).chance)
    assert np.mean(told) > 0.93


def test_an_area_that_a_run_does_not_have_counts_nowhere():
    runs, both, parameters = a_city((3, 2, 1))
    less = runs.copy()
    less[0, 0] = np.nan
    assert shares_beside_field(less, both=both, parameters=parameters) == shares_beside_field(
        runs[:, 1:], both=both[:, 1:], parameters=parameters[:, 1:]
    )


def test_an_outcome_that_never_differs_has_no_shares_and_few_draws_are_refused():
    still = np.ones((30, 2))
    assert np.isnan(shares_beside_field(still, both=still, parameters=still).chance)
    assert weightiest(np.eye(30), still, names=("a",) * 30, rng=np.random.default_rng(1)) == ()
    with pytest.raises(RunsValueError, match="at least 20"):
        shares_beside_field(np.ones(19), both=np.ones(19), parameters=np.ones(19))


def test_the_number_that_matters_is_found_among_forty_that_do_not():
    rng = np.random.default_rng(3)
    lots = rng.random((64, 41))
    outcome = np.outer(lots[:, 7], [1.0, -2.0]) + 0.3 * rng.standard_normal((64, 2))
    names = tuple(f"p{k}" for k in range(41))
    found = weightiest(lots, outcome, names=names, rng=np.random.default_rng(1))
    assert found[0].name == "p7"
    assert 0.5 < found[0].share < 1.0


def test_of_numbers_that_do_nothing_one_is_seldom_blamed():
    blamed = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        names = tuple(f"p{k}" for k in range(41))
        blamed += bool(weightiest(rng.random((64, 41)), rng.standard_normal((64, 3)), names=names, rng=rng))
    assert blamed <= 6  # one in twenty is meant: more than 6 of 40 has a chance of 0.1%


def test_the_lots_are_those_of_the_draws_and_of_no_number_that_follows_another():
    parameters = load_parameters()
    own, lots = lots_of(parameters, seed=1, draws=range(5))
    assert lots.shape == (5, len(own))
    assert not any(one.follows for one in own)
    assert {one.name for one in unidentified(parameters) if not one.follows} <= {one.name for one in own}
    np.testing.assert_array_equal(lots[3], lots_of(parameters, seed=1, draws=[3])[1][0])


def test_the_sentence_says_what_to_find_out_and_its_percentages_add_up():
    known = load_parameters().parameters
    rng = np.random.default_rng(1)
    lots = rng.random((64, 1))
    [weighty] = weightiest(lots, lots[:, 0], names=("move_per_nuisance",), rng=rng)
    row = doubt_row("score", Shares(parameters=0.335, latent=0.335, chance=0.33), [weighty], known=known)
    assert known["move_per_nuisance"].label.nl in row.sentence.nl
    assert "moves from and to each buurt" in row.sentence.en
    assert "34%" in row.sentence.nl
    assert "32% door toeval" in row.sentence.nl
    blind = doubt_row("score", Shares(parameters=0.2, latent=0.5, chance=0.3), [weighty], known=known)
    assert blind.sentence.nl.endswith("beter weten wie vrager is.")
    alone = doubt_row("score", None, [], known=known)
    assert "%" not in alone.sentence.nl
    assert "springt" in alone.sentence.nl
