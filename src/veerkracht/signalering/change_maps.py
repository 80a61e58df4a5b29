"""Maps of a development: of one figure (2 and 4), and the veerkrachtkaart, absolute (7) and relative (8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.indicators import Better
from veerkracht.facts.language import Bilingual
from veerkracht.facts.tables import Reason
from veerkracht.signalering.choices import STANDARD, KaartChoices
from veerkracht.signalering.classes import (
    CHANGE_CLASSES,
    GEEN_DUIDELIJKE_ONTWIKKELING,
    VEERKRACHT_CLASSES,
    change_probabilities,
    choose,
    veerkracht_probabilities,
)
from veerkracht.signalering.comparable import groups_of
from veerkracht.signalering.kaart import Kaart, KaartKind, Unavailable
from veerkracht.signalering.measure import nearest
from veerkracht.signalering.ontwikkeling import Development, Fitted, development, fit
from veerkracht.signalering.relative import relative_to_gemeente
from veerkracht.signalering.spans import Span, SpanPair, best_pair, best_span, held_periods
from veerkracht.signalering.wording import (
    CODES,
    NOT_AEDES,
    QUESTIONS,
    TITLES,
    least_note,
    no_span,
    other_years,
    which_indicator,
)

if TYPE_CHECKING:
    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.tables import AreaTable

_UNCLEAR = CHANGE_CLASSES.index(GEEN_DUIDELIJKE_ONTWIKKELING)


def change_kaart(
    table: AreaTable,
    number: int,
    *,
    catalogue: Catalogue,
    choices: KaartChoices = STANDARD,
    reference: AreaTable | None = None,
    fitted: Fitted | None = None,
    span: Span | None = None,
) -> Kaart | Unavailable:
    """Return map 2 or 4: what really changed in one figure, and in which direction.

    Args:
        table: the areas to show.
        number: 2 (the share) or 4 (overlast en onveiligheid).
        catalogue: holds the codes of `choices`.
        choices: codes and thresholds.
        reference: the same figures for all of the Netherlands, to measure the noise; None uses `table`.
        fitted: models fitted before on the reference (or on the table, without one).
        span: of the development; None takes the latest and longest of the best figure.
    """
    codes = choices.concentration if number == 2 else choices.problems
    span = span or best_span(table, codes, catalogue=catalogue, choices=choices)
    if span is None:
        return _no_span(table, number, codes=codes, catalogue=catalogue, choices=choices)
    found = _develop(table, span, catalogue=catalogue, choices=choices, reference=reference, fitted=fitted)
    probabilities = change_probabilities(up=found.p_up, down=found.p_down)
    classes, chance = choose(probabilities, least=choices.least_probability, otherwise=_UNCLEAR)
    return Kaart(
        number=number,
        code=CODES[number],
        kind=KaartKind.CHANGE,
        title=TITLES[number],
        question=QUESTIONS[number],
        areas=table.areas,
        periods=(span.first, span.last),
        indicators=(span.code,),
        unit=found.indicator.unit,
        better=found.indicator.better,
        values=found.change,
        errors=found.error,
        classes=classes,
        class_names=CHANGE_CLASSES,
        probabilities=probabilities,
        chance=chance,
        borders=(-found.least, found.least),
        reasons=found.reasons,
        notes=(*which_indicator(span.code, codes=codes, catalogue=catalogue), *_development_notes(found)),
        provenance=found.provenance,
    )


def veerkrachtkaart(
    table: AreaTable,
    *,
    catalogue: Catalogue,
    choices: KaartChoices = STANDARD,
    reference: AreaTable | None = None,
    fitted: Fitted | None = None,
    pair: SpanPair | None = None,
) -> Kaart | Unavailable:
    """Return map 7: the development of the concentration against that of overlast en onveiligheid.

    A class is named when it is likely enough (`choices.least_probability`); otherwise the map says that there is no
    clear development. Arguments as for `change_kaart`; `pair` names both developments.
    """
    pair = pair or best_pair(table, catalogue=catalogue, choices=choices)
    if pair is None:
        return _no_pair(table, 7, catalogue=catalogue, choices=choices)
    x, y = _both(table, pair, catalogue=catalogue, choices=choices, reference=reference, fitted=fitted)
    return _veerkracht(x, y, number=7, pair=pair, catalogue=catalogue, choices=choices)


def relative_veerkrachtkaart(
    table: AreaTable,
    *,
    catalogue: Catalogue,
    choices: KaartChoices = STANDARD,
    reference: AreaTable | None = None,
    fitted: Fitted | None = None,
    pair: SpanPair | None = None,
) -> Kaart | Unavailable:
    """Return map 8: as map 7, each development beside that of the whole gemeente, weighted by residents.

    For a table of gemeenten, beside that of all gemeenten of the table. Arguments as for `veerkrachtkaart`.
    """
    pair = pair or best_pair(table, catalogue=catalogue, choices=choices)
    if pair is None:
        return _no_pair(table, 8, catalogue=catalogue, choices=choices)
    both = _both(table, pair, catalogue=catalogue, choices=choices, reference=reference, fitted=fitted)
    groups = groups_of(table.areas)
    x, y = (
        relative_to_gemeente(
            found, residents=nearest(table, (choices.residents,), periods=(found.last,))[:, 0], groups=groups
        )
        for found in both
    )
    return _veerkracht(x, y, number=8, pair=pair, catalogue=catalogue, choices=choices)


def _both(
    table: AreaTable,
    pair: SpanPair,
    *,
    catalogue: Catalogue,
    choices: KaartChoices,
    reference: AreaTable | None,
    fitted: Fitted | None,
) -> tuple[Development, Development]:
    """Return the developments of the concentration and of the problems."""
    x = _develop(table, pair.concentration, catalogue=catalogue, choices=choices, reference=reference, fitted=fitted)
    y = _develop(table, pair.problems, catalogue=catalogue, choices=choices, reference=reference, fitted=fitted)
    return x, y


def _veerkracht(
    x: Development, y: Development, *, number: int, pair: SpanPair, catalogue: Catalogue, choices: KaartChoices
) -> Kaart:
    """Return the map of two developments in the classes of the veerkrachtkaart."""
    worse, better = y.worse()
    probabilities = veerkracht_probabilities(
        share_up=x.p_up, share_down=x.p_down, problems_worse=worse, problems_better=better
    )
    otherwise = VEERKRACHT_CLASSES.index(GEEN_DUIDELIJKE_ONTWIKKELING)
    classes, chance = choose(probabilities, least=choices.least_probability, otherwise=otherwise)
    notes = (
        *which_indicator(x.indicator.code, codes=choices.concentration, catalogue=catalogue),
        *which_indicator(y.indicator.code, codes=choices.problems, catalogue=catalogue),
        *_development_notes(x),
        *_development_notes(y),
        *(() if pair.overlap == 1.0 else (other_years((x.first, x.last), (y.first, y.last)),)),
        *_circular(x, y),
        NOT_AEDES,
    )
    unknown = np.full(len(x.areas), np.nan)
    return Kaart(
        number=number,
        code=CODES[number],
        kind=KaartKind.VEERKRACHT,
        title=TITLES[number],
        question=QUESTIONS[number],
        areas=x.areas,
        periods=tuple(sorted({x.first, x.last, y.first, y.last})),
        indicators=(x.indicator.code, y.indicator.code),
        unit=Bilingual("", ""),
        better=Better.NEITHER,
        values=unknown,
        errors=unknown,
        classes=classes,
        class_names=VEERKRACHT_CLASSES,
        probabilities=probabilities,
        chance=chance,
        borders=(),
        reasons=np.where(x.reasons != Reason.PRESENT, x.reasons, y.reasons).astype(np.uint8),
        notes=tuple(dict.fromkeys(notes)),
        provenance=tuple(dict.fromkeys((*x.provenance, *y.provenance))),
    )


def _develop(
    table: AreaTable,
    span: Span,
    *,
    catalogue: Catalogue,
    choices: KaartChoices,
    reference: AreaTable | None,
    fitted: Fitted | None,
) -> Development:
    """Return the development over a span, the noise measured on the reference where that holds the span."""
    first, last = span.first, span.last
    holds = reference is not None and span.code in reference and {first, last} <= set(reference.periods)
    source = reference if reference is not None and holds else table
    # Models in `fitted` are of the reference, so that a model of the table itself may not be put among them.
    known = fitted if reference is None or source is reference else None
    model = fit(source, span.code, first=first, last=last, catalogue=catalogue, choices=choices, fitted=known)
    return development(table, span.code, first=first, last=last, catalogue=catalogue, choices=choices, model=model)


def _development_notes(found: Development) -> tuple[Bilingual, ...]:
    return (*found.notes, least_note(found.least, indicator=found.indicator))


def _circular(x: Development, y: Development) -> tuple[Bilingual, ...]:
    """Return the warning that a modelled figure partly repeats the other one, if both could."""
    if not x.indicator.modelled:
        return ()
    return (
        Bilingual(
            f"“{x.indicator.name.nl}” is door een model geschat uit kenmerken van de bewoners. "
            "Lees deze kaart voorzichtig: een deel van de samenhang kan daardoor komen.",
            f"“{x.indicator.name.en}” is estimated by a model from characteristics of residents. "
            "Read this map with care: part of the relation may come from that.",
        ),
    )


def _no_span(
    table: AreaTable, number: int, *, codes: tuple[str, ...], catalogue: Catalogue, choices: KaartChoices
) -> Unavailable:
    """Return why there is no development of one figure."""
    code = next((c for c in codes if c in catalogue), codes[0])
    held = held_periods(table, code, share=choices.least_share)
    return Unavailable(
        number=number,
        code=CODES[number],
        title=TITLES[number],
        level=table.areas.level,
        reason=no_span(catalogue[code].name, level=table.areas.level, held=held),
    )


def _no_pair(table: AreaTable, number: int, *, catalogue: Catalogue, choices: KaartChoices) -> Unavailable:
    """Return why there is no veerkrachtkaart: which of the two developments lacks, or that their years differ."""
    spans = [
        best_span(table, codes, catalogue=catalogue, choices=choices)
        for codes in (choices.concentration, choices.problems)
    ]
    for span, codes in zip(spans, (choices.concentration, choices.problems), strict=True):
        if span is None:
            return _no_span(table, number, codes=codes, catalogue=catalogue, choices=choices)
    x, y = (str(span) for span in spans)
    reason = Bilingual(
        f"De twee ontwikkelingen gaan over verschillende jaren: {x} en {y}. Daar kun je geen kaart van maken.",
        f"The two developments are of different years: {x} and {y}. No map can be made of them.",
    )
    return Unavailable(number=number, code=CODES[number], title=TITLES[number], level=table.areas.level, reason=reason)
