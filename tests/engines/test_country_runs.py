"""A country gives the same bytes wherever its runs are computed, and after a worker was killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ensemble_city import AREAS, small_city, some_levers
from veerkracht.engines.contract import InThisProcess, compute
from veerkracht.engines.dask_cluster import DaskCluster
from veerkracht.engines.local import LocalPool
from veerkracht.stad.country import country_of
from veerkracht.stad.country_model import CountryModel
from veerkracht.stad.ensemble import Draws, EnsembleSpec
from veerkracht.stad.levers import nothing
from veerkracht.stad.merging import Merged
from veerkracht.stad.trajectory import Trajectory
from veerkracht.workflows.scenario_files import load_parameters

RUNS, KEPT = 6, ("reliance", "pools", "flows", "left_to")


class Noted(CountryModel):
    """A country that leaves a file for each run, and kills its process once, at run 3."""

    notes: Path

    def trajectories(self, draws: Draws, *, seed: int) -> Iterator[Trajectory]:
        if draws.chance == 3 and not (self.notes / "died").exists():
            (self.notes / "died").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        (self.notes / f"run-{draws.chance}").touch()
        return super().trajectories(draws, seed=seed)


def made(folder, *, engine, may_die=True, block_size=2):
    """Return the bytes of an ensemble of a country, and the runs that were computed for it."""
    folder.mkdir(exist_ok=True)
    land = country_of(small_city(), gemeenten=[f"GM{area}" for area in range(AREAS)], most=1)
    levers = (nothing(years=2, areas=AREAS), some_levers())
    model = Noted(land, parameters=load_parameters(), levers=levers)
    model.notes = folder
    if not may_die:
        (folder / "died").touch()
    asked = EnsembleSpec(city="c", parameters="p", levers=("a", "b"), code="v", seed=5, runs=RUNS, kept=KEPT)
    found = Merged(asked, compute(asked, model=model, folder=folder, engine=engine, block_size=block_size))
    pieces = [found.values(name, arm=arm) for name in KEPT for arm in asked.arms]
    pieces.append(found.bands("reliance", arm="policy", versus_first=True).quantiles)
    return b"".join(piece.tobytes() for piece in pieces)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("engine", "block_size"),
    [(LocalPool(workers=2), 2), (LocalPool(workers=4), 1), (DaskCluster(workers=2), 1)],
    ids=["two", "four", "dask"],
)
def test_a_country_is_the_same_to_the_last_byte_after_a_worker_was_killed(tmp_path, engine, block_size):
    here = made(tmp_path / "here", engine=InThisProcess(), may_die=False, block_size=RUNS)
    assert made(tmp_path / "there", engine=engine, block_size=block_size) == here
    assert (tmp_path / "there" / "died").exists()
    for note in (tmp_path / "there").glob("run-*"):
        note.unlink()
    assert made(tmp_path / "there", engine=engine, block_size=block_size) == here
    assert not list((tmp_path / "there").glob("run-*"))  # nothing was computed again


def test_policy_and_baseline_of_a_country_share_their_start_and_their_luck():
    land = country_of(small_city(), gemeenten=[f"GM{area}" for area in range(AREAS)], most=1)
    idle = nothing(years=2, areas=AREAS)
    model = CountryModel(land, parameters=load_parameters(), levers=(idle, replace(idle), some_levers()))
    one, other, policy = model.trajectories(Draws(parameters=1, latent=1, chance=1), seed=5)
    assert one.flows.tobytes() == other.flows.tobytes()  # a policy that does nothing is no policy, to the last bit
    assert np.array_equal(one.reliance[0], policy.reliance[0])
    assert not np.array_equal(one.reliance[-1], policy.reliance[-1])
