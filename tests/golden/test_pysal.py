"""Published numbers of PySAL: Moran's I of St Louis, Markov chains of incomes; and esda as the oracle of LISA."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from veerkracht.facts.boundaries import Contiguity
from veerkracht.signalering.spatial.clusters import local_clusters
from veerkracht.signalering.spatial.markov import moves, quantile_classes, spatial_moves
from veerkracht.signalering.spatial.moran import moran

pytestmark = pytest.mark.shared_data


def contiguity(file: Path) -> Contiguity:
    """Return the neighbours in a GAL file: per area a line with its id and their number, and a line with their ids."""
    lines = file.read_text().split("\n")
    count = int(lines[0].split()[0])
    ids = [lines[1 + 2 * i].split()[0] for i in range(count)]
    row = {name: i for i, name in enumerate(sorted(ids, key=int))}
    pairs = [(row[ids[i]], row[other]) for i in range(count) for other in lines[2 + 2 * i].split()]
    focal, neighbour = np.array(sorted(pairs), dtype=np.int32).T
    return Contiguity(focal=focal, neighbour=neighbour, count=count)


@pytest.fixture(scope="module")
def folder(shared_data) -> Path:
    return shared_data / "verification" / "pysal"


@pytest.fixture(scope="module")
def incomes(folder) -> np.ndarray:
    table = pd.read_csv(folder / "usjoin.csv")
    return table[[str(year) for year in range(1929, 2010)]].to_numpy(dtype=float)


def test_murders_around_st_louis_lie_together(folder):
    rates = pd.read_csv(folder / "stl_hom.csv")["HR8893"].to_numpy()
    found = moran(rates, contiguity(folder / "stl.gal"), rng=np.random.default_rng(1))
    assert found.value == pytest.approx(0.2436558, abs=5e-8)
    assert found.expected == pytest.approx(-1 / 77)
    # PySAL gives p_norm 0.00013 one-sided under normality; by permutation it is of that order.
    assert found.p < 0.005


def test_incomes_of_states_move_as_published(incomes):
    found = moves(quantile_classes(incomes, classes=5), count=5)
    assert found.counts[0].tolist() == [729, 71, 1, 0, 0]
    assert found.chances[0] == pytest.approx([0.91011236, 0.0886392, 0.00124844, 0.0, 0.0], abs=5e-9)
    assert found.chances.sum(axis=1) == pytest.approx(np.ones(5))


def test_moves_of_states_depend_on_their_neighbours_as_published(folder, incomes):
    relative = incomes / incomes.mean(axis=0)
    found = spatial_moves(relative, contiguity(folder / "states48.gal"), classes=5)
    assert found.q == pytest.approx(200.6237, abs=5e-5)
    assert found.p < 1e-3


@pytest.mark.slow
@pytest.mark.parametrize("case", ["St Louis", "De Smith"])
def test_local_clusters_are_those_of_esda(folder, case):
    esda, graph = oracle()
    if case == "St Louis":
        links = contiguity(folder / "stl.gal")
        values = pd.read_csv(folder / "stl_hom.csv")["HR8893"].to_numpy()
    else:
        links = contiguity(folder / "desmith.gal")
        values = pd.read_csv(folder / "desmith.txt", skiprows=1)["z"].to_numpy()
    ours = local_clusters(values, links, rng=np.random.default_rng(1))
    weights = graph.from_arrays(links.focal, links.neighbour, np.ones(len(links.focal)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = esda.Moran_Local(values, weights.transform("r"), permutations=9999, seed=1, n_jobs=1)
    # Theirs divides by n - 1, ours by n as Anselin does; their p-value is one-sided.
    count = len(values)
    assert ours.local * (count - 1) / count == pytest.approx(theirs.Is, abs=1e-12)
    assert ours.p == pytest.approx(np.minimum(1.0, 2.0 * theirs.p_sim), abs=0.06)


def oracle():
    """Return esda and the graph of libpysal, or skip: they are no requirement of the program (ADR 9)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        esda = pytest.importorskip("esda")
        graph = pytest.importorskip("libpysal.graph").Graph
    return esda, graph
