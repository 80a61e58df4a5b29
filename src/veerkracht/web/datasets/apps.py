"""Django's registration of the app datasets."""

from __future__ import annotations

from django.apps import AppConfig


class DatasetsConfig(AppConfig):
    """Datasets: open data kept fresh, and an organisation's own tables."""

    name = "veerkracht.web.datasets"
    label = "datasets"
    default_auto_field = "django.db.models.BigAutoField"
