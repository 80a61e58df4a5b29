"""The findings of an audit: each figure held against a rule of thumb with a source, and said in plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from veerkracht.errors.design import NotAdditiveError
from veerkracht.facts.language import Bilingual
from veerkracht.index.audit_statistics import IndicatorFacts, NodeFacts, Pair, correlations, without_each
from veerkracht.index.trace import trace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from veerkracht.facts.periods import Period
    from veerkracht.index.build import IndexResult
    from veerkracht.index.shares import RankShares
    from veerkracht.index.uncertainty import RankIntervals

Verdict = Literal["fine", "look", "told"]

# JRC statistical audits ask for 65% coverage per indicator (Global Innovation Index 2018, annex 3).
LEAST_COVERAGE = 0.65
# OECD/JRC practice: an indicator with |skewness| > 2 and kurtosis > 3.5 has outliers that drown the others.
MOST_SKEWNESS, MOST_KURTOSIS = 2.0, 3.5
# JRC audits call two indicators redundant above 0.92 (COINr, `get_corr_flags`), and a negative link below -0.4 a fault.
REDUNDANT, CONTRARY = 0.92, -0.4
# Nunnally (1978), Psychometric Theory: 0.7 is enough for research.
LEAST_ALPHA = 0.7
# Our choice: influence that is less than half or more than double the weight is not what was meant.
MOST_RATIO = 2.0
# Our choice: an order of which most places can move by more than a fifth of the list is no order.
WIDEST = 0.2
# Our choice: with more than a quarter at the ends of its scale a figure hardly tells areas apart there.
MOST_AT_EDGE = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that the audit found.

    Attributes:
        measure: short name for machines.
        value: the figure; NaN where it is only told.
        verdict: `fine`, `look` for something to look at, `told` where there is nothing to judge.
        text: what it says, in plain words.
    """

    measure: str
    value: float
    verdict: Verdict
    text: Bilingual


# A decimal point between two figures; Dutch writes a comma.
_COMMA = re.compile(r"(?<=\d)\.(?=\d)")


def _finding(measure: str, value: float, text: tuple[str, str], *, look: bool | None = None) -> Finding:
    """Return a finding; `look` None for one that is only told."""
    verdict: Verdict = "told" if look is None else "look" if look else "fine"
    return Finding(measure=measure, value=value, verdict=verdict, text=Bilingual(_COMMA.sub(",", text[0]), text[1]))


def _names(codes: list[str]) -> str:
    return ", ".join(codes[:8]) + (f" (+{len(codes) - 8})" if len(codes) > 8 else "")


def _judged(measure: str, codes: list[str], *, wrong: tuple[str, str], right: tuple[str, str]) -> Finding:
    """Return a finding about a list of codes, which should be empty."""
    texts = tuple(text.format(codes=_names(codes), count=len(codes)) for text in (wrong if codes else right))
    return _finding(measure, float(len(codes)), (texts[0], texts[1]), look=bool(codes))


def framework(result: IndexResult, indicators: tuple[IndicatorFacts, ...]) -> tuple[Finding, ...]:
    """Return what step 1 finds: whether it is written down what the index says."""
    design, modelled = result.design, [one.code for one in indicators if one.modelled]
    nodes, leaves = len(design.nodes), len(indicators)
    return (
        _finding("explained", float("nan"), (design.explanation.nl, design.explanation.en)),
        _finding(
            "indicators",
            leaves,
            (
                f"{leaves} indicatoren onder {nodes} knopen, elk met een reden en een bron.",
                f"{leaves} indicators under {nodes} nodes, each with a reason and a source.",
            ),
        ),
        _judged(
            "modelled",
            modelled,
            wrong=(
                "Uit een model, niet gemeten: {codes}. Gebruik ze nooit om elkaar te bewijzen.",
                "From a model, not measured: {codes}. Never use them to prove each other.",
            ),
            right=("Geen cijfer komt uit een model.", "No figure comes from a model."),
        ),
    )


def selection(indicators: tuple[IndicatorFacts, ...]) -> tuple[Finding, ...]:
    """Return what step 2 finds: how much of each figure is measured, and whether it says anything."""
    thin = [one.code for one in indicators if one.measured < LEAST_COVERAGE]
    flat = [one.code for one in indicators if one.measured > 0 and np.isnan(one.link)]
    return (
        _judged(
            "coverage",
            thin,
            wrong=(
                "In minder dan 65% van de gebieden gemeten: {codes}.",
                "Measured in fewer than 65% of the areas: {codes}.",
            ),
            right=(
                "Elk cijfer is in minstens 65% van de gebieden gemeten.",
                "Every figure is measured in 65% or more.",
            ),
        ),
        _judged(
            "flat",
            flat,
            wrong=("Overal (bijna) hetzelfde, zegt dus niets: {codes}.", "(Almost) the same everywhere: {codes}."),
            right=("Elk cijfer verschilt tussen gebieden.", "Every figure differs between areas."),
        ),
    )


