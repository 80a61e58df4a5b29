"""The numbers of the simulation: each has its evidence, zero is possible where the literature says so, draws repeat."""

from __future__ import annotations

import re
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.errors.scenario import (
    ParameterNameError,
    ParameterRangeError,
    ParameterSumError,
    ScenarioKeyError,
    ScenarioMissingKeyError,
    ScenarioSyntaxError,
    ScenarioValueError,
)
from veerkracht.sources.shipped import shipped_text
from veerkracht.stad.coefficients import Coefficients
from veerkracht.stad.distribution import BOUNDS, Distribution, Meaning, Shape, checked, cumulative
from veerkracht.stad.parameters import (
    SIZES,
    Evidence,
    Grade,
    cautions,
    central,
    chances,
    draw,
    replaced,
    switched,
    unidentified,
)
from veerkracht.stad.parameters_toml import parse_parameters

TEXT = shipped_text("stad/parameters.toml")
SHIPPED = parse_parameters(TEXT)
NAMES = sorted(SIZES)
# What the literature does not find, or finds to be zero too (stad.md, 'Evidence to respect').
ZERO_POSSIBLE = (
    *("up_per_support", "up_per_cohesion", "down_per_nuisance", "move_per_nuisance", "move_per_mismatch"),
    *("avoid_nuisance", "nuisance_per_dragers", "nuisance_per_cohesion", "nuisance_per_quality"),
    *("nuisance_per_works", "nuisance_per_safety", "cohesion_per_dragers", "cohesion_per_turnover"),
    *("cohesion_per_meeting", "quality_per_effort"),
)
PER_EFFORT = ("up_per_support", "nuisance_per_safety", "cohesion_per_meeting", "quality_per_effort")


def numbers(coefficients: Coefficients, name: str) -> np.ndarray:
    return np.atleast_1d(getattr(coefficients, name))


def without(text: str, name: str) -> str:
    """Return the text without the table of one parameter."""
    return re.sub(rf"\[parameters\.{name}\].*?(?=\n\[|\n# ----|\Z)", "", text, flags=re.DOTALL)


def test_every_field_of_the_coefficients_has_its_evidence_and_nothing_else_has():
    assert set(SHIPPED.parameters) == {item.name for item in fields(Coefficients)}


@pytest.mark.parametrize("name", NAMES)
def test_a_parameter_says_what_it_rests_on_in_both_languages(name):
    parameter = SHIPPED.parameters[name]
    for text in (parameter.label, parameter.unit, parameter.note):
        assert text.nl.strip()
        assert text.en.strip()
        assert text.nl != text.en or text is parameter.unit
    if parameter.grade is Grade.D:
        assert parameter.source.startswith("aanname")
    else:
        assert re.search(r"\d{4}|CBS|van Kempen", parameter.source)
        assert not parameter.source.startswith("aanname")
    if parameter.grade in (Grade.A, Grade.B):
        assert parameter.address.startswith("http")


@pytest.mark.parametrize("name", NAMES)
def test_the_central_value_lies_in_the_range_and_every_draw_keeps_to_what_the_number_can_be(name):
    parameter = SHIPPED.parameters[name]
    low, high = parameter.distribution.limits(meaning=parameter.meaning)
    least, most = BOUNDS[parameter.meaning]
    for under, centre, over in zip(low, parameter.distribution.centre(), high, strict=True):
        assert under <= centre <= over
    for chance in (0.0, 1e-9, 0.3, 0.999999):
        values = parameter.distribution.quantile(np.full(SIZES[name], chance), meaning=parameter.meaning)
        assert ((values >= least) & (values <= most)).all()


@pytest.mark.parametrize("name", ZERO_POSSIBLE)
def test_an_effect_that_may_be_zero_is_drawn_as_zero_as_often_as_it_says(name):
    zero = SHIPPED.parameters[name].distribution.zero
    assert zero >= 0.2
    drawn = [SHIPPED.parameters[name].distribution.quantile(chances(name, size=1, together=True, seed=1, run=run))[0]
             for run in range(400)]  # fmt: skip
    assert np.mean(np.array(drawn) == 0.0) == pytest.approx(zero, abs=4 * np.sqrt(zero * (1 - zero) / 400))
    assert max(drawn) > 0.0


