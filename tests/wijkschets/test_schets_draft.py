"""A first draft says what the table said, no more; and says on what each word rests."""

from __future__ import annotations

from dataclasses import replace

from veerkracht.facts.quadrants import Quadrant
from veerkracht.wijkschets.draaiboek import Origin
from veerkracht.wijkschets.schets import CiteKind, Sentence
from veerkracht.wijkschets.schets_changes import Turn, changes_between
from veerkracht.wijkschets.schets_checks import faults_of
from veerkracht.wijkschets.schets_edits import key_of, line_of, with_line, with_line_moved, without_line

from .schets_making import CLUSTERS, draft, ready, room

HIDDEN = "Een naam die er niet hoort"


def texts(sentences):
    return [one.text for one in sentences]


def test_every_sentence_of_a_draft_rests_on_something_that_is_there():
    made, grounds = draft()
    known = grounds.known()
    assert made.sentences()
    assert all(one.cites and all(known.holds(cite) for cite in one.cites) for one in made.sentences())


def test_a_draft_is_made_of_words_of_the_board_and_nothing_else():
    made, _ = draft()
    board, _ = room()
    said = " ".join([card.text for card in board.cards.values()] + [prose.text.text for prose in board.blocks.values()])
    titles = [f"{title}: " for title in CLUSTERS.values()]
    for sentence in made.sentences():
        words = sentence.text
        for around in (*titles, "Oneens met: ", "Hierover verschillen de antwoorden: "):
            words = words.removeprefix(around)
        assert words.strip("“”") in said, sentence


def test_what_was_hidden_stays_hidden():
    made, grounds = draft()
    assert HIDDEN not in texts(made.problem)
    assert HIDDEN not in {one.text for one in grounds.cards}


def test_cards_that_people_put_together_are_one_sentence_with_all_their_sources():
    made, _ = draft()
    found = next(one for one in made.heard if one.text.startswith(CLUSTERS[1]))
    assert len(found.cites) == 3
    assert found.origin is Origin.RESIDENT


def test_what_the_table_wrote_together_is_the_problem_sentence_by_sentence():
    made, _ = draft()
    assert texts(made.problem)[:2] == [
        "Buren wisselen zo snel dat niemand elkaar kent.",
        "Daardoor blijft hulp uit en blijft afval liggen.",
    ]
    assert {one.cites[0].kind for one in made.problem[:2]} == {CiteKind.TEXT}


def test_hopes_of_the_welcome_are_left_out_and_notes_of_the_end_stay_open():
    made, _ = draft()
    assert "Dat er nu echt iets gebeurt" not in texts(made.sentences())
    assert "Waar gaan de mensen heen als er woningen worden samengevoegd?" in texts(made.questions)


def test_strengths_stand_with_residents_or_institutions_by_who_said_them():
    made, _ = draft()
    assert {one.origin for one in made.residents} == {Origin.RESIDENT}
    assert {one.origin for one in made.institutions} == {Origin.PROFESSIONAL}


def test_a_role_that_differs_is_named_and_one_of_two_people_never_is():
    made, _ = draft()
    differing = made.dissent[0]
    assert differing.parties == ("corporatie", "gemeente")
    assert "gaat voor bij een grotere woning" in differing.sentence.text
    assert not any({"school", "politie"} & set(one.parties) for one in made.dissent)


def test_what_nobody_chose_stays_open_and_stands_in_the_way():
    made, grounds = draft()
    unplaced = next(one for one in made.mix if one.sentence.text == "De school open tot zes uur")
    assert unplaced.quadrant is None
    assert made.goals[0].target is None
    where = {one.where for one in faults_of(made, grounds.known())}
    assert {unplaced.sentence.key, made.goals[0].key} <= where
    assert made.city == ()


def test_a_goal_about_a_figure_begins_at_that_figure():
    made, _ = draft()
    assert (made.goals[0].indicator, made.goals[0].baseline, made.goals[0].baseline_year) == (
        "overlast_per_1000",
        38.2,
        2024,
    )


def test_a_draft_in_which_people_chose_can_be_published():
    made, grounds = draft()
    assert faults_of(ready(made), grounds.known()) == ()


def test_each_thing_that_is_wrong_is_said_where_it_is():
    made, grounds = draft()
    good, known = ready(made), grounds.known()
    bare = replace(good.heard[0], cites=())
    unclear = replace(good.dissent[0], about="er-is-niets", parties=())
    gone = replace(good.causes[0], cites=(replace(good.causes[0].cites[0], ref="weg"),))
    twice = replace(good.problem[0], key=good.problem[1].key)
    for part, line in (("heard", bare), ("dissent", unclear), ("causes", gone)):
        found = faults_of(with_line(good, part, line), known)
        assert {one.where for one in found} == {key_of(line)}, part
    doubled = replace(good, problem=(twice, *good.problem[1:]))
    assert good.problem[1].key in {one.where for one in faults_of(doubled, known)}
    assert "mix" in {one.where for one in faults_of(replace(good, mix=()), known)}


def test_one_line_is_changed_moved_and_taken_out_and_every_other_stays():
    made, _ = draft()
    first, second = made.causes[:2]
    changed = with_line(made, "causes", replace(first, text="Anders"))
    assert texts(changed.causes) == ["Anders", *texts(made.causes)[1:]]
    assert with_line_moved(made, "causes", first.key, by=1).causes[:2] == (second, first)
    assert with_line_moved(made, "causes", first.key, by=-5) == made
    assert without_line(made, "causes", first.key).causes == made.causes[1:]
    step = made.mix[-1]
    placed = with_line(made, "mix", replace(step, quadrant=Quadrant.SOCIAL))
    assert line_of(placed, "mix", step.sentence.key).quadrant is Quadrant.SOCIAL


def test_changes_are_told_line_by_line():
    made, _ = draft()
    new = Sentence(key="heard-99", text="Nieuw", cites=made.heard[0].cites, origin=Origin.RESIDENT)
    after = with_line(without_line(made, "causes", made.causes[0].key), "heard", new)
    after = with_line(after, "problem", replace(made.problem[0], cites=made.heard[0].cites))
    found = {(one.part, one.key, one.turn) for one in changes_between(made, after)}
    assert found == {
        ("causes", made.causes[0].key, Turn.REMOVED),
        ("heard", "heard-99", Turn.ADDED),
        ("problem", made.problem[0].key, Turn.GROUNDS),
    }
    assert changes_between(made, made) == ()