def imputation(indicators: tuple[IndicatorFacts, ...], *, scored: int, areas: int) -> tuple[Finding, ...]:
    """Return what step 3 finds: how much was filled in and how much stays empty."""
    filled = float(np.mean([one.filled for one in indicators]))
    missing = max(float(np.mean([1 - one.measured - one.filled for one in indicators])), 0.0)
    return (
        _finding(
            "filled",
            filled,
            (f"{filled:.1%} van de cijfers is aangevuld.", f"{filled:.1%} of the figures is filled in."),
            look=filled > 1 - LEAST_COVERAGE,
        ),
        _finding(
            "missing",
            missing,
            (f"{missing:.1%} ontbreekt en blijft leeg.", f"{missing:.1%} is missing and stays empty."),
        ),
        _finding(
            "scored",
            scored,
            (f"{scored} van de {areas} gebieden hebben een score.", f"{scored} of the {areas} areas have a score."),
            look=scored < LEAST_COVERAGE * areas,
        ),
    )


def multivariate(nodes: tuple[NodeFacts, ...], between: tuple[Pair, ...]) -> tuple[Finding, ...]:
    """Return what step 4 finds: what hangs together and what does not."""
    same = [f"{one.first} – {one.second}" for one in between if one.correlation > REDUNDANT]
    contrary = [f"{one.first} – {one.second}" for one in between if one.together and one.correlation < CONTRARY]
    loose = [one.code for one in nodes if one.children > 1 and one.alpha < LEAST_ALPHA]
    several = [one.code for one in nodes if one.children > 1 and one.first_component < 0.5]
    return (
        _judged(
            "redundant",
            same,
            wrong=(
                "Zeggen bijna hetzelfde (verband boven 0,92): {codes}.",
                "Say almost the same (above 0.92): {codes}.",
            ),
            right=("Geen twee cijfers zeggen bijna hetzelfde.", "No two figures say almost the same."),
        ),
        _judged(
            "contrary",
            contrary,
            wrong=(
                "Gaan in één knoop tegen elkaar in (onder -0,4) en heffen elkaar op: {codes}.",
                "Go against each other in one node (below -0.4) and cancel out: {codes}.",
            ),
            right=(
                "Binnen een knoop gaat geen paar tegen elkaar in.",
                "No pair within a node goes against each other.",
            ),
        ),
        _judged(
            "alpha",
            loose,
            wrong=(
                "Losse verzameling (Cronbachs alfa onder 0,7): {codes}. Lees daar ook de onderdelen.",
                "Loosely connected (Cronbach's alpha below 0.7): {codes}. Read the parts there too.",
            ),
            right=("Elke knoop hangt samen (alfa 0,7 of meer).", "Every node is consistent (alpha 0.7 or more)."),
        ),
        _judged(
            "first_component",
            several,
            wrong=(
                "Meer dan één onderwerp (eerste component onder de helft): {codes}.",
                "More than one subject (first component below half): {codes}.",
            ),
            right=("Elke knoop gaat over één onderwerp.", "Every node is about one subject."),
        ),
    )


def normalisation(indicators: tuple[IndicatorFacts, ...]) -> tuple[Finding, ...]:
    """Return what step 5 finds: outliers and edges of the scale."""
    skewed = [one.code for one in indicators if abs(one.skewness) > MOST_SKEWNESS and one.kurtosis > MOST_KURTOSIS]
    crowded = [one.code for one in indicators if one.at_limit > MOST_AT_EDGE]
    return (
        _judged(
            "outliers",
            skewed,
            wrong=("Nog steeds uitschieters na behandeling: {codes}.", "Still outliers after treatment: {codes}."),
            right=("Na behandeling overheersen geen uitschieters.", "After treatment no outliers dominate."),
        ),
        _judged(
            "at_limit",
            crowded,
            wrong=(
                "Meer dan een kwart van de gebieden staat op de rand van de schaal: {codes}.",
                "More than a quarter of the areas stand at the edge of the scale: {codes}.",
            ),
            right=(
                "Bij geen cijfer staat meer dan een kwart op de rand.",
                "No figure has more than a quarter at the edge.",
            ),
        ),
    )


def weighting(indicators: tuple[IndicatorFacts, ...]) -> tuple[Finding, ...]:
    """Return what step 6 finds: weight as meant against weight as it came out."""
    off = [
        one.code
        for one in indicators
        if one.weight > 0 and not 1 / MOST_RATIO <= one.influence / one.weight <= MOST_RATIO
    ]
    against = [one.code for one in indicators if one.weight > 0 and one.influence < 0]
    return (
        _judged(
            "influence",
            off,
            wrong=(
                "Weegt in de uitkomst minder dan half of meer dan dubbel zo zwaar als bedoeld: {codes}.",
                "Weighs less than half or more than double of what was meant: {codes}.",
            ),
            right=("Elk cijfer weegt ongeveer zo zwaar als bedoeld.", "Every figure weighs about what was meant."),
        ),
        _judged(
            "against",
            against,
            wrong=(
                "Werkt de index tegen: {codes}. Klopt de richting?",
                "Works against the index: {codes}. Check direction.",
            ),
            right=("Geen cijfer werkt de index tegen.", "No figure works against the index."),
        ),
    )


