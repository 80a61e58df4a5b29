"""A stand-in for the simulation: quick trajectories from the numbers of a run, that may fail or be killed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from veerkracht.stad.ensemble import Draws, EnsembleSpec
from veerkracht.stad.households import INCOMES, LETTINGS, RELIANCES, SEGMENTS
from veerkracht.stad.trajectory import FLOWS, Trajectory

YEARS, AREAS, POOLS = 3, 5, 4
SHAPES = {
    "reliance": (YEARS + 1, RELIANCES, AREAS),
    "incomes": (YEARS + 1, INCOMES, AREAS),
    "occupied": (YEARS + 1, SEGMENTS, AREAS),
    "dwellings": (YEARS + 1, SEGMENTS, AREAS),
    "nuisance": (YEARS + 1, AREAS),
    "cohesion": (YEARS + 1, AREAS),
    "quality": (YEARS + 1, AREAS),
    "turnover": (YEARS, AREAS),
    "pools": (YEARS + 1, RELIANCES, POOLS),
    "temporary": (YEARS + 1, RELIANCES, AREAS),
    "flows": (YEARS, len(FLOWS)),
    "left_to": (YEARS, RELIANCES, POOLS),
    "arrived_from": (YEARS, RELIANCES, POOLS),
    "urgent_to": (YEARS, AREAS),
    "quota_to": (YEARS, AREAS),
    "housed_to": (YEARS, AREAS),
    "searched": (YEARS, INCOMES),
    "found": (YEARS, INCOMES),
    "seekers": (YEARS, LETTINGS, INCOMES),
    "let_to": (YEARS, LETTINGS, INCOMES),
    "rehoused_in": (YEARS, SEGMENTS),
    "moves": (RELIANCES, AREAS + POOLS + 1, AREAS),
    "distance": (YEARS, 2),
}


@dataclass(frozen=True, kw_only=True)
class StandIn:
    """A model of which every number depends on the draws and the arm alone.

    Attributes:
        effect: what each arm adds to nuisance in every run.
        fails_at: run whose chance ends in an error; -1 for none.
        dies_at: run that kills its own process (SIGKILL), `deaths` times.
        deaths: how often.
        notes: folder in which every computed run leaves a file.
        pause: seconds that a run takes.
        infinite: whether nuisance runs away.
        ballast: what makes it as large as a city.
    """

    effect: tuple[float, ...] = (0.0, -0.25)
    fails_at: int = -1
    dies_at: int = -1
    deaths: int = 1
    notes: Path | None = None
    pause: float = 0.0
    infinite: bool = False
    ballast: bytes = b""

    def trajectories(self, draws: Draws, *, seed: int) -> Iterator[Trajectory]:
        if draws.chance == self.fails_at:
            raise ZeroDivisionError("planted")
        self._note(draws)
        time.sleep(self.pause)
        for effect in self.effect:
            yield trajectory(draws, seed=seed, effect=np.inf if self.infinite else effect)

    def _note(self, draws: Draws) -> None:
        if self.notes is None:
            return
        if draws.chance == self.dies_at and len(list(self.notes.glob("died-*"))) < self.deaths:
            (self.notes / f"died-{os.getpid()}").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        (self.notes / f"run-{draws.chance}-{os.getpid()}-{time.monotonic_ns()}").touch()


def runs_computed(notes: Path) -> list[int]:
    return sorted(int(file.name.split("-")[1]) for file in notes.glob("run-*"))


def trajectory(draws: Draws, *, seed: int, effect: float) -> Trajectory:
    rng = np.random.Generator(np.random.Philox(key=[seed, draws.chance % 2**63]))
    arrays = {name: rng.integers(0, 1000, shape).astype(float) for name, shape in SHAPES.items()}
    arrays["nuisance"] = rng.normal(size=SHAPES["nuisance"]) + 0.1 * draws.parameters + 0.01 * draws.latent + effect
    return Trajectory(**{item.name: arrays[item.name] for item in fields(Trajectory)})


def spec(**changes: object) -> EnsembleSpec:
    plain = {"city": "c", "parameters": "p", "levers": ("none", "some"), "code": "v1", "seed": 7, "runs": 12}
    return EnsembleSpec(**{**plain, "kept": ("reliance", "nuisance"), "totals": ("moves",), **changes})
