"""`veerkracht quickscan`: a stand-alone report on the resilience of the buurten of one gemeente."""

from __future__ import annotations

from pathlib import Path

import click

from veerkracht.facts.language import Taal


@click.command()
@click.argument("gemeente", required=False, metavar="GM0344")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Map voor het rapport.")
@click.option("--vergelijk", default="", metavar="GM0363,GM0772", help="Gemeenten om mee te vergelijken.")
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
    vergelijk: str,
    taal: Taal | None,
    demo: bool,
    open_it: bool,
    home: Path | None,
) -> None:
    """Maak een QuickScan Veerkracht van een gemeente: pdf, html, Word en json.

    Make a QuickScan of one gemeente from the data that were imported or fetched.
    """
    from datetime import datetime  # noqa: PLC0415  (everything heavy loads only now)

    from veerkracht.sources.shipped import load_catalogue  # noqa: PLC0415
    from veerkracht.warehouse import Warehouse  # noqa: PLC0415
    from veerkracht.workflows.demo import load_demo  # noqa: PLC0415
    from veerkracht.workflows.quickscan import Request, make_quickscan, write_quickscan  # noqa: PLC0415
    from veerkracht.workflows.settings import read_settings  # noqa: PLC0415

    language: Taal = taal or (ctx.obj or {}).get("taal", "nl")
    if gemeente is None and not demo:
        raise click.UsageError(
            "Noem de code van een gemeente, bijvoorbeeld GM0344, of gebruik --demo."
            if language == "nl"
            else "Name the code of a gemeente, for example GM0344, or use --demo."
        )
    folder = home or read_settings().home
    if demo:
        warehouse, gemeente = load_demo(folder / "demo")
    else:
        warehouse = Warehouse(folder)
    request = Request(
        gemeente=str(gemeente).strip().upper(),
        day=datetime.now().astimezone().date(),
        compare=tuple(code.strip().upper() for code in vergelijk.split(",") if code.strip()),
        taal=language,
    )
    document = make_quickscan(request, warehouse=warehouse, catalogue=load_catalogue())
    paths = write_quickscan(document, out, progress=lambda path: click.echo(f"  {path}"))
    click.echo(f"{document.title}, {document.date_text}")
    if open_it:
        click.launch(str(next(path for path in paths if path.suffix == ".html")))
