"""Pages of functional managers about people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import password_validation
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from veerkracht.errors.accounts import AccountThereError
from veerkracht.web.accounts import actions, second_factor, sessions
from veerkracht.web.accounts.admin_site import AuditedAdmin
from veerkracht.web.accounts.models import User
from veerkracht.web.accounts.sessions import person_of


class PersonForm(forms.ModelForm[User]):
    """A person; a password only when made, and only for who logs in with one."""

    first_password = forms.CharField(
        label=_("Eerste wachtwoord"),
        required=False,
        strip=False,
        help_text=_("Leeg voor iemand die via de organisatie inlogt."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        """What can be changed."""

        model = User
        fields = ["name", "email", "language", "is_active", "is_staff"]

    def clean_email(self) -> str:
        """Return the address in small letters, if no one else has it.

        Raises:
            ValidationError: if someone has.
        """
        email = str(self.cleaned_data["email"]).strip().lower()
        if User.objects.filter(email=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(AccountThereError(email).message("nl"))
        return email

    def clean_first_password(self) -> str:
        """Return the password if it is not easily guessed."""
        password = str(self.cleaned_data.get("first_password") or "")
        if password:
            password_validation.validate_password(password, self.instance)
        return password


@admin.register(User)
class PersonAdmin(AuditedAdmin):
    """People: made, changed and made inactive through the same acts as everywhere."""

    form = PersonForm
    list_display = ["name", "email", "is_active", "is_staff", "has_second_factor", "last_login"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["name", "email"]
    ordering = ["name"]
    actions = ["take_second_factor"]

    def get_fields(self, _request: HttpRequest, obj: User | None = None) -> list[Any]:
        """Ask for a password only when a person is made."""
        return [*PersonForm.Meta.fields, *([] if obj else ["first_password"])]

    @admin.display(description=_("tweede stap"), boolean=True)
    def has_second_factor(self, user: User) -> bool:
        """Return whether this person has set up an app."""
        return sessions.device_of(user) is not None

    @admin.action(description=_("Neem de tweede stap weg (telefoon kwijt)"))
    def take_second_factor(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        """Let people set up a new app at their next log-in."""
        for user in chosen:
            second_factor.take_away(user, by=person_of(request))
        self.message_user(request, _("Bij de volgende keer inloggen stellen zij een nieuwe app in."), messages.SUCCESS)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's
        """Keep a person through our own act."""
        del change
        password = form.cleaned_data.get("first_password") or None
        actions.manage_person(obj, by=person_of(request), password=password, changed=form.changed_data)
