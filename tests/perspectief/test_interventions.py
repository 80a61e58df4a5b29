"""The catalogue of interventions: no effect without source, grade and interval, and what nobody knows is said."""

from __future__ import annotations

import contextlib
import re
from dataclasses import fields

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.cli.main import cli
from veerkracht.errors.perspectief import (
    EvidenceError,
    PerspectiefError,
    PerspectiefFileError,
    PerspectiefKeyError,
    PerspectiefMissingKeyError,
    PerspectiefValueError,
    RuleError,
    UnknownInterventionError,
    VersionError,
)
from veerkracht.facts.grades import Grade
from veerkracht.facts.quadrants import Quadrant
from veerkracht.perspectief.evidence import Verdict
from veerkracht.perspectief.interventions import CARRIED_BY, CONVERSIONS, EFFORTS, SHIPPED, Lever, Priced
from veerkracht.perspectief.interventions_toml import parse_interventions
from veerkracht.perspectief.rules import Condition, Rule, parse_conditions
from veerkracht.perspectief.telling import told_facts
from veerkracht.sources.shipped import load_catalogue
from veerkracht.stad import levers as stad_levers
from veerkracht.stad import scenario as stad_scenario
from veerkracht.stad.coefficients import Coefficients
from veerkracht.workflows.interventions import carried_effects, shipped_interventions
from veerkracht.workflows.scenario_files import load_parameters

CATALOGUE = shipped_interventions()
EVERY = pytest.mark.parametrize("one", CATALOGUE.entries, ids=lambda one: f"{one.code}-{one.version}")
LONGEST = 22
"""Words in a sentence that is still B1: a choice of ours."""

TEXT = """
format = 1
owner = "thuis"
[[intervention]]
code = "moestuin"
version = 1
on = 2026-11-23
perspective = "leefomgeving"
name = { nl = "Moestuin", en = "Kitchen garden" }
description = { nl = "Bewoners telen groente.", en = "Residents grow vegetables." }
actors = ["bewoner"]
units = ["euro"]
costs = "onbekend"
verdict = "onbekend"
lag = "onbekend"
decay = "onbekend"
levers = []
simulation = { nl = "Telt niet mee.", en = "Does not enter." }
"""
FINDING = """
[[intervention.finding]]
outcome = { nl = "overlast", en = "nuisance" }
verdict = "lijkt-te-werken"
words = { nl = "Minder.", en = "Less." }
effect = { low = 1, high = 2, unit = { nl = "punten", en = "points" } }
grade = "B"
source = "boek"
address = "https://example.org/boek"
"""


def dutch_and_english(one) -> list[tuple[str, str]]:
    """Return every text of an intervention that people read."""
    told = [one.name, one.description, one.simulation, *one.preconditions]
    told += [text for finding in one.findings for text in (finding.words, finding.outcome)]
    told += [cost.note for cost in one.costs] + ([one.tested.words] if one.tested else [])
    return [(said.nl, said.en) for said in [*told, *([one.applies.words] if one.applies else [])]]


@EVERY
def test_every_effect_has_a_source_a_grade_and_an_interval_that_is_no_point(one):
    for finding in one.findings:
        assert finding.grade in Grade
        assert finding.source.title
        if finding.effect is not None:
            assert finding.effect.low < finding.effect.high
    if one.decay is not None:
        assert one.decay.share.low < one.decay.share.high


@EVERY
def test_a_published_size_without_an_interval_is_told_with_those_words(one):
    for finding in one.findings:
        if finding.effect is None and re.search(r"\d+(,\d+)?\s?%", finding.words.nl):
            assert re.search(r"[Zz]onder marge|geen marge", finding.words.nl), finding.words.nl
            assert re.search(r"[Ww]ithout a margin|no margin", finding.words.en), finding.words.en


@EVERY
def test_every_cost_has_a_price_year_and_every_address_is_one(one):
    assert all(1990 <= cost.price_year <= one.on.year for cost in one.costs)
    for source in one.sources():
        assert re.fullmatch(r"https?://[^\s/]+\.\S+", source.address)


