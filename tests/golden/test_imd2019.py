"""The English Index of Multiple Deprivation 2019, from the ranks of its domains."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from index_tables import one_year

from veerkracht.index.build import build_index
from veerkracht.index.normalise import Exponential
from veerkracht.workflows.indexing import load_design

LSOAS = 32_844


def test_the_exponential_scale_runs_as_the_technical_report_draws_it():
    # MHCLG (2019) Technical Report, appendix E: the most deprived area scores 100, the worst tenth 50 and more.
    scale = Exponential(scale=23.0, high=100.0)
    places = np.arange(1.0, LSOAS + 1)
    scores = scale.apply(places, fitted={"ordered": places})
    assert scores[-1] == pytest.approx(100.0)
    assert scores[int(LSOAS * 0.9)] == pytest.approx(50.0, abs=0.5)
    assert (np.diff(scores) > 0).all()


@pytest.mark.shared_data
def test_the_index_is_the_published_one(shared_data):
    folder = shared_data / "verification" / "imd"
    frame = pd.read_csv(folder / "imd2019_england_lsoa11.csv.gz").set_index("lsoa11_code")
    scores = pd.read_csv(folder / "imd2019_overall_score_mysociety.csv.gz").set_index("lsoa")["overall_local_score"]
    design = load_design("imd2019")
    result = build_index(one_year(frame, design.columns), design)
    assert len(frame) == LSOAS
    assert np.abs(result.score() - scores.loc[frame.index].to_numpy()).max() <= 0.0014
    assert (result.rank() == frame["IMD_rank"].to_numpy()).mean() >= 0.9967


def test_the_weights_are_used_literally_though_they_add_up_to_0_999():
    assert sum(leaf.weight for leaf in load_design("imd2019").indicators) == pytest.approx(0.999)
