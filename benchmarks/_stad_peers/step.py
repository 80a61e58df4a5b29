"""The step that all do, and what is needed around it: one year of moving house in a made-up city, without our code.

Those who move are drawn by the rate of their type, their homes become free, and each in turn chooses among the areas
with room, P ~ exp(utility). A city is written once by the benchmark (`city.npz`), so that all do the same.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable

import numpy as np

TYPES, INCOMES = 60, 5
# Per standard deviation of residents, nuisance and price of an area, and the same times income (in quintiles from 3).
WEIGHTS = {"res": 0.30, "nui": -0.25, "price": -0.50}
WITH_INCOME = {"price:inc": 0.30, "res:inc": 0.10, "nui:inc": -0.08}


class City(dict):
    """A city: kind and zone (households,), cap, res, nui and price (areas,), and rate (types,)."""

    def __getattr__(self, name: str) -> np.ndarray:
        return self[name]


def make(households: int, areas: int, *, seed: int = 1) -> City:
    """Return a city in which 3% of the homes are free."""
    rng = np.random.default_rng(seed)
    kind = rng.integers(0, TYPES, households).astype(np.uint8)
    res = rng.normal(size=areas)
    nui, price = -0.7 * res + 0.7 * rng.normal(size=areas), 0.6 * res + 0.8 * rng.normal(size=areas)
    size = rng.lognormal(0, 0.5, areas)
    zone = np.empty(households, dtype=np.int64)
    for income in range(INCOMES):
        chance = size * np.exp((income - 2) / 2 * price * 0.8)
        here = np.flatnonzero(kind % INCOMES == income)
        zone[here] = rng.choice(areas, here.size, p=chance / chance.sum())
    cap = np.ceil(np.bincount(zone, minlength=areas) * 1.03).astype(np.int64) + 1
    rate = np.clip(0.10 + 0.04 * rng.normal(size=TYPES), 0.03, 0.2)
    return City(kind=kind, zone=zone, cap=cap, res=res, nui=nui, price=price, rate=rate)


def utility(city: City) -> np.ndarray:
    """Return the utility of each area for each type, shape (types, areas)."""
    income = (np.arange(TYPES) % INCOMES - 2.0)[:, None]
    own = sum(weight * city[name] for name, weight in WEIGHTS.items())
    more = sum(weight * city[name.partition(":")[0]] for name, weight in WITH_INCOME.items())
    return own + income * more


def measure(version: str, run: Callable[[City], Callable[[], tuple[np.ndarray, int]]]) -> None:
    """Read the city named on the command line, do the step, and print one line of JSON.

    Args:
        version: of the peer.
        run: prepares a city and returns the step, which returns where all live then and how many moved.
    """
    with np.load(sys.argv[1]) as file:
        city = City(file)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = []
    for _ in range(int(sys.argv[2])):
        step = run(city)
        start = time.process_time()
        zone, moved = step()
        seconds.append(time.process_time() - start)
    over = int((np.bincount(np.asarray(zone, dtype=np.int64), minlength=len(city["cap"])) > city["cap"]).sum())
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    print(json.dumps({"version": version, "seconds": min(seconds), "moved": moved, "over": over, "mb": grown}))
