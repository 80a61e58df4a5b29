"""Every Dutch text of the pages has its English: a page is never half translated."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from babel.messages import pofile
from django.utils.translation import gettext, override

WEB = Path(__file__).resolve().parents[2] / "src" / "veerkracht" / "web"
_TAG = re.compile(r"""{%\s*(?:translate|trans)\s+(?:"([^"]+)"|'([^']+)')""")
_BLOCK = re.compile(
    r"{%\s*(?:blocktranslate|blocktrans)([^%]*)%}(.*?){%\s*end(?:blocktranslate|blocktrans)\s*%}", re.DOTALL
)
_ARGUMENT = re.compile(r"""_\((?:"([^"]+)"|'([^']+)')\)""")
_VARIABLE = re.compile(r"{{\s*([\w.]+)\s*}}")
_NAMES = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}


def in_template(text: str) -> set[str]:
    """Return the Dutch texts that a template asks to be translated."""
    found = {one or other for one, other in (*_TAG.findall(text), *_ARGUMENT.findall(text))}
    for options, content in _BLOCK.findall(text):
        for part in re.split(r"{%\s*plural\s*%}", content):
            said = _VARIABLE.sub(lambda name: f"%({name[1]})s", part.replace("%", "%%"))
            found.add(" ".join(said.split()) if "trimmed" in options else said)
    return found


def in_module(text: str) -> set[str]:
    """Return the Dutch texts that a module asks to be translated."""
    calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    found = set()
    for call in calls:
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name in _NAMES:
            wanted = call.args[:2] if name.startswith("ngettext") else call.args[:1]
            found |= {one.value for one in wanted if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return found


def english() -> set[str]:
    """Return the Dutch texts that have an English one."""
    found: set[str] = set()
    for path in WEB.rglob("locale/en/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            for message in pofile.read_po(file):
                said = message.string if isinstance(message.string, tuple) else (message.string,)
                if all(said):
                    found |= set(message.id) if isinstance(message.id, tuple) else {str(message.id)}
    return found


def test_every_text_of_every_page_has_its_english() -> None:
    asked: dict[str, str] = {}
    for path in sorted(WEB.rglob("*.html")):
        asked |= dict.fromkeys(in_template(path.read_text("utf-8")), str(path.relative_to(WEB)))
    for path in sorted(WEB.rglob("*.py")):
        asked |= dict.fromkeys(in_module(path.read_text("utf-8")), str(path.relative_to(WEB)))
    assert len(asked) > 500
    known = english()
    missing = {
        f"{where}: {text}"
        for text, where in asked.items()
        if text and text not in known and text.replace("%", "%%") not in known
    }
    assert not missing, "\n".join(sorted(missing))


def test_no_dutch_text_is_changed_by_the_dutch_of_django_itself() -> None:
    with override("nl"):
        changed = {text: gettext(text) for text in english() if text and gettext(text) != text}
    assert changed == {}
