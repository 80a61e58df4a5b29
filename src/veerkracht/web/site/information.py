"""Pages that say where the figures come from, and for whom the pages work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from veerkracht.facts.language import Taal
from veerkracht.web.workspace.access import everyone
from veerkracht.workflows.opening import shipped_catalogue


@everyone
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """List every series of tables with its publisher, licence and years."""
    catalogue = shipped_catalogue()
    language: Taal = "en" if get_language() == "en" else "nl"
    rows = [
        {
            "name": family.name.say(language),
            "publisher": family.publisher,
            "licence": family.licence,
            "first": min(family.ids, default=None),
            "last": max(family.ids, default=None),
            "modelled": family.modelled,
            "address": family.address,
        }
        for family in catalogue.families.values()
    ]
    return render(request, "site/sources.html", {"rows": sorted(rows, key=lambda row: str(row["name"]).lower())})


@everyone
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how the pages were tested, what does not work for everyone yet, and whom to tell."""
    return render(request, "site/accessibility.html")
