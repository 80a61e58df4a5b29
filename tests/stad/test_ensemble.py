from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ensemble_model import AREAS, POOLS, SHAPES, YEARS, StandIn, spec
from veerkracht.errors.ensemble import (
    MissingRunsError,
    NotFiniteError,
    RunFailedError,
    RunsValueError,
    UnknownArmError,
    UnknownQuantityError,
)
from veerkracht.stad.ensemble import (
    CENTRAL,
    QUANTITIES,
    Block,
    Draws,
    Sampling,
    blocks_of,
    missing_blocks,
    numbers_of_run,
    run_block,
)
from veerkracht.stad.merging import PROBABILITIES, Merged


def merged(asked, *, size, shuffled=None, model=None):
    blocks = [run_block(asked, block, model=model or StandIn()) for block in blocks_of(range(asked.runs), size=size)]
    return Merged(asked, [blocks[place] for place in (shuffled or range(len(blocks)))])


@settings(max_examples=30)
@given(size=st.integers(1, 14), data=st.data())
def test_however_the_runs_are_cut_and_in_whatever_order_they_come_the_bytes_are_the_same(size, data):
    asked = spec(sketched=("cohesion",))
    order = data.draw(st.permutations(range(len(blocks_of(range(asked.runs), size=size)))))
    one, other = merged(asked, size=asked.runs), merged(asked, size=size, shuffled=order)
    for quantity in ("reliance", "nuisance", "cohesion"):
        for versus_first in (False, True):
            whole = one.bands(quantity, arm="policy", versus_first=versus_first)
            parts = other.bands(quantity, arm="policy", versus_first=versus_first)
            assert whole.mean.tobytes() == parts.mean.tobytes()
            assert whole.quantiles.tobytes() == parts.quantiles.tobytes()
    assert one.values("reliance", arm="policy").tobytes() == other.values("reliance", arm="policy").tobytes()
    assert np.array_equal(one.total("moves", arm="baseline"), other.total("moves", arm="baseline"))


def test_bands_are_the_quantiles_over_runs(monkeypatch):
    monkeypatch.setattr("veerkracht.stad.merging._AT_ONCE", 100)  # a few columns at a time, as in a large city
    asked = spec()
    found = merged(asked, size=5)
    values = found.values("nuisance", arm="policy").astype(float)
    bands = found.bands("nuisance", arm="policy")
    assert bands.mean.shape == SHAPES["nuisance"]
    assert np.allclose(bands.mean, values.mean(axis=0))
    assert np.array_equal(bands.quantiles, np.quantile(values, PROBABILITIES, axis=0))


def test_the_difference_with_the_baseline_is_taken_run_by_run_so_shared_chance_falls_out():
    found = merged(spec(), size=5)
    difference = found.bands("nuisance", arm="policy", versus_first=True)
    assert np.allclose(difference.quantiles, -0.25, atol=1e-6)
    spread = np.ptp(found.bands("nuisance", arm="policy").quantiles, axis=0)
    assert spread.min() > 0.5
    assert np.array_equal(found.difference("reliance", arm="policy"), np.zeros((12, *SHAPES["reliance"])))


def test_whole_numbers_stay_exact_and_totals_are_the_sum_of_every_run():
    asked = spec(runs=4)
    found = merged(asked, size=3)
    runs = [next(StandIn().trajectories(asked.draws(run), seed=asked.seed)) for run in range(4)]
    assert np.array_equal(found.values("reliance", arm="baseline"), [run.reliance for run in runs])
    assert np.array_equal(found.total("moves", arm="baseline"), sum(run.moves for run in runs))


@pytest.mark.parametrize("starts", [(0, 4, 4, 8), (0, 8), (4, 8)], ids=["twice", "a hole", "no begin"])
def test_runs_that_are_missing_or_stand_twice_are_named(starts):
    asked = spec()
    blocks = [run_block(asked, Block(start=start, stop=start + 4), model=StandIn()) for start in starts]
    with pytest.raises(MissingRunsError) as wrong:
        Merged(asked, blocks)
    named = {int(run) for run in wrong.value.runs.split(", ")}
    assert named == {(0, 4, 4, 8): {4, 5, 6, 7}, (0, 8): {4, 5, 6, 7}, (4, 8): {0, 1, 2, 3}}[starts]


def test_runs_of_another_ensemble_are_not_taken():
    asked = spec(runs=4)
    more = spec(runs=12)
    blocks = [
        run_block(more, Block(start=0, stop=4), model=StandIn()),
        run_block(more, Block(start=4, stop=6), model=StandIn()),
    ]
    with pytest.raises(MissingRunsError, match="4, 5"):
        Merged(asked, blocks)