@EVERY
@pytest.mark.parametrize(("taal", "words"), [("nl", "niet bewaard"), ("en", "was not kept")])
def test_a_source_of_which_only_the_site_is_known_is_told_so(one, taal, words):
    lines = [text for _, text in told_facts(one, taal=taal)]
    for source in one.sources():
        if source.address.count("/") < 3:
            assert all(words in line for line in lines if f"<{source.address}>" in line)


@EVERY
def test_the_grade_does_not_contradict_the_interval(one):
    for finding in one.findings:
        assert (finding.effect is None) or finding.grade is not Grade.B, "B is published without an interval"
        assert (finding.effect is not None) or finding.grade is not Grade.A, "A is published with its interval"


@EVERY
def test_what_was_shown_to_have_no_effect_works_on_no_lever_and_says_so(one):
    if one.verdict is Verdict.NONE_SHOWN:
        assert not set(one.levers) & set(EFFORTS)
        assert "geen werkzaamheid aangetoond" in dict(told_facts(one, taal="nl"))["Oordeel"]


@EVERY
def test_an_intervention_outside_the_simulation_says_so_plainly(one):
    assert one.simulation.nl.startswith("Telt mee" if one.levers else "Telt niet mee")
    assert one.simulation.en.startswith("Enters" if one.levers else "Does not enter")


@EVERY
def test_dutch_sentences_are_short_and_both_languages_are_there(one):
    for nl, en in dutch_and_english(one):
        assert bool(nl) == bool(en)
        for sentence in re.split(r"(?<=[.:;?])\s+", nl):
            assert len(sentence.split()) <= LONGEST, sentence


@EVERY
def test_a_rule_names_figures_that_exist(one):
    if one.applies:
        assert all(condition.indicator in load_catalogue() for condition in one.applies.conditions)


@EVERY
@pytest.mark.parametrize("taal", ["nl", "en"])
def test_what_is_told_of_an_intervention_holds_each_size_with_its_grade_and_source_on_one_line(one, taal):
    lines = [text for _, text in told_facts(one, taal=taal)]
    for finding in one.findings:
        (line,) = [text for text in lines if finding.words.say(taal) in text]
        assert finding.source.address in line
        assert re.search(rf"(graad|grade) {finding.grade.value}:", line)


def test_the_catalogue_holds_what_the_method_asks_for_in_each_of_the_four_perspectives():
    assert len(CATALOGUE) >= 43
    assert all(len(CATALOGUE.in_quadrant(quadrant)) >= 5 for quadrant in Quadrant)


def test_the_catalogue_belongs_to_veerkracht_and_its_codes_differ():
    assert {one.owner for one in CATALOGUE.entries} == {SHIPPED}
    assert len({(one.code, one.version) for one in CATALOGUE.entries}) == len(CATALOGUE.entries)


def test_the_levers_are_those_of_the_simulation():
    assert tuple(EFFORTS) == stad_scenario.EFFORTS
    assert tuple(CONVERSIONS) == stad_levers.CONVERSIONS
    assert {item.value for item in Priced} - {"unit"} == {item.value for item in stad_scenario.Priced}
    known = {item.name for item in fields(stad_levers.Levers)}
    assert {lever.value for lever in Lever} - set(CONVERSIONS) - {"homes"} <= known


def test_the_effect_of_every_effort_is_carried_by_parameters_whose_range_holds_zero():
    known = {item.name for item in fields(Coefficients)}
    assert set(CARRIED_BY) == set(EFFORTS)
    assert {name for names in CARRIED_BY.values() for name in names} <= known
    parameters = load_parameters().parameters
    for name in ("up_per_support", "nuisance_per_safety", "cohesion_per_meeting", "quality_per_effort"):
        assert parameters[name].distribution.zero > 0


