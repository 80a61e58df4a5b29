"""The log: nothing can be changed, added or left out unseen, and still someone's words can be erased."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.errors.atelier import ContributionError
from veerkracht.wijkschets.deeds import Contribute, Divide, Form, Gather, Link, Move, Sentiment, Steer, Vote, Write
from veerkracht.wijkschets.deeds_json import body_of, deed_of
from veerkracht.wijkschets.log import FIRST, Break, Channel, Line, body_digest, breaks_in, link_of
from veerkracht.wijkschets.places import Place, PlaceKind

from .atelier_making import START, new_id


def a_log(bodies: list[dict[str, object]]) -> list[Line]:
    lines, previous = [], FIRST
    for number, body in enumerate(bodies, start=1):
        salt = f"zout{number}"
        line = Line(
            number=number,
            id=new_id(number),
            verb="contribute",
            body=body,
            body_digest=body_digest(body, salt=salt),
            salt=salt,
            by="anna",
            step="kaart",
            channel=Channel.SCREEN,
            at=START + timedelta(seconds=number),
            link="",
        )
        line = replace(line, link=link_of(previous, line))
        previous = line.link
        lines.append(line)
    return lines


BODIES = st.lists(
    st.dictionaries(st.text(max_size=3), st.text(max_size=5) | st.integers() | st.none()), min_size=2, max_size=6
)


@given(BODIES)
def test_an_untouched_log_holds(bodies: list[dict[str, object]]) -> None:
    assert breaks_in(a_log(bodies)) == []


@given(BODIES, st.data())
def test_every_change_is_seen(bodies: list[dict[str, object]], data: st.DataObject) -> None:
    lines = a_log(bodies)
    at = data.draw(st.integers(0, len(lines) - 1))
    line = lines[at]
    changed = data.draw(
        st.sampled_from(
            [
                replace(line, body={**(line.body or {}), "extra": 1}),
                replace(line, by="bob"),
                replace(line, at=line.at + timedelta(microseconds=1)),
                replace(line, verb="vote"),
                replace(line, step="welkom"),
                replace(line, channel=Channel.PAPER),
                replace(line, id=new_id(99)),
            ]
        )
    )
    assert Break(number=line.number, what="body" if changed.body != line.body else "link") in breaks_in(
        [*lines[:at], changed, *lines[at + 1 :]]
    )


@given(BODIES, st.data())
def test_a_line_that_is_left_out_is_seen(bodies: list[dict[str, object]], data: st.DataObject) -> None:
    lines = a_log(bodies)
    at = data.draw(st.integers(0, len(lines) - 2))  # the end is checked against a link noted elsewhere
    assert breaks_in([*lines[:at], *lines[at + 1 :]])


@given(BODIES, st.data())
def test_erased_words_leave_the_chain_whole(bodies: list[dict[str, object]], data: st.DataObject) -> None:
    lines = a_log(bodies)
    at = data.draw(st.integers(0, len(lines) - 1))
    lines[at] = replace(lines[at], body=None, salt="")
    assert breaks_in(lines) == []


def test_another_time_zone_is_the_same_moment() -> None:
    from zoneinfo import ZoneInfo

    line = a_log([{"a": 1}])[0]
    assert link_of(FIRST, replace(line, at=line.at.astimezone(ZoneInfo("Europe/Amsterdam")))) == line.link


DEEDS = [
    Contribute(
        card=new_id(1),
        form=Form.PROBLEM,
        text="Veel verloop",
        theme="wonen",
        sentiment=Sentiment.WORRY,
        link=Link.CAUSE,
        of=new_id(2),
        place=Place(kind=PlaceKind.LINE, points=((5.1, 52.1), (5.2, 52.0))),
    ),
    Contribute(
        card=new_id(1), form=Form.NOTE, text="Bij de school", place=Place(kind=PlaceKind.STREET, words="Kerkstraat")
    ),
    Gather(cards=(new_id(1), new_id(2)), cluster=new_id(3), title="Verloop"),
    Vote(card=new_id(1), value=None),
    Vote(card=new_id(1), value=-1),
    Divide(card=new_id(1), points=40),
    Write(block="mix", text="", base=3),
    Steer(move=Move.GO, step="kaart"),
]


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.verb)
def test_a_deed_comes_back_from_json(deed: object) -> None:
    import json

    assert deed_of(deed.verb, json.loads(json.dumps(body_of(deed)))) == deed


WRONG = [
    ("contribute", {"card": "1", "form": "note", "text": "Hoi"}, "UUID"),
    ("contribute", {"card": new_id(1).upper().replace("0", "A"), "form": "note", "text": "Hoi"}, "UUID"),
    ("contribute", {"card": new_id(1), "form": "note", "text": "  "}, "words"),
    ("contribute", {"card": new_id(1), "form": "note", "text": "a" * 601}, "600"),
    ("contribute", {"card": new_id(1), "form": "note", "text": "a\x00"}, "read"),
    ("contribute", {"card": new_id(1), "form": "note", "text": "\ud83d"}, "read"),
    ("contribute", {"card": new_id(1), "form": "poem", "text": "Hoi"}, "one of note"),
    ("contribute", {"card": new_id(1), "form": "figure", "text": "Klopt niet"}, "figure"),
    ("contribute", {"card": new_id(1), "form": "note", "text": "Hoi", "colour": "red"}, "made of"),
    ("contribute", {"card": new_id(1), "form": "note"}, "given"),
    ("contribute", {"card": new_id(1), "form": "note", "text": 3}, "text"),
    (
        "contribute",
        {"card": new_id(1), "form": "note", "text": "Hoi", "place": {"kind": "area", "points": [[5, 52]]}},
        "3 to",
    ),
    (
        "contribute",
        {"card": new_id(1), "form": "note", "text": "Hoi", "place": {"kind": "point", "points": [[5, 91]]}},
        "degrees",
    ),
    (
        "contribute",
        {"card": new_id(1), "form": "note", "text": "Hoi", "place": {"kind": "point", "points": [[5]]}},
        "2 values",
    ),
    (
        "contribute",
        {"card": new_id(1), "form": "note", "text": "Hoi", "place": {"kind": "street", "words": ""}},
        "name",
    ),
    ("contribute", {"card": new_id(1), "form": "note", "text": "Hoi", "place": 5}, "object"),
    ("contribute", ["card"], "object"),
    ("vote", {"card": new_id(1), "value": 2}, "1, 0 or -1"),
    ("vote", {"card": new_id(1), "value": True}, "whole number"),
    ("dots", {"card": new_id(1), "count": 21}, "0 to 20"),
    ("dots", {"card": new_id(1), "count": 1.5}, "whole number"),
    ("rate", {"card": new_id(1), "value": 6}, "1 to 5"),
    ("write", {"block": "../x", "text": "", "base": 0}, "dashes"),
    ("gather", {"cards": [new_id(1)], "cluster": new_id(2)}, "words"),
    ("gather", {"cards": "x"}, "list"),
]


@pytest.mark.parametrize(("verb", "body", "right"), WRONG)
def test_what_cannot_be_is_told(verb: str, body: object, right: str) -> None:
    with pytest.raises(ContributionError) as caught:
        deed_of(verb, body)
    assert right in caught.value.message("en")
    assert caught.value.message("nl")


def test_an_unknown_verb_names_the_nearest() -> None:
    with pytest.raises(ContributionError, match="Did you mean 'vote'"):
        deed_of("vot", {})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(["contribute", "vote", "gather", "divide", "steer", "write"]), JSON)
def test_whatever_a_device_sends_is_a_deed_or_a_told_error(verb: str, body: object) -> None:
    try:
        deed = deed_of(verb, body)
    except ContributionError:
        return
    assert deed.verb == verb
