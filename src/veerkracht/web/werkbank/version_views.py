"""Pages of designs: which there are, saving one, bringing one in, comparing two, choosing one to work with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from veerkracht.errors.base import VeerkrachtError
from veerkracht.errors.design import UnknownDesignError
from veerkracht.errors.web import NotAllowedError, NotNowError
from veerkracht.facts.areas import Level
from veerkracht.index.versus import versus
from veerkracht.report.werkbank import tree
from veerkracht.web.site.saying import say
from veerkracht.web.werkbank import actions
from veerkracht.web.werkbank.benches import bench_for
from veerkracht.web.werkbank.comparing import differences
from veerkracht.web.werkbank.designs import Choice, design_of, designs_of
from veerkracht.web.werkbank.forms import ImportForm, SaveForm
from veerkracht.web.werkbank.state import read_place, read_state, written
from veerkracht.web.werkbank.table import CANNOT, language
from veerkracht.web.workspace.access import of_trajectory
from veerkracht.web.workspace.roles import Act
from veerkracht.workflows.opening import shipped_catalogue

if TYPE_CHECKING:
    from veerkracht.web.accounts.models import User
    from veerkracht.web.workspace.models import Trajectory


@of_trajectory(Act.WERKBANK_VIEW)
@require_safe
def designs(request: HttpRequest, trajectory: Trajectory) -> HttpResponse:
    """Show the designs of a trajectory."""
    return render(request, "werkbank/designs.html", _designs(trajectory, ImportForm()))


@of_trajectory(Act.DESIGN_SAVE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, trajectory: Trajectory) -> HttpResponseBase:
    """Save what is on the werkbank as a version."""
    query = QueryDict(request.POST.get("keuze", "")[:20_000]) if request.method == "POST" else request.GET
    try:
        state = read_state(query)
        base = design_of(trajectory, state.design)
    except (*CANNOT, UnknownDesignError) as error:
        refused: dict[str, Any] = {"form": None, "problem": error.message(language())}
        return render(request, "werkbank/new.html", refused, status=400)
    form = SaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            version = actions.save_version(
                base,
                state.changes,
                trajectory=trajectory,
                name=form.cleaned_data["name"],
                reason=form.cleaned_data["reason"],
                catalogue=shipped_catalogue(),
                by=_user(request),
            )
        except CANNOT as error:
            form.add_error("name", error.message(language()))
        else:
            say(request, _("Opgeslagen: %(name)s.") % {"name": version})
            opened = state.query(design=str(version.number), changes=type(state.changes)())
            return redirect(f"{reverse('werkbank:werkbank', args=[trajectory.pk])}?{opened}")
    context = {
        "form": form,
        "base": base.name(language()),
        "words": written(state.changes),
        "query": state.query(),
        "problem": "",
    }
    return render(request, "werkbank/new.html", context, status=400 if form.errors else 200)


@of_trajectory(Act.DESIGN_SAVE)
@require_POST
def bring_in(request: HttpRequest, trajectory: Trajectory) -> HttpResponseBase:
    """Take in a design from a file."""
    form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            version = actions.import_version(
                file.read(actions.LARGEST_FILE + 1),
                trajectory=trajectory,
                catalogue=shipped_catalogue(),
                by=_user(request),
            )
        except CANNOT as error:
            form.add_error("file", error.message(language()))
        else:
            say(request, _("Binnengehaald: %(name)s.") % {"name": version})
            return redirect("werkbank:designs", trajectory_id=trajectory.pk)
    return render(request, "werkbank/designs.html", _designs(trajectory, form), status=400)


@of_trajectory(Act.WERKBANK_VIEW)
@require_safe
def download(_request: HttpRequest, trajectory: Trajectory, key: str) -> HttpResponse:
    """Hand out a design as TOML."""
    found = _found(trajectory, key)
    name = found.design.code if found.version is None else f"{found.version.code}-{found.version.number}"
    safe = "".join(one if one.isascii() and (one.isalnum() or one in "-_") else "_" for one in name)[:80]
    response = HttpResponse(found.text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{safe}.toml")
    return response


@of_trajectory(Act.DESIGN_SAVE)
@require_POST
def standard(request: HttpRequest, trajectory: Trajectory, key: str) -> HttpResponseBase:
    """Let the trajectory work with a design."""
    found = _found(trajectory, key)
    try:
        before = actions.make_standard(found, trajectory=trajectory, by=_user(request))
    except NotNowError as error:
        say(request, error.message(language()), level=messages.INFO)
    else:
        undo = reverse("werkbank:standard", args=[trajectory.pk, before])
        say(
            request,
            _("De werkbank van dit traject opent nu met: %(name)s.") % {"name": found.name(language())},
            undo=undo,
        )
    return redirect("werkbank:designs", trajectory_id=trajectory.pk)


@of_trajectory(Act.WERKBANK_VIEW)
@require_safe
def compare(request: HttpRequest, trajectory: Trajectory) -> HttpResponse:
    """Show two designs side by side: what is otherwise in them, and in the list of areas."""
    every = designs_of(trajectory)
    keys = [one.key for one in every]
    first = request.GET.get("a", "") if request.GET.get("a") in keys else keys[0]
    second = request.GET.get("b", "") if request.GET.get("b") in keys else keys[-1]
    one, other = design_of(trajectory, first), design_of(trajectory, second)
    taal = language()
    context: dict[str, Any] = {
        "designs": [(choice.key, choice.name(taal)) for choice in every],
        "one": one,
        "other": other,
        "names": (one.name(taal), other.name(taal)),
        "lines": differences(one.design, other.design, taal=taal),
    }
    try:
        context["change"] = _between(request, trajectory, one, other)
    except VeerkrachtError as error:
        if isinstance(error, NotAllowedError):
            raise
        context["problem"] = error.message(taal)
    return render(request, "werkbank/compare.html", context)


def _between(request: HttpRequest, trajectory: Trajectory, one: Choice, other: Choice) -> dict[str, Any]:
    """Return what the second design says otherwise of the areas than the first."""
    asked = read_place(request.GET)
    level = asked.level
    gemeente = "" if level is Level.GEMEENTE else trajectory.gemeente
    benches = [bench_for(request.user, trajectory, level=level, gemeente=gemeente, choice=two) for two in (one, other)]
    rankings = [bench.rank() for bench in benches]
    found = versus(rankings[0].result, rankings[1].result)
    names = tree.names_of(one.design, other.design, taal=language())
    return tree.versus_json(found, areas=benches[1].areas, names=names, taal=language())


def _designs(trajectory: Trajectory, form: ImportForm) -> dict[str, Any]:
    taal = language()
    shown = [(one, one.name(taal)) for one in designs_of(trajectory)]
    return {
        "shipped": [pair for pair in shown if pair[0].version is None],
        "versions": [pair for pair in shown if pair[0].version is not None],
        "names": {one.key: name for one, name in shown},
        "form": form,
    }


def _found(trajectory: Trajectory, key: str) -> Choice:
    """Return a design of this trajectory.

    Raises:
        Http404: if there is none.
    """
    try:
        return design_of(trajectory, key)
    except UnknownDesignError:
        raise Http404 from None


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]  # the mark let in a person
