"""Django's registration of the app accounts."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts: people, how they log in, second factor, lock-out."""

    name = "veerkracht.web.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
