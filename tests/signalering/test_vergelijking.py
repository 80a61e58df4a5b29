"""Gemeenten alike, the place among them, and whether differences within a gemeente grow."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.signalering.cases import buurten, catalogue, indicator, table

from veerkracht.errors.signalering import NoPeersError, UnknownPeerError
from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.indicators import Better, Theme
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import AreaTable
from veerkracht.signalering.spread import differences
from veerkracht.signalering.vergelijking import alike, given_peers, position

CATALOGUE = catalogue()
YEAR = Period(2024)


def gemeenten(count: int = 30, *, seed: int = 0) -> AreaTable:
    rng = np.random.default_rng(seed)
    codes = tuple(f"GM{i + 1:04d}" for i in range(count))
    return table(
        Areas(level=Level.GEMEENTE, year=2024, codes=codes, names=codes),
        {
            ("inwoners", 2024): np.round(np.exp(rng.uniform(9, 13, count))),
            ("omgevingsadressendichtheid", 2024): np.exp(rng.uniform(5, 8, count)),
            ("corporatiewoningen", 2024): rng.uniform(10, 50, count),
            ("onv", 2024): rng.normal(0, 0.07, count),
        },
    )


def test_a_twin_is_the_first_of_the_gemeenten_alike() -> None:
    one = gemeenten()
    values = one.values.copy()
    values[7] = values[3] * 1.001
    assert alike(replace(one, values=values), "GM0004").peers[0] == "GM0008"


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 12))
def test_the_outcome_has_no_part_in_who_is_alike(seed: int, k: int) -> None:
    one = gemeenten(seed=seed)
    values = one.values.copy()
    values[:, :, one.position("onv")] *= -17
    found = alike(one, "GM0001", k=k)
    assert found == alike(replace(one, values=values), "GM0001", k=k)
    assert "GM0001" not in found.peers
    assert list(found.distances) == sorted(found.distances)
    assert len(found.peers) == k


def test_a_gemeente_of_which_too_little_is_known_asks_for_names() -> None:
    one = gemeenten().select(indicators=["inwoners", "onv"])
    with pytest.raises(NoPeersError) as caught:
        alike(one, "GM0001")
    assert "Noem zelf gemeenten" in caught.value.message("nl")
    assert "we know 1, and need two" in str(caught.value)


def test_an_unknown_gemeente_is_met_with_a_suggestion() -> None:
    with pytest.raises(UnknownPeerError) as caught:
        given_peers(gemeenten(), "GM0001", peers=["GM003"])
    assert "Bedoelt u 'GM0030'?" in caught.value.message("nl")


def test_named_peers_count_once_and_never_the_gemeente_itself() -> None:
    assert given_peers(gemeenten(), "GM0001", peers=["GM0002", "GM0001", "GM0002"]).peers == ("GM0002",)


def test_the_place_among_peers_has_an_interval_that_holds_it() -> None:
    one = gemeenten()
    among = alike(one, "GM0001", k=10)
    found = position(one, "onv", among=among, period=YEAR, catalogue=CATALOGUE, rng=np.random.default_rng(1))
    assert 1 <= found.rank_low <= found.rank <= found.rank_high <= found.of == 11
    assert found.low <= found.median <= found.high
    assert set(found.values) == set(among.peers)


def test_the_same_draws_give_the_same_interval() -> None:
    one = gemeenten()
    among = alike(one, "GM0001", k=10)
    twice = [
        position(one, "onv", among=among, period=YEAR, catalogue=CATALOGUE, rng=np.random.default_rng(5))
        for _ in range(2)
    ]
    assert twice[0] == twice[1]


def city(*, growing: bool, noise: float = 0.01, seed: int = 0) -> AreaTable:
    rng = np.random.default_rng(seed)
    place = rng.normal(0, 0.07, 120)
    columns = {("inwoners", 2024): np.full(120, 1500.0)}
    for i, year in enumerate((2014, 2018, 2020, 2022, 2024)):
        columns["onv", year] = place * (1 + 0.15 * i * growing) + rng.normal(0, noise, 120)
    return table(buurten(120), columns)


def test_growing_differences_are_seen() -> None:
    found = differences(city(growing=True), "onv", catalogue=CATALOGUE, rng=np.random.default_rng(1))
    assert found is not None
    assert found.p_grows > 0.95
    assert found.spread[-1] > 1.3 * found.spread[0]
    assert (found.low <= found.spread).all()
    assert (found.spread <= found.high).all()


def test_noise_is_not_taken_for_difference() -> None:
    found = differences(city(growing=False, noise=0.04), "onv", catalogue=CATALOGUE, rng=np.random.default_rng(1))
    assert found is not None
    assert found.spread.mean() == pytest.approx(0.07, rel=0.15)


def test_too_few_areas_make_no_statement() -> None:
    few = city(growing=True).take(np.arange(8))
    assert differences(few, "onv", catalogue=CATALOGUE, rng=np.random.default_rng(1)) is None


def test_buurten_are_chosen_on_what_they_are_and_not_on_how_they_do() -> None:
    rng = np.random.default_rng(3)
    homes = indicator("koopwoningen", better=Better.NEITHER, theme=Theme.WONINGVOORRAAD)
    one = table(
        buurten(300, gemeenten=20),
        {
            ("inwoners", 2024): np.round(np.exp(rng.uniform(5, 9, 300))),
            ("omgevingsadressendichtheid", 2024): np.exp(rng.uniform(5, 8, 300)),
            ("koopwoningen", 2024): rng.uniform(10, 90, 300),
            ("misdrijven_per_1000", 2024): rng.gamma(3, 10, 300),
        },
    )
    code = one.areas.codes[0]
    found = alike(one, code, k=20)
    assert found.alike_on == ("inwoners", "omgevingsadressendichtheid", "koopwoningen")
    values = one.values.copy()
    values[:, :, one.position("misdrijven_per_1000")] = values[::-1, :, one.position("misdrijven_per_1000")]
    assert alike(replace(one, values=values), code, k=20) == found
    among = position(
        one, "misdrijven_per_1000", among=found, period=YEAR, catalogue=catalogue(homes), rng=np.random.default_rng(1)
    )
    assert among.rank_low < among.rank_high
    assert among.of == 21
