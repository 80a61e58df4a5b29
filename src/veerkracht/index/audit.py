"""The audit of an index in the ten steps of the OECD and the JRC: what was chosen, what it came to, what to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.index import audit_findings
from veerkracht.index.audit_statistics import indicator_facts, node_facts, pairs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from veerkracht.facts.periods import Period
    from veerkracht.index.audit_findings import Finding
    from veerkracht.index.audit_statistics import IndicatorFacts, NodeFacts, Pair
    from veerkracht.index.build import IndexResult
    from veerkracht.index.design import IndexDesign
    from veerkracht.index.shares import RankShares
    from veerkracht.index.uncertainty import RankIntervals


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditStep:
    """One of the ten steps.

    Attributes:
        number, name: of the handbook.
        chosen: what the design chose here and why; empty if it makes no choice.
        source: on whose authority.
        findings: what came of it.
    """

    number: int
    name: Bilingual
    chosen: Bilingual
    source: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """An index, audited.

    Attributes:
        design, period, areas, scored: of what.
        steps: the ten steps.
        indicators, nodes: the figures behind steps 2 to 6.
        pairs: pairs of indicators, strongest link first.
    """

    design: IndexDesign
    period: Period
    areas: int
    scored: int
    steps: tuple[AuditStep, ...]
    indicators: tuple[IndicatorFacts, ...]
    nodes: tuple[NodeFacts, ...]
    pairs: tuple[Pair, ...]

    @property
    def to_look_at(self) -> int:
        """How many findings ask for a look."""
        return sum(finding.verdict == "look" for step in self.steps for finding in step.findings)


def audit_index(
    result: IndexResult,
    *,
    period: Period | None = None,
    intervals: RankIntervals | None = None,
    shares: RankShares | None = None,
    links: Mapping[str, NDArray[np.float64]] | None = None,
) -> Audit:
    """Return the audit of an index in one period.

    Args:
        result: the index.
        period: when; the last if None.
        intervals: rank intervals of the top in that period; None if nothing was drawn, which the audit says.
        shares: Sobol shares of the top in that period; None likewise.
        links: other measures to compare the top score with, shape (areas,) each.

    Source:
        OECD/JRC (2008), Handbook on Constructing Composite Indicators: Methodology and User Guide, its ten steps.
    """
    when = result.periods[-1] if period is None else period
    indicators, nodes = indicator_facts(result, period=when), node_facts(result, period=when)
    between = pairs(result, period=when)
    score = result.score(period=when)
    findings = (
        audit_findings.framework(result, indicators),
        audit_findings.selection(indicators),
        audit_findings.imputation(indicators, scored=int((~np.isnan(score)).sum()), areas=score.size),
        audit_findings.multivariate(nodes, between),
        audit_findings.normalisation(indicators),
        audit_findings.weighting(indicators),
        audit_findings.robustness(intervals, shares),
        audit_findings.back_to_data(result, when),
        audit_findings.links(score, links or {}),
        audit_findings.presentation(result, intervals),
    )
    return Audit(
        design=result.design,
        period=when,
        areas=score.size,
        scored=int((~np.isnan(score)).sum()),
        steps=tuple(
            _step(result.design, number, step, found)
            for number, (step, found) in enumerate(zip(_STEPS, findings, strict=True), start=1)
        ),
        indicators=indicators,
        nodes=nodes,
        pairs=between,
    )


_STEPS: tuple[tuple[Bilingual, tuple[str, ...]], ...] = (
    (Bilingual("Wat meten we, en waarom", "Theoretical framework"), ()),
    (Bilingual("De cijfers", "Data selection"), ("indicators",)),
    (Bilingual("Wat ontbreekt", "Imputation of missing data"), ("impute", "screen", "availability")),
    (Bilingual("Wat hoort bij elkaar", "Multivariate analysis"), ()),
    (Bilingual("Uitschieters en schaal", "Normalisation"), ("treat", "normalise", "reference")),
    (Bilingual("Wegen en samenvoegen", "Weighting and aggregation"), ("weights", "aggregate")),
    (Bilingual("Hoe zeker is de volgorde", "Uncertainty and sensitivity analysis"), ("uncertainty",)),
    (Bilingual("Terug naar de cijfers", "Back to the data"), ()),
    (Bilingual("Verband met andere maten", "Links to other indicators"), ()),
    (Bilingual("Hoe laten we het zien", "Visualisation of the results"), ()),
)


def _step(
    design: IndexDesign, number: int, step: tuple[Bilingual, tuple[str, ...]], findings: tuple[Finding, ...]
) -> AuditStep:
    name, topics = step
    choices = [design.choices[topic] for topic in topics]
    return AuditStep(
        number=number,
        name=name,
        chosen=Bilingual(" ".join(one.reason.nl for one in choices), " ".join(one.reason.en for one in choices)),
        source="; ".join(dict.fromkeys(one.source for one in choices)),
        findings=findings,
    )
