"""An atelier for the tests of its pages, and who leads it: a program of its own beside the server that is visited.

It reads one JSON command a line and answers each with one line: `{"do": "make"}`, `{"do": "go", "step": "kaart"}`,
`{"do": "move", "move": "pause"}`, `{"do": "log"}`, `{"do": "people"}`, `{"do": "erase", "name": "Fatima"}`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
START = "import django; django.setup(); import atelier_world; atelier_world.main()"
_FEW = {"minutes": 10, "goal": {"nl": "Wij weten meer."}}


def draaiboek() -> dict[str, Any]:
    """Return a draaiboek with a step for every kind of contribution and choice."""

    def step(key: str, question: str, view: str, **more: Any) -> dict[str, Any]:
        return {"key": key, "title": {"nl": key.title()}, "question": {"nl": question}, "view": view, **_FEW, **more}

    return {
        "code": "proef",
        "name": {"nl": "Proef"},
        "explanation": {"nl": "Elke soort inbreng een keer."},
        "party": [
            {"key": "bewoner", "name": {"nl": "Bewoner"}, "origin": "bewoner"},
            {"key": "corporatie", "name": {"nl": "Corporatie"}, "origin": "professional"},
        ],
        "theme": [{"key": "wonen", "name": {"nl": "Wonen"}}, {"key": "jeugd", "name": {"nl": "Jeugd"}}],
        "block": [{"key": "probleem", "title": {"nl": "Het probleem"}, "prompt": {"nl": "Wat is er aan de hand?"}}],
        "step": [
            step("kaart", "Wat valt je op?", "kaart", forms=["note", "strength", "figure"], acts=["react"]),
            step("ordenen", "Wat hoort bij elkaar?", "board", acts=["gather"]),
            step(
                "oorzaken",
                "Waardoor komt dit?",
                "board",
                forms=["problem"],
                acts=["dots", "write"],
                dots=3,
                blocks=["probleem"],
            ),
            step("stellingen", "Eens of oneens?", "statements", forms=["statement"], acts=["vote"]),
            step("uitslag", "Herken je dit?", "results", acts=["react"]),
            step(
                "succes", "Wat is er over vijf jaar anders?", "board", forms=["success"], acts=["rate"], on=["succes"]
            ),
            step("mix", "Wat doen we?", "board", forms=["measure"], acts=["divide"], points=100, on=["mix"]),
            step("apart", "Wat zegt de corporatie?", "board", forms=["note"], parties=["corporatie"]),
        ],
    }


class Leader:
    """Whoever leads the atelier of a test."""

    def __init__(self, home: Path) -> None:
        """Start the program beside the server whose home folder this is."""
        env = {key: value for key, value in os.environ.items() if not key.startswith("VEERKRACHT_WEB_")}
        env |= {
            "VEERKRACHT_HOME": str(home),
            "VEERKRACHT_WEB_DEMO": "true",
            "DJANGO_SETTINGS_MODULE": "veerkracht.web.settings",
        }
        env["PYTHONPATH"] = os.pathsep.join([str(HERE), str(HERE.parent), env.get("PYTHONPATH", "")])
        self._program = subprocess.Popen(
            [sys.executable, "-c", START], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, do: str, **parts: Any) -> Any:
        """Have something done; return what it answered."""
        assert self._program.stdin
        assert self._program.stdout
        self._program.stdin.write(json.dumps({"do": do, **parts}) + "\n")
        self._program.stdin.flush()
        return json.loads(self._program.stdout.readline())

    def close(self) -> None:
        """End the program."""
        self._program.communicate("")


def main() -> None:
    """Answer commands until there are no more."""
    made: dict[str, Any] = {}
    for line in sys.stdin:
        asked = json.loads(line)
        sys.stdout.write(json.dumps(_answer(asked.pop("do"), made, **asked)) + "\n")
        sys.stdout.flush()


def _answer(do: str, made: dict[str, Any], **parts: Any) -> Any:
    from veerkracht.web.atelier.actions.joining import erase
    from veerkracht.web.atelier.actions.making import make_atelier, set_door
    from veerkracht.web.atelier.models import LogLine, Participant
    from veerkracht.web.workspace.models import Trajectory
    from veerkracht.workflows.draaiboeken import draaiboek_from
    from veerkracht.workflows.places import places_in

    if do == "make":
        trajectory = Trajectory.objects.filter(organisation__fictitious=True).first()
        assert trajectory is not None
        wijk = next(one for one in places_in(trajectory.gemeenten) if one.code.startswith("WK"))
        atelier = make_atelier(
            trajectory, by=None, name="Proef", draaiboek=draaiboek_from(draaiboek()), areas=[wijk.code]
        )
        made["atelier"] = set_door(atelier, by=None, is_open=True)
        return {"id": str(atelier.pk), "code": atelier.code, "wijk": wijk.name}
    atelier = made["atelier"]
    if do == "go":
        return _steer(atelier, {"move": "go", "step": parts["step"]})
    if do == "move":
        return _steer(atelier, {"move": parts["move"]})
    if do == "erase":
        return erase(Participant.objects.get(atelier=atelier, pseudonym=parts["name"]), by=None)
    names = {one.pk: one.pseudonym for one in Participant.objects.filter(atelier=atelier)}
    if do == "people":
        return list(names.values())
    lines = LogLine.objects.filter(atelier=atelier).select_related("words").order_by("number")
    return [
        {"verb": one.verb, "by": str(one.by), "name": names.get(one.by, ""), "body": one.words.body}
        for one in lines
        if hasattr(one, "words")
    ]


def _steer(atelier: Any, body: dict[str, str]) -> int:
    from veerkracht.web.atelier.actions.adding import Sent, add
    from veerkracht.wijkschets.admission import Actor

    lead = Actor(id=str(uuid.UUID(int=1)), is_facilitator=True)
    (outcome,) = add(atelier, [Sent(id=str(uuid.uuid4()), verb="steer", body=body)], actor=lead)
    if outcome.error is not None:
        raise outcome.error
    return outcome.number
