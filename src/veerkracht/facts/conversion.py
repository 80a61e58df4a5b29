"""Conversion: figures counted on old areas carried over to new ones, with the error that this adds.

Counts add up, shares and means are weighted by what they are a share of. A part of an old area is not the old area in
small: what its residents differ is error, and where too much of it is needed the figure is NOT_COMPARABLE.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.facts.indicators import Kind
from veerkracht.facts.tables import AreaTable, Column, Reason

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.crosswalk import Crosswalk
    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.periods import Period
    from veerkracht.facts.provenance import Provenance

CONVERTED_NOTE: Final = "omgerekend naar andere grenzen"
"""What stands in the provenance of a column of which a value was carried over."""

RESIDENTS: Final = "inwoners"
"""The weight of figures that have no denominator of their own, such as scores."""

_FLOAT_NOISE = 1e-9

# The reason that says most of a hole stays, as in the warehouse: what was withheld must not read as not measured.
_TELLING = (
    Reason.SUPPRESSED,
    Reason.NOT_COMPARABLE,
    Reason.NOT_YET_PUBLISHED,
    Reason.NOT_MEASURED,
    Reason.OUTSIDE,
    Reason.NOT_LOADED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversionChoices:
    """What a conversion assumes.

    The spreads were measured on the 5,800 buurten of 2020 that are 10 to 90% of a wijk of 300 to 8,000 households (CBS,
    84799NED), with the wijk in the part of the old area: how far a buurt is from what its wijk would make it.

    Attributes:
        most_mixed: largest part of the households of the old areas that may live elsewhere (`Crosswalk.mixed`). At a
            quarter the conversion adds an error of 0.29 times the spread between areas, a twelfth of its variance;
            beyond it the error passes that of an ordinary share in a buurt.
        least_covered: smallest part of the new area that old ones cover; the same 0.95 as for an equal area
            (`bridging.SAME_OVERLAP`).
        count_spread: error of the count in a part with share s, relative to the whole, over the root of s (1 - s).
            Measured: people over 65 0.16, single households 0.13, cars 0.12, people with a background outside the West
            0.25, people on social assistance 0.31.
        size_spread: the same of counts that others are a share of (residents, dwellings), which follow the households
            closely. Measured: residents 0.06.
        mean_spread: error of a mean in a part, in standard deviations between areas, over the root of (1 - s) / s.
            Measured: over 65 0.55, single 0.42, social assistance 0.48, background 0.30.
    """

    most_mixed: float = 0.25
    least_covered: float = 0.95
    count_spread: float = 0.3
    size_spread: float = 0.08
    mean_spread: float = 0.5


STANDARD: Final = ConversionChoices()


def convert(
    table: AreaTable, crosswalk: Crosswalk, *, catalogue: Catalogue, choices: ConversionChoices = STANDARD
) -> AreaTable:
    """Return a table on the new areas of a crosswalk.

    A new area that is one whole old area keeps its values as they are. Of other areas counts add up; shares and means
    are weighted by their own denominator, else by residents, else by the sizes of the crosswalk; classes and columns
    that the catalogue does not know are not converted. A part that is missing makes the whole missing, with its reason.

    Args:
        table: figures on the old areas (of any year in which their codes hold); areas it lacks count as OUTSIDE.
        crosswalk: from the old to the new areas.
        catalogue: says what kind each figure is and of what it is a share.
        choices: thresholds and spreads.

    Examples:
        >>> from veerkracht.facts.areas import Areas, Level
        >>> from veerkracht.facts.crosswalk import CodeLinks, from_links
        >>> from veerkracht.facts.catalogue import parse_catalogue
        >>> from veerkracht.facts.periods import Period
        >>> catalogue = parse_catalogue('''
        ... units.number = { nl = "aantal", en = "number" }
        ... [families.kwb]
        ... name = { nl = "K", en = "K" }
        ... publisher = "CBS"
        ... licence = "CC BY 4.0"
        ... service = "file"
        ... ids = {}
        ... [indicators.inwoners]
        ... name = { nl = "I", en = "I" }
        ... theme = "bewoners"
        ... kind = "count"
        ... unit = "number"
        ... better = "neither"
        ... explanation = { nl = "I.", en = "I." }
        ... sources = [{ family = "kwb", stem = "I" }]
        ... ''')
        >>> links = CodeLinks(level=Level.BUURT, old_year=2021, new_year=2022, old=("BU00010001", "BU00010002"),
        ...                   new=("BU00010003",) * 2, shares=np.full(2, np.nan), names=("Nieuw",) * 2)
        >>> old = Areas(level=Level.BUURT, year=2021, codes=links.old, names=("Oud 1", "Oud 2"))
        >>> before = AreaTable.of(old, {("inwoners", Period(2021)): Column.of(np.array([300.0, 500.0]))})
        >>> convert(before, from_links(links), catalogue=catalogue).values.ravel().tolist()
        [800.0]
    """
    laid = _Laid(table, crosswalk, catalogue=catalogue, choices=choices)
    columns = {(code, period): laid.column(code, period) for code in table.indicators for period in table.periods}
    return AreaTable.of(crosswalk.target, columns)


_Made = tuple["NDArray[np.float64]", "NDArray[np.float64]", "NDArray[np.integer]"]
"""Values, variances, and the reason where a value could not be made though no part lacks; shape (targets,) each."""


class _Laid:
    """A table laid on the old areas of a crosswalk."""

    def __init__(
        self, table: AreaTable, crosswalk: Crosswalk, *, catalogue: Catalogue, choices: ConversionChoices
    ) -> None:
        self._table, self._walk, self._catalogue, self._choices = table, crosswalk, catalogue, choices
        self._rows = table.areas.rows(crosswalk.source.codes)
        self._from, self._to, self._share = crosswalk.origin, crosswalk.destination, crosswalk.shares
        self._sizes = {indicator.denominator for indicator in catalogue}
        mixed = crosswalk.mixed()
        self._copied = (crosswalk.parts == 1) & (self._sum(crosswalk.whole) == 1)
        unknown = self._sum(np.isnan(self._share)) > 0
        too_little = ~(mixed <= choices.most_mixed + _FLOAT_NOISE) | (crosswalk.covered < choices.least_covered)
        self._refused = (crosswalk.parts == 0) | unknown | too_little

    def column(self, code: str, period: Period) -> Column:
        """Return one converted column."""
        old = self._old(code, period)
        values, variances, reasons = self._copy(old)
        kind = self._catalogue[code].kind if code in self._catalogue else Kind.CLASS
        open_ = ~self._copied & ~self._refused
        if kind is not Kind.CLASS and open_.any():
            made, variance, why = self._counted(old, code) if kind is Kind.COUNT else self._weighted(old, code, period)
            present = open_ & np.isfinite(made)
            values[present], variances[present] = made[present], variance[present]
            reasons[open_] = self._why(old, why)[open_]
            reasons[present] = Reason.PRESENT
        reasons[self._refused] = Reason.NOT_COMPARABLE
        values[self._refused] = np.nan
        known = np.isfinite(variances) & (reasons == Reason.PRESENT)
        return Column(
            values=values,
            reasons=reasons,
            errors=np.where(known, np.sqrt(np.where(known, variances, 0.0)), np.nan) if known.any() else None,
            provenance=tuple(_noted(source) for source in old.provenance),
        )

    def _old(self, code: str, period: Period) -> Column:
        """Return a column on the old areas of the crosswalk, OUTSIDE where the table has no row."""
        column = self._table.column(code, period)
        # An area that the table lacks has row -1, which is what stands at the end.
        errors = np.full(len(self._table.areas), np.nan) if column.errors is None else column.errors
        return Column(
            values=np.append(column.values, np.nan)[self._rows],
            reasons=np.append(column.reasons, np.uint8(Reason.OUTSIDE))[self._rows],
            errors=np.append(errors, np.nan)[self._rows],
            provenance=column.provenance,
        )

    def _copy(self, old: Column) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.uint8]]:
        """Return values, variances and reasons of the areas that are one whole old area, nothing for the others."""
        values, variances = np.full(len(self._walk.target), np.nan), np.full(len(self._walk.target), np.nan)
        reasons = np.full(len(self._walk.target), Reason.NOT_COMPARABLE, dtype=np.uint8)
        links = self._copied[self._to]
        to, origin = self._to[links], self._from[links]
        values[to], reasons[to] = old.values[origin], old.reasons[origin]
        variances[to] = np.nan if old.errors is None else old.errors[origin] ** 2
        return values, variances, reasons

    def _counted(self, old: Column, code: str) -> _Made:
        """Return counts as sums of parts, and the variance of that: of each part, and of what a part can differ."""
        value, share = old.values[self._from], self._share
        own = self._choices.size_spread if code in self._sizes else self._choices.count_spread
        spread = own**2 + self._walk.share_spread**2
        noise = share**2 * _square(old.errors, self._from) + spread * value**2 * share * (1.0 - share)
        needed = share > 0
        total = self._sum(np.where(needed, share * value, 0.0))
        return total, self._variance(np.where(needed, noise, 0.0), old), np.full(total.shape, Reason.NOT_MEASURED)

    def _weighted(self, old: Column, code: str, period: Period) -> _Made:
        """Return means weighted by their denominator, and their variance."""
        weight = self._weights(code, period)
        unknown = self._sum(np.isnan(weight)) > 0
        counts = weight > 0
        total = self._sum(np.where(counts, weight, 0.0))
        part = np.divide(weight, total[self._to], out=np.zeros_like(weight), where=counts)
        value = np.where(counts, old.values[self._from], 0.0)
        mean = np.where((total > 0) & ~unknown, self._sum(part * value), np.nan)
        present = old.values[np.isfinite(old.values)]
        between = float(present.var()) if len(present) > 1 else 0.0
        beyond = np.divide(1.0 - self._share, self._share, out=np.zeros_like(weight), where=self._share > 0)
        noise = _square(old.errors, self._from) + self._choices.mean_spread**2 * between * beyond
        noise += self._walk.share_spread**2 * beyond * np.nan_to_num(value - mean[self._to]) ** 2
        # Without a weight a mean cannot be made; where nobody lives there is nothing to measure.
        why = np.where(unknown, Reason.NOT_COMPARABLE, Reason.NOT_MEASURED)
        return mean, self._variance(part**2 * noise, old), why

    def _variance(self, noise: NDArray[np.float64], old: Column) -> NDArray[np.float64]:
        """Return the sum over parts, NaN where it says nothing: no error was known and nothing was cut."""
        variance = self._sum(noise)
        known = np.zeros(noise.shape) if old.errors is None else np.isfinite(old.errors[self._from])
        return np.where((variance > 0) | (self._sum(known) > 0), variance, np.nan)

    def _weights(self, code: str, period: Period) -> NDArray[np.float64]:
        """Return what each part weighs, per new area by the first denominator of which all its parts are known."""
        own = self._catalogue[code].denominator
        weight = np.full(self._share.shape, np.nan)
        for name in dict.fromkeys((own, RESIDENTS)):
            if name in self._table:
                found = self._share * self._old(name, period).values[self._from]
                usable = self._sum(~np.isfinite(found)) == 0
                weight = np.where(np.isnan(weight) & usable[self._to], found, weight)
        weight = np.where(np.isnan(weight), self._share * self._walk.sizes[self._from], weight)
        # One part alone needs no weight.
        return np.where(np.isnan(weight) & (self._walk.parts == 1)[self._to], self._share, weight)

    def _why(self, old: Column, otherwise: NDArray[np.integer]) -> NDArray[np.uint8]:
        """Return the most telling reason among the missing parts of each new area, or what goes where none lacks."""
        found = otherwise.astype(np.uint8)
        for reason in reversed(_TELLING):
            found[self._sum(old.reasons[self._from] == reason) > 0] = reason
        return found

    def _sum(self, parts: NDArray[np.float64] | NDArray[np.bool_]) -> NDArray[np.float64]:
        return np.bincount(self._to, weights=parts, minlength=len(self._walk.target)).astype(np.float64)


def _square(errors: NDArray[np.float64] | None, rows: NDArray[np.intp]) -> NDArray[np.float64]:
    return np.zeros(rows.shape) if errors is None else np.nan_to_num(errors[rows]) ** 2


def _noted(source: Provenance) -> Provenance:
    if CONVERTED_NOTE in source.note:
        return source
    return replace(source, note=f"{source.note}; {CONVERTED_NOTE}" if source.note else CONVERTED_NOTE)
