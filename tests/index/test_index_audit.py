"""The audit in ten steps: each fault in an index is found by its step, and a sound index is let through."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from index_cases import design, leaf, node, table
from test_index_command import write

from veerkracht.cli.index import index
from veerkracht.errors import VeerkrachtError
from veerkracht.index.aggregate import Copeland
from veerkracht.index.audit import audit_index
from veerkracht.index.audit_statistics import correlations, cronbach_alpha
from veerkracht.index.build import build_index
from veerkracht.index.design import Uncertainty
from veerkracht.index.design_text import format_design
from veerkracht.index.shares import rank_shares
from veerkracht.index.uncertainty import rank_intervals

RNG = np.random.default_rng(8)
COMMON = RNG.normal(size=80)
SOUND = {code: COMMON + 0.5 * RNG.normal(size=80) for code in "abc"}


def audited(columns, *, aggregate=None, **more):
    chosen = design(node("top", aggregate=aggregate), *(leaf(code) for code in columns))
    return audit_index(build_index(table(columns), chosen), **more)


def finding(audit, measure):
    return next(one for step in audit.steps for one in step.findings if one.measure == measure)


def test_there_are_ten_steps_and_each_finds_something():
    found = audited(SOUND)
    assert [step.number for step in found.steps] == list(range(1, 11))
    assert all(step.findings for step in found.steps)
    assert all(one.text.nl != one.text.en for step in found.steps[1:] for one in step.findings)


def test_a_sound_index_is_only_asked_for_what_was_not_computed():
    look = [one.measure for step in audited(SOUND).steps for one in step.findings if one.verdict == "look"]
    assert look == ["rank_interval", "links", "interval_shown"]


@pytest.mark.parametrize(
    ("measure", "columns"),
    [
        pytest.param("redundant", SOUND | {"d": SOUND["a"] + 0.01 * COMMON}, id="two that say the same"),
        pytest.param("contrary", SOUND | {"d": -COMMON}, id="one that goes against the others"),
        pytest.param("against", SOUND | {"d": -COMMON}, id="one with the wrong direction"),
        pytest.param("coverage", SOUND | {"d": np.where(np.arange(80) < 30, COMMON, np.nan)}, id="a thin figure"),
        pytest.param("outliers", SOUND | {"d": np.exp(2 * COMMON)}, id="outliers without treatment"),
        pytest.param("influence", SOUND | {"d": np.arange(80) % 40 == 0}, id="one that hardly varies"),
        pytest.param("alpha", {"a": RNG.normal(size=80), "b": RNG.normal(size=80)}, id="two loose figures"),
        pytest.param("at_limit", SOUND | {"d": (COMMON > 0).astype(float)}, id="only two values"),
    ],
)
def test_a_fault_is_found_and_named(measure, columns):
    found = finding(audited(columns), measure)
    assert found.verdict == "look"
    assert "d" in found.text.nl or measure == "alpha"
    assert finding(audited(SOUND), measure).verdict == "fine"


def test_what_cannot_be_traced_back_says_why():
    found = finding(audited(SOUND, aggregate=Copeland()), "trace")
    assert found.verdict == "look"
    assert "copeland" in found.text.nl


def test_a_link_with_another_measure_is_told():
    assert finding(audited(SOUND, links={"x": COMMON}), "link_x").value > 0.9


def test_intervals_and_shares_stand_in_step_seven():
    doubts = Uncertainty(noise="none", weights="spread")
    chosen = design(node("top"), *(leaf(code, spread=0.3) for code in "abc"), uncertainty=doubts)
    data = table(SOUND)
    found = audit_index(
        build_index(data, chosen),
        intervals=rank_intervals(data, chosen, draws=40, rng=np.random.default_rng(1)),
        shares=rank_shares(data, chosen, samples=40, rng=np.random.default_rng(1)),
    )
    assert finding(found, "rank_interval").verdict == "fine"
    assert finding(found, "sobol_weights").value > 0.6
    assert finding(found, "sobol_noise").value == 0.0


@given(st.integers(0, 1000), st.sampled_from([0.0, 0.3]))
def test_correlations_are_those_of_pandas(seed, holes):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(4, 12))
    values[rng.random(values.shape) < holes] = np.nan
    wanted = pd.DataFrame(values.T).corr(min_periods=3).to_numpy()
    assert correlations(values) == pytest.approx(wanted, abs=1e-9, nan_ok=True)


def test_alpha_is_the_textbook_one():
    # Two parallel tests with correlation r have alpha 2r / (1 + r) (Spearman & Brown 1910).
    first, second = np.array([1.0, 2.0, 3.0, 4.0]), np.array([2.0, 1.0, 4.0, 3.0])
    link = np.corrcoef(first, second)[0, 1]
    assert cronbach_alpha(np.stack([first, second])) == pytest.approx(2 * link / (1 + link))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    doubts = Uncertainty(noise="standard_errors", weights="spread")
    chosen = design(node("top"), leaf("a", spread=0.3), leaf("b", spread=0.3), uncertainty=doubts)
    (tmp_path / "design.toml").write_text(format_design(chosen), encoding="utf-8")
    rows = [f"X{k},2020,{k},{(k * 7) % 10},{k / 2},1\nX{k},2021,{k + 1},{(k * 3) % 10},{k},1" for k in range(1, 12)]
    write(tmp_path, "code,jaar,a,b,other,a_se\n" + "\n".join(rows) + "\n")
    return tmp_path


def lines(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def run(*arguments: object, taal: str = "nl") -> str:
    words = [str(one) for one in arguments]
    return CliRunner().invoke(index, words, obj={"taal": taal}, catch_exceptions=False).output


def test_the_audit_comes_out_as_page_table_and_json(folder):
    for kind in ("html", "csv", "json"):
        said = run(
            *("audit", folder / "design.toml", "--table", folder / "table.csv", "--out", folder / f"a.{kind}"),
            *("--draws", 20, "--link", "other"),
        )
        assert "bevindingen vragen aandacht" in said
    page = (folder / "a.html").read_text("utf-8")
    assert "Stap 10" in page
    rows = lines(folder / "a.csv")
    assert {row["step"] for row in rows} == {str(number) for number in range(1, 11)}
    assert next(row for row in rows if row["measure"] == "link_other")["value"]
    told = json.loads((folder / "a.json").read_text("utf-8"))
    assert (told["design"], told["period"], len(told["steps"])) == ("test", "2021", 10)
    assert told["indicators"][0]["code"] == "a"


def test_a_table_in_which_no_place_can_move_is_audited_all_the_same(folder):
    write(folder, "code,a,b\nX1,1,1\nX2,9,9\nX3,5,5\n")
    run("audit", folder / "design.toml", "--table", folder / "table.csv", "--out", folder / "a.csv", "--draws", 20)
    rows = {row["measure"]: row for row in lines(folder / "a.csv")}
    assert float(rows["rank_interval"]["value"]) == 0.0
    assert "sobol_weights" not in rows


def test_the_audit_speaks_english_too(folder):
    out = folder / "a.html"
    run("audit", folder / "design.toml", "--table", folder / "table.csv", "--out", out, "--draws", 0, taal="en")
    assert "Step 10. Visualisation of the results" in out.read_text("utf-8")


def test_an_unknown_kind_of_file_and_an_unknown_link_are_refused(folder):
    with pytest.raises(VeerkrachtError, match=r"html, csv, json"):
        run("audit", folder / "design.toml", "--table", folder / "table.csv", "--out", folder / "a.xls", "--draws", 0)
    with pytest.raises(VeerkrachtError, match="Did you mean 'other'"):
        run(
            *("audit", folder / "design.toml", "--table", folder / "table.csv", "--out", folder / "a.csv"),
            *("--link", "othr"),
        )


def test_the_change_of_a_score_comes_out_with_its_causes(folder):
    said = run("change", folder / "design.toml", "--table", folder / "table.csv", "--out", folder / "c.csv")
    assert "Van 11 van de 11 gebieden" in said
    rows = lines(folder / "c.csv")
    for row in rows:
        causes = [float(row[cause]) for cause in ("boundary", "revision", "indicators", "method", "weights")]
        assert sum(causes) == pytest.approx(float(row["change"]), abs=1e-9)
        assert float(row["indicators:a"]) + float(row["indicators:b"]) == pytest.approx(causes[2], abs=1e-9)


def test_a_revised_file_and_another_design_can_be_named(folder):
    revised = (folder / "table.csv").read_text().replace("X3,2020,3,", "X3,2020,6,")
    write(folder, revised, "new.csv")
    text = (folder / "design.toml").read_text("utf-8")
    (folder / "old.toml").write_text(
        text.replace("weight = 1.0", "weight = 2.0", 2).replace("weight = 2.0", "weight = 1.0", 1)
    )
    run(
        *("change", folder / "design.toml", "--table", folder / "new.csv", "--before", folder / "table.csv"),
        *("--design-before", folder / "old.toml", "--from", "2020", "--to", "2020", "--out", folder / "c.csv"),
    )
    rows = {row["area"]: row for row in lines(folder / "c.csv")}
    assert float(rows["X3"]["revision"]) > 0.05
    assert float(rows["X5"]["revision"]) == 0.0
    assert any(abs(float(row["weights"])) > 0.001 for row in rows.values())


def test_a_period_that_is_not_there_is_named(folder):
    with pytest.raises(VeerkrachtError, match="1999"):
        run(
            *("change", folder / "design.toml", "--table", folder / "table.csv", "--out", folder / "c.csv"),
            *("--from", "1999"),
        )
