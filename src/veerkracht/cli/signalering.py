"""The command `veerkracht signalering`: forecast any panel of areas, and test such forecasts on the past."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal
    from veerkracht.signalering.verwachting.panel import Worse
    from veerkracht.workflows.panel_files import PanelRequest

FILE = click.Path(path_type=Path)

_INPUT = (
    click.option("--panel", required=True, type=FILE, help="Tabel met area,period,value en mogelijk n en se."),
    click.option("--covariates", type=FILE, help="Tabel met area, mogelijk period, en kenmerken van de gebieden."),
    click.option(
        "--kind",
        type=click.Choice(["score", "count", "percentage"]),
        default="score",
        show_default=True,
        help="Wat een waarde is / what a value is.",
    ),
    click.option("--exposure", default="", metavar="KOLOM", help="Bij count: waarover is geteld, zoals inwoners."),
    click.option(
        "--worse",
        type=click.Choice(["low", "high"]),
        default="high",
        show_default=True,
        help="Is laag of hoog slechter / is low or high worse.",
    ),
    click.option(
        "--change",
        type=click.Choice(["value", "rate", "ratio"]),
        default="value",
        show_default=True,
        help="Bij count: van welke verandering p_worst10 het ergste tiende is: aantal, per exposure of keer zoveel.",
    ),
    click.option(
        "--seed", default=1, show_default=True, type=click.IntRange(min=0), help="Zelfde getal, zelfde uitkomst."
    ),
    click.option("--taal", type=click.Choice(["nl", "en"]), default=None, help="Taal van wat u leest / language."),
)


def takes_panel(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say which panel; it gets them as one `request`, beside `seed` and `taal`."""

    @functools.wraps(command)
    def with_request(
        *,
        panel: Path,
        covariates: Path | None,
        kind: str,
        exposure: str,
        worse: Worse,
        change: str,
        taal: Taal | None,
        **own: Any,
    ) -> None:
        from veerkracht.signalering.verwachting.panel import Kind
        from veerkracht.signalering.verwachting.scale import Change
        from veerkracht.workflows.panel_files import PanelRequest

        request = PanelRequest(
            panel=panel,
            covariates=covariates,
            kind=Kind(kind),
            exposure=exposure,
            worse=worse,
            change=Change(change),
        )
        command(request=request, taal=taal or (click.get_current_context().obj or {}).get("taal", "nl"), **own)

    taking: Callable[..., None] = with_request
    for option in reversed(_INPUT):
        taking = option(taking)
    return taking


@click.group(name="signalering")
def signalering() -> None:
    """Kijk vooruit met een verwachting, en toets hoe vaak die klopte. / Look ahead, and test how often it was right."""


@signalering.command(name="forecast")
@takes_panel
@click.option("--target", required=True, metavar="PERIODE", help="Wat u wilt weten: 2026, 2026KW02 of 2026MM03.")
@click.option("--out", required=True, type=FILE, help="CSV met per gebied de verwachting, marges, kansen en klasse.")
@click.option("--explain", type=FILE, help="CSV met wat elk onderwerp aan de verandering bijdraagt.")
@click.option("--json", "as_json", type=FILE, help="JSON met alles, ook de toetsen.")
def forecast(
    *, request: PanelRequest, seed: int, taal: Taal, target: str, out: Path, explain: Path | None, as_json: Path | None
) -> None:
    """Maak een verwachting van één cijfer voor elk gebied in een panel.

    PANEL is lang: een regel per gebied en periode. De uitkomst heeft de eenheid van de waarden; een aantal geldt bij
    het laatste aantal inwoners (--exposure).

    Forecast one figure for each area of a panel. The result has the unit of the values; a count is one at the last
    exposure.
    """
    from veerkracht.cli.heartbeat import Heartbeat
    from veerkracht.cli.signalering_words import forecast_lines
    from veerkracht.workflows.forecasting import (
        check_outputs,
        run_forecast,
        write_explanation,
        write_forecast,
        write_forecast_json,
    )

    wanted = ((out, write_forecast), (explain, write_explanation), (as_json, write_forecast_json))
    files = [(path, write) for path, write in wanted if path is not None]
    check_outputs([path for path, _ in files], inputs=request.files)
    with Heartbeat(taal=taal) as heart:
        found = run_forecast(request, target=target, seed=seed, progress=heart.stage)
    for path, write in files:
        write(found, path)
    for line in forecast_lines(found, taal=taal, out=out):
        click.echo(line)


@signalering.command(name="backtest")
@takes_panel
@click.option(
    "--horizon", type=click.FloatRange(min=0, min_open=True), help="Jaren vooruit; standaard de laatste stap."
)
@click.option("--out", required=True, type=FILE, metavar="RAPPORT.html", help="Webpagina; de JSON komt ernaast.")
def backtest(*, request: PanelRequest, seed: int, taal: Taal, horizon: float | None, out: Path) -> None:
    """Toets de verwachting op het verleden van een panel, en schrijf er een rapport over.

    Steeds doen we alsof een eerdere meting de laatste was, en leggen we de verwachting naast wat kwam.

    Test the forecast on the past of a panel and write a report: each time we act as if an earlier wave was the last.
    """
    from datetime import datetime

    from veerkracht.cli.heartbeat import Heartbeat
    from veerkracht.cli.signalering_words import backtest_lines
    from veerkracht.workflows.forecasting import (
        check_outputs,
        check_report_name,
        json_beside,
        report_of,
        run_backtest,
        write_backtest,
    )

    check_report_name(out)
    check_outputs([out, json_beside(out)], inputs=request.files)
    with Heartbeat(taal=taal) as heart:
        found = run_backtest(request, horizon=horizon, seed=seed, progress=heart.stage)
        document = report_of(found, taal=taal, day=datetime.now().astimezone().date())
        page, beside = write_backtest(found, document, path=out)
    for line in backtest_lines(found, taal=taal, page=page, beside=beside):
        click.echo(line)
