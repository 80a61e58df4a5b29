"""The page of who takes part: the step that runs, what it asks, and the board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from veerkracht.web.atelier.coming_in import of_atelier

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from veerkracht.web.atelier.models import Atelier, Participant


@of_atelier
@never_cache
@require_safe
def take_part(request: HttpRequest, atelier: Atelier, participant: Participant) -> HttpResponseBase:
    """Show the step that runs, what it asks, and what lies on the board."""
    return render(request, "atelier/take_part.html", {"atelier": atelier, "participant": participant})
