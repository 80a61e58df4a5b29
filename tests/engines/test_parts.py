from __future__ import annotations

import os

import numpy as np
import pytest

from ensemble_model import StandIn, spec
from veerkracht.engines.contract import InThisProcess, Work, compute
from veerkracht.engines.parts import PartFolder, read_part
from veerkracht.errors.ensemble import PartFolderError
from veerkracht.stad.ensemble import Block, run_block
from veerkracht.stad.merging import Merged

BLOCK = Block(start=2, stop=5)


@pytest.fixture
def part(tmp_path):
    """Return one part on disk, and its folder."""
    asked = spec(sketched=("cohesion",))
    folder = PartFolder.within(tmp_path, key=asked.key)
    folder.prepare()
    Work(spec=asked, model=StandIn(), parts=folder).do(BLOCK)
    (file,) = folder.path.glob("*.part")
    return file, folder, asked


def test_a_part_gives_back_what_was_put_in(part):
    file, folder, asked = part
    wanted = run_block(asked, BLOCK, model=StandIn())
    found = read_part(file, key=folder.key)
    assert found.block == BLOCK
    assert found.shapes == wanted.shapes
    for name, values in wanted.kept.items():
        assert found.kept[name].dtype == np.float32
        assert np.array_equal(found.kept[name], values)
    for name, values in wanted.totals.items():
        assert np.array_equal(found.totals[name], values)
    for name, sketch in wanted.sketched.items():
        for piece in ("keys", "counts", "sums"):
            assert np.array_equal(getattr(found.sketched[name], piece), getattr(sketch, piece))
        assert found.sketched[name].runs == 3
    assert set(found.sketched) == set(wanted.sketched)


def test_a_torn_part_is_not_used_wherever_it_is_torn(part):
    file, folder, asked = part
    whole = file.read_bytes()
    for length in (0, 1, 7, 20, 200, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:length])
        assert read_part(file, key=folder.key) is None
        assert folder.sound(runs=asked.runs) == []


@pytest.mark.parametrize("place", [0.0, 0.3, 0.6, 0.999])
def test_a_part_of_which_one_bit_turned_is_not_used(part, place):
    file, folder, _ = part
    contents = bytearray(file.read_bytes())
    contents[int(place * len(contents))] ^= 1
    file.write_bytes(contents)
    assert read_part(file, key=folder.key) is None


def test_a_part_of_another_ensemble_is_not_used_even_under_the_right_name(part, tmp_path):
    file, _, _ = part
    other = PartFolder.within(tmp_path, key=spec(seed=8).key)
    other.prepare()
    (other.path / file.name).write_bytes(file.read_bytes())
    assert other.sound(runs=12) == []


def test_a_part_under_the_name_of_other_runs_is_not_used(part):
    file, folder, asked = part
    file.rename(file.with_name("runs-0000005-0000008.part"))
    assert folder.sound(runs=asked.runs) == []


def test_what_is_not_a_part_is_left_alone(part):
    file, folder, asked = part
    (folder.path / "runs-notes.part").write_text("hello")
    (folder.path / "runs-0000009-0000007.part").write_bytes(file.read_bytes())
    assert [one.block for one in folder.sound(runs=asked.runs)] == [BLOCK]


def test_of_two_parts_that_share_runs_one_is_used(part):
    _, folder, asked = part
    Work(spec=asked, model=StandIn(), parts=folder).do(Block(start=0, stop=4))
    assert [one.block for one in folder.sound(runs=asked.runs)] == [Block(start=0, stop=4)]


def test_a_half_written_file_of_a_process_stopped_long_ago_is_cleared_away_and_not_that_of_another_run(part):
    _, folder, _ = part
    old, new = (folder.path / f".runs-0000000-000000{number}-x.tmp" for number in (2, 3))
    for left in (old, new):
        left.write_bytes(b"half")
    os.utime(old, (0, 0))
    folder.prepare()
    assert not old.exists()
    assert new.exists()


def test_a_folder_that_is_a_file_gets_a_clear_error(tmp_path):
    (tmp_path / "parts").write_text("")
    with pytest.raises(PartFolderError):
        compute(spec(), model=StandIn(), folder=tmp_path / "parts", engine=InThisProcess(), block_size=4)


def test_parts_of_which_some_are_damaged_are_mended_by_computing_those_again(tmp_path):
    asked, notes = spec(), tmp_path / "notes"
    notes.mkdir()
    make = {"folder": tmp_path, "engine": InThisProcess(), "block_size": 4}
    first = Merged(asked, compute(asked, model=StandIn(), **make)).values("nuisance", arm="policy")
    (tmp_path / asked.key / "runs-0000004-0000008.part").write_bytes(b"torn")
    again = Merged(asked, compute(asked, model=StandIn(notes=notes), **make)).values("nuisance", arm="policy")
    assert first.tobytes() == again.tobytes()
    assert sorted(int(file.name.split("-")[1]) for file in notes.iterdir()) == [4, 5, 6, 7]
