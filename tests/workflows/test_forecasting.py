"""`veerkracht signalering forecast` and `backtest` as a new user runs them."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from tests.workflows.panel_cases import a_table, text, write

from veerkracht.cli.heartbeat import Heartbeat
from veerkracht.cli.main import cli
from veerkracht.errors import VeerkrachtError
from veerkracht.facts.language import Bilingual
from veerkracht.signalering.verwachting.outcome import Outlook
from veerkracht.workflows.forecasting import COLUMNS

CLASSES = {one.value for one in Outlook}


def run(*words: object) -> str:
    return CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False).output


def forecast(folder: Path, panel: str, *more: object, target: str = "2024", out: str = "out.csv") -> str:
    path = write(folder, panel)
    return run("signalering", "forecast", "--panel", path, "--target", target, "--out", folder / out, *more)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, str]:
    """Return a folder with every output of one forecast, and what was said."""
    folder = tmp_path_factory.mktemp("verwachting")
    panel = a_table() + "BU99990001,2020,NA\n"
    said = forecast(folder, panel, "--explain", folder / "explain.csv", "--json", folder / "all.json")
    return folder, said


def test_the_columns_are_exactly_those_that_were_promised(made):
    head = (made[0] / "out.csv").read_text("utf-8").splitlines()[0]
    assert head == "area,expected,low80,high80,low90,high90,p_worse,p_worst10,class" == ",".join(COLUMNS)


def test_every_area_has_one_line_in_the_order_of_the_panel(made):
    first_seen = dict.fromkeys(line.split(",")[0] for line in (made[0] / "panel.csv").read_text().splitlines()[1:])
    assert [row["area"] for row in table(made[0] / "out.csv")] == list(first_seen)


def test_the_margins_lie_around_the_forecast_and_within_one_another(made):
    for row in table(made[0] / "out.csv")[:-1]:
        values = [float(row[name]) for name in ("low90", "low80", "expected", "high80", "high90")]
        assert values == sorted(values)
        assert 0 <= float(row["p_worst10"]) <= float(row["p_worse"]) + 0.5 <= 1.5
        assert row["class"] in CLASSES


def test_an_area_without_any_value_has_empty_cells_and_is_unknown(made):
    last = table(made[0] / "out.csv")[-1]
    assert last == dict.fromkeys(COLUMNS, "") | {"area": "BU99990001", "class": "onbekend"}


def test_the_screen_says_how_many_how_sure_and_what_the_tests_said(made):
    assert "150 van 151 gebieden hebben een verwachting voor 2024" in made[1]
    assert "De marge van 90% is" in made[1]
    assert "Getoetst op het verleden (2018 → 2020, 2020 → 2022)" in made[1]
    assert "Mag u hierop vertrouwen?" in made[1]


def test_the_explanation_has_a_column_a_theme(made):
    rows = table(made[0] / "explain.csv")
    assert next(iter(rows[0])) == "area"
    assert len(rows[0]) > 2
    assert all(np.isfinite(float(value)) for name, value in rows[0].items() if name != "area")
    assert set(rows[-1].values()) == {"BU99990001", ""}


def test_the_json_holds_the_same_and_the_tests(made):
    node = json.loads((made[0] / "all.json").read_text("utf-8"))
    first, row = table(made[0] / "out.csv")[0], node["areas"][0]
    assert row["area"] == first["area"]
    assert row["expected"] == pytest.approx(float(first["expected"]), rel=1e-5)
    assert node["areas"][-1]["expected"] is None
    assert [one["target"] for one in node["backtest"]["origins"]] == ["2020", "2022"]


def test_the_same_panel_gives_the_same_bytes(made, tmp_path):
    forecast(tmp_path, (made[0] / "panel.csv").read_text("utf-8"))
    assert (tmp_path / "out.csv").read_bytes() == (made[0] / "out.csv").read_bytes()


def test_other_forms_and_the_order_of_lines_change_nothing(made, tmp_path):
    panel = (made[0] / "panel.csv").read_text("utf-8").replace(".", ",").replace("NA", "")
    head, *lines = [re.sub(",", ";", line, count=2) for line in panel.splitlines()]
    forecast(tmp_path, "\n".join([head, *lines]))
    assert (tmp_path / "out.csv").read_bytes() == (made[0] / "out.csv").read_bytes()


def test_shares_of_one_come_out_as_shares_of_one(tmp_path):
    rng = np.random.default_rng(5)
    level = rng.uniform(0.1, 0.4, 60)
    lines = [
        f"BU0001{n:04d},{wave},{min(max(level[n] + rng.normal(0, 0.02), 0.01), 0.9):.3f}"
        for n in range(60)
        for wave in (2018, 2020, 2022)
    ]
    forecast(tmp_path, text(*lines), "--kind", "percentage")
    found = [float(row["expected"]) for row in table(tmp_path / "out.csv")]
    assert np.abs(np.array(found) - level).max() < 0.15


def test_counts_come_out_at_the_last_exposure_and_never_below_zero(tmp_path):
    rng = np.random.default_rng(6)
    waves = ((2018, 1), (2020, 1), (2022, 2))
    lines = [
        f"BU0001{n:04d},{wave},{rng.poisson(0.03 * people * times)},{people * times}"
        for n, people in enumerate(rng.integers(50, 3000, 80))
        for wave, times in waves
    ]
    forecast(tmp_path, text(*lines, head="area,period,value,inw"), "--kind", "count", "--exposure", "inw")
    rows = table(tmp_path / "out.csv")
    assert min(float(row["low90"]) for row in rows) >= 0
    last = [float(line.split(",")[2]) for line in lines[2::3]]
    ratio = [float(row["expected"]) / count for row, count in zip(rows, last, strict=True)]
    assert np.median(ratio) == pytest.approx(1, abs=0.35)


def test_a_count_of_zero_is_never_called_likely_to_improve(tmp_path):
    rng = np.random.default_rng(8)
    people = [int(n) for n in rng.integers(20, 2000, 90)]
    lines = [
        f"BU{n // 9:04d}{n:04d},{wave},{rng.poisson(0.002 * size)},{size}"
        for n, size in enumerate(people)
        for wave in (2016, 2018, 2020, 2022)
    ]
    forecast(tmp_path, text(*lines, head="area,period,value,inw"), "--kind", "count", "--exposure", "inw")
    last = {line.split(",")[0]: line.split(",")[2] for line in lines}
    still = [row["class"] for row in table(tmp_path / "out.csv") if last[row["area"]] == "0"]
    assert len(still) > 10
    assert "verbetering_waarschijnlijk" not in still


WRONG = [
    pytest.param("2022", ["2022", "niet na de laatste meting"], id="a target that is known"),
    pytest.param("morgen", ["'morgen' is geen periode"], id="no period"),
    pytest.param("2024KW02", ["even lang"], id="a quarter after years"),
]


@pytest.mark.parametrize(("target", "said"), WRONG)
def test_a_wrong_target_is_told_and_leaves_no_file(tmp_path, target, said):
    with pytest.raises(VeerkrachtError) as caught:
        forecast(tmp_path, a_table(areas=30), target=target)
    assert all(part in caught.value.message("nl") for part in said)
    assert [path.name for path in tmp_path.iterdir()] == ["panel.csv"]


@pytest.mark.parametrize(
    ("out", "said"),
    [
        pytest.param("panel.csv", "al in gebruik", id="the panel itself"),
        pytest.param("nergens/out.csv", "die map bestaat niet", id="a folder that is not there"),
        pytest.param(".", "dat is een map", id="a folder"),
    ],
)
def test_where_the_result_cannot_go_is_told_before_the_work(tmp_path, out, said):
    with pytest.raises(VeerkrachtError) as caught:
        forecast(tmp_path, "not even read", out=out)
    assert said in caught.value.message("nl")
    assert (tmp_path / "panel.csv").read_text() == "not even read"


def backtest(folder: Path, panel: str, *more: object) -> tuple[str, dict[str, object]]:
    said = run("signalering", "backtest", "--panel", write(folder, panel), "--out", folder / "report.html", *more)
    return said, json.loads((folder / "report.json").read_text("utf-8"))


def test_the_backtest_writes_a_page_and_every_number_beside_it(tmp_path):
    said, node = backtest(tmp_path, a_table(areas=60))
    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert node["answer"]["nl"] in said
    assert node["answer"]["nl"] in page
    assert node["report"]["schema"] == "veerkracht-report/1"
    assert {"rmse", "brier", "brier_skill", "crps", "reliability", "coverage", "precision_at", "top_overlap",
            "fairness"} <= node["origins"][-1].keys()  # fmt: skip


def test_the_backtest_speaks_english_when_asked(tmp_path):
    said, node = backtest(tmp_path, a_table(areas=40), "--taal", "en")
    assert "Can you trust it?" in said
    assert node["report"]["language"] == "en"


def test_two_waves_give_a_report_that_says_that_nothing_was_tested(tmp_path):
    said, node = backtest(tmp_path, a_table(areas=40, waves=(2020, 2022)))
    assert "niet te toetsen" in said
    assert node["origins"] == []
    assert "Wat niet is getoetst" in (tmp_path / "report.html").read_text("utf-8")


def test_a_report_that_is_no_web_page_is_refused(tmp_path):
    with pytest.raises(VeerkrachtError, match=r"\.html"):
        run("signalering", "backtest", "--panel", write(tmp_path, a_table()), "--out", tmp_path / "report.pdf")


def test_no_test_uses_what_came_after_it(tmp_path):
    """Scrambling the last wave and the covariates of that year changes nothing in the tests that end before it."""
    head, *lines = a_table(areas=60).splitlines()
    late = [number for number, line in enumerate(lines) if ",2022," in line]
    dealt = np.random.default_rng(1).permutation([lines[number].split(",")[2] for number in late])
    scrambled = list(lines)
    for number, value in zip(late, dealt, strict=True):
        scrambled[number] = ",".join([*lines[number].split(",")[:2], value])
    areas = list(dict.fromkeys(line.split(",")[0] for line in lines))
    found = []
    for body, later in ((lines, 1), (scrambled, -7)):
        cov = [f"{area},{wave},{n * (later if wave == 2022 else 1)}" for n, area in enumerate(areas)
               for wave in (2016, 2018, 2020, 2022)]  # fmt: skip
        path = write(tmp_path, text(*cov, head="area,period,x"), "cov.csv")
        found.append(backtest(tmp_path, "\n".join([head, *body]), "--covariates", path)[1]["origins"])
    assert found[0][0]["target"] == "2020"
    assert found[0][0] == found[1][0]
    assert found[0][1] != found[1][1]


def test_a_forecast_from_a_cut_panel_is_the_one_that_the_whole_panel_is_tested_with(tmp_path):
    """The forecast at an origin depends on the lines until then: later lines, scrambled or not, are cut off."""
    panel = a_table(areas=60)
    cut = "\n".join(line for line in panel.splitlines() if ",2022," not in line)
    blank = "\n".join(line if ",2022," not in line else line.rsplit(",", 1)[0] + ",NA" for line in panel.splitlines())
    outs = []
    for body in (cut, blank):
        forecast(tmp_path, body, target="2022")
        outs.append((tmp_path / "out.csv").read_bytes())
    assert outs[0] == outs[1]


def test_long_work_gives_a_sign_of_life_and_short_work_does_not(capsys):
    import time

    said, until = "", time.monotonic() + 60
    with Heartbeat(taal="nl", quiet=0.05) as heart:
        heart.stage(Bilingual("toetsen", "testing"))
        while "Bezig: toetsen" not in said and time.monotonic() < until:
            time.sleep(0.02)
            said += capsys.readouterr().err
    assert "Bezig: toetsen" in said
    with Heartbeat(taal="en"):
        pass
    assert capsys.readouterr().err == ""
