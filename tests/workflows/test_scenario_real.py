"""A scenario of a real gemeente: from its stored figures to an answer that keeps its books."""

from __future__ import annotations

import numpy as np
import pytest

from veerkracht.report.stad.answer_text import answer_lines
from veerkracht.stad import meanfield
from veerkracht.stad.base import prepare
from veerkracht.stad.households import SOCIAL, Pool
from veerkracht.stad.levers import nothing
from veerkracht.stad.parameters import central
from veerkracht.workflows.scenario_answer import quick_answer
from veerkracht.workflows.scenario_files import load_parameters
from veerkracht.workflows.scenario_new import new_text
from veerkracht.workflows.scenario_start import city_of, read_start

PLAN = """
[[homes]]
area = "BU03440322"  # Neckardreef en omgeving
year = 2026
demolished = { cheap = 300 }
built = { owned = 100, dear = 50 }
actor = "corporatie"
"""


@pytest.mark.slow
@pytest.mark.shared_data
def test_of_utrecht_a_plan_keeps_its_books_and_its_effect_is_where_it_is_made(real_warehouse, tmp_path):
    home = real_warehouse.folder.parent
    text = new_text("utrecht", example="", home=home).replace("years = 15", "years = 4")
    file = tmp_path / "utrecht.toml"
    file.write_text(text + PLAN, "utf-8")
    answer = quick_answer(read_start(file, home=home), draws=2, home=home)
    assert answer.asked.gemeente == "GM0344"
    assert answer.countable.ledger.adds_up
    assert sum(row.change.mean for row in answer.countable.homes) == pytest.approx(150 - 300)
    changed = {area.code: abs(area.households.change.mean) for area in answer.countable.areas}
    assert max(changed, key=lambda code: changed[code]) == "BU03440322"
    scored = [area for area in answer.liveability.areas if area.score.start.is_known]
    assert len(scored) > 90
    assert all(0.0 <= area.score.start.middle <= 1.0 for area in scored)
    assert np.ptp([area.score.start.middle for area in scored]) > 0.2
    assert any("niet gemeten" in line for line in answer_lines(answer, taal="nl", is_short=True))


@pytest.mark.slow
@pytest.mark.shared_data
@pytest.mark.parametrize("gemeente", ["GM0344", "GM0772"])
def test_of_a_real_city_as_many_wait_without_a_plan_and_corporations_let_as_many_homes_as_is_published(
    real_warehouse, gemeente
):
    city = city_of(gemeente, home=real_warehouse.folder.parent).city
    path = meanfield.simulate(prepare(city, central(load_parameters())), nothing(years=15, areas=city.areas))
    waiting = path.pools[:, :, Pool.WAITING].sum(axis=1)
    assert np.abs(waiting / waiting[0] - 1.0).max() < 0.05
    # CBS (2025): 161,000 homes of corporations fell vacant in 2023, of some 2.3 million: 7%. With students more.
    let = path.let_to[0].sum() / city.dwellings[list(SOCIAL)].sum()
    assert 0.05 < let < 0.10
