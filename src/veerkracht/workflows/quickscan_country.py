"""What all QuickScans of one country share: national figures and the models of their noise, read and fitted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from veerkracht.errors.data import UnknownAreaError
from veerkracht.errors.warehouse import NoBoundariesError, NothingStoredError
from veerkracht.facts.adding_up import add_up
from veerkracht.facts.areas import Level
from veerkracht.facts.derive import derive, with_standard_errors
from veerkracht.facts.disclosure import protect_own
from veerkracht.signalering.choices import STANDARD, KaartChoices
from veerkracht.signalering.vergelijking import ALIKE_ON
from veerkracht.signalering.verwachting.from_table import AHEAD
from veerkracht.workflows.quickscan_forecasts import Forecaster, learned, national_forecast
from veerkracht.workflows.quickscan_indices import CountryIndex, country_index, index_codes

if TYPE_CHECKING:
    from veerkracht.facts.boundaries import Boundaries
    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.tables import AreaTable
    from veerkracht.signalering.carrying import Standards
    from veerkracht.signalering.ontwikkeling import Fitted
    from veerkracht.signalering.verwachting.per_area import AreaForecasts
    from veerkracht.warehouse import Warehouse

# Further figures that a story may tell and whose coverage the report shows, beside those on the maps.
TOLD = ("eenzaam", "mantelzorg", "gezondheid_goed")
LISTED = (
    *("inwoners", "huishoudens", "koopwoningen", "woz_waarde", "gestandaardiseerd_inkomen", "arbeidsparticipatie"),
    *TOLD,
    *("regie_eigen_leven", "vrijwilligerswerk", "soc", "lbm", "overlast_per_1000", "ses_woa"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The figures of all areas of a level, and of those that lie in one gemeente.

    Attributes:
        level: of the areas.
        country: the figures of the Netherlands, on the boundaries of one year.
        inside: the figures of the gemeente on the same boundaries, with the sources of these areas only.
        boundaries: polygons of the areas in the gemeente; None if none are stored.
        fitted: models of noise fitted on `country`, shared by all gemeenten; maps add to it.
    """

    level: Level
    country: AreaTable
    inside: AreaTable
    boundaries: Boundaries | None
    fitted: Fitted


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """The national side of QuickScans; what it reads it remembers, so that the next gemeente need not.

    It stands for the data as they were when it was opened: open another after an import.

    Attributes:
        warehouse: the stored data.
        catalogue: of the indicators.
        choices: behind the maps.
        version: of the stored data.
        forecaster: computes the forecast of a panel.
        until: the last year of which figures count, so that a map shows what they said then; None for all.
    """

    warehouse: Warehouse
    catalogue: Catalogue
    choices: KaartChoices
    version: str
    forecaster: Forecaster = learned
    until: int | None = None
    _tables: dict[tuple[Level, int | None], AreaTable] = field(default_factory=dict, repr=False)
    _fitted: dict[tuple[Level, int | None], Fitted] = field(default_factory=dict, repr=False)
    _standards: dict[tuple[Level, int | None], Standards] = field(default_factory=dict, repr=False)
    _gemeenten: dict[int | None, AreaTable | None] = field(default_factory=dict, repr=False)
    _indices: dict[tuple[Level, int | None], CountryIndex | None] = field(default_factory=dict, repr=False)
    _ahead: dict[tuple[Level, int | None, str], AreaForecasts] = field(default_factory=dict, repr=False)
    _then: dict[int, Country] = field(default_factory=dict, repr=False)
    _known: dict[object, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def codes(self) -> list[str]:
        """Return the codes of every figure that a QuickScan may use, counts of which they are made included."""
        codes = (*_map_codes(self.choices), *inventory(self.choices), *index_codes(), *AHEAD.covariates)
        return _needed(self.catalogue, codes)

    def then(self, until: int) -> Country:
        """Return the same country with the figures of `until` and before only, on the boundaries of today.

        It shares nothing that it reads or fits with this one: also denominators and noise come from those years only.
        The last two years asked for are remembered, which is what a slider goes back and forth between.
        """
        found = self._then.get(until)
        if found is None:
            for old in list(self._then)[: len(self._then) - 1]:
                self._then.pop(old, None)
            empty: dict[str, Any] = {one.name: {} for one in fields(self) if one.name.startswith("_")}
            found = self._then[until] = replace(self, until=until, **empty)
        return found

    def table(self, level: Level, *, year: int | None) -> AreaTable:
        """Return the figures of all areas of a level, made figures and standard errors included.

        Raises:
            NothingStoredError: if nothing is stored at this level.
            WarehouseError: if the stored data cannot be read.
        """
        if (level, year) not in self._tables:
            table = self.warehouse.table(level, year=year, indicators=self.codes(), catalogue=self.catalogue)
            self._tables[level, year] = self._complete(table)
        return self._tables[level, year]

    def further(self, codes: Sequence[str], *, level: Level, year: int | None) -> AreaTable:
        """Return other figures of all areas of a level, made figures and standard errors included; not remembered.

        Raises:
            NothingStoredError: if nothing is stored at this level.
            WarehouseError: if the stored data cannot be read.
        """
        below = [self.catalogue[code].denominator for code in codes if code in self.catalogue]
        needed = _needed(self.catalogue, (*codes, *below))
        return self._complete(self.warehouse.table(level, year=year, indicators=needed, catalogue=self.catalogue))

    def stored(self, level: Level, gemeente: str) -> Stored | None:
        """Return the figures of a level on the boundaries that suit a gemeente best, or None if there are none.

        Raises:
            WarehouseError: if the stored data cannot be read.
        """
        try:
            areas = self.warehouse.areas(level, within=[gemeente])
        except (NothingStoredError, UnknownAreaError):
            return None
        # Read apart, not cut from the country: a column must name the sources of these areas, not those of all.
        inside = self.warehouse.table(
            level, year=areas.year, within=[gemeente], indicators=self.codes(), catalogue=self.catalogue
        )
        try:
            boundaries = self.warehouse.boundaries(level, year=areas.year, within=[gemeente])
        except NoBoundariesError:
            boundaries = None
        return Stored(
            level=level,
            country=self.table(level, year=areas.year),
            inside=self._complete(inside),
            boundaries=boundaries,
            fitted=self._fitted.setdefault((level, areas.year), {}),
        )

    def whole(self, level: Level) -> Stored | None:
        """Return the figures of all areas of a level as those of one place, or None if there are none.

        Counts that nobody published for gemeenten are added up from buurten. No polygons: those of a country are drawn
        from tiles.

        Raises:
            WarehouseError: if the stored data cannot be read.
        """
        try:
            table = self.table(level, year=self.warehouse.areas(level).year)
        except NothingStoredError:
            return None
        if level is Level.GEMEENTE:
            buurten = self.whole(Level.BUURT)
            table = self.gemeenten(() if buurten is None else (buurten,)) or table
        fitted = self._fitted.setdefault((level, table.areas.year), {})
        return Stored(level=level, country=table, inside=table, boundaries=None, fitted=fitted)

    def gemeenten(self, stored: Sequence[Stored]) -> AreaTable | None:
        """Return the figures of all gemeenten; counts that nobody published for them are added up from buurten.

        Args:
            stored: levels read for one gemeente; the buurten of the whole country on its boundaries are added up.
        """
        buurten = next((one.country for one in stored if one.level is Level.BUURT), None)
        year = None if buurten is None else buurten.areas.year
        if year not in self._gemeenten:
            self._gemeenten[year] = self._added_up(buurten)
        return self._gemeenten[year]

    def index(self, level: Level, *, year: int | None) -> CountryIndex | None:
        """Return the index of veerkracht of all areas of a level, or None where the data cannot carry one.

        Raises:
            WarehouseError: if the stored data cannot be read.
        """
        if (level, year) not in self._indices:
            self._indices[level, year] = country_index(self.table(level, year=year))
        return self._indices[level, year]

    def forecast(self, code: str, *, level: Level, year: int | None, table: AreaTable | None = None) -> AreaForecasts:
        """Return what is expected of a figure in all areas of a level; kept on disk for the next report.

        Args:
            code: of the figure.
            level: of the areas.
            year: of their boundaries.
            table: the figures, if they are others than those of `self.table`, such as gemeenten added up from buurten.

        Raises:
            WarehouseError: if the stored data cannot be read.
        """
        if (level, year, code) not in self._ahead:
            self._ahead[level, year, code] = national_forecast(
                self.table(level, year=year) if table is None else table,
                code,
                catalogue=self.catalogue,
                choices=self.choices,
                version=self.version,
                folder=self.warehouse.derived,
                forecaster=self.forecaster,
            )
        return self._ahead[level, year, code]

    def standards(self, stored: Stored) -> Standards:
        """Return what areas are judged by that withstand their load, fitted on this level before; it is added to."""
        return self._standards.setdefault((stored.level, stored.country.areas.year), {})

    def known(self) -> tuple[str, ...]:
        """Return the codes of all gemeenten that have stored areas, ascending: of the latest boundaries."""
        stamp = self.warehouse.stamp()
        found = self._known.get(stamp)
        if found is None:
            # Written before the older is removed: another thread may be on its way between these lines.
            found = self._known[stamp] = _known_of(self.warehouse)
            for old in [one for one in list(self._known) if one != stamp]:
                self._known.pop(old, None)
        return found

    def _added_up(self, buurten: AreaTable | None) -> AreaTable | None:
        codes = _needed(self.catalogue, (*_map_codes(self.choices), *inventory(self.choices), *ALIKE_ON))
        try:
            table = self.warehouse.table(Level.GEMEENTE, indicators=codes, catalogue=self.catalogue)
        except NothingStoredError:
            return None
        if buurten is not None:
            table = table.join(add_up(buurten, table.areas, catalogue=self.catalogue, codes=codes))
        return self._complete(table)

    def _complete(self, table: AreaTable) -> AreaTable:
        return with_standard_errors(derive(self._protected(table), self.catalogue), self.catalogue)

    def _protected(self, table: AreaTable) -> AreaTable:
        if self.until is not None:
            # Before anything is made of them, so that no made figure knows a later one.
            table = table.select(periods=[period for period in table.periods if period.year <= self.until])
        return protect_own(table, self.catalogue)


def _known_of(warehouse: Warehouse) -> tuple[str, ...]:
    for level in (Level.BUURT, Level.WIJK):
        try:
            areas = warehouse.areas(level)
        except NothingStoredError:
            continue
        return tuple(sorted({code for code in areas.parents(Level.GEMEENTE) if code is not None}))
    return ()


def open_country(
    warehouse: Warehouse,
    catalogue: Catalogue,
    *,
    choices: KaartChoices = STANDARD,
    forecaster: Forecaster = learned,
) -> Country:
    """Return the national side of QuickScans from the stored data; figures are read when they are first needed.

    Raises:
        ManifestError: if the list of what is stored cannot be read.
    """
    return Country(
        warehouse=warehouse,
        catalogue=catalogue,
        choices=choices,
        version=warehouse.version(),
        forecaster=forecaster,
    )


def inventory(choices: KaartChoices) -> tuple[str, ...]:
    """Return the codes of which a report says whether they are there."""
    return tuple(dict.fromkeys((*choices.concentration, *choices.problems, choices.corporation, *LISTED)))


def _map_codes(choices: KaartChoices) -> tuple[str, ...]:
    return (*choices.concentration, *choices.problems, choices.corporation, choices.residents)


def _needed(catalogue: Catalogue, codes: Sequence[str]) -> list[str]:
    """Return the codes with the counts of which they are made."""
    found: dict[str, None] = {}
    for code in codes:
        if code not in catalogue:
            continue
        derivation = catalogue[code].derivation
        parts = (*derivation.parts, *derivation.wholes) if derivation else ()
        found.update(dict.fromkeys((code, *_needed(catalogue, parts))))
    return list(found)
