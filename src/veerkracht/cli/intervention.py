"""The command `veerkracht interventie`: what can be done in a wijk, and what is known of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from veerkracht.facts.language import Bilingual

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal

PERSPECTIVES = ("sociale-aanpak", "leefomgeving", "woningprogramma", "herpositionering")
_COUNTED = Bilingual(
    "{number} interventies. Van {shown} is geen werkzaamheid aangetoond, van {unknown} is het effect onbekend.",
    "{number} interventions. Of {shown} no effect was shown, of {unknown} the effect is unknown.",
)
_RIGHT = Bilingual(
    "{file} klopt: {number} interventies in {versions} versies.",
    "{file} is right: {number} interventions in {versions} versions.",
)
_NEW = Bilingual("Nieuw: {codes}.", "New: {codes}.")
_ABOVE = Bilingual("In plaats van die van Veerkracht: {codes}.", "Instead of those of Veerkracht: {codes}.")
_OWN_FILE = click.option(
    "--own",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Catalogus van uw organisatie, boven die van Veerkracht / of your organisation.",
)


@click.group(name="interventie")
def intervention() -> None:
    """Wat u in een wijk kunt doen, en wat ervan bekend is. / What can be done in a wijk, and what is known of it."""


@intervention.command(name="list")
@click.option("--perspectief", type=click.Choice(PERSPECTIVES), help="Alleen dit handelingsperspectief.")
@_OWN_FILE
@click.pass_context
def list_all(ctx: click.Context, *, perspectief: str | None, own: Path | None) -> None:
    """Toon alle interventies per handelingsperspectief.

    Show all interventions by perspective.
    """
    from veerkracht.facts.quadrants import QUADRANT_NAMES, Quadrant
    from veerkracht.perspectief.evidence import Verdict
    from veerkracht.perspectief.telling import headline
    from veerkracht.workflows.interventions import interventions_with

    taal = _taal(ctx)
    catalogue = interventions_with(own)
    shown = [one for one in catalogue if perspectief in (None, one.quadrant)]
    for quadrant in Quadrant:
        below = [one for one in shown if one.quadrant is quadrant]
        if below:
            click.echo(QUADRANT_NAMES[quadrant].say(taal))
        for one in below:
            click.echo(f"  {headline(one, taal=taal)}")
    count = {verdict: sum(one.verdict is verdict for one in shown) for verdict in Verdict}
    told = {"shown": count[Verdict.NONE_SHOWN], "unknown": count[Verdict.UNKNOWN]}
    click.echo(_COUNTED.say(taal).format(number=len(shown), **told))


@intervention.command(name="show")
@click.argument("code", metavar="CODE")
@_OWN_FILE
@click.pass_context
def show(ctx: click.Context, *, code: str, own: Path | None) -> None:
    """Toon alles wat van één interventie bekend is, en wat niet.

    Show all that is known of one intervention, and what is not.
    """
    from veerkracht.perspectief.telling import told_facts
    from veerkracht.workflows.interventions import carried_effects, interventions_with

    taal = _taal(ctx)
    one = interventions_with(own)[code.strip().lower()]
    click.echo(one.name.say(taal))
    click.echo(one.description.say(taal))
    for label, text in (*told_facts(one, taal=taal), *carried_effects(one, taal=taal)):
        click.echo(f"- {label}: {text}")


@intervention.command(name="check")
@click.argument("file", metavar="FILE.toml", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def check(ctx: click.Context, *, file: Path) -> None:
    """Controleer de catalogus van uw organisatie; een fout noemt de regel.

    Check the catalogue of your organisation; a fault names its line.
    """
    from veerkracht.perspectief.interventions_toml import parse_interventions
    from veerkracht.workflows.interventions import interventions_with, shipped_interventions

    taal = _taal(ctx)
    own = parse_interventions(file.read_bytes(), document=file.name)
    interventions_with(file)
    above = [one.code for one in own if one.code in shipped_interventions()]
    fresh = [one.code for one in own if one.code not in above]
    click.echo(_RIGHT.say(taal).format(file=file.name, number=len(own), versions=len(own.entries)))
    for said, codes in ((_NEW, fresh), (_ABOVE, above)):
        if codes:
            click.echo(said.say(taal).format(codes=", ".join(codes)))


def _taal(ctx: click.Context) -> Taal:
    taal: Taal = (ctx.obj or {}).get("taal", "nl")
    return taal
