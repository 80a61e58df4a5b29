"""The door of an atelier: in with a code, a name and a role; back on the same device; shut for who is not asked."""

from __future__ import annotations

import uuid
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from veerkracht.web.accounts import limits
from veerkracht.web.accounts.secret import digest_of
from veerkracht.web.atelier.actions import joining
from veerkracht.web.atelier.actions.joining import erase
from veerkracht.web.atelier.actions.making import set_door
from veerkracht.web.atelier.coming_in import cookie_name
from veerkracht.web.atelier.models import Atelier, Participant

from . import made
from .urls_table import PAGES, Of

pytestmark = pytest.mark.django_db


@pytest.fixture
def atelier(trajectory) -> Atelier:  # type: ignore[no-untyped-def]  # fixtures
    return made.open_atelier(SimpleNamespace(trajectory=trajectory))


def join(client: Client, atelier: Atelier, *, query: str = "", **fields: str):  # type: ignore[no-untyped-def]  # an answer
    address = reverse("atelier:join", args=[atelier.code]) + query
    return client.post(address, {"name": "Fatma", "party": "bewoner", **fields})


def page_of(atelier: Atelier) -> str:
    return reverse("atelier:take_part", args=[atelier.pk])


def who(client: Client, atelier: Atelier) -> str:
    return client.get(page_of(atelier)).context["participant"].pseudonym


def test_a_code_a_name_and_a_role_and_one_is_in(atelier: Atelier) -> None:
    client = Client()
    asked = client.post(reverse("atelier:door"), {"code": f" {atelier.code[:3].upper()} {atelier.code[3:]} "})
    assert asked["Location"] == reverse("atelier:join", args=[atelier.code])
    assert client.get(asked["Location"]).status_code == 200
    assert join(client, atelier)["Location"] == page_of(atelier)
    assert who(client, atelier) == "Fatma"
    # Back on the same device: no form, straight on.
    assert client.get(reverse("atelier:join", args=[atelier.code]))["Location"] == page_of(atelier)
    assert join(client, atelier, name="Nog eens")["Location"] == page_of(atelier)
    assert Participant.objects.count() == 1


