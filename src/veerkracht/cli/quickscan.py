"""`veerkracht quickscan`: a stand-alone report on the resilience of the buurten of one gemeente, or of every one."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veerkracht.facts.language import Taal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.workflows.quickscan import Request
    from veerkracht.workflows.quickscan_country import Country


@click.command()
@click.argument("gemeente", required=False, metavar="GM0344")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Map voor het rapport.")
@click.option("--vergelijk", "compare", default="", metavar="GM0363,GM0772", help="Gemeenten om mee te vergelijken.")
@click.option("--alle", "every", is_flag=True, help="Maak het rapport van elke gemeente / of every gemeente.")
@click.option("--formaat", "formats", default="", metavar="pdf,html,docx,json", help="Welke bestanden / which files.")
@click.option("--taal", type=click.Choice(["nl", "en"]), default=None, help="Taal van het rapport / language.")
@click.option("--demo", is_flag=True, help="Maak het rapport van de fictieve demostad / use the fictitious city.")
@click.option("--open", "open_it", is_flag=True, help="Open het rapport in de browser / open in the browser.")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Map voor de gegevens / data folder.")
@click.pass_context
def quickscan(
    ctx: click.Context,
    *,
    gemeente: str | None,
    out: Path,
    compare: str,
    every: bool,
    formats: str,
    taal: Taal | None,
    demo: bool,
    open_it: bool,
    home: Path | None,
) -> None:
    """Maak een QuickScan Veerkracht van een gemeente: pdf, html, Word en json.

    Met --alle krijgt elke gemeente in de gegevens een eigen map. Een gemeente die niet lukt, houdt de rest niet tegen.

    Make a QuickScan of one gemeente, or with --alle of every one, from the data that were imported or fetched.
    """
    from datetime import datetime

    from veerkracht.workflows.quickscan import Request, read_formats

    language: Taal = taal or (ctx.obj or {}).get("taal", "nl")
    _check_usage(gemeente, every=every, demo=demo, taal=language)
    files = read_formats(formats)
    country, city = _opened(home, demo=demo)
    request = Request(
        gemeente=str(gemeente or city).strip().upper(),
        day=datetime.now().astimezone().date(),
        compare=tuple(code.strip().upper() for code in compare.split(",") if code.strip()),
        taal=language,
    )
    make = _every if every else _one
    failed = make(request, country=country, out=out, formats=files)
    if open_it:
        page = out / "quickscan.html"
        click.launch(str(page if page.is_file() else out))
    ctx.exit(2 if failed else 0)


def _check_usage(gemeente: str | None, *, every: bool, demo: bool, taal: Taal) -> None:
    """Refuse what does not say of which gemeente, or says it twice."""
    if gemeente is None and not demo and not every:
        raise click.UsageError(
            "Noem de code van een gemeente, bijvoorbeeld GM0344, of gebruik --alle of --demo."
            if taal == "nl"
            else "Name the code of a gemeente, for example GM0344, or use --alle or --demo."
        )
    if gemeente is not None and (demo or every):
        raise click.UsageError(
            f"Noem óf een gemeente ({gemeente}), óf --alle of --demo, niet beide."
            if taal == "nl"
            else f"Name a gemeente ({gemeente}), or use --alle or --demo, not both."
        )


def _opened(home: Path | None, *, demo: bool) -> tuple[Country, str]:
    """Return the country of the stored data, or that of the demo city and its code."""
    from veerkracht.sources.shipped import load_catalogue
    from veerkracht.warehouse import Warehouse
    from veerkracht.workflows.demo import load_demo
    from veerkracht.workflows.quickscan_country import open_country
    from veerkracht.workflows.settings import read_settings

    folder = home or read_settings().home
    warehouse, city = load_demo(folder / "demo") if demo else (Warehouse(folder), "")
    return open_country(warehouse, load_catalogue()), city


def _one(request: Request, *, country: Country, out: Path, formats: Sequence[str]) -> int:
    """Write the report of one gemeente; return how many failed, which is none: a fault ends the command."""
    from veerkracht.workflows.quickscan import report_of, write_quickscan

    document = report_of(request, country=country)
    write_quickscan(document, out, formats=formats, progress=lambda path: click.echo(f"  {path}"))
    click.echo(f"{document.title}, {document.date_text}")
    return 0


def _every(request: Request, *, country: Country, out: Path, formats: Sequence[str]) -> int:
    """Write the report of every gemeente, a line for each; return how many failed."""
    from veerkracht.workflows.quickscan_every import all_gemeenten, every_quickscan

    dutch = request.taal == "nl"
    gemeenten = all_gemeenten(country)
    faults = []
    start = last = time.perf_counter()
    found = every_quickscan(request, country=country, gemeenten=gemeenten, folder=out, formats=formats)
    for number, made in enumerate(found, start=1):
        now = time.perf_counter()
        line = f"{number:4d}/{len(gemeenten)}  {made.gemeente}  {now - last:4.1f} s  {made.title}"
        if made.fault is not None:
            faults.append(made.gemeente)
            line += ("mislukt: " if dutch else "failed: ") + made.fault.message(request.taal)
        click.echo(line, err=made.fault is not None)
        last = now
    done, seconds = len(gemeenten) - len(faults), last - start
    click.echo(
        f"Gemaakt: {done} van {len(gemeenten)}, in {seconds:.0f} s. Map: {out}"
        if dutch
        else f"Made: {done} of {len(gemeenten)}, in {seconds:.0f} s. Folder: {out}"
    )
    if faults:
        click.echo(("Mislukt: " if dutch else "Failed: ") + ", ".join(faults), err=True)
    return len(faults)
