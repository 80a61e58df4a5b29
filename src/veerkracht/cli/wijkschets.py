"""The command `veerkracht wijkschets`: what the votes of a room say, and whether the log of an atelier is whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from veerkracht.facts.language import Bilingual

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal
    from veerkracht.workflows.atelier_log import LogCheck
    from veerkracht.workflows.opinies import OpinionRun
    from veerkracht.workflows.quickscan_country import Country

FILE = click.Path(path_type=Path)
_READ = Bilingual(
    "{people} deelnemers, {statements} stellingen; {out} geschreven.",
    "{people} participants, {statements} statements; wrote {out}.",
)
_GROUPS = Bilingual(
    "{number} groepen ({sizes} mensen); kans op zoveel samenhang zonder groepen {p}; stabiliteit {stability}.",
    "{number} groups ({sizes} people); chance of so much structure without groups {p}; stability {stability}.",
)
_NONE = Bilingual("Er zijn {reason}.", "There are {reason}.")
_WHOLE = Bilingual(
    "De keten klopt: {lines} regels, van {erased} is de tekst gewist. Laatste kenmerk {last}.",
    "The chain holds: {lines} lines, of {erased} the words were erased. Last link {last}.",
)
_BREAKS = {
    "number": Bilingual(
        "Regel {number}: hier ontbreekt een regel of staat er een dubbel.",
        "Line {number}: a line is missing here, or stands twice.",
    ),
    "body": Bilingual("Regel {number}: de tekst is later veranderd.", "Line {number}: its words were changed later."),
    "link": Bilingual("Regel {number}: de regel is later veranderd.", "Line {number}: the line was changed later."),
}
_MOST_BREAKS = 20
_MORE = Bilingual("En nog {number} plaatsen waar de keten niet klopt.", "And {number} more places where it breaks.")
_NO_END = Bilingual(
    "Het einde ontbreekt: het laatste kenmerk is {last}, niet het genoteerde.",
    "The end is missing: the last link is {last}, not the one that was noted.",
)
_NOT_NOTED = Bilingual(
    "Of er aan het einde iets ontbreekt, is zonder genoteerd kenmerk (--einde) niet te zien.",
    "Whether something is missing at the end cannot be seen without a noted link (--einde).",
)
_UNUSED = Bilingual("Niet gebruikt: {columns}.", "Not used: {columns}.")


@click.group(name="wijkschets")
def wijkschets() -> None:
    """Wat een zaal deelt en waarin zij verschilt. / What a room shares and where it differs."""


@wijkschets.command(name="opinies")
@click.argument("votes", type=FILE)
@click.option("--out", required=True, type=FILE, help="JSON met stellingen, rollen en aantoonbare groepen.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(min=0), help="Zelfde getal, zelfde uitkomst.")
@click.option(
    "--permutaties",
    "permutations",
    default=199,
    show_default=True,
    type=click.IntRange(min=19, max=9999),
    help="Hoe vaak schudden om toeval uit te sluiten.",
)
@click.option("--taal", type=click.Choice(["nl", "en"]), default=None, help="Taal van wat u leest / language.")
def opinies(*, votes: Path, out: Path, seed: int, permutations: int, taal: Taal | None) -> None:
    """Zeg wat mensen delen, en of er groepen zijn.

    VOTES is een CSV: een rij per deelnemer, een kolom per stelling met 1 (eens), 0 (weet niet), -1 (oneens) of leeg
    (niet gezien), en mogelijk een kolom role.

    Say what people share and whether there are groups. VOTES has one row a participant and one column a statement.
    """
    from veerkracht.workflows.opinies import run_opinions

    run = run_opinions(votes, out=out, seed=seed, permutations=permutations)
    said = taal or (click.get_current_context().obj or {}).get("taal", "nl")
    for line in _lines(run, taal=said, out=out):
        click.echo(line)


@wijkschets.command(name="log")
@click.argument("file", type=FILE)
@click.option("--einde", "end", default="", help="Het laatste kenmerk zoals genoteerd; de eerste 8 tekens zijn genoeg.")
@click.option("--taal", type=click.Choice(["nl", "en"]), default=None, help="Taal van wat u leest / language.")
def log(*, file: Path, end: str, taal: Taal | None) -> None:
    """Controleer of in het logboek van een atelier niets is veranderd, weggelaten of toegevoegd.

    FILE is het bestand dat de pagina Logboek geeft. Het einde is 0 als de keten klopt, anders 1.

    Check the log of an atelier, as the page Logboek hands it out; exit code 0 if the chain holds, 1 if not.
    """
    from veerkracht.workflows.atelier_log import check_log

    found = check_log(file, end=end)
    said = taal or (click.get_current_context().obj or {}).get("taal", "nl")
    for line in _checked(found, taal=said):
        click.echo(line)
    if not found.is_whole:
        raise SystemExit(1)


def _checked(found: LogCheck, *, taal: Taal) -> list[str]:
    lines = [_BREAKS[one.what].say(taal).format(number=one.number) for one in found.breaks[:_MOST_BREAKS]]
    if len(found.breaks) > _MOST_BREAKS:
        lines.append(_MORE.say(taal).format(number=len(found.breaks) - _MOST_BREAKS))
    if found.has_end is False:
        lines.append(_NO_END.say(taal).format(last=found.last))
    if found.is_whole:
        lines.append(_WHOLE.say(taal).format(lines=found.lines, erased=found.erased, last=found.last))
    return [*lines, *([_NOT_NOTED.say(taal)] if found.has_end is None else [])]


def _lines(run: OpinionRun, *, taal: Taal, out: Path) -> list[str]:
    found, told = run.found, run.found.told
    people, statements = len(found.votes.people), len(found.votes.statements)
    lines = [_READ.say(taal).format(people=people, statements=statements, out=out)]
    if told.grouping is not None and told.structure is not None:
        sizes = ", ".join(str(len(rows)) for rows in told.grouping.members())
        p, steady = f"{told.structure.p_value:.3f}", f"{told.stability:.2f}"
        if taal == "nl":
            p, steady = p.replace(".", ","), steady.replace(".", ",")
        lines.append(_GROUPS.say(taal).format(number=told.grouping.number, sizes=sizes, p=p, stability=steady))
    elif told.reason is not None:
        lines.append(_NONE.say(taal).format(reason=told.reason.say(taal)))
    if run.file.unused:
        lines.append(_UNUSED.say(taal).format(columns=", ".join(run.file.unused)))
    return lines


_MADE = Bilingual(
    "Wijkschets {title}, versie {number}: {sentences} zinnen, {sources} bronnen.",
    "Wijkschets {title}, version {number}: {sentences} sentences, {sources} sources.",
)
_FAULTS = Bilingual(
    "Nog niet klaar om vast te stellen: {number} dingen. Het eerste, bij {where}: {what}",
    "Not ready to be published: {number} things. The first, at {where}: {what}",
)


@wijkschets.command(name="blad")
@click.argument("schets", type=FILE)
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Map voor de bestanden.")
@click.option("--formaat", "formats", default="", metavar="a3,a4,docx,html", help="Welke bestanden / which files.")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Map met gegevens, voor de kaart.")
@click.option("--taal", type=click.Choice(["nl", "en"]), default=None, help="Taal van het blad / language.")
def sheet(*, schets: Path, out: Path, formats: str, home: Path | None, taal: Taal | None) -> None:
    """Maak van een wijkschets (JSON) het A3-blad, een toegankelijke A4, een Word-bestand en een webpagina.

    Make the A3 sheet, an accessible A4, a Word file and a web page of a wijkschets (JSON).
    """
    from veerkracht.workflows.schetsen_files import faults_in, read_schets_file, write_schets_files

    said: Taal = taal or (click.get_current_context().obj or {}).get("taal", "nl")
    file = read_schets_file(schets)
    asked = [one.strip().lower() for one in formats.split(",") if one.strip()]
    for path in write_schets_files(file, out, country=_country(home), taal=said, forms=asked):
        click.echo(f"  {path}")
    made = file.schets
    counted = {"sentences": len(made.sentences()), "sources": len(made.cites())}
    click.echo(_MADE.say(said).format(title=made.title, number=made.number, **counted))
    faults = faults_in(file)
    if faults:
        first = faults[0]
        click.echo(_FAULTS.say(said).format(number=len(faults), where=first.where, what=first.what.say(said)), err=True)


def _country(home: Path | None) -> Country | None:
    """Return the stored figures, for the map; None where nothing is stored."""
    from veerkracht.workflows.opening import open_home
    from veerkracht.workflows.settings import read_settings

    folder = home or read_settings().home
    return open_home(folder) if folder.is_dir() else None
