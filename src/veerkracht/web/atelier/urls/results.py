"""Addresses of what came out of an atelier, and of paper."""

from __future__ import annotations

from django.urls import URLPattern, path

from veerkracht.web.atelier.views import paper, results

_LEAD = "ateliers/<uuid:atelier_id>/"

urlpatterns: list[URLPattern] = [
    path(f"{_LEAD}uitkomst/", results.results, name="results"),
    path(f"{_LEAD}uitkomst/stemmen.csv", results.votes_file, name="votes_file"),
    path(f"{_LEAD}uitkomst/uitkomst.json", results.outcome_file, name="outcome_file"),
    path(f"{_LEAD}papier/", paper.paper, name="paper"),
    path(f"{_LEAD}papier/invoer/", paper.paper_entry, name="paper_entry"),
    path("atelier/<uuid:atelier_id>/uitkomst/", results.shared_results, name="shared_results"),
]
