"""Small catalogues and tables for the tests of the signalering."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.indicators import Better, Break, Catalogue, Derivation, Indicator, Kind, Theme
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period
from veerkracht.facts.provenance import Provenance
from veerkracht.facts.tables import AreaTable, Column, Reason

EVERY = (Level.BUURT, Level.WIJK, Level.GEMEENTE)


def indicator(
    code: str,
    *,
    kind: Kind = Kind.PERCENTAGE,
    better: Better = Better.LOW,
    theme: Theme = Theme.ZELFREDZAAMHEID,
    derivation: Derivation | None = None,
    breaks: tuple[Break, ...] = (),
    modelled: bool = False,
    denominator: str = "",
) -> Indicator:
    return Indicator(
        code=code,
        name=Bilingual(code, code),
        theme=theme,
        kind=kind,
        unit=Bilingual("%", "%"),
        better=better,
        levels=EVERY,
        explanation=Bilingual("", ""),
        derivation=derivation,
        breaks=breaks,
        modelled=modelled,
        denominator=denominator,
    )


POVERTY_2024 = Break(year=2024, reason=Bilingual("CBS telt armoede sinds 2024 anders.", "CBS counts poverty anew."))


def catalogue(*more: Indicator) -> Catalogue:
    lines = (
        indicator("inwoners", kind=Kind.COUNT, better=Better.NEITHER, theme=Theme.BEWONERS),
        indicator("inwoners_15_65", kind=Kind.COUNT, better=Better.NEITHER, theme=Theme.BEWONERS),
        indicator("misdrijven", kind=Kind.COUNT, theme=Theme.LEEFBAARHEID),
        indicator("minder_zelfredzaam", denominator="inwoners_15_65"),
        indicator("aandeel_bijstand"),
        indicator("sociaal_minimum", breaks=(POVERTY_2024,)),
        indicator("moeite_met_rondkomen", modelled=True),
        indicator("onv", kind=Kind.SCORE, better=Better.HIGH, theme=Theme.LEEFBAARHEID),
        indicator(
            "misdrijven_per_1000",
            kind=Kind.RATE,
            theme=Theme.LEEFBAARHEID,
            derivation=Derivation(parts=("misdrijven",), wholes=("inwoners",), per=1000.0),
        ),
        indicator("corporatiewoningen", better=Better.NEITHER, theme=Theme.WONINGVOORRAAD),
        indicator("omgevingsadressendichtheid", kind=Kind.DENSITY, better=Better.NEITHER, theme=Theme.BEWONERS),
        indicator("indelingswijziging", kind=Kind.CLASS, better=Better.NEITHER, theme=Theme.BEWONERS),
        *more,
    )
    return Catalogue(indicators={line.code: line for line in lines}, families={})


def buurten(count: int, *, gemeenten: int = 1, year: int = 2024) -> Areas:
    codes = tuple(
        f"BU{1 + i % gemeenten:04d}{(i // gemeenten) // 90:02d}{(i // gemeenten) % 90:02d}" for i in range(count)
    )
    return Areas(level=Level.BUURT, year=year, codes=codes, names=tuple(f"Buurt {i}" for i in range(count)))


def table(
    areas: Areas,
    columns: Mapping[tuple[str, int], Sequence[float] | np.ndarray],
    *,
    errors: Mapping[tuple[str, int], np.ndarray] | None = None,
    boundary_year: int | None = 2024,
    provisional: tuple[int, ...] = (),
    missing: Reason = Reason.SUPPRESSED,
) -> AreaTable:
    made = {}
    for (code, year), values in columns.items():
        source = Provenance(
            publisher="proef", table="T", column=code, boundary_year=boundary_year, provisional=year in provisional
        )
        made[code, Period(year)] = Column.of(
            np.broadcast_to(np.asarray(values, dtype=np.float64), (len(areas),)),
            missing=missing,
            errors=None if errors is None else errors.get((code, year)),
            provenance=(source,),
        )
    return AreaTable.of(areas, made)
