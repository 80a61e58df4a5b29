from __future__ import annotations

import time

import numpy as np

from veerkracht.writers.npz import Rows, write_npz

ARRAYS = {"b/two": np.arange(6.0).reshape(2, 3), "a": np.array([1, 2], dtype=np.int64), "none": np.zeros((0, 3))}


def test_numpy_reads_what_was_written(tmp_path):
    write_npz(tmp_path / "a.npz", ARRAYS)
    with np.load(tmp_path / "a.npz", allow_pickle=False) as found:
        assert set(found) == set(ARRAYS)
        for name, values in ARRAYS.items():
            assert found[name].dtype == values.dtype
            assert np.array_equal(found[name], values)


def test_the_bytes_do_not_depend_on_the_clock_nor_on_the_order(tmp_path, monkeypatch):
    write_npz(tmp_path / "a.npz", ARRAYS)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(0))
    write_npz(tmp_path / "b.npz", dict(reversed(ARRAYS.items())))
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_an_array_that_comes_in_pieces_gives_the_same_bytes(tmp_path):
    whole = np.arange(12, dtype=np.float32).reshape(4, 3)
    write_npz(tmp_path / "a.npz", {"x": whole})
    write_npz(tmp_path / "b.npz", {"x": Rows(shape=(4, 3), dtype=whole.dtype, pieces=[whole[:1], whole[1:]])})
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
