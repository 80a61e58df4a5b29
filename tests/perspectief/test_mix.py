"""A mix becomes a scenario without losing a euro, a home or a reason."""

from __future__ import annotations

import contextlib
import math
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from mix_cases import AREAS, FIRST, LAST, a_plan, an_item, demolition, null_scenario, plans, small_city

from veerkracht.cli.main import cli
from veerkracht.errors.perspectief import (
    MixItemError,
    PerspectiefError,
    PerspectiefKeyError,
    PerspectiefMissingKeyError,
    PerspectiefValueError,
    UnknownInterventionError,
)
from veerkracht.errors.scenario import DemolitionError, ScenarioAreaError
from veerkracht.perspectief.coherence import concerns
from veerkracht.perspectief.concerns import Severity
from veerkracht.perspectief.interventions import Actor, Lever, Priced, Unit
from veerkracht.perspectief.interventions_toml import parse_interventions
from veerkracht.perspectief.mix import RELIANCES, SEGMENTS, Mix, PriceIndex, Vacated, placed, spread_whole
from veerkracht.perspectief.mix_toml import parse_plan, plan_text
from veerkracht.perspectief.money import AFTER_A_RUN, NO_PRICE, money_of, totals
from veerkracht.sources.shipped import shipped_text
from veerkracht.stad.households import Reliance, Segment
from veerkracht.stad.mix_levers import NO_TURNOVER, entries_of, scenario_of
from veerkracht.stad.scenario import RELIANCE_NAMES, SEGMENT_NAMES
from veerkracht.stad.scenario import Actor as Payer
from veerkracht.stad.scenario_costs import account
from veerkracht.stad.scenario_levers import to_levers
from veerkracht.stad.scenario_text import scenario_text
from veerkracht.stad.scenario_toml import parse_scenario
from veerkracht.workflows.interventions import shipped_interventions
from veerkracht.workflows.mixes import check_mix

CATALOGUE = shipped_interventions()
CITY = small_city()


def lines_of(plan):
    return [line for one in placed(plan, CATALOGUE) for line in money_of(one, plan)]


def made(plan):
    return entries_of(plan, CATALOGUE, CITY, first=FIRST, last=LAST)


@settings(max_examples=60, deadline=None)
@given(plan=plans())
def test_the_money_of_the_items_that_enter_is_the_money_of_the_scenario(plan):
    scenario, left_out = scenario_of(plan, CATALOGUE, CITY, base=null_scenario())
    spent = sum(float(euro.sum()) for euro in account(scenario, CITY).per_actor().values())
    outside = sum(left.euro or 0.0 for left in left_out)
    assert math.isclose(totals(lines_of(plan)).total, spent + outside, rel_tol=1e-9, abs_tol=1e-3)


@settings(max_examples=60, deadline=None)
@given(plan=plans())
def test_the_totals_per_perspective_actor_and_year_all_add_up_to_the_same(plan):
    money = totals(lines_of(plan))
    for parts in (money.per_quadrant, money.per_actor, money.per_year, money.per_actor_year):
        assert math.isclose(sum(parts.values()), money.total, rel_tol=1e-9, abs_tol=1e-6)


@settings(max_examples=60, deadline=None)
@given(plan=plans())
def test_a_plan_and_its_scenario_come_back_from_text_as_they_were(plan):
    assert parse_plan(plan_text(plan)) == plan
    scenario, _ = scenario_of(plan, CATALOGUE, CITY, base=null_scenario())
    assert parse_scenario(scenario_text(scenario)) == scenario


@settings(max_examples=40, deadline=None)
@given(plan=plans())
def test_every_home_of_the_mix_stands_in_the_levers_and_no_line_contradicts_another(plan):
    items = placed(plan, CATALOGUE)
    scenario, _ = scenario_of(plan, CATALOGUE, CITY, base=null_scenario())
    roomy = replace(CITY, dwellings=CITY.dwellings + 1000)
    levers = to_levers(scenario, roomy)
    assert levers.built.sum() == sum(sum(one.item.built.values()) for one in items)
    assert levers.demolished.sum() == sum(sum(one.item.demolished.values()) for one in items)
    quota = sum(one.item.dose * one.item.years for one in items if one.lever is Lever.QUOTA)
    assert levers.quota.sum() == quota


@settings(max_examples=40, deadline=None)
@given(plan=plans())
def test_an_item_is_in_the_scenario_or_it_is_said_why_not(plan):
    left = {one.item for one in made(plan).left_out}
    for one in placed(plan, CATALOGUE):
        assert (one.item.key in left) == (one.lever is None)


