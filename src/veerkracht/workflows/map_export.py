"""Exports of a map: what is on the screen, as a file for a spreadsheet, a map program, a slide or the council."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.drawing import DifferentPolygonsError, UnknownFormError
from veerkracht.errors.warehouse import NoBoundariesError
from veerkracht.facts.boundaries import Boundaries
from veerkracht.facts.language import Bilingual, Taal
from veerkracht.report.document import date_in_full
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.quickscan.kaart_rows import KaartRows, kaart_rows, without_withheld
from veerkracht.report.quickscan.legends import legend_sentence
from veerkracht.report.quickscan.naming import named
from veerkracht.report.quickscan.picture import in_words, kaart_picture
from veerkracht.report.wording import plain_text
from veerkracht.signalering.choices import STANDARD
from veerkracht.signalering.kaart import Kaart, KaartKind
from veerkracht.writers.csv_table import csv_table
from veerkracht.writers.geojson import ACCURACY_NOTE, collection, feature, to_wgs84
from veerkracht.writers.geopackage import geopackage
from veerkracht.writers.map_pdf import MapPage, render_map_pdf
from veerkracht.writers.png import to_png
from veerkracht.writers.svg.sheet import Sheet, draw_sheet

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.indicators import Catalogue
    from veerkracht.report.figures import MapSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What must be said with every map that leaves the program.

    Attributes:
        place: name of the city, region or country.
        day: on which the file is made.
        data_version: of the stored data.
        catalogue: of the indicators.
        wijk_names: by code of the wijk.
        filter_text: what was asked for where only some areas are shown, in the language of the file; empty for all.
        sure_from: the least probability of a class that is sure.
    """

    place: str
    day: date
    data_version: str
    catalogue: Catalogue
    wijk_names: Mapping[str, str] = field(default_factory=dict)
    filter_text: str = ""
    sure_from: float = STANDARD.least_probability


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file to download.

    Attributes:
        body: its contents.
        name: of the file: plain letters, digits and hyphens.
        media_type: for the header `Content-Type`.
    """

    body: bytes
    name: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One map that is asked for, with the areas that are shown and those around them."""

    kaart: Kaart
    shown: Kaart
    boundaries: Boundaries | None
    around: Boundaries | None
    rows: KaartRows
    about: About
    taal: Taal

    def say(self, nl: str, en: str) -> str:
        return nl if self.taal == "nl" else en

    def drawn(self) -> Boundaries:
        """Return the polygons of the areas that are shown."""
        if self.boundaries is None:
            raise NoBoundariesError(level=self.kaart.level.value, year=self.kaart.areas.year, available=())
        return self.boundaries


_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
}
FORMS = tuple(_MEDIA)


def export_map(
    kaart: Kaart,
    *,
    boundaries: Boundaries | None,
    form: str,
    taal: Taal,
    about: About,
    rows: NDArray[np.bool_] | None = None,
    neighbours: Boundaries | None = None,
) -> Export:
    """Return a map as a file.

    Of an area whose figure is withheld nothing leaves but that it is. Areas that a filter leaves out are
    no rows, and no more than an outline on a drawing.

    Args:
        kaart: the map.
        boundaries: polygons of its areas, in the same order; None is enough for CSV.
        form: one of `FORMS`.
        taal: language of the file.
        about: what must be said with it.
        rows: shape (areas,), which areas are asked for; None for all.
        neighbours: areas around, for a drawing; None if unknown.

    Raises:
        UnknownFormError: if `form` is not in `FORMS`.
        DifferentPolygonsError: if the polygons are those of other areas.
        NoBoundariesError: if there are no polygons for a form that needs them.
        WriteReportError: if the file cannot be made.
    """
    if form not in _WRITERS:
        raise UnknownFormError(form, available=FORMS)
    check_polygons(kaart, boundaries)
    wanted = np.ones(len(kaart.areas), dtype=np.bool_) if rows is None else rows
    asked = _asked(without_withheld(kaart), boundaries, wanted, taal=taal, about=about, neighbours=neighbours)
    return Export(body=_WRITERS[form](asked), name=_file_name(asked, form), media_type=_MEDIA[form])


