"""Indicators made from others, and the standard error of every figure of which we know how it was made.

Two kinds of noise are told apart. *Rounding* is in a published count. *Chance* is in a share or a
rate: how it would differ if the same buurt lived through the same year again. Counts carry
rounding only, shares and rates both, so that nothing is counted twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.data import MissingIndicatorError
from veerkracht.facts.denominators import ESTIMATED_NOTE, fill_denominators
from veerkracht.facts.indicators import Kind, Theme
from veerkracht.facts.tables import AreaTable, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.indicators import Catalogue, Derivation, Indicator
    from veerkracht.facts.periods import Period
    from veerkracht.facts.provenance import Provenance

# Which reason a made figure gets when its inputs lack for several: the one that lasts longest. Loading
# more data mends the last ones; nothing mends the first.
_LASTING = (
    Reason.SUPPRESSED,
    Reason.OUTSIDE,
    Reason.NOT_COMPARABLE,
    Reason.NOT_MEASURED,
    Reason.NOT_YET_PUBLISHED,
    Reason.NOT_LOADED,
)
_BY_RANK = np.array([Reason.PRESENT, *reversed(_LASTING)], dtype=np.uint8)
_RANK = np.argsort(_BY_RANK).astype(np.uint8)
# Published percentages without decimals: the variance of a uniform error of at most half a point.
_WHOLE_PERCENT_VARIANCE = 1.0 / 12.0


def rounding_variance(base: int) -> float:
    """Return the variance that rounding a count at random to a multiple of `base` adds.

    A count `k` above a multiple goes up with chance `k / base`, so that it is right on average;
    over all `k` the variance is `(base² - 1) / 6`. Rounding to the nearest would give half of it.

    Source:
        CBS, Toelichting Kerncijfers wijken en buurten: counts of wijken and buurten are rounded
        *at random* ("aselect") to multiples of five. That the chances are proportional is our assumption.

    Examples:
        >>> rounding_variance(5), rounding_variance(0)
        (4.0, 0.0)
    """
    return max(base * base - 1, 0) / 6.0 if base > 1 else 0.0


def derive(table: AreaTable, catalogue: Catalogue, *, codes: Iterable[str] | None = None) -> AreaTable:
    """Return the table with the indicators that the catalogue makes from others added to it.

    A made figure lacks when any input lacks, for the reason that lasts longest (a secret input makes
    a secret figure). It lacks too where the whole is nought (no residents have no share), where the
    whole is below `minimum_denominator` (withheld) and where parts and whole contradict each other
    (not comparable). A figure that the table already holds stays as it is.

    Args:
        table: holds the parts and wholes.
        catalogue: says how each is made.
        codes: what to make; None makes all that the table has the inputs for.

    Returns:
        The table with more indicators at the end, each with standard errors and the sources of all its inputs.

    Raises:
        MissingIndicatorError: if `codes` names what the catalogue does not know or the table lacks an input.

    Source:
        Variance of a ratio by the delta method (Casella & Berger, Statistical Inference, 5.5.4).
    """
    maker = _Maker(table=table, catalogue=catalogue, made={})
    wanted = [i.code for i in catalogue if i.derivation and maker.can_make(i.code)] if codes is None else list(codes)
    for code in wanted:
        maker.cells(code)
    return _with_columns(table, {code: maker.made[code] for code in maker.made if code not in table.indicators})


def with_standard_errors(table: AreaTable, catalogue: Catalogue) -> AreaTable:
    """Return the table with a standard error in every cell of which we know how the figure was made.

    Counts get the error of their rounding. Percentages of residents or households get chance, when
    the table holds their denominator, and the rounding of a whole percent. The tenure of dwellings
    is no matter of chance, so percentages of dwellings get rounding only. What is there stays; means,
    scores and modelled figures stay unknown (NaN).
    """
    errors = np.full(table.values.shape, np.nan) if table.errors is None else table.errors.copy()
    maker = _Maker(table=table, catalogue=catalogue, made={})
    for place, code in enumerate(table.indicators):
        unknown = np.isnan(errors[:, :, place]) & (table.reasons[:, :, place] == Reason.PRESENT)
        if code in catalogue and unknown.any():
            variances = _published_variance(maker, catalogue[code], wanted=unknown)
            errors[unknown, place] = np.sqrt(variances[unknown])
    return replace(table, errors=errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cells:
    """One indicator over all areas and periods; arrays of shape (areas, periods)."""

    values: NDArray[np.float64]
    reasons: NDArray[np.uint8]
    variances: NDArray[np.float64]
    sources: tuple[tuple[Provenance, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Maker:
    """Makes indicators from the columns of one table, each once."""

    table: AreaTable
    catalogue: Catalogue
    made: dict[str, _Cells]

    def can_make(self, code: str) -> bool:
        """Return whether the table holds the indicator, or everything that it is made of."""
        if code in self.table:
            return True
        made = self.catalogue[code].derivation if code in self.catalogue else None
        return made is not None and all(map(self.can_make, made.parts + made.wholes))

    def breaks(self, codes: Sequence[str]) -> tuple[int, ...]:
        """Return the years at which indicators, or what they are made of, changed their definition."""
        found: set[int] = set()
        for code in codes:
            if code in self.catalogue:
                made = self.catalogue[code].derivation
                found.update(one.year for one in self.catalogue[code].breaks)
                found.update(self.breaks(made.parts + made.wholes) if made else ())
        return tuple(sorted(found))

    def cells(self, code: str) -> _Cells:
        """Return an indicator from the table, or made."""
        if code not in self.made:
            self.made[code] = self._published(code) if code in self.table else self._make(self.catalogue[code])
        return self.made[code]

    def _published(self, code: str) -> _Cells:
        place = self.table.position(code)
        base = self.catalogue[code].rounded_to if code in self.catalogue else 0
        values = self.table.values[:, :, place]
        variances = np.full(values.shape, rounding_variance(base))
        if self.table.errors is not None:
            known = self.table.errors[:, :, place]
            variances = np.where(np.isnan(known), variances, known**2)
        sources = tuple(self.table.provenance.get((code, period), ()) for period in self.table.periods)
        return _Cells(values=values, reasons=self.table.reasons[:, :, place], variances=variances, sources=sources)

    def _make(self, indicator: Indicator) -> _Cells:
        made = indicator.derivation
        if made is None:
            raise MissingIndicatorError(indicator.code, available=self.table.indicators)
        parts = _total([self.cells(code) for code in made.parts])
        if not made.wholes:
            return _scaled(parts, per=made.per)
        wholes = _total([self.cells(code) for code in made.wholes])
        if not made.same_period:
            wanted = parts.reasons == Reason.PRESENT
            breaks = self.breaks(made.wholes)
            wholes = _filled(wholes, wanted=wanted, periods=self.table.periods, breaks=breaks)
        shared = sum((self.cells(code).variances for code in set(made.parts) & set(made.wholes)), 0.0 * parts.values)
        return _ratio(parts, wholes, shared=shared, made=made, indicator=indicator)


def _total(inputs: Sequence[_Cells]) -> _Cells:
    """Return the sum of counts; missing where one of them is, for the reason that lasts longest."""
    return _Cells(
        values=np.sum([one.values for one in inputs], axis=0),
        reasons=_lasting([one.reasons for one in inputs]),
        variances=np.sum([one.variances for one in inputs], axis=0),
        sources=_united([one.sources for one in inputs]),
    )


def _scaled(cells: _Cells, *, per: float) -> _Cells:
    return replace(cells, values=cells.values * per, variances=cells.variances * per**2)


def _lasting(reasons: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Return of each cell the reason that lasts longest, a new array."""
    return _BY_RANK[np.maximum.reduce([_RANK[one] for one in reasons])]


