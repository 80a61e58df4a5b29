"""What all QuickScans of one country share: national figures and the models of their noise, read and fitted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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
    """

    warehouse: Warehouse
    catalogue: Catalogue
    choices: KaartChoices
    version: str
    forecaster: Forecaster = learned
    _tables: dict[tuple[Level, int | None], AreaTable] = field(default_factory=dict, repr=False)
    _fitted: dict[tuple[Level, int | None], Fitted] = field(default_factory=dict, repr=False)
    _standards: dict[tuple[Level, int | None], Standards] = field(default_factory=dict, repr=False)
    _gemeenten: dict[int | None, AreaTable | None] = field(default_factory=dict, repr=False)
    _indices: dict[tuple[Level, int | None], CountryIndex | None] = field(default_factory=dict, repr=False)
    _ahead: dict[tuple[Level, int | None, str], AreaForecasts] = field(default_factory=dict, repr=False)

    def codes(self) -> list[str]:
        """Return the codes of every figure that a QuickScan may use, counts of which they are made included."""
        codes = (*_map_codes(self.choices), *inventory(self.choices), *index_codes(), *AHEAD.covariates)
        return _needed(self.catalogue, codes)

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

    def forecast(self, code: str, *, level: Level, year: int | None) -> AreaForecasts:
        """Return what is expected of a figure in all areas of a level; kept on disk for the next report.

        Raises:
            WarehouseError: if the stored data cannot be read.
        """
        if (level, year, code) not in self._ahead:
            self._ahead[level, year, code] = national_forecast(
                self.table(level, year=year),
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
        for level in (Level.BUURT, Level.WIJK):
            try:
                areas = self.warehouse.areas(level)
            except NothingStoredError:
                continue
            return tuple(sorted({code for code in areas.parents(Level.GEMEENTE) if code is not None}))
        return ()

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
        protected = protect_own(table, self.catalogue)
        return with_standard_errors(derive(protected, self.catalogue), self.catalogue)


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
