"""The report on a backtest: the answer first, honest when it is bad, every number under its name."""

from __future__ import annotations

import json

import pytest
from tests.report.backtest_cases import BAD, EMPTY_CELLS, GOOD, SHORT, a_backtest, a_subject, an_origin

from veerkracht.report.backtest.answer import answer, list_sentence, verdict
from veerkracht.report.backtest.compose import compose
from veerkracht.report.backtest.record import record
from veerkracht.report.diagrams import ReliabilitySpec
from veerkracht.report.document import Document, Paragraph, figures, numbers, walk
from veerkracht.writers.html import render_html
from veerkracht.writers.json import render_json

ALL = {"good": GOOD, "bad": BAD, "too short": SHORT, "unknown cells": EMPTY_CELLS}


def report(name: str, *, taal: str = "nl") -> Document:
    return compose(a_subject(ALL[name], taal=taal))


def words(document: Document) -> str:
    return " ".join(part.text for _, part in walk(document) if isinstance(part, Paragraph))


def test_the_first_sentence_is_the_answer():
    first = report("good").summary[0]
    assert first.text == "De verwachting was in 3 van de 3 toetsen beter dan ‘alles blijft gelijk’."
    assert answer(BAD).en == "The forecast was better than ‘no change’ in 1 of the 2 tests."


def test_a_forecast_that_beats_its_baselines_may_be_used_within_measure():
    assert verdict(GOOD).nl.startswith("Ja, met mate")
    assert "3 van de 3 toetsen duidelijk beter" in list_sentence(GOOD).nl


def test_a_forecast_that_does_not_says_so_on_its_first_page():
    assert not BAD.beats_baselines
    assert "Nee, niet om gebieden aan te wijzen" in words(report("bad"))
    assert "onzeker" in verdict(BAD).nl


def test_a_panel_that_is_too_short_is_told_as_not_tested():
    document = report("too short")
    assert document.summary[0].text.startswith("Deze verwachting is niet te toetsen")
    assert [section.anchor for section in document.sections] == ["niet-getoetst", "methode"]


def test_the_waves_that_were_never_forecast_are_named():
    section = next(one for one in report("good").sections if one.anchor == "niet-getoetst")
    assert section.blocks[0].items[0][0].startswith("Niet voorspeld: 2020.")


def test_each_test_has_its_reliability_diagram_with_the_band():
    diagrams = [one.picture for one in figures(report("good")) if isinstance(one.picture, ReliabilitySpec)]
    assert len(diagrams) == 3
    assert all(one.low < one.said < one.high for one in diagrams[0].points)


def test_every_number_of_the_tree_has_a_name_a_source_and_the_years_of_its_test():
    found = numbers(report("good"))
    assert all(one.indicator and one.source and "-" in one.year for one in found)
    assert {"rmse.model", "brier.shrink", "skill.no_change", "crps.model", "ece", "slope", "coverage90.all",
            "coverage80.smallest_fifth", "precision.12", "reach.24", "top_overlap",
            "fairness.missed.much_social_housing"} <= {one.indicator for one in found}  # fmt: skip


def test_what_cannot_be_computed_is_said_and_never_a_nan():
    assert "niet te berekenen" in words(report("unknown cells"))
    for taal in ("nl", "en"):
        page = render_html(report("unknown cells", taal=taal)).decode()
        assert "nan" not in page.lower().split("</style>")[1].replace("nant", "")


def test_the_record_holds_every_number_under_its_name():
    node = json.loads(json.dumps(record(GOOD), allow_nan=False))
    last = node["origins"][-1]
    assert (last["last"], last["target"], last["best_baseline"]) == ("2022", "2023", "shrink")
    assert last["brier_skill_best_baseline"] == {"value": 0.04, "low90": 0.02, "high90": 0.06}
    assert last["rmse_gain_over_no_change"] == pytest.approx(1 - 0.0185 / 0.0195)
    assert last["coverage"][1]["stratum"]["en"] == "smallest fifth"
    assert last["fairness"][1]["false_alarms"] is None
    assert {"slope", "ece", "said", "seen", "low90", "high90", "count"} == last["reliability"].keys()


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("taal", ["nl", "en"])
def test_every_case_becomes_a_page_and_json(name, taal):
    document = report(name, taal=taal)
    assert render_html(document).startswith(b"<!doctype html>")
    assert json.loads(render_json(document))["language"] == taal


def test_no_dutch_is_left_in_the_english_report():
    text = render_html(report("good", taal="en")).decode().split("</style>")[1]
    for dutch in (" toets", "verwachting", " kans", " marge", " gebied"):
        assert dutch not in text.replace("#toets", "").replace('"toets', ""), dutch


def test_the_words_say_the_same_as_the_numbers():
    assert an_origin(2022).gain == pytest.approx(0.0513, abs=1e-4)
    assert "5% kleiner" in words(report("good"))


def test_where_nothing_changed_no_change_cannot_be_beaten():
    still = an_origin(2022, rmse={"model": 0.001, "no_change": 0.0})
    document = compose(a_subject(a_backtest(still)))
    assert "veranderde geen enkel gebied" in words(document)
    assert "niet beter dan ‘alles blijft gelijk’" in words(document)
    assert record(a_backtest(still))["origins"][0]["rmse_gain_over_no_change"] is None
