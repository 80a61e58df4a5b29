"""Forms of those who lead an atelier. Words and checks of form only; whether something may, the actions say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from veerkracht.facts.areas import Level
from veerkracht.web.atelier.actions.making import KEPT, LONGEST_KEPT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veerkracht.workflows.places import Place

_DATE_TIME = "%Y-%m-%dT%H:%M"
_DATE = "%Y-%m-%d"


class _WhenForm(forms.Form):
    """Where and when, and until when names and texts are kept."""

    name = forms.CharField(
        label=_("Naam van het atelier"), max_length=120, help_text=_("Bijvoorbeeld: Gebiedsatelier Waterwijk.")
    )
    place = forms.CharField(
        label=_("Plaats"),
        max_length=160,
        required=False,
        help_text=_("Waar u bij elkaar komt, bijvoorbeeld: buurthuis De Brug."),
    )
    planned = forms.DateTimeField(
        label=_("Datum en tijd"),
        required=False,
        input_formats=[_DATE_TIME, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_DATE_TIME),
    )
    keep_until = forms.DateField(
        label=_("Namen en teksten bewaren tot en met"),
        input_formats=[_DATE],
        help_text=_("Daarna wist het programma alle namen en teksten. Wat geteld is, blijft. Hoogstens vijf jaar."),
        widget=forms.DateInput(attrs={"type": "date"}, format=_DATE),
    )

    def clean_keep_until(self) -> Any:
        """Refuse a day that has been, or that lies too far."""
        found, today = self.cleaned_data["keep_until"], timezone.localdate()
        if not today <= found <= today + LONGEST_KEPT:
            last = today + LONGEST_KEPT
            raise forms.ValidationError(
                _("Kies een dag van vandaag tot en met %(last)s.") % {"last": last.strftime("%d-%m-%Y")}
            )
        return found


class MakeForm(_WhenForm):
    """A new atelier: also its draaiboek and its areas."""

    draaiboek = forms.ChoiceField(label=_("Draaiboek"), widget=forms.RadioSelect)
    wijken = forms.MultipleChoiceField(
        label=_("Over welke wijken gaat het?"),
        required=False,
        help_text=_("Kies ten minste een wijk, of hieronder een buurt."),
        widget=forms.CheckboxSelectMultiple,
    )
    buurten = forms.MultipleChoiceField(
        label=_("Over welke buurten gaat het?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, draaiboeken: Iterable[tuple[str, str]], places: Iterable[Place], **kwargs: Any
    ) -> None:
        """Offer the draaiboeken and the areas of the trajectory."""
        kwargs["initial"] = {"keep_until": timezone.localdate() + KEPT, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.order_fields(["name", "draaiboek", "wijken", "buurten"])
        self.fields["draaiboek"].choices = list(draaiboeken)  # type: ignore[attr-defined]  # a ChoiceField
        known = list(places)
        for field, level in (("wijken", Level.WIJK), ("buurten", Level.BUURT)):
            choices = [
                (one.code, f"{one.name} ({one.within})" if level is Level.BUURT else one.name)
                for one in known
                if one.level is level
            ]
            self.fields[field].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Ask for at least one area where there are areas to choose from."""
        found = super().clean() or {}
        can_choose = any(self.fields[one].choices for one in ("wijken", "buurten"))  # type: ignore[attr-defined]  # ChoiceFields
        if can_choose and not (found.get("wijken") or found.get("buurten")):
            self.add_error("wijken", _("Kies ten minste een wijk of buurt: daarover gaat het atelier."))
        return found

    @property
    def areas(self) -> list[str]:
        """Codes of what was chosen, wijken first."""
        return [*self.cleaned_data["wijken"], *self.cleaned_data["buurten"]]


class ChangeForm(_WhenForm):
    """The words, the day and the term of an atelier that is there already."""
