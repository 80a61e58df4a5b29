"""Cities that are kept ready are only a cache: who kept nothing gives the same answer, and nobody keeps without end."""

from __future__ import annotations

import pytest

from veerkracht.errors.scenario import ScenarioAreaError
from veerkracht.stad.fingerprint import fingerprint
from veerkracht.workflows import scenario_held
from veerkracht.workflows.scenario_answer import answer_text
from veerkracht.workflows.scenario_files import example_text
from veerkracht.workflows.scenario_held import HeldCities

TEXT = example_text("social_first")
OTHER = TEXT.replace("euro = 250", "euro = 100")


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> tuple[HeldCities, dict[str, str]]:
    """One holder that was asked two scenarios of the same draws, one after the other."""
    home = tmp_path_factory.mktemp("home")
    held = HeldCities(draws=2)
    return held, {text: answer_text(held.answer(text, home=home, version="a")) for text in (TEXT, OTHER)}


def test_a_holder_that_kept_nothing_gives_the_same_bytes(told, tmp_path):
    _held, answers = told
    fresh = HeldCities(draws=2)
    assert answer_text(fresh.answer(OTHER, home=tmp_path, version="a")) == answers[OTHER]


def test_two_scenarios_of_the_same_city_share_its_draws_and_differ_in_their_answer(told):
    held, answers = told
    assert (len(held.cities), len(held.drawn), len(held.answers)) == (1, 1, 2)
    assert answers[TEXT] != answers[OTHER]


def test_what_is_asked_again_is_the_very_answer(told, tmp_path_factory):
    held, _answers = told
    (key, kept), *_rest = held.answers.items()
    assert key.endswith(TEXT)
    home = key.split(" ", 1)[0]
    assert held.answer(TEXT, home=home, version="a") is kept


def test_no_more_is_kept_than_was_chosen(told, monkeypatch):
    held, _answers = told
    monkeypatch.setattr(scenario_held, "MOST_ANSWERS", 1)
    home = next(iter(held.answers)).split(" ", 1)[0]
    held.answer(TEXT.replace("euro = 250", "euro = 90"), home=home, version="a")
    assert len(held.answers) == 1


def test_a_scenario_that_does_not_fit_leaves_nothing_behind(told, tmp_path):
    held, _answers = told
    before = fingerprint(sorted(held.answers))
    with pytest.raises(ScenarioAreaError):
        held.answer(TEXT.replace("BU99010607", "BU00000000"), home=tmp_path, version="a")
    assert fingerprint(sorted(held.answers)) == before
