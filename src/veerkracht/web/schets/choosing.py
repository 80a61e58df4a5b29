"""What a sentence can rest on, as choices of a form: found by words, those that fit the part first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veerkracht.report.schets.wording import ERASED, ORIGINS, figure_text
from veerkracht.wijkschets.deeds import Form
from veerkracht.wijkschets.grounds import CardGround, FigureGround
from veerkracht.workflows.places import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.facts.language import Bilingual, Taal
    from veerkracht.wijkschets.grounds import Ground, Grounds
    from veerkracht.wijkschets.schets import Cite

MOST_FOUND = 30
_FITTING: dict[str, tuple[str, ...]] = {
    "stands_out": (Form.FIGURE,),
    "heard": (Form.NOTE, Form.STATEMENT),
    "causes": (Form.PROBLEM,),
    "problem": (Form.PROBLEM,),
    "consequences": (Form.PROBLEM,),
    "residents": (Form.STRENGTH,),
    "institutions": (Form.STRENGTH,),
    "goals": (Form.SUCCESS,),
    "mix": (Form.MEASURE,),
    "dissent": (Form.STATEMENT,),
    "questions": (Form.NOTE, Form.STATEMENT),
}
"""Which kinds of card people look for first in each part; figures come first in the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing that can be chosen.

    Attributes:
        value: as the form sends it.
        label: as people read it.
        number: of a figure; None for others, and where it is missing.
    """

    value: str
    label: str
    cite: Cite
    number: float | None = None


def value_of(cite: Cite) -> str:
    """Return a cite as a form sends it.

    >>> from veerkracht.wijkschets.schets import Cite, CiteKind
    >>> value_of(Cite(kind=CiteKind.FIGURE, ref="inwoners", area="WK990101", year=2024))
    'figure|inwoners|WK990101|2024'
    """
    return f"{cite.kind}|{cite.ref}|{cite.area}|{cite.year}"


def choice_of(ground: Ground, *, parties: Mapping[str, Bilingual], taal: Taal) -> Choice:
    """Return a ground as a choice."""
    if isinstance(ground, FigureGround):
        label = f"{'Cijfer' if taal == 'nl' else 'Figure'}: {figure_text(ground, taal=taal)}"
        return Choice(value=value_of(ground.cite), label=label, cite=ground.cite, number=ground.value)
    if isinstance(ground, CardGround):
        who = parties[ground.party].say(taal) if ground.party in parties else ORIGINS[ground.origin].say(taal)
        within = f" [{ground.cluster}]" if ground.cluster else ""
        label = f"{who}: {ground.text or ERASED.say(taal)}{within}"
        return Choice(value=value_of(ground.cite), label=label, cite=ground.cite)
    text = " ".join(ground.text.split()) or ERASED.say(taal)
    label = f"{ground.title.say(taal)} {text[:160]}{'…' if len(text) > 160 else ''}"
    return Choice(value=value_of(ground.cite), label=label, cite=ground.cite)


def figures_to_choose(grounds: Grounds, *, taal: Taal) -> list[Choice]:
    """Return every figure of the area, also those that are missing."""
    return [choice_of(one, parties={}, taal=taal) for one in grounds.figures]


def choices_for(
    grounds: Grounds,
    part: str,
    *,
    chosen: tuple[Cite, ...],
    words: str,
    parties: Mapping[str, Bilingual],
    taal: Taal,
) -> list[Choice]:
    """Return what was chosen, and then what the words find, or what fits the part where nothing was searched.

    Args:
        grounds: everything that there is.
        part: name of the part of the schets.
        chosen: what the line rests on now; these come first, also those that are not there any more.
        words: what someone looks for; every word must occur.
        parties: names of the roles.
        taal: language of the labels.
    """
    held = grounds.by_cite()
    first = [choice_of(held[cite], parties=parties, taal=taal) for cite in chosen if cite in held]
    fitting = _FITTING.get(part, ())
    cards = sorted(grounds.cards, key=lambda one: one.form not in fitting)
    figures = [one for one in grounds.figures if one.value is not None]
    every: list[Ground] = [*grounds.texts, *cards, *figures] if fitting else [*figures, *grounds.texts, *cards]
    wanted = plain(words).split()
    found = [choice_of(one, parties=parties, taal=taal) for one in every if one.cite not in chosen]
    if wanted:
        found = [one for one in found if all(word in plain(one.label) for word in wanted)]
    return [*first, *found[:MOST_FOUND]]
