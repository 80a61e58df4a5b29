"""The page of who takes part, without scripts: the step in words, the cards in order, and one form."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from veerkracht.wijkschets.clock import State
from veerkracht.wijkschets.deeds import MOST_LETTERS, Form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.facts.language import Taal
    from veerkracht.web.atelier.rooms import Room
    from veerkracht.wijkschets.draaiboek import Step

FORM_NAMES = {
    Form.NOTE: _("Een kaartje"),
    Form.STRENGTH: _("Wat goed gaat"),
    Form.SUCCESS: _("Wanneer is het gelukt?"),
    Form.STATEMENT: _("Een stelling"),
    Form.MEASURE: _("Wat we kunnen doen"),
    Form.PROBLEM: _("Oorzaak, probleem of gevolg"),
}
"""Without a script a figure cannot be pointed at, so cards about a figure are not offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainBoard:
    """What the page shows without scripts.

    Attributes:
        state: before, runs, paused or closed.
        step: that runs; None before the first.
        place: number of the step, from 1.
        of: how many steps there are.
        title, question: of the step.
        minutes: left; None where nothing runs.
        cards: in sight, the newest first.
    """

    state: State
    step: Step | None
    place: int
    of: int
    title: str
    question: str
    minutes: int | None
    cards: Sequence[dict[str, Any]]


class PlainForm(forms.Form):
    """One card of a kind that the step asks for."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    form = forms.ChoiceField(label=_("Wat wil je toevoegen?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Schrijf op wat je wilt zeggen"), max_length=MOST_LETTERS, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, step: Step | None, taal: Taal, **kwargs: Any) -> None:
        """Offer the kinds of card of the step."""
        super().__init__(*args, **kwargs)
        self.said_in = step.key if step else ""
        offered = [(str(one), name) for one, name in FORM_NAMES.items() if step and one in step.forms]
        self.is_offered = bool(offered)
        kind = self.fields["form"]
        kind.choices = offered  # type: ignore[attr-defined]  # a ChoiceField
        # The first stands chosen, as on the page with scripts.
        kind.initial = offered[0][0] if offered else None
        if len(offered) == 1:
            kind.widget = forms.HiddenInput()

    def body(self) -> dict[str, Any]:
        """Return the card as a deed tells it. Its id follows from that of the deed: sent twice it is the same card."""
        deed = self.cleaned_data["id"]
        card = uuid.uuid5(deed, "card")
        # A form ends its lines with two signs, a script with one: the same words are the same words.
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        return {"card": str(card), "form": self.cleaned_data["form"], "text": text}


def plain_board(room: Room, items: Sequence[dict[str, Any]], *, taal: Taal) -> PlainBoard:
    """Return what the page shows without scripts, of the items of the board."""
    run = next((one for one in items if one["kind"] == "run"), None)
    steps = room.draaiboek.steps
    step = room.draaiboek.step(run["step"]) if run and run["step"] else None
    cards = [
        {**one, "role": _role(room, one["by"], taal=taal)}
        for one in items
        if one["kind"] == "card" and not one.get("gone")
    ]
    return PlainBoard(
        state=State(run["state"]) if run else State.BEFORE,
        step=step,
        place=steps.index(step) + 1 if step else 0,
        of=len(steps),
        title=step.title.say(taal) if step else "",
        question=step.question.say(taal) if step else "",
        minutes=None if run is None or run["left"] is None else max(0, round(run["left"] / 60)),
        cards=sorted(cards, key=lambda one: -int(one["number"])),
    )


def _role(room: Room, by: dict[str, str], *, taal: Taal) -> str:
    names = {one.key: one.name.say(taal) for one in room.draaiboek.parties}
    return by.get("own") or names.get(by["party"], "")
