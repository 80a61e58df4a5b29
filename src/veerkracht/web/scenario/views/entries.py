"""Pages on which a scenario is written: a line added, changed or taken out; what it starts from; its text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from veerkracht.errors.scenario_page import MovedOnError, NoEntryError
from veerkracht.errors.web import NotNowError
from veerkracht.report.stad.scenario_words import PART_NAMES, heading_of
from veerkracht.stad.scenario_edits import Part, entry_at, place_of, with_entry, without_entry
from veerkracht.stad.scenario_toml import parse_scenario
from veerkracht.web.accounts.sessions import person_of as me
from veerkracht.web.kaart.place import language
from veerkracht.web.saying import say
from veerkracht.web.scenario import actions
from veerkracht.web.scenario.faults import put_in_form, said
from veerkracht.web.scenario.forms import LINE_FORMS, SteerForm, TextForm, area_groups, initial_of
from veerkracht.web.scenario.frame_form import FrameForm
from veerkracht.web.scenario.leading import of_scenario
from veerkracht.web.scenario.opened import CANNOT, open_version, version_of
from veerkracht.web.workspace.roles import Act
from veerkracht.workflows.scenario_page import text_of

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from veerkracht.stad.scenario_edits import Entry
    from veerkracht.web.scenario.forms import LineForm
    from veerkracht.web.scenario.models import Scenario
    from veerkracht.web.scenario.opened import Opened

NEW = "nieuw"


@of_scenario(Act.SCENARIO_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, scenario: Scenario, part: str, place: str) -> HttpResponseBase:
    """Add a line, or change one; what was filled in stays when it cannot be."""
    kind = _part(part)
    try:
        opened = open_version(version_of(scenario), scenario=scenario)
        old = None if place == NEW else entry_at(opened.read, kind, _place(place))
    except CANNOT as error:
        say(request, error.message(language()), level=messages.ERROR)
        return redirect("scenario:scenario", scenario_id=scenario.pk)
    form = _form(request, opened, part=kind, old=old)
    if request.method == "POST" and form.is_valid():
        try:
            _keep(request, opened, part=kind, place=place, form=form)
        except (*CANNOT, NotNowError) as error:
            put_in_form(form, error, taal=language())
        else:
            return redirect("scenario:scenario", scenario_id=scenario.pk)
    context = {
        "scenario": scenario,
        "form": form,
        "part": PART_NAMES[kind].say(language()),
        "heading": heading_of(kind, old, taal=language()) if old else PART_NAMES[kind].say(language()),
        "is_new": old is None,
        "fields": [form[name] for name in form.fields if name not in {"base", "areas"}],
        "has_areas": "areas" in form.fields,
        "area_groups": area_groups(form) if "areas" in form.fields else [],
    }
    return render(request, "scenario/line.html", context, status=400 if form.is_bound and form.errors else 200)


def _keep(request: HttpRequest, opened: Opened, *, part: Part, place: str, form: LineForm) -> None:
    """Save a version with the line; a line that someone else moved is found again, one that is gone is told."""
    entry, scenario = form.entry(), opened.scenario
    made = opened.read
    at = None
    if place != NEW:
        before = parse_scenario(version_of(scenario, form.cleaned_data["base"]).text)
        at = place_of(made, part, entry_at(before, part, _place(place)))
        if at is None:
            raise MovedOnError(scenario.number)
    made = with_entry(made, part, entry, at=at)
    heading = heading_of(part, entry, taal=language())
    note = _("Toegevoegd: %(what)s") if place == NEW else _("Veranderd: %(what)s")
    version = actions.save_version(
        scenario, by=me(request), text=text_of(made), parent=opened.version.number, note=note % {"what": heading}
    )
    say(request, _("Bewaard als versie %(number)s.") % {"number": version.number})


@of_scenario(Act.SCENARIO_EDIT)
@require_POST
def remove(request: HttpRequest, scenario: Scenario) -> HttpResponseBase:
    """Take a line out; it stays in the versions before."""
    part, place = _part(request.POST.get("part", "")), request.POST.get("place", "")
    base = request.POST.get("base", "")
    number = int(base) if base.isascii() and base.isdigit() and len(base) < 6 else scenario.number
    try:
        now = version_of(scenario)
        made = parse_scenario(now.text)
        entry = entry_at(parse_scenario(version_of(scenario, number).text), part, _place(place))
        at = place_of(made, part, entry)
        if at is None:
            raise MovedOnError(scenario.number)
        note = _("Weggehaald: %(what)s") % {"what": heading_of(part, entry, taal=language())}
        text = text_of(without_entry(made, part, at))
        actions.save_version(scenario, by=me(request), text=text, parent=now.number, note=note)
    except (*CANNOT, NotNowError) as error:
        say(request, said(error, taal=language()), level=messages.ERROR)
    else:
        say(request, _("Weggehaald. In de versies staat deze regel nog."))
    return redirect("scenario:scenario", scenario_id=scenario.pk)


@of_scenario(Act.SCENARIO_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def frame(request: HttpRequest, scenario: Scenario) -> HttpResponseBase:
    """Change what a scenario starts from: growth, budgets, what people want to hold on to."""
    version = version_of(scenario)
    try:
        read = parse_scenario(version.text)
    except CANNOT as error:
        say(request, error.message(language()), level=messages.ERROR)
        return redirect("scenario:text", scenario_id=scenario.pk)
    form = FrameForm(request.POST or None, scenario=read, taal=language(), initial={"base": version.number})
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["base"] != version.number:
                raise MovedOnError(version.number)
            made = actions.save_version(
                scenario,
                by=me(request),
                text=text_of(form.scenario(read)),
                parent=version.number,
                note=_("Uitgangspunten veranderd"),
            )
        except (*CANNOT, NotNowError) as error:
            put_in_form(form, error, taal=language())
        else:
            say(request, _("Bewaard als versie %(number)s.") % {"number": made.number})
            return redirect("scenario:scenario", scenario_id=scenario.pk)
    context = {"scenario": scenario, "form": form, "costs": read.costs}
    return render(request, "scenario/frame.html", context, status=400 if form.is_bound and form.errors else 200)


@of_scenario(Act.SCENARIO_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, scenario: Scenario) -> HttpResponseBase:
    """Change the text itself: everything that the forms know, and what they do not."""
    version = version_of(scenario)
    form = TextForm(request.POST or None, initial={"text": version.text, "base": version.number})
    if request.method == "POST" and form.is_valid():
        new = form.cleaned_data
        try:
            if new["base"] != version.number:
                raise MovedOnError(version.number)
            made = actions.save_version(
                scenario, by=me(request), text=new["text"], parent=version.number, note=new["note"]
            )
        except (*CANNOT, NotNowError) as error:
            form.add_error("text", error.message(language()))
        else:
            say(request, _("Bewaard als versie %(number)s.") % {"number": made.number})
            return redirect("scenario:scenario", scenario_id=scenario.pk)
    context = {"scenario": scenario, "form": form}
    return render(request, "scenario/text.html", context, status=400 if form.is_bound and form.errors else 200)


def _form(request: HttpRequest, opened: Opened, *, part: Part, old: Entry | None) -> LineForm:
    kind = LINE_FORMS[part]
    initial = initial_of(old, scenario=opened.read, kind=request.GET.get("soort", ""))
    given: dict[str, Any] = {
        "scenario": opened.read,
        "city": opened.city,
        "wijken": opened.wijken,
        "taal": language(),
        "initial": {**initial, "base": opened.version.number},
    }
    if kind is SteerForm:
        given["old"] = old
    return kind(request.POST or None, **given)


def _part(text: str) -> Part:
    if text not in set(Part):
        raise Http404
    return Part(text)


def _place(text: str) -> int:
    """Return the place of a line, from 0.

    Raises:
        NoEntryError: if the text is no place.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise NoEntryError(text[:20], at=0, there=0)
    return int(text)
