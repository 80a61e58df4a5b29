"""Pages on which people work on a wijkschets: which there are, beginning one, and changing it line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from veerkracht.errors.schets import SchetsError, SchetsNotReadyError
from veerkracht.web.accounts.sessions import person_of as me
from veerkracht.web.atelier.leading import for_role
from veerkracht.web.atelier.models import Atelier
from veerkracht.web.kaart.place import language
from veerkracht.web.saying import say
from veerkracht.web.schets import actions
from veerkracht.web.schets.choosing import choices_for, figures_to_choose, value_of
from veerkracht.web.schets.forms import DissentForm, GoalForm, HeadForm, LineForm, MakeForm, StepForm
from veerkracht.web.schets.leading import of_schets
from veerkracht.web.schets.models import Schets
from veerkracht.web.schets.reading import file_of, grounds_now, newest, parties_of, values_of
from veerkracht.web.schets.showing import shown_schets, title_of
from veerkracht.web.workspace.access import of_trajectory
from veerkracht.web.workspace.homes import home_of
from veerkracht.web.workspace.roles import Act
from veerkracht.wijkschets.schets import Cite, CiteKind, Dissent, FirstStep, Goal, Sentence
from veerkracht.wijkschets.schets_checks import faults_of
from veerkracht.wijkschets.schets_edits import LINED, key_of, line_of, lines_of
from veerkracht.workflows import places
from veerkracht.workflows.schetsen import grounds_from

if TYPE_CHECKING:
    from typing import Any

    from django.http.response import HttpResponseBase

    from veerkracht.web.workspace.models import Trajectory
    from veerkracht.wijkschets.grounds import Grounds
    from veerkracht.wijkschets.schets import Wijkschets
    from veerkracht.wijkschets.schets_edits import Line

NEW = "nieuw"


@of_trajectory(Act.ATELIER_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def schetsen(request: HttpRequest, trajectory: Trajectory) -> HttpResponseBase:
    """Show the wijkschetsen of a trajectory, and begin one."""
    known = {one.code: one for one in places.places_in(tuple(trajectory.gemeenten), home_of(trajectory.organisation))}
    ateliers = {str(one.pk): one for one in Atelier.objects.filter(trajectory=trajectory)}
    asked = ateliers.get(request.GET.get("atelier", ""))
    form = MakeForm(
        request.POST or None,
        areas=[(one.code, f"{one.name} ({one.within})" if one.within else one.name) for one in known.values()],
        ateliers=[(key, one.name) for key, one in ateliers.items()],
        initial={"atelier": str(asked.pk) if asked else "", "area": next(iter(asked.areas), "") if asked else ""},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = actions.make_schets(
            trajectory,
            by=me(request),
            area=said["area"],
            title=known[said["area"]].name,
            atelier=ateliers.get(said["atelier"]),
            taal=language(),
        )
        say(request, _("Het eerste concept staat klaar. Lees het na, en haal weg of pas aan wat niet klopt."))
        return redirect("schets:schets", schets_id=made.pk)
    found = Schets.objects.filter(trajectory=trajectory).select_related("atelier")
    names = {one.code: one.name for one in known.values()}
    context = {"found": [(one, names.get(one.area, one.area)) for one in found], "form": form}
    return render(request, "schets/schetsen.html", context, status=400 if form.is_bound and form.errors else 200)


@for_role(Act.ATELIER_VIEW)
@require_safe
def of_atelier(_request: HttpRequest, atelier: Atelier) -> HttpResponseBase:
    """Lead to the wijkschets of an atelier; to where one can be begun if there is none, or more than one."""
    found = list(Schets.objects.filter(atelier=atelier)[:2])
    if len(found) == 1:
        return redirect("schets:schets", schets_id=found[0].pk)
    return redirect(reverse("schets:schetsen", args=[atelier.trajectory_id]) + f"?atelier={atelier.pk}")


@of_schets(Act.ATELIER_VIEW)
@require_safe
def schets(request: HttpRequest, schets: Schets) -> HttpResponse:
    """Show what stands now, line by line, with what is not good yet; who leads can change each line."""
    return _page(request, schets)


@of_schets(Act.ATELIER_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, schets: Schets, part: str, key: str) -> HttpResponseBase:
    """Change or add one line; a search for sources keeps what was written so far."""
    if part not in LINED:
        raise Http404
    version = newest(schets)
    made = values_of(version)
    old = line_of(made, part, key)
    if old is None and key != NEW:
        say(request, _("Deze regel is er niet meer: iemand haalde hem weg."), level=messages.INFO)
        return redirect("schets:schets", schets_id=schets.pk)
    grounds = grounds_now(schets, grounds_from(version.grounds))
    form = _form(request, schets, part=part, made=made, old=old, grounds=grounds)
    words = request.POST.get("words", request.GET.get("words", ""))
    if request.method == "POST" and request.POST.get("do") != "find" and form.is_valid():
        try:
            stands = actions.change_line(
                schets, by=me(request), part=part, line=form.line(key if old else ""), base=form.cleaned_data["base"]
            )
        except SchetsError as error:
            form.add_error(None, error.message(language()))
        else:
            if old is not None and stands != key:
                text = _("Iemand anders veranderde deze zin terwijl u schreef. Beide zinnen staan nu onder elkaar.")
                say(request, text, level=messages.WARNING)
            else:
                say(request, _("Opgeslagen."))
            return redirect(reverse("schets:schets", args=[schets.pk]) + f"#zin-{stands}")
    is_finding = request.POST.get("do") == "find"
    if is_finding:
        form.errors.clear()
    context = {
        "schets": schets,
        "form": form,
        "part": title_of(part, taal=language()),
        "is_new": old is None,
        "words": words,
        "fields": [form[name] for name in form.fields if name not in {"cites", "base"}],
    }
    return render(request, "schets/line.html", context, status=400 if form.is_bound and form.errors else 200)


@of_schets(Act.ATELIER_LEAD)
@require_POST
def arrange(request: HttpRequest, schets: Schets) -> HttpResponseBase:
    """Move a line up or down, or take it out."""
    part, key, do = (request.POST.get(name, "") for name in ("part", "key", "do"))
    back = reverse("schets:schets", args=[schets.pk])
    try:
        if do == "remove":
            actions.remove_line(schets, by=me(request), part=part, key=key)
            say(request, _("Weggehaald. In de versies staat hij nog."))
            return redirect(f"{back}#deel-{part}" if part in LINED else back)
        actions.move_line(schets, by=me(request), part=part, key=key, places=-1 if do == "up" else 1)
    except SchetsError as error:
        say(request, error.message(language()), level=messages.ERROR)
        return redirect(back)
    return redirect(f"{back}#zin-{key}")


@of_schets(Act.ATELIER_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def head(request: HttpRequest, schets: Schets) -> HttpResponseBase:
    """Change the title and the figures at the top."""
    version = newest(schets)
    made = values_of(version)
    figures = figures_to_choose(grounds_now(schets, grounds_from(version.grounds)), taal=language())
    first = {"title": made.title, "key_figures": [value_of(one) for one in made.key_figures]}
    form = HeadForm(request.POST or None, figures=figures, initial=first)
    if request.method == "POST" and form.is_valid():
        chosen = tuple(form.choices[one].cite for one in form.cleaned_data["key_figures"])
        actions.change_head(schets, by=me(request), title=form.cleaned_data["title"], key_figures=chosen)
        say(request, _("Opgeslagen."))
        return redirect("schets:schets", schets_id=schets.pk)
    context = {"schets": schets, "form": form}
    return render(request, "schets/head.html", context, status=400 if form.is_bound and form.errors else 200)


@of_schets(Act.ATELIER_LEAD)
@require_POST
def publish(request: HttpRequest, schets: Schets) -> HttpResponseBase:
    """Publish what stands now; while something stands in the way, say what, each with where to mend it."""
    try:
        number = actions.publish(schets, by=me(request))
    except SchetsNotReadyError as error:
        return _page(request, schets, refused=error.message(language()), status=400)
    say(request, _("Versie %(number)s is vastgesteld. Vraag de partijen wat zij ervan zeggen.") % {"number": number})
    return redirect("schets:read", schets_id=schets.pk, number=number)


def _page(request: HttpRequest, schets: Schets, *, refused: str = "", status: int = 200) -> HttpResponse:
    version = newest(schets)
    file = file_of(schets, version)
    faults = faults_of(file.schets, file.grounds.known())
    context = {
        "schets": schets,
        "shown": shown_schets(file, faults, taal=language()),
        "version": version,
        "refused": refused,
        "is_published": version.is_published,
    }
    return render(request, "schets/schets.html", context, status=status)


def _form(
    request: HttpRequest, schets: Schets, *, part: str, made: Wijkschets, old: Line | None, grounds: Grounds
) -> LineForm:
    """Return the form of a line with what it rests on: ticked in the form that was sent, else as it was saved."""
    taal, parties = language(), parties_of(schets)
    sent = [_cite(one) for one in request.POST.getlist("cites")]
    chosen = tuple(one for one in sent if one is not None) if request.method == "POST" else _cites(old)
    words = request.POST.get("words", "") if request.POST.get("do") == "find" else ""
    given: dict[str, Any] = {
        "choices": choices_for(grounds, part, chosen=chosen, words=words, parties=parties, taal=taal),
        "initial": {**_initial(old), "base": schets.number},
    }
    data = request.POST or None
    if part == "goals":
        return GoalForm(data, figures=figures_to_choose(grounds, taal=taal), **given)
    if part == "mix":
        return StepForm(data, taal=taal, **given)
    if part == "dissent":
        about = [
            (key_of(one), f"{title_of(name, taal=taal)}: {_words(one)[:80]}")
            for name in LINED
            if name != "dissent"
            for one in lines_of(made, name)
        ]
        return DissentForm(data, parties=parties, about=about, taal=taal, **given)
    return LineForm(data, **given)


def _words(one: Line) -> str:
    match one:
        case Goal():
            return one.words
        case Sentence():
            return one.text
        case _:
            return one.sentence.text


def _cites(old: Line | None) -> tuple[Cite, ...]:
    if old is None:
        return ()
    return old.cites if isinstance(old, Sentence | Goal) else old.sentence.cites


def _initial(old: Line | None) -> dict[str, Any]:
    found: dict[str, Any] = {"cites": [value_of(one) for one in _cites(old)]}
    match old:
        case Goal():
            names = ("indicator", "measured_as", "baseline", "target", "measured_by")
            found |= {name: getattr(old, name) for name in names}
            found |= {
                "text": old.words,
                "baseline_year": old.baseline_year or None,
                "target_year": old.target_year or None,
            }
        case Sentence():
            found |= {"text": old.text, "origin": str(old.origin)}
        case FirstStep() | Dissent():
            found |= {"text": old.sentence.text, "origin": str(old.sentence.origin)}
    if isinstance(old, FirstStep):
        found |= {"quadrant": str(old.quadrant or ""), "who": old.who}
    if isinstance(old, Dissent):
        found |= {"parties": list(old.parties), "about": old.about}
    return found


def _cite(value: str) -> Cite | None:
    """Return the cite that a form sent; None for what is none (someone wrote the form by hand)."""
    kind, _, rest = value.partition("|")
    ref, _, rest = rest.partition("|")
    area, _, year = rest.partition("|")
    if kind not in set(CiteKind) or not (year.isascii() and year.isdigit()) or len(year) > 4:
        return None
    return Cite(kind=CiteKind(kind), ref=ref, area=area, year=int(year))
