"""Processes on this computer: each is given the city once; one that is killed costs its block, no more.

Each worker has a pipe of its own and no lock is shared, so a worker may be killed at any moment, also while it starts,
without holding up another. `concurrent.futures.ProcessPoolExecutor` was tried and not taken: its workers share queues
with locks, it breaks as a whole, and it hangs when a worker dies before it has read what it is to start with.
"""

from __future__ import annotations

import pickle
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from veerkracht.engines.contract import Outcome, Work, check_workers
from veerkracht.engines.process import ATTEMPTS, Process
from veerkracht.errors import VeerkrachtError
from veerkracht.errors.ensemble import WorkerLostError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from veerkracht.stad.ensemble import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalPool:
    """Processes with one thread each.

    Attributes:
        workers: how many.
    """

    workers: int

    def __post_init__(self) -> None:
        check_workers(self.workers)

    def outcomes(self, work: Work, blocks: Sequence[Block]) -> Iterator[Outcome]:
        """Compute the blocks, in the order in which they come ready; a killed process gets a successor."""
        waiting = deque(blocks)
        died: Counter[Block] = Counter()
        busy: dict[Connection, _Worker] = {}
        # By a file: what goes through the pipe with which a process starts, holds this one up for ever if that process
        # is killed before it has read it all.
        with TemporaryDirectory(prefix="veerkracht-") as folder:
            given = Path(folder) / "work"
            given.write_bytes(pickle.dumps(work, protocol=pickle.HIGHEST_PROTOCOL))
            try:
                while waiting or busy:
                    while waiting and len(busy) < self.workers:
                        worker = _Worker(given, block=waiting.popleft())
                        busy[worker.connection] = worker
                    for connection in wait(list(busy)):
                        worker = busy.pop(connection)  # type: ignore[call-overload]  # all that is waited for is in it
                        outcome = worker.outcome()
                        if outcome is not None:
                            if waiting and worker.take(waiting[0]):
                                waiting.popleft()
                                busy[worker.connection] = worker
                            else:
                                worker.process.end()
                            yield outcome
                            continue
                        worker.process.end()
                        died[worker.block] += 1
                        if died[worker.block] < ATTEMPTS:
                            waiting.append(worker.block)
                        else:
                            yield _lost(worker.block)
            finally:
                # Stopped half-way, they are not waited for: parts are whole or not there.
                for worker in busy.values():
                    worker.process.end(at_once=True)


class _Worker:
    """A process and the block that it computes."""

    def __init__(self, given: Path, *, block: Block) -> None:
        """Start a process with its first block."""
        self.process = Process(_serve, given)
        self.connection = self.process.connection
        self.block = block
        self.take(block)

    def take(self, block: Block) -> bool:
        """Hand over a block; return whether there was a process to take it."""
        if not self.process.send(block):
            return False
        self.block = block
        return True

    def outcome(self) -> Outcome | None:
        """Return how its block went; None if the process is no more."""
        try:
            error: VeerkrachtError | None = self.process.receive()
        except EOFError:
            return None
        return Outcome(block=self.block, error=error)


def _lost(block: Block) -> Outcome:
    return Outcome(block=block, error=WorkerLostError(first=block.start, last=block.stop - 1, times=ATTEMPTS))


def _serve(connection: Connection, given: Path) -> None:
    """Compute blocks until the other end of the pipe is gone."""
    work: Work | None = None
    while True:
        block = connection.recv()
        if work is None:
            work = pickle.loads(given.read_bytes())  # noqa: S301 - made by the parent, in this very program
        connection.send(_done(work, block))


def _done(work: Work, block: Block) -> VeerkrachtError | None:
    try:
        work.do(block)
    except VeerkrachtError as error:
        return error
    return None
