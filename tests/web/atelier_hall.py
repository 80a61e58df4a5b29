"""An atelier for tests of pages: two people on a device each, and who leads."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse

from veerkracht.web.atelier.actions.adding import Outcome, Sent, add
from veerkracht.web.atelier.actions.joining import join
from veerkracht.web.atelier.actions.making import make_atelier, set_door
from veerkracht.web.atelier.coming_in import cookie_name
from veerkracht.web.atelier.models import Atelier, Participant
from veerkracht.web.atelier.reading import lines_of
from veerkracht.web.workspace.models import Trajectory
from veerkracht.wijkschets.admission import Actor
from veerkracht.wijkschets.log import Break, breaks_in
from veerkracht.workflows.draaiboeken import draaiboek_from, draaiboek_values, shipped_draaiboek


def new_id() -> str:
    return str(uuid.uuid4())


def a_note(text: str = "Het is hier stil", **parts: Any) -> Sent:
    return Sent(id=new_id(), verb="contribute", body={"card": new_id(), "form": "statement", "text": text, **parts})


@dataclass
class Hall:
    """An atelier of three steps: `praten` (cards and votes), `stil` (nothing), `uitslag` (results)."""

    trajectory: Trajectory
    atelier: Atelier = field(init=False)
    lead: Actor = field(init=False)

    def __post_init__(self) -> None:
        values = draaiboek_values(shipped_draaiboek("een-dag"))
        plain = values["step"][0] | {"forms": [], "acts": [], "dots": 0, "points": 0, "blocks": [], "on": []}
        values["step"] = [
            plain
            | {"key": "praten", "view": "board", "forms": ["note", "statement"], "acts": ["vote", "react", "gather"]},
            plain | {"key": "stil", "view": "board"},
            plain | {"key": "uitslag", "view": "results"},
        ]
        draaiboek = draaiboek_from(values)
        made = make_atelier(self.trajectory, by=None, name="Atelier Noord", draaiboek=draaiboek, areas=[])
        self.atelier = set_door(made, by=None, is_open=True)
        self.lead = Actor(id=new_id(), is_facilitator=True)

    def steer(self, move: str, **parts: Any) -> Outcome:
        return add(self.atelier, [Sent(id=new_id(), verb="steer", body={"move": move, **parts})], actor=self.lead)[0]

    def person(self, name: str = "Anna", party: str = "bewoner") -> tuple[Participant, Client, Actor]:
        participant, secret = join(self.atelier, name=name, party=party)
        client = Client()
        client.cookies[cookie_name(self.atelier.pk)] = secret
        return participant, client, Actor(id=str(participant.pk), party=party)

    def send(self, client: Client, *sent: Sent, atelier: Atelier | None = None, person: str | None = None) -> Any:
        deeds = [{"id": one.id, "verb": one.verb, "body": one.body, "said_in": one.said_in} for one in sent]
        return self.post(client, json.dumps({"deeds": deeds}), atelier=atelier, person=person)

    def post(
        self, client: Client, body: str | bytes, *, atelier: Atelier | None = None, person: str | None = None
    ) -> Any:
        address = reverse("atelier:contribute", args=[(atelier or self.atelier).pk])
        headers = {} if person is None else {"X-Atelier-Person": person}
        return client.post(address, data=body, content_type="application/json", headers=headers)

    def items(self, client: Client, since: str = "") -> dict[str, Any]:
        answer = client.get(reverse("atelier:items", args=[self.atelier.pk]), {"since": since})
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found

    def breaks(self) -> list[Break]:
        return breaks_in(lines_of(self.atelier.pk))
