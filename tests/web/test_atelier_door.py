"""The door of an atelier: in with a code, a name and a role; back on the same device; shut for who is not asked."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from veerkracht.web.atelier.models import Atelier, Participant

from . import made
from .urls_table import PAGES, Of

pytestmark = pytest.mark.django_db


@pytest.fixture
def atelier(trajectory) -> Atelier:  # type: ignore[no-untyped-def]  # fixtures
    return made.open_atelier(SimpleNamespace(trajectory=trajectory))


def join(client: Client, atelier: Atelier, **fields: str):  # type: ignore[no-untyped-def]  # an answer
    return client.post(reverse("atelier:join", args=[atelier.code]), {"name": "Fatma", "party": "bewoner", **fields})


def test_a_code_a_name_and_a_role_and_one_is_in(atelier: Atelier) -> None:
    client = Client()
    asked = client.post(reverse("atelier:door"), {"code": f" {atelier.code[:3].upper()} {atelier.code[3:]} "})
    assert asked["Location"] == reverse("atelier:join", args=[atelier.code])
    assert client.get(asked["Location"]).status_code == 200
    page = reverse("atelier:take_part", args=[atelier.pk])
    assert join(client, atelier)["Location"] == page
    assert client.get(page).status_code == 200
    assert Participant.objects.get().pseudonym == "Fatma"
