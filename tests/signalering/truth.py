"""Panels with a known truth: what really happened in each area, and what a noisy source says of it."""

from __future__ import annotations

import numpy as np
from tests.signalering.cases import buurten, table

from veerkracht.facts.tables import AreaTable

Truth = dict[int, np.ndarray]


def scores(
    seed: int,
    *,
    areas: int = 1200,
    gemeenten: int = 12,
    waves: tuple[int, ...] = (2014, 2018, 2020, 2022, 2024),
    step: float = 0.012,
    noise: float = 0.011,
    shift: float = 0.003,
) -> tuple[AreaTable, Truth]:
    """Scores like `onv`: levels that walk, waves with a noise that reverses and is larger in small areas."""
    rng = np.random.default_rng(seed)
    residents = np.round(rng.lognormal(7, 0.8, areas))
    wider = np.sqrt(1500 / np.maximum(residents, 100))
    level = rng.normal(0, 0.07, areas)
    truth: Truth = {}
    columns = {("inwoners", waves[-1]): residents}
    for wave in waves:
        if wave != waves[0]:
            common = shift * rng.normal(size=gemeenten)[np.arange(areas) % gemeenten]
            level = level + common + step * rng.normal(size=areas)
        truth[wave] = level
        columns["onv", wave] = level + noise * wider * rng.normal(size=areas)
    return table(buurten(areas, gemeenten=gemeenten), columns), truth


def crimes(
    seed: int,
    *,
    areas: int = 1200,
    gemeenten: int = 12,
    years: tuple[int, ...] = (2021, 2022, 2023, 2024),
    step: float = 0.12,
    beyond_poisson: float = 0.05,
    shift: float = 0.03,
) -> tuple[AreaTable, Truth]:
    """Registered crime per 1,000 residents: Poisson counts and a little more."""
    rng = np.random.default_rng(seed)
    residents = np.round(rng.lognormal(7, 0.8, areas) / 5) * 5
    level = np.log(40) + rng.normal(0, 0.7, areas)
    truth: Truth = {}
    columns = {("inwoners", years[-1]): residents}
    for year in years:
        if year != years[0]:
            level = level + shift * rng.normal(size=gemeenten)[np.arange(areas) % gemeenten]
            level = level + step * rng.normal(size=areas)
        truth[year] = np.exp(level)
        lucky = np.exp(rng.normal(0, beyond_poisson, areas) - beyond_poisson**2 / 2)
        columns["misdrijven_per_1000", year] = rng.poisson(truth[year] * residents / 1000 * lucky) / residents * 1000
    return table(buurten(areas, gemeenten=gemeenten), columns), truth


def shares(
    seed: int,
    *,
    areas: int = 1200,
    gemeenten: int = 12,
    years: tuple[int, ...] = (2018, 2019, 2020, 2021, 2022),
    step: float = 0.6,
    shift: float = 0.1,
) -> tuple[AreaTable, Truth]:
    """Percentages of residents from counts that are rounded to 5."""
    rng = np.random.default_rng(seed)
    residents = np.round(rng.lognormal(6.6, 0.7, areas) / 5) * 5 + 50
    level = rng.gamma(3, 3, areas) + 3
    truth: Truth = {}
    columns = {("inwoners_15_65", years[-1]): residents, ("inwoners", years[-1]): residents * 1.5}
    for year in years:
        if year != years[0]:
            common = shift * rng.normal(size=gemeenten)[np.arange(areas) % gemeenten]
            level = np.clip(level + common + step * rng.normal(size=areas), 1, 90)
        truth[year] = level
        count = np.round(rng.binomial(residents.astype(int), level / 100) / 5) * 5
        columns["minder_zelfredzaam", year] = count / residents * 100
    return table(buurten(areas, gemeenten=gemeenten), columns), truth
