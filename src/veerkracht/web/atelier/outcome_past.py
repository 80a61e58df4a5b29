"""The outcome of an atelier whose words were erased after the term: the kept numbers in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from veerkracht.web.atelier.models import Counted
from veerkracht.web.atelier.outcome_bars import Bar, hidden_bar, votes_bar
from veerkracht.web.atelier.outcome_statements import party_names
from veerkracht.web.atelier.outcome_told import ORIGINS
from veerkracht.web.kaart.place import language
from veerkracht.workflows.draaiboeken import draaiboek_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.web.atelier.models import Atelier
    from veerkracht.wijkschets.draaiboek import Draaiboek


@dataclass(frozen=True, slots=True, kw_only=True)
class PastStatement:
    """One statement by its number, with the votes of everyone and of the roles that may be shown."""

    number: int
    everyone: Bar
    roles: tuple[Bar, ...]
    consensus: float
    agreement: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What is still known.

    Attributes:
        people, on_paper: how many took part, and of them on paper.
        roles: name and number of the roles that were there.
        themes: name of the theme, then number of cards by origin.
        statements: in the order of the board.
        groups: how many people were in each opinion group; empty where there demonstrably were none.
        scores: number of the card, how many gave 1 to 5, and its place.
        given: key and name of what was given, and per card its number, how much and by how many people.
    """

    people: int
    on_paper: int
    roles: tuple[tuple[str, int], ...]
    themes: tuple[tuple[str, tuple[int, ...]], ...]
    statements: tuple[PastStatement, ...]
    groups: tuple[int, ...]
    scores: tuple[tuple[int, tuple[int, ...], int], ...]
    given: tuple[tuple[str, str, tuple[tuple[int, int, int], ...]], ...]


def past_of(atelier: Atelier) -> Past | None:
    """Return what was counted; None if nothing was kept."""
    kept = Counted.objects.filter(atelier=atelier).first()
    if kept is None:
        return None
    values, draaiboek = kept.values, draaiboek_from(atelier.draaiboek)
    names, people = party_names(draaiboek), values["people"]
    given = [("stippen", _("Stippen"), values["dots"]), ("punten", _("Punten"), values["points"])]
    return Past(
        people=people["all"],
        on_paper=people["on_paper"],
        roles=tuple((name, people["roles"][key]) for key, name in names.items() if key in people["roles"]),
        themes=_themes(values["cards"], draaiboek),
        statements=tuple(_statement(one, names) for one in values["statements"]),
        groups=tuple((values["groups"] or {}).get("sizes", ())),
        scores=tuple((one["number"], tuple(one["counts"]), one["place"]) for one in values["scores"]),
        given=tuple(
            (key, what, tuple((one["number"], one["total"], one["people"]) for one in rows))
            for key, what, rows in given
            if rows
        ),
    )


def _themes(cards: list[dict[str, Any]], draaiboek: Draaiboek) -> tuple[tuple[str, tuple[int, ...]], ...]:
    names = {**{one.key: one.name.say(language()) for one in draaiboek.themes}, "": _("Zonder thema")}
    counts = {(one["theme"], one["origin"]): one["cards"] for one in cards}
    rows = [(name, tuple(counts.get((key, origin), 0) for origin in (*ORIGINS, ""))) for key, name in names.items()]
    return tuple(row for row in rows if sum(row[1]))


def _statement(one: dict[str, Any], names: Mapping[str, str]) -> PastStatement:
    bars = [_bar(names.get(role, role), votes) for role, votes in one["roles"].items()]
    if one["small_roles"]:
        bars.append(_bar(_("Kleine rollen samen"), one["small_roles"]))
    elif not bars:
        bars.append(hidden_bar(_("Rollen")))
    return PastStatement(
        number=one["number"],
        everyone=_bar(_("Iedereen"), one["everyone"]),
        roles=tuple(bars),
        consensus=one["consensus"],
        agreement=one["A"],
    )


def _bar(name: str, votes: Mapping[str, int]) -> Bar:
    agree, disagree = votes["agree"], votes["disagree"]
    return votes_bar(name, agree=agree, disagree=disagree, seen=agree + disagree + votes["pass"])
