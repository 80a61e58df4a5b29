"""Forms of designs: saving a version, bringing one in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from veerkracht.web.werkbank.actions import LARGEST_FILE
from veerkracht.workflows.werkbank_saved import LONGEST_NAME, LONGEST_REASON


class SaveForm(forms.Form):
    """What a version is called, and why it was made."""

    name = forms.CharField(
        label=_("Naam van de versie"),
        max_length=LONGEST_NAME,
        help_text=_("Zo vindt u haar terug. Namen van ontwerpen die bij Veerkracht horen zijn bezet."),
    )
    reason = forms.CharField(
        label=_("Waarom deze keuze?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Dit staat in het ontwerp zelf. Wie later kijkt, ziet waarom de gewichten anders zijn."),
    )


class ImportForm(forms.Form):
    """A file with a design."""

    file = forms.FileField(
        label=_("Bestand met een ontwerp (TOML)"),
        help_text=_("Bijvoorbeeld een ontwerp dat u hier eerder bewaarde. Hoogstens 500 kB."),
    )

    def clean_file(self) -> object:
        """Refuse a file that is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("Dit bestand is te groot: hoogstens 500 kB. Er is niets opgeslagen."))
        return file
