"""Pages of reports: what was made, making one, reading and keeping it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from veerkracht.errors.web import NotNowError, TooManyJobsError
from veerkracht.facts.areas import Level
from veerkracht.web.datasets.reading import country_for, version_for
from veerkracht.web.jobs.files import attachment, shown_apart
from veerkracht.web.jobs.models import ENDED, Job
from veerkracht.web.jobs.showing import shown
from veerkracht.web.products import actions
from veerkracht.web.products.forms import BacktestForm, QuickScanForm
from veerkracht.web.products.models import Product, ProductKind
from veerkracht.web.site.saying import say
from veerkracht.web.workspace.access import of_trajectory
from veerkracht.web.workspace.roles import Act
from veerkracht.workflows.backtesting import LEVELS, figures_to_test
from veerkracht.workflows.holdings import comparable_names, gemeente_names

if TYPE_CHECKING:
    import uuid

    from veerkracht.facts.indicators import Indicator
    from veerkracht.web.workspace.models import Trajectory

A_PAGE = 20
_TITLES = {"pdf": "PDF", "html": "HTML", "docx": "Word", "json": "JSON"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownProduct:
    """A report as a page shows it.

    Attributes:
        downloads: (name of the format, address) of each file.
        read: address at which it is read within the site; empty if there is no web page of it.
        is_old: whether there are newer figures than those it was made with.
    """

    product: Product
    downloads: tuple[tuple[str, str], ...]
    read: str
    is_old: bool


@of_trajectory(Act.PRODUCT_VIEW)
@require_safe
def products(request: HttpRequest, trajectory: Trajectory) -> HttpResponse:
    """Show the reports of a trajectory, what is being made, and what was put away."""
    every = Product.objects.filter(trajectory=trajectory).select_related("by")
    page = Paginator(every.filter(removed=None), A_PAGE).get_page(request.GET.get("pagina"))
    version = version_for(None, trajectory)
    busy = Job.objects.filter(trajectory=trajectory, kind__in=ProductKind.values).exclude(state__in=ENDED)
    context = {
        "page": page,
        "rows": [_shown(one, version=version) for one in page],
        "busy": [shown(job) for job in busy.select_related("by")],
        "removed": [_shown(one, version=version) for one in every.exclude(removed=None)[:A_PAGE]],
        "data_version": version,
    }
    return render(request, "products/list.html", context)


@of_trajectory(Act.PRODUCT_VIEW)
@require_safe
def product(request: HttpRequest, trajectory: Trajectory, product_id: uuid.UUID) -> HttpResponse:
    """Show one report: with which figures it was made, and its files."""
    found = _product(trajectory, product_id)
    version = version_for(None, trajectory)
    context = {"one": _shown(found, version=version), "product": found, "data_version": version}
    return render(request, "products/product.html", context)


@of_trajectory(Act.PRODUCT_VIEW)
@require_safe
def read(_request: HttpRequest, trajectory: Trajectory, product_id: uuid.UUID) -> HttpResponse:
    """Show the report itself, apart from our own pages."""
    found = _product(trajectory, product_id)
    if "html" not in found.formats or found.removed is not None:
        raise Http404
    return shown_apart(found.path("html"), filename=found.filename("html"))


@of_trajectory(Act.PRODUCT_VIEW)
@require_safe
def download(_request: HttpRequest, trajectory: Trajectory, product_id: uuid.UUID, form: str) -> HttpResponse:
    """Hand out a file of a report."""
    found = _product(trajectory, product_id)
    if form not in found.formats or found.removed is not None:
        raise Http404
    return attachment(found.path(form), filename=found.filename(form))


@of_trajectory(Act.PRODUCT_MAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_quickscan(request: HttpRequest, trajectory: Trajectory) -> HttpResponseBase:
    """Ask for a QuickScan."""
    country = country_for(None, trajectory)
    held, known = gemeente_names(country), comparable_names(country)
    own = {code: held[code] for code in trajectory.gemeenten if code in held}
    form = QuickScanForm(
        request.POST or None, own=own, known=known, initial={"taal": get_language(), "gemeente": next(iter(own), "")}
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            job = actions.ask_quickscan(
                trajectory,
                by=request.user,  # type: ignore[arg-type]  # the mark let in a person
                gemeente=asked["gemeente"],
                name=own[asked["gemeente"]],
                compare=asked["compare"],
                taal=asked["taal"],
                formats=asked["formats"],
            )
        except TooManyJobsError as error:
            form.add_error(None, error.message(get_language() or "nl"))
        else:
            return redirect("jobs:job", job_id=job.pk)
    context = {"form": form, "has_figures": bool(own), "missing": _missing(trajectory, own)}
    return render(request, "products/quickscan.html", context, status=_status(request, form))


@of_trajectory(Act.PRODUCT_MAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_backtest(request: HttpRequest, trajectory: Trajectory) -> HttpResponseBase:
    """Ask for a test of a forecast on the past."""
    figures = _figures(trajectory)
    form = BacktestForm(request.POST or None, figures=figures, initial={"taal": get_language()})
    if request.method == "POST" and form.is_valid():
        level, code, name = form.chosen
        try:
            job = actions.ask_backtest(
                trajectory,
                by=request.user,  # type: ignore[arg-type]  # the mark let in a person
                code=code,
                name=name,
                level=level,
                years=form.cleaned_data["years"],
                taal=form.cleaned_data["taal"],
                formats=form.cleaned_data["formats"],
            )
        except TooManyJobsError as error:
            form.add_error(None, error.message(get_language() or "nl"))
        else:
            return redirect("jobs:job", job_id=job.pk)
    context = {"form": form, "has_figures": any(figures.values())}
    return render(request, "products/backtest.html", context, status=_status(request, form))


@of_trajectory(Act.PRODUCT_MAKE)
@require_POST
def remove(request: HttpRequest, trajectory: Trajectory, product_id: uuid.UUID) -> HttpResponseBase:
    """Put a report away."""
    found = _product(trajectory, product_id)
    try:
        actions.remove_product(found, by=request.user)  # type: ignore[arg-type]  # the mark let in a person
    except NotNowError as error:
        say(request, error.message(get_language() or "nl"), level=messages.INFO)
    else:
        undo = reverse("products:restore", args=[trajectory.pk, found.pk])
        say(request, _("Verwijderd: %(title)s. Het blijft 30 dagen bewaard.") % {"title": found.title}, undo=undo)
    return redirect("products:products", trajectory_id=trajectory.pk)


@of_trajectory(Act.PRODUCT_MAKE)
@require_POST
def restore(request: HttpRequest, trajectory: Trajectory, product_id: uuid.UUID) -> HttpResponseBase:
    """Bring a report back."""
    found = _product(trajectory, product_id)
    try:
        actions.restore_product(found, by=request.user)  # type: ignore[arg-type]  # the mark let in a person
    except NotNowError as error:
        say(request, error.message(get_language() or "nl"), level=messages.INFO)
    else:
        say(request, _("Teruggezet: %(title)s.") % {"title": found.title})
    return redirect("products:products", trajectory_id=trajectory.pk)


def _product(trajectory: Trajectory, product_id: uuid.UUID) -> Product:
    """Return a report of this trajectory.

    Raises:
        Http404: if there is none, or it is of another.
    """
    found = Product.objects.select_related("by", "job", "trajectory").filter(pk=product_id, trajectory=trajectory)
    product = found.first()
    if product is None:
        raise Http404
    return product


def _shown(one: Product, *, version: str) -> ShownProduct:
    where = [one.trajectory_id, one.pk]
    downloads = tuple((_TITLES[form], reverse("products:download", args=[*where, form])) for form in one.formats)
    readable = "html" in one.formats and one.removed is None
    return ShownProduct(
        product=one,
        downloads=downloads,
        read=reverse("products:read", args=where) if readable else "",
        is_old=one.data_version != version,
    )


def _figures(trajectory: Trajectory) -> dict[Level, tuple[Indicator, ...]]:
    country = country_for(None, trajectory)
    return {level: _figures_of(country.version, level, trajectory) for level in LEVELS}


@lru_cache(maxsize=32)
def _figures_of(_version: str, level: Level, trajectory: Trajectory) -> tuple[Indicator, ...]:
    return figures_to_test(country_for(None, trajectory), level)


def _missing(trajectory: Trajectory, own: dict[str, str]) -> list[str]:
    return [code for code in trajectory.gemeenten if code not in own]


def _status(request: HttpRequest, form: Any) -> int:
    return 400 if request.method == "POST" and form.errors else 200
