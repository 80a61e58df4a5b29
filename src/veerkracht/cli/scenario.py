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
    from veerkracht.workflows.scenario_run import Made

_RUNS = Bilingual("doorrekeningen", "runs")
_DONE = Bilingual(
    "{runs} doorrekeningen van het scenario en van 'zoals nu', met hetzelfde toeval. Map: {out}",
    "{runs} runs of the scenario and of 'as today', with the same chance. Folder: {out}",
)
_KEPT = Bilingual("{kept} daarvan waren er al.", "{kept} of these were there already.")
_BAND = Bilingual(
    "Overlast na {years} jaar, verschil met 'zoals nu': de band van 90% ligt in {better} van de {areas} gebieden "
    "helemaal onder 0 (minder overlast), in {worse} erboven. In de andere is het verschil niet zeker.",
    "Nuisance after {years} years, difference with 'as today': in {better} of {areas} areas the band of 90% lies "
    "wholly below 0 (less nuisance), in {worse} above it. In the others the difference is not certain.",
)
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
    start = read_start(file, home=home or read_settings().home)
    asked = scenario_run.Asked(runs=runs, sampling=Sampling(sampling), per_run=per_run)
    with showing(taal) as (progress, steps):
        made = scenario_run.run(start, asked=asked, engine=chosen, workers=number, out=out, progress=progress)
    for line in _summary(made, taal=taal, kept=steps[0].kept):
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


def _summary(made: Made, *, taal: Taal, kept: int) -> Iterator[str]:
    """Yield what a person wants to know after a run."""
    from veerkracht.stad.ensemble import POLICY

    spec = made.merged.spec
    yield _DONE.say(taal).format(runs=spec.runs, out=made.folder)
    if kept:
        yield _KEPT.say(taal).format(kept=kept)
    band = made.merged.bands("nuisance", arm=POLICY, versus_first=True).quantiles[:, -1]
    years = made.merged.shape("nuisance", arm=POLICY)[0] - 1
    better, worse = int((band[-1] < 0).sum()), int((band[0] > 0).sum())
    yield _BAND.say(taal).format(years=years, better=better, worse=worse, areas=band.shape[1])
