"""Draaiboeken of an organisation: which there are, changing one into a new version, as a file and from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from veerkracht.errors.atelier import AtelierError, NothingThereError
from veerkracht.web.accounts.sessions import person_of as me
from veerkracht.web.atelier.actions.drafting import save_draaiboek
from veerkracht.web.atelier.draaiboek_forms import FileForm, StepForms, WordsForm, first_steps, first_words, values_of
from veerkracht.web.atelier.draaiboeken import Offered, chosen, offered
from veerkracht.web.kaart.place import language
from veerkracht.web.saying import say
from veerkracht.web.workspace.access import of_trajectory
from veerkracht.web.workspace.roles import Act
from veerkracht.workflows.draaiboeken import MOST_BYTES, draaiboek_from, draaiboek_from_toml
from veerkracht.workflows.draaiboeken_toml import draaiboek_toml

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from veerkracht.web.workspace.models import Trajectory

ADD = "toevoegen"
_STEPS = "step"


@of_trajectory(Act.ATELIER_LEAD)
@require_safe
def draaiboeken(request: HttpRequest, trajectory: Trajectory) -> HttpResponse:
    """Show the draaiboeken: those of the organisation, and the shipped ones."""
    return render(request, "atelier/draaiboeken.html", _listed(trajectory, FileForm()))


@of_trajectory(Act.ATELIER_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, trajectory: Trajectory, key: str) -> HttpResponseBase:
    """Change a draaiboek; what is saved is a new version."""
    base = _found(trajectory, key)
    draaiboek, taal = base.draaiboek, language()
    blocks = [(one.key, one.title.say(taal)) for one in draaiboek.blocks]
    shared: dict[str, Any] = {"prefix": _STEPS, "form_kwargs": {"blocks": blocks}}
    if request.method == "POST" and ADD in request.POST:
        data = _with_one_more(request.POST)
        words, steps = WordsForm(data), StepForms(data, **shared)
        return _page(request, base, words, steps, asked=True)
    words = WordsForm(request.POST or None, initial=first_words(draaiboek))
    steps = StepForms(request.POST or None, initial=first_steps(draaiboek), **shared)
    if request.method == "POST" and words.is_valid() and steps.is_valid():
        try:
            values = values_of(draaiboek, words.cleaned_data, [one.cleaned_data for one in steps])
            made = save_draaiboek(trajectory, by=me(request), draaiboek=draaiboek_from(values))
        except AtelierError as error:
            words.add_error(None, error.message(taal))
        else:
            say(
                request,
                _("Bewaard als versie %(number)s. Ateliers die er al zijn, houden hun eigen draaiboek.")
                % {"number": made.number},
            )
            return redirect("atelier:draaiboeken", trajectory_id=trajectory.pk)
    return _page(request, base, words, steps)


@of_trajectory(Act.ATELIER_LEAD)
@require_safe
def download(_request: HttpRequest, trajectory: Trajectory, key: str) -> HttpResponse:
    """Hand out a draaiboek as TOML."""
    base = _found(trajectory, key)
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=f"{base.draaiboek.code}.toml")
    }
    return HttpResponse(draaiboek_toml(base.draaiboek), content_type="application/toml; charset=utf-8", headers=headers)


@of_trajectory(Act.ATELIER_LEAD)
@require_POST
def bring_in(request: HttpRequest, trajectory: Trajectory) -> HttpResponseBase:
    """Take in a draaiboek from a file, as a new version."""
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        text = form.cleaned_data["file"].read(MOST_BYTES + 1).decode("utf-8", errors="replace")
        try:
            made = save_draaiboek(trajectory, by=me(request), draaiboek=draaiboek_from_toml(text))
        except AtelierError as error:
            form.add_error("file", error.message(language()))
        else:
            say(request, _("Binnengehaald: %(name)s.") % {"name": made})
            return redirect("atelier:draaiboeken", trajectory_id=trajectory.pk)
    return render(request, "atelier/draaiboeken.html", _listed(trajectory, form), status=400)


def _page(request: HttpRequest, base: Offered, words: WordsForm, steps: Any, *, asked: bool = False) -> HttpResponse:
    is_wrong = not asked and (bool(words.errors) or (steps.is_bound and not steps.is_valid()))
    context = {
        "base": base,
        "name": base.draaiboek.name.say(language()),
        "words": words,
        "steps": steps,
        "asked": asked,
        "add": ADD,
    }
    return render(request, "atelier/draaiboek.html", context, status=400 if is_wrong else 200)


def _listed(trajectory: Trajectory, form: FileForm) -> dict[str, Any]:
    taal = language()
    found = [
        {"offered": one, "name": one.draaiboek.name.say(taal), "words": one.draaiboek.explanation.say(taal)}
        for one in offered(trajectory.organisation)
    ]
    return {"found": found, "form": form}


def _found(trajectory: Trajectory, key: str) -> Offered:
    """Return the draaiboek of an address.

    Raises:
        Http404: if there is none.
    """
    try:
        return chosen(trajectory.organisation, key)
    except NothingThereError:
        raise Http404 from None


def _with_one_more(post: QueryDict) -> QueryDict:
    """Return the form as it was sent, with room for one step more at the end."""
    data = post.copy()
    count = data.get(f"{_STEPS}-TOTAL_FORMS", "")
    number = int(count) if count.isdecimal() and len(count) < 4 else 0
    given = [str(value) for name, value in data.items() if name.endswith("-order")]
    orders = [int(one) for one in given if one.isdecimal() and len(one) < 4]
    data[f"{_STEPS}-TOTAL_FORMS"] = str(number + 1)
    data[f"{_STEPS}-{number}-order"] = str(min(999, max(orders, default=0) + 10))
    data[f"{_STEPS}-{number}-minutes"] = "20"
    data[f"{_STEPS}-{number}-view"] = "board"
    return data
