"""The command `veerkracht scenario`: what a policy does in a whole city."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veerkracht.facts.language import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from veerkracht.engines.contract import Step
    from veerkracht.facts.language import Taal
    from veerkracht.workflows.scenario_run import Made, Start

_RUNS = Bilingual("doorrekeningen", "runs")
_DONE = Bilingual(
    "{runs} doorrekeningen van het scenario en van 'zoals nu', met hetzelfde toeval. Map: {out}",
    "{runs} runs of the scenario and of 'as today', with the same chance. Folder: {out}",
)
_KEPT = Bilingual("{kept} daarvan waren er al.", "{kept} of these were there already.")
_ANSWERED = Bilingual(
    "Het hele antwoord staat in {file}; `veerkracht scenario answer {out}` schrijft het uit.",
    "The whole answer is in {file}; `veerkracht scenario answer {out}` writes it out.",
)
_WRITTEN = Bilingual("{file} geschreven.", "Wrote {file}.")
_NEXT = Bilingual(
    "Pas het aan en reken het door: veerkracht scenario run {file} --out MAP",
    "Change it and run it: veerkracht scenario run {file} --out FOLDER",
)
_NO_ANSWER = Bilingual("De doorrekeningen zijn bewaard, maar er is geen antwoord: ", "The runs are kept, but: ")
_LEFT_OUT = Bilingual("gestopt; wat klaar is, is bewaard", "stopped; what is done is kept")


@click.group(name="scenario")
def scenario() -> None:
    """Reken door wat een plan doet in een hele stad. / Compute what a policy does in a whole city."""


@scenario.command(name="run")
@click.argument("file", metavar="SCENARIO.toml", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Map voor de uitkomst.")
@click.option("--runs", default=200, show_default=True, type=click.IntRange(min=1), help="Aantal doorrekeningen.")
@click.option(
    "--engine",
    type=click.Choice(["local", "dask", "here"]),
    default="local",
    show_default=True,
    help="Waar: processen op deze computer, Dask, of dit proces / where to compute.",
)
@click.option("--scheduler", default="", metavar="tcp://ADRES:8786", help="Verdeler van Dask die al draait.")
@click.option("--workers", type=click.IntRange(min=1), help="Aantal processen; anders één per processor.")
@click.option(
    "--sampling",
    type=click.Choice(["all", "chance", "shares"]),
    default="all",
    show_default=True,
    help="Wat verschilt per doorrekening: alles, alleen toeval, of in groepen om oorzaken te scheiden.",
)
@click.option("--per-run", "per_run", multiple=True, metavar="nuisance", help="Bewaar dit per doorrekening; mag vaker.")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Map voor de gegevens / data folder.")
@click.pass_context
def run(
    ctx: click.Context,
    *,
    file: Path,
    out: Path,
    runs: int,
    engine: str,
    scheduler: str,
    workers: int | None,
    sampling: str,
    per_run: tuple[str, ...],
    home: Path | None,
) -> None:
    """Reken een scenario vaak door, naast 'zoals nu' met hetzelfde toeval.

    Wat al in de map staat wordt gebruikt; na een onderbreking wordt alleen berekend wat ontbreekt.

    Run a scenario many times beside 'as today' with the same chance. What the folder holds already is used again.
    """
    from veerkracht.stad.ensemble import Sampling
    from veerkracht.workflows import scenario_run
    from veerkracht.workflows.scenario_engines import engine_named, workers_here
    from veerkracht.workflows.scenario_start import read_start
    from veerkracht.workflows.settings import read_settings

    taal: Taal = (ctx.obj or {}).get("taal", "nl")
    number = workers or workers_here()
    chosen = engine_named(engine, workers=number, scheduler=scheduler)
    folder = home or read_settings().home
    start = read_start(file, home=folder)
    asked = scenario_run.Asked(runs=runs, sampling=Sampling(sampling), per_run=per_run)
    with showing(taal) as (progress, steps):
        made = scenario_run.run(start, asked=asked, engine=chosen, workers=number, out=out, progress=progress)
    click.echo(_DONE.say(taal).format(runs=made.merged.spec.runs, out=made.folder))
    if steps[0].kept:
        click.echo(_KEPT.say(taal).format(kept=steps[0].kept))
    _tell(start, made, home=folder, taal=taal)


def _tell(start: Start, made: Made, *, home: Path, taal: Taal) -> None:
    """Say the short answer and keep the whole one; runs of which no answer can be given are kept all the same."""
    from veerkracht.errors.scenario_answer import AnswerError
    from veerkracht.report.stad.answer_text import answer_lines
    from veerkracht.workflows.scenario_answer import ANSWER, answer_of, answer_text
    from veerkracht.workflows.scenario_compare import write_new

    try:
        answer = answer_of(start, made.merged, folder=made.folder, home=home)
    except AnswerError as error:
        click.echo(_NO_ANSWER.say(taal) + error.message(taal), err=True)
        return
    write_new(made.folder / ANSWER, answer_text(answer).encode(), force=True)
    click.echo("")
    for line in answer_lines(answer, taal=taal, is_short=True):
        click.echo(line)
    click.echo("")
    click.echo(_ANSWERED.say(taal).format(file=made.folder / ANSWER, out=made.folder))


@scenario.command(name="quick")
@click.argument("file", metavar="SCENARIO.toml", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--draws", default=64, show_default=True, type=click.IntRange(min=1), help="Aantal trekkingen / draws.")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Map voor de gegevens / data folder.")
@click.pass_context
def quick(ctx: click.Context, *, file: Path, draws: int, home: Path | None) -> None:
    """Geef snel een antwoord, met verwachte aantallen en zonder toeval; er wordt niets bewaard.

    Answer quickly, with expected numbers and without chance; nothing is kept.
    """
    from veerkracht.report.stad.answer_text import answer_lines
    from veerkracht.workflows.scenario_answer import quick_answer
    from veerkracht.workflows.scenario_start import read_start
    from veerkracht.workflows.settings import read_settings

    taal: Taal = (ctx.obj or {}).get("taal", "nl")
    folder = home or read_settings().home
    found = quick_answer(read_start(file, home=folder), draws=draws, home=folder)
    for line in answer_lines(found, taal=taal, is_short=True):
        click.echo(line)


@scenario.command(name="new")
@click.argument("gemeente", metavar="GEMEENTE|demo")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Bestand: .toml.")
@click.option(
    "--example",
    type=click.Choice(["social_first", "demolish_and_build"]),
    help="Een voorbeeld voor de fictieve stad / an example for the fictitious city.",
)
@click.option(
    "--stock",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tabel met eigen woningen per buurt (CSV, xlsx) / own homes per buurt.",
)
@click.option("--force", is_flag=True, help="Vervang het bestand als het er al is / replace the file.")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Map voor de gegevens / data folder.")
@click.pass_context
def new(
    ctx: click.Context,
    *,
    gemeente: str,
    out: Path,
    example: str | None,
    stock: Path | None,
    force: bool,
    home: Path | None,
) -> None:
    """Begin een scenario: een bestand met uitleg, voorbeelden en de codes van alle buurten.

    GEMEENTE is een code of naam, bijvoorbeeld GM0344 of Utrecht; 'demo' is de fictieve stad.

    Begin a scenario: a file with explanations, examples and the codes of all buurten.
    """
    from veerkracht.workflows.scenario_compare import require_new, write_new
    from veerkracht.workflows.scenario_new import new_text
    from veerkracht.workflows.settings import read_settings

    taal: Taal = (ctx.obj or {}).get("taal", "nl")
    require_new(out, force=force)
    text = new_text(gemeente, example=example or "", home=home or read_settings().home, stock=stock)
    write_new(out, text.encode(), force=force)
    click.echo(_WRITTEN.say(taal).format(file=out))
    click.echo(_NEXT.say(taal).format(file=out))


@scenario.command(name="answer")
@click.argument("folder", metavar="MAP", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--short", "is_short", is_flag=True, help="Alleen het belangrijkste / the main things only.")
@click.option("--json", "as_json", type=click.Path(dir_okay=False, path_type=Path), help="Schrijf het ook als JSON.")
@click.option("--force", is_flag=True, help="Vervang het bestand als het er al is / replace the file.")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Map voor de gegevens / data folder.")
@click.pass_context
def answer(
    ctx: click.Context, *, folder: Path, is_short: bool, as_json: Path | None, force: bool, home: Path | None
) -> None:
    """Schrijf het antwoord van een resultaat uit: wat te tellen is, wat onzeker is, de afspraken en waar het op rust.

    Write out the answer of a result: what is counted, what is uncertain, the contract and what it rests on.
    """
    from veerkracht.report.stad.answer_text import answer_lines
    from veerkracht.workflows.scenario_answer import answer_from, answer_text
    from veerkracht.workflows.scenario_compare import require_new, write_new
    from veerkracht.workflows.settings import read_settings

    taal: Taal = (ctx.obj or {}).get("taal", "nl")
    if as_json is not None:
        require_new(as_json, force=force)
    found = answer_from(folder, home=home or read_settings().home)
    if as_json is not None:
        write_new(as_json, answer_text(found).encode(), force=force)
    for line in answer_lines(found, taal=taal, is_short=is_short):
        click.echo(line)


@scenario.command(name="compare")
@click.argument(
    "folders",
    metavar="MAP [MAP ...]",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option("--area", "areas", multiple=True, metavar="BU03440111", help="Toon dit gebied; mag vaker / this area.")
@click.option("--json", "as_json", type=click.Path(dir_okay=False, path_type=Path), help="Schrijf het ook als JSON.")
@click.option("--csv", "as_csv", type=click.Path(dir_okay=False, path_type=Path), help="Schrijf het ook als CSV.")
@click.option("--force", is_flag=True, help="Vervang bestanden die er al zijn / replace files.")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Map voor de gegevens / data folder.")
@click.pass_context
def compare(
    ctx: click.Context,
    *,
    folders: tuple[Path, ...],
    areas: tuple[str, ...],
    as_json: Path | None,
    as_csv: Path | None,
    force: bool,
    home: Path | None,
) -> None:
    """Leg een resultaat naast 'zoals nu', of tot vier resultaten van dezelfde stad naast elkaar.

    Put one result beside 'as today', or up to four results of the same city beside each other.
    """
    from veerkracht.report.stad.comparison_text import comparison_lines
    from veerkracht.workflows import scenario_compare as comparing
    from veerkracht.workflows.settings import read_settings

    taal: Taal = (ctx.obj or {}).get("taal", "nl")
    for file in (as_json, as_csv):
        if file is not None:
            comparing.require_new(file, force=force)
    found = comparing.compare(folders, home=home or read_settings().home)
    codes = tuple(code.strip().upper() for code in areas)
    comparing.require_areas(found, codes)
    if as_json is not None:
        comparing.write_new(as_json, comparing.comparison_json(found), force=force)
    if as_csv is not None:
        comparing.write_new(as_csv, comparing.comparison_csv(found, taal=taal, codes=codes), force=force)
    for line in comparison_lines(found, taal=taal, codes=codes):
        click.echo(line)


@contextlib.contextmanager
def showing(taal: Taal) -> Iterator[tuple[Callable[[Step], None], list[Step]]]:
    """Give a listener that draws a bar on standard error, and the steps it heard of."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    steps: list[Step] = []
    columns = (
        TextColumn(_RUNS.say(taal)),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=None)

        def tell(step: Step) -> None:
            steps.append(step)
            bar.update(task, completed=step.done, total=step.total)

        try:
            yield tell, steps
        except KeyboardInterrupt:
            bar.console.print(_LEFT_OUT.say(taal))
            raise