@pytest.mark.parametrize("name", PER_EFFORT)
def test_an_effect_per_euro_is_an_assumption_that_says_that_no_source_gives_it(name):
    parameter = SHIPPED.parameters[name]
    low, high = parameter.distribution.limits()
    assert parameter.grade is Grade.D
    assert low[0] == 0.0
    assert high[0] > 5 * parameter.distribution.centre()[0]
    assert "nbekend in de literatuur" in parameter.note.nl
    assert parameter.identified_by == {Evidence.TRIAL}


def test_what_no_evaluation_finds_is_zero_in_the_central_answer():
    assert central(SHIPPED).cohesion_per_meeting == 0.0


def test_tipping_is_off_unless_somebody_turns_it_on():
    for coefficients in (central(SHIPPED), draw(SHIPPED, seed=4, run=9)):
        assert (coefficients.tipping_share, coefficients.tipping_push) == (1.0, 0.0)
    on = switched(SHIPPED, {"tipping": True})
    assert central(on).tipping_share < 1.0
    assert any("Ong 2014" in caution.en for caution in cautions(on))
    assert not any("Ong 2014" in caution.en for caution in cautions(SHIPPED))


def test_a_dutch_city_moves_about_as_much_as_the_figures_say():
    c = central(SHIPPED)
    # CBS 2017, persons aged 30-34, 10 (families), 50 and 70, within and between gemeenten: see the source of `move`.
    persons = np.array([0.175, 0.081, 0.058, 0.036])
    usual = np.array(
        [[0.25, 0.2, 0.1, 0.45], [0.6, 0.22, 0.06, 0.12], [0.5, 0.24, 0.08, 0.18], [0.5, 0.35, 0.08, 0.07]]
    )
    wanted = np.array(c.move) * (usual @ np.array(c.move_segment))
    assert (wanted > 0.75 * persons).all()
    assert (wanted < 1.35 * persons).all()


def test_dissolution_of_seniors_is_near_their_mortality():
    # CBS: about 169 thousand deaths in 2023, nearly all over 65, of about 3.6 million people over 65.
    assert central(SHIPPED).dissolve[3] == pytest.approx(0.04, abs=0.01)


@given(seed=st.integers(0, 2**63 - 1), run=st.integers(0, 10**9))
def test_a_run_draws_the_same_numbers_again(seed, run):
    assert draw(SHIPPED, seed=seed, run=run) == draw(SHIPPED, seed=seed, run=run)


def test_runs_and_seeds_draw_other_numbers():
    drawn = {draw(SHIPPED, seed=seed, run=run).near for seed in range(3) for run in range(20)}
    assert len(drawn) == 60


def test_a_draw_does_not_depend_on_what_else_is_drawn_or_in_which_order():
    whole = draw(SHIPPED, seed=3, run=8)
    backwards = replace(SHIPPED, parameters=dict(reversed(SHIPPED.parameters.items())))
    assert draw(backwards, seed=3, run=8) == whole
    fixed = replaced(
        SHIPPED, "near", Distribution(shape=Shape.FIXED, central=(5.0,)), reason="gemeten in onze eigen stad"
    )
    assert replace(draw(fixed, seed=3, run=8), near=whole.near) == whole


def test_what_follows_another_is_high_and_low_with_it():
    runs = [draw(SHIPPED, seed=1, run=run) for run in range(200)]
    pairs = np.array([(c.reliance_up[0], c.reliance_down[1]) for c in runs])
    assert np.corrcoef(np.log(pairs.T))[0, 1] > 0.99
    apart = np.array([(c.reliance_up[0], c.near) for c in runs])
    assert abs(np.corrcoef(np.log(apart.T))[0, 1]) < 0.3


@pytest.mark.parametrize("name", ["move", "near", "tipping_share", "nuisance_noise", "leave_region", "move_segment"])
def test_draws_have_the_distribution_that_is_written_down(name):
    on = switched(SHIPPED, {"tipping": True})
    distribution = on.parameters[name].distribution
    drawn = np.sort([numbers(draw(on, seed=11, run=run), name)[0] for run in range(300)])
    expected = np.array([cumulative(distribution, value) for value in drawn])
    # Kolmogorov-Smirnov at 1 in 1,000: 1.95 / sqrt(n).
    assert np.abs(expected - (np.arange(300) + 0.5) / 300).max() < 1.95 / np.sqrt(300)


