"""A wijkschets read from the database: its versions, and what its sentences can rest on now."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from veerkracht.errors.base import VeerkrachtError
from veerkracht.facts.language import Bilingual
from veerkracht.web.atelier.rooms import rooms
from veerkracht.web.datasets.reading import country_at, country_for, whose_figures
from veerkracht.wijkschets.board import Board
from veerkracht.wijkschets.draaiboek import Origin
from veerkracht.wijkschets.grounds import CardGround, Grounds, TextGround
from veerkracht.wijkschets.schets import SignOff, Verdict
from veerkracht.wijkschets.schets_draft import Speaker, draft_from_board
from veerkracht.workflows.draaiboeken import draaiboek_from, shipped_draaiboeken
from veerkracht.workflows.schetsen import SchetsFile, grounds_from, schets_from
from veerkracht.workflows.schetsen_figures import AreaGrounds, area_grounds, told_by_figures
from veerkracht.workflows.schetsen_files import SheetGround, ground_of, sheet_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import Any

    from veerkracht.facts.language import Taal
    from veerkracht.report.schets.sheet import Sheet
    from veerkracht.web.atelier.models import Atelier
    from veerkracht.web.atelier.rooms import Room
    from veerkracht.web.schets.models import Schets, SchetsVersion
    from veerkracht.web.workspace.models import Trajectory
    from veerkracht.wijkschets.draaiboek import Draaiboek
    from veerkracht.wijkschets.schets import Wijkschets
    from veerkracht.wijkschets.schets_draft import About

NO_GROUNDS = AreaGrounds(area="", name="", level="", gemeente="", figures=(), is_fictitious=False)


def newest(schets: Schets) -> SchetsVersion:
    """Return the last version of a wijkschets."""
    return schets.versions.get(number=schets.number)


def values_of(version: SchetsVersion) -> Wijkschets:
    """Return what a version says."""
    return schets_from(version.values)


def draaiboek_of(schets: Schets) -> Draaiboek:
    """Return the draaiboek of its atelier, for the names of roles and texts; a shipped one without an atelier."""
    return draaiboek_from(schets.atelier.draaiboek) if schets.atelier else shipped_draaiboeken()[0]


def parties_of(schets: Schets) -> dict[str, Bilingual]:
    """Return the names of the roles by key, in their order."""
    own = {"eigen": Bilingual("Anders", "Other")}
    return {one.key: one.name for one in draaiboek_of(schets).parties} | own


def figures_for(trajectory: Trajectory, area: str) -> AreaGrounds:
    """Return the figures of an area that everyone in the trajectory may see; none where none are stored."""
    home, own = whose_figures(None, trajectory)
    version = country_for(None, trajectory).version
    try:
        return _figures(home, own, version, area)
    except VeerkrachtError:
        return NO_GROUNDS


@lru_cache(maxsize=64)
def _figures(home: Path, own: tuple[Any, ...], _version: str, area: str) -> AreaGrounds:
    return area_grounds(country_at(home, own), area)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBoard:
    """What lies on the board of an atelier.

    Attributes:
        cards: those in sight.
        texts: those that were written.
        there: ids of all cards, also those that are out of sight.
    """

    cards: tuple[CardGround, ...] = ()
    texts: tuple[TextGround, ...] = ()
    there: frozenset[str] = frozenset()


def on_board(schets: Schets) -> OnBoard:
    """Return what lies on the board of its atelier now; nothing without one. Never call it within a transaction."""
    if schets.atelier is None:
        return OnBoard()
    with _room_of(schets.atelier) as room:
        return OnBoard(cards=tuple(_cards(room)), texts=tuple(_texts(room)), there=frozenset(room.board.cards))


def grounds_now(schets: Schets, kept: Grounds) -> Grounds:
    """Return everything that sentences can rest on: figures and board as they are, and what was kept of before.

    A figure that was cited keeps the value that it had then. A card whose words were erased meanwhile stays,
    without its words; one that was hidden or withdrawn is gone. Never call it within a transaction.
    """
    return grounds_with(schets, kept, on_board(schets))


def grounds_with(schets: Schets, kept: Grounds, board: OnBoard) -> Grounds:
    """Return the same with a board that was read before."""
    figures = {one.cite: one for one in (*figures_for(schets.trajectory, schets.area).figures, *kept.figures)}
    if schets.atelier is None:
        return Grounds(figures=tuple(figures.values()))
    written = {one.key for one in board.texts}
    return Grounds(
        figures=tuple(figures.values()),
        cards=(*board.cards, *(one for one in kept.cards if one.id not in board.there)),
        texts=(*board.texts, *(one for one in kept.texts if one.key not in written)),
    )


def draft_of(schets: Schets, *, about: About) -> tuple[Wijkschets, Grounds]:
    """Return a first draft and what it rests on: of the board of its atelier, or of the figures alone."""
    figures = figures_for(schets.trajectory, schets.area)
    told = told_by_figures(figures, taal=about.taal)
    draaiboek = draaiboek_of(schets)
    if schets.atelier is None:
        grounds = grounds_with(schets, Grounds(), OnBoard())
        draft = draft_from_board(Board(), draaiboek=draaiboek, people={}, grounds=grounds, about=about, told=told)
        return draft, grounds
    with _room_of(schets.atelier) as room:
        grounds = grounds_now(schets, Grounds())
        people = {key: Speaker(party=one.party, origin=_origin(one.origin)) for key, one in room.people.items() if one}
        draft = draft_from_board(
            room.board, draaiboek=draaiboek, people=people, grounds=grounds, about=about, told=told
        )
    return draft, grounds


@contextmanager
def _room_of(atelier: Atelier) -> Iterator[Room]:
    """Hold the room of an atelier, with everything in it that was said until now."""
    room = rooms.of(atelier)
    with room.lock:
        room.catch_up()
        room.learn()
        yield room


def _cards(room: Room) -> list[CardGround]:
    found = []
    for card in room.board.in_order():
        person = room.people.get(card.by)
        found.append(
            CardGround(
                id=card.first.card,
                text=card.text,
                party=person.party if person else "",
                origin=_origin(person.origin if person else ""),
                form=str(card.first.form),
                channel=str(card.channel),
                cluster=room.board.clusters.get(card.cluster, ""),
                indicator=card.first.indicator,
            )
        )
    return found


def _texts(room: Room) -> list[TextGround]:
    titles: Mapping[str, Bilingual] = {one.key: one.title for one in room.draaiboek.blocks}
    return [
        TextGround(key=key, title=titles.get(key, Bilingual(key, key)), text=prose.text.text)
        for key, prose in room.board.blocks.items()
        if prose.text is not None and prose.text.text.strip()
    ]


def _origin(value: str) -> Origin:
    return Origin.RESIDENT if value == str(Origin.RESIDENT) else Origin.PROFESSIONAL


def file_of(schets: Schets, version: SchetsVersion) -> SchetsFile:
    """Return a version with what it rests on, as a file and a page show it."""
    made = values_of(version)
    kept = grounds_from(version.grounds)
    signed = version.sign_offs.select_related("organisation")
    return SchetsFile(
        schets=made,
        grounds=grounds_now(schets, kept).only(made.cites()),
        parties=parties_of(schets),
        sign_offs=tuple(
            SignOff(
                party=one.party,
                verdict=Verdict(one.verdict),
                reason=one.reason,
                on=one.said_on,
                organisation=one.organisation.name if one.organisation else "",
                said_by=one.said_by,
                is_noted=not one.is_own,
            )
            for one in signed
        ),
        is_published=version.is_published,
        fictitious=figures_for(schets.trajectory, schets.area).is_fictitious,
    )


def sheet_for(schets: Schets, version: SchetsVersion, *, taal: Taal) -> Sheet:
    """Return everything that the sheet of a version shows."""
    home, own = whose_figures(None, schets.trajectory)
    stored = country_for(None, schets.trajectory).version
    return sheet_on(file_of(schets, version), ground=_ground(home, own, stored, schets.area, taal), taal=taal)


# A map takes seconds, is equal for all versions of a schets, and stays as it is as long as the figures do.
@lru_cache(maxsize=64)
def _ground(home: Path, own: tuple[Any, ...], _version: str, area: str, taal: Taal) -> SheetGround:
    return ground_of(country_at(home, own), area, taal=taal)
