"""A city of three areas that is simulated in no time."""

from __future__ import annotations

import numpy as np

from veerkracht.stad.city import City
from veerkracht.stad.households import SEGMENTS, TYPES
from veerkracht.stad.levers import Levers, nothing

AREAS = 3


def small_city() -> City:
    rng = np.random.default_rng(1)
    households = rng.multinomial(600, rng.dirichlet(np.ones(TYPES * SEGMENTS)), size=AREAS).T
    households = households.reshape(TYPES, SEGMENTS, AREAS)
    return City(
        codes=("BU99010101", "BU99010102", "BU99010103"),
        names=("Een", "Twee", "Drie"),
        year=2024,
        households=households,
        dwellings=households.sum(axis=0) + 10,
        nuisance=rng.normal(size=AREAS),
        cohesion=rng.normal(size=AREAS),
        quality=rng.normal(size=AREAS),
        centres=np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]),
        region=("Buiten",),
        region_centres=np.array([[9.0, 9.0]]),
        waiting=np.full(TYPES, 2),
        institutions=np.ones(TYPES, dtype=np.int64),
    )


def some_levers(*, years: int = 2) -> Levers:
    levers = nothing(years=years, areas=AREAS)
    levers.support[:, 0] = 5.0
    levers.safety[:, 0] = 5.0
    levers.built[0, :, 1] = 20.0
    return levers
