"""Doing better than expected: intervals that hold, no resilience out of one lucky wave, no trap in a noisy load."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.signalering.cases import buurten, catalogue, table
from tests.signalering.loads import loaded
from tests.signalering.real import crime_buurten

from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.tables import AreaTable
from veerkracht.signalering.carrying import Veerkrachtig, carriers, make_veerkrachtig
from veerkracht.signalering.carrying_words import Refusal
from veerkracht.signalering.expectation import fit_expectation, fit_load
from veerkracht.signalering.gemeente_effect import gemeente_effects
from veerkracht.signalering.veerkrachtig import Measured, Reading, Standard, fit_standard, read

CATALOGUE = catalogue()
VEERKRACHTIG, ZOALS_VERWACHT, ONDER_DRUK, ONZEKER = range(4)


def reading(given: Measured) -> tuple[Reading, Standard]:
    standard = fit_standard(given)
    assert standard is not None
    return read(given, standard, rng=np.random.default_rng(1)), standard


def coverage(areas: int, *, seeds: range, **more: float) -> float:
    held = []
    for seed in seeds:
        given, real, _ = loaded(seed, areas=areas, **more)
        low, high = reading(given)[0].interval()
        truth = real.mean(axis=1)
        held.append(((low <= truth) & (truth <= high)).mean())
    return float(np.mean(held))


@pytest.mark.parametrize(
    ("areas", "seeds", "more"),
    [
        pytest.param(1200, range(4), {}, id="1,200 areas, four waves"),
        pytest.param(1200, range(4), {"waves": 2}, id="two waves"),
        pytest.param(1200, range(4), {"cities": 0.3}, id="cities that differ"),
        pytest.param(300, range(12), {}, id="300 areas"),
    ],
)
def test_nine_of_ten_intervals_hold_the_truth(areas: int, seeds: range, more: dict[str, float]) -> None:
    assert 0.87 <= coverage(areas, seeds=seeds, **more) <= 0.93


def test_few_areas_keep_their_intervals_wide_enough() -> None:
    assert 0.86 <= coverage(100, seeds=range(20)) <= 0.96


def test_where_nothing_is_there_no_area_is_called_resilient() -> None:
    for seed in range(4):
        given, _, _ = loaded(seed, steady=0.0, passing=0.0)
        found = reading(given)[0]
        assert (found.classes == VEERKRACHTIG).mean() <= 0.002
        assert (found.classes == ONDER_DRUK).mean() <= 0.002


def test_one_lucky_wave_makes_no_area_resilient() -> None:
    for seed in range(4):
        given, _, _ = loaded(seed, steady=0.0, passing=0.3, memory=0.3)
        assert (reading(given)[0].classes == VEERKRACHTIG).mean() <= 0.005


def test_of_the_areas_called_resilient_as_many_are_so_as_was_said() -> None:
    said, true = [], []
    for seed in range(4):
        given, real, _ = loaded(seed)
        found, standard = reading(given)
        called = found.classes == VEERKRACHTIG
        said += found.probabilities[called, 0].tolist()
        true += ((real[called] < 0).all(axis=1) & (real[called].mean(axis=1) < -standard.least)).tolist()
    assert len(said) > 400
    assert np.mean(true) == pytest.approx(np.mean(said), abs=0.04)


def test_a_noisy_load_does_not_make_poor_areas_look_worse() -> None:
    given, real, load = loaded(3, reliability=0.6)
    heavy = load > np.quantile(load, 0.9)
    sure_of_load = replace(given, load_noise=np.zeros_like(given.load_noise))
    trapped, found = reading(sure_of_load)[0], reading(given)[0]
    truth = real.mean(axis=1)
    too_bad = [(one.mean - truth)[heavy].mean() for one in (trapped, found)]
    wronged = [((one.classes == ONDER_DRUK) & (truth < 0))[heavy].mean() for one in (trapped, found)]
    inside = [((low <= truth) & (truth <= high))[heavy].mean() for low, high in (trapped.interval(), found.interval())]
    # Measured: 0.33 and 0.14 too bad; 19% and 7% under pressure that really do better; 34% and 82% of intervals right.
    assert too_bad[0] > 0.25
    assert too_bad[1] < 0.5 * too_bad[0]
    assert wronged[1] < 0.5 * wronged[0]
    assert inside[1] > inside[0] + 0.3


def test_what_a_whole_city_has_is_not_told_of_each_of_its_areas() -> None:
    given, _, _ = loaded(5, cities=0.6)
    found, standard = reading(given)
    codes = np.array(given.gemeenten)
    highest = max(standard.gemeente.effect, key=lambda code: standard.gemeente.effect[code])
    here = codes == highest
    assert standard.gemeente.effect[highest] > 0.5
    assert (found.classes[here] == ONDER_DRUK).mean() < 0.5
    assert abs(found.mean[here].mean()) < 0.15


def test_a_gemeente_of_one_area_is_not_its_own_measure() -> None:
    rng = np.random.default_rng(0)
    codes = [f"GM{i // 40:04d}" for i in range(400)] + ["GM9999"]
    residual = np.append(rng.normal(0, 1, 400) + 0.3 * rng.normal(size=10)[np.arange(400) // 40], 3.0)
    assert 0 <= gemeente_effects(residual, codes=codes).effect["GM9999"] < 0.6


def test_one_wave_leaves_an_area_uncertain() -> None:
    given, _, _ = loaded(1)
    problems = given.problems.copy()
    problems[:50, 1:] = np.nan
    found = reading(replace(given, problems=problems))[0]
    assert (found.waves[:50] == 1).all()
    assert (found.classes[:50] == ONZEKER).all()


def test_an_area_without_a_load_or_without_any_wave_has_no_class() -> None:
    given, _, _ = loaded(1)
    problems, load = given.problems.copy(), given.load.copy()
    problems[0], load[1] = np.nan, np.nan
    found = reading(replace(given, problems=problems, load=load))[0]
    assert found.classes[:2].tolist() == [-1, -1]
    assert np.isnan(found.probabilities[:2]).all()
    assert np.isfinite(found.mean[2:]).all()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(40, 200), st.integers(2, 5))
def test_chances_are_chances_and_the_interval_holds_the_mean(seed: int, areas: int, waves: int) -> None:
    given, _, _ = loaded(seed, areas=areas, waves=waves)
    found = reading(given)[0]
    np.testing.assert_allclose(found.probabilities.sum(axis=1), 1.0)
    assert (found.probabilities >= 0).all()
    low, high = found.interval()
    assert ((low <= found.mean) & (found.mean <= high)).all()
    # What is noise is taken out: nobody ends up farther off than the figures say.
    assert np.abs(found.mean).mean() < np.abs(found.raw.mean(axis=1)).mean()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.floats(-1.0, 1.0))
def test_more_load_is_never_expected_to_bring_fewer_problems(seed: int, slope: float) -> None:
    rng = np.random.default_rng(seed)
    load = rng.normal(size=(80, 1))
    nothing = np.empty((80, 0))
    model = fit_load(load, noise=np.zeros((80, 1)), structure=nothing)
    curve = fit_expectation(
        slope * load + 0.3 * rng.normal(size=(80, 1)),
        noise=np.full((80, 1), 0.01),
        load=model.given(load, noise=np.zeros((80, 1)), structure=nothing),
        structure=nothing,
    )
    assert curve is not None
    ordered = np.linspace(-3, 3, 50)[:, None]
    assert (np.diff(curve.at(ordered, structure=np.empty((50, 0)))[:, 0]) >= -1e-12).all()


def test_a_station_does_not_bend_the_curve() -> None:
    given, _, _ = loaded(2, areas=400)
    problems = given.problems.copy()
    problems[np.argsort(given.load[:, 0])[-4:]] += 8.0
    usual = np.quantile(given.load, np.linspace(0.02, 0.9, 20))[:, None]
    calm, wild = (
        reading(one)[1].expectation.at(usual, structure=np.full((20, 1), 7.0)).mean(axis=1)
        for one in (given, replace(given, problems=problems))
    )
    assert np.abs(calm - wild).max() < 0.1


def city(seed: int = 0, *, count: int = 400, waves: tuple[int, ...] = (2021, 2022, 2023, 2024)) -> AreaTable:
    rng = np.random.default_rng(seed)
    residents = np.round(rng.lognormal(7, 0.6, count))
    load = rng.gamma(3, 3, count) + 2
    steady = 0.4 * rng.normal(size=count)
    columns = {("inwoners", year): residents for year in waves} | {
        ("inwoners_15_65", 2021): residents,
        ("minder_zelfredzaam", 2021): load,
        ("omgevingsadressendichtheid", 2021): np.exp(rng.uniform(5, 8, count)),
    }
    for year in waves:
        rate = np.exp(np.log(30) + 0.05 * load + steady)
        columns["misdrijven_per_1000", year] = rng.poisson(rate * residents / 1000) / residents * 1000
    return table(buurten(count, gemeenten=8), columns)


def test_a_table_is_read_with_its_waves_its_load_and_what_it_cannot_carry() -> None:
    found = make_veerkrachtig(city(), catalogue=CATALOGUE, rng=np.random.default_rng(1))
    assert isinstance(found, Veerkrachtig)
    assert (found.plan.problems, found.plan.concentration) == ("misdrijven_per_1000", "minder_zelfredzaam")
    assert [str(p) for p in found.plan.periods] == ["2021", "2022", "2023", "2024"]
    assert found.plan.structure == ("inwoners", "omgevingsadressendichtheid")
    assert sum(found.counts().values()) == 400
    assert not found.is_modelled
    said = " ".join(note.nl for note in found.notes)
    assert "weten we niet" in said
    assert "niet over hun bewoners" in said
    assert "2021" in said
    known = np.isfinite(found.difference)
    assert ((found.low <= found.difference) & (found.difference <= found.high))[known].all()
    assert found.low[known].min() > -100


def test_a_city_is_judged_by_the_country_and_twice_alike() -> None:
    country = city()
    rows = np.flatnonzero(np.array([code.startswith("BU0001") for code in country.areas.codes]))
    whole = make_veerkrachtig(country, catalogue=CATALOGUE, rng=np.random.default_rng(1))
    own = make_veerkrachtig(country.take(rows), catalogue=CATALOGUE, rng=np.random.default_rng(1), reference=country)
    assert isinstance(whole, Veerkrachtig)
    assert isinstance(own, Veerkrachtig)
    # The little that is added to an area without crime depends on the table, and moves a percentage by less than 0.1.
    np.testing.assert_allclose(own.difference, whole.difference[rows], atol=0.1)
    assert (own.reading.classes == whole.reading.classes[rows]).mean() > 0.95


def test_one_wave_is_no_reading() -> None:
    found = make_veerkrachtig(city(waves=(2024,)), catalogue=CATALOGUE, rng=np.random.default_rng(1))
    assert found is Refusal.ONE_WAVE
    assert "Eén gelukkige meting" in found.reason.nl


def test_a_model_is_never_judged_by_a_model() -> None:
    one = city()
    modelled = replace(
        CATALOGUE,
        indicators={
            code: replace(line, modelled=code in {"misdrijven_per_1000", "minder_zelfredzaam"})
            for code, line in CATALOGUE.indicators.items()
        },
    )
    assert make_veerkrachtig(one, catalogue=modelled, rng=np.random.default_rng(1)) is Refusal.BOTH_MODELLED


def test_one_modelled_figure_is_flagged() -> None:
    lines = dict(CATALOGUE.indicators)
    lines["misdrijven_per_1000"] = replace(lines["misdrijven_per_1000"], modelled=True)
    found = make_veerkrachtig(city(), catalogue=replace(CATALOGUE, indicators=lines), rng=np.random.default_rng(1))
    assert isinstance(found, Veerkrachtig)
    assert found.is_modelled
    assert any("schatting van een model" in note.nl for note in found.notes)


def test_what_residents_carry_is_not_read_from_estimates() -> None:
    one = city()
    columns = one.columns()
    for code in ("moeite_met_rondkomen", "aandeel_bijstand"):
        for period in one.periods:
            columns[code, period] = one.column("misdrijven_per_1000", period)
    held = AreaTable.of(one.areas, columns)
    found = carriers(
        held,
        {"bewoners": ("moeite_met_rondkomen",), "instellingen": ("aandeel_bijstand",), "iets": ("weg",)},
        catalogue=CATALOGUE,
        rng=np.random.default_rng(1),
    )
    assert found["bewoners"] is Refusal.ONLY_MODELLED
    assert isinstance(found["instellingen"], Veerkrachtig)
    assert found["iets"] is Refusal.NO_FIGURES


def test_too_few_areas_make_no_reading() -> None:
    found = make_veerkrachtig(city().take(np.arange(12)), catalogue=CATALOGUE, rng=np.random.default_rng(1))
    assert found is Refusal.FEW_AREAS


def test_areas_of_no_gemeente_are_read_too() -> None:
    one = city(count=120)
    names = tuple(f"W{i}" for i in range(120))
    elsewhere = replace(one, areas=Areas(level=Level.OTHER, year=None, codes=names, names=names))
    found = make_veerkrachtig(elsewhere, catalogue=CATALOGUE, rng=np.random.default_rng(1))
    assert isinstance(found, Veerkrachtig)


def halves(given: Measured, columns: list[int]) -> Measured:
    return replace(
        given,
        problems=given.problems[:, columns],
        noise=given.noise[:, columns],
        load=given.load[:, columns],
        load_noise=given.load_noise[:, columns],
        times=given.times[columns],
    )


@pytest.mark.shared_data
@pytest.mark.slow
def test_on_registered_crime_the_class_is_steadier_than_the_raw_residual(shared_data) -> None:
    """The share of all income below which crime is expected is not in this panel; the share of elderly stands in."""
    panel = crime_buurten(shared_data)
    rates = np.stack([panel.column("misdrijven_per_1000", p).values for p in panel.periods_of("misdrijven")], axis=1)
    residents = panel.values[:, -1, panel.position("inwoners")]
    use = (residents >= 200) & (rates > 0).all(axis=1)
    size, waves = residents[use], rates.shape[1]
    count = rates[use] * size[:, None] / 1000
    given = Measured(
        problems=np.log((count + 0.5) / size[:, None] * 1000),
        noise=1 / (count.mean(axis=1, keepdims=True) + 0.5) * np.ones((1, waves)) + 0.02,
        load=np.log(size)[:, None] * np.ones((1, waves)),
        load_noise=np.zeros((len(size), waves)),
        structure=np.empty((len(size), 0)),
        size=size,
        times=np.arange(float(waves)),
        gemeenten=tuple(np.array([f"GM{code[2:6]}" for code in panel.areas.codes])[use]),
    )
    early, late = (reading(halves(given, columns)) for columns in ([0, 1], [2, 3]))
    least = early[1].least
    classes = [np.select([f.classes == VEERKRACHTIG, f.classes == ONDER_DRUK], [-1, 1], 0) for f, _ in (early, late)]
    raw = [np.select([f.raw[:, -1] < -least, f.raw[:, -1] > least], [-1, 1], 0) for f, _ in (early, late)]
    flips = [float((a * b == -1).sum() / np.abs(a).sum()) for a, b in (classes, raw)]
    # Measured: classes turn into their opposite in 0.6%, raw residuals of one wave in 7% of cases.
    assert flips[0] < 0.015
    assert flips[0] < flips[1] / 3
    # The residual without noise of 2021-22 lies nearer to what was measured in 2024 than the raw one of 2022 does.
    target = late[0].raw[:, -1]
    errors = [float(np.sqrt(np.mean((target - one) ** 2))) for one in (early[0].mean, early[0].raw[:, -1])]
    assert errors[0] < 0.92 * errors[1]
