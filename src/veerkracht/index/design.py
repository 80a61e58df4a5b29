"""The design of an index: every choice that makes figures into a score, written down with its reason.

A design is frozen data. Two results differ because their designs or their tables differ, never otherwise.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from veerkracht.errors.base import did_you_mean
from veerkracht.errors.design import DesignValueError, TreeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from veerkracht.facts.language import Bilingual
    from veerkracht.index.aggregate import Aggregation
    from veerkracht.index.distribution import Fitted
    from veerkracht.index.impute import Imputation
    from veerkracht.index.normalise import Normaliser
    from veerkracht.index.rank import First
    from veerkracht.index.treat import Treatment

Direction = Literal["high", "low"]
Weighting = Literal["given", "equal", "pca", "critic", "entropy", "optimised"]

# The choices of which a design must give reason and source as a whole.
TOPICS = (
    "indicators",
    "reference",
    "screen",
    "impute",
    "treat",
    "normalise",
    "weights",
    "aggregate",
    "availability",
    "uncertainty",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Why something was chosen, and on whose authority."""

    reason: Bilingual
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A score that is made of others.

    Attributes:
        code: unique in the design.
        name: as it stands on screen.
        parent: code of the node above; empty for the top.
        weight: in the parent, in proportion to its siblings; not negative.
        spread: standard deviation of the weight, as far as those who chose it disagree; 0 for none.
        weighting: `given` for the weights of the children as written, or a rule that finds them.
        aggregate: how the children make the score.
        minimum_share: of the children's weight that must be there; below it the area has no score.
        why: reason and source.
    """

    code: str
    name: Bilingual
    parent: str
    weight: float
    spread: float
    weighting: Weighting
    aggregate: Aggregation
    minimum_share: float
    why: Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorChoice:
    """An indicator in a design, and all that is done with it.

    Attributes:
        code: of the column, in the catalogue or in the user's own table.
        name: as it stands on screen.
        parent: code of the node it belongs to.
        weight, spread: as in `Node`.
        direction: which value scores high.
        denominator: code of the column it is divided by; empty for none.
        impute, treat, normalise: the steps it goes through.
        modelled: True if the figures come from a model (SMAP, WoonZorgwijzer): smooth, and no evidence by themselves.
        why: reason and source.
    """

    code: str
    name: Bilingual
    parent: str
    weight: float
    spread: float
    direction: Direction
    denominator: str
    impute: Imputation
    treat: Treatment
    normalise: Normaliser
    modelled: bool
    why: Choice

    @property
    def sign(self) -> float:
        """1 if a high value scores high, -1 if a low one does."""
        return 1.0 if self.direction == "high" else -1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertainty:
    """Which choices and figures are doubted in the rank intervals.

    Attributes:
        noise: `standard_errors` to draw from the errors in the table, `none` to trust the figures.
        weights: `spread` to draw weights from the spreads, `none` to keep them.
        normalise: normalisers that were a fair choice too; each draw takes one, or the chosen.
        aggregate: aggregations that were a fair choice too; each draw takes one for all nodes, or the chosen.
    """

    noise: Literal["standard_errors", "none"]
    weights: Literal["spread", "none"]
    normalise: tuple[Normaliser, ...] = ()
    aggregate: tuple[Aggregation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What an earlier run learned of its reference, so that a later run measures with the same rod.

    Attributes:
        treat, normalise: per indicator, what its treatment and normaliser learned.
        weights: per node, the weight of each child in the order of `IndexDesign.children`.
    """

    treat: Mapping[str, Fitted]
    normalise: Mapping[str, Fitted]
    weights: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Where a design comes from that somebody made out of another one.

    Attributes:
        name: as its author calls it.
        based_on: code of the design that it was made from.
        reason: why, in the words of its author.
    """

    name: str
    based_on: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexDesign:
    """All choices of one index.

    Attributes:
        code, name, explanation: what it is called, and in B1 words what it says and what not.
        first: which score has rank 1.
        worse: which score is the worse one for residents; decides what "worst 10%" means.
        reference: the period on which scales and data-driven weights are set, or `all`.
        minimum_measured: share of all indicators that an area must have measured to be in the index at all.
        nodes: the tree, parents by code; branches may differ in depth.
        indicators: the leaves.
        choices: reason and source per topic of `TOPICS`.
        uncertainty: what the rank intervals doubt.
        frozen: scales and weights of an earlier run; None to learn them now.
        version: for a design that was made from another; None otherwise.
    """

    code: str
    name: Bilingual
    explanation: Bilingual
    first: First
    worse: Direction
    reference: str
    minimum_measured: float
    nodes: tuple[Node, ...]
    indicators: tuple[IndicatorChoice, ...]
    choices: Mapping[str, Choice]
    uncertainty: Uncertainty
    frozen: Frozen | None = None
    version: Version | None = None
    _children: dict[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_numbers(self)
        object.__setattr__(self, "_children", _grow(self))

    @property
    def items(self) -> tuple[Node | IndicatorChoice, ...]:
        """All nodes, then all indicators."""
        return (*self.nodes, *self.indicators)

    @property
    def root(self) -> str:
        """Code of the node at the top."""
        return next(node.code for node in self.nodes if not node.parent)

    @property
    def columns(self) -> tuple[str, ...]:
        """Codes of all columns a table must hold: indicators, then denominators."""
        denominators = (choice.denominator for choice in self.indicators if choice.denominator)
        return tuple(dict.fromkeys([*(choice.code for choice in self.indicators), *denominators]))

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the groupings that the imputations look at."""
        named = (getattr(choice.impute, "group", "") for choice in self.indicators)
        return tuple(dict.fromkeys(name for name in named if name))

    def node(self, code: str) -> Node:
        """Return one node.

        Raises:
            TreeError: if there is none of that code.
        """
        for node in self.nodes:
            if node.code == code:
                return node
        hints = did_you_mean(code, [node.code for node in self.nodes])
        raise TreeError(
            self.code,
            what_en=f"there is no node {code!r}.{hints['hint_en']} Choose a node of the design.",
            what_nl=f"knoop {code!r} bestaat niet.{hints['hint_nl']} Kies een knoop uit het ontwerp.",
        )

    def children(self, code: str) -> tuple[str, ...]:
        """Return the codes of the nodes and indicators directly below a node, in the order of the design."""
        return self._children[code]

    def weights(self, code: str) -> tuple[float, ...]:
        """Return the weights as written of the children of a node, in the same order."""
        given = {item.code: item.weight for item in self.items}
        return tuple(given[child] for child in self.children(code))

    def leaves(self, code: str) -> tuple[str, ...]:
        """Return the codes of all indicators below a node, from the first branch to the last."""
        found: list[str] = []
        for child in self.children(code):
            found.extend(self.leaves(child) if child in self._children else [child])
        return tuple(found)

    def upwards(self) -> Iterator[Node]:
        """Yield the nodes, each after all nodes below it."""
        yield from self._below(self.root)

    def _below(self, code: str) -> Iterator[Node]:
        for child in self.children(code):
            if child in self._children:
                yield from self._below(child)
        yield self.node(code)

    def reweighted(self, weights: Mapping[str, float]) -> IndexDesign:
        """Return the design with other weights for some nodes or indicators.

        Raises:
            TreeError: if a code is not in the design.
            DesignValueError: if a weight is negative, or all weights of a node are zero.
        """
        known = {item.code for item in self.items}
        for code in weights.keys() - known:
            hints = did_you_mean(code, known)
            raise TreeError(
                self.code,
                what_en=f"there is no node or indicator {code!r} to weigh.{hints['hint_en']}",
                what_nl=f"er is geen knoop of indicator {code!r} om te wegen.{hints['hint_nl']}",
            )
        return replace(
            self,
            nodes=tuple(replace(node, weight=weights.get(node.code, node.weight)) for node in self.nodes),
            indicators=tuple(replace(leaf, weight=weights.get(leaf.code, leaf.weight)) for leaf in self.indicators),
        )


