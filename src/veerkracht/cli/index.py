"""The command `veerkracht index`: make an index of any table of areas, and show the designs there are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.workflows.indexing import (
    design_text,
    load_design,
    run_index,
    shipped_designs,
    write_scores,
    write_trace,
)

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal
    from veerkracht.workflows.indexing import IndexRun

_MADE = Bilingual(
    "{scored} van {areas} gebieden hebben een score ({design}); {out} geschreven.",
    "{scored} of {areas} areas have a score ({design}); wrote {out}.",
)
_WITHOUT = Bilingual(
    "{count} gebieden hebben geen score: te weinig gemeten (kolommen measured en expected).",
    "{count} areas have no score: too little measured (columns measured and expected).",
)
_UNUSED = Bilingual("Niet gebruikt: {columns}.", "Not used: {columns}.")
_WEIGHTS = Bilingual(
    "Gewicht en invloed (welk deel van de verschillen komt door deze indicator):",
    "Weight and influence (which share of the differences this indicator brings in):",
)
_MODELLED = Bilingual("Let op: uit een model, niet gemeten: {codes}.", "Note: from a model, not measured: {codes}.")
_COUNT = Bilingual("{count} indicatoren", "{count} indicators")
_AUDITED = Bilingual(
    "{count} bevindingen vragen aandacht; {out} geschreven.", "{count} findings ask for a look; wrote {out}."
)
_CHANGED = Bilingual(
    "Van {told} van de {areas} gebieden is de verandering verklaard; {out} geschreven. Gemiddeld, in punten:",
    "The change of {told} of {areas} areas is explained; wrote {out}. On average, in points:",
)
_CAUSES = {
    "boundary": Bilingual("andere grenzen", "other boundaries"),
    "revision": Bilingual("herziene cijfers", "revised figures"),
    "indicators": Bilingual("nieuwe cijfers", "new figures"),
    "method": Bilingual("andere methode of schaal", "another method or scale"),
    "weights": Bilingual("andere gewichten", "other weights"),
}
_SHOWN = 60


@click.group(name="index")
def index() -> None:
    """Maak een index van een tabel met gebieden. / Make an index of a table of areas."""


@index.command(name="build")
@click.argument("design")
@click.option("--table", required=True, type=click.Path(path_type=Path), help="CSV: eerste kolom is de gebiedscode.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="CSV met scores, rangen en marges.")
@click.option("--draws", default=200, show_default=True, type=click.IntRange(min=0), help="Trekkingen; 0 is geen.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(min=0), help="Zelfde getal, zelfde marges.")
@click.option("--trace", type=click.Path(path_type=Path), help="CSV met de bijdrage van elke indicator.")
@click.option("--area-column", default="", help="Kolom met gebiedscodes, als dat niet de eerste is.")
@click.pass_context
def build(
    ctx: click.Context,
    *,
    design: str,
    table: Path,
    out: Path,
    draws: int,
    seed: int,
    trace: Path | None,
    area_column: str,
) -> None:
    """Bereken scores en rangen. DESIGN is een TOML-bestand of een meegeleverd ontwerp.

    Compute scores and ranks. DESIGN is a TOML file or a shipped design.
    """
    taal: Taal = (ctx.obj or {}).get("taal", "nl")
    run = run_index(load_design(design), table, draws=draws, seed=seed, area_column=area_column)
    write_scores(run, out)
    if trace is not None:
        write_trace(run, trace)
    for line in _summary(run, taal=taal, out=out):
        click.echo(line)


@index.command(name="designs")
@click.pass_context
def designs(ctx: click.Context) -> None:
    """Toon de meegeleverde ontwerpen. / List the shipped designs."""
    taal: Taal = (ctx.obj or {}).get("taal", "nl")
    for name in shipped_designs():
        design = load_design(name)
        click.echo(f"{name:22} {design.name.say(taal)} ({_COUNT.say(taal).format(count=len(design.indicators))})")


@index.command(name="show")
@click.argument("name")
def show(name: str) -> None:
    """Toon een ontwerp als TOML, om over te nemen en te veranderen. / Show a design as TOML."""
    load_design(name)
    click.echo(design_text(name), nl=False)


@index.command(name="audit")
@click.argument("design")
@click.option("--table", required=True, type=click.Path(path_type=Path), help="CSV: eerste kolom is de gebiedscode.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Bestand: .html, .csv of .json.")
@click.option("--draws", default=400, show_default=True, type=click.IntRange(min=0), help="Trekkingen; 0 is geen.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(min=0), help="Zelfde getal, zelfde marges.")
@click.option("--link", multiple=True, help="Kolom met een andere maat om mee te vergelijken; mag vaker.")
@click.option("--area-column", default="", help="Kolom met gebiedscodes, als dat niet de eerste is.")
@click.pass_context
def audit(
    ctx: click.Context,
    *,
    design: str,
    table: Path,
    out: Path,
    draws: int,
    seed: int,
    link: tuple[str, ...],
    area_column: str,
) -> None:
    """Controleer een index in tien stappen (OESO en JRC, 2008). / Audit an index in ten steps."""
    from datetime import datetime

    from veerkracht.workflows.index_audit import run_audit, write_audit

    taal: Taal = (ctx.obj or {}).get("taal", "nl")
    found = run_audit(load_design(design), table, draws=draws, seed=seed, links=link, area_column=area_column)
    write_audit(found, out, taal=taal, day=datetime.now().astimezone().date())
    click.echo(_AUDITED.say(taal).format(count=found.to_look_at, out=out))


@index.command(name="change")
@click.argument("design")
@click.option("--table", required=True, type=click.Path(path_type=Path), help="CSV van de latere uitgave.")
@click.option("--before", type=click.Path(path_type=Path), help="CSV van de eerdere uitgave; anders dezelfde tabel.")
@click.option("--design-before", default="", help="Ontwerp van de eerdere uitgave, als dat een ander was.")
@click.option("--rebased", type=click.Path(path_type=Path), help="CSV: de eerdere cijfers op de nieuwe grenzen.")
@click.option("--from", "first", default="", help="Eerdere periode.")
@click.option("--to", "last", default="", help="Latere periode.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="CSV met de oorzaken per gebied.")
@click.option("--area-column", default="", help="Kolom met gebiedscodes, als dat niet de eerste is.")
@click.pass_context
def change(
    ctx: click.Context,
    *,
    design: str,
    table: Path,
    before: Path | None,
    design_before: str,
    rebased: Path | None,
    first: str,
    last: str,
    out: Path,
    area_column: str,
) -> None:
    """Waarom een score veranderde: cijfers, herziening, grenzen, methode, gewichten. / Why a score changed."""
    from veerkracht.workflows.index_change import run_change, write_change

    taal: Taal = (ctx.obj or {}).get("taal", "nl")
    found = run_change(
        design,
        table,
        before=before,
        design_before=design_before,
        rebased=rebased,
        periods=(first, last),
        area_column=area_column,
    )
    write_change(found, out)
    told = int(np.isfinite(found.causes["indicators"]).sum())
    click.echo(_CHANGED.say(taal).format(told=told, areas=len(found.codes), out=out))
    for cause, moved in found.causes.items():
        size = float(np.nanmean(np.abs(moved))) if told else float("nan")
        click.echo(f"  {_CAUSES[cause].say(taal):28} {size:.4f}")


def _summary(run: IndexRun, *, taal: Taal, out: Path) -> list[str]:
    """Return what a person wants to know after a run."""
    result = run.result
    scores = result.scores[:, :, result.nodes.index(result.design.root)]
    without = int(np.isnan(scores).sum())
    lines = [
        _MADE.say(taal).format(
            scored=scores.size - without, areas=scores.size, design=result.design.name.say(taal), out=out
        )
    ]
    if without:
        lines.append(_WITHOUT.say(taal).format(count=without))
    if run.unused:
        lines.append(_UNUSED.say(taal).format(columns=", ".join(run.unused)))
    modelled = [choice.code for choice in result.design.indicators if choice.modelled]
    if modelled:
        lines.append(_MODELLED.say(taal).format(codes=", ".join(modelled)))
    lines.append(_WEIGHTS.say(taal))
    top = result.effective_weights[result.nodes.index(result.design.root)]
    for code, weight in list(zip(result.indicators, top, strict=True))[:_SHOWN]:
        influence = run.influence[code]
        shown = "  -  " if np.isnan(influence) else f"{influence:6.1%}"
        lines.append(f"  {code:28} {weight:6.1%} {shown}")
    return lines
