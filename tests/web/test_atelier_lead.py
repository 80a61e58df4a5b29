"""Who leads: making an atelier, steering it without a script, people and their words, the log, draaiboeken."""

from __future__ import annotations

import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from veerkracht.web.atelier.actions.adding import Sent, add
from veerkracht.web.atelier.actions.joining import join
from veerkracht.web.atelier.coming_in import actor_of
from veerkracht.web.atelier.models import Atelier, LogLine, LogWords, OwnDraaiboek, Participant
from veerkracht.web.atelier.rooms import rooms
from veerkracht.web.atelier.views import log as views_log
from veerkracht.web.audit.models import AuditEntry
from veerkracht.web.workspace.roles import Role
from veerkracht.workflows.atelier_log import check_log
from veerkracht.workflows.draaiboeken import draaiboek_from, shipped_draaiboek

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(make_user, as_user, organisation) -> Client:
    return as_user(make_user("Petra", role=Role.PROCESBEGELEIDER, organisation=organisation))


@pytest.fixture
def atelier(lead, trajectory) -> Atelier:
    """An atelier that was made through the page, its door opened."""
    sent = {"name": "Waterwijk", "draaiboek": "een-dag.0", "keep_until": "2027-05-01"}
    lead.post(reverse("atelier:make", args=[trajectory.pk]), sent)
    made = Atelier.objects.get(name="Waterwijk")
    lead.post(reverse("atelier:set_door", args=[made.pk]), {"open": "ja"})
    return Atelier.objects.get(pk=made.pk)


def person(atelier: Atelier, name: str = "Fatma", party: str = "bewoner") -> Participant:
    return join(Atelier.objects.get(pk=atelier.pk), name=name, party=party)[0]


def says(atelier: Atelier, who: Participant, verb: str, **body: object) -> str:
    """Do something as a participant; return the id of the card."""
    card = str(body.setdefault("card", str(uuid.uuid4())))
    outcome = add(atelier, [Sent(id=str(uuid.uuid4()), verb=verb, body=body)], actor=actor_of(who))[0]
    assert outcome.error is None, outcome.error
    return card


def order(lead: Client, atelier: Atelier, name: str, **fields: object) -> Client:
    return lead.post(reverse("atelier:order", args=[atelier.pk]), {"order": name, **fields}, follow=True)


def board(atelier: Atelier):
    room = rooms.of(atelier)
    room.catch_up()
    return room.board


def test_an_atelier_is_made_with_a_code_a_term_and_a_copy_of_its_draaiboek(atelier):
    assert atelier.is_open
    assert atelier.keep_until.isoformat() == "2027-05-01"
    assert draaiboek_from(atelier.draaiboek) == shipped_draaiboek("een-dag")
    assert set(AuditEntry.objects.values_list("act", flat=True)) >= {"atelier.made", "atelier.doors.opened"}


def test_a_wrong_form_keeps_what_was_typed_and_makes_nothing(lead, trajectory):
    answer = lead.post(reverse("atelier:make", args=[trajectory.pk]), {"name": "Waterwijk", "keep_until": "2001-01-01"})
    assert answer.status_code == 400
    assert 'value="Waterwijk"' in answer.content.decode()
    assert not Atelier.objects.exists()


def test_steps_start_pause_go_on_take_longer_and_end(lead, atelier):
    clock = board(atelier).clock
    assert str(clock.state) == "before"
    order(lead, atelier, "go", step="kaart")
    assert (str(board(atelier).clock.state), board(atelier).clock.step) == ("runs", "kaart")
    order(lead, atelier, "pause")
    assert str(board(atelier).clock.state) == "paused"
    order(lead, atelier, "resume")
    order(lead, atelier, "extend", seconds="300")
    assert board(atelier).clock.extra == 300
    page = order(lead, atelier, "close").content.decode()
    assert "Het atelier is afgesloten" in page


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("go", {"step": "bestaat-niet"}),
        ("dance", {}),
        ("extend", {"seconds": "veel"}),
        ("hide", {"card": str(uuid.uuid4()), "reason": "x"}),
        ("light", {"card": "<script>"}),
        ("gather", {"title": ""}),
    ],
)
def test_an_order_that_cannot_be_is_told_and_changes_nothing(lead, atelier, name, fields):
    page = order(lead, atelier, name, **fields)
    assert page.status_code == 200
    assert "vk-message--error" in page.content.decode()
    assert not LogLine.objects.filter(atelier=atelier).exists()


