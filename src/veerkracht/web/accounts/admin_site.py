"""The pages of functional managers: entered through our own log-in with its second step, every change in our audit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from veerkracht.web.accounts.audience import Access, Audience, mark
from veerkracht.web.audit.record import record

if TYPE_CHECKING:
    from django.contrib.admin.models import LogEntry


class ManagementSite(AdminSite):
    """Django's admin with our own way in and out."""

    site_header = _("Functioneel beheer")
    site_title = _("Functioneel beheer Veerkracht")
    index_title = _("Wat wilt u beheren?")
    enable_nav_sidebar = False

    def register(
        self, model_or_iterable: Any, admin_class: type[ModelAdmin[Any]] | None = None, **options: Any
    ) -> None:
        """Show our own tables only: those of packages hold the keys of second factors."""
        models_here = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        ours = [one for one in models_here if one.__module__.startswith("veerkracht.")]
        super().register(ours, admin_class, **options)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to our own log-in; for a person who is no functional manager these pages do not exist.

        Raises:
            Http404: for that person.
        """
        del extra_context
        if request.user.is_authenticated:
            if not self.has_permission(request):
                raise Http404
            return redirect("admin:index")
        wanted = request.GET.get("next") or request.POST.get("next") or request.get_full_path()
        return redirect_to_login(wanted)

    def logout(  # type: ignore[override]  # a redirect, not a template
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to our own log-out."""
        del request, extra_context
        return redirect("site:home")

    def password_change(  # type: ignore[override]  # a redirect, not a template
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to our own page."""
        del request, extra_context
        return redirect("accounts:change_password")


for _view in (ManagementSite.login, ManagementSite.logout, ManagementSite.password_change):
    mark(_view, Access(audience=Audience.STAFF))


class AuditedAdmin(ModelAdmin):  # type: ignore[type-arg]  # for any model
    """An admin of which every change gets a line in our audit, beside Django's own."""

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> LogEntry:
        """Tell that something was added."""
        record(request.user, "admin.added", obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> LogEntry:
        """Tell that something was changed, and which of its fields."""
        record(request.user, "admin.changed", obj, after={"fields": _fields(message)})
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Tell that things were removed."""
        for obj in queryset:
            record(request.user, "admin.removed", obj)
        return super().log_deletions(request, queryset)

    def has_delete_permission(self, _request: HttpRequest, _obj: models.Model | None = None) -> bool:
        """Nothing is deleted here: people are made inactive, so that history keeps its names."""
        return False


class ReadOnlyAdmin(ModelAdmin):  # type: ignore[type-arg]  # for any model
    """An admin to look, not to touch."""

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Nothing is added by hand."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: models.Model | None = None) -> bool:
        """Nothing is changed by hand."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: models.Model | None = None) -> bool:
        """Nothing is removed by hand."""
        return False


def _fields(message: Any) -> str:
    if not isinstance(message, list):
        return str(message)
    return ", ".join(name for part in message for name in part.get("changed", {}).get("fields", []))
