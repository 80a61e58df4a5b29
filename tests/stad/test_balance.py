"""The balance of a city: its books close, and every number is beside that of doing nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outlook_cases import DEVIATIONS, POOLS, demo_index, simulated, standing_still

from veerkracht.errors.balance import BooksError, DifferentStartError, UnequalRunsError
from veerkracht.facts.language import Bilingual
from veerkracht.signalering.spatial.segregation import dissimilarity
from veerkracht.stad.balance import Question, city_balance
from veerkracht.stad.balance_areas import area_change, largest_urgent_share, receiving_of, worsened_by_policy
from veerkracht.stad.balance_costs import Spending, spending_of
from veerkracht.stad.balance_ledger import exports_of, ledger_of, require_closed
from veerkracht.stad.balance_people import displaced_of, homes_of, letting_chance, success_of
from veerkracht.stad.concentration import concentration, unevenness
from veerkracht.stad.contract import Ground, Light, Tolerance, contract_of
from veerkracht.stad.households import Letting, Pool, Reliance, Segment
from veerkracht.stad.outlook import Skill, outlook_index
from veerkracht.stad.outlook_classes import score_borders
from veerkracht.stad.scenario import Actor, Budget
from veerkracht.stad.scenario_costs import Account, CostLine
from veerkracht.stad.trajectory import FLOWS

REGION = ("Overdam", "Nieuwveer")
AREAS = 61


def pair(*, runs=24, years=4, seed=3):
    """Return runs of a policy and of a baseline that begin in the same city."""
    baseline = simulated(runs=runs, years=years, areas=AREAS, seed=seed)
    policy = simulated(runs=runs, years=years, areas=AREAS, seed=seed + 1)
    begun = {}
    for name in ("reliance", "pools", "temporary", "incomes", "dwellings", "nuisance", "cohesion", "quality"):
        begun[name] = getattr(policy, name).copy()
        begun[name][:, 0] = getattr(baseline, name)[:, 0]
    policy = replace(policy, **begun)
    return _closed(policy), baseline


def _closed(runs):
    everyone = sum(getattr(runs, name).sum(axis=(2, 3)) for name in ("reliance", "pools", "temporary"))
    flows, more = np.zeros_like(runs.flows), np.diff(everyone, axis=1)
    flows[..., FLOWS.index("formed")] = np.maximum(more, 0)
    flows[..., FLOWS.index("dissolved")] = np.maximum(-more, 0)
    return replace(runs, flows=flows)


def question(**choices):
    index = outlook_index(demo_index(), deviations=DEVIATIONS)
    given = {
        "index": index,
        "borders": score_borders(index.held.scores["veerkracht"]),
        "names": index.held.areas.names,
        "region": REGION,
        "first_year": 2024,
        "score_by": 0.02,
        "vragers_by": 0.01,
    }
    return Question(**given | choices)


# The books ------------------------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_buurten_pools_and_exports_add_up_to_the_city_to_the_household(seed):
    policy, baseline = pair(runs=3, years=3, seed=seed)
    ledger = ledger_of(policy, baseline, areas=tuple(map(str, range(AREAS))), region=REGION)
    np.testing.assert_array_equal(ledger.change.sum(axis=(1, 2)), ledger.formed)
    outside = np.array([not place.is_city for place in ledger.places])
    np.testing.assert_array_equal(ledger.city + ledger.change[:, :, outside].sum(axis=-1), ledger.change.sum(axis=-1))
    assert len(ledger.places) == AREAS + 1 + POOLS
    assert [place.name.nl for place in ledger.places if not place.is_city] == ["de rest van Nederland", *REGION]


def test_a_household_that_disappears_is_found():
    runs = simulated(runs=3, years=4, areas=5, seed=1)
    require_closed(runs)
    lost = runs.pools.copy()
    lost[1, 3:, Reliance.VRAGER, Pool.WAITING] -= 1
    with pytest.raises(BooksError, match="run 1 the households of year 3 do not add up: -1"):
        require_closed(replace(runs, pools=lost))


def test_a_number_that_is_none_does_not_pass_for_books_that_close():
    runs = simulated(runs=2, years=2, areas=5, seed=1)
    wrong = runs.reliance.copy()
    wrong[0, 1, 0, 0] = np.nan
    with pytest.raises(BooksError):
        require_closed(replace(runs, reliance=wrong))


def test_a_policy_that_does_nothing_moves_nobody():
    runs = simulated(runs=5, years=3, areas=AREAS, seed=1)
    ledger = ledger_of(runs, runs, areas=tuple(map(str, range(AREAS))), region=REGION)
    assert (ledger.change == 0).all()
    for export in exports_of(runs, runs, region=REGION):
        assert (export.surplus.low == 0).all()
        assert (export.surplus.high == 0).all()


def test_what_leaves_more_and_comes_less_is_exported_to_that_gemeente():
    baseline = simulated(runs=5, years=3, areas=AREAS, seed=1)
    left, arrived = baseline.left_to.copy(), baseline.arrived_from.copy()
    left[:, :, Reliance.VRAGER, Pool.REGION + 1] += 7
    arrived[:, 0, Reliance.VRAGER, Pool.REGION + 1] -= 2
    exports = exports_of(replace(baseline, left_to=left, arrived_from=arrived), baseline, region=REGION)
    by_name = {export.place.nl: export for export in exports}
    assert list(by_name) == [*REGION, "de rest van Nederland"]
    assert by_name["Nieuwveer"].surplus.middle[Reliance.VRAGER] == 3 * 7 + 2
    assert by_name["Nieuwveer"].left.middle[Reliance.VRAGER] == 21
    assert by_name["Overdam"].surplus.middle[Reliance.VRAGER] == 0


def test_a_policy_that_begins_in_another_city_is_refused():
    policy, baseline = pair(runs=3, years=2)
    other = policy.pools.copy()
    other[2, :, 0, 0] += 1
    with pytest.raises(DifferentStartError, match="pools") as refused:
        city_balance(replace(policy, pools=other), baseline, question=question())
    assert "dezelfde stad beginnen" in refused.value.message("nl")


def test_a_policy_and_a_baseline_of_other_runs_are_refused():
    policy = simulated(runs=5, years=3, areas=AREAS, seed=1)
    baseline = simulated(runs=4, years=3, areas=AREAS, seed=1)
    with pytest.raises(UnequalRunsError) as refused:
        city_balance(policy, baseline, question=question())
    assert "dezelfde stad, jaren" in refused.value.message("nl")


# Concentration --------------------------------------------------------------------------------------------------


def test_the_gini_is_the_mean_difference_between_all_pairs():
    rng = np.random.default_rng(4)
    total = rng.integers(1, 500, size=40).astype(float)
    group = np.floor(total * rng.uniform(0, 1, size=40))
    share, even = group / total, group.sum() / total.sum()
    pairs = (total[:, None] * total[None, :] * np.abs(share[:, None] - share[None, :])).sum()
    assert unevenness(group, total) == pytest.approx(pairs / (2 * total.sum() ** 2 * even * (1 - even)), rel=1e-12)


@given(
    counts=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=20).filter(
        lambda all_: sum(a for a, _ in all_) > 0 and sum(b for _, b in all_) > 0
    )
)
def test_the_gini_lies_between_the_dissimilarity_and_one(counts):
    # Massey & Denton (1988): the maximum distance to the diagonal of the Lorenz curve is D, twice the area is G.
    group, rest = np.array(counts, dtype=float).T
    found, least = unevenness(group, group + rest), dissimilarity(group, group + rest)
    assert least - 1e-12 <= found <= min(2 * least, 1.0) + 1e-12


def test_concentration_is_the_published_index_in_every_run():
    runs = simulated(runs=4, years=2, areas=AREAS, seed=9)
    found = concentration(runs)
    for run in range(4):
        now = runs.reliance[run, -1]
        assert found.dissimilarity[run] == dissimilarity(now[Reliance.VRAGER], now.sum(axis=0))


def test_without_vragers_there_is_no_concentration():
    runs = simulated(runs=2, years=2, areas=AREAS, seed=9)
    none = runs.reliance.copy()
    none[:, :, Reliance.VRAGER] = 0
    assert np.isnan(concentration(replace(runs, reliance=none)).unevenness).all()


# People and homes -----------------------------------------------------------------------------------------------


def test_the_slaagkans_is_homes_let_by_corporations_over_who_searched():
    policy, baseline = pair()
    success = success_of(policy, baseline)
    chances = policy.let_to.sum(axis=(1, 2)) / policy.searched.sum(axis=1)
    np.testing.assert_allclose(success.policy.middle, np.median(chances, axis=0))
    np.testing.assert_allclose(success_of(policy, policy).change.high, 0.0)


def test_where_nobody_searches_there_is_no_slaagkans():
    policy, baseline = pair()
    seekers, let_to = policy.seekers.copy(), policy.let_to.copy()
    seekers[..., 2] = let_to[..., 2] = 0
    success = success_of(replace(policy, seekers=seekers, let_to=let_to), baseline)
    assert np.isnan(success.policy.middle[2])
    assert np.isfinite(np.delete(success.policy.middle, 2)).all()


def test_a_home_let_to_an_urgent_is_none_for_who_searches():
    policy, _ = pair()
    let_to = policy.let_to.copy()
    let_to[:, :, Letting.URGENT] += 100.0
    assert np.array_equal(letting_chance(replace(policy, let_to=let_to)), letting_chance(policy))
    let_to[:, :, Letting.MOVER] += 1.0
    assert (letting_chance(replace(policy, let_to=let_to)) > letting_chance(policy)).all()


def test_who_moves_on_succeeds_apart_from_who_waits():
    policy, _ = pair()
    seekers, let_to = np.zeros_like(policy.seekers), np.zeros_like(policy.let_to)
    seekers[:, :, Letting.WAITING], let_to[:, :, Letting.WAITING] = 20.0, 1.0
    seekers[:, :, Letting.MOVER], let_to[:, :, Letting.MOVER] = 10.0, 4.0
    runs = replace(policy, seekers=seekers, let_to=let_to)
    np.testing.assert_allclose(letting_chance(runs, kinds=(Letting.WAITING,)), 0.05)
    np.testing.assert_allclose(letting_chance(runs, kinds=(Letting.MOVER,), incomes=(0, 1)), 0.4)
    np.testing.assert_allclose(letting_chance(runs), 5.0 / 30.0)


def test_who_waits_waits_as_long_as_the_queue_over_what_it_serves():
    # Little (1961): 30 wait and 10 a year are housed, so three years.
    policy, baseline = pair()
    searched, found = policy.searched.copy(), policy.found.copy()
    searched[:, -1], found[:, -1] = 40.0, 10.0
    success = success_of(replace(policy, searched=searched, found=found), baseline)
    np.testing.assert_allclose(success.years.middle, 3.0)


def test_displaced_households_that_all_go_to_three_areas_are_seen():
    runs = simulated(runs=2, years=3, areas=AREAS, seed=1)
    urgent = np.zeros_like(runs.urgent_to)
    urgent[:, :, [4, 8, 15]] = 6.0
    urgent[:, 0, 20] = 6.0
    found = displaced_of(replace(runs, urgent_to=urgent, distance=np.tile([30.0, 12.0], (2, 3, 1))))
    np.testing.assert_allclose(found.top_share, 54 / 60)
    np.testing.assert_allclose(found.housed, 60)
    np.testing.assert_allclose(found.distance, 2.5)
    assert (found.even_share < found.top_share).all()
    np.testing.assert_allclose(found.segments, 0.25)
    assert np.isnan(found.quota_top_share).all(), "a quota of nobody goes nowhere"


def test_nobody_displaced_has_no_distance():
    runs = simulated(runs=2, years=3, areas=AREAS, seed=1)
    found = displaced_of(replace(runs, urgent_to=runs.urgent_to * 0, distance=runs.distance * 0))
    assert np.isnan(found.distance).all()
    assert np.isnan(found.top_share).all()


def test_homes_won_in_one_area_do_not_hide_homes_lost_in_another():
    baseline = simulated(runs=2, years=2, areas=AREAS, seed=1)
    homes = baseline.dwellings.copy()
    homes[:, -1, Segment.CHEAP, 3] -= 4
    homes[:, -1, Segment.CHEAP, 7] += 10
    found = homes_of(replace(baseline, dwellings=homes), baseline)
    assert found.lost[:, Segment.CHEAP].tolist() == [4, 4]
    assert found.won[:, Segment.CHEAP].tolist() == [10, 10]
    assert found.change[:, Segment.CHEAP].tolist() == [6, 6]
    assert (found.lost[:, Segment.OWNED] == 0).all()


# Areas ----------------------------------------------------------------------------------------------------------


def test_an_area_gets_worse_in_the_part_of_the_runs_in_which_it_loses_more_than_counts():
    baseline = np.full((10, 3, 2), 0.5)
    policy = baseline.copy()
    policy[:3, -1, 0] -= 0.1
    policy[3:, -1, 0] -= 0.01
    found = area_change(policy, baseline, by=0.05, more_is_better=True)
    assert found.worse.share.tolist() == [0.3, 0.0]
    assert found.better.share.tolist() == [0.0, 0.0]
    assert area_change(policy, baseline, by=0.05, more_is_better=False).better.share.tolist() == [0.3, 0.0]


def test_what_would_have_happened_anyway_is_no_effect_of_the_policy():
    scores = np.full((8, 2, 1), 0.5)
    scores[:, -1] = 0.1
    borders = np.array([0.2, 0.4, 0.6, 0.8])
    assert worsened_by_policy(scores, scores, borders=borders).share.tolist() == [0.0]
    above = scores.copy()
    above[:, -1] = 0.5
    assert worsened_by_policy(scores, above, borders=borders).share.tolist() == [1.0]


def test_of_few_allocations_no_share_of_urgent_households_is_told():
    runs = simulated(runs=2, years=3, areas=AREAS, seed=1)
    housed, urgent = np.full_like(runs.housed_to, 19.0), np.full_like(runs.urgent_to, 19.0)
    few = replace(runs, housed_to=housed, urgent_to=urgent)
    assert np.isnan(largest_urgent_share(few)).all()
    housed[:, 1, 2], urgent[:, 1, 2] = 40.0, 10.0
    assert largest_urgent_share(replace(few, housed_to=housed, urgent_to=urgent)).tolist() == [0.25, 0.25]
    assert np.isfinite(receiving_of(few, runs).share.middle).all()  # 57 in three years


# The answer -----------------------------------------------------------------------------------------------------


def test_the_answer_holds_what_is_counted_and_what_is_uncertain_apart():
    policy, baseline = pair()
    found = city_balance(policy, baseline, question=question())
    assert found.liveability.skill is Skill.NOT_BETTER
    assert found.liveability.outlook.skill is Skill.NOT_BETTER
    assert "blijven gelijk in de doorkijk" in found.liveability.outlook.unmoved_note.nl
    assert len(found.countable.exports) == 3
    assert found.liveability.score.change.middle.shape == (AREAS,)


def test_without_a_contract_nothing_is_called_in_balance():
    found = city_balance(*pair(), question=question())
    assert found.verdict.light is Light.NOT_KNOWN
    assert "geen toleranties afgesproken" in found.verdict.reason.nl
    assert found.verdicts == ()


def test_a_policy_that_does_nothing_breaks_no_tolerance_on_what_is_counted():
    baseline = standing_still(simulated(runs=24, years=3, areas=AREAS, seed=1))
    counted = {"concentration": 0.0, "export": 0.0, "cheap_loss": 0.0, "success_drop": 0.0, "waiting": 0.0}
    found = city_balance(baseline, baseline, question=question(), contract=contract_of(counted))
    assert [verdict.light for verdict in found.verdicts] == [Light.GREEN] * 5
    assert found.verdict.light is Light.GREEN


def test_liveability_is_judged_only_if_the_past_showed_skill():
    baseline = standing_still(simulated(runs=24, years=3, areas=AREAS, seed=1))
    contract = contract_of({"worse_chance": 0.2, "receiving_areas": 0.0})
    doubted = city_balance(baseline, baseline, question=question(), contract=contract)
    assert {verdict.light for verdict in doubted.verdicts} == {Light.NOT_KNOWN}
    assert all("iet beter dan geen verandering" in verdict.reason.nl for verdict in doubted.verdicts)
    shown = city_balance(baseline, baseline, question=question(skill=Skill.BETTER), contract=contract)
    assert {verdict.light for verdict in shown.verdicts} == {Light.GREEN}


def test_every_tolerance_of_a_scenario_file_can_be_judged():
    codes = (
        *("worse_chance", "concentration", "export", "urgent_share", "success_drop", "cheap_loss", "displaced_km"),
        *("gini", "waiting", "top_share", "receiving_areas", "budget"),
    )
    contract = contract_of(dict.fromkeys(codes, 0.5))
    found = city_balance(*pair(), question=question(skill=Skill.BETTER), contract=contract)
    assert tuple(verdict.code for verdict in found.verdicts) == codes
    assert {measure.code for measure in found.measures} == set(codes)
    for measure in found.measures:
        assert measure.name.nl != measure.name.en
        assert measure.ground in Ground


def spending(actor, cost, **most):
    return Spending(actor=actor, cost_eur=np.array(cost), known_eur=np.nan_to_num(cost), **most)


def test_a_budget_with_an_unknown_cost_is_not_known_and_never_nought():
    spent = spending("gemeente", [1e6, np.nan], most_eur=5e6)
    contract = (Tolerance(code="budget", at_most=0.0),)
    found = city_balance(*pair(), question=question(spending=(spent,)), contract=contract)
    assert found.verdicts[0].light is Light.NOT_KNOWN
    over = spending("corporatie", [3e6, 1e6], most_eur=5e6, most_yearly_eur=2e6)
    assert over.over_eur == 1e6
    found = city_balance(*pair(), question=question(spending=(over,)), contract=contract)
    assert found.verdicts[0].light is Light.RED
    assert "1000000 euro" in found.verdicts[0].reason.nl
    assert spending("ander", [1.0]).over_eur is None


def test_costs_add_up_per_actor_and_one_unknown_line_makes_the_whole_unknown():
    def line(actor, euro):
        return CostLine(actor=actor, name=Bilingual("iets", "something"), euro=euro)

    lines = (
        line(Actor.GEMEENTE, np.array([1.0, 2.0])),
        line(Actor.GEMEENTE, np.array([10.0, 20.0])),
        line(Actor.CORPORATION, np.array([5.0, 5.0])),
        line(Actor.CORPORATION, None),
    )
    account = Account(first=2025, price_level=2025, lines=lines)
    budgets = {Actor.GEMEENTE: Budget(total=30.0, yearly=None), Actor.OTHER: Budget(total=None, yearly=4.0)}
    gemeente, corporatie, other = spending_of(account, budgets, years=2)
    assert gemeente.cost_eur.tolist() == [11.0, 22.0]
    assert gemeente.over_eur == 3.0
    assert np.isnan(corporatie.cost_eur).all()
    assert corporatie.known_eur.tolist() == [5.0, 5.0]
    assert (other.actor, other.cost_eur.tolist(), other.over_eur) == ("other", [0.0, 0.0], -4.0)