def test_a_card_is_hidden_with_a_reason_and_shown_again(lead, atelier):
    order(lead, atelier, "go", step="kaart")
    card = says(atelier, person(atelier), "contribute", form="note", text="Mijn buurman Jan is lastig")
    page = order(lead, atelier, "hide", card=card, reason="Noemt iemand bij naam").content.decode()
    assert "Verborgen: Noemt iemand bij naam" in page
    projector = lead.get(reverse("atelier:projector", args=[atelier.pk])).content.decode()
    assert "buurman Jan" not in projector
    order(lead, atelier, "show", card=card)
    assert "buurman Jan" in lead.get(reverse("atelier:projector", args=[atelier.pk])).content.decode()


def test_cards_are_gathered_joined_by_title_and_laid_back(lead, atelier):
    order(lead, atelier, "go", step="kaart")
    fatma = person(atelier)
    one, two, three = (says(atelier, fatma, "contribute", form="note", text=f"Kaartje {at}") for at in range(3))
    order(lead, atelier, "gather", cards=[one, two], title="Groen")
    page = order(lead, atelier, "gather", cards=[three], title="Groen").content.decode()
    assert len(set(board(atelier).clusters)) == 1
    assert {board(atelier).cards[key].cluster for key in (one, two, three)} == set(board(atelier).clusters)
    undo = page.split('action="/ateliers/')[1].split('"')[0]
    lead.post(f"/ateliers/{undo}")
    assert [bool(board(atelier).cards[key].cluster) for key in (one, two, three)] == [True, True, False]


def test_the_spotlight_fills_the_screen_of_the_hall(lead, atelier):
    order(lead, atelier, "go", step="kaart")
    card = says(atelier, person(atelier), "contribute", form="note", text="De speeltuin is altijd nat")
    order(lead, atelier, "light", card=card)
    now = lead.get(reverse("atelier:projector_now", args=[atelier.pk])).content.decode()
    assert '<p class="pj__lit-text">De speeltuin is altijd nat</p>' in now
    order(lead, atelier, "dark")
    assert "pj__lit-text" not in lead.get(reverse("atelier:projector_now", args=[atelier.pk])).content.decode()


def test_the_hall_sees_results_only_when_the_step_is_about_them_and_no_bar_of_two_people(lead, atelier):
    order(lead, atelier, "go", step="stellingen")
    people = [person(atelier, f"Bewoner {at}") for at in range(3)]
    people += [person(atelier, "Cor", "corporatie"), person(atelier, "Gijs", "gemeente")]
    card = says(atelier, people[0], "contribute", form="statement", text="Er moet een jongerenplek komen")
    for one in people:
        says(atelier, one, "vote", card=card, value=1)
    address = reverse("atelier:projector_now", args=[atelier.pk])
    assert "pj__bar" not in lead.get(address).content.decode()
    order(lead, atelier, "go", step="uitslag")
    told = lead.get(address).content.decode()
    assert told.count("pj__bar") == 1, "of everyone only: less the bewoners it would be what Cor and Gijs voted"
    assert "Bewoner, Corporatie, Gemeente: niet apart getoond" in told


def test_no_votes_of_one_small_role_follow_from_the_others(lead, atelier):
    order(lead, atelier, "go", step="stellingen")
    people = [person(atelier, f"Bewoner {at}") for at in range(3)] + [person(atelier, "Cor", "corporatie")]
    card = says(atelier, people[0], "contribute", form="statement", text="Er moet een jongerenplek komen")
    for one in people:
        says(atelier, one, "vote", card=card, value=1)
    order(lead, atelier, "go", step="uitslag")
    told = lead.get(reverse("atelier:projector_now", args=[atelier.pk])).content.decode()
    assert told.count("pj__bar") == 1, "of everyone only: less the bewoners it would be what Cor voted"


