"""The country with an organisation's own figures beside the open ones: seen by whoever may see them, and shielded."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.areas import Level
from veerkracht.facts.derive import derive, with_standard_errors
from veerkracht.facts.disclosure import protect
from veerkracht.facts.indicators import Catalogue, Derivation, Indicator, Kind
from veerkracht.facts.language import Bilingual
from veerkracht.facts.tables import AreaTable, Column, Reason
from veerkracht.signalering.choices import STANDARD, KaartChoices
from veerkracht.workflows.own_tables_monitor import RESIDENTS
from veerkracht.workflows.own_tables_store import OwnTable
from veerkracht.workflows.quickscan_country import Country, open_country
from veerkracht.workflows.quickscan_forecasts import Forecaster, learned

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.periods import Period
    from veerkracht.signalering.verwachting.per_area import AreaForecasts
    from veerkracht.warehouse import Warehouse

MINIMUM = 10
# Where CBS has not published how many dwellings there are: a household has one. Only to see whether there are enough.
INSTEAD = {"woningen": "huishoudens"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    """One own table under the codes by which this country knows its figures."""

    table: OwnTable
    codes: Mapping[str, str]
    indicators: tuple[Indicator, ...]
    partitions: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryWithOwn(Country):
    """A country whose tables hold own figures too.

    Forecasts are those of the open figures: the same for every organisation, and learned from figures of all areas.

    Attributes:
        base: the country of the open figures only; may be shared by many organisations.
        own: the tables of the organisation, and those that others share with it.
    """

    base: Country
    own: tuple[_Own, ...]

    def own_indicators(self) -> tuple[Indicator, ...]:
        """Return the own figures that the catalogue of open figures does not know."""
        return tuple(dict.fromkeys(one for own in self.own for one in own.indicators))

    def table(self, level: Level, *, year: int | None) -> AreaTable:
        """Return the figures of all areas of a level with the own ones beside them; see `Country.table`.

        The open figures are those that `base` has read and made already, for whichever organisation came first.
        """
        if (level, year) not in self._tables:
            base = self.base if self.until is None else self.base.then(self.until)
            found = self._with_own(base.table(level, year=year))
            filled = {code for own in self.own for code in own.table.version.indicators}
            kept = [code for code in found.indicators if not _is_made_from(code, filled, catalogue=base.catalogue)]
            made = derive(found.select(indicators=kept), self.catalogue)
            self._tables[level, year] = with_standard_errors(made, self.catalogue)
        return self._tables[level, year]

    def forecast(self, code: str, *, level: Level, year: int | None, table: AreaTable | None = None) -> AreaForecasts:
        """Return what is expected of a figure, from the open figures only; see `Country.forecast`."""
        whole = None if table is None else self.base.whole(level)
        return self.base.forecast(code, level=level, year=year, table=None if whole is None else whole.country)

    def _protected(self, table: AreaTable) -> AreaTable:
        """Return the open figures with the own ones beside them, in which no small count can be seen."""
        return self._with_own(Country._protected(self, table))  # slots leave no super without arguments

    def _with_own(self, table: AreaTable) -> AreaTable:
        for own in self.own:
            table = self._beside(table, own)
        return table

    def _beside(self, table: AreaTable, own: _Own) -> AreaTable:
        figures = self.warehouse.figures_of(own.table.warehouse, table.areas, catalogue=self.catalogue)
        if figures is None or not (figures.reasons == Reason.PRESENT).any():
            return table
        periods = [one for one in figures.periods if self.until is None or one.year <= self.until]
        if not periods:
            return table
        figures = _renamed(figures.select(periods=periods), own.codes)
        known = _of_residents(self.catalogue, figures.indicators)
        needed = _denominators(figures, own.indicators, catalogue=known)
        table = self._with_open(table, [code for code in needed if code not in figures])
        shielded = shield(figures, beside=table, catalogue=known, partitions=own.partitions, needed=needed)
        return _joined(table, shielded)

    def _with_open(self, table: AreaTable, codes: Sequence[str]) -> AreaTable:
        """Return the table with open figures that own ones are shares of, where it does not hold them yet."""
        lacking = [code for code in codes if code not in table and code in self.base.catalogue]
        if not lacking:
            return table
        read = self.warehouse.table(
            table.areas.level, year=table.areas.year, indicators=lacking, catalogue=self.base.catalogue
        )
        rows = read.areas.rows(table.areas.codes)
        if not read.indicators or (rows < 0).any():
            return table
        return table.join(replace(read.take(rows), areas=table.areas))


def open_country_with(
    warehouse: Warehouse,
    own: Sequence[OwnTable],
    catalogue: Catalogue,
    *,
    choices: KaartChoices = STANDARD,
    forecaster: Forecaster = learned,
    base: Country | None = None,
) -> Country:
    """Return the country in which own figures stand beside the open ones.

    Figures that the catalogue does not know are added to the catalogue of this country. Of a figure that both have, the
    own value counts where the open one is missing, modelled or provisional; otherwise the published value counts, so
    that areas stay comparable with the rest of the country. Small counts never leave: every own column is shielded
    (see `shield`) before anything is made of it.

    Args:
        warehouse: the open data.
        own: what `OwnStore.current` gives, and tables that other organisations share; where two organisations use one
            code, that of the later one gets the start of its id behind it.
        catalogue: of the open figures.
        choices: behind the maps.
        forecaster: computes forecasts.
        base: the country of the same warehouse without own figures, to share what it has read and forecast.

    Raises:
        ManifestError: if the list of what is stored cannot be read.
    """
    base = base or open_country(warehouse, catalogue, choices=choices, forecaster=forecaster)
    if not own:
        return base
    known = _under_codes(own)
    extra = {one.code: one for item in known for one in item.indicators}
    versions = [base.version, *(f"{one.owner} {one.version.number} {one.warehouse.version()}" for one in own)]
    return CountryWithOwn(
        warehouse=warehouse,
        catalogue=Catalogue(indicators={**catalogue.indicators, **extra}, families=catalogue.families),
        choices=base.choices,
        version=hashlib.sha256("\n".join(versions).encode()).hexdigest()[:12],
        forecaster=base.forecaster,
        base=base,
        own=known,
    )


def shield(
    figures: AreaTable,
    *,
    beside: AreaTable,
    catalogue: Catalogue,
    partitions: Sequence[tuple[str, tuple[str, ...]]],
    needed: Sequence[str],
) -> AreaTable:
    """Return own figures without those that could tell of a few people or dwellings.

    `facts.disclosure.protect` does the work; its denominators come from the open figures, of the nearest year where
    that of the own figure is not published yet. A count that is one of several that make up another (rent classes of
    all dwellings) is not left hidden alone, because subtraction would tell it.

    Args:
        figures: own, of one level.
        beside: open figures of the same areas.
        catalogue: knows the own figures too.
        partitions: counts and the counts that make them up.
        needed: codes of the denominators.
    """
    present = (figures.reasons == Reason.PRESENT).any(axis=(1, 2))
    groups = {code[2:6] for code, has in zip(figures.areas.codes, present, strict=True) if has}
    rows = np.array([code[2:6] in groups for code in figures.areas.codes], dtype=np.bool_)
    mine, theirs = figures.take(rows), beside.take(rows)
    for code in needed:
        if code not in mine and (code in theirs or INSTEAD.get(code) in theirs):
            mine = mine.join(AreaTable.of(mine.areas, _nearest(theirs, code, periods=figures.periods)))
    before = -1
    while before != int((mine.reasons == Reason.SUPPRESSED).sum()):
        before = int((mine.reasons == Reason.SUPPRESSED).sum())
        mine = _complemented(protect(mine, catalogue, minimum=MINIMUM), partitions)
    reasons = figures.reasons.copy()
    reasons[rows] = mine.select(indicators=figures.indicators, periods=figures.periods).reasons
    hidden = (reasons == Reason.SUPPRESSED) & (figures.reasons == Reason.PRESENT)
    return replace(
        figures,
        values=np.where(hidden, np.nan, figures.values),
        reasons=np.where(hidden, Reason.SUPPRESSED, figures.reasons).astype(np.uint8),
        errors=None if figures.errors is None else np.where(hidden, np.nan, figures.errors),
    )


def _nearest(table: AreaTable, code: str, *, periods: Sequence[Period]) -> dict[tuple[str, Period], Column]:
    """Return an open count in each of some periods: where it is unknown, that of the nearest period that knows it."""
    known = sorted(table.periods)
    found = {}
    for period in periods:
        values = np.full(len(table.areas), np.nan)
        nearest = sorted(known, key=lambda one: abs(one.years_since(period)))
        for held in (one for one in (code, INSTEAD.get(code, "")) if one in table):
            for other in nearest:
                values = np.where(np.isnan(values), table.column(held, other).values, values)
        found[code, period] = Column.of(values)
    return found


def _complemented(table: AreaTable, partitions: Sequence[tuple[str, tuple[str, ...]]]) -> AreaTable:
    """Hide a second part wherever one part of a known whole is hidden alone, or the hidden ones are few together."""
    values, reasons = table.values.copy(), table.reasons.copy()
    for whole, parts in partitions:
        held = [table.position(code) for code in parts if code in table]
        if whole not in table or not held:
            continue
        for area, period in _told(table, whole, held):
            _hide_second(values[area, period], reasons[area, period], held=held, whole=table.position(whole))
    return replace(
        table,
        values=values,
        reasons=reasons,
        errors=None if table.errors is None else np.where(np.isnan(values), np.nan, table.errors),
    )


def _told(table: AreaTable, whole: str, held: Sequence[int]) -> list[tuple[int, int]]:
    """Return the cells in which the whole is shown and some part is hidden: subtraction tells the sum of these."""
    shown = table.reasons[:, :, table.position(whole)] == Reason.PRESENT
    parts = (table.reasons[:, :, held] == Reason.SUPPRESSED).any(axis=2)
    return [(int(area), int(period)) for area, period in zip(*np.nonzero(shown & parts), strict=True)]


def _hide_second(values: NDArray[np.float64], reasons: NDArray[np.uint8], *, held: Sequence[int], whole: int) -> None:
    """Hide the smallest parts that are shown until two are hidden and their sum is not small; changes its arguments."""
    shown = sorted((at for at in held if reasons[at] == Reason.PRESENT), key=lambda at: (values[at] == 0, values[at]))
    hidden = sum(reasons[at] == Reason.SUPPRESSED for at in held)
    told = values[whole] - sum(values[at] for at in shown)
    while shown and (hidden < 2 or told < MINIMUM):
        at = shown.pop(0)
        told, hidden = told + values[at], hidden + 1
        values[at], reasons[at] = np.nan, Reason.SUPPRESSED
    if hidden and (hidden < 2 or told < MINIMUM):
        # No other part can hide it, so the whole must not be shown.
        values[whole], reasons[whole] = np.nan, Reason.SUPPRESSED


def _is_made_from(code: str, filled: Collection[str], *, catalogue: Catalogue) -> bool:
    """Return whether a figure is only ever made from others, one of which own figures may have filled."""
    made = catalogue[code].derivation if code in catalogue and not catalogue[code].sources else None
    inputs = () if made is None else made.parts + made.wholes
    return any(one in filled or _is_made_from(one, filled, catalogue=catalogue) for one in inputs)


def _of_residents(catalogue: Catalogue, codes: Sequence[str]) -> Catalogue:
    """Return the catalogue in which a share or mean of nobody in particular is one of residents.

    Of a survey the catalogue does not say how many people it is a share of; of a published figure its publisher saw to
    it that they are enough, of an own figure nobody did.
    """
    found = {
        code: replace(catalogue[code], denominator=RESIDENTS)
        for code in codes
        if code in catalogue and catalogue[code].kind is not Kind.COUNT and not catalogue[code].denominator
    }
    return Catalogue(indicators={**catalogue.indicators, **found}, families=catalogue.families)


def _denominators(figures: AreaTable, indicators: Sequence[Indicator], *, catalogue: Catalogue) -> list[str]:
    """Return the codes of the counts of which own figures are shares, or are made shares."""
    known = [catalogue[code] for code in figures.indicators if code in catalogue]
    found = [one.denominator for one in known if one.kind is not Kind.COUNT]
    for one in indicators:
        if one.derivation is not None:
            found.extend(one.derivation.wholes)
    found += [INSTEAD[code] for code in found if code in INSTEAD]
    return [code for code in dict.fromkeys(found) if code]


def _joined(table: AreaTable, own: AreaTable) -> AreaTable:
    """Return both in one: own values before modelled and provisional ones, published values before own ones."""
    columns = table.columns()
    weak = [
        key
        for key, column in columns.items()
        if key[0] in own
        and key[1] in own.periods
        and column.provenance
        and all(_is_weak(one) for one in column.provenance)
    ]
    first = {key: own.column(*key) for key in weak}
    if first:
        stronger = AreaTable.of(table.areas, first).join(AreaTable.of(table.areas, {key: columns[key] for key in weak}))
        columns.update(stronger.columns())
        table = AreaTable.of(table.areas, columns)
    return table.join(own)


def _is_weak(source: object) -> bool:
    return bool(getattr(source, "modelled", False) or getattr(source, "provisional", False))


def _under_codes(own: Sequence[OwnTable]) -> tuple[_Own, ...]:
    """Return each table under codes that no table of another organisation has."""
    owners: dict[str, str] = {}
    found = []
    for table in own:
        codes: dict[str, str] = {}
        for one in table.indicators:
            taken = owners.setdefault(one.code, table.owner) != table.owner
            codes[one.code] = f"{one.code}_{table.owner[:8]}" if taken else one.code
        indicators = tuple(_under(one, codes, owner=table.owner) for one in table.indicators)
        split = tuple((codes[whole], tuple(codes[part] for part in parts)) for whole, parts in table.partitions)
        found.append(_Own(table=table, codes=codes, indicators=indicators, partitions=split))
    return tuple(found)


def _under(one: Indicator, codes: Mapping[str, str], *, owner: str) -> Indicator:
    made = one.derivation
    if made is not None:
        made = Derivation(
            parts=tuple(codes.get(code, code) for code in made.parts),
            wholes=tuple(codes.get(code, code) for code in made.wholes),
            per=made.per,
            same_period=made.same_period,
        )
    name = one.name
    if codes[one.code] != one.code:
        name = Bilingual(f"{name.nl} ({owner[:8]})", f"{name.en} ({owner[:8]})")
    denominator = codes.get(one.denominator, one.denominator)
    return replace(one, code=codes[one.code], name=name, denominator=denominator, derivation=made)


def _renamed(table: AreaTable, codes: Mapping[str, str]) -> AreaTable:
    sources = {(codes.get(code, code), period): found for (code, period), found in table.provenance.items()}
    return replace(table, indicators=tuple(codes.get(code, code) for code in table.indicators), provenance=sources)
