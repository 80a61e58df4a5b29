"""The real panels of ../shared/data as tables, for the tests that may use them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
from tests.signalering.cases import table

from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.tables import AreaTable, Reason


def onv_wijken(folder: Path) -> AreaTable:
    """Leefbaarometer, dimension onv, of 3,290 wijken in 2014, 2018 and 2020, with the residents of 2022."""
    read = pd.read_csv(folder / "leefbaarometer" / "Leefbaarometer-scores wijken 2002-2020.csv")
    wide = read.pivot_table(index=["wk_code", "wk_naam"], columns="jaar", values="onv")[[2014, 2018, 2020]].dropna()
    codes = tuple(wide.index.get_level_values(0))
    areas = Areas(level=Level.WIJK, year=2020, codes=codes, names=tuple(wide.index.get_level_values(1)))
    known = pyogrio.read_dataframe(folder / "geometry" / "wijken_2022.gpkg", read_geometry=False).set_index("code")
    columns = {("onv", year): wide[year].to_numpy() for year in (2014, 2018, 2020)}
    columns["inwoners", 2022] = known["population"].reindex(codes).to_numpy(dtype=np.float64)
    return table(areas, columns, boundary_year=2020)


def crime_buurten(folder: Path) -> AreaTable:
    """Registered crime of 14,574 buurten in 2021-2024, with the residents of 2024."""
    read = pd.read_csv(folder / "misdrijven_gezondheid" / "buurten_panel.csv", low_memory=False)
    read = read.drop_duplicates("buurtcode")
    areas = Areas(level=Level.BUURT, year=2024, codes=tuple(read["buurtcode"]), names=tuple(read["naam"].astype(str)))
    residents = read["dem_inwoners"].to_numpy(dtype=np.float64)
    columns: dict[tuple[str, int], np.ndarray] = {("inwoners", 2024): residents}
    for year in range(2021, 2025):
        crimes = read[f"misdrijven_{year}"].to_numpy(dtype=np.float64)
        columns["misdrijven", year] = crimes
        with np.errstate(divide="ignore", invalid="ignore"):
            columns["misdrijven_per_1000", year] = np.where(residents > 0, crimes / residents * 1000, np.nan)
    return table(areas, columns, missing=Reason.NOT_MEASURED)