def test_a_missing_value_makes_the_band_missing_and_not_lower():
    class Holes(StandIn):
        def trajectories(self, draws, *, seed):
            for one in super().trajectories(draws, seed=seed):
                if draws.chance == 3:
                    one.found[0, 0] = one.cohesion[0, 0] = np.nan
                yield one

    found = merged(spec(kept=("found",), sketched=("cohesion",)), size=5, model=Holes())
    for quantity in ("found", "cohesion"):
        bands = found.bands(quantity, arm="policy")
        assert np.isnan(bands.mean[0, 0])
        assert np.isnan(bands.quantiles[:, 0, 0]).all()
        assert np.isfinite(bands.quantiles[:, 0, 1:]).all()


def test_an_error_in_a_run_is_told_with_its_number_and_in_both_languages():
    with pytest.raises(RunFailedError) as wrong:
        run_block(spec(), Block(start=4, stop=8), model=StandIn(fails_at=6))
    assert wrong.value.run == 6
    assert "Run 6" in wrong.value.message("en")
    assert "Doorrekening 6" in wrong.value.message("nl")
    assert isinstance(wrong.value.__cause__, ZeroDivisionError)


def test_equations_that_run_away_are_an_error_and_no_result():
    with pytest.raises(RunFailedError) as wrong:
        run_block(spec(), Block(start=0, stop=1), model=StandIn(infinite=True))
    assert isinstance(wrong.value.__cause__, NotFiniteError)


def test_a_restart_computes_the_runs_that_are_not_there():
    done = [Block(start=0, stop=3), Block(start=5, stop=6)]
    todo = missing_blocks(spec(), done=done, size=4)
    assert todo == (Block(start=3, stop=5), Block(start=6, stop=10), Block(start=10, stop=12))


def test_more_runs_reuse_what_is_there_and_anything_else_does_not():
    assert spec(runs=400).key == spec().key
    changed = {
        "city": "d",
        "parameters": "q",
        "levers": ("none", "more"),
        "code": "v2",
        "seed": 8,
        "kept": ("incomes",),
    }
    keys = {spec(**{name: value}).key for name, value in changed.items()}
    assert len(keys | {spec().key, spec(sampling=Sampling.CHANCE).key}) == len(changed) + 2


def test_runs_of_chance_alone_stand_on_central_values():
    assert spec(sampling=Sampling.CHANCE).draws(9) == Draws(parameters=CENTRAL, latent=CENTRAL, chance=9)


def test_five_runs_that_tell_whose_doing_it_is_share_all_but_one_source():
    asked = spec(sampling=Sampling.SHARES, runs=10)
    a, b, *mixed = ([draws.parameters, draws.latent, draws.chance] for draws in map(asked.draws, range(5, 10)))
    assert not set(a) & set(b)
    for place, draws in enumerate(mixed):
        assert draws == [b[at] if at == place else a[at] for at in range(3)]
    assert asked.draws(0) != asked.draws(5)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"runs": 0}, RunsValueError),
        ({"runs": 12, "sampling": Sampling.SHARES}, RunsValueError),
        ({"kept": ("nuisanse",)}, UnknownQuantityError),
        ({"kept": ("moves",)}, UnknownQuantityError),
        ({"totals": ("reliance",)}, UnknownQuantityError),
    ],
)
def test_what_cannot_be_asked_is_refused(changes, error):
    with pytest.raises(error):
        spec(**changes)


def test_a_misspelled_quantity_gets_the_nearest_name():
    with pytest.raises(UnknownQuantityError) as wrong:
        spec(kept=("nuisanse",))
    assert "'nuisance'" in wrong.value.message("nl")


def test_what_was_not_kept_is_not_made_up():
    found = merged(spec(sketched=("cohesion",)), size=12)
    with pytest.raises(UnknownQuantityError):
        found.values("cohesion", arm="policy")
    with pytest.raises(UnknownQuantityError):
        found.bands("quality", arm="policy")
    with pytest.raises(UnknownArmError):
        found.bands("nuisance", arm="polcy")


def test_the_size_of_a_run_is_known_before_it_is_made():
    quantities = tuple(name for name in QUANTITIES if name != "moves")
    wanted = sum(int(np.prod(SHAPES[name])) for name in quantities)
    assert numbers_of_run(quantities, years=YEARS, areas=AREAS, pools=POOLS) == wanted
    assert {item.name for item in fields(next(StandIn().trajectories(spec().draws(0), seed=1)))} == set(SHAPES)
