"""Django's registration of the app products."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProductsConfig(AppConfig):
    """Products: QuickScans and backtests, made and kept."""

    name = "veerkracht.web.products"
    label = "products"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say which long work there is."""
        from veerkracht.web.jobs.chores import register_chore
        from veerkracht.web.jobs.kinds import JobKind, Later, register
        from veerkracht.web.workspace.roles import Act

        register(
            JobKind(
                code="quickscan",
                name=_("QuickScan"),
                run=Later("veerkracht.web.products.work.make_quickscan"),
                act=Act.PRODUCT_MAKE,
                about=Later("veerkracht.web.products.work.about_quickscan"),
                page=Later("veerkracht.web.products.work.page_of"),
            )
        )
        register(
            JobKind(
                code="backtest",
                name=_("Toets op het verleden"),
                run=Later("veerkracht.web.products.work.make_backtest"),
                act=Act.PRODUCT_MAKE,
                about=Later("veerkracht.web.products.work.about_backtest"),
                page=Later("veerkracht.web.products.work.page_of"),
            )
        )
        register_chore(Later("veerkracht.web.products.clearing.clear_removed"))