def test_the_hall_says_of_each_statement_what_the_outcome_says(lead, atelier):
    """Half is no majority: not on the screen, not on the page; and what all reject is no difference between roles."""
    order(lead, atelier, "go", step="stellingen")
    people = [person(atelier, f"Bewoner {at}") for at in range(4)] + [
        person(atelier, f"Cor {at}", "corporatie") for at in range(3)
    ]
    said = {
        "Licht aan": (1, 1, 1, 0, 1, 1, 1),
        "Half om half": (1, 1, -1, -1, 1, 1, 1),
        "Alles slopen": (-1, -1, -1, 0, -1, -1, 1),
        "Huur omhoog": (-1, -1, -1, -1, 1, 1, 1),
    }
    for text, values in said.items():
        card = says(atelier, people[0], "contribute", form="statement", text=text)
        for one, value in zip(people, values, strict=True):
            says(atelier, one, "vote", card=card, value=value)
    order(lead, atelier, "go", step="uitslag")
    hall = lead.get(reverse("atelier:projector_now", args=[atelier.pk])).context["results"]
    page = lead.get(reverse("atelier:results", args=[atelier.pk])).context
    for part, texts in (("shared", ["Licht aan"]), ("rejected", ["Alles slopen"]), ("divided", ["Huur omhoog"])):
        assert [one.text for one in getattr(hall, part)] == [one.text for one in page[part]] == texts
        assert [one.bars[1:] for one in getattr(hall, part)] == [one.roles for one in page[part]]
    assert [one.text for one in page["open"]] == ["Half om half"]


def test_without_a_script_the_cards_of_this_step_are_marked(lead, atelier):
    order(lead, atelier, "go", step="welkom")
    fatma = person(atelier)
    early = says(atelier, fatma, "contribute", form="note", text="Van de vorige stap")
    order(lead, atelier, "go", step="kaart")
    now = says(atelier, fatma, "contribute", form="note", text="Van deze stap")
    page = lead.get(reverse("atelier:lead", args=[atelier.pk]), {"toon": "stap"}).content.decode()
    head = {key: page.split(f'id="kaart-{key}"')[1].split(">")[0] for key in (early, now)}
    assert "data-here" in head[now]
    assert "data-here" not in head[early]


def test_a_cause_says_of_which_problem_it_is_one(lead, atelier):
    order(lead, atelier, "go", step="probleem")
    fatma = person(atelier)
    problem = says(atelier, fatma, "contribute", form="problem", link="problem", text="Ouderen komen niet buiten")
    says(atelier, fatma, "contribute", form="problem", link="cause", of=problem, text="Er is geen bankje")
    for name in ("lead", "projector", "replay"):
        page = lead.get(reverse(f"atelier:{name}", args=[atelier.pk])).content.decode()
        assert page.count("Hoort bij: Ouderen komen niet buiten") == 1, name
    order(lead, atelier, "hide", card=problem, reason="wijst iemand aan")
    assert "Hoort bij" not in lead.get(reverse("atelier:projector", args=[atelier.pk])).content.decode()


def test_a_log_that_grows_while_it_is_checked_is_whole(lead, atelier, monkeypatch):
    order(lead, atelier, "go", step="kaart")
    fatma = person(atelier)
    read = views_log.lines_of

    def meanwhile(atelier_id):
        says(atelier, fatma, "contribute", form="note", text="Net op tijd")
        return read(atelier_id)

    monkeypatch.setattr(views_log, "lines_of", meanwhile)
    assert "De keten klopt</" in lead.get(reverse("atelier:log", args=[atelier.pk])).content.decode()
    monkeypatch.setattr(views_log, "lines_of", lambda atelier_id: list(read(atelier_id))[:-1])
    assert "Aan het einde ontbreken regels" in lead.get(reverse("atelier:log", args=[atelier.pk])).content.decode()


def test_news_hold_only_what_changed(lead, atelier):
    order(lead, atelier, "go", step="kaart")
    says(atelier, person(atelier), "contribute", form="note", text="Eerste <b>kaartje</b>")
    address = reverse("atelier:lead_news", args=[atelier.pk])
    first = lead.get(address).json()
    assert [("Eerste &lt;b&gt;kaartje" in one["html"]) for one in first["cards"]] == [True]
    assert lead.get(address, {"since": first["number"]}).json()["cards"] == []
    assert first["count"] == 1
    assert lead.get(address, {"since": "9" * 40}).status_code == 200


