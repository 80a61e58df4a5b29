"""The variances of one indicator: fitted once, nationally where the data are, and used for any of its areas.

Source: Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter, 2.3 and 4.1; what few areas
cannot tell about the variances is averaged over (Rue, Martino and Chopin 2009).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from veerkracht.signalering.borrowing import Borrowing, choose_borrowing
from veerkracht.signalering.smoother import Shares, at_its_levels
from veerkracht.signalering.variance_fit import Draft, Frame, frame_of, maximise, rises_with, uncertainty, variances_at

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from veerkracht.signalering.kernels import Variances
    from veerkracht.signalering.panel import Panel
    from veerkracht.signalering.size_law import SizeLaw

# So many values (areas times waves) tell the variances to about 5%, which no margin shows.
_ENOUGH = 8000
# Other variances that the data leave open are averaged over in small panels, and in larger ones (up to a size at which
# it takes too long) where the variance of real change is less sure than this, on a logarithmic scale.
_SMALL, _LARGE, _SURE = 3000, 30_000, 0.15
_POINTS = 12
# The points lie this much wider than the normal approximation: its tails are too light on the side of small variances,
# and areas of a gemeente are not quite independent.
_WIDER = 1.2
# A noise that is neither known nor seen in this many pairs of changes is called assumed.
_LEAST_PAIRS = 30
# Changes beyond six robust standard deviations do not set the variances for all: a merger of buurten, a festival.
_CLIP = 6.0
# A trend is taken up if twice the gain in log likelihood is more than this: a test at 1% of a variance that cannot be
# negative. Source: Self and Liang (1987).
_TREND_GAIN = 5.41
# A trend needs more waves than this.
_TREND_WAVES = 3
# Prior guess of the variance of the trend, in parts of the variance of real change per year.
_TREND_GUESS = 0.1
# Rounds in which the chance in counts is taken anew at the levels just found.
_ROUNDS = 2
_TINY = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelModel:
    """How much noise there is in one indicator, and how much its levels really change.

    Attributes:
        variances: the likeliest.
        points: values that the data leave open, equally likely; only the likeliest where there are many areas.
        borrowing: what areas share with their gemeente and neighbours.
        is_measured: whether the noise was measured from three waves or more, rather than known or assumed.
        is_assumed: whether the noise is merely assumed: neither measured nor known.
        has_trend: whether the data show trends of areas that last.
        waves: number of waves on which it was fitted.
        spread: standard deviation of the level between areas.
        areas: number of areas with two waves or more on which it was fitted.
    """

    variances: Variances
    points: tuple[Variances, ...]
    borrowing: Borrowing
    is_measured: bool
    is_assumed: bool
    has_trend: bool
    waves: int
    spread: float
    areas: int

    def noise(self, panel: Panel) -> NDArray[np.float64]:
        """Return the variance of the noise of every value at the likeliest variances; shape (areas, waves)."""
        return self.variances.noise(panel)


def fit_level_model(
    panel: Panel,
    *,
    assumed_noise: float,
    wave_noise: SizeLaw | None = None,
    near: sparse.csr_array | None = None,
) -> LevelModel:
    """Return the variances of noise and of real change of an indicator, and what its areas share.

    Args:
        panel: the observations; the more areas and waves the better.
        assumed_noise: share of the variance of a change that is noise where it can be neither known nor measured.
        wave_noise: variance of the noise of one wave as measured elsewhere, for panels of few areas; None if unknown.
        near: shape (areas, areas), 1 where areas border on each other; None tries no neighbours.
    """
    rows = _telling(panel)
    part = panel.take(rows)
    framed = partial(frame_of, assumed_noise=assumed_noise, wave_noise=wave_noise)
    course = _first_course(part)
    frame = framed(part, course=course, trend=0.0)
    draft = maximise(frame)
    shares = Shares()
    for _ in range(_ROUNDS if panel.counts is not None else 0):
        part, course = at_its_levels(part, variances=variances_at(frame, draft.mode), shares=shares)
        frame = framed(part, course=course, trend=0.0)
        draft = maximise(frame, start=_named(frame, draft))
    has_trend = False
    if part.seen.any(axis=0).sum() > _TREND_WAVES:
        frame_with = framed(part, course=course, trend=_TREND_GUESS)
        promising = rises_with(frame_with, "trend", others=_named(frame, draft))
        draft_with = maximise(frame_with, start=_named(frame, draft)) if promising else draft
        if 2.0 * (draft_with.likelihood - draft.likelihood) > _TREND_GAIN:
            frame, draft, has_trend = frame_with, draft_with, True
    likeliest = variances_at(frame, draft.mode)
    pairs = int((part.seen[:, 2:] & part.seen[:, 1:-1] & part.seen[:, :-2]).sum())
    has_known = bool(np.isfinite(panel.known[panel.seen]).any())
    return LevelModel(
        variances=likeliest,
        points=_points(frame, draft) if _is_open(frame, draft, values=int(panel.seen.sum())) else (likeliest,),
        borrowing=choose_borrowing(panel, variances=likeliest, near=near),
        is_measured=pairs >= _LEAST_PAIRS,
        is_assumed=pairs < _LEAST_PAIRS and not has_known and (wave_noise is None or not pairs),
        has_trend=has_trend,
        waves=int(panel.seen.any(axis=0).sum()),
        spread=_spread(panel.values),
        areas=int((panel.seen.sum(axis=1) > 1).sum()),
    )


def _named(frame: Frame, draft: Draft) -> dict[str, float]:
    return dict(zip(frame.names, (float(x) for x in draft.mode), strict=True))


def _is_open(frame: Frame, draft: Draft, *, values: int) -> bool:
    """Return whether the variances are so unsure that others than the likeliest must be thought of too."""
    if values < _SMALL or values > _LARGE:
        return values < _SMALL
    at = frame.at("step")
    return bool(uncertainty(frame, draft)[at, at] > _SURE**2)


def _points(frame: Frame, draft: Draft) -> tuple[Variances, ...]:
    """Return variances that are equally likely given the data: evenly spread points of the normal approximation.

    The points are those of Kronecker's lattice, mirrored, so that no random numbers are needed.
    """
    values, vectors = np.linalg.eigh(uncertainty(frame, draft))
    root = (vectors * np.sqrt(np.maximum(values, 0.0)))[:, values > _TINY]
    number = root.shape[1]
    # Roots of the generalised golden ratio. Source: Roberts (2018), The unreasonable effectiveness of quasirandom
    # sequences.
    ratio = 2.0
    for _ in range(40):
        ratio = (1.0 + ratio) ** (1.0 / (number + 1))
    steps = ratio ** -np.arange(1, number + 1)
    cube = (0.5 + np.outer(np.arange(1, _POINTS // 2 + 1), steps)) % 1.0
    away = _WIDER * ndtri(np.clip(cube, 0.01, 0.99)) @ root.T
    return tuple(variances_at(frame, draft.mode + off) for off in np.concatenate([away, -away]))


def _telling(panel: Panel) -> NDArray[np.intp]:
    """Return the rows that set the variances: with two waves or more, without a wild jump, of all sizes."""
    rows = np.flatnonzero(panel.seen.sum(axis=1) > 1)
    if not len(rows):
        return np.arange(len(panel.values))
    rows = rows[~_wild(panel.take(rows))]
    most = _ENOUGH // panel.values.shape[1]
    if len(rows) > most:
        first = np.nan_to_num(panel.values[rows]).sum(axis=1)
        order = rows[np.lexsort((first, panel.size[rows]))]
        rows = np.sort(order[np.linspace(0, len(order) - 1, most).astype(np.intp)])
    return rows


def _wild(panel: Panel) -> NDArray[np.bool_]:
    """Return which areas have a change that is far outside those of areas of their size."""
    moved = np.diff(panel.values, axis=1)
    moved = moved - np.nanmedian(np.where(np.isfinite(moved).any(axis=0), moved, 0.0), axis=0)
    wild = np.zeros(len(moved), dtype=np.bool_)
    order = np.argsort(panel.size, kind="stable")
    for part in np.array_split(order, max(min(8, len(order) // 60), 1)):
        here = moved[part]
        present = np.isfinite(here)
        if present.any():
            spread = 1.4826 * float(np.median(np.abs(here[present])))
            wild[part] = (np.abs(np.nan_to_num(here)) > _CLIP * spread).any(axis=1) if spread > 0 else False
    return wild if wild.mean() < 0.1 else np.zeros(len(moved), dtype=np.bool_)


def _first_course(panel: Panel) -> NDArray[np.float64]:
    """Return a first guess of the common course: medians of changes, summed; shape (waves,)."""
    level = float(np.median(panel.values[panel.seen])) if panel.seen.any() else 0.0
    moved = np.diff(panel.values, axis=1)
    steps = [float(np.median(m[np.isfinite(m)])) if np.isfinite(m).any() else 0.0 for m in moved.T]
    return level + np.concatenate([[0.0], np.cumsum(steps)])


def _spread(values: NDArray[np.float64]) -> float:
    """Return the median over the waves of the standard deviation between areas."""
    found = [float(np.std(v[np.isfinite(v)])) for v in values.T if np.isfinite(v).sum() > 1]
    return float(np.median(found)) if found else 0.0
