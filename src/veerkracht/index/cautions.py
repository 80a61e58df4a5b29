"""What to be careful about in a design that somebody made: holes, double counting, directions, models, real weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from veerkracht.facts.indicators import Better, Kind
from veerkracht.index.adjusted import default_direction
from veerkracht.index.audit_findings import LEAST_COVERAGE, MOST_RATIO, REDUNDANT
from veerkracht.index.audit_statistics import pairs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veerkracht.facts.indicators import Catalogue
    from veerkracht.index.build import IndexResult
    from veerkracht.index.leverage import Leverage

CautionKind = Literal[
    "absent",
    "thin",
    "fewer",
    "same",
    "overlap",
    "direction",
    "own_direction",
    "against",
    "one_model",
    "model_input",
    "size",
    "lighter",
    "heavier",
]

# Families of tables that one model made. The same model of 2020 and of later years has two names.
_MODELS = {"smap": ("smap", "smap_2020"), "leefbaarometer": ("leefbaarometer",)}
# Figures that a model was given. SMAP: van de Kassteele et al. (2017), International Journal of Health Geographics
# 16:23, table 1: age, household type and size, income, source of income (social assistance, disability and others),
# capital, home ownership. Leefbaarometer 3.0: registered crime and nuisance are among its 94 indicators.
_GIVEN_TO = {
    "smap": (
        *("lage_inkomens", "personen_lage_inkomens", "laag_inkomen", "sociaal_minimum", "sociaal_minimum_110"),
        *(
            "sociaal_minimum_120",
            "armoede",
            "gestandaardiseerd_inkomen",
            "inkomen_per_inwoner",
            "inkomen_per_ontvanger",
        ),
        *("vermogen", "minder_zelfredzaam", "aandeel_bijstand", "aandeel_arbeidsongeschikt", "aandeel_ww", "ses_woa"),
        *("koopwoningen", "huurwoningen", "aandeel_65_plus", "aandeel_eenpersoonshuishoudens"),
    ),
    "leefbaarometer": ("misdrijven_per_1000", "overlast_per_1000"),
}
# The Leefbaarometer adds its five dimensions up to its total (leefbaarometer.nl, open data: afw is their sum).
_MADE_OF = {
    "lbm": ("fys", "onv", "soc", "vrz", "won", "lbm_afwijking"),
    "lbm_afwijking": ("fys", "onv", "soc", "vrz", "won"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """One thing to look at before somebody relies on a design.

    Attributes:
        kind: `absent` no figures here; `thin` missing in many areas; `fewer` fewer areas with a score than in the
            design it came from; `same` two that say nearly the same; `overlap` one that the other is made of;
            `direction` scored against what the catalogue calls better; `own_direction` where neither is better;
            `against` works against the other indicators; `one_model` several figures of one model; `model_input` a
            figure beside a model's figure that was made with it; `size` a count, which is high where many people live;
            `lighter`, `heavier` weighs less than half or more than double of what was meant.
        codes: of the nodes or indicators it is about.
        value: the figure behind it: a share, a correlation, a number of areas or a ratio; NaN where there is none.
        model: for the two about models: `smap` or `leefbaarometer`.
    """

    kind: CautionKind
    codes: tuple[str, ...]
    value: float = float("nan")
    model: str = ""


def cautions(
    result: IndexResult, *, parts: Sequence[Leverage], catalogue: Catalogue, scored_before: int
) -> tuple[Caution, ...]:
    """Return what to be careful about in an index, in the last period.

    Args:
        result: of the areas that are looked at.
        parts: its `leverages`.
        catalogue: says what is better, what is a count, what comes from which model.
        scored_before: how many of these areas had a score in the design it was made from.
    """
    return (
        *_holes(result, scored_before=scored_before),
        *_doubles(result, catalogue),
        *_directions(result, catalogue, parts),
        *_models(result, catalogue, parts),
        *_weights(parts, leaves=result.indicators),
    )


def _holes(result: IndexResult, *, scored_before: int) -> Iterator[Caution]:
    # Not from the figures themselves: those of areas with too few of them were taken out before.
    there = result.available[:, -1].mean(axis=0) if len(result.areas) else np.zeros(len(result.indicators))
    absent = tuple(code for code, share in zip(result.indicators, there, strict=True) if share == 0)
    if absent:
        yield Caution(kind="absent", codes=absent, value=1.0)
    for place, code in enumerate(result.indicators):
        if 0 < there[place] < LEAST_COVERAGE:
            yield Caution(kind="thin", codes=(code,), value=float(1 - there[place]))
    scored = int((~np.isnan(result.score())).sum())
    if scored < scored_before:
        yield Caution(kind="fewer", codes=(), value=float(scored_before - scored))


def _doubles(result: IndexResult, catalogue: Catalogue) -> Iterator[Caution]:
    told = set()
    for one in result.indicators:
        for other in _made_of(one, catalogue) & set(result.indicators):
            told.add(frozenset((one, other)))
            yield Caution(kind="overlap", codes=(one, other))
    for codes in sorted(_shared_parts(result.indicators, catalogue)):
        if frozenset(codes) not in told:
            told.add(frozenset(codes))
            yield Caution(kind="overlap", codes=codes)
    for pair in pairs(result, period=result.periods[-1]):
        if pair.correlation > REDUNDANT and frozenset((pair.first, pair.second)) not in told:
            yield Caution(kind="same", codes=(pair.first, pair.second), value=pair.correlation)


def _made_of(code: str, catalogue: Catalogue) -> set[str]:
    """Return every figure that a figure is made of, directly or through others."""
    found = set(_MADE_OF.get(code, ()))
    made = catalogue[code].derivation if code in catalogue else None
    for part in made.parts if made else ():
        found |= {part} | _made_of(part, catalogue)
    return found


def _shared_parts(codes: Sequence[str], catalogue: Catalogue) -> set[tuple[str, str]]:
    """Return the pairs that count the same people: figures with a part in common."""
    parts = {code: _made_of(code, catalogue) | {code} for code in codes}
    return {
        (one, other)
        for one, other in ((min(a, b), max(a, b)) for at, a in enumerate(codes) for b in codes[at + 1 :])
        if parts[one] & parts[other]
    }


def _directions(result: IndexResult, catalogue: Catalogue, parts: Sequence[Leverage]) -> Iterator[Caution]:
    for choice in result.design.indicators:
        if choice.code not in catalogue:
            continue
        indicator = catalogue[choice.code]
        if indicator.kind is Kind.COUNT and not choice.denominator:
            yield Caution(kind="size", codes=(choice.code,))
        if indicator.better is Better.NEITHER:
            yield Caution(kind="own_direction", codes=(choice.code,))
        elif choice.direction != default_direction(indicator, design=result.design):
            yield Caution(kind="direction", codes=(choice.code,))
    for part in parts:
        if part.code in result.indicators and part.share > 0 and part.influence < 0:
            yield Caution(kind="against", codes=(part.code,), value=part.influence)


def _models(result: IndexResult, catalogue: Catalogue, parts: Sequence[Leverage]) -> Iterator[Caution]:
    share = {part.code: part.share for part in parts}
    for model, families in _MODELS.items():
        own = tuple(
            choice.code
            for choice in result.design.indicators
            if choice.code in catalogue
            and catalogue[choice.code].modelled
            and any(source.family in families for source in catalogue[choice.code].sources)
        )
        if len(own) > 1:
            yield Caution(kind="one_model", codes=own, value=sum(share[code] for code in own), model=model)
        given = tuple(code for code in result.indicators if code in _GIVEN_TO[model])
        if own and given:
            together = sum(share[code] for code in (*own, *given))
            yield Caution(kind="model_input", codes=(*own, *given), value=together, model=model)


def _weights(parts: Sequence[Leverage], *, leaves: Sequence[str]) -> Iterator[Caution]:
    for part in parts:
        if part.code not in leaves or part.share <= 0 or not part.influence >= 0:
            continue
        ratio = part.influence / part.share
        if ratio < 1 / MOST_RATIO:
            yield Caution(kind="lighter", codes=(part.code,), value=ratio)
        elif ratio > MOST_RATIO:
            yield Caution(kind="heavier", codes=(part.code,), value=ratio)
