"""Where households out of institutions come to live: by what was agreed, as far as there is room."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.stad.households import SEGMENTS, Segment
from veerkracht.stad.micro_urgent import quota_homes
from veerkracht.stad.rng import Purpose, key


def market_of(room: list[int]):
    """Return a market in which only cheap homes stand empty."""
    areas = len(room)
    dwellings = np.zeros(SEGMENTS * areas, dtype=np.int64)
    dwellings[Segment.CHEAP * areas : (Segment.CHEAP + 1) * areas] = room
    return SimpleNamespace(dwellings=dwellings, occupied=np.zeros_like(dwellings))


def counted(room, *, number, weight, seed=1, year=0) -> np.ndarray:
    start = key(seed, run=0, year=year, purpose=Purpose.QUOTA)
    homes = quota_homes(market_of(room), number=number, weight=np.array(weight, dtype=np.float64), start=start)
    return np.bincount(homes - Segment.CHEAP * len(room), minlength=len(room))


def test_over_the_years_each_area_gets_the_share_that_was_agreed():
    weight = [2.4, 2.4, 2.4, 3.8, 0.0]
    total = sum(counted([50] * 5, number=11, weight=weight, year=year) for year in range(400))
    np.testing.assert_allclose(total / 400, np.array(weight), atol=0.15)


def test_no_area_gets_what_all_others_leave_over():
    found = counted([50] * 20, number=27, weight=[1.0] * 19 + [1.01])
    assert set(found) <= {1, 2}


@given(
    st.lists(st.tuples(st.integers(0, 9), st.floats(0.0, 5.0)), min_size=1, max_size=12),
    st.integers(1, 60),
    st.integers(0, 2**32),
)
def test_as_many_are_housed_as_there_is_room_and_never_more_in_one_area(areas, number, seed):
    room, weight = [one[0] for one in areas], [one[1] for one in areas]
    found = counted(room, number=number, weight=weight, seed=seed)
    assert (found <= room).all()
    wanted = sum(space for space, share in areas if share > 0) if any(weight) else sum(room)
    assert found.sum() == min(number, wanted)
