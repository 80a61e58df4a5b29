"""Panels as plain arrays with a known truth: irregular, missing, rounded, sparse, heavy-tailed, with jumps."""

from __future__ import annotations

import numpy as np

from veerkracht.signalering.panel import Panel, panel_of_counts, panel_of_percentages, panel_of_scores

IRREGULAR = (2014.0, 2018.0, 2020.0, 2022.0, 2024.0)
YEARLY = (2021.0, 2022.0, 2023.0, 2024.0)
LONG = tuple(float(year) for year in range(2013, 2025))
# What a level usually changes between two waves and the noise of a wave in 1,500 residents, as of `onv` per wijk.
SCORE_STEP, SCORE_NOISE = 0.012, 0.011
# The same of the logarithm of a rate: a change, and luck beyond Poisson. In percent: a change of a share.
COUNT_STEP, COUNT_LUCK, SHARE_STEP = 0.12, 0.05, 0.6


def _walk(
    rng: np.random.Generator, *, start: np.ndarray, waves: int, gemeenten: int, step: float, shift: float, tails: float
) -> np.ndarray:
    areas = len(start)
    groups = np.arange(areas) % gemeenten
    steps = step * _draws(rng, (areas, waves), tails=tails) + shift * rng.normal(size=(gemeenten, waves))[groups]
    steps[:, 0] = start
    return np.cumsum(steps, axis=1)


def _draws(rng: np.random.Generator, shape: tuple[int, ...], *, tails: float) -> np.ndarray:
    """Return draws of variance 1: normal, or of Student with so many degrees of freedom."""
    return rng.standard_t(tails, size=shape) / np.sqrt(tails / (tails - 2)) if tails else rng.normal(size=shape)


def scores(
    seed: int,
    *,
    areas: int = 1200,
    gemeenten: int = 12,
    times: tuple[float, ...] = IRREGULAR,
    tails: float = 0.0,
    holes: float = 0.0,
    jumps: float = 0.0,
    trend: float = 0.0,
) -> tuple[Panel, np.ndarray]:
    """Scores of unknown noise; `jumps` is the part of the areas that makes one step of 20 usual ones (a merger)."""
    rng = np.random.default_rng(seed)
    size = np.round(rng.lognormal(7, 0.8, areas))
    truth = _walk(
        rng,
        start=rng.normal(0, 0.07, areas),
        waves=len(times),
        gemeenten=gemeenten,
        step=SCORE_STEP,
        shift=0.25 * SCORE_STEP,
        tails=tails,
    )
    leap = np.zeros_like(truth)
    who = np.flatnonzero(rng.random(areas) < jumps)
    leap[who, rng.integers(1, len(times), len(who))] = 20 * SCORE_STEP * rng.choice([-1, 1], len(who))
    truth = truth + np.cumsum(leap, axis=1) + np.arange(len(times)) * trend * rng.normal(size=(areas, 1))
    wider = np.sqrt(1500 / np.maximum(size, 100))[:, None]
    seen = truth + SCORE_NOISE * wider * _draws(rng, truth.shape, tails=tails)
    seen[rng.random(seen.shape) < holes] = np.nan
    return panel_of_scores(seen, times=np.array(times), size=size, groups=np.arange(areas) % gemeenten), truth


def counts(
    seed: int,
    *,
    areas: int = 1200,
    gemeenten: int = 12,
    rate: float = 40.0,
    residents: float = 1100.0,
    rounded_to: int = 1,
) -> tuple[Panel, np.ndarray]:
    """Counts with exposure (residents in thousands); the truth is the logarithm of the rate."""
    rng = np.random.default_rng(seed)
    people = np.round(residents * rng.lognormal(0, 0.8, areas) / 5) * 5 + 5
    start = np.log(rate) + rng.normal(0, 0.7, areas)
    shift = 0.25 * COUNT_STEP
    truth = _walk(rng, start=start, waves=len(YEARLY), gemeenten=gemeenten, step=COUNT_STEP, shift=shift, tails=0.0)
    exposure = np.broadcast_to(people[:, None] / 1000, truth.shape)
    luck = np.exp(rng.normal(0, COUNT_LUCK, truth.shape) - COUNT_LUCK**2 / 2)
    seen = rng.poisson(np.exp(truth) * exposure * luck).astype(float)
    seen = np.round(seen / rounded_to) * rounded_to
    panel = panel_of_counts(
        seen,
        times=np.array(YEARLY),
        exposure=exposure,
        noise=(rounded_to**2 - 1) / 12,
        size=people,
        groups=np.arange(areas) % gemeenten,
    )
    return panel, truth


def shares(seed: int, *, areas: int = 1200, gemeenten: int = 12, holes: float = 0.0) -> tuple[Panel, np.ndarray]:
    """Percentages of known numbers from counts rounded to 5."""
    rng = np.random.default_rng(seed)
    people = np.round(rng.lognormal(6.6, 0.7, areas) / 5) * 5 + 50
    start = rng.gamma(3, 3, areas) + 6
    truth = _walk(rng, start=start, waves=5, gemeenten=gemeenten, step=SHARE_STEP, shift=0.1, tails=0.0)
    truth = np.clip(truth, 1, 90)
    count = np.round(rng.binomial(people.astype(int)[:, None], truth / 100) / 5) * 5
    seen = count / people[:, None] * 100
    seen[rng.random(seen.shape) < holes] = np.nan
    of = np.broadcast_to(people[:, None], seen.shape)
    times = np.arange(2018.0, 2023.0)
    groups = np.arange(areas) % gemeenten
    return panel_of_percentages(seen, times=times, of=of, rounding=2.0, groups=groups), truth
