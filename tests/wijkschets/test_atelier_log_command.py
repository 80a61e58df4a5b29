"""`veerkracht wijkschets log`: anyone can see in the file alone whether something was changed, left out or added."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given

from veerkracht.cli.main import cli
from veerkracht.errors.atelier import LogEndError, LogFileError
from veerkracht.errors.files import FileError
from veerkracht.wijkschets.log_json import line_from, line_values
from veerkracht.workflows.atelier_log import check_log

from .test_atelier_log import BODIES, a_log

THREE = [{"text": "Het is hier donker"}, {"text": "De bus komt niet"}, {"text": "Goede school"}]


def kept(folder: Path, values: list[dict[str, object]]) -> Path:
    path = folder / "log.jsonl"
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in values), encoding="utf-8")
    return path


def run(*arguments: str):
    return CliRunner().invoke(cli, ["wijkschets", "log", *arguments])


@given(BODIES)
def test_a_line_that_went_out_comes_back_the_same(bodies: list[dict[str, object]]) -> None:
    for line in a_log(bodies):
        assert line_from(json.loads(json.dumps(line_values(line)))) == line


def test_a_whole_log_is_told_so_with_its_last_link(tmp_path: Path) -> None:
    lines = a_log(THREE)
    file = kept(tmp_path, [line_values(one) for one in lines])
    answer = run(str(file), "--einde", lines[-1].link[:10].upper())
    assert answer.exit_code == 0
    assert "De keten klopt: 3 regels" in answer.output
    assert lines[-1].link in answer.output


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda values: values[1]["body"].update(text="De bus komt altijd"), "Regel 2: de tekst is later veranderd."),
        (lambda values: values[1].update(by="henk"), "Regel 2: de regel is later veranderd."),
        (lambda values: values.pop(1), "Regel 3: hier ontbreekt een regel of staat er een dubbel."),
        (lambda values: values.insert(1, values[0]), "Regel 1: hier ontbreekt een regel of staat er een dubbel."),
        (lambda values: values.pop(), "Het einde ontbreekt"),
    ],
    ids=["words", "who", "left out", "twice", "end"],
)
def test_what_was_tampered_with_is_named(tmp_path: Path, spoil, said: str) -> None:
    lines = a_log(THREE)
    values = json.loads(json.dumps([line_values(one) for one in lines]))
    spoil(values)
    answer = run(str(kept(tmp_path, values)), "--einde", lines[-1].link[:16])
    assert answer.exit_code == 1
    assert said in answer.output


def test_erased_words_break_nothing(tmp_path: Path) -> None:
    values = [line_values(one) for one in a_log(THREE)]
    values[1] |= {"body": None, "salt": ""}
    found = check_log(kept(tmp_path, values))
    assert (found.is_whole, found.erased, found.has_end) == (True, 1, None)


def test_words_with_odd_ends_of_lines_in_them_are_words(tmp_path: Path) -> None:
    texts = [{"text": f"Eerst{sign}dan"} for sign in "\u2028\u2029\x85\x0b\x0c\x1c\r\n"]
    found = check_log(kept(tmp_path, [line_values(one) for one in a_log(texts)]))
    assert (found.is_whole, found.lines) == (True, len(texts))


def test_many_breaks_are_told_in_short(tmp_path: Path) -> None:
    values = [line_values(one) for one in a_log(THREE * 20)]
    answer = run(str(kept(tmp_path, [{**one, "by": "henk"} for one in values])))
    assert answer.exit_code == 1
    assert len(answer.output.splitlines()) < 25
    assert "En nog 40 plaatsen" in answer.output


@pytest.mark.parametrize(
    "text",
    ["hallo\n", "{}\n", "[1]\n", "1\n", '{"number": true}\n', "[" * 100_000, '{"a":\n', "\x00\x01", "", "\n"],
)
def test_what_is_no_log_is_refused_with_its_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LogFileError if text.strip("\x00\x01\n") else FileError):
        check_log(path)


def test_an_end_that_anything_begins_with_is_refused(tmp_path: Path) -> None:
    file = kept(tmp_path, [line_values(one) for one in a_log(THREE)])
    with pytest.raises(LogEndError, match="8 signs"):
        check_log(file, end="ab")
