"""Forecasts of real panels, scored on the wave that they did not see: better than no change, and honest margins."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from veerkracht.cli.main import cli

pytestmark = [pytest.mark.shared_data, pytest.mark.slow]


def forecast(panel: pd.DataFrame, folder: Path, *more: object, target: int) -> pd.DataFrame:
    panel.to_csv(folder / "panel.csv", index=False, na_rep="NA")
    files = ["--panel", folder / "panel.csv", "--out", folder / "out.csv", "--target", target]
    command = [str(word) for word in ["signalering", "forecast", *files, *more]]
    CliRunner().invoke(cli, command, catch_exceptions=False)
    found = pd.read_csv(folder / "out.csv")
    assert list(found["area"]) == list(dict.fromkeys(panel["area"]))
    return found.set_index("area")


def long(wide: pd.DataFrame, waves: list[int]) -> pd.DataFrame:
    return wide[waves].rename_axis("area").reset_index().melt("area", var_name="period", value_name="value")


def rmse(found: pd.Series, true: pd.Series) -> float:
    return float(np.sqrt(np.nanmean((found - true) ** 2)))


def covered(found: pd.DataFrame, true: pd.Series) -> float:
    known = found.join(true.rename("true")).dropna(subset=["expected", "true"])
    return float(((known.low90 <= known.true) & (known.true <= known.high90)).mean())


def brier_skill(found: pd.DataFrame, last: pd.Series, true: pd.Series, *, sign: int) -> float:
    """Return the gain of p_worst10 over the same chance for each area."""
    known = found.join((sign * (true - last)).rename("change")).dropna(subset=["p_worst10", "change"])
    worst = known.change >= known.change.quantile(0.9)
    return float(1 - ((known.p_worst10 - worst) ** 2).mean() / (0.1 * 0.9))


@pytest.fixture(scope="module")
def wijken(shared_data) -> pd.DataFrame:
    table = pd.read_csv(shared_data / "leefbaarometer" / "Leefbaarometer-scores wijken 2002-2020.csv")
    return table.pivot(index="wk_code", columns="jaar", values="onv")


@pytest.fixture(scope="module")
def buurten(shared_data) -> pd.DataFrame:
    return pd.read_csv(shared_data / "misdrijven_gezondheid" / "buurten_panel.csv").set_index("buurtcode")


def test_nuisance_in_wijken_from_two_waves(wijken, tmp_path):
    found = forecast(long(wijken, [2014, 2018]), tmp_path, "--worse", "low", target=2020)
    known = found.index[found.expected.notna() & wijken[2020].reindex(found.index).notna()]
    assert rmse(found.expected[known], wijken[2020][known]) < rmse(wijken[2018][known], wijken[2020][known])
    assert 0.85 <= covered(found, wijken[2020]) <= 0.96
    # Two waves allow no test on the past, so nothing is claimed.
    assert set(found["class"]) <= {"onzeker", "onbekend"}


@pytest.mark.parametrize("covariates", [False, True], ids=["alone", "with covariates"])
def test_crime_in_buurten_at_the_last_exposure(buurten, tmp_path, covariates):
    wide = buurten.rename(columns={f"misdrijven_{year}": year for year in range(2021, 2025)})
    panel = long(wide, [2021, 2022, 2023]).merge(wide[["dem_inwoners"]], left_on="area", right_index=True)
    more: list[object] = ["--kind", "count", "--exposure", "dem_inwoners"]
    if covariates:
        columns = ["dem_dichtheid", "dem_wozWaarde", "dem_koopwoningen", "dem_stedelijkheid", "gemeente"]
        wide[columns].rename_axis("area").reset_index().to_csv(tmp_path / "cov.csv", index=False)
        more += ["--covariates", tmp_path / "cov.csv"]
    found = forecast(panel, tmp_path, *more, target=2024)
    large = found.index[found.expected.notna() & (wide.dem_inwoners.reindex(found.index) >= 200)]
    logs = {
        name: np.log((values[large] + 1) / wide.dem_inwoners[large])
        for name, values in (("model", found.expected), ("last", wide[2023]), ("true", wide[2024]))
    }
    assert rmse(logs["model"], logs["true"]) < 0.9 * rmse(logs["last"], logs["true"])
    assert 0.87 <= covered(found, wide[2024]) <= 0.95
    assert brier_skill(found, wide[2023], wide[2024], sign=1) > 0.05


def test_the_english_index_from_four_editions(shared_data, tmp_path):
    folder, columns = shared_data / "verification" / "imd", {}
    for year, code in ((2004, "01"), (2007, "01"), (2010, "01"), (2015, "11"), (2019, "11")):
        table = pd.read_csv(folder / f"imd{year}_england_lsoa{code}.csv.gz").set_index(f"lsoa{code}_code")
        columns[year] = 100 * (1 - (table.IMD_rank - 1) / len(table))
        if year == 2015:
            gemeente = table.lad13_code
    # A third of England, whole districts, keeps the test quick.
    wide = pd.DataFrame(columns).dropna()
    districts = sorted(gemeente.reindex(wide.index).unique())[::3]
    wide = wide[gemeente.reindex(wide.index).isin(districts)]
    gemeente.reindex(wide.index).rename_axis("area").reset_index().to_csv(tmp_path / "cov.csv", index=False)
    panel = long(wide, [2004, 2007, 2010, 2015])
    found = forecast(
        panel, tmp_path, "--covariates", tmp_path / "cov.csv", "--json", tmp_path / "all.json", target=2019
    )
    # Ranks hardly move, so no change is hard to beat here; the list of the worst tenth is what is worth something.
    assert rmse(found.expected, wide[2019]) < 1.05 * rmse(wide[2015], wide[2019])
    assert brier_skill(found, wide[2015], wide[2019], sign=1) > 0
    node = json.loads((tmp_path / "all.json").read_text("utf-8"))
    assert [one["target"] for one in node["backtest"]["origins"]] == ["2010", "2015"]


def test_a_town_of_21_buurten_gets_a_forecast_and_a_warning(shared_data, tmp_path):
    held = json.loads((shared_data / "kwb" / "baarn_2016_2025" / "baarn_social_data.json").read_text("utf-8"))
    lines = [
        {"area": code, "period": year, "value": value}
        for code, buurt in held["buurten"].items()
        for year, value in sorted(buurt["tijdreeksen"]["bijstandsontvangers"].items())
    ]
    panel = pd.DataFrame(lines)
    found = forecast(panel, tmp_path, "--kind", "count", "--json", tmp_path / "all.json", target=2025)
    assert len(found) == 21
    assert found.expected.notna().all()
    assert (found.low90 >= 0).all()
    notes = json.loads((tmp_path / "all.json").read_text("utf-8"))["notes"]
    assert any("valt er weinig te leren" in note["nl"] for note in notes)
