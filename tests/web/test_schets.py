"""The wijkschets on the web: the words of the table first, nothing without a ground, nothing lost, each party heard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from veerkracht.errors.schets import SchetsFileError, SchetsNotReadyError
from veerkracht.errors.web import NotAllowedError
from veerkracht.web.atelier.models import LogWords
from veerkracht.web.atelier.rooms import rooms
from veerkracht.web.audit.models import AuditEntry
from veerkracht.web.schets import actions, reading
from veerkracht.web.schets.models import SchetsVersion
from veerkracht.web.schets.reading import file_of, newest, values_of
from veerkracht.web.workspace.roles import Role
from veerkracht.wijkschets.draaiboek import Origin
from veerkracht.wijkschets.schets import Sentence, Verdict
from veerkracht.workflows.opening import open_home
from veerkracht.workflows.schetsen_figures import area_grounds

from .schets_world import AREA, CARDS, a_schets, keys, make_ready, spoken_atelier

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(make_user, organisation):
    return make_user("Noor", role=Role.BEHEERDER, organisation=organisation)


@pytest.fixture(scope="session")
def grounds(loaded_city):
    return area_grounds(open_home(loaded_city[0]), AREA)


@pytest.fixture(autouse=True)
def _figures_read_once(grounds, monkeypatch):
    monkeypatch.setattr(
        reading, "figures_for", lambda _trajectory, area: grounds if area == AREA else reading.NO_GROUNDS
    )


@pytest.fixture
def schets(trajectory):
    return a_schets(trajectory, atelier=spoken_atelier(trajectory))


def now(schets):
    schets.refresh_from_db()
    return values_of(newest(schets))


def address(name, schets, *more):
    return reverse(f"schets:{name}", args=[schets.pk, *more])


def test_a_draft_holds_the_words_of_the_table_and_each_rests_on_its_card(schets):
    made = now(schets)
    said = {one.text for one in made.sentences()} | {goal.words for goal in made.goals}
    assert {text for _, text, _ in CARDS} <= said
    assert all(one.cites for one in made.sentences())
    assert made.problem[0].origin is Origin.RESIDENT
    assert made.city == ()


def test_a_version_keeps_no_words_of_people_so_that_they_can_still_be_erased(schets):
    kept = newest(schets).grounds
    assert kept["cards"]
    assert {one["text"] for one in kept["cards"]} == {""}
    LogWords.objects.all().delete()
    rooms.forget(schets.atelier_id)
    cards = file_of(schets, newest(schets)).grounds.cards
    assert {one.text for one in cards} == {""}
    assert {one.party for one in cards} == {party for party, _, _ in CARDS}


def test_publishing_is_refused_as_long_as_a_sentence_has_no_ground(schets, guide, as_user):
    bare = Sentence(key="", text="Iedereen weet dit", cites=(), origin=Origin.RESIDENT)
    actions.change_line(schets, by=guide, part="heard", line=bare, base=schets.number)
    make_ready(schets, by=guide)
    with pytest.raises(SchetsNotReadyError):
        actions.publish(schets, by=guide)
    answer = as_user(guide).post(address("publish", schets))
    assert answer.status_code == 400
    assert f"#zin-{keys(schets, 'heard')[-1]}".encode() in answer.content
    schets.refresh_from_db()
    assert schets.published == 0


def test_a_schets_that_is_ready_is_published_signed_and_read_in_every_form(city, schets, guide, as_user):
    number = actions.publish(make_ready(schets, by=guide), by=guide)
    browser = as_user(guide)
    said = {"voice": "corporatie", "verdict": "voorbehoud", "reason": "Als er geld is", "said_by": "Karim, De Kade"}
    said |= {"said_on": timezone.localdate().isoformat()}
    assert browser.post(address("sign", schets, number), said).status_code == 302
    page = browser.get(address("read", schets, number)).content.decode()
    assert "Genoteerd door Noor" in page
    assert "Als er geld is" in page
    assert "Karim, De Kade" in page
    for form, start in (("a3", b"%PDF"), ("a4", b"%PDF"), ("docx", b"PK"), ("html", b"<!")):
        answer = browser.get(address("download", schets, number, form))
        assert answer.content.lstrip()[: len(start)].lower() == start.lower(), form
    acts = set(AuditEntry.objects.filter(object_id=str(schets.pk)).values_list("act", flat=True))
    assert acts == {"schets.made", "schets.changed", "schets.published", "schets.noted"}


def test_who_does_not_agree_says_why_and_no_party_can_be_made_up(schets, guide):
    number = actions.publish(make_ready(schets, by=guide), by=guide)
    with pytest.raises(SchetsFileError):
        actions.sign(schets, by=guide, number=number, party="bewoner", verdict=Verdict.DIFFERS, reason=" ", said_by="x")
    with pytest.raises(SchetsFileError):
        actions.sign(schets, by=guide, number=number, party="koning", verdict=Verdict.AGREES, reason="", said_by="x")


def test_two_people_who_change_the_same_sentence_both_keep_their_text(schets, guide, make_user, organisation):
    other = make_user("Bas", role=Role.PROCESBEGELEIDER, organisation=organisation)
    base, old = schets.number, now(schets).problem[0]
    actions.change_line(schets, by=guide, part="problem", line=replace(old, text="Zoals Noor het zegt"), base=base)
    actions.change_line(schets, by=other, part="problem", line=replace(old, text="Zoals Bas het zegt"), base=base)
    assert [one.text for one in now(schets).problem][:2] == ["Zoals Noor het zegt", "Zoals Bas het zegt"]


def test_two_people_who_change_different_sentences_do_not_notice_each_other(schets, guide):
    base, made = schets.number, now(schets)
    for part in ("causes", "consequences"):
        line = replace(getattr(made, part)[0], text=f"Anders: {part}")
        actions.change_line(schets, by=guide, part=part, line=line, base=base)
    after = now(schets)
    assert (after.causes[0].text, after.consequences[0].text) == ("Anders: causes", "Anders: consequences")
    assert len(after.causes) == len(made.causes)


def test_a_sentence_that_someone_took_out_meanwhile_comes_back_with_who_still_wrote_it(schets, guide):
    base, old = schets.number, now(schets).problem[0]
    actions.remove_line(schets, by=guide, part="problem", key=old.key)
    actions.change_line(schets, by=guide, part="problem", line=replace(old, text="Toch nog"), base=base)
    assert "Toch nog" in [one.text for one in now(schets).problem]


def test_history_is_appended_also_in_the_database_itself(schets, guide):
    actions.remove_line(schets, by=guide, part="problem", key=keys(schets, "problem")[0])
    assert list(schets.versions.values_list("number", flat=True)) == [2, 1]
    for statement in ("UPDATE schets_schetsversion SET number = 9", "DELETE FROM schets_schetsversion"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    SchetsVersion.objects.filter(by=guide).update(by=None)  # an account that is removed may be forgotten


def test_who_only_takes_part_reads_but_changes_nothing(schets, guide, make_user, trajectory, as_user):
    member = make_user("Joke", role=Role.DEELNEMER, trajectory=trajectory)
    with pytest.raises(NotAllowedError):
        actions.remove_line(schets, by=member, part="problem", key="problem-1")
    browser = as_user(member)
    assert browser.get(address("schets", schets)).status_code == 200
    assert browser.get(address("line", schets, "problem", "nieuw")).status_code == 403


def test_a_search_for_sources_keeps_what_was_written_and_saves_nothing(schets, guide, as_user):
    before, browser = schets.number, as_user(guide)
    written = {"text": "Nog niet af", "origin": "bewoner", "base": schets.number, "do": "find", "words": "moestuin"}
    page = browser.post(address("line", schets, "heard", "nieuw"), written).content.decode()
    assert "Nog niet af" in page
    assert "De moestuin kookt elke vrijdag" in page
    assert "Het buurthuis is vijf avonden open" not in page
    schets.refresh_from_db()
    assert schets.number == before


def test_a_goal_takes_the_figure_of_now_from_the_indicator(schets, guide, as_user):
    browser = as_user(guide)
    written = {"text": "Minder mensen", "indicator": "minder_zelfredzaam", "target": "12,5", "target_year": "2031"}
    answer = browser.post(
        address("line", schets, "goals", "nieuw"), {**written, "measured_by": "gemeente", "base": schets.number}
    )
    assert answer.status_code == 302
    goal = now(schets).goals[-1]
    assert goal.baseline is not None
    assert goal.baseline_year > 2000
    assert goal.target == 12.5
    assert goal.cites[0].ref == "minder_zelfredzaam"


def test_a_source_that_was_made_up_is_refused_and_what_was_written_stays(schets, guide, as_user):
    browser = as_user(guide)
    for cite in ("card|<script>||0", "figure|x|y|99999", "nothing", "figure|a|b|-1", "card||", "|||"):
        written = {"text": "<script>alert(1)</script>", "origin": "bewoner", "base": schets.number, "cites": [cite]}
        answer = browser.post(address("line", schets, "heard", "nieuw"), written)
        assert answer.status_code == 400, cite
        assert b"&lt;script&gt;alert(1)" in answer.content
        assert b"<script>alert(1)" not in answer.content


def test_versions_laid_side_by_side_say_what_changed(schets, guide, as_user):
    old = now(schets).problem[0]
    actions.change_line(schets, by=guide, part="problem", line=replace(old, text="Heel anders"), base=schets.number)
    page = as_user(guide).get(address("versions", schets), {"van": 1, "naar": 2}).content.decode()
    assert f"<del>{old.text}</del>" in page
    assert "<ins>Heel anders</ins>" in page


def test_the_atelier_leads_to_its_schets(schets, guide, as_user):
    answer = as_user(guide).get(reverse("schets:of_atelier", args=[schets.atelier_id]))
    assert answer["Location"] == address("schets", schets)


def test_a_number_that_is_none_is_told_and_nothing_is_saved(schets, guide, as_user):
    written = {"text": "Minder", "measured_as": "tellen", "base": schets.number}
    for number in ("twaalf", "nan", "1e400", "12,5,0", "-inf"):
        answer = as_user(guide).post(address("line", schets, "goals", "nieuw"), {**written, "target": number})
        assert answer.status_code == 400, number
        assert b"zoals 12,5" in answer.content
