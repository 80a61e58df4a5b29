"""Areas with a known truth: what their load leads one to expect, and how they really do beside that."""

from __future__ import annotations

import numpy as np

from veerkracht.signalering.veerkrachtig import Measured

NOISE = 0.25
"""Standard deviation of the noise of a wave in 1,500 residents, in the unit of the problems."""


def loaded(
    seed: int,
    *,
    areas: int = 1200,
    waves: int = 4,
    steady: float = 0.3,
    passing: float = 0.2,
    memory: float = 4.0,
    reliability: float = 0.7,
    cities: float = 0.0,
) -> tuple[Measured, np.ndarray, np.ndarray]:
    """Return what is measured, the real residuals (areas, waves) and the real load (areas,)."""
    rng = np.random.default_rng(seed)
    residents = np.round(rng.lognormal(7, 0.8, areas))
    structure = np.log(residents)[:, None]
    load = 0.5 * rng.normal(size=areas) + 0.2 * (structure[:, 0] - 7)
    load_noise = np.full(areas, np.var(load) * (1 / reliability - 1))
    figure = load + np.sqrt(load_noise) * rng.normal(size=areas)
    times = np.arange(float(waves))
    covariance = steady**2 + passing**2 * np.exp(-np.abs(times[:, None] - times) / memory)
    real = rng.multivariate_normal(np.zeros(waves), covariance, size=areas)
    place = np.arange(areas) % max(areas // 60, 1)
    city = cities * rng.normal(size=place.max() + 1)[place]
    variance = (NOISE**2 * np.clip(1500 / residents, 0.1, 8))[:, None] * np.ones((areas, waves))
    curve = 0.8 * np.maximum(load, -0.3) + 0.3 * np.maximum(load - 0.5, 0)
    problems = (curve + 0.1 * (structure[:, 0] - 7) + city)[:, None] + 0.05 * times + real
    given = Measured(
        problems=problems + np.sqrt(variance) * rng.normal(size=real.shape),
        noise=variance,
        load=np.repeat(figure[:, None], waves, axis=1),
        load_noise=np.repeat(load_noise[:, None], waves, axis=1),
        structure=structure,
        size=residents,
        times=times,
        gemeenten=tuple(f"GM{p:04d}" for p in place),
    )
    return given, real, load