@given(total=st.integers(0, 5000), years=st.integers(1, 30))
def test_homes_spread_over_years_stay_whole_and_all_there(total, years):
    parts = spread_whole(total, years)
    assert sum(parts) == total
    assert max(parts) - min(parts) <= 1


def test_the_words_of_a_mix_are_those_of_a_scenario():
    assert SEGMENTS == SEGMENT_NAMES
    assert RELIANCES == RELIANCE_NAMES


def test_money_for_an_effort_becomes_euro_a_household_of_the_area():
    entries = made(a_plan(an_item()))
    (effort,) = entries.efforts
    households = int(CITY.households[:, :, 0].sum())
    assert (effort.kind, effort.areas, effort.actor) == ("safety", (AREAS[0],), Payer.CORPORATION)
    assert (effort.first, effort.last) == (2026, 2027)
    assert effort.euro == pytest.approx(50_000 / households)


def test_efforts_of_a_wijk_and_of_a_buurt_in_it_are_added_up():
    wijk = Mix(area="WK990101", items=(an_item("een"),))
    buurt = Mix(area=AREAS[0], items=(an_item("twee"),))
    scenario, _ = scenario_of(replace(a_plan(), mixes=(wijk, buurt)), CATALOGUE, CITY, base=null_scenario())
    assert to_levers(scenario, CITY).safety.any()
    assert account(scenario, CITY).per_actor()[Payer.CORPORATION].sum() == pytest.approx(200_000)


def test_an_actor_without_a_budget_of_its_own_is_another_one():
    (effort,) = made(a_plan(an_item(actor=Actor.POLICE))).efforts
    assert effort.actor is Payer.OTHER


def test_what_was_shown_to_have_no_effect_stays_out_with_its_money_and_reason():
    plan = a_plan(an_item(intervention="straatcoaches"))
    entries = made(plan)
    (left,) = entries.left_out
    assert entries.efforts == ()
    assert left.euro == pytest.approx(100_000)
    assert "geen werkzaamheid aangetoond" in left.why.nl


def test_years_outside_the_run_are_said_with_their_money():
    entries = made(a_plan(an_item(first=2038, years=4)))
    (effort,) = entries.efforts
    (left,) = entries.left_out
    assert (effort.first, effort.last) == (2038, 2039)
    assert left.euro == pytest.approx(100_000)
    assert "2038 tot en met 2039" in left.why.nl


def test_homes_that_are_sold_by_number_need_to_know_what_falls_vacant():
    sale = an_item(intervention="verkoop-sociale-huur", lever=Lever.SALE_CHEAP, unit=Unit.HOME, dose=4.0)
    (left,) = made(a_plan(sale)).left_out
    assert left.why == NO_TURNOVER
    known = a_plan(sale, vacated=(Vacated(area=AREAS[0], homes={"cheap": 16.0}, source="corporatie"),))
    (conversion,) = made(known).conversions
    assert (conversion.kind, conversion.share) == ("sale_cheap", 0.25)


def test_homes_of_two_items_in_one_year_and_segment_are_said_once():
    plan = a_plan(demolition("een"), demolition("twee", actor=Actor.GEMEENTE))
    scenario, _ = scenario_of(plan, CATALOGUE, CITY, base=null_scenario())
    levers = to_levers(scenario, CITY)
    assert levers.built[:, Segment.OWNED, 0].sum() == 10
    assert levers.demolished[:, Segment.CHEAP, 0].sum() == 8


def test_two_payers_for_the_same_homes_pay_each_their_own_part():
    cheap = demolition("een", prices={Priced.BUILT: 10.0, Priced.DEMOLISHED: 0.0, Priced.REHOUSED: 0.0})
    dear = demolition("twee", actor=Actor.GEMEENTE, prices={**cheap.prices, Priced.BUILT: 90.0})
    scenario, _ = scenario_of(a_plan(cheap, dear), CATALOGUE, CITY, base=null_scenario())
    spent = account(scenario, CITY).per_actor()
    assert spent[Payer.CORPORATION].sum() == pytest.approx(60.0)
    assert spent[Payer.GEMEENTE].sum() == pytest.approx(540.0)


def test_letting_rules_that_overlap_are_added_up():
    rule = {"intervention": "gerichte-toewijzing", "unit": Unit.WEIGHT, "dose": 0.0, "weights": {"drager": 0.5}}
    plan = a_plan(an_item("een", **rule), an_item("twee", **{**rule, "first": 2027}))
    scenario, _ = scenario_of(plan, CATALOGUE, CITY, base=null_scenario())
    steer = to_levers(scenario, CITY).steer[:, Reliance.DRAGER, 0]
    assert steer[1:4].tolist() == [0.5, 1.0, 0.5]


