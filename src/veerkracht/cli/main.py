"""The command `veerkracht`: one group, whose commands are imported only when they are asked for."""

from __future__ import annotations

import importlib
import sys
from itertools import pairwise
from typing import ClassVar

import click

from veerkracht import __version__
from veerkracht.errors import VeerkrachtError


class LazyGroup(click.Group):
    """A group that knows its commands by address, so that `--help` does not load pandas."""

    addresses: ClassVar[dict[str, str]] = {
        "beheerder": "veerkracht.cli.serve:beheerder",
        "data": "veerkracht.cli.data:data",
        "index": "veerkracht.cli.index:index",
        "interventie": "veerkracht.cli.intervention:intervention",
        "mix": "veerkracht.cli.mix:mix",
        "quickscan": "veerkracht.cli.quickscan:quickscan",
        "scenario": "veerkracht.cli.scenario:scenario",
        "serve": "veerkracht.cli.serve:serve",
        "signalering": "veerkracht.cli.signalering:signalering",
        "wijkschets": "veerkracht.cli.wijkschets:wijkschets",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted({*super().list_commands(ctx), *self.addresses})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one command, imported now."""
        if cmd_name in self.addresses:
            module, _, name = self.addresses[cmd_name].partition(":")
            command: click.Command = getattr(importlib.import_module(module), name)
            return command
        return super().get_command(ctx, cmd_name)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="veerkracht")
@click.option(
    "--taal", type=click.Choice(["nl", "en"]), default="nl", envvar="VEERKRACHT_TAAL", help="Taal / language."
)
@click.pass_context
def cli(ctx: click.Context, taal: str) -> None:
    """Veerkracht: van open data naar een kaart, een verhaal, een mix en afspraken."""
    ctx.obj = {"taal": taal}


def main() -> None:
    """Run the command; an error on purpose becomes one clear message and exit code 2, never a traceback."""
    arguments = sys.argv[1:]
    taal = "en" if "--taal=en" in arguments or ("--taal", "en") in pairwise(arguments) else "nl"
    try:
        cli(args=arguments, standalone_mode=True)
    except VeerkrachtError as error:
        click.echo(("Fout: " if taal == "nl" else "Error: ") + error.message(taal), err=True)
        raise SystemExit(2) from None
