"""The files of a wijkschets: the A3 sheet, the accessible A4, Word and a web page, from the values of its JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from veerkracht.errors.report import UnknownFormatError, WriteReportError
from veerkracht.errors.schets import SchetsFileError
from veerkracht.facts.areas import gemeente_code
from veerkracht.facts.language import Bilingual
from veerkracht.report.schets.compose import compose_schets
from veerkracht.report.schets.poster import poster
from veerkracht.report.schets.sheet import Sheet, SheetMap
from veerkracht.wijkschets.schets_checks import faults_of
from veerkracht.workflows.atlas import place_names
from veerkracht.workflows.schetsen import file_from
from veerkracht.workflows.schetsen_figures import sheet_map
from veerkracht.writers.atomic import write_whole
from veerkracht.writers.docx import render_docx
from veerkracht.writers.html import render_fragment, render_html
from veerkracht.writers.pdf import render_pdf
from veerkracht.writers.schets_pdf import render_schets_pdf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.facts.language import Taal
    from veerkracht.wijkschets.schets_checks import Fault
    from veerkracht.workflows.quickscan_country import Country
    from veerkracht.workflows.schetsen import SchetsFile

_NO_DATA = Bilingual(
    "Er zijn op deze plek geen cijfers ingelezen. Lees ze in en maak het blad opnieuw.",
    "No figures are loaded here. Load them and make the sheet again.",
)
_NO_AREA = Bilingual(
    "De schets noemt geen wijk of buurt waarvan hier cijfers zijn.",
    "The schets names no wijk or buurt of which there are figures here.",
)


def _a3(sheet: Sheet) -> bytes:
    return render_schets_pdf(poster(sheet), sheet=sheet)


FILES: dict[str, tuple[str, str, Callable[[Sheet], bytes]]] = {
    "a3": ("wijkschets-a3.pdf", "application/pdf", _a3),
    "a4": ("wijkschets-a4.pdf", "application/pdf", lambda sheet: render_pdf(compose_schets(sheet))),
    "docx": (
        "wijkschets.docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        lambda sheet: render_docx(compose_schets(sheet)),
    ),
    "html": ("wijkschets.html", "text/html", lambda sheet: render_html(compose_schets(sheet))),
}
"""Name, media type and maker of each file, by a short name."""


def sheet_of(file: SchetsFile, *, country: Country | None, taal: Taal) -> Sheet:
    """Return everything that a sheet shows.

    Args:
        file: the wijkschets and what it rests on.
        country: for the map; None where no figures are at hand, and then the sheet says so.
        taal: language of the words around those of the table.
    """
    return sheet_on(file, ground=ground_of(country, file.schets.area, taal=taal), taal=taal)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetGround:
    """What a sheet shows of the figures themselves: equal for every version of a wijkschets of one area.

    Attributes:
        kaart: the signaleringskaart, or why there is none.
        gemeente: name; empty if unknown.
    """

    kaart: SheetMap
    gemeente: str


def ground_of(country: Country | None, area: str, *, taal: Taal) -> SheetGround:
    """Return the map and gemeente of an area; it takes seconds.

    Args:
        country: the figures; None where none are at hand.
        area: code; empty where the schets names none.
        taal: language of the words on the map.
    """
    if country is None or not area:
        return SheetGround(kaart=SheetMap(reason=(_NO_AREA if country else _NO_DATA).say(taal)), gemeente="")
    name = place_names(country).get(gemeente_code(area) or "", "")
    return SheetGround(kaart=sheet_map(country, area, taal=taal), gemeente=name)


def sheet_on(file: SchetsFile, *, ground: SheetGround, taal: Taal) -> Sheet:
    """Return everything that a sheet shows, with a map that was made before."""
    return Sheet(
        schets=file.schets,
        grounds=file.grounds,
        parties=file.parties,
        kaart=ground.kaart,
        sign_offs=file.sign_offs,
        is_published=file.is_published,
        fictitious=file.fictitious,
        gemeente=ground.gemeente,
        taal=taal,
    )


def render_file(sheet: Sheet, form: str) -> bytes:
    """Return one file of a sheet.

    Raises:
        UnknownFormatError: if `form` is not in `FILES`.
        WriteReportError: if it cannot be set.
    """
    _check_form(form)
    return FILES[form][2](sheet)


def schets_fragment(sheet: Sheet) -> str:
    """Return a wijkschets for a page of the web, with a head and policy of its own."""
    return render_fragment(compose_schets(sheet))


def read_schets_file(path: Path) -> SchetsFile:
    """Return the wijkschets of a JSON file.

    Raises:
        SchetsFileError: if it cannot be read, or is none.
    """
    try:
        return file_from(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise SchetsFileError(
            path.name, value=why, where=path.name, right_en="a readable file", right_nl="een leesbaar bestand"
        ) from None


def write_schets_files(
    file: SchetsFile, folder: Path, *, country: Country | None, taal: Taal, forms: Sequence[str] = ()
) -> tuple[Path, ...]:
    """Write the files of a wijkschets, each whole or not at all; return their paths.

    Args:
        file: the wijkschets.
        folder: where to; it is made.
        country: for the map.
        taal: language of the words around those of the table.
        forms: some of `FILES`; empty for all.

    Raises:
        UnknownFormatError: if a form is unknown.
        WriteReportError: if the folder or a file cannot be written.
    """
    for form in forms:
        _check_form(form)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteReportError(str(folder), why=error.strerror or str(error)) from error
    sheet = sheet_of(file, country=country, taal=taal)
    written = []
    for form in forms or FILES:
        body = render_file(sheet, form)
        path = folder / FILES[form][0]
        write_whole(path, body)
        written.append(path)
    return tuple(written)


def faults_in(file: SchetsFile) -> tuple[Fault, ...]:
    """Return what stands in the way of publishing a wijkschets, with what its file says that it rests on."""
    return faults_of(file.schets, file.grounds.known())


def _check_form(form: str) -> None:
    if form not in FILES:
        raise UnknownFormatError(form, available=tuple(FILES))