def robustness(intervals: RankIntervals | None, shares: RankShares | None) -> tuple[Finding, ...]:
    """Return what step 7 finds: how far ranks move, and whose doing it is."""
    if intervals is None:
        text = ("Niet doorgerekend: vraag trekkingen (--draws).", "Not computed: ask for draws (--draws).")
        return (_finding("rank_interval", float("nan"), text, look=True),)
    width = intervals.rank_high - intervals.rank_low
    middle = float(np.nanmedian(width)) / max(int((~np.isnan(width)).sum()), 1) if (~np.isnan(width)).any() else 0.0
    sure = int((intervals.probability_worst > 0.9).sum())
    found = [
        _finding(
            "rank_interval",
            middle,
            (
                f"De helft van de gebieden kan meer dan {middle:.0%} van de lijst schuiven (90%).",
                f"Half of the areas can move by more than {middle:.0%} of the list (90%).",
            ),
            look=middle > WIDEST,
        ),
        _finding(
            "surely_worst",
            sure,
            (
                f"Vrijwel zeker (boven 90%) bij de slechtste tien procent: {sure} van de gebieden.",
                f"Almost surely (above 90%) among the worst tenth: {sure} of the areas.",
            ),
        ),
    ]
    for group, share in shares.ranks.total.items() if shares is not None else ():
        name, part = _GROUP_NAMES[group], min(max(share.value, 0.0), 1.0)
        found.append(
            _finding(
                f"sobol_{group}",
                share.value,
                (
                    f"Deel van de onzekerheid door {name.nl}: {part:.0%} (± {share.half_width:.0%}).",
                    f"Part of the uncertainty from {name.en}: {part:.0%} (± {share.half_width:.0%}).",
                ),
            )
        )
    return tuple(found)


_GROUP_NAMES = {
    "noise": Bilingual("ruis in de cijfers", "noise in the figures"),
    "imputation": Bilingual("aanvullen", "filling in"),
    "weights": Bilingual("gewichten", "weights"),
    "normalisation": Bilingual("de schaal", "the scale"),
    "aggregation": Bilingual("samenvoegen", "aggregation"),
}


def back_to_data(result: IndexResult, period: Period) -> tuple[Finding, ...]:
    """Return what step 8 finds: whether scores trace back, and what each part decides."""
    try:
        apart = trace(result, period=period)
    except NotAdditiveError as error:
        text = (error.message("nl"), error.message("en"))
        closes: tuple[Finding, ...] = (_finding("trace", float("nan"), text, look=True),)
    else:
        off = float(np.nanmax(np.abs(apart.contributions.sum(axis=1) - apart.scores), initial=0.0))
        text = ("Elke score is tot op het laatste cijfer terug te rekenen.", "Every score traces back to its figures.")
        closes = (_finding("trace", off, text, look=off > 1e-9),)
    shifts = without_each(result, period=period)
    told = tuple(
        _finding(
            f"without_{code}",
            shift,
            (
                f"Zonder {code} schuift een gebied gemiddeld {shift:.0f} plaatsen.",
                f"Without {code} an area moves {shift:.0f} places on average.",
            ),
        )
        for code, shift in shifts.items()
    )
    return (*closes, *told)


def links(score: NDArray[np.float64], links: Mapping[str, NDArray[np.float64]]) -> tuple[Finding, ...]:
    """Return what step 9 finds: how the score moves with other measures."""
    if not links:
        text = (
            "Niet vergeleken met een andere maat: noem er een (--link).",
            "Not compared with another measure: name one (--link).",
        )
        return (_finding("links", float("nan"), text, look=True),)
    found = []
    for name, values in links.items():
        link = float(correlations(np.stack([score, values]))[0, 1])
        text = (f"Verband met {name}: {link:.2f}.", f"Correlation with {name}: {link:.2f}.")
        found.append(_finding(f"link_{name}", link, text))
    return tuple(found)


def presentation(result: IndexResult, intervals: RankIntervals | None) -> tuple[Finding, ...]:
    """Return what step 10 finds: what must stand beside a score."""
    expected = int(result.expected[result.nodes.index(result.design.root)])
    return (
        _finding(
            "rests_on",
            expected,
            (
                f"Elke score zegt op hoeveel van de {expected} cijfers zij rust.",
                f"Every score says on how many of the {expected} figures it rests.",
            ),
        ),
        _finding(
            "interval_shown",
            float(intervals is not None),
            ("Toon een plaats nooit zonder haar marge.", "Never show a rank without its interval."),
            look=intervals is None,
        ),
    )
