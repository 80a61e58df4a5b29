"""Compind's examples; where that package is wrong, the right behaviour is pinned."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from veerkracht.index.aggregate import BenefitOfTheDoubt, Generalised, MazziottaPareto
from veerkracht.index.normalise import ReferenceRange, ZScore

EQUAL = np.ones(2)


@pytest.fixture(scope="module")
def regions(shared_data) -> pd.DataFrame:
    return pd.read_csv(shared_data / "verification" / "compind" / "out_EU_NUTS1_mpi_bod.csv")


@pytest.fixture(scope="module")
def networks(regions) -> np.ndarray:
    return regions[["roads", "trains"]].to_numpy().T


@pytest.mark.shared_data
def test_the_mazziotta_pareto_index_of_road_and_rail_is_the_published_one(regions, networks):
    scale = ZScore(mean=100.0, deviation=10.0, spread="sample")
    scores = np.stack([scale.apply(row, fitted=scale.fit(row, sign=1.0, name="x")) for row in networks])
    found = MazziottaPareto(penalty="plus", spread="sample").combine(scores, weights=EQUAL, node="x")
    assert np.abs(found - regions["mpi_neg"]).max() < 1e-9


@pytest.mark.shared_data
@pytest.mark.parametrize(("low", "column"), [(0.0, "bod"), (0.05, "bod_constr05")])
def test_the_benefit_of_the_doubt_is_the_published_one(regions, networks, low, column):
    found = BenefitOfTheDoubt(low_share=low, high_share=1.0).combine(networks, weights=EQUAL, node="x")
    assert np.abs(found - regions[column]).max() < 1e-9


@pytest.fixture(scope="module")
def adjusted(shared_data) -> np.ndarray:
    """Employment and energy use of 30 countries in 2010 and 2011 on 70-130, shape (indicators, countries, years)."""
    frame = pd.read_csv(shared_data / "verification" / "compind" / "EU_2020.csv")
    rows = []
    for name, reference in (("employ", 50.0), ("finalenergy", 100.0)):
        values = frame[[f"{name}_2010", f"{name}_2011"]].to_numpy()
        scale = ReferenceRange(reference=reference, low=70.0, high=130.0)
        rows.append(scale.apply(values, fitted=scale.fit(values, sign=1.0, name=name)))
    return np.stack(rows)


@pytest.mark.shared_data
def test_the_adjusted_mpi_is_the_published_one(shared_data, adjusted):
    wanted = pd.read_csv(shared_data / "verification" / "compind" / "out_ampi_EU2020.csv")[["2010", "2011"]]
    mpi = MazziottaPareto(penalty="minus", spread="population")
    found = mpi.combine(adjusted.reshape(2, -1), weights=EQUAL, node="x").reshape(-1, 2)
    # Published to three decimals.
    assert np.abs(found - wanted.to_numpy()).max() <= 0.0005 + 1e-9


@pytest.mark.shared_data
def test_the_sign_of_the_penalty_counts_in_the_adjusted_mpi(adjusted):
    # The call behind the published values asked for a penalty upwards; Compind's ci_ampi ignored it.
    flat = adjusted.reshape(2, -1)
    plus = MazziottaPareto(penalty="plus", spread="population").combine(flat, weights=EQUAL, node="x")
    minus = MazziottaPareto(penalty="minus", spread="population").combine(flat, weights=EQUAL, node="x")
    assert np.allclose(plus - flat.mean(axis=0), flat.mean(axis=0) - minus)
    assert (plus > minus).all()


def test_a_generalised_mean_of_equal_values_is_that_value():
    # Compind's ci_generalized_mean gives another number here, as it does not divide by the number of indicators.
    for power in (-2.0, -1.0, 0.5, 1.0, 2.0, 3.0):
        found = Generalised(power=power).combine(np.full((3, 1), 7.0), weights=np.ones(3), node="x")
        assert found[0] == pytest.approx(7.0)


def test_a_benefit_of_the_doubt_example_by_hand():
    # Two areas, each best at one thing, and one in between on the line: all on the frontier.
    values = np.array([[1.0, 0.0, 0.5, 0.25], [0.0, 1.0, 0.5, 0.25]])
    found = BenefitOfTheDoubt(low_share=0.0, high_share=1.0).combine(values, weights=EQUAL, node="x")
    assert found == pytest.approx([1.0, 1.0, 1.0, 0.5])
