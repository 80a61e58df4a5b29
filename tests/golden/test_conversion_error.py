"""The error of a conversion holds on real buurten: a wijk is cut into its buurten, of which the truth is published."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.conversion import ConversionChoices, convert
from veerkracht.facts.crosswalk import CodeLinks, from_links
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import AreaTable, Column, Reason
from veerkracht.sources.shipped import load_catalogue

pytestmark = pytest.mark.shared_data

THEN = Period(2020)
COUNTED = {
    "inwoners": "AantalInwoners",
    "inwoners_65_plus": "k_65JaarOfOuder",
    "eenpersoonshuishoudens": "Eenpersoonshuishoudens",
    "huishoudens": "HuishoudensTotaal",
}


@pytest.fixture(scope="module")
def buurten(shared_data) -> pd.DataFrame:
    table = pd.read_parquet(shared_data / "kwb" / "84799NED_2020" / "cbs.v3.84799NED_TypedDataSet.parquet")
    table.columns = [re.sub(r"_\d+$", "", name) for name in table.columns]
    table = table.loc[:, ~table.columns.duplicated()]
    table["code"] = table["WijkenEnBuurten"].str.strip()
    table = table[table["code"].str.startswith("BU")]
    found = pd.DataFrame({code: pd.to_numeric(table[name]) for code, name in COUNTED.items()}).set_axis(table["code"])
    found["wijk"] = "BU" + found.index.str[2:8] + "00"
    whole = found.groupby("wijk")["huishoudens"].transform("sum")
    # A wijk of buurt-like size in which one buurt keeps most of the households, so that it is comparable.
    found["share"] = found["huishoudens"] / whole
    return found[(whole >= 300) & (whole <= 8000) & found["inwoners"].notna() & (found["huishoudens"] > 0)]


@pytest.mark.parametrize("code", ["inwoners", "inwoners_65_plus", "eenpersoonshuishoudens"])
def test_nine_in_ten_converted_counts_are_within_their_margin(buurten, code):
    held = buurten.groupby("wijk").sum(numeric_only=True)
    old = Areas(level=Level.BUURT, year=2019, codes=tuple(held.index), names=tuple(held.index))
    new = tuple("BU9" + name[3:] for name in buurten.index)
    links = CodeLinks(
        level=Level.BUURT,
        old_year=2019,
        new_year=2020,
        old=tuple(buurten["wijk"]),
        new=new,
        shares=(buurten["huishoudens"] / held.loc[buurten["wijk"], "huishoudens"].to_numpy()).to_numpy(),
        names=new,
    )
    before = AreaTable.of(old, {(code, THEN): Column.of(held[code].to_numpy(dtype=float))})
    after = convert(before, from_links(links), catalogue=load_catalogue()).column(code, THEN)
    cut = (after.reasons == Reason.PRESENT) & (links.shares < 1)
    truth = buurten[code].to_numpy(dtype=float)
    assert cut.sum() > 200
    within = np.abs(after.values[cut] - truth[cut]) <= 1.645 * after.errors[cut]
    # One spread serves all other counts, that of people on social assistance; these vary less, so more are within.
    assert within.mean() >= 0.9


def test_a_part_that_is_too_small_is_refused_for_a_reason(buurten):
    """A quarter of the households elsewhere is where the error of a share reaches 0.29 of its spread between areas."""
    standard = ConversionChoices()
    beyond = np.sqrt(standard.most_mixed / (1 - standard.most_mixed)) * standard.mean_spread
    assert beyond == pytest.approx(0.29, abs=0.005)
    part = buurten[(buurten["share"] > 0.7) & (buurten["share"] < 0.8)]
    held = buurten.groupby("wijk").sum(numeric_only=True).loc[part["wijk"]]
    share = 100 * part["inwoners_65_plus"] / part["inwoners"]
    of_wijk = 100 * held["inwoners_65_plus"].to_numpy() / held["inwoners"].to_numpy()
    off = float(np.sqrt(np.mean((share.to_numpy() - of_wijk) ** 2)))
    spread = float((100 * buurten["inwoners_65_plus"] / buurten["inwoners"]).std())
    assert off < beyond * spread * 1.2
