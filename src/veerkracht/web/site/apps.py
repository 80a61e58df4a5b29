"""Django's registration of the app site."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Site: pages that belong to no part, and what all templates share."""

    name = "veerkracht.web.site"
    label = "site"
    default_auto_field = "django.db.models.BigAutoField"
