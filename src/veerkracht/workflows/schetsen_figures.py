"""What the figures bring to a wijkschets: what sentences can rest on, what they plainly say, and the map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.base import VeerkrachtError
from veerkracht.facts.areas import Level, code_at, gemeente_code, parse_code
from veerkracht.facts.indicators import Kind
from veerkracht.facts.language import Bilingual, Taal
from veerkracht.facts.tables import REASON_WORDS, Reason
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.quickscan.legends import legend_sentence
from veerkracht.report.quickscan.map_figures import area_table
from veerkracht.report.quickscan.naming import named
from veerkracht.report.quickscan.picture import in_words, kaart_picture
from veerkracht.report.schets.sheet import SheetMap
from veerkracht.report.schets.wording import figure_text
from veerkracht.report.wording import plain_name, plain_text, short_names
from veerkracht.signalering.kaart import Kaart
from veerkracht.wijkschets.draaiboek import Origin
from veerkracht.wijkschets.grounds import FigureGround
from veerkracht.wijkschets.schets import Sentence
from veerkracht.wijkschets.schets_draft import Told
from veerkracht.workflows.atlas import open_scene, subject_of
from veerkracht.workflows.atlas_values import figures_of
from veerkracht.workflows.atlas_view import open_view, panel_subject
from veerkracht.workflows.quickscan_findings import ninth_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veerkracht.facts.indicators import Indicator
    from veerkracht.report.atlas.area import AreaFigure
    from veerkracht.report.quickscan.inputs import Subject
    from veerkracht.workflows.atlas_view import View
    from veerkracht.workflows.quickscan_country import Country, Stored

# What stands at the top of a sheet if it is there, in this order: who lives here, what people notice, what they own.
_KEY = ("inwoners", "minder_zelfredzaam", "overlast_per_1000", "corporatiewoningen", "arbeidsparticipatie", "eenzaam")
MOST_KEY = 6
# Dragers: residents who carry (work for others, steer their own life); vragers: residents who ask more of a wijk. These
# are figures of people's situation, shown as they are; who carries in fact, people say themselves (docs, wijkschets).
CARRIERS = ("vrijwilligerswerk", "mantelzorg", "regie_eigen_leven", "arbeidsparticipatie")
ASKERS = ("minder_zelfredzaam", "eenzaam", "aandeel_bijstand", "armoede", "psychische_klachten")
_MOST_TOLD = 3
_MOST_NUMBERED = 30
"""Areas on a map that get a number and a name: more cannot be read on a sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaGrounds:
    """The figures of one area.

    Attributes:
        area, name, level, gemeente: which area, and the name of the gemeente that it lies in.
        figures: every figure, also those that are missing, each with the reason.
        is_fictitious: whether it is of an invented city.
    """

    area: str
    name: str
    level: str
    gemeente: str
    figures: tuple[FigureGround, ...]
    is_fictitious: bool


def area_grounds(country: Country, code: str) -> AreaGrounds:
    """Return the figures of an area.

    Raises:
        AreaCodeError, AtlasLevelError, UnknownAreaError, NoFiguresError, WarehouseError: as for `area_panel`.
    """
    view = open_view(country, code)
    code = parse_code(code)[1]
    subjects: dict[Taal, Subject] = {taal: panel_subject(view, code, taal=taal) for taal in ("nl", "en")}
    table = view.table
    name, level = table.areas.name(code), table.areas.level.value
    return AreaGrounds(
        area=code,
        name=name,
        level=level,
        gemeente=view.names.get(gemeente_code(code) or "", ""),
        figures=tuple(_grounds(view, code, subjects=subjects, name=name, level=level)),
        is_fictitious=subjects["nl"].fictitious,
    )


def _grounds(view: View, code: str, *, subjects: dict[Taal, Subject], name: str, level: str) -> Iterator[FigureGround]:
    subject = subjects["nl"]
    for one in figures_of(view, code, subject=subject):
        indicator = subject.catalogue[one.indicator]
        is_there = bool(np.isfinite(one.value))
        decimals = min(one.decimals, 1) if indicator.kind is Kind.PERCENTAGE else one.decimals
        yield FigureGround(
            code=one.indicator,
            area=code,
            year=one.period.year,
            name=Bilingual(plain_name(indicator, taal="nl"), plain_name(indicator, taal="en")),
            unit=_unit(indicator),
            area_name=name,
            level=level,
            value=round(float(one.value), decimals + 2) if is_there else None,
            decimals=decimals,
            beside=round(float(one.gemeente), decimals + 2) if np.isfinite(one.gemeente) else None,
            reason=_reason(one) if not is_there else Bilingual("", ""),
            source=short_source(one.sources) if one.sources else "-",
            is_modelled=any(source.modelled for source in one.sources),
        )


def _unit(indicator: Indicator) -> Bilingual:
    """Return what stands behind a value: nothing for a score, and nothing that the name says already."""
    if indicator.kind is Kind.PERCENTAGE:
        return Bilingual("%", "%")
    if indicator.kind in {Kind.SCORE, Kind.CLASS, Kind.COUNT}:
        return Bilingual("", "")
    said = {}
    for taal in ("nl", "en"):
        unit, name = plain_text(indicator.unit.say(taal), taal=taal), plain_name(indicator, taal=taal)
        said[taal] = "" if unit.lower() in name.lower() else unit
    return Bilingual(said["nl"], said["en"])


