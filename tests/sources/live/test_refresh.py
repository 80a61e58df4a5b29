"""Refresh as a whole: from live services to the warehouse, table by table."""

from __future__ import annotations

import hashlib

import pytest
from click.testing import CliRunner

from veerkracht.cli.data_refresh import refresh as command
from veerkracht.errors import VeerkrachtError
from veerkracht.errors.answers import TableGoneError
from veerkracht.errors.sources import NotAGemeenteError, OfflineError, SettingsError
from veerkracht.facts.areas import Level
from veerkracht.facts.indicators import Theme
from veerkracht.facts.periods import Period, years
from veerkracht.warehouse.store import Warehouse
from veerkracht.workflows.refresh import plan, refresh
from veerkracht.workflows.settings import read_settings

from .server import Reply
from .test_leefbaarometer import LBM, NAME, classes, zipped
from .test_maps import MAP, PDOK, features
from .world import GEMEENTE, KWB, catalogue, crime_table, family, kwb_table

CRIME = family(
    "misdrijven", "dataderden", {2019: "47018NED", 2020: "47018NED"}, filters={"SoortMisdrijf": "0.0.0"},
    period_dimension="Perioden",
)  # fmt: skip
ALL = catalogue(KWB, CRIME, LBM, PDOK, family("smap_2020", "file", {2020: "50090NED"}))


@pytest.fixture
def full(services):
    services.v3 = {"84799NED": kwb_table(), "84583NED": kwb_table(year=2019), "47018NED": crime_table()}
    services.collections = {
        (MAP, word): features(kind) for kind, word in (("GM", "gemeenten"), ("WK", "wijken"), ("BU", "buurten"))
    }
    services.files[NAME] = zipped()
    services.layers["lbm3:buurtscore24"] = classes()
    return services


@pytest.fixture
def warehouse(tmp_path):
    return Warehouse(tmp_path / "home")


@pytest.fixture
def run(warehouse, caller, addresses):
    def go(*, first=2019, last=2025, http=None, gemeenten=(GEMEENTE,), **more):
        return refresh(
            gemeenten, years(first, last), catalogue=ALL, warehouse=warehouse, http=http or caller(),
            addresses=addresses, **more,
        )  # fmt: skip

    return go


def fingerprint(warehouse):
    files = sorted(path for path in warehouse.folder.rglob("*") if path.is_file() and "lock" not in path.name)
    return hashlib.sha256(b"".join(str(path).encode() + path.read_bytes() for path in files)).hexdigest()


def test_everything_the_catalogue_needs_ends_in_the_warehouse(full, warehouse, run):
    report = run()
    assert [(one.task.question.table, one.failed) for one in report.tables] == [
        ("84583NED", None), ("84799NED", None), ("47018NED", None), ("meting-2024", None), ("meting-2024", None),
        (MAP, None),
    ]  # fmt: skip
    assert report.exit_code == 0
    table = warehouse.table(Level.BUURT, year=2020, within=(GEMEENTE,))
    row = table.areas.row("BU09900101")
    assert table.column("inwoners", Period(2020)).values[row] == 500
    assert table.column("misdrijven", Period(2020)).values[row] == 51
    lived = warehouse.table(Level.BUURT, year=2024, within=(GEMEENTE,))
    assert lived.column("lbm", Period(2024)).values[lived.areas.row("BU09900101")] == 4.2
    assert len(warehouse.boundaries(Level.BUURT, year=2025).areas) == 3


def test_one_failed_table_does_not_lose_the_others(full, warehouse, run):
    del full.v3["84799NED"]
    report = run()
    (failed,) = report.failed
    assert isinstance(failed.failed, TableGoneError)
    assert "zet het nieuwe nummer in de catalogus, bij familie 'kwb'" in failed.failed.message("nl")
    assert report.exit_code == 2
    table = warehouse.table(Level.BUURT, year=2019, within=(GEMEENTE,))
    assert table.column("inwoners", Period(2019)).values[0] == 499


def test_a_table_that_breaks_off_leaves_the_warehouse_as_it_was(full, warehouse, run):
    run(first=2020, last=2020)
    before = fingerprint(warehouse)
    for path in ("84799NED/TypedDataSet", "47018NED/TypedDataSet", "zip", "ows", "/cbs/"):
        full.fail(path, *[Reply(b'{"value": [{"a":', status=200)] * 60)
    full.files.clear()
    report = run(first=2020, last=2020)
    assert len(report.failed) == len(report.tables)
    assert fingerprint(warehouse) == before


def test_a_second_refresh_without_a_network_gives_the_same_warehouse(full, warehouse, run, caller):
    run()
    asked = len(full.asked)
    first = warehouse.table(Level.BUURT, year=2020)
    report = run(http=caller(offline=True))
    second = warehouse.table(Level.BUURT, year=2020)
    assert report.exit_code == 0
    assert len(full.asked) == asked
    assert second.provenance == first.provenance


def test_without_a_network_and_without_a_cache_every_table_says_so(full, run, caller):
    report = run(http=caller(offline=True))
    assert all(isinstance(one.failed, OfflineError) for one in report.tables)
    assert full.asked == []


