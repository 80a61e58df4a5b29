"""Importing files through the workflow and the command line, in Dutch first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from veerkracht.cli.main import cli
from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period
from veerkracht.sources.shipped import load_catalogue
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.importing import ImportReport, Outcome, import_files

KOP = "WijkenEnBuurten;Codering_3;AantalInwoners_5;Koopwoningen_40;cluster_id\n"
GOED = "Kop;BU03440111;100;50;3\nStad;PV26;9;9;1\n"
TODAY = date(2026, 11, 22)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    given = tmp_path / "levering"
    given.mkdir()
    (given / "kwb-2024.csv").write_text(KOP + GOED, encoding="utf-8")
    return given


def test_reading_a_file_twice_leaves_one_dataset_and_the_same_version(folder: Path, tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "home")
    tools = {"warehouse": warehouse, "catalogue": load_catalogue(), "retrieved": TODAY}
    import_files([folder], **tools)
    first = warehouse.version()
    import_files([folder], **tools)
    assert warehouse.version() == first
    assert len(warehouse.datasets()) == 1


def test_a_new_version_of_a_file_replaces_the_old_one(folder: Path, tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "home")
    tools = {"warehouse": warehouse, "catalogue": load_catalogue(), "retrieved": TODAY}
    import_files([folder], **tools)
    (folder / "kwb-2024.csv").write_text(KOP + GOED.replace("100", "105"), encoding="utf-8")
    import_files([folder], **tools)
    table = warehouse.table(Level.BUURT)
    assert table.column("inwoners", Period(2024)).values.tolist() == [105]
    assert len(warehouse.datasets()) == 1


def test_two_files_of_one_name_are_two_datasets(folder: Path, tmp_path: Path) -> None:
    other = folder / "tweede"
    other.mkdir()
    (other / "kwb-2024.csv").write_text(KOP + GOED.replace("BU03440111", "BU03440112"), encoding="utf-8")
    warehouse = Warehouse(tmp_path / "home")
    import_files([folder], warehouse=warehouse, catalogue=load_catalogue(), retrieved=TODAY)
    assert len({part.dataset for part in warehouse.datasets()}) == 2
    assert warehouse.table(Level.BUURT).areas.codes == ("BU03440111", "BU03440112")


def test_what_is_stored_carries_the_day_and_the_checksum(folder: Path, tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "home")
    import_files([folder], warehouse=warehouse, catalogue=load_catalogue(), retrieved=TODAY)
    source = warehouse.table(Level.BUURT).provenance["inwoners", Period(2024)][0]
    assert source.publisher == "CBS"
    assert source.table == "85984NED"
    assert source.column == "AantalInwoners_5"
    assert source.retrieved == TODAY
    assert str(tmp_path) not in source.address + source.note


def test_the_command_says_what_it_took_and_what_not_and_why(folder: Path, tmp_path: Path) -> None:
    result = run("data", "import", folder, "--home", tmp_path / "home")
    assert result.exit_code == 0
    for text in (
        "ingelezen",
        "CBS Kerncijfers wijken en buurten (CBS, 85984NED)",
        "niveau: buurt; jaren: 2024; grenzen van 2024",
        "rijen: 1 van 2",
        "weggelaten: 1 (ander niveau",
        "niet gebruikt: 1 (door anderen afgeleid",
        "Klaar: 1 bestanden ingelezen (1 rijen), 0 overgeslagen, 0 met een fout.",
    ):
        assert text in result.output


def test_the_command_speaks_english_when_asked(folder: Path, tmp_path: Path) -> None:
    result = run("--taal", "en", "data", "import", folder, "--home", tmp_path / "home")
    assert "rows: 1 of 2" in result.output
    assert "Done: 1 files imported" in result.output


def test_a_broken_file_gives_exit_code_2_and_one_clear_line(folder: Path, tmp_path: Path) -> None:
    (folder / "fout-2024.csv").write_text(KOP + GOED.replace("100", "veel"), encoding="utf-8")
    result = run("data", "import", folder, "--home", tmp_path / "home")
    assert result.exit_code == 2
    assert "FOUT" in result.output
    assert "regel 2, kolom 'AantalInwoners_5': 'veel' is geen getal" in result.output
    assert "Traceback" not in result.output
    assert "1 bestanden ingelezen" in result.output


def test_the_command_takes_an_own_table_with_a_mapping(tmp_path: Path) -> None:
    (tmp_path / "eigen.csv").write_text("buurt,klachten\nBU03440111,5\n", encoding="utf-8")
    toml = tmp_path / "k.toml"
    toml.write_text('[tabel]\ncode = "buurt"\njaar = 2024\n[kolommen]\nklachten = "klachten"\n', encoding="utf-8")
    result = run("data", "import", tmp_path / "eigen.csv", "--mapping", toml, "--home", tmp_path / "home")
    assert result.exit_code == 0
    assert "eigen tabel" in result.output
    assert "klachten" in Warehouse(tmp_path / "home").table(Level.BUURT)


def test_the_proposed_mapping_works_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "eigen.csv"
    path.write_text('buurt,"Klachten ""nu"" (%)"\nBU03440111,5\n', encoding="utf-8")
    result = run("data", "import", path, "--home", tmp_path / "home")
    assert result.exit_code == 2
    proposal = result.output[result.output.index("[tabel]") : result.output.index("Klaar:")]
    (tmp_path / "k.toml").write_text(proposal, encoding="utf-8")
    again = run("data", "import", path, "--mapping", tmp_path / "k.toml", "--home", tmp_path / "home")
    assert again.exit_code == 0, again.output


def test_the_list_tells_what_is_stored_and_how_to_begin(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert "veerkracht data import" in run("data", "list", "--home", home).output
    run("data", "import", folder, "--home", home)
    listed = run("data", "list", "--home", home).output
    assert "import-85984ned-kwb-2024" in listed
    assert "CBS" in listed


@pytest.mark.slow
@pytest.mark.shared_data
def test_the_whole_folder_of_real_data_is_taken_without_a_fault(real_import: tuple[Warehouse, ImportReport]) -> None:
    warehouse, report = real_import
    assert [item.error.message("nl") for item in report.of(Outcome.FAILED) if item.error] == []
    assert report.exit_code == 0
    assert report.rows_taken == 187_093
    for item in report.of(Outcome.TAKEN):
        for account in item.reports:
            left = sum(one.count for one in account.rows_left_out)
            assert account.rows_read == account.rows_taken + left
    drawn = warehouse.boundaries(Level.BUURT, year=2024).geometry
    assert sum(polygon is not None for polygon in drawn) >= 12_147
    utrecht = warehouse.table(Level.BUURT, year=2024, within=["GM0344"], indicators=["inwoners", "lbm_afwijking"])
    assert len(utrecht.areas) >= 109
