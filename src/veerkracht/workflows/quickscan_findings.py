"""What a QuickScan says, computed from the stored data: tables, maps, priorities, comparison, stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.data import AreaCodeError, UnknownAreaError
from veerkracht.errors.signalering import NoPeersError
from veerkracht.errors.warehouse import NoBoundariesError, NothingStoredError
from veerkracht.facts.adding_up import ADDED_UP_NOTE, add_up
from veerkracht.facts.areas import Level, parse_code
from veerkracht.facts.derive import derive, with_standard_errors
from veerkracht.facts.language import Bilingual, Taal
from veerkracht.report.quickscan.cells import kaart_decimals
from veerkracht.report.quickscan.compose import Findings
from veerkracht.report.quickscan.inputs import LevelFindings, Subject
from veerkracht.report.quickscan.peers import Comparison
from veerkracht.report.quickscan.stories import story
from veerkracht.signalering.choices import STANDARD, KaartChoices
from veerkracht.signalering.kaart import Kaart, KaartKind, Unavailable
from veerkracht.signalering.kaarten import NUMBERS, make_kaart, make_kaarten
from veerkracht.signalering.prioriteiten import Priorities, prioritise
from veerkracht.signalering.vergelijking import ALIKE_ON, Spread, alike, differences, given_peers, position
from veerkracht.signalering.verhaal import area_facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.facts.boundaries import Boundaries
    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.tables import AreaTable
    from veerkracht.report.document import Section
    from veerkracht.warehouse import Warehouse

STORIES = 6
PEERS = 6
# Further figures that a story may tell and whose coverage the report shows, beside those on the maps.
TOLD = ("eenzaam", "mantelzorg", "gezondheid_goed")
LISTED = (
    *("inwoners", "huishoudens", "koopwoningen", "woz_waarde", "gestandaardiseerd_inkomen", "arbeidsparticipatie"),
    *TOLD,
    *("regie_eigen_leven", "vrijwilligerswerk", "soc", "lbm", "overlast_per_1000", "ses_woa"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for.

    Attributes:
        gemeente: code, for example `GM0344`.
        compare: codes of gemeenten to compare with; empty lets the data choose those alike.
        taal: language of the report.
        day: the day on which it is made.
        seed: of the draws for intervals; the same seed gives the same report.
    """

    gemeente: str
    day: date
    compare: tuple[str, ...] = ()
    taal: Taal = "nl"
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    """The figures of all areas of a level, and which of them lie in the gemeente."""

    level: Level
    country: AreaTable
    inside: AreaTable
    boundaries: Boundaries | None


def gather(request: Request, *, warehouse: Warehouse, catalogue: Catalogue) -> Findings:
    """Return everything that the QuickScan of a gemeente says.

    Raises:
        AreaCodeError: if the code is not that of a gemeente.
        UnknownAreaError: if no level holds areas of the gemeente.
    """
    level, code = parse_code(request.gemeente)
    if level is not Level.GEMEENTE:
        raise AreaCodeError(request.gemeente)
    rng = np.random.default_rng(request.seed)
    choices = STANDARD
    stored = [
        one
        for one in (
            _read(warehouse, at, code, catalogue=catalogue, choices=choices) for at in (Level.BUURT, Level.WIJK)
        )
        if one is not None
    ]
    if not stored:
        raise UnknownAreaError(code, available=_gemeente_codes(warehouse))
    gemeenten = _gemeenten(warehouse, stored, catalogue=catalogue, choices=choices)
    references = {one.level: one.country for one in stored}
    tables = {one.level: one.inside for one in stored}
    subject = _subject(
        request, code, warehouse=warehouse, catalogue=catalogue, choices=choices, gemeenten=gemeenten, tables=tables
    )
    levels = tuple(_findings(one, catalogue=catalogue, choices=choices) for one in stored)
    kaarten = make_kaarten(tables, level=stored[0].level, catalogue=catalogue, choices=choices, references=references)
    priorities = _prioritise(levels, rng=rng)
    return Findings(
        subject=subject,
        levels=levels,
        kaarten=kaarten,
        priorities=priorities,
        comparison=_compare(request, code, gemeenten, kaarten=kaarten, catalogue=catalogue, rng=rng),
        spreads=_spreads(levels, kaarten=kaarten, catalogue=catalogue, choices=choices, rng=rng),
        inventory=_inventory(choices),
        stories=_stories(subject, levels, kaarten=kaarten, priorities=priorities, gemeenten=gemeenten),
    )


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


