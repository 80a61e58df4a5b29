"""A forecast in the unit in which people read the figure, for all areas or for those of one city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from veerkracht.signalering.verwachting.outcome import Outlook
from veerkracht.signalering.verwachting.panel import Kind, last_known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.areas import Level
    from veerkracht.facts.language import Bilingual
    from veerkracht.facts.periods import Period
    from veerkracht.signalering.verwachting.outcome import Backtest, Origin, Verwachting
    from veerkracht.signalering.verwachting.panel import Panel


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaForecasts:
    """What is expected of one figure in each area, in the unit of the catalogue. Arrays of shape (areas,) unless said.

    Attributes:
        indicator: code.
        level: of the areas.
        codes: of the areas.
        waves: the measurements it was made from.
        target: the measurement that is forecast.
        seen: shape (areas, waves), as published; NaN where missing.
        smooth: shape (areas, waves), the level without chance; NaN where unknown.
        smooth_error: shape (areas, waves), its standard error.
        last: the last published value.
        expected: the middle of what is likely.
        low80, high80: the interval that holds the next value with a chance of 80%.
        low90, high90: the same for 90%.
        p_worse: chance that the next value is worse than the last.
        p_worst10: chance to be among the tenth of all areas with the worst change.
        p_worst10_low, p_worst10_high: the interval of that chance.
        outlook: codes of `Outlook`.
        contributions: what each theme adds to the expected change; a factor's logarithm for rates, else in the unit.
        is_relative: whether changes are factors (rates) and not differences.
        worse_is_high: whether a high value is worse.
        areas_used: how many areas it was learned from.
        trusted: whether the chances of the worst tenth beat the best baseline in the tests.
        direction_trusted: whether the chances of being worse beat a coin in the tests.
        horizon: years ahead.
        origins: the tests on the past, in order of time.
        notes: what a reader must know.
    """

    indicator: str
    level: Level
    codes: tuple[str, ...]
    waves: tuple[Period, ...]
    target: Period
    seen: NDArray[np.float64]
    smooth: NDArray[np.float64]
    smooth_error: NDArray[np.float64]
    last: NDArray[np.float64]
    expected: NDArray[np.float64]
    low80: NDArray[np.float64]
    high80: NDArray[np.float64]
    low90: NDArray[np.float64]
    high90: NDArray[np.float64]
    p_worse: NDArray[np.float64]
    p_worst10: NDArray[np.float64]
    p_worst10_low: NDArray[np.float64]
    p_worst10_high: NDArray[np.float64]
    outlook: NDArray[np.str_]
    contributions: Mapping[str, NDArray[np.float64]]
    is_relative: bool
    worse_is_high: bool
    areas_used: int
    trusted: bool
    direction_trusted: bool
    horizon: float
    origins: tuple[Origin, ...]
    notes: tuple[Bilingual, ...]

    def take(self, codes: Sequence[str]) -> AreaForecasts:
        """Return the forecasts of these areas, in this order; an area that was not forecast is unknown."""
        place = {code: row for row, code in enumerate(self.codes)}
        rows = np.array([place.get(code, -1) for code in codes], dtype=np.intp)
        cut: dict[str, Any] = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, np.ndarray):
                cut[one.name] = _rows(value, rows)
        found = replace(self, codes=tuple(codes), **cut)
        shares = {name: _rows(values, rows) for name, values in self.contributions.items()}
        return replace(found, contributions=shares)

    @property
    def says_nothing(self) -> bool:
        """Whether the tests allow no word on any area."""
        return not (self.trusted or self.direction_trusted)

    def row(self, code: str) -> int | None:
        """Return the row of an area, or None if it is not among these."""
        return self.codes.index(code) if code in self.codes else None

    def last_origin(self) -> Origin | None:
        """Return the last test on the past, or None without one."""
        return self.origins[-1] if self.origins else None


def _rows(values: NDArray[np.float64], rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return these rows; -1 gives what is unknown."""
    if values.dtype.kind == "U":
        return np.where(rows >= 0, values[rows], Outlook.UNKNOWN.value)
    found = values[rows].astype(np.float64)
    found[rows < 0] = np.nan
    return found


_ENDS = ("expected", "low80", "high80", "low90", "high90")
_CHANCES = ("p_worse", "p_worst10", "p_worst10_low", "p_worst10_high")


def per_area(
    found: Verwachting,
    *,
    indicator: str,
    level: Level,
    per: float,
    tested: Backtest | None = None,
    smooth: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None,
) -> AreaForecasts:
    """Return a forecast in the unit in which people read the figure: a count becomes a rate at the last exposure.

    Args:
        found: the forecast of a panel.
        indicator: code of the figure.
        level: of the areas.
        per: a rate is counted per so many residents; not used for scores and percentages.
        tested: the tests on the past.
        smooth: level without chance and its standard error, of shape (areas, waves), in the unit to read.
    """
    panel, is_rate = found.panel, found.panel.kind is Kind.COUNT
    factor, seen = _as_read(panel, per=per)
    unknown = np.full_like(seen, np.nan)
    beneath, spread = (unknown, unknown) if smooth is None else smooth
    ends = {name: getattr(found, name) * factor for name in _ENDS}
    chances = {name: getattr(found, name) for name in _CHANCES}
    return AreaForecasts(
        indicator=indicator,
        level=level,
        codes=panel.areas,
        waves=panel.periods,
        target=found.target,
        seen=seen,
        smooth=beneath,
        smooth_error=spread,
        last=last_known(seen),
        **ends,
        **chances,
        outlook=np.asarray(found.outlook, dtype=np.str_),
        contributions=dict(found.contributions),
        is_relative=is_rate,
        worse_is_high=panel.worse == "high",
        areas_used=int(np.isfinite(panel.values).any(axis=1).sum()),
        trusted=found.trusted,
        direction_trusted=found.direction_trusted,
        horizon=found.target.years_since(panel.periods[-1]),
        origins=() if tested is None else tested.origins,
        notes=tuple(dict.fromkeys(found.notes)),
    )


def _as_read(panel: Panel, *, per: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what makes a value at the last exposure a rate, shape (areas,), and all values as read; 1 if no count."""
    if panel.kind is not Kind.COUNT:
        return np.ones(len(panel.areas)), panel.values
    with np.errstate(divide="ignore", invalid="ignore"):
        seen = per * panel.values / panel.exposure
        return per / panel.last_exposure(), np.where(np.isfinite(seen), seen, np.nan)
