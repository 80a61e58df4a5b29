"""The tree of a design as the page shows it: what counts, how heavily as meant, and how heavily in effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from veerkracht.facts.indicators import Theme
from veerkracht.index.design_text import method_table
from veerkracht.report.werkbank.words import AGGREGATION_WORDS, NORMALISER_WORDS
from veerkracht.report.wording import figure
from veerkracht.web.werkbank.state import method_word
from veerkracht.workflows.werkbank import MOST_COMPARED

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal
    from veerkracht.index.adjustments import Changes
    from veerkracht.index.design import IndexDesign, IndicatorChoice, Node
    from veerkracht.index.leverage import Leverage
    from veerkracht.workflows.werkbank import Werkbank

_THEMES = {
    Theme.ZELFREDZAAMHEID: _("Zelfredzaamheid"),
    Theme.SAMENREDZAAMHEID: _("Samenredzaamheid"),
    Theme.LEEFBAARHEID: _("Leefbaarheid"),
    Theme.WONINGVOORRAAD: _("Woningvoorraad"),
    Theme.BEWONERS: _("Bewoners"),
}
# What is a fair alternative depends on the length of the scale: 0 to 1, or 0 to 100.
_SCALES: tuple[dict[str, Any], ...] = (
    {"method": "min_max", "low": 0.0, "high": 1.0, "beyond": "clip"},
    {"method": "empirical_quantile"},
    {"method": "percentile_rank"},
    {"method": "exponential", "scale": 0.23, "high": 1.0},
)
_JOINS: tuple[dict[str, Any], ...] = (
    {"method": "arithmetic"},
    {"method": "geometric", "offset": 0.1},
    {"method": "harmonic"},
    {"method": "copeland"},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to choose from; `word` is what the form sends, empty for what the design says."""

    word: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A node or indicator of the tree.

    Attributes:
        weight: as the field shows it, a number with a point.
        most: the end of the slider.
        is_off: whether it does not count.
        added: what the form sends back of an indicator that was added; empty for one of the design.
        ways: scales, or ways of joining, to choose from.
        known: share of the areas that have it, in words; empty where nobody knows.
        year: of the last figure.
        children: below it, in order.
    """

    code: str
    name: str
    is_node: bool
    is_root: bool
    weight: str
    base: str
    most: str
    is_fixed: bool
    is_off: bool
    added: str
    direction: str
    explanation: str
    reason: str
    source: str
    year: str
    modelled: bool
    ways: tuple[Option, ...]
    effect: Effect
    children: tuple[Leaf, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a part was meant to weigh and weighs: percentages in words and as lengths of bars, 0 to 100."""

    share: str = ""
    influence: str = ""
    share_length: float = 0.0
    influence_length: float = 0.0
    known: str = ""
    is_thin: bool = False


NO_EFFECT = Effect()


def effects_of(parts: tuple[Leverage, ...], *, taal: Taal) -> dict[str, Effect]:
    """Return what each part weighs, by code."""
    return {
        part.code: Effect(
            share=_percent(part.share, taal=taal),
            influence=_percent(part.influence, taal=taal),
            share_length=_length(part.share),
            influence_length=_length(part.influence),
            known=_percent(part.known, taal=taal),
            is_thin=bool(part.known < 0.5),
        )
        for part in parts
    }