def _asked(
    kaart: Kaart,
    boundaries: Boundaries | None,
    wanted: NDArray[np.bool_],
    *,
    taal: Taal,
    about: About,
    neighbours: Boundaries | None,
) -> _Asked:
    """Return the map with the areas that are shown, and as rows."""
    shown = kaart.take(wanted)
    return _Asked(
        kaart=kaart,
        shown=replace(shown, areas=named(shown.areas)),
        boundaries=None if boundaries is None else replace(boundaries.take(wanted), areas=named(shown.areas)),
        around=_around(boundaries, wanted, neighbours),
        rows=kaart_rows(
            kaart,
            taal=taal,
            catalogue=about.catalogue,
            data_version=about.data_version,
            sure_from=about.sure_from,
            wijk_names=about.wijk_names,
            rows=wanted,
        ),
        about=about,
        taal=taal,
    )


def check_polygons(kaart: Kaart, boundaries: Boundaries | None) -> None:
    """Check that polygons are those of the areas on a map, in the same order; None is fine.

    Raises:
        DifferentPolygonsError: if they are not.
    """
    if boundaries is None or boundaries.areas.codes == kaart.areas.codes:
        return
    mine, theirs = kaart.areas.codes, boundaries.areas.codes
    differing = (one for one, other in zip(mine, theirs, strict=False) if one != other)
    longer = max(mine, theirs, key=len)
    first = next(differing, longer[min(len(mine), len(theirs))] if len(mine) != len(theirs) else "")
    raise DifferentPolygonsError(areas=len(mine), polygons=len(theirs), first=first)


def _around(
    boundaries: Boundaries | None, wanted: NDArray[np.bool_], neighbours: Boundaries | None
) -> Boundaries | None:
    """Return what is drawn muted: the areas that a filter leaves out, or else the areas around."""
    if boundaries is None or wanted.all():
        return neighbours
    return boundaries.take(~wanted)


def _csv(asked: _Asked) -> bytes:
    return csv_table(asked.rows.columns, asked.rows.rows, taal=asked.taal)


def _geojson(asked: _Asked) -> bytes:
    shapes = to_wgs84(asked.drawn().geometry)
    features = [feature(shape, record) for shape, record in zip(shapes, asked.rows.records(), strict=True)]
    return collection(features, metadata={**_described(asked), "accuracy": ACCURACY_NOTE[asked.taal]})


def _gpkg(asked: _Asked) -> bytes:
    columns = dict(zip(asked.rows.columns, zip(*asked.rows.rows, strict=True), strict=False))
    if not asked.rows.rows:
        columns = dict.fromkeys(asked.rows.columns, ())
    layer = f"{asked.kaart.code}_{asked.kaart.level.value}"
    return geopackage(asked.drawn(), columns, layer=layer, about=_described(asked))


def _svg(asked: _Asked) -> bytes:
    return draw_sheet(_picture(asked), sheet=_sheet(asked)).svg.encode()


def _png(asked: _Asked) -> bytes:
    return to_png(draw_sheet(_picture(asked), sheet=_sheet(asked)))


def _pdf(asked: _Asked) -> bytes:
    sheet, kaart = _sheet(asked), asked.shown
    page = MapPage(
        day=asked.about.day,
        footer=_made(asked),
        explained=tuple((one.name.say(asked.taal), one.meaning.say(asked.taal)) for one in kaart.class_names)
        if kaart.kind in {KaartKind.VEERKRACHT, KaartKind.SIGNALERING}
        else (),
        remarks=tuple(note.say(asked.taal) for note in kaart.notes),
    )
    return render_map_pdf(_picture(asked), sheet=replace(sheet, notes=tuple(_notes(asked))), page=page)


_WRITERS: dict[str, Callable[[_Asked], bytes]] = {
    "csv": _csv,
    "geojson": _geojson,
    "gpkg": _gpkg,
    "svg": _svg,
    "png": _png,
    "pdf": _pdf,
}


