"""Every text of the pages on jobs, data and reports is there in English, with the same blanks to fill in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from veerkracht import web

HERE = Path(web.__path__[0])
APPS = ("jobs", "datasets", "products")
TEXT = re.compile(r"""{%\s*trans(?:late)?\s+"([^"]+)\"""")


def catalogue(app: str) -> dict[str, object]:
    with (HERE / app / "locale" / "en" / "LC_MESSAGES" / "django.po").open("rb") as file:
        found = read_po(file, locale="en")
    assert not [one for one in found if one.fuzzy and one.id]
    return {(one.id[0] if isinstance(one.id, tuple) else one.id): one.string for one in found if one.id}


@pytest.mark.parametrize("app", APPS)
def test_every_text_has_its_english(app: str) -> None:
    empty = [key for key, text in catalogue(app).items() if not (all(text) if isinstance(text, tuple) else text)]
    assert empty == []


@pytest.mark.parametrize("app", APPS)
def test_every_text_of_a_page_is_in_the_catalogue(app: str) -> None:
    known = catalogue(app)
    pages = (HERE / app / "templates").rglob("*.html")
    texts = {text for page in pages for text in TEXT.findall(page.read_text("utf-8"))}
    assert texts
    assert sorted(texts - known.keys()) == []


@pytest.mark.parametrize("app", APPS)
def test_the_blanks_are_the_same(app: str) -> None:
    for dutch, english in catalogue(app).items():
        one = english[0] if isinstance(english, tuple) else english
        assert set(re.findall(r"%\(\w+\)[sd]", dutch)) == set(re.findall(r"%\(\w+\)[sd]", str(one))), dutch
