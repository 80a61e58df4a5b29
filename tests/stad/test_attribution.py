from __future__ import annotations

import numpy as np
import pytest

from ensemble_model import SHAPES, StandIn, spec, trajectory
from veerkracht.errors.ensemble import OtherSamplingError
from veerkracht.stad.attribution import outcome, variance_shares, variance_shares_each
from veerkracht.stad.ensemble import Block, Sampling, run_block
from veerkracht.stad.merging import Merged

RUNS = 5 * 400


class Known(StandIn):
    """Nuisance is the sum of three draws, of variance 9, 4 and 1 times the same."""

    def trajectories(self, draws, *, seed):
        for effect in self.effect:
            one = trajectory(draws, seed=seed, effect=effect)
            drawn = 3 * lot("p", draws.parameters) + 2 * lot("l", draws.latent) + lot("c", draws.chance)
            one.nuisance[:] = drawn if effect else 0
            yield one


def lot(name, number):
    return np.random.default_rng([ord(name), number]).normal()


@pytest.fixture(scope="module")
def known():
    asked = spec(runs=RUNS, sampling=Sampling.SHARES, kept=("nuisance",), totals=())
    return Merged(asked, [run_block(asked, Block(start=0, stop=RUNS), model=Known())])


def test_the_doubt_is_shared_out_as_it_was_put_in(known):
    values = outcome(known, "nuisance", arm="policy")[:, 0]
    found = variance_shares(known, values, rng=np.random.default_rng(1))
    for name, share in {"parameters": 9 / 14, "latent": 4 / 14, "chance": 1 / 14}.items():
        for shares in (found.first, found.total):
            assert abs(shares[name].value - share) < 2.5 * shares[name].half_width
            assert shares[name].half_width < 0.15


def test_areas_are_told_apart(known):
    values = outcome(known, "nuisance", arm="policy")
    found = variance_shares_each(known, values, rng=np.random.default_rng(1))
    assert found["parameters"][0].shape == (SHAPES["nuisance"][-1],)
    assert (found["parameters"][2] > found["latent"][2]).all()
    assert (found["latent"][2] > found["chance"][2]).all()


def test_runs_that_share_no_draws_cannot_tell():
    asked = spec()
    plain = Merged(asked, [run_block(asked, Block(start=0, stop=12), model=StandIn())])
    with pytest.raises(OtherSamplingError, match="--sampling shares"):
        variance_shares(plain, np.zeros(12), rng=np.random.default_rng(1))