def test_a_quota_is_spread_by_what_each_area_takes():
    item = {"intervention": "housing-first", "unit": Unit.HOUSEHOLD}
    one = Mix(area=AREAS[0], items=(an_item("een", **item, dose=3.0),))
    other = Mix(area=AREAS[2], items=(an_item("twee", **item, dose=9.0),))
    quota = made(replace(a_plan(), mixes=(one, other))).quota
    assert quota.households[:4] == (0, 12, 12, 0)
    assert quota.spread == {AREAS[0]: 0.25, AREAS[2]: 0.75}


def test_a_price_of_another_year_is_used_only_with_a_factor_that_someone_gave():
    coach = an_item(intervention="buurtsportcoach", unit=Unit.FULL_TIME, dose=2.0)
    (line,) = lines_of(a_plan(coach))
    assert line.total is None
    assert "2016" in line.why.nl
    index = PriceIndex(year=2016, factor=1.5, source="CBS")
    (line,) = lines_of(a_plan(coach, indexes=(index,)))
    assert line.total == pytest.approx(2 * 2 * 49_000 * 1.5)


def test_what_has_no_price_is_unknown_and_not_free():
    plan = a_plan(an_item(unit=Unit.FULL_TIME, dose=2.0))
    money = totals(lines_of(plan))
    assert money.total == 0
    assert [line.why for line in money.unknown] == [NO_PRICE]
    assert [left.why for left in made(plan).left_out] == [NO_PRICE]


def test_a_cost_that_is_made_once_is_spread_over_the_years_of_the_item():
    index = PriceIndex(year=2006, factor=1.0, source="geen")
    social = an_item(intervention="sociale-herovering", lever=Lever.SAFETY, unit=Unit.PROJECT, dose=1.0, years=4)
    (line,) = lines_of(a_plan(social, indexes=(index,)))
    assert line.yearly == pytest.approx(dict.fromkeys(range(2026, 2030), 666_667 / 4))


def test_who_must_move_is_counted_only_after_a_run():
    lines = {line.priced: line for line in lines_of(a_plan(demolition()))}
    assert lines[Priced.REHOUSED].why == AFTER_A_RUN
    assert lines[Priced.REHOUSED].each == 7_000
    assert lines[Priced.BUILT].total == pytest.approx(6 * 200_000)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(an_item(unit=Unit.HECTARE), id="a unit that it does not have"),
        pytest.param(an_item(lever=Lever.QUOTA), id="a lever that it does not have"),
        pytest.param(an_item(intervention="jongerenwerk"), id="a lever that must be chosen"),
        pytest.param(an_item(built={"cheap": 3}), id="homes where none are asked"),
        pytest.param(demolition(built={}, demolished={}), id="demolition without homes"),
        pytest.param(
            an_item(intervention="verkoop-sociale-huur", lever=Lever.SALE_DEAR, unit=Unit.SHARE, dose=1.2), id="120%"
        ),
        pytest.param(an_item(intervention="gerichte-toewijzing", unit=Unit.WEIGHT), id="letting without weights"),
        pytest.param(an_item(intervention="housing-first", unit=Unit.HOUSEHOLD, dose=1.5), id="half a household"),
        pytest.param(an_item(dose=-1.0), id="below zero"),
        pytest.param(an_item(years=0), id="no year"),
        pytest.param(demolition(built={"castle": 2}), id="a segment that nobody knows"),
        pytest.param(demolition(built={"cheap": -2}), id="homes below zero"),
        pytest.param(replace(demolition(), dose=3.0), id="a dose that is not all homes together"),
    ],
)
def test_an_item_that_does_not_fit_its_intervention_is_refused_by_name(wrong):
    with pytest.raises(MixItemError, match=f"'{wrong.key}'"):
        placed(a_plan(wrong), CATALOGUE)


def test_a_key_stands_once_in_a_plan():
    with pytest.raises(MixItemError, match="key"):
        placed(a_plan(an_item(), an_item()), CATALOGUE)


def test_an_unknown_intervention_version_or_area_is_named():
    with pytest.raises(UnknownInterventionError, match="huismeester"):
        placed(a_plan(an_item(intervention="huismester")), CATALOGUE)
    with pytest.raises(UnknownInterventionError, match="version 7"):
        placed(a_plan(an_item(version=7)), CATALOGUE)
    with pytest.raises(ScenarioAreaError):
        made(a_plan(an_item(), area="BU99019999"))


