"""The werkbank: what it answers at once is what the whole index would say, whatever is chosen."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from veerkracht.errors.base import VeerkrachtError
from veerkracht.errors.data import AreaCodeError, MissingPeriodError, UnknownAreaError
from veerkracht.errors.design import AggregationDomainError, DesignError, NoSpreadError, NotAdditiveError, TreeError
from veerkracht.errors.werkbank import ChangeValueError, NothingLeftError, NothingToRankError, UnknownChangeError
from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period
from veerkracht.index.adjustments import Added, Changes
from veerkracht.index.aggregate import Arithmetic, BenefitOfTheDoubt, Copeland, Geometric, Harmonic
from veerkracht.index.build import build_index
from veerkracht.index.columns import Columns
from veerkracht.index.normalise import EmpiricalQuantile, Exponential, MinMax, ZScore
from veerkracht.index.prepared import Prepared
from veerkracht.index.uncertainty import draw_index
from veerkracht.report.werkbank import tree
from veerkracht.sources.shipped import load_catalogue
from veerkracht.workflows.demo import load_demo
from veerkracht.workflows.indexing import catalogue_breaks, load_design
from veerkracht.workflows.quickscan_country import open_country
from veerkracht.workflows.werkbank import Werkbank
from veerkracht.workflows.werkbank_opened import Workshop

CITY = "GM9901"
DESIGN = load_design("veerkracht")
ITEMS = [item.code for item in DESIGN.items if item.code != DESIGN.root]
NODES = [node.code for node in DESIGN.nodes]
ADDABLE = ["aandeel_bijstand", "armoede", "koopwoningen", "mantelzorg", "regie_eigen_leven"]


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    warehouse, *_ = load_demo(tmp_path_factory.mktemp("werkbank"))
    return Workshop(country=open_country(warehouse, load_catalogue()))


@pytest.fixture(scope="module")
def werkbank(workshop):
    """Return the werkbank of the fictitious city."""
    return workshop.open(Level.BUURT, gemeente=CITY)


def as_built(werkbank, changes, *, period):
    """Return the same index by the long way: the whole table, every period, from nothing."""
    design = werkbank.design(changes)
    whole = build_index(werkbank.table(changes), design, breaks=catalogue_breaks(design))
    rows = slice(None) if werkbank.rows is None else werkbank.rows
    return whole.scores[rows, whole.periods.index(period)], whole


def assert_as_built(werkbank, changes):
    ranking = werkbank.rank(changes)
    scores, whole = as_built(werkbank, changes, period=ranking.period)
    np.testing.assert_allclose(ranking.result.scores[:, 0], scores, rtol=1e-12, atol=1e-12)
    assert ranking.result.nodes == whole.nodes
    np.testing.assert_allclose(ranking.result.effective_weights, whole.effective_weights, rtol=1e-12)
    return ranking


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(Changes(), id="nothing"),
        pytest.param(Changes(weights={"gezondheid": 3.0, "soc": 0.5}), id="weights"),
        pytest.param(Changes(off=frozenset({"soc"})), id="an indicator off"),
        pytest.param(Changes(off=frozenset({"gezondheid", "instellingen"})), id="nodes off"),
        pytest.param(Changes(added=(Added(code="aandeel_bijstand", parent="bewoners"),)), id="an indicator added"),
        pytest.param(Changes(normalise={"veerkracht": EmpiricalQuantile()}), id="another scale everywhere"),
        pytest.param(
            Changes(normalise={"gezondheid": Exponential(scale=23.0, high=1.0), "soc": EmpiricalQuantile()}),
            id="another scale for a node and for an indicator",
        ),
        pytest.param(
            Changes(
                normalise={"veerkracht": ZScore(mean=100.0, deviation=10.0, spread="sample")},
                aggregate={"veerkracht": Harmonic()},
            ),
            id="z-scores and a harmonic mean",
        ),
        pytest.param(Changes(aggregate={"veerkracht": Arithmetic(), "bewoners": Geometric(offset=0.1)}), id="joining"),
        pytest.param(Changes(reference="2022"), id="another base year"),
    ],
)
def test_a_change_gives_what_the_whole_index_would_give(werkbank, changes):
    assert_as_built(werkbank, changes)


numbers = st.floats(0.01, 10.0)
some_changes = st.builds(
    Changes,
    weights=st.dictionaries(st.sampled_from(ITEMS), st.one_of(st.just(0.0), numbers), max_size=5),
    off=st.frozensets(st.sampled_from(ITEMS), max_size=3),
    added=st.lists(
        st.builds(
            Added,
            code=st.sampled_from(ADDABLE),
            parent=st.sampled_from(NODES),
            direction=st.sampled_from(["high", "low"]),
            weight=numbers,
        ),
        max_size=3,
        unique_by=lambda one: one.code,
    ).map(tuple),
    normalise=st.dictionaries(
        st.sampled_from([*NODES, *ITEMS]),
        st.sampled_from([EmpiricalQuantile(), MinMax(low=0.1, high=1.0, beyond="clip")]),
        max_size=2,
    ),
    aggregate=st.dictionaries(
        st.sampled_from(NODES), st.sampled_from([Arithmetic(), Geometric(offset=0.2), Harmonic()]), max_size=2
    ),
    reference=st.sampled_from(["", "all", "2022"]),
)
fixed = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@fixed
@given(changes=some_changes)
def test_any_changes_give_what_the_whole_index_would_give(werkbank, changes):
    try:
        ranking = werkbank.rank(changes)
    except NothingLeftError:
        assume(False)
    except DesignError as error:
        with pytest.raises(type(error)):
            as_built(werkbank, changes, period=werkbank.periods[-1])
        return
    assert_as_built(werkbank, changes)
    scores = ranking.result.score()
    apart = [werkbank.trace(ranking, code) for code in werkbank.areas.codes[:5]]
    for row, found in enumerate(apart):
        if np.isfinite(scores[row]):
            assert sum(part.contribution for part in found.parts) == pytest.approx(scores[row], abs=1e-10)
            away = sum(part.difference for part in found.parts)
            assert away == pytest.approx(found.score - found.mean, abs=1e-10)


@fixed
@given(changes=some_changes, order=st.randoms(use_true_random=False))
def test_the_order_in_which_changes_are_asked_for_is_no_matter(workshop, changes, order):
    asked = changes.to_json()
    turned = {key: asked[key] for key in order.sample(list(asked), len(asked))}
    for key, value in turned.items():
        if isinstance(value, list):
            turned[key] = order.sample(value, len(value))
        elif isinstance(value, dict):
            turned[key] = {name: value[name] for name in order.sample(list(value), len(value))}
    other = Changes.from_json(json.dumps(turned))
    assert other == changes
    assert other.key == changes.key
    first, second = (workshop.open(Level.BUURT, gemeente=CITY) for _ in range(2))
    try:
        one = first.rank(changes)
    except VeerkrachtError as error:
        with pytest.raises(type(error)):
            second.rank(other)
        return
    assert np.array_equal(one.result.scores, second.rank(other).result.scores, equal_nan=True)


@fixed
@given(code=st.sampled_from(ITEMS))
def test_a_weight_of_zero_is_switched_off(werkbank, code):
    try:
        off = werkbank.rank(Changes(off=frozenset({code})))
    except NothingLeftError:
        with pytest.raises(NothingLeftError):
            werkbank.rank(Changes(weights={code: 0.0}))
        return
    zero = werkbank.rank(Changes(weights={code: 0.0}))
    assert zero.result.design == off.result.design
    assert code not in {item.code for item in zero.result.design.items}
    assert np.array_equal(zero.result.scores, off.result.scores, equal_nan=True)


@fixed
@given(node=st.sampled_from(NODES), factor=st.floats(0.01, 50.0))
def test_only_the_proportion_of_weights_counts(werkbank, node, factor):
    children = DESIGN.children(node)
    weights = dict(zip(children, DESIGN.weights(node), strict=True))
    times = werkbank.rank(Changes(weights={code: weight * factor for code, weight in weights.items()}))
    np.testing.assert_allclose(times.result.scores, werkbank.rank().result.scores, rtol=1e-12)


@fixed
@given(changes=some_changes)
def test_going_back_gives_the_first_ranking_to_the_bit(workshop, changes):
    werkbank = workshop.open(Level.BUURT, gemeente=CITY)
    before = werkbank.rank().result.scores.copy()
    for part in (changes, replace(changes, weights={}), replace(changes, off=frozenset())):
        try:
            werkbank.rank(part)
        except VeerkrachtError:
            continue
    assert np.array_equal(werkbank.rank(Changes()).result.scores, before, equal_nan=True)


def test_the_areas_of_a_gemeente_are_scaled_by_the_whole_country(workshop):
    city, country = workshop.open(Level.BUURT, gemeente=CITY), workshop.open(Level.BUURT)
    changes = Changes(weights={"bewoners": 4.0}, off=frozenset({"onv"}))
    rows = country.areas.rows(city.areas.codes)
    period = city.periods[-1]
    there = country.rank(changes, period=period).result.scores[rows]
    np.testing.assert_allclose(city.rank(changes, period=period).result.scores, there, rtol=1e-13)


def test_the_same_figures_serve_all_werkbanken_of_a_level(workshop):
    one, other = workshop.open(Level.BUURT, gemeente=CITY), workshop.open(Level.BUURT)
    assert one.prepared is other.prepared


def test_weights_that_follow_from_the_data_are_found_anew_for_what_is_left(workshop):
    found = replace(
        DESIGN, nodes=tuple(replace(n, weighting="pca") if n.code == "bewoners" else n for n in DESIGN.nodes)
    )
    werkbank = workshop.open(Level.BUURT, gemeente=CITY, design=found)
    assert_as_built(werkbank, Changes(off=frozenset({"eenzaam"})))
    with pytest.raises(ChangeValueError, match="found in the data"):
        werkbank.rank(Changes(weights={"soc": 2.0}))


def test_a_design_with_frozen_scales_is_measured_anew(workshop, werkbank):
    frozen = werkbank.rank().result.frozen_design()
    again = workshop.open(Level.BUURT, gemeente=CITY, design=frozen)
    assert np.array_equal(again.rank().result.scores, werkbank.rank().result.scores, equal_nan=True)


def test_asked_by_many_at_once_it_answers_as_to_one(workshop):
    asked = [Changes(weights={"soc": 1.0 + k % 7}, off=frozenset({ITEMS[-1 - k % 5]})) for k in range(40)]
    alone, shared = (workshop.open(Level.BUURT, gemeente=CITY) for _ in range(2))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda changes: shared.rank(changes).result.scores, asked))
    for changes, scores in zip(asked, found, strict=True):
        assert np.array_equal(scores, alone.rank(changes).result.scores, equal_nan=True)


# What it tells ---------------------------------------------------------------------------------------------------


def test_the_influence_of_all_indicators_adds_up_to_one_and_shares_of_weight_too(werkbank):
    parts = {part.code: part for part in werkbank.parts(werkbank.rank(Changes(weights={"soc": 5.0})))}
    leaves = [parts[leaf.code] for leaf in DESIGN.indicators]
    assert np.nansum([part.influence for part in leaves]) == pytest.approx(1.0)
    assert sum(part.share for part in leaves) == pytest.approx(1.0)
    assert parts["soc"].within == pytest.approx(5 / 7)
    below = [parts[code] for code in DESIGN.leaves("bewoners")]
    assert parts["bewoners"].share == pytest.approx(sum(part.share for part in below))
    assert all(0 <= part.main_effect <= 1 for part in parts.values() if np.isfinite(part.main_effect))


def test_the_more_an_indicator_weighs_the_more_the_score_follows_it(werkbank):
    effects = [
        next(
            p.main_effect
            for p in werkbank.parts(werkbank.rank(Changes(weights={"gezondheid": w})))
            if p.code == "gezondheid"
        )
        for w in (0.1, 1.0, 100.0)
    ]
    assert effects[0] < effects[1] < effects[2]


def test_without_changes_nothing_is_otherwise(werkbank):
    found = werkbank.versus(werkbank.rank())
    assert (found.entered, found.left, found.movers, found.gained, found.lost) == ((), (), (), (), ())
    assert found.correlation == pytest.approx(1.0)
    assert found.mean_shift == 0
    assert "zelfde" in werkbank.answer_json(Changes(), taal="nl")["versus"]["text"]


def test_as_many_areas_leave_the_worst_ten_as_enter_it(werkbank):
    found = werkbank.versus(werkbank.rank(Changes(off=frozenset({"zelfredzaamheid"}))))
    assert len(found.entered) == len(found.left) > 0
    assert found.stayed + len(found.entered) == found.worst
    assert all(one.after <= found.worst < one.before for one in found.entered)
    assert all(one.before <= found.worst < one.after for one in found.left)
    assert found.correlation < 1


def test_what_moves_an_area_is_what_was_changed(werkbank):
    found = werkbank.versus(werkbank.rank(Changes(weights={"misdrijven_per_1000": 20.0})))
    heavier = {why.code for one in found.movers for why in one.reasons if why.how == "heavier"}
    assert heavier == {"misdrijven_per_1000"}
    for one in found.movers:
        assert all(np.sign(why.effect) == np.sign(one.moved) for why in one.reasons)
    gone = werkbank.versus(werkbank.rank(Changes(off=frozenset({"onv"}))))
    assert {why.code for one in gone.movers for why in one.reasons if why.how == "out"} == {"onv"}


def test_an_added_indicator_of_which_the_bad_side_is_low_moves_areas_the_other_way(werkbank):
    good, bad = (
        werkbank.rank(Changes(added=(Added(code="armoede", parent="werk_en_inkomen", direction=way, weight=5.0),)))
        for way in ("low", "high")
    )
    assert werkbank.versus(good).correlation > werkbank.versus(bad).correlation


def kinds(werkbank, changes):
    return {(one.kind, frozenset(one.codes)) for one in werkbank.cautions(werkbank.rank(changes))}


def test_a_figure_and_what_it_is_made_of_count_the_same_people_twice(werkbank):
    added = Changes(added=(Added(code="aandeel_bijstand", parent="werk_en_inkomen"),))
    assert ("overlap", frozenset({"aandeel_bijstand", "minder_zelfredzaam"})) in kinds(werkbank, added)


def test_scoring_against_what_is_better_for_residents_is_told(werkbank):
    changes = Changes(added=(Added(code="armoede", parent="werk_en_inkomen", direction="high"),))
    assert ("direction", frozenset({"armoede"})) in kinds(werkbank, changes)
    right = Changes(added=(Added(code="armoede", parent="werk_en_inkomen"),))
    assert ("direction", frozenset({"armoede"})) not in kinds(werkbank, right)
    neither = Changes(added=(Added(code="koopwoningen", parent="bewoners", direction="high"),))
    assert ("own_direction", frozenset({"koopwoningen"})) in kinds(werkbank, neither)


def test_a_count_is_no_figure_to_compare_areas_with(werkbank):
    changes = Changes(added=(Added(code="bijstand", parent="werk_en_inkomen"),))
    assert ("size", frozenset({"bijstand"})) in kinds(werkbank, changes)
    assert "bijstand" not in {one.code for one in werkbank.candidates()}


def test_figures_of_one_model_and_what_it_was_made_with_do_not_prove_each_other(werkbank):
    found = kinds(werkbank, Changes())
    smap = {"moeite_met_rondkomen", "angst_depressie", "langdurige_aandoening", "eenzaam", "vrijwilligerswerk"}
    assert ("one_model", frozenset(smap)) in found
    assert any(kind == "model_input" and "minder_zelfredzaam" in codes for kind, codes in found)
    without = kinds(werkbank, Changes(off=frozenset(smap - {"eenzaam"}) | {"onv"}))
    assert not any(kind == "one_model" for kind, _ in without)


def test_what_the_changes_brought_is_told_apart_from_what_was_there(werkbank):
    changes = Changes(added=(Added(code="armoede", parent="werk_en_inkomen", direction="high"),))
    found = {one["kind"]: one["new"] for one in werkbank.answer_json(changes, taal="nl")["cautions"]}
    assert found["direction"] is True
    told = werkbank.answer_json(Changes(), taal="nl")["cautions"]
    assert told
    assert not any(one["new"] for one in told)


# Intervals -------------------------------------------------------------------------------------------------------


def test_quick_and_full_draws_tell_about_the_same(werkbank):
    ranking = werkbank.rank(Changes(weights={"gezondheid": 2.0}))
    quick, full = werkbank.quick_intervals(ranking), werkbank.full_intervals(ranking, draws=200)
    assert (quick.in_full, full.in_full) == (0, 200)
    widths = [np.nanmedian(one.rank_high - one.rank_low) for one in (quick, full)]
    assert widths[0] == pytest.approx(widths[1], rel=0.35)
    assert np.array_equal(quick.rank, ranking.result.rank(), equal_nan=True)
    np.testing.assert_allclose(np.nan_to_num(quick.rank_median), np.nan_to_num(full.rank_median), atol=6)


def test_the_same_seed_gives_the_same_intervals_to_the_bit(workshop, werkbank):
    other = workshop.open(Level.BUURT, gemeente=CITY)
    changes = Changes(off=frozenset({"soc"}))
    one, two = (bank.quick_intervals(bank.rank(changes), seed=3) for bank in (werkbank, other))
    assert np.array_equal(one.drawn, two.drawn, equal_nan=True)


def test_without_noise_full_intervals_are_those_of_the_index_itself(workshop):
    quiet = replace(DESIGN, uncertainty=replace(DESIGN.uncertainty, noise="none"))
    werkbank = workshop.open(Level.BUURT, design=quiet)
    changes = Changes(weights={"gezondheid": 2.0}, off=frozenset({"afstand_school"}))
    ranking = werkbank.rank(changes)
    ours = werkbank.full_intervals(ranking, draws=40, seed=5)
    theirs = draw_index(
        werkbank.table(changes),
        ranking.result.design,
        draws=40,
        rng=np.random.default_rng(5),
        breaks=catalogue_breaks(ranking.result.design),
        engine="full",
    ).intervals(period=ranking.period)
    for name in ("rank_low", "rank_median", "rank_high", "probability_worst"):
        assert np.array_equal(getattr(ours, name), getattr(theirs, name), equal_nan=True)


# Errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        (Changes(weights={"gezonheid": 2.0}), UnknownChangeError, "Did you mean 'gezondheid'"),
        (Changes(off=frozenset({"sos"})), UnknownChangeError, "Did you mean 'soc'"),
        (Changes(added=(Added(code="armoed", parent="bewoners"),)), UnknownChangeError, "Did you mean 'armoede'"),
        (Changes(added=(Added(code="armoede", parent="bewonners"),)), UnknownChangeError, "Did you mean 'bewoners'"),
        (Changes(added=(Added(code="soc", parent="bewoners"),)), ChangeValueError, "not in the design yet"),
        (Changes(added=(Added(code="koopwoningen", parent="bewoners"),)), ChangeValueError, "neither is better"),
        (
            Changes(added=(Added(code="armoede", parent="bewoners"),), off=frozenset({"armoede"})),
            ChangeValueError,
            "switched off at once",
        ),
        (Changes(weights={"veerkracht": 2.0}), ChangeValueError, "not the top"),
        (Changes(off=frozenset({"eenzaam", "vrijwilligerswerk", "soc"})), NothingLeftError, "residents"),
        (
            Changes(weights={"onv": 0, "misdrijven_per_1000": 0, "overlast_per_1000": 0}),
            NothingLeftError,
            "liveability",
        ),
        (Changes(aggregate={"soc": Arithmetic()}), UnknownChangeError, "not a node"),
        (Changes(reference="gisteren"), ChangeValueError, "a year such as"),
        (
            Changes(
                normalise={"veerkracht": ZScore(mean=0.0, deviation=1.0, spread="sample")},
                aggregate={"veerkracht": Geometric(offset=0.0)},
            ),
            AggregationDomainError,
            "node 'veerkracht'",
        ),
    ],
)
def test_what_cannot_be_is_refused_and_the_message_says_where(werkbank, changes, error, words):
    before = werkbank.rank().result.scores.copy()
    with pytest.raises(error) as found:
        werkbank.rank(changes)
    assert words in str(found.value)
    assert found.value.message("nl") != found.value.message("en")
    assert np.array_equal(werkbank.rank().result.scores, before, equal_nan=True)


def test_an_area_node_or_period_that_is_not_there_is_named(werkbank):
    ranking = werkbank.rank()
    with pytest.raises(UnknownAreaError):
        werkbank.trace(ranking, "BU03440111")
    with pytest.raises(TreeError, match="Did you mean 'gezondheid'"):
        werkbank.trace(ranking, werkbank.areas.codes[0], node="gezondheit")
    with pytest.raises(MissingPeriodError):
        werkbank.rank(period=Period(1999))


def test_a_gemeente_must_be_a_gemeente(workshop):
    with pytest.raises(AreaCodeError):
        workshop.open(Level.BUURT, gemeente="BU99010101")
    with pytest.raises(UnknownAreaError):
        workshop.open(Level.BUURT, gemeente="GM0344")


def test_a_design_without_any_figures_here_cannot_be_opened(workshop):
    with pytest.raises(NothingToRankError, match="enough figures"):
        workshop.open(Level.BUURT, gemeente=CITY, design=load_design("imd2019"))


def test_a_design_that_one_figure_stands_in_the_way_of_opens_all_the_same(werkbank):
    table = werkbank.prepared.table
    place = table.position("soc")
    values = table.values.copy()
    values[:, :, place][~np.isnan(values[:, :, place])] = 0.5
    flat = Werkbank(
        prepared=Prepared(Columns(replace(table, values=values))),
        base=DESIGN,
        catalogue=werkbank.catalogue,
        rows=werkbank.rows,
    )
    with pytest.raises(NoSpreadError, match="'soc' has the same value"):
        flat.rank()
    answer = flat.answer_json(Changes(off=frozenset({"soc"})), taal="nl")
    assert answer["ranking"]["scored"] > 0
    assert answer["versus"] is None
    assert flat.to_json("nl")["periods"]


def test_wins_belong_to_no_indicator_but_the_rest_is_told(werkbank):
    ranking = werkbank.rank(Changes(aggregate={"veerkracht": Copeland()}))
    with pytest.raises(NotAdditiveError):
        werkbank.trace(ranking, werkbank.areas.codes[0])
    assert werkbank.versus(ranking).movers


def test_comparing_each_area_with_each_other_is_refused_for_a_long_list(workshop, monkeypatch):
    monkeypatch.setattr("veerkracht.workflows.werkbank.MOST_COMPARED", 20)
    werkbank = workshop.open(Level.BUURT, gemeente=CITY)
    best = BenefitOfTheDoubt(low_share=0.1, high_share=0.8)
    with pytest.raises(ChangeValueError, match="at most 20"):
        werkbank.rank(Changes(aggregate={"veerkracht": best}))


# For a page ------------------------------------------------------------------------------------------------------


def test_every_caution_is_said_in_both_languages_without_a_code_or_a_hole(werkbank):
    changes = Changes(
        weights={"misdrijven_per_1000": 9.0},
        added=(
            Added(code="bijstand", parent="werk_en_inkomen", direction="high"),
            Added(code="koopwoningen", parent="bewoners", direction="high"),
        ),
        off=frozenset({"onv"}),
    )
    for taal in ("nl", "en"):
        told = werkbank.answer_json(changes, taal=taal)["cautions"]
        assert {"direction", "own_direction", "size", "overlap"} <= {one["kind"] for one in told}
        assert not any(re.search(r"_|nan|None|‘’", one["text"]) for one in told)


@pytest.mark.parametrize("taal", ["nl", "en"])
def test_everything_for_a_page_is_plain_json_in_both_languages(werkbank, taal):
    changes = Changes(weights={"soc": 4.0}, off=frozenset({"afstand_school"}))
    opened = json.loads(json.dumps(werkbank.to_json(taal), allow_nan=False))
    answer = json.loads(json.dumps(werkbank.answer_json(changes, taal=taal), allow_nan=False))
    assert len(answer["ranking"]["score"]) == len(opened["areas"]["codes"]) == len(werkbank.areas)
    assert Changes.from_json(answer["ranking"]["changes"]) == changes
    assert {one["code"] for one in opened["indicators"]} == {leaf.code for leaf in DESIGN.indicators}
    assert opened["references"][0] == "all"
    for reference in opened["references"]:
        assert werkbank.rank(Changes(reference=reference)).scored
    ranking = werkbank.rank(changes)
    places = [place for place in answer["ranking"]["place"] if place]
    assert min(places) == 1
    assert max(places) <= ranking.scored
    names = tree.names_of(werkbank.base, ranking.result.design, taal=taal)
    apart = tree.trace_json(werkbank.trace(ranking, werkbank.areas.codes[0]), areas=werkbank.areas, names=names)
    assert sum(part["contribution"] for part in apart["parts"]) == pytest.approx(apart["score"], abs=1e-5)
    moved = json.loads(json.dumps(tree.intervals_json(werkbank.quick_intervals(ranking)), allow_nan=False))
    assert all(low <= high for low, high in zip(moved["rank_low"], moved["rank_high"], strict=True) if low is not None)
    parts = ranking.to_json(taal, nodes=["bewoners"])["nodes"]["bewoners"]
    np.testing.assert_allclose(np.array(parts, dtype=float), ranking.result.score("bewoners"), atol=1e-5)


# The real city ---------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.shared_data
def test_of_utrecht_the_werkbank_says_what_the_index_of_the_country_says(real_warehouse):
    workshop = Workshop(country=open_country(real_warehouse, load_catalogue()))
    werkbank = workshop.open(Level.BUURT, gemeente="GM0344")
    assert len(werkbank.areas) == 111
    asked = (
        Changes(),
        Changes(weights={"gezondheid": 3.0}, off=frozenset({"afstand_school"})),
        Changes(added=(Added(code="aandeel_bijstand", parent="werk_en_inkomen"),), reference="all"),
    )
    for changes in asked:
        ranking = assert_as_built(werkbank, changes)
        assert ranking.scored > 100
    found = werkbank.versus(werkbank.rank(Changes(weights={"sociale_leefbaarheid": 10.0})))
    assert found.correlation < 0.99
    quick = werkbank.quick_intervals(werkbank.rank())
    assert (quick.rank_low <= quick.rank_high)[np.isfinite(quick.rank)].all()
