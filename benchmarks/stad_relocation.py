"""How long a city takes to move house, beside five other programs in the same job (goal G1 of the simulation).

    python benchmarks/stad_relocation.py [--households 1000000] [--areas 300] [--rounds 5] [--without-peers]

The step: a tenth of the households give up their homes and each in turn chooses an area with room, P ~ exp(utility).
Ours are the kernels of the simulation itself. The others stand in `_stad_peers`, each written as its makers would, and
run in an environment of its own, made once in the folder for temporary files (or VEERKRACHT_PEERS) by pip; what does
not install or run is said, and is no failure. Times are of the processor, the best of some rounds.

Goal: 1 M households and 300 areas in <= 10 ms on one core; >= 10x neworder, >= 80x Mesa, >= 450x UrbanSim aggregate;
no area above its homes; choices as the logit says: chi-square over areas within 3 standard deviations.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

# The city is that of the others, who know nothing of our code.
sys.path.insert(0, str(Path(__file__).with_name("_stad_peers")))

from step import TYPES, City, make, utility

from veerkracht.stad.households import GROUP, GROUPS, INCOMES, LETTINGS, RELIANCES, SEGMENTS
from veerkracht.stad.micro_choice import choice_of, weigh
from veerkracht.stad.micro_life import LifeTables, live_a_year
from veerkracht.stad.micro_market import Counts, Market, by_lot, count_vacant, house_searchers
from veerkracht.stad.people import PERSON, SETTLED
from veerkracht.stad.rng import Purpose, key

PEERS_FOLDER = Path(__file__).with_name("_stad_peers")
POOLS = 4
GOAL_SECONDS = 0.010


@dataclass(frozen=True)
class Peer:
    """Another program: its file, what to install, and how many times slower it should be at least."""

    name: str
    packages: tuple[str, ...]
    goal: float | None = None
    rounds: int = 3


PEERS = (
    Peer("neworder", ("neworder", "pandas"), goal=10.0, rounds=5),
    Peer("mesa_frames", ("mesa-frames==0.1.0a0",)),
    Peer("mesa", ("mesa", "numpy", "pandas"), goal=80.0),
    Peer("choicemodels", ("choicemodels",), rounds=1),
    Peer("urbansim", ("urbansim",), goal=450.0, rounds=1),
)


class Ours:
    """The step by the kernels of the simulation: one segment of homes, all moves without regard for distance."""

    def __init__(self, city: City) -> None:
        areas = len(city.cap)
        self.areas, self.homes, self.size = areas, SEGMENTS * areas, len(city.kind)
        self.city, self.start = city, [key(1, run=0, year=0, purpose=purpose) for purpose in Purpose]
        self.records = np.zeros(self.size, dtype=PERSON)
        self.records["type"], self.records["place"] = city.kind, city.zone
        self.records["flags"] = SETTLED
        self.pull = np.zeros((GROUPS, self.homes))
        for kind, row in enumerate(np.exp(utility(city))):
            self.pull[GROUP[kind], :areas] = row
        self.pull /= self.pull.max(axis=1, keepdims=True)
        dwellings = np.zeros(self.homes, dtype=np.int64)
        dwellings[:areas] = city.cap
        occupied = np.zeros(self.homes, dtype=np.int64)
        occupied[:areas] = np.bincount(city.zone, minlength=areas)
        self.market = Market(
            dwellings=dwellings,
            occupied=occupied,
            vacant=np.array([(dwellings - occupied).sum(), 0, 0, 0]),
            reserve=np.zeros(SEGMENTS, dtype=np.int64),
            area=np.tile(np.arange(areas, dtype=np.uint16), SEGMENTS),
            segment=np.repeat(np.arange(SEGMENTS, dtype=np.uint8), areas),
            near=np.full((areas + POOLS + areas, areas), 255, dtype=np.uint8),
            far=np.full(SEGMENTS, 256, dtype=np.int64),
            left=np.zeros(self.homes, dtype=np.int64),
        )
        self.choice = choice_of(self.pull)
        self.counts = Counts(
            found=np.zeros(INCOMES, np.int64),
            from_pool=np.zeros((RELIANCES, POOLS + areas), np.int64),
            moved=np.zeros(1, np.int64),
            to_area=np.zeros(areas, np.int64),
            moves=np.zeros((RELIANCES, areas + POOLS + 1, areas), dtype=np.int32),
            seekers=np.zeros((LETTINGS, INCOMES), np.int64),
            let_to=np.zeros((LETTINGS, INCOMES), np.int64),
            rehoused_in=np.zeros(SEGMENTS, np.int64),
        )
        self.tables = self._tables()
        self.lists = np.empty((3, self.size), dtype=np.int32)
        self.moving = np.zeros(self.homes)
        self.left_to = np.zeros((RELIANCES, POOLS))

    def _tables(self) -> LifeTables:
        """Return chances in which nothing happens but that households leave their homes, by type."""
        places = self.areas + POOLS + self.areas
        search = np.zeros((TYPES, 16), dtype=np.float32)
        search[:, 8:12] = (self.city.rate * 2.0**24)[:, None]
        return LifeTables(
            until=np.zeros((TYPES, 6), dtype=np.uint64),
            target=np.zeros((TYPES, 6), dtype=np.int64),
            up=np.zeros((RELIANCES, places), dtype=np.uint64),
            down=np.zeros((RELIANCES, places), dtype=np.uint64),
            span=np.zeros(TYPES, dtype=np.uint64),
            search=search,
            factor=np.ones((places + 1, 64), dtype=np.float32),
            limit=np.full(16, 0.9 * 2.0**24, dtype=np.float32),
            settle=np.zeros(16, dtype=np.uint64),
            leave=np.full((3, TYPES), 2**32, dtype=np.uint64),
            region=np.zeros(1),
        )

    def step(self) -> int:
        """Let the city move; return how many did."""
        words = self.records.view(np.uint64)
        year, leave = self.start[0], self.start[3]
        _, left, _ = live_a_year(words, self.market, year, leave, self.tables, self.lists, self.moving, self.left_to)
        searching, searches = self.lists[1], int(left)
        count_vacant(self.market)
        self.supply = np.ones(self.homes)
        weigh(
            self.choice,
            self.supply,
            self.pull,
            np.zeros((GROUPS, SEGMENTS)),
            np.zeros(self.homes),
            np.ones((RELIANCES, self.homes)),
        )
        by_lot(searching, searches, self.start[1])
        house_searchers(words, searching, searches, self.market, self.choice, self.start[2], self.counts)
        return searches

    def over_full(self) -> int:
        """Return how many areas hold more households than homes."""
        return int((np.bincount(self.records["place"], minlength=self.areas) > self.city.cap).sum())

    def standard_deviations(self, moved: int) -> float:
        """Return how far the choices are from a logit over what had room then, in standard deviations of chi-square.

        Areas only fill up once all movers have left, so that who had which choice follows from the order. An area stops
        when it is full, which is sooner when luck brings many; so the squares are weighed by the spread foreseen at the
        start, and what is expected of them is the spread that came about (a sum of martingale differences).
        """
        order = self.lists[1, :moved]
        chosen = self.records["place"][order].astype(np.int64)
        group = GROUP[self.records["type"][order]]
        stayed = np.bincount(self.records["place"], minlength=self.areas) - np.bincount(chosen, minlength=self.areas)
        room = self.city.cap - stayed
        rank = np.empty(moved, dtype=np.int64)
        by_area = np.argsort(chosen, kind="stable")
        rank[by_area] = np.arange(moved) - np.searchsorted(chosen[by_area], np.arange(self.areas))[chosen[by_area]]
        full_at = np.full(self.areas, moved)
        last = rank == room[chosen] - 1
        full_at[chosen[last]] = np.flatnonzero(last) + 1
        expected, spread, cuts = np.zeros(self.areas), np.zeros(self.areas), np.unique([0, *full_at, moved])
        for begin, end in pairwise(cuts):
            chance = self.pull[:, : self.areas] * (full_at > begin)
            chance /= chance.sum(axis=1, keepdims=True)
            number = np.bincount(group[begin:end], minlength=GROUPS)
            expected += number @ chance
            spread += number @ (chance * (1.0 - chance))
        found = np.bincount(chosen, minlength=self.areas)
        chance = self.pull[:, : self.areas] / self.pull[:, : self.areas].sum(axis=1, keepdims=True)
        foreseen = np.bincount(group, minlength=GROUPS) @ (chance * (1.0 - chance))
        total = (((found - expected) ** 2 - spread) / foreseen).sum()
        return float(total / np.sqrt(2.0 * ((spread / foreseen) ** 2).sum()))


def measured(city: City, *, rounds: int) -> tuple[float, int, Ours]:
    """Return the best time of the processor of some rounds, how many moved, and the last round."""
    seconds = []
    for _ in range(rounds):
        ours = Ours(city)
        start = time.process_time()
        moved = ours.step()
        seconds.append(time.process_time() - start)
    return min(seconds), moved, ours


def environment(peer: Peer) -> Path | None:
    """Return the Python in which a peer stands, made where it was not yet; None where it does not install."""
    folder = Path(os.environ.get("VEERKRACHT_PEERS", Path(tempfile.gettempdir()) / "veerkracht-peers")) / peer.name
    python = folder / "bin" / "python"
    if (folder / "installed").exists():
        return python
    venv.create(folder, with_pip=True, clear=True)
    installed = subprocess.run(
        [python, "-m", "pip", "install", "-q", *peer.packages], capture_output=True, check=False, text=True
    )
    if installed.returncode:
        print(f"  {peer.name}: does not install: {installed.stderr.strip().splitlines()[-1][:150]}")
        return None
    (folder / "installed").touch()
    return python


def beside(peer: Peer, file: Path) -> dict[str, float] | None:
    """Return what a peer says of the step, or None where it does not run."""
    python = environment(peer)
    if python is None:
        return None
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS", "MKL_NUM_THREADS"), "1")
    program = PEERS_FOLDER / f"run_{peer.name}.py"
    ran = subprocess.run(
        [python, "-W", "ignore", program, file, str(peer.rounds)],
        capture_output=True,
        check=False,
        text=True,
        env=os.environ | one,
    )
    if ran.returncode:
        print(f"  {peer.name}: does not run: {ran.stderr.strip().splitlines()[-1][:150]}")
        return None
    return json.loads(ran.stdout.splitlines()[-1])


def verdict(*, reached: bool) -> str:
    """Return the word for a goal."""
    return "pass" if reached else "FAIL"


def main() -> int:
    """Print the lines; a missed goal is no failure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=1_000_000)
    parser.add_argument("--areas", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--without-peers", action="store_true")
    given = parser.parse_args()
    city = make(given.households, given.areas)
    seconds, moved, ours = measured(city, rounds=given.rounds)
    off, over = ours.standard_deviations(moved), ours.over_full()
    print(f"{given.households:,} households, {given.areas} areas, {moved:,} move; load {os.getloadavg()[0]:.1f}")
    print(f"  ours         {seconds * 1e3:9.2f} ms   {verdict(reached=seconds <= GOAL_SECONDS)} (goal 10 ms)")
    print(f"  areas above their homes: {over}   {verdict(reached=over == 0)}")
    print(f"  chi-square over areas: {off:+.2f} standard deviations   {verdict(reached=abs(off) < 3)} (goal: within 3)")
    if given.without_peers:
        return 0
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "city.npz"
        np.savez(file, **city)
        for peer in PEERS:
            told = beside(peer, file)
            if told is None:
                continue
            ratio = told["seconds"] / seconds
            goal = "" if peer.goal is None else f"{verdict(reached=ratio >= peer.goal)} (goal {peer.goal:.0f}x)"
            print(
                f"  {told['version']:<28} {told['seconds'] * 1e3:10.1f} ms   {ratio:7.1f}x   {told['mb']} MB more, "
                f"{told['moved']:,} move, {told['over']} areas above their homes   {goal}",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