EXAMPLE = shipped_text("demo/mix_noorderwaard.toml")


@pytest.mark.parametrize(
    ("change", "error", "line"),
    [
        (('actor = "welzijn"\nunit', 'actor = "wijkraad"\nunit'), PerspectiefValueError, 13),
        (("dose = 2\n", 'dose = "twee"\n'), PerspectiefValueError, 34),
        (("dose = 2\n", ""), PerspectiefMissingKeyError, 27),
        (("years = 10\ndose", "jaren = 10\nyears = 10\ndose"), PerspectiefKeyError, 33),
        (("years = 10\ndose", "years = 0\ndose"), PerspectiefValueError, 33),
        (("{ cheap = 160 }", "{ sheap = 160 }"), PerspectiefKeyError, 60),
    ],
)
def test_a_fault_in_a_mix_names_its_line(change, error, line):
    assert change[0] in EXAMPLE
    with pytest.raises(error, match=f"line {line}"):
        parse_plan(EXAMPLE.replace(change[0], change[1], 1))


@pytest.mark.parametrize("table", ["index", "capacity", "vacated"])
def test_two_tables_about_the_same_are_refused(table):
    twice = {
        "index": "year = 2018\nfactor = 1.2\nsource = 'x'\n",
        "capacity": "actor = 'zorg'\nunit = 'fte'\nyearly = 1\n",
        "vacated": "area = 'BU1'\ncheap = 1\nsource = 'x'\n",
    }[table]
    with pytest.raises(PerspectiefValueError, match=table):
        parse_plan(EXAMPLE + f"\n[[{table}]]\n{twice}" * 2)


LINES = EXAMPLE.splitlines()
VALUES = st.sampled_from(["", "x", "= 3", "a = nan", "first = -1", "[[mix]]", "[plan]", "dose = []", "mix = 3", '"""'])


@settings(max_examples=80, deadline=None)
@given(at=st.integers(0, len(LINES) - 1), value=VALUES, is_added=st.booleans())
def test_a_damaged_mix_is_read_or_refused_by_an_error_of_this_room(at, value, is_added):
    damaged = "\n".join([*LINES[:at], value, *LINES[at + (not is_added) :]])
    with contextlib.suppress(PerspectiefError):
        placed(parse_plan(damaged), CATALOGUE)


def test_the_example_of_the_demo_is_checked_and_becomes_a_scenario_that_runs(tmp_path):
    file, out = tmp_path / "mix.toml", tmp_path / "scenario.toml"
    file.write_text(EXAMPLE, "utf-8")
    run = CliRunner().invoke(cli, ["mix", "check", str(file), "--out", str(out)])
    assert run.exit_code == 0, run.output
    assert "samen € 46.600.000" in run.output
    assert "In 2025 vraagt de mix 4 fte van welzijn; er is 3." in run.output
    assert parse_scenario(out.read_bytes()).title == "Noorderwaard: eerst sociaal, dan bouwen"


def test_more_demolished_than_stands_is_refused_with_the_line_of_the_item(tmp_path):
    file = tmp_path / "mix.toml"
    file.write_text(EXAMPLE.replace("cheap = 160", "cheap = 9000"), "utf-8")
    with pytest.raises(DemolitionError, match=r"\(line 53\)"):
        check_mix(file, home=tmp_path)


def test_a_mix_that_may_not_be_done_ends_with_1(tmp_path):
    file = tmp_path / "mix.toml"
    file.write_text(EXAMPLE.replace('decisions = ["sociaal-statuut"]', ""), "utf-8")
    run = CliRunner().invoke(cli, ["--taal", "en", "mix", "check", str(file)])
    assert run.exit_code == 1
    assert "Cannot be done so:\n  - BU99010502, sloop: Demolition and new building cannot be done without" in run.output


def test_the_files_in_the_docs_are_a_mix_and_a_catalogue_that_are_right(tmp_path):
    page = (Path(__file__).resolve().parents[2] / "docs/how-to/mix.md").read_text("utf-8")
    mix, own = re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)
    both = CATALOGUE.merged(parse_interventions(own))
    assert both["portiekgesprek"].owner == "Corporatie De Poort"
    plan = parse_plan(mix)
    stopped = [one for one in concerns(placed(plan, both), plan) if one.severity is Severity.STOP]
    assert stopped == []
    built = {line.priced: line for line in lines_of(plan)}[Priced.BUILT]
    assert built.total == pytest.approx(120 * 187_000 * 1.25)
