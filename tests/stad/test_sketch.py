from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from veerkracht.stad.sketch import ACCURACY, MEAN_UNIT, SMALLEST, mean, merged, quantiles, sketch_of

PROBABILITIES = (0.0, 0.05, 0.5, 0.95, 1.0)
# Up to counts of households of a country, and down to nothing; 32 bits, as runs are kept.
VALUES = st.floats(-1e9, 1e9, width=32)
RUNS = hnp.arrays(np.float32, st.tuples(st.integers(1, 40), st.integers(1, 4)), elements=VALUES)


@settings(max_examples=200)
@given(values=RUNS)
def test_a_quantile_is_never_further_off_than_is_said(values):
    found = quantiles(sketch_of(values), PROBABILITIES)
    exact = np.quantile(values.astype(float), PROBABILITIES, axis=0, method="lower")
    assert (np.abs(found - exact) <= ACCURACY * np.abs(exact) * (1 + 1e-9) + SMALLEST).all()


@settings(max_examples=200)
@given(values=RUNS)
def test_a_mean_is_never_further_off_than_is_said(values):
    exact = values.astype(float).mean(axis=0)
    assert np.allclose(mean(sketch_of(values)), exact, rtol=1e-12, atol=MEAN_UNIT / 2 * (1 + 1e-6))


@given(values=RUNS, data=st.data())
def test_sketches_add_up_to_the_same_bytes_however_cut_and_in_whatever_order(values, data):
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, len(values) - 1)), max_size=5)))
    pieces = [sketch_of(piece) for piece in np.split(values, cuts) if len(piece)]
    found = merged(data.draw(st.permutations(pieces)))
    whole = sketch_of(values)
    for name in ("keys", "counts", "sums"):
        assert getattr(found, name).tobytes() == getattr(whole, name).tobytes()
    assert found.runs == whole.runs


def test_values_of_many_columns_are_put_on_the_grid_a_few_at_a_time_with_the_same_result(monkeypatch):
    values = np.random.default_rng(1).normal(size=(6, 50)).astype(np.float32)
    at_once = sketch_of(values)
    monkeypatch.setattr("veerkracht.stad.sketch._AT_ONCE", 20)
    in_steps = sketch_of(values)
    assert at_once.keys.tobytes() == in_steps.keys.tobytes()
    assert at_once.sums.tobytes() == in_steps.sums.tobytes()


def test_a_sketch_of_a_thousand_runs_is_much_smaller_than_the_runs():
    values = np.random.default_rng(1).poisson(200, size=(1000, 100)).astype(np.float32)
    found = sketch_of(values)
    assert found.keys.nbytes + found.counts.nbytes < values.nbytes / 2
