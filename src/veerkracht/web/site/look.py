"""Pages about the look itself: the switch between light and dark, and the style guide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from veerkracht.report import palette
from veerkracht.web.site.context import THEMES
from veerkracht.web.site.saying import say
from veerkracht.web.workspace.access import everyone

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

COOKIE = "vk_theme"
YEAR = 365 * 24 * 3600


@everyone
@require_POST
def set_theme(request: HttpRequest) -> HttpResponseBase:
    """Keep light, dark or "as my device" in a cookie, so that the server renders it and nothing flashes."""
    address = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        address = "/"
    answer = redirect(address)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        # Readable by our script, which switches without loading the page again; it holds nothing else.
        answer.set_cookie(COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        answer.delete_cookie(COOKIE, samesite="Lax")
    return answer


class ExampleForm(forms.Form):
    """Every kind of field."""

    name = forms.CharField(label=gettext_lazy("Naam van het traject"), help_text=gettext_lazy("Zoals u het noemt."))
    email = forms.EmailField(label=gettext_lazy("E-mailadres"), required=False)
    dwellings = forms.IntegerField(label=gettext_lazy("Aantal woningen"), min_value=1)
    start = forms.DateField(label=gettext_lazy("Begin"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    goal = forms.CharField(label=gettext_lazy("Doel"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    gemeente = forms.ChoiceField(
        label=gettext_lazy("Gemeente"), choices=[("", "–"), ("GM0344", "Utrecht"), ("GM0772", "Eindhoven")]
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Schaal"),
        choices=[("buurt", gettext_lazy("Buurt")), ("wijk", gettext_lazy("Wijk"))],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Een buurt heeft gemiddeld 1.200 inwoners."),
    )
    forms_of = forms.MultipleChoiceField(
        label=gettext_lazy("Bestanden"),
        choices=[("pdf", "PDF"), ("docx", "Word"), ("html", gettext_lazy("Webpagina"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    file = forms.FileField(label=gettext_lazy("Bestand"), required=False, help_text="CSV, XLSX of ODS.")
    agree = forms.BooleanField(label=gettext_lazy("Deel de tabel met dit traject"), required=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamplePhase:
    """A phase of a trajectory that does not exist."""

    name: StrPromise
    state: str
    start: date
    end: date


_PHASES = (
    ExamplePhase(name=gettext_lazy("Startfoto"), state="klaar", start=date(2026, 1, 12), end=date(2026, 2, 6)),
    ExamplePhase(name=gettext_lazy("Gebiedsateliers"), state="bezig", start=date(2026, 2, 9), end=date(2026, 4, 10)),
    ExamplePhase(name=gettext_lazy("Perspectief"), state="gepland", start=date(2026, 4, 13), end=date(2026, 5, 15)),
    ExamplePhase(name=gettext_lazy("Afspraken"), state="gepland", start=date(2026, 5, 18), end=date(2026, 6, 26)),
)


def _colours() -> list[dict[str, str]]:
    names = (_("Veerkrachtig"), _("Gunstig"), _("Andere oorzaak"), _("Onder druk"), _("Geen duidelijke ontwikkeling"))
    patterns = ("none", "none", "dots", "hatch", "none")
    rows = zip(names, palette.VEERKRACHTKAART, patterns, strict=True)
    return [{"name": name, "colour": colour, "pattern": pattern} for name, colour, pattern in rows]


@everyone
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component; for those who build and manage only.

    Raises:
        Http404: for others.
    """
    if not (settings.DEBUG or (request.user.is_authenticated and request.user.is_staff)):
        raise Http404
    everything = "alles" in request.GET
    if everything:
        say(request, _("Anna de Vries doet niet meer mee aan dit traject."), undo=reverse("site:theme"))
        say(request, _("De gegevens zijn van 2023; er zijn nieuwere."), level=messages.WARNING)
    faulty = ExampleForm({"name": "", "dwellings": "12,5,0", "gemeente": "GM0344"}, prefix="fout")
    parts = {
        "form": ExampleForm(),
        "faulty": faulty if everything else None,
        "phases": _PHASES,
        "colours": _colours(),
        "page": Paginator(range(180), 20).get_page(request.GET.get("pagina", 4)),
        "sort": request.GET.get("sorteer", "-druk"),
        "data_version": "2025-11 · 1f3a9c",
    }
    return render(request, "styleguide.html", parts)
