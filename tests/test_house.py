"""The house stays as it was meant: each rule holds, and each rule fails on a planted fault."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

import house_rules as rules

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src" / "veerkracht"
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
FLOORS = rules.floors((ROOT / "ARCHITECTURE.md").read_text("utf-8"))
METHOD = {package for package, floor in FLOORS.items() if floor in rules.METHOD_FLOORS}


@pytest.fixture
def planted(tmp_path):
    """Return a function that writes one module into an empty house."""

    def plant(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return tmp_path

    return plant


def test_every_module_function_and_class_keeps_its_budget():
    assert rules.over_budget(SRC) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param('"""A."""\n' + "x = 1\n" * 400, "401 lines", id="a long module"),
        pytest.param("def f():\n" + "    x = 1\n" * 50, "f: 51 lines", id="a long function"),
        pytest.param("class A:\n" + "    x = 1\n" * 200, "A: 201 lines", id="a long class"),
    ],
)
def test_what_is_too_long_is_found(planted, text, complaint):
    assert complaint in rules.over_budget(planted("facts/long.py", text))[0]


def test_every_room_has_a_name_that_says_what_is_in_it():
    assert rules.vague_names(SRC) == []


@pytest.mark.parametrize("name", ["facts/utils.py", "common/areas.py", "web/helpers/__init__.py"])
def test_a_vague_name_is_found(planted, name):
    assert rules.vague_names(planted(name, '"""A."""\n')) != []


def test_the_first_line_of_every_module_says_what_it_is_for():
    assert rules.silent_modules(SRC) == []


@pytest.mark.parametrize("text", ["import os\n", "", '"""This module holds areas."""\n', '# hello\n"""Areas."""\n'])
def test_a_silent_module_is_found(planted, text):
    assert rules.silent_modules(planted("facts/areas.py", text)) != []


def test_the_method_reads_no_file_clock_or_global_random_state():
    assert rules.impurities(SRC, packages=METHOD) == []


@pytest.mark.parametrize(
    "line",
    [
        "open('a.csv')",
        "print(1)",
        "datetime.now(tz=UTC)",
        "date.today()",
        "np.random.seed(1)",
        "np.random.normal(0, 1)",
        "np.random.default_rng()",
        "pd.read_csv('a.csv')",
        "frame.to_parquet('a')",
    ],
)
def test_an_impure_call_in_the_method_is_found(planted, line):
    assert len(rules.impurities(planted("index/build.py", f"def f():\n    {line}\n"), packages=METHOD)) == 1


@pytest.mark.parametrize("line", ["rng.normal(0, 1)", "np.random.default_rng(seed)", "values.now", "gate.open(1)"])
def test_what_only_looks_impure_is_left_alone(planted, line):
    assert rules.impurities(planted("index/build.py", f"def f():\n    {line}\n"), packages=METHOD) == []


def test_an_adapter_may_open_files(planted):
    assert rules.impurities(planted("sources/files.py", "open('a.csv')\n"), packages=METHOD) == []


def test_every_dutch_word_in_a_name_stands_in_the_glossary():
    assert rules.dutch_names(SRC, glossary=GLOSSARY) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("index/build.py", "def bereken_gemiddelde(values): ...", id="a function"),
        pytest.param("index/build.py", "class Gebiedskaart: ...", id="a class with a compound"),
        pytest.param("index/build.py", "def mean(waarden): ...", id="an argument"),
        pytest.param("index/build.py", "totaal = 1", id="a variable"),
        pytest.param("index/kans.py", "x = 1", id="a module"),
    ],
)
def test_a_dutch_name_that_is_not_of_the_method_is_found(planted, name, text):
    assert "is not in docs/glossary.md" in rules.dutch_names(planted(name, text), glossary=GLOSSARY)[0]


@pytest.mark.parametrize(
    "text", ["def buurt_scores(wijk): ...", "class Signaleringskaart: ...", "def mean(score): ..."]
)
def test_words_of_the_glossary_and_english_words_are_good_names(planted, text):
    assert rules.dutch_names(planted("index/build.py", text), glossary=GLOSSARY) == []


def test_the_glossary_stays_small_enough_to_learn():
    assert 20 <= len(re.findall(r"^: ", GLOSSARY, flags=re.MULTILINE)) <= 40


def test_the_architecture_names_exactly_the_packages_that_exist():
    assert set(FLOORS) == rules.packages_of(SRC)


def test_a_package_that_the_architecture_does_not_know_is_found(planted):
    assert rules.packages_of(planted("nieuw/__init__.py", "")) - set(FLOORS) == {"nieuw"}


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = [requirement for extra in PROJECT["optional-dependencies"].values() for requirement in extra]
OF_ITS_OWN = {"web": "web", "engines": "dask"}  # the extra that a package may import from


def test_every_package_that_is_imported_is_a_requirement_of_its_own():
    for package in sorted(rules.packages_of(SRC)):
        extra = PROJECT["optional-dependencies"].get(OF_ITS_OWN.get(package, ""), [])
        assert rules.undeclared(SRC / package, requirements=[*PROJECT["dependencies"], *extra]) == []
    assert rules.undeclared(ROOT / "tests", requirements=[*PROJECT["dependencies"], *EXTRAS]) == []


@pytest.mark.parametrize("line", ["import pluggy", "def f():\n    from pluggy import Result", "import pytest.raises"])
def test_an_import_without_a_requirement_is_found(planted, line):
    assert len(rules.undeclared(planted("facts/a.py", line), requirements=["numpy>=2"])) == 1


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    text = {".py", ".ts", ".html", ".toml", ".md", ".sh", ".yml", ".yaml", ".txt", ".po", ".css", ".cff", ""}
    return [path for name in listed.split("\0") if name and (path := ROOT / name).suffix in text and path.is_file()]


def test_no_file_names_a_path_of_one_machine_or_the_host_of_a_registry():
    assert rules.addresses(tracked_files()) == []


@pytest.mark.parametrize("fault", ["/wo" + "rk/main/data", "/tm" + "p/x.csv", "https://py" + "pi.org/simple"])
def test_an_address_is_found(planted, fault):
    assert len(rules.addresses(planted("a.md", f"see {fault}\n").glob("*.md"))) == 1


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the import contracts of this project on the tree in a folder."""
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache", "--no-logo"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        pytest.param("facts/fault.py", "import veerkracht.report", "Imports run down", id="up"),
        pytest.param(
            "index/fault.py", "import veerkracht.signalering", "Imports run down", id="sideways in the method"
        ),
        pytest.param("sources/fault.py", "import veerkracht.warehouse", "Imports run down", id="sideways in adapters"),
        pytest.param("facts/fault.py", "import pathlib", "The method is pure", id="files in the method"),
        pytest.param("report/fault.py", "def f():\n    import requests", "The method is pure", id="network, hidden"),
        pytest.param("nieuw/__init__.py", "", "Imports run down", id="a package without a floor"),
        pytest.param("facts/fault.py", "from veerkracht.facts import fault2", "No circles", id="a circle"),
    ],
)
def test_a_forbidden_import_breaks_its_contract(tmp_path, module, line, contract):
    nothing = shutil.ignore_patterns("__pycache__", "data")
    shutil.copytree(SRC, tmp_path / "src" / "veerkracht", ignore=nothing)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    fault = tmp_path / "src" / "veerkracht" / module
    fault.parent.mkdir(exist_ok=True)
    fault.write_text(f'"""A fault."""\n{line}\n', "utf-8")
    (tmp_path / "src/veerkracht/facts/fault2.py").write_text(
        "from veerkracht.facts import fault\n" * ("fault2" in line)
    )
    broken = lint_imports(tmp_path)
    assert broken.returncode == 1
    assert re.search(rf"^{contract}.* BROKEN$", broken.stdout, flags=re.MULTILINE)


def test_the_import_contracts_hold():
    kept = lint_imports(ROOT)
    assert kept.returncode == 0, kept.stdout


def test_the_contract_of_purity_covers_every_package_of_the_method():
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    sources = text.partition("source_modules = [")[2].partition("]")[0]
    assert set(re.findall(r'"veerkracht\.(\w+)"', sources)) == METHOD


GENERATED = runpy.run_path(str(ROOT / "docs" / "generate.py"))


@pytest.mark.parametrize("page", GENERATED["PAGES"])
def test_the_reference_is_what_the_code_says(page):
    stands = (ROOT / "docs" / "reference" / page).read_text("utf-8")
    assert stands == GENERATED["PAGES"][page](), "Run `python3 dev.py docs` and commit the pages."


def test_a_new_option_and_a_new_error_change_the_reference():
    @click.command()
    @click.option("--nieuw", help="Iets nieuws.")
    def fault(nieuw: str) -> None: ...

    assert "--nieuw" in "\n".join(GENERATED["command_lines"](fault, path=("veerkracht", "fault")))
