"""What a simulation is laid beside in a test on the past: measured nuisance, crime, or low incomes, as a panel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.errors.backcast import NoEarlierChangeError, UnknownWaveError
from veerkracht.errors.data import MissingIndicatorError
from veerkracht.facts.derive import derive
from veerkracht.signalering.verwachting.from_table import panel_of
from veerkracht.signalering.verwachting.panel import Kind
from veerkracht.signalering.verwachting.scale import modelled
from veerkracht.stad.backcast_rules import NoiseFit, fit_noise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.areas import Level
    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.periods import Period
    from veerkracht.signalering.verwachting.panel import Panel
    from veerkracht.warehouse import Warehouse

    Floats = NDArray[np.float64]


class Subject(StrEnum):
    """What is laid beside the simulation."""

    NUISANCE = "nuisance"  # `onv` of the Leefbaarometer, its sign turned
    CRIME = "crime"  # the logarithm of registered crimes per resident, taken as a measure of nuisance
    LOW_INCOMES = "low_incomes"  # share of residents in the lowest 40% of the incomes of the country

    @property
    def moves_nuisance(self) -> bool:
        """Whether it is laid beside simulated nuisance, and not beside who lives where."""
        return self is not Subject.LOW_INCOMES


CODES: Final = {
    Subject.NUISANCE: "onv",
    Subject.CRIME: "misdrijven_per_1000",
    Subject.LOW_INCOMES: "lage_inkomens",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The measured figure of all areas of the country; nuisance and crime in standard deviations at the start.

    Attributes:
        subject: what was measured.
        panel: the values; of nuisance and crime higher is worse.
        at: number of the wave of the start.
    """

    subject: Subject
    panel: Panel
    at: int

    @property
    def later(self) -> tuple[Period, ...]:
        """The waves after the start."""
        return self.panel.periods[self.at + 1 :]

    def noise(self, *, stays: float) -> NoiseFit:
        """Return what the waves until the start say of chance."""
        known = slice(self.at + 1)
        return fit_noise(self.panel.values[:, known], self.panel.times()[known], stays=stays)


def past_of(
    subject: Subject, *, level: Level, year: int | None, start: Period, warehouse: Warehouse, catalogue: Catalogue
) -> Past:
    """Return what was measured.

    Args:
        subject: of what.
        level: of the areas.
        year: of their boundaries; the newest if None.
        start: the wave at which the simulation starts.
        warehouse: the stored data.
        catalogue: of the indicators.

    Raises:
        MissingIndicatorError: if the warehouse does not hold it at this level.
        UnknownWaveError: if the start is no wave, or the last one.
        NoEarlierChangeError: if the start is the first wave.
    """
    code = CODES[subject]
    made = catalogue[code].derivation
    asked = (code,) if made is None else (*made.parts, *made.wholes)
    boundaries = warehouse.areas(level, year=year).year
    table = warehouse.table(level, year=boundaries, indicators=asked, catalogue=catalogue)
    if not all(one in table for one in asked):
        raise MissingIndicatorError(code, available=())
    if made is not None:
        table = derive(table, catalogue, codes=[code])
    panel = panel_of(table, code, catalogue=catalogue)
    if start not in panel.periods[:-1]:
        raise UnknownWaveError(start, waves=panel.periods)
    at = panel.periods.index(start)
    if at == 0:
        raise NoEarlierChangeError(last=start, waves=1)
    return Past(subject=subject, panel=_scaled(panel, at=at) if subject.moves_nuisance else panel, at=at)


def _scaled(panel: Panel, *, at: int) -> Panel:
    """Return the panel as scores in standard deviations, higher is worse.

    The spread is that of the start, not of all waves: a later wave may not even say how wide the scale is. A count
    stands as the logarithm of its rate, and its error is that of chance in so few (Poisson: one over the root).
    """
    values, error = panel.sign * modelled(panel), panel.error
    if panel.kind is Kind.COUNT:
        error = np.sqrt(1.0 / (panel.values + 1.0))
    spread = float(np.nanstd(values[:, at]))
    return replace(
        panel,
        values=values / spread,
        error=error / spread,
        exposure=np.ones_like(values),
        kind=Kind.SCORE,
        worse="high",
        covariates=None,
    )
