"""A mix that hangs together is left alone; one that does not is told why, in both languages."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mix_cases import AREAS, a_plan, an_item, demolition, plans

from veerkracht.errors.perspectief import PathShapeError
from veerkracht.facts.language import Bilingual
from veerkracht.perspectief.carrying import carrying_path, carrying_words
from veerkracht.perspectief.coherence import concerns
from veerkracht.perspectief.concerns import Kind, Severity
from veerkracht.perspectief.interventions import Actor, Legal, Lever, Priced, Unit
from veerkracht.perspectief.mix import Capacity, Vacated, placed
from veerkracht.perspectief.reaches import SimulatedBand, Target, reach
from veerkracht.workflows.interventions import shipped_interventions

CATALOGUE = shipped_interventions()
VACATED = (Vacated(area=AREAS[0], homes={"cheap": 16.0, "dear": 4.0}, source="corporatie"),)
SALE = {"intervention": "verkoop-sociale-huur", "lever": Lever.SALE_CHEAP, "unit": Unit.HOME, "dose": 4.0}
LETTING = {"intervention": "gerichte-toewijzing", "unit": Unit.WEIGHT, "dose": 0.0, "weights": {"drager": 0.5}}


def told(plan, *, kind: Kind | None = None, figures=None):
    found = concerns(placed(plan, CATALOGUE), plan, figures=figures)
    return [one for one in found if kind in (None, one.kind)]


def test_a_mix_of_two_perspectives_with_its_decisions_and_prices_has_no_concerns():
    plan = a_plan(an_item("een"), demolition("twee"), decisions=(Legal.STATUTE,))
    assert told(plan) == []


def test_demolition_without_a_social_statute_is_stopped():
    (found,) = told(a_plan(demolition()), kind=Kind.STATUTE)
    assert found.severity is Severity.STOP
    assert "sociaal statuut" in found.said.nl
    assert told(a_plan(demolition(decisions=(Legal.STATUTE,))), kind=Kind.STATUTE) == []


def test_building_alone_needs_no_social_statute():
    assert told(a_plan(demolition(demolished={})), kind=Kind.STATUTE) == []


def test_a_rule_of_the_law_without_its_decision_is_stopped():
    plan = a_plan(an_item(**LETTING))
    assert [one.severity for one in told(plan, kind=Kind.LEGAL)] == [Severity.STOP]
    assert told(replace(plan, decisions=(Legal.HOUSING_ACT,)), kind=Kind.LEGAL) == []


def test_the_by_law_on_nuisance_is_asked_of_a_gemeente_and_not_of_a_corporation():
    order = {"intervention": "gedragsaanwijzing", "unit": Unit.CASE, "dose": 3.0}
    assert len(told(a_plan(an_item(**order, actor=Actor.GEMEENTE)), kind=Kind.LEGAL)) == 1
    assert told(a_plan(an_item(**order, actor=Actor.CORPORATION)), kind=Kind.LEGAL) == []


def test_more_than_an_actor_can_do_in_a_year_is_said_with_that_year():
    coaches = {"intervention": "jongerenwerk", "lever": Lever.SUPPORT, "unit": Unit.FULL_TIME, "actor": Actor.WELFARE}
    plan = a_plan(an_item("een", **coaches, dose=2.0), an_item("twee", **{**coaches, "first": 2027}, dose=2.0))
    room = Capacity(actor=Actor.WELFARE, unit=Unit.FULL_TIME, yearly=3.0)
    (found,) = told(replace(plan, capacities=(room,)), kind=Kind.CAPACITY)
    assert found.said.nl.startswith("In 2027 vraagt de mix 4 fte van welzijn; er is 3.")
    assert found.items == ("een", "twee")
    assert told(replace(plan, capacities=(replace(room, yearly=4.0),)), kind=Kind.CAPACITY) == []


def test_a_budget_is_a_capacity_in_euro():
    room = Capacity(actor=Actor.CORPORATION, unit=Unit.EURO, yearly=49_999.0)
    assert len(told(a_plan(an_item(), capacities=(room,)), kind=Kind.CAPACITY)) == 1


@pytest.mark.parametrize(("dose", "stopped"), [(16.0, 0), (17.0, 1)])
def test_no_more_homes_are_sold_than_fall_vacant(dose, stopped):
    plan = a_plan(an_item(**{**SALE, "dose": dose}), vacated=VACATED)
    assert [one.severity for one in told(plan, kind=Kind.TURNOVER)] == [Severity.STOP] * stopped


def test_sale_and_dearer_letting_share_what_falls_vacant():
    dearer = an_item("twee", intervention="huurbeleid", lever=Lever.DEARER, unit=Unit.SHARE, dose=0.8)
    (found,) = told(a_plan(an_item(**SALE), dearer, vacated=VACATED), kind=Kind.TURNOVER)
    assert found.items == ("een", "twee")
    assert "16,8" in found.said.nl


@pytest.mark.parametrize("item", [an_item(**SALE), an_item(**LETTING)])
def test_what_falls_vacant_is_asked_for_where_nobody_gave_it(item):
    (found,) = told(a_plan(item), kind=Kind.TURNOVER)
    assert found.severity is Severity.CAUTION
    assert "niet bekend" in found.said.nl


def test_letting_otherwise_tells_how_many_homes_it_is_about():
    (found,) = told(a_plan(an_item(**{**LETTING, "years": 10}), vacated=VACATED), kind=Kind.TURNOVER)
    assert found.severity is Severity.NOTE
    assert "200 corporatiewoningen in 10 jaar" in found.said.nl


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(an_item(**SALE), demolition("b", built={"cheap": 3}), id="selling and building the same"),
        pytest.param(
            an_item(intervention="huurbeleid", lever=Lever.DEARER, unit=Unit.SHARE, dose=0.1),
            an_item("b", intervention="huurbeleid", lever=Lever.CHEAPER, unit=Unit.SHARE, dose=0.1),
            id="dearer and cheaper",
        ),
        pytest.param(
            an_item(**LETTING), an_item("b", **{**LETTING, "weights": {"drager": -0.5}}), id="more and less chance"
        ),
    ],
)
def test_two_things_that_undo_each_other_are_named(one, other):
    (found,) = told(a_plan(one, other), kind=Kind.CONTRADICTION)
    assert found.items == ("een", "b")
    apart = replace(a_plan(one), mixes=(*a_plan(one).mixes, *a_plan(other, area=AREAS[1]).mixes))
    assert told(apart, kind=Kind.CONTRADICTION) == []


def test_a_dose_below_what_was_studied_is_said():
    small = an_item(intervention="achter-de-voordeur", unit=Unit.FULL_TIME, dose=2.0)
    (found,) = told(a_plan(small), kind=Kind.DOSE)
    assert "2 fte is minder dan het kleinste dat is onderzocht (3)" in found.said.nl
    assert told(a_plan(replace(small, dose=3.0)), kind=Kind.DOSE) == []


def test_effort_that_stops_before_anything_can_be_noticed_is_said():
    green = an_item(intervention="groen", years=2)
    (found,) = told(a_plan(green), kind=Kind.DURATION)
    assert "duurt hier 2 jaar. Er is pas na ongeveer 3 jaar iets van te merken (eigen inschatting)." in found.said.nl
    assert told(a_plan(replace(green, years=3)), kind=Kind.DURATION) == []
    assert told(a_plan(demolition()), kind=Kind.DURATION) == []


def test_what_was_shown_to_have_no_effect_is_said_and_not_forbidden():
    (found,) = told(a_plan(an_item(intervention="straatcoaches")), kind=Kind.NONE_SHOWN)
    assert found.severity is Severity.NOTE
    assert "geen werkzaamheid aangetoond" in found.said.nl


def test_one_perspective_alone_is_said_and_not_forbidden():
    (found,) = told(a_plan(an_item()), kind=Kind.ONE_PERSPECTIVE)
    assert found.severity is Severity.NOTE
    assert "Dat mag." in found.said.nl


@pytest.mark.parametrize(("share", "severities"), [(80.0, []), (40.0, [Severity.CAUTION]), (None, [Severity.NOTE])])
def test_an_intervention_meant_for_other_areas_is_said(share, severities):
    plan = a_plan(demolition(intervention="koop-en-middenhuur", demolished={}))
    figures = {AREAS[0]: {"corporatiewoningen": share}}
    assert [one.severity for one in told(plan, kind=Kind.APPLIES, figures=figures)] == severities


def test_unknown_costs_are_said():
    assert len(told(a_plan(an_item(unit=Unit.FULL_TIME, dose=1.0)), kind=Kind.MONEY)) == 1
    known = an_item(unit=Unit.FULL_TIME, dose=1.0, prices={Priced.UNIT: 5.0}, price_source="eigen")
    assert told(a_plan(known), kind=Kind.MONEY) == []


@settings(max_examples=40, deadline=None)
@given(plan=plans())
def test_every_concern_is_a_sentence_in_both_languages_about_items_that_are_there(plan):
    keys = {item.key for mix in plan.mixes for item in mix.items}
    for one in told(plan):
        assert one.said.nl.endswith((".", ")"))
        assert one.said.en.endswith((".", ")"))
        assert set(one.items) <= keys


@settings(max_examples=40, deadline=None)
@given(plan=plans())
def test_taking_all_decisions_leaves_nothing_that_the_law_stops(plan):
    free = replace(plan, decisions=tuple(Legal))
    assert [one for one in told(free) if one.kind in (Kind.LEGAL, Kind.STATUTE)] == []


# ---- Dragers and vragers ----


def test_the_balance_now_and_at_the_end_is_told_with_its_band():
    dragers = np.array([[200.0, 210.0], [200.0, 220.0], [200.0, 230.0]])
    vragers = np.full((3, 2), 100.0)
    path = carrying_path(dragers, vragers)
    assert path.now == 2.0
    assert path.low[-1] < path.middle[-1] == 2.2 < path.high[-1]
    assert path.better == 1.0
    assert carrying_words(path, first=2024).nl.startswith("Nu zijn er ongeveer 2,0 dragers op elke vrager. In 2025")


def test_without_vragers_a_ratio_says_nothing():
    path = carrying_path(np.array([[5.0, 5.0]]), np.array([[0.0, 0.0]]))
    assert path.now is None
    assert path.better is None
    assert "zegt hier niets" in carrying_words(path, first=2024).nl


@given(scale=st.floats(0.1, 100.0))
def test_the_balance_does_not_depend_on_how_many_people_there_are(scale):
    dragers, vragers = np.array([[30.0, 45.0]]), np.array([[10.0, 12.0]])
    assert carrying_path(dragers * scale, vragers * scale).middle == pytest.approx([3.0, 3.75])


@pytest.mark.parametrize(("one", "other"), [((2, 3), (2, 4)), ((2, 1), (2, 1)), ((0, 3), (0, 3))])
def test_runs_that_do_not_belong_together_are_refused(one, other):
    with pytest.raises(PathShapeError):
        carrying_path(np.ones(one), np.ones(other))


# ---- The definition of success ----

LEVELS = np.array([0.05, 0.5, 0.95])
BAND = SimulatedBand(first=2024, levels=LEVELS, values=np.array([[50.0, 40.0], [50.0, 50.0], [50.0, 60.0]]))
LESS = Target(key="doel", indicator="lage_inkomens", baseline=50.0, target=45.0, year=2025)


def chance(target: Target, band: SimulatedBand = BAND):
    found = reach(target, {"lage_inkomens": band})
    return found.low, found.high


def test_the_chance_of_a_goal_is_read_between_the_quantiles():
    assert chance(LESS) == pytest.approx((0.275, 0.275))
    assert chance(replace(LESS, baseline=40.0, target=45.0)) == pytest.approx((0.725, 0.725))


def test_beyond_the_band_only_a_bound_is_known():
    assert chance(replace(LESS, target=39.0)) == (0.0, 0.05)
    assert chance(replace(LESS, baseline=70.0, target=61.0)) == (0.95, 1.0)
    assert "hoogstens 5%" in reach(replace(LESS, target=39.0), {"lage_inkomens": BAND}).said.nl


@given(aim=st.floats(30.0, 70.0), other=st.floats(30.0, 70.0))
def test_a_harder_goal_never_has_a_larger_chance(aim, other):
    harder, easier = sorted((aim, other))
    down = {"baseline": None, "is_higher_better": False}
    for low, high in zip(
        chance(replace(LESS, **down, target=harder)), chance(replace(LESS, **down, target=easier)), strict=True
    ):
        assert low <= high + 1e-12


@given(aim=st.floats(30.0, 70.0))
def test_reaching_at_least_and_staying_under_share_all_chance(aim):
    down = chance(replace(LESS, baseline=None, is_higher_better=False, target=aim))
    up = chance(replace(LESS, baseline=None, is_higher_better=True, target=aim))
    assert up[0] <= 1.0 - down[0] + 1e-9
    assert up[1] >= 1.0 - down[1] - 1e-9


@pytest.mark.parametrize(
    ("target", "why"),
    [
        (replace(LESS, indicator=""), "apart gemeten"),
        (replace(LESS, indicator="misdrijven"), "beweegt dit cijfer niet"),
        (replace(LESS, target=None), "nog geen doel"),
        (replace(LESS, year=2031), "valt buiten de doorkijk (2024 tot en met 2025)"),
        (replace(LESS, baseline=None), "welke kant op goed is"),
    ],
)
def test_what_a_simulation_cannot_say_is_said_with_the_reason(target, why):
    found = reach(target, {"lage_inkomens": BAND})
    assert found.low is None
    assert found.said.nl.startswith("Dat kan de simulatie niet zeggen: ")
    assert why in found.said.nl


def test_a_missing_figure_is_no_chance_of_zero():
    missing = replace(BAND, values=np.full((3, 2), np.nan))
    assert reach(LESS, {"lage_inkomens": missing}).low is None


def test_what_must_be_said_with_a_figure_is_said_with_its_chance():
    careful = replace(BAND, caution=Bilingual("Niet beter dan geen verandering.", "No better than no change."))
    assert reach(LESS, {"lage_inkomens": careful}).said.nl.endswith("Niet beter dan geen verandering.")


def test_bands_whose_levels_do_not_rise_are_refused():
    with pytest.raises(PathShapeError):
        SimulatedBand(first=2024, levels=LEVELS[::-1], values=BAND.values)
    with pytest.raises(PathShapeError):
        SimulatedBand(first=2024, levels=LEVELS[:2], values=BAND.values)