@EVERY
@pytest.mark.parametrize("taal", ["nl", "en"])
def test_an_effect_in_the_simulation_is_told_with_its_interval_grade_and_source(one, taal):
    told = [text for _, text in carried_effects(one, taal=taal)]
    assert bool(told) == bool(set(one.levers) & set(EFFORTS))
    for text in told:
        assert re.search(r"\): -?[\d.,]+ – -?[\d.,]+ ", text), text
        assert re.search(r"(graad|grade) [A-D]:", text)
        assert load_parameters().parameters[re.search(r"`(\w+)`", text)[1]].source in text


def test_a_catalogue_of_an_organisation_stands_above_the_shipped_one_and_takes_nothing_away():
    own = parse_interventions(TEXT + TEXT.split('owner = "thuis"')[1].replace("moestuin", "straatcoaches"))
    both = CATALOGUE.merged(own)
    assert len(both) == len(CATALOGUE) + 1
    assert both["straatcoaches"].owner == "thuis"
    assert both.find("straatcoaches", owner=SHIPPED) == CATALOGUE["straatcoaches"]
    assert both["huismeester"] == CATALOGUE["huismeester"]


def test_the_newest_version_is_found_and_the_old_one_stays():
    second = TEXT.split('owner = "thuis"')[1].replace("version = 1", "version = 2").replace("2026-11-23", "2026-12-01")
    both = parse_interventions(TEXT + second)
    assert len(both) == 1
    assert both["moestuin"].version == 2
    assert both.find("moestuin", version=1).version == 1


@pytest.mark.parametrize(
    ("change", "error", "line"),
    [
        pytest.param(('code = "moestuin"', 'code = "Moes Tuin"'), PerspectiefValueError, 5, id="a code with a space"),
        pytest.param(
            ('actors = ["bewoner"]', 'actors = ["buurman"]'), PerspectiefValueError, 11, id="an unknown actor"
        ),
        pytest.param(('lag = "onbekend"\n', ""), PerspectiefMissingKeyError, 4, id="a lag that is not said"),
        pytest.param(('costs = "onbekend"\n', ""), PerspectiefMissingKeyError, 4, id="a cost that is not said"),
        pytest.param(
            ('verdict = "onbekend"', 'verdict = "werkt"'), EvidenceError, 14, id="a verdict without a finding"
        ),
        pytest.param(("levers = []", 'levers = []\nlever = "meeting"'), PerspectiefKeyError, 18, id="an unknown key"),
        pytest.param(("on = 2026-11-23", 'on = "vandaag"'), PerspectiefValueError, 7, id="no date"),
    ],
)
def test_a_fault_names_its_line_in_both_languages(change, error, line):
    with pytest.raises(error) as fault:
        parse_interventions(TEXT.replace(*change))
    assert f"line {line}" in fault.value.message("en")
    assert f"regel {line}" in fault.value.message("nl")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        pytest.param(("low = 1, high = 2", "low = 2, high = 2"), EvidenceError, id="a point"),
        pytest.param(("low = 1, high = 2", "low = 3, high = 2"), EvidenceError, id="upside down"),
        pytest.param(('grade = "B"\n', ""), PerspectiefMissingKeyError, id="no grade"),
        pytest.param(('source = "boek"\n', ""), PerspectiefMissingKeyError, id="no source"),
        pytest.param(("https://example.org/boek", "boekenkast"), PerspectiefValueError, id="no address"),
    ],
)
def test_an_effect_without_interval_grade_or_source_is_refused(change, error):
    parse_interventions(TEXT + FINDING)
    with pytest.raises(error):
        parse_interventions(TEXT + FINDING.replace(*change))


@pytest.mark.parametrize("number", ["nan", "inf", "1" + "0" * 400, "true", '"2"'])
def test_a_number_that_is_none_is_refused(number):
    with pytest.raises(PerspectiefValueError):
        parse_interventions(TEXT + FINDING.replace("high = 2", f"high = {number}"))


LINES = (TEXT + FINDING).splitlines()
VALUES = st.sampled_from(["", "x", "= 3", "a = nan", "levers = 3", "[[intervention]]", "[intervention.cost]", '"""'])


