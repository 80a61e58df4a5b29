"""The standard error of a published level: measured over the waves where there are three, known beforehand if not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.signalering.choices import STANDARD, KaartChoices
from veerkracht.signalering.comparable import is_comparable
from veerkracht.signalering.ontwikkeling import Fitted, fit, level_errors
from veerkracht.signalering.spans import held_periods

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable

_LEAST_WAVES, _LEAST_AREAS = 3, 30


def wave_errors(
    table: AreaTable,
    code: str,
    *,
    period: Period,
    catalogue: Catalogue,
    choices: KaartChoices = STANDARD,
    reference: AreaTable | None = None,
    fitted: Fitted | None = None,
) -> NDArray[np.float64]:
    """Return the standard error of the level in one period, in its unit; shape (areas,), NaN where unknown.

    The noise is measured over the waves of `reference` (the country) where it holds the figure, else over those of
    `table`; `fitted` holds models of the one that is used.

    Raises:
        MissingIndicatorError: if the table or the catalogue does not hold `code`.
        MissingPeriodError: if the table does not hold the period.
    """
    source = reference if reference is not None and code in reference else table
    known = fitted if reference is None or source is reference else None
    held = [
        p
        for p in held_periods(source, code, share=choices.least_share)
        if p.months == period.months and is_comparable(catalogue, code, first=p, last=period)
    ]
    model = None
    if len(held) >= _LEAST_WAVES and len(source.areas) >= _LEAST_AREAS:
        model = fit(source, code, first=held[0], last=held[-1], catalogue=catalogue, choices=choices, fitted=known)
    return level_errors(table, code, period=period, catalogue=catalogue, choices=choices, model=model)
