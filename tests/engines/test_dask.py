from __future__ import annotations

import numpy as np
import pytest
from distributed import Client, LocalCluster

from ensemble_model import StandIn, runs_computed, spec
from veerkracht.engines import dask_cluster
from veerkracht.engines.contract import InThisProcess, Work, compute
from veerkracht.engines.dask_cluster import DaskCluster
from veerkracht.engines.identity import code_identity
from veerkracht.engines.parts import PartFolder
from veerkracht.errors.ensemble import (
    CodeDiffersError,
    RunsFailedError,
    SchedulerUnreachableError,
    WorkerLostError,
)
from veerkracht.stad.ensemble import Block, blocks_of, run_block
from veerkracht.stad.merging import Merged

pytestmark = pytest.mark.slow


@pytest.fixture
def notes(tmp_path):
    folder = tmp_path / "notes"
    folder.mkdir()
    return folder


def made(folder, *, engine, block_size=2, model=None):
    asked = spec()
    blocks = compute(asked, model=model or StandIn(), folder=folder, engine=engine, block_size=block_size)
    found = Merged(asked, blocks)
    bands = found.bands("nuisance", arm="policy", versus_first=True)
    pieces = (found.values("reliance", arm="policy"), bands.mean, bands.quantiles, found.total("moves", arm="policy"))
    return b"".join(piece.tobytes() for piece in pieces)


def test_dask_gives_the_same_bytes_and_a_restart_computes_nothing(tmp_path, notes):
    here = made(tmp_path / "here", engine=InThisProcess(), block_size=12)
    assert made(tmp_path / "dask", engine=DaskCluster(workers=2), model=StandIn(notes=notes)) == here
    assert runs_computed(notes) == list(range(12))
    assert made(tmp_path / "dask", engine=DaskCluster(workers=2), model=StandIn(notes=notes)) == here
    assert runs_computed(notes) == list(range(12))


def test_a_worker_of_dask_that_is_killed_costs_its_block_and_not_the_result(tmp_path, notes):
    killed = StandIn(notes=notes, dies_at=5)
    found = made(tmp_path / "killed", engine=DaskCluster(workers=2), model=killed)
    assert len(list(notes.glob("died-*"))) == 1
    assert found == made(tmp_path / "whole", engine=InThisProcess(), block_size=12)


def test_the_only_worker_of_dask_may_be_killed_and_its_successor_is_given_the_city_again(tmp_path, notes):
    found = made(tmp_path / "killed", engine=DaskCluster(workers=1), model=StandIn(notes=notes, dies_at=5))
    assert found == made(tmp_path / "whole", engine=InThisProcess(), block_size=12)


def test_a_block_that_kills_every_worker_of_dask_is_given_up_and_the_others_are_kept(tmp_path, notes, monkeypatch):
    # Two deaths are enough to know; each costs seconds before there is a new worker.
    options = dask_cluster.distributed.client.dask.config.config["distributed"]["scheduler"]
    monkeypatch.setitem(options, "allowed-failures", 1)
    with pytest.raises(RunsFailedError) as wrong:
        made(tmp_path, engine=DaskCluster(workers=2), model=StandIn(notes=notes, dies_at=5, deaths=99))
    assert isinstance(wrong.value.__cause__, WorkerLostError)
    assert wrong.value.runs == "4-5"
    assert wrong.value.kept == 10


def test_an_error_on_a_worker_of_dask_is_told_with_the_number_of_its_run(tmp_path):
    with pytest.raises(RunsFailedError) as wrong:
        made(tmp_path, engine=DaskCluster(workers=1), model=StandIn(fails_at=7))
    assert wrong.value.runs == "7"
    assert wrong.value.kept == 10


class Elsewhere(PartFolder):
    """A folder that is another one, or none, on another machine."""

    def __reduce__(self):
        return _elsewhere, (self.path.with_name("not-here"), self.key)


def _elsewhere(path, key):
    return PartFolder(path=path, key=key)


def test_a_worker_that_does_not_see_the_folder_sends_its_part_instead(tmp_path):
    asked = spec(runs=4)
    folder = Elsewhere(path=tmp_path / asked.key, key=asked.key)
    folder.prepare()
    work = Work(spec=asked, model=StandIn(), parts=folder)
    outcomes = list(DaskCluster(workers=1).outcomes(work, blocks_of(range(4), size=2)))
    assert [outcome.error for outcome in outcomes] == [None, None]
    assert not (tmp_path / "not-here").exists()
    here = run_block(asked, Block(start=0, stop=4), model=StandIn())
    found = Merged(asked, folder.sound(runs=4)).values("nuisance", arm="policy")
    assert np.array_equal(found, here.kept["policy/nuisance"])


def test_a_scheduler_that_runs_already_is_used_and_left_running(tmp_path):
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster:
        engine = DaskCluster(scheduler=cluster.scheduler_address)
        assert made(tmp_path / "dask", engine=engine) == made(tmp_path / "here", engine=InThisProcess())
        with Client(cluster, set_as_default=False) as client:
            assert client.submit(int, 3).result() == 3


class OtherHere:
    """An identity that is another one here, and the true one on a worker."""

    def __call__(self):
        return "ours"

    def __reduce__(self):
        return _true, ()


def _true():
    return code_identity


def test_a_worker_elsewhere_with_other_code_is_refused(tmp_path, monkeypatch):
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster:
        engine = DaskCluster(scheduler=cluster.scheduler_address)
        monkeypatch.setattr(dask_cluster, "code_identity", OtherHere())
        with pytest.raises(CodeDiffersError, match="ours"):
            made(tmp_path, engine=engine)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense"])
def test_a_scheduler_that_does_not_answer_gets_a_clear_error(tmp_path, monkeypatch, address):
    monkeypatch.setattr(dask_cluster, "_PATIENCE", "1s")
    with pytest.raises(SchedulerUnreachableError) as wrong:
        made(tmp_path, engine=DaskCluster(scheduler=address))
    assert address in wrong.value.message("nl")