def _reason(one: AreaFigure) -> Bilingual:
    return REASON_WORDS[one.reason if one.reason is not Reason.PRESENT else Reason.NOT_MEASURED]


def told_by_figures(grounds: AreaGrounds, *, taal: Taal) -> Told:
    """Return what the figures plainly say, for a first draft."""
    held = {one.code: one for one in grounds.figures}
    order = [code for code in _KEY if code in held] + [one.code for one in grounds.figures if one.code not in _KEY]
    shown = [held[code] for code in order][:MOST_KEY]
    elsewhere = {*_KEY, *CARRIERS, *ASKERS}
    compared = (one for one in grounds.figures if one.value is not None and one.beside and one.code not in elsewhere)
    # A score can lie around zero, where a share of it says nothing.
    apart = sorted((one for one in compared if one.unit.nl == "%"), key=lambda one: -abs(_apart(one)))
    return Told(
        key_figures=tuple(one.cite for one in shown),
        stands_out=_plain("cijfer", apart[:_MOST_TOLD], taal=taal),
        carriers=_plain("drager", [held[code] for code in CARRIERS if code in held], taal=taal),
        askers=_plain("vrager", [held[code] for code in ASKERS if code in held], taal=taal),
    )


def _apart(one: FigureGround) -> float:
    """Return how far a figure lies from that of its gemeente, as a share of it."""
    return (one.value or 0.0) / one.beside - 1 if one.beside else 0.0


def _plain(name: str, figures: Sequence[FigureGround], *, taal: Taal) -> tuple[Sentence, ...]:
    there = [one for one in figures if one.value is not None][:_MOST_TOLD]
    return tuple(
        Sentence(key=f"{name}-{number}", text=figure_text(one, taal=taal), cites=(one.cite,), origin=Origin.FIGURE)
        for number, one in enumerate(there, start=1)
    )


def sheet_map(country: Country, code: str, *, taal: Taal) -> SheetMap:
    """Return the signaleringskaart of the wijk that an area lies in, or why there is none."""
    try:
        return _sheet_map(country, parse_code(code)[1], taal=taal)
    except VeerkrachtError as error:
        return SheetMap(reason=error.message(taal))


def _sheet_map(country: Country, code: str, *, taal: Taal) -> SheetMap:
    gemeente = gemeente_code(code)
    why = ""
    for level in (Level.BUURT, Level.WIJK):
        scene = open_scene(country, gemeente=gemeente, level=level)
        subject = subject_of(scene, taal=taal)
        kaart, _ = ninth_of(scene.stored, country=scene.country)
        if not isinstance(kaart, Kaart):
            why = why or kaart.reason.say(taal)
            continue
        boundaries = scene.stored.boundaries
        if boundaries is None:
            continue
        within = code if parse_code(code)[0] is not Level.BUURT else code_at(code, Level.WIJK)
        inside = np.array([_lies_in(one, within or code, level=level) for one in kaart.areas.codes])
        taken = kaart.take(inside)
        shown = replace(taken, areas=named(taken.areas))
        drawn = replace(boundaries.take(inside), areas=shown.areas)
        around = boundaries.take(~inside) if not inside.all() else None
        numbers = {one: str(number) for number, one in enumerate(shown.areas.codes, start=1)}
        named_apart = len(numbers) if 1 < len(numbers) <= _MOST_NUMBERED else 0
        spec = kaart_picture(
            shown,
            boundaries=drawn,
            taal=taal,
            sure_from=subject.choices.least_probability,
            markers=numbers if named_apart else {},
            neighbours=around,
        )
        return SheetMap(
            spec=spec,
            title=shown.title.say(taal),
            question=shown.question.say(taal),
            sentence=legend_sentence(shown, taal=taal),
            alt=in_words(shown, taal=taal, place=_name_of(scene.stored, within or code) or subject.here),
            period=shown.period,
            source=short_source(shown.provenance),
            names=" · ".join(
                f"{numbers[one]} {name}" for one, name in zip(shown.areas.codes, shown.areas.names, strict=True)
            )
            if named_apart
            else "",
            table=area_table(subject, shown.areas, kaarten=[shown], caption=shown.title.say(taal)),
            sources=shown.provenance,
        )
    return SheetMap(reason=why)


def _lies_in(code: str, area: str, *, level: Level) -> bool:
    """Return whether an area of a level is, or lies in, another; a whole gemeente holds all."""
    kind = parse_code(area)[0]
    if kind is Level.GEMEENTE:
        return gemeente_code(code) == area
    return code == area or (level is Level.BUURT and code_at(code, Level.WIJK) == area)


def _name_of(stored: Stored, area: str) -> str:
    """Return the name of an area if it is among the stored ones; empty if not."""
    return short_names((stored.inside.areas.name(area),))[0] if area in stored.inside.areas else ""
