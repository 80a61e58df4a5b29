"""dev.py: sets up once, runs every step also after a red one, and its lock fits the project."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements" / "lock.txt").read_text("utf-8")


@pytest.fixture
def dev(monkeypatch):
    spec = importlib.util.spec_from_file_location("dev_under_test", ROOT / "dev.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "dev_under_test", module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def house(dev, monkeypatch, tmp_path):
    """Return dev.py as if it stood in an empty folder with a lock and a project file."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "lock.txt").write_text(
        "numpy==1 \\\n    --hash=sha256:a\nuv==2 \\\n    --hash=sha256:b\n"
    )
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(dev, "LOCK", tmp_path / "requirements" / "lock.txt")
    monkeypatch.setattr(dev, "STAMP", tmp_path / ".venv" / "stamp")
    monkeypatch.setattr(dev, "WEB", tmp_path / "web")
    monkeypatch.setattr(dev, "FRONTEND", tmp_path / "frontend")
    monkeypatch.setattr(dev, "FRONTEND_STAMP", tmp_path / "frontend" / "node_modules" / "stamp")
    monkeypatch.setattr(dev, "has_node", lambda: False)
    return dev


@pytest.fixture
def npm(house, monkeypatch):
    """Return the list of what npm is asked to do, in a house with scripts."""
    (house.FRONTEND / "src").mkdir(parents=True)
    (house.FRONTEND / "package-lock.json").write_text("{}")
    (house.FRONTEND / "src" / "a.ts").write_text("1")
    asked = []

    def call(*command, folder=None):
        asked.append(command[1])
        (house.FRONTEND / "node_modules").mkdir(exist_ok=True)
        (house.WEB / "static" / "veerkracht" / "dist").mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(house, "call", call)
    monkeypatch.setattr(house, "has_node", lambda: True)
    monkeypatch.setattr(house.shutil, "which", lambda name: name)
    return asked


def test_scripts_are_installed_and_built_once_and_built_again_after_a_change(house, npm):
    house.build_frontend()
    house.build_frontend()
    assert npm == ["ci", "run"]
    (house.FRONTEND / "src" / "a.ts").write_text("2")
    house.build_frontend()
    assert npm == ["ci", "run", "run"]
    (house.FRONTEND / "package-lock.json").write_text("{ }")
    house.build_frontend()
    assert npm == ["ci", "run", "run", "ci", "run"]


def test_without_node_the_message_says_what_the_pages_lack(house, capsys):
    house.build_frontend()
    assert "zonder levende kaart" in capsys.readouterr().out


def python_says(dev, text: str, *, code: int = 0):
    return dev.Step(name=text, command=(sys.executable, "-c", f"print({text!r}); raise SystemExit({code})"))


def test_all_steps_run_also_after_a_red_one_and_the_outcome_is_red(dev, capfd):
    assert dev.run_steps([python_says(dev, "one", code=3), python_says(dev, "two")]) == 1
    out = capfd.readouterr().out
    assert "== one: FAILED (3)" in out
    assert "== two: ok" in out
    assert "red: one" in out


def test_only_green_steps_make_a_green_outcome(dev, capfd):
    assert dev.run_steps([python_says(dev, "one"), python_says(dev, "two")]) == 0
    assert "all green: 2" in capfd.readouterr().out


def test_what_may_stand_beside_each_other_runs_two_at_a_time_and_is_told_in_order(dev, capfd, tmp_path):
    meet = """
import sys, time
from pathlib import Path
mine, other = (Path(sys.argv[1]) / name for name in sys.argv[2:])
mine.touch()
until = time.monotonic() + 60
while not other.exists():
    assert time.monotonic() < until
    time.sleep(0.01)
print("met", mine.name)
print("aside", file=sys.stderr)
"""
    steps = [
        dev.Step(name=one, command=(sys.executable, "-c", meet, str(tmp_path), one, other), beside=True)
        for one, other in (("left", "right"), ("right", "left"))
    ]
    assert dev.run_steps([*steps, python_says(dev, "alone", code=2)]) == 1
    said = [line.split(" in ")[0] for line in capfd.readouterr().out.splitlines() if line]
    left, right = (["== " + one, f"met {one}", "aside", f"== {one}: ok"] for one in ("left", "right"))
    assert said[:-1] == [*left, *right, "== alone", "alone", "== alone: FAILED (2)"]


