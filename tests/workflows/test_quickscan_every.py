"""QuickScans of all gemeenten in one run: national figures once, each report as if it were made alone."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest
from click.testing import CliRunner

from veerkracht.cli.main import cli
from veerkracht.demo.city import DEMO_SEED, make_demo_city
from veerkracht.errors.report import UnknownFormatError, WriteReportError
from veerkracht.errors.warehouse import NothingStoredError
from veerkracht.facts.areas import Areas, Level
from veerkracht.report.document import numbers
from veerkracht.signalering.kaart import Kaart, Unavailable
from veerkracht.signalering.kaarten import make_kaarten
from veerkracht.sources.shipped import load_catalogue
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.quickscan import FORMATS, Request, make_quickscan, read_formats, report_of
from veerkracht.workflows.quickscan_country import open_country
from veerkracht.workflows.quickscan_every import all_gemeenten, every_quickscan
from veerkracht.workflows.quickscan_findings import gather

REQUEST = Request(gemeente="GM9901", day=date(2026, 11, 22))


def twin(code):
    """Return the code of the same area in the second gemeente."""
    return code.replace("9901", "9902", 1)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Return the home of a warehouse with two gemeenten of buurten: the demo city, and the same city once more."""
    home = tmp_path_factory.mktemp("twee")
    city = make_demo_city(np.random.default_rng(DEMO_SEED))
    with Warehouse(home).writing() as batch:
        for level, table in city.tables.items():
            batch.add_table(level.value, table)
            if level in {Level.BUURT, Level.WIJK}:
                areas = table.areas
                again = Areas(
                    level=level, year=areas.year, codes=tuple(map(twin, areas.codes)), names=areas.names
                )  # fmt: skip
                batch.add_table(
                    f"{level.value}-2", type(table)(
                        areas=again, periods=table.periods, indicators=table.indicators, values=table.values,
                        reasons=table.reasons, errors=table.errors, provenance=table.provenance,
                    ),
                )  # fmt: skip
    return home


@pytest.fixture
def country(home):
    return open_country(Warehouse(home), load_catalogue())


def test_all_gemeenten_are_those_that_have_buurten(country):
    assert all_gemeenten(country) == ("GM9901", "GM9902")


def test_a_report_made_after_another_is_the_report_made_alone(home, country):
    report_of(Request(gemeente="GM9902", day=REQUEST.day), country=country)
    after = report_of(REQUEST, country=country)
    alone = make_quickscan(REQUEST, warehouse=Warehouse(home), catalogue=load_catalogue())
    assert [(n.text, n.value, n.low, n.high) for n in numbers(after)] == [
        (n.text, n.value, n.low, n.high) for n in numbers(alone)
    ]


def test_the_national_figures_are_read_once(home):
    asked = []

    class Counting(Warehouse):
        def table(self, level, **question):
            if question.get("within") is None:
                asked.append(level)
            return super().table(level, **question)

    country = open_country(Counting(home), load_catalogue())
    gather(REQUEST, country=country)
    first = list(asked)
    assert set(first) == {Level.BUURT, Level.WIJK, Level.GEMEENTE}
    gather(Request(gemeente="GM9902", day=REQUEST.day), country=country)
    assert asked == first


def test_the_maps_for_the_reader_are_those_that_the_method_chooses(country):
    found = gather(REQUEST, country=country)
    tables = {one.level: one.table for one in found.levels}
    chosen = make_kaarten(
        tables,
        level=Level.BUURT,
        catalogue=country.catalogue,
        references={level: country.table(level, year=table.areas.year) for level, table in tables.items()},
    )
    for ours, theirs in zip(found.kaarten[:8], chosen, strict=True):
        assert ours.notes == theirs.notes if isinstance(theirs, Kaart) else ours.reason == theirs.reason
        if isinstance(theirs, Kaart):
            assert ours.areas.level is theirs.areas.level
            np.testing.assert_array_equal(ours.classes, theirs.classes)


def test_a_map_that_buurten_cannot_carry_is_made_of_wijken(tmp_path):
    city = make_demo_city(np.random.default_rng(DEMO_SEED))
    with Warehouse(tmp_path).writing() as batch:
        for level, table in city.tables.items():
            kept = [code for code in table.indicators if level is not Level.BUURT or code not in {"onv", "misdrijven"}]
            batch.add_table(level.value, table.select(indicators=kept))
    found = gather(REQUEST, country=open_country(Warehouse(tmp_path), load_catalogue()))
    problems = found.kaarten[2]
    assert isinstance(found.levels[0].kaarten[2], Unavailable)
    assert problems.areas.level is Level.WIJK
    assert "wijk" in problems.notes[0].nl


def test_one_gemeente_that_fails_does_not_stop_the_rest(country, tmp_path):
    (tmp_path / "GM9901").write_text("in the way")
    bad, good = every_quickscan(
        REQUEST, country=country, gemeenten=("GM9901", "GM9902"), folder=tmp_path, formats=["json"]
    )
    assert isinstance(bad.fault, WriteReportError)
    assert good.fault is None
    assert json.loads((tmp_path / "GM9902" / "quickscan.json").read_text("utf-8"))["title"] == good.title


def test_a_gemeente_is_not_compared_with_itself(country, tmp_path):
    asked = Request(gemeente="", day=REQUEST.day, compare=("GM9901", "GM9903"))
    (made,) = every_quickscan(asked, country=country, gemeenten=("GM9901",), folder=tmp_path, formats=["json"])
    assert made.fault is None


def test_nothing_stored_is_said_before_anything_is_made(tmp_path):
    with pytest.raises(NothingStoredError):
        all_gemeenten(open_country(Warehouse(tmp_path), load_catalogue()))


@pytest.mark.parametrize(("text", "formats"), [("", FORMATS), (" JSON,.pdf , json", ("json", "pdf"))])
def test_formats_are_read_as_people_write_them(text, formats):
    assert read_formats(text) == formats


def test_an_unknown_format_is_met_with_those_that_exist():
    with pytest.raises(UnknownFormatError) as caught:
        read_formats("json,pfd")
    assert caught.value.message("nl") == (
        "Een rapport als 'pfd' bestaat niet. Bedoelt u 'pdf'? Kies uit pdf, html, docx, json."
    )


def run(*arguments):
    return CliRunner().invoke(cli, ["quickscan", *map(str, arguments)])


def test_the_command_makes_every_gemeente_in_a_folder_of_its_own(home, tmp_path):
    result = run("--alle", "--formaat", "json", "--out", tmp_path, "--home", home)
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["GM9901", "GM9902"]
    assert [path.name for path in (tmp_path / "GM9902").iterdir()] == ["quickscan.json"]
    assert "1/2  GM9901" in result.output
    assert "Gemaakt: 2 van 2" in result.output


def test_the_command_names_who_failed_and_ends_with_two(home, tmp_path):
    (tmp_path / "GM9901").write_text("in the way")
    result = run("--alle", "--formaat", "json", "--out", tmp_path, "--home", home, "--taal", "en")
    assert result.exit_code == 2
    assert "GM9901" in result.output
    assert "failed: " in result.output
    assert "Made: 1 of 2" in result.output
    assert (tmp_path / "GM9902" / "quickscan.json").is_file()


@pytest.mark.parametrize("arguments", [(), ("GM0344", "--alle"), ("GM0344", "--demo")])
def test_the_command_asks_which_gemeente(arguments, tmp_path):
    result = run(*arguments, "--out", tmp_path)
    assert result.exit_code == 2
    assert "--alle" in result.output
