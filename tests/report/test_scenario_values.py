"""A number over all runs: its band is that of numpy, and what one run does not know is not known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from veerkracht.report.stad.values import spread_of

NUMBERS = arrays(np.float64, st.integers(1, 70), elements=st.floats(-1e9, 1e9))


@given(NUMBERS)
def test_the_ends_of_a_band_are_the_quantiles_of_numpy_to_the_last_bit(values):
    found = spread_of(values)
    assert [found.low, found.middle, found.high] == list(np.quantile(values, (0.05, 0.5, 0.95)))
    assert found.mean == values.mean()


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_number_that_one_run_does_not_know_is_not_known(at):
    values = [1.0, 2.0, 3.0]
    values[at] = math.nan
    found = spread_of(values)
    assert not found.is_known
    assert math.isnan(found.mean)
