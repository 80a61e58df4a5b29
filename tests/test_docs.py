"""The papers: every paragraph of the docs is there in English, and the licence and publiccode.yml are whole."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from babel.messages import pofile

from veerkracht.sources.files.own import parse_mapping

ROOT = Path(__file__).resolve().parents[1]
BILINGUAL = (
    "reference/cli",
    "reference/errors",
    "reference/index-design",
    "reference/indicators",
    "reference/settings",
    "adr/0",
)


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
