"""Panels at the edge of what can be forecast: never a crash, never a margin that does not hold its own middle."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from tests.workflows.panel_cases import text, write

from veerkracht.cli.main import cli

YEARS = ("2018", "2020", "2022")
MONTHS = ("2020MM01", "2020MM02", "2020MM07")
NOISE = np.random.default_rng(11).normal(size=(40, 6))


def panel(value, *, waves=YEARS, areas=40, code="BU{:04d}{:04d}") -> str:
    return text(*(f"{code.format(a // 8, a)},{w},{value(a, k)}" for a in range(areas) for k, w in enumerate(waves)))


EDGES = [
    pytest.param(panel(lambda a, k: 5), [], id="nothing ever differs"),
    pytest.param(panel(lambda a, k: a), [], id="nothing ever changes"),
    pytest.param(panel(lambda a, k: 0), ["--kind", "count"], id="nothing ever happens"),
    pytest.param(panel(lambda a, k: int(a == 3 and k == 1)), ["--kind", "count"], id="one thing happens once"),
    pytest.param(panel(lambda a, k: 100), ["--kind", "percentage"], id="always everybody"),
    pytest.param(panel(lambda a, k: 1e9 if (a, k) == (0, 2) else NOISE[a, k]), [], id="one wild value"),
    pytest.param(panel(lambda a, k: NOISE[a, k], areas=10), [], id="ten areas"),
    pytest.param(panel(lambda a, k: NOISE[a, k] if k < 2 or a < 4 else ""), [], id="a last wave of four areas"),
    pytest.param(panel(lambda a, k: NOISE[a, k], code="=cmd|{}{}"), [], id="codes that look like formulas"),
    pytest.param(panel(lambda a, k: NOISE[a, k]), ["--target", "2060"], id="far ahead"),
    pytest.param(panel(lambda a, k: NOISE[a, k], waves=MONTHS), ["--target", "2020MM08"], id="months, irregular"),
]


def run(command: str, folder: Path, *more: str) -> str:
    words = ["signalering", command, "--panel", str(folder / "panel.csv"), *more]
    return CliRunner().invoke(cli, words, catch_exceptions=False).output


@pytest.mark.parametrize(("content", "options"), EDGES)
def test_a_panel_at_the_edge_gets_a_forecast_and_a_report(tmp_path, content, options):
    write(tmp_path, content)
    target = [] if "--target" in options else ["--target", "2024"]
    run("forecast", tmp_path, *options, *target, "--out", str(tmp_path / "out.csv"))
    for row in csv.DictReader((tmp_path / "out.csv").read_text("utf-8").splitlines()):
        levels = [float(row[name]) for name in ("low90", "low80", "expected", "high80", "high90")]
        assert levels == sorted(levels)
        assert 0 <= float(row["p_worse"]) <= 1
        assert 0 <= float(row["p_worst10"]) <= 1
    kinds = options if "--target" not in options else []
    run("backtest", tmp_path, *kinds, "--out", str(tmp_path / "report.html"))
    assert "NaN" not in (tmp_path / "report.json").read_text("utf-8")


def test_a_target_beyond_what_the_panel_spans_is_warned_for(tmp_path):
    write(tmp_path, panel(lambda a, k: NOISE[a, k]))
    said = run("forecast", tmp_path, "--target", "2060", "--out", str(tmp_path / "out.csv"))
    assert "Het doel ligt 38 jaar na de laatste meting" in said
