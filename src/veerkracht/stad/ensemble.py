"""Many runs of one scenario: what is asked, cut into blocks that can be computed anywhere, and again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from veerkracht.errors.ensemble import NotFiniteError, RunFailedError, RunsValueError, UnknownQuantityError
from veerkracht.stad.fingerprint import fingerprint
from veerkracht.stad.households import INCOMES, LETTINGS, RELIANCES, SEGMENTS
from veerkracht.stad.sketch import Sketch, sketch_of
from veerkracht.stad.trajectory import FLOWS, Trajectory

if TYPE_CHECKING:
    from numpy.typing import NDArray

QUANTITIES: Final = tuple(item.name for item in fields(Trajectory))
TOTALS: Final = ("moves",)  # too large to keep of every run; whole numbers, so their sum knows no order
MOST_RUNS: Final = 1_000_000
CENTRAL: Final = -1  # in `Draws`: not a draw, but the central value
BASELINE: Final = "baseline"
POLICY: Final = "policy"
DIFFERENCE: Final = "difference"
MIXED: Final = ("parameters", "latent", "chance")


class Sampling(StrEnum):
    """Which sources of uncertainty differ from run to run."""

    ALL = "all"  # every run has its own parameters, latent classes and chance
    CHANCE = "chance"  # parameters and latent classes at their central value
    SHARES = "shares"  # groups of five runs that share draws, to learn which source matters (`attribution`)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """Which numbers a run takes from each source of chance; `CENTRAL` for none.

    Attributes:
        parameters: number of the draw of the parameters.
        latent: number of the draw of self-reliance.
        chance: number of the run in the counter of the random numbers of the simulation itself.
    """

    parameters: int
    latent: int
    chance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EnsembleSpec:
    """All that decides what comes out, and nothing else: not how many workers, nor how it is cut.

    Attributes:
        city: fingerprint of the city.
        parameters: fingerprint of what is known of the parameters.
        levers: fingerprint of the levers of each arm, in the order of `arms`.
        code: fingerprint of the program and what it stands on.
        seed: of all chance.
        runs: how many.
        sampling: which sources of uncertainty differ between runs.
        arms: names of what is simulated side by side with the same chance; the first is compared with.
        kept: quantities of which every run is kept (float32: whole numbers are exact up to 16,777,216).
        sketched: quantities of which only counts on a grid are kept (`sketch`), also of the difference with the first.
        totals: quantities of which only the sum over runs is kept, in whole numbers.
    """

    city: str
    parameters: str
    levers: tuple[str, ...]
    code: str
    seed: int
    runs: int
    sampling: Sampling = Sampling.ALL
    arms: tuple[str, ...] = (BASELINE, POLICY)
    kept: tuple[str, ...] = ("reliance", "nuisance", "cohesion", "quality")
    sketched: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_count("runs", self.runs, most=MOST_RUNS)
        for name in (*self.kept, *self.sketched):
            if name not in QUANTITIES or name in TOTALS:
                raise UnknownQuantityError(name, available=[name for name in QUANTITIES if name not in TOTALS])
        for name in self.totals:
            if name not in TOTALS:
                raise UnknownQuantityError(name, available=TOTALS)
        if self.sampling is Sampling.SHARES and self.runs % len(("base", "other", *MIXED)):
            raise RunsValueError(
                "runs",
                value=self.runs,
                right_nl="een veelvoud van 5, want bij 'shares' horen vijf doorrekeningen bij elkaar",
                right_en="a multiple of 5, because with 'shares' five runs belong together",
            )

    @property
    def key(self) -> str:
        """The name of the folder of its parts. The number of runs does not count: more runs reuse what is there."""
        return fingerprint({item.name: getattr(self, item.name) for item in fields(self) if item.name != "runs"})

    def draws(self, run: int) -> Draws:
        """Return what run number `run` draws.

        With `SHARES`: A, B, and A with one source of B, as Saltelli et al. (2010) ask; see `index.sobol`.

        >>> EnsembleSpec(city="", parameters="", levers=(), code="", seed=1, runs=5).draws(3)
        Draws(parameters=3, latent=3, chance=3)
        """
        if self.sampling is Sampling.CHANCE:
            return Draws(parameters=CENTRAL, latent=CENTRAL, chance=run)
        if self.sampling is Sampling.ALL:
            return Draws(parameters=run, latent=run, chance=run)
        group, place = divmod(run, 2 + len(MIXED))
        a, b = 2 * group, 2 * group + 1
        if place < 2:
            return Draws(parameters=a + place, latent=a + place, chance=a + place)
        return Draws(**{name: b if name == MIXED[place - 2] else a for name in MIXED})


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Block:
    """Runs that are computed in one go, from `start` up to but without `stop`."""

    start: int
    stop: int

    @property
    def runs(self) -> range:
        """The numbers of the runs."""
        return range(self.start, self.stop)


def numbers_of_run(quantities: tuple[str, ...], *, years: int, areas: int, pools: int) -> int:
    """Return how many numbers one run of one arm leaves of some quantities, as `Trajectory` shapes them.

    >>> numbers_of_run(("reliance",), years=15, areas=300, pools=4)
    14400
    """
    places = {"areas": areas, "pools": pools}
    return sum(
        (years + start) * groups * places.get(each, 1) for start, groups, each in (SHAPES[name] for name in quantities)
    )


# Of each quantity: whether the start counts, how many groups, and of what there is one for each group.
SHAPES: Final[Mapping[str, tuple[int, int, str]]] = {
    "reliance": (1, RELIANCES, "areas"),
    "incomes": (1, INCOMES, "areas"),
    "occupied": (1, SEGMENTS, "areas"),
    "dwellings": (1, SEGMENTS, "areas"),
    **dict.fromkeys(("nuisance", "cohesion", "quality"), (1, 1, "areas")),
    **dict.fromkeys(("turnover", "urgent_to", "quota_to", "housed_to"), (0, 1, "areas")),
    "pools": (1, RELIANCES, "pools"),
    "temporary": (1, RELIANCES, "areas"),
    "flows": (0, len(FLOWS), ""),
    **dict.fromkeys(("left_to", "arrived_from"), (0, RELIANCES, "pools")),
    **dict.fromkeys(("searched", "found"), (0, INCOMES, "")),
    **dict.fromkeys(("seekers", "let_to"), (0, LETTINGS * INCOMES, "")),
    "rehoused_in": (0, SEGMENTS, ""),
    "distance": (0, 2, ""),
}


class Model(Protocol):
    """What gives the trajectories of a run; handed to each worker once, so it can be pickled."""

    def trajectories(self, draws: Draws, *, seed: int) -> Iterator[Trajectory]:
        """Yield one trajectory for each arm, in their order, all with the same draws."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockResult:
    """What a block leaves.

    Attributes:
        block: which runs.
        kept: per arm and quantity (`arm/quantity`) the runs in order; float32, shape (runs, ...).
        sketched: the same names, and `difference:arm/quantity`, with counts on the grid.
        totals: the same names, sums over the runs of the block; int64.
        shapes: of one run of each name.
    """

    block: Block
    kept: Mapping[str, NDArray[np.float32]]
    sketched: Mapping[str, Sketch]
    totals: Mapping[str, NDArray[np.int64]]
    shapes: Mapping[str, tuple[int, ...]]


