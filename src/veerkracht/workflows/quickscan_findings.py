"""What a QuickScan says, computed from the stored data: tables, maps, priorities, comparison, stories."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.data import AreaCodeError, NoFiguresError
from veerkracht.errors.signalering import NoPeersError, UnknownPeerError
from veerkracht.errors.warehouse import NothingStoredError
from veerkracht.facts.adding_up import ADDED_UP_NOTE
from veerkracht.facts.areas import Level, code_at, parse_code
from veerkracht.facts.language import Bilingual, Taal
from veerkracht.report.quickscan.cells import kaart_decimals
from veerkracht.report.quickscan.compose import Findings
from veerkracht.report.quickscan.indices import index_section
from veerkracht.report.quickscan.inputs import Ahead, LevelFindings, Subject
from veerkracht.report.quickscan.outlook_story import outlook_blocks
from veerkracht.report.quickscan.peers import Comparison
from veerkracht.report.quickscan.recoded import recoded_remarks
from veerkracht.report.quickscan.stories import story
from veerkracht.report.wording import short_names
from veerkracht.signalering.kaart import Kaart, KaartKind, Unavailable
from veerkracht.signalering.kaarten import NUMBERS, make_kaart, or_coarser
from veerkracht.signalering.prioriteiten import Priorities, prioritise
from veerkracht.signalering.spread import Spread, differences
from veerkracht.signalering.vergelijking import alike, given_peers, position
from veerkracht.signalering.verhaal import area_facts
from veerkracht.signalering.verwachting.kaart9 import no_forecast_then
from veerkracht.workflows.quickscan_country import TOLD, inventory
from veerkracht.workflows.quickscan_forecasts import concentration, ninth_kaart
from veerkracht.workflows.quickscan_indices import index_of
from veerkracht.workflows.quickscan_spatial import spatial_section
from veerkracht.workflows.quickscan_withstanding import beside_blocks, curve_of, withstanding_section

if TYPE_CHECKING:
    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.tables import AreaTable
    from veerkracht.report.document import Block, Section
    from veerkracht.signalering.verwachting.per_area import AreaForecasts
    from veerkracht.workflows.quickscan_country import Country, Stored

STORIES, PEERS = 6, 6


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


MOST_SPREADS = 4
"""So many figures of which the report says whether differences grow."""


def gather(request: Request, *, country: Country) -> Findings:
    """Return everything that the QuickScan of a gemeente says.

    Args:
        request: what is asked for.
        country: the national figures; one country may serve many requests.

    Raises:
        AreaCodeError: if the code is not that of a gemeente.
        NoFiguresError: if no level holds areas of the gemeente.
        UnknownPeerError: if a gemeente to compare with is not in the data.
        WarehouseError: if the stored data cannot be read.
    """
    code = _code_of(request.gemeente, country=country)
    rng = np.random.default_rng(request.seed)
    stored = [one for at in (Level.BUURT, Level.WIJK) if (one := country.stored(at, code)) is not None]
    if not stored:
        raise NoFiguresError(code, available=_gemeenten(country))
    gemeenten = country.gemeenten(stored)
    _check_peers(request, gemeenten)
    levels = tuple(level_findings(one, country=country) for one in stored)
    subject = _subject(request, code, country=country, gemeenten=gemeenten, levels=levels)
    kaarten = best_kaarten(levels)
    priorities = _prioritise(levels, rng=rng)
    return Findings(
        subject=subject,
        levels=levels,
        kaarten=kaarten,
        priorities=priorities,
        comparison=_compare(request, code, gemeenten, kaarten=kaarten, catalogue=country.catalogue, rng=rng),
        spreads=_spreads(levels, stored, country=country, rng=rng),
        inventory=inventory(country.choices),
        stories=_stories(subject, levels, kaarten=kaarten, priorities=priorities, gemeenten=gemeenten),
        indices=_index(subject, stored, country=country, rng=rng),
        # Its own draws, so that this page does not change the others.
        together=spatial_section(
            subject, levels, warehouse=country.warehouse, rng=np.random.default_rng([request.seed, 4])
        ),
        withstanding=withstanding_section(
            subject, stored, levels=levels, country=country, rng=np.random.default_rng([request.seed, 5])
        ),
        beside=beside_blocks(subject, stored, priorities=priorities, country=country),
        curve=curve_of(subject, levels, priorities=priorities, rng=np.random.default_rng([request.seed, 6])),
        remarks=recoded_remarks(subject, levels),
    )


def _index(subject: Subject, stored: Sequence[Stored], *, country: Country, rng: np.random.Generator) -> Section | None:
    """Return the chapter on the index, of the finest level that has scores; None if none has."""
    for one in stored:
        national = country.index(one.level, year=one.inside.areas.year)
        found = None if national is None else index_of(national, one.inside.areas.codes, rng=rng)
        if found is not None:
            return index_section(subject, found)
    return None


def _code_of(text: str, *, country: Country) -> str:
    """Return the code of a gemeente that is named by its code or by its name.

    Raises:
        AreaCodeError: if it is neither, or a name that two gemeenten have.
    """
    try:
        level, code = parse_code(text)
    except AreaCodeError:
        wanted = text.strip().casefold()
        named = [code for code, name in _gemeenten(country).items() if name.casefold() == wanted]
        if len(named) != 1:
            raise
        return named[0]
    if level is not Level.GEMEENTE:
        raise AreaCodeError(text)
    return code


def _gemeenten(country: Country) -> dict[str, str]:
    """Return the names of all gemeenten that are stored by code; the code itself where no name is."""
    try:
        areas = country.warehouse.areas(Level.GEMEENTE)
    except NothingStoredError:
        return {code: code for code in country.known()}
    return dict(zip(areas.codes, areas.names, strict=True))


def _subject(
    request: Request, code: str, *, country: Country, gemeenten: AreaTable | None, levels: Sequence[LevelFindings]
) -> Subject:
    name = gemeenten.areas.name(code) if gemeenten is not None and code in gemeenten.areas else code
    wijken = next((one.areas for one in levels if one.level is Level.WIJK), None)
    sources = [source for one in levels for column in one.table.provenance.values() for source in column]
    return Subject(
        code=code,
        name=name,
        taal=request.taal,
        day=request.day,
        data_version=country.version,
        fictitious=any(source.fictitious for source in sources),
        catalogue=country.catalogue,
        choices=country.choices,
        wijk_names=dict(zip(wijken.codes, wijken.names, strict=True)) if wijken is not None else {},
    )


def level_kaarten(one: Stored, *, country: Country) -> tuple[tuple[Kaart | Unavailable, ...], AreaForecasts | None]:
    """Return the nine maps of one level of areas, or why one is not there, and the forecast behind the ninth.

    Raises:
        WarehouseError: if the stored data cannot be read.
    """
    choices, catalogue = country.choices, country.catalogue
    kaarten = tuple(
        make_kaart(one.inside, number, catalogue=catalogue, choices=choices, reference=one.country, fitted=one.fitted)
        for number in NUMBERS
    )
    ninth, problems = ninth_of(one, country=country)
    return (*kaarten, ninth), problems


def ninth_of(one: Stored, *, country: Country) -> tuple[Kaart | Unavailable, AreaForecasts | None]:
    """Return the ninth map alone, or why it is not there, and the forecast behind it.

    A map of earlier years has no forecast: what those years foretold is in the tests on the past.

    Raises:
        WarehouseError: if the stored data cannot be read.
    """
    if country.until is not None:
        return no_forecast_then(one.level, until=country.until), None
    forecasts, choices = _forecasts(one, country=country), country.choices
    return ninth_kaart(one.inside, one.country, forecasts=forecasts, catalogue=country.catalogue, choices=choices)


def level_findings(one: Stored, *, country: Country) -> LevelFindings:
    """Return what one level of areas shows: its nine maps, or why one is not there, and what is expected.

    Raises:
        WarehouseError: if the stored data cannot be read.
    """
    kaarten, problems = level_kaarten(one, country=country)
    share = None
    if country.until is None:
        forecasts = _forecasts(one, country=country)
        share = concentration(
            one.inside, one.country, forecasts=forecasts, catalogue=country.catalogue, choices=country.choices
        )
    return LevelFindings(
        level=one.level,
        table=one.inside,
        boundaries=one.boundaries,
        kaarten=kaarten,
        problems=_ahead(problems, one.inside),
        share=_ahead(share, one.inside),
    )


def _forecasts(one: Stored, *, country: Country) -> Callable[[str], AreaForecasts]:
    def forecasts(code: str) -> AreaForecasts:
        # Gemeenten may have been added up from buurten, so that their figures are not those that are stored.
        table = one.country if one.level is Level.GEMEENTE else None
        return country.forecast(code, level=one.level, year=one.inside.areas.year, table=table)

    return forecasts


def _ahead(found: AreaForecasts | None, table: AreaTable) -> Ahead | None:
    """Return a forecast with the sources of the figure in this city."""
    if found is None:
        return None
    held = (source for p in found.waves for source in table.provenance.get((found.indicator, p), ()))
    return Ahead(found=found, sources=tuple(dict.fromkeys(held)))


def best_kaarten(levels: Sequence[LevelFindings]) -> tuple[Kaart | Unavailable, ...]:
    """Return the maps for the reader: of the finest level, or of the next where that cannot carry one."""
    finest, *coarser = levels
    higher = coarser[0].kaarten if coarser else (None,) * len(finest.kaarten)
    return tuple(or_coarser(own, coarser=other) for own, other in zip(finest.kaarten, higher, strict=True))


def _prioritise(levels: Sequence[LevelFindings], *, rng: np.random.Generator) -> Priorities | None:
    """Return the list on the finest level that has figures on residents and on problems."""
    for level in levels:
        found = prioritise(level.kaarten, rng=rng)
        if found is not None and len(found.order):
            return found
    return None


def _check_peers(request: Request, gemeenten: AreaTable | None) -> None:
    """Refuse a gemeente to compare with that is not there, before minutes of work and not after.

    Raises:
        UnknownPeerError: if one is not in the data.
    """
    if gemeenten is None:
        return
    for one in request.compare:
        if one not in gemeenten.areas:
            raise UnknownPeerError(one, available=gemeenten.areas.codes)


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
    levels: Sequence[LevelFindings], stored: Sequence[Stored], *, country: Country, rng: np.random.Generator
) -> tuple[tuple[Level, Spread], ...]:
    """Return for the first figures on the maps whether differences grow, on the finest level that can tell."""
    found: list[tuple[Level, Spread]] = []
    catalogue, choices = country.catalogue, country.choices
    for code in (*choices.concentration, *choices.problems):
        for level, own in zip(levels, stored, strict=True):
            if code not in level.table or len(found) == MOST_SPREADS:
                continue
            spread = differences(
                level.table,
                code,
                catalogue=catalogue,
                rng=rng,
                choices=choices,
                reference=own.country,
                fitted=own.fitted,
            )
            if spread is not None:
                found.append((level.level, spread))
                break
    return tuple(found)


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
            outlook=outlook_of(subject, code, levels=levels),
        )
        for code in priorities.first()[:STORIES]
    )


def outlook_of(subject: Subject, code: str, *, levels: Sequence[LevelFindings]) -> list[Block]:
    """Return what is expected of an area, or of the wijk around it where the data cannot say it of the area itself."""
    for one in levels:
        area = code_at(code, one.level)
        if one.problems is None or area is None or area not in one.areas:
            continue
        name = short_names(one.areas.names)[one.areas.row(area)]
        blocks = outlook_blocks(subject, area, name=name, ahead=one.problems, share=one.share)
        if blocks:
            return blocks
    return []
