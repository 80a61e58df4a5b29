"""Pages of a published wijkschets: reading and downloading it, its versions, and what parties say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from veerkracht.errors.schets import SchetsError, WordOfPartyError
from veerkracht.report.schets.wording import VERDICTS
from veerkracht.web.accounts.sessions import person_of as me
from veerkracht.web.kaart.place import language
from veerkracht.web.saying import say
from veerkracht.web.schets import actions
from veerkracht.web.schets.forms import SignForm
from veerkracht.web.schets.leading import of_schets
from veerkracht.web.schets.models import Schets, SchetsVersion
from veerkracht.web.schets.parties import leads, voices_for
from veerkracht.web.schets.reading import parties_of, sheet_for, values_of
from veerkracht.web.schets.showing import shown_changes
from veerkracht.web.workspace.roles import Act
from veerkracht.wijkschets.schets import Verdict
from veerkracht.wijkschets.schets_changes import changes_between
from veerkracht.workflows.schetsen_files import FILES, render_file, schets_fragment

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from veerkracht.web.schets.parties import Voice

A_PAGE = 30


@of_schets(Act.ATELIER_VIEW)
@require_safe
def read(request: HttpRequest, schets: Schets, number: int) -> HttpResponse:
    """Show one version as it reads, with what parties said of it and its files."""
    version = get_object_or_404(SchetsVersion, schets=schets, number=number)
    taal = language()
    parties = parties_of(schets)
    told = schets_fragment(sheet_for(schets, version, taal=taal))
    signed = [
        {
            "party": parties[one.party].say(taal) if one.party in parties else one.party,
            "verdict": VERDICTS[Verdict(one.verdict)].say(taal),
            "tone": {"eens": "ok", "voorbehoud": "warning", "oneens": "error"}[one.verdict],
            "sign": one,
        }
        for one in version.sign_offs.select_related("by", "organisation")
    ]
    context = {
        "schets": schets,
        "version": version,
        "told": mark_safe(told),  # noqa: S308  # escaped by the writer
        "signed": signed,
        "may_sign": bool(voices_for(me(request), schets, taal=taal)),
    }
    return render(request, "schets/read.html", context)


@of_schets(Act.ATELIER_VIEW)
@require_safe
def download(_request: HttpRequest, schets: Schets, number: int, form: str) -> HttpResponse:
    """Hand out one version as a file: the A3 sheet, the A4, Word or a web page."""
    version = get_object_or_404(SchetsVersion, schets=schets, number=number)
    if form not in FILES:
        raise Http404
    name, media, _make = FILES[form]
    body = render_file(sheet_for(schets, version, taal=language()), form)
    stem, _, ending = name.rpartition(".")
    filename = f"{stem}-{slugify(schets.title)[:60] or 'wijk'}-{version.number}.{ending}"
    answer = HttpResponse(body, content_type=media)
    answer.headers["Content-Disposition"] = content_disposition_header(True, filename)  # noqa: FBT003  # Django's
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@of_schets(Act.ATELIER_VIEW)
@require_safe
def versions(request: HttpRequest, schets: Schets) -> HttpResponse:
    """Show every version with who made it, and what differs between two of them."""
    every = schets.versions.select_related("by").defer("values", "grounds")
    page = Paginator(every, A_PAGE).get_page(request.GET.get("pagina"))
    before, after = _asked(request, schets)
    changes = None
    if before is not None and after is not None:
        changes = shown_changes(changes_between(values_of(before), values_of(after)), taal=language())
    context = {"schets": schets, "page": page, "before": before, "after": after, "changes": changes}
    return render(request, "schets/versions.html", context)


@of_schets(Act.ATELIER_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, schets: Schets, number: int) -> HttpResponseBase:
    """Note what a party says of a published version; who speaks for none reads who can."""
    version = get_object_or_404(SchetsVersion, schets=schets, number=number, is_published=True)
    user, taal = me(request), language()
    voices = voices_for(user, schets, taal=taal)
    is_own = not leads(user, schets)
    first = {"said_on": timezone.localdate()} | ({"voice": voices[0].value} if len(voices) == 1 else {})
    form = SignForm(request.POST or None, voices=voices, is_own=is_own, taal=taal, initial=first)
    if request.method == "POST" and voices and form.is_valid():
        said = form.cleaned_data
        voice = form.voices[said["voice"]]
        try:
            actions.sign(
                schets,
                by=user,
                number=version.number,
                party=voice.party,
                organisation=voice.organisation,
                verdict=Verdict(said["verdict"]),
                reason=said["reason"],
                said_by=said.get("said_by", ""),
                said_on=said.get("said_on"),
            )
        except WordOfPartyError as error:
            form.add_error("said_on" if "said_on" in form.fields else None, error.message(taal))
        except SchetsError as error:
            form.add_error("reason", error.message(taal))
        else:
            say(request, _("Opgeslagen."))
            return redirect(reverse("schets:read", args=[schets.pk, version.number]) + "#partijen")
    context = {"schets": schets, "version": version, "form": form, "voices": voices, "is_own": is_own}
    return render(request, "schets/sign.html", context, status=_status(request, form, voices=voices))


def _status(request: HttpRequest, form: SignForm, *, voices: list[Voice]) -> int:
    if request.method == "POST" and not voices:
        return 403
    return 400 if form.is_bound and form.errors else 200


def _asked(request: HttpRequest, schets: Schets) -> tuple[SchetsVersion | None, SchetsVersion | None]:
    """Return the two versions to lay side by side, the older first."""
    numbers = [request.GET.get(name, "") for name in ("van", "naar")]
    asked = sorted({int(one) for one in numbers if one.isascii() and one.isdigit() and len(one) < 7})
    found = {one.number: one for one in schets.versions.filter(number__in=asked)}
    if len(found) < 2:
        return None, None
    return found[min(found)], found[max(found)]
