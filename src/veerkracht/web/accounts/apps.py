"""Django's registration of the app accounts, and of the pages for functional managers with our own log-in."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Accounts: people, how they log in, second factor, lock-out."""

    name = "veerkracht.web.accounts"
    label = "accounts"
    verbose_name = _("Mensen")
    default_auto_field = "django.db.models.BigAutoField"


class ManagementConfig(AdminConfig):
    """The pages of functional managers."""

    default_site = "veerkracht.web.accounts.admin_site.ManagementSite"
