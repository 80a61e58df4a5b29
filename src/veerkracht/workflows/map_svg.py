"""A map for a page that must work without JavaScript: the drawing, the sentence and the lines of its legend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from veerkracht.report.quickscan.kaart_rows import without_withheld
from veerkracht.report.quickscan.legends import legend_sentence
from veerkracht.report.quickscan.naming import named
from veerkracht.report.quickscan.picture import in_words, kaart_picture
from veerkracht.signalering.choices import STANDARD
from veerkracht.workflows.map_export import check_polygons
from veerkracht.writers.svg.drawing import WIDE, Words, draw_bare, draw_grid, draw_linked, draw_swatch
from veerkracht.writers.svg.ground import Grounds
from veerkracht.writers.svg.legend import legend_items

if TYPE_CHECKING:
    from veerkracht.facts.boundaries import Boundaries
    from veerkracht.facts.language import Taal
    from veerkracht.report.figures import MapSpec
    from veerkracht.signalering.kaart import Kaart


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendLine:
    """One line of a legend.

    Attributes:
        label: what the class is called.
        count: number of areas; None where that has no meaning.
        swatch: its colour and pattern as a small SVG that a screen reader passes over.
    """

    label: str
    count: int | None
    swatch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MapOnPage:
    """A map and its legend, ready to stand in HTML: every name is escaped, nothing needs a style or a script.

    Attributes:
        svg: the drawing. With links its role is `group`, because an image hides them from a screen reader.
        sentence: the legend as a sentence, plain text.
        lines: of the legend, in order.
        grid: the legend of a map of three by three classes as SVG; empty for another map.
        words: what the map shows, plain text.
    """

    svg: str
    sentence: str
    lines: tuple[LegendLine, ...]
    grid: str
    words: str


def map_svg(
    kaart: Kaart,
    *,
    boundaries: Boundaries,
    taal: Taal,
    place: str,
    link: Callable[[str], str] | None = None,
    wijk_names: Mapping[str, str] | None = None,
    markers: Mapping[str, str] | None = None,
    neighbours: Boundaries | None = None,
    sure_from: float = STANDARD.least_probability,
    prefix: str = "kaart",
    width: float = WIDE,
) -> MapOnPage:
    """Return a map for a page.

    Args:
        kaart: the map.
        boundaries: polygons of its areas, in the same order.
        taal: language of its words.
        place: where it is.
        link: gives the address of the page of an area by its code; None for a map that is only looked at.
        wijk_names: names to write on the map, by code of the wijk.
        markers: short texts in a circle, by area code.
        neighbours: areas around, drawn muted; None if unknown.
        sure_from: the least probability of a class that is sure.
        prefix: stands before every id, unique on the page.
        width: of the sheet, in units; the page may scale it.

    Raises:
        DifferentPolygonsError: if the polygons are those of other areas.
    """
    check_polygons(kaart, boundaries)
    shown = replace(without_withheld(kaart), areas=named(kaart.areas))
    spec = kaart_picture(
        shown,
        boundaries=replace(boundaries, areas=shown.areas),
        taal=taal,
        sure_from=sure_from,
        wijk_names=wijk_names,
        markers=markers,
        neighbours=neighbours,
    )
    said = in_words(shown, taal=taal, place=place)
    words = Words(title=kaart.question.say(taal), description=said, language=taal)
    return _page(spec, words, sentence=legend_sentence(shown, taal=taal), prefix=prefix, link=link, width=width)


def _page(
    spec: MapSpec, words: Words, *, sentence: str, prefix: str, link: Callable[[str], str] | None, width: float
) -> MapOnPage:
    return MapOnPage(
        svg=_drawn(spec, words, prefix=prefix, link=link, width=width),
        sentence=sentence,
        lines=tuple(
            LegendLine(label=one.label, count=one.count, swatch=draw_swatch(one, prefix=f"{prefix}-s{number}"))
            for number, one in enumerate(legend_items(spec))
        ),
        grid=draw_grid(spec, words=words, prefix=f"{prefix}-g"),
        words=words.description,
    )


def _drawn(spec: MapSpec, words: Words, *, prefix: str, link: Callable[[str], str] | None, width: float) -> str:
    if link is None:
        return draw_bare(spec, words=words, prefix=prefix, grounds=Grounds(), width=width).svg
    return draw_linked(spec, words=words, prefix=prefix, grounds=Grounds(), link=link, width=width).svg
