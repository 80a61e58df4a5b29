"""The page that explains the API to people, and the answer at addresses that are not there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from veerkracht.web.accounts.audience import everyone
from veerkracht.web.api.problems import NOT_FOUND, problem
from veerkracht.web.api.tokens import trajectories_of
from veerkracht.web.api.v1 import api
from veerkracht.web.kaart.place import language

MOST = 12


@everyone
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Explain what another program can read, and how."""
    own = trajectories_of(request.user)[:MOST] if request.user.is_authenticated else []
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    context = {
        "addresses": [
            (path, operation["get"]["summary"])
            for path, operation in paths.items()
            if "get" in operation and "trajectory_id" not in path
        ],
        "base": request.build_absolute_uri("/api/v1"),
        "ogc": request.build_absolute_uri(reverse("api:ogc")),
        "trajectories": [
            (one, request.build_absolute_uri(reverse("api:ogc_trajectory", kwargs={"trajectory_id": one.pk})))
            for one in own
        ],
    }
    return render(request, "api/about.html", context)


def absent(request: HttpRequest, path: str = "") -> HttpResponse:
    """Say that nothing is here, as a program reads it."""
    return problem(request, 404, detail=NOT_FOUND.say(language()))
