"""Django's registration of the app products."""

from __future__ import annotations

from django.apps import AppConfig


class ProductsConfig(AppConfig):
    """Products: QuickScans and backtests, made and kept."""

    name = "veerkracht.web.products"
    label = "products"
    default_auto_field = "django.db.models.BigAutoField"
