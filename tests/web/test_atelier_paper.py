"""Paper: what people wrote counts like what came from a screen, once, and whole or not at all."""

from __future__ import annotations

import uuid
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from veerkracht.errors.atelier import NotJoinedError, SheetRefusedError, SheetTakenError
from veerkracht.errors.web import NotAllowedError
from veerkracht.report.paper import SheetCode, SheetKind, sheet_code
from veerkracht.web.atelier.actions.adding import Sent, add
from veerkracht.web.atelier.actions.correcting import correct_sheet
from veerkracht.web.atelier.actions.joining import erase, join
from veerkracht.web.atelier.actions.making import make_atelier, set_door
from veerkracht.web.atelier.actions.paper import Writer, Written, enter_sheet
from veerkracht.web.atelier.models import LogLine, Participant
from veerkracht.web.atelier.outcomes import moment_of
from veerkracht.web.atelier.paper_sheets import statement_lines
from veerkracht.web.atelier.reading import lines_of
from veerkracht.web.audit.models import AuditEntry
from veerkracht.web.workspace.roles import Role
from veerkracht.wijkschets.admission import Actor
from veerkracht.wijkschets.log import breaks_in
from veerkracht.workflows.draaiboeken import shipped_draaiboek

pytestmark = pytest.mark.django_db
STEPS = ("welkom", "kaart", "stellingen", "uitslag")


@pytest.fixture
def lead(make_user, organisation):
    return make_user("Noor", role=Role.BEHEERDER, organisation=organisation)


@pytest.fixture
def atelier(trajectory, lead):
    made = make_atelier(
        trajectory, by=None, name="Noord <script>alert(1)</script>", draaiboek=shipped_draaiboek("een-dag"), areas=[]
    )
    return set_door(made, by=None, is_open=True)


def do(atelier, actor, verb, **body):
    (found,) = add(atelier, [Sent(id=str(uuid.uuid4()), verb=verb, body=body)], actor=actor)
    assert found.error is None, found.error


def play(atelier, lead, *steps):
    """Go through steps; in 'stellingen' someone writes two statements; return their ids."""
    leads = Actor(id=str(lead.pk), is_facilitator=True)
    person, _secret = join(atelier, name="Els", party="zorg")
    cards = [str(uuid.uuid4()), str(uuid.uuid4())]
    for step in steps:
        do(atelier, leads, "steer", move="go", step=step)
        if step == "stellingen":
            for number, card in enumerate(cards, start=1):
                do(
                    atelier,
                    Actor(id=str(person.pk), party="zorg"),
                    "contribute",
                    card=card,
                    form="statement",
                    text=f"Stelling {number}",
                )
    return cards


def sheet(text):
    found = sheet_code(text)
    assert found is not None
    return found


def note(number, text, *, said_in="kaart"):
    body = {"card": str(uuid.uuid4()), "form": "note", "text": text}
    return Written(part=f"card {number}", verb="contribute", body=body, said_in=said_in)


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("14K", "14K"),
        (" 14 s ", "14S"),
        ("007m", "7M"),
        *((typed, None) for typed in ("K14", "14", "0K", "1000K", "14X", "\u06614K", "")),
    ],
)
def test_a_code_is_read_however_it_was_typed(typed, right):
    found = sheet_code(typed)
    assert (str(found) if found else None) == right


def test_what_was_written_on_paper_counts_also_when_the_atelier_is_over(atelier, lead):
    cards = play(atelier, lead, *STEPS)
    do(atelier, Actor(id=str(lead.pk), is_facilitator=True), "steer", move="close")
    written = [
        Written(part=f"vote {cards[0]}", verb="vote", body={"card": cards[0], "value": 1}, said_in="stellingen"),
        Written(part=f"vote {cards[1]}", verb="vote", body={"card": cards[1], "value": -1}, said_in="stellingen"),
    ]
    person = enter_sheet(
        atelier, sheet("3S"), by=lead, writer=Writer(name="Mevrouw De Wit", party="bewoner"), written=written
    )
    board = moment_of(atelier).board
    assert [board.cards[card].votes for card in cards] == [{str(person.pk): 1}, {str(person.pk): -1}]
    assert set(LogLine.objects.filter(by=person.pk).values_list("channel", "step")) == {("paper", "stellingen")}
    assert breaks_in(lines_of(atelier.pk)) == []


def test_a_step_that_never_was_takes_nothing_from_paper_either(atelier, lead):
    cards = play(atelier, lead, "welkom", "stellingen")
    late = Written(part="dots", verb="dots", body={"card": cards[0], "count": 1}, said_in="probleem")
    with pytest.raises(SheetRefusedError):
        enter_sheet(atelier, sheet("3P"), by=lead, writer=Writer(name="Piet", party="bewoner"), written=[late])


