"""Answers of many draws at once, in threads: the mean field works outside the lock of Python for most of its time.

Processes would have to be sent the draws, or keep them; a change of levers at the table is over before that is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from threadpoolctl import threadpool_limits

from veerkracht.engines.contract import check_workers
from veerkracht.stad.bands import Answer, Bands, Ready, answer, merge, ready
from veerkracht.stad.base import Base
from veerkracht.stad.levers import Levers

Given = TypeVar("Given")
Got = TypeVar("Got")


def ready_all(bases: Iterable[Base], baseline: Levers, *, workers: int) -> tuple[tuple[Ready, ...], ...]:
    """Return draws made ready, in as many rows as there are workers; the draws of a row share a desk.

    Raises:
        RunsValueError: if there are fewer workers than one, or more than any computer has.
    """
    check_workers(workers)
    bases = list(bases)

    def row_of(some: Sequence[Base]) -> tuple[Ready, ...]:
        row: list[Ready] = []
        for base in some:
            row.append(ready(base, baseline, desk=row[0] if row else None))
        return tuple(row)

    return tuple(_each(row_of, [bases[first::workers] for first in range(min(workers, len(bases)))]))


def bands_of(rows: Sequence[Sequence[Ready]], levers: Levers) -> Bands:
    """Return the bands of a policy over all draws, one thread a row.

    Raises:
        NoRunsError: if there are no draws.
    """

    def row_of(row: Sequence[Ready]) -> tuple[Answer, ...]:
        return tuple(answer(draw, levers) for draw in row)

    return merge([one for row in _each(row_of, rows) for one in row])


def _each(function: Callable[[Given], Got], rows: Sequence[Given]) -> list[Got]:
    # A thread is a worker: the library of matrices must not start threads of its own beside them.
    with threadpool_limits(1), ThreadPoolExecutor(max_workers=max(len(rows), 1)) as pool:
        return list(pool.map(function, rows))