def test_a_wrong_code_says_so_and_many_wrong_codes_are_stopped(
    atelier: Atelier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ATELIER_CODE", replace(limits.ATELIER_CODE, most=3))
    client = Client()
    assert client.get(reverse("atelier:join", args=["zzzzzz"]))["Location"] == reverse("atelier:door")
    for _ in range(2):
        wrong = client.post(reverse("atelier:door"), {"code": "zzzzzz"})
        assert wrong.status_code == 400
        assert "kennen we niet" in wrong.content.decode()
    assert client.post(reverse("atelier:door"), {"code": "zzzzzz"}).status_code == 429
    assert client.get(reverse("atelier:join", args=[atelier.code])).status_code == 429


@pytest.mark.parametrize("code", ["", "' OR 1=1 --", "a" * 500, "<script>", "０" * 6])
def test_a_code_that_no_atelier_has_opens_nothing(atelier: Atelier, code: str) -> None:
    assert Client().post(reverse("atelier:door"), {"code": code}).status_code == 400


@pytest.mark.parametrize(
    "fields",
    [{"name": ""}, {"name": "x" * 41}, {"name": "a\x00b"}, {"party": "koning"}, {"party": "eigen"}, {"party": ""}],
)
def test_a_form_that_cannot_be_is_shown_again_with_what_was_filled_in(atelier: Atelier, fields: dict[str, str]) -> None:
    answer = join(Client(), atelier, **fields)
    assert answer.status_code == 400
    assert not Participant.objects.exists()
    assert 'id="fouten"' in answer.content.decode()


def test_a_role_of_ones_own_counts_as_one_says(atelier: Atelier) -> None:
    join(Client(), atelier, party="eigen", own_party="Imam", is_resident="on")
    join(Client(), atelier, party="eigen", own_party="Trainer")
    join(Client(), atelier, party="corporatie", own_party="wordt niet bewaard")
    found = Participant.objects.order_by("joined").values_list("party", "own_party", "origin")
    assert list(found) == [
        ("eigen", "Imam", "bewoner"),
        ("eigen", "Trainer", "professional"),
        ("corporatie", "", "professional"),
    ]


def test_two_taps_on_the_button_are_one_person(atelier: Atelier) -> None:
    client = Client()
    ticket = client.get(reverse("atelier:join", args=[atelier.code])).context["form"]["ticket"].value()
    first = join(client, atelier, ticket=ticket)
    # The second tap left before the answer to the first was there: a device without a cookie.
    hasty = Client()
    second = join(hasty, atelier, ticket=ticket)
    assert first["Location"] == second["Location"] == page_of(atelier)
    assert who(client, atelier) == who(hasty, atelier) == "Fatma"
    assert Participant.objects.count() == 1


def test_who_comes_after_another_through_the_same_form_is_another_person(atelier: Atelier) -> None:
    client = Client()
    ticket = client.get(reverse("atelier:join", args=[atelier.code])).context["form"]["ticket"].value()
    join(client, atelier, ticket=ticket)
    other = Client()
    join(other, atelier, name="Henk", ticket=ticket)
    third = Client()
    join(third, atelier, party="corporatie", ticket=ticket)
    assert (who(client, atelier), who(other, atelier)) == ("Fatma", "Henk")
    assert Participant.objects.values("digest").distinct().count() == Participant.objects.count() == 3


@pytest.mark.parametrize("ticket", ["", "x", "a" * 44, "a" * 42 + "\n", "'" * 43, "é" * 43])
def test_a_ticket_that_is_none_of_ours_is_no_ticket(atelier: Atelier, ticket: str) -> None:
    for name in ("Fatma", "Fatma"):
        assert join(Client(), atelier, name=name, ticket=ticket).status_code == 302
    assert Participant.objects.count() == 2
    assert not ticket or not Participant.objects.filter(digest=digest_of(ticket)).exists()


def test_the_form_of_who_was_erased_lets_in_someone_new(atelier: Atelier) -> None:
    client = Client()
    ticket = client.get(reverse("atelier:join", args=[atelier.code])).context["form"]["ticket"].value()
    join(client, atelier, ticket=ticket)
    erase(Participant.objects.get(), by=None)
    join(Client(), atelier, ticket=ticket)
    assert Participant.objects.filter(erased=None).count() == 1


def test_a_shut_door_lets_in_who_was_in_and_nobody_else(atelier: Atelier) -> None:
    inside = Client()
    join(inside, atelier)
    set_door(atelier, by=None, is_open=False)
    outside = Client()
    shown = outside.get(reverse("atelier:join", args=[atelier.code]))
    assert "De deur is nu dicht" in shown.content.decode()
    assert join(outside, atelier).status_code == 409
    assert Participant.objects.count() == 1
    assert inside.get(page_of(atelier)).status_code == 200


def test_a_full_atelier_says_so(atelier: Atelier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "MOST_PEOPLE", 1)
    assert join(Client(), atelier).status_code == 302
    full = join(Client(), atelier)
    assert full.status_code == 409
    assert "het is vol" in full.content.decode()


def test_two_people_share_a_phone_and_each_stays_who_he_is(atelier: Atelier) -> None:
    client = Client()
    join(client, atelier)
    asked = client.get(reverse("atelier:join", args=[atelier.code]) + "?anders")
    assert "Ga verder als Fatma" in asked.content.decode()
    join(client, atelier, query="?anders", name="Henk")
    assert who(client, atelier) == "Henk"
    fatma = Participant.objects.get(pseudonym="Fatma")
    client.post(reverse("atelier:join", args=[atelier.code]) + "?anders", {"als": str(fatma.pk)})
    assert who(client, atelier) == "Fatma"
    assert Participant.objects.count() == 2
    # Somebody else's number opens nothing.
    stranger = Client()
    assert stranger.post(reverse("atelier:join", args=[atelier.code]), {"als": str(fatma.pk)}).status_code == 400


def test_who_shares_a_phone_and_is_erased_leaves_the_other(atelier: Atelier) -> None:
    client = Client()
    join(client, atelier)
    join(client, atelier, query="?anders", name="Henk")
    erase(Participant.objects.get(pseudonym="Henk"), by=None)
    assert who(client, atelier) == "Fatma"


def test_a_member_with_an_account_comes_back_on_another_device(atelier: Atelier, make_user, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    person = make_user("Corrie")
    join(as_user(person), atelier, name="Corrie", party="corporatie")
    elsewhere = as_user(person)
    assert who(elsewhere, atelier) == "Corrie"
    join(elsewhere, atelier, query="?anders", name="Collega", party="corporatie")
    assert who(elsewhere, atelier) == "Collega"
    assert list(Participant.objects.filter(user=person).values_list("pseudonym", flat=True)) == ["Corrie"]


def test_who_does_not_take_part_gets_in_nowhere(atelier: Atelier, make_user, as_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    forged = Client()
    forged.cookies[cookie_name(atelier.pk)] = "x.y" + "z" * 5000
    for client in (Client(), forged, as_user(make_user("Lid"))):
        for name, page in PAGES.items():
            if page.of is not Of.ATELIER:
                continue
            parts = {
                "atelier_id": atelier.pk,
                **(
                    {"code": "BU99010101"}
                    if "code" in page.kwargs(SimpleNamespace(trajectory=atelier.trajectory))
                    else {}
                ),
            }
            answer = client.generic(page.methods[0], reverse(name, kwargs=parts))
            assert answer.status_code == 403, name
        asked = client.get(page_of(atelier), headers={"Accept": "text/html"})
        assert asked["Location"] == reverse("atelier:door")


def test_an_atelier_that_is_not_there_does_not_exist(atelier: Atelier) -> None:
    assert Client().get(reverse("atelier:take_part", args=[uuid.uuid4()])).status_code == 404
