"""A broken file is refused with a message that says what, where and what to do; the warehouse stays as it was."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from pathlib import Path

import pytest

from veerkracht.errors.files import FileError
from veerkracht.sources.shipped import load_catalogue
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.importing import Outcome, import_files

from .broken import BROKEN, GOED, KOP

TODAY = date(2026, 11, 22)


def tree(folder: Path) -> dict[str, str]:
    """Return the checksum of every file below a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    good = tmp_path_factory.mktemp("goed") / "kwb-2023.csv"
    good.write_text(KOP + GOED, encoding="utf-8")
    report = import_files([good], warehouse=Warehouse(home), catalogue=load_catalogue(), retrieved=TODAY)
    assert report.exit_code == 0
    return home


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_in_dutch_and_leaves_the_warehouse_as_it_was(
    name: str, tmp_path: Path, filled_home: Path
) -> None:
    make, expected = BROKEN[name]
    path = make(tmp_path)
    before = tree(filled_home)
    report = import_files([path], warehouse=Warehouse(filled_home), catalogue=load_catalogue(), retrieved=TODAY)
    failed = report.of(Outcome.FAILED)
    assert report.exit_code == 2
    assert len(failed) == 1
    assert isinstance(failed[0].error, FileError)
    message = failed[0].error.message("nl")
    for part in expected:
        assert part in message
    assert failed[0].error.message("en") != message
    assert tree(filled_home) == before


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the administrator may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "kwb-2024.csv"
    path.write_text(KOP + GOED, encoding="utf-8")
    path.chmod(0)
    report = import_files([path], warehouse=Warehouse(tmp_path / "h"), catalogue=load_catalogue(), retrieved=TODAY)
    assert "mag niet worden gelezen" in report.items[0].error.message("nl")


def test_there_are_at_least_forty_broken_files() -> None:
    assert len(BROKEN) >= 40


def test_one_broken_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a-2024.csv").write_text(KOP + GOED.replace("100", "veel"), encoding="utf-8")
    (tmp_path / "b-2024.csv").write_text(KOP + GOED, encoding="utf-8")
    warehouse = Warehouse(tmp_path / "home")
    report = import_files([tmp_path], warehouse=warehouse, catalogue=load_catalogue(), retrieved=TODAY)
    assert [item.outcome for item in report.items] == [Outcome.FAILED, Outcome.TAKEN]
    assert report.exit_code == 2
    assert {part.dataset for part in warehouse.datasets()} == {"import-85984ned-b-2024"}


def test_what_is_no_area_data_is_passed_over_in_a_folder_but_an_error_when_named(tmp_path: Path) -> None:
    path = tmp_path / "stemmen.csv"
    path.write_text("participant,votes\n1,5\n", encoding="utf-8")
    tools = {"warehouse": Warehouse(tmp_path / "h"), "catalogue": load_catalogue(), "retrieved": TODAY}
    assert import_files([tmp_path], **tools).exit_code == 0
    assert import_files([path], **tools).exit_code == 2
