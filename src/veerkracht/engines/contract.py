"""What every engine does: compute blocks somewhere, leave their parts, and say of each how it went."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from veerkracht.engines.parts import PartFolder, encoded
from veerkracht.errors import VeerkrachtError
from veerkracht.errors.ensemble import RunFailedError, RunsFailedError, RunsValueError
from veerkracht.stad.ensemble import Block, BlockResult, EnsembleSpec, Model, missing_blocks, run_block

if TYPE_CHECKING:
    from pathlib import Path

MOST_FAILURES: Final = 3  # blocks; after these the rest is not begun, for the fault is likely everywhere
MOST_WORKERS: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a worker is given, once: it holds the city.

    Attributes:
        spec: of the ensemble.
        model: that gives trajectories.
        parts: where parts are written.
    """

    spec: EnsembleSpec
    model: Model
    parts: PartFolder

    def do(self, block: Block) -> None:
        """Compute a block and write its part."""
        self.parts.write(block, self.computed(block))

    def computed(self, block: Block) -> Iterator[bytes | memoryview]:
        """Compute a block and return the bytes of its part, piece by piece."""
        return encoded(run_block(self.spec, block, model=self.model), key=self.parts.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a block went.

    Attributes:
        block: which one.
        error: why there is no part of it; None if there is.
    """

    block: Block
    error: BaseException | None = None


class Engine(Protocol):
    """Somewhere to compute. It never puts results together, so that no engine can change them."""

    def outcomes(self, work: Work, blocks: Sequence[Block]) -> Iterator[Outcome]:
        """Compute the blocks, in any order, and tell of each; when closed, stop and leave what is done."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far an ensemble is.

    Attributes:
        done: runs that have a part.
        total: runs that are asked.
        kept: of those done, the runs that were there before.
    """

    done: int
    total: int
    kept: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InThisProcess:
    """An engine without workers: one block after the other, here."""

    def outcomes(self, work: Work, blocks: Sequence[Block]) -> Iterator[Outcome]:
        """Compute the blocks in order."""
        for block in blocks:
            try:
                work.do(block)
            except VeerkrachtError as error:
                yield Outcome(block=block, error=error)
            else:
                yield Outcome(block=block)


def check_workers(workers: int) -> None:
    """Check a number of workers.

    Raises:
        RunsValueError: if it is less than 1 or beyond any computer.
    """
    if not 1 <= workers <= MOST_WORKERS:
        raise RunsValueError(
            "workers",
            value=workers,
            right_nl=f"een heel getal van 1 tot {MOST_WORKERS}",
            right_en=f"a whole number from 1 to {MOST_WORKERS}",
        )


def compute(
    spec: EnsembleSpec,
    *,
    model: Model,
    folder: Path,
    engine: Engine,
    block_size: int,
    progress: Callable[[Step], None] = lambda _: None,
) -> list[BlockResult]:
    """Compute what is missing of an ensemble and return all its blocks, in order, their numbers still on disk.

    Args:
        spec: what is asked.
        model: that gives trajectories.
        folder: of the parts of many ensembles; this one gets a folder of its own in it.
        engine: where to compute.
        block_size: runs in a block; says nothing of what comes out.
        progress: is told how far it is.

    Raises:
        RunsFailedError: if blocks failed; the others are kept, and a next call computes only what is missing.
        PartFolderError: if the folder cannot be used.
    """
    parts = PartFolder.within(folder, key=spec.key)
    parts.prepare()
    blocks = [part.block for part in parts.sound(runs=spec.runs)]
    kept = done = sum(len(block.runs) for block in blocks)
    todo = missing_blocks(spec, done=blocks, size=block_size)
    progress(Step(done=done, total=spec.runs, kept=kept))
    failed: list[Outcome] = []
    running = engine.outcomes(Work(spec=spec, model=model, parts=parts), todo) if todo else iter(())
    try:
        for outcome in running:
            if outcome.error is None:
                done += len(outcome.block.runs)
                progress(Step(done=done, total=spec.runs, kept=kept))
            else:
                failed.append(outcome)
                if len(failed) >= MOST_FAILURES:
                    break
    finally:
        close = getattr(running, "close", None)
        if close is not None:
            close()
    if failed:
        raise _failure(failed, spec=spec, blocks=len(todo), kept=done)
    return parts.sound(runs=spec.runs)


def _failure(failed: list[Outcome], *, spec: EnsembleSpec, blocks: int, kept: int) -> VeerkrachtError:
    failed.sort(key=lambda outcome: outcome.block)
    errors = [_told(outcome) for outcome in failed]
    first = errors[0]
    runs = str(first.facts["run"]) if isinstance(first, RunFailedError) else _range(failed[0].block)
    error = RunsFailedError(errors, blocks=blocks, runs=runs, kept=kept, asked=spec.runs)
    error.__cause__ = failed[0].error
    return error


def _told(outcome: Outcome) -> VeerkrachtError:
    if isinstance(outcome.error, VeerkrachtError):
        return outcome.error
    return RunFailedError(outcome.block.start, error=outcome.error or RuntimeError())


def _range(block: Block) -> str:
    return f"{block.start}-{block.stop - 1}"
