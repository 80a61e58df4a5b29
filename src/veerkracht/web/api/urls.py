"""Addresses of the API, and of the page with tokens for it. No address of the API ends in a slash (NLGov rules)."""

from __future__ import annotations

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import URLPattern, include, path, re_path

from veerkracht.web.api import ogc, openapi, tokens, v1, views
from veerkracht.web.api.guard import for_callers, for_everyone, for_trajectory
from veerkracht.web.workspace.roles import Act

app_name = "api"
_OGC: tuple[tuple[str, Callable[..., HttpResponseBase], str], ...] = (
    ("", ogc.landing, ""),
    ("/", ogc.landing, "_slash"),
    ("/conformance", ogc.conformance, "_conformance"),
    ("/api", ogc.definition, "_definition"),
    ("/collections", ogc.collections, "_collections"),
    ("/collections/<slug:code>", ogc.collection, "_collection"),
    ("/collections/<slug:code>/items", ogc.items, "_items"),
    ("/collections/<slug:code>/items/<slug:area>", ogc.item, "_item"),
)


def _features() -> list[URLPattern]:
    """Return the addresses of OGC API Features, of the open data and of each trajectory."""
    own = "api/ogc/trajectories/<uuid:trajectory_id>"
    return [
        *(path(f"api/ogc{at}", for_callers(view, is_open=True), name=f"ogc{name}") for at, view, name in _OGC),
        *(
            path(f"{own}{at}", for_trajectory(view, act=Act.KAART_VIEW), name=f"ogc_trajectory{name}")
            for at, view, name in _OGC
        ),
    ]


urlpatterns = [
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<uuid:token_id>/intrekken/", tokens.withdraw, name="withdraw"),
    path("api/", views.about, name="about"),
    path("api/v1/openapi.json", for_everyone(openapi.openapi_json), name="openapi_json"),
    path("api/v1/openapi.yaml", for_everyone(openapi.openapi_yaml), name="openapi_yaml"),
    path("api/v1/", include((v1.guarded_urls(), "api_v1"))),
    *_features(),
    re_path(r"^api/(?P<path>.*)$", for_everyone(views.absent), name="absent"),
]
