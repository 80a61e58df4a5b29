"""Whose doing the doubt is, from the runs of a small scenario of the fictitious city."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from veerkracht.engines.contract import InThisProcess
from veerkracht.stad.ensemble import Sampling
from veerkracht.workflows.scenario_answer import answer_from
from veerkracht.workflows.scenario_new import new_text
from veerkracht.workflows.scenario_run import Asked, run
from veerkracht.workflows.scenario_start import read_start

HOME = Path("no-data-needed")
YEARS = re.compile(r"^years = \d+", re.MULTILINE)


def doubts_of(tmp_path, *, sampling, runs=20):
    """Return the doubts in the answer of a plan of three years that takes down half of the cheap homes of an area."""
    text = YEARS.sub("years = 3", new_text("demo", example="", home=HOME))
    file = tmp_path / "plan.toml"
    file.write_text(text, "utf-8")
    city = read_start(file, home=HOME).city
    at = int(np.argmax(city.dwellings[1]))
    homes = int(city.dwellings[1, at] // 2)
    plan = f'area = "{city.codes[at]}"\nyear = 2025\ndemolished = {{ cheap = {homes} }}\nactor = "corporatie"\n'
    file.write_text(f"{text}\n[[homes]]\n{plan}", "utf-8")
    asked = Asked(runs=runs, sampling=sampling)
    folder = run(
        read_start(file, home=HOME), asked=asked, engine=InThisProcess(), workers=1, out=tmp_path / "out"
    ).folder
    return {row.figure: row for row in answer_from(folder, home=HOME).grounds.doubts}


@pytest.mark.slow
@pytest.mark.parametrize(("sampling", "runs"), [(Sampling.ALL, 20), (Sampling.SHARES, 50)])
def test_the_parts_of_the_doubt_add_up_and_are_told_of_areas_where_the_plan_does_something(tmp_path, sampling, runs):
    found = doubts_of(tmp_path, sampling=sampling, runs=runs)
    assert {"vragers", "waiting"} <= set(found)
    for row in found.values():
        parts = np.array([row.parameters, row.latent, row.chance])
        assert (parts >= 0.0).all()
        assert parts.sum() == pytest.approx(1.0)
        assert row.sentence.nl[0].isupper()


@pytest.mark.slow
def test_of_chance_alone_or_of_few_runs_nobody_is_blamed(tmp_path):
    assert doubts_of(tmp_path, sampling=Sampling.CHANCE) == {}
    (tmp_path / "few").mkdir()
    assert doubts_of(tmp_path / "few", sampling=Sampling.ALL, runs=5) == {}