def test_the_same_number_is_the_same_person_and_no_sheet_counts_twice(atelier, lead):
    play(atelier, lead, "welkom", "kaart")
    first = enter_sheet(
        atelier, sheet("1K"), by=lead, writer=Writer(name="Piet", party="bewoner"), written=[note(1, "A")]
    )
    other = enter_sheet(atelier, sheet("1M"), by=lead, writer=None, written=[note(1, "B")])
    assert first == other
    with pytest.raises(SheetTakenError, match="1K"):
        enter_sheet(atelier, sheet("1K"), by=lead, writer=None, written=[note(1, "C"), note(2, "D")])
    assert sorted(card.text for card in moment_of(atelier).board.in_order()) == ["A", "B"]


def test_one_thing_that_cannot_be_keeps_the_whole_sheet_out(atelier, lead):
    play(atelier, lead, "welkom", "kaart")
    number = moment_of(atelier).number
    with pytest.raises(SheetRefusedError) as refused:
        enter_sheet(
            atelier,
            sheet("1K"),
            by=lead,
            writer=Writer(name="Piet", party="bewoner"),
            written=[note(1, "Goed"), note(2, "x" * 5000)],
        )
    assert list(refused.value.faults) == ["card 2"]
    assert moment_of(atelier).number == number
    assert not Participant.objects.filter(atelier=atelier, sheet=1).exists()
    again = enter_sheet(
        atelier, sheet("1K"), by=lead, writer=Writer(name="Piet", party="bewoner"), written=[note(1, "Goed")]
    )
    assert again.sheet == 1


def test_who_had_his_words_erased_is_not_entered_again(atelier, lead):
    play(atelier, lead, "welkom", "kaart")
    person = enter_sheet(
        atelier, sheet("1K"), by=lead, writer=Writer(name="Piet", party="bewoner"), written=[note(1, "A")]
    )
    erase(person, by=lead)
    with pytest.raises(NotJoinedError):
        enter_sheet(atelier, sheet("1M"), by=lead, writer=Writer(name="Piet", party="bewoner"), written=[note(1, "A")])


def test_only_who_leads_types_over(atelier, lead, make_user, organisation):
    play(atelier, lead, "welkom", "kaart")
    reader = make_user("Lezer", role=Role.LEZER, organisation=organisation)
    with pytest.raises(NotAllowedError):
        enter_sheet(
            atelier, sheet("1K"), by=reader, writer=Writer(name="Piet", party="bewoner"), written=[note(1, "A")]
        )


def test_a_stack_of_sheets_on_the_page(atelier, lead, as_user):
    cards = play(atelier, lead, *STEPS)
    page, client = reverse("atelier:paper_entry", args=[atelier.pk]), as_user(lead)
    asked = client.get(page, {"blad": "7s"})
    assert asked.status_code == 200
    assert b"<script>alert" not in asked.content
    wrong = client.post(f"{page}?blad=7S", {"name": "Jan", "party": "bewoner", "v1": "x", "v2": "o"})
    assert wrong.status_code == 400
    assert 'value="Jan"' in wrong.content.decode()
    right = client.post(f"{page}?blad=7S", {"name": "Jan", "party": "bewoner", "v1": "E", "v2": "o"})
    assert right["Location"] == f"{page}?na=8S"
    board = moment_of(atelier).board
    assert [list(board.cards[card].votes.values()) for card in cards] == [[1], [-1]]
    again = client.get(page, {"blad": "7S"})
    assert again.status_code == 409
    assert "Oneens: Stelling 2" in again.content.decode()
    more = client.get(page, {"blad": "7K"}).content.decode()
    assert 'name="name"' not in more
    said = {"what": "kaart note", "text1": "Meer licht", "mood1": "worry", "where1": "Kerkstraat"}
    assert client.post(f"{page}?blad=7K", said).status_code == 302
    card = moment_of(atelier).board.in_order()[0]
    assert (card.text, card.first.place.words, card.step, str(card.channel)) == (
        "Meer licht",
        "Kerkstraat",
        "kaart",
        "paper",
    )
    assert client.get(page, {"blad": "999999"}).status_code == 400


