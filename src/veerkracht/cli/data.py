"""`veerkracht data`: bring in files, fetch from live services, and see what is there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veerkracht.cli.data_convert import convert
from veerkracht.cli.data_refresh import refresh
from veerkracht.cli.data_tiles import telling, tiles
from veerkracht.facts.language import Taal

if TYPE_CHECKING:
    from veerkracht.warehouse import Warehouse

_HOME = click.option(
    "--home", type=click.Path(file_okay=False, path_type=Path), help="Map voor de gegevens / data folder."
)


@click.group()
def data() -> None:
    """Gegevens inlezen, ophalen en bekijken / bring in data and see what is there."""


data.add_command(refresh)
data.add_command(convert)
data.add_command(tiles)


@data.command("import")
@click.argument("paths", metavar="PAD...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--mapping", "mapping", type=click.Path(path_type=Path), help="Koppeling (TOML) van een eigen tabel.")
@_HOME
@click.pass_context
def import_command(ctx: click.Context, *, paths: tuple[Path, ...], mapping: Path | None, home: Path | None) -> None:
    """Lees bestanden en mappen in: CSV, Excel, Parquet, GeoJSON, GeoPackage, JSON en zip.

    Per bestand staat er wat het is, welk niveau en welke jaren, hoeveel rijen zijn ingelezen en welke niet en waarom.
    Read files and folders; see docs for the mapping of an own table.
    """
    from datetime import datetime

    from veerkracht.cli.data_words import Printer
    from veerkracht.sources.files import read_mapping
    from veerkracht.sources.shipped import load_catalogue
    from veerkracht.workflows.importing import import_files
    from veerkracht.workflows.tiles import keeping_tiles

    printer, warehouse = Printer.to_stdout(_taal(ctx)), _warehouse(home)
    with keeping_tiles(warehouse, progress=telling(_taal(ctx))):
        report = import_files(
            paths,
            warehouse=warehouse,
            catalogue=load_catalogue(),
            retrieved=datetime.now().astimezone().date(),
            progress=printer.item,
            mapping=None if mapping is None else read_mapping(mapping),
        )
    printer.summary(report)
    sys.stdout.flush()
    ctx.exit(report.exit_code)


@data.command("list")
@_HOME
@click.pass_context
def list_command(ctx: click.Context, *, home: Path | None) -> None:
    """Laat zien welke gegevens er zijn / show what is stored."""
    from veerkracht.cli.data_words import Printer

    Printer.to_stdout(_taal(ctx)).datasets(_warehouse(home))


def _taal(ctx: click.Context) -> Taal:
    taal: Taal = (ctx.obj or {}).get("taal", "nl")
    return taal


def _warehouse(home: Path | None) -> Warehouse:
    from veerkracht.warehouse import Warehouse
    from veerkracht.workflows.settings import read_settings

    return Warehouse(home or read_settings().home)
