"""Processes on this computer: each is given the city once; one that is killed costs its block, no more."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections import Counter, deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from typing import Final

import numba
from threadpoolctl import threadpool_limits

from veerkracht.engines.contract import Outcome, Work, check_workers
from veerkracht.errors.ensemble import WorkerLostError
from veerkracht.stad.ensemble import Block

ATTEMPTS: Final = 3  # a block whose process died: once more among the others, then alone, then it is given up


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalPool:
    """A pool of processes, each with one thread.

    Attributes:
        workers: how many processes.
    """

    workers: int

    def __post_init__(self) -> None:
        check_workers(self.workers)

    def outcomes(self, work: Work, blocks: Sequence[Block]) -> Iterator[Outcome]:
        """Compute the blocks, in the order in which they come ready; a killed process gets a successor."""
        given = pickle.dumps(work, protocol=pickle.HIGHEST_PROTOCOL)
        waiting, alone = deque(blocks), deque[Block]()
        broken: Counter[Block] = Counter()
        while waiting or alone:
            # A block of which the process died twice goes alone: whatever dies then, died of this block.
            some = waiting or deque([alone.popleft()])
            workers = min(self.workers if some is waiting else 1, len(some))
            for block in (yield from _until_broken(given, some, workers=workers)):
                broken[block] += 1
                if broken[block] == ATTEMPTS:
                    lost = WorkerLostError(first=block.start, last=block.stop - 1, times=ATTEMPTS)
                    yield Outcome(block=block, error=lost)
                elif broken[block] == ATTEMPTS - 1:
                    alone.append(block)
                else:
                    waiting.append(block)


def _until_broken(given: bytes, waiting: deque[Block], *, workers: int) -> Generator[Outcome, None, list[Block]]:
    """Take blocks from those that wait until there are none, or the pool breaks; return the blocks that were in it."""
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(given,))
    inside: dict[Future[None], Block] = {}
    lost: list[Block] = []
    try:
        while (waiting and not lost) or inside:
            while waiting and not lost and len(inside) < workers:
                # Not handed out ahead: what has not begun cannot be lost, nor has to be waited for.
                block = waiting.popleft()
                try:
                    inside[pool.submit(_do, block)] = block
                except BrokenProcessPool:
                    lost.append(block)
            for future in wait(inside, return_when=FIRST_COMPLETED).done:
                block = inside.pop(future)
                error = future.exception()
                if isinstance(error, BrokenProcessPool):
                    lost.append(block)
                else:
                    yield Outcome(block=block, error=error)
        return lost
    finally:
        # Not waited for when it is stopped half-way: parts are whole or not there, so a process may end at any moment.
        stopped = bool(inside)
        processes = list((getattr(pool, "_processes", None) or {}).values())
        pool.shutdown(wait=not stopped, cancel_futures=True)
        if stopped:
            for process in processes:
                process.terminate()


_WORK: list[Work] = []


def _begin(given: bytes) -> None:
    """Start a worker: one thread, what it is to do, and an end when its parent ends."""
    # Ctrl-C goes to all processes of a terminal; the parent decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    one_thread()
    _WORK[:] = [pickle.loads(given)]  # noqa: S301 - made by the parent, in this very program


def one_thread() -> None:
    """Let BLAS, OpenMP and numba use one thread in this process: the workers share the processors among them."""
    threadpool_limits(1)
    numba.set_num_threads(1)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(block: Block) -> None:
    _WORK[0].do(block)
