"""A design with changes made in it: another design, complete and with its reasons."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from veerkracht.errors.data import PeriodError
from veerkracht.errors.werkbank import ChangeValueError, NothingLeftError, UnknownChangeError
from veerkracht.facts.indicators import Better
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period
from veerkracht.index.design import Choice, IndicatorChoice
from veerkracht.index.impute import NoImputation
from veerkracht.index.normalise import DistanceToTarget, Goalposts, MinMax, ReferenceRange
from veerkracht.index.treat import NoTreatment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from veerkracht.facts.indicators import Catalogue, Indicator
    from veerkracht.index.adjustments import Added, Changes
    from veerkracht.index.design import Direction, IndexDesign, Node
    from veerkracht.index.normalise import Normaliser

T = TypeVar("T")

# These are in the unit of one indicator and mean nothing for another.
_OF_ONE_UNIT = (Goalposts, ReferenceRange, DistanceToTarget)
# How far those who chose a weight disagree, as in the shipped designs: a third of the weight.
_SPREAD = 1.0 / 3.0


def adjusted(design: IndexDesign, changes: Changes, *, catalogue: Catalogue) -> IndexDesign:
    """Return a design with changes made in it; the design itself where there are none.

    An indicator that is off is taken out: neither its holes nor its spread then matter for the rest. A weight of 0 is
    the same. The spread of a weight grows and shrinks with it, for the doubt is a share of the weight. An indicator
    that is added is filled, treated and scaled as most of the indicators around it.

    Raises:
        UnknownChangeError: if a code, parent or indicator does not exist.
        ChangeValueError: if a change cannot be made there.
        NothingLeftError: if nothing below a node counts any more.
        DesignError: if what comes out is no design.
    """
    if not changes.to_json():
        return design
    _check_codes(design, changes, catalogue=catalogue)
    weights = dict(changes.weights)
    gone = _gone(design, off=changes.off | {code for code, weight in weights.items() if weight == 0})
    nodes = tuple(_reweighted(node, weights) for node in design.nodes if node.code not in gone)
    nodes = tuple(replace(node, aggregate=changes.aggregate.get(node.code, node.aggregate)) for node in nodes)
    kept = [_reweighted(leaf, weights) for leaf in design.indicators if leaf.code not in gone]
    kept += [
        _reweighted(_joined(one, design=design, indicator=catalogue[one.code]), weights)
        for one in changes.added
        if one.parent not in gone and one.code not in gone
    ]
    _check_left(nodes, kept)
    above = {node.code: node.parent for node in nodes} | {leaf.code: leaf.parent for leaf in kept}
    leaves = tuple(_scaled(leaf, changes=changes, above=above) for leaf in kept)
    return replace(
        design,
        nodes=nodes,
        indicators=leaves,
        reference=_reference(changes.reference) or design.reference,
        frozen=None,
    )


def default_direction(indicator: Indicator, *, design: IndexDesign) -> Direction | None:
    """Return which value of an indicator scores high if better for residents is, or None if neither is better."""
    if indicator.better is Better.NEITHER:
        return None
    good: Direction = "high" if indicator.better is Better.HIGH else "low"
    other: Direction = "low" if good == "high" else "high"
    return good if design.worse == "low" else other


def _check_codes(design: IndexDesign, changes: Changes, *, catalogue: Catalogue) -> None:
    nodes = [node.code for node in design.nodes]
    own = [leaf.code for leaf in design.indicators]
    added = [one.code for one in changes.added]
    for one in changes.added:
        _require(one.code, (i.code for i in catalogue), where="added", role=("an indicator", "indicator"))
        _require(one.parent, nodes, where=f"added.{one.code}.parent", role=("a node", "knoop"))
        if one.code in own or one.code in nodes:
            raise ChangeValueError(
                "added",
                value=one.code,
                right_en="an indicator that is not in the design yet",
                right_nl="een indicator die nog niet in het ontwerp zit",
            )
        if one.code in changes.off:
            raise ChangeValueError(
                "off",
                value=one.code,
                right_en="not added and switched off at once",
                right_nl="niet tegelijk toegevoegd en uitgezet",
            )
    _check_places(design, changes, nodes=nodes, known=(*nodes, *own, *added))


def _check_places(design: IndexDesign, changes: Changes, *, nodes: list[str], known: tuple[str, ...]) -> None:
    """Refuse a change of what does not exist, or where it would mean nothing."""
    both = ("a node or indicator", "knoop of indicator")
    for where, codes in (("weights", changes.weights), ("off", changes.off), ("normalise", changes.normalise)):
        for code in codes:
            _require(code, known, where=where, role=both)
            if code == design.root and where != "normalise":
                raise ChangeValueError(
                    where,
                    value=code,
                    right_en="a part of the index, not the top",
                    right_nl="een onderdeel, niet de top",
                )
    parents = {item.code: item.parent for item in design.items} | {one.code: one.parent for one in changes.added}
    for code, weight in changes.weights.items():
        if weight > 0 and design.node(parents[code]).weighting != "given":
            raise ChangeValueError(
                f"weights.{code}",
                value=weight,
                right_en=f"left out: the weights below {parents[code]!r} are found in the data",
                right_nl=f"weggelaten: de gewichten onder {parents[code]!r} komen uit de cijfers zelf",
            )
    for code in changes.aggregate:
        _require(code, nodes, where="aggregate", role=("a node", "knoop"))
    for code, chosen in changes.normalise.items():
        if code in nodes and isinstance(chosen, _OF_ONE_UNIT):
            raise ChangeValueError(
                f"normalise.{code}",
                value=type(chosen).__name__,
                right_en="for one indicator, as its values are in the unit of that indicator",
                right_nl="voor één indicator, want de waarden zijn in de eenheid van die indicator",
            )


def _require(code: str, known: Iterable[str], *, where: str, role: tuple[str, str]) -> None:
    names = list(known)
    if code not in names:
        raise UnknownChangeError(where, code=code, role_en=role[0], role_nl=role[1], known=names)


def _gone(design: IndexDesign, *, off: Iterable[str]) -> set[str]:
    """Return the codes that are off, and all below them."""
    gone = set(off)
    nodes = {node.code for node in design.nodes}
    todo = [code for code in gone if code in nodes]
    while todo:
        below = design.children(todo.pop())
        gone.update(below)
        todo.extend(code for code in below if code in nodes)
    return gone


ItemT = TypeVar("ItemT", "Node", "IndicatorChoice")


def _reweighted(item: ItemT, weights: dict[str, float]) -> ItemT:
    weight = weights.get(item.code, item.weight)
    if weight == item.weight:
        return item
    spread = item.spread * weight / item.weight if item.weight > 0 else weight * _SPREAD
    return replace(item, weight=weight, spread=spread)


def _check_left(nodes: tuple[Node, ...], leaves: list[IndicatorChoice]) -> None:
    counting = {node.parent for node in nodes if node.weight > 0} | {leaf.parent for leaf in leaves if leaf.weight > 0}
    for node in nodes:
        if node.code not in counting:
            raise NothingLeftError(node.code, name_nl=node.name.nl, name_en=node.name.en)


def _joined(one: Added, *, design: IndexDesign, indicator: Indicator) -> IndicatorChoice:
    """Return an indicator of the catalogue as a part of a design."""
    direction = one.direction or default_direction(indicator, design=design)
    if direction is None:
        raise ChangeValueError(
            f"added.{one.code}.direction",
            value="",
            right_en="'high' or 'low': for this indicator neither is better by itself, so say which scores high",
            right_nl="'high' of 'low': bij deze indicator is geen van beide vanzelf beter, zeg dus wat hoog scoort",
        )
    siblings = [leaf for leaf in design.indicators if leaf.code in design.leaves(one.parent)] or design.indicators
    return IndicatorChoice(
        code=one.code,
        name=indicator.name,
        parent=one.parent,
        weight=one.weight,
        spread=one.weight * _SPREAD,
        direction=direction,
        denominator="",
        impute=_usual((leaf.impute for leaf in siblings), otherwise=NoImputation()),
        treat=_usual((leaf.treat for leaf in siblings), otherwise=NoTreatment()),
        normalise=_usual(
            (leaf.normalise for leaf in siblings),
            otherwise=MinMax(low=0.0, high=1.0, beyond="clip"),
            fits=lambda chosen: not isinstance(chosen, _OF_ONE_UNIT),
        ),
        modelled=indicator.modelled,
        why=Choice(
            reason=Bilingual("Toegevoegd in de werkbank.", "Added at the werkbank."),
            source="Indicatorencatalogus van Veerkracht",
        ),
    )


def _usual(found: Iterable[T], *, otherwise: T, fits: Callable[[T], bool] = lambda _: True) -> T:
    """Return what occurs most, the first of equals."""
    counted = Counter(one for one in found if fits(one))
    return counted.most_common(1)[0][0] if counted else otherwise


def _scaled(leaf: IndicatorChoice, *, changes: Changes, above: dict[str, str]) -> IndicatorChoice:
    """Return an indicator on the scale that was asked for it, or for the nearest node above it."""
    code = leaf.code
    while code and code not in changes.normalise:
        code = above[code]
    chosen: Normaliser = changes.normalise[code] if code else leaf.normalise
    return replace(leaf, normalise=chosen)


def _reference(text: str) -> str:
    if text in {"", "all"}:
        return text
    try:
        return str(Period.parse(text))
    except PeriodError:
        raise ChangeValueError(
            "reference",
            value=text,
            right_en="a year such as '2022', or 'all'",
            right_nl="een jaar zoals '2022', of 'all'",
        ) from None
