"""What the structural forecast leaves: a small boosted correction of its mean, and how far it misses per area.

Both learn from earlier origins of the same panel: states whose next value is known. Everything is in units of the
structural standard deviation, so that a small noisy area does not outvote a large quiet one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.signalering.verwachting.features import Known, State

from veerkracht.signalering.verwachting.features import state

# Below this number of examples nothing is learned beyond the structural forecast.
LEAST_EXAMPLES = 400
# Surprises beyond four standard deviations count as four: one merger does not teach.
_CLIP = 4.0
_FOLDS = 3
_STEPS, _LEAVES, _LEAST_LEAF, _RIDGE = 60, 6, 80, 20.0
# Mean absolute value of a standard normal variable, sqrt(2 / pi): what is expected when there is nothing to learn from.
_FLAT = 0.8
# At most the three latest origins teach: older ones tell of another time.
_ORIGINS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """States at earlier origins with what came next.

    Attributes:
        waves: number of waves known at the origin.
        state: the state of all areas.
        surprise: shape (areas,), (next value - structural mean) / structural deviation; NaN where unknown.
    """

    waves: int
    state: State
    surprise: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A fitted correction.

    Attributes:
        used: columns that vary, shape (k,).
        mean: model of the surprise, None when there were too few examples.
        size: model of the absolute surprise that remains, None likewise.
        flat: mean absolute remaining surprise of all examples.
    """

    used: NDArray[np.intp]
    mean: HistGradientBoostingRegressor | None
    size: HistGradientBoostingRegressor | None
    flat: float

    def shift(self, columns: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the expected surprise, shape (areas,), in structural standard deviations."""
        if self.mean is None:
            return np.zeros(len(columns))
        return np.asarray(self.mean.predict(columns[:, self.used]), dtype=np.float64)

    def reach(self, columns: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the expected absolute remaining surprise, shape (areas,), in structural standard deviations."""
        if self.size is None:
            return np.full(len(columns), self.flat)
        return np.asarray(self.size.predict(columns[:, self.used]), dtype=np.float64)


def examples(known: Known, *, horizon: float) -> list[Examples]:
    """Return the latest origins of the panel with a wave about `horizon` years later, oldest first.

    Of each origin the later wave nearest to the horizon is taken, if between half and two and a half times as far.
    Origins with one wave only (no course to look at) are used only when there is no other.
    """
    times = known.panel.times()
    found = []
    for waves in range(1, len(times)):
        ahead = times[waves:] - times[waves - 1]
        nearest = int(np.argmin(np.abs(np.log(ahead / horizon))))
        if not 0.5 <= ahead[nearest] / horizon <= 2.5:
            continue
        at = waves + nearest
        seen = state(known, waves=waves, target=float(times[at]))
        centred = known.values[:, at] - known.means[:, at]
        surprise = (centred - seen.mean) / seen.deviation
        found.append(Examples(waves=waves, state=seen, surprise=np.where(np.isfinite(seen.last), surprise, np.nan)))
    with_course = [one for one in found if one.waves > 1]
    return (with_course or found)[-_ORIGINS:]


def fit_correction(
    taught: list[Examples], *, groups: NDArray[np.intp], strength: float, seed: int
) -> tuple[Correction, NDArray[np.float64]]:
    """Return the correction, and the remaining surprises over their expected size, shape (examples,).

    The latter are out of sample: the mean is fitted without the gemeente that is judged.

    Args:
        taught: the examples.
        groups: shape (areas,), gemeente of each area: whole gemeenten are left out at once.
        strength: how much of the expected surprise is believed, 0 to 1.
        seed: of the order in which gemeenten are dealt over the folds.
    """
    if not taught:
        return Correction(used=np.empty(0, dtype=np.intp), mean=None, size=None, flat=_FLAT), np.empty(0)
    x = np.concatenate([one.state.columns for one in taught])
    y = np.concatenate([one.surprise for one in taught])
    folds = np.concatenate([_folds(groups, seed=seed)] * len(taught))
    seen = np.isfinite(y)
    x, y, folds = x[seen], y[seen], folds[seen]
    used = np.array([k for k in range(x.shape[1]) if _varies(x[:, k])], dtype=np.intp)
    if len(y) < LEAST_EXAMPLES or not len(used):
        flat = max(float(np.mean(np.abs(y))), 1e-6) if len(y) else _FLAT
        return Correction(used=used, mean=None, size=None, flat=flat), y / flat
    clipped = np.clip(y, -_CLIP, _CLIP)
    x = x[:, used]
    expected = np.zeros(len(y))
    for fold in range(_FOLDS):
        train, test = folds != fold, folds == fold
        # A covariate that is known in one gemeente only is all missing where that gemeente is left out.
        held = [k for k in range(x.shape[1]) if _varies(x[train, k])]
        if test.any() and held:
            expected[test] = _mean_model().fit(x[train][:, held], clipped[train]).predict(x[test][:, held])
    rest = y - strength * expected
    mean = _mean_model().fit(x, clipped)
    size = _size_model().fit(x, np.clip(np.abs(rest), 1e-3, 2 * _CLIP))
    reach = size.predict(x)
    return Correction(used=used, mean=mean, size=size, flat=float(np.mean(np.abs(rest)))), rest / reach


def _mean_model() -> HistGradientBoostingRegressor:
    return HistGradientBoostingRegressor(
        max_iter=_STEPS,
        learning_rate=0.05,
        max_leaf_nodes=_LEAVES,
        min_samples_leaf=_LEAST_LEAF,
        l2_regularization=_RIDGE,
        early_stopping=False,
        random_state=0,
    )


def _size_model() -> HistGradientBoostingRegressor:
    return HistGradientBoostingRegressor(
        loss="gamma",
        max_iter=_STEPS,
        learning_rate=0.08,
        max_leaf_nodes=_LEAVES,
        min_samples_leaf=2 * _LEAST_LEAF,
        l2_regularization=_RIDGE,
        early_stopping=False,
        random_state=0,
    )


def _folds(groups: NDArray[np.intp], *, seed: int) -> NDArray[np.intp]:
    """Return the fold of each area; areas of one gemeente share a fold, unless there are too few gemeenten."""
    rng = np.random.default_rng(seed)
    number = int(groups.max()) + 1 if len(groups) else 0
    if number < 2 * _FOLDS:
        return rng.integers(0, _FOLDS, len(groups))
    return (rng.permutation(number) % _FOLDS)[groups]


def _varies(column: NDArray[np.float64]) -> bool:
    """Return whether a column has more than two values: scikit-learn refuses one that is wholly missing."""
    finite = column[np.isfinite(column)]
    return len(finite) >= 0.02 * len(column) and len(np.unique(finite)) > 1
