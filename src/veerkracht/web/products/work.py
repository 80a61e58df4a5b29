"""The long work of products: making a QuickScan, and testing a forecast on the past."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from veerkracht.facts.areas import Level
from veerkracht.facts.language import Bilingual
from veerkracht.web.datasets.reading import country_for, own_tables_shown
from veerkracht.web.jobs.files import folder_of
from veerkracht.web.products.actions import keep_product
from veerkracht.web.products.models import ProductKind
from veerkracht.workflows.backtesting import BacktestRequest, run_figure_backtest, write_figure_backtest
from veerkracht.workflows.quickscan import Request, report_of, write_quickscan

if TYPE_CHECKING:
    from collections.abc import Callable

    from veerkracht.facts.language import Taal
    from veerkracht.web.jobs.kinds import Reporter
    from veerkracht.web.jobs.models import Job
    from veerkracht.web.workspace.models import Trajectory
    from veerkracht.workflows.quickscan_country import Country

_READING = Bilingual("De cijfers lezen", "Reading the figures")
_MAPPING = Bilingual("Kaarten, verwachting en verhalen maken", "Making maps, the outlook and stories")
_TESTING = Bilingual("Toetsen op het verleden", "Testing on the past")


def make_quickscan(job: Job, tell: Reporter) -> Mapping[str, object]:
    """Make the QuickScan that was asked for, and keep it.

    Raises:
        VeerkrachtError: if the figures cannot carry it.
    """
    trajectory, asked = _place(job), job.asked
    tell.progress(0.02, _READING)
    # Everyone in the trajectory may read the report, so it tells only what all of them may see.
    country = country_for(None, trajectory)
    own = own_tables_shown(None, trajectory)
    for share, level in ((0.05, Level.BUURT), (0.2, Level.WIJK)):
        tell.progress(share, _READING)
        country.stored(level, asked["gemeente"])
    tell.progress(0.3, _MAPPING)
    request = Request(
        gemeente=asked["gemeente"],
        day=timezone.localdate(job.created),
        compare=tuple(asked["compare"]),
        taal=cast("Taal", asked["taal"]),
    )
    document = report_of(request, country=country)
    formats = tuple(asked["formats"])
    tell.progress(0.75, _writing("", 0, len(formats)))
    write_quickscan(document, folder_of(job.pk), formats=formats, progress=_written(tell, len(formats)))
    tell.line(_data_line(country, own))
    product = keep_product(
        job,
        kind=ProductKind.QUICKSCAN,
        title=document.title,
        place=str(asked["name"]),
        formats=formats,
        data_version=country.version,
        own_tables=own,
    )
    return {"product": str(product.pk)}


def make_backtest(job: Job, tell: Reporter) -> Mapping[str, object]:
    """Test the forecast that was asked for on the past, and keep the report.

    Raises:
        VeerkrachtError: if the figures cannot carry it.
    """
    trajectory, asked = _place(job), job.asked
    tell.progress(0.05, _READING)
    country = country_for(None, trajectory)
    own = own_tables_shown(None, trajectory)
    request = BacktestRequest(
        code=asked["code"],
        level=Level(asked["level"]),
        day=timezone.localdate(job.created),
        years=asked["years"],
        taal=cast("Taal", asked["taal"]),
    )
    country.table(request.level, year=country.warehouse.areas(request.level).year)
    tell.progress(0.2, _TESTING)
    found = run_figure_backtest(request, country=country)
    formats = tuple(asked["formats"])
    tell.progress(0.75, _writing("", 0, len(formats)))
    write_figure_backtest(found, folder_of(job.pk), formats=formats, progress=_written(tell, len(formats)))
    tell.line(_data_line(country, own))
    product = keep_product(
        job,
        kind=ProductKind.BACKTEST,
        title=found.document.title,
        place=str(asked["name"]),
        formats=formats,
        data_version=country.version,
        own_tables=own,
    )
    return {"product": str(product.pk)}


def about_quickscan(job: Job) -> str:
    """Say of which gemeente a QuickScan is."""
    return _("QuickScan van %(name)s") % {"name": job.asked.get("name", job.asked.get("gemeente", ""))}


def about_backtest(job: Job) -> str:
    """Say of which figure a test is."""
    return _("Toets op het verleden: %(name)s") % {"name": job.asked.get("name", job.asked.get("code", ""))}


def page_of(job: Job) -> str:
    """Return the address of the report that a job made."""
    product = job.result.get("product")
    return reverse("products:product", args=[job.trajectory_id, product]) if product and job.trajectory_id else ""


def _place(job: Job) -> Trajectory:
    trajectory = job.trajectory
    if trajectory is None:
        raise TypeError("A product is made within a trajectory: `ask_quickscan` and `ask_backtest` see to it.")
    return trajectory


def _written(tell: Reporter, total: int) -> Callable[[Path], None]:
    done = 0

    def one_more(path: Path) -> None:
        nonlocal done
        done += 1
        tell.progress(0.75 + 0.2 * done / total, _writing(path.suffix, done, total))

    return one_more


def _writing(last: str, done: int, total: int) -> Bilingual:
    if not done:
        return Bilingual("Het rapport opmaken", "Setting the report")
    return Bilingual(
        f"Geschreven: {last.removeprefix('.')} ({done} van {total})",
        f"Written: {last.removeprefix('.')} ({done} of {total})",
    )


def _data_line(country: Country, own: tuple[str, ...]) -> Bilingual:
    nl, en = f"Gegevens van versie {country.version}", f"Data of version {country.version}"
    if own:
        nl, en = f"{nl}, met de eigen tabellen {', '.join(own)}", f"{en}, with the own tables {', '.join(own)}"
    return Bilingual(f"{nl}.", f"{en}.")
