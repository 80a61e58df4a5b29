"""No effect without its source, its interval and how good the evidence is."""

from __future__ import annotations

import math

import pytest

from veerkracht.report.palette import luminance
from veerkracht.report.stad import evidence
from veerkracht.report.stad.change_map import change_map
from veerkracht.report.stad.evidence import FIGURES, LINES, Mechanism, chapters_of, footing_of, numbers_of_line
from veerkracht.report.stad.scenario_words import heading_of, kind_of_line, quadrant_of, sentence_of
from veerkracht.report.stad.shown import AREA_QUANTITIES, AreaLine
from veerkracht.report.stad.shown_rows import side_of
from veerkracht.report.stad.values import Spread
from veerkracht.stad.parameters import replaced
from veerkracht.stad.scenario_edits import Part, entries_of
from veerkracht.stad.scenario_toml import parse_scenario
from veerkracht.workflows.scenario_files import EXAMPLES, example_text, load_parameters

PARAMETERS = load_parameters()


def test_every_number_of_the_model_stands_on_the_page_once():
    shown = [one.name for chapter in chapters_of(PARAMETERS, taal="nl") for one in chapter.numbers]
    assert sorted(shown) == sorted(PARAMETERS.parameters)


@pytest.mark.parametrize("taal", ["nl", "en"])
def test_every_number_has_an_interval_a_source_and_a_grade(taal):
    for chapter in chapters_of(PARAMETERS, taal=taal):
        for one in chapter.numbers:
            assert one.grade in "ABCD", one.name
            assert all((one.interval, one.source, one.grade_words)), one.name


@pytest.mark.parametrize("figure", sorted(FIGURES))
def test_a_figure_is_as_sure_as_the_weakest_number_behind_it(figure):
    found = footing_of(figure, PARAMETERS, taal="nl")
    behind = [
        one.grade
        for chapter in chapters_of(PARAMETERS, taal="nl")
        if chapter.key in found.keys
        for one in chapter.numbers
    ]
    assert found.grade == max(behind)
    assert found.source
    assert set(found.keys) <= {one.value for one in Mechanism}


def test_every_line_that_can_be_written_says_through_which_numbers_it_works():
    for name in EXAMPLES:
        scenario = parse_scenario(example_text(name))
        for part in Part:
            for entry in entries_of(scenario, part):
                assert numbers_of_line(kind_of_line(part, entry), PARAMETERS, taal="nl"), part
                assert heading_of(part, entry, taal="en")
                assert sentence_of(entry, names={}, taal="en")
                assert quadrant_of(part, entry)
    assert all(set(names) <= set(PARAMETERS.parameters) for names in LINES.values())


def test_a_number_that_the_scenario_replaced_says_why():
    old = PARAMETERS.parameters["near"].distribution
    changed = replaced(PARAMETERS, "near", old, reason="eigen meting")
    rows = {one.name: one for chapter in chapters_of(changed, taal="nl") for one in chapter.numbers}
    assert "eigen meting" in rows["near"].changed
    assert rows["far"].changed == ""


def test_a_number_that_may_be_nought_says_with_what_chance():
    rows = {one.name: one for chapter in chapters_of(PARAMETERS, taal="nl") for one in chapter.numbers}
    zero = round(100 * PARAMETERS.parameters["up_per_support"].distribution.zero)
    assert f"met kans {zero}% nul" in rows["up_per_support"].interval


@pytest.mark.parametrize(
    ("ends", "side"),
    [
        ((0.2, 0.5, 0.9), "more"),
        ((-0.9, -0.5, -0.2), "less"),
        ((-0.2, 0.3, 0.9), "unsure"),
        ((0.001, 0.5, 0.9), "unsure"),  # shown as nought to 0.9
        ((0.001, 0.002, 0.003), "none"),
        ((math.nan, math.nan, math.nan), "unknown"),
    ],
)
def test_a_change_is_called_more_or_less_only_where_the_band_as_shown_lies_off_nought(ends, side):
    low, middle, high = ends
    spread = Spread(mean=middle, low=low, middle=middle, high=high)
    assert side_of(spread, least=0.05) == side


def test_numbers_are_rounded_to_what_counts():
    assert evidence.NAMES.keys() == evidence.ABOUT.keys() == set(Mechanism)
    rows = {one.name: one for chapter in chapters_of(PARAMETERS, taal="nl") for one in chapter.numbers}
    assert rows["move_recent"].interval == "1 tot 2"


def _area(code: str, side: str, *, small: bool) -> AreaLine:
    sides = dict.fromkeys(AREA_QUANTITIES, side)
    few = frozenset(AREA_QUANTITIES) if small else frozenset()
    texts = {"urgent": "", "housed": "", "worse": ""}
    return AreaLine(code=code, name=code, cells={}, sides=sides, small=few, **texts)


LINES_OF_A_MAP = (
    _area("a", "more", small=False),
    _area("b", "more", small=True),
    _area("c", "less", small=True),
    _area("d", "unsure", small=True),
    _area("e", "none", small=True),
    _area("f", "unknown", small=False),
)


def test_a_map_of_change_counts_every_area_once_and_tells_small_from_clear():
    made = change_map(LINES_OF_A_MAP, "nuisance", taal="nl")
    assert made.sides == {"a": "more", "b": "bit_more", "c": "bit_less", "d": "unsure", "e": "none", "f": "unknown"}
    assert sum(one.count for one in made.classes) == len(LINES_OF_A_MAP)
    assert "duidelijk meer in 1 van de 6 buurten, een beetje meer in 1" in made.sentence


def test_more_nuisance_and_less_cohesion_have_the_same_colour():
    nuisance, cohesion = (change_map(LINES_OF_A_MAP, one, taal="nl") for one in ("nuisance", "cohesion"))
    colours = [{one.side: one.colour for one in made.classes} for made in (nuisance, cohesion)]
    assert colours[0]["bit_more"] == colours[1]["bit_less"]
    assert colours[0]["bit_more"] != colours[1]["bit_more"]


def test_no_two_classes_of_a_map_look_alike_on_a_grey_copier():
    made = change_map(LINES_OF_A_MAP, "nuisance", taal="nl")
    looks = {(one.pattern, round(luminance(one.colour), 2)) for one in made.classes}
    assert len(looks) == len(made.classes)
