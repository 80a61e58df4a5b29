"""The command `veerkracht wijkschets`: what the votes of a room say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from veerkracht.facts.language import Bilingual

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal
    from veerkracht.workflows.opinies import OpinionRun

FILE = click.Path(path_type=Path)
_READ = Bilingual(
    "{people} deelnemers, {statements} stellingen; {out} geschreven.",
    "{people} participants, {statements} statements; wrote {out}.",
)
_GROUPS = Bilingual(
    "{number} groepen ({sizes} mensen); kans op toeval {p}, stabiliteit {stability}.",
    "{number} groups ({sizes} people); chance that this is noise {p}, stability {stability}.",
)
_NONE = Bilingual("Er zijn {reason}.", "There are {reason}.")
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
