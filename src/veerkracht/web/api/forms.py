"""The form for a new token of the API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from veerkracht.web.workspace.models import Trajectory

OPEN = "open"
DAYS = (("30", _("30 dagen")), ("90", _("90 dagen")), ("365", _("1 jaar")))


class TokenForm(forms.Form):
    """A name, what it may read, and how long."""

    name = forms.CharField(
        label=_("Naam"),
        max_length=80,
        help_text=_("Bijvoorbeeld het programma en de computer: QGIS op mijn laptop."),
    )
    reads = forms.ChoiceField(
        label=_("Wat mag deze sleutel lezen?"),
        help_text=_("Kies niet meer dan nodig is. Veranderen kan een sleutel nooit iets."),
    )
    days = forms.ChoiceField(label=_("Hoe lang werkt de sleutel?"), choices=DAYS, initial="90")

    def __init__(self, *args: object, trajectories: Sequence[Trajectory], **kwargs: object) -> None:
        """Offer the open data, and the trajectories of this person."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's own forms take them
        own = [(str(one.pk), now("Open gegevens en het traject %(name)s") % {"name": one.name}) for one in trajectories]
        field = self.fields["reads"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # for the type checker
        field.choices = [(OPEN, now("Alleen open gegevens")), *own]
