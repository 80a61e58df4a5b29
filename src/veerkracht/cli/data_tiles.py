"""`veerkracht data tiles`: make the map of the country for the browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from veerkracht.facts.language import Bilingual, Taal

if TYPE_CHECKING:
    from collections.abc import Callable

    from veerkracht.workflows.tiles import TilesStep


@click.command()
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Map voor de gegevens / data folder.")
@click.pass_context
def tiles(ctx: click.Context, *, home: Path | None) -> None:
    """Maak de kaart van het hele land voor de browser (vectortegels).

    Dat gebeurt ook vanzelf na het inlezen van grenzen. Wat er al is en nog klopt, blijft staan.
    Make the vector tiles of the country; an import of boundaries does so by itself.
    """
    from veerkracht.warehouse import Warehouse
    from veerkracht.workflows.settings import read_settings
    from veerkracht.workflows.tiles import make_tiles

    taal: Taal = (ctx.obj or {}).get("taal", "nl")
    steps = make_tiles(Warehouse(home or read_settings().home), progress=telling(taal))
    if not steps:
        none = Bilingual(
            "Er zijn geen kaartvlakken ingelezen, dus er is niets te maken. Haal ze op met `veerkracht data refresh`.",
            "No polygons are stored, so there is nothing to make. Fetch them with `veerkracht data refresh`.",
        )
        click.echo(none.say(taal))
    ctx.exit(2 if any(step.failed for step in steps) else 0)


def telling(taal: Taal) -> Callable[[TilesStep], None]:
    """Return a listener that writes a line for each level that is done, or why it is not there."""

    def tell(step: TilesStep) -> None:
        words = step.say(taal)
        if step.failed is not None:
            click.echo(("Let op: " if taal == "nl" else "Note: ") + words, err=True)
        else:
            click.echo(words)

    return tell