@given(
    shape=st.sampled_from([Shape.NORMAL, Shape.LOGNORMAL, Shape.TRIANGULAR, Shape.UNIFORM, Shape.ZERO_OR]),
    low=st.floats(0.01, 5.0),
    width=st.floats(0.1, 10.0),
    chance=st.floats(0.0, 0.999),
)
def test_a_larger_chance_never_gives_a_smaller_number(shape, low, width, chance):
    high = low + width
    middle = np.sqrt(low * high) if shape is Shape.LOGNORMAL else (low + high) / 2
    centre = () if shape is Shape.ZERO_OR else (float(middle),)
    d = Distribution(shape=shape, central=centre, low=(low,), high=(high,), zero=0.3 if not centre else 0.0)
    checked(d, meaning=Meaning.EFFECT, size=1, where="x", document="test")
    one, other = (d.quantile(np.array([at]))[0] for at in (chance, min(chance + 0.05, 0.9999)))
    assert one <= other
    if one != 0.0:
        assert cumulative(d, one) == pytest.approx(chance, abs=1e-6)


def test_low_and_high_are_the_points_below_which_5_and_95_percent_lies():
    d = Distribution(shape=Shape.LOGNORMAL, central=(2.0,), low=(1.0,), high=(4.0,))
    assert np.ravel(d.limits()) == pytest.approx([1.0, 4.0])
    assert d.quantile(np.array([0.5]))[0] == pytest.approx(2.0)
    beta = Distribution(shape=Shape.BETA, central=(0.5,), cases=2.0)  # the uniform distribution
    assert np.ravel(beta.limits()) == pytest.approx([0.05, 0.95])


def test_a_share_that_could_pass_one_is_cut_off_and_not_piled_up():
    d = Distribution(shape=Shape.NORMAL, central=(0.9,), low=(0.7,), high=(1.1,))
    values = [d.quantile(np.array([chance]), meaning=Meaning.SHARE)[0] for chance in np.linspace(0.01, 0.99, 99)]
    assert max(values) < 1.0
    assert len(set(values)) == 99


def test_out_migration_and_inflow_are_flagged_where_only_composition_is_known():
    flagged = {p.name for p in unidentified(SHIPPED)}
    assert {"leave", "move_per_nuisance", "avoid_nuisance", "move", "near"} <= flagged
    assert not {"nuisance_stays", "nuisance_noise"} & flagged


def test_gross_flows_and_turnover_take_flags_away_and_never_add_one():
    usual = {p.name for p in unidentified(SHIPPED)}
    more = {p.name for p in unidentified(SHIPPED, having={*Evidence} - {Evidence.FOLLOWED, Evidence.TRIAL})}
    assert more < usual
    assert not {"leave", "move_per_nuisance", "avoid_nuisance", "move", "near"} & more
    assert unidentified(SHIPPED, having=set(Evidence)) == ()


def test_a_caution_names_the_numbers_and_what_would_tell_them():
    said = [caution for caution in cautions(SHIPPED) if "verhuizers die de stad verlaten" in caution.nl]
    assert len(said) == 1
    assert "verhuizingen van en naar elke buurt" in said[0].nl
    assert "movers who leave the city" in said[0].en


def test_a_fixed_number_is_no_longer_flagged_but_the_replacement_is_told_with_its_reason():
    own = replaced(SHIPPED, "leave", Distribution(shape=Shape.FIXED, central=(0.4,)), reason="CBS 60048ned, onze stad")
    assert central(own).leave == (0.4, 0.4, 0.4, 0.4)
    assert "leave" not in {p.name for p in unidentified(own)}
    assert any("CBS 60048ned, onze stad" in caution.nl for caution in cautions(own))


def test_a_field_that_is_missing_is_named():
    with pytest.raises(ScenarioMissingKeyError, match="'near' is missing"):
        parse_parameters(without(TEXT, "near"))