def test_a_voting_sheet_is_corrected_by_what_follows_and_the_log_shows_both(atelier, lead, as_user):
    cards = play(atelier, lead, *STEPS)
    page, client = reverse("atelier:paper_entry", args=[atelier.pk]), as_user(lead)
    writer = {"name": "Jan", "party": "bewoner"}
    client.post(f"{page}?blad=7S", {**writer, "v1": "e", "v2": "o"})
    taken = client.get(page, {"blad": "7S"}).content.decode()
    assert f"{page}?blad=7S&amp;verbeter=ja" in taken
    form = client.get(page, {"blad": "7S", "verbeter": "ja"}).context["form"]
    assert {name: form[name].value() for name in ("name", "party", "v1", "v2")} == {**writer, "v1": "e", "v2": "o"}

    # The paper said 'oneens' on the first, nothing on the second, and Jan is of the school.
    right = client.post(f"{page}?blad=7S&verbeter=ja", {"name": "Jan", "party": "school", "v1": "o", "v2": ""})
    assert right["Location"] == page
    moment = moment_of(atelier)
    person = Participant.objects.get(atelier=atelier, sheet=7)
    assert person.party == "school"
    assert [moment.board.cards[card].votes for card in cards] == [{str(person.pk): -1}, {}]
    lines = LogLine.objects.filter(by=person.pk, verb="vote").order_by("number")
    assert [line.words.body["value"] for line in lines] == [1, -1, -1, None]
    assert set(lines.values_list("channel", "step")) == {("paper", "stellingen")}
    assert breaks_in(lines_of(atelier.pk)) == []
    again = client.get(page, {"blad": "7S"}).content.decode()
    for words in ("Eens: Stelling 1", "Oneens: Stelling 1", "Oneens: Stelling 2", "Geen stem: Stelling 2"):
        assert words in again
    acts = list(AuditEntry.objects.filter(act__contains="corrected").values_list("act", "before", "after"))
    assert ("atelier.sheet.corrected", {}, {"sheet": "7S", "changes": 2}) in [(a, b or {}, c) for a, b, c in acts]
    roles = [(before["party"], after["party"]) for act, before, after in acts if act == "atelier.person.corrected"]
    assert roles == [("bewoner", "school")]

    number = moment.number
    same = client.post(f"{page}?blad=7S&verbeter=ja", {"name": "Jan", "party": "school", "v1": "o"}, follow=True)
    assert "stond al zo" in same.content.decode()
    assert moment_of(atelier).number == number


def test_a_card_from_paper_keeps_its_reactions_when_only_words_were_wrong(atelier, lead, as_user):
    play(atelier, lead, "welkom", "kaart")
    page, client = reverse("atelier:paper_entry", args=[atelier.pk]), as_user(lead)
    cards = {"what": "kaart note", "text1": "Meer ligt", "mood1": "worry", "text2": "Weg hiermee", "where2": "Dreef"}
    client.post(f"{page}?blad=8K", {"name": "Bep", "party": "bewoner", **cards})
    first = {card.text: card for card in moment_of(atelier).board.in_order()}
    els = Actor(id=str(Participant.objects.get(pseudonym="Els").pk), party="zorg")
    do(atelier, els, "react", card=first["Meer ligt"].first.card, text="Ja!")
    form = client.get(page, {"blad": "8K", "verbeter": "ja"}).context["form"]
    assert {name: form[name].value() for name in cards} == cards

    said = {"name": "Bep", "party": "bewoner", "what": "kaart note", "mood1": "worry"}
    client.post(f"{page}?blad=8K&verbeter=ja", {**said, "text1": "Meer licht", "text3": "Nog een bankje"})
    board = moment_of(atelier).board
    assert sorted(card.text for card in board.in_order()) == ["Meer licht", "Nog een bankje"]
    mended = board.cards[first["Meer ligt"].first.card]
    assert [one.text for one in mended.reactions] == ["Ja!"]
    assert board.cards[first["Weg hiermee"].first.card].is_withdrawn
    # Another mood is another card: the first is taken back, not overwritten; and it can be corrected once more.
    client.post(f"{page}?blad=8K&verbeter=ja", {**said, "mood1": "chance", "text1": "Meer licht"})
    (last,) = moment_of(atelier).board.in_order()
    assert (last.text, str(last.first.sentiment)) == ("Meer licht", "chance")
    client.post(f"{page}?blad=8K&verbeter=ja", {**said, "mood1": "chance", "text1": "Veel licht"})
    assert [card.text for card in moment_of(atelier).board.in_order()] == ["Veel licht"]
    history = client.get(page, {"blad": "8K"}).content.decode()
    for words in ("Meer ligt", "teruggenomen: Weg hiermee", "Veel licht"):
        assert words in history


def test_dots_that_were_typed_at_the_wrong_card_move_to_the_right_one(atelier, lead, as_user):
    play(atelier, lead, "welkom", "probleem")
    els = Actor(id=str(Participant.objects.get(pseudonym="Els").pk), party="zorg")
    cards = [str(uuid.uuid4()), str(uuid.uuid4())]
    for card in cards:
        do(atelier, els, "contribute", card=card, form="problem", link="problem", text=f"Probleem {card[:4]}")
    most = moment_of(atelier).draaiboek.step("probleem").dots
    page, client = reverse("atelier:paper_entry", args=[atelier.pk]), as_user(lead)
    writer = {"name": "Jan", "party": "bewoner"}
    client.post(f"{page}?blad=7P", {**writer, "dots1": "", "dots2": most})
    moved = client.post(f"{page}?blad=7P&verbeter=ja", {**writer, "dots1": most, "dots2": ""})
    assert moved.status_code == 302
    assert [list(moment_of(atelier).board.cards[card].dots.values()) for card in cards] == [[most], []]


