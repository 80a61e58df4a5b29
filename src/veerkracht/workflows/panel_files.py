"""A panel from files as people have them: every cell checked, nothing missing turned into zero, every choice told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.panel import (
    FractionCountError,
    NoExposureError,
    PercentageRangeError,
    PeriodLengthError,
    TooFewAreasError,
    TooFewWavesError,
    UnknownExposureError,
)
from veerkracht.facts.language import Bilingual
from veerkracht.signalering.verwachting.panel import Kind, Panel
from veerkracht.signalering.verwachting.scale import Change
from veerkracht.workflows.panel_covariates import is_group, read_covariates
from veerkracht.workflows.panel_sheets import EXPOSED, first_true, read_lines

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from veerkracht.facts.periods import Period
    from veerkracht.signalering.verwachting.panel import Worse
    from veerkracht.workflows.panel_covariates import CovariateFile
    from veerkracht.workflows.panel_sheets import Lines

# With fewer areas the worst tenth is not even one of them.
LEAST_AREAS = 10
# Below this the worst tenth is fewer than five areas, and a test on the past says little; our choice.
_FEW_AREAS = 50
_CODE = re.compile(r"(?:BU|WK)([0-9]{4})[0-9A-Z]{2,4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelRequest:
    """Which files, and what their figures are.

    Attributes:
        panel: table with `area,period,value[,n][,se]` and further columns.
        covariates: table with `area[,period]` and further columns; None if there is none.
        kind: of the values.
        exposure: name of the column over which counts are counted; empty if none.
        worse: whether a low or a high value is worse.
        change: what the worst tenth is the worst tenth of; for scores and percentages it is always the value.
    """

    panel: Path
    covariates: Path | None = None
    kind: Kind = Kind.SCORE
    exposure: str = ""
    worse: Worse = "high"
    change: Change = Change.VALUE

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that are read."""
        return (self.panel,) if self.covariates is None else (self.panel, self.covariates)


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelFile:
    """A panel and how it was read.

    Attributes:
        panel: as the method takes it; percentages run from 0 to 100.
        factor: by how much the values of the file were multiplied: 100 for percentages given as 0 to 1, else 1.
        name: of the file, without folders.
        checksums: SHA-256 by name of each file that was read.
        notes: what a reader must know.
    """

    panel: Panel
    factor: float
    name: str
    checksums: Mapping[str, str]
    notes: tuple[Bilingual, ...]


def read_panel(request: PanelRequest) -> PanelFile:
    """Return the panel of the files of a request.

    Areas keep the order in which they first appear; areas without any value stay in. A period in which no area has a
    value is left out. `.`, NA and empty mean missing, never zero.

    Raises:
        FileError: if a file cannot be read or a cell is wrong; names line, column and value.
        PanelFileError: if it cannot be a panel, or lacks what the request names.
    """
    lines = read_lines(request.panel, needs=("area", "period", "value"))
    _check_lengths(lines.periods, file=lines.name)
    values, factor, notes = _values(lines, kind=request.kind)
    beside = None
    if request.covariates is not None:
        beside = read_covariates(request.covariates, areas=lines.areas, panel=lines.name, exposure=request.exposure)
        notes = [*notes, *beside.notes]
    exposure, more = _exposure(lines, values, request=request, beside=beside)
    groups, grouping = _groups(lines, beside)
    values = np.where(np.isfinite(exposure), values, np.nan)
    panel = Panel(
        areas=lines.areas,
        groups=groups,
        periods=lines.periods,
        values=values,
        size=_positive(lines, "n", what=_SIZE),
        error=factor * _positive(lines, "se", what=_ERROR),
        exposure=exposure,
        kind=request.kind,
        worse=request.worse,
        covariates=beside.covariates if beside is not None and beside.covariates.names else None,
    )
    panel, waves = _without_empty_waves(panel)
    few = _check_size(panel, file=lines.name)
    checksums = {lines.name: lines.checksum}
    if beside is not None and request.covariates is not None:
        checksums[request.covariates.name] = beside.checksum
    unused = _unused(lines, exposure=request.exposure)
    return PanelFile(
        panel=panel,
        factor=factor,
        name=lines.name,
        checksums=checksums,
        notes=(*notes, *more, grouping, *waves, *few, *unused),
    )


def _check_lengths(periods: Sequence[Period], *, file: str) -> None:
    """Refuse years beside quarters."""
    for other in periods[1:]:
        if other.months != periods[0].months:
            raise PeriodLengthError(file=file, one=str(periods[0]), other=str(other))