def _map_codes(choices: KaartChoices) -> tuple[str, ...]:
    return (*choices.concentration, *choices.problems, choices.corporation, choices.residents)


def _inventory(choices: KaartChoices) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*choices.concentration, *choices.problems, choices.corporation, *LISTED)))


def _read(
    warehouse: Warehouse, level: Level, code: str, *, catalogue: Catalogue, choices: KaartChoices
) -> _Stored | None:
    """Return the figures of a level on the boundaries that suit the gemeente best, or None if there are none."""
    try:
        inside = warehouse.areas(level, within=[code])
    except (NothingStoredError, UnknownAreaError):
        return None
    codes = _needed(catalogue, (*_map_codes(choices), *_inventory(choices)))
    country = warehouse.table(level, year=inside.year, indicators=codes)
    country = with_standard_errors(derive(country, catalogue), catalogue)
    try:
        boundaries = warehouse.boundaries(level, year=inside.year, within=[code])
    except NoBoundariesError:
        boundaries = None
    own = warehouse.table(level, year=inside.year, within=[code], indicators=codes)
    own = with_standard_errors(derive(own, catalogue), catalogue)
    return _Stored(level=level, country=country, inside=own, boundaries=boundaries)


def _gemeente_codes(warehouse: Warehouse) -> tuple[str, ...]:
    """Return the codes of all gemeenten that are stored, for a suggestion."""
    try:
        return warehouse.areas(Level.GEMEENTE).codes
    except NothingStoredError:
        return ()


def _gemeenten(
    warehouse: Warehouse, stored: Sequence[_Stored], *, catalogue: Catalogue, choices: KaartChoices
) -> AreaTable | None:
    """Return the figures of gemeenten; counts that nobody published for them are added up from buurten."""
    codes = _needed(catalogue, (*_map_codes(choices), *_inventory(choices), *ALIKE_ON))
    try:
        table = warehouse.table(Level.GEMEENTE, indicators=codes)
    except NothingStoredError:
        return None
    for one in stored:
        if one.level is Level.BUURT:
            table = table.join(add_up(one.country, table.areas, catalogue=catalogue, codes=codes))
    return with_standard_errors(derive(table, catalogue), catalogue)


def _subject(
    request: Request,
    code: str,
    *,
    warehouse: Warehouse,
    catalogue: Catalogue,
    choices: KaartChoices,
    gemeenten: AreaTable | None,
    tables: Mapping[Level, AreaTable],
) -> Subject:
    name = gemeenten.areas.name(code) if gemeenten is not None and code in gemeenten.areas else code
    wijken = tables.get(Level.WIJK)
    sources = [source for table in tables.values() for column in table.provenance.values() for source in column]
    return Subject(
        code=code,
        name=name,
        taal=request.taal,
        day=request.day,
        data_version=warehouse.version(),
        fictitious=any(source.fictitious for source in sources),
        catalogue=catalogue,
        choices=choices,
        wijk_names=dict(zip(wijken.areas.codes, wijken.areas.names, strict=True)) if wijken is not None else {},
    )


def _findings(one: _Stored, *, catalogue: Catalogue, choices: KaartChoices) -> LevelFindings:
    kaarten = tuple(
        make_kaart(one.inside, number, catalogue=catalogue, choices=choices, reference=one.country)
        for number in NUMBERS
    )
    return LevelFindings(level=one.level, table=one.inside, boundaries=one.boundaries, kaarten=kaarten)


def _prioritise(levels: Sequence[LevelFindings], *, rng: np.random.Generator) -> Priorities | None:
    """Return the list on the finest level that has figures on residents and on problems."""
    for level in levels:
        found = prioritise(level.kaarten, rng=rng)
        if found is not None and len(found.order):
            return found
    return None


