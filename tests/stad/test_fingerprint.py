from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.stad.fingerprint import fingerprint
from veerkracht.stad.levers import nothing

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.binary())
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


def plain(value):
    """Return a value in which 1, 1.0 and True, and 0.0 and -0.0, differ."""
    if isinstance(value, dict):
        return ("dict", *sorted((key, plain(each)) for key, each in value.items()))
    return [plain(each) for each in value] if isinstance(value, list) else repr(value)


@given(one=VALUES, other=VALUES)
def test_two_values_share_a_fingerprint_only_if_they_are_the_same(one, other):
    assert (fingerprint(one) == fingerprint(other)) == (repr(plain(one)) == repr(plain(other)))


def test_one_bit_in_one_area_makes_another_policy():
    none = nothing(years=2, areas=3)
    some = none.support.copy()
    some[1, 2] = np.nextafter(0, 1)
    assert fingerprint(none) == fingerprint(nothing(years=2, areas=3))
    assert fingerprint(replace(none, support=some)) != fingerprint(none)
    assert fingerprint(replace(none, support=some)) != fingerprint(replace(none, safety=some))


def test_the_way_an_array_lies_in_memory_does_not_count_but_its_shape_and_kind_do():
    values = np.arange(6.0).reshape(2, 3)
    assert fingerprint(np.asfortranarray(values)) == fingerprint(values)
    assert fingerprint(values.astype(">f8")) == fingerprint(values)
    assert len({fingerprint(each) for each in (values, values.T, values.ravel(), values.astype(np.float32))}) == 4


def test_the_order_of_a_set_does_not_count():
    assert fingerprint(frozenset({"a", "b"})) == fingerprint({"b", "a"}) != fingerprint({"a"})


def test_what_has_no_bytes_of_its_own_is_refused():
    with pytest.raises(TypeError, match="function"):
        fingerprint(plain)
