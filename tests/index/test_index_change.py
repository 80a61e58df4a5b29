"""Why a score changed: every cause by itself, and all causes together to the last digit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from index_cases import design, leaf, node, table

from veerkracht.errors.design import NotAdditiveError
from veerkracht.facts.periods import Period
from veerkracht.index.aggregate import Arithmetic, Copeland, Geometric, MazziottaPareto
from veerkracht.index.change import CAUSES, FIGURES, index_change
from veerkracht.index.impute import LastKnown
from veerkracht.index.normalise import EmpiricalQuantile, Goalposts, MinMax
from veerkracht.index.staging import Edition

FIXED = Goalposts(worst=0.0, best=10.0, low=0.0, high=1.0, beyond="clip")
NOW, THEN = Period(2022), Period(2020)


def one(weights=(1.0, 1.0, 1.0), *, normalise=FIXED, aggregate=None):
    return design(
        node("top", aggregate=aggregate),
        node("x", parent="top", weight=2.0, minimum_share=0.6),
        leaf("a", parent="x", weight=weights[0], normalise=normalise),
        leaf("b", parent="x", weight=weights[1], normalise=normalise),
        leaf("c", weight=weights[2], normalise=normalise),
    )


def figures(seed: int = 0, years=(2020, 2022), holes: float = 0.0):
    rng = np.random.default_rng(seed)
    columns = {code: rng.uniform(0, 10, size=(8, len(years))) for code in "abc"}
    for column in columns.values():
        column[rng.random(column.shape) < holes] = np.nan
    return table(columns, years=years)


def edition(data, chosen=None, period=NOW) -> Edition:
    return Edition(table=data, design=chosen or one(), period=period)


def only(found, *causes) -> bool:
    return all(np.abs(found.causes[cause]).max() < 1e-12 for cause in CAUSES if cause not in causes)


def closes(found) -> bool:
    total = sum(found.causes[cause] for cause in CAUSES)
    known = ~np.isnan(total)
    parts = all(
        np.abs(found.details[cause].sum(axis=1) - found.causes[cause])[known].max(initial=0.0) < 1e-9
        for cause in FIGURES
    )
    return bool(known.any() and np.abs(total - found.total)[known].max() < 1e-9 and parts)


def test_nothing_changed_is_nothing_to_explain():
    found = index_change(edition(figures()), edition(figures()))
    assert only(found)
    assert np.abs(found.total).max() == 0


def test_other_figures_in_a_later_year_are_laid_at_their_indicator():
    data = figures()
    data.values[:, 1, 1:] = data.values[:, 0, 1:]
    found = index_change(edition(data, period=THEN), edition(data))
    assert only(found, "indicators")
    assert closes(found)
    assert np.abs(found.details["indicators"][:, 0] - found.total).max() < 1e-12
    expected = (data.values[:, 1, 0] - data.values[:, 0, 0]) / 10 / 2 * 2 / 3
    assert found.causes["indicators"] == pytest.approx(expected)


def test_the_same_cell_with_another_value_is_a_revision():
    known_then, known_now = figures(), figures()
    known_now.values[2, 0, 1] = 9.0
    found = index_change(edition(known_then, period=THEN), edition(known_now, period=THEN))
    assert only(found, "revision")
    assert np.flatnonzero(found.total).tolist() == [2]


def test_other_boundaries_are_told_apart_from_a_revision_and_from_new_figures():
    before, rebased, after = figures(0), figures(0), figures(0)
    rebased.values[3, 0, 0] = 0.5
    after.values[3, 0] = [0.5, 2.0, 3.0]
    found = index_change(edition(before, period=THEN), edition(after), rebased=rebased)
    assert closes(found)
    assert np.flatnonzero(np.abs(found.causes["boundary"]) > 1e-12).tolist() == [3]
    assert np.flatnonzero(np.abs(found.causes["revision"]) > 1e-12).tolist() == [3]
    assert (np.abs(found.causes["indicators"]) > 1e-12).all()


def test_other_weights_are_only_weights():
    found = index_change(edition(figures()), edition(figures(), one((3.0, 1.0, 2.0))))
    assert only(found, "weights")
    assert closes(found)
    assert np.abs(found.total).max() > 0.01


def test_another_scale_or_joining_is_method():
    for changed in (one(normalise=EmpiricalQuantile()), one(aggregate=Geometric(offset=0.1))):
        found = index_change(edition(figures()), edition(figures(), changed))
        assert only(found, "method")
        assert closes(found)


def test_a_scale_that_is_learned_anew_is_method_too_and_a_frozen_one_is_not():
    learned = one(normalise=MinMax(low=0.0, high=1.0, beyond="extend"))
    early, late = figures(years=(2020,)), figures(years=(2020, 2022))
    early.values[:], late.values[:, 0] = late.values[:, :1] * 0.5, late.values[:, 0] * 0.5
    moved = index_change(edition(early, learned, THEN), edition(late, learned))
    assert np.abs(moved.causes["method"]).max() > 0.01
    frozen = edition(early, learned, THEN).build().frozen_design()
    assert only(index_change(edition(early, frozen, THEN), edition(late, frozen)), "indicators")


def test_an_indicator_that_only_one_design_has_is_method():
    wider = replace(one(), indicators=(*one().indicators, leaf("d", normalise=FIXED)))
    columns = {code: figures().values[:, :, k] for k, code in enumerate("abc")} | {"d": np.full((8, 2), 7.0)}
    found = index_change(edition(figures()), edition(table(columns, years=(2020, 2022)), wider))
    assert only(found, "method")
    assert found.indicators == ("a", "b", "c", "d")


def test_an_area_without_a_score_at_one_end_has_no_causes():
    data = figures()
    data.values[4, 0] = np.nan
    data.reasons[4, 0] = 2
    found = index_change(edition(data, period=THEN), edition(data))
    assert np.isnan(found.causes["weights"][4])
    assert closes(found)


def test_copeland_is_refused_because_a_win_belongs_to_no_cause():
    with pytest.raises(NotAdditiveError):
        index_change(edition(figures(), one(aggregate=Copeland())), edition(figures()))


SCALES = [Goalposts(worst=0.0, best=10.0, low=1.0, high=2.0, beyond="clip"), MinMax(low=1.0, high=2.0, beyond="clip")]
JOININGS = [Arithmetic(), Geometric(offset=0.2), MazziottaPareto(penalty="minus", spread="population")]
METHODS = st.tuples(st.sampled_from(SCALES), st.sampled_from(JOININGS))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), METHODS, METHODS, st.tuples(*[st.floats(0.1, 5.0)] * 3), st.sampled_from([0.0, 0.2]))
def test_whatever_changes_together_the_causes_add_up_to_the_change(seed, earlier, later, weights, holes):
    before = one(normalise=earlier[0], aggregate=earlier[1])
    after = one(weights, normalise=later[0], aggregate=later[1])
    after = replace(after, indicators=tuple(replace(item, impute=LastKnown(years=3.0)) for item in after.indicators))
    then, now, rebased = (figures(seed + number, holes=holes) for number in range(3))
    assert closes(index_change(edition(then, before, THEN), edition(now, after), rebased=rebased))