def test_a_parameter_that_is_no_field_is_named_with_the_nearest():
    with pytest.raises(ParameterNameError) as caught:
        parse_parameters(TEXT.replace("[parameters.near]", "[parameters.neer]"))
    assert "Bedoelt u 'near'?" in caught.value.message("nl")
    assert f"regel {TEXT[: TEXT.index('[parameters.near]')].count(chr(10)) + 1}" in caught.value.message("nl")


@pytest.mark.parametrize(
    ("old", "new", "error", "english", "dutch"),
    [
        pytest.param(
            *("central = 2.0\nlow = 1.0\nhigh = 4.0", "central = 2.0\nlow = 4.0\nhigh = 1.0", ParameterRangeError),
            *("the range 4 to 1 stands upside down", "het bereik 4 tot 1 staat ondersteboven"),
            id="a range upside down",
        ),
        pytest.param(
            *("central = 2.0\nlow = 1.0\nhigh = 4.0", "central = 3.0\nlow = 1.0\nhigh = 4.0", ParameterRangeError),
            *("central is 3 with a range from 1 to 4 (lognormal). Right is: 2", "Goed is: 2"),
            id="a centre that is not in the middle",
        ),
        pytest.param(
            *("central = 0.60\nlow = 0.40\nhigh = 0.75", "central = 0.60\nlow = 0.40\nhigh = 1.75"),
            *(ParameterRangeError, "1.75 is no share", "1.75 kan hier niet (share)"),
            id="a share above one",
        ),
        pytest.param(
            *("low = [0.55, 0.55, 0.75, 1.60]", "low = [0.55, 0.55, 0.75]", ParameterRangeError),
            *("3/4 values were given", "er zijn 3/4 waarden gegeven"),
            id="a number too few",
        ),
        pytest.param(
            *("zero = 0.35\nlow = 0.005", "zero = 1.35\nlow = 0.005", ParameterRangeError),
            *("the chance of zero is 1.35", "de kans op nul is 1.35"),
            id="a chance above one",
        ),
        pytest.param(
            *("kind = \"lognormal\"\ncentral = 2.0", "kind = \"lognormaal\"\ncentral = 2.0", ScenarioValueError),
            *("nearest: lognormal", "het dichtst erbij: lognormal"),
            id="an unknown kind",
        ),
        pytest.param(
            *("kind = \"lognormal\"\ncentral = 2.0", "kind = \"lognormal\"\nmidden = 3\ncentral = 2.0"),
            *(ScenarioKeyError, "the key 'midden' means nothing here", "de sleutel 'midden' betekent hier niets"),
            id="an unknown key",
        ),
        pytest.param(
            *("[switches.tipping]", "[switches.tip]", ParameterNameError, "no switch 'tipping'"),
            "schakelaar 'tipping' bestaat niet",
            id="a switch that is not there",
        ),
        pytest.param(
            *("[parameters.near]", "[parameters.near", ScenarioSyntaxError, "not valid TOML", "geen geldige TOML"),
            id="no TOML",
        ),
    ],
)  # fmt: skip
def test_a_fault_in_the_text_is_told_in_both_languages(old, new, error, english, dutch):
    assert old in TEXT
    with pytest.raises(error) as caught:
        parse_parameters(TEXT.replace(old, new, 1))
    assert english in caught.value.message("en")
    assert dutch in caught.value.message("nl")


def test_chances_of_one_household_that_pass_one_together_are_refused():
    too_much = Distribution(shape=Shape.FIXED, central=(0.9,))
    with pytest.raises(ParameterSumError) as caught:
        central(replaced(SHIPPED, "to_family", too_much, reason="te veel"))
    assert "of young add up to 1." in caught.value.message("en")
    assert "meer dan 1 kan niet" in caught.value.message("nl")


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda: switched(SHIPPED, {"kantelpunt": True}), id="switch"),
        pytest.param(
            lambda: replaced(SHIPPED, "kantelpunt", Distribution(shape=Shape.FIXED, central=(1.0,)), reason="x"),
            id="parameter",
        ),
    ],
)
def test_replacing_or_switching_what_is_not_there_is_refused(act):
    with pytest.raises(ParameterNameError) as caught:
        act()
    assert "'kantelpunt' bestaat niet" in caught.value.message("nl")
