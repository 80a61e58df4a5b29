"""Forms about accounts. Words and checks only; what they ask for is done by `actions`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from veerkracht.web.accounts.models import User

_PASSWORD_HINT = _("Minstens 12 tekens. Een zin van een paar woorden werkt goed.")


class LogInForm(forms.Form):
    """Address and password."""

    username = forms.EmailField(
        label=_("E-mailadres"), widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label=_("Wachtwoord"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class CodeForm(forms.Form):
    """The code of an app, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("De zes cijfers uit uw app, of een van uw herstelcodes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
    )


class FirstCodeForm(forms.Form):
    """The first code of a new app."""

    code = forms.CharField(
        label=_("Code uit de app"),
        max_length=20,
        help_text=_("Zes cijfers, bijvoorbeeld 123 456."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )


class EmailForm(forms.Form):
    """One address."""

    email = forms.EmailField(label=_("E-mailadres"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class NewPasswordForm(forms.Form):
    """A new password, checked against what is easily guessed about this person."""

    new = forms.CharField(
        label=_("Nieuw wachtwoord"),
        strip=False,
        max_length=400,
        help_text=_PASSWORD_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        """Keep whose password it is."""
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_new(self) -> str:
        """Return the password if it is not easily guessed.

        Raises:
            ValidationError: with every reason why not.
        """
        password = str(self.cleaned_data["new"])
        password_validation.validate_password(password, self.user)
        return password


class ChangePasswordForm(NewPasswordForm):
    """The same, with the present one as a check."""

    old = forms.CharField(
        label=_("Huidig wachtwoord"),
        strip=False,
        max_length=400,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["old", "new"]


class ProfileForm(forms.Form):
    """Name and language."""

    name = forms.CharField(label=_("Naam"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Taal"), choices=settings.LANGUAGES, widget=forms.RadioSelect)


class NewPersonForm(NewPasswordForm):
    """Who comes in by an invitation."""

    name = forms.CharField(
        label=_("Uw naam"),
        max_length=120,
        help_text=_("Zo zien anderen u."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mailadres"),
        help_text=_("Hiermee logt u in."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    field_order = ["name", "email", "new"]

    def __init__(self, *args: Any, email: str = "", **kwargs: Any) -> None:
        """Fix the address if the invitation is for one address only."""
        super().__init__(*args, **kwargs)
        if email:
            self.fields["email"].initial = email
            self.fields["email"].disabled = True

    def clean(self) -> dict[str, Any]:
        """Check the password against name and address as well."""
        cleaned = super().clean() or {}
        if cleaned.get("new") and cleaned.get("email"):
            person = User(email=cleaned["email"], name=cleaned.get("name", ""))
            try:
                password_validation.validate_password(cleaned["new"], person)
            except forms.ValidationError as faults:
                self.add_error("new", faults)
        return cleaned