def _picture(asked: _Asked) -> MapSpec:
    return kaart_picture(
        asked.shown,
        boundaries=asked.drawn(),
        taal=asked.taal,
        sure_from=asked.about.sure_from,
        legend=legend_sentence(asked.shown, taal=asked.taal),
        wijk_names=asked.about.wijk_names,
        neighbours=asked.around,
    )


def _sheet(asked: _Asked) -> Sheet:
    kaart, about = asked.shown, asked.about
    place = about.place + (f" ({about.filter_text})" if about.filter_text else "")
    unit = f", {plain_text(kaart.unit.say(asked.taal), taal=asked.taal)}" if kaart.kind is KaartKind.LEVEL else ""
    return Sheet(
        title=kaart.question.say(asked.taal),
        under=f"{kaart.title.say(asked.taal)}{unit} · {place}, {kaart.period}",
        notes=(*(note.say(asked.taal) for note in kaart.notes), *_notes(asked), _made(asked)),
        description=in_words(kaart, taal=asked.taal, place=about.place),
        language=asked.taal,
        stamp=_FICTITIOUS.say(asked.taal) if _is_fictitious(kaart) else "",
    )


_FICTITIOUS = Bilingual("Verzonnen gegevens: deze stad bestaat niet.", "Fictitious data: this city does not exist.")


def _is_fictitious(kaart: Kaart) -> bool:
    return any(source.fictitious for source in kaart.provenance)


def _notes(asked: _Asked) -> list[str]:
    """Return what must be said under the map: the filter, what is a model's estimate, the sources."""
    lines = []
    if len(asked.shown.areas) < len(asked.kaart.areas):
        lines.append(
            asked.say(
                f"{len(asked.shown.areas)} van de {len(asked.kaart.areas)} gebieden zijn gekozen; van de andere staat "
                "alleen de grens op de kaart.",
                f"{len(asked.shown.areas)} of the {len(asked.kaart.areas)} areas are chosen; of the others only the "
                "border is shown.",
            )
        )
    if asked.kaart.is_modelled:
        lines.append(
            asked.say(
                "Een deel van de cijfers is door een model geschat.", "Some of the figures are estimates of a model."
            )
        )
    source = short_source(asked.kaart.provenance)
    lines.append(asked.say(f"Bron: {source}; {asked.kaart.period}.", f"Source: {source}; {asked.kaart.period}."))
    return lines


def _made(asked: _Asked) -> str:
    day, version = date_in_full(asked.about.day, language=asked.taal), asked.about.data_version
    return asked.say(
        f"Gemaakt met Veerkracht op {day}. Versie van de gegevens: {version}.",
        f"Made with Veerkracht on {day}. Version of the data: {version}.",
    )


def _described(asked: _Asked) -> dict[str, str]:
    """Return what a reader of the file must know, by name."""
    kaart, about = asked.kaart, asked.about
    fixed = {
        "title": kaart.title.say(asked.taal),
        "question": kaart.question.say(asked.taal),
        "place": about.place,
        "level": f"{kaart.level.value} {kaart.areas.year or ''}".strip(),
        "period": kaart.period,
        "unit": kaart.unit.say(asked.taal),
        "source": short_source(kaart.provenance),
        "licence": "; ".join(dict.fromkeys(one.licence for one in kaart.provenance if one.licence)),
        "data_version": about.data_version,
        "made": about.day.isoformat(),
        "filter": about.filter_text,
        "fictitious": _FICTITIOUS.say(asked.taal) if _is_fictitious(kaart) else "",
        "notes": " ".join(note.say(asked.taal) for note in kaart.notes),
    }
    columns = {f"column_{name}": words for name, words in zip(asked.rows.columns, asked.rows.words, strict=True)}
    return {name: text for name, text in {**fixed, **columns}.items() if text}


def _file_name(asked: _Asked, form: str) -> str:
    kaart = asked.kaart
    parts = ("veerkracht", asked.about.place, f"{kaart.number}-{kaart.code}", kaart.level.value, kaart.period)
    plain = unicodedata.normalize("NFKD", "-".join(parts)).encode("ascii", "ignore").decode().lower()
    return f"{re.sub(r'[^a-z0-9]+', '-', plain).strip('-')[:100]}.{form}"
