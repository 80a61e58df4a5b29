"""Scenarios are added to and never changed; who may do it, and what is told where it cannot be."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from veerkracht.errors.scenario import BudgetExceededError, ScenarioSyntaxError
from veerkracht.errors.scenario_page import NotThisCityError, TooManyScenariosError
from veerkracht.errors.web import NotAllowedError, NotNowError
from veerkracht.web.audit.models import AuditEntry
from veerkracht.web.scenario import actions, cities
from veerkracht.web.scenario.models import Scenario, ScenarioComment, ScenarioVersion
from veerkracht.web.workspace.roles import Role
from veerkracht.workflows.scenario_files import example_text
from veerkracht.workflows.scenario_held import HeldCities

TEXT = example_text("social_first")
HELD = HeldCities(draws=2)
MAY = (Role.BEHEERDER, Role.ANALIST, Role.PROCESBEGELEIDER)


@pytest.fixture(autouse=True)
def one_city(monkeypatch, loaded_city):
    """One city, kept for all tests: its figures are the same in each."""
    monkeypatch.setattr(cities, "HELD", HELD)
    monkeypatch.setattr(cities, "home_of", lambda _organisation: loaded_city[0])


@pytest.fixture
def analyst(make_user, organisation):
    return make_user("Ans", role=Role.ANALIST, organisation=organisation)


@pytest.fixture
def scenario(city, analyst):
    return actions.make_scenario(city.trajectory, by=analyst, text=TEXT)


def test_a_new_scenario_has_the_title_of_its_text_and_keeps_the_text_to_the_letter(scenario, analyst):
    version = scenario.versions.get()
    assert (scenario.name, scenario.number, version.number, version.text) == ("Sociaal eerst", 1, 1, TEXT)
    assert version.data_version
    entry = AuditEntry.objects.get(act="scenario.made")
    assert (entry.actor_id, entry.object_name) == (analyst.pk, "Sociaal eerst")


def test_saving_adds_a_version_and_leaves_the_one_before(scenario, analyst):
    other = TEXT.replace("euro = 250", "euro = 100")
    made = actions.save_version(scenario, by=analyst, text=other, parent=1, note="minder")
    assert [one.number for one in scenario.versions.all()] == [2, 1]
    assert (made.parent, made.note, scenario.versions.get(number=1).text) == (1, "minder", TEXT)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ("format = 1\n[scenario", ScenarioSyntaxError),
        (TEXT.replace("GM9901", "GM0344"), NotThisCityError),
        (TEXT.replace("yearly = 900_000", "yearly = 900"), BudgetExceededError),
    ],
)
def test_a_text_that_cannot_be_is_refused_and_nothing_is_kept(scenario, analyst, wrong, error):
    with pytest.raises(error):
        actions.save_version(scenario, by=analyst, text=wrong, parent=1, note="")
    assert scenario.versions.count() == 1


@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_edit_can_make_save_copy_and_put_away(scenario, city, make_user, organisation, role):
    person = make_user(role.value, role=role, organisation=organisation)
    acts = {
        "make": lambda: actions.make_scenario(city.trajectory, by=person, text=TEXT),
        "save": lambda: actions.save_version(scenario, by=person, text=TEXT, parent=1, note=""),
        "fork": lambda: actions.fork(scenario.versions.get(number=1), by=person, name="Kopie"),
        "runs": lambda: actions.ask_runs(scenario.versions.get(number=1), by=person, runs=20),
        "archive": lambda: actions.archive(scenario, by=person),
    }
    for act in acts.values():
        if role in MAY:
            act()
        else:
            with pytest.raises(NotAllowedError):
                act()


@pytest.mark.parametrize("role", list(Role))
def test_who_takes_part_may_comment_and_a_reader_may_not(scenario, make_user, organisation, role):
    person = make_user(role.value, role=role, organisation=organisation)
    if role is Role.LEZER:
        with pytest.raises(NotAllowedError):
            actions.comment(scenario, by=person, number=1, text="Goed plan")
    else:
        assert actions.comment(scenario, by=person, number=1, text=" Goed plan ").text == "Goed plan"


def test_a_comment_is_about_a_version_that_is_there(scenario, analyst):
    with pytest.raises(NotNowError):
        actions.comment(scenario, by=analyst, number=9, text="Waarover?")


def test_a_copy_stands_on_its_own_and_says_where_it_came_from(scenario, analyst):
    copy = actions.fork(scenario.versions.get(), by=analyst, name="Kopie")
    actions.save_version(copy, by=analyst, text=TEXT.replace("euro = 250", "euro = 1"), parent=1, note="")
    assert (copy.forked_from_id, copy.forked_number) == (scenario.pk, 1)
    scenario.refresh_from_db()
    assert scenario.number == 1


def test_what_was_put_away_cannot_be_changed_until_it_is_brought_back(scenario, analyst):
    actions.archive(scenario, by=analyst)
    with pytest.raises(NotNowError):
        actions.save_version(scenario, by=analyst, text=TEXT, parent=1, note="")
    with pytest.raises(NotNowError):
        actions.archive(scenario, by=analyst)
    actions.restore(scenario, by=analyst)
    assert actions.save_version(scenario, by=analyst, text=TEXT, parent=1, note="").number == 2


def test_a_trajectory_has_no_more_scenarios_than_it_may(scenario, city, analyst, monkeypatch):
    monkeypatch.setattr(actions, "MOST_SCENARIOS", 1)
    with pytest.raises(TooManyScenariosError):
        actions.make_scenario(city.trajectory, by=analyst, text=TEXT)
    assert Scenario.objects.count() == 1


@pytest.mark.parametrize("kind", [ScenarioVersion, ScenarioComment])
def test_the_database_refuses_to_change_or_remove_what_was_said(scenario, analyst, kind):
    actions.comment(scenario, by=analyst, number=1, text="Goed plan")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        kind.objects.update(text="anders")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        kind.objects.all().delete()


def test_the_same_runs_are_not_asked_twice_while_they_wait(scenario, analyst):
    version = scenario.versions.get()
    assert actions.ask_runs(version, by=analyst, runs=20) == actions.ask_runs(version, by=analyst, runs=20)
    assert actions.ask_runs(version, by=analyst, runs=100) != actions.ask_runs(version, by=analyst, runs=20)