def blocks_of(runs: Iterator[int] | range, *, size: int) -> tuple[Block, ...]:
    """Cut rising numbers of runs into blocks of at most `size` that follow each other without a gap.

    Raises:
        RunsValueError: if the size is less than 1.

    Examples:
        >>> [(block.start, block.stop) for block in blocks_of(iter([0, 1, 2, 5, 6]), size=2)]
        [(0, 2), (2, 3), (5, 7)]
    """
    _check_count("runs in a block", size, most=MOST_RUNS)
    found: list[Block] = []
    for run in runs:
        if found and found[-1].stop == run and run - found[-1].start < size:
            found[-1] = Block(start=found[-1].start, stop=run + 1)
        else:
            found.append(Block(start=run, stop=run + 1))
    return tuple(found)


def missing_blocks(spec: EnsembleSpec, *, done: list[Block], size: int) -> tuple[Block, ...]:
    """Return the blocks that are still to be computed."""
    there = {run for block in done for run in block.runs}
    return blocks_of((run for run in range(spec.runs) if run not in there), size=size)


def run_block(spec: EnsembleSpec, block: Block, *, model: Model) -> BlockResult:
    """Compute the runs of a block. Pure: the same block gives the same bytes, wherever and however often.

    Raises:
        RunFailedError: if a run stops with an error; it says which.
    """
    gathered = _Gathered(spec, runs=len(block.runs))
    for place, run in enumerate(block.runs):
        try:
            gathered.take(place, model.trajectories(spec.draws(run), seed=spec.seed))
        except Exception as error:  # whatever it is, it goes on, with the number of the run beside it
            raise RunFailedError(run, error=error) from error
    return gathered.result(block)


class _Gathered:
    """The arrays of a block while it is being computed."""

    def __init__(self, spec: EnsembleSpec, *, runs: int) -> None:
        self._spec = spec
        self._runs = runs
        self._kept: dict[str, NDArray[np.float32]] = {}
        self._counted: dict[str, NDArray[np.float32]] = {}
        self._totals: dict[str, NDArray[np.int64]] = {}

    def take(self, place: int, trajectories: Iterator[Trajectory]) -> None:
        """Take one run of all arms, in their order."""
        spec = self._spec
        for arm, trajectory in zip(spec.arms, trajectories, strict=True):
            for name in spec.kept:
                self._put(self._kept, f"{arm}/{name}", place, _values(trajectory, name))
            for name in spec.sketched:
                values = _values(trajectory, name)
                self._put(self._counted, f"{arm}/{name}", place, values)
                if arm != spec.arms[0]:
                    first = self._counted[f"{spec.arms[0]}/{name}"][place]
                    self._put(self._counted, f"{DIFFERENCE}:{arm}/{name}", place, values.astype(np.float32) - first)
            for name in spec.totals:
                found = getattr(trajectory, name)
                if found is not None:
                    whole = np.rint(found).astype(np.int64)
                    self._totals[f"{arm}/{name}"] = self._totals.get(f"{arm}/{name}", 0) + whole

    def _put(self, into: dict[str, NDArray[np.float32]], name: str, place: int, values: NDArray[np.float64]) -> None:
        if name not in into:
            into[name] = np.empty((self._runs, *values.shape), dtype=np.float32)
        into[name][place] = values

    def result(self, block: Block) -> BlockResult:
        """Return all runs together."""
        shapes = {name: values.shape[1:] for name, values in (*self._kept.items(), *self._counted.items())}
        shapes |= {name: values.shape for name, values in self._totals.items()}
        sketched = {name: sketch_of(values.reshape(self._runs, -1)) for name, values in self._counted.items()}
        return BlockResult(block=block, kept=self._kept, sketched=sketched, totals=self._totals, shapes=shapes)


def _values(trajectory: Trajectory, name: str) -> NDArray[np.float64]:
    values: NDArray[np.float64] = getattr(trajectory, name)
    if np.isinf(values).any():
        raise NotFiniteError(name)
    return values


def _check_count(name: str, value: int, *, most: int) -> None:
    if not 1 <= value <= most:
        raise RunsValueError(
            name, value=value, right_nl=f"een heel getal van 1 tot {most}", right_en=f"a whole number from 1 to {most}"
        )
