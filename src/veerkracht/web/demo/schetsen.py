"""The wijkschets of the fictitious city: drafted from the finished atelier, completed, published and signed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from veerkracht.web.schets.actions import change_line, make_schets, publish, remove_line, sign
from veerkracht.web.schets.models import Schets
from veerkracht.web.schets.parties import voices_for
from veerkracht.web.schets.reading import figures_for, newest, values_of
from veerkracht.wijkschets.schets import FirstStep, Goal, Verdict
from veerkracht.workflows.places import places_in

if TYPE_CHECKING:
    from pathlib import Path

    from veerkracht.web.accounts.models import User
    from veerkracht.web.atelier.models import Atelier
    from veerkracht.web.workspace.models import Organisation
    from veerkracht.wijkschets.grounds import FigureGround
    from veerkracht.wijkschets.schets import Wijkschets

# What people chose after the atelier: who begins (by the origin of the words), and how far they want to come.
_BEGINS = ("Gemeente Vloedstede", "Woonstichting De Kade", "Welzijn Vloedstede")
_CHANGE, _YEARS = 0.8, 5
"""A goal is a fifth less of what goes wrong, in five years; a demo must have some number, and this one is invented."""

_MEASURED = (("eenzaam", "eenzaam"), ("overlast", "overlast_per_1000"), ("veilig", "overlast_per_1000"))
"""By which figure a goal is measured that holds a word."""

_SAID = (
    ("bewoner", Verdict.AGREES, "", "Bewonersgroep Noorderwaard"),
    ("gemeente", Verdict.AGREES, "", "Wijkregisseur, gemeente Vloedstede"),
    (
        "corporatie",
        Verdict.RESERVES,
        "Wat we aan de woningen doen, hangt af van het budget dat we volgend jaar vaststellen.",
        "Regiomanager, Woonstichting De Kade",
    ),
)


def ensure_schets(atelier: Atelier, *, lead: User, home: Path) -> Schets:
    """Return the wijkschets of the finished atelier; made, completed, published and signed if it is not there."""
    found = Schets.objects.filter(atelier=atelier).first()
    if found is not None:
        return found
    names = {one.code: one.name for one in places_in(tuple(atelier.trajectory.gemeenten), home)}
    area = next((code for code in atelier.areas if code.startswith("WK")), atelier.areas[0])
    schets = make_schets(atelier.trajectory, by=lead, area=area, title=names.get(area, atelier.name), atelier=atelier)
    _complete(schets, lead=lead)
    number = publish(schets, by=lead)
    voices = {one.party: one for one in reversed(voices_for(lead, schets, taal="nl"))}
    for party, verdict, reason, who in _SAID:
        if party in voices:
            organisation = voices[party].organisation
            by = _sent_by(organisation, schets) or lead
            sign(
                schets,
                by=by,
                number=number,
                party=party,
                verdict=verdict,
                reason=reason,
                organisation=organisation,
                said_by=who,
            )
    schets.refresh_from_db()
    return schets


def _sent_by(organisation: Organisation | None, schets: Schets) -> User | None:
    """Return who takes part for an organisation of another, and so speaks for it; None where nobody does."""
    if organisation is None:
        return None
    taking = schets.trajectory.participations.filter(partnership__organisation=organisation)
    found = taking.select_related("user").first()
    return found.user if found is not None else None


def _complete(schets: Schets, *, lead: User) -> None:
    """Choose what a draft leaves open; take out what nobody gave a place."""
    made = _now(schets)
    for number, step in enumerate(made.mix):
        if step.quadrant is None:
            remove_line(schets, by=lead, part="mix", key=step.sentence.key)
        else:
            _change(schets, "mix", replace(step, who=step.who or _BEGINS[number % len(_BEGINS)]), lead=lead)
    figures = {one.code: one for one in figures_for(schets.trajectory, schets.area).figures if one.value is not None}
    for goal in made.goals:
        if goal.words.startswith("Wij meten"):
            remove_line(schets, by=lead, part="goals", key=goal.key)
            continue
        chosen = next((figures[code] for word, code in _MEASURED if word in goal.words and code in figures), None)
        _change(schets, "goals", _measurable(goal, figure=chosen, year=made.on.year), lead=lead)


def _measurable(goal: Goal, *, figure: FigureGround | None, year: int) -> Goal:
    """Return a goal that can be measured: by a figure of the wijk, else by a question to residents."""
    goal = replace(goal, target_year=year + _YEARS, measured_by=goal.measured_by or "Gemeente Vloedstede")
    if figure is None or figure.value is None:
        asked = "percentage bewoners dat dit herkent, in een korte vragenlijst"
        return replace(goal, indicator="", measured_as=asked, target=60.0)
    return replace(
        goal,
        indicator=figure.code,
        baseline=figure.value,
        baseline_year=figure.year,
        target=round(figure.value * _CHANGE),
        cites=tuple(dict.fromkeys((*goal.cites, figure.cite))),
    )


def _change(schets: Schets, part: str, line: FirstStep | Goal, *, lead: User) -> None:
    schets.refresh_from_db()
    change_line(schets, by=lead, part=part, line=line, base=schets.number)


def _now(schets: Schets) -> Wijkschets:
    schets.refresh_from_db()
    return values_of(newest(schets))
