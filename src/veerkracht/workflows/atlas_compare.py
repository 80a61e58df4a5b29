"""Two areas or two cities side by side, from the stored data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from veerkracht.errors.atlas import AtlasPairError
from veerkracht.errors.data import NoFiguresError
from veerkracht.facts.areas import Level, gemeente_code, parse_code
from veerkracht.report.atlas.comparison import ClassShares, FigurePair, PlaceComparison
from veerkracht.report.atlas.legend import legend_of
from veerkracht.signalering.kaart import Kaart, KaartKind
from veerkracht.workflows.atlas import LEVELS, open_scene
from veerkracht.workflows.atlas_area import inquire
from veerkracht.workflows.atlas_values import figure_of, figures_of
from veerkracht.workflows.atlas_view import View, open_view, panel_subject
from veerkracht.workflows.quickscan_findings import level_kaarten

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal
    from veerkracht.report.quickscan.inputs import Subject
    from veerkracht.workflows.quickscan_country import Country


def compare_areas(country: Country, codes: Sequence[str], *, taal: Taal, until: int | None = None) -> PlaceComparison:
    """Return two areas of one level side by side: the same figures of the same years, and whether they really differ.

    Args:
        country: the national figures.
        codes: of two different areas of one level, of one gemeente or of two.
        taal: language of the words.
        until: leave out figures of later years; None takes all.

    Raises:
        AtlasPairError: if these are not two different areas of one level.
        AreaCodeError, UnknownAreaError, NoFiguresError, AtlasYearError, WarehouseError: as for `area_panel`.
    """
    first, second = _two(codes)
    one = open_view(country, first, until=until)
    near = gemeente_code(first) == gemeente_code(second) or one.scene.stored.level is Level.GEMEENTE
    return _compared((one, one if near else open_view(country, second, until=until)), (first, second), taal=taal)


def compare_cities(country: Country, codes: Sequence[str], *, taal: Taal, until: int | None = None) -> PlaceComparison:
    """Return two gemeenten side by side, with how many of their buurten have each class of the maps.

    Args and Raises: as for `compare_areas`; the codes are of gemeenten.
    """
    if any(parse_code(code)[0] is not Level.GEMEENTE for code in codes):
        raise AtlasPairError(codes)
    found = compare_areas(country, codes, taal=taal, until=until)
    first, second = _two(codes)
    shares = _shares(country, (first, second), subject=found.subjects[0], until=until)
    return PlaceComparison(
        subjects=found.subjects,
        inquiries=found.inquiries,
        pairs=found.pairs,
        shares=tuple(shares),
        until=found.until,
    )


def _two(codes: Sequence[str]) -> tuple[str, str]:
    """Return two different codes of one level.

    Raises:
        AtlasPairError: if they are not.
        AreaCodeError: if one is not the code of an area.
    """
    read = [parse_code(code) for code in codes]
    if len(read) != 2 or read[0] == read[1] or read[0][0] is not read[1][0] or read[0][0] not in LEVELS:
        raise AtlasPairError(codes)
    return read[0][1], read[1][1]


def _compared(views: tuple[View, View], codes: tuple[str, str], *, taal: Taal) -> PlaceComparison:
    subjects = panel_subject(views[0], codes[0], taal=taal), panel_subject(views[1], codes[1], taal=taal)
    inquiries = inquire(views[0], codes[0], subject=subjects[0]), inquire(views[1], codes[1], subject=subjects[1])
    return PlaceComparison(
        subjects=subjects,
        inquiries=inquiries,
        pairs=tuple(_pairs(views, codes, subjects=subjects)),
        shares=(),
        until=min(view.scene.until for view in views),
    )


def _pairs(
    views: tuple[View, View], codes: tuple[str, str], *, subjects: tuple[Subject, Subject]
) -> Iterator[FigurePair]:
    """Yield the figures that the data hold for both, of the latest year in which both have one."""
    held = [
        [one.indicator for one in figures_of(view, code, subject=subject)]
        for view, code, subject in zip(views, codes, subjects, strict=True)
    ]
    for indicator in held[0]:
        if indicator not in held[1]:
            continue
        periods = [
            [
                p
                for p in view.table.periods_of(indicator)
                if view.table.column(indicator, p).present[view.table.areas.row(code)]
            ]
            for view, code in zip(views, codes, strict=True)
        ]
        both = [p for p in periods[0] if p in periods[1]]
        # Where no year has both, the later of the two says why the other is missing.
        shared = [p for p in views[0].table.periods_of(indicator) if p in views[1].table.periods_of(indicator)]
        if not (both or shared):
            continue
        period = (both or shared)[-1]
        first, second = (
            figure_of(view, indicator, code=code, period=period, subject=subject)
            for view, code, subject in zip(views, codes, subjects, strict=True)
        )
        yield FigurePair(indicator=indicator, period=period, first=first, second=second)


def _shares(country: Country, codes: tuple[str, str], *, subject: Subject, until: int | None) -> Iterator[ClassShares]:
    """Yield how many buurten of both have each class, for maps that both have with the same figures and years."""
    try:
        scenes = [open_scene(country, gemeente=code, level=Level.BUURT, until=until) for code in codes]
    except NoFiguresError:
        return
    both = [level_kaarten(scene.stored, country=scene.country)[0] for scene in scenes]
    least = subject.choices.least_probability
    for first, second in zip(*both, strict=True):
        if not (isinstance(first, Kaart) and isinstance(second, Kaart)):
            continue
        if (first.periods, first.indicators) != (second.periods, second.indicators):
            continue
        # Classes by borders of a single city cannot be laid beside those of another.
        if first.kind in {KaartKind.LEVEL, KaartKind.FOCUS} and first.borders != second.borders:
            continue
        legends = [legend_of(kaart, taal=subject.taal, least=least) for kaart in (first, second)]
        yield ClassShares(
            number=first.number,
            title=first.title.say(subject.taal),
            period=first.period,
            drawn=tuple(one.drawn for one in legends[0].classes),
            counts=(
                tuple(one.count for one in legends[0].classes),
                tuple(one.count for one in legends[1].classes),
            ),
            missing=(legends[0].missing, legends[1].missing),
        )
