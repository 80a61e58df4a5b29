"""Panel: one indicator of many areas in several waves as plain arrays, with what is known of its noise.

`latent` takes a panel. Scores and percentages are modelled in their own unit; counts as the logarithm of their rate,
because both the chance in a count and its changes are relative to its level.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.signalering import PanelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Exposure worth half an expected event is added to every area where a first guess of a logarithm is needed; the usual
# half of Haldane and Anscombe, at the pooled rate. What follows does not depend on it.
HALF = 0.5
# A first guess of a logarithm is corrected by at most this much in one go; a factor of 20 in the rate.
_FARTHEST = 3.0
# Counts of a register change less than independent draws would: the same persons stay. The panel itself says how much
# of the chance in a share shows, but at least this part is kept.
LEAST_REGISTER_NOISE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Observations of one indicator, on the scale on which it is modelled.

    Attributes:
        values: shape (areas, waves); NaN where missing. A wave without any value is predicted.
        times: shape (waves,), in years, ascending.
        known: shape (areas, waves), variance of the noise as far as it is known; NaN where it is not.
        size: shape (areas,), number of residents: what the rest of the noise falls with.
        groups: shape (areas,), number of the gemeente of each area, from 0.
        least_factor: at least this part of the known noise is there; 1 takes it as it is.
        counts: shape (areas, waves), number of events, if `values` is the logarithm of a rate; else None.
        exposure: same shape, what the counts are divided by; else None.
        count_noise: same shape, variance of a count beyond chance (rounding, unsure exposure); else None.
    """

    values: NDArray[np.float64]
    times: NDArray[np.float64]
    known: NDArray[np.float64]
    size: NDArray[np.float64]
    groups: NDArray[np.intp]
    least_factor: float = 1.0
    counts: NDArray[np.float64] | None = None
    exposure: NDArray[np.float64] | None = None
    count_noise: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        shape = self.values.shape
        if len(shape) != 2 or self.times.shape != shape[1:] or not shape[1]:
            raise PanelError.of_shape("times", shape=self.times.shape, values=shape)
        if np.any(np.diff(self.times) <= 0) or not np.isfinite(self.times).all():
            raise PanelError.of_order(self.times)
        for name, wanted in (("known", shape), ("size", shape[:1]), ("groups", shape[:1])):
            if getattr(self, name).shape != wanted:
                raise PanelError.of_shape(name, shape=getattr(self, name).shape, values=shape)

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Which values are there; shape (areas, waves)."""
        return np.isfinite(self.values)

    @property
    def filled(self) -> NDArray[np.float64]:
        """The known noise, holes filled with the mean of the area, else with the median of all, else 0."""
        present = np.isfinite(self.known)
        if not present.any():
            return np.zeros_like(self.known)
        own = row_mean(self.known)[:, None]
        own = np.where(np.isfinite(own), own, float(np.median(self.known[present])))
        return np.where(present, self.known, own)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Panel:
        """Return the panel of these areas only (row numbers or a mask)."""

        def some(block: NDArray[np.float64] | None) -> NDArray[np.float64] | None:
            return None if block is None else block[rows]

        return replace(
            self,
            values=self.values[rows],
            known=self.known[rows],
            size=self.size[rows],
            groups=self.groups[rows],
            counts=some(self.counts),
            exposure=some(self.exposure),
            count_noise=some(self.count_noise),
        )

    def without(self, hidden: NDArray[np.bool_]) -> Panel:
        """Return the panel with some of its values taken out; `hidden` has the shape of the values."""
        return replace(self, values=np.where(hidden, np.nan, self.values))


def panel_of_scores(
    values: NDArray[np.float64],
    *,
    times: NDArray[np.float64],
    errors: NDArray[np.float64] | None = None,
    size: NDArray[np.float64] | None = None,
    groups: NDArray[np.intp] | None = None,
    least_factor: float = 1.0,
) -> Panel:
    """Return the panel of scores, whose noise is given by standard errors or is unknown.

    Args:
        values: shape (areas, waves), NaN where missing.
        times: shape (waves,), in years.
        errors: shape (areas, waves), standard errors; None or NaN where unknown.
        size: shape (areas,), residents; None if unknown.
        groups: shape (areas,), number of the gemeente from 0; None for one gemeente.
        least_factor: at least this part of the variance of the given errors is noise; 1 takes it as it is.

    Raises:
        PanelError: if the arrays do not fit together or the times do not ascend.
    """
    known = np.full(values.shape, np.nan) if errors is None else np.asarray(errors, dtype=np.float64) ** 2
    return Panel(
        values=np.asarray(values, dtype=np.float64),
        times=np.asarray(times, dtype=np.float64),
        known=known,
        size=sizes(size, areas=len(values)),
        groups=_groups(groups, areas=len(values)),
        least_factor=least_factor,
    )


def panel_of_percentages(
    values: NDArray[np.float64],
    *,
    times: NDArray[np.float64],
    of: NDArray[np.float64],
    rounding: float = 0.0,
    size: NDArray[np.float64] | None = None,
    groups: NDArray[np.intp] | None = None,
) -> Panel:
    """Return the panel of percentages (0-100) of known numbers.

    Args:
        values: shape (areas, waves), NaN where missing.
        times: shape (waves,), in years.
        of: shape (areas, waves), the number that each is a percentage of.
        rounding: variance of the rounding of the count above the line, in persons (2 for counts rounded to 5).
        size: shape (areas,), residents; None takes the mean of `of`.
        groups: as for `panel_of_scores`.

    Raises:
        PanelError: if the arrays do not fit together or the times do not ascend.
    """
    values = np.asarray(values, dtype=np.float64)
    n = np.where(of > 0, of, np.nan)
    return Panel(
        values=values,
        times=np.asarray(times, dtype=np.float64),
        known=binomial_variance(values, of=n) + rounding * (100.0 / n) ** 2,
        size=sizes(row_mean(n) if size is None else size, areas=len(values)),
        groups=_groups(groups, areas=len(values)),
        least_factor=LEAST_REGISTER_NOISE,
    )


def binomial_variance(values: NDArray[np.float64], *, of: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the variance of a percentage of a number by chance, at the mean percentage of the area over its waves.

    At the percentage of the wave itself, a wave that is low by chance would be believed more than one that is high.
    """
    share = np.broadcast_to(row_mean(values)[:, None], values.shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.clip(share, 50.0 / of, 100.0 - 50.0 / of)
        return np.asarray(share * (100.0 - share) / of, dtype=np.float64)


def panel_of_counts(
    counts: NDArray[np.float64],
    *,
    times: NDArray[np.float64],
    exposure: NDArray[np.float64],
    noise: NDArray[np.float64] | float = 0.0,
    size: NDArray[np.float64] | None = None,
    groups: NDArray[np.intp] | None = None,
) -> Panel:
    """Return the panel of counts with an exposure; the level is the logarithm of the rate per unit of exposure.

    Zero counts and small exposures are fine: the count itself is Poisson given its level (see `relinearised`), with
    chance beyond Poisson measured from the panel.

    Args:
        counts: shape (areas, waves), NaN where missing.
        times: shape (waves,), in years.
        exposure: same shape, positive where the count is to be used.
        noise: variance of a count beyond chance, for example 2 for counts rounded to 5.
        size: shape (areas,), residents; None takes the mean exposure.
        groups: as for `panel_of_scores`.

    Raises:
        PanelError: if the arrays do not fit together or the times do not ascend.
    """
    counts = np.asarray(counts, dtype=np.float64)
    n = np.where(np.isfinite(counts) & (exposure > 0), exposure, np.nan)
    y = np.where(np.isfinite(n), counts, np.nan)
    total, years = np.nansum(y), np.nansum(n)
    added = HALF / (total / years) if total > 0 else 1.0
    own = ((np.nansum(y, axis=1) + HALF) / (np.nansum(n, axis=1) + added))[:, None]
    # The first guess lies between the rate of the wave and that of the area over all waves.
    guess = np.log((y + 1.0) / (n + 1.0 / own))
    start = Panel(
        values=guess,
        times=np.asarray(times, dtype=np.float64),
        known=np.full(counts.shape, np.nan),
        size=sizes(row_mean(n) if size is None else size, areas=len(counts)),
        groups=_groups(groups, areas=len(counts)),
        counts=y,
        exposure=n,
        count_noise=np.broadcast_to(np.asarray(noise, dtype=np.float64), counts.shape).copy(),
    )
    return relinearised(start, guess, variance=np.zeros_like(guess))


def relinearised(panel: Panel, level: NDArray[np.float64], *, variance: NDArray[np.float64]) -> Panel:
    """Return the panel of counts with its Poisson chance taken at these levels (log rates), as if it were normal.

    z = level + (y - m) / m with variance 1 / m, where m is the count expected while the level itself is unsure:
    exposure * exp(level + variance / 2). Where it settles, level and variance are the normal distribution nearest to
    the exact posterior, also at zero counts. Other panels are returned as they are.

    Args:
        panel: of counts.
        level: shape (areas, waves), logarithm of the rate.
        variance: same shape, how unsure the level is.

    Source: Opper and Archambeau (2009), The variational Gaussian approximation revisited; with variance 0 it is the
    step of Breslow and Clayton (1993), Approximate inference in generalized linear mixed models.
    """
    if panel.counts is None or panel.exposure is None or panel.count_noise is None:
        return panel
    expected = panel.exposure * np.exp(level + 0.5 * variance)
    moved = np.clip((panel.counts - expected) / expected, -_FARTHEST, _FARTHEST)
    return replace(panel, values=level + moved, known=1.0 / expected + panel.count_noise / expected**2)


def row_mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of what is there in each row; shape (areas,), NaN for an empty row.

    >>> row_mean(np.array([[1.0, 3.0], [5.0, np.nan], [np.nan, np.nan]]))
    array([ 2.,  5., nan])
    """
    found = np.isfinite(values)
    count = found.sum(axis=1)
    mean = np.where(found, values, 0.0).sum(axis=1) / np.maximum(count, 1)
    return np.where(count > 0, mean, np.nan)


def sizes(size: NDArray[np.float64] | None, *, areas: int) -> NDArray[np.float64]:
    """Return the sizes, unknown ones as the middle of the known."""
    if size is None:
        return np.ones(areas)
    found = np.asarray(size, dtype=np.float64)
    known = np.isfinite(found) & (found > 0)
    return np.where(known, found, np.median(found[known]) if known.any() else 1.0)


def _groups(groups: NDArray[np.intp] | None, *, areas: int) -> NDArray[np.intp]:
    return np.zeros(areas, dtype=np.intp) if groups is None else np.asarray(groups, dtype=np.intp)
