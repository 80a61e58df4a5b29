"""Whose doing the doubt in an answer is, told cheaply: from runs, and the mean field under the draws of these runs.

Runs that share draws tell it best (`attribution`). Of usual runs the mean field under the same draws is what they would
be without chance; how far the runs go along with it is what is not chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.errors.ensemble import RunsValueError
from veerkracht.stad.distribution import Shape
from veerkracht.stad.parameters import chances

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from veerkracht.stad.parameters import Parameter, ParameterSet

    Floats = NDArray[np.float64]

LEAST: Final = 20
"""Draws below which no share of variance is told: a band is not told of fewer either (`contract.LEAST_RUNS`)."""
_SHUFFLES: Final = 200
_SURE: Final = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Which part of the variance of an outcome would go if something were known; each 0 to 1, together 1 or less.

    Attributes:
        parameters: the numbers of the model; NaN if not told.
        latent: who is a vrager; NaN if not told.
        chance: what is left; nothing that can be known. NaN if not told.
    """

    parameters: float
    latent: float
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighty:
    """One number of the model that an outcome goes along with more than chance allows.

    Attributes:
        name: of the parameter.
        share: of the variance between draws that goes along with it, 0 to 1.
    """

    name: str
    share: float


def shares_beside_field(runs: Floats, *, both: Floats, parameters: Floats) -> Shares:
    """Return the shares of outcomes of runs that go along with the mean field under the same draws.

    If the mean field were the mean over chance of a run, cov(run, field) / var(run) would be exactly the share that is
    not chance (the first-order share of both together: Sobol' 1993; the control variate of Lavenberg & Welch 1981).
    Where the two engines differ the share falls on chance, so that it is told too low rather than too high.

    Args:
        runs: shape (draws,) or (draws, outcomes); outcomes count together, weighed by their variance.
        both: the mean field with the parameters and the latent classes of these runs, same shape.
        parameters: the mean field with their parameters and the central latent classes, same shape.

    Raises:
        RunsValueError: with fewer than 20 draws.
    """
    y, f, g = _known(runs, both, parameters)
    _require(len(y))
    whole = float((y**2).sum())
    if whole <= 0.0:
        return Shares(parameters=float("nan"), latent=float("nan"), chance=float("nan"))
    # One slope for all outcomes: a mean field that tells every change a little too large or small still tells it.
    known = _along(y, f)
    first = min(_along(y, g), known)
    return Shares(parameters=first, latent=known - first, chance=1.0 - known)


def _along(y: Floats, field: Floats) -> float:
    """Return the share of the variance of `y` along one multiple of `field`, less what chance alone would give."""
    power = float((field**2).sum()) * float((y**2).sum())
    if power <= 0.0:
        return 0.0
    raw = max(float((y * field).sum()), 0.0) ** 2 / power
    spare = 1.0 / (len(y) - 1)  # of one slope on outcomes that have nothing to do with it (Ezekiel 1930)
    return float(np.clip((raw - spare) / (1.0 - spare), 0.0, 1.0))


def lots_of(parameters: ParameterSet, *, seed: int, draws: Iterable[int]) -> tuple[tuple[Parameter, ...], Floats]:
    """Return the uncertain parameters, and the lot of each in some draws; shape (draws, parameters), 0 to 1.

    A parameter that follows another has no lot of its own; of one with several numbers it is the mean of their lots.

    Args:
        parameters: what is known.
        seed: of the scenario.
        draws: numbers of the draws.
    """
    own = tuple(
        one
        for one in parameters.parameters.values()
        if one.distribution.shape is not Shape.FIXED
        and not one.follows
        and (not one.switch or parameters.switches[one.switch].on)
    )
    rows = [
        [
            chances(
                one.name, size=one.distribution.size, together=one.distribution.together, seed=seed, run=draw
            ).mean()
            for one in own
        ]
        for draw in draws
    ]
    return own, np.array(rows, dtype=np.float64)


def weightiest(
    lots: Floats, outcomes: Floats, *, names: tuple[str, ...], rng: np.random.Generator, most: int = 3
) -> tuple[Weighty, ...]:
    """Return the numbers that outcomes go along with more than the luckiest of as many unrelated numbers would.

    The share is the squared correlation with the lot, the first-order share if the outcome is a straight line in it.

    Args:
        lots: shape (draws, parameters), of `lots_of`.
        outcomes: shape (draws,) or (draws, outcomes); they count together, weighed by their variance.
        names: of the parameters.
        rng: the source of chance of the shuffles.
        most: at most so many, the largest first.

    Raises:
        RunsValueError: with fewer than 20 draws.

    Source:
        First-order shares out of given data: Plischke, Borgonovo & Smith (2013), EJOR 226, 536-550; the largest of many
        under shuffles: Westfall & Young (1993), Resampling-based multiple testing, ch. 2.
    """
    y = _known(outcomes)[0]
    _require(len(y))
    whole = float((y**2).sum())
    if whole <= 0.0:
        return ()
    x = lots - lots.mean(axis=0)
    x = x / np.maximum(np.sqrt((x**2).sum(axis=0)), 1e-300)
    alike = y @ y.T / whole  # of draws: with it the outcomes, of which there may be many, are gone over once
    shares = (x * (alike @ x)).sum(axis=0)
    shuffled = np.concatenate([x[rng.permutation(len(x))] for _ in range(_SHUFFLES)], axis=1)
    luck = (shuffled * (alike @ shuffled)).sum(axis=0).reshape(_SHUFFLES, -1).max(axis=1)
    least = float(np.quantile(luck, _SURE))
    order = np.argsort(-shares, kind="stable")[:most]
    return tuple(Weighty(name=names[at], share=float(min(shares[at], 1.0))) for at in order if shares[at] > least)


def _known(*values: Floats) -> list[Floats]:
    """Return outcomes around their mean, each of shape (draws, outcomes), those left out that one of them lacks."""
    flat = [np.asarray(one, dtype=np.float64).reshape(len(one), -1) for one in values]
    kept = np.logical_and.reduce([np.isfinite(one).all(axis=0) for one in flat])
    return [one[:, kept] - one[:, kept].mean(axis=0) for one in flat]


def _require(draws: int) -> None:
    if draws < LEAST:
        raise RunsValueError("draws", value=draws, right_nl=f"minstens {LEAST}", right_en=f"at least {LEAST}")
