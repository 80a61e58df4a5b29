"""Pages of a file that was sent: what its columns mean, what is wrong with its rows, and taking it in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from veerkracht.errors.base import VeerkrachtError
from veerkracht.errors.own_tables import MappingFaultError
from veerkracht.errors.web import NotNowError
from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period
from veerkracht.web.datasets import actions
from veerkracht.web.datasets.mapping_forms import MonitorForm, SheetForm
from veerkracht.web.datasets.models import OwnTable, Upload, UploadState
from veerkracht.web.datasets.own_views import _download, _user
from veerkracht.web.datasets.reading import open_country_of, store_of
from veerkracht.web.datasets.stock_form import StockForm
from veerkracht.web.datasets.words import counted_areas
from veerkracht.web.site.saying import say
from veerkracht.web.workspace.access import of_organisation
from veerkracht.web.workspace.homes import home_of
from veerkracht.web.workspace.roles import Act
from veerkracht.workflows.holdings import gemeente_names
from veerkracht.workflows.opening import shipped_catalogue, warehouse_at
from veerkracht.workflows.own_tables import Accept, OwnMapping, StockColumns, TableKind, check
from veerkracht.workflows.own_tables_suggest import suggest

if TYPE_CHECKING:
    import uuid

    from veerkracht.facts.language import Taal
    from veerkracht.web.workspace.models import Organisation
    from veerkracht.workflows.own_tables import Checked, Inspection

MOST_FAULTS = 200


@of_organisation(Act.DATA_UPLOAD)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, organisation: Organisation, upload_id: uuid.UUID) -> HttpResponseBase:
    """Show what was sent, and ask what its columns mean."""
    found = _upload(organisation, upload_id)
    inspection = actions.inspect(found)
    mapping = _mapping(found, inspection)
    try:
        sheet = inspection.sheet(mapping)
    except MappingFaultError:
        # The file is another than the one the mapping was made for: start again from the guess.
        mapping = inspection.suggestion
        sheet = inspection.sheet(mapping)
    names = gemeente_names(open_country_of(organisation))
    make = StockForm if mapping.kind is TableKind.STOCK else MonitorForm
    form = make(
        request.POST or None,
        sheet=sheet,
        mapping=mapping,
        catalogue=shipped_catalogue(),
        gemeenten=names,
        fixed_name=_fixed_name(organisation, mapping) if found.mapping else "",
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = form.build()
            inspection.sheet(made)
            OwnMapping.from_json(made.to_json())
        except MappingFaultError as error:
            form.add_error(None, error.message(get_language() or "nl"))
        else:
            actions.set_mapping(found, by=_user(request), mapping=made)
            return redirect("datasets:check", slug=organisation.slug, upload_id=found.pk)
    taal = _taal()
    context = {
        "upload": found,
        "summary": inspection.summary().say(taal),
        "doubts": [] if found.mapping else [one.say(taal) for one in inspection.doubts],
        "remarks": [one.say(taal) for one in sheet.remarks],
        "sheet": sheet,
        "form": form,
        "is_stock": mapping.kind is TableKind.STOCK,
        "sheet_form": SheetForm(
            inspection=inspection, initial={"sheet": mapping.sheet, "header_row": sheet.header_row}, prefix="blad"
        ),
        "templates": OwnTable.objects.filter(organisation=organisation),
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "datasets/upload.html", context, status=status)


@of_organisation(Act.DATA_UPLOAD)
@require_POST
def choose_sheet(request: HttpRequest, organisation: Organisation, upload_id: uuid.UUID) -> HttpResponseBase:
    """Look at another sheet, or take another row for the names of the columns."""
    found = _upload(organisation, upload_id)
    inspection = actions.inspect(found)
    form = SheetForm(request.POST, inspection=inspection, prefix="blad")
    if form.is_valid():
        wanted = replace(
            inspection.suggestion,
            sheet=form.cleaned_data["sheet"],
            header_row=form.cleaned_data["header_row"],
            area_column="",
            year_column="",
            label_column="",
            figures=(),
            own=(),
            stock=StockColumns(),
        )
        try:
            sheet = inspection.sheet(wanted)
            guess, _doubts = suggest(
                (sheet,), name=found.filename, decimal=inspection.decimal, catalogue=shipped_catalogue()
            )
        except MappingFaultError as error:
            say(request, error.message(get_language() or "nl"), level=messages.ERROR)
        else:
            actions.set_mapping(found, by=_user(request), mapping=guess)
    else:
        say(request, _("Kies een blad en het nummer van een rij."), level=messages.ERROR)
    return redirect("datasets:upload", slug=organisation.slug, upload_id=found.pk)


@of_organisation(Act.DATA_UPLOAD)
@require_POST
def choose_kind(request: HttpRequest, organisation: Organisation, upload_id: uuid.UUID) -> HttpResponseBase:
    """Say that a table is the stock of a corporation, or that it is not."""
    found = _upload(organisation, upload_id)
    inspection = actions.inspect(found)
    mapping = _mapping(found, inspection)
    other = TableKind.MONITOR if mapping.kind is TableKind.STOCK else TableKind.STOCK
    actions.set_mapping(found, by=_user(request), mapping=replace(mapping, kind=other))
    return redirect("datasets:upload", slug=organisation.slug, upload_id=found.pk)


@of_organisation(Act.DATA_UPLOAD)
@require_POST
def use_template(request: HttpRequest, organisation: Organisation, upload_id: uuid.UUID) -> HttpResponseBase:
    """Take what the columns of an earlier file meant: this file is the next version of that table."""
    found = _upload(organisation, upload_id)
    table = OwnTable.objects.filter(organisation=organisation, name=request.POST.get("table", "")).first()
    if table is None:
        raise Http404
    inspection = actions.inspect(found)
    store = store_of(organisation)
    earlier = store.mapping(store.versions(table.name)[-1].number)
    year = inspection.suggestion.year
    mapping = replace(earlier if year is None else earlier.next_year(year), sheet=inspection.suggestion.sheet)
    try:
        inspection.sheet(mapping)
    except MappingFaultError as error:
        text = _("De kolommen van dit bestand passen niet bij %(title)s. %(why)s")
        say(request, text % {"title": table.title, "why": error.message(get_language() or "nl")}, level=messages.ERROR)
    else:
        actions.set_mapping(found, by=_user(request), mapping=mapping)
        say(request, _("De koppeling van %(title)s is overgenomen. Kijk haar na.") % {"title": table.title})
    return redirect("datasets:upload", slug=organisation.slug, upload_id=found.pk)


@of_organisation(Act.DATA_UPLOAD)
@require_http_methods(["GET", "HEAD", "POST"])
def check_rows(request: HttpRequest, organisation: Organisation, upload_id: uuid.UUID) -> HttpResponseBase:
    """Show what is wrong with the rows, and take the table in."""
    found = _upload(organisation, upload_id)
    if not found.mapping:
        return redirect("datasets:upload", slug=organisation.slug, upload_id=found.pk)
    try:
        checked = _checked(organisation, found)
    except MappingFaultError as error:
        say(request, error.message(get_language() or "nl"), level=messages.ERROR)
        return redirect("datasets:upload", slug=organisation.slug, upload_id=found.pk)
    fault = ""
    if request.method == "POST":
        accept = Accept.WITHOUT_FAULTS if request.POST.get("accept") == "zonder" else Accept.ALL
        try:
            table = actions.keep(found, by=_user(request), checked=checked, accept=accept)
        except VeerkrachtError as error:
            fault = error.message(get_language() or "nl")
        else:
            undo = reverse("datasets:undo", args=[organisation.slug, table.name])
            text = _("%(title)s is opgenomen: %(count)d rijen zijn in gebruik.")
            say(request, text % {"title": table.title, "count": checked.accepted}, undo=undo)
            return redirect("datasets:table", slug=organisation.slug, name=table.name)
    taal = _taal()
    header, lines = checked.report(taal)
    context = {
        "upload": found,
        "checked": checked,
        "summary": checked.summary().say(taal),
        "header": header,
        "lines": lines[:MOST_FAULTS],
        "more": max(len(lines) - MOST_FAULTS, 0),
        "warnings": [one.say(taal) for one in checked.warnings],
        "left_out": [(one.count, one.reason.say(taal)) for one in checked.left_out],
        "figures": _figures(checked, taal),
        "fault": fault,
        "is_new": not OwnTable.objects.filter(organisation=organisation, name=checked.mapping.table).exists(),
    }
    return render(request, "datasets/check.html", context, status=409 if fault else 200)


@of_organisation(Act.DATA_UPLOAD)
@require_safe
def faults(_request: HttpRequest, organisation: Organisation, upload_id: uuid.UUID) -> HttpResponse:
    """Hand out every fault as a table."""
    found = _upload(organisation, upload_id)
    if not found.mapping:
        raise Http404
    text = _checked(organisation, found).report_csv(_taal())
    return _download(text.encode("utf-8-sig"), filename="controle.csv", media="text/csv; charset=utf-8")


@of_organisation(Act.DATA_UPLOAD)
@require_POST
def drop(request: HttpRequest, organisation: Organisation, upload_id: uuid.UUID) -> HttpResponseBase:
    """Put a file away."""
    found = _upload(organisation, upload_id)
    actions.drop(found, by=_user(request))
    undo = reverse("datasets:bring_back", args=[organisation.slug, found.pk])
    say(request, _("%(file)s is weggelegd. Het blijft 30 dagen bewaard.") % {"file": found.filename}, undo=undo)
    return redirect("datasets:tables", slug=organisation.slug)


@of_organisation(Act.DATA_UPLOAD)
@require_POST
def bring_back(request: HttpRequest, organisation: Organisation, upload_id: uuid.UUID) -> HttpResponseBase:
    """Bring a file back that was put away."""
    found = Upload.objects.select_related("organisation").filter(pk=upload_id, organisation=organisation).first()
    if found is None:
        raise Http404
    try:
        actions.bring_back(found, by=_user(request))
    except NotNowError as error:
        say(request, error.message(get_language() or "nl"), level=messages.INFO)
        return redirect("datasets:tables", slug=organisation.slug)
    return redirect("datasets:upload", slug=organisation.slug, upload_id=found.pk)


def _upload(organisation: Organisation, upload_id: uuid.UUID) -> Upload:
    """Return a file that waits.

    Raises:
        Http404: if there is none, it is of another organisation, or it waits no more.
    """
    found = Upload.objects.select_related("organisation", "by").filter(pk=upload_id, organisation=organisation)
    upload = found.filter(state=UploadState.DRAFT).first()
    if upload is None:
        raise Http404
    return upload


def _mapping(found: Upload, inspection: Inspection) -> OwnMapping:
    if not found.mapping:
        return replace(inspection.suggestion, publisher=found.organisation.name)
    return OwnMapping.from_json(found.mapping)


def _checked(organisation: Organisation, found: Upload) -> Checked:
    return check(
        actions.inspect(found),
        OwnMapping.from_json(found.mapping),
        catalogue=shipped_catalogue(),
        warehouse=warehouse_at(home_of(organisation)),
    )


def _fixed_name(organisation: Organisation, mapping: OwnMapping) -> str:
    """Return the short name of the table that a mapping is a new version of; empty for a new table."""
    known = OwnTable.objects.filter(organisation=organisation, name=mapping.table).exists()
    return mapping.table if known else ""


def _figures(checked: Checked, taal: Taal) -> list[dict[str, object]]:
    """Return which figures are taken in, each once: name, unit, how many areas of which level, years."""
    own = {one.code: one for one in checked.indicators}
    catalogue = shipped_catalogue()
    areas: dict[str, dict[Level, set[str]]] = {}
    periods: dict[str, set[Period]] = {}
    for table in checked.tables:
        for code in table.indicators:
            areas.setdefault(code, {}).setdefault(table.areas.level, set()).update(table.areas.codes)
            periods.setdefault(code, set()).update(table.periods_of(code))
    return [
        {
            "name": one.name.say(taal),
            "unit": one.unit.say(taal),
            "areas": counted_areas({level: len(codes) for level, codes in areas[code].items()}),
            "periods": ", ".join(str(period) for period in sorted(periods[code])),
            "own": code in own,
        }
        for code in areas
        for one in (own.get(code) or catalogue[code],)
    ]


def _taal() -> Taal:
    return "nl" if get_language() == "nl" else "en"
