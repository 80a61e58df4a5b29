"""Scores, points and dots in words and bars, and what could be paid for if everyone has an equal part of the budget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from veerkracht.web.atelier.outcome_bars import Bar, length_bar, scores_bar
from veerkracht.web.atelier.outcomes import SEED
from veerkracht.wijkschets.equal_shares import Completion, Division
from veerkracht.wijkschets.outcome import divided, given_of, judged_of, rated_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veerkracht.web.atelier.outcomes import Moment
    from veerkracht.wijkschets.outcome import Given

MOST_COST = 2000
"""Of one measure and of the budget, in a unit that people choose; larger ones only take longer to work out."""

COMPLETIONS = {
    Completion.ADD1U: gettext_lazy("Geef iedereen steeds iets meer; koop met de rest wat de meeste mensen willen"),
    Completion.ADD1: gettext_lazy("Geef iedereen steeds iets meer; laat over wat dan overblijft"),
    Completion.NONE: gettext_lazy("Laat over wat overblijft"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One card with its scores, and its place by majority judgement (0 if it has none)."""

    text: str
    bar: Bar
    counts: tuple[int, ...]
    agreement: float
    low: float | None
    high: float | None
    place: int
    grade: int
    on_screen: int
    on_paper: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """All scored cards, the best first; `people` of `of` scored every card and so count in the order."""

    cards: tuple[Scored, ...]
    people: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One card with dots or points."""

    card: str
    text: str
    perspective: str
    bar: Bar
    total: int
    people: int
    on_screen: int
    on_paper: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Divided:
    """What can be paid for: texts in the order of choosing, those of the completion marked, and what is left over."""

    chosen: tuple[tuple[str, int, bool], ...]
    not_chosen: tuple[str, ...]
    cost: int
    budget: int
    rule: str
    rounds: int
    division: Division


class DivisionForm(forms.Form):
    """A budget, a cost for each measure, and the rule for what is left."""

    budget = forms.IntegerField(min_value=1, max_value=MOST_COST)
    completion = forms.ChoiceField(choices=[(str(key), words) for key, words in COMPLETIONS.items()])

    def __init__(self, *args: Any, cards: Sequence[Chosen], **kwargs: Any) -> None:
        """Ask what each of these cards costs."""
        super().__init__(*args, **kwargs)
        self.cards = cards
        self.fields["budget"].label = _("Er is te verdelen")
        self.fields["budget"].help_text = _(
            "Bijvoorbeeld in duizenden euro's. Staat elke maatregel op 1, dan is dit hoeveel er passen."
        )
        self.fields["completion"].label = _("Wat doen we met wat overblijft?")
        self.fields["budget"].initial = max(1, len(cards) // 2)
        self.fields["completion"].initial = str(Completion.ADD1U)
        for number, one in enumerate(cards, start=1):
            label = _("Kosten van: %(what)s") % {"what": one.text}
            self.fields[f"k{number}"] = forms.IntegerField(label=label, min_value=1, max_value=MOST_COST, initial=1)

    def asked(self) -> tuple[dict[str, int], int, Completion]:
        """Return cost by card, budget and rule: as filled in, or else as they stand at first."""
        values = {name: field.initial for name, field in self.fields.items()}
        if self.is_bound and self.is_valid():
            values |= self.cleaned_data
        costs = {one.card: int(values[f"k{number}"]) for number, one in enumerate(self.cards, start=1)}
        return costs, int(values["budget"]), Completion(str(values["completion"]))


def scores_of(moment: Moment) -> Scores:
    """Return the scored cards; the order is that of majority judgement, then that of the board."""
    judged = judged_of(moment.board)
    places = {one.option: one for one in judged.order}
    found = []
    for one in rated_of(moment.board, moment.who, seed=SEED):
        text, place = moment.board.cards[one.card].text, places.get(one.card)
        found.append(
            Scored(
                text=text,
                bar=scores_bar(text, one.counts),
                counts=one.counts,
                agreement=one.agreement,
                low=one.interval[0] if one.interval else None,
                high=one.interval[1] if one.interval else None,
                place=place.rank if place else 0,
                grade=place.majority_grade + 1 if place else 0,
                on_screen=one.channels.get("screen", 0),
                on_paper=one.channels.get("paper", 0),
            )
        )
    ordered = sorted(found, key=lambda one: one.place or len(found) + 1)
    return Scores(cards=tuple(ordered), people=judged.people, of=judged.of)


def chosen_of(moment: Moment, *, what: str, perspectives: Mapping[str, str]) -> list[Chosen]:
    """Return the cards that got `dots` or `points`, the most first."""
    given = given_of(moment.board, moment.who, what=what)
    most = max((one.total for one in given), default=1)
    return [_chosen(moment, one, what=what, most=most, perspectives=perspectives) for one in given]


def divided_of(moment: Moment, form: DivisionForm) -> Divided | None:
    """Return what the method of equal shares chooses; None if nobody divided points."""
    if not form.cards:
        return None
    costs, budget, completion = form.asked()
    found = divided(moment.board, costs=costs, budget=budget, completion=completion)
    texts = {one.card: one.text for one in form.cards}
    return Divided(
        chosen=tuple((texts[card], costs[card], card in found.added) for card in found.chosen),
        not_chosen=tuple(text for card, text in texts.items() if card not in found.chosen),
        cost=found.cost,
        budget=found.budget,
        rule=str(COMPLETIONS[found.completion]),
        rounds=found.rounds,
        division=found,
    )


def _chosen(moment: Moment, one: Given, *, what: str, most: int, perspectives: Mapping[str, str]) -> Chosen:
    card = moment.board.cards[one.card]
    if what == "dots":
        words = ngettext("%(n)s stip", "%(n)s stippen", one.total) % {"n": one.total}
    else:
        words = ngettext("%(n)s punt", "%(n)s punten", one.total) % {"n": one.total}
    by = ngettext("van %(n)s mens", "van %(n)s mensen", one.people) % {"n": one.people}
    return Chosen(
        card=one.card,
        text=card.text,
        perspective=perspectives.get(card.first.perspective, ""),
        bar=length_bar(card.text, f"{words} {by}", value=one.total, most=most),
        total=one.total,
        people=one.people,
        on_screen=one.channels.get("screen", 0),
        on_paper=one.channels.get("paper", 0),
    )
