"""Maps of a level: the shares (1 and 5), overlast en onveiligheid (3) and the focuskaart (6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.data import MissingIndicatorError
from veerkracht.facts.indicators import Better
from veerkracht.facts.language import Bilingual
from veerkracht.facts.tables import Reason
from veerkracht.signalering.choices import STANDARD, KaartChoices
from veerkracht.signalering.classes import FOCUS_CLASSES, LEVEL_CLASSES, UNKNOWN, step_probabilities
from veerkracht.signalering.comparable import is_comparable
from veerkracht.signalering.kaart import Kaart, KaartKind, Unavailable
from veerkracht.signalering.ontwikkeling import Fitted, fit, level_errors
from veerkracht.signalering.spans import held_periods
from veerkracht.signalering.wording import (
    CODES,
    NOT_AEDES,
    QUESTIONS,
    TITLES,
    borders_note,
    no_figure,
    which_indicator,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable, Column
    from veerkracht.signalering.level_model import LevelModel

# Borders are national if the reference holds a value for at least this many areas and this part of them: a table of
# the buurten of eleven cities is large, but not the Netherlands.
_NATIONAL, _NATIONAL_SHARE = 300, 0.5


def level_kaart(
    table: AreaTable,
    number: int,
    *,
    catalogue: Catalogue,
    choices: KaartChoices = STANDARD,
    reference: AreaTable | None = None,
    period: Period | None = None,
    fitted: Fitted | None = None,
) -> Kaart | Unavailable:
    """Return map 1, 3 or 5: the published level of one figure in five steps.

    Borders and noise come from `reference` (the country), else from `table`; `period` None takes the latest.

    Raises:
        MissingIndicatorError: if the catalogue holds none of the codes for this map.
    """
    codes = _codes(number, choices=choices)
    found = _first_held(table, codes, catalogue=catalogue, choices=choices, period=period)
    if found is None:
        return _nothing_held(table, number, codes=codes, catalogue=catalogue)
    code, when = found
    indicator, column = catalogue[code], table.column(code, when)
    errors = _errors(table, code, period=when, catalogue=catalogue, choices=choices, reference=reference, fitted=fitted)
    borders, borders_from = _borders(table, code, period=when, reference=reference, parts=5, choices=choices)
    steps = np.searchsorted(borders, column.values, side="right")
    classes = np.where(column.present, steps, UNKNOWN).astype(np.int8)
    probabilities = step_probabilities(column.values, errors=errors, borders=borders)
    return Kaart(
        number=number,
        code=CODES[number],
        kind=KaartKind.LEVEL,
        title=TITLES[number],
        question=QUESTIONS[number],
        areas=table.areas,
        periods=(when,),
        indicators=(code,),
        unit=indicator.unit,
        better=indicator.better,
        values=column.values,
        errors=errors,
        classes=classes,
        class_names=LEVEL_CLASSES,
        probabilities=probabilities,
        chance=_chance(probabilities, classes=classes),
        borders=tuple(float(b) for b in borders),
        reasons=column.reasons,
        notes=(borders_from, *which_indicator(code, codes=codes, catalogue=catalogue)),
        provenance=column.provenance,
    )


def focuskaart(
    table: AreaTable,
    *,
    catalogue: Catalogue,
    choices: KaartChoices = STANDARD,
    reference: AreaTable | None = None,
    fitted: Fitted | None = None,
) -> Kaart | Unavailable:
    """Return map 6: share of residents with low self-reliance against overlast en onveiligheid, thirds by thirds.

    The borders are thirds of the areas of the whole country where the reference holds them, so that a map may be
    laid beside that of another city or another year; otherwise thirds of the areas shown, and the map says so.
    """
    x, y = (
        level_kaart(table, number, catalogue=catalogue, choices=choices, reference=reference, fitted=fitted)
        for number in (1, 3)
    )
    for part in (x, y):
        if isinstance(part, Unavailable):
            return Unavailable(number=6, code=CODES[6], title=TITLES[6], level=table.areas.level, reason=part.reason)
    if isinstance(x, Unavailable) or isinstance(y, Unavailable):
        raise MissingIndicatorError(CODES[6], available=table.indicators)
    return _focus(x, y, table=table, reference=reference, choices=choices)


def _focus(x: Kaart, y: Kaart, *, table: AreaTable, reference: AreaTable | None, choices: KaartChoices) -> Kaart:
    """Return the focuskaart of the maps of both levels."""
    sides = []
    for part in (x, y):
        borders, _ = _borders(
            table, part.indicators[0], period=part.periods[0], reference=reference, parts=3, choices=choices
        )
        steps = np.searchsorted(borders, part.values, side="right")
        chances = step_probabilities(part.values, errors=part.errors, borders=borders)
        if part is y and part.better is Better.HIGH:
            steps, chances = 2 - steps, chances[:, ::-1]
        sides.append((steps, chances, borders))
    missing = (x.classes == UNKNOWN) | (y.classes == UNKNOWN)
    classes = np.where(missing, UNKNOWN, 3 * sides[1][0] + sides[0][0]).astype(np.int8)
    joint = (sides[1][1][:, :, None] * sides[0][1][:, None, :]).reshape(len(table.areas), 9)
    unknown = np.full(len(table.areas), np.nan)
    return Kaart(
        number=6,
        code=CODES[6],
        kind=KaartKind.FOCUS,
        title=TITLES[6],
        question=QUESTIONS[6],
        areas=table.areas,
        periods=tuple(sorted({x.periods[0], y.periods[0]})),
        indicators=(x.indicators[0], y.indicators[0]),
        unit=Bilingual("", ""),
        better=Better.NEITHER,
        values=unknown,
        errors=unknown,
        classes=classes,
        class_names=FOCUS_CLASSES,
        probabilities=joint,
        chance=_chance(joint, classes=classes),
        borders=tuple(float(b) for b in (*sides[0][2], *sides[1][2])),
        reasons=np.where(x.classes == UNKNOWN, x.reasons, y.reasons).astype(np.uint8),
        notes=tuple(dict.fromkeys((*x.notes, *y.notes, *_years_apart(x, y), NOT_AEDES))),
        provenance=tuple(dict.fromkeys((*x.provenance, *y.provenance))),
    )


def _years_apart(x: Kaart, y: Kaart) -> tuple[Bilingual, ...]:
    """Return the note that both figures are of different years, if they are."""
    if x.periods == y.periods:
        return ()
    return (
        Bilingual(
            f"Het aandeel is van {x.period}, overlast en onveiligheid van {y.period}.",
            f"The share is of {x.period}, nuisance and insecurity of {y.period}.",
        ),
    )


def _nothing_held(table: AreaTable, number: int, *, codes: Sequence[str], catalogue: Catalogue) -> Unavailable:
    """Return why there is no map of a level."""
    name = catalogue[next((c for c in codes if c in catalogue), codes[0])].name
    return Unavailable(
        number=number,
        code=CODES[number],
        title=TITLES[number],
        level=table.areas.level,
        reason=no_figure(name, level=table.areas.level),
    )


def _codes(number: int, *, choices: KaartChoices) -> Sequence[str]:
    return {1: choices.concentration, 3: choices.problems, 5: (choices.corporation,)}[number]


def _first_held(
    table: AreaTable,
    codes: Sequence[str],
    *,
    catalogue: Catalogue,
    choices: KaartChoices,
    period: Period | None,
) -> tuple[str, Period] | None:
    """Return the first code that the table holds (in `period`), and its latest period."""
    for code in codes:
        held = held_periods(table, code, share=choices.least_share) if code in catalogue else ()
        if period is not None and period in held:
            return code, period
        if period is None and held:
            return code, held[-1]
    return None


def _errors(
    table: AreaTable,
    code: str,
    *,
    period: Period,
    catalogue: Catalogue,
    choices: KaartChoices,
    reference: AreaTable | None,
    fitted: Fitted | None,
) -> NDArray[np.float64]:
    """Return the standard error of the level, its noise measured over all comparable waves where there are some."""
    source = reference if reference is not None and code in reference else table
    held = [
        p
        for p in held_periods(source, code, share=choices.least_share)
        if p.months == period.months and is_comparable(catalogue, code, first=p, last=period)
    ]
    known = fitted if reference is None or source is reference else None
    model: LevelModel | None = None
    if len(held) >= 3:
        model = fit(source, code, first=held[0], last=held[-1], catalogue=catalogue, choices=choices, fitted=known)
    return level_errors(table, code, period=period, catalogue=catalogue, choices=choices, model=model)


def _borders(
    table: AreaTable,
    code: str,
    *,
    period: Period,
    reference: AreaTable | None,
    parts: int,
    choices: KaartChoices,
) -> tuple[NDArray[np.float64], Bilingual]:
    """Return the values that divide areas in equal parts, and the note on where they come from."""
    cuts = np.linspace(0, 1, parts + 1)[1:-1]
    if reference is not None and code in reference and period in reference.periods:
        national = _inhabited(reference, reference.column(code, period), choices=choices)
        if len(national) >= max(_NATIONAL, _NATIONAL_SHARE * len(reference.areas)):
            note = borders_note(areas=len(national), level=table.areas.level, is_national=True)
            return np.quantile(national, cuts), note
    own = _inhabited(table, table.column(code, period), choices=choices)
    note = borders_note(areas=len(own), level=table.areas.level, is_national=False)
    return (np.quantile(own, cuts) if len(own) else np.full(parts - 1, np.nan)), note


def _inhabited(table: AreaTable, column: Column, *, choices: KaartChoices) -> NDArray[np.float64]:
    """Return the present values of areas that are not known to have hardly any residents."""
    keep = column.reasons == Reason.PRESENT
    held = held_periods(table, choices.residents, share=choices.least_share)
    if held:
        residents = table.column(choices.residents, held[-1]).values
        keep &= ~(residents < choices.least_residents)
    return np.asarray(column.values[keep], dtype=np.float64)


def _chance(probabilities: NDArray[np.float64], *, classes: NDArray[np.int8]) -> NDArray[np.float64]:
    """Return how likely the class is that each area was given; NaN where unknown."""
    at = np.maximum(classes, 0).astype(np.intp)[:, None]
    return np.where(classes == UNKNOWN, np.nan, np.take_along_axis(probabilities, at, axis=1)[:, 0])
