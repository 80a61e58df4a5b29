"""Coverage: polygons that fit together keep fitting, whatever detail is taken away."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.facts.coverage import GAP_M, fitting, simplified, whole


def puzzle(*, seed: int, across: int = 5, steps: int = 12) -> np.ndarray:
    """Return wavy pieces of about a kilometre that share their borders exactly."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(across * steps + 1), np.arange(across * steps + 1), indexing="ij")
    corners = np.dstack((x, y)) * 80.0 + rng.uniform(-14, 14, (*x.shape, 2)) + 100_000
    pieces = []
    for i in range(0, across * steps, steps):
        for j in range(0, across * steps, steps):
            block = corners[i : i + steps + 1, j : j + steps + 1]
            pieces.append(
                shapely.Polygon(np.vstack((block[:-1, 0], block[-1, :-1], block[:0:-1, -1], block[0, :0:-1])))
            )
    return np.array(pieces, dtype=object)


def torn(pieces: np.ndarray, *, seed: int) -> np.ndarray:
    """Return every piece simplified on its own, as the polygons of the Leefbaarometer are: slivers at each border."""
    return shapely.simplify(pieces, np.random.default_rng(seed).uniform(2, 14, len(pieces)))


@given(st.integers(0, 10**6))
@settings(max_examples=15, deadline=None)
def test_pieces_that_fit_come_back_as_they_are(seed):
    pieces = puzzle(seed=seed)
    assert shapely.equals_exact(fitting(pieces), pieces).all()


@given(st.integers(0, 10**6), st.sampled_from([2.0, 5.0, 20.0]))
@settings(max_examples=25, deadline=None)
def test_with_less_detail_neighbours_share_every_point_and_areas_stay_within_one_percent(seed, tolerance):
    pieces = puzzle(seed=seed)
    simple = simplified(pieces, tolerance_m=tolerance)
    assert shapely.coverage_is_valid(simple)
    assert shapely.get_num_coordinates(simple).sum() <= shapely.get_num_coordinates(pieces).sum()
    assert np.abs(shapely.area(simple) / shapely.area(pieces) - 1).max() < 0.01


@given(st.integers(0, 10**6))
@settings(max_examples=15, deadline=None)
def test_slivers_between_two_drawings_of_one_border_are_closed(seed):
    pieces = torn(puzzle(seed=seed), seed=seed)
    assert not shapely.coverage_is_valid(pieces)
    fit = fitting(pieces)
    assert shapely.coverage_is_valid(fit)
    assert shapely.get_num_interior_rings(shapely.get_parts(shapely.coverage_union_all(fit))).sum() == 0
    assert np.abs(shapely.area(fit) / shapely.area(pieces) - 1).max() < 0.03


def test_land_that_belongs_to_nobody_stays_empty():
    pieces = puzzle(seed=1)
    without = np.delete(pieces, 12)
    assert shapely.area(fitting(without)).sum() == pytest.approx(shapely.area(without).sum())
    assert shapely.get_num_interior_rings(shapely.get_parts(whole(without))).sum() == 1


def test_a_gap_around_an_enclave_that_touches_nothing_is_closed():
    around = shapely.box(0, 0, 1000, 1000).difference(shapely.box(400, 400, 600, 600))
    enclave = shapely.box(410, 410, 590, 590)
    fit = fitting(np.array([around, enclave], dtype=object))
    assert shapely.area(fit).sum() == pytest.approx(1000**2)
    assert shapely.coverage_is_valid(fit)


def test_a_wider_gap_is_no_sliver():
    left, right = shapely.box(0, 0, 500, 1000), shapely.box(500 + 2 * GAP_M, 0, 1000, 1000)
    ends = [shapely.box(500, y, 500 + 2 * GAP_M, y + 100) for y in (0, 900)]
    fit = fitting(np.array([left, right, *ends], dtype=object))
    assert shapely.area(fit).sum() == pytest.approx(1000**2 - 2 * GAP_M * 800)


def test_an_area_that_lies_wholly_under_another_keeps_its_own_outline():
    over, under = shapely.box(0, 0, 1000, 1000), shapely.box(200, 200, 220, 220)
    fit = fitting(np.array([over, under, over], dtype=object))
    assert not shapely.is_empty(fit).any()


def test_a_bow_tie_becomes_a_polygon():
    bow = shapely.Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)])
    fit = fitting(np.array([bow], dtype=object))
    assert shapely.is_valid(fit).all()
    assert fit[0].geom_type in {"Polygon", "MultiPolygon"}


def test_nothing_in_gives_nothing_out():
    none = np.array([], dtype=object)
    assert len(simplified(fitting(none), tolerance_m=5.0)) == 0
