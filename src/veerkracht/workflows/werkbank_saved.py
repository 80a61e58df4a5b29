"""A design made at the werkbank, saved as a version: TOML that says what it was made from and why."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from veerkracht.errors.werkbank import ChangeValueError, ReservedDesignError
from veerkracht.facts.language import Bilingual
from veerkracht.index.adjusted import adjusted
from veerkracht.index.design import Version
from veerkracht.index.design_text import format_design
from veerkracht.report.werkbank.changed import changed_reason
from veerkracht.workflows.indexing import load_design, shipped_designs

if TYPE_CHECKING:
    from veerkracht.facts.indicators import Catalogue
    from veerkracht.index.adjustments import Changes
    from veerkracht.index.design import IndexDesign

LONGEST_NAME, LONGEST_REASON = 100, 2000
_LONGEST_CODE = 60


def saved_design(base: IndexDesign, changes: Changes, *, name: str, reason: str, catalogue: Catalogue) -> IndexDesign:
    """Return a design with changes made in it, under its own name and with the reason of its author.

    Every node, indicator and topic that changed says so beside its old reason, so that no reason stands beside a
    choice that it does not explain.

    Args:
        base: the design that the changes are of.
        changes: what is otherwise.
        name: as the author calls it; its code follows from it.
        reason: why, in the author's own words.
        catalogue: of the indicators.

    Raises:
        ReservedDesignError: if a shipped design has that name.
        ChangeValueError: if name or reason is empty or too long.
        WerkbankError, DesignError: if the changes cannot be made; the message names the node.
    """
    title, why = _text(name, where="name", longest=LONGEST_NAME), _text(reason, where="reason", longest=LONGEST_REASON)
    code = design_code(title)
    _refuse_shipped(title, code)
    design = adjusted(base, changes, catalogue=catalogue)
    touched = _touched(base, design)
    return replace(
        design,
        code=code,
        name=Bilingual(title, title),
        nodes=tuple(changed_reason(node, base=base) for node in design.nodes),
        indicators=tuple(changed_reason(leaf, base=base) for leaf in design.indicators),
        choices={
            topic: replace(choice, reason=_with_reason(choice.reason, why)) if topic in touched else choice
            for topic, choice in design.choices.items()
        },
        version=Version(name=title, based_on=base.code, reason=why),
    )


def saved_text(base: IndexDesign, changes: Changes, *, name: str, reason: str, catalogue: Catalogue) -> str:
    """Return the TOML of a version; `parse_design` reads it back. Arguments and errors as for `saved_design`."""
    return format_design(saved_design(base, changes, name=name, reason=reason, catalogue=catalogue))


def design_code(name: str) -> str:
    """Return the code of a design with some name: lower case, letters, figures and underscores.

    >>> design_code("Méér gezondheid (2026)")
    'meer_gezondheid_2026'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:_LONGEST_CODE].strip("_") or "ontwerp"


def is_reserved(name: str) -> bool:
    """Return whether a design that comes with Veerkracht has this code or this name, in either language."""
    return design_code(name) in _reserved()


def _refuse_shipped(title: str, code: str) -> None:
    """Refuse the codes and the names, in either language, of designs that come with Veerkracht.

    Raises:
        ReservedDesignError: if it is one of those.
    """
    if is_reserved(code):
        raise ReservedDesignError(title, proposal=f"{title} 2")


@cache
def _reserved() -> frozenset[str]:
    names = [load_design(shipped).name for shipped in shipped_designs()]
    codes = (design_code(text) for name in names for text in (name.nl, name.en))
    return frozenset((*shipped_designs(), *codes))


def _text(value: str, *, where: str, longest: int) -> str:
    """Return a text on one line, without what cannot be seen: line ends, escapes, signs that turn the order around."""
    seen = "".join(" " if one.isspace() or unicodedata.category(one) == "Cc" else one for one in value)
    text = " ".join("".join(one for one in seen if unicodedata.category(one) not in {"Cf", "Cs"}).split())
    if not text or len(text) > longest:
        raise ChangeValueError(
            where,
            value=text,
            right_en=f"a text of 1 to {longest} characters",
            right_nl=f"een tekst van 1 tot {longest} tekens",
        )
    return text


def _touched(base: IndexDesign, design: IndexDesign) -> set[str]:
    """Return the topics in which a design is otherwise than the one it came from."""
    before, after = {item.code: item for item in base.items}, {item.code: item for item in design.items}
    pairs = [(before[code], item) for code, item in after.items() if code in before]
    found = {
        "indicators": before.keys() != after.keys(),
        "weights": any(old.weight != new.weight for old, new in pairs),
        "normalise": any(getattr(old, "normalise", None) != getattr(new, "normalise", None) for old, new in pairs),
        "aggregate": any(getattr(old, "aggregate", None) != getattr(new, "aggregate", None) for old, new in pairs),
        "reference": base.reference != design.reference,
    }
    return {topic for topic, changed in found.items() if changed}


def _with_reason(old: Bilingual, why: str) -> Bilingual:
    return Bilingual(f"In deze versie: {why} Eerder: {old.nl}", f"In this version: {why} Before: {old.en}")
