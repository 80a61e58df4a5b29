"""Missing stays missing, is counted, and is only ever filled as the design says."""

from __future__ import annotations

import numpy as np
import pytest
from index_cases import design, leaf, node, table

from veerkracht.errors.design import DesignColumnError, ReferencePeriodError
from veerkracht.index.build import build_index
from veerkracht.index.impute import GroupMean, Interpolate, LastKnown, Mean
from veerkracht.index.prepare import with_all_columns
from veerkracht.index.trace import influence_of
from veerkracht.workflows.indexing import load_design

NAN = float("nan")


def test_a_missing_figure_is_not_a_zero():
    result = build_index(table({"a": [0, 10, 10], "b": [0, 10, NAN]}), design(node("top"), leaf("a"), leaf("b")))
    assert result.score().tolist() == [0.0, 1.0, 1.0]


def test_a_score_says_on_how_many_indicators_it_rests():
    result = build_index(table({"a": [0, 10, 10], "b": [0, 10, NAN]}), design(node("top"), leaf("a"), leaf("b")))
    assert result.measured[:, 0, 0].tolist() == [2, 2, 1]
    assert result.expected.tolist() == [2]
    assert result.shares[:, 0, 0].tolist() == [1.0, 1.0, 0.5]


def test_below_the_minimum_share_of_weight_there_is_no_score_and_no_rank():
    result = build_index(
        table({"a": [0, 10, 10], "b": [0, 10, NAN]}), design(node("top", minimum_share=0.6), leaf("a"), leaf("b"))
    )
    assert np.isnan(result.score()[2])
    assert np.isnan(result.rank()[2])


def test_an_area_with_too_few_figures_in_all_does_not_set_the_scale():
    result = build_index(
        table({"a": [0, 10, 1000], "b": [0, 10, NAN], "c": [0, 10, NAN]}),
        design(node("top"), leaf("a"), leaf("b"), leaf("c"), minimum_measured=0.5),
    )
    assert result.score()[:2].tolist() == [0.0, 1.0]
    assert np.isnan(result.score()[2])


def test_a_node_without_a_score_counts_as_missing_above():
    result = build_index(
        table({"a": [0, 10, NAN], "b": [0, 10, 5]}),
        design(
            node("top", minimum_share=1.0),
            node("x", parent="top", minimum_share=1.0),
            leaf("a", parent="x"),
            leaf("b"),
        ),
    )
    assert np.isnan(result.score("x")[2])
    assert np.isnan(result.score()[2])


def test_a_rate_over_nobody_is_missing():
    result = build_index(table({"a": [1, 2, 3], "n": [10, 10, 0]}), design(node("top"), leaf("a", denominator="n")))
    assert np.isnan(result.score()[2])


def test_a_group_mean_fills_but_never_counts_as_measured():
    data = table({"a": [0.0, 4.0, 10.0, NAN]})
    chosen = design(node("top"), leaf("a", impute=GroupMean(group="g")))
    result = build_index(data, chosen, groups={"g": ["x", "y", "y", "y"]})
    assert result.treated[3, 0, 0] == 7.0
    assert not result.was_measured[3, 0, 0]
    assert result.shares[3, 0, 0] == 0.0
    with pytest.raises(DesignColumnError, match="groups for the imputation"):
        build_index(data, chosen)


def test_a_mean_over_areas_fills():
    result = build_index(table({"a": [0.0, 10.0, NAN]}), design(node("top"), leaf("a", impute=Mean())))
    assert result.treated[2, 0, 0] == 5.0


YEARS = (2018, 2019, 2020, 2021, 2022)


def test_the_last_known_figure_counts_while_it_is_recent():
    data = table({"a": [[0, 1, 2, 3, 4], [5, NAN, NAN, NAN, NAN]]}, years=YEARS)
    result = build_index(data, design(node("top", minimum_share=1.0), leaf("a", impute=LastKnown(years=2))))
    assert result.treated[1, :, 0].tolist()[:3] == [5.0, 5.0, 5.0]
    assert np.isnan(result.scores[1, 3:, 0]).all()
    assert not result.was_measured[1, 1, 0]
    assert result.measured[1, 1, 0] == 0


def test_nothing_is_carried_or_drawn_across_a_break():
    data = table({"a": [[0, 1, 2, 3, 4], [5, NAN, NAN, NAN, 9]]}, years=YEARS)
    for impute in (LastKnown(years=9), Interpolate(years=9)):
        chosen = design(node("top"), leaf("a", impute=impute))
        whole = build_index(data, chosen)
        broken = build_index(data, chosen, breaks={"a": [2020]})
        assert not np.isnan(whole.treated[1, 2, 0])
        assert np.isnan(broken.treated[1, 2, 0])


def test_a_hole_between_two_figures_is_drawn_as_a_straight_line():
    data = table({"a": [[0, 1, 2, 3, 4], [5, NAN, NAN, NAN, 9]]}, years=YEARS)
    result = build_index(data, design(node("top"), leaf("a", impute=Interpolate(years=4))))
    assert result.treated[1, :, 0].tolist() == [5.0, 6.0, 7.0, 8.0, 9.0]


def test_a_source_that_is_absent_altogether_leaves_the_rest_standing():
    chosen = design(node("top", minimum_share=0.5), leaf("a"), leaf("b"))
    data = table({"a": [0, 10]})
    with pytest.raises(DesignColumnError, match="'b'"):
        build_index(data, chosen)
    result = build_index(with_all_columns(data, design=chosen), chosen)
    assert result.score().tolist() == [0.0, 1.0]
    assert result.measured[:, 0, 0].tolist() == [1, 1]


def test_a_reference_year_without_figures_is_refused():
    data = table({"a": [[NAN, 1], [NAN, 2]]}, years=(2019, 2020))
    with pytest.raises(ReferencePeriodError, match="2019"):
        build_index(data, design(node("top"), leaf("a"), reference="2019"))
    with pytest.raises(ReferencePeriodError, match="1999"):
        build_index(data, design(node("top"), leaf("a"), reference="1999"))


def test_the_influence_of_what_is_known_adds_up_to_one_though_figures_are_missing():
    numbers = np.random.default_rng(3).normal(size=(3, 40))
    numbers[0, :15] = numbers[1, 20:] = NAN
    chosen = design(node("top"), leaf("a"), leaf("b"), leaf("c"), leaf("d"))
    data = with_all_columns(table(dict(zip("abc", numbers, strict=True))), design=chosen)
    shares = influence_of(build_index(data, chosen))
    assert np.isnan(shares["d"])
    assert sum(share for code, share in shares.items() if code != "d") == pytest.approx(1.0)


def test_in_a_year_without_a_survey_a_dutch_design_uses_the_last_survey_and_says_so():
    chosen = load_design("zelfredzaamheid")
    rng = np.random.default_rng(1)
    columns = {one.code: rng.uniform(10, 50, size=(30, 2)) for one in chosen.indicators}
    for one in chosen.indicators:
        if one.modelled:
            columns[one.code][:, 1] = NAN
    result = build_index(table(columns, years=(2020, 2021)), chosen)
    assert not np.isnan(result.score()).any()
    assert (result.measured[:, 1, 0] == 4).all()
    assert result.expected[0] == 7
    # Eight years on, the survey is too old and the half that is known is not enough.
    late = build_index(table(columns, years=(2020, 2028)), chosen)
    assert np.isnan(late.score()).all()
