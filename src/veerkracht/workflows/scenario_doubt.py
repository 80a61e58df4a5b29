"""Whose doing the doubt in an answer is: of runs beside the mean field under the same draws, or of draws alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.errors.design import NothingMovesError
from veerkracht.report.stad.doubt import FIGURES, doubt_row
from veerkracht.stad.attribution import variance_shares
from veerkracht.stad.base import prepare
from veerkracht.stad.city_model import Around, drawn_city, drawn_coefficients
from veerkracht.stad.concentration import concentration
from veerkracht.stad.doubt import LEAST, Shares, lots_of, shares_beside_field, weightiest
from veerkracht.stad.ensemble import CENTRAL, Sampling
from veerkracht.stad.households import Pool
from veerkracht.stad.meanfield import simulate
from veerkracht.stad.outlook import outlook_scores, vrager_shares
from veerkracht.stad.runs import band_of, stack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from veerkracht.report.stad.doubt import DoubtRow
    from veerkracht.stad.ensemble import Draws
    from veerkracht.stad.merging import Merged
    from veerkracht.stad.outlook import OutlookIndex
    from veerkracht.stad.runs import Runs
    from veerkracht.stad.trajectory import Trajectory
    from veerkracht.workflows.scenario_run import Start

    Floats = NDArray[np.float64]

BESIDE: Final = 32
"""Draws of which the mean field is laid beside the runs: 64 runs of it, 2 seconds for a city of 100 buurten."""
_LEAST_SHARED: Final = 50
"""Runs that share draws, below which nothing is told: ten groups of five, with twenty draws of the parameters."""
_SEED: Final = 20_261
"""Of the shuffles and the bootstrap; a number of ours, so that an answer is the same each time."""


def doubts_of_runs(
    start: Start, merged: Merged, runs: tuple[Runs, Runs], *, index: OutlookIndex
) -> tuple[DoubtRow, ...]:
    """Return whose doing the doubt in each main figure is; nothing of too few runs, or of runs of chance alone.

    Runs that share draws tell it by themselves. Of usual runs the first 32 are laid beside the mean field under the
    same draws.

    Args:
        start: what was run.
        merged: the runs.
        runs: the same, of the policy and of the baseline.
        index: of the city.
    """
    spec = merged.spec
    if spec.sampling is Sampling.CHANCE or spec.runs < (_LEAST_SHARED if spec.sampling is Sampling.SHARES else LEAST):
        return ()
    changes = _where_sure(_changes(*runs, index=index))
    rng = np.random.default_rng(_SEED)
    if spec.sampling is Sampling.SHARES:
        shares = {name: _shared(merged, values, rng=rng) for name, values in changes.items()}
        # Of five runs that share draws the first two have parameters of their own.
        own = [run for run in range(spec.runs) if run % 5 < 2]
    else:
        own = list(range(spec.runs))
        beside = own[:BESIDE]
        drawn = [spec.draws(run) for run in beside]
        both = _changes(*_field(start, drawn), index=index)
        central = _changes(*_field(start, [replace(one, latent=CENTRAL) for one in drawn]), index=index)
        shares = {
            name: shares_beside_field(values[beside], both=both[name], parameters=central[name])
            for name, values in changes.items()
        }
    draws = [spec.draws(run).parameters for run in own]
    return _rows(start, {name: values[own] for name, values in changes.items()}, shares, draws=draws)


def doubts_of_draws(start: Start, draws: tuple[Runs, Runs], *, index: OutlookIndex) -> tuple[DoubtRow, ...]:
    """Return which numbers each main figure hangs on, out of draws of the mean field, that are numbered from 0.

    Chance is not in them, so that the three causes are not told apart.
    """
    number = draws[0].number
    if number < LEAST:
        return ()
    return _rows(start, _where_sure(_changes(*draws, index=index)), {}, draws=range(number))


def _where_sure(changes: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the outcomes with NaN for areas where the plan may as well change nothing: there all is chance."""
    found = {}
    for name, values in changes.items():
        if values.ndim == 1:
            found[name] = values
            continue
        band = band_of(values)
        found[name] = np.where((band.low > 0.0) | (band.high < 0.0), values, np.nan)
    return found


def _rows(
    start: Start, changes: Mapping[str, Floats], shares: Mapping[str, Shares | None], *, draws: Sequence[int]
) -> tuple[DoubtRow, ...]:
    own, lots = lots_of(start.parameters, seed=start.seed, draws=draws)
    known = {one.name: one for one in own}
    rng = np.random.default_rng(_SEED)
    found = []
    for figure, values in changes.items():
        if len(values) < LEAST or not _moves(values):
            continue
        weighty = weightiest(lots, values, names=tuple(known), rng=rng)
        found.append(doubt_row(figure, shares.get(figure), weighty, known=known))
    return tuple(found)


def _moves(values: Floats) -> bool:
    """Return whether an outcome differs between draws at all."""
    flat = values.reshape(len(values), -1)
    flat = flat[:, np.isfinite(flat).all(axis=0)]
    return bool(flat.size and np.ptp(flat, axis=0).max() > 0.0)


def _shared(merged: Merged, values: Floats, *, rng: np.random.Generator) -> Shares | None:
    """Return first-order shares of runs that share draws; None where nothing ever differs."""
    flat = values.reshape(len(values), -1)
    kept = flat[:, np.isfinite(flat).all(axis=0)]
    if not kept.size:
        return None
    try:
        found = variance_shares(merged, kept, rng=rng).first
    except NothingMovesError:
        return None
    parameters, latent = (float(np.clip(found[name].value, 0.0, 1.0)) for name in ("parameters", "latent"))
    parameters = min(parameters, 1.0)
    latent = min(latent, 1.0 - parameters)
    return Shares(parameters=parameters, latent=latent, chance=1.0 - parameters - latent)


def _field(start: Start, draws: Sequence[Draws]) -> tuple[Runs, Runs]:
    """Return the mean field of the policy and of the baseline under the draws of some runs."""
    around = start.around or Around()
    told: tuple[list[Trajectory], list[Trajectory]] = ([], [])
    for one in draws:
        city = drawn_city(start.city, one, drawn=start.drawn, seed=start.seed)
        numbers = drawn_coefficients(start.parameters, one, seed=start.seed)
        base = prepare(city, numbers, growth=around.growth, arrivals=around.arrivals)
        for arm, levers in zip(told, (start.levers, start.baseline), strict=True):
            arm.append(simulate(base, levers))
    return stack(told[0]), stack(told[1])


def _changes(policy: Runs, baseline: Runs, *, index: OutlookIndex) -> dict[str, Floats]:
    """Return what the policy changes in the last year of each main figure; shape (runs,) or (runs, areas)."""
    root = index.held.design.root
    last = [
        {
            "score": outlook_scores(index, one, nodes=[root])[root][:, -1],
            "vragers": vrager_shares(one)[:, -1],
            "nuisance": one.nuisance[:, -1],
            "dissimilarity": concentration(one).dissimilarity,
            "waiting": one.pools[:, -1, :, Pool.WAITING].sum(axis=-1) + one.temporary[:, -1].sum(axis=(-2, -1)),
        }
        for one in (policy, baseline)
    ]
    return {name: np.asarray(last[0][name] - last[1][name], dtype=np.float64) for name in FIGURES}
