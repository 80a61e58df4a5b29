"""Pages of functional managers about organisations and their members."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from veerkracht.errors.workspace import LastBeheerderError
from veerkracht.web.accounts.admin_site import AuditedAdmin, ReadOnlyAdmin
from veerkracht.web.accounts.sessions import person_of
from veerkracht.web.workspace.actions import members, organisations
from veerkracht.web.workspace.models import Membership, Organisation, Trajectory
from veerkracht.web.workspace.roles import Role


@admin.register(Organisation)
class OrganisationAdmin(AuditedAdmin):
    """Organisations, made and changed through the same acts as everywhere."""

    list_display = ["name", "kind", "slug", "created"]
    list_filter = ["kind"]
    search_fields = ["name", "slug"]
    fields = ["name", "slug", "kind", "theme"]
    prepopulated_fields = {"slug": ["name"]}

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's
        """Keep an organisation through our own act."""
        del change
        organisations.manage_organisation(obj, by=person_of(request), changed=form.changed_data)


class MembershipForm(forms.ModelForm[Membership]):
    """Who gets which role; the last beheerder keeps the role."""

    class Meta:
        """What can be changed."""

        model = Membership
        fields = ["organisation", "user", "role"]
        labels = {"organisation": _("Organisatie"), "user": _("Persoon")}

    def clean_role(self) -> str:
        """Return the role, unless it is taken from the last beheerder.

        Raises:
            ValidationError: if so.
        """
        role = str(self.cleaned_data["role"])
        if self.instance.pk and role != Role.BEHEERDER.value:
            try:
                members.check_not_last(Membership.objects.get(pk=self.instance.pk))
            except LastBeheerderError as error:
                raise forms.ValidationError(error.message("nl")) from None
        return role


@admin.register(Membership)
class MembershipAdmin(AuditedAdmin):
    """Memberships; the first beheerder of an organisation is made here."""

    form = MembershipForm
    list_display = ["person", "of", "role", "from_when"]
    list_filter = ["role", "organisation"]
    search_fields = ["user__name", "user__email", "organisation__name"]
    autocomplete_fields = ["user", "organisation"]

    @admin.display(description=_("persoon"), ordering="user__name")
    def person(self, member: Membership) -> str:
        """Return who it is."""
        return str(member.user)

    @admin.display(description=_("organisatie"), ordering="organisation__name")
    def of(self, member: Membership) -> str:
        """Return of which organisation."""
        return str(member.organisation)

    @admin.display(description=_("sinds"), ordering="since")
    def from_when(self, member: Membership) -> datetime:
        """Return since when."""
        return member.since

    def get_readonly_fields(self, _request: HttpRequest, obj: Membership | None = None) -> list[str]:
        """Change the role only; another person or organisation is another membership."""
        return ["organisation", "user"] if obj else []

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's
        """Give the role through our own act."""
        del form, change
        kept = members.manage_member(obj.organisation, user=obj.user, role=Role(obj.role), by=person_of(request))
        obj.pk = kept.pk


@admin.register(Trajectory)
class TrajectoryAdmin(ReadOnlyAdmin):
    """Trajectories, to look at."""

    list_display = ["name", "organisation", "state", "start", "end"]
    list_filter = ["state", "organisation"]
    search_fields = ["name"]