def test_a_correction_that_cannot_be_changes_nothing(atelier, lead, as_user, make_user, organisation):
    play(atelier, lead, "welkom", "kaart")
    page, client = reverse("atelier:paper_entry", args=[atelier.pk]), as_user(lead)
    said = {"name": "Bep", "party": "bewoner", "what": "kaart note", "text1": "Meer licht"}
    client.post(f"{page}?blad=8K", said)
    number = moment_of(atelier).number
    for wrong in ({"text1": "x" * 601}, {"party": "piraat"}, {"name": ""}, {"party": "eigen"}, {"what": "?"}):
        assert client.post(f"{page}?blad=8K&verbeter=ja", {**said, **wrong}).status_code == 400
    assert moment_of(atelier).number == number
    writer = Writer(name="Bep", party="bewoner")
    asked = {"writer": writer, "written": [], "parts": ["card 1"]}
    reader = make_user("Lezer", role=Role.LEZER, organisation=organisation)
    with pytest.raises(NotAllowedError):
        correct_sheet(atelier, sheet("8K"), by=reader, **asked)
    with pytest.raises(NotJoinedError):
        correct_sheet(atelier, sheet("9K"), by=lead, **asked)
    erase(Participant.objects.get(sheet=8), by=lead)
    with pytest.raises(NotJoinedError):
        correct_sheet(atelier, sheet("8K"), by=lead, **asked)
    gone = client.get(page, {"blad": "8K", "verbeter": "ja"})
    assert gone.status_code == 409
    assert "op verzoek gewist" in gone.content.decode()


def test_in_a_series_a_statement_of_the_first_meeting_is_voted_on_in_its_own_step(trajectory, lead):
    made = make_atelier(trajectory, by=None, name="Twee", draaiboek=shipped_draaiboek("twee-ateliers"), areas=[])
    made = set_door(made, by=None, is_open=True)
    leads, (person, _secret) = Actor(id=str(lead.pk), is_facilitator=True), join(made, name="Els", party="zorg")
    cards = []
    for step in ("stellingen-stad", "uitslag-stad", "stellingen"):
        do(made, leads, "steer", move="go", step=step)
        if step.startswith("stellingen"):
            cards.append(str(uuid.uuid4()))
            els = Actor(id=str(person.pk), party="zorg")
            do(made, els, "contribute", card=cards[-1], form="statement", text=f"Van {step}")
    written = [
        Written(part=f"vote {line.card}", verb="vote", body={"card": line.card, "value": 1}, said_in=line.asks[0][1])
        for line in statement_lines(moment_of(made))
    ]
    piet = enter_sheet(made, sheet("1S"), by=lead, writer=Writer(name="Piet", party="bewoner"), written=written)
    board = moment_of(made).board
    assert [board.cards[card].votes for card in cards] == [{str(piet.pk): 1}, {str(piet.pk): 1}]


def test_sheets_to_print_carry_code_number_and_words(atelier, lead, as_user):
    # Letters that a font draws closer together: set so, they came out of the file as two words.
    atelier.code = "yrrryx"
    atelier.save(update_fields=["code"])
    play(atelier, lead, *STEPS)
    page, client = reverse("atelier:paper", args=[atelier.pk]), as_user(lead)
    asked = {"kind": "S", "first": 12, "count": 3, "step": ""}
    answer = client.get(page, asked)
    assert answer["Content-Type"] == "application/pdf"
    pages = [one.extract_text() for one in PdfReader(BytesIO(answer.content)).pages]
    assert len(pages) == 3
    for number, text in zip((12, 13, 14), pages, strict=True):
        assert f"{number}S" in text
        assert atelier.code in text
        assert "Stelling 2" in text
    assert client.get(page, asked | {"count": 101}).status_code == 400
    assert client.get(page, asked | {"first": 999}).status_code == 400
    # Of the area of this atelier there are no polygons: that is said, not printed as an empty map.
    assert client.get(page, asked | {"kind": "M"}).status_code == 400


def test_a_hidden_statement_does_not_move_the_numbers_of_the_others(atelier, lead, as_user):
    cards = play(atelier, lead, *STEPS)
    do(atelier, Actor(id=str(lead.pk), is_facilitator=True), "hide", card=cards[0], reason="wijst iemand aan")
    page = reverse("atelier:paper_entry", args=[atelier.pk])
    text = as_user(lead).get(page, {"blad": str(SheetCode(number=1, kind=SheetKind.VOTES))}).content.decode()
    assert 'name="v2"' in text
    assert 'name="v1"' not in text
