"""The answer of a scenario: counted apart from uncertain, books that close, what is unknown called so."""

from __future__ import annotations

import importlib
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from veerkracht.cli.main import cli
from veerkracht.demo.plan import CITY
from veerkracht.engines.contract import InThisProcess
from veerkracht.errors.scenario_answer import (
    DifferentResultsError,
    ExampleCityError,
    FileStandsError,
    OtherCityNowError,
    RunsNotKeptError,
    TooManyResultsError,
    UnknownAnswerAreaError,
)
from veerkracht.report.stad.answer_text import answer_lines
from veerkracht.report.stad.comparison_text import comparison_lines
from veerkracht.report.stad.values import Spread, as_plain, spread_of
from veerkracht.stad.levers import CONVERSIONS, same
from veerkracht.workflows.scenario_answer import answer_from, answer_text, quick_answer
from veerkracht.workflows.scenario_compare import compare, require_areas
from veerkracht.workflows.scenario_files import example_text
from veerkracht.workflows.scenario_new import new_text
from veerkracht.workflows.scenario_run import Asked, run
from veerkracht.workflows.scenario_start import read_start

RUNS = 5
HOME = Path("no-data-needed")
REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "antwoord.md"
YEARS = re.compile(r"^years = \d+", re.MULTILINE)


def ran(text: str, out: Path, **asked) -> Path:
    """Run a scenario a few times in this process."""
    out.mkdir(parents=True, exist_ok=True)
    file = out / "in.toml"
    file.write_text(text, "utf-8")
    start = read_start(file, home=HOME)
    wanted = Asked(**{"runs": RUNS, **asked})
    return run(start, asked=wanted, engine=InThisProcess(), workers=1, out=out / "result").folder


@pytest.fixture(scope="module")
def demolished(tmp_path_factory):
    return ran(example_text("demolish_and_build"), tmp_path_factory.mktemp("demolished"))


@pytest.fixture(scope="module")
def social(tmp_path_factory):
    return ran(example_text("social_first"), tmp_path_factory.mktemp("social"))


@pytest.fixture(scope="module")
def answer(demolished):
    return answer_from(demolished, home=HOME)


def keys_of(plain: object) -> Iterator[str]:
    if isinstance(plain, dict):
        for key, value in plain.items():
            yield key
            yield from keys_of(value)
    elif isinstance(plain, list):
        for value in plain:
            yield from keys_of(value)


def test_what_is_counted_holds_no_score_and_nobody_s_self_reliance(answer):
    apart = {"score", "nuisance", "cohesion", "quality", "falls", "worse", "dissimilarity"}
    assert not apart & set(keys_of(as_plain(answer.countable)))
    assert apart <= set(keys_of(as_plain(answer.liveability)))


def test_the_ledger_says_its_sums_and_they_are_right(answer):
    books = answer.countable.ledger
    assert books.adds_up
    assert books.total == pytest.approx(sum(row.total for row in books.rows))
    assert books.total == pytest.approx(books.formed, abs=1e-3)
    for row in books.rows:
        assert row.total == pytest.approx(row.dragers + row.between + row.vragers)
    text = "\n".join(answer_lines(answer, taal="nl"))
    assert "De boeken sluiten in elke doorrekening" in text


def test_the_ledger_and_the_areas_tell_the_same_households(answer):
    inside = sum(area.households.change.mean for area in answer.countable.areas)
    assert inside == pytest.approx(answer.countable.ledger.rows[0].total, abs=1e-3)
    assert inside == pytest.approx(answer.countable.households.change.mean, abs=1e-3)


def test_homes_change_by_what_is_built_and_demolished_and_by_nothing_else(answer, demolished):
    levers = read_start(demolished / "scenario.toml", home=HOME).levers
    assert levers.conversion[:, CONVERSIONS.index("dearer")].any()
    change = sum(row.change.mean for row in answer.countable.homes)
    assert change == pytest.approx(levers.built.sum() - levers.demolished.sum())


def test_an_unknown_cost_is_no_nought_and_its_actor_has_no_sum(answer):
    money = answer.countable.money
    corporation = next(row for row in money.actors if row.actor == "corporatie")
    unknown = [row for row in money.costs if row.why is not None]
    assert unknown
    assert not corporation.is_whole
    assert all(not row.total_eur.is_known for row in unknown)
    assert as_plain(unknown[0].total_eur)["middle"] is None


def test_a_budget_that_is_kept_says_what_is_left(answer):
    gemeente = next(row for row in answer.countable.money.actors if row.actor == "gemeente")
    assert gemeente.is_whole
    assert gemeente.most_eur == 5_000_000
    assert gemeente.over_eur == pytest.approx(gemeente.total_eur.mean - 5_000_000, rel=1e-9)
    assert "er blijft" in "\n".join(answer_lines(answer, taal="nl"))


def test_whatever_is_said_of_liveability_stands_behind_the_sentence_on_skill(answer):
    for taal, words in (("nl", "Niet beter dan geen verandering"), ("en", "Not better than no change")):
        lines = list(answer_lines(answer, taal=taal, is_short=True))
        said = next(at for at, line in enumerate(lines) if line.startswith(words))
        scored = next(at for at, line in enumerate(lines) if "Veerkracht (score" in line)
        assert said < scored


