"""Who was there and who was not, the cards by theme, origin and cluster, and the texts that were written together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from veerkracht.web.atelier.actions.joining import OWN
from veerkracht.web.atelier.lead_words import FORMS, LINKS
from veerkracht.web.atelier.outcome_statements import party_names
from veerkracht.web.kaart.place import language
from veerkracht.wijkschets.deeds import Form, Link
from veerkracht.wijkschets.draaiboek import Origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.web.atelier.models import Participant
    from veerkracht.web.atelier.outcomes import Moment
    from veerkracht.wijkschets.board import Card

ORIGINS = {
    str(Origin.RESIDENT): gettext_lazy("Bewoner"),
    str(Origin.PROFESSIONAL): gettext_lazy("Professional"),
    str(Origin.FIGURE): gettext_lazy("Bij een cijfer"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Who took part.

    Attributes:
        people: how many, of whom `on_paper` wrote on paper.
        roles: name and number of the roles that were there, in the order of the draaiboek.
        missing: names of the roles that nobody had.
        erased: how many had their words erased since.
    """

    people: int
    on_paper: int
    roles: tuple[tuple[str, int], ...]
    missing: tuple[str, ...]
    erased: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One card as it is read afterwards."""

    text: str
    kind: str
    origin: str
    theme: str
    on_paper: bool
    reactions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heap:
    """Cards that people put together, or that share a theme."""

    title: str
    cards: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRow:
    """How many cards a theme has, by origin; `total` is their sum."""

    name: str
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A problem with where it comes from and what it leads to."""

    problem: Said
    causes: tuple[Said, ...]
    consequences: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text that the table wrote; `beside` are versions that nobody settled."""

    title: str
    text: str
    beside: tuple[str, ...]
    versions: int


def present_of(moment: Moment, participants: Sequence[Participant]) -> Present:
    """Return who took part."""
    there = [one for one in participants if one.erased is None]
    counts = Counter(one.party for one in there)
    names = party_names(moment.draaiboek)
    return Present(
        people=len(there),
        on_paper=sum(one.channel == "paper" for one in there),
        roles=tuple((name, counts[key]) for key, name in names.items() if counts[key]),
        missing=tuple(name for key, name in names.items() if not counts[key] and key != OWN),
        erased=len(participants) - len(there),
    )


def origin_of(moment: Moment, card: Card) -> str:
    """Return the origin of a card: a figure if it is about one, else that of who wrote it."""
    if card.first.form is Form.FIGURE:
        return str(Origin.FIGURE)
    writer = moment.people.get(card.by)
    return writer.origin if writer else ""


def themes_of(moment: Moment) -> list[ThemeRow]:
    """Return how many cards in sight each theme has, by origin, the largest first; statements have none."""
    names = {one.key: one.name.say(language()) for one in moment.draaiboek.themes}
    counts: Counter[tuple[str, str]] = Counter()
    for card in moment.board.in_order():
        if card.first.form is not Form.STATEMENT:
            counts[card.first.theme, origin_of(moment, card)] += 1
    rows = []
    for key in (*names, ""):
        each = tuple(counts[key, origin] for origin in ORIGINS)
        if sum(each):
            rows.append(ThemeRow(name=names.get(key) or _("Zonder thema"), counts=each, total=sum(each)))
    return sorted(rows, key=lambda row: (row.name == _("Zonder thema"), -row.total))


def heaps_of(moment: Moment) -> list[Heap]:
    """Return the clusters with their cards, the largest first, then the rest by theme; statements stand elsewhere."""
    clusters: dict[str, list[Card]] = {}
    themes: dict[str, list[Card]] = {}
    for card in reversed(moment.board.in_order()):
        if card.first.form is Form.STATEMENT:
            continue
        if card.cluster:
            clusters.setdefault(card.cluster, []).append(card)
        else:
            themes.setdefault(card.first.theme, []).append(card)
    names = {one.key: one.name.say(language()) for one in moment.draaiboek.themes}
    ordered = sorted(clusters.items(), key=lambda one: -len(one[1]))
    heaps = [Heap(title=moment.board.clusters[key], cards=_said(moment, cards)) for key, cards in ordered]
    for key in (*names, ""):
        if themes.get(key):
            title = _("Niet bij elkaar gelegd: %(theme)s") % {"theme": names.get(key) or _("zonder thema")}
            heaps.append(Heap(title=title, cards=_said(moment, themes[key])))
    return heaps


def chains_of(moment: Moment) -> list[Chain]:
    """Return the problems with their causes and consequences, in the order of the board.

    A cause or consequence of a card that is out of sight stands with the cards by theme alone.
    """
    cards = [card for card in reversed(moment.board.in_order()) if card.first.form is Form.PROBLEM]
    chains = []
    for card in cards:
        if card.first.link in {None, Link.PROBLEM}:
            under = [one for one in cards if one.first.of == card.first.card]
            parts = {link: _said(moment, [one for one in under if one.first.link is link]) for link in Link}
            (problem,) = _said(moment, [card])
            chains.append(Chain(problem=problem, causes=parts[Link.CAUSE], consequences=parts[Link.CONSEQUENCE]))
    return chains


def texts_of(moment: Moment) -> list[Text]:
    """Return the texts that were written together, in the order of the draaiboek."""
    found = []
    for one in moment.draaiboek.blocks:
        prose = moment.board.blocks.get(one.key)
        if prose is not None and prose.text is not None:
            beside = tuple(version.text for version in prose.beside)
            number = 1 + len(prose.earlier) + len(beside)
            found.append(Text(title=one.title.say(language()), text=prose.text.text, beside=beside, versions=number))
    return found


def _said(moment: Moment, cards: Sequence[Card]) -> tuple[Said, ...]:
    themes = {one.key: one.name.say(language()) for one in moment.draaiboek.themes}
    return tuple(
        Said(
            text=card.text,
            kind=str(LINKS[card.first.link]) if card.first.link else str(FORMS[card.first.form]),
            origin=str(ORIGINS.get(origin_of(moment, card), "")),
            theme=themes.get(card.first.theme, ""),
            on_paper=str(card.channel) == "paper",
            reactions=tuple(one.text for one in card.reactions),
        )
        for card in cards
    )
