"""What passes the checks of a wijkschets can be looked up and measured, whatever someone made of it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.wijkschets.schets import PARTS, Cite, CiteKind
from veerkracht.wijkschets.schets_checks import faults_of
from veerkracht.wijkschets.schets_edits import lines_of, with_line

from .schets_making import AREA, draft, ready

DRAFT, GROUNDS = draft()
GOOD, KNOWN = ready(DRAFT), GROUNDS.known()
THERE = [one.cite for one in (*GROUNDS.figures, *GROUNDS.cards, *GROUNDS.texts)]

CITES = st.one_of(
    st.sampled_from(THERE),
    st.builds(
        Cite,
        kind=st.sampled_from(CiteKind),
        ref=st.sampled_from([*(one.ref for one in THERE[:8]), "bestaat-niet", ""]),
        area=st.sampled_from(["", AREA, "WK036300"]),
        year=st.sampled_from([0, 2024, 1900]),
    ),
)
TEXTS = st.one_of(st.just(""), st.sampled_from(["\u200b", "…", "Goed"]), st.text(max_size=30))
GOALS = st.fixed_dictionaries(
    {},
    optional={
        "words": TEXTS,
        "indicator": st.sampled_from(["", "overlast_per_1000", "eenzaam", "bestaat-niet"]),
        "measured_as": TEXTS,
        "baseline": st.none() | st.floats(-1e6, 1e6),
        "baseline_year": st.integers(0, 2200),
        "target": st.none() | st.floats(-1e6, 1e6),
        "target_year": st.integers(0, 2200),
        "measured_by": TEXTS,
        "cites": st.lists(CITES, max_size=3).map(tuple),
    },
)


def says(text):
    return any(sign.isalnum() for sign in text)


def test_a_good_one_passes():
    assert faults_of(GOOD, KNOWN) == ()


@settings(max_examples=200, deadline=None)
@given(data=st.data(), part=st.sampled_from([one for one in PARTS if lines_of(GOOD, one)]))
def test_what_passes_rests_on_things_that_are_there_and_says_something(data, part):
    line = data.draw(st.sampled_from(lines_of(GOOD, part)))
    cites, text = data.draw(st.lists(CITES, max_size=3).map(tuple)), data.draw(TEXTS)
    sentence = replace(getattr(line, "sentence", line), cites=cites, text=text)
    changed = replace(line, sentence=sentence) if hasattr(line, "sentence") else sentence
    found = faults_of(with_line(GOOD, part, changed), KNOWN)
    held = GROUNDS.by_cite()
    there = [getattr(held.get(cite), "value", cite) if cite in held else None for cite in cites]
    is_good = says(text) and bool(cites) and all(one is not None for one in there)
    assert ({one.where for one in found} == set()) is is_good
    assert {one.where for one in found} <= {sentence.key}


@settings(max_examples=300, deadline=None)
@given(change=GOALS)
def test_a_goal_that_passes_says_what_how_much_when_and_by_whom(change):
    goal = replace(GOOD.goals[0], **change)
    if faults_of(with_line(GOOD, "goals", goal), KNOWN):
        return
    assert says(goal.words)
    assert says(goal.measured_by)
    assert goal.cites
    assert goal.target is not None
    assert goal.target_year >= GOOD.on.year
    assert goal.target_year > goal.baseline_year
    if goal.indicator:
        figures = {one.code for one in GROUNDS.figures if one.value is not None}
        assert goal.indicator in figures
        assert goal.baseline is not None
    else:
        assert says(goal.measured_as)


@settings(max_examples=100, deadline=None)
@given(change=GOALS)
def test_only_the_changed_goal_is_blamed(change):
    goal = replace(GOOD.goals[0], **change)
    assert {one.where for one in faults_of(with_line(GOOD, "goals", goal), KNOWN)} <= {goal.key}
