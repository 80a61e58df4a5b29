"""Bands at the table: processes that each keep their draws ready, and answer a change of levers together.

Threads were tried and took a third longer: between the loops that are compiled the mean field still holds the lock of
Python (benchmarks/stad_answer.py measures what is here).
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING

from veerkracht.engines.contract import check_workers
from veerkracht.engines.process import ATTEMPTS, Process
from veerkracht.errors import VeerkrachtError
from veerkracht.errors.balance import NoRunsError
from veerkracht.errors.ensemble import DrawsLostError
from veerkracht.stad.bands import QUICK_SLICES, Bands, Figures, Ready, level_of, merge, ready
from veerkracht.stad.base import prepare
from veerkracht.stad.city import City
from veerkracht.stad.coefficients import Coefficients
from veerkracht.stad.levers import Levers

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a process keeps ready: a city under some draws of the coefficients, and the baseline."""

    city: City
    draws: tuple[Coefficients, ...]
    baseline: Levers
    slices: int


class Keeper:
    """A process that keeps draws ready; one that is killed gets a successor, which makes them ready again."""

    def __init__(self, given: Path, *, draws: int) -> None:
        """Start it.

        Args:
            given: file with an `Asked`, pickled.
            draws: how many it keeps.
        """
        self._given = given
        self._draws = draws
        self._asked: Levers | None = None
        self._baseline: list[Figures] | None = None
        self._process = Process(_serve, given)

    @property
    def number(self) -> int:
        """The number that the system gave its process."""
        return self._process.number

    def ask(self, levers: Levers) -> None:
        """Ask for a policy, without waiting; `answer` waits."""
        self._asked = levers
        self._process.send(levers)

    def answer(self) -> list[Figures]:
        """Return what each draw tells of the policy asked last, or of the baseline if none was asked.

        Raises:
            DrawsLostError: if its process was killed again and again.
        """
        for _ in range(ATTEMPTS):
            try:
                return self._told()
            except EOFError:
                self._process.end()
                self._baseline = None
                self._process = Process(_serve, self._given)
                if self._asked is not None:
                    self._process.send(self._asked)
        raise DrawsLostError(draws=self._draws, times=ATTEMPTS)

    def end(self) -> None:
        """End its process."""
        self._process.end(at_once=True)

    def _told(self) -> list[Figures]:
        """Return what it sends; what it says first is of the baseline."""
        if self._baseline is None:
            self._baseline = self._heard()
        return self._baseline if self._asked is None else self._heard()

    def _heard(self) -> list[Figures]:
        heard: list[Figures] | VeerkrachtError = self._process.receive()
        if isinstance(heard, VeerkrachtError):
            raise heard
        return heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Draws kept ready in processes until it is closed; use it as a context manager.

    Attributes:
        folder: that holds what the processes are given.
        keepers: of the draws.
        baseline: what each draw tells of the baseline, in the order of `keepers`.
    """

    folder: TemporaryDirectory[str]
    keepers: list[Keeper] = field(default_factory=list)
    baseline: list[Figures] = field(default_factory=list)

    def __enter__(self) -> Drawn:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes."""
        for keeper in self.keepers:
            keeper.end()
        self.folder.cleanup()

    def bands(self, levers: Levers) -> Bands:
        """Return the bands of a policy over all draws.

        Raises:
            DrawsLostError: if a process was killed again and again.
        """
        for keeper in self.keepers:
            keeper.ask(levers)
        return merge([one for keeper in self.keepers for one in keeper.answer()], self.baseline)


def keep_ready(
    city: City, draws: Sequence[Coefficients], baseline: Levers, *, workers: int, slices: int = QUICK_SLICES
) -> Drawn:
    """Return draws made ready in so many processes: each balances the city under its own and runs the baseline.

    Raises:
        NoRunsError: if there are no draws.
        RunsValueError: if there are fewer workers than one, or more than any computer has.
        DrawsLostError: if a process was killed again and again.
    """
    check_workers(workers)
    if not draws:
        raise NoRunsError
    drawn = Drawn(folder=TemporaryDirectory(prefix="veerkracht-"))
    try:
        for first in range(min(workers, len(draws))):
            asked = Asked(city=city, draws=tuple(draws[first::workers]), baseline=baseline, slices=slices)
            given = Path(drawn.folder.name) / f"draws-{first}"
            given.write_bytes(pickle.dumps(asked, protocol=pickle.HIGHEST_PROTOCOL))
            drawn.keepers.append(Keeper(given, draws=len(asked.draws)))
        for keeper in drawn.keepers:
            drawn.baseline.extend(keeper.answer())
    except BaseException:  # Ctrl-C too: no process stays behind
        drawn.__exit__(None, None, None)
        raise
    return drawn


def _serve(connection: Connection, given: Path) -> None:
    """Make draws ready, tell of the baseline, and then of each policy that is asked."""
    asked: Asked = pickle.loads(given.read_bytes())  # noqa: S301 - made by the parent, in this very program
    made: list[Ready] = []
    try:
        for coefficients in asked.draws:
            desk = made[0] if made else None
            made.append(ready(prepare(asked.city, coefficients), asked.baseline, slices=asked.slices, desk=desk))
        connection.send([draw.baseline for draw in made])
        while True:
            levers: Levers = connection.recv()
            connection.send([level_of(draw, levers) for draw in made])
    except VeerkrachtError as error:
        connection.send(error)
