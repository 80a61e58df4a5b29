"""Draaiboeken as text: the shipped ones can be followed, and what cannot is told."""

from __future__ import annotations

import json

import pytest

from veerkracht.errors.atelier import DraaiboekError, NothingThereError
from veerkracht.wijkschets.deeds import Form
from veerkracht.wijkschets.draaiboek import View
from veerkracht.workflows.draaiboeken import (
    draaiboek_from,
    draaiboek_from_toml,
    draaiboek_values,
    shipped_draaiboek,
    shipped_draaiboeken,
)


def test_two_formats_are_shipped() -> None:
    assert [one.code for one in shipped_draaiboeken()] == ["een-dag", "twee-ateliers"]


@pytest.mark.parametrize("draaiboek", shipped_draaiboeken(), ids=lambda one: one.code)
def test_a_shipped_draaiboek_leads_to_a_wijkschets(draaiboek: object) -> None:
    forms = frozenset().union(*(step.forms for step in draaiboek.steps))
    assert {Form.PROBLEM, Form.STRENGTH, Form.SUCCESS, Form.MEASURE, Form.STATEMENT, Form.FIGURE} <= forms
    assert next(step for step in draaiboek.steps if step.view is View.MAP).question.nl == "Wat valt je op?"
    for step in draaiboek.steps:
        assert step.question.nl != step.question.en


def test_one_day_takes_one_day() -> None:
    assert 4 * 60 <= shipped_draaiboek("een-dag").minutes <= 7 * 60


@pytest.mark.parametrize("draaiboek", shipped_draaiboeken(), ids=lambda one: one.code)
def test_what_is_kept_comes_back(draaiboek: object) -> None:
    assert draaiboek_from(json.loads(json.dumps(draaiboek_values(draaiboek)))) == draaiboek


def values() -> dict[str, object]:
    return json.loads(json.dumps(draaiboek_values(shipped_draaiboek("een-dag"))))


def test_an_own_draaiboek_may_be_in_dutch_only() -> None:
    own = values()
    own["name"] = {"nl": "Ons eigen"}
    assert draaiboek_from(own).name.en == "Ons eigen"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda own: own.update(step=[]), "step"),
        (lambda own: own.update(party=[]), "party"),
        (lambda own: own["step"][0].update(view="hologram"), "view"),
        (lambda own: own["step"][0].update(minuten=5), "minuten"),
        (lambda own: own["step"][0].update(minutes=0), "minutes"),
        (lambda own: own["step"][1].update(key="welkom"), "welkom"),
        (lambda own: own["step"][0].update(parties=["bewoners"]), "bewoner"),
        (lambda own: own["step"][0].update(title={"nl": ""}), "title"),
        (lambda own: own.pop("name"), "name"),
    ],
)
def test_what_cannot_be_followed_is_told_with_its_place(change: object, told: str) -> None:
    own = values()
    change(own)
    with pytest.raises(DraaiboekError, match=told) as caught:
        draaiboek_from(own)
    assert not {"should", "Field", "Input", "Extra"} & set(caught.value.message("nl").split())


@pytest.mark.parametrize("text", ["geen toml", "code = ", "", "a" * 300_000])
def test_a_text_that_is_no_draaiboek_is_told(text: str) -> None:
    with pytest.raises(DraaiboekError):
        draaiboek_from_toml(text)


def test_an_unknown_one_is_told() -> None:
    with pytest.raises(NothingThereError):
        shipped_draaiboek("niets")
