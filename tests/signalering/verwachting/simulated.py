"""Panels with a known truth: a level that walks in every area, gemeenten that differ, and noise that goes with size."""

from __future__ import annotations

import numpy as np

from veerkracht.facts.periods import years
from veerkracht.signalering.verwachting.panel import Covariates, Kind, Panel, Worse

Values = np.ndarray

AREAS, GEMEENTEN = 1000, 40


def panel_of(
    values: Values,
    *,
    kind: Kind = Kind.SCORE,
    worse: Worse = "high",
    size: Values | None = None,
    exposure: Values | None = None,
    groups: Values | None = None,
    covariates: Covariates | None = None,
    first: int = 2015,
) -> Panel:
    """Return a panel of yearly waves; `size` and `exposure` of shape (areas,) hold for each wave."""
    areas, waves = values.shape
    unknown = np.full(values.shape, np.nan)
    return Panel(
        areas=tuple(f"BU{n:08d}" for n in range(areas)),
        groups=np.arange(areas) % GEMEENTEN if groups is None else groups,
        periods=years(first, first + waves - 1),
        values=values,
        size=unknown if size is None else np.repeat(size[:, None], waves, axis=1).astype(float),
        error=unknown,
        exposure=np.ones(values.shape) if exposure is None else np.repeat(exposure[:, None], waves, axis=1),
        kind=kind,
        worse=worse,
        covariates=covariates,
    )


def walks(
    rng: np.random.Generator, *, areas: int, waves: int, spread: float, step: float, common: float = 0.0
) -> Values:
    """Return levels of shape (areas, waves): a start, independent steps, and a step that all areas share."""
    start = spread * (rng.normal(size=areas) + 0.5 * rng.normal(size=GEMEENTEN)[np.arange(areas) % GEMEENTEN])
    steps = step * rng.normal(size=(areas, waves)) + common * rng.normal(size=waves)
    steps[:, 0] = start
    return np.cumsum(steps, axis=1)


def scores(
    seed: int, *, areas: int = AREAS, waves: int = 6, step: float = 0.012, noise: float = 0.012, holes: float = 0.0
) -> Panel:
    """Scores of which a small area is noisier: the variance goes with 1 / size."""
    rng = np.random.default_rng(seed)
    size = np.round(np.clip(rng.lognormal(7, 0.7, areas), 100, 20_000))
    level = walks(rng, areas=areas, waves=waves, spread=0.06, step=step, common=0.2 * step)
    seen = level + noise * np.sqrt(1100 / size)[:, None] * rng.normal(size=level.shape)
    seen[rng.random(seen.shape) < holes] = np.nan
    return panel_of(seen, size=size, worse="low")


def counts(seed: int, *, areas: int = AREAS, waves: int = 6, step: float = 0.15) -> Panel:
    """Counts over residents, of whom there are few in many areas: about one count in ten is zero."""
    rng = np.random.default_rng(seed)
    residents = np.round(np.clip(rng.lognormal(6, 1.1, areas), 25, 12_000))
    level = np.log(0.02) + walks(rng, areas=areas, waves=waves, spread=0.5, step=step, common=0.2 * step)
    return panel_of(rng.poisson(np.exp(level) * residents[:, None]).astype(float), kind=Kind.COUNT, exposure=residents)


def percentages(seed: int, *, areas: int = AREAS, waves: int = 6, step: float = 0.12) -> Panel:
    """Percentages of a known number of persons, between 0 and 100."""
    rng = np.random.default_rng(seed)
    persons = np.round(np.clip(rng.lognormal(6.5, 0.8, areas), 60, 10_000))
    odds = -1.2 + walks(rng, areas=areas, waves=waves, spread=0.5, step=step, common=0.2 * step)
    share = 1.0 / (1.0 + np.exp(-odds))
    seen = 100.0 * rng.binomial(persons.astype(int)[:, None], share) / persons[:, None]
    return panel_of(seen, kind=Kind.PERCENTAGE, size=persons)


MAKERS = {"score": scores, "count": counts, "percentage": percentages}
