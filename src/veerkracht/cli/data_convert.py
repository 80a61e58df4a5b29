"""`veerkracht data convert`: carry the figures of a file over to other boundaries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from veerkracht.facts.language import Bilingual, Taal

if TYPE_CHECKING:
    from veerkracht.workflows.converting import Conversion


@click.command()
@click.argument("table", metavar="BESTAND", type=click.Path(path_type=Path))
@click.option("--link", "link", type=click.Path(path_type=Path), help="Koppeltabel / link table (CSV).")
@click.option("--old", "old", type=click.Path(path_type=Path), help="Kaart van de oude gebieden / map of old areas.")
@click.option("--new", "new", type=click.Path(path_type=Path), help="Kaart van de nieuwe gebieden / map of new areas.")
@click.option("--out", "out", required=True, type=click.Path(path_type=Path), help="CSV om te schrijven / to write.")
@click.option("--mapping", "mapping", type=click.Path(path_type=Path), help="Koppeling (TOML) van een eigen tabel.")
@click.pass_context
def convert(
    ctx: click.Context,
    *,
    table: Path,
    link: Path | None,
    old: Path | None,
    new: Path | None,
    out: Path,
    mapping: Path | None,
) -> None:
    """Reken cijfers om van oude naar nieuwe gebieden, met een koppeltabel of twee kaarten.

    De koppeltabel is een CSV met code_oud, code_nieuw, jaar_oud en jaar_nieuw; deel (van het oude gebied) mag erbij.
    Met twee kaarten verdelen we naar oppervlakte; dat is veel minder zeker.
    Convert figures from old to new areas, with a link table, or by ground with two maps, which is far less sure.
    """
    from datetime import datetime

    from veerkracht.sources.files import read_mapping
    from veerkracht.sources.shipped import load_catalogue
    from veerkracht.workflows.converting import Bridge, convert_file

    taal: Taal = (ctx.obj or {}).get("taal", "nl")
    found = convert_file(
        table,
        bridge=Bridge(link=link, old=old, new=new),
        out=out,
        catalogue=load_catalogue(),
        retrieved=datetime.now().astimezone().date(),
        mapping=None if mapping is None else read_mapping(mapping),
    )
    for one in found:
        for line in account(one):
            click.echo(line.say(taal))
    click.echo(Bilingual(f"Geschreven: {out}", f"Written: {out}").say(taal))


def account(found: Conversion) -> list[Bilingual]:
    """Return what became of the areas of one level."""
    from veerkracht.facts.crosswalk import Fate

    fates = found.fates()
    level = found.table.areas.level.value
    same, merged = fates.get(Fate.SAME, 0), fates.get(Fate.MERGED, 0)
    cut = fates.get(Fate.SPLIT, 0) + fates.get(Fate.MIXED, 0)
    lines = [
        Bilingual(
            f"{level}: {len(found.table.areas)} nieuwe gebieden: {same} gelijk gebleven, {merged} samengevoegd, "
            f"{cut} (ook) uit delen van oude gebieden; {found.refused} niet vergelijkbaar.",
            f"{level}: {len(found.table.areas)} new areas: {same} stayed the same, {merged} merged, "
            f"{cut} (also) from parts of old areas; {found.refused} not comparable.",
        )
    ]
    if found.unlinked:
        some = ", ".join(found.unlinked[:5]) + (" ..." if len(found.unlinked) > 5 else "")
        count = len(found.unlinked)
        lines.append(
            Bilingual(
                f"{count} gebieden staan niet in de koppeling en zijn weggelaten: {some}",
                f"{count} areas have no link and are left out: {some}",
            )
        )
    return lines
