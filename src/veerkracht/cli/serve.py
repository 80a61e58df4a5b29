"""`veerkracht serve`: start the web application on this machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import click

# As the web application knows them; it is not imported here, so that the command starts at once.
KINDS = ("gemeente", "corporatie", "welzijn", "adviseur", "anders")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Adres om op te luisteren / address.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Poort / port.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(0, 32), help="Processen voor taken.")
@click.option("--demo", is_flag=True, help="Met de fictieve demostad, apart van uw gegevens / the fictitious city.")
@click.option("--open", "open_it", is_flag=True, help="Open de browser / open the browser.")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Map voor de gegevens / data folder.")
@click.pass_context
def serve(
    ctx: click.Context, *, host: str, port: int, workers: int, demo: bool, open_it: bool, home: Path | None
) -> None:
    """Start de webapplicatie, met een proces voor lange taken.

    De database is SQLite in de datamap, of wat in VEERKRACHT_WEB_DATABASE staat (postgresql://...).

    Start the web application with a process for long jobs.
    """
    from veerkracht.workflows.settings import read_settings

    folder = (home or read_settings().home).expanduser().resolve()
    environment = dict(os.environ)
    # The fictitious city has a home of its own, so that real and invented figures never meet.
    environment["VEERKRACHT_HOME"] = str(folder / "demo" if demo else folder)
    if demo:
        environment["VEERKRACHT_WEB_DEMO"] = "true"
    command = [sys.executable, "-m", "veerkracht.web", "serve", f"--host={host}", f"--port={port}"]
    command += [f"--workers={workers}", *(["--open"] if open_it else [])]
    program = subprocess.Popen(command, env=environment)  # noqa: S603  # our own program
    # Whoever stops this program by its number must stop the server and its workers too.
    signal.signal(signal.SIGTERM, lambda *_: program.terminate())
    try:
        ctx.exit(program.wait())
    except KeyboardInterrupt:
        ctx.exit(program.wait())


@click.command()
@click.argument("email", metavar="E-MAIL")
@click.option("--naam", "name", default="", help="Naam van deze persoon / name.")
@click.option("--site", default="http://localhost:8000", show_default=True, help="Adres van de site / its address.")
@click.option("--organisatie", "organisation", default="", help="Organisatie die begint / organisation to begin with.")
@click.option("--soort", "kind", default="gemeente", show_default=True, type=click.Choice(KINDS), help="Soort / kind.")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Map voor de gegevens / data folder.")
@click.pass_context
def beheerder(  # every option is one of the command
    ctx: click.Context, *, email: str, name: str, site: str, organisation: str, kind: str, home: Path | None
) -> None:
    """Maak iemand functioneel beheerder en geef een link om een wachtwoord te kiezen.

    Zo begint een lege installatie: de functioneel beheerder maakt daarna organisaties en nodigt mensen uit.
    Met --organisatie ontstaat meteen de eerste, en staat op de tweede regel een link voor haar eerste beheerder.

    Make someone a functional manager of this installation; prints a link with which to choose a password. With
    --organisatie the first one is made, and the second line is a link for its first administrator.
    """
    from veerkracht.workflows.settings import read_settings

    folder = (home or read_settings().home).expanduser().resolve()
    command = [sys.executable, "-m", "veerkracht.web", "functional", email, f"--name={name}", f"--site={site}"]
    command += [f"--organisation={organisation}", f"--kind={kind}"]
    environment = {**os.environ, "VEERKRACHT_HOME": str(folder)}
    ctx.exit(subprocess.run(command, env=environment, check=False).returncode)  # noqa: S603  # our own program
