"""Paper: sheets to print, and typing over what people wrote on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from veerkracht.errors.atelier import AtelierError, SheetRefusedError, SheetTakenError
from veerkracht.report.paper import SHEET_NAMES, SheetCode, SheetKind
from veerkracht.web.accounts.sessions import person_of as me
from veerkracht.web.atelier.actions.correcting import correct_sheet
from veerkracht.web.atelier.actions.joining import OWN
from veerkracht.web.atelier.actions.paper import enter_sheet
from veerkracht.web.atelier.leading import for_role
from veerkracht.web.atelier.live import watchers
from veerkracht.web.atelier.models import Participant
from veerkracht.web.atelier.outcomes import moment_of
from veerkracht.web.atelier.paper_forms import CodeOnSheetForm, PrintForm, SheetForm
from veerkracht.web.atelier.paper_sheets import (
    Typed,
    entered_sheets,
    next_number,
    sheets_to_print,
    stands_now,
    typed_before,
)
from veerkracht.web.kaart.place import language
from veerkracht.web.saying import say
from veerkracht.web.workspace.homes import home_of
from veerkracht.web.workspace.roles import Act
from veerkracht.wijkschets.draaiboek import Origin
from veerkracht.workflows.atelier_paper import paper_pdf
from veerkracht.workflows.places import places_in

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from veerkracht.web.atelier.models import Atelier
    from veerkracht.web.atelier.outcomes import Moment

_WHAT = "paper_what"
"""Where the session keeps the step and kind of card of the sheet before."""


@for_role(Act.ATELIER_LEAD)
@never_cache
@require_safe
def paper(request: HttpRequest, atelier: Atelier) -> HttpResponse:
    """Choose sheets to print; with `?kind=` hand them out as PDF."""
    moment, taal = moment_of(atelier), language()
    form = PrintForm(
        request.GET if "kind" in request.GET else None, moment=moment, first=next_number(atelier), taal=taal
    )
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        kind = SheetKind(said["kind"])
        numbers = range(said["first"], said["first"] + said["count"])
        sheets = sheets_to_print(request, atelier, moment, kind=kind, numbers=numbers, step=said["step"], taal=taal)
        if (kind is SheetKind.MAP and sheets.map is None) or (kind is SheetKind.CHOICES and not sheets.lines):
            form.add_error("kind", _nothing_to_print(kind))
        else:
            name = f"{slugify(atelier.name)}-{slugify(SHEET_NAMES[kind].say(taal))}-{numbers[0]}-{numbers[-1]}.pdf"
            body = paper_pdf(sheets, day=timezone.localdate())
            return HttpResponse(
                body, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
            )
    context = {"atelier": atelier, "form": form, "entered": entered_sheets(atelier, moment)}
    return render(request, "atelier/paper.html", context, status=400 if form.errors else 200)


@for_role(Act.ATELIER_LEAD)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paper_entry(request: HttpRequest, atelier: Atelier) -> HttpResponseBase:
    """Ask for the code on a sheet, then for what stands on it; after each sheet for the next code."""
    given = request.GET if "blad" in request.GET else None
    asked = CodeOnSheetForm(given, initial={"sheet": request.GET.get("na", "")})
    if not asked.is_bound or not asked.is_valid():
        return _ask_code(request, atelier, asked)
    code: SheetCode = asked.cleaned_data["sheet"]
    moment = moment_of(atelier)
    known = Participant.objects.filter(atelier=atelier, sheet=code.number).first()
    before = typed_before(atelier, moment, code)
    corrects = known is not None and known.erased is None and bool(before) and "verbeter" in request.GET
    if before and known is not None and not corrects:
        return _taken(request, atelier, code, known=known, lines=_in_words(moment, before))
    # A stack is of one step: the choice of the sheet before stands ready.
    initial: dict[str, Any] = {"what": request.session.get(_WHAT, "")}
    places = _places(atelier)
    if corrects and known is not None:
        initial = {
            **_named(known),
            **stands_now(atelier, moment, code, places=dict(places)),
        }
    form = SheetForm(
        request.POST if request.method == "POST" else None,
        code=code,
        moment=moment,
        is_known=known is not None and not corrects,
        places={name.lower(): one for one, name in places},
        taal=language(),
        initial=initial,
    )
    take = _corrected if corrects else _entered
    if request.method == "POST" and form.is_valid() and take(request, atelier, code, form):
        if "what" in form.cleaned_data:
            request.session[_WHAT] = form.cleaned_data["what"]
        following = "" if corrects else f"?na={SheetCode(number=code.number + 1, kind=code.kind)}"
        return redirect(f"{reverse('atelier:paper_entry', args=[atelier.pk])}{following}")
    return _ask_sheet(request, atelier, form, known=None if corrects else known, places=places, corrects=corrects)


def _ask_sheet(
    request: HttpRequest,
    atelier: Atelier,
    form: SheetForm,
    *,
    known: Participant | None,
    places: list[tuple[str, str]],
    corrects: bool,
) -> HttpResponse:
    context = {
        "atelier": atelier,
        "code": form.code,
        "kind": SHEET_NAMES[form.code.kind].say(language()),
        "known": known,
        "corrects": corrects,
        "form": form,
        "rows": _rows(form),
        "buurten": [name for _code, name in places],
    }
    return render(request, "atelier/paper_entry.html", context, status=400 if form.errors else 200)


def _entered(request: HttpRequest, atelier: Atelier, code: SheetCode, form: SheetForm) -> bool:
    """Store a sheet and say so; return whether that went well, else the form says what did not."""
    written = form.written()
    try:
        person = enter_sheet(atelier, code, by=me(request), writer=form.writer, written=written)
    except AtelierError as error:
        _tell(form, error)
        return False
    watchers.nudge(atelier.pk)
    count = ngettext("%(n)s bijdrage", "%(n)s bijdragen", len(written)) % {"n": len(written)}
    say(
        request,
        _("Blad %(code)s van %(name)s is ingevoerd: %(count)s.")
        % {"code": code, "name": person.pseudonym, "count": count},
    )
    return True


def _corrected(request: HttpRequest, atelier: Atelier, code: SheetCode, form: SheetForm) -> bool:
    """Make what counts of a sheet what the form says; return whether that went well."""
    writer = form.writer
    if writer is None:
        return False
    try:
        count = correct_sheet(atelier, code, by=me(request), writer=writer, written=form.written(), parts=form.parts())
    except AtelierError as error:
        _tell(form, error)
        return False
    watchers.nudge(atelier.pk)
    if count:
        changed = ngettext("%(n)s ding is veranderd", "%(n)s dingen zijn veranderd", count) % {"n": count}
        said = _("Blad %(code)s is verbeterd: %(changed)s. Wat er eerst stond, blijft in het logboek.")
        say(request, said % {"code": code, "changed": changed})
    else:
        say(request, _("Blad %(code)s stond al zo. Er is niets veranderd.") % {"code": code})
    return True


def _tell(form: SheetForm, error: AtelierError) -> None:
    """Say what is wrong at the field that it is about, or else above the form."""
    faults = error.faults if isinstance(error, SheetRefusedError) else {}
    for part, fault in faults.items():
        form.mark(part, fault.message(language()))
    if not faults:
        form.add_error(None, error.message(language()))


def _taken(
    request: HttpRequest, atelier: Atelier, code: SheetCode, *, known: Participant, lines: list[tuple[Typed, str]]
) -> HttpResponse:
    error = SheetTakenError(str(code), name=known.pseudonym)
    context = {
        "atelier": atelier,
        "code": code,
        "why": error.message(language()),
        "is_erased": known.erased is not None,
        "mend": f"{reverse('atelier:paper_entry', args=[atelier.pk])}?blad={code}&verbeter=ja",
        "lines": [] if known.erased else lines,
    }
    return render(request, "atelier/paper_taken.html", context, status=409)


def _named(known: Participant) -> dict[str, Any]:
    return {
        "name": known.pseudonym,
        "party": known.party,
        "own_party": known.own_party,
        "is_resident": known.party == OWN and known.origin == Origin.RESIDENT,
    }


def _ask_code(request: HttpRequest, atelier: Atelier, asked: CodeOnSheetForm) -> HttpResponse:
    context = {"atelier": atelier, "form": asked, "entered": entered_sheets(atelier, moment_of(atelier))}
    return render(request, "atelier/paper_code.html", context, status=400 if asked.errors else 200)


def _rows(form: SheetForm) -> dict[str, list[Any]]:
    """Return the fields by where they stand: who wrote, the step, and the rest in rows."""
    names = list(form.fields)
    writer = [form[name] for name in ("name", "party", "own_party", "is_resident") if name in names]
    what = [form["what"]] if "what" in names else []
    cards = [
        (form[name], form[f"mood{name[4:]}"], form[f"where{name[4:]}"]) for name in names if name.startswith("text")
    ]
    taken = {"name", "party", "own_party", "is_resident", "what"}
    short = [form[name] for name in names if name not in taken and not name.startswith(("text", "mood", "where"))]
    return {"writer": writer, "what": what, "cards": cards, "short": short}


def _places(atelier: Atelier) -> list[tuple[str, str]]:
    trajectory = atelier.trajectory
    found = places_in(tuple(trajectory.gemeenten), home_of(trajectory.organisation))
    return [(one.code, one.name) for one in found if one.code.startswith("BU")]


def _in_words(moment: Moment, before: list[Typed]) -> list[tuple[Typed, str]]:
    votes = {1: _("Eens"), 0: _("Weet niet"), -1: _("Oneens"), None: _("Geen stem")}
    given = {"dots": _("stippen"), "divide": _("punten"), "rate": _("op de schaal van 1 tot 5")}
    said = []
    for typed in before:
        verb, body = typed.verb, typed.body
        card = moment.board.cards.get(str(body.get("card")))
        text = card.text if card else "–"
        if verb in {"contribute", "amend"}:
            words = str(body.get("text", text))
        elif verb == "withdraw":
            words = _("teruggenomen: %(text)s") % {"text": text}
        elif verb == "vote":
            words = f"{votes.get(body.get('value', 0), '')}: {text}"
        else:
            words = f"{body.get('count') or body.get('points') or body.get('value') or 0} {given[verb]}: {text}"
        said.append((typed, words))
    return said


def _nothing_to_print(kind: SheetKind) -> str:
    if kind is SheetKind.MAP:
        return _("Van dit gebied zijn er geen grenzen van buurten. Haal ze op bij Gegevens, of gebruik kaartjes (K).")
    return _("Er zijn nog geen kaartjes voor stippen, punten of cijfers. Druk dit blad af als ze er zijn.")
