"""`veerkracht data refresh`: fetch open data of some gemeenten from the live services."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from veerkracht.cli.data_tiles import telling
from veerkracht.facts.indicators import Theme
from veerkracht.facts.language import Bilingual, Taal
from veerkracht.facts.periods import parse_range

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from veerkracht.workflows.refresh import RefreshReport, Step, TableReport


@click.command()
@click.option("--gemeente", "gemeenten", multiple=True, required=True, metavar="GM0344", help="Code; mag vaker.")
@click.option(
    "--jaren", "span", required=True, metavar="2015-2024", help="Jaren van de cijfers / years of the figures."
)
@click.option(
    "--thema", "themes", multiple=True, type=click.Choice([theme.value for theme in Theme]), help="Mag vaker."
)
@click.option("--offline", is_flag=True, help="Alleen wat al is opgehaald / only what was fetched before.")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Map voor de gegevens / data folder.")
@click.pass_context
def refresh(
    ctx: click.Context,
    *,
    gemeenten: tuple[str, ...],
    span: str,
    themes: tuple[str, ...],
    offline: bool,
    home: Path | None,
) -> None:
    """Haal open data op bij CBS, RIVM, politie, PDOK en Leefbaarometer.

    Fetch open data of the gemeenten from the live services.
    """
    from veerkracht.sources.shipped import load_catalogue
    from veerkracht.warehouse.store import Warehouse
    from veerkracht.workflows import refresh as workflow
    from veerkracht.workflows.settings import read_settings
    from veerkracht.workflows.tiles import keeping_tiles

    taal: Taal = (ctx.obj or {}).get("taal", "nl")
    settings = read_settings()
    folder = home or settings.home
    warehouse = Warehouse(folder)
    with (
        keeping_tiles(warehouse, progress=telling(taal)),
        settings.http(home=folder, offline=offline) as http,
        showing(taal) as progress,
    ):
        report = workflow.refresh(
            gemeenten,
            parse_range(span),
            catalogue=load_catalogue(),
            warehouse=warehouse,
            http=http,
            progress=progress,
            themes=[Theme(name) for name in themes] or None,
            addresses=settings.addresses(),
        )
    summarise(report, taal=taal)
    ctx.exit(report.exit_code)


@contextlib.contextmanager
def showing(taal: Taal) -> Iterator[Callable[[Step], None]]:
    """Give a listener that draws a bar on a terminal and writes a line per table elsewhere."""
    console = Console(stderr=False)
    if not console.is_terminal:
        yield lambda step: _line(step, taal=taal)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        whole = bar.add_task(Bilingual("Ophalen", "Fetching").say(taal), total=None)

        def listen(step: Step) -> None:
            size = f" {step.bytes_done / 1e6:.0f} MB" if step.bytes_done else ""
            bar.update(whole, completed=step.done, total=step.total, description=step.task.say().say(taal) + size)
            if step.finished is not None:
                bar.console.print(account(step.finished, taal=taal), markup=False, highlight=False)

        yield listen


def _line(step: Step, *, taal: Taal) -> None:
    if step.finished is not None:
        click.echo(f"[{step.done}/{step.total}] {account(step.finished, taal=taal)}")


def account(report: TableReport, *, taal: Taal) -> str:
    """Return one line on one table: what was taken, what is missing, or why it failed."""
    return report.say().say(taal)


def summarise(report: RefreshReport, *, taal: Taal) -> None:
    """Write what is missing, by reason, and how many tables came and failed."""
    reasons: dict[Bilingual, set[str]] = {}
    for table in report.tables:
        for one in table.missing:
            reasons.setdefault(one.why, set()).add(f"{one.indicator} {one.year}")
    for why, which in reasons.items():
        some = ", ".join(sorted(which)[:8]) + (" ..." if len(which) > 8 else "")
        missing = Bilingual("Ontbreekt", "Missing").say(taal)
        click.echo(f"{missing} ({why.say(taal)}): {len(which)}: {some}")
    failed, total = len(report.failed), len(report.tables)
    nl = f"Klaar: {total - failed} van {total} tabellen opgehaald."
    en = f"Done: {total - failed} of {total} tables fetched."
    if failed:
        nl += f" {failed} mislukt; wat er al was, is gebleven. Geef de opdracht later nog eens."
        en += f" {failed} failed; what was there before is kept. Run the command again later."
    click.echo(Bilingual(nl, en).say(taal))