def _united(sources: Sequence[tuple[tuple[Provenance, ...], ...]]) -> tuple[tuple[Provenance, ...], ...]:
    return tuple(tuple(dict.fromkeys(one for some in period for one in some)) for period in zip(*sources, strict=True))


def _filled(
    cells: _Cells, *, wanted: NDArray[np.bool_], periods: Sequence[Period], breaks: Sequence[int] = ()
) -> _Cells:
    """Return denominators, each hole that is wanted filled from the counts around it (see `denominators`)."""
    counts = np.where(cells.reasons == Reason.PRESENT, cells.values, np.nan)
    found = fill_denominators(counts, variances=cells.variances, periods=periods, wanted=wanted, breaks=breaks)
    sources = []
    for here in range(len(periods)):
        used = dict.fromkeys(one for there in np.flatnonzero(found.used[here]) for one in cells.sources[there])
        estimated = bool(found.estimated[:, here].any())
        sources.append(tuple(map(_noted, used)) if estimated else tuple(used))
    return _Cells(
        values=np.where(np.isfinite(found.values), found.values, cells.values),
        reasons=np.where(np.isfinite(found.values), Reason.PRESENT, cells.reasons).astype(np.uint8),
        variances=np.where(np.isfinite(found.values), found.variances, cells.variances),
        sources=tuple(sources),
    )