@settings(max_examples=80, deadline=None)
@given(at=st.integers(0, len(LINES) - 1), value=VALUES, is_added=st.booleans())
def test_a_damaged_catalogue_is_read_or_refused_by_an_error_of_this_room(at, value, is_added):
    damaged = "\n".join([*LINES[:at], value, *LINES[at + (not is_added) :]])
    with contextlib.suppress(PerspectiefError):
        parse_interventions(damaged)


def test_what_has_no_effect_may_not_work_on_a_lever_of_the_simulation():
    none = (
        (TEXT + FINDING)
        .replace("lijkt-te-werken", "geen-werkzaamheid-aangetoond")
        .replace('verdict = "onbekend"', 'verdict = "geen-werkzaamheid-aangetoond"')
    )
    parse_interventions(none)
    with pytest.raises(EvidenceError):
        parse_interventions(none.replace("levers = []", 'levers = ["meeting"]'))


def test_a_version_is_never_edited_in_place():
    again = TEXT.split('owner = "thuis"')[1]
    with pytest.raises(VersionError) as fault:
        parse_interventions(TEXT + again)
    assert fault.value.next == 2
    changed = parse_interventions(TEXT.replace("groente", "bloemen"))
    with pytest.raises(VersionError):
        parse_interventions(TEXT).merged(changed)


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"format = ", b"x" * 2_000_001])
def test_what_is_no_catalogue_is_refused(raw):
    with pytest.raises(PerspectiefFileError):
        parse_interventions(raw)


def test_an_unknown_code_gets_the_nearest_one():
    with pytest.raises(UnknownInterventionError, match="'huismeester'"):
        CATALOGUE["huismeestr"]


def rule(text: str) -> Rule:
    return Rule(conditions=parse_conditions(text, document="d", where="w", line=1), words=None, source=None)


def test_a_rule_holds_where_all_conditions_do_and_says_so_when_a_figure_is_missing():
    both = rule("corporatiewoningen >= 66.7 and onv < 0")
    assert both.applies({"corporatiewoningen": 70.0, "onv": -0.1}) is True
    assert both.applies({"corporatiewoningen": 60.0, "onv": None}) is False
    assert both.applies({"corporatiewoningen": 70.0}) is None
    assert both.applies({"corporatiewoningen": float("nan"), "onv": -1.0}) is None


@given(value=st.floats(-1e6, 1e6), edge=st.floats(-1e6, 1e6).map(lambda number: round(number, 3)))
def test_a_rule_and_its_opposite_never_agree(value, edge):
    at_least, under = rule(f"onv >= {edge:.3f}"), rule(f"onv < {edge:.3f}")
    assert at_least.applies({"onv": value}) is not under.applies({"onv": value})


@pytest.mark.parametrize("text", ["", "onv", "onv = 3", "onv > x", "onv > 1 or soc < 2", "__import__('os') > 1"])
def test_a_rule_that_cannot_be_read_is_refused(text):
    with pytest.raises(RuleError):
        rule(text)


def test_conditions_are_plain_values():
    assert rule("onv <= -0.5").conditions == (Condition(indicator="onv", sign="<=", value=-0.5),)


def test_the_command_lists_shows_and_checks(tmp_path):
    run = CliRunner()
    listed = run.invoke(cli, ["interventie", "list", "--perspectief", "sociale-aanpak"])
    assert listed.exit_code == 0
    assert "straatcoaches: Straatcoaches (geen werkzaamheid aangetoond)" in listed.output
    shown = run.invoke(cli, ["--taal", "en", "interventie", "show", "huismeester"])
    assert "- Cost: unknown" in shown.output
    file = tmp_path / "eigen.toml"
    file.write_text(TEXT, "utf-8")
    assert "Nieuw: moestuin." in run.invoke(cli, ["interventie", "check", str(file)]).output
    assert "moestuin" in run.invoke(cli, ["interventie", "list", "--own", str(file)]).output