def test_what_is_kept_of_a_person_is_handed_over_and_erased_and_the_chain_still_holds(lead, atelier, tmp_path):
    order(lead, atelier, "go", step="kaart")
    fatma, cor = person(atelier), person(atelier, "Cor", "corporatie")
    says(atelier, fatma, "contribute", form="note", text="Het is hier donker")
    says(atelier, cor, "contribute", form="note", text="Wij snoeien in maart")
    told = json.loads(lead.get(reverse("atelier:export_person", args=[atelier.pk, fatma.pk])).content)
    assert told["name"] == "Fatma"
    assert [one["body"]["text"] for one in told["deeds"]] == ["Het is hier donker"]
    address = reverse("atelier:erase", args=[atelier.pk, fatma.pk])
    assert lead.post(address).status_code == 400, "not before one is sure"
    lead.post(address, {"zeker": "ja"})
    assert lead.get(reverse("atelier:export_person", args=[atelier.pk, fatma.pk])).status_code == 404
    page = lead.get(reverse("atelier:lead", args=[atelier.pk])).content.decode()
    assert "Het is hier donker" not in page
    assert "Wij snoeien in maart" in page
    assert "De keten klopt" in lead.get(reverse("atelier:log", args=[atelier.pk])).content.decode()
    file = tmp_path / "log.jsonl"
    file.write_bytes(lead.get(reverse("atelier:export_log", args=[atelier.pk])).content)
    assert "Fatma" not in file.read_text("utf-8")
    found = check_log(file, end=Atelier.objects.get(pk=atelier.pk).link[:12])
    assert (found.is_whole, found.lines, found.erased) == (True, 3, 1)
    acts = AuditEntry.objects.values_list("act", flat=True)
    assert {"atelier.person.exported", "atelier.person.erased", "atelier.log.exported"} <= set(acts)


def test_who_tampers_with_words_is_seen_on_the_page(lead, atelier):
    order(lead, atelier, "go", step="kaart")
    says(atelier, person(atelier), "contribute", form="note", text="Het is hier donker")
    words = LogWords.objects.get(line__verb="contribute")
    line, salt = words.line, words.salt
    words.delete()  # the database lets words be erased, never changed
    LogWords.objects.create(line=line, salt=salt, body={"text": "Het is hier prachtig"})
    page = lead.get(reverse("atelier:log", args=[atelier.pk])).content.decode()
    assert "Regel 2: de tekst is later veranderd." in page


def test_a_person_of_another_atelier_cannot_be_reached_through_this_one(lead, atelier, trajectory):
    sent = {"name": "Ander", "draaiboek": "een-dag.0", "keep_until": "2027-05-01"}
    lead.post(reverse("atelier:make", args=[trajectory.pk]), sent)
    other = Atelier.objects.get(name="Ander")
    lead.post(reverse("atelier:set_door", args=[other.pk]), {"open": "ja"})
    stranger = person(other)
    for name in ("export_person", "erase"):
        assert lead.get(reverse(f"atelier:{name}", args=[atelier.pk, stranger.pk])).status_code == 404


def test_the_board_of_any_moment_can_be_seen_again(lead, atelier):
    order(lead, atelier, "go", step="kaart")
    fatma = person(atelier)
    says(atelier, fatma, "contribute", form="note", text="Eerst dit")
    says(atelier, fatma, "contribute", form="note", text="Toen dat")
    address = reverse("atelier:replay", args=[atelier.pk])
    at_two = lead.get(address, {"tot": 2}).content.decode()
    assert "Eerst dit" in at_two
    assert "Toen dat" not in at_two
    assert "Toen dat" in lead.get(address).content.decode()
    for odd in ("0", "-1", "9" * 30, "abc", "<script>"):
        assert lead.get(address, {"tot": odd}).status_code == 200


def test_looking_back_names_nobody_who_chose(lead, atelier):
    """With a name, two moments next to each other would tell what someone voted."""
    order(lead, atelier, "go", step="stellingen")
    fatma, cor = person(atelier), person(atelier, "Cor Visser", "corporatie")
    card = says(atelier, fatma, "contribute", form="statement", text="Er moet een jongerenplek komen")
    says(atelier, cor, "vote", card=card, value=-1)
    address = reverse("atelier:replay", args=[atelier.pk])
    page = lead.get(address, {"tot": 3}).content.decode()
    assert "Iemand stemde" in page
    assert "Cor Visser" not in page
    assert "Fatma schreef een kaartje" in lead.get(address, {"tot": 2}).content.decode()


def test_who_only_takes_part_sees_no_hidden_card_when_looking_back(lead, atelier, make_user, as_user, organisation):
    order(lead, atelier, "go", step="kaart")
    card = says(atelier, person(atelier), "contribute", form="note", text="Jan de Vries deed het")
    order(lead, atelier, "hide", card=card, reason="Noemt iemand bij naam")
    reader = as_user(make_user("Rik", role=Role.DEELNEMER, organisation=organisation))
    page = reader.get(reverse("atelier:replay", args=[atelier.pk])).content.decode()
    assert "Jan de Vries" not in page
    assert "Noemt iemand" not in page


