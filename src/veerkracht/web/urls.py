"""All addresses. Dutch words, because people read and share them."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

handler400 = "veerkracht.web.site.views.bad_request"
handler403 = "veerkracht.web.site.views.forbidden"
handler404 = "veerkracht.web.site.views.not_found"
handler500 = "veerkracht.web.site.views.broken"

urlpatterns = [
    # First, for addresses are tried in turn, and hundreds of telephones ask these again and again.
    path("", include("veerkracht.web.atelier.urls")),
    path("", include("veerkracht.web.site.urls")),
    path("account/", include("veerkracht.web.accounts.urls")),
    path("", include("veerkracht.web.workspace.urls")),
    path("", include("veerkracht.web.jobs.urls")),
    path("", include("veerkracht.web.kaart.urls")),
    path("", include("veerkracht.web.werkbank.urls")),
    path("", include("veerkracht.web.schets.urls")),
    path("", include("veerkracht.web.scenario.urls")),
    path("", include("veerkracht.web.datasets.urls")),
    path("", include("veerkracht.web.products.urls")),
    path("", include("veerkracht.web.api.urls")),
    path("", include("veerkracht.web.demo.urls")),
    path("taal/", include("django.conf.urls.i18n")),
    path("beheer/", admin.site.urls),
]
