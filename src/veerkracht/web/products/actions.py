"""Everything that changes reports: asked for, kept, put away, brought back, really gone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from veerkracht.errors.report import UnknownFormatError
from veerkracht.errors.web import NotNowError
from veerkracht.web.audit.record import record
from veerkracht.web.jobs.actions import start_job
from veerkracht.web.products.models import Product, ProductKind
from veerkracht.web.workspace.access import require
from veerkracht.web.workspace.roles import Act
from veerkracht.workflows.quickscan import FORMATS

if TYPE_CHECKING:
    from veerkracht.facts.areas import Level
    from veerkracht.facts.language import Taal
    from veerkracht.web.accounts.models import User
    from veerkracht.web.jobs.models import Job
    from veerkracht.web.workspace.models import Trajectory


def ask_quickscan(
    trajectory: Trajectory,
    *,
    by: User,
    gemeente: str,
    name: str,
    compare: Sequence[str],
    taal: Taal,
    formats: Sequence[str],
) -> Job:
    """Return the job that makes a QuickScan.

    Args:
        trajectory: within which.
        by: who asks.
        gemeente: code.
        name: what people call the gemeente, to say what is being made.
        compare: codes of gemeenten to compare with; empty lets the data choose those alike.
        taal: language of the report.
        formats: some of `FORMATS`.

    Raises:
        NotAllowedError: if this person may not.
        UnknownFormatError: if a format is unknown.
        TooManyJobsError: if the organisation has as much work waiting as it may.
    """
    asked: dict[str, object] = {
        "gemeente": gemeente,
        "name": name,
        "compare": list(compare),
        "taal": taal,
        "formats": _known(formats),
    }
    return _ask(ProductKind.QUICKSCAN, trajectory, by=by, asked=asked)


def ask_backtest(
    trajectory: Trajectory,
    *,
    by: User,
    code: str,
    name: str,
    level: Level,
    years: float | None,
    taal: Taal,
    formats: Sequence[str],
) -> Job:
    """Return the job that tests the forecast of one figure on the past.

    Args:
        trajectory: within which.
        by: who asks.
        code: of the figure.
        name: what people call it, to say what is being made.
        level: of the areas.
        years: how far ahead; None for the step of the next forecast.
        taal: language of the report.
        formats: some of `FORMATS`.

    Raises:
        NotAllowedError: if this person may not.
        UnknownFormatError: if a format is unknown.
        TooManyJobsError: if the organisation has as much work waiting as it may.
    """
    asked: dict[str, object] = {
        "code": code,
        "name": name,
        "level": level.value,
        "years": years,
        "taal": taal,
        "formats": _known(formats),
    }
    return _ask(ProductKind.BACKTEST, trajectory, by=by, asked=asked)


def keep_product(
    job: Job,
    *,
    kind: ProductKind,
    title: str,
    place: str,
    formats: Sequence[str],
    data_version: str,
    own_tables: Sequence[str] = (),
) -> Product:
    """Return the report that a job has made; a job that ran twice keeps one.

    Raises:
        NotNowError: if the job belongs to no trajectory.
    """
    trajectory = job.trajectory
    if trajectory is None:
        raise NotNowError(why_nl="deze taak hoort bij geen traject", why_en="this job belongs to no trajectory")
    values = {
        "kind": kind.value,
        "trajectory": trajectory,
        "title": title[:300],
        "place": place[:200],
        "taal": str(job.asked.get("taal", "nl")),
        "asked": job.asked,
        "data_version": data_version,
        "own_tables": list(own_tables),
        "formats": list(formats),
        "by": job.by,
    }
    with transaction.atomic():
        product, _ = Product.objects.update_or_create(job=job, defaults=values)
        job.data_version = data_version[:60]
        job.save(update_fields=["data_version"])
        _record(job.by, "products.made", product)
    return product


def remove_product(product: Product, *, by: User) -> Product:
    """Return a report that was put away; it can be brought back for 30 days.

    Raises:
        NotAllowedError: if this person may not.
        NotNowError: if it was put away before.
    """
    require(by, Act.PRODUCT_MAKE, product.trajectory)
    with transaction.atomic():
        product = Product.objects.select_for_update().select_related("trajectory").get(pk=product.pk)
        if product.removed is not None:
            raise NotNowError(why_nl="dit rapport is al verwijderd", why_en="this report was removed before")
        product.removed = timezone.now()
        product.save(update_fields=["removed"])
        _record(by, "products.removed", product)
    return product


def restore_product(product: Product, *, by: User) -> Product:
    """Return a report that was brought back.

    Raises:
        NotAllowedError: if this person may not.
        NotNowError: if it was not put away.
    """
    require(by, Act.PRODUCT_MAKE, product.trajectory)
    with transaction.atomic():
        product = Product.objects.select_for_update().select_related("trajectory").get(pk=product.pk)
        if product.removed is None:
            raise NotNowError(why_nl="dit rapport is niet verwijderd", why_en="this report was not removed")
        product.removed = None
        product.save(update_fields=["removed"])
        _record(by, "products.restored", product)
    return product


def _ask(kind: ProductKind, trajectory: Trajectory, *, by: User, asked: dict[str, object]) -> Job:
    return start_job(
        kind.value,
        by=by,
        organisation=trajectory.organisation,
        trajectory=trajectory,
        asked=asked,
        act=Act.PRODUCT_MAKE,
    )


def _known(formats: Sequence[str]) -> list[str]:
    for one in formats:
        if one not in FORMATS:
            raise UnknownFormatError(one, available=FORMATS)
    return [one for one in FORMATS if one in formats] or list(FORMATS)


def _record(by: User | None, act: str, product: Product) -> None:
    record(
        by,
        act,
        product,
        organisation=product.trajectory.organisation_id,
        trajectory=product.trajectory_id,
        after={"kind": product.kind, "title": product.title, "data_version": product.data_version},
    )