def test_a_service_that_cannot_be_reached_is_not_tried_for_every_table(warehouse, caller, addresses):
    from dataclasses import replace

    http = caller(allowed={"127.0.0.1:9"})
    gone = replace(addresses, cbs="http://127.0.0.1:9")
    only = catalogue(KWB)
    report = refresh([GEMEENTE], years(2019, 2020), catalogue=only, warehouse=warehouse, http=http, addresses=gone)
    assert len(report.failed) == 2
    assert report.failed[0].failed is report.failed[1].failed


def test_what_is_missing_is_told_per_indicator_and_year(full, run):
    report = run(first=2020, last=2020)
    assert [(one.indicator, one.year) for one in report.tables[0].missing] == [("woz", 2020)]


def test_progress_goes_from_nothing_to_all_and_names_each_table(full, run):
    steps = []
    run(progress=steps.append)
    finished = [step for step in steps if step.finished]
    assert [step.done for step in finished] == list(range(1, 7))
    assert {step.total for step in steps} == {6}
    assert finished[0].task.say().nl == "Tabel kwb 2019, GM0990"
    assert any(step.bytes_done for step in steps)


def test_a_table_of_many_years_is_taken_whole_so_that_nothing_is_lost_later():
    (task,) = plan([GEMEENTE], years(2020, 2020), catalogue=catalogue(CRIME))
    assert task.question.years == (2019, 2020)


def test_only_the_tables_of_a_theme_are_asked():
    tasks = plan([GEMEENTE], years(2019, 2025), catalogue=ALL, themes=[Theme.LEEFBAARHEID])
    assert [task.question.table for task in tasks] == ["47018NED", "meting-2024", "meting-2024", MAP]
    assert tasks[0].dataset_id == "dataderden-misdrijven-47018NED-GM0990-leefbaarheid"


def test_a_family_that_only_comes_as_a_file_is_not_asked():
    assert "50090NED" not in {task.question.table for task in plan([GEMEENTE], years(2020, 2020), catalogue=ALL)}


def test_a_gemeente_asked_twice_is_fetched_once():
    tasks = plan([GEMEENTE, "gm0990 "], years(2020, 2020), catalogue=catalogue(KWB))
    assert len(tasks) == 1


def test_something_else_than_a_gemeente_is_refused_before_anything_is_asked(full, run):
    with pytest.raises(NotAGemeenteError):
        run(gemeenten=["BU03440111"])
    assert full.asked == []


@pytest.fixture
def cli(services, monkeypatch, tmp_path):
    """The command in an environment that points every service to the server on this machine."""
    base = services.base
    for name, address in {
        "CBS": base, "CBS_V4": f"{base}/odata/v1/CBS", "DATADERDEN": f"{base}/derden", "LEEFBAAROMETER": base,
        "LEEFBAAROMETER_WFS": f"{base}/lbm3/ows", "PDOK": f"{base}/cbs", "PDOK_WFS": f"{base}/cbs/wijkenbuurten",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"VEERKRACHT_ADDRESS_{name}", address)
    monkeypatch.setenv("VEERKRACHT_TRIES", "1")
    monkeypatch.setattr("veerkracht.sources.shipped.load_catalogue", lambda: ALL)

    def go(*arguments, taal="nl"):
        whole = ["--home", str(tmp_path / "home"), *arguments]
        return CliRunner().invoke(command, whole, obj={"taal": taal})

    return go


def test_the_command_tells_per_table_what_came(full, cli, warehouse):
    result = cli("--gemeente", GEMEENTE, "--jaren", "2020")
    assert result.exit_code == 0, result.output
    assert "[1/4] 84799NED Tabel kwb 2020, GM0990: 7 gebieden, 4 indicatoren" in result.output
    assert "Ontbreekt (nog geen enkele waarde gepubliceerd): 1: woz 2020" in result.output
    assert "Klaar: 4 van 4 tabellen opgehaald." in result.output
    assert warehouse.table(Level.GEMEENTE).column("inwoners", Period(2020)).values[0] == 1250


def test_the_command_ends_with_code_2_and_names_the_table_that_failed(full, cli):
    del full.v3["84799NED"]
    result = cli("--gemeente", GEMEENTE, "--jaren", "2019-2020")
    assert result.exit_code == 2
    assert "84799NED Tabel kwb 2020, GM0990: MISLUKT: Tabel 84799NED (Tabel kwb) bestaat niet bij CBS" in result.output
    assert "1 mislukt; wat er al was, is gebleven." in result.output


def test_the_command_speaks_english_too(full, cli):
    result = cli("--gemeente", GEMEENTE, "--jaren", "2020", "--thema", "bewoners", taal="en")
    assert "Done: 1 of 1 tables fetched." in result.output


def test_the_command_works_offline_with_what_was_fetched_before(full, cli):
    cli("--gemeente", GEMEENTE, "--jaren", "2020")
    asked = len(full.asked)
    result = cli("--gemeente", GEMEENTE, "--jaren", "2020", "--offline")
    assert result.exit_code == 0, result.output
    assert len(full.asked) == asked


def test_a_wrong_setting_is_named(monkeypatch):
    monkeypatch.setenv("VEERKRACHT_TRIES", "veel")
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert "Instelling VEERKRACHT_TRIES = 'veel' klopt niet" in caught.value.message("nl")
    assert isinstance(caught.value, VeerkrachtError)
