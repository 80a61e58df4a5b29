"""Django's registration of the app demo."""

from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Demo: the fictitious city, its people and a tour."""

    name = "veerkracht.web.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"
