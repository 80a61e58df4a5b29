"""Forms of ateliers. Words and checks of form only; whether something may, the actions say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from veerkracht.web.atelier.actions.joining import MOST_NAME, OWN, TICKET

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal
    from veerkracht.wijkschets.draaiboek import Draaiboek


class CodeForm(forms.Form):
    """The code on the screen."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Zes letters en cijfers. De code staat op het scherm in de zaal en op de uitnodiging."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """Return the code as it was made, however it was typed."""
        return "".join(sign for sign in str(self.cleaned_data["code"]).lower() if sign.isalnum())


class JoinForm(forms.Form):
    """A name or pseudonym, and a role."""

    name = forms.CharField(
        label=_("Hoe wil je heten?"),
        max_length=MOST_NAME,
        help_text=_("Je voornaam of een verzonnen naam. De anderen zien deze naam."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    party = forms.ChoiceField(label=_("Je bent hier als"), widget=forms.RadioSelect)
    own_party = forms.CharField(
        label=_("Iets anders, namelijk"),
        max_length=MOST_NAME,
        error_messages={
            "required": _("Schrijf in een paar woorden wat je bent, bijvoorbeeld: imam, trainer, vrijwilliger.")
        },
    )
    ticket = forms.CharField(required=False, widget=forms.HiddenInput)
    is_resident = forms.BooleanField(label=_("Ik spreek als bewoner, niet voor een organisatie"), required=False)

    def __init__(self, *args: Any, draaiboek: Draaiboek, taal: Taal, **kwargs: Any) -> None:
        """Offer the roles of the draaiboek, and one of one's own."""
        super().__init__(*args, **kwargs)
        roles = [(one.key, one.name.say(taal)) for one in draaiboek.parties]
        self.fields["party"].choices = [*roles, (OWN, _("Iets anders"))]  # type: ignore[attr-defined]  # a ChoiceField
        # Asked for where it is chosen; the page shows it only then.
        self.fields["own_party"].required = not self.is_bound or self.data.get("party") == OWN

    def clean_ticket(self) -> str:
        """Return the ticket of this form; none where it is no ticket of ours: one comes in all the same."""
        ticket = str(self.cleaned_data["ticket"])
        return ticket if re.fullmatch(TICKET, ticket) else ""
