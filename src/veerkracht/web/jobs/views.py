"""Pages of long work: what is waiting, how far it is, what it said, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from veerkracht.errors.web import NotNowError, TooManyJobsError
from veerkracht.web.jobs import actions
from veerkracht.web.jobs.files import MEDIA_TYPES, attachment, folder_of
from veerkracht.web.jobs.guard import of_job
from veerkracht.web.jobs.models import Job
from veerkracht.web.jobs.rescuing import rescue
from veerkracht.web.jobs.showing import shown, shown_file
from veerkracht.web.site.saying import say
from veerkracht.web.workspace.access import of_organisation, of_trajectory
from veerkracht.web.workspace.roles import Act

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from veerkracht.web.workspace.models import Organisation, Trajectory

A_PAGE = 25
MOST_LINES = 500


@of_trajectory(Act.JOB_VIEW)
@require_safe
def of_one_trajectory(request: HttpRequest, trajectory: Trajectory) -> HttpResponse:
    """Show the work of a trajectory."""
    return _list(request, Job.objects.filter(trajectory=trajectory), title=_("Taken van dit traject"))


@of_organisation(Act.JOB_VIEW)
@require_safe
def of_one_organisation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Show all work of an organisation, that of its trajectories included."""
    return _list(request, Job.objects.filter(organisation=organisation), title=_("Taken van deze organisatie"))


@never_cache
@of_job(Act.JOB_VIEW)
@require_safe
def job(request: HttpRequest, job: Job) -> HttpResponse:
    """Show one job."""
    if not job.has_ended:
        rescue()
        job.refresh_from_db()
    lines = list(job.lines.order_by("-id")[:MOST_LINES])[::-1]
    language = get_language()
    context: dict[str, Any] = {
        "job": job,
        "one": shown(job),
        "lines": [{"at": line.at, "text": line.say(language)} for line in lines],
        "cut": job.lines.count() > MOST_LINES,
        "failure": job.failure(language),
        "files": [shown_file(job, name) for name in _files(job)],
        "data_version": job.data_version,
        "list_url": _list_url(job),
    }
    return render(request, "jobs/job.html", context)


@never_cache
@of_job(Act.JOB_VIEW)
@require_safe
def stand(_request: HttpRequest, job: Job) -> JsonResponse:
    """Tell how far a job is, for a page that asks now and then."""
    if not job.has_ended:
        rescue()
        job.refresh_from_db()
    one = shown(job)
    return JsonResponse(
        {
            "state": job.state,
            "share": job.share,
            "step": one.step,
            "ended": job.has_ended,
            "text": one.state,
        }
    )


@of_job(Act.JOB_STOP)
@require_POST
def stop(request: HttpRequest, job: Job) -> HttpResponseBase:
    """Ask a job to stop."""
    try:
        stopped = actions.ask_to_stop(job, by=request.user)  # type: ignore[arg-type]  # the guard let in a person
    except NotNowError as error:
        say(request, error.message(get_language() or "nl"), level=messages.INFO)
    else:
        name = shown(job).about
        if stopped.has_ended:
            say(request, _("Gestopt: %(name)s.") % {"name": name}, undo=reverse("jobs:again", args=[job.pk]))
        else:
            say(request, _("Gevraagd om te stoppen: %(name)s. Dat kan even duren.") % {"name": name})
    return redirect("jobs:job", job_id=job.pk)


@of_job(Act.JOB_VIEW)
@require_POST
def again(request: HttpRequest, job: Job) -> HttpResponseBase:
    """Ask for the same again, after it failed or was stopped."""
    try:
        new = actions.ask_again(job, by=request.user)  # type: ignore[arg-type]  # the guard let in a person
    except (NotNowError, TooManyJobsError) as error:
        say(request, error.message(get_language() or "nl"), level=messages.ERROR)
        return redirect("jobs:job", job_id=job.pk)
    return redirect("jobs:job", job_id=new.pk)


@of_job(Act.JOB_VIEW)
@require_safe
def file(_request: HttpRequest, job: Job, name: str) -> HttpResponse:
    """Hand out a file that a job made; only names that the job itself wrote down.

    Raises:
        Http404: if the job made no such file.
    """
    if name not in _files(job):
        raise Http404
    return attachment(folder_of(job.pk) / name, filename=name)


def _files(job: Job) -> list[str]:
    """Return the names of the files that a job wrote down and that may be handed out."""
    names = job.result.get("files")
    if not isinstance(names, list):
        return []
    plain = [name for name in names if isinstance(name, str) and "/" not in name and "\\" not in name]
    return [name for name in plain if "." + name.rpartition(".")[2] in MEDIA_TYPES]


def _list(request: HttpRequest, jobs: QuerySet[Job], *, title: str) -> HttpResponse:
    rescue()
    found = jobs.select_related("by", "trajectory", "organisation")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("pagina"))
    busy = any(not one.has_ended for one in page)
    context = {"page": page, "rows": [shown(one) for one in page], "title": title, "busy": busy}
    return render(request, "jobs/list.html", context)


def _list_url(job: Job) -> str:
    if job.trajectory is not None:
        return reverse("jobs:of_trajectory", args=[job.trajectory_id])
    return reverse("jobs:of_organisation", args=[job.organisation.slug]) if job.organisation is not None else ""
