"""The papers: every paragraph of the docs is there in English, and the licence and publiccode.yml are whole."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml
from babel.messages import pofile
from click.testing import CliRunner

from veerkracht.cli.main import cli
from veerkracht.sources.files.own import parse_mapping

ROOT = Path(__file__).resolve().parents[1]
BILINGUAL = (
    "reference/cli",
    "reference/errors",
    "reference/index-design",
    "reference/indicators",
    "reference/interventies",
    "reference/parameters",
    "reference/rechten",
    "reference/settings",
    "reference/toetsen",
    "adr/0",
)


PAPERS = [ROOT / "README.md", *sorted(path for path in (ROOT / "docs").rglob("*.md") if "_build" not in path.parts)]


def commands_in(page: str) -> list[list[str]]:
    """Return the words of every line of a shell block that calls veerkracht, without what the shell takes."""
    blocks = re.findall(r"```bash\n(.*?)```", page, flags=re.DOTALL)
    lines = (line for block in blocks for line in block.splitlines() if line.startswith(".venv/bin/veerkracht "))
    return [re.split(r" #| > ", line)[0].split()[1:] for line in lines]


def unknown_words(words: list[str]) -> list[str]:
    """Return the commands and options of one call that the program does not know."""
    command, rest = cli, list(words)
    while isinstance(command, click.Group) and rest:
        below = command.get_command(click.Context(command), rest[0])
        if below is None:
            return rest[:1]
        command, rest = below, rest[1:]
    known = {spelling for parameter in command.params for spelling in parameter.opts}
    return [word for word in rest if word.startswith("-") and word not in known]


def catalogue(path: Path):
    with path.open("rb") as file:
        return pofile.read_po(file)


@pytest.fixture(scope="module")
def texts(tmp_path_factory) -> set[str]:
    """Return every text of the pages that have a translation; generated pages and decisions have none."""
    out = tmp_path_factory.mktemp("gettext")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "gettext", "-d", out / "doctrees", ROOT / "docs", out]
    subprocess.run(command, check=True, capture_output=True)
    return {
        message.id
        for message in catalogue(out / "docs.pot")
        if message.id and not all(any(page in place for page in BILINGUAL) for place, _ in message.locations)
    }


def test_every_paragraph_of_the_docs_is_there_in_english(texts):
    english = {message.id for message in catalogue(ROOT / "docs/locale/en/LC_MESSAGES/docs.po") if message.string}
    assert sorted(texts - english) == []


def test_no_translation_is_left_of_a_paragraph_that_is_gone(texts):
    english = {message.id for message in catalogue(ROOT / "docs/locale/en/LC_MESSAGES/docs.po") if message.id}
    assert sorted(english - texts) == []


def test_the_mapping_in_the_docs_is_one_that_import_takes():
    page = (ROOT / "docs/how-to/eigen-tabel.md").read_text("utf-8")
    mapping = re.search(r"```toml\n(.*?)```", page, flags=re.DOTALL)[1]
    assert parse_mapping(mapping, file="koppeling.toml").own["Aantal inwoners"].code == "inwoners"


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_in_the_papers_is_one_that_the_program_knows(path):
    assert [words for words in commands_in(path.read_text("utf-8")) if unknown_words(words)] == []


def test_the_readme_tells_how_to_import_fetch_and_make_a_quickscan():
    told = [words[:2] for words in commands_in((ROOT / "README.md").read_text("utf-8"))]
    assert ["data", "import"] in told
    assert ["data", "refresh"] in told
    assert ["quickscan", "GM0344"] in told


@pytest.mark.parametrize("words", [["dataa", "list"], ["data", "lijst"], ["data", "list", "--alles"]])
def test_a_command_that_is_not_there_is_found(words):
    assert len(unknown_words(words)) == 1


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_file_that_a_paper_names_is_there(name):
    page = (ROOT / name).read_text("utf-8")
    linked = re.findall(r"\]\((?!http|#)([^)#]+)\)", page)
    named = re.findall(r"`([\w./]+/[\w.]+\.(?:py|md|toml))`", page)
    places = (ROOT, ROOT / "src" / "veerkracht")
    assert [path for path in [*linked, *named] if not any((place / path).exists() for place in places)] == []


def test_the_designs_in_the_docs_are_those_that_are_shipped():
    page = (ROOT / "docs/how-to/eigen-index.md").read_text("utf-8")
    assert CliRunner().invoke(cli, ["index", "designs"]).output in page


def test_every_picture_is_small_and_told_in_words():
    for path in PAPERS:
        page = path.read_text("utf-8")
        for picture in re.findall(r"!\[\]\(|```\{figure\} (\S+)\n(?!:alt: )", page):
            pytest.fail(f"{path.name}: {picture} has no alternative text")
    assert all(path.stat().st_size < 150_000 for path in (ROOT / "docs/_static").glob("*.png"))


def test_the_licence_is_the_whole_eupl_1_2():
    licence = (ROOT / "LICENSE").read_text("utf-8")
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    articles = [int(number) for number in re.findall(r"^(\d+)\.\s?[A-Z]", licence, flags=re.MULTILINE)]
    assert articles == list(range(1, 16))
    assert licence.rstrip().endswith("require the production of a new EUPL version.")


def test_publiccode_says_what_the_standard_asks():
    code = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))
    assert code["publiccodeYmlVersion"] == "0.4"
    assert {"name", "url", "platforms", "developmentStatus", "softwareType", "legal", "maintenance"} <= set(code)
    assert code["legal"]["license"] == "EUPL-1.2"
    assert code["maintenance"]["contacts"][0]["name"]
    assert set(code["localisation"]) == {"localisationReady", "availableLanguages"}


@pytest.mark.parametrize("taal", ["nl", "en"])
def test_publiccode_describes_the_software_at_the_length_the_standard_asks(taal):
    described = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))["description"][taal]
    assert len(described["shortDescription"]) <= 150
    assert 150 <= len(described["longDescription"]) <= 10_000
    assert described["features"]