def _noted(source: Provenance) -> Provenance:
    if ESTIMATED_NOTE in source.note:
        return source
    return replace(source, note=f"{source.note}; {ESTIMATED_NOTE}" if source.note else ESTIMATED_NOTE)


def _ratio(
    parts: _Cells, wholes: _Cells, *, shared: NDArray[np.float64], made: Derivation, indicator: Indicator
) -> _Cells:
    """Return `per` times parts over wholes, with the noise of rounding and of chance.

    Chance is binomial for a percentage, Poisson for a rate of events; one is added to the count
    (and one to what is not counted), so that a count of nought is not called certain.
    """
    reasons = _lasting([parts.reasons, wholes.reasons])
    empty = (reasons == Reason.PRESENT) & (wholes.values <= 0)
    small = (reasons == Reason.PRESENT) & ~empty & (wholes.values < indicator.minimum_denominator)
    reasons[empty] = Reason.NOT_MEASURED
    reasons[small] = Reason.SUPPRESSED
    whole = np.where(reasons == Reason.PRESENT, wholes.values, np.nan)
    share = parts.values / whole
    rounding = (parts.variances + share**2 * wholes.variances - 2.0 * share * shared) / whole**2
    if indicator.kind is Kind.PERCENTAGE:
        likely = np.clip((parts.values + 1.0) / (whole + 2.0), 0.0, 1.0)
        chance = likely * (1.0 - likely) / whole
    else:
        chance = np.maximum(parts.values, 1.0) / whole**2
    values = made.per * share
    wrong = (values < indicator.low) | (values > indicator.high)
    reasons[wrong] = Reason.NOT_COMPARABLE
    absent = reasons != Reason.PRESENT
    return _Cells(
        values=np.where(absent, np.nan, values),
        reasons=reasons,
        variances=np.where(absent, np.nan, made.per**2 * (np.maximum(rounding, 0.0) + chance)),
        sources=_united([parts.sources, wholes.sources]),
    )


def _published_variance(maker: _Maker, indicator: Indicator, *, wanted: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the variance of a published indicator, shape (areas, periods); NaN where we cannot know it."""
    if indicator.kind is Kind.COUNT:
        return np.full(wanted.shape, rounding_variance(indicator.rounded_to))
    if indicator.kind is not Kind.PERCENTAGE or indicator.modelled:
        return np.full(wanted.shape, np.nan)
    if indicator.theme is Theme.WONINGVOORRAAD:
        return np.full(wanted.shape, _WHOLE_PERCENT_VARIANCE)
    if not indicator.denominator or not maker.can_make(indicator.denominator):
        return np.full(wanted.shape, np.nan)
    breaks = maker.breaks((indicator.denominator,))
    whole = _filled(maker.cells(indicator.denominator), wanted=wanted, periods=maker.table.periods, breaks=breaks)
    number = np.where((whole.reasons == Reason.PRESENT) & (whole.values > 0), whole.values, np.nan)
    counted = maker.table.values[:, :, maker.table.position(indicator.code)] / 100.0 * number
    likely = np.clip((counted + 1.0) / (number + 2.0), 0.0, 1.0)
    return np.asarray(100.0**2 * likely * (1.0 - likely) / number + _WHOLE_PERCENT_VARIANCE, dtype=np.float64)


def _with_columns(table: AreaTable, made: dict[str, _Cells]) -> AreaTable:
    """Return the table with made indicators at its end."""
    if not made:
        return table
    known = np.full(table.values.shape, np.nan) if table.errors is None else table.errors
    provenance = dict(table.provenance)
    for code, cells in made.items():
        for period, sources in zip(table.periods, cells.sources, strict=True):
            if sources:
                provenance[code, period] = sources
    columns = list(made.values())
    errors = [np.where(one.reasons == Reason.PRESENT, np.sqrt(one.variances), np.nan) for one in columns]
    return AreaTable(
        areas=table.areas,
        periods=table.periods,
        indicators=(*table.indicators, *made),
        values=np.concatenate([table.values, np.stack([one.values for one in columns], axis=2)], axis=2),
        reasons=np.concatenate([table.reasons, np.stack([one.reasons for one in columns], axis=2)], axis=2),
        errors=np.concatenate([known, np.stack(errors, axis=2)], axis=2),
        provenance=provenance,
    )
