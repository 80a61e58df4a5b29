"""Bands at the table: processes that each keep their draws ready, and answer a change of levers together.

Threads were tried and took a third longer: between the loops that are compiled the mean field still holds the lock of
Python (benchmarks/stad_answer.py measures what is here).
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from types import TracebackType

from threadpoolctl import threadpool_limits

from veerkracht.engines.contract import check_workers
from veerkracht.errors.balance import NoRunsError
from veerkracht.stad.bands import QUICK_SLICES, Bands, Figures, Ready, level_of, merge, ready
from veerkracht.stad.base import prepare
from veerkracht.stad.city import City
from veerkracht.stad.coefficients import Coefficients
from veerkracht.stad.levers import Levers


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a process keeps ready: a city under some draws of the coefficients, and the baseline."""

    city: City
    draws: tuple[Coefficients, ...]
    baseline: Levers
    slices: int


@dataclass(slots=True, kw_only=True)
class Drawn:
    """Draws kept ready in processes until it is closed; use it as a context manager.

    Attributes:
        pools: one process each, as its draws are in its memory.
        baseline: what each draw tells of the baseline, in the order of `pools`.
    """

    pools: list[ProcessPoolExecutor] = field(default_factory=list)
    baseline: list[Figures] = field(default_factory=list)

    def __enter__(self) -> Drawn:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes."""
        for pool in self.pools:
            pool.shutdown(cancel_futures=True)

    def bands(self, levers: Levers) -> Bands:
        """Return the bands of a policy over all draws."""
        return merge(_all([pool.submit(_answer, levers) for pool in self.pools]), self.baseline)


def keep_ready(
    city: City, draws: Sequence[Coefficients], baseline: Levers, *, workers: int, slices: int = QUICK_SLICES
) -> Drawn:
    """Return draws made ready in so many processes: each balances the city under its own and runs the baseline.

    Raises:
        NoRunsError: if there are no draws.
        RunsValueError: if there are fewer workers than one, or more than any computer has.
    """
    check_workers(workers)
    if not draws:
        raise NoRunsError
    drawn = Drawn()
    begun = []
    for first in range(min(workers, len(draws))):
        asked = Asked(city=city, draws=tuple(draws[first::workers]), baseline=baseline, slices=slices)
        drawn.pools.append(ProcessPoolExecutor(1, mp_context=get_context("spawn")))
        begun.append(drawn.pools[-1].submit(_begin, asked))
    try:
        drawn.baseline = _all(begun)
    except BaseException:  # Ctrl-C too: no process stays behind
        drawn.__exit__(None, None, None)
        raise
    return drawn


def _all(futures: Sequence[Future[list[Figures]]]) -> list[Figures]:
    return [one for future in futures for one in future.result()]


_READY: list[Ready] = []  # of this process


def _begin(asked: Asked) -> list[Figures]:
    threadpool_limits(1)  # the processes share the processors among them
    _READY.clear()
    for coefficients in asked.draws:
        desk = _READY[0] if _READY else None
        _READY.append(ready(prepare(asked.city, coefficients), asked.baseline, slices=asked.slices, desk=desk))
    return [draw.baseline for draw in _READY]


def _answer(levers: Levers) -> list[Figures]:
    return [level_of(draw, levers) for draw in _READY]