def form_of(lead: Client, address: str) -> dict[str, object]:
    """Return what a browser would send of the form of a draaiboek as it stands."""
    context = lead.get(address).context
    sent: dict[str, object] = {}
    for form in (context["words"], context["steps"].management_form, *context["steps"]):
        for bound in form:
            value = bound.value()
            if value not in (None, False, []):
                sent[bound.html_name] = value
    return sent


def test_a_draaiboek_saved_as_it_stands_is_the_same_and_can_be_used(lead, trajectory):
    address = reverse("atelier:draaiboek", args=[trajectory.pk, "een-dag.0"])
    lead.post(address, form_of(lead, address))
    saved = OwnDraaiboek.objects.get()
    assert draaiboek_from(saved.values) == shipped_draaiboek("een-dag")
    assert (saved.number, saved.code) == (1, "een-dag")
    assert b'value="een-dag.1"' in lead.get(reverse("atelier:make", args=[trajectory.pk])).content


def test_steps_are_added_moved_and_taken_away_in_a_new_version(lead, trajectory):
    address = reverse("atelier:draaiboek", args=[trajectory.pk, "een-dag.0"])
    sent = form_of(lead, address)
    more = lead.post(address, {**sent, "toevoegen": "ja"})
    count = len(more.context["steps"])
    at = f"step-{count - 1}"
    sent |= {"step-TOTAL_FORMS": str(count), f"{at}-order": "15", f"{at}-minutes": "10", f"{at}-view": "board"}
    sent |= {f"{at}-{part}_nl": f"Kennismaken {part}" for part in ("title", "goal", "question")}
    sent |= {"step-2-gone": "on"}
    assert lead.post(address, sent).status_code == 302
    steps = draaiboek_from(OwnDraaiboek.objects.get().values).steps
    before = [one.key for one in shipped_draaiboek("een-dag").steps]
    assert [one.key for one in steps] == [before[0], "kennismaken-title", before[1], *before[3:]]


def test_a_draaiboek_that_cannot_be_followed_is_not_saved_and_says_where(lead, trajectory):
    address = reverse("atelier:draaiboek", args=[trajectory.pk, "een-dag.0"])
    sent = form_of(lead, address)
    sent |= {"step-0-acts": ["dots"]}
    answer = lead.post(address, sent)
    assert answer.status_code == 400
    assert "stap welkom" in answer.content.decode()
    assert not OwnDraaiboek.objects.exists()


def test_a_draaiboek_goes_out_as_toml_and_comes_in_again(lead, trajectory):
    from django.core.files.uploadedfile import SimpleUploadedFile

    text = lead.get(reverse("atelier:draaiboek_toml", args=[trajectory.pk, "twee-ateliers.0"])).content
    address = reverse("atelier:bring_in", args=[trajectory.pk])
    lead.post(address, {"file": SimpleUploadedFile("d.toml", text)})
    assert draaiboek_from(OwnDraaiboek.objects.get().values) == shipped_draaiboek("twee-ateliers")
    for wrong in (b"code = ", b"\xff\xfe\x00", b'code = "x"'):
        answer = lead.post(address, {"file": SimpleUploadedFile("d.toml", wrong)})
        assert answer.status_code == 400
    assert OwnDraaiboek.objects.count() == 1


def test_the_poster_says_how_to_join_and_its_code_is_a_picture_without_styles(lead, atelier):
    page = lead.get(reverse("atelier:poster", args=[atelier.pk])).content.decode()
    assert f"{atelier.code[:3]} {atelier.code[3:]}" in page
    picture = lead.get(reverse("atelier:qr", args=[atelier.pk]))
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"style" not in picture.content


def test_the_term_can_be_changed_but_not_stretched(lead, atelier):
    address = reverse("atelier:change", args=[atelier.pk])
    assert lead.post(address, {"name": "Waterwijk", "keep_until": "2099-01-01"}).status_code == 400
    assert lead.post(address, {"name": "Waterwijk-Zuid", "keep_until": "2027-01-31"}).status_code == 302
    changed = Atelier.objects.get(pk=atelier.pk)
    assert (changed.name, changed.keep_until.isoformat()) == ("Waterwijk-Zuid", "2027-01-31")
    assert AuditEntry.objects.filter(act="atelier.changed").get().after["keep_until"] == "2027-01-31"
