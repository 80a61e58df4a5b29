"""Pages of an organisation's own tables: which there are, what was kept of them, with whom they are shared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from veerkracht.errors.base import VeerkrachtError
from veerkracht.errors.web import NotNowError
from veerkracht.web.accounts.models import User
from veerkracht.web.datasets import actions
from veerkracht.web.datasets.forms import ShareForm, UploadForm
from veerkracht.web.datasets.models import OwnTable, Share, Upload, UploadState
from veerkracht.web.datasets.reading import store_of
from veerkracht.web.datasets.words import kind_word
from veerkracht.web.site.saying import say
from veerkracht.web.workspace.access import of_organisation
from veerkracht.web.workspace.models import Partnership, Trajectory
from veerkracht.web.workspace.roles import Act

if TYPE_CHECKING:
    from veerkracht.web.workspace.models import Organisation


@of_organisation(Act.DATA_VIEW)
@require_safe
def tables(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Show the own tables of an organisation, files that wait, and what was put away."""
    actions.settle(organisation)
    return render(request, "datasets/tables.html", _tables(organisation, UploadForm()))


@of_organisation(Act.DATA_UPLOAD)
@require_http_methods(["POST"])
def send(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    """Take a file that was sent, and lead to what its columns mean."""
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = actions.receive(
                organisation, by=_user(request), filename=file.name, size=file.size, chunks=file.chunks()
            )
        except VeerkrachtError as error:
            form.add_error("file", error.message(get_language() or "nl"))
        else:
            return redirect("datasets:upload", slug=organisation.slug, upload_id=upload.pk)
    return render(request, "datasets/tables.html", _tables(organisation, form), status=400)


@of_organisation(Act.DATA_VIEW)
@require_safe
def table(request: HttpRequest, organisation: Organisation, name: str) -> HttpResponse:
    """Show one table: its versions, what was done with it, with whom it is shared."""
    found = _table(organisation, name)
    store = store_of(organisation)
    people = {str(one.pk): one.name for one in User.objects.filter(memberships__organisation=organisation)}
    versions = [
        {
            "version": one,
            "by": people.get(one.by, _("iemand die geen lid meer is")),
            "in_use": one.number == found.version,
        }
        for one in reversed(store.versions(found.name))
    ]
    events = [{"event": one, "by": people.get(one.by, "")} for one in reversed(store.history(found.name))]
    shares = found.shares.that_hold().select_related("trajectory__organisation", "by")
    context = {
        "table": found,
        "kind": kind_word(found.kind),
        "versions": versions,
        "events": events,
        "shares": shares,
        "form": ShareForm(trajectories=_may_share_with(request, found)),
    }
    return render(request, "datasets/table.html", context)


@of_organisation(Act.DATA_UPLOAD)
@require_safe
def original(_request: HttpRequest, organisation: Organisation, name: str, number: int) -> HttpResponse:
    """Hand out the file of a version, as it was sent."""
    version = _version(organisation, name, number)
    content = store_of(organisation).original(number)
    suffix = version.file.rpartition(".")[2].lower()
    safe = suffix if suffix in {"csv", "xlsx", "ods", "txt", "tsv"} else "bin"
    return _download(content, filename=f"{version.table}-{number}.{safe}", media="application/octet-stream")


@of_organisation(Act.DATA_VIEW)
@require_safe
def report(_request: HttpRequest, organisation: Organisation, name: str, number: int) -> HttpResponse:
    """Hand out what the check of a version said."""
    version = _version(organisation, name, number)
    text = store_of(organisation).report(number)
    return _download(
        text.encode("utf-8-sig"), filename=f"{version.table}-{number}-controle.csv", media="text/csv; charset=utf-8"
    )


@of_organisation(Act.DATA_UPLOAD)
@require_POST
def undo(request: HttpRequest, organisation: Organisation, name: str) -> HttpResponseBase:
    """Put the version before the present one in use."""
    found = _table(organisation, name)
    before = found.version
    try:
        found = actions.undo(found, by=_user(request))
    except VeerkrachtError as error:
        say(request, error.message(get_language() or "nl"), level=messages.ERROR)
    else:
        back = reverse("datasets:restore", args=[organisation.slug, name, before]) if before is not None else ""
        if found.version is None:
            text = _("%(title)s is niet meer in gebruik.")
        else:
            text = _("%(title)s: de vorige versie is weer in gebruik.")
        say(request, text % {"title": found.title}, undo=back)
    return redirect("datasets:table", slug=organisation.slug, name=name)


@of_organisation(Act.DATA_UPLOAD)
@require_POST
def restore(request: HttpRequest, organisation: Organisation, name: str, number: int) -> HttpResponseBase:
    """Put a kept version in use again."""
    found = _table(organisation, name)
    try:
        actions.restore(found, number, by=_user(request))
    except VeerkrachtError as error:
        say(request, error.message(get_language() or "nl"), level=messages.ERROR)
    else:
        say(request, _("%(title)s: versie %(number)d is weer in gebruik.") % {"title": found.title, "number": number})
    return redirect("datasets:table", slug=organisation.slug, name=name)


@of_organisation(Act.DATA_SHARE)
@require_POST
def share(request: HttpRequest, organisation: Organisation, name: str) -> HttpResponseBase:
    """Share a table with a trajectory."""
    found = _table(organisation, name)
    form = ShareForm(request.POST, trajectories=_may_share_with(request, found))
    if form.is_valid():
        trajectory = form.cleaned_data["trajectory"]
        try:
            shared = actions.share(found, trajectory, by=_user(request))
        except NotNowError as error:
            say(request, error.message(get_language() or "nl"), level=messages.INFO)
        else:
            back = reverse("datasets:unshare", args=[organisation.slug, name, shared.pk])
            text = _("%(title)s is gedeeld met %(trajectory)s.")
            say(request, text % {"title": found.title, "trajectory": trajectory}, undo=back)
    else:
        say(request, _("Kies een traject om mee te delen."), level=messages.ERROR)
    return redirect("datasets:table", slug=organisation.slug, name=name)


@of_organisation(Act.DATA_SHARE)
@require_POST
def unshare(request: HttpRequest, organisation: Organisation, name: str, share_id: int) -> HttpResponseBase:
    """Take back the sharing of a table."""
    found = _table(organisation, name)
    shared = Share.objects.select_related("table__organisation", "trajectory").filter(pk=share_id, table=found).first()
    if shared is None:
        raise Http404
    try:
        actions.unshare(shared, by=_user(request))
    except NotNowError as error:
        say(request, error.message(get_language() or "nl"), level=messages.INFO)
    else:
        text = _("%(title)s is niet meer gedeeld met %(trajectory)s.")
        say(request, text % {"title": found.title, "trajectory": shared.trajectory})
    return redirect("datasets:table", slug=organisation.slug, name=name)


def _tables(organisation: Organisation, form: UploadForm) -> dict[str, Any]:
    """Return what the page with all tables shows."""
    held = Prefetch("shares", queryset=Share.objects.that_hold().select_related("trajectory"), to_attr="held")
    found = OwnTable.objects.filter(organisation=organisation).prefetch_related(held)
    rows = [
        {
            "table": one,
            "kind": kind_word(one.kind),
            "shared": [shared.trajectory for shared in one.held],
        }
        for one in found
    ]
    uploads = Upload.objects.filter(organisation=organisation).select_related("by")
    return {
        "rows": rows,
        "form": form,
        "drafts": uploads.filter(state=UploadState.DRAFT),
        "dropped": uploads.filter(state=UploadState.DROPPED),
    }


def _table(organisation: Organisation, name: str) -> OwnTable:
    found = OwnTable.objects.select_related("organisation").filter(organisation=organisation, name=name).first()
    if found is None:
        raise Http404
    return found


def _version(organisation: Organisation, name: str, number: int) -> Any:
    found = _table(organisation, name)
    version = next((one for one in store_of(organisation).versions(found.name) if one.number == number), None)
    if version is None:
        raise Http404
    return version


def _may_share_with(request: HttpRequest, table: OwnTable) -> Any:
    """Return the trajectories that a person or the table's organisation takes part in, and that do not have it yet."""
    user = _user(request)
    partners = Partnership.objects.filter(organisation=table.organisation_id, ended=None).values("trajectory_id")
    mine = Q(organisation__memberships__user=user) | Q(participations__user=user) | Q(pk__in=partners)
    shared = table.shares.that_hold().values("trajectory_id")
    return Trajectory.objects.filter(mine).exclude(pk__in=shared).distinct()


def _download(content: bytes, *, filename: str, media: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media)
    disposition = content_disposition_header(True, filename)  # noqa: FBT003  # Django's
    answer.headers["Content-Disposition"] = disposition or "attachment"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]  # the marks of these pages let in people only