def _compare(
    request: Request,
    code: str,
    gemeenten: AreaTable | None,
    *,
    kaarten: Sequence[object],
    catalogue: Catalogue,
    rng: np.random.Generator,
) -> Comparison:
    """Return the gemeente among those asked for or those alike.

    Raises:
        UnknownPeerError: if a gemeente that was asked for is not in the data.
    """
    if gemeenten is None or code not in gemeenten.areas:
        return Comparison(
            table=None,
            peers=None,
            absent=Bilingual(
                "Er zijn geen cijfers van gemeenten ingelezen, dus geen vergelijking.",
                "No figures of municipalities are loaded, so there is no comparison.",
            ),
        )
    try:
        peers = (
            given_peers(gemeenten, code, peers=request.compare) if request.compare else alike(gemeenten, code, k=PEERS)
        )
    except NoPeersError as error:
        return Comparison(table=gemeenten, peers=None, absent=Bilingual(error.message("nl"), error.message("en")))
    shown = [k for k in kaarten if isinstance(k, Kaart) and k.kind is KaartKind.LEVEL]
    codes = [i for i in dict.fromkeys((*(k.indicators[0] for k in shown), "misdrijven_per_1000")) if i in gemeenten]
    row = gemeenten.areas.row(code)
    positions = []
    for indicator in codes:
        held = [p for p in gemeenten.periods_of(indicator) if gemeenten.column(indicator, p).present[row]]
        yearly = [p for p in held if p.months == 12]
        if yearly:
            found = position(gemeenten, indicator, among=peers, period=yearly[-1], catalogue=catalogue, rng=rng)
            positions.append(found)
    return Comparison(
        table=gemeenten,
        peers=peers,
        positions=tuple(one for one in positions if one.values),
        remarks=tuple(_added_up(catalogue[i].name) for i in codes if _is_added_up(gemeenten, i)),
    )


def _is_added_up(table: AreaTable, code: str) -> bool:
    return any(
        ADDED_UP_NOTE in source.note for period in table.periods for source in table.provenance.get((code, period), ())
    )


def _added_up(name: Bilingual) -> Bilingual:
    return Bilingual(
        f"{name.nl}: opgeteld uit de buurten van elke gemeente.",
        f"{name.en}: added up from the neighbourhoods of each municipality.",
    )


def _spreads(
    levels: Sequence[LevelFindings],
    *,
    kaarten: Sequence[object],
    catalogue: Catalogue,
    choices: KaartChoices,
    rng: np.random.Generator,
) -> tuple[tuple[Level, Spread], ...]:
    """Return for each figure on the maps whether differences grow, on the finest level that can tell."""
    found: list[tuple[Level, Spread]] = []
    for code in (*choices.concentration, *choices.problems):
        for level in levels:
            spread = (
                None
                if code not in level.table
                else differences(level.table, code, catalogue=catalogue, rng=rng, choices=choices)
            )
            if spread is not None:
                found.append((level.level, spread))
                break
    return tuple(found[:4])


def _stories(
    subject: Subject,
    levels: Sequence[LevelFindings],
    *,
    kaarten: Sequence[Kaart | Unavailable],
    priorities: Priorities | None,
    gemeenten: AreaTable | None,
) -> tuple[Section, ...]:
    """Return a story for each of the areas that come first."""
    if priorities is None:
        return ()
    own = next((one for one in levels if one.level is priorities.areas.level), levels[0])
    used = kaarten if own is levels[0] else own.kaarten
    tables = {own.level: own.table} | {one.level: one.table for one in levels}
    if gemeenten is not None:
        tables[Level.GEMEENTE] = gemeenten
    decimals = {k.indicators[0]: kaart_decimals(k) for k in used if isinstance(k, Kaart) and k.kind is KaartKind.LEVEL}
    return tuple(
        story(
            subject,
            area_facts(
                code, kaarten=used, tables=tables, catalogue=subject.catalogue, priorities=priorities, also=TOLD
            ),
            decimals=decimals,
        )
        for code in priorities.first()[:STORIES]
    )
