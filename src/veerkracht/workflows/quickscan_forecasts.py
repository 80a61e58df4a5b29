"""The forecasts of a QuickScan: learned from all areas of the country, kept on disk, and cut to one city."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.signalering.verwachting.beneath import levels_beneath
from veerkracht.signalering.verwachting.from_table import AHEAD, ForecastChoices, next_period, panel_of
from veerkracht.signalering.verwachting.kaart9 import figure_to_forecast, no_signaleringskaart, signaleringskaart
from veerkracht.signalering.verwachting.per_area import AreaForecasts, per_area
from veerkracht.workflows.forecast_cache import cached_forecast, method_key

if TYPE_CHECKING:
    from pathlib import Path

    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.tables import AreaTable
    from veerkracht.signalering.choices import KaartChoices
    from veerkracht.signalering.kaart import Kaart, Unavailable
    from veerkracht.signalering.verwachting.outcome import Backtest, Verwachting
    from veerkracht.signalering.verwachting.panel import Panel

Forecaster = Callable[["Panel"], tuple["Verwachting", "Backtest"]]
"""From a panel to its forecast of the next wave and the tests on the past."""

SEED = 1


def learned(panel: Panel) -> tuple[Verwachting, Backtest]:
    """Return the forecast of the next wave and how the same method did on the waves before.

    The worst tenth is that of the figure that the map shows: problems per resident, not problems in all, which grow
    most where most people live.

    scikit-learn is only loaded here: a QuickScan whose forecast is on disk does without.
    """
    from veerkracht.signalering.verwachting.backtest import backtest
    from veerkracht.signalering.verwachting.forecast import forecast
    from veerkracht.signalering.verwachting.scale import Change

    target = next_period(panel.periods)
    tested = backtest(panel, horizon=target.years_since(panel.periods[-1]), change=Change.RATE, seed=SEED)
    return forecast(panel, target=target, tested=tested, change=Change.RATE, seed=SEED), tested


def national_forecast(
    table: AreaTable,
    code: str,
    *,
    catalogue: Catalogue,
    choices: KaartChoices,
    version: str,
    folder: Path,
    ahead: ForecastChoices = AHEAD,
    forecaster: Forecaster = learned,
) -> AreaForecasts:
    """Return what is expected of one figure in all areas of a table; computed once for each version of the data.

    Args:
        table: all areas of one level.
        code: of the figure, one that `figure_to_forecast` gave.
        catalogue: holds the code.
        choices: thresholds.
        version: of the stored data.
        folder: for what can be computed again.
        ahead: what the forecast is made of.
        forecaster: computes it.
    """

    def make() -> AreaForecasts:
        panel = panel_of(table, code, catalogue=catalogue, choices=choices, ahead=ahead)
        found, tested = forecaster(panel)
        derivation = catalogue[code].derivation
        per = derivation.per if derivation is not None else 1.0
        smooth = levels_beneath(panel, per=per, wave_noise=choices.wave_noise.get(code))
        return per_area(found, indicator=code, level=table.areas.level, per=per, tested=tested, smooth=smooth)

    level = table.areas.level.value
    asked = (level, str(table.areas.year), code, repr(choices), repr(ahead), repr(catalogue))
    key = "\n".join((version, *asked, method_key()))
    return cached_forecast(folder, name=f"{level}-{table.areas.year}-{code}", key=key, make=make)


def ninth_kaart(
    inside: AreaTable,
    country: AreaTable,
    *,
    forecasts: Callable[[str], AreaForecasts],
    catalogue: Catalogue,
    choices: KaartChoices,
) -> tuple[Kaart | Unavailable, AreaForecasts | None]:
    """Return map 9 of a city with the forecast behind it, or why there is none.

    Args:
        inside: the figures of the city.
        country: those of all areas of the same level.
        forecasts: gives the national forecast of a figure.
        catalogue: of the figures.
        choices: the figures on problems, the best first.
    """
    code = figure_to_forecast(country, choices.problems, catalogue=catalogue, choices=choices)
    if code is None:
        return no_signaleringskaart(country, catalogue=catalogue, choices=choices), None
    found = forecasts(code).take(inside.areas.codes)
    if not np.isfinite(found.expected).any():
        return no_signaleringskaart(inside, catalogue=catalogue, choices=choices), None
    return signaleringskaart(found, table=inside, catalogue=catalogue, choices=choices), found


def concentration(
    inside: AreaTable,
    country: AreaTable,
    *,
    forecasts: Callable[[str], AreaForecasts],
    catalogue: Catalogue,
    choices: KaartChoices,
) -> AreaForecasts | None:
    """Return what is expected of the share of residents with low self-reliance, or None.

    Only of a counted figure: the next estimate of a model says what the model will do, not what the buurt will.
    """
    counted = [code for code in choices.concentration if code in catalogue and not catalogue[code].modelled]
    code = figure_to_forecast(country, counted, catalogue=catalogue, choices=choices)
    return None if code is None else forecasts(code).take(inside.areas.codes)