def _values(lines: Lines, *, kind: Kind) -> tuple[NDArray[np.float64], float, list[Bilingual]]:
    """Return the values that were checked, shape (areas, periods), and by how much they were multiplied."""
    column = lines.columns["value"]
    values = lines.numbers(column)
    known = values[np.isfinite(values)]
    factor, notes = 1.0, []
    if kind is Kind.COUNT:
        lines.refuse_negative(column, values, what=_COUNT, remedy=_BELOW_ZERO)
        row = first_true(np.isfinite(values) & (values != np.round(values)))
        if row is not None:
            value = str(lines.sheet.column(column)[row]).strip()
            raise FractionCountError(file=lines.name, line=lines.line(row), column=column, value=value)
    if kind is Kind.PERCENTAGE and len(known):
        row = first_true((values < 0) | (values > 100))
        if row is not None:
            raise PercentageRangeError(file=lines.name, line=lines.line(row), column=column, value=values[row])
        if known.max() <= 1.0 and known.max() > 0.0:
            factor = 100.0
            notes.append(_SHARES)
    return lines.grid(factor * values), factor, notes


_COUNT = Bilingual("een aantal", "a count")
_SIZE = Bilingual("een aantal personen (n)", "a number of persons (n)")
_ERROR = Bilingual("een standaardfout (se)", "a standard error (se)")
_BELOW_ZERO = Bilingual(" Gebruik voor cijfers onder nul --kind score.", " For figures below zero use --kind score.")
_SHARES = Bilingual(
    "Alle percentages liggen tussen 0 en 1. We lezen ze als aandelen: 0,25 is 25%. De uitkomst heeft dezelfde eenheid.",
    "All percentages lie between 0 and 1. We read them as shares: 0.25 is 25%. The result has the same unit.",
)


def _positive(lines: Lines, name: str, *, what: Bilingual) -> NDArray[np.float64]:
    """Return sizes or errors, shape (areas, periods); a zero says nothing and becomes unknown."""
    column = lines.columns.get(name)
    if column is None:
        return np.full((len(lines.areas), max(1, len(lines.periods))), np.nan)
    values = lines.numbers(column)
    lines.refuse_negative(column, values, what=what)
    return lines.grid(np.where(values > 0, values, np.nan))


def _exposure(
    lines: Lines, values: NDArray[np.float64], *, request: PanelRequest, beside: CovariateFile | None
) -> tuple[NDArray[np.float64], list[Bilingual]]:
    """Return over what is counted, shape (areas, periods); the last known where a period lacks it, NaN if none is."""
    if request.kind is not Kind.COUNT or not request.exposure:
        notes = [_NOT_COUNTED] if request.exposure else []
        return np.ones_like(values), notes
    name = request.exposure
    if name in lines.sheet.header:
        column = lines.numbers(name)
        lines.refuse_negative(name, column, what=EXPOSED)
        found = lines.grid(column)
    elif beside is not None and name in beside.covariates.names:
        at = beside.covariates.names.index(name)
        found = np.stack([beside.covariates.known_at(period)[:, at] for period in lines.periods], axis=1)
    else:
        names = beside.covariates.names if beside is not None else ()
        raise UnknownExposureError(name, available=[*lines.others, *names])
    found = np.where(found > 0, found, np.nan)
    carried = _carried(found)
    counted = np.isfinite(values)
    if not (counted & np.isfinite(carried)).any():
        raise NoExposureError(file=lines.name, column=name)
    return carried, _exposure_notes(counted, found=found, carried=carried, name=name)


_NOT_COUNTED = Bilingual(
    "--exposure is niet gebruikt: dat hoort bij --kind count.", "--exposure was not used: it belongs to --kind count."
)


