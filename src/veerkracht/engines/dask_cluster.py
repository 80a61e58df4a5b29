"""Dask: workers of a cluster elsewhere, or processes that Dask starts here; needs the extra `dask`."""

from __future__ import annotations

import logging
import pickle
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import distributed
from distributed import WorkerPlugin
from distributed.scheduler import KilledWorker

from veerkracht.engines.contract import Outcome, Work, check_workers
from veerkracht.engines.identity import code_identity
from veerkracht.engines.process import one_thread
from veerkracht.errors.ensemble import CodeDiffersError, SchedulerUnreachableError, WorkerLostError
from veerkracht.stad.ensemble import Block

if TYPE_CHECKING:
    from distributed.worker import Worker

# Dask says of itself that it is typed, but most of what is used here is not.
_DASK: Any = distributed
AHEAD: Final = 2  # blocks at a time for each thread: one that is computed, one that stands ready
_PATIENCE = "20s"


@dataclass(frozen=True, slots=True, kw_only=True)
class DaskCluster:
    """Computing by Dask. The code of all workers must be the same; their folder need not be shared.

    Attributes:
        workers: processes to start here; not used with a scheduler.
        scheduler: address of a scheduler that runs; empty to start one here.
    """

    workers: int = 1
    scheduler: str = ""

    def __post_init__(self) -> None:
        check_workers(self.workers)

    def outcomes(self, work: Work, blocks: Sequence[Block]) -> Iterator[Outcome]:
        """Compute the blocks, in the order in which they come ready.

        Raises:
            SchedulerUnreachableError: if there is no scheduler at the address.
            CodeDiffersError: if a worker runs another version of the simulation.
        """
        with self._client() as client:
            name = f"veerkracht-{work.parts.key}"
            if self.scheduler:
                _check_code(client)
            client.register_plugin(_Given(pickle.dumps(work, protocol=pickle.HIGHEST_PROTOCOL), name=name))
            waiting, suspects = iter(blocks), deque[Block]()
            ready = _DASK.as_completed(loop=client.loop)
            which: dict[Any, Block] = {}
            try:
                for _ in range(AHEAD * max(1, sum(client.nthreads().values()))):
                    _hand_out(client, waiting, name=name, which=which, ready=ready)
                for future in ready:
                    outcome = _outcome(future, which.pop(future), work=work)
                    if isinstance(outcome.error, WorkerLostError):
                        suspects.append(outcome.block)
                    else:
                        yield outcome
                    _hand_out(client, waiting, name=name, which=which, ready=ready)
                # Dask blames all blocks that stood with a worker when it was killed. Alone, each shows its own guilt.
                for block in suspects:
                    future = client.submit(_do, name, block, pure=False)
                    which[future] = block
                    outcome = _outcome(future, which[future], work=work)
                    del which[future]
                    yield outcome
            finally:
                client.cancel(list(which))
                client.unregister_worker_plugin(name)

    @contextmanager
    def _client(self) -> Iterator[Any]:
        """Give a client of the scheduler, or of a cluster here that ends with it."""
        if self.scheduler:
            try:
                client = _DASK.Client(self.scheduler, timeout=_PATIENCE, set_as_default=False)
            except (OSError, ValueError) as error:  # ValueError: what is no address at all
                raise SchedulerUnreachableError(self.scheduler) from error
            with client:
                yield client
            return
        with (
            _DASK.LocalCluster(
                n_workers=self.workers,
                threads_per_worker=1,
                processes=True,
                dashboard_address="127.0.0.1:0",  # any free port, and only for this computer
                silence_logs=logging.CRITICAL,  # a worker that is killed is told by its outcome
            ) as cluster,
            _DASK.Client(cluster, set_as_default=False) as client,
        ):
            yield client


class _Given(WorkerPlugin):
    """What a worker is given when it starts: the city once, and again to a worker that takes the place of another."""

    def __init__(self, given: bytes, *, name: str) -> None:
        self.name = name
        self._given = given
        self.work: Work | None = None

    def setup(self, worker: Worker) -> None:
        """Make the worker ready."""
        one_thread()
        self.work = pickle.loads(self._given)  # noqa: S301 - made by the client, in this very program
        self._given = b""


def _do(name: str, block: Block) -> bytes | None:
    """Compute a block on a worker; return its part only if the folder of the client is not seen here."""
    work: Work = _DASK.get_worker().plugins[name].work
    if work.parts.is_shared():
        work.do(block)
        return None
    return b"".join(work.computed(block))


def _hand_out(client: Any, waiting: Iterator[Block], *, name: str, which: dict[Any, Block], ready: Any) -> None:
    block = next(waiting, None)
    if block is not None:
        # Pure to us, not to Dask: it may not answer from what it remembers of an earlier call, since a part was asked.
        future = client.submit(_do, name, block, pure=False)
        which[future] = block
        ready.add(future)


def _outcome(future: Any, block: Block, *, work: Work) -> Outcome:
    error = future.exception()
    if error is None:
        contents = future.result()
        if contents is not None:
            work.parts.write(block, [contents])
    elif isinstance(error, KilledWorker):
        # Dask has given it to another worker each time, `distributed.scheduler.allowed-failures` times.
        error = WorkerLostError(first=block.start, last=block.stop - 1, times=error.allowed_failures + 1)
    future.release()
    return Outcome(block=block, error=error)


def _check_code(client: Any) -> None:
    """Ask all workers elsewhere which simulation they run; one that has none or another would give other numbers."""
    ours = code_identity()
    try:
        theirs = set(client.run(code_identity).values())
    except (ImportError, AttributeError):  # their Veerkracht, if any, has no such function
        theirs = {"-"}
    for found in theirs - {ours}:
        raise CodeDiffersError(theirs=found, ours=ours)
