"""Own homes of an organisation in a scenario: what it knows stands in the place of an assumption, or is refused."""

from __future__ import annotations

import numpy as np
import pytest

from veerkracht.demo.plan import CITY
from veerkracht.errors.scenario import ScenarioKeyError, ScenarioMissingKeyError
from veerkracht.errors.scenario_stock import StockCellError, StockColumnError
from veerkracht.errors.synthesis import StockAreaError, StockSizeError
from veerkracht.stad.households import SOCIAL, Segment
from veerkracht.stad.scenario_text import scenario_text
from veerkracht.stad.scenario_toml import parse_scenario
from veerkracht.workflows.scenario_new import new_text
from veerkracht.workflows.scenario_start import city_of, read_start
from veerkracht.workflows.scenario_stock import read_stock, stock_text

REIGERVELD = "BU99010502"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def plain(home):
    return city_of(CITY, home=home).city


def written(folder, text):
    file = folder / "bezit.csv"
    file.write_text(text, "utf-8")
    return file


def test_complexes_of_one_buurt_are_added_up(tmp_path):
    file = written(tmp_path, f"complex;buurt;goedkoop;duurder\nA;{REIGERVELD};100;20\nB;{REIGERVELD.lower()};50;5\n")
    assert read_stock(file).homes == {REIGERVELD: (150, 25)}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (f"buurt;goedkoop\n{REIGERVELD};3\n", StockColumnError),
        (f"buurt;goedkoop;duurder\n{REIGERVELD};3;\n", StockCellError),
        (f"buurt;goedkoop;duurder\n{REIGERVELD};-3;1\n", StockCellError),
        (f"buurt;goedkoop;duurder\n{REIGERVELD};2,5;1\n", StockCellError),
        ("buurt;goedkoop;duurder\nReigerveld;3;1\n", StockCellError),
    ],
)
def test_a_table_that_cannot_be_is_refused(tmp_path, text, error):
    with pytest.raises(error):
        read_stock(written(tmp_path, text))


def test_own_homes_in_no_area_or_more_than_stand_are_refused(home):
    with pytest.raises(StockAreaError):
        city_of(CITY, home=home, stock={"BU99999999": (1, 1)})
    with pytest.raises(StockSizeError):
        city_of(CITY, home=home, stock={REIGERVELD: (30_000, 0)})


def test_all_homes_of_corporations_that_are_known_are_in_the_city(home, plain):
    row = plain.codes.index(REIGERVELD)
    whole = int(plain.dwellings[list(SOCIAL), row].sum())
    made = city_of(CITY, home=home, stock={REIGERVELD: (10, whole - 10)}).city
    assert made.dwellings[list(SOCIAL), row].tolist() == [10, whole - 10]
    assert made.dwellings.sum() == plain.dwellings.sum()
    others = np.delete(np.arange(plain.areas), row)
    assert np.array_equal(made.dwellings[:, others], plain.dwellings[:, others])


def test_homes_of_other_corporations_keep_the_assumption(home, plain):
    row = plain.codes.index(REIGERVELD)
    whole = int(plain.dwellings[list(SOCIAL), row].sum())
    made = city_of(CITY, home=home, stock={REIGERVELD: (0, 100)}).city
    assert made.dwellings[Segment.CHEAP, row] == pytest.approx(0.75 * (whole - 100), abs=1)


def test_who_has_more_than_was_published_has_it(home, plain):
    row = plain.codes.index(REIGERVELD)
    whole = int(plain.dwellings[list(SOCIAL), row].sum())
    made = city_of(CITY, home=home, stock={REIGERVELD: (whole + 7, 0)}).city
    assert made.dwellings[list(SOCIAL), row].tolist() == [whole + 7, 0]
    assert made.dwellings[:, row].sum() == plain.dwellings[:, row].sum()


def test_a_new_scenario_with_own_homes_begins_in_that_city(home, tmp_path):
    file = written(tmp_path, f"buurt;goedkoop;duurder\n{REIGERVELD};40;3\n")
    text = new_text("demo", example="", home=home, stock=file)
    scenario = parse_scenario(text)
    assert scenario.stock is not None
    assert scenario.stock.homes == {REIGERVELD: (40, 3)}
    assert scenario.stock.source == "bezit.csv"
    assert parse_scenario(scenario_text(scenario)) == scenario
    kept = tmp_path / "plan.toml"
    kept.write_text(text, "utf-8")
    start = read_start(kept, home=home)
    row = start.city.codes.index(REIGERVELD)
    assert start.city.dwellings[Segment.DEAR, row] >= 3
    assert any("40 goedkope" in note.nl for note in start.drawn.account.notes)


def test_a_missing_segment_is_not_nought(home):
    text = new_text("demo", example="", home=home)
    own = f"[stock]\nsource = 'x'\n[stock.homes]\n{REIGERVELD} = {{ cheap = 4 }}\n"
    with pytest.raises(ScenarioMissingKeyError):
        parse_scenario(f"{text}\n{own}")
    with pytest.raises(ScenarioKeyError):
        parse_scenario(f"{text}\n{own.replace('cheap = 4', 'cheap = 4, dear = 1, owned = 3')}")


def test_a_name_with_quotes_stays_one_line_of_toml(tmp_path):
    file = tmp_path / 'be"zit.csv'
    file.write_text(f"buurt;goedkoop;duurder\n{REIGERVELD};4;3\n", "utf-8")
    assert 'source = "bezit.csv"' in stock_text(read_stock(file))
