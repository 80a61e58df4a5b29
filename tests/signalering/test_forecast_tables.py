"""From a table to a panel, and from a forecast to what people read: nothing later, nothing circular, the unit kept."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.signalering.cases import POVERTY_2024, buurten, catalogue

from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period, years
from veerkracht.facts.tables import AreaTable, Column, Reason
from veerkracht.signalering.verwachting.beneath import levels_beneath
from veerkracht.signalering.verwachting.from_table import ForecastChoices, forecast_waves, next_period, panel_of
from veerkracht.signalering.verwachting.kaart9 import figure_to_forecast, no_signaleringskaart, signaleringskaart
from veerkracht.signalering.verwachting.outcome import Outlook, Verwachting
from veerkracht.signalering.verwachting.panel import Kind
from veerkracht.signalering.verwachting.per_area import per_area

AREAS = buurten(40, gemeenten=4)
RNG = np.random.default_rng(7)


def table_with(**figures):
    """Return a table; a figure is a dict of year to values."""
    columns = {
        (code, Period(year)): Column.of(np.asarray(values, dtype=np.float64))
        for code, waves in figures.items()
        for year, values in waves.items()
    }
    return AreaTable.of(AREAS, columns)


def crime(waves=(2021, 2022, 2023, 2024)):
    residents = RNG.integers(200, 4000, len(AREAS)).astype(float)
    counts = {year: RNG.poisson(residents * 0.06).astype(float) for year in waves}
    rates = {year: 1000 * counts[year] / residents for year in waves}
    return (
        table_with(misdrijven=counts, misdrijven_per_1000=rates, inwoners=dict.fromkeys(waves, residents)),
        counts,
        residents,
    )


def scores(*waves):
    return {year: RNG.normal(0, 0.05, len(AREAS)) for year in waves}


def test_a_rate_becomes_its_count_with_the_residents_it_is_counted_over():
    table, counts, residents = crime()
    panel = panel_of(table, "misdrijven_per_1000", catalogue=catalogue())
    assert panel.kind is Kind.COUNT
    assert panel.worse == "high"
    for at, year in enumerate((2021, 2022, 2023, 2024)):
        np.testing.assert_array_equal(panel.values[:, at], counts[year])
        np.testing.assert_array_equal(panel.exposure[:, at], residents)


def test_a_year_without_a_count_of_residents_is_drawn_between_those_around_it():
    table, _, residents = crime()
    columns = {key: column for key, column in table.columns().items() if key != ("inwoners", Period(2022))}
    panel = panel_of(AreaTable.of(AREAS, columns), "misdrijven_per_1000", catalogue=catalogue())
    np.testing.assert_allclose(panel.exposure[:, 1], residents)


def test_a_low_score_of_the_leefbaarometer_is_worse():
    panel = panel_of(table_with(onv=scores(2014, 2018, 2020)), "onv", catalogue=catalogue())
    assert (panel.kind, panel.worse) == (Kind.SCORE, "low")


def test_waves_across_a_break_are_not_laid_beside_each_other():
    shares = {year: RNG.uniform(2, 20, len(AREAS)) for year in (2021, 2022, 2023, 2024, 2025)}
    waves = forecast_waves(table_with(sociaal_minimum=shares), "sociaal_minimum", catalogue=catalogue())
    assert POVERTY_2024.year == 2024
    assert waves == years(2024, 2025)


def test_no_covariate_is_of_a_later_period_than_the_last_wave():
    table = table_with(onv=scores(2014, 2018, 2020), minder_zelfredzaam=scores(2016, 2020, 2022))
    covariates = panel_of(table, "onv", catalogue=catalogue()).covariates
    assert covariates.names == ("minder_zelfredzaam",)
    assert max(covariates.periods) == Period(2020)


def test_a_figure_of_a_model_is_no_covariate_and_is_not_forecast_from_its_own_inputs():
    ahead = ForecastChoices(covariates={"moeite_met_rondkomen": "inkomen", "minder_zelfredzaam": "bewoners"})
    both = {"moeite_met_rondkomen": scores(2012, 2016, 2020), "minder_zelfredzaam": scores(2012, 2016, 2020)}
    table = table_with(onv=scores(2014, 2018, 2020), **both)
    assert panel_of(table, "onv", catalogue=catalogue(), ahead=ahead).covariates.names == ("minder_zelfredzaam",)
    assert panel_of(table, "moeite_met_rondkomen", catalogue=catalogue(), ahead=ahead).covariates is None


def test_a_year_in_which_one_city_has_the_figure_teaches_nothing():
    few = np.where(np.arange(len(AREAS)) < 4, 10.0, np.nan)
    table = table_with(onv=scores(2014, 2018, 2020), minder_zelfredzaam={2018: few, 2020: few * 0 + 12})
    assert panel_of(table, "onv", catalogue=catalogue()).covariates is None


@given(st.lists(st.integers(2000, 2030), min_size=2, max_size=6, unique=True))
def test_the_next_measurement_is_later_and_at_most_four_years_away(found):
    waves = [Period(year) for year in sorted(found)]
    ahead = next_period(waves).years_since(waves[-1])
    assert 0 < ahead <= 4
    assert ahead == min(waves[-1].year - waves[-2].year, 4)


def test_two_waves_give_no_map_and_three_do():
    two, three = table_with(onv=scores(2018, 2020)), table_with(onv=scores(2014, 2018, 2020))
    assert figure_to_forecast(two, ("onv",), catalogue=catalogue()) is None
    assert figure_to_forecast(three, ("onv",), catalogue=catalogue()) == "onv"
    assert "alleen 2018, 2020" in no_signaleringskaart(two, catalogue=catalogue()).reason.nl


def made_up(panel, *, outlook):
    last = panel.last_values()
    half = np.full(len(last), 0.5)
    return Verwachting(
        panel=panel, target=next_period(panel.periods), expected=last * 1.1, low80=last * 0.9, high80=last * 1.3,
        low90=last * 0.8, high90=last * 1.4, p_worse=half, p_worst10=half / 5, p_worst10_low=half / 6,
        p_worst10_high=half / 4, outlook=np.full(len(last), outlook.value), contributions={"verloop": half},
        trusted=True, notes=(),
    )  # fmt: skip


def test_a_count_is_read_as_a_rate_at_the_last_exposure():
    table, counts, residents = crime()
    panel = panel_of(table, "misdrijven_per_1000", catalogue=catalogue())
    found = per_area(made_up(panel, outlook=Outlook.GROWS), indicator="x", level=Level.BUURT, per=1000.0)
    np.testing.assert_allclose(found.last, 1000 * counts[2024] / residents)
    np.testing.assert_allclose(found.expected, 1.1 * found.last)


def test_an_area_that_was_not_forecast_is_unknown_and_has_no_class():
    table = table_with(onv=scores(2014, 2018, 2020))
    panel = panel_of(table, "onv", catalogue=catalogue())
    national = per_area(made_up(panel, outlook=Outlook.GROWS), indicator="onv", level=Level.BUURT, per=1.0)
    part = national.take([*AREAS.codes[:3], "BU99999999"])
    assert part.outlook.tolist() == [Outlook.GROWS.value] * 3 + [Outlook.UNKNOWN.value]
    assert np.isnan(part.expected[-1])
    kaart = signaleringskaart(national.take(AREAS.codes[:3]), table=table, catalogue=catalogue())
    assert kaart.counts()["verslechtering_waarschijnlijk"] == 3
    assert kaart.counts()["onbekend"] == len(AREAS) - 3
    assert (kaart.reasons[kaart.classes < 0] != Reason.PRESENT).all()


def test_the_line_without_chance_runs_nearer_to_the_truth_than_the_dots():
    rng = np.random.default_rng(3)
    residents = rng.integers(300, 2000, len(AREAS)).astype(float)
    truth = rng.uniform(20, 90, len(AREAS))
    waves = (2021, 2022, 2023, 2024)
    counts = {year: rng.poisson(residents * truth / 1000).astype(float) for year in waves}
    rates = {year: 1000 * counts[year] / residents for year in waves}
    table = table_with(misdrijven=counts, misdrijven_per_1000=rates, inwoners=dict.fromkeys(waves, residents))
    panel = panel_of(table, "misdrijven_per_1000", catalogue=catalogue())
    level, error = levels_beneath(panel, per=1000.0)
    raw = np.stack([rates[year] for year in waves], axis=1)
    assert np.sqrt(np.mean((level - truth[:, None]) ** 2)) < 0.8 * np.sqrt(np.mean((raw - truth[:, None]) ** 2))
    # Nothing really changes here, which forty areas cannot tell for sure: the band is rather too wide than too narrow.
    assert np.mean(np.abs(level - truth[:, None]) < 1.645 * error) >= 0.85
