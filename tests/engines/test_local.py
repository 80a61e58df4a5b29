from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from ensemble_model import StandIn, runs_computed, spec
from veerkracht.engines.contract import InThisProcess, compute
from veerkracht.engines.local import LocalPool
from veerkracht.errors.ensemble import RunFailedError, RunsFailedError, RunsValueError, WorkerLostError
from veerkracht.stad.merging import Merged

CUTS = {0: 12, 1: 5, 2: 1, 4: 3}  # runs in a block for each number of workers; 0 is this process itself


@pytest.fixture
def notes(tmp_path):
    folder = tmp_path / "notes"
    folder.mkdir()
    return folder


def made(folder, *, workers, block_size, asked=None, model=None, **more):
    """Return the bytes of an ensemble: every run, bands of every kind, and totals."""
    asked = asked or spec(sketched=("cohesion",))
    engine = LocalPool(workers=workers) if workers else InThisProcess()
    blocks = compute(asked, model=model or StandIn(), folder=folder, engine=engine, block_size=block_size, **more)
    found = Merged(asked, blocks)
    pieces = [found.values("reliance", arm="policy"), found.total("moves", arm="policy")]
    for quantity in ("nuisance", "cohesion"):
        for versus_first in (False, True):
            bands = found.bands(quantity, arm="policy", versus_first=versus_first)
            pieces += [bands.mean, bands.quantiles]
    return b"".join(piece.tobytes() for piece in pieces)


@pytest.mark.slow
def test_one_two_and_four_workers_give_the_same_bytes_in_any_block(tmp_path):
    asked = {
        made(tmp_path / str(case), workers=case[0], block_size=case[1]) for case in [(0, 12), (1, 5), (2, 1), (4, 3)]
    }
    assert len(asked) == 1


@pytest.mark.slow
def test_a_worker_that_is_killed_costs_its_block_and_not_the_result(tmp_path, notes):
    killed = StandIn(notes=notes, dies_at=5)
    found = made(tmp_path / "killed", workers=2, block_size=2, model=killed)
    assert len(list(notes.glob("died-*"))) == 1
    assert set(runs_computed(notes)) == set(range(12))
    assert found == made(tmp_path / "whole", workers=0, block_size=12)


@pytest.mark.slow
def test_a_worker_killed_from_outside_in_the_middle_is_survived(tmp_path, notes):
    def kill() -> None:
        while True:
            for worker in {int(run.name.split("-")[2]) for run in notes.glob("run-*")}:
                # Held still while it is looked at, so that the blow never falls between two blocks.
                os.kill(worker, signal.SIGSTOP)
                if len(list(notes.glob(f"run-*-{worker}-*"))) % 3:
                    os.kill(worker, signal.SIGKILL)
                    return
                os.kill(worker, signal.SIGCONT)
            time.sleep(0.01)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    found = made(tmp_path / "killed", workers=2, block_size=3, model=StandIn(notes=notes, pause=0.2))
    killer.join(timeout=60)
    assert len(runs_computed(notes)) > 12  # something was computed twice, so the kill struck in the middle
    assert found == made(tmp_path / "whole", workers=0, block_size=12)


@pytest.mark.slow
def test_a_worker_killed_while_it_starts_is_survived_however_large_the_city(tmp_path):
    found = []
    model = StandIn(ballast=bytes(1 << 22))  # far more than a pipe takes before somebody reads
    working = threading.Thread(
        target=lambda: found.append(made(tmp_path / "killed", workers=2, block_size=2, model=model)), daemon=True
    )
    before = children()
    working.start()
    wait_for(lambda: children() - before)
    os.kill(next(iter(children() - before)), signal.SIGKILL)
    working.join(timeout=60)
    assert found == [made(tmp_path / "whole", workers=0, block_size=12)]


@pytest.mark.slow
def test_a_block_that_kills_every_worker_is_given_up_and_the_others_are_kept(tmp_path, notes):
    with pytest.raises(RunsFailedError) as wrong:
        made(tmp_path, workers=2, block_size=2, model=StandIn(notes=notes, dies_at=5, deaths=99))
    assert isinstance(wrong.value.__cause__, WorkerLostError)
    assert wrong.value.runs == "4-5"
    assert wrong.value.kept == 10