def _check_numbers(design: IndexDesign) -> None:
    """Refuse weights and shares that cannot be."""
    for item in design.items:
        for key in ("weight", "spread"):
            if not 0 <= getattr(item, key) < float("inf"):
                raise DesignValueError(
                    key,
                    value=getattr(item, key),
                    where=item.code,
                    right_en="a number of at least 0",
                    right_nl="een getal van 0 of hoger",
                )
    shares = [(node.code, "minimum_share", node.minimum_share) for node in design.nodes]
    for where, key, value in [*shares, (design.code, "minimum_measured", design.minimum_measured)]:
        if not 0 <= value <= 1:
            raise DesignValueError(
                key, value=value, where=where, right_en="a share from 0 to 1", right_nl="een aandeel van 0 tot 1"
            )


def _grow(design: IndexDesign) -> dict[str, tuple[str, ...]]:
    """Return the children of each node, after checking that nodes and indicators make one tree."""
    _check_codes(design)
    items = design.items
    children = {node.code: tuple(item.code for item in items if item.parent == node.code) for node in design.nodes}
    weight = {item.code: item.weight for item in items}
    for code, below in children.items():
        if not below:
            raise TreeError(
                code,
                what_en="the node has nothing below it. Give it indicators or take it out.",
                what_nl="de knoop heeft niets onder zich. Geef hem indicatoren of haal hem weg.",
            )
        if sum(weight[child] for child in below) <= 0:
            raise TreeError(
                code,
                what_en="all weights below this node are 0. Give at least one a weight above 0.",
                what_nl="alle gewichten onder deze knoop zijn 0. Geef er minstens één een gewicht boven 0.",
            )
    _check_reach(design, children)
    return children


