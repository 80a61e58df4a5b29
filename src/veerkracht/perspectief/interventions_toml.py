"""Reads a catalogue of interventions from TOML: what is unknown must be said, and no effect may be a point."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from veerkracht.errors.perspectief import EvidenceError, VersionError
from veerkracht.facts.grades import Grade
from veerkracht.facts.language import Bilingual
from veerkracht.facts.quadrants import Quadrant
from veerkracht.perspectief.evidence import Decay, Delay, Finding, Range, Source, Verdict
from veerkracht.perspectief.interventions import (
    EFFORTS,
    Actor,
    Catalogue,
    Cost,
    Intervention,
    Legal,
    Lever,
    Period,
    Priced,
    TestedDose,
    Unit,
)
from veerkracht.perspectief.rules import Rule, parse_conditions
from veerkracht.perspectief.toml_text import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veerkracht.perspectief.toml_text import Table

FORMAT: Final = 1
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_BIG: Final = 1e12  # euro: more than the whole country


def parse_interventions(raw: bytes | str, *, document: str = "Interventies") -> Catalogue:
    """Return the catalogue that a text holds.

    Args:
        raw: TOML, with `owner` and one `[[intervention]]` a version.
        document: name of the text, for messages.

    Raises:
        PerspectiefFileError: if the text is too large, not UTF-8 or not TOML.
        PerspectiefKeyError, PerspectiefMissingKeyError, PerspectiefValueError: if a key means nothing, is missing, or
            has a value that cannot be.
        EvidenceError: if an effect is a point, or a verdict has no finding under it.
        RuleError: if a rule cannot be read.
        VersionError: if a number stands twice, or a later number has an earlier date.
    """
    root = read_text(raw, document=document, known_format=FORMAT)
    owner = root.text("owner")
    parts = tuple(root.tables("intervention"))
    found = tuple(_intervention(part, owner=owner) for part in parts)
    root.finish()
    _check_versions(tuple(zip(found, parts, strict=True)))
    return Catalogue(entries=found)


def _intervention(part: Table, *, owner: str) -> Intervention:
    code = part.text("code")
    if not _CODE.fullmatch(code):
        right = "a-z, 0-9, -"
        raise part.wrong("code", code, right_en=right, right_nl=right)
    findings = tuple(_finding(each) for each in part.tables("finding"))
    made = Intervention(
        code=code,
        owner=owner,
        version=part.whole("version", least=1, most=10_000),
        on=part.day("on"),
        quadrant=part.member("perspective", Quadrant),
        name=part.bilingual("name"),
        description=part.bilingual("description"),
        actors=_some(part, "actors", part.members("actors", Actor)),
        units=_some(part, "units", part.members("units", Unit)),
        costs=_costs(part),
        verdict=part.member("verdict", Verdict),
        findings=findings,
        delay=None if part.is_unknown("lag") else _delay(part.table("lag")),
        decay=None if part.is_unknown("decay") else _decay(part.table("decay")),
        preconditions=tuple(_said(each) for each in part.tables("precondition")),
        legal=part.members("legal", Legal),
        applies=_rule(part.table("applies")) if "applies" in part else None,
        levers=part.members("levers", Lever),
        simulation=part.bilingual("simulation"),
        tested=_tested(part.table("tested")) if "tested" in part else None,
    )
    _check_verdict(made, part)
    part.finish()
    return made


def _some(part: Table, key: str, found: tuple[Any, ...]) -> tuple[Any, ...]:
    if not found:
        raise part.wrong(key, [], right_en="a list of at least one", right_nl="een lijst van minstens één")
    return found


def _said(part: Table) -> Bilingual:
    said = Bilingual(nl=part.text("nl"), en=part.text("en"))
    part.finish()
    return said


def _source(part: Table) -> Source:
    return Source(title=part.text("source"), address=part.address("address"))


def _finding(part: Table) -> Finding:
    made = Finding(
        outcome=part.bilingual("outcome"),
        verdict=part.member("verdict", Verdict),
        words=part.bilingual("words"),
        effect=None if part.is_unknown("effect") else _range(part.table("effect")),
        grade=part.member("grade", Grade),
        source=_source(part),
    )
    part.finish()
    return made


def _range(part: Table) -> Range:
    low, high = part.number("low"), part.number("high")
    central = part.number("central") if "central" in part else None
    if not low < high or (central is not None and not low <= central <= high):
        told = f"low {low:g}, high {high:g}" + ("" if central is None else f", central {central:g}")
        raise EvidenceError(
            what_en=f"the effect is {told}",
            what_nl=f"het effect is {told}",
            right_en="an interval with low under high, and central in between",
            right_nl="een interval met low onder high, en central ertussen",
            **part.at(),
        )
    made = Range(low=low, high=high, central=central, unit=part.bilingual("unit"))
    part.finish()
    return made


def _delay(part: Table) -> Delay:
    grade = part.member("grade", Grade)
    source = None if grade is Grade.D else _source(part)
    made = Delay(
        low=part.number("low", least=0), high=part.number("high", least=0, most=50), grade=grade, source=source
    )
    if made.low > made.high:
        right = f"{made.low:g} ... 50"
        raise part.wrong("high", made.high, right_en=right, right_nl=right)
    part.finish()
    return made


def _decay(part: Table) -> Decay:
    made = Decay(share=_range(part.table("share")), grade=part.member("grade", Grade), source=_source(part))
    part.finish()
    return made


def _costs(part: Table) -> tuple[Cost, ...]:
    if "costs" in part and part.is_unknown("costs"):
        return ()
    found = tuple(_cost(each) for each in part.tables("cost"))
    if not found:
        part.take(
            "costs", right_en='"onbekend", or one or more [[cost]]', right_nl='"onbekend", of een of meer [[cost]]'
        )
    return found


def _cost(part: Table) -> Cost:
    low, high = part.number("low", least=-_BIG, most=_BIG), part.number("high", least=-_BIG, most=_BIG)
    if low > high:
        raise part.wrong("high", high, right_en=f"{low:g} or more", right_nl=f"{low:g} of meer")
    made = Cost(
        item=part.member("item", Priced),
        unit=part.member("unit", Unit),
        period=part.member("period", Period),
        low=low,
        high=high,
        price_year=part.whole("price_year", least=1990, most=2200),
        grade=part.member("grade", Grade),
        source=_source(part),
        note=part.bilingual("note") if "note" in part else Bilingual("", ""),
    )
    part.finish()
    return made


def _rule(part: Table) -> Rule:
    made = Rule(
        conditions=parse_conditions(part.text("rule"), **part.at("rule")),
        words=part.bilingual("words"),
        source=_source(part),
    )
    part.finish()
    return made


def _tested(part: Table) -> TestedDose:
    made = TestedDose(
        amount=part.number("amount", least=0.0),
        unit=part.member("unit", Unit),
        words=part.bilingual("words"),
        source=_source(part),
    )
    part.finish()
    return made


def _check_verdict(made: Intervention, part: Table) -> None:
    """Refuse a verdict without a finding under it, and effort on a lever where research showed no effect."""
    if made.verdict is not Verdict.UNKNOWN and made.verdict not in {one.verdict for one in made.findings}:
        raise EvidenceError(
            what_en=f"the verdict is '{made.verdict}', and no [[finding]] says so",
            what_nl=f"het oordeel is '{made.verdict}', en geen [[finding]] zegt dat",
            right_en="the verdict of one of its findings",
            right_nl="het oordeel van een van de bevindingen",
            **part.at("verdict"),
        )
    if made.verdict is Verdict.NONE_SHOWN and set(made.levers) & set(EFFORTS):
        raise EvidenceError(
            what_en="no effect was shown, and yet it works on a lever of the simulation",
            what_nl="er is geen werkzaamheid aangetoond, en toch werkt het op een knop van de simulatie",
            right_en="no levers",
            right_nl="geen levers",
            **part.at("levers"),
        )


def _check_versions(found: Iterable[tuple[Intervention, Table]]) -> None:
    last: dict[str, Intervention] = {}
    for one, part in found:
        before = last.get(one.code)
        if before is not None and (one.version <= before.version or one.on < before.on):
            raise VersionError(
                one.code,
                what_en=f"has version {one.version} of {one.on} after version {before.version} of {before.on}",
                what_nl=f"heeft versie {one.version} van {one.on} na versie {before.version} van {before.on}",
                number=before.version + 1,
                **part.at("version"),
            )
        last[one.code] = one
