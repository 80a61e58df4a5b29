"""A map beside the average: differences that add up to nothing, and no difference that can be chance is named."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.indicators import Better
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import Reason
from veerkracht.signalering.classes import LEVEL_CLASSES, step_probabilities
from veerkracht.signalering.kaart import Kaart, KaartKind
from veerkracht.signalering.relative import beside_mean
from veerkracht.signalering.relative_maps import has_relative, relative_kaart

BORDERS = (8.0, 9.5, 10.5, 12.0)


def kaart_of(values, errors, *, codes=None, kind=KaartKind.LEVEL):
    """Return a map of a level with these values."""
    values, errors = np.asarray(values, dtype=float), np.asarray(errors, dtype=float)
    codes = codes or tuple(f"BU0344{i:04d}" for i in range(len(values)))
    classes = np.where(np.isnan(values), -1, np.searchsorted(BORDERS, values)).astype(np.int8)
    return Kaart(
        number=1,
        code="aandeel",
        kind=kind,
        title=Bilingual("Aandeel", "Share"),
        question=Bilingual("Waar?", "Where?"),
        areas=Areas(level=Level.BUURT, year=2024, codes=codes, names=codes),
        periods=(Period(2024),),
        indicators=("minder_zelfredzaam",),
        unit=Bilingual("%", "%"),
        better=Better.LOW,
        values=values,
        errors=errors,
        classes=classes,
        class_names=LEVEL_CLASSES,
        probabilities=step_probabilities(values, errors=errors, borders=np.array(BORDERS)),
        chance=np.full(len(values), np.nan),
        borders=BORDERS,
        reasons=np.where(np.isnan(values), Reason.SUPPRESSED, Reason.PRESENT).astype(np.uint8),
        notes=(),
        provenance=(),
    )


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(1, 1e4), st.integers(0, 3)), min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_differences_from_the_average_of_a_group_weigh_up_to_nothing(rows):
    values, weights, groups = (np.array(column) for column in zip(*rows, strict=True))
    groups = np.unique(groups, return_inverse=True)[1]
    difference, error = beside_mean(values, errors=np.ones(len(values)), weights=weights, groups=groups)
    for group in range(groups.max() + 1):
        inside = groups == group
        assert abs(np.average(difference[inside], weights=weights[inside])) < 1e-9 * max(1, np.abs(values).max())
    assert (error >= 0).all()


def test_a_missing_area_counts_in_no_average():
    with_gap, _ = beside_mean(
        np.array([8.0, 12.0, np.nan]), errors=np.ones(3), weights=np.array([1.0, 1.0, 50.0]), groups=np.zeros(3, int)
    )
    assert with_gap[:2].tolist() == [-2.0, 2.0]
    assert np.isnan(with_gap[2])


def test_gemeenten_have_an_average_of_their_own():
    codes = ("BU03440101", "BU03440102", "BU07720101", "BU07720102")
    found = relative_kaart(kaart_of([5, 15, 50, 70], [0.1] * 4, codes=codes), weights=np.ones(4))
    assert found.values.tolist() == [-5.0, 5.0, -10.0, 10.0]
    assert found.classes.tolist() == [0, 2, 0, 2]


def test_a_difference_within_its_margin_is_around_the_average():
    sure = relative_kaart(kaart_of([9, 11, 10], [0.1] * 3), weights=np.ones(3))
    unsure = relative_kaart(kaart_of([9, 11, 10], [5.0] * 3), weights=np.ones(3))
    assert sure.classes.tolist() == [0, 2, 1]
    assert unsure.classes.tolist() == [1, 1, 1]
    assert unsure.probabilities.sum(axis=1) == pytest.approx(1.0)


def test_without_a_known_error_nothing_is_called_clear_and_a_missing_area_stays_missing():
    found = relative_kaart(kaart_of([1, 30, np.nan], [np.nan, np.nan, np.nan]), weights=np.ones(3))
    assert found.classes.tolist() == [1, 1, -1]
    assert np.isnan(found.chance).all()
    assert found.values[0] == -14.5


def test_only_maps_of_one_figure_and_more_areas_have_a_relative_one():
    assert has_relative(kaart_of([1, 2], [1, 1]))
    assert not has_relative(kaart_of([1], [1]))
    assert not has_relative(kaart_of([1, 2], [1, 1], kind=KaartKind.VEERKRACHT))
