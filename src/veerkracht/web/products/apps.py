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
        from veerkracht.web.jobs.kinds import JobKind, register
        from veerkracht.web.products import actions, work
        from veerkracht.web.workspace.roles import Act

        register(
            JobKind(
                code="quickscan",
                name=_("QuickScan"),
                run=work.make_quickscan,
                act=Act.PRODUCT_MAKE,
                about=work.about_quickscan,
                page=work.page_of,
            )
        )
        register(
            JobKind(
                code="backtest",
                name=_("Toets op het verleden"),
                run=work.make_backtest,
                act=Act.PRODUCT_MAKE,
                about=work.about_backtest,
                page=work.page_of,
            )
        )
        register_chore(actions.clear_removed)