def _carried(found: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each row with its last known value carried forward, never backward: a later one was not known then."""
    carried = found.copy()
    for wave in range(1, found.shape[1]):
        carried[:, wave] = np.where(np.isfinite(found[:, wave]), found[:, wave], carried[:, wave - 1])
    return carried


def _exposure_notes(
    counted: NDArray[np.bool_], *, found: NDArray[np.float64], carried: NDArray[np.float64], name: str
) -> list[Bilingual]:
    notes = []
    filled = int((counted & ~np.isfinite(found) & np.isfinite(carried)).sum())
    if filled:
        notes.append(
            Bilingual(
                f"Bij {filled} aantallen ontbreekt {name} of is het 0; daar geldt het laatste getal dat we kennen.",
                f"For {filled} counts {name} is missing or 0; there the last number that we know holds.",
            )
        )
    lost = int((counted & ~np.isfinite(carried)).sum())
    if lost:
        notes.append(
            Bilingual(
                f"{lost} aantallen tellen niet mee: {name} ontbreekt of is 0, dus er is geen cijfer per inwoner van te "
                "maken.",
                f"{lost} counts are left out: {name} is missing or 0, so no rate can be made of them.",
            )
        )
    return notes


def _groups(lines: Lines, beside: CovariateFile | None) -> tuple[NDArray[np.intp], Bilingual]:
    """Return the number of the gemeente of each area, and how it was found."""
    matches = [_CODE.fullmatch(code) for code in lines.areas]
    if all(matches):
        return _numbered([match[1] for match in matches if match]), Bilingual(
            "De gemeente van elk gebied komt uit de code.", "The gemeente of each area follows from its code."
        )
    candidates = {name: _last_texts(lines, name) for name in lines.others if is_group(name)}
    candidates |= dict(beside.groups) if beside is not None else {}
    for name, found in candidates.items():
        if len(set(found) - {""}) > 1:
            return _numbered(found), Bilingual(
                f"De gemeente van elk gebied komt uit de kolom {name}.",
                f"The gemeente of each area comes from the column {name}.",
            )
    return np.zeros(len(lines.areas), dtype=np.intp), Bilingual(
        "We weten niet welke gebieden in één gemeente liggen. Marges rekenen dus elk gebied apart. Een kolom group of "
        "gemeente helpt.",
        "We do not know which areas lie in one gemeente. So margins take each area by itself. A column group or "
        "gemeente helps.",
    )


def _last_texts(lines: Lines, name: str) -> tuple[str, ...]:
    """Return the last word of each area in a column."""
    found = [""] * len(lines.areas)
    texts = lines.texts(name)
    for line in np.argsort(lines.period_of, kind="stable"):
        found[lines.area_of[line]] = texts[line] or found[lines.area_of[line]]
    return tuple(found)


def _numbered(names: Sequence[str]) -> NDArray[np.intp]:
    """Return names as numbers from 0; an area without a name is a group of its own."""
    numbers: dict[str, int] = {}
    keys = [name or f"\x00{row}" for row, name in enumerate(names)]
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.intp)


def _without_empty_waves(panel: Panel) -> tuple[Panel, list[Bilingual]]:
    """Return the panel without periods in which no area has a value, for example the one that is asked for."""
    filled = np.flatnonzero(np.isfinite(panel.values).any(axis=0))
    if len(filled) == len(panel.periods):
        return panel, []
    empty = ", ".join(str(period) for at, period in enumerate(panel.periods) if at not in filled)
    kept = replace(
        panel,
        periods=tuple(panel.periods[at] for at in filled),
        values=panel.values[:, filled],
        size=panel.size[:, filled],
        error=panel.error[:, filled],
        exposure=panel.exposure[:, filled],
    )
    note = Bilingual(
        f"Zonder bruikbare waarde, dus weggelaten: {empty}.", f"Without a usable value, so left out: {empty}."
    )
    return kept, [note]


def _check_size(panel: Panel, *, file: str) -> list[Bilingual]:
    """Refuse a panel that is too short or too small; say so when it is only just large enough."""
    if len(panel.periods) < 2:
        periods = ", ".join(map(str, panel.periods)) or "-"
        raise TooFewWavesError(file=file, found=len(panel.periods), periods=periods)
    found = int((np.isfinite(panel.values).sum(axis=1) > 1).sum())
    if found < LEAST_AREAS:
        raise TooFewAreasError(file=file, found=found, least=LEAST_AREAS)
    if found >= _FEW_AREAS:
        return []
    note = Bilingual(
        f"Met {found} gebieden valt er weinig te leren en te toetsen. Voeg gebieden van andere gemeenten toe.",
        f"With {found} areas there is little to learn from and to test on. Add areas of other municipalities.",
    )
    return [note]


def _unused(lines: Lines, *, exposure: str) -> list[Bilingual]:
    """Return which columns of the panel were not used."""
    names = [name for name in lines.others if name != exposure and not is_group(name)]
    if not names:
        return []
    some = ", ".join(names[:8]) + (" ..." if len(names) > 8 else "")
    return [
        Bilingual(
            f"Niet gebruikt uit {lines.name}: {some}. Zet kenmerken in een eigen bestand (--covariates).",
            f"Not used from {lines.name}: {some}. Put covariates in a file of their own (--covariates).",
        )
    ]
