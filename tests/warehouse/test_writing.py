"""All or nothing: whatever goes wrong while writing, what was stored before is still there and whole."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from building import UTRECHT, areas, figures, squares

from veerkracht.errors.warehouse import (
    DatasetNameError,
    DuplicatePartError,
    EmptyDatasetError,
    IndicatorNameError,
    UnknownDatasetError,
    WarehouseBusyError,
    WarehouseWriteError,
)
from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import AreaTable
from veerkracht.warehouse import Warehouse

HERE = Path(__file__).parent
OLD = figures({("inwoners", 2024): [10, 20, 30]}, table="oud")


@pytest.fixture
def warehouse(tmp_path):
    made = Warehouse(tmp_path)
    with made.writing() as batch:
        batch.add_table("oud", OLD)
        batch.add_boundaries("kaart", squares())
    return made


def contents(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != "writing.lock"
    }


def in_another_process(program: str, *arguments: object, **options: object) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(HERE)}
    command = [sys.executable, "-c", textwrap.dedent(program), *map(str, arguments)]
    return subprocess.Popen(
        command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    )


def test_an_exception_in_the_batch_leaves_every_byte_as_it_was(warehouse):
    before = contents(warehouse.folder)
    with pytest.raises(KeyError), warehouse.writing() as batch:  # noqa: PT012
        batch.add_table("nieuw", figures({("woningen", 2024): [1, 2, 3]}))
        raise KeyError
    assert contents(warehouse.folder) == before
    assert [part.dataset for part in warehouse.datasets()] == ["kaart", "oud"]


def test_a_batch_shows_up_all_at_once(warehouse):
    reader = Warehouse(warehouse.folder.parent)
    with warehouse.writing() as batch:
        batch.add_table("nieuw", figures({("woningen", 2024): [1, 2, 3]}))
        assert reader.table(Level.BUURT).indicators == ("inwoners",)
    assert set(reader.table(Level.BUURT).indicators) == {"inwoners", "woningen"}


def test_a_part_replaces_the_same_part_and_leaves_the_others(warehouse):
    with warehouse.writing() as batch:
        batch.add_table("oud", figures({("woningen", 2024): [1, 2, 3]}))
        batch.add_table("oud", figures({("woningen", 2023): [1, 2, 3]}, year=2023))
    assert [(part.dataset, part.year) for part in warehouse.datasets()] == [
        ("kaart", 2024),
        ("oud", 2023),
        ("oud", 2024),
    ]
    assert warehouse.table(Level.BUURT).indicators == ("woningen",)


def test_a_removed_dataset_is_gone_and_the_rest_stays(warehouse):
    with warehouse.writing() as batch:
        batch.add_table("nieuw", figures({("woningen", 2024): [1, 2, 3]}))
    warehouse.remove("oud")
    assert [part.dataset for part in warehouse.datasets()] == ["kaart", "nieuw"]
    assert warehouse.table(Level.BUURT).indicators == ("woningen",)
    with pytest.raises(UnknownDatasetError, match="Did you mean 'nieuw'"):
        warehouse.remove("niew")


def test_two_datasets_may_hold_the_same_bytes_and_one_may_go(warehouse):
    with warehouse.writing() as batch:
        batch.add_table("dubbel", OLD)
    warehouse.remove("oud")
    warehouse.verify()
    assert warehouse.table(Level.BUURT).values.ravel().tolist() == [10, 20, 30]


def test_the_version_follows_the_contents_and_nothing_else(tmp_path):
    one, other = Warehouse(tmp_path / "een"), Warehouse(tmp_path / "twee")
    tables = {"a": OLD, "b": figures({("woningen", 2024): [1, 2, 3]})}
    for warehouse, order in ((one, "ab"), (other, "ba")):
        for name in order:
            with warehouse.writing() as batch:
                batch.add_table(name, tables[name])
    assert one.version() == other.version()
    one.remove("a")
    assert one.version() != other.version()
    assert len(one.version()) == 12


def test_who_is_reading_when_data_are_replaced_can_read_on(warehouse):
    reader = Warehouse(warehouse.folder.parent)
    (part,) = [part for part in reader.datasets() if part.dataset == "oud"]
    with warehouse.writing() as batch:
        batch.add_table("oud", figures({("inwoners", 2024): [11, 21, 31]}))
    assert (warehouse.folder / "parts" / part.file.name).exists()
    with warehouse.writing() as batch:
        batch.add_table("nieuw", OLD)
    assert not (warehouse.folder / "parts" / part.file.name).exists()


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs a kill that cannot be caught")
def test_a_writer_killed_at_any_moment_leaves_one_whole_version(tmp_path):
    # Each writer stores version 1, 2, 3 ... of three datasets until it is killed, and says which are stored.
    program = """
        import os, signal, sys, time
        from pathlib import Path
        import numpy as np, pandas, pyarrow.parquet
        from building import figures
        from veerkracht.warehouse import Warehouse
        codes = [f"BU0344{number:04d}" for number in range(2000)]
        def write_forever(home, say):
            for version in range(1, 10_000):
                with Warehouse(home).writing() as batch:
                    for name in ("a", "b", "c"):
                        batch.add_table(name, figures({("versie", 2024): np.full(2000, version)}, codes=codes))
                os.write(say, b"%d " % version)
        chance = np.random.default_rng(20260101)
        for round in range(5):
            listen, say = os.pipe()
            child = os.fork()
            if not child:
                write_forever(Path(sys.argv[1]) / str(round), say)
            os.close(say)
            said = os.read(listen, 100)
            time.sleep(chance.uniform(0.0, 0.2))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            while more := os.read(listen, 100):
                said += more
            print(said.split()[-1].decode(), flush=True)
    """
    said, wrong = in_another_process(program, tmp_path).communicate()
    promised = [int(number) for number in said.split()]
    assert len(promised) == 5, wrong
    for number, least in enumerate(promised):
        warehouse = Warehouse(tmp_path / str(number))
        warehouse.verify()
        assert {part.dataset for part in warehouse.datasets()} == {"a", "b", "c"}
        found = set(np.unique(warehouse.table(Level.BUURT).values))
        for name in ("a", "b"):
            warehouse.remove(name)
            found.update(np.unique(warehouse.table(Level.BUURT).values))
        assert len(found) == 1, "the three datasets are of one and the same batch"
        assert found.pop() in {least, least + 1}
        with warehouse.writing():
            pass
        assert len(list((warehouse.folder / "parts").iterdir())) == 1, "leftovers are cleaned up"


@pytest.mark.skipif(os.name != "posix", reason="needs processes that split")
def test_a_writer_that_stops_at_any_step_of_storing_leaves_the_old_state_or_the_new(tmp_path):
    # Steps: sync the file, give it its name, move it, sync the folder, sync the manifest, move it, sync the folder.
    program = """
        import os, sys
        from pathlib import Path
        import pandas, pyarrow.parquet
        from building import figures
        from veerkracht.warehouse import Warehouse
        left = 0
        def counted(act):
            def counting(*arguments, **options):
                global left
                if not left:
                    os._exit(9)
                left -= 1
                return act(*arguments, **options)
            return counting
        real = Path.replace, os.fsync
        for step in range(8):
            home = Path(sys.argv[1]) / str(step)
            with Warehouse(home).writing() as batch:
                batch.add_table("oud", figures({("inwoners", 2024): [10, 20, 30]}))
            child = os.fork()
            if not child:
                left = step
                Path.replace, os.fsync = counted(Path.replace), counted(os.fsync)
                with Warehouse(home).writing() as batch:
                    batch.add_table("nieuw", figures({("woningen", 2024): [1, 2, 3]}))
                os._exit(0)
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    """
    said, wrong = in_another_process(program, tmp_path).communicate()
    assert [int(code) for code in said.split()] == [9] * 7 + [0], wrong
    stored = []
    for step in range(8):
        after = Warehouse(tmp_path / str(step))
        after.verify()
        stored.append([part.dataset for part in after.datasets()])
    assert stored == [["oud"]] * 6 + [["nieuw", "oud"]] * 2


def test_of_two_writers_the_second_is_told_who_the_first_is(warehouse):
    program = """
        import sys
        from pathlib import Path
        from veerkracht.warehouse import Warehouse
        with Warehouse(Path(sys.argv[1])).writing():
            print("busy", flush=True)
            sys.stdin.readline()
    """
    other = in_another_process(program, warehouse.folder.parent, stdin=subprocess.PIPE)
    assert other.stdout.readline() == "busy\n"
    with pytest.raises(WarehouseBusyError) as met, warehouse.writing():
        pass
    assert str(other.pid) in met.value.message("nl")
    assert "Wacht tot het klaar is" in met.value.message("nl")
    assert warehouse.table(Level.BUURT).indicators == ("inwoners",), "reading goes on"
    other.communicate("\n")
    with warehouse.writing() as batch:
        batch.add_table("nieuw", OLD)


def test_within_one_process_there_is_one_writer_too(warehouse):
    with warehouse.writing(), pytest.raises(WarehouseBusyError, match=str(os.getpid())), warehouse.writing():
        pass


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path):
    (tmp_path / "bestand").write_text("geen map")
    with pytest.raises(WarehouseWriteError, match="VEERKRACHT_HOME"), Warehouse(tmp_path / "bestand").writing():
        pass


@pytest.mark.skipif(os.name != "posix", reason="folders that are read only work otherwise elsewhere")
def test_a_read_only_folder_can_be_read_and_says_that_it_cannot_be_written(warehouse):
    program = """
        import os, sys
        from pathlib import Path
        from building import figures
        from veerkracht.errors.warehouse import WarehouseWriteError
        from veerkracht.facts.areas import Level
        from veerkracht.warehouse import Warehouse
        import duckdb, pyarrow.parquet, shapely
        if os.getuid() == 0:
            os.setuid(65534)
        warehouse = Warehouse(Path(sys.argv[1]))
        print(warehouse.table(Level.BUURT).values.ravel().tolist(), warehouse.contiguity(Level.BUURT).degree().tolist())
        try:
            with warehouse.writing() as batch:
                batch.add_table("nieuw", figures({("woningen", 2024): [1, 2, 3]}))
        except WarehouseWriteError as error:
            print(error.message("nl"))
    """
    before = contents(warehouse.folder)
    inner = [warehouse.folder, warehouse.folder / "parts"]
    above = [folder for folder in warehouse.folder.parents if folder.owner() == warehouse.folder.owner()]
    modes = {folder: folder.stat().st_mode for folder in (*inner, *above)}
    for folder in above:
        if "pytest" in str(folder):
            folder.chmod(0o755)
    for folder in inner:
        folder.chmod(0o555)
    try:
        reader = in_another_process(program, warehouse.folder.parent)
        said, wrong = reader.communicate()
    finally:
        for folder, mode in modes.items():
            folder.chmod(mode)
    assert "[10.0, 20.0, 30.0] [1, 2, 1]" in said, wrong
    assert "is mislukt" in said
    assert "Permission denied" in said
    assert contents(warehouse.folder) == before


@pytest.mark.skipif(os.name != "posix", reason="needs a limit on the size of files")
def test_a_full_disk_is_said_so_and_nothing_is_lost(warehouse):
    program = """
        import resource, signal, sys
        from pathlib import Path
        import numpy as np
        from building import figures
        from veerkracht.errors.warehouse import WarehouseWriteError
        from veerkracht.warehouse import Warehouse
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
        codes = [f"BU0344{number:04d}" for number in range(9999)]
        try:
            with Warehouse(Path(sys.argv[1])).writing() as batch:
                batch.add_table("groot", figures({("x", 2024): np.random.default_rng(1).random(9999)}, codes=codes))
        except WarehouseWriteError as error:
            print(error.message("nl"))
    """
    before = contents(warehouse.folder)
    said, wrong = in_another_process(program, warehouse.folder.parent).communicate()
    assert "is mislukt: File too large" in said, wrong
    assert "Maak ruimte" in said
    assert contents(warehouse.folder) == before


@pytest.mark.parametrize("name", ["", "a" * 121, "regel\neinde"])
def test_a_dataset_needs_a_readable_name(warehouse, name):
    with pytest.raises(DatasetNameError), warehouse.writing() as batch:
        batch.add_table(name, OLD)


@pytest.mark.parametrize(
    "codes", [pytest.param(("a__reason",), id="reserved"), pytest.param(("WOZ", "woz"), id="differ in capitals only")]
)
def test_an_indicator_that_cannot_be_a_column_is_refused_by_name(warehouse, codes):
    table = figures({(code, 2024): [1, 2, 3] for code in codes})
    with pytest.raises(IndicatorNameError) as met, warehouse.writing() as batch:
        batch.add_table("eigen", table)
    assert codes[0] in met.value.message("nl")


def test_an_empty_table_is_refused(warehouse):
    with pytest.raises(EmptyDatasetError) as met, warehouse.writing() as batch:
        batch.add_table("leeg", AreaTable.of(areas(()), {}))
    assert "0 gebieden, 0 perioden, 0 indicatoren" in met.value.message("nl")


def test_the_same_part_twice_in_one_batch_is_refused(warehouse):
    with pytest.raises(DuplicatePartError, match="twice in one batch"), warehouse.writing() as batch:  # noqa: PT012
        batch.add_table("a", OLD)
        batch.add_table("a", OLD)
    with warehouse.writing() as batch:
        batch.add_table("a", figures({("x", 2024): [1, 2, 3]}))
        batch.add_table("a", figures({("x", 2024): [1, 2]}, codes=("WK034401", "WK034402"), level=Level.WIJK))
        batch.add_boundaries("a", squares(UTRECHT))
    assert warehouse.table(Level.WIJK).periods == (Period(2024),)
