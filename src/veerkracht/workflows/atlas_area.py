"""The panel of one area: its story, classes, figures, lines through the years and the areas most like it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.signalering import NoPeersError
from veerkracht.facts.areas import Level, code_at, gemeente_code, parse_code
from veerkracht.facts.language import Bilingual, Taal
from veerkracht.facts.tables import REASON_WORDS, Reason
from veerkracht.report.atlas.area import Alike, AreaInquiry, AreaTrend, NextValue, TrendPoint
from veerkracht.report.atlas.classes import area_classes
from veerkracht.report.atlas.figures import latest_column
from veerkracht.report.atlas.panel import AreaPanel
from veerkracht.report.atlas.sources import Source, sources_of
from veerkracht.report.quickscan.cells import kaart_decimals
from veerkracht.report.quickscan.stories import story
from veerkracht.report.wording import decimals_for, short_names
from veerkracht.signalering.kaart import KaartKind
from veerkracht.signalering.level_path import level_path
from veerkracht.signalering.vergelijking import ALIKE_ON, Peers, Position, alike, position
from veerkracht.signalering.verhaal import area_facts
from veerkracht.workflows.atlas_values import figures_of
from veerkracht.workflows.atlas_view import View, made_kaarten, open_view, panel_subject
from veerkracht.workflows.quickscan_country import TOLD
from veerkracht.workflows.quickscan_findings import outlook_of

if TYPE_CHECKING:
    from veerkracht.facts.tables import AreaTable
    from veerkracht.report.quickscan.inputs import Subject
    from veerkracht.workflows.quickscan_country import Country

PEERS = 5
_SEED = 1


def area_panel(country: Country, code: str, *, taal: Taal, until: int | None = None) -> AreaPanel:
    """Return everything that is known of one buurt, wijk or gemeente, as values and as words.

    Args:
        country: the national figures; one country may serve many requests.
        code: of the area.
        taal: language of the words.
        until: leave out figures of later years; None takes all.

    Raises:
        AreaCodeError: if `code` is not that of an area.
        AtlasLevelError: if it is not a buurt, wijk or gemeente.
        UnknownAreaError: if the data hold no such area.
        NoFiguresError, AtlasYearError, WarehouseError: as for `make_atlas`.
    """
    return panel_of(open_view(country, code, until=until), code, taal=taal)


def panel_of(view: View, code: str, *, taal: Taal) -> AreaPanel:
    """Return the panel of one area of a view.

    Raises:
        AreaCodeError: if `code` is not that of an area.
        UnknownAreaError: if the view holds no such area.
    """
    code = parse_code(code)[1]
    subject = panel_subject(view, code, taal=taal)
    inquiry = inquire(view, code, subject=subject)
    tables = {one.level: one.table for one in view.levels} | dict(view.above)
    facts = area_facts(
        code,
        kaarten=view.kaarten,
        tables=tables,
        catalogue=subject.catalogue,
        priorities=view.priorities,
        also=[one for one in TOLD if one in subject.catalogue],
        residents=subject.choices.residents,
    )
    decimals = {k.indicators[0]: kaart_decimals(k) for k in made_kaarten(view, KaartKind.LEVEL)}
    told = story(subject, facts, decimals=decimals, outlook=outlook_of(subject, code, levels=view.levels))
    scene = view.scene
    return AreaPanel(
        subject=subject,
        inquiry=replace(inquiry, place=facts.place),
        told=told,
        until=scene.until,
        sources=_sources(view, inquiry),
    )


def inquire(view: View, code: str, *, subject: Subject) -> AreaInquiry:
    """Return everything that is known of one area, as values.

    Raises:
        UnknownAreaError: if the view holds no such area.
    """
    table = view.table
    row = table.areas.row(code)
    choices = subject.choices
    size = latest_column(table, choices.residents)
    classes = area_classes(subject, code, kaarten=view.kaarten)
    figures = tuple(figures_of(view, code, subject=subject))
    missing = [(one.title, one.reason) for one in classes if one.drawn is None]
    missing += [
        (subject.called(one.indicator), REASON_WORDS[one.reason].say(subject.taal))
        for one in figures
        if one.reason is not Reason.PRESENT
    ]
    wijk = code_at(code, Level.WIJK) if table.areas.level is Level.BUURT else None
    return AreaInquiry(
        code=code,
        name=table.areas.names[row],
        level=table.areas.level,
        gemeente=view.names.get(gemeente_code(code) or "", ""),
        wijk=view.names.get(wijk or "", ""),
        residents=float("nan") if size is None else float(size.values[row]),
        classes=classes,
        figures=figures,
        trends=tuple(_trends(view, row, subject=subject)),
        alike=tuple(_alike(view, code, subject=subject)),
        place=None,
        missing=tuple(dict.fromkeys(missing)),
    )


def _trends(view: View, row: int, *, subject: Subject) -> Iterator[AreaTrend]:
    """Yield the main figures through the years: of concentration, problems and corporations."""
    table, stored, choices = view.table, view.scene.stored, subject.choices
    shown = [kaart.indicators[0] for kaart in made_kaarten(view, KaartKind.LEVEL, KaartKind.CHANGE)]
    for code in dict.fromkeys((*shown, *choices.problems)):
        if code not in table or code not in subject.catalogue:
            continue
        path = level_path(
            table,
            code,
            catalogue=subject.catalogue,
            choices=choices,
            reference=stored.country,
            fitted=stored.fitted,
        )
        if path is None or not np.isfinite(path.seen[row]).any():
            continue
        points = tuple(
            TrendPoint(
                period=period,
                value=float(path.seen[row, at]),
                reason=Reason(int(path.reasons[row, at])),
                level=float(path.level[row, at]),
                low=float(path.low[row, at]),
                high=float(path.high[row, at]),
            )
            for at, period in enumerate(path.periods)
        )
        spread = float(np.nanstd(path.seen))
        yield AreaTrend(
            indicator=code,
            decimals=decimals_for(spread),
            points=points,
            p_rose=float(path.p_rose[row]),
            ahead=_next_value(view, code, row=row),
            sources=tuple(dict.fromkeys(s for p in path.periods for s in table.column(code, p).provenance)),
        )


def _next_value(view: View, code: str, *, row: int) -> NextValue | None:
    """Return what is expected of a figure in an area, if it was forecast."""
    for ahead in (view.levels[0].problems, view.levels[0].share):
        if ahead is None or ahead.found.indicator != code or not np.isfinite(ahead.found.expected[row]):
            continue
        found = ahead.found
        value, low80, high80, low90, high90 = (
            float(one[row]) for one in (found.expected, found.low80, found.high80, found.low90, found.high90)
        )
        return NextValue(
            period=found.target,
            value=value,
            low80=min(low80, value),
            high80=max(high80, value),
            low90=min(low90, low80, value),
            high90=max(high90, high80, value),
        )
    return None


def _alike(view: View, code: str, *, subject: Subject) -> Iterator[Alike]:
    """Yield the areas most like an area in the country and, for buurten and wijken, in its own gemeente."""
    whole = Bilingual(
        "in dit verzonnen land" if subject.fictitious else "in Nederland",
        "in this invented country" if subject.fictitious else "in the Netherlands",
    )
    yield _alike_in(view, view.scene.stored.country, code, where=whole, subject=subject)
    if view.table.areas.level is not Level.GEMEENTE:
        here = Bilingual(f"in {subject.here}", f"in {subject.here}")
        yield _alike_in(view, view.table, code, where=here, subject=subject)


def _alike_in(view: View, table: AreaTable, code: str, *, where: Bilingual, subject: Subject) -> Alike:
    try:
        peers = alike(table, code, k=PEERS)
    except NoPeersError as error:
        why = Bilingual(error.message("nl"), error.message("en"))
        return Alike(where=where, peers=None, names={}, values={}, position=None, absent=why)
    few = table.take(table.areas.rows((code, *peers.peers)))
    shown = dict.fromkeys((*(k.indicators[0] for k in made_kaarten(view, KaartKind.LEVEL)), *ALIKE_ON))
    columns = {one: latest_column(few, one) for one in shown}
    values = {
        area: {
            one: float(column.values[row])
            for one, column in columns.items()
            if column is not None and column.present[row]
        }
        for row, area in enumerate(few.areas.codes)
    }
    return Alike(
        where=where,
        peers=peers,
        names={area: _full_name(view, few, area, own=code) for area in peers.peers},
        values=values,
        position=_position(few, view=view, among=peers, subject=subject),
        absent=None,
    )


def _full_name(view: View, table: AreaTable, area: str, *, own: str) -> str:
    """Return the name of an area, with its gemeente where that is another than that of the area asked for."""
    gemeente = gemeente_code(area)
    short = view.names.get(area) or short_names((table.areas.name(area),))[0]
    if table.areas.level is Level.GEMEENTE or gemeente == gemeente_code(own):
        return short
    return f"{short} ({view.names.get(gemeente or '', gemeente or '')})"


def _position(few: AreaTable, *, view: View, among: Peers, subject: Subject) -> Position | None:
    """Return the place of an area among those alike in the figure on problems that the map shows."""
    shown = next((k for k in made_kaarten(view, KaartKind.LEVEL) if k.number == 3), None)
    if shown is None or shown.indicators[0] not in few or shown.periods[0] not in few.periods:
        return None
    found = position(
        few,
        shown.indicators[0],
        among=among,
        period=shown.periods[0],
        catalogue=subject.catalogue,
        rng=np.random.default_rng(_SEED),
        choices=subject.choices,
    )
    return found if np.isfinite(found.value) and found.values else None


def _sources(view: View, inquiry: AreaInquiry) -> tuple[Source, ...]:
    held = [(one.indicator, one.sources) for one in inquiry.figures]
    held += [(one.indicator, one.sources) for one in inquiry.trends]
    wanted = (source for _, sources in held for source in sources)
    return sources_of(view.table, [code for code, _ in held], wanted=wanted)