def test_extra_words_go_to_pytest(dev):
    assert dev.test_step(["-k", "buurt"]).command[-2:] == ("-k", "buurt")


def test_every_check_that_the_house_promises_is_a_step(dev):
    names = [step.name for step in dev.static_steps()]
    assert names == ["format", "lint", "types", "contracts", "docs nl", "docs en"]
    assert not dev.test_step([]).beside, "it uses both cores"
    assert not dev.postgres_step().beside


def test_uv_is_taken_from_the_lock_with_its_hash(house):
    assert house.locked("uv") == "uv==2 \\\n    --hash=sha256:b"


def test_a_change_of_the_lock_or_of_the_project_asks_for_a_new_setup(house):
    before = house.fingerprint()
    (house.ROOT / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    between = house.fingerprint()
    house.LOCK.write_text("")
    assert len({before, between, house.fingerprint()}) == 3


def test_nothing_is_ready_before_the_first_setup(house):
    assert not house.is_ready()


def test_a_broken_environment_is_made_anew_although_its_stamp_is_good(house, monkeypatch):
    house.VENV.mkdir()
    house.STAMP.write_text(house.fingerprint())
    acts = []
    monkeypatch.setattr(house, "make_venv", lambda: acts.append("venv"))
    monkeypatch.setattr(house, "install_packages", lambda: acts.append("packages"))
    house.setup()
    assert acts == ["venv", "packages"]


def test_pip_installs_where_uv_cannot(house, monkeypatch):
    calls = []
    monkeypatch.setattr(house, "install_uv", lambda: False)
    monkeypatch.setattr(house, "call", lambda *command: calls.append(command))
    house.install_packages()
    assert [command[1:4] for command in calls] == [("-m", "pip", "install")] * 2
    assert "--require-hashes" in calls[0]
    assert "--editable" in calls[1]


def test_a_program_that_fails_during_setup_gives_a_message_in_both_languages(dev):
    with pytest.raises(dev.SetupError, match=r"(?s)Dit lukte niet.*This failed"):
        dev.call(sys.executable, "-c", "raise SystemExit(1)")


@pytest.mark.parametrize("package", ["chromium", "poppler-utils"])
def test_without_a_package_or_apt_the_message_says_what_is_skipped(dev, monkeypatch, capsys, package):
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    dev.ensure_tools()
    out = capsys.readouterr().out
    assert f"{package} ontbreekt" in out
    assert f"{package} is missing: the tests that need it are skipped" in out


def test_the_lock_names_no_address():
    assert not re.search(r"://|--(find-links|index-url|extra-index-url)|file:| @ ", LOCK)


def test_every_line_of_the_lock_has_a_version_and_a_hash():
    for block in re.split(r"\n(?=\S)", LOCK.strip()):
        assert re.match(r"[a-z0-9.\-\[\]]+==\S+", block)
        assert "--hash=sha256:" in block


def test_every_requirement_of_the_project_stands_in_the_lock():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    build = [line for line in (ROOT / "requirements" / "build.in").read_text().splitlines() if line[:1].isalpha()]
    wanted = [*project["project"]["dependencies"], *build, *(name for extra in extras for name in extra)]
    names = {re.match(r"[\w.\-]+", requirement)[0].lower() for requirement in wanted}
    assert names <= set(re.findall(r"^([a-z0-9.\-]+)==", LOCK, flags=re.MULTILINE))


def test_ci_runs_the_whole_test_and_stops_at_a_failure():
    script = ROOT / ".ci" / "run"
    assert "set -euo pipefail" in script.read_text()
    assert script.read_text().rstrip().endswith("python3 dev.py test")
    assert script.stat().st_mode & 0o111


def test_the_wheel_holds_the_licence_the_types_and_the_data(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    assert any(name.endswith("licenses/LICENSE") for name in names)
    data = [str(path.relative_to(ROOT / "src")) for path in (ROOT / "src/veerkracht/data").rglob("*") if path.is_file()]
    assert {"veerkracht/py.typed", "veerkracht/data/catalogue.toml", *data} <= set(names)
