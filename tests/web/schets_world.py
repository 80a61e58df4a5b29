"""A small atelier that spoke, for tests of the wijkschets: six people, eight cards, one text."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from veerkracht.web.accounts.models import User
from veerkracht.web.atelier.actions.adding import Sent, add
from veerkracht.web.atelier.actions.joining import join
from veerkracht.web.atelier.actions.making import make_atelier, set_door
from veerkracht.web.atelier.models import Atelier, Participant
from veerkracht.web.schets import actions
from veerkracht.web.schets.models import Schets
from veerkracht.web.schets.reading import newest, values_of
from veerkracht.web.workspace.models import Trajectory
from veerkracht.wijkschets.admission import Actor
from veerkracht.wijkschets.schets_edits import key_of, lines_of
from veerkracht.workflows.draaiboeken import draaiboek_from, draaiboek_values, shipped_draaiboek

AREA = "WK990105"
CARDS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("bewoner", "Vuilnis staat naast de containers", {"form": "note"}),
    ("bewoner", "Buren kennen elkaar niet", {"form": "problem", "link": "problem"}),
    ("corporatie", "De woningen zijn klein", {"form": "problem", "link": "cause"}),
    ("bewoner", "Mijn dochter durft de poort niet door", {"form": "problem", "link": "consequence"}),
    ("bewoner", "De moestuin kookt elke vrijdag", {"form": "strength"}),
    ("welzijn", "Het buurthuis is vijf avonden open", {"form": "strength"}),
    ("gemeente", "Minder mensen hebben last", {"form": "success", "indicator": "minder_zelfredzaam"}),
    ("welzijn", "Iemand per portiek ontvangt nieuwe buren", {"form": "measure", "perspective": "sociale-aanpak"}),
)


def spoken_atelier(trajectory: Trajectory) -> Atelier:
    """Return an atelier in which people put their cards on the board."""
    values: dict[str, Any] = draaiboek_values(shipped_draaiboek("een-dag"))
    step = next(one for one in values["step"] if "problem" in one["forms"])
    step |= {
        "view": "verhaal",
        "forms": ["note", "figure", "problem", "strength", "success", "statement", "measure"],
        "acts": ["react", "write"],
        "blocks": [values["block"][0]["key"]],
        "dots": 0,
        "points": 0,
        "parties": [],
    }
    atelier = make_atelier(trajectory, by=None, name="Atelier Noord", draaiboek=draaiboek_from(values), areas=[AREA])
    atelier = set_door(atelier, by=None, is_open=True)
    lead = Actor(id=str(uuid.uuid4()), is_facilitator=True)
    done(atelier, lead, "steer", {"move": "go", "step": step["key"]})
    people: dict[str, Participant] = {}
    for party, text, body in CARDS:
        person = people.get(party) or join(atelier, name=f"Een {party}", party=party)[0]
        people[party] = person
        actor = Actor(id=str(person.pk), party=party)
        done(atelier, actor, "contribute", {"card": str(uuid.uuid4()), "text": text, **body})
    return atelier


def done(atelier: Atelier, actor: Actor, verb: str, body: dict[str, Any]) -> None:
    """Do one thing in an atelier."""
    for outcome in add(atelier, [Sent(id=str(uuid.uuid4()), verb=verb, body=body)], actor=actor):
        if outcome.error is not None:
            raise outcome.error


def a_schets(trajectory: Trajectory, *, atelier: Atelier | None = None, by: User | None = None) -> Schets:
    """Return a wijkschets with its first draft."""
    return actions.make_schets(trajectory, by=by, area=AREA, title="Noorderwaard", atelier=atelier)


def make_ready(schets: Schets, *, by: User) -> Schets:
    """Choose what a draft leaves open, so that nothing stands in the way of publishing."""
    schets.refresh_from_db()
    for goal in values_of(newest(schets)).goals:
        mended = replace(goal, target=10.0, target_year=2031, measured_by="gemeente")
        mended = (
            mended
            if goal.indicator and goal.baseline is not None
            else replace(mended, indicator="", measured_as="tellen")
        )
        actions.change_line(schets, by=by, part="goals", line=mended, base=schets.number)
        schets.refresh_from_db()
    return schets


def keys(schets: Schets, part: str) -> list[str]:
    """Return the keys of the lines of a part, as they stand now."""
    schets.refresh_from_db()
    return [key_of(one) for one in lines_of(values_of(newest(schets)), part)]
