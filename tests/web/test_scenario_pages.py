"""The scenario page: what is done, the answer beside 'as today', and what each number rests on."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse

from veerkracht.web.jobs.models import Job, JobState
from veerkracht.web.scenario import actions, cities
from veerkracht.web.workspace.roles import Role
from veerkracht.workflows.scenario_files import EXAMPLES, example_text
from veerkracht.workflows.scenario_held import HeldCities

HELD = HeldCities(draws=3)
LEVELS = ("policy", "baseline", "change")


@pytest.fixture(autouse=True)
def few_draws(monkeypatch, loaded_city):
    """Few draws of one city, kept for all tests: its figures are the same in each, and these are about pages."""
    monkeypatch.setattr(cities, "HELD", HELD)
    monkeypatch.setattr(cities, "home_of", lambda _organisation: loaded_city[0])


@pytest.fixture
def analyst(make_user, organisation):
    return make_user("Ans", role=Role.ANALIST, organisation=organisation)


@pytest.fixture
def scenario(city, analyst):
    return actions.make_scenario(city.trajectory, by=analyst, text=example_text("social_first"))


@pytest.fixture
def building(city, analyst):
    return actions.make_scenario(city.trajectory, by=analyst, text=example_text("demolish_and_build"))


@pytest.fixture
def client(as_user, analyst):
    return as_user(analyst)


def page(name: str, scenario, *rest: object) -> str:
    return reverse(f"scenario:{name}", args=[scenario.pk, *rest])


def test_the_page_shows_each_line_in_its_perspective(client, scenario):
    html = client.get(page("scenario", scenario)).content.decode()
    cells = dict(re.findall(r'sn-cell--([a-z-]+)"(.*?)</section>', html, re.DOTALL))
    assert "Ondersteuning en begeleiding" in cells["sociale-aanpak"]
    assert "Huismeesters" in cells["leefomgeving"]
    assert "Nog niets." in cells["woningprogramma"]
    assert "Dragers maken 1,6 keer zo veel kans" in cells["herpositionering"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_figure_stands_on_a_page_without_interval_grade_and_source(client, city, analyst, name):
    made = actions.make_scenario(city.trajectory, by=analyst, text=example_text(name))
    answer = client.get(page("scenario", made)).context["answer"]
    rows = (*answer.counted, *answer.displaced, *answer.outside, *answer.lived)
    assert len(rows) > 10
    keys = set(re.findall(r'id="([a-z]+)" tabindex', client.get(page("grounds", made)).content.decode()))
    for row in rows:
        assert row.footing.grade in "ABCD", row.name
        assert all((row.footing.grade, row.footing.words, row.footing.source)), row.name
        assert set(row.footing.keys) <= keys, row.name
        said = row.change or row.policy
        is_even = row.side in ("none", "") or said == "niet bekend"
        assert is_even or re.search(r"\(.+ tot .+\)", said), (row.name, said)
    for measure in answer.agreed:
        assert all((measure.footing.grade, measure.footing.source)), measure.name


def test_the_interface_gives_no_effect_without_its_interval(client, scenario):
    found = json.loads(client.get(page("json", scenario, 1)).content)
    spreads = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if "middle" in value:
                spreads.append(value)
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    walk(found)
    assert len(spreads) > 500
    for one in spreads:
        assert (one["low"] is None) == (one["middle"] is None) == (one["high"] is None)
        assert one["middle"] is None or one["low"] - 1e-9 <= one["middle"] <= one["high"] + 1e-9


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_sums_of_the_page_are_those_of_the_answer(client, city, analyst, name):
    made = actions.make_scenario(city.trajectory, by=analyst, text=example_text(name))
    answer = client.get(page("scenario", made)).context["answer"]
    found = json.loads(client.get(page("json", made, 1)).content)
    lines = answer.ledger
    numbers = [[_number(one) for one in (line.dragers, line.between, line.vragers, line.total)] for line in lines]
    for column in range(4):
        parts, whole = [row[column] for row in numbers[:-1]], numbers[-1][column]
        assert abs(sum(parts) - whole) <= 0.05 * (len(parts) + 1)
    for row in numbers:
        assert abs(sum(row[:3]) - row[3]) <= 0.2 + 1e-9
    books = found["countable"]["ledger"]
    assert abs(sum(row["total"] for row in books["rows"]) - books["total"]) < 1e-3
    homes = found["countable"]["homes"]
    areas = found["countable"]["areas"]
    assert sum(row["change"]["mean"] for row in homes) == pytest.approx(
        sum(area["dwellings"]["change"]["mean"] for area in areas), abs=0.5
    )
    maps = answer.maps["nuisance"]
    assert sum(one.count for one in maps.classes) == len(areas) == len(answer.areas)


def _number(text: str) -> float:
    return float(text.replace("−", "-").replace("+", "").replace(".", "").replace(",", "."))


def test_liveability_stands_apart_and_says_first_what_the_past_showed(client, scenario):
    html = client.get(page("scenario", scenario)).content.decode()
    counted, lived = html.index('id="tellen"'), html.index('id="leefbaar"')
    assert counted < html.index("Het huishoudboek") < lived
    assert (
        lived < html.index("Niet beter dan geen verandering", lived) < html.index("Waar verandert de overlast?", lived)
    )


def test_a_verdict_is_a_sign_a_word_and_a_reason(client, building):
    html = client.get(page("scenario", building)).content.decode()
    light = re.search(r'class="sn-light sn-light--(\w+)">.*?</div></div>', html, re.DOTALL)
    assert light is not None
    assert 'aria-hidden="true"' in light[0]
    assert "sn-light__word" in light[0]
    assert "tolerantie" in light[0]


def test_turning_an_amount_answers_without_saving(client, scenario):
    asked = {"base": "1", "amount-effort-0": "100"}
    found = client.post(page("answer", scenario), asked, headers={"Accept": "application/json"})
    assert found.status_code == 200
    told = found.json()
    assert told["turned"]
    assert "Wat te tellen is" in told["html"]
    assert told["said"]
    before = client.post(page("answer", scenario), {"base": "1"}, headers={"Accept": "application/json"}).json()
    assert told["html"] != before["html"]
    assert not before["turned"]
    scenario.refresh_from_db()
    assert scenario.number == 1


def test_without_a_script_the_page_answers_and_keeps_what_was_typed(client, scenario):
    found = client.post(page("answer", scenario), {"base": "1", "amount-effort-0": "260,5"})
    html = found.content.decode()
    assert found.status_code == 200
    assert 'value="260.5"' in html
    assert "Nog niet bewaard" in html


@pytest.mark.parametrize("wrong", ["-5", "veel", "", "1e99", "nan"])
def test_an_amount_that_cannot_be_is_told_and_the_rest_stays(client, scenario, wrong):
    asked = {"base": "1", "amount-effort-0": wrong, "amount-effort-1": "130"}
    script = client.post(page("answer", scenario), asked, headers={"Accept": "application/json"})
    assert script.status_code == 400
    assert "kan niet" in script.json()["error"]
    plain = client.post(page("answer", scenario), asked)
    assert plain.status_code == 400
    html = plain.content.decode()
    assert "kan niet: geef een bedrag" in html
    assert 'value="130"' in html


def test_an_amount_above_the_budget_is_told_in_words_of_people(client, scenario):
    asked = {"base": "1", "amount-effort-1": "900"}
    found = client.post(page("answer", scenario), asked, headers={"Accept": "application/json"})
    assert found.status_code == 400
    assert found.json()["error"].startswith("De bekende kosten")


def test_saving_what_was_turned_makes_a_version(client, scenario):
    client.post(page("save", scenario), {"base": "1", "amount-effort-0": "240"})
    version = scenario.versions.first()
    assert version.number == 2
    assert "euro = 240" in version.text
    client.post(page("save", scenario), {"base": "2"})
    assert scenario.versions.count() == 2


EFFORT = {
    "kind": "meeting",
    "euro": "40",
    "first": "2026",
    "last": "2030",
    "actor": "gemeente",
    "areas": ["BU99010301"],
}


def test_a_line_is_added_changed_and_taken_out_each_as_a_version(client, scenario):
    client.post(page("line", scenario, "effort", "nieuw"), {**EFFORT, "base": "1"})
    assert 'areas = ["BU99010301"]' in scenario.versions.first().text
    client.post(page("line", scenario, "effort", "3"), {**EFFORT, "euro": "55.5", "base": "2"})
    assert "euro = 55.5" in scenario.versions.first().text
    client.post(page("remove", scenario), {"part": "effort", "place": "3", "base": "3"})
    assert "BU99010301" not in scenario.versions.first().text
    notes = [one.note for one in scenario.versions.all()]
    assert notes == ["Weggehaald: Ontmoeting", "Veranderd: Ontmoeting", "Toegevoegd: Ontmoeting", ""]


@pytest.mark.parametrize(
    ("part", "filled", "field"),
    [
        ("effort", {**EFFORT, "euro": "-1"}, "euro"),
        ("effort", {**EFFORT, "euro": "veel"}, "euro"),
        ("effort", {**EFFORT, "first": "1900"}, "first"),
        ("effort", {**EFFORT, "first": "2030", "last": "2026"}, "last"),
        ("effort", {**EFFORT, "areas": []}, "areas"),
        ("effort", {**EFFORT, "areas": ["BU00000000"]}, "areas"),
        ("effort", {**EFFORT, "kind": "support", "areas": ["BU99010502"]}, "areas"),  # stands there already
        ("effort", {**EFFORT, "euro": "90000", "areas": ["stad"]}, "euro"),  # above the budget
        ("homes", {"area": "BU99010301", "year": "2030", "actor": "gemeente"}, "built_owned"),
        (
            "homes",
            {"area": "BU99010301", "year": "2030", "actor": "gemeente", "demolished_cheap": "99999"},
            "demolished_cheap",
        ),
        ("conversion", {**EFFORT, "kind": "dearer", "share": "150"}, "share"),
        ("steer", {**EFFORT, "drager": "0", "between": "1", "vrager": "1"}, "drager"),
        ("quota", {"households": "1 2 3", "spread": ""}, "households"),
        ("quota", {"households": "60", "spread": "WK990109 30\nWK990109 40"}, "spread"),
        ("quota", {"households": "60", "spread": "WK990109 60\nWK990107 50"}, "spread"),
    ],
)
def test_a_line_that_cannot_be_is_told_beside_its_field_and_stays_filled_in(client, scenario, part, filled, field):
    place = "0" if part == "quota" else "nieuw"
    found = client.post(page("line", scenario, part, place), {**filled, "base": "1"})
    assert found.status_code == 400
    form = found.context["form"]
    assert field in form.errors, dict(form.errors)
    assert "[[" not in str(form.errors)
    assert {key: form.data[key] for key in filled if key != "areas"} == {
        k: v for k, v in filled.items() if k != "areas"
    }
    assert scenario.versions.count() == 1


def test_two_people_change_different_lines_and_both_stay(client, scenario, analyst):
    other = scenario.versions.get().text.replace("euro = 120", "euro = 125")
    actions.save_version(scenario, by=analyst, text=other, parent=1, note="")
    asked = {**EFFORT, "kind": "support", "euro": "200", "areas": ["BU99010502"], "base": "1"}
    assert client.post(page("line", scenario, "effort", "0"), asked).status_code == 302
    text = scenario.versions.first().text
    assert "euro = 125" in text
    assert "euro = 200" in text


def test_who_writes_a_line_that_is_gone_is_told_and_loses_nothing(client, scenario):
    client.post(page("remove", scenario), {"part": "effort", "place": "0", "base": "1"})
    found = client.post(page("line", scenario, "effort", "0"), {**EFFORT, "euro": "77", "base": "1"})
    assert found.status_code == 400
    html = found.content.decode()
    assert "bewaarde iemand anders versie 2" in html
    assert 'value="77"' in html


def test_budgets_and_agreements_come_back_as_they_were(client, scenario):
    form = client.get(page("frame", scenario)).context["form"]
    filled = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert client.post(page("frame", scenario), filled).status_code == 302
    from veerkracht.stad.scenario_toml import parse_scenario

    one, two = (parse_scenario(scenario.versions.get(number=number).text) for number in (1, 2))
    assert one == two


def test_numbers_per_year_stay_unless_their_mean_is_changed(client, scenario):
    from veerkracht.stad.scenario_toml import parse_scenario

    text = scenario.versions.get(number=1).text
    listed = ", ".join(["0.004"] * 7 + ["0.006"] * 8)
    text = re.sub(r"(?m)^growth = .*$", f"growth = [{listed}]", text)
    text = re.sub(r"(?m)^institutions = .*$", "institutions = { statushouders = 40, beschermd_wonen = 20 }", text)
    client.post(page("text", scenario), {"text": text, "base": "1", "note": ""})
    before = parse_scenario(scenario.versions.get(number=2).text).exogenous
    assert (len(before.growth_years), before.flows) == (15, {"statushouders": 40, "beschermd_wonen": 20})
    form = client.get(page("frame", scenario)).context["form"]
    filled = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    client.post(page("frame", scenario), {**filled, "title": "Anders genoemd"})
    assert parse_scenario(scenario.versions.get(number=3).text).exogenous == before
    client.post(page("frame", scenario), {**filled, "base": "3", "growth": "1", "institutions": "70"})
    after = parse_scenario(scenario.versions.get(number=4).text).exogenous
    assert (after.growth, after.growth_years, after.institutions, after.flows) == (0.01, (), 70, {})


def test_a_budget_below_what_is_done_is_told_beside_the_form(client, scenario):
    form = client.get(page("frame", scenario)).context["form"]
    filled = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    found = client.post(page("frame", scenario), {**filled, "budget_CORPORATION_yearly": "0"})
    assert found.status_code == 400
    assert "budget" in found.content.decode()
    assert scenario.versions.count() == 1


def test_a_text_that_cannot_be_stays_on_the_page_with_what_is_wrong(client, scenario):
    text = example_text("social_first").replace('kind = "safety"', 'kind = "safty"')
    found = client.post(page("text", scenario), {"text": text, "base": "1", "note": ""})
    assert found.status_code == 400
    html = found.content.decode()
    assert "safty" in html
    assert "het dichtst erbij: safety" in html
    assert client.post(page("text", scenario), {"text": text, "base": "0", "note": ""}).status_code == 400


def test_a_scenario_that_no_longer_fits_the_data_says_so_and_loses_nothing(client, scenario):
    scenario.trajectory.gemeenten = []
    scenario.trajectory.save()
    found = client.get(page("scenario", scenario))
    assert "past niet bij de gegevens" in found.content.decode()
    assert client.get(page("toml", scenario, 1)).content.decode() == example_text("social_first")


def test_scenarios_stand_beside_each_other_with_what_each_figure_rests_on(client, scenario, building):
    address = reverse("scenario:compare", args=[scenario.trajectory_id])
    found = client.get(address, {"s": [str(scenario.pk), str(building.pk)]})
    shown = found.context["shown"]
    assert len(shown.city) > 10
    assert all(len(row.cells) == 2 and row.footing.grade and row.footing.source for row in shown.city)
    assert {row.scenario_id for _one, _two, row in found.context["pairs"]} == {scenario.pk, building.pk}


def test_more_than_four_or_other_years_cannot_stand_beside_each_other(client, scenario, analyst):
    text = example_text("social_first")
    few = re.sub(r"to = 20\d\d", "to = 2026", text.replace("years = 15", "years = 2"))
    shorter = actions.make_scenario(scenario.trajectory, by=analyst, text=few.replace("from = 2026", "from = 2025"))
    address = reverse("scenario:compare", args=[scenario.trajectory_id])
    found = client.get(address, {"s": [str(scenario.pk), str(shorter.pk)]})
    assert "het laatste jaar" in found.content.decode()
    copies = [actions.fork(scenario.versions.get(), by=analyst, name=f"Kopie {at}") for at in range(4)]
    many = client.get(address, {"s": [str(scenario.pk), *(str(one.pk) for one in copies)]})
    assert "te veel" in many.content.decode()


def test_tables_go_out_as_files_that_excel_opens(client, scenario):
    found = client.get(page("table", scenario, 1, "csv"))
    lines = found.content.decode("utf-8-sig").splitlines()
    assert found["Content-Type"].startswith("text/csv")
    assert len(lines) == 62
    assert lines[0].startswith("code;name;vragers_low")


def test_a_scenario_is_begun_from_an_example_or_empty(client, city):
    address = reverse("scenario:make", args=[city.trajectory.pk])
    assert client.get(address).status_code == 200
    for start in ("voorbeeld:demolish_and_build", f"leeg:{city.gemeente}"):
        found = client.post(address, {"start": start, "name": "Eigen naam"}, follow=True)
        assert "Eigen naam" in found.content.decode()


def test_who_takes_part_turns_and_comments_but_sees_no_way_to_save(as_user, make_user, scenario):
    person = make_user("Dina", role=Role.DEELNEMER, trajectory=scenario.trajectory)
    client = as_user(person)
    html = client.get(page("scenario", scenario)).content.decode()
    assert "Bewaar deze bedragen" not in html
    assert "Haal weg" not in html
    client.post(page("comment", scenario), {"text": "Denk aan <b>ouderen</b>", "number": "1"})
    assert "Denk aan &lt;b&gt;ouderen&lt;/b&gt;" in client.get(page("scenario", scenario)).content.decode()


def test_runs_that_wait_are_shown_as_such(client, scenario, analyst):
    job = actions.ask_runs(scenario.versions.get(), by=analyst, runs=20)
    assert "Wacht" in client.get(page("result", scenario, job.pk)).content.decode()
    other = Job.objects.create(kind="scenario", trajectory=scenario.trajectory, asked={}, state=JobState.DONE)
    assert client.get(page("result", scenario, other.pk)).status_code == 404