def test_too_few_runs_for_a_band_give_no_colour(answer):
    agreed = [row for row in answer.contract.measures if row.at_most is not None]
    assert {row.code for row in agreed} == {"concentration", "cheap_loss", "displaced_km"}
    assert {row.light for row in agreed} == {"not_known"}
    assert answer.contract.light == "not_known"
    assert "te weinig voor een marge" in "\n".join(answer_lines(answer, taal="nl"))


def test_households_of_the_quota_are_there_to_be_housed(social):
    fate = answer_from(social, home=HOME).countable.displaced
    assert fate.quota_asked == 900
    assert fate.quota_housed.middle == pytest.approx(900, rel=0.05)
    assert fate.quota_today.middle == pytest.approx(900, rel=0.05)


def test_to_house_who_leaves_an_institution_is_a_duty_that_the_baseline_has_too(tmp_path):
    file = tmp_path / "duty.toml"
    text = new_text("demo", example="", home=HOME)
    example = "#institutions = { statushouders = 30, beschermd_wonen = 10 }"
    assert example in text
    file.write_text(text.replace(example, "institutions = 40.5"), "utf-8")
    start = read_start(file, home=HOME)
    assert same(start.levers, start.baseline)
    assert start.baseline.quota.sum() == round(40.5 * start.levers.years)
    assert int(start.city.institutions.sum()) == round(40.5 * start.levers.years)


@pytest.mark.parametrize("taal", ["nl", "en"])
@pytest.mark.parametrize("is_short", [True, False])
def test_nobody_reads_nan_or_an_empty_brace(answer, taal, is_short):
    text = "\n".join(answer_lines(answer, taal=taal, is_short=is_short))
    assert "nan" not in re.split(r"\W+", text)
    assert "{" not in text


def test_a_scenario_that_changes_nothing_changes_nothing(tmp_path):
    text = YEARS.sub("years = 2", new_text("demo", example="", home=HOME))
    answer = answer_from(ran(text, tmp_path), home=HOME)
    changes = [area.households.change for area in answer.countable.areas]
    changes += [area.score.change for area in answer.liveability.areas if area.score.change.is_known]
    assert changes
    assert all((one.low, one.middle, one.high) == (0.0, 0.0, 0.0) for one in changes)
    assert answer.countable.money.actors == ()
    assert answer.contract.light == "not_known"
    assert "geen toleranties" in answer.contract.reason.nl


def test_every_key_of_the_json_is_explained(answer):
    page = REFERENCE.read_text("utf-8")
    plain = json.loads(answer_text(answer))
    assert plain["format"] == 1
    unexplained = sorted({key for key in keys_of(plain) if f"`{key}`" not in page})
    assert unexplained == []


def test_a_quick_answer_calls_nothing_sure_and_knows_no_distance(demolished):
    start = read_start(demolished / "scenario.toml", home=HOME)
    found = quick_answer(start, draws=20, home=HOME)
    measures = {row.code: row for row in found.contract.measures}
    assert found.countable.displaced.displaced.middle > 0
    assert measures["displaced_km"].light == "not_known"
    assert found.countable.ledger.adds_up
    text = "\n".join(answer_lines(found, taal="nl", is_short=True))
    assert "zeker" not in text.split("Wat onzeker is")[1].split("Waar dit op rust")[0].lower().replace("onzeker", "")
    assert "te smal" in text


def test_the_program_in_the_docs_runs_as_it_stands():
    page = (REFERENCE.parent / "python-stad.md").read_text("utf-8")
    programs = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    assert programs
    told: dict[str, object] = {}
    for program in programs:  # the one goes on where the other ends
        exec(program, told)  # noqa: S102  # the program is ours, and running it is the test
    assert told["change"].shape == (61,)
    assert told["run"].reliance.sum() > 0


def test_every_name_in_the_docs_of_python_is_there():
    page = (REFERENCE.parent / "python-stad.md").read_text("utf-8")
    named = set(re.findall(r"`((?:stad|workflows|report)\.[a-z_.]+)\.([A-Za-z_]+)", page))
    assert len(named) > 15
    for module, name in named:
        assert hasattr(importlib.import_module(f"veerkracht.{module}"), name), f"{module}.{name}"


def test_the_same_result_gives_the_same_bytes(answer, demolished):
    assert answer_text(answer_from(demolished, home=HOME)) == answer_text(answer)