def tree_of(bank: Werkbank, changes: Changes, *, effects: dict[str, Effect], taal: Taal) -> Leaf:
    """Return the root of the tree, everything below it: of the design as it was, with what was added."""
    return _Grower(bank=bank, changes=changes, effects=effects, taal=taal).node(bank.base.node(bank.base.root))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grower:
    bank: Werkbank
    changes: Changes
    effects: dict[str, Effect]
    taal: Taal

    def node(self, node: Node) -> Leaf:
        base = self.bank.base
        nodes = {one.code: one for one in base.nodes}
        leaves = {one.code: one for one in base.indicators}
        below = [
            self.node(nodes[code]) if code in nodes else self.leaf(leaves[code]) for code in base.children(node.code)
        ]
        joins = self._options(
            _joins(base, areas=len(self.bank.areas)),
            words={name: words.say(self.taal) for name, words in AGGREGATION_WORDS.items()},
            own=method_table(node.aggregate),
            chosen=self.changes.aggregate.get(node.code),
        )
        return self._made(node, ways=joins, children=(*below, *self._added(node.code)), is_node=True)

    def leaf(self, leaf: IndicatorChoice) -> Leaf:
        scales = self._options(
            scales_of(self.bank.base),
            words={name: words.say(self.taal) for name, words in NORMALISER_WORDS.items()},
            own=method_table(leaf.normalise),
            chosen=self.changes.normalise.get(leaf.code),
        )
        return self._made(leaf, ways=scales, children=(), is_node=False)

    def _made(self, item: Node | IndicatorChoice, *, ways: tuple[Option, ...], children: Any, is_node: bool) -> Leaf:
        base, code = self.bank.base, item.code
        siblings = [one.weight for one in base.items if one.parent == item.parent]
        parent = next((one for one in base.nodes if one.code == item.parent), None)
        direction = "" if is_node else getattr(item, "direction", "")
        year, source, explanation, modelled = ("", item.why.source, "", False) if is_node else self._figures(item)
        return Leaf(
            code=code,
            name=item.name.say(self.taal),
            is_node=is_node,
            is_root=code == base.root,
            weight=f"{self.changes.weights.get(code, item.weight):g}",
            base=f"{item.weight:g}",
            most=f"{_most([*siblings, self.changes.weights.get(code, 0.0)]):g}",
            is_fixed=parent is not None and parent.weighting != "given",
            is_off=code in self.changes.off,
            added="",
            direction=direction,
            explanation=explanation,
            reason=item.why.reason.say(self.taal),
            source=source,
            year=year,
            modelled=modelled,
            ways=ways,
            effect=self.effects.get(code, NO_EFFECT),
            children=children,
        )

    def _added(self, parent: str) -> Iterator[Leaf]:
        design = self.bank.design(self.changes) if self.changes.added else None
        for one in self.changes.added:
            if one.parent != parent or design is None:
                continue
            item = next(leaf for leaf in design.indicators if leaf.code == one.code)
            year, source, explanation, modelled = self._figures(item)
            direction = one.direction or ""
            yield Leaf(
                code=one.code,
                name=item.name.say(self.taal),
                is_node=False,
                is_root=False,
                weight=f"{self.changes.weights.get(one.code, one.weight):g}",
                base="1",
                most=f"{_most([one.weight]):g}",
                is_fixed=False,
                is_off=one.code in self.changes.off,
                added=f"{one.code}:{one.parent}:{direction}",
                direction=item.direction,
                explanation=explanation,
                reason="",
                source=source,
                year=year,
                modelled=modelled,
                ways=(),
                effect=self.effects.get(one.code, NO_EFFECT),
            )

    def _figures(self, item: Any) -> tuple[str, str, str, bool]:
        """Return of an indicator the year of the last figure, its source, what it says, and whether a model says so."""
        catalogue = self.bank.catalogue
        if item.code not in catalogue:
            return "", item.why.source, "", item.modelled
        found = catalogue[item.code]
        families = dict.fromkeys(one.family for one in found.sources)
        publishers = dict.fromkeys(catalogue.families[one].name.say(self.taal) for one in families)
        source = ", ".join(publishers) or item.why.source
        return self._year(item), source, found.explanation.say(self.taal), found.modelled

    def _year(self, item: IndicatorChoice) -> str:
        """Return the last period in which any of the areas has a figure of its own."""
        filled = self.bank.prepared.columns.column(item, design=self.bank.base)
        measured = filled.measured if self.bank.rows is None else filled.measured[self.bank.rows]
        there = np.flatnonzero(measured.any(axis=0))
        return "" if there.size == 0 else str(self.bank.prepared.table.periods[int(there[-1])])

    def _options(
        self, tables: tuple[dict[str, Any], ...], *, words: dict[str, str], own: dict[str, Any], chosen: object
    ) -> tuple[Option, ...]:
        now = "" if chosen is None else method_word(method_table(chosen))
        asis = Option(word="", name=words[str(own["method"])], is_chosen=not now)
        others = [one for one in tables if method_word(one) != method_word(own)]
        if now and now not in {method_word(one) for one in others}:
            others = [*others, dict(method_table(chosen))]
        rest = (
            Option(word=method_word(one), name=words[str(one["method"])], is_chosen=method_word(one) == now)
            for one in others
        )
        return (asis, *rest)


def scales_of(design: IndexDesign) -> tuple[dict[str, Any], ...]:
    """Return the scales that can stand beside those of a design: as long as these are."""
    highest = {float(str(method_table(one.normalise).get("high", 1.0))) for one in design.indicators}
    if highest == {1.0}:
        return _SCALES
    most = max(highest)
    return (
        {"method": "min_max", "low": 0.0, "high": most, "beyond": "clip"},
        {"method": "exponential", "scale": 0.23 * most, "high": most},
    )


def candidates_of(bank: Werkbank, changes: Changes, *, taal: Taal) -> dict[str, list[tuple[str, str]]]:
    """Return what can be added: (code, name) by theme."""
    there = {one.code for one in changes.added}
    found: dict[str, list[tuple[str, str]]] = {}
    for one in bank.candidates():
        if one.code not in there:
            found.setdefault(str(_THEMES[one.theme]), []).append((one.code, one.name.say(taal)))
    return {theme: sorted(items, key=lambda item: item[1]) for theme, items in found.items()}


def _joins(design: IndexDesign, *, areas: int) -> tuple[dict[str, Any], ...]:
    most = max(float(str(method_table(one.normalise).get("high", 1.0))) for one in design.indicators)
    fitting = [one | {"offset": 0.1 * most} if "offset" in one else one for one in _JOINS]
    return tuple(one for one in fitting if one["method"] != "copeland" or areas <= MOST_COMPARED)


def _most(weights: list[float]) -> float:
    """Return the end of a slider: three times the heaviest of its siblings, rounded up."""
    top = 3 * max(weights)
    return next((step for step in (1.0, 2.0, 3.0, 5.0, 6.0, 10.0, 20.0, 50.0, 100.0, 300.0) if step >= top), 1000.0)


def _percent(share: float, *, taal: Taal) -> str:
    return f"{figure(100 * share, decimals=0, taal=taal)}%" if np.isfinite(share) else "–"


def _length(share: float) -> float:
    return round(100 * min(max(share, 0.0), 1.0), 1) if np.isfinite(share) else 0.0
