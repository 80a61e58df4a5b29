"""A scenario is one file: what is written is read back, becomes levers and costs, and is refused where it cannot be."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.errors import scenario as errors
from veerkracht.sources.shipped import shipped_text
from veerkracht.stad.city import City
from veerkracht.stad.distribution import Distribution, Shape
from veerkracht.stad.households import SEGMENTS, TYPES, Reliance, Segment
from veerkracht.stad.levers import CONVERSIONS, Levers, nothing, same
from veerkracht.stad.parameters import central
from veerkracht.stad.scenario import (
    EFFORTS,
    Actor,
    Budget,
    Conversion,
    Effort,
    Exogenous,
    Homes,
    Override,
    Priced,
    Quota,
    Scenario,
    Steer,
    Tolerances,
    UnitCost,
)
from veerkracht.stad.scenario_checks import cautions, check, parameters_for
from veerkracht.stad.scenario_costs import Counted, account, counted_of
from veerkracht.stad.scenario_levers import to_levers
from veerkracht.stad.scenario_text import scenario_text
from veerkracht.stad.scenario_toml import MOST_BYTES, parse_scenario
from veerkracht.stad.trajectory import FLOWS, Trajectory
from veerkracht.workflows.scenario_files import EXAMPLES, example_text, load_parameters, new_scenario, read_scenario

CODES = ("BU99990101", "BU99990102", "BU99990201")
NAMES = ("Oost", "Oosterpark", "Westhof")
# Homes by segment (rows: owned, cheap, dear, private) and area; two of ten stand empty in each.
DWELLINGS = np.array([[100, 50, 20], [200, 100, 0], [40, 10, 0], [60, 20, 0]])

HEAD = """format = 1
[scenario]
title = "Proef"
gemeente = "GM9999"
start = 2024
years = 5
seed = 7
[exogenous]
growth = 0.01
arrivals = 1.0
price_level = 2024
"""


def make_city(**changes: object) -> City:
    households = np.zeros((TYPES, SEGMENTS, 3), dtype=np.int64)
    households[0] = DWELLINGS * 8 // 10
    values = {
        "codes": CODES,
        "names": NAMES,
        "year": 2024,
        "households": households,
        "dwellings": DWELLINGS.astype(np.int64),
        "nuisance": np.zeros(3),
        "cohesion": np.zeros(3),
        "quality": np.zeros(3),
        "centres": np.zeros((3, 2)),
        "region": ("Elders",),
        "region_centres": np.full((1, 2), np.nan),
        "waiting": np.zeros(TYPES, dtype=np.int64),
        "institutions": np.zeros(TYPES, dtype=np.int64),
    }
    return City(**(values | changes))


CITY = make_city()


def written(*tables: str) -> Scenario:
    return parse_scenario(HEAD + "\n".join(tables))


def effort(**changes: object) -> str:
    values = {"kind": '"support"', "areas": '["BU99990101"]', "euro": 100, "actor": '"gemeente"'} | changes
    return "[[effort]]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())


def homes(**changes: object) -> str:
    values = {"area": '"BU99990101"', "year": 2026, "actor": '"corporatie"'} | changes
    return "[[homes]]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())


def conversion(**changes: object) -> str:
    values = {"kind": '"dearer"', "areas": '["stad"]', "share": 0.5, "actor": '"corporatie"'} | changes
    return "[[conversion]]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())


# ---- Reading and writing ----

texts = st.text(max_size=30)
some = st.text(min_size=1, max_size=20).filter(str.strip)
codes = st.lists(st.sampled_from([*CODES, "WK999901", "stad"]), min_size=1, max_size=3).map(tuple)
amounts = st.floats(0, 1e6)


@st.composite
def spans(draw: st.DrawFn) -> dict[str, int]:
    first = draw(st.integers(2025, 2029))
    return {"first": first, "last": draw(st.integers(first, 2029))}


def about(made: type, **fields: st.SearchStrategy) -> st.SearchStrategy:
    return st.builds(lambda span, **values: made(**span, **values), spans(), **fields)


counts = st.dictionaries(st.sampled_from(list(Segment)), st.integers(1, 500))
share = st.floats(0, 1)
agreed = st.none() | share
distributions = st.sampled_from(
    [
        Distribution(shape=Shape.FIXED, central=(0.25,)),
        Distribution(shape=Shape.LOGNORMAL, central=(0.2,), low=(0.1,), high=(0.4,)),
        Distribution(shape=Shape.UNIFORM, central=(0.2, 0.3), low=(0.1, 0.1), high=(0.4, 0.5), together=False),
        Distribution(shape=Shape.ZERO_OR, low=(0.1,), high=(0.4,), zero=0.5),
        Distribution(shape=Shape.BETA, central=(0.1,), cases=12.5),
    ]
)
scenarios = st.builds(
    Scenario,
    title=some,
    description=texts,
    gemeente=st.just("GM9999"),
    start=st.just(2024),
    years=st.just(5),
    seed=st.integers(0, 2**63 - 1),
    exogenous=st.builds(
        Exogenous,
        growth=st.floats(-0.1, 0.1),
        arrivals=st.floats(0, 10),
        institutions=st.none() | amounts,
        price_level=st.integers(1990, 2200),
    ),
    efforts=st.lists(
        about(Effort, kind=st.sampled_from(EFFORTS), areas=codes, euro=amounts, actor=st.sampled_from(Actor)),
        max_size=3,
    ).map(tuple),
    homes=st.lists(
        st.builds(
            Homes,
            area=st.sampled_from(CODES),
            year=st.integers(2025, 2029),
            built=counts,
            demolished=counts,
            actor=st.sampled_from(Actor),
        ),
        max_size=3,
    ).map(tuple),
    conversions=st.lists(
        about(Conversion, kind=st.sampled_from(CONVERSIONS), areas=codes, share=share, actor=st.sampled_from(Actor)),
        max_size=2,
    ).map(tuple),
    steers=st.lists(
        about(Steer, areas=codes, weights=st.dictionaries(st.sampled_from(list(Reliance)), st.floats(0.1, 3))),
        max_size=2,
    ).map(tuple),
    quota=st.none()
    | st.builds(
        Quota,
        households=st.tuples(*[st.integers(0, 100)] * 5),
        spread=st.dictionaries(st.sampled_from(CODES), share),
    ),
    costs=st.lists(
        st.builds(
            UnitCost,
            item=st.sampled_from(Priced),
            segments=st.lists(st.sampled_from(list(Segment)), max_size=2).map(tuple),
            euro=st.floats(-1e6, 1e6),
            actor=st.sampled_from(Actor),
            source=some,
        ),
        max_size=2,
    ).map(tuple),
    budgets=st.dictionaries(
        st.sampled_from(Actor), st.builds(Budget, total=st.none() | amounts, yearly=st.none() | amounts)
    ),
    tolerances=st.builds(Tolerances, worse_chance=agreed, export=agreed, cheap_loss=agreed, displaced_km=agreed),
    overrides=st.dictionaries(some, st.builds(Override, distribution=distributions, reason=some), max_size=2),
    switches=st.dictionaries(some, st.booleans(), max_size=2),
)


@settings(max_examples=150)
@given(scenarios)
def test_a_scenario_that_is_written_is_read_back_the_same(scenario):
    text = scenario_text(scenario)
    assert parse_scenario(text) == scenario
    assert parse_scenario(text.encode("utf-8")) == scenario
    assert scenario_text(parse_scenario(text)) == text


def test_the_line_in_the_file_does_not_make_two_scenarios_differ():
    assert written(effort()) == written("\n\n# uitleg\n", effort())
    assert written(effort()).efforts[0].line != written("\n\n# uitleg\n", effort()).efforts[0].line


def test_a_byte_order_mark_of_windows_is_no_fault():
    assert parse_scenario(b"\xef\xbb\xbf" + HEAD.encode()) == parse_scenario(HEAD)


def test_a_file_is_read_from_disk(tmp_path):
    path = tmp_path / "scenario.toml"
    path.write_text(HEAD, "utf-8")
    assert read_scenario(path) == parse_scenario(HEAD)
    path.write_bytes(b"#" * (MOST_BYTES + 1))
    with pytest.raises(errors.ScenarioSizeError):
        read_scenario(path)


# ---- Levers ----


def test_a_scenario_that_says_nothing_does_nothing():
    assert same(to_levers(written(), CITY), nothing(years=5, areas=3))


def test_a_hundred_euro_is_one_unit_of_effort_in_the_years_and_areas_that_are_named():
    levers = to_levers(written(effort(euro=250, areas='["WK999901"]', **{"from": 2026, "to": 2027})), CITY)
    wanted = np.zeros((5, 3))
    wanted[1:3, :2] = 2.5
    assert levers.support.tolist() == wanted.tolist()


def test_two_actors_may_pay_for_the_same_and_their_effort_adds_up():
    levers = to_levers(written(effort(), effort(actor='"corporatie"', euro=50)), CITY)
    assert levers.support[:, 0].tolist() == [1.5] * 5


def test_homes_stand_in_the_year_segment_and_area_that_are_named():
    levers = to_levers(written(homes(built="{ owned = 30 }", demolished="{ cheap = 150 }")), CITY)
    assert levers.built[1, Segment.OWNED, 0] == 30
    assert levers.demolished[1, Segment.CHEAP, 0] == 150
    assert (levers.built.sum(), levers.demolished.sum()) == (30, 150)


def test_shares_of_vacated_homes_and_steering_are_set_everywhere_by_stad():
    levers = to_levers(written(conversion(), '[[steer]]\nareas = ["BU99990201"]\ndrager = 0.7\nto = 2026\n'), CITY)
    assert (levers.conversion[:, CONVERSIONS.index("dearer")] == 0.5).all()
    assert levers.conversion.sum() == pytest.approx(0.5 * 15)
    assert levers.steer[:2, Reliance.DRAGER, 2].tolist() == [0.7, 0.7]
    assert levers.steer.sum() == pytest.approx(1.4)


def test_what_is_left_of_a_quota_goes_to_the_other_areas_by_their_cheap_homes():
    levers = to_levers(written("[quota]\nhouseholds = 40\nspread = { BU99990201 = 0.4 }\n"), CITY)
    assert levers.quota.tolist() == [40.0] * 5
    assert levers.quota_weight.tolist() == pytest.approx([0.4, 0.2, 0.4])
    assert (to_levers(written("[quota]\nhouseholds = [1, 2, 3, 4, 5]\n"), CITY).quota_weight == 0).all()


# ---- Costs ----


def test_effort_costs_its_euros_for_every_household_there_is():
    costs = account(written(effort(areas='["stad"]', **{"from": 2028})), CITY).per_actor()
    assert costs[Actor.GEMEENTE].tolist() == [0, 0, 0, 48_000, 48_000]  # 480 households


def test_a_run_with_more_households_costs_more():
    counted = Counted(households=np.full((5, 3), 400.0), sold=np.zeros(5), relet=np.zeros(5), displaced=np.zeros(5))
    costs = account(written(effort()), CITY, counted=counted).per_actor()
    assert costs[Actor.GEMEENTE].tolist() == [40_000] * 5


def test_a_unit_cost_that_is_not_given_is_unknown_and_not_zero():
    costs = account(written(homes(built="{ owned = 30 }", demolished="{ cheap = 10 }")), CITY)
    assert costs.per_actor() == {}
    assert [line.name.nl for line in costs.unknown if "geen bedrag" in line.why.nl] == [
        "nieuwe woningen (koop)",
        "gesloopte woningen (corporatie, goedkoop)",
    ]
    assert any("moeten verhuizen" in line.name.nl for line in costs.unknown)


def test_two_actors_may_share_the_cost_of_a_home():
    prices = [
        f'[[cost]]\nitem = "built"\nsegments = ["cheap"]\neuro = {euro}\nactor = "{actor}"\nsource = "proef"\n'
        for actor, euro in (("gemeente", 18_000), ("corporatie", 150_000))
    ]
    costs = account(written(homes(built="{ cheap = 10, owned = 1 }"), *prices), CITY)
    assert {actor: yearly[1] for actor, yearly in costs.per_actor().items()} == {
        Actor.GEMEENTE: 180_000,
        Actor.CORPORATION: 1_500_000,
    }
    assert [line.name.en for line in costs.unknown] == ["new homes (owner-occupied)"]


def test_what_only_a_run_can_count_is_unknown_before_it_and_known_after():
    scenario = written(
        conversion(kind='"sale_cheap"'),
        '[[cost]]\nitem = "sold"\neuro = -120000\nactor = "corporatie"\nsource = "proef"\n',
    )
    before, after = account(scenario, CITY), account(scenario, CITY, counted=_counted(sold=2.0))
    assert [line.why.nl for line in before.unknown] == ["het aantal volgt pas uit een doorkijk"]
    assert after.per_actor()[Actor.CORPORATION].tolist() == [-240_000.0] * 5
    assert after.unknown == ()


def _counted(*, sold: float) -> Counted:
    return Counted(households=np.ones((5, 3)), sold=np.full(5, sold), relet=None, displaced=np.zeros(5))


def trajectory(dwellings: np.ndarray) -> Trajectory:
    """Return a run of which only the homes, who lives in them and the ledger are told."""
    values = dict.fromkeys((item.name for item in fields(Trajectory)), np.zeros(0))
    flows = np.zeros((len(dwellings) - 1, len(FLOWS)))
    flows[:, FLOWS.index("displaced")] = 7.0
    return Trajectory(**(values | {"dwellings": dwellings, "occupied": dwellings * 0.5, "flows": flows}))


def homes_after(levers: Levers, *, converted: tuple[int, int, int, int]) -> Trajectory:
    """Return a run in which so many homes are converted each year in the first area, in the order of `CONVERSIONS`."""
    sale_cheap, sale_dear, dearer, cheaper = converted
    each = np.zeros((5, SEGMENTS, 3))
    each[:, Segment.OWNED, 0] = sale_cheap + sale_dear
    each[:, Segment.CHEAP, 0] = cheaper - dearer - sale_cheap
    each[:, Segment.DEAR, 0] = dearer - cheaper - sale_dear
    change = each + levers.built - levers.demolished
    return trajectory(np.concatenate([DWELLINGS[None], DWELLINGS + np.cumsum(change, axis=0)]))


@pytest.mark.parametrize(
    ("kinds", "converted", "sold", "relet"),
    [
        pytest.param([], (0, 0, 0, 0), 0, 0, id="nothing"),
        pytest.param(["sale_cheap", "sale_dear"], (4, 2, 0, 0), 6, 0, id="sale"),
        pytest.param(["dearer"], (0, 0, 3, 0), 0, 3, id="dearer"),
        pytest.param(["sale_cheap", "dearer"], (4, 0, 3, 0), 4, 3, id="cheap homes sold and made dearer"),
        pytest.param(["sale_dear", "cheaper"], (0, 2, 0, 1), 2, 1, id="dear homes sold and made cheaper"),
        pytest.param(["dearer", "cheaper"], (0, 0, 3, 1), 0, None, id="both ways: cannot be told"),
        pytest.param(["sale_cheap", "sale_dear", "dearer"], (1, 1, 1, 0), 2, None, id="all sold: cannot be told"),
    ],
)
def test_a_run_tells_how_many_homes_were_sold_and_relet_beside_what_was_built(kinds, converted, sold, relet):
    text = homes(built="{ owned = 30, dear = 5 }", demolished="{ cheap = 20 }")
    levers = to_levers(written(text, *(conversion(kind=f'"{kind}"', share=0.1) for kind in kinds)), CITY)
    counted = counted_of(homes_after(levers, converted=converted), levers)
    assert counted.sold.tolist() == [sold] * 5
    assert (counted.relet is None) == (relet is None)
    assert relet is None or counted.relet.tolist() == [relet] * 5
    assert counted.displaced.tolist() == [7.0] * 5
    assert counted.households.shape == (5, 3)


def test_what_is_unknown_is_said_with_the_answer_and_so_is_a_quota_without_people():
    few, enough = (HEAD.replace("arrivals = 1.0", f"arrivals = 1.0\ninstitutions = {number}") for number in (10, 40))
    said = cautions(parse_scenario(few + homes(built="{ owned = 1 }") + "[quota]\nhouseholds = 40\n"), CITY)
    assert any("Kosten onbekend (corporatie): nieuwe woningen (koop)" in caution.nl for caution in said)
    assert any("The quota asks for 200 households; 50 come out of institutions." in caution.en for caution in said)
    for calm in (enough, HEAD):
        calmly = cautions(parse_scenario(calm + "[quota]\nhouseholds = 40\n"), CITY)
        assert not any("quota asks" in caution.en for caution in calmly)


# ---- Parameters ----


def test_a_scenario_may_replace_a_number_with_a_reason_and_turn_a_switch():
    text = '[parameters.return_share]\nkind = "fixed"\ncentral = 0.25\nreason = "statuut"\n[switches]\ntipping = true\n'
    own = parameters_for(written(text), load_parameters())
    assert central(own).return_share == 0.25
    assert central(own).tipping_share < 1.0
    assert own.changed == {"return_share": "statuut"}


# ---- What is refused ----

WRONG = [
    pytest.param("[[effort", errors.ScenarioSyntaxError, "not valid TOML", "geen geldige TOML", id="no TOML"),
    pytest.param(
        effort(eur=3), errors.ScenarioKeyError,
        "[[effort]] 1 (line 12): the key 'eur' means nothing here. Did you mean 'euro'?",
        "[[effort]] 1 (regel 12): de sleutel 'eur' betekent hier niets. Bedoelt u 'euro'?", id="an unknown key",
    ),
    pytest.param(
        "[budget.gemeent]\ntotal = 3", errors.ScenarioKeyError, "Did you mean 'gemeente'?", "Bedoelt u 'gemeente'?",
        id="an unknown actor with a budget",
    ),
    pytest.param(
        effort().replace("actor", "#actor"), errors.ScenarioMissingKeyError,
        "the key 'actor' is missing", "de sleutel 'actor' ontbreekt", id="a key that is missing",
    ),
    pytest.param(
        effort(kind='"suport"'), errors.ScenarioValueError, "nearest: support", "het dichtst erbij: support",
        id="an unknown kind of effort",
    ),
    pytest.param(
        effort(euro=-100), errors.NegativeEffortError, "euro is -100, but must be a number from 0",
        "euro is -100, maar moet zijn: een getal van 0", id="a negative effort",
    ),
    pytest.param(
        effort(euro="nan"), errors.NegativeEffortError, "euro is nan", "euro is nan", id="an effort that is no number"
    ),
    pytest.param(
        "[budget.gemeente]\nyearly = -1", errors.NegativeBudgetError, "yearly is -1", "yearly is -1",
        id="a negative budget",
    ),
    pytest.param(
        homes(year=2030), errors.YearRangeError, "year 2030 lies outside the run, which goes from 2025 to 2029",
        "jaar 2030 valt buiten de doorkijk, die loopt van 2025 tot en met 2029", id="a year after the run",
    ),
    pytest.param(
        effort(**{"from": 2024}), errors.YearRangeError, "[[effort]] 1, from (line 12): year 2024",
        "[[effort]] 1, from (regel 12): jaar 2024", id="the year of the start itself",
    ),
    pytest.param(
        effort(**{"from": 2028, "to": 2026}), errors.ScenarioValueError, "to is 2026, but must be 2028 or later",
        "to is 2026, maar moet zijn: 2028 of later", id="an end before the beginning",
    ),
    pytest.param(
        conversion(share=1.2), errors.ScenarioValueError, "share is 1.2, but must be a number from 0 to 1",
        "share is 1.2, maar moet zijn: een getal van 0 tot en met 1", id="a share above one",
    ),
    pytest.param(
        homes(built="{ cheap = 2.5 }"), errors.ScenarioValueError, "cheap is 2.5, but must be a whole number",
        "cheap is 2.5, maar moet zijn: een heel getal", id="half a home",
    ),
    pytest.param(
        "[quota]\nhouseholds = [1, 2]\n", errors.ScenarioValueError, "a list of 5 of them", "een lijst van 5",
        id="a quota for too few years",
    ),
    pytest.param(
        '[parameters.near]\nkind = "fixed"\ncentral = 3\n', errors.ScenarioMissingKeyError,
        "the key 'reason' is missing", "de sleutel 'reason' ontbreekt", id="a replacement without a reason",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "error", "english", "dutch"), WRONG)
def test_a_fault_in_the_file_is_told_in_both_languages(text, error, english, dutch):
    with pytest.raises(error) as caught:
        written(text)
    assert english in caught.value.message("en")
    assert dutch in caught.value.message("nl")


@pytest.mark.parametrize(
    ("old", "new", "error", "english", "dutch"),
    [
        ("seed = 7", "seed = 7.5", errors.SeedError, "seed is 7.5, but must be a whole number", "een heel getal"),
        ("seed = 7", "seed = -1", errors.SeedError, "seed is -1", "seed is -1"),
        ("years = 5", "years = 31", errors.ScenarioValueError, "a whole number from 1 to 30", "van 1 tot en met 30"),
        ("format = 1", "format = 2", errors.ScenarioFormatError, "this program reads format 1", "leest format 1"),
        ("growth = 0.01", "growth = 8", errors.ScenarioValueError, "growth is 8", "growth is 8"),
    ],
)
def test_a_fault_in_the_head_is_told_in_both_languages(old, new, error, english, dutch):
    with pytest.raises(error) as caught:
        parse_scenario(HEAD.replace(old, new))
    assert english in caught.value.message("en")
    assert dutch in caught.value.message("nl")


def test_a_file_in_another_encoding_is_refused_with_the_place():
    with pytest.raises(errors.ScenarioEncodingError) as caught:
        parse_scenario(HEAD.replace("Proef", "Caf\u00e9").encode("latin-1"))
    assert "byte 34 is 0xe9" in caught.value.message("en")
    assert "codering UTF-8" in caught.value.message("nl")


@given(st.binary(max_size=300))
def test_any_file_at_all_is_a_scenario_or_a_clear_error(raw):
    with pytest.raises(errors.ScenarioError) as caught:
        parse_scenario(raw)
    assert caught.value.message("nl") != caught.value.message("en")


@given(st.text(max_size=60), st.integers(0, len(HEAD)))
def test_a_scenario_with_a_piece_of_anything_in_it_is_read_or_refused_and_never_breaks(piece, place):
    with suppress(errors.ScenarioError):
        parse_scenario(HEAD[:place] + piece + HEAD[place:])


REFUSED = [
    pytest.param(
        effort(areas='["Oost"]'), errors.ScenarioAreaError, "no area 'Oost'. Nearest: BU99990101 (Oost)",
        "geen gebied 'Oost'. Het dichtst erbij: BU99990101 (Oost)", id="a name for a code",
    ),
    pytest.param(
        homes(area='"BU99990109"', built="{ owned = 1 }"), errors.ScenarioAreaError, "[[homes]] 1 (line 12)",
        "[[homes]] 1 (regel 12)", id="an unknown area",
    ),
    pytest.param(
        homes(area='"WK999901"', built="{ owned = 1 }"), errors.ScenarioAreaError, "no area 'WK999901'",
        "geen gebied 'WK999901'", id="homes in a whole wijk",
    ),
    pytest.param(
        "[quota]\nhouseholds = 1\nspread = { BU1 = 1 }", errors.ScenarioAreaError, "no area 'BU1'",
        "geen gebied 'BU1'", id="a quota in an unknown area",
    ),
    pytest.param(
        homes(demolished="{ cheap = 201 }"), errors.DemolitionError,
        "in BU99990101 (Oost) 201 homes of segment cheap are to be demolished in 2026, but 200 stand",
        "worden in 2026 201 woningen van segment cheap gesloopt, maar er staan er dan 200", id="more than stands",
    ),
    pytest.param(
        homes(demolished="{ cheap = 150 }") + homes(year=2028, demolished="{ cheap = 60 }"), errors.DemolitionError,
        "but 50 stand there then", "maar er staan er dan 50", id="more than is left",
    ),
    pytest.param(
        homes(area='"BU99990201"', built="{ dear = 9 }", demolished="{ dear = 9 }"), errors.DemolitionError,
        "but 0 stand", "er dan 0", id="demolished in the year in which it is built",
    ),
    pytest.param(
        effort() + effort(areas='["stad"]', **{"from": 2029}), errors.ContradictionError,
        "[[effort]] 2 (line 17): effort support (gemeente) of BU99990101 (Oost) in 2029 was already given by "
        "[[effort]] 1 (line 12)",
        "staat ook al in [[effort]] 1 (regel 12)", id="two efforts of one kind and actor",
    ),
    pytest.param(
        homes(built="{ owned = 1 }") + homes(built="{ owned = 2 }"), errors.ContradictionError,
        "built (owned)", "built (owned)", id="two numbers of the same homes",
    ),
    pytest.param(
        conversion(share=0.2) + conversion(share=0.1, areas='["BU99990102"]'), errors.ContradictionError,
        "conversion (dearer) of BU99990102 (Oosterpark)", "conversion (dearer)", id="two shares of one conversion",
    ),
    pytest.param(
        conversion(share=0.7) + conversion(share=0.4, kind='"sale_cheap"'), errors.ShareError,
        "the shares of vacated homes of segment cheap add up to 110.0%", "meer dan 100% kan niet",
        id="more than all vacated homes",
    ),
    pytest.param(
        "[quota]\nhouseholds = 1\nspread = { BU99990101 = 0.7, WK999902 = 0.5 }", errors.ShareError,
        "the shares of the quota add up to 120.0%", "tellen in 2025 de aandelen van de taakstelling op tot 120,0%",
        id="more than the whole quota",
    ),
    pytest.param(
        effort(areas='["stad"]') + "[budget.gemeente]\ntotal = 239_000\n", errors.BudgetExceededError,
        "the known costs over all years are 240,000 euro; the budget is 239,000", "over alle jaren zijn 240.000 euro",
        id="more than the budget of all years",
    ),
    pytest.param(
        effort(areas='["stad"]', **{"from": 2027}) + "[budget.gemeente]\nyearly = 47_000\n",
        errors.BudgetExceededError, "in 2027 are 48,000", "in 2027 zijn 48.000", id="more than the budget of a year",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "error", "english", "dutch"), REFUSED)
def test_what_cannot_be_in_this_city_is_told_in_both_languages(text, error, english, dutch):
    scenario = written(text)
    for act in (check, to_levers):
        with pytest.raises(error) as caught:
            act(scenario, CITY)
        assert english in caught.value.message("en")
        assert dutch in caught.value.message("nl")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(homes(demolished="{ cheap = 200 }"), id="all that stands"),
        pytest.param(
            homes(area='"BU99990201"', year=2025, built="{ dear = 9 }")
            + homes(area='"BU99990201"', demolished="{ dear = 9 }"),
            id="demolished after it was built",
        ),
        pytest.param(conversion(share=0.7) + conversion(share=0.4, kind='"cheaper"'), id="shares of other homes"),
        pytest.param(effort(areas='["stad"]') + "[budget.gemeente]\ntotal = 240_000\n", id="the whole budget"),
        pytest.param(effort(to=2026) + effort(**{"from": 2027}), id="one after the other"),
        pytest.param(
            effort(areas='["WK999901", "BU99990101"]'), id="a buurt named with its wijk, in one line: counted once"
        ),
    ],
)
def test_what_just_can_be_is_not_refused(text):
    to_levers(written(text), CITY)


def test_a_buurt_named_with_its_wijk_in_one_line_counts_once():
    assert to_levers(written(effort(areas='["WK999901", "BU99990101"]')), CITY).support[0].tolist() == [1.0, 1.0, 0.0]


@pytest.mark.parametrize(
    ("changes", "found"),
    [({"gemeente": "GM0344"}, "GM0344 (2024)"), ({"start": 2020, "years": 9}, "GM9999 (2020)")],
)
def test_a_scenario_of_another_city_or_year_is_refused(changes, found):
    with pytest.raises(errors.ScenarioCityError) as caught:
        check(replace(written(), **changes), CITY)
    assert f"about {found}, but the city that was read is GM9999 (2024)" in caught.value.message("en")
    assert f"gaat over {found}" in caught.value.message("nl")


def test_a_city_of_which_a_score_is_missing_is_refused():
    with pytest.raises(errors.MissingMarginsError) as caught:
        check(written(), make_city(nuisance=np.array([0.0, np.nan, 0.0])))
    assert "of BU99990102 (Oosterpark) the score of nuisance is not known" in caught.value.message("en")
    assert "van BU99990102 (Oosterpark) is de score voor overlast niet bekend" in caught.value.message("nl")


def test_effort_in_an_area_without_households_is_refused_but_building_there_is_not():
    households = CITY.households.copy()
    households[:, :, 2] = 0
    city = make_city(households=households)
    to_levers(written(homes(area='"BU99990201"', built="{ owned = 5 }"), effort(areas='["stad"]')), city)
    with pytest.raises(errors.MissingMarginsError) as caught:
        check(written(effort(areas='["BU99990201"]')), city)
    assert "[[effort]] 1 (line 12): of BU99990201 (Westhof) the number of households is not known" in str(caught.value)
    assert "van BU99990201 (Westhof) is het aantal huishoudens niet bekend" in caught.value.message("nl")


# ---- What is shipped ----


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_shipped_example_is_a_scenario_with_a_policy(name):
    scenario = parse_scenario(example_text(name))
    assert scenario.gemeente == "GM9901"
    assert scenario.efforts
    assert parse_scenario(scenario_text(scenario)) == scenario


def uncommented(text: str) -> str:
    """Return a template in which the examples (a `#` without a space) are no comments any more."""
    return "\n".join(line[1:] if re.match(r"#[^ ]", line) else line for line in text.splitlines())


def test_a_new_scenario_changes_nothing_and_names_every_area():
    text = new_scenario(CITY, name='Stad "Proef"\nmet regels')
    assert same(to_levers(parse_scenario(text), CITY), nothing(years=15, areas=3))
    assert all(f"# {code}  {name} (" in text for code, name in zip(CODES, NAMES, strict=True))


def test_every_example_in_a_new_scenario_can_be_used_as_it_stands():
    scenario = parse_scenario(uncommented(new_scenario(CITY, name="Proef")))
    levers = to_levers(scenario, CITY)
    assert all(
        getattr(levers, name).any() for name in ("support", "built", "demolished", "conversion", "steer", "quota")
    )
    assert scenario.tolerances.displaced_km == 3
    assert "return_share" in parameters_for(scenario, load_parameters()).changed


def test_a_new_scenario_explains_every_key_of_the_format():
    template = shipped_text("stad/template.toml")
    keys = {key for line in scenario_text(_everything()).splitlines() if (key := line.partition(" = ")[0]) != line}
    assert {key for key in keys if not re.search(rf"\b{key}\b", template)} == set()


def _everything() -> Scenario:
    return parse_scenario(uncommented(new_scenario(CITY, name="Proef")))