@pytest.mark.slow
def test_an_error_is_told_with_the_number_of_its_run_and_the_others_are_kept(tmp_path, notes):
    with pytest.raises(RunsFailedError) as wrong:
        made(tmp_path, workers=2, block_size=2, model=StandIn(fails_at=7))
    assert wrong.value.runs == "7"
    assert isinstance(wrong.value.__cause__, RunFailedError)
    assert "Doorrekening 7 ging mis: ZeroDivisionError: planted" in wrong.value.message("nl")
    assert wrong.value.kept == 10
    made(tmp_path, workers=0, block_size=2, model=StandIn(notes=notes))
    assert runs_computed(notes) == [6, 7]


def test_a_fault_in_every_run_stops_after_a_few_blocks(tmp_path):
    class Faulty(StandIn):
        def trajectories(self, draws, *, seed):
            raise ValueError

    with pytest.raises(RunsFailedError) as wrong:
        compute(spec(runs=500), model=Faulty(), folder=tmp_path, engine=InThisProcess(), block_size=1)
    assert wrong.value.failed == 3


def test_a_restart_computes_nothing_twice(tmp_path, notes):
    model = StandIn(notes=notes)
    first = made(tmp_path, workers=0, block_size=5, model=model)
    assert runs_computed(notes) == list(range(12))
    steps = []
    again = made(tmp_path, workers=2, block_size=2, model=model, progress=steps.append)
    assert runs_computed(notes) == list(range(12))
    assert again == first
    assert [(step.done, step.kept) for step in steps] == [(12, 12)]


def test_more_runs_compute_only_the_new_ones(tmp_path, notes):
    made(tmp_path, workers=0, block_size=4, model=StandIn(notes=notes))
    more = spec(sketched=("cohesion",), runs=15)
    found = made(tmp_path, workers=0, block_size=4, asked=more, model=StandIn(notes=notes))
    assert runs_computed(notes) == list(range(15))
    assert found == made(tmp_path / "fresh", workers=0, block_size=15, asked=more)


def test_progress_counts_runs_up_to_all(tmp_path):
    steps = []
    made(tmp_path, workers=2, block_size=5, progress=steps.append)
    assert [steps[0].done, steps[-1].done, steps[-1].total] == [0, 12, 12]
    assert np.diff([step.done for step in steps]).min() > 0


STOPPED = """
import signal, sys
from pathlib import Path
from ensemble_model import StandIn, spec
from veerkracht.engines.contract import compute
from veerkracht.engines.local import LocalPool

if __name__ == "__main__":
    # Who starts the tests in the background of a shell starts them deaf to Ctrl-C, and with them this program.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    folder = Path(sys.argv[1])
    compute(spec(runs=200), model=StandIn(notes=folder, pause=0.1), folder=folder / "parts",
            engine=LocalPool(workers=2), block_size=1)
"""


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "killed"])
def test_a_run_that_is_stopped_leaves_what_is_done_and_no_process_behind(tmp_path, notes, how):
    script = tmp_path / "stopped.py"
    script.write_text(STOPPED, "utf-8")
    path = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen([sys.executable, script, notes], env=path, stderr=subprocess.DEVNULL) as process:
        folder = notes / "parts" / spec(runs=200).key
        wait_for(lambda: len(list(folder.glob("*.part"))) >= 3)
        process.send_signal(how)
        assert process.wait(timeout=20) != 0
    workers = {int(file.name.split("-")[2]) for file in notes.glob("run-*")}
    wait_for(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
    kept = len(list(folder.glob("*.part")))
    assert 3 <= kept < 200
    before = len(runs_computed(notes))
    asked = spec(runs=kept + 2)
    compute(asked, model=StandIn(notes=notes), folder=notes / "parts", engine=InThisProcess(), block_size=1)
    there = {int(file.name[5:12]) for file in folder.glob("*.part")}
    assert len(runs_computed(notes)) - before <= 4  # what was missing among the first, and no more
    assert there >= set(range(kept + 2))


def children() -> set[int]:
    """Return the processes of this one that begin as a worker."""
    listed = {
        int(child) for task in Path("/proc/self/task").iterdir() for child in (task / "children").read_text().split()
    }
    return {child for child in listed if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()}


def wait_for(happened) -> None:
    until = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.parametrize("workers", [0, -1, 5000])
def test_a_senseless_number_of_workers_is_refused(workers):
    with pytest.raises(RunsValueError):
        LocalPool(workers=workers)