def _check_codes(design: IndexDesign) -> None:
    """Refuse double codes, parents that do not exist, and anything but one top."""
    items = design.items
    twice = [code for code, times in Counter(item.code for item in items).items() if times > 1]
    if twice:
        raise TreeError(
            twice[0],
            what_en="this code stands more than once. Give every node and indicator its own code.",
            what_nl="deze code komt meer dan één keer voor. Geef elke knoop en indicator een eigen code.",
        )
    nodes = [node.code for node in design.nodes]
    for item in items:
        if item.parent not in nodes and (item.parent or isinstance(item, IndicatorChoice)):
            hints = did_you_mean(item.parent, nodes)
            raise TreeError(
                item.code,
                what_en=f"its parent {item.parent!r} is not a node of the design.{hints['hint_en']}",
                what_nl=f"de ouder {item.parent!r} is geen knoop van het ontwerp.{hints['hint_nl']}",
            )
    tops = [node.code for node in design.nodes if not node.parent]
    if len(tops) != 1:
        found = ", ".join(tops) or "-"
        raise TreeError(
            design.code,
            what_en=f"there must be exactly one node without a parent, but there are {len(tops)}: {found}.",
            what_nl=f"er moet precies één knoop zonder ouder zijn, maar het zijn er {len(tops)}: {found}.",
        )


def _check_reach(design: IndexDesign, children: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse nodes that the top does not reach: they are in a circle."""
    reached: set[str] = set()
    todo = [next(node.code for node in design.nodes if not node.parent)]
    while todo:
        code = todo.pop()
        reached.add(code)
        todo.extend(children.get(code, ()))
    lost = [node.code for node in design.nodes if node.code not in reached]
    if lost:
        circle = ", ".join(lost)
        raise TreeError(
            lost[0],
            what_en=f"these nodes are each other's parent and do not reach the top: {circle}.",
            what_nl=f"deze knopen zijn elkaars ouder en komen niet uit bij de top: {circle}.",
        )
