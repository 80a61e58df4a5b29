"""The reason beside a node or indicator that is otherwise than in the design it came from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from veerkracht.facts.language import Bilingual
from veerkracht.index.design import IndicatorChoice, Node
from veerkracht.index.design_text import method_table
from veerkracht.report.werkbank.words import AGGREGATION_WORDS, NORMALISER_WORDS

if TYPE_CHECKING:
    from veerkracht.index.design import IndexDesign

ItemT = TypeVar("ItemT", Node, IndicatorChoice)


def changed_reason(item: ItemT, *, base: IndexDesign) -> ItemT:
    """Return a node or indicator that says what is otherwise in it; itself if nothing is, or if it is new.

    Args:
        item: of the changed design.
        base: the design that it came from.
    """
    old = next((one for one in base.items if one.code == item.code), None)
    if old is None:
        return item
    told = []
    if item.weight != old.weight:
        told.append(
            Bilingual(f"gewicht {item.weight:g}, was {old.weight:g}", f"weight {item.weight:g}, was {old.weight:g}")
        )
    if isinstance(item, Node) and isinstance(old, Node) and item.aggregate != old.aggregate:
        told.append(_method(AGGREGATION_WORDS, item.aggregate, old.aggregate, what=("samenvoegen", "aggregation")))
    if isinstance(item, IndicatorChoice) and isinstance(old, IndicatorChoice) and item.normalise != old.normalise:
        told.append(_method(NORMALISER_WORDS, item.normalise, old.normalise, what=("schaal", "scale")))
    if not told:
        return item
    changed = Bilingual("; ".join(one.nl for one in told), "; ".join(one.en for one in told))
    reason = Bilingual(
        f"{item.why.reason.nl} In deze versie: {changed.nl}.", f"{item.why.reason.en} In this version: {changed.en}."
    )
    return replace(item, why=replace(item.why, reason=reason))


def _method(words: dict[str, Bilingual], new: object, old: object, *, what: tuple[str, str]) -> Bilingual:
    names = [words[str(method_table(one)["method"])] for one in (new, old)]
    return Bilingual(
        f"{what[0]} ‘{names[0].nl}’, was ‘{names[1].nl}’", f"{what[1]} ‘{names[0].en}’, was ‘{names[1].en}’"
    )
