"""The real panels of ../shared/data as arrays: nuisance per wijk, crime per buurt, the English index per LSOA."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from veerkracht.facts.periods import Period
from veerkracht.signalering.verwachting.panel import Covariates, Kind, Panel, Worse

CRIME_COVARIATES = {
    "dem_dichtheid": "omgeving",
    "dem_stedelijkheid": "omgeving",
    "dem_adressendichtheid": "omgeving",
    "dem_wozWaarde": "wonen",
    "dem_koopwoningen": "wonen",
    "dem_eengezinswoning": "wonen",
    "dem_huishoudensgrootte": "bewoners",
    "dem_inkomenPerInwoner": "inkomen",
    "dem_afstandSupermarkt": "omgeving",
    "dem_inwoners0tot15": "leeftijd",
    "dem_inwoners65plus": "leeftijd",
}


def onv_wijken(folder: Path) -> Panel:
    """Leefbaarometer, dimension onv (high is good), about 3,300 wijken in 2014, 2018 and 2020; gemeente of 2022."""
    read = pd.read_csv(folder / "leefbaarometer" / "Leefbaarometer-scores wijken 2002-2020.csv")
    wide = read.pivot_table(index="wk_code", columns="jaar", values="onv")[[2014, 2018, 2020]]
    wide = wide[wide.notna().any(axis=1)]
    return _panel(wide, gemeente=wide.index.str.slice(2, 6), kind=Kind.SCORE, worse="low")


def crime_buurten(folder: Path, *, least: float = 0.0, with_covariates: bool = False) -> Panel:
    """Registered crime of about 14,000 buurten in 2021-2024 over the residents of 2024; covariates have no period."""
    read = pd.read_csv(folder / "misdrijven_gezondheid" / "buurten_panel.csv", low_memory=False)
    read = read.drop_duplicates("buurtcode").set_index("buurtcode")
    read = read[read["dem_inwoners"] >= max(least, 1.0)]
    wide = read[[f"misdrijven_{year}" for year in range(2021, 2025)]]
    wide.columns = pd.Index(range(2021, 2025))
    residents = read["dem_inwoners"].to_numpy(dtype=np.float64)
    panel = _panel(wide, gemeente=read["gemeentecode"], kind=Kind.COUNT, worse="high")
    panel = replace(panel, exposure=np.repeat(residents[:, None], 4, axis=1))
    if not with_covariates:
        return panel
    columns = read[list(CRIME_COVARIATES)].to_numpy(dtype=np.float64)
    covariates = Covariates(
        names=tuple(CRIME_COVARIATES), themes=tuple(CRIME_COVARIATES.values()), periods=(), values=columns[:, None]
    )
    return replace(panel, covariates=covariates)


def english_index(folder: Path) -> Panel:
    """Percentile of multiple deprivation (100 is most deprived) of the 31,672 LSOAs in all of five editions."""
    columns, districts = {}, pd.Series(dtype=str)
    for year, code in ((2004, "01"), (2007, "01"), (2010, "01"), (2015, "11"), (2019, "11")):
        path = folder / "verification" / "imd" / f"imd{year}_england_lsoa{code}.csv.gz"
        read = pd.read_csv(path).set_index(f"lsoa{code}_code")
        columns[year] = 100.0 * (1.0 - (read["IMD_rank"] - 1.0) / len(read))
        districts = read["lad13_code"] if year == 2015 else districts
    wide = pd.DataFrame(columns).dropna()
    return _panel(wide, gemeente=districts.reindex(wide.index), kind=Kind.PERCENTAGE, worse="high")


def _panel(wide: pd.DataFrame, *, gemeente: object, kind: Kind, worse: Worse) -> Panel:
    values = wide.to_numpy(dtype=np.float64)
    unknown = np.full(values.shape, np.nan)
    return Panel(
        areas=tuple(wide.index),
        groups=np.unique(np.asarray(gemeente, dtype=str), return_inverse=True)[1],
        periods=tuple(Period(int(year)) for year in wide.columns),
        values=values,
        size=unknown,
        error=unknown,
        exposure=np.ones(values.shape),
        kind=kind,
        worse=worse,
    )