def test_a_result_of_other_figures_of_the_city_is_not_answered(demolished, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(demolished, other)
    file = other / "scenario.toml"
    file.write_text(file.read_text("utf-8").replace("growth = 0.0\n", "growth = 0.02\n"), "utf-8")
    with pytest.raises(OtherCityNowError):
        answer_from(other, home=HOME)


def test_of_runs_that_were_only_counted_no_answer_is_made_up(tmp_path):
    text = YEARS.sub("years = 2", new_text("demo", example="", home=HOME))
    with pytest.raises(RunsNotKeptError):
        answer_from(ran(text, tmp_path, kept_bytes=0), home=HOME)


def test_results_beside_each_other_keep_their_own_numbers(demolished, social, answer):
    found = compare([demolished, social], home=HOME)
    assert [row.letter for row in found.results] == ["A", "B"]
    area = next(row for row in found.areas if row.code == "BU99010502")
    alone = next(row for row in answer.liveability.areas if row.code == "BU99010502")
    assert area.results[0].score == alone.score
    assert area.results[1].score != alone.score
    text = "\n".join(comparison_lines(found, taal="nl"))
    assert "andere groei" not in text, "both examples assume the same of the world outside"
    one, other = found.results
    grown = replace(found, results=(one, replace(other, growth=0.01)))
    assert "andere groei" in "\n".join(comparison_lines(grown, taal="nl"))
    assert "Niet beter dan geen verandering" in text


def test_an_area_that_is_asked_for_is_the_only_one_shown(demolished):
    found = compare([demolished], home=HOME)
    text = "\n".join(comparison_lines(found, taal="en", codes=("BU99010502",)))
    assert "Reigerveld" in text
    assert "Sternenbuurt" not in text
    with pytest.raises(UnknownAnswerAreaError) as caught:
        require_areas(found, ["BU9901050"])
    assert "BU9901050" in caught.value.message("en")


def test_results_with_other_chance_are_not_put_beside_each_other(demolished, tmp_path):
    text = example_text("demolish_and_build").replace("seed = 2024", "seed = 1")
    other = ran(text, tmp_path)
    with pytest.raises(DifferentResultsError) as caught:
        compare([demolished, other], home=HOME)
    assert "2024" in caught.value.message("nl")
    with pytest.raises(TooManyResultsError):
        compare([demolished] * 5, home=HOME)


def test_a_new_file_is_never_written_over_an_old_one(tmp_path):
    file = tmp_path / "mine.toml"
    command = ["scenario", "new", "demo", "--out", str(file), "--example", "social_first"]
    made = CliRunner().invoke(cli, command, catch_exceptions=False)
    assert made.exit_code == 0
    file.write_text("mine", "utf-8")
    with pytest.raises(FileStandsError):
        CliRunner().invoke(cli, command, catch_exceptions=False)
    assert file.read_text("utf-8") == "mine"
    CliRunner().invoke(cli, [*command, "--force"], catch_exceptions=False)
    assert file.read_text("utf-8") == example_text("social_first")


def test_an_example_does_not_fit_a_real_city(tmp_path):
    with pytest.raises(ExampleCityError):
        new_text("GM0344", example="social_first", home=tmp_path)


def test_the_fictitious_city_is_called_demo_or_by_its_code():
    assert new_text("demo", example="", home=HOME) == new_text(CITY.lower(), example="", home=HOME)


def test_from_the_command_line_a_result_is_written_out_and_compared(demolished, tmp_path):
    out = CliRunner().invoke(cli, ["scenario", "answer", str(demolished), "--short"], catch_exceptions=False)
    assert "Is de stad nog in balans?" in out.output
    table, values = tmp_path / "t.csv", tmp_path / "v.json"
    command = ["scenario", "compare", str(demolished), "--csv", str(table), "--json", str(values)]
    english = CliRunner().invoke(cli, ["--taal", "en", *command], catch_exceptions=False)
    assert "whole city, because of the policy" in english.output
    rows = pd.read_csv(table, sep=";", encoding="utf-8-sig")
    plain = json.loads(values.read_text("utf-8"))
    assert len(rows[rows["quantity"] == "score"]) == len(plain["areas"])
    scores = rows[(rows["quantity"] == "score") & (rows["code"] == "BU99010502")]["change"]
    wanted = next(area for area in plain["areas"] if area["code"] == "BU99010502")
    assert scores.iloc[0] == pytest.approx(wanted["results"][0]["score"]["change"]["middle"])
    with pytest.raises(FileStandsError):
        CliRunner().invoke(cli, command, catch_exceptions=False)


def test_a_run_ends_with_its_answer_and_keeps_the_whole_of_it(tmp_path):
    file, out = tmp_path / "mine.toml", tmp_path / "out"
    file.write_text(YEARS.sub("years = 2", new_text("demo", example="", home=HOME)), "utf-8")
    command = ["scenario", "run", str(file), "--out", str(out), "--runs", "2", "--engine", "here"]
    found = CliRunner().invoke(cli, command, catch_exceptions=False)
    assert "Wat te tellen is" in found.output
    assert json.loads((out / "answer.json").read_text("utf-8"))["asked"]["runs"] == 2


def test_the_middle_of_a_spread_is_unknown_when_any_run_is():
    assert spread_of([0.0, 1.0, 2.0]) == Spread(mean=1.0, low=0.1, middle=1.0, high=1.9)
    assert not spread_of([1.0, np.nan]).is_known
    assert Spread(mean=1.0, low=0.1, middle=1.0, high=2.0).side == 1
    assert Spread(mean=0.0, low=-0.1, middle=1.0, high=2.0).side == 0
